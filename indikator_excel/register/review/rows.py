"""What one row raises by itself: a target or a baseline that is missing, unclear, or in another unit."""

from collections.abc import Iterator
from decimal import Decimal

from indikator_excel.findings import about_register
from indikator_excel.indicators.numbers import swedish, with_unit
from indikator_excel.indicators.rule import NotAssessable, Rule, amber_is_used
from indikator_excel.indicators.target_text import is_inequality
from indikator_excel.indicators.text import clean, fold, join_and, quote
from indikator_excel.indicators.units import PLACE, canonical_unit
from indikator_excel.indicators.values import State, is_placeholder, read_text
from indikator_excel.indicators.vocabulary import Against, Direction
from indikator_excel.indicators.wording import split_operator
from indikator_excel.register.model import LastTarget
from indikator_excel.register.review.question import Asker, Question
from indikator_excel.register.review.wording import direction_in_words

_FULL = 100  # percent


def row_questions(row: Asker) -> Iterator[Question]:
    """Yield what has to be asked before an outcome can be judged against the row, errors before notices."""
    yield from _units(row)
    yield from _target(row)
    yield from _baseline(row)
    yield from _settings(row)


def _units(row: Asker) -> Iterator[Question]:
    if row.reading.units_differ:
        # The reading lists both units as one; the texts tell which is whose.
        target = read_text(split_operator(clean(row.indicator.target_text))[1])
        unit = target.unit if target.number is not None else read_text(row.indicator.baseline_text).unit
        unit = PLACE if row.reading.target.is_rank else unit
        yield row.ask(about_register.UNITS_DIFFER, column="Måttenhet", suggestion=unit)


def _target(row: Asker) -> Iterator[Question]:
    target, rule = row.reading.target, row.rule
    if target.against is Against.UNKNOWN:
        yield _target_not_set(row)
    elif isinstance(rule, NotAssessable) and target.against is Against.OUTSIDE and target.number is None:
        yield row.ask(about_register.OUTSIDE_MISSING, column="Jämförelsevärde", vem=target.word or "")
    elif isinstance(rule, NotAssessable) and not row.reading.units_differ and not _needs_baseline(row):
        open_direction = target.comparison is None and target.against is not Against.MANUAL
        column, suggestion = (
            ("Riktning", _likely_direction(row)) if open_direction else ("Målvärde", target.suggestion)
        )
        reason = rule.reason[:1].upper() + rule.reason[1:] + ("" if rule.reason.endswith("?") else ".")
        yield row.ask(about_register.MANUAL_TARGET, column=column, suggestion=suggestion, skäl=reason)
    if _one_sided(row):
        yield _interval(row)
    if target.year_presumed:
        yield row.ask(about_register.YEAR_PRESUMED, column="Målvärde", suggestion=_number_shown(row))
    yield from _target_unit(row)


def _one_sided(row: Asker) -> bool:
    """Whether an interval lies on one side of the baseline, and may be the way to it: 55–60 % from 41 %."""
    low, high, before = row.reading.target.number, row.reading.target.upper, row.reading.baseline
    stated = row.indicator.overrides.comparison is not None
    if isinstance(row.rule, NotAssessable) or stated or not before.usable or low is None or high is None:
        return False
    if before.number is None or low == -high or low <= before.number <= high:
        return False
    best = _FULL if row.reading.measure.is_percent else row.reading.measure.highest
    return before.number > high or high != best  # beyond 100 % there is nothing


def _interval(row: Asker) -> Question:
    """Ask whether what lies beyond an interval, seen from the baseline, meets the target too."""
    target, unit = row.reading.target, row.reading.measure.unit
    low, high, before = (n or Decimal(0) for n in (target.number, target.upper, row.reading.baseline.number))
    below = before < low
    beyond = f"{'över' if below else 'under'} {with_unit(high if below else low, unit)}"
    suggestion = f"minst {with_unit(low, unit)}" if below else f"högst {with_unit(high, unit)}"
    kind = about_register.INTERVAL_ONE_SIDED
    return row.ask(kind, column="Målvärde", suggestion=suggestion, bortom=beyond)


def _target_not_set(row: Asker) -> Question:
    """Ask for the target, with the one of the year before where a new year emptied it."""
    last = row.last_target if not clean(row.indicator.target_text) else LastTarget("")
    years = row.reading.years
    before = f" Målet {years.target - 1} var {quote(last.text)}." if last.text else ""
    before += f" Ska det stå {last.suggestion} för {years.target}?" if last.suggestion else ""
    example = last.suggestion if last.text else _example(row)
    details = {"förra": before, "exempel": f", till exempel {example}" if example else ""}
    return row.ask(about_register.TARGET_PLACEHOLDER, column="Målvärde", suggestion=last.suggestion, **details)


