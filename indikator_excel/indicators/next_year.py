"""What becomes of a row's texts when the year is over: the outcome turns into the baseline, the target is set anew.

A target that compares with the year before keeps its meaning, with the year moved; one that is a level of its own was
set for the year that is over, and is emptied. Texts are never rewritten beyond that.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from indikator_excel.indicators.numbers import swedish
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.reading import Reading
from indikator_excel.indicators.scales import DEFAULT
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.target_text import targets_by_year
from indikator_excel.indicators.text import clean
from indikator_excel.indicators.units import is_place, is_unit
from indikator_excel.indicators.values import is_placeholder, read_text
from indikator_excel.indicators.vocabulary import Against

#: A text may speak of years so far from the round's; 1850 is more often a number.
_NEAR = 15
_YEAR = when_used(r"(?<![\d,.])(?P<year>(?:19|20)\d\d)(?![\d]|[,.]\d| \d{3}(?!\d))(?P<after>\s*(?:%|[^\W\d]+))?")
#: ``läsåret 23/24``, ``31/12-24``, ``31/12 -24``, ``ht 24``, ``'24``.
_SHORT_YEAR = when_used(
    r"(?<![\d/])\d{1,2}/\d{1,2}\s*[-–/’']\s*\d\d(?!\d)"
    r"|(?<![\d/])(?P<one>\d\d)/(?P<next>\d\d)(?![\d/])"
    r"|\b[vh]t\s?-?\d\d(?!\d)|(?<!\w)[’']\d\d(?!\d)",
    re.IGNORECASE,
)
_LAST_MONTH = 12
_PLAN = when_used(r"(?P<before>\D*?)(?P<steps>\d[\d ,.%]*(?:/\s*\d[\d ,.%]*){2,})(?P<unit>[^\d/]*)\Z")
#: Women's and men's values as they are written behind the value for all.
_BY_SEX = when_used(r" \((?:kvinnor [^()]+?)?(?:(?:, )?män [^()]+)?\)\Z")


class Move(StrEnum):
    """What was done to a target."""

    YEAR_MOVED = "årtalet flyttat"
    COMPARES = "jämförs med läget"
    FIXED = "jämförs med ett bestämt år"
    OUTSIDE = "jämförs med ett annat värde"
    LISTED = "årets mål står i texten"
    NOT_LISTED = "texten har mål för senare år, men inte för det här"
    EMPTIED = "tömt"
    NOT_SET = "inte ifyllt"


class MovedTarget(Struct, frozen=True):
    """A target as it stands in the new year. ``suggestion`` is what may be asked with, where it was emptied."""

    text: str
    move: Move
    suggestion: str = ""


def next_years(years: Years) -> Years:
    """Return the years of the year after: what was the target's year is the baseline's."""
    return Years(years.target, years.target + 1)


def moved_target(text: str, reading: Reading) -> MovedTarget:
    """Return what becomes of a target.

    Args:
        text: The target as written.
        reading: How the row is read in the year that is over, with the controller's settings.
    """
    years, target = next_years(reading.years), reading.target
    by_year = targets_by_year(text, reading.measure.scale or DEFAULT) or {}
    if years.target in by_year:
        return MovedTarget(text, Move.LISTED)
    if any(year > years.target for year in by_year):
        return MovedTarget(text, Move.NOT_LISTED)
    if target.against is Against.UNKNOWN:
        return MovedTarget(text, Move.NOT_SET)
    if target.against is Against.BASELINE:
        moved = with_years(text, {reading.years.baseline: years.baseline, reading.years.target: years.target})
        return MovedTarget(moved, Move.COMPARES if moved == text else Move.YEAR_MOVED)
    if target.against is Against.OUTSIDE:
        return MovedTarget(text, Move.OUTSIDE if target.year is None else Move.FIXED)
    return MovedTarget("", Move.EMPTIED, _suggestion(text, reading, by_year))


def _suggestion(text: str, reading: Reading, by_year: Mapping[int, str]) -> str:
    """Return what may hold for the new year too; nothing for a text that names a year.

    A bare number that was "at least" because it lay above the baseline says so, since the new baseline may lie above
    it.
    """
    own = clean(by_year.get(reading.years.target, text))
    if reading.target.year_presumed:
        own = _second_step(own)
    elif years_in(own, reading.years.target):
        return ""
    return f"≥ {own}" if own and reading.direction_presumed else own


def _second_step(text: str) -> str:
    """Return the target that follows on the first in a plan that names no years: ``minst 75/90/100 %``."""
    plan = _PLAN.match(text)
    if plan is None:
        return ""
    step = plan["steps"].split("/")[1].strip()
    unit = "%" if "%" in plan["steps"] and "%" not in step else plan["unit"].strip()
    return f"{plan['before']}{step} {unit}".strip()


def with_years(text: str, moved: Mapping[int, int]) -> str:
    """Write other years in a text, each once: ``≥ 2023`` -> ``≥ 2024``."""
    return re.sub(r"(?<![\d,.])\d{4}(?!\d|,\d)", lambda m: str(moved.get(int(m[0]), m[0])), text)


def years_in(text: str, near: int) -> tuple[str, ...]:
    """Return the years and dates with a year that a text names, as written; a number with a unit is none."""
    found = []
    for match in _YEAR.finditer(clean(text)):
        unit = (match["after"] or "").strip()
        if abs(int(match["year"]) - near) <= _NEAR and not (unit and is_unit(unit)):
            found.append((match.start(), match["year"]))
    for match in _SHORT_YEAR.finditer(clean(text)):
        one, following = match["one"], int(match["next"] or 0)
        if one is None or (following == int(one) + 1 and following > _LAST_MONTH):
            found.append((match.start(), match[0]))
    return tuple(dict.fromkeys(year for _, year in sorted(found)))


def value_text(value: Decimal | str, reading: Reading) -> str:
    """Write an outcome so that reading it gives the same value: every decimal, with the unit of the row's texts."""
    if isinstance(value, str):
        return value
    unit = read_text(reading.baseline.text).unit if reading.units_differ else reading.measure.unit
    unit = "" if is_place(unit) else unit  # said in front, where the text says so
    shown = swedish(value)
    return f"plats {shown}" if reading.baseline.is_rank else f"{shown} {unit}".strip()


def by_sex_text(total: str, women: str, men: str) -> str:
    """Write a value with what is known of women and men beside it: ``72 % (kvinnor 74 %, män 69 %)``."""
    parts = [f"{name} {value}" for name, value in (("kvinnor", women), ("män", men)) if value]
    return f"{total} ({', '.join(parts)})" if parts else total


def total_of(text: str) -> str:
    """Return the value for all, without women's and men's."""
    return _BY_SEX.sub("", clean(text))


def emptied_baseline(reading: Reading) -> str:
    """Return what stands where the outcome is missing: a place to fill in, in the unit of the row's texts.

    A baseline that was one already, or that the row never had, is left as it was.
    """
    text, years = reading.baseline.text, reading.years
    if not text or is_placeholder(text):
        return with_years(text, {years.baseline: years.target})
    unit = read_text(text).unit or ("" if reading.measure.value_type.is_number is False else reading.measure.unit)
    if is_place(unit):
        return "plats X" if read_text(text).is_rank else "X"
    return f"X {unit}".strip()
