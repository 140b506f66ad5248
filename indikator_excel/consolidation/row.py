"""One row of the result: an indicator and a department, with what was answered and how it was judged."""

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from indikator_excel.consolidation.own import Own
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.vocabulary import Trend, ValueType, Verdict

if TYPE_CHECKING:
    import pandas as pd

#: A number in the indicator's unit, or a word as the scale spells it; None for none that could be used.
Outcome = Decimal | str | None


class Row(Struct, frozen=True):
    """A row of the result. An indicator that nobody answers for has one as well, whose ``department`` is empty."""

    indicator_id: str
    #: The department's code and name.
    department: str
    department_name: str
    #: Of the register, as it is written there.
    area: str
    goal: str
    group: str
    subheading: str
    indicator: str
    baseline: str
    target: str
    unit: str
    value_type: ValueType
    #: As it was written in the answer; None for a cell that was left empty.
    raw: str | None
    raw_2: str | None
    not_measured: str | None
    comment: str | None
    action: str | None
    #: Said in the row, or else on the file's first sheet.
    respondent: str | None
    measured_on: str | None
    #: Where the answer stands.
    file: str | None
    sheet: str | None
    cell: str | None
    #: As it was read: the outcome, the second period's, and those of women and men.
    outcome: Outcome
    outcome_2: Outcome
    women: Decimal | None
    men: Decimal | None
    #: The baseline that came with the answer (*Komplettera läget*).
    baseline_given: Outcome
    #: By which the row was judged.
    rule: Rule | NotAssessable
    trend: Trend
    #: The verdict that counts, the controller's own where she has given a reason, and the one by the rule.
    verdict: Verdict
    why: str
    calculated: Verdict
    calculated_why: str
    #: What she has written in the row.
    own: Own

    @property
    def number(self) -> Decimal | None:
        """The outcome, where it is a number."""
        return self.outcome if isinstance(self.outcome, Decimal) else None


def rows_of(frame: "pd.DataFrame") -> tuple[Row, ...]:
    """Return the rows of a frame that has a column for each of a row's fields."""
    return tuple(map(Row, *(frame[name] for name in Row.__struct_fields__)))
