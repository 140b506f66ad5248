"""The controller's own columns and settings in the consolidated workbook: hers, whatever is run again."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from helpers import (
    BILDNING,
    OVRIGA,
    ROOT,
    Master,
    columns,
    edit_register,
    put,
    read_register,
    saved_by_writer,
    template,
    value,
)
from helpers import fill as fill_template
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import CustomFilter, CustomFilters, FilterColumn, Filters

from indikator_excel.annex.read import read_annex
from indikator_excel.cli import run
from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.own_formulas import formulas
from indikator_excel.consolidation.run import consolidate
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.book import Book
from indikator_excel.register.layout import DEPARTMENTS
from indikator_excel.register.update import save
from indikator_excel.rounds.run import start_round
from indikator_excel.rounds.settings import Wanted
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.folder import RoundFolder

SHEET = "Måluppfyllelse"


@pytest.fixture
def round_(master: Master, tmp_path: Path) -> RoundFolder:
    """A round that is answered and consolidated once."""
    folder = type(master.folder)(tmp_path / "Omgång 1")
    shutil.copytree(master.folder.path, folder.path)
    folder.consolidation.unlink(missing_ok=True)
    for name in master.filled:
        put(master.filled[name], folder)
    consolidate(folder)
    return folder


def sheet_of(folder: RoundFolder, title: str = SHEET) -> Worksheet:
    return load_workbook(folder.consolidation)[title]


def cells(folder: RoundFolder, header: str, *, title: str = SHEET) -> dict[str, Any]:
    sheet = load_workbook(folder.consolidation, data_only=True)[title]
    top, heads = columns(sheet)
    rows = range(top + 1, sheet.max_row + 1)
    return {sheet.cell(r, heads["ID"]).value: sheet.cell(r, heads[header]).value for r in rows}


def write(path: Path, texts: dict[tuple[str, str], Any]) -> None:
    """Type into the sheet, as the controller does."""
    workbook = load_workbook(path)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    ids = {sheet.cell(r, heads["ID"]).value: r for r in range(top + 1, sheet.max_row + 1)}
    for (id_, header), text in texts.items():
        cell = sheet.cell(ids[id_], heads[header])
        cell.value = text
        if isinstance(text, str):
            cell.data_type = "s"  # typed as text, also where it begins as a formula does
    workbook.save(path)


HERS = {
    ("ÖK-02", "Egen bedömning"): "◐ delvis uppfyllt",
    ("ÖK-02", "Motivering"): "Låg svarsfrekvens; trenden är god.",
    ("ÖK-04", "Egen bedömning"): "ej uppfyllt",
    ("ÖK-05", "Anteckning"): "=1+1 fråga Kim",
    ("ÖK-06", "Egen bedömning"): "kanske",
    ("ÖK-06", "Motivering"): "?",
}


def test_her_verdict_counts_with_a_reason_and_everything_survives_every_run(round_: RoundFolder) -> None:
    write(round_.consolidation, HERS)
    for _ in range(2):
        result = consolidate(round_)
        rows = {r["indikator_id"]: r for r in as_json(result)["rader"]}
        assert (rows["ÖK-02"]["bedömning"], rows["ÖK-02"]["egen_bedömning"]) == ("ej uppfyllt", "delvis uppfyllt")
        assert rows["ÖK-04"]["egen_bedömning"] is None
        for (id_, header), text in HERS.items():
            kept = cells(round_, header)[id_]
            assert kept in (text, f"○ {text}"), (id_, header)
        assert cells(round_, "Bedömning")["ÖK-02"] == "◐ delvis uppfyllt"
        assert cells(round_, "Beräknad bedömning")["ÖK-02"] == "○ ej uppfyllt"
        assert cells(round_, "Varför")["ÖK-02"] == "egen bedömning: Låg svarsfrekvens; trenden är god."
        assert cells(round_, "Bedömning")["ÖK-04"] == "● uppfyllt"
        assert {(f.code, f.indicator_id) for f in result.findings if f.code[0] == "H"} == {
            ("H07", "ÖK-04"),
            ("H08", "ÖK-06"),
        }
        overview = sheet_of(round_, "Översikt")
        assert not [c.value for row in overview.iter_rows() for c in row if "ÖK-02" in str(c.value)], (
            "no red any more"
        )
        assert result.count(Verdict.PARTLY) == list(cells(round_, "Bedömning").values()).count("◐ delvis uppfyllt")
    note = next(c for row in sheet_of(round_).iter_rows() for c in row if c.value == "=1+1 fråga Kim")
    assert note.data_type == "s"


def test_her_verdict_counts_live(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    """Without the program: the verdict, its reason and the counts follow what she chooses."""
    write(round_.consolidation, HERS)
    sheet = load_workbook(convert(round_.consolidation), data_only=True)[SHEET]
    top, heads = columns(sheet)
    shown = {
        sheet.cell(r, heads["ID"]).value: [sheet.cell(r, heads[h]).value for h in ("Bedömning", "Varför")]
        for r in range(top + 1, sheet.max_row + 1)
    }
    assert shown["ÖK-02"] == ["◐ delvis uppfyllt", "egen bedömning: Låg svarsfrekvens; trenden är god."]
    assert shown["ÖK-04"][0] == "● uppfyllt"
    assert shown["ÖK-06"][0] == "● uppfyllt"


def test_rows_that_come_and_go_keep_what_she_wrote(round_: RoundFolder) -> None:
    write(round_.consolidation, HERS)
    edit_register(round_, "ÖK-02", Förvaltning="")
    edit_register(round_, "ÖK-05", Förvaltning="ÖVR")
    result = consolidate(round_)
    assert cells(round_, "Motivering")["ÖK-02"] == HERS["ÖK-02", "Motivering"], (
        "one row before and after: it is the same"
    )
    assert cells(round_, "Anteckning")["ÖK-05"] == HERS["ÖK-05", "Anteckning"]
    edit_register(round_, "ÖK-02", Förvaltning="BIL; ÖVR")
    result = consolidate(round_)
    assert {(f.code, f.indicator_id) for f in result.findings if f.code == "H09"} == {("H09", "ÖK-02")}
    assert cells(round_, "Motivering", title="Utan rad") == {"ÖK-02": HERS["ÖK-02", "Motivering"]}
    consolidate(round_)
    edit_register(round_, "ÖK-02", Förvaltning="BIL")
    result = consolidate(round_)
    assert cells(round_, "Motivering")["ÖK-02"] == HERS["ÖK-02", "Motivering"]
    assert "Utan rad" not in load_workbook(round_.consolidation).sheetnames
    assert not [f for f in result.findings if f.code == "H09"]


def test_her_verdict_on_one_departments_answer_is_not_said_of_anothers(round_: RoundFolder) -> None:
    def own(id_: str, department: str) -> tuple[str, str, str]:
        (row,) = (r for r in result.rows if (r.indicator_id, r.department_name) == (id_, department))
        return row.own.verdict_text, row.own.reason, row.own.note

    # A row that it shared, and one that another department takes over.
    edit_register(round_, "ÖK-03", Förvaltning="BIL; ÖVR")
    consolidate(round_)
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    said = {"Egen bedömning": "● uppfyllt", "Motivering": "Mäts i maj.", "Anteckning": "ring Kim"}
    for row in range(top + 1, sheet.max_row + 1):
        stands = sheet.cell(row, heads["ID"]).value, sheet.cell(row, heads["Förvaltning"]).value
        if stands in (("ÖK-03", "Övriga"), ("ÖK-04", "Bildning")):
            for header, text in said.items():
                sheet.cell(row, heads[header]).value = text
    workbook.save(round_.consolidation)
    edit_register(round_, "ÖK-03", Förvaltning="BIL")
    edit_register(round_, "ÖK-04", Förvaltning="ÖVR")
    result = consolidate(round_)
    assert own("ÖK-03", "Bildning") == ("", "", "")
    assert own("ÖK-04", "Övriga") == ("", "", "ring Kim")
    told = {(f.indicator_id, f.department): f.value for f in result.findings if f.code == "H09"}
    assert told == {
        ("ÖK-03", "Övriga"): "● uppfyllt / Mäts i maj. / ring Kim",
        ("ÖK-04", "Bildning"): "● uppfyllt / Mäts i maj.",
    }
    edit_register(round_, "ÖK-04", Förvaltning="BIL")  # it comes back
    result = consolidate(round_)
    assert own("ÖK-04", "Bildning") == ("● uppfyllt", "Mäts i maj.", "ring Kim")
    assert {f.indicator_id for f in result.findings if f.code == "H09"} == {"ÖK-03"}


@pytest.mark.parametrize(("aggregation", "told"), [("summa", True), ("medel", True), ("alla ska uppfylla", False)])
def test_her_verdict_on_a_part_is_told_where_the_whole_is_judged_by_values(
    round_: RoundFolder, aggregation: str, *, told: bool
) -> None:
    edit_register(round_, "ÖK-05", Förvaltning="BIL; ÖVR", Sammanvägning=aggregation)
    consolidate(round_)
    write(round_.consolidation, {("ÖK-05", "Egen bedömning"): "● uppfyllt", ("ÖK-05", "Motivering"): "Räcker."})
    found = [f for f in consolidate(round_).findings if f.code == "H15"]
    assert bool(found) == told
    assert all("● uppfyllt" in f.message and f.indicator_id == "ÖK-05" for f in found)


def test_a_row_that_stands_twice_loses_no_text_silently(round_: RoundFolder) -> None:
    """She has copied rows below the table, and written in both, in one of them, or the same in both."""
    write(round_.consolidation, HERS)
    copies = {
        "ÖK-02": {"Anteckning": "ring Kim"},
        "ÖK-03": {"Anteckning": "bara här"},
        "ÖK-04": {"Egen bedömning": "○ ej uppfyllt"},
        "ÖK-05": {"Utfall 2024": 7},
    }
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    _, heads = columns(sheet)
    for at, (id_, texts) in enumerate(copies.items(), start=sheet.max_row + 2):
        for header, text in ({"ID": id_, "Förvaltning": "Bildning"} | texts).items():
            sheet.cell(at, heads[header]).value = text
    workbook.save(round_.consolidation)
    result = consolidate(round_)
    for (id_, header), text in HERS.items():
        assert cells(round_, header)[id_] in (text, f"○ {text}"), (id_, header)
    assert cells(round_, "Anteckning")["ÖK-03"] == "bara här"
    told = [(f.code, f.indicator_id, f.message) for f in result.findings if f.code in ("H10", "H14")]
    name, kept = cells(round_, "Indikator")["ÖK-02"], "”◐ delvis uppfyllt / Låg svarsfrekvens; trenden är god.”"
    assert told == [
        (
            "H14",
            "ÖK-02",
            f"{name}: raden står två gånger i den förra sammanställningen. {kept} är kvar, och ”ring Kim” är borta.",
        )
    ]
    assert not [f for f in consolidate(round_).findings if f.code == "H14"]


def test_widths_hidden_columns_and_filters_survive(round_: RoundFolder) -> None:
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    letter = {h: sheet.cell(top, c).column_letter for h, c in heads.items()}
    sheet.column_dimensions[letter["Varför"]].width = 70
    sheet.column_dimensions[letter["Trend"]].hidden = True
    table = sheet.tables["Måluppfyllelse"]
    table.autoFilter.filterColumn.append(
        FilterColumn(colId=heads["Bedömning"] - 1, filters=Filters(filter=["○ ej uppfyllt"]))
    )
    workbook.save(round_.consolidation)
    for _ in range(2):
        consolidate(round_)
        sheet = sheet_of(round_)
        assert sheet.column_dimensions[letter["Varför"]].width == pytest.approx(70, abs=1)
        assert sheet.column_dimensions[letter["Trend"]].hidden
        (column,) = sheet.tables["Måluppfyllelse"].autoFilter.filterColumn
        assert (column.colId, list(column.filters.filter)) == (heads["Bedömning"] - 1, ["○ ej uppfyllt"])
        hidden = {sheet.cell(r, 1).value for r in range(top + 1, sheet.max_row + 1) if sheet.row_dimensions[r].hidden}
        reds = {id_ for id_, verdict in cells(round_, "Bedömning").items() if verdict == "○ ej uppfyllt"}
        assert hidden == set(cells(round_, "Bedömning")) - reds
        assert reds


def test_no_width_is_kept_that_a_longer_number_does_not_fit_in(round_: RoundFolder) -> None:
    letter = next(c.column_letter for c in sheet_of(round_)[3] if c.value == "Utfall 2024")

    def width() -> float:
        consolidate(round_)
        return float(sheet_of(round_).column_dimensions[letter].width)

    answers = BILDNING | {"ÖK-04": value(999_999_999_999_999)}
    fill_template(template(round_, "Bildning"), round_.replies / "Bildning.xlsx", answers)
    beside_the_last = width()
    workbook = load_workbook(round_.consolidation)
    workbook[SHEET].column_dimensions[letter].width = 4
    workbook.save(round_.consolidation)
    beside_hers = width()
    round_.consolidation.unlink()
    assert beside_the_last == beside_hers == width()


def test_what_has_changed_since_the_run_before_is_listed(round_: RoundFolder) -> None:
    assert "första sammanställningen" in str(sheet_of(round_, "Ändringar")["A2"].value)
    consolidate(round_)
    assert str(sheet_of(round_, "Ändringar")["A2"].value).startswith("Ingenting har ändrats sedan")
    fill_template(template(round_, "Bildning"), round_.replies / "Bildning.xlsx", BILDNING | {"ÖK-04": value(17)})
    consolidate(round_)
    sheet = sheet_of(round_, "Ändringar")
    lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert ["ÖK-04", "Värde", "20", "17"] in [[line[0], *line[3:]] for line in lines]
    assert ["ÖK-04", "Bedömning", "uppfyllt", "delvis uppfyllt"] in [[line[0], *line[3:]] for line in lines]
    assert {line[0] for line in lines} == {"ÖK-04"}


def changes_shown(folder: RoundFolder) -> tuple[str, list[list[Any]]]:
    """The sentence above the sheet's table, and the table."""
    sheet = sheet_of(folder, "Ändringar")
    lines = [[c.value or "" for c in row] for row in sheet.iter_rows(min_row=4)]
    return str(sheet["A2"].value).partition(" sedan ")[0], lines


