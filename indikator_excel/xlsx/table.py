"""The rows of a table on their way into a sheet: made column by column, written block by block."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, cast

from indikator_excel.xlsx.cells import ColumnCells
from indikator_excel.xlsx.content import Column, Content, Link, Styled
from indikator_excel.xlsx.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

#: So many rows are made at a time: of all of them at once, the cells would take more memory than the rows.
_AT_ONCE = 1_000
#: Excel takes so many links on a sheet; XlsxWriter leaves what comes after them out, text and all.
MAX_LINKS = 65_000
#: A cell as the file has it, or None for one that XlsxWriter has to write.
_Row = tuple[str | None, ...]


class TableRows:
    """Rows that are written as :meth:`Book.put` writes each of their cells, in a fraction of the time.

    Args:
        sheet: Where to write.
        top: The first row, from 0.
        columns: The columns, from the sheet's first one on.
        plain: The format of a cell that has none of its own. Without one, an empty cell is left out.
        heights: The rows' heights in points.
        hidden: The sheet's rows that are hidden, from 0.
        put: Writes a single cell.
        link: Makes the format of a link that has none of its own.
    """

    def __init__(
        self,
        sheet: Worksheet,
        top: int,
        columns: Sequence[Column],
        plain: "Format | None",
        heights: Sequence[float],
        hidden: Collection[int],
        put: "Callable[[Worksheet, int, int, Content | Styled], None]",
        link: "Callable[[], Format]",
    ) -> None:
        self._sheet, self._top, self._put = sheet, top, put
        self._columns, self._heights, self._hidden = columns, heights, hidden
        self._makers = [ColumnCells(sheet, n, c.format or plain, link) for n, c in enumerate(columns)]

    def write(self) -> None:
        """Write them all."""
        for start in range(0, len(self._heights), _AT_ONCE):
            cells = [column.cells[start : start + _AT_ONCE] for column in self._columns]
            made = [maker.xml(own) for maker, own in zip(self._makers, cells, strict=True)]
            rows: list[_Row] = list(zip(*made, strict=True))
            # Rows that hold what is not plain are XlsxWriter's to write. They part the others.
            first = 0
            for left in [n for n, row in enumerate(rows) if None in row]:
                self._write_block(start + first, rows[first:left])
                self._leave(start + left)
                first = left + 1
            self._write_block(start + first, rows[first:])
            self._lead(start, cells)

    def _write_block(self, first: int, rows: Sequence[_Row]) -> None:
        if rows:
            xml = ["".join(cast("tuple[str, ...]", row)) for row in rows]
            heights = self._heights[first : first + len(rows)]
            self._sheet.write_block(self._top + first, len(self._columns), xml, heights, self._hidden)

    def _leave(self, position: int) -> None:
        """Leave a row to XlsxWriter."""
        row = self._top + position
        self._sheet.set_row(row, self._heights[position], None, {"hidden": row in self._hidden})
        for number, column in enumerate(self._columns):
            cell = column.cells[position]
            if column.format is not None and not isinstance(cell, Styled):
                cell = Styled(cell, column.format)
            self._put(self._sheet, row, number, cell)

    def _lead(self, start: int, cells: "Sequence[Sequence[Content | Styled]]") -> None:
        """Let the links lead somewhere, as many as a sheet may hold."""
        for number, (maker, own) in enumerate(zip(self._makers, cells, strict=True)):
            if maker.has_links:
                for row, cell in enumerate(own, start=self._top + start):
                    content = cell.content if isinstance(cell, Styled) else cell
                    if isinstance(content, Link) and self._sheet.hlink_count < MAX_LINKS:
                        self._sheet.add_link(row, number, content.place, content.text)
