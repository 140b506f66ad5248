"""What a target is once it has been read: a comparison, and what the outcome is held against."""

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from indikator_excel.indicators.numbers import exact, with_unit
from indikator_excel.indicators.vocabulary import Against, Comparison, Direction


class Years(Struct, frozen=True):
    """The years that a round is about: the year of *Läget* and the year of *Målvärde*.

    ``earlier`` holds what is known of the indicator in other years (*Historik*): year -> value as written.
    """

    baseline: int
    target: int
    earlier: Mapping[int, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """A mapping has no hash, and formulas are kept by the rule that they come from."""
        return hash((self.baseline, self.target))


class Change(Struct, frozen=True):
    """How far from the compared value the target lies: ``öka med 5 %`` (relative), ``+2 procentenheter`` (absolute).

    ``amount`` is signed; relative amounts are in percent of the compared value, absolute ones in its unit.
    """

    amount: Decimal
    relative: bool
    unit: str = ""

    def applied_to(self, before: Decimal) -> Decimal:
        """Return the threshold that the change gives."""
        return exact(before * (100 + self.amount) / 100 if self.relative else before + self.amount)

    def in_words(self) -> str:
        """Say it behind what it starts from: ``plus 5 %``, ``minus 2 procentenheter``."""
        return f"{'plus' if self.amount > 0 else 'minus'} {with_unit(abs(self.amount), self.unit)}"


class Target(Struct, frozen=True):
    """A target as read. ``comparison`` is None where the text leaves it open, or is to be judged by hand."""

    text: str
    against: Against
    comparison: Comparison | None = None
    #: Whether the text itself says how to compare; a bare ``5`` leaves it to the direction.
    stated: bool = True
    #: Whether standing still is enough where the direction tells the rest ("oförändrat").
    or_equal: bool = False
    number: Decimal | None = None
    #: The word of a scale, or the name of the outside value ("riket", "värdet 2010").
    word: str | None = None
    unit: str = ""
    #: The upper end of an interval, whose lower end is ``number``.
    upper: Decimal | None = None
    #: A place in a ranking: the lower the better, and never nearly reached by ratio.
    is_rank: bool = False
    change: Change | None = None
    #: The ends of the scale that points are given on; either may be open.
    lowest: Decimal | None = None
    highest: Decimal | None = None
    #: The year whose value it is compared with, where that is another than the baseline's.
    year: int | None = None
    #: Whether one of several values was taken for the round's year without the text saying so (``75/90/100``).
    year_presumed: bool = False
    #: What is unclear about a target that is judged by hand, where that can be said.
    unclear: str = ""
    #: What such a target probably means, written so that it can be read.
    suggestion: str = ""

    def in_words(self, years: Years) -> str:
        """Say the reading in Swedish: ``minst 18``, ``minst läget 2023``, ``mer än ”delvis”``."""
        operator = f"{self.comparison} " if self.comparison else ""
        change = f" {self.change.in_words()}" if self.change else ""
        match self.against:
            case Against.NUMBER if self.number is not None and self.upper is not None:
                return f"{operator}{with_unit(self.number, '')} och {with_unit(self.upper, self.unit)}"
            case Against.NUMBER if self.number is not None and self.is_rank:
                return f"plats {with_unit(self.number, '')} eller bättre"
            case Against.NUMBER if self.number is not None:
                return f"{operator}{with_unit(self.number, self.unit)}"
            case Against.WORD:
                return f"{operator}”{self.word}”"
            case Against.BASELINE:
                return f"{operator}läget {years.baseline}{change}"
            case Against.OUTSIDE:
                return f"{operator}{self.word}{change}"
            case Against.UNKNOWN:
                return f"{operator}ett värde som inte är ifyllt" if self.text else "målvärde saknas"
        return "manuell bedömning"

    @property
    def by_other(self) -> bool:
        """Whether it is held against another value (the baseline, the country's) and not a constant."""
        return self.against in (Against.BASELINE, Against.OUTSIDE)


def comparison_for(target: Target, direction: Direction | None) -> Comparison | None:
    """Return the target's comparison, or where the text leaves it open the one that the direction gives."""
    if target.stated or direction is None:
        return target.comparison
    higher = direction is Direction.HIGHER
    if target.by_other and not target.or_equal:
        return Comparison.MORE if higher else Comparison.LESS
    return Comparison.AT_LEAST if higher else Comparison.AT_MOST
