"""What tests do by hand: assign departments, fill a template as a person does, find a row's cell."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from openpyxl import load_workbook

from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.merge import merge
from indikator_excel.consolidation.row import Row
from indikator_excel.indicators.text import fold
from indikator_excel.register.book import Book
from indikator_excel.register.layout import DEPARTMENTS, INDICATORS, SETTINGS
from indikator_excel.register.reader import register_from
from indikator_excel.register.update import refresh, save
from indikator_excel.replies.folder import read_replies
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.layout import field_of
from indikator_excel.templates.prefill import Prefill
from indikator_excel.templates.writer import template_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.folder import RoundFolder
    from indikator_excel.indicators.model import Department
    from indikator_excel.register.model import Register

    Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
OUTCOME = "Utfall 2024"
SHEET2 = "xl/worksheets/sheet2.xml"
#: Where a row's answer stood; it changes with every move, so it is checked by itself.
PLACE = ("fil", "blad", "cell")
ANY = "*"


#: What the fields of a row may hold. A frame would hold anything.
_ROW = get_type_hints(Row)


def mistyped(rows: Iterable[Row]) -> list[tuple[str, str, object]]:
    """Return what stands in a row of the result and is not what its field says: row, field and value."""
    return [
        (row.indicator_id, name, value)
        for row in rows
        for name, hint in _ROW.items()
        if not isinstance(value := getattr(row, name), hint)
    ]


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


def read_register(path: Path) -> Register:
    """Read a register by loading it to edit, which is what every other way of reading is held to."""
    return register_from(Book.open(path))


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


def saved_by_writer(register: Register, department: Department, answers: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a filled workbook, stored results and all, as Excel would have saved it."""
    cells = {
        (id_, known): content
        for id_, row in answers.items()
        for heading, content in row.items()
        if (known := field_of(fold(heading))) is not None and content is not None
    }
    return template_bytes(register, department, read_theme(), resource("instruktion.txt"), Prefill(cells))


def forms_of(content: Any) -> set[str]:
    """Return what was typed as a person would write it down."""
    if isinstance(content, time):
        return {content.isoformat()}  # a number below one that was typed over a date
    if isinstance(content, bool):
        return {"sant"} if content else {"falskt"}
    if isinstance(content, datetime):
        # A file that has lost its formats says the day as the number that it is.
        return {content.date().isoformat(), str((content.date() - date(1899, 12, 30)).days), str(content)}
    if isinstance(content, time):
        return {str(content)}
    if isinstance(content, int | float):
        percent = f"{content * 100:.12f}".rstrip("0").rstrip(".").replace(".", ",")
        plain = str(int(content)) if float(content).is_integer() else str(content).replace(".", ",")
        return {plain, f"{percent} %"}
    return {fold(content)}


def is_number(content: Any, text: object) -> bool:
    """Whether ``text`` is the number that was typed, to 12 digits; how many are shown does not matter."""
    if isinstance(content, bool | str | datetime | time):
        return False
    try:
        shown = float(str(text).removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return False
    wanted = float(content) * (100 if str(text).endswith("%") else 1)
    return isclose(shown, wanted, rel_tol=1e-12)


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


# Replies: put into svar/, read, compared with a reading of the right answers


@dataclass(frozen=True)
class Master:
    """A round with templates, and both departments' filled workbooks beside it."""

    folder: RoundFolder
    filled: dict[str, Path]
    clean: Json


def put(source: Path, folder: RoundFolder, name: str = "") -> Path:
    """Save a workbook into ``svar/``."""
    target = folder.replies / (name or source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target


def put_saved(path: Path, when: str) -> None:
    """Write into a workbook when it was saved."""

    def stamp(data: bytes) -> bytes:
        changed, times = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + when.encode(), data)
        assert times == 1
        return changed

    repack(path, {"docProps/core.xml": stamp})


def repack(
    path: Path, edits: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] | None = None
) -> None:
    """Edit parts of a workbook by hand; every edit must change its part."""
    stream = io.BytesIO()
    left = set(edits)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for item in source.infolist():
            data = source.read(item)
            if item.filename in edits:
                left.remove(item.filename)
                data, before = edits[item.filename](data), data
                assert data != before, item.filename
            new.writestr(item.filename, data)
        for name, data in (added or {}).items():
            new.writestr(name, data)
    assert not left
    path.write_bytes(stream.getvalue())


def hashes(folder: RoundFolder) -> dict[str, str]:
    return {
        str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.replies.rglob("*")) if p.is_file()
    }


def balanced(document: Json) -> None:
    sums = document["avstämning"]
    assert sums["lästa"] == sums["använda"] + sums["ersatta"] + sums["avvisade"] + sums["ignorerade"]
    assert "H04" not in {f["kod"] for f in document["avvikelser"]}


def by_id(document: Json, *, place: bool = False) -> dict[str, Json]:
    return {r["indikator_id"]: {k: v for k, v in r.items() if place or k not in PLACE} for r in document["rader"]}


def new_findings(document: Json, clean: Json) -> list[Json]:
    """Return the findings that a clean reading does not have."""
    known = Counter(f["meddelande"] for f in clean["avvikelser"])
    return [f for f in document["avvikelser"] if f["meddelande"] not in known]


def codes(findings: Sequence[Json], *levels: str) -> list[str]:
    return sorted(f["kod"] for f in findings if not levels or f["nivå"] in levels)


def indicators(workbook: Workbook) -> Worksheet:
    return workbook["Indikatorer"]


def place_of(sheet: Worksheet, id_: str, header: str) -> tuple[int, int]:
    header_row, headers = columns(sheet)
    row = next(r for r in range(header_row + 1, sheet.max_row + 1) if sheet.cell(r, headers["ID"]).value == id_)
    return row, headers[header]


def read(folder: RoundFolder) -> Json:
    """Consolidate without writing the workbook; the replies must be as they were, and every cell accounted for."""
    before = hashes(folder)
    register = read_register(folder.register)
    document = as_json(merge(register, read_replies(folder, register)))
    assert hashes(folder) == before
    balanced(document)
    return document
