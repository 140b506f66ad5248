"""What a department gets: its own rows, unlocked cells only where it writes, and a stamp that survives."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from helpers import ROOT, assign, columns, edit_register, read_register, set_setting, template
from openpyxl import load_workbook

from indikator_excel.errors import UserError
from indikator_excel.resources import read_theme
from indikator_excel.templates.layout import STAMP_SHEET, Field
from indikator_excel.templates.prefill import Prefill
from indikator_excel.templates.run import create_templates
from indikator_excel.templates.stamp import Stamp, fingerprint
from indikator_excel.templates.writer import template_bytes
from indikator_excel.xlsx.worksheet import Worksheet as OurWorksheet

if TYPE_CHECKING:
    from pathlib import Path

    from indikator_excel.folder import RoundFolder

HEADERS = (
    "ID Område Indikatorgrupp Underrubrik Indikator Läget_2023 Målvärde_2024 Utfall_2024 Bedömning Status Att_göra "
    "Ej_mätt Kommentar Åtgärd Uppgiftslämnare Mätdatum"
)
INPUTS = {"Utfall 2024", "Ej mätt", "Kommentar", "Åtgärd", "Uppgiftslämnare", "Mätdatum"}


def test_sheets_columns_rows_and_locks(round_: RoundFolder) -> None:
    workbook = load_workbook(template(round_, "Bildning"))
    assert [(s.title, s.sheet_state) for s in workbook.worksheets] == [
        ("Läs mig", "visible"),
        ("Indikatorer", "visible"),
        (STAMP_SHEET, "veryHidden"),
    ]
    sheet = workbook["Indikatorer"]
    header_row, headers = columns(sheet)
    assert list(headers) == [h.replace("_", " ") for h in HEADERS.split()]
    assert sheet.tables["Indikatorer"].ref == f"A{header_row}:P{header_row + 10}"
    assert [sheet.cell(r, 1).value for r in range(header_row + 1, sheet.max_row + 1)] == [
        f"ÖK-{n:02d}" for n in range(1, 11)
    ]
    assert not sheet.merged_cells.ranges
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for row in range(header_row + 1, sheet.max_row + 1):
        for header, column in headers.items():
            assert sheet.cell(row, column).protection.locked is (header not in INPUTS), header
    assert workbook.active is sheet
    assert sheet.sheet_view.selection[-1].activeCell == f"H{header_row + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${header_row}:${header_row}"
    assert "&P av &N" in sheet.oddFooter.right.text


def test_columns_that_would_be_empty_are_left_out(round_: RoundFolder) -> None:
    assert "Underrubrik" not in columns(load_workbook(template(round_, "Övriga"))["Indikatorer"])[1]
    edit_register(round_, "KK-01", Mål="Alla elever klarar sin utbildning", Beskrivning="Ämnesproven i maj. " * 30)
    create_templates(round_)
    prompts = [
        v.prompt for v in load_workbook(template(round_, "Övriga"))["Indikatorer"].data_validations.dataValidation
    ]
    told = next(p for p in prompts if p and "Ämnesproven i maj." in p)
    assert told.startswith("Procent.")
    assert len(told) <= 255
    assert "Mål" in columns(load_workbook(template(round_, "Övriga"))["Indikatorer"])[1]


def test_a_target_that_names_an_outside_value_is_told_with_it(round_: RoundFolder) -> None:
    """*Målvärde* says "högre än riket"; what that comes to is what the department has to know."""
    edit_register(
        round_, "KK-01", Målvärde="högre än riket", Jämförelsevärde="78 %", Beskrivning="Ämnesproven i maj."
    )
    create_templates(round_)
    sheet = load_workbook(template(round_, "Övriga"))["Indikatorer"]
    prompts = [v.prompt for v in sheet.data_validations.dataValidation if v.prompt and "riket" in v.prompt]
    assert [p.partition("%. ")[2] for p in prompts] == ["Målet: mer än riket: 78 %. Ämnesproven i maj."]


def test_each_cell_accepts_its_own_type_and_says_so(round_: RoundFolder) -> None:
    sheet = load_workbook(template(round_, "Bildning"))["Indikatorer"]
    by_cell = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    percent, count, word = by_cell["H4"], by_cell["H7"], by_cell["H12"]
    assert (percent.type, count.type, word.type) == ("decimal", "whole", "list")
    assert word.formula1 == '"saknas,påbörjat,delvis,klart"'
    assert "81 betyder 81 %" in percent.prompt
    assert "Heltal" in count.prompt
    for validation in by_cell.values():
        assert validation.prompt
        assert len(validation.prompt) <= 255
        assert validation.error
    areas = [area for validation in by_cell.values() for area in validation.sqref.ranges]
    covered = Counter(sheet.cell(*place).coordinate for area in areas for place in area.cells)
    entries = {c.coordinate for row in sheet.iter_rows(min_row=4) for c in row if not c.protection.locked}
    assert covered == Counter(entries)  # each has one; a second would only confuse
    assert sheet["H4"].number_format == "0 %"
    assert load_workbook(template(round_, "Övriga"))["Indikatorer"]["H10"].number_format == '#,##0" st"'


def test_the_stamp_is_carried_twice(round_: RoundFolder) -> None:
    workbook = load_workbook(template(round_, "Bildning"))
    rows = [(str(a.value or ""), str(b.value or "")) for a, b in workbook[STAMP_SHEET].iter_rows(max_col=2)]
    stamp = Stamp.from_rows(rows)
    assert stamp is not None
    assert (stamp.department, stamp.year, stamp.round_name, stamp.kind) == ("BIL", 2024, "Helår", "Utfall")
    assert stamp.rows["ÖK-01"] == fingerprint("99 %", "100 %")
    spare = Stamp.from_property(workbook.custom_doc_props["indikator-excel"].value)
    assert spare is not None
    assert spare.same_round(read_register(round_.register).round)


@pytest.mark.parametrize(
    ("text", "round_name"),
    [
        ('[1, "Åre", 2024, "Helår", "Utfall", "BIL"]', "Helår"),
        ("[1, _x0022_Åre_x0022_, 2024, _x0022_Helår_x0022_, _x0022_Utfall_x0022_, _x0022_BIL_x0022_]", "Helår"),
        ("[1, _x0022_Ã\x85re_x0022_, 2024, _x0022_HelÃ¥r_x0022_, _x0022_Utfall_x0022_, _x0022_BIL_x0022_]", "Helår"),
        ('[1, "Åre", 2024, "Helår", "Utfall", "B\\ud800"]', None),  # half a character, which no file can be given
        ('[1, "Åre", 2024, "Helår", "Utfall"]', None),
    ],
)
def test_the_spare_stamp_is_read_as_other_programs_write_it(text: str, round_name: str | None) -> None:
    stamp = Stamp.from_property(text)
    assert (stamp.round_name if stamp else None) == round_name
    assert stamp is None or stamp.municipality == "Åre"


def test_a_new_address_ages_nothing_but_a_new_target_does(round_: RoundFolder) -> None:
    register = read_register(round_.register)
    before = Stamp.of(register.round, register.departments[0], register.indicators)
    assert fingerprint("99 %", "100  %") == fingerprint("99 %", "100 %")  # spelling of spaces is no change
    edit_register(round_, "ÖK-01", Målvärde="98 %", Källa="enkäten")
    register = read_register(round_.register)
    after = Stamp.of(register.round, register.departments[0], register.indicators)
    assert {id_ for id_ in after.rows if after.rows[id_] != before.rows[id_]} == {"ÖK-01"}


def test_rows_start_high_enough_and_still_grow(round_: RoundFolder) -> None:
    with zipfile.ZipFile(template(round_, "Bildning")) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    rows = re.findall(r"<row [^>]*>", xml)
    assert float(re.search(r'ht="([\d.]+)"', rows[3])[1]) >= 60  # type: ignore[index]  # five lines of group name
    assert "customHeight" not in xml


def test_a_forecast_round_asks_for_a_forecast(round_: RoundFolder) -> None:
    set_setting(round_, "Värdet avser", "Prognos")
    set_setting(round_, "Omgång", "Delår augusti")
    created = create_templates(round_)
    assert created.files[0][1] == "Bildning – Prognos Delår augusti 2024.xlsx"
    workbook = load_workbook(round_.templates / created.files[0][1])
    assert "Prognos 2024" in columns(workbook["Indikatorer"])[1]
    text = " ".join(str(c.value) for row in workbook["Läs mig"] for c in row if c.value)
    assert "prognosen för hela året" in text
    assert sorted(created.left_over) == ["Bildning – Utfall Helår 2024.xlsx", "Övriga – Utfall Helår 2024.xlsx"]


def test_departments_without_rows_and_rows_without_departments(folder: RoundFolder) -> None:
    assign(folder, {"BIL": ("Bildning/skola", range(5)), "TOM": ("Tom", [])})
    created = create_templates(folder)
    assert [d.name for d in created.without_rows] == ["Tom"]
    assert len(created.unassigned) == 18
    assert created.needs_action
    assert [p.name for p in folder.templates.iterdir()] == ["Bildning-skola – Utfall Helår 2024.xlsx"]


def test_two_departments_may_share_a_row(folder: RoundFolder) -> None:
    assign(folder, {"A": ("Alfa", range(2)), "B": ("Beta", range(1, 23))})
    assert [rows for _, _, rows in create_templates(folder).files] == [2, 22]


def test_own_looks_and_texts_stand_beside_the_register(round_: RoundFolder) -> None:
    theme = (ROOT / "mallar" / "utseende.toml").read_text(encoding="utf-8")
    (round_.path / "utseende.toml").write_text(theme.replace("#1F3A4D", "#225533"), encoding="utf-8")
    (round_.path / "instruktion.txt").write_text("Hej {förvaltning}! Fyll i {värde}.", encoding="utf-8")
    create_templates(round_)
    workbook = load_workbook(template(round_, "Bildning"))
    assert workbook["Indikatorer"]["A3"].fill.fgColor.rgb == "FF225533"
    assert any(c.value == "Hej Bildning! Fyll i utfallet." for row in workbook["Läs mig"] for c in row)
    (round_.path / "instruktion.txt").write_text("Hej {namn}!", encoding="utf-8")
    with pytest.raises(UserError, match=r"fältet \{namn\} finns inte"):
        create_templates(round_)


def png(width: int, height: int) -> bytes:
    """Make a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\x00" + b"\x22\x55\x33" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(600, 200), (40, 400), (3000, 30)])
