"""What an answered row gives reason to ask: one small function for each check, which lists itself.

Nothing here keeps an answer from being used.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.consolidation.row import Row
from indikator_excel.findings import about_rows
from indikator_excel.findings.checks import Checks
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.numbers import decimals_of, with_unit
from indikator_excel.indicators.reading import Reading
from indikator_excel.indicators.values import Measure, read_text
from indikator_excel.indicators.vocabulary import ValueType, Verdict
from indikator_excel.register.model import Register

#: What is far from the baseline: so many times as much or as little, or for percent so many percentage points.
TIMES, POINTS = 3, 30
#: Fewer persons than this behind a number can be recognised.
FEW = 5


class Answered(Struct, frozen=True):
    """A row that has an answer, and what the register says of it."""

    row: Row
    indicator: Indicator
    reading: Reading
    register: Register
    #: What the indicator is measured in, and the outcome, where it is a number.
    measure: Measure
    number: Decimal | None

    def show(self, number: Decimal) -> str:
        """Write a number in the indicator's unit."""
        return with_unit(number, self.measure.unit)


#: What a check says: the details of its finding, or None where there is nothing to say.
Details = dict[str, str] | None
CHECKS: "Checks[Answered, Details]" = Checks()


def row_findings(rows: Iterable[Row], register: Register) -> Iterator[Finding]:
    """Run every check on every row that has an answer."""
    for row in rows:
        if not row.department or row.calculated is Verdict.NO_ANSWER:
            continue
        indicator = register.by_id[row.indicator_id]
        reading = register.readings[indicator.id]
        answered = Answered(row, indicator, reading, register, reading.measure, row.number)
        place = Finding(
            about_rows.COMMENT_MISSING,
            row.file or "",
            row.sheet or "",
            row.cell or "",
            indicator.id,
            indicator.label,
            row.department_name,
            row.raw or "",
        )
        for kind, details in CHECKS.run(answered):
            if details is not None:
                yield replace(place, kind=kind, details=details)


def lacks_comment(row: Row, register: Register) -> bool:
    """Whether an answered row is not met, or whatever else the round wants explained, without a comment."""
    answered = row.calculated is not Verdict.NO_ANSWER
    return answered and row.verdict in register.round.comment_required and not row.comment


@CHECKS.of(about_rows.COMMENT_MISSING)
def comment_missing(answered: Answered) -> Details:
    """Not met, or whatever else the round wants explained, without a comment."""
    return {"bedömning": str(answered.row.verdict)} if lacks_comment(answered.row, answered.register) else None


@CHECKS.of(about_rows.FAR_FROM_BASELINE)
def far_from_baseline(answered: Answered) -> Details:
    """More than three times the baseline or less than a third of it; for percent more than 30 points from it."""
    now, before = answered.number, answered.reading.baseline.number
    if now is None or before is None or not answered.reading.baseline.usable or answered.reading.target.is_rank:
        return None
    if answered.measure.is_percent:
        far = abs(now - before) > POINTS
    else:
        low, high = sorted((abs(now), abs(before)))
        far = bool(low) and high > TIMES * low
    return {"läge": answered.show(before), "utfall": answered.show(now)} if far else None


@CHECKS.of(about_rows.SAME_AS_LAST_TIME)
def same_as_last_time(answered: Answered) -> Details:
    """The very number of the last round, where it has decimals or several digits enough to be no coincidence."""
    last = answered.indicator.reference.get(answered.row.department, "")
    now = answered.number
    if not last or now is None or len(now.as_tuple().digits) < 2:  # noqa: PLR2004 - one digit is easily the same
        return None
    return {"värdet": answered.show(now)} if read_text(last, answered.measure).number == now else None


@CHECKS.of(about_rows.MEASURED_OUTSIDE)
def measured_outside(answered: Answered) -> Details:
    """Measured before the year that the round asks about, or more than half a year after it."""
    try:
        day = date.fromisoformat(answered.row.measured_on or "")
    except ValueError:
        return None
    year = answered.register.round.year
    within = date(year, 1, 1) <= day <= date(year + 1, 6, 30)
    return None if within else {"mätdatum": day.isoformat(), "år": str(year)}


@CHECKS.of(about_rows.FEW_PERSONS)
def few_persons(answered: Answered) -> Details:
    """Women and men counted apart, and so few that they can be recognised."""
    counted = [n for n in (answered.row.women, answered.row.men) if isinstance(n, Decimal)]
    if answered.measure.value_type is not ValueType.COUNT or not any(0 < n < FEW for n in counted):
        return None
    return {"antal": " och ".join(answered.show(n) for n in counted)}


@CHECKS.of(about_rows.TOTAL_DIFFERS)
def total_differs(answered: Answered) -> Details:
    """A total that can't be: outside women's and men's share, or another sum than theirs."""
    parts = [n for n in (answered.row.women, answered.row.men) if isinstance(n, Decimal)]
    total = answered.number
    if total is None or len(parts) < 2:  # noqa: PLR2004 - both
        return None
    summed = answered.measure.value_type is ValueType.COUNT
    right = total == sum(parts) if summed else min(parts) <= total <= max(parts)
    if right:
        return None
    return {"alla": answered.show(total), "kvinnor": answered.show(parts[0]), "män": answered.show(parts[1])}


@CHECKS.of(about_rows.MORE_DECIMALS)
def more_decimals(answered: Answered) -> Details:
    """More decimals than the indicator is given with."""
    now = answered.number
    if now is None or answered.measure.value_type is ValueType.COUNT:
        return None
    return {} if decimals_of(now) > answered.measure.decimals else None
