"""What a round's answers become in *Historik*: the values that were used, and why a row has none."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from indikator_excel.consolidation.aggregate import Joint
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.row import Row
from indikator_excel.indicators.next_year import by_sex_text, value_text
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.history import NO_SECOND, PastAnswer


class WithoutValue(Struct, frozen=True):
    """A department's row that nothing was answered to, or only half, or whose answer could not be used."""

    indicator_id: str
    indicator: str
    department: str
    answered: bool
    why: str


def answers_of(result: Consolidation) -> list[PastAnswer]:
    """Return a round's answers in the register's order, an indicator's joint value behind its departments'."""
    joint = {j.indicator_id: j for j in result.joint}
    found: list[PastAnswer] = []
    for id_, rows in _by_indicator(result):
        own = [_answer(row, result) for row in rows if row.department and not _is_unanswered(row)]
        found += own
        if own and id_ in joint:
            found.append(_joint_answer(joint[id_], result))
    return found


def without_value(result: Consolidation) -> list[WithoutValue]:
    """Return the rows that give *Historik* no value although one was asked for."""
    return [
        WithoutValue(
            row.indicator_id,
            result.register.by_id[row.indicator_id].label,
            row.department_name,
            row.calculated != Verdict.NO_ANSWER,
            row.calculated_why,
        )
        for row in result.rows
        if row.department and not row.not_measured and None in _outcomes(row, result)
    ]


def _outcomes(row: Row, result: Consolidation) -> tuple[Decimal | str | None, ...]:
    """Return the outcome of each period that the row covers."""
    return (row.outcome, row.outcome_2)[: result.register.by_id[row.indicator_id].periods]


def _by_indicator(result: Consolidation) -> Iterator[tuple[str, list[Row]]]:
    rows: dict[str, list[Row]] = {}
    for row in result.rows:
        rows.setdefault(row.indicator_id, []).append(row)
    yield from rows.items()


def _is_unanswered(row: Row) -> bool:
    return row.calculated == Verdict.NO_ANSWER and row.outcome is None and row.outcome_2 is None


def _answer(row: Row, result: Consolidation) -> PastAnswer:
    value = _text(row.outcome, row.indicator_id, result)
    if value:
        women, men = (_text(part, row.indicator_id, result) for part in (row.women, row.men))
        value = by_sex_text(value, women, men)
    second = _text(row.outcome_2, row.indicator_id, result)
    if value and None in _outcomes(row, result):
        second = NO_SECOND
    return PastAnswer(
        result.register.round.year,
        result.register.round.name,
        row.indicator_id,
        row.department,
        value,
        result.register.by_id[row.indicator_id].label,
        str(row.verdict),
        result.register.round.kind,
        second,
        row.why,
    )


def _joint_answer(joint: Joint, result: Consolidation) -> PastAnswer:
    return PastAnswer(
        result.register.round.year,
        result.register.round.name,
        joint.indicator_id,
        "",
        _text(joint.outcome, joint.indicator_id, result),
        result.register.by_id[joint.indicator_id].label,
        str(joint.verdict),
        result.register.round.kind,
        why=f"{joint.aggregation}: {joint.why}",
    )


def _text(value: Decimal | str | None, id_: str, result: Consolidation) -> str:
    return "" if value is None else value_text(value, result.register.readings[id_])
