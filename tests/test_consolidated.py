"""The consolidated workbook as it is looked at, printed and opened: few rows and many."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from defusedxml.ElementTree import fromstring
from helpers import Master, columns, edit_register, put, put_saved, read_register, saved_by_writer
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader
from whole_round import make_round

from indikator_excel.cli import run
from indikator_excel.consolidation.run import consolidate
from indikator_excel.consolidation.workbook import data
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import clean, clean_lines
from indikator_excel.indicators.vocabulary import Kind, Verdict
from indikator_excel.register.book import Book
from indikator_excel.register.history import PastAnswer, record_answers
from indikator_excel.register.update import save
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")
LONG = " ".join(f"ord{n}" for n in range(230)) + " slutordet"


def shown(path: Path, title: str) -> tuple[Worksheet, int, dict[str, int], dict[str, int]]:
    """A sheet with its header's row, its columns by header and its rows by ID."""
    sheet = load_workbook(path, data_only=True)[title]
    top, heads = columns(sheet)
    rows = {str(sheet.cell(r, heads["ID"]).value): r for r in range(top + 1, sheet.max_row + 1)}
    return sheet, top, heads, rows


@pytest.fixture
def round_(master: Master, tmp_path: Path) -> RoundFolder:
    folder = RoundFolder(tmp_path / "Omgång 1")
    shutil.copytree(master.folder.path, folder.path)
    for name in master.filled:
        put(master.filled[name], folder)
    folder.consolidation.unlink(missing_ok=True)
    return folder


# Over the years


def remember(folder: RoundFolder, *answers: tuple[int, str, str, str]) -> None:
    """Write years, IDs, departments and values into the register's *Historik*."""
    book = Book.open(folder.register)
    past = [PastAnswer(year, "Helår", id_, dept, value, kind=Kind.OUTCOME) for year, id_, dept, value in answers]
    record_answers(book, past, [Department("BIL", "Bildning"), Department("ÖVR", "Övriga")])
    save(folder, book)


