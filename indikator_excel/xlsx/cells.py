"""The cells of a table, column by column, as the text that the file holds of them.

It is what XlsxWriter would write, which a test holds for every kind of content.
"""

from math import isfinite
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from indikator_excel.xlsx.content import ROW, Content, Formula, Link, Styled
from indikator_excel.xlsx.worksheet import SHARED, Worksheet, is_old

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xlsxwriter.format import Format

#: XlsxWriter counts a longer text in UTF-16 units, which decide what Excel takes.
_SURELY_FITS = 32_767 // 2
#: Results of formulas that XlsxWriter stores as errors.
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
#: So many different cells of a column are remembered; comments are all different, and would fill the memory.
_REMEMBERED = 20_000


class ColumnCells:
    """The cells of one column. A cell is made once for all rows that hold the same.

    Args:
        sheet: Where the column is.
        number: Which it is, from 0.
        plain: The format of a cell that has none of its own. Without one, an empty cell is left out.
        link: Makes the format of a link that has none of its own.
    """

    def __init__(self, sheet: Worksheet, number: int, plain: "Format | None", link: "Callable[[], Format]") -> None:
        self._sheet, self._link = sheet, link
        #: Whether there has been a link among the cells. Where it leads is for the sheet to be told.
        self.has_links = False
        self._letter = str(xl_col_to_name(number))
        self._looks: dict[Format | None, _Look] = {}
        self._plain = self._look(plain)

    def xml(self, cells: "Iterable[Content | Styled]") -> list[str | None]:
        """Return each cell, with :data:`ROW` for its row's number; None for one that XlsxWriter has to write."""
        texts, other = self._plain.texts, self._other
        return [texts[cell or ""] if cell is None or cell.__class__ is str else other(cell) for cell in cells]

    def _look(self, form: "Format | None") -> "_Look":
        found = self._looks.get(form)
        if found is None:
            start = f'<c r="{self._letter}{ROW}"'
            if form is not None:
                start += f' s="{form.xf_index or form._get_xf_index()}"'  # type: ignore[no-untyped-call]  # noqa: SLF001
            found = self._looks[form] = _Look(self._sheet, start, "" if form is None else f"{start}/>")
        return found

    def _other(self, cell: "Content | Styled") -> str | None:
        look = self._plain
        if isinstance(cell, Styled):
            look, cell = self._look(cell.format), cell.content
        if cell is None:
            return look.texts[""]
        if isinstance(cell, str):
            return look.texts[cell]
        if isinstance(cell, Formula):
            # A number is the same as another that is written otherwise: 1, 1.0 and true.
            return look.formulas[cell] if isinstance(cell.result, str) else _formula(look.start, cell)
        if isinstance(cell, Link):
            self.has_links = True
            return (self._look(self._link()) if look is self._plain else look).texts[cell.text]
        if not isfinite(cell):
            return None
        return f"{look.start}><v>{cell:.16G}</v></c>"


class _Look:
    """The cells of a column that have the same format, which all begin alike."""

    def __init__(self, sheet: Worksheet, start: str, blank: str) -> None:
        self.start = start
        self.texts = _Texts(sheet, start, blank)
        self.formulas = _Formulas(start)


class _Texts(dict[str, str | None]):
    """Texts -> cells; a text that is so long that XlsxWriter has to count it -> None."""

    def __init__(self, sheet: Worksheet, start: str, blank: str) -> None:
        super().__init__()
        self._sheet, self._start, self._blank = sheet, start, blank

    def __missing__(self, text: str) -> str | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        cell: str | None = self._blank
        if text:
            fits = len(text) <= _SURELY_FITS
            cell = f"{self._start}{SHARED}{self._sheet.shared(text)}</v></c>" if fits else None
        self[text] = cell
        return cell


class _Formulas(dict[Formula, str | None]):
    """Formulas whose result is a text -> cells; one that XlsxWriter has to look at -> None."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self._start = start

    def __missing__(self, formula: Formula) -> str | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        cell = self[formula] = _formula(self._start, formula)
        return cell


def _formula(start: str, formula: Formula) -> str | None:
    """Return a cell with a formula; None where XlsxWriter has to look at it or at its result."""
    result = formula.result
    if not is_old(formula.text) or isinstance(result, bool):
        return None
    told = ""
    if isinstance(result, str):
        if ROW in result:
            return None
        told = "" if not result else ' t="e"' if result in _ERRORS else ' t="str"'
    return f"{start}{told}><f>{_escaped(formula.text[1:])}</f><v>{_escaped(str(result))}</v></c>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
