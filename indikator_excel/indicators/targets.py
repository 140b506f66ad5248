"""Reading a target as the annex writes it: ``≥18``, ``minst 18``, ``≥ 2023``, ``> delvis``, ``>Xx st``.

A target is an operator and what it is held against. What is not understood whole is left to manual judgement,
shown as written, never read as a number found somewhere in the text.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from indikator_excel.indicators.numbers import NUMBER, exact, parse_number, with_unit
from indikator_excel.indicators.scales import Scale, two_valued_for
from indikator_excel.indicators.text import clean, fold, plain_minus
from indikator_excel.indicators.values import (
    Remark,
    State,
    Value,
    canonical_unit,
    is_grouped_or_decimal,
    is_placeholder,
    read_text,
    same_unit,
    unit_of_placeholder,
)
from indikator_excel.indicators.vocabulary import Against, Comparison, Direction


@dataclass(frozen=True, slots=True)
class Years:
    """The years that a round is about: the year of *Läget* and the year of *Målvärde*."""

    baseline: int
    target: int


@dataclass(frozen=True, slots=True)
class Change:
    """How far from the baseline the target lies: ``öka med 5 %`` (relative), ``+2 procentenheter`` (absolute).

    ``amount`` is signed; relative amounts are in percent of the baseline, absolute ones in its unit.
    """

    amount: Decimal
    relative: bool
    unit: str = ""

    def applied_to(self, baseline: Decimal) -> Decimal:
        """Return the threshold that the change gives."""
        return exact(baseline * (100 + self.amount) / 100 if self.relative else baseline + self.amount)

    def in_words(self) -> str:
        """Say it behind the baseline: ``plus 5 %``, ``minus 2 procentenheter``."""
        return f"{'plus' if self.amount > 0 else 'minus'} {with_unit(abs(self.amount), self.unit)}"


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read. ``comparison`` is None where the text leaves it open, or is to be judged by hand."""

    text: str
    against: Against
    comparison: Comparison | None = None
    #: Whether the text itself says how to compare; a bare ``5`` leaves it to the direction.
    stated: bool = True
    #: Whether standing still is enough where the direction tells the rest ("oförändrat").
    or_equal: bool = False
    number: Decimal | None = None
    word: str | None = None
    unit: str = ""
    #: The upper end of an interval, whose lower end is ``number``.
    upper: Decimal | None = None
    #: A place in a ranking: the lower the better, and never nearly reached by ratio.
    is_rank: bool = False
    change: Change | None = None

    def in_words(self, years: Years) -> str:
        """Say the reading in Swedish: ``minst 18``, ``minst läget 2023``, ``mer än ”delvis”``."""
        operator = f"{self.comparison} " if self.comparison else ""
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
                change = f" {self.change.in_words()}" if self.change else ""
                return f"{operator}läget {years.baseline}{change}"
            case Against.OUTSIDE:
                return f"{operator}{self.word}"
            case Against.UNKNOWN:
                return f"{operator}ett värde som inte är ifyllt" if self.text else "målvärde saknas"
        return "manuell bedömning"