def curves(path: Path) -> dict[str, str]:
    """Each cell with a curve, and the cells that it is drawn from."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    return {place: area for area, place in re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref>", xml)}


@pytest.mark.libreoffice
def test_the_years_are_drawn_as_curves_from_values_that_can_be_looked_up(
    round_: RoundFolder, convert: Callable[..., Path]
) -> None:
    consolidate(round_)
    assert "Historik" not in load_workbook(round_.consolidation).sheetnames
    assert not curves(round_.consolidation)
    remember(
        round_,
        (2021, "ÖK-01", "BIL", "95 %"),
        (2022, "ÖK-01", "BIL", "97,5 %"),
        (2022, "ÖK-09", "BIL", "saknas"),
        (2022, "MU-02", "ÖVR", "2"),
        (2022, "ÖK-04", "BIL", "se rapporten"),
    )
    (round_.replies / "Övriga.xlsx").unlink()
    consolidate(round_)
    for path in (round_.consolidation, convert(round_.consolidation)):
        sheet, _, heads, rows = shown(path, "Historik")
        assert [h for h in heads if h[:2] == "20"] == ["2021", "2022", "2023"]
        values = {
            id_: [sheet.cell(row, heads[h]).value for h in ("2021", "2022", "2023", "Utfall 2024")]
            for id_, row in rows.items()
        }
        assert values["ÖK-01"] == [0.95, 0.975, 0.99, 0.97]
        assert sheet.cell(rows["ÖK-01"], heads["2022"]).number_format.replace("\\", "") == "0.0 %"
        assert values["ÖK-09"][1:3] == ["saknas", "delvis"]
        assert values["MU-02"][1:] in ([2, 3, None], [2, 3, ""])
        assert values["ÖK-04"][1] == "se rapporten"
    rows = shown(round_.consolidation, "Historik")[3]
    own, _, columns_, at = shown(round_.consolidation, "Måluppfyllelse")
    letter = own.cell(1, columns_["Historik"]).column_letter
    drawn = {id_: curves(round_.consolidation).get(f"{letter}{row}") for id_, row in at.items()}
    assert drawn["ÖK-01"] == f"Historik!D{rows['ÖK-01']}:G{rows['ÖK-01']}"
    assert drawn["MU-02"] == f"Historik!D{rows['MU-02']}:F{rows['MU-02']}", (
        "an absent outcome would be drawn as nought"
    )
    assert drawn["ÖK-09"] is None, "words are no curve"
    assert drawn["HK-01"] is None, "nothing is known of it"


@pytest.mark.libreoffice
def test_the_years_follow_an_outcome_that_is_changed(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    remember(round_, (2022, "ÖK-01", "BIL", "97 %"))
    consolidate(round_)
    book = load_workbook(round_.consolidation)
    sheet = book["Måluppfyllelse"]
    top, heads = columns(sheet)
    sheet.cell(top + 1, heads["Utfall 2024"]).value = 0.5
    book.save(round_.path / "ändrad.xlsx")
    sheet, _, heads, rows = shown(convert(round_.path / "ändrad.xlsx"), "Historik")
    assert sheet.cell(rows["ÖK-01"], heads["Utfall 2024"]).value == 0.5


@pytest.mark.libreoffice
def test_two_values_of_a_year_are_told_as_two_and_words_stand_to_the_left(
    round_: RoundFolder, convert: Callable[..., Path]
) -> None:
    two = ("ÖK-02", "ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "ÖK-08", "ÖK-09", "ÖK-10")
    for id_ in two:
        edit_register(round_, id_, Antal_värden="2")
    remember(
        round_,
        (2022, "ÖK-02", "BIL", "80 %"),
        (2022, "ÖK-03", "BIL", "se rapporten"),
        (2022, "ÖK-04", "BIL", "16"),
        (2022, "ÖK-05", "BIL", "3"),
        (2022, "ÖK-09", "BIL", "saknas"),
    )
    register, second = read_register(round_.register), "Utfall 2024 (2)"
    answers: dict[str, dict[str, Any]] = {id_: {} for id_ in two} | {
        "ÖK-02": {"Utfall 2024": 0.57, second: 0.785},
        "ÖK-04": {"Utfall 2024": 8, second: 8},
        "ÖK-05": {"Utfall 2024": 8},
        "ÖK-06": {second: 4, "Ej mätt": "mäts inte i år"},
        "ÖK-07": {"Ej mätt": "mäts inte i år"},
        "ÖK-09": {"Utfall 2024": "klart", second: "klart"},
        "ÖK-10": {"Utfall 2024": "klart", second: "påbörjat"},
    }
    (round_.replies / "Bildning.xlsx").write_bytes(saved_by_writer(register, register.by_code["BIL"], answers))
    consolidate(round_)
    for path in (round_.consolidation, convert(round_.consolidation)):
        sheet, _, heads, rows = shown(path, "Historik")
        now = {id_: sheet.cell(row, heads["Utfall 2024"]).value or "" for id_, row in rows.items()}
        decimals = str(now["ÖK-02"]).replace(".", ",")  # as the program that recalculates is set to write them
        assert decimals == "57 % och 78,5 %"
        assert now["ÖK-04"] == 8
        assert now["ÖK-05"] == "8 och –"
        assert now["ÖK-06"] == "ej mätt: mäts inte i år och 4"
        assert now["ÖK-07"] == "ej mätt: mäts inte i år"
        assert now["ÖK-08"] == ""
        assert now["ÖK-09"] == "klart"
        assert now["ÖK-10"] == "klart och påbörjat"
        for row in rows.values():
            for cell in (sheet.cell(row, n) for h, n in heads.items() if h[-4:].isdecimal()):
                to_the_right = cell.alignment.horizontal == "right"
                # Where nothing is set, a word stands to the left and a number to the right.
                unset = cell.alignment.horizontal in (None, "general")
                assert (to_the_right or unset) if isinstance(cell.value, int | float) else not to_the_right, cell
    rows = shown(round_.consolidation, "Historik")[3]
    drawn = set(curves(round_.consolidation).values())
    assert f"Historik!D{rows['ÖK-04']}:F{rows['ÖK-04']}" in drawn, "twice the same is one value"
    lines = {int(re.findall(r"\d+", area)[-1]) for area in drawn}
    assert not lines & {rows["ÖK-02"], rows["ÖK-05"]}


# On paper


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


@pytest.mark.libreoffice
@pytest.mark.parametrize(("indicators", "departments"), [(3, 1), (25, 12), (300, 20)])
def test_it_prints_as_a_report(
    tmp_path: Path, indicators: int, departments: int, convert: Callable[..., Path]
) -> None:
    """The overview on one page as long as it can be read, and no row of Måluppfyllelse in two halves."""
    folder = RoundFolder(tmp_path / "omgång")
    register = make_round(folder, indicators, departments, 1)
    id_ = register.indicators[indicators // 2].id
    comment(folder, id_, LONG)
    consolidate(folder)
    printed = pages(convert(folder.consolidation, "pdf"))
    for number, page in enumerate(printed, start=1):
        assert f"Sida {number} av {len(printed)}" in page
    overview = [page for page in printed if "Svar som väntar" in page or "Bedömningar per förvaltning" in page]
    assert overview == printed[: 1 if indicators < 100 else 2]
    assert "Måluppfyllelse Helår 2024, Exempel kommun" in printed[0]
    first = load_workbook(folder.consolidation)["Översikt"]
    heading = next(cell.row for cell in first["A"] if cell.value == "Bedömningar per förvaltning")
    assert [b.id for b in first.row_breaks.brk] == ([] if indicators < 100 else [heading - 1])
    sheet = [page for page in printed if "Indikatorgrupp" in page and "Åtgärd" in page and "Gör så här" not in page]
    sheet = [page for page in sheet if "Skrivet värde" not in page]  # Data
    found = [re.findall(r"OM-\d{4}", page) for page in sheet]
    assert sorted(one for page in found for one in page) == sorted(i.id for i in register.indicators)
    (long,) = (page for page in sheet if "ord100" in page)
    assert id_ in long
    assert "slutordet" in long, "a row that is taller than a row can be is cut"


def comment(folder: RoundFolder, id_: str, text: str, header: str = "Kommentar") -> None:
    """Write a text on a row in every reply that has it."""
    for path in folder.replies.iterdir():
        sheet, _, heads, rows = shown(path, "Indikatorer")
        if id_ in rows:
            cell = sheet.cell(rows[id_], heads[header])
            cell.value, cell.data_type = text, "s"
            sheet.parent.save(path)


# Large


def formulas(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield from re.findall(r"<f[^>]*>([^<]+)</f>", archive.read(name).decode())


def test_no_formula_is_volatile_or_reads_a_whole_column(tmp_path: Path) -> None:
    folder = RoundFolder(tmp_path / "omgång")
    make_round(folder, 40, 8, 4)
    consolidate(folder)
    seen = list(formulas(folder.consolidation))
    assert len(seen) > 500
    for formula in seen:
        assert not re.search(r"\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\(", formula), formula
        assert not re.search(r"\$?[A-Z]+:\$?[A-Z]+(?![0-9])|\b\$?\d+:\$?\d+\b", formula), formula


def test_a_table_that_is_too_long_for_a_sheet_is_a_file_beside_it(
    round_: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    comment(round_, "ÖK-02", '=HYPERLINK("http://example.se";"x")')
    consolidate(round_)
    sheet, _, _, rows = shown(round_.consolidation, "Data")
    whole = {id_: [cell.value for cell in sheet[row]] for id_, row in rows.items()}
    monkeypatch.setattr(data, "MOST_ROWS", 10)
    assert run(["sammanställ", "--mapp", str(round_.path)]) == 0
    assert round_.data.name in capsys.readouterr().out
    sheet = load_workbook(round_.consolidation)["Data"]
    assert round_.data.name in str(sheet["A1"].value)
    assert sheet.max_row == 2
    lines = list(csv.DictReader(io.StringIO(round_.data.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(lines) == len(whole)
    for line in lines:
        for text, was in zip(line.values(), whole[line["ID"]], strict=True):
            assert same(text, was), (line["ID"], text, was)
    assert next(line for line in lines if line["ID"] == "ÖK-02")["Kommentar"].startswith("'=HYPER")
    for limit in (10, 1000):  # compared with the table beside it, and back to a sheet
        monkeypatch.setattr(data, "MOST_ROWS", limit)
        assert consolidate(round_).changes == ()
    assert not round_.data.exists(), "what is no longer true is taken away"


def same(text: str, was: Any) -> bool:
    if isinstance(was, int | float):
        return float(text.replace(",", ".")) == was
    return text.removeprefix("'") == (was or "").replace("\r", "\n")


def test_more_rows_than_a_sheet_has_are_refused_in_a_sentence(
    round_: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    consolidate(round_)
    before = round_.consolidation.read_bytes()
    monkeypatch.setattr("indikator_excel.consolidation.workbook.write.MAX_ROWS", 25)
    assert run(["sammanställ", "--mapp", str(round_.path)]) == 2
    assert "23 målvärden är fler än en arbetsbok kan hålla" in capsys.readouterr().err
    assert round_.consolidation.read_bytes() == before


def test_more_links_than_excel_takes_are_texts(round_: RoundFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indikator_excel.xlsx.table.MAX_LINKS", 1)
    for id_ in ("ÖK-01", "ÖK-03"):
        comment(round_, id_, "80-90", "Utfall 2024")
    consolidate(round_)
    sheet = load_workbook(round_.consolidation)["Avvikelser"]
    rows = [cell for cell in sheet["J"] if cell.row > 3 and cell.value]
    assert [bool(cell.hyperlink) for cell in rows] == [True, *[False] * (len(rows) - 1)]
    assert len(rows) > 1


# What she has taken away


def test_a_workbook_that_has_lost_its_table_is_not_called_changed(round_: RoundFolder) -> None:
    consolidate(round_)
    book = load_workbook(round_.consolidation)
    del book["Data"]
    book.save(round_.consolidation)
    assert consolidate(round_).changes is None
    told = load_workbook(round_.consolidation)["Ändringar"]["A2"].value
    assert told == "Ändringarna kan inte visas, för den förra sammanställningen har förlorat bladet Data."
    assert consolidate(round_).changes == ()


def test_a_text_that_is_cut_says_so(round_: RoundFolder) -> None:
    comment(round_, "ÖK-02", "a" * 32_767)
    other = RoundFolder(round_.path / "annan")
    shutil.copytree(round_.replies, other.replies)
    comment(other, "ÖK-02", "b" * 32_767)
    shutil.copy(other.replies / "Bildning.xlsx", round_.replies / "Bildning 2.xlsx")
    for name in ("Bildning.xlsx", "Bildning 2.xlsx"):  # at the same time, so that both texts count
        put_saved(round_.replies / name, "2025-01-10T10:00:00Z")
    consolidate(round_)
    sheet, _, heads, rows = shown(round_.consolidation, "Måluppfyllelse")
    text = str(sheet.cell(rows["ÖK-02"], heads["Kommentar"]).value)
    assert len(text) == 32_767
    assert text.endswith("resten står i svaret)")
    assert consolidate(round_).changes == ()


@pytest.mark.libreoffice
def test_a_long_number_is_never_shown_as_hashes(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    """A number that its column has no room for is shown as ####, on the screen and on paper."""
    texts = {"Läget": "12 900 000 000 tkr", "Målvärde": "≥ 12 800 000 000 tkr", "Förvaltning": "BIL; ÖVR"}
    edit_register(round_, "ÖK-05", **texts)
    create_templates(round_)
    register = read_register(round_.register)
    department = register.departments[0]
    answers = {"ÖK-05": {"Utfall 2024": 12_812_345_678}}
    (round_.replies / "Bildning.xlsx").write_bytes(saved_by_writer(register, department, answers))
    consolidate(round_)
    for path in (round_.consolidation, round_.replies / "Bildning.xlsx"):
        text = " ".join(pages(convert(path, "pdf")))
        assert "12812345678tkr" in re.sub(r"[\s,]", "", text)
        assert "##" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ab_x0000_c", "abc"),
        ("ab_x0001_c", "abc"),
        ("_x0041_", "A"),
        *((text, text) for text in ("<r>a & b</r>", "SORT(A)&FILTER(B)", "]]>")),
    ],
)
def test_no_text_makes_the_workbook_unreadable(round_: RoundFolder, text: str, shown: str) -> None:
    """What a cell can hold, XML can't always, and formulas hold what was written."""
    register = read_register(round_.register)
    answers = {"ÖK-05": {"Utfall 2024": text, "Kommentar": text}, "ÖK-06": {"Åtgärd": text, "Uppgiftslämnare": text}}
    path = round_.replies / "Bildning.xlsx"
    path.write_bytes(saved_by_writer(register, register.departments[0], answers))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():  # as Excel tells what no XML can hold
            package.writestr(name, part.replace(b"_x005F_x", b"_x"))
    consolidate(round_)
    with zipfile.ZipFile(round_.consolidation) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                fromstring(package.read(name))
    sheet = load_workbook(round_.consolidation)["Måluppfyllelse"]
    row = next(cells for cells in sheet.iter_rows(min_row=4) if cells[0].value == "ÖK-05")
    why = next(str(cell.value) for cell in row if "EXACT" in str(cell.value))
    assert f'"{shown}"' in why


