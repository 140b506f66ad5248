"""What a returned workbook holds, whatever program saved it: typed cells with all that is known about them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from enum import Enum, auto
from functools import cache, cached_property
from typing import Any, NamedTuple

from msgspec import Struct, field

from indikator_excel.xlsx.number_formats import is_percent_format

#: Excel counts days from here.
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - times of cells have no zone


class CellKind(Enum):
    """What a cell holds. The kinds are disjoint; a blank cell is not there at all."""

    NUMBER = auto()
    TEXT = auto()
    DATE = auto()
    BOOLEAN = auto()
    ERROR = auto()
    UNCALCULATED = auto()  # a formula without a stored result


class Cell(NamedTuple):
    """A cell that shows something. Row and column count from 1.

    ``value`` is the stored result of a formula, and the formula itself where it has none. ``number_format`` is None
    where the file can't tell it. ``formula`` says whether the cell is calculated; None where the file can't tell.
    """

    row: int
    column: int
    kind: CellKind
    value: Any
    number_format: str | None = ""
    formula: bool | None = False

    @property
    def place(self) -> str:
        """Where it stands, as Excel shows it: ``I12``."""
        return f"{letters(self.column)}{self.row}"

    @property
    def percent_format(self) -> bool | None:
        """Whether the cell shows its number as percent; None where the file can't tell."""
        return None if self.number_format is None else is_percent_format(self.number_format)

    @property
    def text(self) -> str:
        """The content as text, for messages and for comparing."""
        if self.kind is CellKind.TEXT:  # most cells
            return str(self.value)
        if self.kind is CellKind.BOOLEAN:
            return "SANT" if self.value else "FALSKT"
        if isinstance(self.value, datetime) and self.value.time() == time():
            return self.value.date().isoformat()
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, float):
            return str(self.value).replace(".", ",")
        return str(self.value)


class Note(Struct, frozen=True):
    """A note or a comment on a cell."""

    row: int
    column: int
    text: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{letters(self.column)}{self.row}"


class Sheet(Struct, frozen=True, dict=True):
    """One sheet's cells that show something, by row and column."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    notes: tuple[Note, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield each row that holds anything with its cells by column, from the top."""
        yield from self._by_row.items()

    @cached_property
    def _by_row(self) -> dict[int, dict[int, Cell]]:
        by_row: dict[int, dict[int, Cell]] = {}
        row, found = 0, {}
        for place in sorted(self.cells):
            if place[0] != row:
                row = place[0]
                found = by_row[row] = {}
            found[place[1]] = self.cells[place]
        return by_row


class Book(Struct, frozen=True):
    """An opened workbook.

    ``sheets`` are the worksheets in order, hidden ones too. ``properties`` are the file's own, by name. ``saved`` is
    when it says that it was saved (UTC, without zone). ``engine`` is which program's library told the values, and
    ``passed_over`` why it was not the usual one.
    """

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    saved: datetime | None = None
    saved_by: str = ""
    engine: str = ""
    passed_over: str = ""

    def sheet(self, title: str) -> Sheet | None:
        """Return the sheet with a title, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


@cache
def letters(column: int) -> str:
    """Return a column's letters; columns count from 1."""
    result = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        result = chr(ord("A") + rest) + result
    return result
