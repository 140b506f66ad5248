"""Several departments' answers to one indicator made into one (*sammanvägning*)."""

from decimal import Decimal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.indicators.numbers import exact, with_unit
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.text import join_some
from indikator_excel.indicators.values import State, Value
from indikator_excel.indicators.verdict import WORST_FIRST, judge
from indikator_excel.indicators.vocabulary import Aggregation, Verdict
from indikator_excel.register.model import Register


class Joint(Struct, frozen=True):
    """The joint value of an indicator that several departments report.

    A missing part makes the whole *svar saknas*, never a silently smaller sum; ``missing`` names the departments.
    """

    indicator_id: str
    aggregation: Aggregation
    outcome: Decimal | str | None
    verdict: Verdict
    why: str
    missing: tuple[str, ...]


def joint_values(rows: pd.DataFrame, register: Register) -> list[Joint]:
    """Return the joint value of every indicator whose departments' answers are to be weighed together."""
    parts = rows.groupby("indicator_id", sort=False)
    return [
        _joint(parts.get_group(indicator.id), indicator.id, indicator.aggregation, register)
        for indicator in register.indicators
        if len(indicator.departments) > 1 and indicator.aggregation is not Aggregation.SEPARATE
    ]


def joint_rule(rule: Rule | NotAssessable, aggregation: Aggregation) -> Rule | NotAssessable:
    """Return the rule that a joint value is judged by: a sum of points may lie beyond the scale of each."""
    if aggregation is not Aggregation.SUM:
        return rule
    return replace(rule, measure=replace(rule.measure, lowest=None, highest=None))


def _joint(part: pd.DataFrame, id_: str, aggregation: Aggregation, register: Register) -> Joint:
    missing = tuple(part.loc[part["outcome"].isna(), "department_name"])
    if aggregation is Aggregation.ALL:
        verdict = min(part["verdict"], key=WORST_FIRST.index)
        which = part.loc[part["verdict"].eq(verdict), "department_name"]
        return Joint(id_, aggregation, None, verdict, f"sämst är {join_some(list(which))}: {verdict}", missing)
    if missing:
        why = f"värde saknas från {join_some(missing)}{_partial_sum(part, id_, aggregation, register)}"
        unanswered = part["verdict"].eq(Verdict.NO_ANSWER).any()
        return Joint(
            id_, aggregation, None, Verdict.NO_ANSWER if unanswered else Verdict.NOT_ASSESSABLE, why, missing
        )
    rule = joint_rule(register.rules[id_], aggregation)
    outcome = _weigh(part, aggregation, rule, register)
    if outcome is None:
        return Joint(id_, aggregation, None, Verdict.NOT_ASSESSABLE, "ord kan inte räknas samman", ())
    state = State.WORD if isinstance(outcome, str) else State.NUMBER
    value = Value(str(outcome), state, None if isinstance(outcome, str) else outcome, str(outcome))
    judgement = judge(rule, value)
    return Joint(id_, aggregation, outcome, judgement.verdict, judgement.why, ())


def _partial_sum(part: pd.DataFrame, id_: str, aggregation: Aggregation, register: Register) -> str:
    """Say what those who have answered come to together; it is told beside the joint value and never taken for it."""
    given = part["outcome"].dropna()
    if aggregation is not Aggregation.SUM or given.empty or not given.map(lambda o: isinstance(o, Decimal)).all():
        return ""
    measure = register.readings[id_].measure
    return f"; de andra har tillsammans {with_unit(sum(given, Decimal(0)), measure.unit, measure.decimals)}"


def _weigh(
    part: pd.DataFrame, aggregation: Aggregation, rule: Rule | NotAssessable, register: Register
) -> Decimal | str | None:
    outcomes = list(part["outcome"])
    scale = rule.measure.scale
    if scale is not None:
        if aggregation not in (Aggregation.LOWEST, Aggregation.HIGHEST):
            return None
        ranks = [scale.rank(word) or 0 for word in outcomes]
        return scale.words[min(ranks) if aggregation is Aggregation.LOWEST else max(ranks)]
    match aggregation:
        case Aggregation.SUM:
            return exact(sum(outcomes, Decimal(0)))
        case Aggregation.LOWEST:
            return Decimal(min(outcomes))
        case Aggregation.HIGHEST:
            return Decimal(max(outcomes))
    given = [register.by_code[code].weight for code in part["department"]]
    weights = [w for w in given if w is not None]
    if len(weights) < len(given) or not sum(weights):
        weights = [Decimal(1)] * len(outcomes)
    weighed = sum((o * w for o, w in zip(outcomes, weights, strict=True)), Decimal(0))
    return exact(weighed / sum(weights, Decimal(0)))