@pytest.mark.libreoffice
def test_what_is_written_in_paragraphs_stays_so(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    """In the rows of the report and for programs, but for *Data*, whose cells have one line."""
    text = "Första stycket.\n\n\n  Andra stycket: \n– en\u00a0punkt\n– en till\n"
    register = read_register(round_.register)
    department = register.departments[0]
    answers = {"ÖK-05": {"Utfall 2024": 3, "Kommentar": text, "Åtgärd": "Ett\r\nTvå"}}
    shutil.rmtree(round_.replies)
    round_.replies.mkdir()
    path = round_.replies / "Bildning.xlsx"
    path.write_bytes(saved_by_writer(register, department, answers))
    converted = convert(path, "xlsx")
    tidy = {"Kommentar": "Första stycket.\n\nAndra stycket:\n– en punkt\n– en till", "Åtgärd": "Ett\nTvå"}
    for saved in (path.read_bytes(), converted.read_bytes()):
        path.write_bytes(saved)
        result = consolidate(round_)
        row = next(row for row in result.rows if row.indicator_id == "ÖK-05")
        assert {"Kommentar": row.comment, "Åtgärd": row.action} == tidy
        for title, expected in (("Måluppfyllelse", tidy), ("Data", {h: clean(t) for h, t in tidy.items()})):
            sheet, _, heads, rows = shown(round_.consolidation, title)
            assert {h: sheet.cell(rows["ÖK-05"], heads[h]).value for h in tidy} == expected
    assert result.changes == ()
    sheet, _, _, rows = shown(round_.consolidation, "Måluppfyllelse")
    assert (sheet.row_dimensions[rows["ÖK-05"]].height or 0) >= 5 * 15


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text("ab \u00a0\t\n\r\x0b\u2028"))
def test_lines_are_tidy_and_say_the_same(text: str) -> None:
    lines = clean_lines(text)
    assert clean(lines) == clean(text)
    assert clean_lines(lines) == lines
    assert all(line == clean(line) for line in lines.split("\n"))


