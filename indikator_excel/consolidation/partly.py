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
    settings = {rule: PartlySetting(rule, register.round.partly.share) for rule in PartlyRule}
    rules = {
        id_: [(partly, rule_for(reading, setting)) for partly, setting in settings.items()]
        for id_, reading in register.readings.items()
    }
    counts = {partly: Counter[Verdict]() for partly in PartlyRule}
    for row in rows:
        # What can't be judged, or was not answered, is the same whatever the rule for yellow.
        outcomes = [outcome for outcome in (row.outcome, row.outcome_2) if outcome is not None]
        judged = bool(outcomes) and row.calculated in _BY_OUTCOME
        for partly, rule in rules[row.indicator_id]:
            if not judged or not isinstance(rule, Rule):
                verdict = row.calculated
            elif len(outcomes) == 1:
                verdict = rule.verdict_at(_place(rule, outcomes[0]))
            else:
                verdict = min((rule.verdict_at(_place(rule, o)) for o in outcomes), key=WORST_FIRST.index)
            counts[partly][verdict] += 1
    return counts


def _place(rule: Rule, outcome: Decimal | str) -> Decimal:
    """Return where a judged outcome stands: its number, or its word's rank."""
    if isinstance(outcome, Decimal):
        return outcome
    return Decimal(outcome) if rule.measure.scale is None else Decimal(rule.measure.scale.rank(outcome) or 0)
