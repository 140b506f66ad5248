"""One rule object per indicator: the spans that are green and amber. The verdict and the formula come from it."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.indicators.numbers import swedish, with_unit
from indikator_excel.indicators.reading import Reading
from indikator_excel.indicators.target import Target
from indikator_excel.indicators.text import quote
from indikator_excel.indicators.units import is_place
from indikator_excel.indicators.values import Measure, Remark, State, Value, is_placeholder
from indikator_excel.indicators.vocabulary import Against, Comparison, PartlyRule, ValueType, Verdict

_FULL = 100  # percent


class PartlySetting(Struct, frozen=True):
    """The round's rule for *delvis*: which rule, and the share of the target it takes (0.8 for 80 %)."""

    rule: PartlyRule = PartlyRule.SHARE
    share: Decimal = Decimal("0.8")


def partly_in_words(setting: PartlySetting) -> str:
    """Say when an outcome is *delvis uppfyllt* in a round, for those who read its colours."""
    match setting.rule:
        case PartlyRule.SHARE:
            share = f"{swedish(setting.share * 100)} %"
            return (
                f"Målet är inte nått, men minst {share} av det. För mål i ord: bättre än läget. Gäller inte mål som "
                "jämförs med läget."
            )
        case PartlyRule.CLOSER:
            return "Målet är inte nått, men utfallet är närmare målet än läget var."
    return "Används inte i den här omgången, om inte Gult från är satt på raden."


class Span(Struct, frozen=True):
    """A stretch of outcomes, in the indicator's unit, or in ranks (0 for the worst word) on a scale.

    None is no bound on that side; an open end does not belong to the span.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, x: Decimal) -> bool:
        if self.low is not None and (x < self.low or (self.low_open and x == self.low)):
            return False
        return self.high is None or not (x > self.high or (self.high_open and x == self.high))


class Rule(Struct, frozen=True):
    """When an outcome is met, when partly. Everything else is not met.

    ``threshold`` is what the outcome is held against, in the unit or as a rank; ``held_against`` is the same as a
    phrase of *Varför*: ``17 % (läget 2023)``. ``amber_why`` is how *Varför* says that the outcome is partly there, or
    why no outcome can be where ``amber`` is None.
    """

    measure: Measure
    comparison: Comparison
    threshold: Decimal
    held_against: str
    green: Span
    amber: Span | None = None
    amber_why: str = ""

    def position(self, value: Value) -> Decimal | None:
        """Return where a usable value stands: its number, or its word's rank."""
        if not value.usable:
            return None
        if self.measure.scale is None:
            return value.number
        rank = self.measure.scale.rank(value.word or "")
        return None if rank is None else Decimal(rank)

    def verdict_at(self, x: Decimal) -> Verdict:
        """Return the verdict of an outcome at ``x``."""
        if x in self.green:
            return Verdict.MET
        return Verdict.PARTLY if self.amber is not None and x in self.amber else Verdict.NOT_MET

    def show(self, x: Decimal) -> str:
        """Write an outcome at ``x`` as people read it."""
        if self.measure.scale is not None:
            return f"”{self.measure.scale.words[int(x)]}”"
        return with_unit(x, self.measure.unit)

    def describe(self, span: Span) -> str:
        """Say a span in words: ``minst 80 %``, ``från 80 % till under 100 %``, ``”klart”``."""
        if self.measure.scale is not None:
            words = [f"”{w}”" for rank, w in enumerate(self.measure.scale.words) if Decimal(rank) in span]
            return " eller ".join(words) or "inget"
        if span.low is not None and span.low == span.high:
            return self.show(span.low)
        if is_place(self.measure.unit) and span.high is not None:
            best = f"bättre än {self.show(span.high)}" if span.high_open else f"{self.show(span.high)} eller bättre"
            worse = "sämre än" if span.low_open else "från"
            return best if span.low is None else f"{worse} {self.show(span.low)} men {best}"
        low = "" if span.low is None else f"{'över' if span.low_open else 'minst'} {self.show(span.low)}"
        high = "" if span.high is None else f"{'under' if span.high_open else 'högst'} {self.show(span.high)}"
        return f"{low} men {high}" if low and high else low or high


class NotAssessable(Struct, frozen=True):
    """A target that no outcome can be judged against yet, and why, in Swedish.

    ``waiting`` is set where nothing but the baseline is missing, and a number would do.
    """

    measure: Measure
    reason: str
    waiting: "WaitingRule | None" = None


class WaitingRule(Struct, frozen=True):
    """A rule that becomes one as soon as its baseline is known, which a department may give with its answer."""

    reading: Reading
    partly: PartlySetting

    def with_baseline(self, baseline: Value) -> Rule | NotAssessable:
        """Return the rule with a baseline as read; *Varför* says that it was given in the reply."""
        given = replace(self.reading, baseline=baseline, baseline_given=True)
        return rule_for(given, self.partly)


