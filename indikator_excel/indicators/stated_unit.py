"""A unit that stands by itself, beside a row's texts: the annex's column *Enhet*, the register's *Måttenhet*.

It may say more than what stands behind a number does: that the number is a place in a ranking, or the ends of the
scale that points are given on.
"""

import re
from decimal import Decimal

from msgspec import Struct

from indikator_excel.indicators.numbers import NUMBER, parse_number, swedish
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.units import MEAN, PLACE, canonical_unit, is_place, without_statistic
from indikator_excel.indicators.wording import GRADES

#: Words that say what kind of number it is, and mean percent, in any order: ``andel, %``, ``procent (andel)``.
_SHARE_WORDS = frozenset({"andel", "andelen", "%", "procent", "procentandel"})
_COUNT_WORDS = frozenset({"antal", "antalet", "st", "stycken"})
_BETWEEN_WORDS = when_used(r"[\s,;:()/]+")
#: ``andel av befolkningen``, ``andel nöjda, %``, ``%-andel``
_PERCENT_OF = when_used(
    r"(?:%|procent|andel(?:en)?)\s+av\s+\w|%-?\s?andel|%\s+\w|\D*[\s(](?:%|procent)\)?\Z", re.IGNORECASE
)
#: What the figure is, beside a scale: ``skala 1–5, medelvärde``, ``medelvärde (1–5)``
_OF_SCALE = when_used(rf"{MEAN}\s*[,:]?\s*(?=\(?\s*(?:skala\s+)?\d)|(?<=\d)\s*,\s*{MEAN}\Z", re.IGNORECASE)
#: A scale without a name goes no further.
_HIGHEST_UNNAMED = 100
#: ``skala 1-5``, ``index 0–100``, ``poäng (0–100)``
_SCALE = when_used(
    rf"(?P<name>(?:betygs)?skalan?|betyg|index|indexvärde|poäng|p)?\s*[:,(]?\s*"
    rf"(?P<low>{NUMBER})\s*(?:[–—-]|till)\s*(?P<high>{NUMBER})\s*\)?\Z",
    re.IGNORECASE,
)
_GRADED = when_used(rf"(?:(?P<grade>{'|'.join(GRADES)})|(?P<steps>[2-9]|10)[- ]?gradig)\s+skala\Z", re.IGNORECASE)
#: Points that have a unit of their own; on any other scale it is the highest that there is: *av 5*.
_POINTS = {"index": "index", "indexvärde": "index", "poäng": "poäng", "p": "poäng"}


class StatedUnit(Struct, frozen=True):
    """What a stated unit means. ``unit`` is what stands beside numbers; the ends are those of a scale, if any."""

    unit: str
    lowest: Decimal | None = None
    highest: Decimal | None = None
    is_rank: bool = False

    @property
    def ends(self) -> str:
        """The ends of the scale: ``1–5``."""
        return "–".join(swedish(end) for end in (self.lowest, self.highest) if end is not None)


def stated_unit(written: str) -> StatedUnit:
    """Understand a unit that stands by itself; what is not known is kept as written."""
    text = without_statistic(clean(written))
    words = frozenset(_BETWEEN_WORDS.split(fold(text))) - {"", "i"}
    if canonical_unit(text) == "%" or (words and words <= _SHARE_WORDS) or _PERCENT_OF.match(text):
        return StatedUnit("%")
    if len(words) > 1 and words <= _COUNT_WORDS:
        return StatedUnit("st")
    if is_place(text):
        return StatedUnit(PLACE, lowest=Decimal(1), is_rank=True)
    if graded := _GRADED.match(text):
        highest = Decimal(graded["steps"] or GRADES[fold(graded["grade"])])
        return StatedUnit(f"av {highest}", Decimal(1), highest)
    if (scale := _SCALE.match(_OF_SCALE.sub("", text).strip())) and (ends := _ends(scale)):
        return StatedUnit(_POINTS.get(fold(scale["name"] or ""), f"av {swedish(ends[1])}"), *ends)
    return StatedUnit(text)


def _ends(scale: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    low, high = parse_number(scale["low"]), parse_number(scale["high"])
    if low is None or high is None or low >= high or (not scale["name"] and high > _HIGHEST_UNNAMED):
        return None
    return low, high
