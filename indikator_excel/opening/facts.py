"""What a file says of its cells besides their values: where they stand, how they look, what they are.

The engines that tell values keep quiet about much of this, and each sees another part of it. So it is read from the
file itself, by one walk through a sheet that takes no more memory than the facts do, and that counts as it goes: what
no engine could bear is refused before one sees it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.container.refused import (
    AMBIGUOUS,
    DAMAGED,
    MAX_FILLED,
    MAX_FORMAT,
    OverLimitError,
    UnreadableError,
)
from indikator_excel.indicators.text import clean
from indikator_excel.opening.cells import DAY_ZERO, Cell, CellKind, Note, Sheet
from indikator_excel.xlsx.content import MAX_TEXT
from indikator_excel.xlsx.number_formats import is_date_format

DAYS = 2_958_466  # to the end of the year 9999
#: The last row and column of any sheet.
ROWS, COLUMNS = 1_048_576, 16_384
_DIGITS = 9
#: The file's own words for the types of values.
KINDS = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*\Z")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})\Z")
#: The errors of formulas, by the numbers that binary files have for them.
ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
#: How a file says that a cell holds text: in the common table, as a formula's result, in the cell.
_TEXTS = frozenset({"s", "str", "inlineStr"})


class Fact(Struct):
    """What is known of a cell that holds something.

    ``style`` counts the file's cell formats; ``kind`` is the file's own word for the type of the value (``e`` for an
    error, ``s`` for a text in the common table); ``raw`` is what is stored, as text. ``formula`` is None for a cell
    without one, and only told for one that was never calculated.
    """

    style: int
    kind: str
    raw: str = ""
    formula: str | None = None
    calculated: bool = False
    inline: bool = False


class Facts(Struct):
    """What is known of a sheet."""

    cells: dict[tuple[int, int], Fact] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    #: How many cells are written, blank ones too, and how many an engine would make that fills merges and links.
    written: int = 0
    spread: int = 0
    rows: int = 0
    #: Whether the sheet is written in a way that no engine reads wrong.
    regular: bool = False

    def measure(self) -> None:
        """Note how far the cells reach."""
        if self.cells:
            self.last_row = max(self.cells)[0]
            self.last_column = max(map(itemgetter(1), self.cells))

    @property
    def rectangle(self) -> int:
        """How many cells an engine holds that keeps the sheet as a rectangle."""
        return self.last_row * self.last_column

    def add(self, place: tuple[int, int], fact: Fact) -> None:
        """Note a cell.

        Raises:
            UnreadableError: It holds what no cell can hold, it was there before and held something else, or the sheet
                has more cells than any reply.
        """
        if fact.kind == "s" and not (fact.raw.isascii() and fact.raw.isdecimal() and len(fact.raw) <= _DIGITS):
            raise UnreadableError(DAMAGED)
        if fact.kind == "n" and fact.raw and not _NUMBER.match(fact.raw):
            raise UnreadableError(DAMAGED)
        if fact.kind not in KINDS:
            raise UnreadableError(DAMAGED)
        if self.cells.setdefault(place, fact) is not fact and self.cells[place] != fact:
            raise UnreadableError(AMBIGUOUS)
        self.refuse_crowd()

    def refuse_crowd(self) -> None:
        """Refuse a sheet with more in it than any reply. Known at once, it costs neither the rest nor an engine.

        Raises:
            OverLimitError: It has.
        """
        if len(self.cells) > MAX_FILLED:
            raise OverLimitError(f"ett blad har fler än {MAX_FILLED} ifyllda celler")


#: The stored value of a cell, by row and column from 1; None for a blank one.
Values = Callable[[int, int], Any]


class DoubtError(Exception):
    """An engine says that a cell is blank in which the file holds something."""


def sheet_of(title: str, facts: Facts, values: Values, formats: "list[str] | None", *, strict: bool = True) -> Sheet:
    """Join a sheet's facts with the values that an engine tells.

    Args:
        title: The sheet's name.
        facts: What the file says.
        values: What the engine says.
        formats: The number format of each style; None where the file can't tell.
        strict: Whether to doubt the engine where it says that a cell is blank that is not. Otherwise the cell's own
            text is its value, so that nothing is lost.

    Raises:
        DoubtError: The engine missed a cell, or reads another number in it than the file holds.
        OverLimitError: There is more in the sheet than in any reply.
    """
    facts.refuse_crowd()
    form_of = dict(enumerate(formats or ())).get
    make = Cell._make  # faster than to call the class
    cells = {}
    for place, fact in facts.cells.items():
        row, column = place
        form, has_formula = form_of(fact.style), fact.formula is not None
        found = _content(fact, place, values, trusted=facts.regular, strict=strict)
        if found is None:
            continue
        kind, value = found
        if kind is CellKind.NUMBER and form and is_date_format(form):
            kind, value = CellKind.DATE, _moment(value)
        cells[place] = make((row, column, kind, value, form, has_formula))
    return Sheet(
        title, cells, hidden_rows=frozenset(facts.hidden_rows), hidden_columns=frozenset(facts.hidden_columns)
    )


def _content(
    fact: Fact, place: tuple[int, int], values: Values, *, trusted: bool, strict: bool
) -> tuple[CellKind, Any] | None:
    """Return a cell's kind and value, None for one that shows nothing."""
    if fact.kind == "e":
        return CellKind.ERROR, fact.raw
    if fact.formula is not None and not fact.calculated:
        return CellKind.UNCALCULATED, f"={fact.formula}"
    value = values(*place)
    if value is None or (type(value) is str and not clean(value)):
        if fact.kind in _TEXTS or not fact.raw.strip():
            return None  # a blank text
        if strict:
            raise DoubtError
        return typed(fact.raw)
    kind, value = typed(value)
    if kind is CellKind.TEXT and len(value) > MAX_TEXT:
        raise OverLimitError(f"en cell har {len(value)} tecken")
    if kind is CellKind.NUMBER and not trusted and fact.raw and fact.kind == "n" and float(fact.raw) != value:
        if strict:
            raise DoubtError
        value = float(fact.raw)
    return kind, value