def test_a_department_with_a_new_name_hides_no_change(round_: RoundFolder) -> None:
    """Its rows are the same rows; so are those that it shares with another department."""
    edit_register(round_, "ÖK-03", Förvaltning="BIL; ÖVR")
    consolidate(round_)
    rename(round_, "BIL", "Barn och skola")
    fill_template(template(round_, "Bildning"), round_.replies / "Bildning.xlsx", BILDNING | {"ÖK-04": value(17)})
    consolidate(round_)
    told, lines = changes_shown(round_)
    shown = [[line[0], *line[2:]] for line in lines]
    for id_ in ("ÖK-01", "ÖK-03", "ÖK-04"):
        assert [id_, "Barn och skola", "Förvaltning", "Bildning", "Barn och skola"] in shown
    assert ["ÖK-04", "Barn och skola", "Värde", "20", "17"] in shown
    assert not [line for line in shown if line[4] in ("ny rad", "raden finns inte längre")]
    assert told == f"{len(lines)} celler har ändrats"


def test_what_she_wrote_follows_a_department_that_gets_another_name(round_: RoundFolder) -> None:
    """Also on a row that it shares with another department, for which the ID alone is not enough."""
    edit_register(round_, "ÖK-03", Förvaltning="BIL; ÖVR")
    consolidate(round_)
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        if sheet.cell(row, heads["ID"]).value == "ÖK-03":
            sheet.cell(row, heads["Anteckning"]).value = f"om {sheet.cell(row, heads['Förvaltning']).value}"
    workbook.save(round_.consolidation)
    rename(round_, "BIL", "Barn och skola")
    result = consolidate(round_)
    notes = {row.department_name: row.own.note for row in result.rows if row.indicator_id == "ÖK-03"}
    assert notes == {"Barn och skola": "om Bildning", "Övriga": "om Övriga"}
    assert not result.own.orphans


