"""The register is the controller's file: what she writes stays, what the annex says is followed, all is told."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from helpers import ROOT, assign, edit_register, read_register, set_setting
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from indikator_excel.annex.read import read_annex
from indikator_excel.errors import UserError
from indikator_excel.indicators.reading import Overrides
from indikator_excel.indicators.rule import Rule
from indikator_excel.indicators.text import clean
from indikator_excel.indicators.vocabulary import Comparison
from indikator_excel.register.book import Book
from indikator_excel.register.current import current_register
from indikator_excel.register.glance import glance
from indikator_excel.register.layout import QUESTIONS, SHEETS
from indikator_excel.register.reader import register_from
from indikator_excel.register.review.run import review_folder
from indikator_excel.register.update import ChangeKind, save, update_register
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from pathlib import Path

    from indikator_excel.folder import RoundFolder


def changed_annex(annex_file: Path, tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    text = annex_file.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "ny bilaga.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_register_holds_the_annex_as_written(folder: RoundFolder, annex_file: Path) -> None:
    register = read_register(folder.register)
    annex = read_annex(annex_file)
    assert [(i.area, i.group, i.subheading, i.name, i.baseline_text, i.target_text) for i in register.indicators] == [
        (r.area, r.group, r.subheading, r.indicator, r.baseline, r.target) for r in annex.rows
    ]
    assert sum(isinstance(rule, Rule) for rule in register.rules.values()) == 20
    assert [i.id for i in register.indicators][:1] == ["ÖK-01"]
    assert len(register.areas) == 5
    assert len(register.goals) == 12
    assert register.round.years.target == 2024
    assert not register.problems


def test_sheets_columns_and_drop_downs(folder: RoundFolder) -> None:
    workbook = load_workbook(folder.register)
    assert [s.title for s in workbook.worksheets if s.sheet_state == "visible"] == [s.title for s in SHEETS]
    for sheet in SHEETS:
        worksheet = workbook[sheet.title]
        assert [c.value for c in worksheet[1]] == list(sheet.headers)
        assert len(worksheet.tables) == 1
        assert worksheet.freeze_panes
    lists = {v.formula1 for v in workbook["Indikatorer"].data_validations.dataValidation if v.type == "list"}
    assert "=Förvaltningskoder" in lists
    assert '"minst,högst,mer än,mindre än,lika med,mellan"' in lists
    # A list on another sheet must go through a name: a direct reference becomes an extension that openpyxl loses.
    assert all("!" not in formula for formula in lists)


def test_a_second_run_keeps_all_that_is_hers(folder: RoundFolder, annex_file: Path) -> None:
    assign(folder, {"BIL": ("Bildning", range(23))})
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    headers = {c.value: c.column for c in sheet[1]}
    sheet.cell(1, 30, "Min kolumn")
    sheet.cell(2, 30, "fråga Kim (exempel)")
    sheet.cell(3, headers["Målvärde"]).value = "≥ 95 %"
    sheet.cell(4, headers["Riktning"]).value = "lägre"
    sheet.cell(5, headers["Anmärkning"]).value = "= summan av två"
    sheet["F6"].comment = Comment("kolla med nämnden", "controller")
    sheet.column_dimensions["F"].width = 61
    own = DataValidation(type="list", formula1='"a,b"')
    own.add("AD2:AD9")
    sheet.add_data_validation(own)
    workbook.create_sheet("Mina anteckningar")["A1"] = "hej"
    workbook.save(folder.register)

    update = update_register(folder, read_annex(annex_file))

    assert [(c.kind, c.id, c.column) for c in update.changes] == [(ChangeKind.KEPT, "ÖK-02", "Målvärde")]
    assert "”≥ 95 %”" in update.changes[0].sentence
    assert "”100 %”" in update.changes[0].sentence
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    assert sheet.cell(1, 30).value == "Min kolumn"
    assert sheet.cell(2, 30).value == "fråga Kim (exempel)"
    assert sheet.cell(3, headers["Målvärde"]).value == "≥ 95 %"
    assert sheet.cell(4, headers["Riktning"]).value == "lägre"
    assert sheet.cell(5, headers["Anmärkning"]).value == "= summan av två"
    assert sheet["F6"].comment.text == "kolla med nämnden"
    assert sheet.column_dimensions["F"].width == 61
    assert any(v.formula1 == '"a,b"' for v in sheet.data_validations.dataValidation)
    assert workbook["Mina anteckningar"]["A1"].value == "hej"
    assert folder.register_previous.exists()
    register = read_register(folder.register)
    assert register.readings["ÖK-02"].target.number == 95
    assert not register.unassigned


def test_what_the_annex_changes_is_followed_and_told(folder: RoundFolder, annex_file: Path, tmp_path: Path) -> None:
    edit_register(folder, "KK-01", Målvärde="≥ 20 %")
    new = changed_annex(
        annex_file,
        tmp_path,
        ("<i>Förskola</i>\t99 %\t100 %", "<i>Förskola</i>\t99 %\t98 %"),
        ("<i>Matematik</i>\t17 %", "<i>Matematik</i>\t18 %"),
        ("<i>Vuxenutbildningen</i>", "<i>Vuxenutbildningen (SFI)</i>"),
        ("<i>Svenska</i>", "<i>Engelska</i>\t20 %\t≥ 2023\t\n<i>Svenska</i>"),
        ("<i>Föreningsträffar</i>\t4\t≥4\t\n", ""),
    )
    changes = update_register(folder, read_annex(new)).changes
    told = {(c.kind, c.id, c.column) for c in changes}
    assert told == {
        (ChangeKind.UPDATED, "ÖK-01", "Målvärde"),
        (ChangeKind.UPDATED, "ÖK-03", "Indikator"),
        (ChangeKind.UPDATED, "KK-01", "Läget"),
        (ChangeKind.KEPT, "KK-01", "Målvärde"),
        (ChangeKind.NEW, "KK-05", ""),
        (ChangeKind.GONE, "ÖK-06", ""),
    }
    register = read_register(folder.register)
    ids = [i.id for i in register.indicators]
    # The new row stands where the annex has it, and a row that has left the annex is still there.
    assert ids[ids.index("KK-01") : ids.index("KK-02") + 1] == ["KK-01", "KK-05", "KK-02"]
    assert "ÖK-06" in ids
    assert register.by_id["KK-01"].target_text == "≥ 20 %"
    assert register.by_id["KK-01"].baseline_text == "18 %"


def test_an_id_is_never_used_again(folder: RoundFolder, annex_file: Path) -> None:
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    last = next(r for r in range(2, 30) if sheet.cell(r, 1).value == "IE-02")
    sheet.delete_rows(last)
    workbook.save(folder.register)
    update_register(folder, read_annex(annex_file))
    names = {i.id: i.name for i in read_register(folder.register).indicators}
    assert "IE-02" not in names
    assert names["IE-03"].startswith("Antal aktiviteter kopplat till Ungt arrangörskap")


def test_rows_typed_below_the_table_count(folder: RoundFolder) -> None:
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    headers = {c.value: c.column for c in sheet[1]}
    texts = {"Område": "Öppen kommun", "Indikatorgrupp": "Digitalisering", "Indikator": "Egna", "Läget": 0.17}
    for header, content in (texts | {"Målvärde": "minst 20 %"}).items():
        sheet.cell(26, headers[header]).value = content
    sheet.cell(26, headers["Läget"]).number_format = "0 %"
    workbook.save(folder.register)
    assert "Egna" in read_register(folder.register).problems[0]  # no ID yet, and that is said
    review_folder(folder)
    register = read_register(folder.register)
    assert not register.problems
    assert register.indicators[-1].id == "ÖK-11"
    assert register.indicators[-1].baseline_text == "17 %"


def copy_row(folder: RoundFolder, id_: str, **texts: str) -> None:
    """Copy a row below the table as Excel does, and write over some of it."""
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    headers = {c.value: c.column for c in sheet[1]}
    source = next(row for row in sheet.iter_rows(min_row=2) if row[headers["ID"] - 1].value == id_)
    last = max(row[0].row for row in sheet.iter_rows(min_row=2) if row[headers["Indikator"] - 1].value)
    for cell in source:
        sheet.cell(last + 1, cell.column).value = cell.value
    for header, text in texts.items():
        sheet.cell(last + 1, headers[header]).value = text
    workbook.save(folder.register)


@pytest.mark.parametrize("id_", ["", "NY-01"])
def test_a_copied_row_is_read_by_its_own_texts(folder: RoundFolder, id_: str) -> None:
    """What the tool had written in the row that it was copied from is no setting of the controller's."""
    edit_register(folder, "KK-02", Beskrivning="", Decimaler="1")  # one is hers, and comes along
    review_folder(folder)
    copy_row(folder, "KK-02", ID=id_, Indikator="Ogiltig frånvaro", Läget="10 %", Målvärde="högst 8 %")
    for _ in range(2):
        review_folder(folder)
        register = read_register(folder.register)
        new = register.indicators[-1]
        assert new.name == "Ogiltig frånvaro"
        assert register.readings[new.id].target.in_words(register.round.years) == "högst 8 %"
        assert new.overrides == Overrides(decimals=1)


