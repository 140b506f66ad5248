"""What an indicator's texts mean: its measure, baseline and target, with the controller's settings on top."""

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.indicators import units
from indikator_excel.indicators.baseline_text import split_baseline
from indikator_excel.indicators.numbers import decimals_of, swedish
from indikator_excel.indicators.scales import DEFAULT, YES_NO, Scale, two_valued_for
from indikator_excel.indicators.stated_unit import StatedUnit, stated_unit
from indikator_excel.indicators.target import Target, Years, comparison_for
from indikator_excel.indicators.target_text import number_in, read_target
from indikator_excel.indicators.text import clean, fold, quote
from indikator_excel.indicators.units import canonical_unit, same_unit
from indikator_excel.indicators.values import (
    MAX_PLAUSIBLE_PERCENT,
    Measure,
    Remark,
    State,
    Value,
    a_thousandfold_nearer,
    is_grouped_or_decimal,
    read_text,
)
from indikator_excel.indicators.vocabulary import Against, Comparison, Direction, ValueType
from indikator_excel.indicators.wording import HUNDRED_INDEXES


class Overrides(Struct, frozen=True):
    """What the controller has set on a row. None leaves the reading of the text as it is."""

    value_type: ValueType | None = None
    unit: str | None = None
    decimals: int | None = None
    comparison: Comparison | None = None
    target: str | None = None  # "Tolkat målvärde": a number or a word
    against: Against | None = None
    direction: Direction | None = None
    amber_from: Decimal | None = None
    scale: str | None = None
    outside: str | None = None  # "Jämförelsevärde": the value of the country, the county, …


NO_OVERRIDES = Overrides()
_CLEARLY_ABOVE_ONE = 5  # percent
_FULL = 100  # percent


class Reading(Struct, frozen=True):
    """How an indicator is read. ``direction`` and ``amber_from`` are the controller's, or None."""

    measure: Measure
    baseline: Value
    target: Target
    years: Years
    direction: Direction | None = None
    amber_from: Decimal | None = None
    #: Whether baseline and target are in units that can't be compared, and the controller has not settled it.
    units_differ: bool = False
    #: Whether the baseline comes from a department's reply (*Komplettera läget*) and not from the register.
    baseline_given: bool = False
    #: The year that the baseline says it is from, in brackets behind it.
    baseline_year: int | None = None

    @property
    def baseline_name(self) -> str:
        """What the baseline is called where an outcome is held against it: ``läget 2023``."""
        return f"läget {self.baseline_year or self.years.baseline}"

    @property
    def direction_presumed(self) -> bool:
        """Whether "at least" is read into a bare number, because the baseline is no higher, and nothing says so.

        100 % is the most that there is, and can't be meant otherwise.
        """
        target = self.target
        bare = target.against is Against.NUMBER and not target.stated and target.comparison is Comparison.AT_LEAST
        return bare and self.direction is None and not (self.measure.is_percent and target.number == _FULL)

    @property
    def higher_is_better(self) -> bool | None:
        """Which way is better: by the setting, else by the target's comparison; None where neither tells."""
        if self.direction is not None:
            return self.direction is Direction.HIGHER
        if self.measure.scale is not None:
            downward = self.target.comparison in (Comparison.AT_MOST, Comparison.LESS)
            no = self.target.comparison is Comparison.EQUAL and self.measure.scale.rank(self.target.word or "") == 0
            return not (downward or no)
        if self.target.comparison in (Comparison.AT_LEAST, Comparison.MORE):
            return True
        if self.target.comparison in (Comparison.AT_MOST, Comparison.LESS):
            return False
        before = self.baseline.number
        if self.baseline.is_rank:
            return False
        if self.target.comparison is Comparison.EQUAL and self.target.number == 0 and before is not None:
            return before < 0  # towards zero
        return None


