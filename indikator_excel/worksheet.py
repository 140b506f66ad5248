"""XlsxWriter's worksheet with fitted row heights, and with cells that are given by the row.

XlsxWriter keeps an object for each cell and writes each through several calls, which took most of the time of a large
workbook. Here the cells of a row are kept as the one text that the file will hold of them. It is what XlsxWriter
would write, which a test holds for every kind of content; what is not plainly of one of the kinds below is left to
XlsxWriter.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from xlsxwriter import worksheet
from xlsxwriter.utility import xl_col_to_name, xl_range

if TYPE_CHECKING:
    from xlsxwriter.format import Format

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
#: XlsxWriter counts a longer text in UTF-16 units, which decide what Excel takes.
_SURELY_FITS = 32_767 // 2
#: Results of formulas that XlsxWriter stores as errors.
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


#: Stands where cells that are kept as one text have the last of them, for XlsxWriter to see how far the row reaches.
_LAST = b""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _is_old(formula: str) -> bool:
    """Whether a formula, with its = in front, can be stored as it is, which is what XlsxWriter would come to."""
    return formula[:1] == "=" and formula[-1:] != "}" and _OLD_FUNCTIONS.issuperset(_FUNCTION.findall(formula))


@lru_cache(maxsize=512)
def _letters(first: int, number: int) -> list[str]:
    """Return the names of so many columns."""
    return [str(xl_col_to_name(first + n)) for n in range(number)]


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

    #: What a cell ends with that has a format and nothing else.
    end_of_blank: ClassVar = "/>"

    def end_of_text(self, text: str) -> str | None:
        """Return what a cell with a text ends with; None for one so long that XlsxWriter has to count it."""
        if len(text) > _SURELY_FITS:
            return None
        return f' t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>'  # noqa: SLF001 - it counts

    @staticmethod
    def end_of_number(number: float) -> str | None:
        """Return what a cell with a number ends with; None for what is no number, which XlsxWriter refuses."""
        return f"><v>{number:.16G}</v></c>" if isfinite(number) else None

    @staticmethod
    def end_of_formula(formula: str, result: str | float) -> str | None:
        """Return what a cell with a formula ends with; None where XlsxWriter has to look at it or at its result."""
        if not _is_old(formula):
            return None
        told = ""
        if isinstance(result, str):
            told = "" if not result else ' t="e"' if result in _ERRORS else ' t="str"'
        elif isinstance(result, bool):
            return None
        return f"{told}><f>{_escaped(formula[1:])}</f><v>{_escaped(str(result))}</v></c>"

    def write_stretch(self, row: int, column: int, formats: "list[Format]", ends: list[str]) -> None:
        """Write cells beside each other, at least one, from what they end with. Row and column from 0.

        None of them may be written a second time.
        """
        last = column + len(ends) - 1
        self._check_dimensions(row, column)
        self._check_dimensions(row, last)
        cells = []
        for letter, form, end in zip(_letters(column, len(ends)), formats, ends, strict=True):
            index = form.xf_index or form._get_xf_index()  # type: ignore[no-untyped-call]  # noqa: SLF001
            cells.append(f'<c r="{letter}{row + 1}" s="{index}"{end}')
        self.table[row][last] = _LAST
        self.table[row][column] = "".join(cells).encode()  # a text with a single ● takes two bytes for each letter

    def add_long_table(self, top: int, left: int, bottom: int, right: int, options: dict[str, Any]) -> None:
        """Add a table as :meth:`add_table` does, which would note each of its cells to tell overlapping tables.

        Rows and columns from 0.
        """
        self.add_table(top, left, top + 1, right, options)
        whole = xl_range(top, left, bottom, right)
        self.tables[-1].update(dict.fromkeys(("range", "a_range", "autofilter"), whole))

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if cell.__class__ is bytes:
            self.fh.write(cell.decode())
        else:
            super()._write_cell(row, col, cell)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # A rule's value has no = in front.
        if formula[:1] != "{" and _is_old(f"={formula.removeprefix('=')}"):
            return formula.removeprefix("=")
        return str(super()._prepare_formula(formula, expand_future_functions))  # type: ignore[no-untyped-call]

    def _xml_start_tag_unencoded(self, tag: str, attributes: Iterable[tuple[str, Any]] = ()) -> None:
        if tag == "row":
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)
