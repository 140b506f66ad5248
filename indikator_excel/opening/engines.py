"""The libraries that tell cells' values: python-calamine, which is fast, and openpyxl, which sees every kind of cell.

Each is the other's fallback. What else is known of a cell comes from the file itself (see ``facts``).
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from indikator_excel.container.refused import DAMAGED, MAX_CELLS, MAX_RECTANGLE, OverLimitError, UnreadableError
from indikator_excel.opening.facts import Facts, Values

CALAMINE = "python-calamine"
OPENPYXL = "openpyxl"
#: Stands for what is read here without a library: where none is needed, or where none can be trusted with a file.
OWN = "indikator-excel"
_CORE = "docProps/core.xml"
#: openpyxl opens the pictures that a drawing names, where Pillow is installed beside it.
_DRAWING = re.compile(r"xl/drawings/[^/]*\.xml\Z")
_NO_DRAWING = '<wsDr xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'

#: An engine: given a file's bytes and its sheets' titles with their facts, it tells the values sheet by sheet.
Engine = Callable[[bytes, Sequence[tuple[str, Facts]]], list[Values]]


def calamine_values(data: bytes, sheets: Sequence[tuple[str, Facts]]) -> list[Values]:
    """Tell the values with python-calamine.

    Raises:
        UnreadableError: It can't read the file, or would need too much memory for it.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if any(facts.rectangle > MAX_RECTANGLE for _, facts in sheets):
        # It keeps a sheet as a rectangle: one stray value in the last cell would end the process.
        raise OverLimitError("värden står orimligt långt från varandra")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = [book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title, _ in sheets]
    except (CalamineError, OSError, ValueError, ArithmeticError, IndexError, KeyError, zipfile.BadZipFile):
        raise UnreadableError(DAMAGED) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # its own, and no Exception
            raise UnreadableError(DAMAGED) from None
        raise
    return [_in_grid(grid) for grid in grids]


def _in_grid(grid: list[list[Any]]) -> Values:
    def value(row: int, column: int) -> Any:
        try:
            return grid[row - 1][column - 1]
        except IndexError:
            return None

    return value


def openpyxl_values(data: bytes, sheets: Sequence[tuple[str, Facts]]) -> list[Values]:
    """Tell the values with openpyxl.

    Raises:
        UnreadableError: It can't read the file, or would need too much memory for it.
    """
    if sum(facts.spread + facts.rows for _, facts in sheets) > MAX_CELLS:
        # It makes a cell of every one that a merged cell or a link covers, and keeps every row's height.
        raise OverLimitError("sammanfogade celler, länkar eller rader täcker ett helt blad")
    try:
        book = _load(data)
    except Exception:  # noqa: BLE001 - openpyxl lets errors of many kinds through for a damaged file
        try:
            # Odd properties (a date without a time), or a picture that is lost, are no reason to refuse the answers.
            book = _load(_bare(data))
        except Exception:  # noqa: BLE001
            raise UnreadableError(DAMAGED) from None
    try:
        return [_in_cells(book[title]) for title, _ in sheets]
    except KeyError:
        raise UnreadableError(DAMAGED) from None


def _load(data: bytes) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl warns of extensions that it leaves out; none of them holds a value.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=True, keep_links=False)


def _in_cells(worksheet: Any) -> Values:
    # Its public iterators walk the whole rectangle, which for a value in the last cell of the sheet is 17 thousand
    # million steps.
    cells = worksheet._cells  # noqa: SLF001

    def value(row: int, column: int) -> Any:
        cell = cells.get((row, column))
        return None if cell is None else cell.value

    return value


def _bare(data: bytes) -> bytes:
    """Return a workbook without its properties, and with nothing on its drawings. No value stands there."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            if item.filename != _CORE:
                target.writestr(item, _NO_DRAWING if _DRAWING.match(item.filename) else source.read(item))
    return stream.getvalue()