def test_a_logo_stands_on_the_front_page_with_its_alternative_text(
    round_: RoundFolder, width: int, height: int
) -> None:
    (round_.path / "logotyp.png").write_bytes(png(width, height))
    create_templates(round_)
    with zipfile.ZipFile(template(round_, "Bildning")) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        assert archive.read("xl/media/image1.png") == png(width, height)
    assert 'descr="Logotyp för Ljusnarsbergs kommun"' in drawing
    size = re.search(r'<a:ext cx="(\d+)" cy="(\d+)"/>', drawing)
    assert size is not None
    wide, tall = (int(n) / 9525 for n in size.groups())
    assert tall <= 45
    assert wide <= 261
    assert abs(wide / tall - width / height) <= 0.1 * width / height  # not stretched


def test_a_logo_that_is_no_picture_is_one_sentence(round_: RoundFolder) -> None:
    (round_.path / "logotyp.png").write_bytes(b"GIF89a")
    with pytest.raises(UserError, match="är ingen PNG-bild"):
        create_templates(round_)


@pytest.mark.parametrize("text", ["[typsnitt", '["färger"]\nrubrik = "röd"', ""])
def test_a_broken_look_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "utseende.toml").write_text(text or "x = 1", encoding="utf-8")
    with pytest.raises(UserError, match=r"utseende\.toml"):
        read_theme(tmp_path)


