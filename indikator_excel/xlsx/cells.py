"""The cells of a table, column by column, as the text that the file holds of them.

It is what XlsxWriter would write, which a test holds for every kind of content, but for two things: XlsxWriter looks
for new functions in a formula and finds them in its texts, too, where somebody has written ``SORT(A)``; and it takes
a brace at the end of any formula for that of an array formula, and drops it.
"""

from math import isfinite
from typing import TYPE_CHECKING, TypeVar

from xlsxwriter.utility import xl_col_to_name

from indikator_excel.xlsx.content import ROW, Content, Formula, Link, Styled, fitting
from indikator_excel.xlsx.worksheet import SHARED, Worksheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xlsxwriter.format import Format

#: Results of formulas that a file tells as errors.
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
#: So many different cells of a column are remembered; comments are all different, and would fill the memory.
_REMEMBERED = 20_000
_Key = TypeVar("_Key")


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
        self._letter = str(xl_col_to_name(number))
        self._looks: dict[Format | None, _Look] = {}
        self._plain = self._look(plain)
        #: Whether there has been a link among the cells. Where it leads is for the sheet to be told.
        self.has_links = False

    def xml(self, cells: "Iterable[Content | Styled]") -> list[str]:
        """Return each cell, with :data:`ROW` for its row's number.

        Raises:
            TypeError: One is no number that a file can hold.
        """
        texts, other = self._plain.texts, self._other
        return [texts[cell or ""] if cell is None or cell.__class__ is str else other(cell) for cell in cells]

    def _look(self, form: "Format | None") -> "_Look":
        found = self._looks.get(form)
        if found is None:
            found = self._looks[form] = _Look(self._sheet, f'<c r="{self._letter}{ROW}"', form)
        return found

    def _other(self, cell: "Content | Styled") -> str:
        look = self._plain
        if isinstance(cell, Styled):
            look, cell = self._look(cell.format), cell.content
        elif isinstance(cell, Link):
            look = self._look(self._link())
        if isinstance(cell, Link):
            self.has_links = True
            return look.texts[cell.text]
        if isinstance(cell, Formula):
            # A number is the same as another that is written otherwise: 1, 1.0 and true.
            return look.formulas[cell] if isinstance(cell.result, str) else _formula(look.start, cell)
        if cell is None or isinstance(cell, str):
            return look.texts[cell or ""]
        if not isfinite(cell):
            message = f"NAN/INF not supported: {cell}"
            raise TypeError(message)
        return f"{look.start}><v>{cell:.16G}</v></c>"


class _Look:
    """The cells of a column that have the same format: how all of them begin, and those that have been made."""

    def __init__(self, sheet: Worksheet, start: str, form: "Format | None") -> None:
        if form is not None:
            start += f' s="{form.xf_index or form._get_xf_index()}"'  # type: ignore[no-untyped-call]  # noqa: SLF001
        blank = "" if form is None else f"{start}/>"
        self.start = start
        self.texts = _Made[str](
            lambda text: f"{start}{SHARED}{sheet.shared(fitting(text))}</v></c>" if text else blank
        )
        #: Those whose result is a text.
        self.formulas = _Made[Formula](lambda formula: _formula(start, formula))


class _Made(dict[_Key, str]):
    """What has been made of each content, the last of them; another is made when it is asked for."""

    def __init__(self, make: "Callable[[_Key], str]") -> None:
        super().__init__()
        self._make = make

    def __missing__(self, content: _Key) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        cell = self[content] = self._make(content)
        return cell


def _formula(start: str, formula: Formula) -> str:
    told, result = "", formula.result
    if isinstance(result, bool):
        told, result = ' t="b"', int(result)
    elif isinstance(result, str):
        told = "" if not result else ' t="e"' if result in _ERRORS else ' t="str"'
    return f"{start}{told}><f>{_escaped(formula.text[1:])}</f><v>{_escaped(str(result))}</v></c>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
