"""XlsxWriter's worksheet with fitted row heights, and with rows that are given whole.

XlsxWriter keeps an object for each cell and writes each through several calls, which took most of the time of a large
workbook. Here the rows of a table are kept as the one text that the file will hold of them (see ``cells.py``).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from xlsxwriter import worksheet
from xlsxwriter.utility import xl_range

from indikator_excel.xlsx.content import ROW
from indikator_excel.xlsx.fit import LINE_HEIGHT

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
#: So many rows are told together how far they reach.
_OF_A_SPAN = 16


def _is_old(formula: str) -> bool:
    """Whether a formula, with its = in front, can be stored as it is, which is what XlsxWriter would come to."""
    return formula[:1] == "=" and formula[-1:] != "}" and _OLD_FUNCTIONS.issuperset(_FUNCTION.findall(formula))


class _Block(NamedTuple):
    """Whole rows below each other: the last one from 0, how many columns they have, and what the file has of them."""

    last: int
    width: int
    xml: bytes


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
    row_info: Any
    row_spans: Any

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[int, _Block] = {}

    def shared(self, text: str) -> int:
        """Return the number that a text has among the workbook's. :meth:`write_block` counts where it is used."""
        table = self.str_table
        index = table.string_table.get(text)
        if index is None:
            index = table.string_table[text] = table.unique_count
            table.unique_count += 1
        return int(index)

    def write_block(
        self, first: int, width: int, rows: Sequence[str], heights: Sequence[float], hidden: Collection[int] = ()
    ) -> None:
        """Write rows below each other, at least one, from the first column on. Nothing else may be written in them.

        Args:
            first: The first row, from 0.
            width: How many columns they have.
            rows: The cells of each as the file has them, with :data:`ROW` for the row's number.
            heights: Their heights in points.
            hidden: The rows of the sheet that are hidden, from 0.
        """
        lines = []
        for row, (cells, height) in enumerate(zip(rows, heights, strict=True), start=first):
            look = "" if height == LINE_HEIGHT else f' ht="{height:.16g}"'
            if row in hidden:
                look += ' hidden="1"'
            number = str(row + 1)
            lines.append(f'<row r="{number}" spans="1:{width}"{look}>{cells.replace(ROW, number)}</row>')
        xml = "".join(lines)
        self.str_table.count += xml.count(SHARED)
        last = first + len(lines) - 1
        self._check_dimensions(first, 0)
        self._check_dimensions(last, width - 1)
        # As bytes: a text with a single ● takes two for each letter.
        self._blocks[first] = _Block(last, width, xml.encode())

    def add_link(self, row: int, column: int, place: str, text: str) -> None:
        """Make a cell lead to a place in the workbook; its text is written otherwise. Row and column from 0."""
        self.ignore_write_string = True
        self.write_url(row, column, f"internal:{place}", string=text)
        self.ignore_write_string = False

    def add_long_table(self, top: int, left: int, bottom: int, right: int, options: dict[str, Any]) -> None:
        """Add a table as :meth:`add_table` does, which would note each of its cells to tell overlapping tables.

        Rows and columns from 0.
        """
        self.add_table(top, left, top + 1, right, options)
        whole = xl_range(top, left, bottom, right)
        self.tables[-1].update(dict.fromkeys(("range", "a_range", "autofilter"), whole))

    def _write_rows(self) -> None:
        # XlsxWriter looks in every row for a cell of every column, and knows nothing of blocks.
        self._calculate_spans()
        for row in sorted(self.row_info.keys() | self.table.keys() | self._blocks.keys()):
            if row in self._blocks:
                self.fh.write_whole(self._blocks[row].xml)
                continue
            span, info, cells = self.row_spans.get(row // _OF_A_SPAN), self.row_info.get(row), self.table.get(row)
            if cells:
                self._write_row(row, span, info)
                for column in sorted(cells):
                    self._write_cell(row, column, cells[column])
                self._xml_end_tag("row")
            elif info:
                self._write_empty_row(row, span, info)

    def _calculate_spans(self) -> None:
        reach: dict[int, tuple[int, int]] = {}
        for row, cells in self.table.items():
            if cells:
                both = reach.get(row // _OF_A_SPAN, ())
                reach[row // _OF_A_SPAN] = min((*both, *cells)), max((*both, *cells))
        for row, block in self._blocks.items():
            for beside in {row // _OF_A_SPAN, block.last // _OF_A_SPAN} & reach.keys():
                reach[beside] = 0, max(reach[beside][1], block.width - 1)
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in reach.items()}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # A rule's value has no = in front.
        if formula[:1] != "{" and _is_old(f"={formula.removeprefix('=')}"):
            return formula.removeprefix("=")
        return str(super()._prepare_formula(formula, expand_future_functions))  # type: ignore[no-untyped-call]

    def _xml_start_tag_unencoded(self, tag: str, attributes: Iterable[tuple[str, Any]] = ()) -> None:
        if tag == "row":
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)