def test_one_indicator_does_not_fill_the_list_of_what_is_not_met(tmp_path: Path) -> None:
    folder = RoundFolder(tmp_path / "omgång")
    make_round(folder, 20, 20, 20)
    result = consolidate(folder)
    reds = [row.indicator_id for row in result.rows if row.verdict is Verdict.NOT_MET]
    named = [str(c.value)[:7] for c in load_workbook(folder.consolidation)["Översikt"]["A"] if c.hyperlink]
    named = [id_ for id_ in named if id_.startswith("OM-")]
    assert len(reds) > len(named) == 12
    assert named == sorted(named)
    assert max(map(named.count, named)) == 2


def test_the_rules_are_those_that_gave_the_colours(round_: RoundFolder) -> None:
    """Also where the baseline came with the answer."""
    edit_register(round_, "ÖK-05", Läget="", Målvärde="≥ 2023")
    create_templates(round_)
    register = read_register(round_.register)
    answers = {"ÖK-05": {"Komplettera läget": 50, "Utfall 2024": 60}}
    (round_.replies / "Bildning.xlsx").write_bytes(saved_by_writer(register, register.departments[0], answers))
    result = consolidate(round_)
    assert next(str(row.verdict) for row in result.rows if row.indicator_id == "ÖK-05") == "uppfyllt"
    rows = load_workbook(round_.consolidation)["Regler"].iter_rows(values_only=True)
    (told,) = (row for row in rows if row[0] == "ÖK-05")
    assert "minst 50" in str(told[4])
    assert "kan ej bedömas" not in str(told)


