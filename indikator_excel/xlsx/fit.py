"""How wide a column and how tall a row must be for what its cells show."""

import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from indikator_excel.indicators.numbers import with_unit
from indikator_excel.indicators.values import Measure

#: Points of one line of text at the default size.
LINE_HEIGHT = 15
#: A column's width counts digits; letters of running text are a little narrower.
_LETTERS_PER_WIDTH = 1.05
#: What a cell needs beside its number, and the most that a column is widened for one.
_BESIDE_NUMBER, _WIDEST_NUMBER = 3.0, 26.0
#: No column is made wider than this for the sake of a long text.
_WIDEST = 90.0
#: More lines than this are cut.
MAX_LINES = 27  # Excel's tallest row is 409 points
POINTS_OF_PIXEL = 0.75


def lines_needed(text: str, width: float) -> int:
    """Estimate how many lines ``text`` takes in a column ``width`` characters wide."""
    return _lines_in(text, _letters_in(width))


def _letters_in(width: float) -> int:
    return max(1, int(width * _LETTERS_PER_WIDTH))


def _lines_in(text: str, fits: int) -> int:
    if len(text) <= fits and text.isprintable():  # most cells; a tab or a line break is not printable
        return 1
    return _wrapped_lines(text, fits)


@lru_cache(maxsize=4096)  # areas, groups and headers are the same from row to row and from workbook to workbook
def _wrapped_lines(text: str, fits: int) -> int:
    return sum(_lines_of(part, fits) for part in text.split("\n"))


def _lines_of(text: str, fits: int) -> int:
    """Count the lines that :mod:`textwrap` makes of a text, in an eighth of the time where only spaces break it."""
    words = text.split(" ")
    if "-" in text or "" in words or not text.isprintable() or max(map(len, words)) > fits:
        return max(1, len(textwrap.wrap(text, fits)))
    lines, length = 1, -1
    for word in words:
        length += 1 + len(word)
        if length > fits:
            lines += 1
            length = len(word)
    return lines


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height in points of a row of wrapped texts, each with its column's width."""
    return LINE_HEIGHT * min(MAX_LINES, max((lines_needed(text, width) for text, width in cells), default=1))


def row_heights(columns: Sequence[tuple[float, Sequence[str]]]) -> list[float]:
    """Return the height in points of each row of wrapped texts.

    Args:
        columns: The width of each column, and its texts from the first row to the last.
    """
    needed = [list(map(_Lines(width).__getitem__, texts)) for width, texts in columns]
    return [LINE_HEIGHT * min(MAX_LINES, lines) for lines in map(max, zip(*needed, strict=True))]


class _Lines(dict[str, int]):
    """How many lines each text of a column takes, counted once for each text."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self._fits = _letters_in(width)

    def __missing__(self, text: str) -> int:
        lines = self[text] = _lines_in(text, self._fits)
        return lines


def wide_enough(width: float, texts: Iterable[str]) -> float:
    """Return a column's width, or more where a text would need a row that is taller than a row can be, and be cut."""
    longest = max(texts, key=len, default="")
    while width < _WIDEST and lines_needed(longest, width) > MAX_LINES:
        width += 4
    return width


def width_for_numbers(numbers: Iterable[tuple[Decimal, Measure]]) -> float:
    """Return the width that a column of such numbers needs, for a narrower one shows ####; 0 where there are none."""
    longest = max((len(with_unit(number, m.unit, m.decimals)) for number, m in numbers), default=0)
    return min(_WIDEST_NUMBER, longest + _BESIDE_NUMBER) if longest else 0.0


def wrapped(text: str, width: float) -> list[str]:
    """Cut a text into the lines that it takes in a column ``width`` characters wide; at least one."""
    return textwrap.wrap(text, _letters_in(width)) or [""]


def points_of(width: float) -> float:
    """Return how wide a column of so many characters is, in points."""
    return (7 * width + 5) * POINTS_OF_PIXEL