def rule_for(reading: Reading, partly: PartlySetting) -> Rule | NotAssessable:
    """Turn a reading into the rule of the round, or into the reason why there is none."""
    target, measure = reading.target, reading.measure
    missing = _what_is_missing(reading)
    if not missing and measure.value_type is ValueType.TEXT:
        missing = "indikatorn mäts i fritext och måste bedömas för hand"
    if missing or target.comparison is None:
        return NotAssessable(measure, missing, WaitingRule(reading, partly) if _waits(reading) else None)
    by_baseline = target.against is Against.BASELINE
    threshold = reading.baseline if by_baseline else target
    x = _place(threshold, measure)
    if x is None:
        return NotAssessable(measure, f"målvärdet {quote(target.text)} kan inte jämföras med ett utfall")
    if target.change is not None:
        if target.change.relative and x <= 0:
            return NotAssessable(measure, f"procent av {with_unit(x, measure.unit)} går inte att räkna")
        before, x = x, target.change.applied_to(x)
        if (x < 0 <= before and measure.value_type is not ValueType.QUANTITY) or (
            measure.is_percent and before <= _FULL < x
        ):
            return NotAssessable(measure, f"målet blir {with_unit(x, measure.unit)}, som inte går att nå")
    shown = f"”{threshold.word}”" if measure.scale is not None else with_unit(x, measure.unit)
    if target.upper is not None:
        shown = f"{with_unit(x, '')} och {with_unit(target.upper, measure.unit)}"
    change = f" {target.change.in_words()}" if target.change else ""
    given = " enligt svaret" if reading.baseline_given else ""
    where = f"{reading.baseline_name}{given}" if by_baseline else "målet"
    if target.against is Against.OUTSIDE:
        where = target.word or where
    held_against = f"{shown} ({where}{change})"
    green = _span(target.comparison, x, target.upper)
    if _is_out_of_reach(green, measure, target):
        return NotAssessable(measure, f"målet är {target.comparison} {held_against}, som inte går att nå")
    amber, why = _amber(reading, partly, x)
    return Rule(measure, target.comparison, x, held_against, green, amber, why)


def _is_out_of_reach(green: Span, measure: Measure, target: Target) -> bool:
    """Whether no outcome can be met: more than the best word, or more than last year's 100 %."""
    if measure.scale is not None:
        return not any(Decimal(rank) in green for rank in range(len(measure.scale.words)))
    return measure.is_percent and target.by_other and green.low_open and green.low == _FULL


def _waits(reading: Reading) -> bool:
    """Whether nothing but the baseline is missing, and a number would do."""
    target, measure = reading.target, reading.measure
    compared = target.against is Against.BASELINE and target.comparison not in (None, Comparison.BETWEEN)
    return compared and measure.scale is None and _place(reading.baseline, measure) is None


def amber_is_used(reading: Reading, rule: Rule) -> bool:
    """Whether the row's own *Gult från* lies before the target; the round's rule holds where it does not."""
    limit = reading.amber_from
    return limit is not None and stands_before(
        limit, rule.comparison, rule.threshold, rule.measure, reading.target.upper
    )


def _what_is_missing(reading: Reading) -> str:
    """Return why nothing can be judged against this target, or an empty string."""
    target, baseline, years = reading.target, reading.baseline, reading.years
    if reading.units_differ and target.against is Against.NUMBER:
        return f"läget {quote(baseline.text)} och målet {quote(target.text)} har olika enhet"
    if target.against is Against.MANUAL:
        unclear = f": {target.unclear}" if target.unclear else ""
        return f"målvärdet {quote(target.text)} måste bedömas för hand{unclear}"
    if target.against is Against.UNKNOWN and not target.text:
        return "målvärde saknas"
    if target.against is Against.UNKNOWN:
        return f"målvärdet är inte ifyllt (”{target.text}”)"
    if target.against is Against.OUTSIDE and target.number is None:
        return target.unclear or f"jämförelsevärdet ({target.word}) är inte ifyllt i registret"
    if target.comparison is None:
        return f"målvärdet {quote(target.text)} säger inte om högre eller lägre är bättre"
    if target.comparison is Comparison.BETWEEN and target.upper is None:
        return f"målvärdet {quote(target.text)} har ingen övre gräns"
    if target.against is Against.BASELINE and _place(baseline, reading.measure) is None:
        written = "" if not baseline.text else f" (”{baseline.text}”)"
        state = "är inte ifyllt" if is_placeholder(baseline.text) else "kan inte läsas" if baseline.text else "saknas"
        return f"läget {years.baseline} {state}{written}"
    return ""


def _place(value: Value | Target, measure: Measure) -> Decimal | None:
    """Return where a baseline or a target stands: its number, or the rank of its word.

    A baseline that has to be asked about is no threshold; one that is a bound (``≥18``) stands for its number.
    """
    if isinstance(value, Value) and (
        value.state not in (State.NUMBER, State.WORD)
        or any(r.asked for r in value.remarks if r is not Remark.INEQUALITY)
    ):
        return None
    if measure.scale is None:
        return value.number
    rank = measure.scale.rank(value.word or "")
    return None if rank is None else Decimal(rank)