def test_prefilled_values_stand_in_their_cells_with_true_results(round_: RoundFolder, tmp_path: Path) -> None:
    register = read_register(round_.register)
    prefill = Prefill({("ÖK-01", Field.VALUE): 0.85, ("ÖK-09", Field.VALUE): "nästan"}, done=True)
    path = tmp_path / "förifylld.xlsx"
    path.write_bytes(template_bytes(register, register.departments[0], read_theme(), "Steg {omgång}", prefill))
    sheet = load_workbook(path, data_only=True)["Indikatorer"]
    assert (sheet["H4"].value, sheet["I4"].value, sheet["J4"].value) == (0.85, "◐ delvis uppfyllt", "klar")
    assert (sheet["H12"].value, sheet["I12"].value, sheet["J12"].value) == ("nästan", "kontrollera", "kontrollera")
    assert sheet.sheet_view.selection[-1].activeCell == "H5"


def test_contrast_is_enough() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    theme = read_theme()
    for paint in (*theme.verdicts.values(), theme.header):
        light, dark = sorted((luminance(paint.fill), luminance(paint.text)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, paint


def test_several_processes_make_the_same_files_in_the_same_order(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assign(folder, {f"F{n}": (f"Exempel {n}", [n, (n * 7) % 23]) for n in range(12)})
    one = create_templates(folder, processes=1)
    files = {path.name: path.read_bytes() for path in folder.templates.iterdir()}
    for path in folder.templates.iterdir():
        path.unlink()
    told: list[tuple[int, int, str]] = []
    assert create_templates(folder, lambda *now: told.append(now), processes=3) == one
    assert {path.name: path.read_bytes() for path in folder.templates.iterdir()} == files
    assert [name for _, _, name in told] == [*(f"Exempel {n}" for n in range(12)), ""]
    done = [number for number, _, _ in told]
    assert (done, done[-1]) == (sorted(done), 12)


def test_an_interrupt_leaves_whole_files_and_a_wiped_line(round_: RoundFolder) -> None:
    for path in round_.templates.iterdir():
        path.unlink()
    told: list[int] = []

    def interrupt(done: int, _total: int, name: str) -> None:
        told.append(done)
        if name == "Övriga":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_templates(round_, interrupt, processes=2)
    assert [path.name for path in round_.templates.iterdir()] == ["Bildning – Utfall Helår 2024.xlsx"]
    assert told[-1] == 2


@pytest.mark.parametrize("late", [False, True])
def test_a_formula_is_stored_as_xlsxwriter_would_store_it(late: bool) -> None:
    from xlsxwriter.worksheet import Worksheet

    ours, theirs = OurWorksheet(), Worksheet()
    formulas = [
        '=IF(OR(A1="",SUM((B1:B3))>ROUND(C1,2)),"LET(",IFERROR(D1,"}"))',
        "=IFS(A1,B1)",
        "=XLOOKUP(A1,B:B,C:C)",
    ]
    formulas += ["{=SUM(A1:A3*B1:B3)}", 'COUNTIF(A:A,"T-TEST(")', "=STDEV.S(A1)", "=_xlfn.CONCAT(A1)", "=A1&SUM(B1)"]
    for formula in formulas:
        assert ours._prepare_formula(formula, late) == theirs._prepare_formula(formula, late), formula  # noqa: SLF001
