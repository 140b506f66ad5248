"""Opening ``.xls``, the format of Excel 97–2003: with xlrd, which tells formats, or else python-calamine."""

import io
from datetime import time as clock
from typing import TYPE_CHECKING, Any

from indikator_excel.container.refused import (
    DAMAGED,
    MAX_CELLS,
    MAX_SHEETS,
    OverLimitError,
    PasswordError,
    UnreadableError,
)
from indikator_excel.indicators.text import clean
from indikator_excel.opening.cells import Book, Cell, CellKind, Note, Sheet
from indikator_excel.opening.engines import CALAMINE

if TYPE_CHECKING:
    from xlrd.book import Book as XlrdBook
    from xlrd.sheet import Sheet as XlrdSheet

XLRD = "xlrd"
#: The format keeps every row as long as its longest, so blanks count.
_MAX_CELLS = 5 * MAX_CELLS
_DAY = 24 * 60 * 60  # seconds


def open_xls(data: bytes) -> Book:
    """Open a workbook of the older format.

    Raises:
        UnreadableError: Neither engine can read it, it is encrypted, or it is beyond a limit.
    """
    try:
        return _by_xlrd(data)
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001 - xlrd lets errors of many kinds through for a damaged file
        if "encrypt" in str(error).lower():
            raise PasswordError("filen är krypterad") from None
    return _by_calamine(data)


def _by_xlrd(data: bytes) -> Book:
    import xlrd
    from xlrd import sheet as reader

    # It stumbles over the conditional formats that Gnumeric writes; there is no setting for leaving them out.
    vars(reader)["XL_CF"] = -1
    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
    )
    if book.nsheets > MAX_SHEETS:
        raise OverLimitError(f"arbetsboken har {book.nsheets} blad")
    sheets, cells = [], 0
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        cells += sum(sheet.row_len(row) for row in range(sheet.nrows))
        if cells > _MAX_CELLS:
            raise OverLimitError(f"filen har fler än {_MAX_CELLS} celler")
        sheets.append(_sheet(book, sheet))
        book.unload_sheet(number)
    return Book(tuple(sheets), saved_by=str(book.user_name or ""), engine=XLRD)


def _sheet(book: "XlrdBook", sheet: "XlrdSheet") -> Sheet:
    cells = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = _cell(book, sheet, row, column)
            if cell is not None:
                cells[row + 1, column + 1] = cell
    notes = tuple(
        Note(row + 1, column + 1, clean(str(note.text)))
        for (row, column), note in sorted(sheet.cell_note_map.items())
        if clean(str(note.text))
    )
    hidden_rows = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    hidden_columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    return Sheet(sheet.name, cells, notes, bool(sheet.visibility), hidden_rows, hidden_columns)


def _cell(book: "XlrdBook", sheet: "XlrdSheet", row: int, column: int) -> Cell | None:
    import xlrd

    raw = sheet.cell(row, column)
    value: Any = raw.value
    match raw.ctype:
        case xlrd.XL_CELL_TEXT if clean(value):
            kind = CellKind.TEXT
        case xlrd.XL_CELL_NUMBER:
            kind = CellKind.NUMBER
        case xlrd.XL_CELL_DATE:
            kind = CellKind.DATE
            value = xlrd.xldate_as_datetime(value, book.datemode)
        case xlrd.XL_CELL_BOOLEAN:
            kind, value = CellKind.BOOLEAN, bool(value)
        case xlrd.XL_CELL_ERROR:
            kind, value = CellKind.ERROR, xlrd.error_text_from_code.get(value, "#N/A")
        case _:
            return None
    form = book.format_map[book.xf_list[raw.xf_index or 0].format_key].format_str
    return Cell(row + 1, column + 1, kind, value, form, formula=None)  # the file keeps results, xlrd no formulas


def _by_calamine(data: bytes) -> Book:
    """Read without formats, where xlrd can't."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for title in book.sheet_names[:MAX_SHEETS]:
            grid = book.get_sheet_by_name(title)
            if (grid.total_height or 0) * (grid.total_width or 0) > _MAX_CELLS:
                raise OverLimitError(f"ett blad har fler än {_MAX_CELLS} celler")
            sheets.append(_of_grid(title, grid.to_python(skip_empty_area=False)))
    except (CalamineError, OSError, ValueError, IndexError):
        raise UnreadableError(DAMAGED) from None
    return Book(tuple(sheets), engine=CALAMINE, passed_over="formaten kunde inte läsas")


def _of_grid(title: str, grid: list[list[Any]]) -> Sheet:
    from indikator_excel.opening.facts import typed

    cells = {}
    for row, values in enumerate(grid, 1):
        for column, value in enumerate(values, 1):
            if value is None or (isinstance(value, str) and not clean(value)):
                continue
            if isinstance(value, clock):  # it takes some percent formats for times
                value = (value.hour * 3600 + value.minute * 60 + value.second) / _DAY  # noqa: PLW2901
            cells[row, column] = Cell(row, column, *typed(value), None, formula=None)
    return Sheet(title, cells)