_OPERATORS: tuple[tuple[Comparison, tuple[str, ...], tuple[str, ...]], ...] = (
    # comparison, what stands before the value, what stands after it
    (
        Comparison.AT_LEAST,
        ("≥", ">=", "=>", "minst", "lägst", "inte under", "ej under"),
        ("eller mer", "eller fler", "eller högre", "eller bättre"),
    ),
    (
        Comparison.AT_MOST,
        ("≤", "<=", "=<", "högst", "max", "maximalt", "inte över", "ej över", "inte överstiga", "inom"),
        ("eller färre", "eller lägre", "eller mindre"),
    ),
    (
        Comparison.MORE,
        (">", "över", "mer än", "fler än", "högre än", "bättre än"),
        (),
    ),  # "bättre än" of a number needs a direction
    (Comparison.LESS, ("<", "under", "mindre än", "färre än", "lägre än"), ()),
    (Comparison.EQUAL, ("=", "exakt", "lika med"), ()),
)
#: Longest first, so that ``>=`` is tried before ``>`` and ``inte över`` before ``över``.
_BEFORE = sorted(
    ((sign, comparison) for comparison, before, _ in _OPERATORS for sign in before), key=lambda o: -len(o[0])
)
_AFTER = [(sign, comparison) for comparison, _, after in _OPERATORS for sign in after]
_BASELINE_NAMES = re.compile(r"(?:läget|nuläget|föregående år|förra året|i fjol|utgångsläget)(?: (?P<year>\d{4}))?\Z")
#: Wording that compares with the baseline without naming it.
_MOVEMENTS = (
    (re.compile(r"(?:ska |skall )?(?:inte|ej) öka[rs]?\Z|(?:ökar|öka) (?:inte|ej)\Z"), Comparison.AT_MOST),
    (re.compile(r"(?:ska |skall )?(?:inte|ej) minska[rs]?\Z|minskar? (?:inte|ej)\Z"), Comparison.AT_LEAST),
    (re.compile(r"(?:ska |skall )?öka[rs]?\Z|ökning\Z|ökande\Z|↑\Z"), Comparison.MORE),
    (re.compile(r"(?:ska |skall )?minska[rs]?\Z|minskning\Z|minskande\Z|↓\Z"), Comparison.LESS),
)
_AMOUNT = r"\d[\d ]*(?:[.,]\d+)?"
_CHANGE = re.compile(
    rf"(?:ska )?(?P<verb>öka|minska)(?:r|s|s?ning)?\s+med\s+(?:minst\s+)?(?P<amount>{_AMOUNT})\s*(?P<unit>[^\d]*?)"
    r"(?:\s+jämfört med (?P<than>.+))?\Z"
)
_SIGNED = re.compile(rf"(?P<sign>[+-])\s*(?P<amount>{_AMOUNT})\s*(?P<unit>[^\d]*)\Z")
#: A value for one year: ``100 % (2024)``.
_OF_YEAR = re.compile(r"(?P<target>.+?)\s*\((?P<year>\d{4})\)\Z")
#: "Not worse": at least or at most the baseline, by the direction.
_UNCHANGED = re.compile(r"(?:ska )?(?:vara )?(?:oförändra[dt]\w*|bibehåll\w*|bevara\w*|behåll\w*)(?: nivå| läge)?\Z")
#: Whose value the register holds for the row: the country's, the county's, comparable municipalities'.
_OUTSIDE = re.compile(
    r"(?:snittet|medel(?:värdet)?|genomsnittet)?\s*(?:i |för |av )?"
    r"(?:riket|länet|(?:\w+ )?län|rikssnittet|riksgenomsnittet|länssnittet|jämförbara kommuner|liknande kommuner|"
    r"andra kommuner|alla kommuner)\Z"
)
_POINTS = frozenset({"procentenheter", "procentenhet", "%-enheter", "p.e.", "pe"})
_ZERO = frozenset({"noll", "nollvision", "inga", "ingen", "inget"})
_RANK = re.compile(
    r"(?:topp|plats|placering|rank)\s+(\d{1,4})(?: eller (?:bättre|högre))?\Z|bland de (\d{1,4}) bästa\Z"
)
_SCORE = re.compile(r"(?:nki|index|betygsindex)\s+(?=\d)")
_INTERVAL = re.compile(
    rf"(?:mellan\s+)?(?P<low>{NUMBER})(?P<low_unit>\s*[^\d\s–—-]*)\s*(?:[–—-]|\btill\b|\boch\b)\s*"
    rf"(?P<high>{NUMBER})(?P<unit>[^\d]*)\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}\Z")
_BETTER = re.compile(r"bättre än\b|förbättra(?:s|d|t|de)?\Z")
_LEADING_SIGN = re.compile(r"^[^\d-]*")


