"""A workbook with every kind of cell, the same as other programs save it, and what is read of one to the letter."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from indikator_excel.opening.cells import Book

SHEET = "xl/worksheets/sheet1.xml"
#: How the workbook comes to be: as it is, counting days from 1904, or as a program saves it.
SAVED = ("as it is", "1904", "LibreOffice", "Gnumeric", "SheetJS", "ExcelJS")


def every_kind(path: Path, *, date_1904: bool = False, times: bool = True) -> Path:
    """Write the workbook, with or without cells that show times of the day."""
    with xlsxwriter.Workbook(str(path), {"date_1904": date_1904}) as book:
        sheet = book.add_worksheet("Alla sorter")
        percent, day, clock = (book.add_format({"num_format": form}) for form in ("0 %", "yyyy-mm-dd", "h:mm"))
        quoted, bold = book.add_format({"num_format": '0.0" %"'}), book.add_format({"bold": True})
        numbers = (0, 1, -1, 0.81, 1e-9, 1e15, 123456789.125, 0.1 + 0.2)
        for row, number in enumerate(numbers):
            sheet.write_number(row, 0, number)
            sheet.write_number(row, 1, number, percent)
            sheet.write_number(row, 2, number, quoted)
        texts = ("text", " med blanka ", "två\nrader", "å & < > ””", "😀", "0", "=1+1", " ", "\u00a0")
        for row, text in enumerate(texts):
            sheet.write_string(row, 3, text)
        sheet.write_rich_string(9, 3, "fet ", bold, "text", " slut")
        sheet.write_boolean(0, 4, True)
        sheet.write_boolean(1, 4, False)
        sheet.write_datetime(2, 4, datetime(2024, 4, 3), day)  # noqa: DTZ001 - as cells are
        if times:
            sheet.write_datetime(3, 4, datetime(2024, 4, 3, 12, 30), day)  # noqa: DTZ001
            sheet.write_number(4, 4, 0.5, clock)
        sheet.write_formula(0, 5, "=12/18", percent, 12 / 18)
        sheet.write_formula(1, 5, '="a"&"b"', None, "ab")
        sheet.write_formula(2, 5, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 5, "=TRUE", None, True)
        sheet.write_formula(4, 5, "=A1<B1", None, "uträknas inte")
        sheet.write_blank(5, 5, None, percent)
        sheet.write_comment("A1", "En anteckning\nmed två rader")
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.set_column("C:C", 5, None, {"hidden": True})
        sheet.merge_range("H1:J2", "sammanfogad")
        book.add_worksheet("Gömt").hide()
    edit(path, lambda xml: re.sub(rb"<v>utr[^<]*</v>", b"", xml))
    return path


def edit(path: Path, change: Callable[[bytes], bytes], part: str = SHEET) -> None:
    """Change a part of a workbook by hand."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == part:
                data, before = change(data), data
                assert data != before
            target.writestr(item.filename, data)
    path.write_bytes(stream.getvalue())


def described(book: Book) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Return every cell with all that is known of it, but for who told."""
    return {
        sheet.title: {
            cell.place: (cell.kind, cell.value, cell.number_format, cell.formula) for cell in sheet.cells.values()
        }
        for sheet in book.sheets
    }


def as_saved(request: pytest.FixtureRequest, path: Path, program: str, *, times: bool = True) -> Path:
    """Return the workbook as one of ``SAVED``."""
    path = every_kind(path, date_1904=program == "1904", times=times)
    match program:
        case "LibreOffice":
            return request.getfixturevalue("convert")(path)  # type: ignore[no-any-return]
        case "Gnumeric":
            return request.getfixturevalue("recalculate_in_gnumeric")(path)  # type: ignore[no-any-return]
        case "SheetJS" | "ExcelJS":
            return request.getfixturevalue("save_in_node")(path, program.lower())  # type: ignore[no-any-return]
    return path
