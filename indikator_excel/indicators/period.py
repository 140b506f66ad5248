"""Which part of a year a text speaks of: a round's name, or the header of a column."""

import re
from enum import Enum, auto

from indikator_excel.indicators.text import fold

#: What a round is called that closes the year.
CLOSES_THE_YEAR = ("helår", "bokslut", "årsbokslut", "årsredovisning")
_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november"),
    "december",
)
_WHOLE = re.compile(
    rf"\b(?:{'|'.join(CLOSES_THE_YEAR)}|årsutfall|årsprognos|december\b|dec\b|tertial 3\b|t3\b|året?\b(?!\s*\d))"
)
_PART = re.compile(
    rf"\b(?:delår|halvår|tertial|kvartal|t[12]\b|[kq][1-4]\b|[vh]t\b|(?:{'|'.join(_MONTHS[:-1])})\b"
    r"|(?:jan|feb|apr|jun|jul|aug|sept?|okt|nov)\b)"
)
_MARK = re.compile(
    r"\b(?:(?P<month>jan|feb|mars|apr|maj|jun|jul|aug|sep|okt|nov|dec)|(?:tertial |t)(?P<third>[1-3])\b)"
)


class Period(Enum):
    """The whole year, or a part of it."""

    WHOLE = auto()
    PART = auto()


def period_of(text: str) -> Period | None:
    """Return what a text speaks of, None where it does not say; a forecast for the year is of the whole."""
    if _WHOLE.search(fold(text)):
        return Period.WHOLE
    return Period.PART if _PART.search(fold(text)) else None


def marks_of(text: str) -> frozenset[str]:
    """Return the months and thirds of a year that a text names."""
    return frozenset(found["month"] or f"t{found['third']}" for found in _MARK.finditer(fold(text)))