def read_target(text: str, baseline: Value, years: Years, scale: Scale) -> Target:
    """Read a target.

    Args:
        text: The target as written.
        baseline: The row's baseline as read; it tells a year from a number and which way a bare number points.
        years: The years of the round.
        scale: The scale of a row that is measured in words.
    """
    raw = clean(text)
    if not raw:
        return Target("", Against.UNKNOWN)
    for pattern, movement in _MOVEMENTS:
        if pattern.match(fold(raw)):
            return Target(raw, Against.BASELINE, movement)
    if _BETTER.fullmatch(fold(raw).removeprefix("ska ")) and baseline.state is not State.WORD:
        return Target(raw, Against.BASELINE, stated=False)
    if of_year := _OF_YEAR.match(raw):
        if int(of_year["year"]) != years.target or _OF_YEAR.match(of_year["target"]):
            return Target(raw, Against.MANUAL)
        return replace(read_target(of_year["target"], baseline, years, scale), text=raw)
    special = _read_change(raw, baseline, years) or _read_special(raw, baseline)
    return special or _read_operator(raw, baseline, years, scale)


def _read_change(raw: str, baseline: Value, years: Years) -> Target | None:
    """Read a target that is so much above or below the baseline.

    Percent of a percentage may mean percent or percentage points; that is judged by hand. A signed number is a
    level where the baseline itself is below zero, or is not given.
    """
    text = plain_minus(fold(raw))
    worded, signed = _CHANGE.match(text), _SIGNED.match(text)
    found = worded or signed
    amount = parse_number(found["amount"]) if found else None
    if found is None or amount is None:
        return None
    if signed and signed["sign"] == "-" and (baseline.number is None or baseline.number < 0):
        return None
    if worded and worded["than"] and not _names_baseline(worded["than"], years):
        return Target(raw, Against.MANUAL)  # another year's value, which the row does not hold
    unit, percent = found["unit"].strip(), baseline.unit == "%"
    in_percent, in_points = canonical_unit(unit) == "%", unit in _POINTS
    if (in_percent and percent) or (in_points and not percent) or (not unit and percent):
        return Target(raw, Against.MANUAL)
    if not (in_percent or in_points or not unit or same_unit(unit, baseline.unit)):
        return Target(raw, Against.MANUAL)
    up = worded["verb"] == "öka" if worded else found["sign"] == "+"
    change = Change(amount if up else -amount, relative=in_percent, unit=unit or baseline.unit)
    comparison = Comparison.AT_LEAST if up else Comparison.AT_MOST
    return Target(raw, Against.BASELINE, comparison, change=change)


def _read_special(raw: str, baseline: Value) -> Target | None:
    """Read the notations that are no operator with a value: unchanged, zero, a rank, a score, an interval."""
    folded = fold(raw)
    if _UNCHANGED.match(folded):
        if baseline.state is State.WORD:
            return Target(raw, Against.BASELINE, Comparison.AT_LEAST)
        return Target(raw, Against.BASELINE, stated=False, or_equal=True)
    if folded in _ZERO:
        return Target(raw, Against.NUMBER, Comparison.EQUAL, number=Decimal(0))
    if rank := _RANK.match(folded):
        place = Decimal(rank[1] or rank[2])
        return Target(raw, Against.NUMBER, Comparison.AT_MOST, number=place, is_rank=True)
    if _SCORE.match(folded):
        value = read_text(raw)
        if value.state is State.NUMBER and not value.remarks:
            return Target(raw, Against.NUMBER, Comparison.AT_LEAST, number=value.number, unit=value.unit)
    return _read_interval(raw)


def _read_interval(raw: str) -> Target | None:
    """Read ``95–100 %`` and ``mellan 95 och 100``; two years are no interval of outcomes."""
    found = _INTERVAL.match(raw)
    if found is None or (raw.casefold().find(" och ") > 0 and not raw.casefold().startswith("mellan")):
        return None
    low = read_text(f"{found['low']}{found['low_unit']}")
    high = read_text(f"{found['high']}{found['unit']}")
    if low.number is None or high.number is None or low.remarks or high.remarks or low.number >= high.number:
        return None
    years = _YEAR.match(found["low"]) and _YEAR.match(found["high"]) and not high.unit
    if years or (low.unit and low.unit != high.unit):
        return None
    return Target(raw, Against.NUMBER, Comparison.BETWEEN, number=low.number, unit=high.unit, upper=high.number)


