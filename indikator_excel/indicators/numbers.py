"""Exact numbers: Swedish text to :class:`~decimal.Decimal` and back."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from indikator_excel.indicators.text import clean, plain_minus
from indikator_excel.indicators.units import stands_in_front

# A spreadsheet stores 15 significant digits; what lies beyond is float noise (0.81 * 100 = 81.00000000000001).
SIGNIFICANT = Context(prec=15, rounding=ROUND_HALF_UP)

# Longer digit strings are identity numbers or noise, never an outcome; Excel itself stores 15 digits.
MAX_DIGITS = 15

_SHOWN = 4
#: A number as Swedes write it, for use inside larger patterns: ``69 001``, ``150.078,5``, ``12,5``, ``-3``.
NUMBER = r"[-+]?(?:\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+(?=,)|\d+)(?:[.,]\d+)?"
_WHOLE = re.compile(rf"{NUMBER}\Z")


def exact(number: float | Decimal) -> Decimal:
    """Free a stored number from float noise: 15 significant digits, no trailing zeros."""
    if isinstance(number, float):
        number = Decimal(repr(number))
    return plain(SIGNIFICANT.create_decimal(number))


def plain(number: Decimal) -> Decimal:
    """Strip trailing zeros without falling into exponent notation (``100``, not ``1E+2``)."""
    stripped = number.normalize(SIGNIFICANT)
    # int() and not quantize(): the largest number that a cell holds has 309 digits. It also turns -0 into 0.
    return Decimal(int(stripped)) if stripped == stripped.to_integral_value() else stripped


def parse_number(text: str) -> Decimal | None:
    """Read a text that is one number and nothing else; None otherwise.

    Space groups thousands; a dot groups only where a decimal comma follows (``150.078,5``). A lone comma or dot
    is always the decimal sign: ``1,234`` is 1.234, because grouping with a comma is English and never guessed.
    """
    text = plain_minus(clean(text))
    if not _WHOLE.match(text) or sum(c.isdecimal() for c in text) > MAX_DIGITS or not text.isascii():
        return None
    compact = text.replace(" ", "")
    if "," in compact:
        compact = compact.replace(".", "").replace(",", ".")
    return plain(Decimal(compact))


def parse_year(text: str) -> int | None:
    """Read a text that is a year and nothing else; None otherwise."""
    number = parse_number(text)
    return int(number) if number is not None and 1900 <= number <= 2200 and number == int(number) else None  # noqa: PLR2004


def decimals_of(number: Decimal) -> int:
    """Count the decimals that are needed to show ``number`` whole."""
    if number == number.to_integral_value():  # most are
        return 0
    exponent = plain(number).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def swedish(number: Decimal, decimals: int = 0) -> str:
    """Write ``number`` with decimal comma and space between thousands, with at least ``decimals`` decimals.

    More are shown where fewer would make the text wrong: 79.96 is never shown as 80.
    """
    return f"{number:,.{max(decimals, decimals_of(number))}f}".replace(",", " ").replace(".", ",")


@lru_cache(maxsize=4096)  # the same numbers come in row after row
def with_unit(number: Decimal, unit: str, decimals: int = 0) -> str:
    """Write ``number`` with its unit, as people read it: ``17 %``, ``4``, ``395 ton``, ``plats 12``.

    A quotient is cut to four decimals (83,3333 %), unless that would turn it into a rounder number than it is.
    """
    cut = round(number, max(decimals, _SHOWN))
    if decimals_of(cut) == max(decimals, _SHOWN):
        number = cut
    shown = swedish(number or Decimal(0), decimals)  # never -0
    return f"{unit} {shown}" if stands_in_front(unit) else f"{shown} {unit}".rstrip()
