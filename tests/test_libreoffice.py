"""The second engine: what LibreOffice saves is read the same, and what it calculates is what the program says."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers import BILDNING, OVRIGA, VERDICTS, assign, columns, edit_register, fill, template, value
from openpyxl import load_workbook

from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import consolidate
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indikator_excel.folder import RoundFolder

pytestmark = pytest.mark.libreoffice
ANSWERS = {"Bildning": BILDNING, "Övriga": OVRIGA}


def shown(path: Path, column: str, sheet: str) -> dict[str, str]:
    """Return what a column shows, by ID."""
    worksheet = load_workbook(path, data_only=True)[sheet]
    header_row, headers = columns(worksheet)
    rows = range(header_row + 1, worksheet.max_row + 1)
    return {
        worksheet.cell(r, headers["ID"]).value: worksheet.cell(r, headers[column]).value
        for r in rows
        if worksheet.cell(r, headers["ID"]).value
    }


def without_symbol(verdicts: dict[str, str]) -> dict[str, str]:
    return {id_: re.sub(r"^\W ", "", text) for id_, text in verdicts.items()}


def test_what_libreoffice_saved_gives_the_same_answer(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    for name, answers in ANSWERS.items():
        fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)
    before = as_json(consolidate(round_))
    for name in ANSWERS:
        saved = convert(round_.replies / f"{name}.xlsx")
        (round_.replies / f"{name}.xlsx").write_bytes(saved.read_bytes())
    after = as_json(consolidate(round_))
    assert {r["indikator_id"]: r["bedömning"] for r in after["rader"]} == VERDICTS
    assert after == before
    assert not [f for f in after["avvikelser"] if f["nivå"] == "fel"]


def test_the_live_verdict_of_a_template_is_the_programs(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    live: dict[str, str] = {}
    for name, answers in ANSWERS.items():
        filled = fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)
        live |= shown(convert(filled), "Bedömning", "Indikatorer")
    assert without_symbol(live) == VERDICTS


def test_stored_results_are_those_that_libreoffice_calculates(
    round_: RoundFolder, convert: Callable[..., Path]
) -> None:
    for name, answers in ANSWERS.items():
        fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)
    consolidate(round_)
    calculated = convert(round_.consolidation)
    for column in ("Bedömning", "Varför", "Trend"):
        stored = shown(round_.consolidation, column, "Måluppfyllelse")
        assert shown(calculated, column, "Måluppfyllelse") == stored, column
    assert without_symbol(shown(calculated, "Bedömning", "Måluppfyllelse")) == VERDICTS
    assert figures(calculated) == figures(round_.consolidation)
    for name in ANSWERS:
        path = template(round_, name)
        for column in ("Bedömning", "Status"):
            assert shown(convert(path), column, "Indikatorer") == shown(path, column, "Indikatorer")


def figures(path: Path) -> list[list[object]]:
    """Return the counted cells of the overview."""
    return [
        [round(v, 9) if isinstance(v, float) else v for v in row]
        for row in load_workbook(path, data_only=True)["Översikt"].iter_rows(max_col=7, values_only=True)
    ]


def test_a_planted_wrong_result_is_seen(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    """The proof above would be worth nothing if LibreOffice only showed what the file says."""
    for name, answers in ANSWERS.items():
        fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)
    consolidate(round_)
    planted = round_.path / "fel.xlsx"
    with zipfile.ZipFile(round_.consolidation) as source, zipfile.ZipFile(planted, "w") as target:
        for item in source.namelist():
            data = source.read(item)
            if item == "xl/worksheets/sheet2.xml":
                data, changed = re.subn("<v>○ ej uppfyllt</v>".encode(), "<v>● uppfyllt</v>".encode(), data)
                assert changed == 2 * 3  # what counts, and what was calculated
            target.writestr(item, data)
    assert without_symbol(shown(planted, "Bedömning", "Måluppfyllelse")) != VERDICTS
    assert without_symbol(shown(convert(planted), "Bedömning", "Måluppfyllelse")) == VERDICTS


def test_a_corrected_outcome_changes_verdict_and_counts(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    for name, answers in ANSWERS.items():
        fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)
    consolidate(round_)
    corrected = fill_consolidation(round_.consolidation, {"KK-01": 0.2, "ÖK-10": "saknas", "MU-01": None})
    calculated = convert(corrected)
    verdicts = without_symbol(shown(calculated, "Bedömning", "Måluppfyllelse"))
    assert verdicts == VERDICTS | {"KK-01": "uppfyllt", "ÖK-10": "ej uppfyllt", "MU-01": "svar saknas"}
    assert shown(calculated, "Varför", "Måluppfyllelse")["KK-01"] == "Värdet är ändrat efter sammanställningen."
    counts = {row[0]: row[1] for row in figures(calculated) if isinstance(row[0], str)}
    assert counts["● uppfyllt"] == list(verdicts.values()).count("uppfyllt")
    assert counts["svar saknas"] == 1


@pytest.mark.parametrize(
    ("aggregation", "beta", "outcome", "verdict"),
    [
        ("summa", 2, 5, "● uppfyllt"),
        ("medel", 2, 2.5, "○ ej uppfyllt"),
        ("lägsta", 5, 3, "○ ej uppfyllt"),
        ("högsta", 5, 5, "● uppfyllt"),
        ("summa", None, None, "svar saknas"),
    ],
)
def test_several_departments_make_one_value_live(
    folder: RoundFolder,
    convert: Callable[..., Path],
    aggregation: str,
    beta: int | None,
    outcome: float | None,
    verdict: str,
) -> None:
    assign(folder, {"A": ("Alfa", [4]), "B": ("Beta", [4, 5])})
    edit_register(folder, "ÖK-05", Sammanvägning=aggregation)
    create_templates(folder)
    fill(template(folder, "Alfa"), folder.replies / "a.xlsx", {"ÖK-05": value(3)})
    fill(template(folder, "Beta"), folder.replies / "b.xlsx", {"ÖK-05": value(beta), "ÖK-06": value(4)})
    document = as_json(consolidate(folder))
    joint = document["gemensamma"][0]
    if aggregation == "summa":  # a part is not held against the target of the whole
        parts = [r["bedömning"] for r in document["rader"] if r["indikator_id"] == "ÖK-05"]
        assert parts == ["kan ej bedömas", "kan ej bedömas" if beta else "svar saknas"]
    assert (joint["utfall"], joint["bedömning"]) == (outcome, verdict.split(" ", 1)[-1] if outcome else verdict)
    assert joint["saknas"] == ([] if beta else ["Beta"])
    if not beta:
        assert joint["varför"] == "värde saknas från Beta; de andra har tillsammans 3"
    for path in (folder.consolidation, convert(folder.consolidation)):
        rows = list(load_workbook(path, data_only=True)["Per förvaltning"].iter_rows(min_row=4, values_only=True))
        assert [row[3] for row in rows] == ["Alfa", "Beta", f"Gemensamt ({aggregation})"]
        assert [row[4] or None for row in rows] == [3, beta, outcome]
        assert rows[-1][5] == verdict
        overview = load_workbook(path, data_only=True)["Översikt"].iter_rows(values_only=True)
        together = [row[1] for row in overview if str(row[0]).startswith("ÖK-05 ")]
        assert f"{verdict}: {joint['varför']}." in together


def test_what_is_not_used_is_not_judged_live_either(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    both = {
        "ÖK-09": value("klart", **{"Ej mätt": "mäts inte i år"}),
        "ÖK-05": value(5, **{"Ej mätt": "uppgift saknas"}),
    }
    fill(template(round_, "Bildning"), round_.replies / "b.xlsx", both)
    fill(template(round_, "Övriga"), round_.replies / "ö.xlsx", {"MU-01": value(0, Kommentar="Inställt.")})
    result = consolidate(round_)
    assert {f.code for f in result.errors} == {"V14"}
    verdicts = without_symbol(shown(convert(round_.consolidation), "Bedömning", "Måluppfyllelse"))
    assert {verdicts["ÖK-09"], verdicts["ÖK-05"]} == {"kan ej bedömas"}
    emptied = convert(fill_consolidation(round_.consolidation, {"MU-01": None}))
    assert shown(emptied, "Varför", "Måluppfyllelse")["MU-01"] == "Värdet är ändrat efter sammanställningen."


def test_intervals_ranks_and_zero_live(folder: RoundFolder, convert: Callable[..., Path]) -> None:
    assign(folder, {"A": ("Alfa", range(10))})
    targets = {"ÖK-01": "95–98 %", "ÖK-04": "topp 20", "ÖK-05": "nollvision", "ÖK-06": "mellan 3 och 5", "ÖK-07": "7"}
    for id_, target in targets.items():
        edit_register(folder, id_, Målvärde=target)
    edit_register(folder, "ÖK-07", Riktning="lägre")
    create_templates(folder)
    for outcomes in ((0.95, 20, 0, 5, 7), (0.981, 21, 1, 6, 8), (0.9, 30, 2, 2, 12)):
        answers = {id_: value(x) for id_, x in zip(targets, outcomes, strict=True)}
        filled = fill(template(folder, "Alfa"), folder.replies / "a.xlsx", answers)
        rows = {r["indikator_id"]: r["bedömning"] for r in as_json(consolidate(folder))["rader"]}
        live = without_symbol(shown(convert(filled), "Bedömning", "Indikatorer"))
        assert {id_: live[id_] for id_ in targets} == {id_: rows[id_] for id_ in targets}
    assert {rows[id_] for id_ in targets} == {"ej uppfyllt"}


def fill_consolidation(path: Path, outcomes: dict[str, object]) -> Path:
    workbook = load_workbook(path)
    sheet = workbook["Måluppfyllelse"]
    header_row, headers = columns(sheet)
    for row in range(header_row + 1, sheet.max_row + 1):
        id_ = sheet.cell(row, headers["ID"]).value
        if id_ in outcomes:
            sheet.cell(row, headers["Utfall 2024"]).value = outcomes[id_]
    target = path.with_name("rättad.xlsx")
    workbook.save(target)
    return target
