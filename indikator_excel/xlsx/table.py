"""The rows of a table on their way into a sheet: made column by column, written block by block."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from indikator_excel.xlsx.cells import ColumnCells
from indikator_excel.xlsx.content import Column, Content, Link, Styled

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.format import Format

    from indikator_excel.xlsx.worksheet import Worksheet

#: So many rows are made at a time: of all of them at once, the cells would take more memory than the rows.
_AT_ONCE = 1_000
#: Excel takes so many links on a sheet; XlsxWriter leaves what comes after them out, text and all.
MAX_LINKS = 65_000


def write_rows(
    sheet: "Worksheet",
    top: int,
    columns: Sequence[Column],
    heights: Sequence[float],
    hidden: Collection[int],
    *,
    plain: "Format | None",
    link: "Callable[[], Format]",
) -> None:
    """Write the rows of a table.

    Args:
        sheet: Where to write.
        top: The first row, from 0.
        columns: The columns, from the sheet's first one on.
        heights: The rows' heights in points.
        hidden: The sheet's rows that are hidden, from 0.
        plain: The format of a cell that has none of its own. Without one, an empty cell is left out.
        link: Makes the format of a link that has none of its own.
    """
    makers = [ColumnCells(sheet, number, column.format or plain, link) for number, column in enumerate(columns)]
    for start in range(0, len(heights), _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        cells = [column.cells[block] for column in columns]
        made = zip(*(maker.xml(own) for maker, own in zip(makers, cells, strict=True)), strict=True)
        sheet.write_block(top + start, len(columns), list(map("".join, made)), heights[block], hidden)
        for number, (maker, own) in enumerate(zip(makers, cells, strict=True)):
            if maker.has_links:
                _lead(sheet, top + start, number, own)


def _lead(sheet: "Worksheet", first: int, number: int, cells: "Sequence[Content | Styled]") -> None:
    """Let a column's links lead somewhere, as many as a sheet may hold."""
    for row, cell in enumerate(cells, start=first):
        content = cell.content if isinstance(cell, Styled) else cell
        if isinstance(content, Link) and sheet.hlink_count < MAX_LINKS:
            sheet.add_link(row, number, content.place, content.text)