def interpret(
    baseline_text: str,
    target_text: str,
    years: Years,
    scales: Mapping[str, Scale] | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> Reading:
    """Read an indicator's baseline and target together; each helps to understand the other.

    Args:
        baseline_text: *Läget* as written.
        target_text: *Målvärde* as written.
        years: The years of the round.
        scales: The register's scales by folded name; the default scale serves rows that name none.
        overrides: The controller's settings, which always win.
    """
    scales = scales or {}
    chosen = scales.get(fold(overrides.scale)) if overrides.scale else None
    scale = chosen or scales.get(fold(DEFAULT.name), DEFAULT)
    behind = split_baseline(baseline_text)
    own_text, own_year = behind.text, behind.year
    if own_year is not None and own_year != years.baseline:
        years = replace(years, earlier={own_year: own_text, **years.earlier})
    raw_baseline = read_text(own_text)
    stated = stated_unit(overrides.unit or "")
    if overrides.unit:
        overrides = replace(overrides, unit=stated.unit)
    if stated.is_rank:
        raw_baseline = replace(raw_baseline, is_rank=True)  # a unit it has of its own is another
    elif overrides.unit and not raw_baseline.unit and raw_baseline.state is not State.WORD:
        raw_baseline = replace(raw_baseline, unit=stated.unit)
    target = _within_stated(read_target(target_text, raw_baseline, years, scale), stated)
    measure = _apply(overrides, _measure(raw_baseline, target, scale), scale, stated)
    baseline = read_text(own_text, measure)
    if not baseline.unit and baseline.state is State.NUMBER:
        baseline = replace(baseline, unit=measure.unit)
    baseline = replace(baseline, text=clean(baseline_text), is_rank=raw_baseline.is_rank)
    units_differ = _differ(raw_baseline, target)
    settled = target.number is None or (target.is_rank and stated.is_rank)
    if overrides.unit is not None and (settled or same_unit(overrides.unit, target.unit)):
        units_differ = False  # she has said what the outcome is given in, and the target is in the same
    target = _apply_target(overrides, target, measure, baseline, years)
    target = replace(target, comparison=comparison_for(target, overrides.direction))
    if target.against is Against.OUTSIDE:
        hers = overrides.outside if overrides.outside is not None else years.earlier.get(target.year or 0, "")
        target = _held_against(target, hers, measure)
    if target.against is Against.NUMBER:
        target = replace(target, unit=measure.unit)
    if (target.is_rank or baseline.is_rank) and measure.value_type.is_number and not measure.unit:
        measure = replace(measure, unit=units.PLACE, lowest=Decimal(1))  # nobody is placed before the first
    settings = (overrides.direction, overrides.amber_from)
    return Reading(measure, baseline, target, years, *settings, units_differ, baseline_year=own_year)


def _held_against(target: Target, written: str, measure: Measure) -> Target:
    """Give a target the value of somebody else that it compares with, as the register has it."""
    outside = read_text(written, measure)
    if outside.usable:
        return replace(target, number=outside.number)
    if outside.state in (State.BLANK, State.NO_VALUE, State.PLACEHOLDER):
        return replace(target, number=None)
    return replace(target, number=None, unclear=f"jämförelsevärdet {quote(written)} ({target.word}) kan inte läsas")


def _within_stated(target: Target, stated: StatedUnit) -> Target:
    """Leave a target to manual judgement that no answer on the stated scale can reach."""
    if target.number is None or stated.highest is None or (stated.lowest or 0) <= target.number <= stated.highest:
        return target
    if target.against is not Against.NUMBER:
        return target
    return Target(target.text, Against.MANUAL, unclear=f"målet ligger inte på skalan {stated.ends}")


def _differ(baseline: Value, target: Target) -> bool:
    """Whether the units can't be compared; a baseline of "15 av 18" suits any."""
    if target.is_rank and baseline.unit:
        return True
    units = baseline.unit and target.unit and not same_unit(baseline.unit, target.unit)
    return bool(units) or (target.highest is not None and baseline.out_of not in (None, target.highest))


def remarks_beside(reading: Reading, value: Value) -> tuple[Remark, ...]:
    """Return what is unusual about a value beside its baseline: 0,81 % typed where last year was 74 %."""
    before = reading.baseline.number
    if value.number is None or not value.usable:
        return ()
    if not reading.measure.is_percent:
        known = [n for n in (before, reading.target.number) if n] if is_grouped_or_decimal(value.text) else []
        return (Remark.GROUPING,) if any(a_thousandfold_nearer(value.number, n) for n in known) else ()
    slipped = before is not None and before > _CLEARLY_ABOVE_ONE and 0 < value.number < 1
    return (Remark.BELOW_ONE,) if slipped else ()


def _in_words(baseline: Value, target: Target, scale: Scale) -> Measure | None:
    """Return what a row of words is measured in, by the target's word or else the baseline's."""
    if target.against is Against.WORD and target.word is not None:
        two_valued = two_valued_for(target.word, scale)
    elif baseline.state is State.WORD and target.against is not Against.NUMBER:
        two_valued = two_valued_for(baseline.text, scale)
        if two_valued is None and scale.rank(baseline.text) is None:
            return None
    else:
        return None
    if two_valued is not None:
        return Measure(ValueType.YES_NO, scale=two_valued)
    return Measure(ValueType.SCALE, scale=scale)


def _measure(baseline: Value, target: Target, scale: Scale) -> Measure:
    """Find out what the row is measured in from what its baseline and target say."""
    words = _in_words(baseline, target, scale)
    if words is not None:
        return words
    numbers = [n for n in (baseline.number, target.number) if n is not None]
    decimals = max((decimals_of(n) for n in numbers), default=0)
    points = _points(baseline, target, decimals)
    if points is not None:
        return points
    units = [u for u in (baseline.unit, target.unit) if u]
    if len(units) > 1 and same_unit(*units):
        units.pop()
    unit = " / ".join(units)
    if not numbers and not units:
        # Nothing tells what the row is measured in. A target that is judged by hand takes any answer ("senast
        # 2025-12-31"); one that waits for its baseline takes any number.
        return Measure(ValueType.TEXT if target.against is Against.MANUAL else ValueType.QUANTITY)
    if fold(unit) in HUNDRED_INDEXES:
        return Measure(ValueType.QUANTITY, unit, decimals, lowest=Decimal(0), highest=Decimal(100))
    value_type = _type_of(units[0] if units else "")
    if value_type is ValueType.PERCENT and target.against is Against.NUMBER and target.number is not None:
        return Measure(value_type, unit, decimals, plausible=max(MAX_PLAUSIBLE_PERCENT, 2 * target.number))
    if value_type is ValueType.COUNT and target.upper is not None and target.number is not None and target.number < 0:
        value_type = ValueType.QUANTITY  # nobody counts below nought
    return Measure(value_type, unit, decimals)


def _points(baseline: Value, target: Target, decimals: int) -> Measure | None:
    """Return the measure of points on a scale, by the target or by a baseline such as ``3,2 av 5``."""
    if target.highest is not None:
        return Measure(ValueType.QUANTITY, target.unit, decimals, lowest=target.lowest, highest=target.highest)
    if baseline.out_of is None or not decimals or target.unit or baseline.unit:
        return None
    unit = f"av {swedish(baseline.out_of)}"
    return Measure(ValueType.QUANTITY, unit, decimals, lowest=Decimal(0), highest=baseline.out_of)


def _type_of(unit: str) -> ValueType:
    """Return the type of a number by its unit; decimals are natural for kWh, dagar and NKI, not for a count."""
    match canonical_unit(unit):
        case "%":
            return ValueType.PERCENT
        case "" | "st" | units.PLACE:
            return ValueType.COUNT
    return ValueType.QUANTITY


def _apply(overrides: Overrides, measure: Measure, scale: Scale, stated: StatedUnit) -> Measure:
    """Lay the controller's settings over the measure that was read."""
    value_type = overrides.value_type or (ValueType.SCALE if overrides.scale else measure.value_type)
    if overrides.unit and overrides.value_type is None and value_type.is_number:
        value_type = _type_of(overrides.unit)
    if value_type is ValueType.SCALE:
        kept = scale if overrides.scale or measure.value_type is not ValueType.SCALE else measure.scale
    elif value_type is ValueType.YES_NO:
        kept = measure.scale if measure.value_type is ValueType.YES_NO else YES_NO
    else:
        kept = None
    unit = measure.unit if overrides.unit is None else overrides.unit
    if value_type is ValueType.PERCENT and (not unit or canonical_unit(unit) == "%"):
        unit = "%"
    decimals = measure.decimals if overrides.decimals is None else overrides.decimals
    same = kept is None and overrides.unit in (None, measure.unit) and value_type is measure.value_type
    bounds = (measure.lowest, measure.highest) if same else (None, None)
    if stated.lowest is not None and kept is None and value_type is not ValueType.PERCENT:
        bounds = (stated.lowest, stated.highest)
    return Measure(value_type, unit, decimals, kept, *bounds, plausible=measure.plausible)


def _apply_target(overrides: Overrides, target: Target, measure: Measure, baseline: Value, years: Years) -> Target:
    """Lay the controller's reading of the target over the text's."""
    if overrides.target is not None:
        hers = read_target(overrides.target, baseline, years, measure.scale or DEFAULT)
        if hers.against not in (Against.NUMBER, Against.WORD):
            hers = replace(hers, against=Against.MANUAL, text=target.text)
        comparison = target.comparison if target.comparison and not hers.stated else hers.comparison
        if measure.scale is not None:
            comparison = target.comparison or hers.comparison
        target = replace(hers, text=target.text, comparison=comparison, stated=hers.stated or target.stated)
    match overrides.against:
        case Against.BASELINE:
            target = replace(target, against=Against.BASELINE, number=None, word=None)
        case Against.NUMBER if target.number is None:
            target = replace(target, against=Against.NUMBER, number=number_in(target.text), word=None)
        case Against.OUTSIDE if target.against is not Against.OUTSIDE:
            target = replace(target, against=Against.OUTSIDE, number=None, word="jämförelsevärdet")
        case Against.MANUAL | Against.UNKNOWN:
            target = replace(target, against=overrides.against)
    if overrides.comparison is not None:
        target = replace(target, comparison=overrides.comparison, stated=True)
    return target


def read_amber_from(text: str) -> Decimal | None:
    """Read the register's *Gult från*: a number with or without unit."""
    value = read_text(text)
    return value.number if value.state is State.NUMBER and not value.remarks else None
