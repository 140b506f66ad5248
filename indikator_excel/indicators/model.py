"""The things a round is about: the round itself, departments, indicators."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from indikator_excel.indicators.reading import NO_OVERRIDES, Overrides
from indikator_excel.indicators.rule import PartlySetting
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.vocabulary import Aggregation, Kind, Verdict


class Round(Struct, frozen=True):
    """One round (*omgång*): which year, which occasion, and what holds for all of its indicators."""

    year: int
    baseline_year: int
    municipality: str = ""
    name: str = "Helår"
    kind: Kind = Kind.OUTCOME
    deadline: date | None = None
    contact: str = ""
    sender: str = ""
    partly: PartlySetting = field(default_factory=PartlySetting)
    comment_required: frozenset[Verdict] = frozenset({Verdict.NOT_MET})

    @property
    def years(self) -> Years:
        """The years that texts are read by."""
        return Years(self.baseline_year, self.year)

    @property
    def title(self) -> str:
        """Return e.g. ``Helår 2024``; a name that already holds the year is left alone."""
        return self.name if str(self.year) in self.name else f"{self.name} {self.year}"

    @property
    def full_title(self) -> str:
        """The municipality and the round: ``Ljusnarsbergs kommun, Helår 2024``."""
        return ", ".join(filter(None, (self.municipality, self.title)))

    @property
    def value_header(self) -> str:
        """The input column's header: ``Utfall 2024`` or ``Prognos 2024``."""
        return f"{self.kind} {self.year}"


class Department(Struct, frozen=True):
    """A department (*förvaltning*). ``code`` is short and unique; ``weight`` counts in means."""

    code: str
    name: str
    contact: str = ""
    email: str = ""
    copy_to: str = ""
    weight: Decimal | None = None


class Indicator(Struct, frozen=True):
    """One indicator row, its texts as written. ``departments`` holds the codes of those who report it."""

    id: str
    area: str
    group: str
    name: str
    baseline_text: str
    target_text: str
    goal: str = ""
    subheading: str = ""
    departments: tuple[str, ...] = ()
    aggregation: Aggregation = Aggregation.SEPARATE
    overrides: Overrides = NO_OVERRIDES
    description: str = ""
    #: Whether the value is given for women and men too.
    by_sex: bool = False
    #: 2 for a row that covers two periods, each with its own value.
    periods: int = 1
    #: What was answered earlier this year, for reference: department's code -> ``45 % (Delår april)``.
    reference: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name together with the sub-heading that it stands under."""
        return f"{self.subheading.rstrip(':')}: {self.name}" if self.subheading else self.name

    @property
    def weighs_values(self) -> bool:
        """Whether several departments' values make one, which is judged; else their verdicts stand or make one."""
        return len(self.departments) > 1 and self.aggregation not in (Aggregation.SEPARATE, Aggregation.ALL)


_DASHES = re.compile(r"[\s\u2010-\u2015\u2212-]+")


def id_key(text: str) -> str:
    """Return what two spellings of an ID are compared by: ``ÖK–01 `` and ``ök-01`` are one."""
    return _DASHES.sub("-", fold(text))