def _span(comparison: Comparison, x: Decimal, upper: Decimal | None) -> Span:
    match comparison:
        case Comparison.AT_LEAST:
            return Span(low=x)
        case Comparison.MORE:
            return Span(low=x, low_open=True)
        case Comparison.AT_MOST:
            return Span(high=x)
        case Comparison.LESS:
            return Span(high=x, high_open=True)
        case Comparison.EQUAL:
            return Span(low=x, high=x)
        case Comparison.BETWEEN:
            return Span(low=x, high=upper)


def _amber(reading: Reading, partly: PartlySetting, x: Decimal) -> tuple[Span | None, str]:
    """Return what is *delvis uppfyllt* short of the threshold ``x`` and how *Varför* says it, or why nothing is."""
    comparison, measure = reading.target.comparison, reading.measure
    upward = comparison in (Comparison.AT_LEAST, Comparison.MORE)
    if comparison is None or comparison in (Comparison.EQUAL, Comparison.BETWEEN):
        own = _amber_beside(reading, x)
        return own or (None, "ett exakt värde eller ett intervall blir gult bara med ett eget Gult från")
    # Short of a strict target (more than 5) lies the threshold itself as well.
    short_of_includes_x = comparison in (Comparison.MORE, Comparison.LESS)

    def short_of(limit: Decimal, limit_open: bool = False) -> Span:
        if upward:
            return Span(limit, x, limit_open, not short_of_includes_x)
        return Span(x, limit, not short_of_includes_x, limit_open)

    limit = reading.amber_from
    if limit is not None and measure.scale is None and stands_before(limit, comparison, x, measure):
        return short_of(limit), f"når gult från {with_unit(limit, measure.unit)}"
    if reading.target.by_other:
        return None, "mål som jämförs med ett annat värde blir gula bara med ett eget Gult från"
    if partly.rule is PartlyRule.NONE:
        return None, "omgången använder inte gult"
    baseline = _place(reading.baseline, measure)
    if measure.scale is not None or partly.rule is PartlyRule.CLOSER:
        if baseline is None or (baseline >= x if upward else baseline <= x):
            return None, "gult börjar bortom läget, och läget saknas eller ligger redan vid målet"
        word = "bättre" if measure.scale is not None else "närmare målet"
        return short_of(baseline, limit_open=True), f"är {word} än {reading.baseline_name}"
    if reading.target.is_rank:
        return None, "en placering blir gul bara med ett eget Gult från"
    return _amber_by_share(partly.share, x, upward, measure, short_of_includes_x)


def _amber_beside(reading: Reading, x: Decimal) -> tuple[Span, str] | None:
    """Return the span between *Gult från* and an exact target, or the nearer end of an interval."""
    limit, target, measure = reading.amber_from, reading.target, reading.measure
    comparison, upper = target.comparison, target.upper
    if limit is None or comparison is None or measure.scale is not None or target.by_other:
        return None
    if not stands_before(limit, comparison, x, measure, upper):
        return None
    span = Span(limit, x, high_open=True) if limit < x else Span(upper or x, limit, low_open=True)
    return span, f"når gult från {with_unit(limit, measure.unit)}"


def stands_before(
    limit: Decimal, comparison: Comparison, x: Decimal, measure: Measure, upper: Decimal | None = None
) -> bool:
    """Whether *Gult från* is reached before the target ``x`` is; otherwise there is nothing between them.

    ``upper`` is the upper end of an interval.

    A fraction (0,8) beside a percent target is taken for 80 % written otherwise, and not used.
    """
    if measure.is_percent and 0 < limit <= 1 < x:
        return False
    match comparison:
        case Comparison.AT_LEAST:
            return limit < x
        case Comparison.MORE:
            return limit <= x
        case Comparison.AT_MOST:
            return limit > x
        case Comparison.LESS:
            return limit >= x
        case Comparison.EQUAL | Comparison.BETWEEN:
            return limit < x or limit > (x if upper is None else upper)


def _amber_by_share(
    share: Decimal, x: Decimal, upward: bool, measure: Measure, includes_x: bool
) -> tuple[Span | None, str]:
    """Return the span in which a share of a constant target is reached; none for zero or less."""
    if x <= 0 or not 0 < share < 1:
        return None, "det går inte att räkna andel av ett mål som är noll eller lägre"
    percent = f"{swedish(share * 100)} %"
    if upward:
        limit = Context(prec=15, rounding=ROUND_CEILING).multiply(x, share)
        why = f"når minst {percent} av målet ({with_unit(limit, measure.unit)})"
        return Span(limit, x, high_open=not includes_x), why
    limit = Context(prec=15, rounding=ROUND_FLOOR).divide(x, share)
    why = f"målet är minst {percent} av värdet (högst {with_unit(limit, measure.unit)})"
    return Span(x, limit, low_open=not includes_x), why


def describe_reading(reading: Reading, rule: Rule | NotAssessable) -> str:
    """Say a target's reading in words, and why it can't be judged where that is so."""
    if isinstance(rule, NotAssessable):
        return f"kan ej bedömas: {rule.reason}"
    words = reading.target.in_words(reading.years)
    return f"{words}: {rule.show(rule.threshold)}" if reading.target.by_other else words
