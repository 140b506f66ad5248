"""The counts that each rule for *delvis* would give, side by side, so that the rule is chosen in the open."""

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from indikator_excel.indicators.rule import PartlySetting, Rule, rule_for
from indikator_excel.indicators.verdict import WORST_FIRST
from indikator_excel.indicators.vocabulary import PartlyRule, Verdict
from indikator_excel.register.model import Register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indikator_excel.consolidation.row import Row

_BY_OUTCOME = frozenset({Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET})


def counts_by_partly_rule(rows: "Sequence[Row]", register: Register) -> dict[PartlyRule, Counter[Verdict]]:
    """Count the verdicts under each rule for *delvis*, with the round's own share.

    Args:
        rows: The judged rows of a consolidation.
        register: Whose readings the rows are judged by.
    """
    return {rule: Counter(_verdicts(rows, register, rule)) for rule in PartlyRule}


def _verdicts(rows: "Sequence[Row]", register: Register, partly: PartlyRule) -> list[Verdict]:
    setting = PartlySetting(partly, register.round.partly.share)
    rules = {id_: rule_for(reading, setting) for id_, reading in register.readings.items()}
    verdicts = []
    for row in rows:
        rule = rules[row.indicator_id]
        outcomes = [outcome for outcome in (row.outcome, row.outcome_2) if outcome is not None]
        # What can't be judged, or was not answered, is the same whatever the rule for yellow.
        if isinstance(rule, Rule) and row.calculated in _BY_OUTCOME and outcomes:
            judged = [rule.verdict_at(_place(rule, outcome)) for outcome in outcomes]
            verdicts.append(min(judged, key=WORST_FIRST.index))
        else:
            verdicts.append(row.calculated)
    return verdicts


def _place(rule: Rule, outcome: Decimal | str) -> Decimal:
    """Return where a judged outcome stands: its number, or its word's rank."""
    if isinstance(outcome, Decimal) or rule.measure.scale is None:
        return Decimal(outcome)
    return Decimal(rule.measure.scale.rank(outcome) or 0)