def _read_operator(raw: str, baseline: Value, years: Years, scale: Scale) -> Target:
    """Read a target that is an operator, or none, and a value."""
    comparison, rest = _split_operator(raw)
    if is_placeholder(rest):
        return Target(raw, Against.UNKNOWN, comparison, unit=unit_of_placeholder(rest))
    if _OUTSIDE.match(fold(rest)):
        if _BETTER.match(fold(raw)):
            return Target(raw, Against.OUTSIDE, stated=False, word=rest)
        return Target(raw, Against.OUTSIDE, comparison, stated=comparison is not None, word=rest)
    if _names_baseline(rest, years):
        if _BETTER.match(fold(raw)) and baseline.state is not State.WORD:
            return Target(raw, Against.BASELINE, stated=False)
        against = Against.BASELINE if comparison else Against.MANUAL
        return Target(raw, against, comparison)
    value = read_text(rest)
    if value.state is State.WORD and value.word:
        return _read_word(raw, comparison, value.word, scale)
    return _read_value(raw, comparison, value, baseline)


def _read_value(raw: str, comparison: Comparison | None, value: Value, baseline: Value) -> Target:
    """Read a target whose value is a number; one that is not understood whole is judged by hand."""
    counted = canonical_unit(value.unit or baseline.unit) in ("", "st")
    fraction = baseline.unit == "%" and not value.unit and value.number is not None and 0 < value.number <= 1
    doubtful = bool(value.remarks) or fraction or (counted and is_grouped_or_decimal(_LEADING_SIGN.sub("", raw)))
    if value.state is not State.NUMBER or value.number is None or doubtful or _BETTER.match(fold(raw)):
        return Target(raw, Against.MANUAL)
    chosen = comparison or _bare_number(value, baseline)
    stated = comparison is not None or chosen is Comparison.EQUAL
    return Target(raw, Against.NUMBER, chosen, stated=stated, number=value.number, unit=value.unit)


def number_in(raw: str) -> Decimal | None:
    """Return the number behind a target's operator, also where the text would be read as a year."""
    return read_text(_split_operator(clean(raw))[1]).number


def _split_operator(raw: str) -> tuple[Comparison | None, str]:
    folded = fold(raw)
    for sign, comparison in _BEFORE:
        rest = raw[len(sign) :]
        if folded.startswith(sign) and (not sign[-1].isalpha() or rest[:1].isspace()):
            return comparison, rest.strip()
    for sign, comparison in _AFTER:
        if folded.endswith(f" {sign}"):
            return comparison, raw[: -len(sign)].strip()
    return None, raw


def _names_baseline(rest: str, years: Years) -> bool:
    """Whether the text is the baseline's year or name. Any other four-digit number is a number."""
    if _YEAR.match(rest):
        return int(rest) == years.baseline
    named = _BASELINE_NAMES.match(fold(rest))
    return named is not None and named["year"] in (None, str(years.baseline))


def _read_word(raw: str, comparison: Comparison | None, word: str, scale: Scale) -> Target:
    two_valued = two_valued_for(word)
    if two_valued is not None:
        return Target(raw, Against.WORD, Comparison.EQUAL, word=word)
    if scale.rank(word) is None:
        return Target(raw, Against.MANUAL)
    return Target(raw, Against.WORD, comparison or Comparison.AT_LEAST, word=word)


def _bare_number(value: Value, baseline: Value) -> Comparison | None:
    """A bare number means "at least" where that is plain; otherwise the direction is asked for.

    A bare zero is zero: nothing else meets it.
    """
    if value.number == 0:
        return Comparison.EQUAL
    full = value.unit == "%" and value.number == Decimal(100)
    above = value.number is not None and baseline.number is not None and baseline.number <= value.number
    return Comparison.AT_LEAST if full or above else None


def comparison_for(target: Target, direction: Direction | None) -> Comparison | None:
    """Return the target's comparison, or where the text leaves it open the one that the direction gives."""
    if target.stated or direction is None:
        return target.comparison
    higher = direction is Direction.HIGHER
    if target.against in (Against.BASELINE, Against.OUTSIDE) and not target.or_equal:
        return Comparison.MORE if higher else Comparison.LESS
    return Comparison.AT_LEAST if higher else Comparison.AT_MOST


def is_inequality(baseline: Value) -> bool:
    """Whether a baseline was given as a bound (``≥18``) rather than a value."""
    return Remark.INEQUALITY in baseline.remarks
