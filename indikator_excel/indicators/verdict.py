"""Judging one outcome: verdict, trend and *Varför* in plain Swedish."""

from collections.abc import Sequence

from msgspec import Struct

from indikator_excel.indicators.reading import Reading
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.text import quote
from indikator_excel.indicators.units import is_place
from indikator_excel.indicators.values import Remark, State, Value
from indikator_excel.indicators.vocabulary import Comparison, Trend, Verdict


class Judgement(Struct, frozen=True):
    """A verdict and the sentence that defends it."""

    verdict: Verdict
    why: str


def judge(rule: Rule | NotAssessable, value: Value, *, not_measured: str = "", question: str = "") -> Judgement:
    """Judge one outcome.

    Args:
        rule: The indicator's rule in this round.
        value: The outcome as read.
        not_measured: The reason given under *Ej mätt*, if any.
        question: What has to be asked about the value; it becomes the reason of *kan ej bedömas*.
    """
    if question:
        return Judgement(Verdict.NOT_ASSESSABLE, question)
    if value.state is State.BLANK:
        if not_measured:
            return Judgement(Verdict.NOT_ASSESSABLE, f"ej mätt: {not_measured}")
        return Judgement(Verdict.NO_ANSWER, "inget svar har kommit in")
    if value.state is State.NO_VALUE:
        return Judgement(Verdict.NOT_ASSESSABLE, f"svaret säger att det inte finns något värde: {quote(value.text)}")
    if isinstance(rule, NotAssessable):
        return Judgement(Verdict.NOT_ASSESSABLE, rule.reason)
    x = rule.position(value)
    if x is None:
        return Judgement(Verdict.NOT_ASSESSABLE, f"svaret {quote(value.text)} kan inte läsas")
    verdict = rule.verdict_at(x)
    if rule.measure.scale is not None:
        return Judgement(verdict, _why_word(rule, verdict, rule.show(x)))
    return Judgement(verdict, _why_number(rule, verdict, rule.show(x)))


#: From what says least about the target to what says most; of several values the first decides.
WORST_FIRST = (Verdict.NO_ANSWER, Verdict.NOT_ASSESSABLE, Verdict.NOT_MET, Verdict.PARTLY, Verdict.MET)


def judge_periods(judgements: Sequence[Judgement]) -> Judgement:
    """Judge a row that covers two periods by the worse of them: the target holds for both."""
    worst = min(judgements, key=lambda j: WORST_FIRST.index(j.verdict))
    if len({j.why for j in judgements}) == 1:
        return worst
    told = "; ".join(
        f"{name}: {j.why.removesuffix('.')}" for name, j in zip(("period 1", "period 2"), judgements, strict=True)
    )
    return Judgement(worst.verdict, told)


_HOLDS = {
    Comparison.AT_LEAST: "är minst",
    Comparison.AT_MOST: "är högst",
    Comparison.MORE: "är mer än",
    Comparison.LESS: "är mindre än",
    Comparison.EQUAL: "är lika med",
    Comparison.BETWEEN: "ligger mellan",
}
_FAILS = {
    Comparison.AT_LEAST: "är lägre än",
    Comparison.AT_MOST: "är högre än",
    Comparison.MORE: "är inte mer än",
    Comparison.LESS: "är inte mindre än",
    Comparison.EQUAL: "är inte lika med",
    Comparison.BETWEEN: "ligger inte mellan",
}


#: Of places in a ranking: plats 5 is a lower number, and higher up.
_HOLDS_OF_PLACES = _HOLDS | {Comparison.AT_MOST: "är minst lika bra som", Comparison.LESS: "är bättre än"}
_FAILS_OF_PLACES = _FAILS | {Comparison.AT_MOST: "är sämre än", Comparison.LESS: "är inte bättre än"}


def _why_number(rule: Rule, verdict: Verdict, shown: str) -> str:
    of_places = is_place(rule.measure.unit)
    if verdict is Verdict.MET:
        holds = _HOLDS_OF_PLACES if of_places else _HOLDS
        return f"{shown} {holds[rule.comparison]} {rule.held_against}"
    fails = _FAILS_OF_PLACES if of_places else _FAILS
    failed = f"{shown} {fails[rule.comparison]} {rule.held_against}"
    return f"{failed} men {rule.amber_why}" if verdict is Verdict.PARTLY else failed


def _why_word(rule: Rule, verdict: Verdict, shown: str) -> str:
    failed = "är inte bättre än" if rule.comparison is Comparison.MORE else "når inte"
    match verdict:
        case Verdict.MET:
            holds = "är bättre än" if rule.comparison is Comparison.MORE else "når"
            return f"{shown} {holds} {rule.held_against}"
        case Verdict.PARTLY:
            return f"{shown} {failed} {rule.held_against} men {rule.amber_why}"
        case _:
            return f"{shown} {failed} {rule.held_against}"


def trend(reading: Reading, rule: Rule | NotAssessable, value: Value) -> Trend:
    """Hold the outcome against the baseline, by what is better."""
    if isinstance(rule, NotAssessable) or Remark.OTHER_UNIT in reading.baseline.remarks:
        return Trend.UNKNOWN
    before = reading.baseline.number if rule.measure.scale is None else rule.position(reading.baseline)
    now, better = rule.position(value), reading.higher_is_better
    if before is None or now is None:
        return Trend.UNKNOWN
    if now == before:
        return Trend.SAME
    if better is None:
        return Trend.UNKNOWN
    return Trend.BETTER if (now > before) is better else Trend.WORSE


def met_by_standing_still(rule: Rule | NotAssessable, reading: Reading) -> bool | None:
    """Whether the baseline itself meets the target; None where there is nothing to compare.

    A target that equals the baseline or better is met by standing still even before the baseline is known.
    """
    target = reading.target
    if target.or_equal and target.change is None and target.against == "läget":
        return True  # whichever way is better
    if (
        target.against == "läget"
        and target.change is None
        and target.comparison in (Comparison.MORE, Comparison.LESS)
    ):
        return False
    if (
        target.against == "läget"
        and target.change is None
        and target.comparison in (Comparison.AT_LEAST, Comparison.AT_MOST)
    ):
        return True
    if isinstance(rule, NotAssessable):
        return None
    before = reading.baseline.number if rule.measure.scale is None else rule.position(reading.baseline)
    return None if before is None else before in rule.green