def test_a_row_whose_id_is_changed_keeps_no_readings_of_its_old_target(folder: RoundFolder) -> None:
    edit_register(folder, "KK-02", ID="KK-77", Målvärde="> 35 %")
    register = read_register(folder.register)
    assert register.readings["KK-77"].target.in_words(register.round.years) == "mer än 35 %"


def test_two_rows_with_one_id_are_not_mixed_up(folder: RoundFolder) -> None:
    copy_row(folder, "KK-02", Indikator="Ogiltig frånvaro", Läget="10 %", Målvärde="högst 8 %")
    review_folder(folder)
    assert "samma ID som rad" in read_register(folder.register).problems[0]
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    last = max(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value)
    assert sheet.cell(last, 1).value == "KK-02"
    sheet.cell(last, 1).value = None  # as the message says
    workbook.save(folder.register)
    review_folder(folder)
    register = read_register(folder.register)
    assert register.readings[register.indicators[-1].id].target.in_words(register.round.years) == "högst 8 %"


def test_a_setting_of_hers_wins_over_the_reading(folder: RoundFolder) -> None:
    edit_register(folder, "HK-03", Målvärde="350", Måttenhet="MWh", Riktning="lägre", Läget="400")
    register = read_register(folder.register)
    reading = register.readings["HK-03"]
    assert reading.target.comparison is Comparison.AT_MOST
    assert reading.measure.unit == "MWh"
    # Her settings stay hers when the tool writes its readings anew, and what it derives follows them.
    review_folder(folder)
    assert read_register(folder.register).readings["HK-03"] == reading