def _example(row: Asker) -> str:
    """Return a target of the row's type; nothing where any would be a guess at what it is measured in."""
    measure = row.reading.measure
    if measure.scale is not None:
        return measure.scale.words[-1]
    if not measure.value_type.is_number or measure.highest is not None or row.reading.baseline.is_rank:
        return ""
    said = row.reading.direction or direction_in_words(row)
    if measure.is_percent:
        return "≤ 15 %" if said is Direction.LOWER else "≥ 85 %"
    unit = "" if row.reading.units_differ else measure.unit
    return f"{'≥' if said is Direction.HIGHER else '≤'} 350 {unit}".strip()


def _needs_baseline(row: Asker) -> bool:
    return row.reading.target.against is Against.BASELINE and row.reading.target.comparison is not None


def _likely_direction(row: Asker) -> str:
    """Suggest the direction of a bare number: by the row's words, or by a target that lies below the baseline."""
    if said := direction_in_words(row):
        return str(said)
    before, target = row.reading.baseline.number, row.reading.target.number
    return str(Direction.LOWER) if before is not None and target is not None and target < before else ""


def _number_shown(row: Asker) -> str:
    number, unit = row.reading.target.number, row.reading.target.unit
    return "" if number is None else f"{swedish(number)} {unit}".strip()


def _target_unit(row: Asker) -> Iterator[Question]:
    """Ask about a target without the unit that its baseline has; what is counted needs none, and one that is set."""
    if row.indicator.overrides.unit is not None:
        return
    unit, text = row.reading.baseline.unit, row.indicator.target_text
    target = row.reading.target
    measured = target.against in (Against.NUMBER, Against.UNKNOWN) and any(c.isalnum() for c in text)
    written = {canonical_unit(word) for word in fold(text).replace("%", " % ").split()}
    if not unit or canonical_unit(unit) == "st" or not measured or row.reading.units_differ or target.number == 0:
        return
    if target.highest is not None:  # it says on which scale: (skala 1–5)
        return
    own = target.unit and target.against is Against.UNKNOWN
    if not own and canonical_unit(unit) not in written and fold(unit) not in fold(text):
        if target.against is Against.UNKNOWN:  # what it shall be is asked already
            yield row.ask(about_register.TARGET_WITHOUT_UNIT)
        else:
            yield row.ask(about_register.TARGET_WITHOUT_UNIT, column="Målvärde", suggestion=f"{text} {unit}")


#: What says something of a baseline: it is not blank, left to be filled in, or that there is none.
_SAID = (State.NUMBER, State.WORD, State.UNREADABLE)


def _baseline(row: Asker) -> Iterator[Question]:
    baseline, text = row.reading.baseline, row.indicator.baseline_text
    target = row.reading.target
    if _needs_baseline(row) and isinstance(row.rule, NotAssessable):
        because = f", och målet {quote(row.indicator.target_text)} jämförs med det" if text else ""
        kind = about_register.BASELINE_PLACEHOLDER
        yield row.ask(kind, text, column="Läget", suggestion=row.known.suggestion, därför=because)
    elif is_placeholder(text) and target.against is Against.UNKNOWN:
        because = ", och målet är inte heller ifyllt"
        kind = about_register.BASELINE_PLACEHOLDER
        yield row.ask(kind, text, column="Läget", suggestion=row.known.suggestion, därför=because)
    elif isinstance(row.rule, Rule) and (baseline.state is State.BLANK or is_placeholder(text)):
        yield row.ask(about_register.BASELINE_MISSING, text, column="Läget", suggestion=row.known.suggestion)
    elif isinstance(row.rule, Rule) and baseline.state in _SAID and not (baseline.usable or is_inequality(baseline)):
        scale = row.reading.measure.scale
        kind_of = "ett tal" if scale is None else f"något av orden {join_and([quote(w) for w in scale.words])}"
        known = row.known.suggestion
        yield row.ask(about_register.BASELINE_UNREAD, text, column="Läget", suggestion=known, slag=kind_of)
    if (year := row.reading.baseline_year) not in (None, row.reading.years.baseline):
        yield row.ask(about_register.BASELINE_OTHER_YEAR, text, column="Läget", lägets_år=str(year))
    if is_inequality(baseline):
        number = "" if baseline.number is None else swedish(baseline.number)
        yield row.ask(about_register.BASELINE_BOUND, text, column="Läget", suggestion=number)


def _settings(row: Asker) -> Iterator[Question]:
    amber, rule = row.reading.amber_from, row.rule
    if amber is not None and isinstance(rule, Rule) and not amber_is_used(row.reading, rule):
        yield row.ask(about_register.AMBER_BEYOND, swedish(amber), column="Gult från")
