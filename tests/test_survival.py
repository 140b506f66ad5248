"""What other programs keep of a department's workbook, exactly; and that what is left is enough to know it by.

The facts are data, so that a new version of a program that behaves otherwise is noticed. ``docs/program.md`` tells
them to people. The workbook is filled by its own writer: openpyxl, which fills workbooks in other tests, writes paths
that ExcelJS and SheetJS do not follow, and people do not save with openpyxl.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from helpers import BILDNING, OVRIGA, ROOT, VERDICTS, read_register, saved_by_writer, value
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import consolidate
from indikator_excel.corrections.run import make_corrections
from indikator_excel.templates.layout import INDICATOR_SHEET, STAMP_SHEET
from indikator_excel.templates.stamp import PROPERTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.folder import RoundFolder

    Save = Callable[[Path], Path]

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),  # openpyxl, of what SheetJS wrote
]
ANSWERS = {"Bildning": BILDNING, "Övriga": OVRIGA}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

#: The workbook of Bildning as we write it.
OURS = {
    "stamp sheet": "veryHidden",
    "property": "kept",
    "table": "kept",
    "names": "_xlnm.Print_Titles",
    "validated cells": "all",
    "number formats": "all",
    "unlocked cells": "all",
    "protected": True,
    "conditional rules": "all",
    "yellow inputs": "all",
    "stored results": "all",
    "frozen header": True,
    "language": "sv-SE",
}
#: What each program changes of it. What is not named is kept.
_SHEETJS = {
    "property": "changed",
    "table": "gone",
    "validated cells": "none",
    "number formats": "8",  # of the cells that hold a number; empty ones lose theirs
    "unlocked cells": "none",
    "protected": False,
    "conditional rules": "none",
    "yellow inputs": "none",
    "frozen header": False,
}
CHANGED: dict[str, dict[str, Any]] = {
    "LibreOffice": {
        "stamp sheet": "hidden",
        "frozen header": False,  # when it converts without a window, as here
    },
    "Gnumeric": {
        "stamp sheet": "visible",
        "table": "gone",
        "names": "Print_Titles _xlnm.Print_Area=#REF! _xlnm.Sheet_Title",
    },
    "SheetJS": _SHEETJS,
    "SheetJS utan val": _SHEETJS | {"number formats": "none"},
    "ExcelJS": {"property": "gone"},
}


@pytest.fixture(params=list(CHANGED))
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def save(program: str, request: pytest.FixtureRequest) -> Save:
    """Save a workbook in the program. The fixture that can do it is asked for by name: only one is needed."""
    if program == "LibreOffice":
        return request.getfixturevalue("convert")  # type: ignore[no-any-return]
    if program == "Gnumeric":
        return request.getfixturevalue("recalculate_in_gnumeric")  # type: ignore[no-any-return]
    run = request.getfixturevalue("save_in_node")
    options = ("plain",) if program == "SheetJS utan val" else ()
    script = program.split(maxsplit=1)[0].lower()
    return lambda source: run(source, script, *options)  # type: ignore[no-any-return]


@pytest.fixture
def answered(round_: RoundFolder) -> RoundFolder:
    """A round with both workbooks filled in, stored results and all, as Excel would have saved them."""
    register = read_register(round_.register)
    for department in register.departments:
        data = saved_by_writer(register, department, ANSWERS[department.name])
        (round_.replies / f"{department.name}.xlsx").write_bytes(data)
    return round_


def save_all(folder: RoundFolder, save: Save) -> None:
    for name in ANSWERS:
        path = folder.replies / f"{name}.xlsx"
        path.write_bytes(save(path).read_bytes())


def facts(path: Path, original: Path) -> dict[str, Any]:
    """Return what is left in a saved workbook of what ``original`` held."""
    sheet, source = sheet_xml(path), sheet_xml(original)
    read, ours = load_workbook(path)[INDICATOR_SHEET], load_workbook(original)[INDICATOR_SHEET]
    results, stored = (load_workbook(p, data_only=True)[INDICATOR_SHEET] for p in (path, original))
    live = [c.coordinate for row in ours.iter_rows() for c in row if c.data_type == "f"]
    inputs = [c.coordinate for row in ours.iter_rows() for c in row if not c.protection.locked]
    formatted = [c for c in inputs if ours[c].number_format != "General"]
    validations, expected = dict(validated(sheet)), dict(validated(source))
    protection = sheet.find(f"{MAIN}sheetProtection")
    left = list(sheet.iter(f"{MAIN}cfRule"))
    return {
        "stamp sheet": stamp_state(path),
        "property": "kept" if stamp_text(path) == stamp_text(original) else "changed" if stamp_text(path) else "gone",
        "table": "kept" if table_area(read) == table_area(ours) else table_area(read),
        "names": " ".join(sorted(defined_names(path))),
        "validated cells": share(validations.get(c) == rule for c, rule in expected.items()),
        "number formats": share(plain(read[c].number_format) == plain(ours[c].number_format) for c in formatted),
        "unlocked cells": share(not read[c].protection.locked for c in inputs),
        "protected": protection is not None and protection.get("sheet") in ("1", "true"),
        "conditional rules": share(n < len(left) for n in range(len(list(source.iter(f"{MAIN}cfRule"))))),
        "yellow inputs": share(read[c].fill.fgColor.rgb == ours[c].fill.fgColor.rgb for c in inputs),
        "stored results": share((results[c].value or "") == (stored[c].value or "") for c in live),
        "frozen header": sheet.find(f".//{MAIN}pane") is not None,
        "language": language(path),
    }


def share(kept: Iterable[bool]) -> str:
    """All, none, or how many."""
    each = list(kept)
    return "all" if all(each) else str(sum(each)) if any(each) else "none"


def table_area(sheet: Worksheet) -> str:
    return next((t.ref for t in sheet.tables.values() if t.name == "Indikatorer"), "gone")


def xml(path: Path, part: str) -> ET.Element:
    with zipfile.ZipFile(path) as archive:
        return ET.fromstring(archive.read(part))  # noqa: S314 - files that this test made


def sheet_xml(path: Path) -> ET.Element:
    return xml(path, "xl/worksheets/sheet2.xml")


def stamp_state(path: Path) -> str:
    sheets = {s.get("name"): s.get("state", "visible") for s in xml(path, "xl/workbook.xml").iter(f"{MAIN}sheet")}
    return sheets.get(STAMP_SHEET, "gone")


def stamp_text(path: Path) -> str:
    found = [p.value for p in load_workbook(path).custom_doc_props.props if p.name == PROPERTY]
    return str(found[0]) if found else ""


def defined_names(path: Path) -> set[str]:
    """Names by what they are called; those of a print area that points nowhere are marked."""
    names = xml(path, "xl/workbook.xml").iter(f"{MAIN}definedName")
    return {f"{n.get('name')}{'=#REF!' if n.text == '#REF!' else ''}" for n in names}


def validated(sheet: ET.Element) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    """Yield each cell that has a validation with its type, prompt and error text."""
    for rule in sheet.iter(f"{MAIN}dataValidation"):
        for area in str(rule.get("sqref")).split():
            left, top, right, bottom = range_boundaries(area)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    cell = f"{chr(ord('A') + column - 1)}{row}"
                    yield cell, (rule.get("type"), rule.get("prompt"), rule.get("error"))


def plain(number_format: str) -> str:
    """A number format without the escapes that programs put differently."""
    return number_format.replace("\\", "").replace('"', "")


def language(path: Path) -> str:
    found = xml(path, "docProps/core.xml").find("{http://purl.org/dc/elements/1.1/}language")
    return (found.text or "") if found is not None else "gone"


def without_stamp_sheet(path: Path) -> None:
    workbook = load_workbook(path)
    del workbook[STAMP_SHEET]
    workbook.save(path)


def verdicts(document: Mapping[str, Any]) -> dict[str, str]:
    return {r["indikator_id"]: r["bedömning"] for r in document["rader"]}


def test_our_own_workbook_has_it_all(answered: RoundFolder) -> None:
    path = answered.replies / "Bildning.xlsx"
    assert facts(path, path) == OURS


def test_what_a_program_keeps_and_drops(answered: RoundFolder, program: str, save: Save) -> None:
    path = answered.replies / "Bildning.xlsx"
    assert facts(save(path), path) == OURS | CHANGED[program]


def test_the_answers_are_read_the_same(answered: RoundFolder, program: str, save: Save) -> None:
    before = as_json(consolidate(answered))
    assert verdicts(before) == VERDICTS
    save_all(answered, save)
    after = as_json(consolidate(answered))
    if program != "SheetJS utan val":
        for entry in (*before["inlämningar"], *after["inlämningar"]):
            del entry["läst_med"]  # a library reads what a program writes in a way of its own
        assert after == before
        assert {f["kod"] for f in after["avvikelser"]} == {"R09"}  # some have more decimals than the register
        return
    # Without its number format 0,97 may mean 97 % or 0,97 %. The program asks; it does not guess.
    asked = {f["indikator_id"] for f in after["avvikelser"]}
    assert {f["kod"] for f in after["avvikelser"]} == {"V06"}
    assert asked == {"ÖK-01", "ÖK-02", "ÖK-03", "KK-01", "KK-02", "KK-03", "HK-01"}
    assert verdicts(after) == VERDICTS | dict.fromkeys(asked, "kan ej bedömas")


def test_what_is_left_when_the_stamp_sheet_is_gone_too(answered: RoundFolder, program: str, save: Save) -> None:
    """The property is the spare stamp. Only ExcelJS drops it; then the rows tell whose they are."""
    save_all(answered, save)
    for name in ANSWERS:
        without_stamp_sheet(answered.replies / f"{name}.xlsx")
    result = consolidate(answered)
    codes = {f.code for f in result.findings if f.code not in ("V06", "R09")}  # as in what was sent
    assert codes == {"F17" if program == "ExcelJS" else "F11"}
    if program != "SheetJS utan val":
        assert verdicts(as_json(result)) == VERDICTS


def test_a_correction_is_known_for_one_and_says_nothing_of_what_is_ours(answered: RoundFolder, save: Save) -> None:
    """Its list, its notes and its own column are not taken for what the department wrote."""
    register = read_register(answered.register)
    faulty = BILDNING | {"ÖK-04": value("20 eller 21"), "ÖK-09": value("nästan")}
    first = answered.replies / "Bildning.xlsx"
    first.write_bytes(saved_by_writer(register, register.departments[0], faulty))
    before = as_json(consolidate(answered))
    ((_, name),) = make_corrections(answered).files
    (answered.replies / "rättad.xlsx").write_bytes(save(answered.corrections / name).read_bytes())
    after = as_json(consolidate(answered))
    told = {(f["kod"], f["indikator_id"]) for f in before["avvikelser"]}
    # Where number formats are lost percent is asked about, as in any workbook.
    again = {(f["kod"], f["indikator_id"]) for f in after["avvikelser"] if f["kod"] not in ("V06", "F10")}
    assert again <= told
    assert {("V08", "ÖK-04"), ("V04", "ÖK-09")} <= again
    chosen = {s["fil"]: s["vald"] for s in after["inlämningar"]}
    assert chosen == {"Bildning.xlsx": False, "rättad.xlsx": True, "Övriga.xlsx": True}


def test_the_table_and_the_names_are_not_what_a_reply_is_known_by(answered: RoundFolder) -> None:
    """Google Sheets is said to break names, Gnumeric does: they may be missing or point nowhere."""
    for name in ANSWERS:
        path = answered.replies / f"{name}.xlsx"
        workbook = load_workbook(path)
        sheet = workbook[INDICATOR_SHEET]
        del sheet.tables["Indikatorer"]
        sheet.print_title_rows = None
        workbook.save(path)
    result = consolidate(answered)
    assert verdicts(as_json(result)) == VERDICTS
    assert {f.code for f in result.findings} == {"R09"}  # as in what was sent


def test_the_document_names_what_is_tested() -> None:
    """Each program that is tested here has its row in docs/program.md, with the version."""
    text = (ROOT / "docs" / "program.md").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"(xlsx|exceljs)@([\d.]+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8")))
    assert f"SheetJS {pinned['xlsx']}" in text
    assert f"ExcelJS {pinned['exceljs']}" in text
    for name in ("LibreOffice", "Gnumeric", "Excel på webben", "Google Kalkylark", "Numbers"):
        assert re.search(rf"^\| {name}", text, re.MULTILINE), name