def test_a_baseline_in_the_answer_that_can_not_be_read_is_called_one(round_: RoundFolder) -> None:
    edit_register(round_, "ÖK-05", Läget="", Målvärde="≥ 2023")
    create_templates(round_)
    register = read_register(round_.register)
    answers = {"ÖK-05": {"Komplettera läget": "okänt", "Utfall 2024": 60}}
    (round_.replies / "Bildning.xlsx").write_bytes(saved_by_writer(register, register.departments[0], answers))
    (told,) = (f for f in consolidate(round_).findings if f.indicator_id == "ÖK-05" and f.level == "fel")
    assert told.message.endswith("”okänt” under Komplettera läget kan inte läsas som läget.")
    assert "Ej mätt" not in told.remedy


def test_a_value_below_zero_is_remarkable_only_where_none_is_expected(round_: RoundFolder) -> None:
    edit_register(round_, "ÖK-05", Läget="-1,8 %", Målvärde="≥ -1 %")
    edit_register(round_, "ÖK-06", Läget="1,8 %", Målvärde="≥ 2 %")
    create_templates(round_)
    register = read_register(round_.register)
    answers = {id_: {"Utfall 2024": -0.004} for id_ in ("ÖK-05", "ÖK-06")}
    (round_.replies / "Bildning.xlsx").write_bytes(saved_by_writer(register, register.departments[0], answers))
    assert [f.indicator_id for f in consolidate(round_).findings if f.code == "V24"] == ["ÖK-06"]