def _moment(number: float) -> Any:
    """Return the time that a number stands for which no engine has taken for one; the number where no day is."""
    return DAY_ZERO + timedelta(days=number) if 1 <= number < DAYS else number


def typed(value: Any) -> tuple[CellKind, Any]:
    """Return the kind of a value that an engine tells, and the value as cells keep it."""
    if isinstance(value, str):
        return CellKind.TEXT, value
    if isinstance(value, bool):
        return CellKind.BOOLEAN, value
    if isinstance(value, int | float):
        return CellKind.NUMBER, value
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return CellKind.DATE, value


def with_notes(sheet: Sheet, notes: "list[Note]", *, hidden: bool) -> Sheet:
    """Return a sheet with what is said of it elsewhere in the file."""
    return replace(sheet, notes=tuple(notes), hidden=hidden)


@lru_cache(maxsize=1024)  # most sheets have the same few rows and columns
def place_of(reference: str) -> tuple[int, int]:
    """Return the row and column of a reference such as ``I12``.

    Raises:
        UnreadableError: No sheet has such a cell.
    """
    found = _REFERENCE.match(reference)
    if found is None:
        raise UnreadableError(DAMAGED)
    row, column = int(found[2]), column_of(found[1])
    if row > ROWS:
        raise UnreadableError(DAMAGED)
    return row, column


@cache
def column_of(letters: str) -> int:
    """Return the number of the column with up to three capital letters.

    Raises:
        UnreadableError: No sheet has it.
    """
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > COLUMNS:
        raise UnreadableError(DAMAGED)
    return column


def extent(reference: str) -> int:
    """Count the cells of a range; a range that can't be read is as large as can be."""
    first, _, last = reference.upper().partition(":")
    try:
        (top, left), (bottom, right) = place_of(first), place_of(last or first)
    except UnreadableError:
        return ROWS * COLUMNS
    return (abs(bottom - top) + 1) * (abs(right - left) + 1)


def formats_by_style(number_formats: Mapping[int, str], styles: list[int]) -> list[str]:
    """Return the number format of each style."""
    known = [number_formats.get(number) or BUILT_IN.get(number, "General") for number in styles]
    return [form if len(form) <= MAX_FORMAT else "" for form in known]


#: The number formats that a file names by number alone (ECMA-376, part 1, 18.8.30).
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
