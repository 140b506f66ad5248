"""Number formats, and what a cell stores for the number that it shows."""

import re
from decimal import Decimal
from functools import lru_cache

from indikator_excel.indicators.numbers import decimals_of, exact
from indikator_excel.indicators.text import clean
from indikator_excel.indicators.units import stands_in_front
from indikator_excel.indicators.values import Measure

#: More decimals than this are float noise or a quotient; they are stored, not shown.
_MAX_DECIMALS = 6
_NUMERIC, _DATE_LETTERS = re.compile(r"[0#?]"), re.compile(r"[ymdhs]")
_SHOWN = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)')
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_percent_format(number_format: str) -> bool:
    """Whether a number format shows numbers as percent; a ``%`` inside quotes is only text."""
    return "%" in _LITERALS.sub("", number_format)


def is_date_format(number_format: str) -> bool:
    """Whether a number format shows numbers as dates or times."""
    bare = _LITERALS.sub("", number_format).casefold()
    return bare not in ("general", "standard") and not _NUMERIC.search(bare) and bool(_DATE_LETTERS.search(bare))


@lru_cache(256)
def text_in_format(number_format: str) -> str:
    """Return the text that a number format shows beside numbers: ``MWh`` of ``0" MWh"``, ``kr`` of ``0 [$kr]``."""
    first = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)', number_format, maxsplit=1)[0]
    return clean("".join(quoted or escaped or currency for quoted, escaped, currency in _SHOWN.findall(first)))


def stored(number: Decimal, measure: Measure) -> float:
    """Return what a cell stores: a fraction for percent."""
    return float(exact(number / 100)) if measure.is_percent else float(number)


def number_format(measure: Measure, number: Decimal | None = None) -> str:
    """Return the number format of a value cell; with enough decimals that ``number`` is not shown rounded."""
    decimals = max(measure.decimals, 0 if number is None else min(decimals_of(number), _MAX_DECIMALS))
    return format_with_decimals(measure, decimals)


def format_with_decimals(measure: Measure, decimals: int) -> str:
    """Return the number format with the unit in it and so many decimals."""
    places = "." + "0" * decimals if decimals else ""
    if measure.is_percent:
        return f"0{places} %"
    if not measure.unit or "/" in measure.unit or '"' in measure.unit:
        return f"#,##0{places}"
    front = stands_in_front(measure.unit)
    return f'"{measure.unit} "#,##0{places}' if front else f'#,##0{places}" {measure.unit}"'