def test_rows_that_come_and_go_are_counted_apart_from_cells(round_: RoundFolder) -> None:
    edit_register(round_, "ÖK-02", Förvaltning="BIL; ÖVR")
    consolidate(round_)
    told, lines = changes_shown(round_)
    assert told == "1 rad är ny"
    assert [line[0] for line in lines] == ["ÖK-02"]
    # A row of two moves to a department that has rows already: it is another row.
    edit_register(round_, "ÖK-02", Förvaltning="BIL")
    edit_register(round_, "ÖK-01", Indikator="Ett nytt namn")
    consolidate(round_)
    assert changes_shown(round_)[0] == "1 cell har ändrats och 1 rad finns inte längre"
    for id_ in ("ÖK-02", "ÖK-03"):
        edit_register(round_, id_, Förvaltning="BIL; ÖVR")
    consolidate(round_)
    assert changes_shown(round_)[0] == "2 rader är nya"


def rename(folder: RoundFolder, code: str, name: str) -> None:
    """Give a department another name in the register."""
    book = Book.open(folder.register)
    table = book.require(DEPARTMENTS)
    row = next(r for r in table.rows() if table.text(r, "Kod") == code)
    table.set(row, "Förvaltning", name)
    save(folder, book)


def test_a_value_written_over_by_hand_is_told_when_it_is_overwritten(round_: RoundFolder) -> None:
    write(round_.consolidation, {("KK-01", "Utfall 2024"): 0.2, ("MU-01", "Utfall 2024"): None})
    result = consolidate(round_)
    told = {f.indicator_id: f.message for f in result.findings if f.code == "H10"}
    assert "”20 %” var inskrivet för hand" in told["KK-01"]
    assert "”15 %”" in told["KK-01"]
    assert set(told) == {"KK-01", "MU-01"}
    assert not [f for f in consolidate(round_).findings if f.code == "H10"]


