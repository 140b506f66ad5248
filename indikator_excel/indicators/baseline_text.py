"""What an annex writes in brackets behind a baseline: the year that it is from, or the values of women and men."""

import re

from msgspec import Struct

from indikator_excel.indicators.numbers import NUMBER, parse_number
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.text import clean, plain_minus

#: No baseline with brackets is longer.
_LONGEST = 60
#: ``79 % (2023)``
_YEAR = when_used(
    r"(?P<value>.*\S)\s*\((?:(?:år|från|mätt|mätningen|avser|värde)\s+)?(?P<year>(?:19|20)\d\d)\)\Z", re.IGNORECASE
)
#: ``71 (76/66)``: which of the two is whose is not said.
_TWO_BEHIND = when_used(
    rf"(?P<value>(?P<total>{NUMBER})\s*%?)\s*\((?P<one>{NUMBER})\s*%?\s*/\s*(?P<other>{NUMBER})\s*%?\)\Z"
)


class BaselineText(Struct, frozen=True):
    """A baseline's own text, and the year that stands behind it, if any."""

    text: str
    year: int | None = None


def split_baseline(written: str) -> BaselineText:
    """Split a baseline from what stands in brackets behind it; a text without any is left as it is."""
    text = clean(written)
    if not text.endswith(")") or len(text) > _LONGEST:
        return BaselineText(written)
    year = None
    if found := _YEAR.match(text):
        text, year = found["value"], int(found["year"])
    return BaselineText(without_two_behind(text), year)


def without_two_behind(text: str) -> str:
    """Cut off two values in brackets that the one before them lies between: it is the total."""
    found = _TWO_BEHIND.match(plain_minus(text))
    if found is None:
        return text
    total, one, other = (parse_number(found[name]) for name in ("total", "one", "other"))
    if total is None or one is None or other is None:
        return text
    return found["value"] if min(one, other) <= total <= max(one, other) else text