def test_readings_that_she_has_not_touched_follow_the_text(folder: RoundFolder) -> None:
    edit_register(folder, "HK-04", Målvärde="minst 50 %", Läget="40 %")
    reading = read_register(folder.register).readings["HK-04"]
    assert (reading.measure.unit, reading.target.number, reading.target.comparison) == ("%", 50, "minst")


def test_what_cannot_be_read_is_said_with_its_cell(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-01", Jämförelse="ungefär", Förvaltning="Bidlning")
    set_setting(folder, "Sista svarsdag", "snart")
    problems = "\n".join(read_register(folder.register).problems)
    assert re.search(r"Indikatorer!N2: ”ungefär” kan inte användas som Jämförelse", problems)
    assert re.search(r"Indikatorer!J2: förvaltningen ”Bidlning” finns inte", problems)
    assert "Sista svarsdag är ”snart”" in problems


def test_a_row_that_has_lost_its_text_is_told(folder: RoundFolder) -> None:
    edit_register(folder, "HK-04", Indikator=" ")
    register = read_register(folder.register)
    assert "HK-04" not in register.by_id
    (told,) = register.problems
    assert re.match(r"Indikatorer, rad \d+ \(HK-04\): kolumnen Indikator är tom, och raden är inte med\.", told)


def test_a_target_that_begins_like_a_formula_stays_a_text(
    folder: RoundFolder, annex_file: Path, tmp_path: Path
) -> None:
    new = changed_annex(annex_file, tmp_path, ("\t≥18\t≥18\t", "\t18\t= 18\t"), ("\t3\t5\t", "\t-3\t=> 5\t"))
    folder.register.unlink()
    update_register(folder, read_annex(new))
    review_folder(folder)  # and once more through the file
    assign(folder, {"BIL": ("Bildning", range(23))})
    create_templates(folder)
    register = read_register(folder.register)
    assert (register.by_id["ÖK-04"].target_text, register.by_id["ÖK-08"].target_text) == ("= 18", "=> 5")
    assert register.rules["ÖK-04"].comparison == "lika med"  # type: ignore[union-attr]
    for path in (folder.register, *folder.templates.iterdir()):
        cells = [c for row in load_workbook(path)["Indikatorer"] for c in row]
        written = {c.value: c.data_type for c in cells if isinstance(c.value, str) and c.value in ("= 18", "=> 5")}
        assert written == {"= 18": "s", "=> 5": "s"}


@pytest.mark.parametrize("header", ["ID", "Läget", "Målvärde"])
def test_a_lost_column_is_named_and_nothing_is_written(folder: RoundFolder, annex_file: Path, header: str) -> None:
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    sheet.delete_cols(next(c.column for c in sheet[1] if c.value == header))
    workbook.save(folder.register)
    before = folder.register.read_bytes()
    for act in (
        lambda: read_register(folder.register),
        lambda: review_folder(folder),
        lambda: update_register(folder, read_annex(annex_file)),
    ):
        with pytest.raises(UserError, match=f"bladet Indikatorer saknar {header}"):
            act()
    assert folder.register.read_bytes() == before


def test_an_empty_register_says_that_it_is_empty(folder: RoundFolder) -> None:
    folder.register.write_bytes((ROOT / "mallar" / "register.xlsx").read_bytes())
    with pytest.raises(UserError, match="har inga indikatorer"):
        read_register(folder.register)


def test_settings_that_cannot_hold_are_asked_about(folder: RoundFolder) -> None:
    assign(folder, {"BIL": ("Bildning", range(23))})
    set_setting(folder, "År", "")
    edit_register(folder, "ÖK-05", Gult_från="9", Sammanvägning="sum", Könsuppdelad="kanske", Antal_värden="3")
    register = read_register(folder.register)
    assert register.round.year == 2024  # the year after that of Läget
    assert any("År är tomt" in p for p in register.problems)
    assert any("”sum” finns inte" in p for p in register.problems)
    assert register.rules["ÖK-05"].amber == register.rules["ÖK-06"].amber  # type: ignore[union-attr]
    asked = {(q.code, q.finding.indicator_id) for q in review_folder(folder).questions}
    assert {("G12", "ÖK-05"), ("H05", "")} <= asked
    assert any("skriv ja eller nej, inte ”kanske”" in p for p in register.problems)
    assert any("skriv 1 eller 2, inte ”3”" in p for p in register.problems)


def test_a_setting_stays_hers_when_it_comes_to_say_what_the_text_says(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-04", Jämförelse="högst")
    review_folder(folder)
    edit_register(folder, "ÖK-04", Jämförelse="minst", Målvärde=">18")
    review_folder(folder)
    review_folder(folder)
    assert read_register(folder.register).rules["ÖK-04"].comparison == "minst"  # type: ignore[union-attr]
    edit_register(folder, "ÖK-04", Jämförelse="")  # emptied, it follows the text again
    review_folder(folder)
    assert read_register(folder.register).rules["ÖK-04"].comparison == "mer än"  # type: ignore[union-attr]


def test_ids_stay_with_their_rows(folder: RoundFolder, annex_file: Path, tmp_path: Path) -> None:
    twins = ("<i>Svenska</i>\t29 %\t≥ 2023\t\n", "<i>Matematik åk 6</i>\t29 %\t≥ 2023\t\n" * 2)
    folder.register.unlink()
    first = read_annex(changed_annex(annex_file, tmp_path, twins))
    update_register(folder, first)
    before = [(i.id, i.name) for i in read_register(folder.register).indicators]
    assert not update_register(folder, first).changes
    assert [(i.id, i.name) for i in read_register(folder.register).indicators] == before
    # Another class is another indicator, however alike the words are.
    other = read_annex(changed_annex(annex_file, tmp_path, (twins[0], twins[1].replace("åk 6", "åk 9"))))
    kinds = sorted(str(c.kind) for c in update_register(folder, other).changes)
    assert kinds == ["borta", "borta", "ny", "ny"]


def test_her_rows_links_tables_and_bold_words_survive(folder: RoundFolder, annex_file: Path, tmp_path: Path) -> None:
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    sheet.row_dimensions[7].height = 77
    sheet.row_dimensions[9].hidden = True
    sheet["AA21"] = "länk"
    sheet["AA21"].hyperlink = "https://www.example.se/"
    sheet["W3"] = CellRichText("obs ", TextBlock(InlineFont(b=True), "viktigt"))
    sheet["AF1"], sheet["AG1"], sheet["AF2"], sheet["AG2"] = "Min", "Tabell", "x", "y"
    sheet.add_table(Table(displayName="Hennes", ref="AF1:AG2"))
    workbook["Förvaltningar"].insert_cols(1)
    workbook.save(folder.register)
    new = changed_annex(annex_file, tmp_path, ("<i>Svenska</i>", "<i>Engelska</i>\t20 %\t≥ 2023\t\n<i>Svenska</i>"))
    update_register(folder, read_annex(new))
    workbook = load_workbook(folder.register, rich_text=True)
    sheet = workbook["Indikatorer"]
    assert sheet.row_dimensions[7].height == 77
    assert sheet.row_dimensions[9].hidden
    assert sheet["AA22"].value == "länk"
    assert sheet["AA22"].hyperlink.ref == "AA22"
    assert isinstance(sheet["W3"].value, CellRichText)
    assert sheet.tables["Hennes"].ref == "AF1:AG2"
    assert workbook.defined_names["Förvaltningskoder"].attr_text.startswith("'Förvaltningar'!$B$2")


def test_a_target_against_the_country_asks_for_its_value(folder: RoundFolder) -> None:
    edit_register(folder, "KK-01", Målvärde="≥ riket")
    assert ("G13", "KK-01") in {(q.code, q.finding.indicator_id) for q in review_folder(folder).questions}
    edit_register(folder, "KK-01", Jämförelsevärde="61 %")
    assert ("G13", "KK-01") not in {(q.code, q.finding.indicator_id) for q in review_folder(folder).questions}
    rule = read_register(folder.register).rules["KK-01"]
    assert (rule.threshold, rule.held_against) == (61, "61 % (riket)")  # type: ignore[union-attr]


def test_parts_that_would_be_lost_are_named_and_the_file_is_left_alone(folder: RoundFolder, annex_file: Path) -> None:
    with zipfile.ZipFile(folder.register, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", "<xdr:wsDr/>")
    before = folder.register.read_bytes()
    update = update_register(folder, read_annex(annex_file))
    assert update.losses == ("textrutor, bilder eller diagram",)
    assert update.saved_as == folder.register_beside.name
    assert folder.register.read_bytes() == before
    assert folder.register_beside.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"Indikatorer"])
def test_a_broken_register_is_one_sentence(folder: RoundFolder, content: bytes) -> None:
    folder.register.write_bytes(content)
    with pytest.raises(UserError, match=r"register\.xlsx går inte att läsa"):
        read_register(folder.register)


def test_the_empty_register_is_up_to_date(tmp_path: Path) -> None:
    from indikator_excel.files import workbook_bytes
    from indikator_excel.register.update import blank_register

    fresh = tmp_path / "tomt.xlsx"
    fresh.write_bytes(workbook_bytes(blank_register().workbook))
    stored = load_workbook(ROOT / "mallar" / "register.xlsx")
    made = load_workbook(fresh)
    assert [[c.value for row in s.iter_rows() for c in row] for s in stored] == [
        [c.value for row in s.iter_rows() for c in row] for s in made
    ], "run python -m indikator_excel.example"


# Read without being loaded to edit


def dressed(folder: RoundFolder, *, yes: bool) -> RoundFolder:
    """A register with what her own typing leaves: numbers, percent, a day, yes as a boolean, odd rows."""
    workbook = load_workbook(folder.register)
    sheet = workbook["Indikatorer"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for row, (header, value, form) in enumerate(
        [
            ("Läget", 0.17, "0 %"),
            ("Läget", 0.175, "0.0%"),
            ("Läget", 12, "General"),
            ("Läget", 1234.5, "#,##0.0"),
            ("Läget", datetime(2024, 3, 4), "yyyy-mm-dd"),  # noqa: DTZ001 - as cells are
            ("Könsuppdelad", True if yes else "ja", "General"),
            ("Beskrivning", " två\nrader ", "General"),
            ("Anmärkning", "= 12", "General"),
        ],
        start=2,
    ):
        cell = sheet.cell(row, heads[header])
        cell.value, cell.number_format = value, form
        if isinstance(value, str):
            cell.data_type = "s"
    workbook["Inställningar"].cell(30, 2).value = "under tabellen"
    workbook.save(folder.register)
    return folder


@pytest.mark.libreoffice
@pytest.mark.parametrize("saved_by", ["openpyxl", "LibreOffice", "Gnumeric"])
def test_a_glance_tells_the_same_as_loading_to_edit(
    folder: RoundFolder, saved_by: str, request: pytest.FixtureRequest
) -> None:
    path = dressed(folder, yes=saved_by != "LibreOffice").register  # which makes a formula of it
    if saved_by != "openpyxl":
        convert = request.getfixturevalue("convert" if saved_by == "LibreOffice" else "recalculate_in_gnumeric")
        path = convert(path)
    seen, loaded = glance(path.read_bytes()), Book.open(path)
    assert seen is not None
    for sheet in SHEETS:
        one, other = seen.table(sheet), loaded.table(sheet)
        assert (one is None) is (other is None), sheet.title
        if one is None or other is None:
            continue
        told = [
            [(row, [(clean(t.text(row, h)), t.place(row, h)) for h in sheet.headers if t.has(h)]) for row in t.rows()]
            for t in (one, other)
        ]
        assert told[0] == told[1], sheet.title
    assert seen.record() == loaded.record()
    assert register_from(seen) == register_from(loaded)


def test_a_register_that_a_glance_can_not_be_sure_of_is_loaded(folder: RoundFolder) -> None:
    plain = folder.register.read_bytes()
    assert glance(plain) is not None
    for spoil in ("formula", "title", "sheet"):
        folder.register.write_bytes(plain)
        workbook = load_workbook(folder.register)
        if spoil == "formula":
            workbook["Indikatorer"]["A40"] = "=1+1"
        elif spoil == "title":
            workbook["Indikatorer"].title = "Rader"
        else:
            del workbook["Skalor"]
        workbook.save(folder.register)
        assert glance(folder.register.read_bytes()) is None, spoil
        assert current_register(folder).indicators, spoil
    assert glance(b"no workbook") is None


def test_a_register_is_read_without_loading_it_to_edit_unless_it_is_answered(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_folder(folder)
    before = current_register(folder)
    loaded = []
    monkeypatch.setattr(Book, "open", staticmethod(loaded.append))
    assert current_register(folder) == before
    assert not loaded
    monkeypatch.undo()
    book = Book.open(folder.register)
    questions = book.require(QUESTIONS)
    row = next(r for r in questions.rows() if questions.text(r, "Förslag"))
    questions.set(row, "Svar", "ja")
    save(folder, book)
    assert current_register(folder).answered