def test_a_verdict_and_a_name_written_over_are_told_too(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    write(
        round_.consolidation, {("ÖK-02", "Bedömning"): "● uppfyllt", ("ÖK-04", "Indikator"): "Ett annat namn"} | HERS
    )
    shutil.copy(convert(round_.consolidation), round_.consolidation)
    told = {f.indicator_id: f.message for f in consolidate(round_).findings if f.code == "H10"}
    assert set(told) == {"ÖK-02", "ÖK-04"}
    assert "”● uppfyllt” var inskrivet för hand i Bedömning" in told["ÖK-02"]
    assert "”Ett annat namn” var inskrivet för hand i Indikator" in told["ÖK-04"]


def two_periods(folder: RoundFolder, *values: Any, **others: dict[str, Any]) -> Any:
    """Let ÖK-04 cover two periods, answer it and others, and return the consolidation."""
    edit_register(folder, "ÖK-04", **{"Antal värden": "2"})
    create_templates(folder)
    answers = {"ÖK-04": dict(zip(("Utfall 2024", "Utfall 2024 (2)"), values, strict=True))} | others
    register = read_register(folder.register)
    (folder.replies / "Bildning.xlsx").write_bytes(saved_by_writer(register, register.departments[0], answers))
    return consolidate(folder)


def test_both_periods_count_in_what_another_rule_would_give(round_: RoundFolder) -> None:
    result = two_periods(round_, 20, 3)
    row = next(row for row in result.rows if row.indicator_id == "ÖK-04")
    assert (row.outcome, row.outcome_2, row.verdict) == (20, 3, Verdict.NOT_MET)
    counts = as_json(result)["regel_för_delvis"]
    assert counts["antal"][counts["vald"]] == {str(v): result.count(v) for v in Verdict}


@pytest.mark.parametrize("header", ["Utfall 2024", "Utfall 2024 (2)"])
def test_the_reason_is_of_the_values_that_it_stands_beside(
    round_: RoundFolder, convert: Callable[..., Path], header: str
) -> None:
    two_periods(round_, 20, 3)
    write(round_.consolidation, {("ÖK-04", header): 19})
    shutil.copy(convert(round_.consolidation), round_.consolidation)
    assert cells(round_, "Varför")["ÖK-04"] == "Värdet är ändrat efter sammanställningen."
    told = [f.message for f in consolidate(round_).findings if f.code == "H10"]
    assert len(told) == 1
    assert f"”19” var inskrivet för hand i {header} " in told[0]


def test_one_that_can_not_be_read_is_kept_and_said(round_: RoundFolder) -> None:
    round_.consolidation.write_bytes(b"PK\x03\x04 trasig")
    result = consolidate(round_)
    assert [f.code for f in result.findings if f.code == "H11"] == ["H11"]
    assert (round_.path / "sammanställning.oläslig.xlsx").read_bytes() == b"PK\x03\x04 trasig"
    assert len(cells(round_, "Bedömning")) == len(BILDNING) + len(OVRIGA)


def test_saved_by_libreoffice_all_of_it_is_still_hers(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    write(round_.consolidation, HERS)
    shutil.copy(convert(round_.consolidation), round_.consolidation)
    result = consolidate(round_)
    assert cells(round_, "Motivering")["ÖK-02"] == HERS["ÖK-02", "Motivering"]
    assert cells(round_, "Anteckning")["ÖK-05"] == HERS["ÖK-05", "Anteckning"]
    assert not [f for f in result.findings if f.code in ("H09", "H10", "H11")]


def test_a_filter_that_can_not_be_kept_is_said_and_hides_nothing(round_: RoundFolder) -> None:
    """The texts of numbers depend on each cell's format, and other kinds of filters are not choices of texts."""
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    filters = sheet.tables["Måluppfyllelse"].autoFilter.filterColumn
    filters.append(FilterColumn(colId=heads["Utfall 2024"] - 1, filters=Filters(filter=["97 %"])))
    larger = CustomFilters(customFilter=[CustomFilter(operator="greaterThan", val="b")])
    filters.append(FilterColumn(colId=heads["Trend"] - 1, customFilters=larger))
    workbook.save(round_.consolidation)
    (told,) = (f for f in consolidate(round_).findings if f.code == "H12")
    assert "för Trend och Utfall 2024." in told.message
    sheet = sheet_of(round_)
    assert not [r for r in range(top + 1, sheet.max_row + 1) if sheet.row_dimensions[r].hidden]
    assert not sheet.tables["Måluppfyllelse"].autoFilter.filterColumn


def test_her_verdict_is_carried_to_the_next_round(round_: RoundFolder, tmp_path: Path) -> None:
    write(round_.consolidation, HERS)
    started = start_round(round_, tmp_path / "Nästa", Wanted(name="Bokslut"))
    sheet = load_workbook(started.folder.register)["Historik"]
    header = [c.value for c in sheet[1]]
    rows = [dict(zip(header, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    past = {row["ID"]: row for row in rows}
    assert past["ÖK-02"]["Bedömning"] == "delvis uppfyllt"
    assert past["ÖK-02"]["Varför"] == "egen bedömning: Låg svarsfrekvens; trenden är god."
    assert past["ÖK-04"]["Bedömning"] == "uppfyllt"


def test_columns_that_she_adds_are_hers_too(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    last = max(heads.values())
    for at, (header, content) in enumerate({"Diarienummer": 20251234, "Hos nämnden": "ja"}.items(), start=1):
        sheet.cell(top, last + at).value = header
        sheet.cell(top + 2, last + at).number_format = {1: "0000 0000", 2: "General"}[at]
        sheet.cell(top + 2, last + at).value = content
    sheet.cell(top + 2, heads["Anteckning"]).value = 20251234
    sheet.tables["Måluppfyllelse"].ref = f"A{top}:{sheet.cell(sheet.max_row, last + 2).coordinate}"
    workbook.save(round_.consolidation)
    shutil.copy(convert(round_.consolidation), round_.consolidation)
    for _ in range(2):
        result = consolidate(round_)
        assert cells(round_, "Diarienummer")["ÖK-02"] == 20251234
        assert cells(round_, "Hos nämnden")["ÖK-02"] == "ja"
        sheet = sheet_of(round_)
        row = next(r for r in range(top, sheet.max_row) if sheet.cell(r, heads["ID"]).value == "ÖK-02")
        formats = {header: sheet.cell(row, n).number_format for header, n in columns(sheet)[1].items()}
        assert formats["Diarienummer"].replace("\\", "") == "0000 0000"
        assert formats["Anteckning"] == "General"
        assert cells(round_, "Anteckning")["ÖK-02"] == "20251234", "no spaces in a file number"
        assert not [f for f in result.findings if f.code in ("H09", "H10", "H13")]
    edit_register(round_, "ÖK-02", Förvaltning="ÖVR")
    edit_register(round_, "ÖK-02", ID="ÖK-99")
    consolidate(round_)
    assert cells(round_, "Diarienummer", title="Utan rad") == {"ÖK-02": 20251234}
    consolidate(round_)
    assert cells(round_, "Diarienummer", title="Utan rad") == {"ÖK-02": 20251234}


def test_columns_of_other_years_that_she_adds_are_hers(round_: RoundFolder) -> None:
    """Also between the program's own, and when the row that they stand in is gone and comes back."""
    added = ["Utfall 2022", "Målvärde 2025", "Prognos 2024", "Läget 2024"]
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    row = next(r for r in range(top, sheet.max_row) if sheet.cell(r, heads["ID"]).value == "ÖK-02")
    for at, header in enumerate(added, start=sheet.max_column + 1):
        sheet.cell(top, at).value = header
        sheet.cell(row, at).value = f"om {header}"
    workbook.save(round_.consolidation)

    def kept(title: str = SHEET) -> list[Any]:
        return [cells(round_, header, title=title)["ÖK-02"] for header in added]

    for _ in range(2):
        consolidate(round_)
        assert kept() == [f"om {header}" for header in added]
    edit_register(round_, "ÖK-02", ID="ÖK-99")
    for _ in range(2):
        consolidate(round_)
        assert kept("Utan rad") == [f"om {header}" for header in added]


def test_a_column_of_hers_that_is_called_as_the_programs_is_told(round_: RoundFolder) -> None:
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    assert "Kvinnor" not in heads
    sheet.cell(top, sheet.max_column + 1).value = "Kvinnor"
    sheet.cell(top + 1, sheet.max_column).value = "60 %"
    workbook.save(round_.consolidation)
    (told,) = (f.message for f in consolidate(round_).findings if f.code == "H13")
    assert "kolumnen Kvinnor (programmets eget namn, så kalla den något annat)" in told
    edit_register(round_, "ÖK-05", Könsuppdelad="ja")
    consolidate(round_)
    assert "Kvinnor" in columns(sheet_of(round_))[1]
    edit_register(round_, "ÖK-05", Könsuppdelad="")  # this one was the program's
    assert not [f for f in consolidate(round_).findings if f.code == "H13"]


@pytest.mark.parametrize("lost", ["column", "header", "sheet"])
def test_data_is_never_taken_for_the_sheet_that_is_hers(round_: RoundFolder, lost: str) -> None:
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    if lost == "column":
        sheet.delete_cols(1)
    elif lost == "header":
        sheet["A3"].value = "Nr"
    else:
        workbook.remove(sheet)
    workbook.save(round_.consolidation)
    content = round_.consolidation.read_bytes()
    for number in range(2):
        told = [f.message for f in consolidate(round_).findings if f.code == "H11"]
        assert len(told) == 1 - number
        assert "Fil" not in columns(sheet_of(round_))[1]
    assert (round_.path / "sammanställning.oläslig.xlsx").read_bytes() == content


def test_renamed_sheets_are_still_hers(round_: RoundFolder) -> None:
    write(round_.consolidation, HERS)
    edit_register(round_, "ÖK-02", ID="ÖK-99")
    consolidate(round_)
    workbook = load_workbook(round_.consolidation)
    workbook["Utan rad"].title, workbook[SHEET].title = "Sparat", "Bilaga 1"
    workbook.save(round_.consolidation)
    result = consolidate(round_)
    assert cells(round_, "Motivering", title="Utan rad") == {"ÖK-02": HERS["ÖK-02", "Motivering"]}
    assert cells(round_, "Anteckning")["ÖK-05"] == HERS["ÖK-05", "Anteckning"]
    assert not [f for f in result.findings if f.code in ("H11", "H13")]


def test_what_a_new_workbook_will_not_have_is_said_and_kept(round_: RoundFolder) -> None:
    consolidate(round_)
    assert not list(round_.path.glob("*med eget*"))
    for number in (1, 2):
        workbook = load_workbook(round_.consolidation)
        sheet = workbook[SHEET]
        workbook.create_sheet("Mina anteckningar")["B2"] = "ring Kim"
        workbook.copy_worksheet(sheet).title = "Kopia"
        sheet.cell(sheet.max_row + 2, 6).value = "Summering"
        sheet["F5"].comment = Comment("Stämmer det?", "Kim")
        workbook.save(round_.consolidation)
        before = round_.consolidation.read_bytes()
        (told,) = (f for f in consolidate(round_).findings if f.code == "H13")
        for what in ("Mina anteckningar", "Kopia", "Summering", "kommentarer på celler"):
            assert what in told.message
        kept = round_.path / f"sammanställning.med eget innehåll{' 2' if number == 2 else ''}.xlsx"
        assert kept.read_bytes() == before
        assert kept.name in told.message


#: Formulas of hers that use cells of their own row alone, and those that do not.
FOLLOWING = {
    "Dubbelt": "=ROUND(2*{value}{row},2)",
    "Av tabellen": "=Måluppfyllelse[[#This Row],[Utfall 2024]]+1",
    "Text": '=SUM(${value}{row}:{value}{row})&" ("&{first}{row}&")"',
    "Ingen cell": '=IF(TRUE,"","=K5 & x")',
}
FROZEN = {
    "Under": "={value}{row}-{value}{below}",
    "Fast": "={value}${row}",
    "Från bladet": "=Översikt!A1",
    "Visad plats": '=INDIRECT("{value}{row}")',
    "Hela kolumnen": "=SUM(Måluppfyllelse[Utfall 2024])",
    "Utanför": "=ZZ{row}",
    "Motivering": '="för "&{value}{row}',
}


def add_formulas(folder: RoundFolder, texts: dict[str, str], id_: str) -> None:
    """Type formulas into a row, in columns beside the table where they have none, as Excel lets the table grow."""
    workbook = load_workbook(folder.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    row = next(r for r in range(top, sheet.max_row) if sheet.cell(r, heads["ID"]).value == id_)
    names = {"value": get_column_letter(heads["Utfall 2024"]), "first": get_column_letter(max(heads.values()) + 1)}
    for header, text in texts.items():
        column = heads.setdefault(header, max(heads.values()) + 1)
        sheet.cell(top, column).value = header
        sheet.cell(row, column).value = text.format(row=row, below=row + 1, **names)
        sheet.cell(row, column).number_format = "0.00%"
    workbook.save(folder.consolidation)


@pytest.mark.libreoffice
@pytest.mark.parametrize("engine", ["openpyxl", "LibreOffice"])
def test_formulas_in_her_columns_follow_their_row(
    round_: RoundFolder, convert: Callable[..., Path], engine: str
) -> None:
    def place_and_texts() -> tuple[int, dict[str, Any]]:
        sheet = load_workbook(convert(round_.consolidation, "xlsx"), data_only=True)[SHEET]
        top, heads = columns(sheet)
        row = next(r for r in range(top, sheet.max_row) if sheet.cell(r, heads["ID"]).value == "ÖK-05")
        return row, {header: sheet.cell(row, heads[header]).value for header in ("Utfall 2024", *FOLLOWING)}

    add_formulas(round_, FOLLOWING, "ÖK-05")
    stood, texts = place_and_texts()
    assert texts == {"Utfall 2024": 3, "Dubbelt": 6, "Av tabellen": 4, "Text": "3 (6)", "Ingen cell": None}
    if engine == "LibreOffice":
        shutil.copy(convert(round_.consolidation, "xlsx"), round_.consolidation)
    # Another row above it, another column before hers, and another answer.
    edit_register(round_, "ÖK-02", Förvaltning="BIL; ÖVR")
    two_periods(round_, 20, 3, **{"ÖK-05": {"Utfall 2024": 7}})
    assert "Utfall 2024 (2)" in columns(sheet_of(round_))[1]
    for _ in range(2):
        assert not [f.message for f in consolidate(round_).findings if f.code == "H13"]
        place, texts = place_and_texts()
        assert place == stood + 1
        assert sheet_of(round_).cell(place, columns(sheet_of(round_))[1]["Dubbelt"]).number_format == "0.00%"
        assert texts == {"Utfall 2024": 7, "Dubbelt": 14, "Av tabellen": 8, "Text": "7 (14)", "Ingen cell": None}


@pytest.mark.libreoffice
def test_formulas_in_her_columns_that_can_not_follow_are_told(
    round_: RoundFolder, convert: Callable[..., Path]
) -> None:
    """A difference that is no longer calculated would be wrong after the next answer, and nobody would see it."""
    write(round_.consolidation, {("ÖK-05", "Anteckning"): "ring Kim"})
    add_formulas(round_, FOLLOWING | FROZEN, "ÖK-05")
    shutil.copy(convert(round_.consolidation, "xlsx"), round_.consolidation)  # with their results
    (told,) = (f.message for f in consolidate(round_).findings if f.code == "H13")
    for header in FROZEN:
        assert f"formlerna i kolumnen {header} (bara det de visade följer med, och räknas inte om)" in told
    assert told.count("formlerna i kolumnen") == len(FROZEN)
    assert cells(round_, "Fast")["ÖK-05"] == 3
    assert cells(round_, "Motivering")["ÖK-05"] == "för 3"
    assert not [f for f in consolidate(round_).findings if f.code == "H13"]
    # Its row is gone.
    edit_register(round_, "ÖK-05", ID="ÖK-99")
    (told,) = (f.message for f in consolidate(round_).findings if f.code == "H13")
    assert told.count("formlerna i kolumnen") == len(FOLLOWING)
    assert cells(round_, "Dubbelt", title="Utan rad") == {"ÖK-05": 6}


def test_a_formula_in_her_column_is_told_when_a_column_that_it_uses_is_gone(round_: RoundFolder) -> None:
    two_periods(round_, 20, 3)
    second = get_column_letter(columns(sheet_of(round_))[1]["Utfall 2024 (2)"])
    add_formulas(round_, {"Andra": f"={second}{{row}}", "Första": "={value}{row}"}, "ÖK-04")
    assert not [f.message for f in consolidate(round_).findings if f.code == "H13"]
    edit_register(round_, "ÖK-04", **{"Antal värden": "1"})
    (told,) = (f.message for f in consolidate(round_).findings if f.code == "H13")
    assert "formlerna i kolumnen Andra " in told
    assert "Första" not in told
    sheet = sheet_of(round_)
    assert str(sheet.cell(7, columns(sheet)[1]["Första"]).value).startswith("=$")


def test_a_formula_that_was_filled_into_several_cells_is_one_for_each_row() -> None:
    xml = (
        b'<c r="B4" s="1"><f t="shared" ref="B4:B6" si="0">A4*2&amp;&quot;&lt;"</f><v>2</v></c>'
        b'<c r="B5"><f t="shared" si="0"/></c><c r="B6" t="str"><f t="shared" si="7"/></c>'
        b'<c r="B7"><f t="array" ref="B7">SUM(A7:A7)</f></c>'
        b'<c r="B8"><f>A8*(</f></c><c r="C8"><f>A8</f></c>'
    )
    assert list(formulas(xml, {"B": "Dubbelt"}, ["Utfall", "Dubbelt", "Varför"])) == [
        (4, "Dubbelt", 1, ("=", "Utfall", '*2&"<"')),
        (5, "Dubbelt", 0, ("=", "Utfall", '*2&"<"')),
        (6, "Dubbelt", 0, ()),
        (7, "Dubbelt", 0, ()),
        (8, "Dubbelt", 0, ()),
    ]


def test_texts_of_the_answers_that_are_written_over_are_told(round_: RoundFolder) -> None:
    write(round_.consolidation, {("ÖK-02", "Kommentar"): "Min text", ("ÖK-04", "Målvärde 2024"): "≥20"})
    told = {(f.indicator_id, f.message) for f in consolidate(round_).findings if f.code == "H10"}
    assert {id_ for id_, _ in told} == {"ÖK-02", "ÖK-04"}
    assert any("i Kommentar i sammanställningen" in message for _, message in told)
    assert any("Nu står ”≥18” där igen" in message for _, message in told)


def test_a_baseline_that_came_with_the_answer_is_not_taken_for_hers(round_: RoundFolder) -> None:
    answer = value(0.1) | {"Komplettera läget": 0.11}
    fill_template(template(round_, "Övriga"), round_.replies / "Övriga.xlsx", OVRIGA | {"HK-01": answer})
    for _ in range(2):
        told = [f.message for f in consolidate(round_).findings if f.code == "H10"]
    assert cells(round_, "Läget 2023")["HK-01"] == "11 % (enligt svaret)"
    assert not told


def test_texts_that_could_not_be_read_are_never_written_over(round_: RoundFolder) -> None:
    for number in ("", " 2", " 3"):
        round_.consolidation.write_bytes(f"PK trasig{number}".encode())
        consolidate(round_)
        kept = round_.path / f"sammanställning.oläslig{number}.xlsx"
        assert kept.read_bytes() == f"PK trasig{number}".encode()


def test_her_verdict_is_told_as_hers_in_the_annex(
    round_: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A value short of its target beside "uppfyllt" would look like a mistake."""
    write(round_.consolidation, {("ÖK-01", "Egen bedömning"): "uppfyllt", ("ÖK-01", "Motivering"): "Avrundat."})
    source = tmp_path / "Kommunens.docx"
    source.write_bytes((ROOT / "exempel" / "bilaga-2024.docx").read_bytes())
    for arguments in ([str(source)], []):
        assert run(["fyll-bilaga", *arguments, "--mapp", str(round_.path), "--json"]) == 0
        rows = {r["indikator_id"]: r["text"] for r in json.loads(capsys.readouterr().out)["rader"]}
        assert rows["ÖK-01"] == "97 % ● uppfyllt (egen bedömning)"
        assert [id_ for id_, text in rows.items() if "egen bedömning" in text] == ["ÖK-01"]
        assert read_annex(round_.annex).rows[0].outcome == rows["ÖK-01"]


def test_headers_that_she_has_touched_do_no_harm(round_: RoundFolder) -> None:
    write(round_.consolidation, HERS)
    workbook = load_workbook(round_.consolidation)
    sheet = workbook[SHEET]
    top, heads = columns(sheet)
    sheet.cell(top, heads["ID"]).value = " ID "
    sheet.cell(top, heads["Egen bedömning"]).value = None
    sheet.cell(top, heads["Beräknad bedömning"]).value = "Uträknad"
    workbook.save(round_.consolidation)
    result = consolidate(round_)
    assert cells(round_, "Anteckning")["ÖK-05"] == HERS["ÖK-05", "Anteckning"]
    assert not [f for f in result.findings if f.code == "H11"]
    (told,) = (f for f in result.findings if f.code == "H13")
    assert "text under eller bredvid tabellen" in told.message, "the verdicts have lost their header"
