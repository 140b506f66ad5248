"""register.xlsx as commands read it that do not write it.

Loading it to edit takes several times as long, most of it for what only a rewrite needs.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from indikator_excel.container.refused import UnreadableError
from indikator_excel.indicators.text import fold
from indikator_excel.opening.cells import Cell, CellKind, letters
from indikator_excel.opening.cells import Sheet as OpenedSheet
from indikator_excel.opening.open import open_book
from indikator_excel.register.layout import RECORD_TITLE, SHEETS, Sheet
from indikator_excel.register.tables import HEADER_SEARCH, header_columns, record_of, text_of


class GlanceRows(Struct, frozen=True):
    """The rows below one sheet's header."""

    sheet: OpenedSheet
    header_row: int
    columns: dict[str, int]

    def has(self, header: str) -> bool:
        """Whether the sheet has this column."""
        return fold(header) in self.columns

    def text(self, row: int, header: str) -> str:
        """Return a cell as text, empty for a column that the sheet lacks."""
        cell = self.sheet.cells.get((row, self.columns.get(fold(header), 0)))
        return "" if cell is None else text_of(_value(cell), cell.number_format or "")

    def rows(self) -> Iterator[int]:
        """Yield the rows that hold anything under a header."""
        under = set(self.columns.values())
        for row, cells in self.sheet.rows():
            if row > self.header_row and not under.isdisjoint(cells):
                yield row

    def place(self, row: int, header: str) -> str:
        """Return the cell's place as Excel shows it: ``Indikatorer!H12``."""
        return f"{self.sheet.title}!{letters(self.columns[fold(header)])}{row}"


class Glance(Struct, frozen=True):
    """A register's sheets by title."""

    sheets: dict[str, OpenedSheet]

    def table(self, sheet: Sheet) -> GlanceRows | None:
        """Find a sheet's header row; None where its key column is missing."""
        opened = self.sheets[sheet.title]
        for row, cells in opened.rows():
            if row > HEADER_SEARCH:
                break
            columns = header_columns(((column, _value(cell)) for column, cell in cells.items()), sheet)
            if columns is not None:
                return GlanceRows(opened, row, columns)
        return None

    def record(self) -> dict[str, dict[str, str]]:
        """Return each row as the tool last wrote it: ID -> header -> text."""
        opened = self.sheets.get(RECORD_TITLE)
        if opened is None:
            return {}
        last = max((column for _, column in opened.cells), default=0)
        return record_of(
            [_value(cells[column]) if column in cells else None for column in range(1, last + 1)]
            for _, cells in opened.rows()
        )


def glance(data: bytes) -> Glance | None:
    """Open a register for reading; None where loading it for editing might read it otherwise, or say what is wrong.

    That is where it holds a formula or an error, or has lost a sheet or its title.
    """
    try:
        book = open_book(data)
    except UnreadableError:
        return None
    sheets = {sheet.title: sheet for sheet in book.sheets}
    wanted = [sheet.title for sheet in SHEETS]
    if any(title not in sheets for title in wanted):
        return None
    plain = all(
        not cell.formula and cell.kind in _PLAIN
        for title in (*wanted, RECORD_TITLE)
        if title in sheets
        for cell in sheets[title].cells.values()
    )
    return Glance(sheets) if plain else None


_PLAIN = frozenset({CellKind.NUMBER, CellKind.TEXT, CellKind.DATE, CellKind.BOOLEAN})


def _value(cell: Cell) -> Any:
    """Return what a cell holds; a whole number as one."""
    value = cell.value
    return int(value) if isinstance(value, float) and value.is_integer() else value
