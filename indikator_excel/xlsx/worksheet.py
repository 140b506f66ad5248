"""XlsxWriter's worksheet with fitted row heights, and with cells that are given by the row.

XlsxWriter keeps an object for each cell and writes each through several calls, which took most of the time of a large
workbook. Here the cells of a row are kept as the one text that the file will hold of them (see ``cells.py``).
"""

import re
from collections.abc import Iterable
from typing import Any

from xlsxwriter import worksheet
from xlsxwriter.utility import xl_range

from indikator_excel.xlsx.content import ROW

#: Functions as old as Excel 2007, which a file names as they are. XlsxWriter looks for some 150 newer ones in every
#: formula, one pattern after another; that took more than half of the time that a template takes.
_OLD_FUNCTIONS = {
    *("ABS", "AND", "CELL", "COUNT", "COUNTIF", "EXACT", "FIND", "HYPERLINK", "IF", "IFERROR", "INDEX", "ISERROR"),
    *("ISLOGICAL", "ISNUMBER", "ISTEXT", "LEFT", "LOWER", "MATCH", "MIN", "OR", "ROUND", "ROW", "SUM", "SUMPRODUCT"),
    "TRIM",
}
#: The functions that XlsxWriter looks for have names of these characters. A pattern that begins with a letter is
#: looked for several times faster than one that begins with any character of a word.
_FUNCTION = re.compile(r"([A-Z][A-Z0-9.]*)\(")
#: What a cell with a text has between its format and the text's number. No formula and no result can hold it.
SHARED = ' t="s"><v>'
#: Stands where cells that are kept as one text have the last of them, for XlsxWriter to see how far the row reaches.
_LAST = b""
#: Columns of a sheet, and the rows that are told together how far they reach.
MAX_COLUMNS, _OF_A_SPAN = 16_384, 16


def is_old(formula: str) -> bool:
    """Whether a formula, with its = in front, can be stored as it is, which is what XlsxWriter would come to."""
    return formula[:1] == "=" and formula[-1:] != "}" and _OLD_FUNCTIONS.issuperset(_FUNCTION.findall(formula))


class Worksheet(worksheet.Worksheet):
    """A worksheet that writes row heights as Excel writes those that it has fitted itself.

    XlsxWriter marks every height as custom, which freezes it: a comment typed later would be cut off. No
    height at all is no way out, for LibreOffice does not fit rows when it opens a file.

    A formula that holds no function but the old ones is stored as it is, which is what XlsxWriter would come to.
    """

    tables: Any
    table: Any
    str_table: Any
    fh: Any
    comments: Any
    row_info: Any
    row_spans: Any

    def shared(self, text: str) -> int:
        """Return the number that a text has among the workbook's. :meth:`write_stretch` counts where it is used."""
        table = self.str_table
        index = table.string_table.get(text)
        if index is None:
            index = table.string_table[text] = table.unique_count
            table.unique_count += 1
        return int(index)

    def write_stretch(self, row: int, first: int, last: int, xml: str) -> None:
        """Write cells beside each other, as the file will hold them with :data:`ROW` for the row. All from 0.

        None of them may be written a second time.
        """
        self._check_dimensions(row, first)
        self._check_dimensions(row, last)
        self.str_table.count += xml.count(SHARED)
        self.table[row][last] = _LAST
        # As bytes: a text with a single ● takes two for each letter.
        self.table[row][first] = xml.replace(ROW, str(row + 1)).encode()

    def add_long_table(self, top: int, left: int, bottom: int, right: int, options: dict[str, Any]) -> None:
        """Add a table as :meth:`add_table` does, which would note each of its cells to tell overlapping tables.

        Rows and columns from 0.
        """
        self.add_table(top, left, top + 1, right, options)
        whole = xl_range(top, left, bottom, right)
        self.tables[-1].update(dict.fromkeys(("range", "a_range", "autofilter"), whole))

    def _write_rows(self) -> None:
        # XlsxWriter looks in every row for a cell of every column.
        if self.comments:
            super()._write_rows()
            return
        self._calculate_spans()
        for row in sorted(self.row_info.keys() | self.table.keys()):
            span, info, cells = self.row_spans.get(row // _OF_A_SPAN), self.row_info.get(row), self.table.get(row)
            if cells:
                self._write_row(row, span, info)
                for column in sorted(cells):
                    self._write_cell(row, column, cells[column])
                self._xml_end_tag("row")
            elif info:
                self._write_empty_row(row, span, info)

    def _calculate_spans(self) -> None:
        if self.comments:
            super()._calculate_spans()
            return
        reach: dict[int, tuple[int, int]] = {}
        for row, cells in self.table.items():
            if cells:
                first, last = reach.get(row // _OF_A_SPAN, (MAX_COLUMNS, 0))
                reach[row // _OF_A_SPAN] = min(first, *cells), max(last, *cells)
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in reach.items()}

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if cell.__class__ is bytes:
            self.fh.write(cell.decode())
        else:
            super()._write_cell(row, col, cell)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # A rule's value has no = in front.
        if formula[:1] != "{" and is_old(f"={formula.removeprefix('=')}"):
            return formula.removeprefix("=")
        return str(super()._prepare_formula(formula, expand_future_functions))  # type: ignore[no-untyped-call]

    def _xml_start_tag_unencoded(self, tag: str, attributes: Iterable[tuple[str, Any]] = ()) -> None:
        if tag == "row":
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)
