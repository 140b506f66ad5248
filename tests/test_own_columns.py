"""The controller's own columns and settings in the consolidated workbook: hers, whatever is run again."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from helpers import BILDNING, OVRIGA, ROOT, Master, columns, edit_register, put, template, value
from helpers import fill as fill_template
from openpyxl import load_workbook
from openpyxl.worksheet.filters import CustomFilter, CustomFilters, FilterColumn, Filters

from indikator_excel.annex.read import read_annex
from indikator_excel.cli import run
from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import consolidate
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.rounds.run import start_round
from indikator_excel.rounds.settings import Wanted

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


def test_a_value_written_over_by_hand_is_told_when_it_is_overwritten(round_: RoundFolder) -> None:
    write(round_.consolidation, {("KK-01", "Utfall 2024"): 0.2, ("MU-01", "Utfall 2024"): None})
    result = consolidate(round_)
    told = {f.indicator_id: f.message for f in result.findings if f.code == "H10"}
    assert "”20 %” var inskrivet för hand" in told["KK-01"]
    assert "”15 %”" in told["KK-01"]
    assert set(told) == {"KK-01", "MU-01"}
    assert not [f for f in consolidate(round_).findings if f.code == "H10"]


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
