"""What tests do by hand: assign departments, fill a template as a person does, find a row's cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from indikator_excel.register.book import Book
from indikator_excel.register.layout import DEPARTMENTS, INDICATORS, SETTINGS
from indikator_excel.register.update import refresh, save

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.folder import RoundFolder

ROOT = Path(__file__).parent.parent


def assign(folder: RoundFolder, split: Mapping[str, tuple[str, Iterable[int]]]) -> None:
    """Write departments (code -> name and the places of its rows) into a register."""
    book = Book.open(folder.register)
    departments, indicators = book.require(DEPARTMENTS), book.require(INDICATORS)
    rows = list(indicators.rows())
    answers: dict[int, list[str]] = {}
    for code, (name, places) in split.items():
        row = departments.last_row + 1
        departments.set(row, "Kod", code)
        departments.set(row, "Förvaltning", name)
        for place in places:
            answers.setdefault(rows[place], []).append(code)
    for row, codes in answers.items():
        indicators.set(row, "Förvaltning", "; ".join(codes))
    refresh(book)
    save(folder, book)


def edit_register(folder: RoundFolder, id_: str, **texts: str) -> None:
    """Write into a register row's columns as the controller does (spaces in headers are underscores)."""
    book = Book.open(folder.register)
    table = book.require(INDICATORS)
    row = next(r for r in table.rows() if table.text(r, "ID") == id_)
    for header, text in texts.items():
        table.set(row, header.replace("_", " "), text)
    save(folder, book)


def set_setting(folder: RoundFolder, name: str, value: str) -> None:
    """Write one setting of the register."""
    book = Book.open(folder.register)
    table = book.require(SETTINGS)
    row = next(r for r in table.rows() if table.text(r, "Inställning") == name)
    table.set(row, "Värde", value)
    save(folder, book)


def template(folder: RoundFolder, name: str) -> Path:
    """Return the workbook of the department whose name is given."""
    return next(folder.templates.glob(f"{name} –*.xlsx"))


def columns(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """Return the header's row and each header's column."""
    for row in range(1, 20):
        headers = {str(c.value): c.column for c in sheet[row] if c.value}
        if "ID" in headers:
            return row, headers
    raise AssertionError("no header")


def fill(source: Path, target: Path, answers: Mapping[str, Mapping[str, Any]], **formats: str) -> Path:
    """Type into a template's cells: ID -> header -> content. ``formats`` maps an ID to a number format."""
    workbook = load_workbook(source)
    sheet = workbook["Indikatorer"]
    header_row, headers = columns(sheet)
    ids = {sheet.cell(r, headers["ID"]).value: r for r in range(header_row + 1, sheet.max_row + 1)}
    for id_, cells in answers.items():
        for header, content in cells.items():
            cell = sheet.cell(ids[id_], headers[header])
            cell.value = content
            if header == "Utfall 2024" and id_.replace("-", "_") in formats:
                cell.number_format = formats[id_.replace("-", "_")]
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


def value(content: Any, **more: Any) -> dict[str, Any]:
    """An answer: the outcome, and whatever else is typed in the row."""
    return {"Utfall 2024": content, **more}


#: A whole answer for each of the two departments, right in every cell, percent cells as they store it.
BILDNING = {
    "ÖK-01": value(0.97),
    "ÖK-02": value(0.785, Kommentar="Låg svarsfrekvens."),
    "ÖK-03": value(0.81),
    "ÖK-04": value(20),
    "ÖK-05": value(3, Kommentar="Ett möte ställdes in."),
    "ÖK-06": value(4),
    "ÖK-07": value(5),
    "ÖK-08": value(6),
    "ÖK-09": value("klart"),
    "ÖK-10": value("påbörjat", Åtgärd="Upphandling pågår."),
}
OVRIGA = {
    "KK-01": value(0.15, Kommentar="Liten årskull."),
    "KK-02": value(0.29),
    "KK-03": value(0.415),
    "KK-04": value(None, **{"Ej mätt": "resultatet kommer senare"}),
    "MU-01": value(1),
    "MU-02": value(3),
    "IE-01": value(0),
    "IE-02": value(3),
    "HK-01": value(0.114),
    "HK-02": value("Sammanställt"),
    "HK-03": value(5074000),
    "HK-04": value(310000),
    "HK-05": value("uppfyller"),
}
#: What the program must say of them, row by row.
VERDICTS = {
    "ÖK-01": "delvis uppfyllt",
    "ÖK-02": "ej uppfyllt",
    "ÖK-03": "delvis uppfyllt",
    "ÖK-04": "uppfyllt",
    "ÖK-05": "ej uppfyllt",
    "ÖK-06": "uppfyllt",
    "ÖK-07": "uppfyllt",
    "ÖK-08": "uppfyllt",
    "ÖK-09": "uppfyllt",
    "ÖK-10": "delvis uppfyllt",
    "KK-01": "ej uppfyllt",
    "KK-02": "uppfyllt",
    "KK-03": "uppfyllt",
    "KK-04": "kan ej bedömas",
    "MU-01": "uppfyllt",
    "MU-02": "uppfyllt",
    "IE-01": "uppfyllt",
    "IE-02": "uppfyllt",
    "HK-01": "kan ej bedömas",
    "HK-02": "uppfyllt",
    "HK-03": "kan ej bedömas",
    "HK-04": "kan ej bedömas",
    "HK-05": "uppfyllt",
}
