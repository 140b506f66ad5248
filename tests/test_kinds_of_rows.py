"""Rows that ask for more than one value: two periods, women and men, a baseline that the annex lacks."""

from __future__ import annotations

import warnings
from collections import defaultdict
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pytest
from helpers import assign, columns, edit_register, fill, template, value
from openpyxl import load_workbook

from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import consolidate
from indikator_excel.register.review.run import review_folder
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from indikator_excel.folder import RoundFolder

SECOND, WOMEN, MEN, BASELINE = "Utfall 2024 (2)", "Kvinnor", "Män", "Komplettera läget"
#: The rows of the round below, by kind: words and numbers of two periods, percent by sex, a baseline to fill in.
WORDS, NUMBERS, SEXES, BOTH, MISSING = "HK-05", "ÖK-05", "ÖK-01", "ÖK-02", "HK-01"


@pytest.fixture
def kinds(folder: RoundFolder) -> RoundFolder:
    assign(folder, {"A": ("Alfa", range(23))})
    edit_register(folder, WORDS, Antal_värden="2")
    edit_register(folder, NUMBERS, Antal_värden="2")
    edit_register(folder, SEXES, Könsuppdelad="ja")
    edit_register(folder, BOTH, Könsuppdelad="ja")
    create_templates(folder)
    return folder


def consolidated(folder: RoundFolder, answers: Mapping[str, Mapping[str, Any]]) -> tuple[Path, dict[str, Any]]:
    filled = fill(template(folder, "Alfa"), folder.replies / "a.xlsx", answers)
    return filled, as_json(consolidate(folder))


def row_of(document: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(row for row in document["rader"] if row["indikator_id"] == id_)


def shown(path: Path, sheet: str, column: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gnumeric writes no default style
        worksheet = load_workbook(path, data_only=True)[sheet]
    header_row, headers = columns(worksheet)
    return {
        worksheet.cell(r, headers["ID"]).value: worksheet.cell(r, headers[column]).value
        for r in range(header_row + 1, worksheet.max_row + 1)
    }


def test_a_template_asks_for_more_only_where_the_register_does(kinds: RoundFolder) -> None:
    sheet = load_workbook(template(kinds, "Alfa"))["Indikatorer"]
    header_row, headers = columns(sheet)
    order = ["Läget 2023", BASELINE, "Målvärde 2024", "Utfall 2024", SECOND, WOMEN, MEN, "Bedömning"]
    assert [h for h in headers if h in order] == order
    unlocked = {
        header: {
            sheet.cell(r, headers["ID"]).value
            for r in range(header_row + 1, sheet.max_row + 1)
            if not sheet.cell(r, headers[header]).protection.locked
        }
        for header in (SECOND, WOMEN, MEN, BASELINE)
    }
    assert unlocked == {
        SECOND: {WORDS, NUMBERS},
        WOMEN: {SEXES, BOTH},
        MEN: {SEXES, BOTH},
        BASELINE: {"HK-01", "HK-03", "HK-04"},
    }


CASES = [
    # what is typed, the verdict of the program, what the live cell says where it is not the same
    (WORDS, {"Utfall 2024": "Uppfyller", SECOND: "uppfyller"}, "uppfyllt", ""),
    (WORDS, {"Utfall 2024": "Uppfyller", SECOND: "Uppfyller ej"}, "ej uppfyllt", ""),
    (WORDS, {"Utfall 2024": "Uppfyller"}, "svar saknas", ""),
    (WORDS, {SECOND: "Uppfyller", "Ej mätt": "mäts inte i år"}, "kan ej bedömas", ""),
    (WORDS, {"Utfall 2024": "Uppfyller", SECOND: "Uppfyller", "Ej mätt": "vet ej"}, "kan ej bedömas", "kontrollera"),
    (WORDS, {"Ej mätt": "mäts inte i år"}, "kan ej bedömas", ""),
    (NUMBERS, {"Utfall 2024": 4, SECOND: 5}, "uppfyllt", ""),
    (NUMBERS, {"Utfall 2024": 5, SECOND: 3.5}, "delvis uppfyllt", ""),
    (NUMBERS, {"Utfall 2024": 2, SECOND: 3.5}, "ej uppfyllt", ""),
    (NUMBERS, {"Utfall 2024": 5, SECOND: "många"}, "kan ej bedömas", "kontrollera"),
    (SEXES, {"Utfall 2024": 1, WOMEN: 1, MEN: 0.99}, "uppfyllt", ""),
    (SEXES, {WOMEN: 0.7, MEN: 0.6}, "kan ej bedömas", "kontrollera"),
    (SEXES, {"Utfall 2024": 0.9, WOMEN: "hög"}, "delvis uppfyllt", "kontrollera"),
    (SEXES, {"Utfall 2024": 0.9, WOMEN: 0.95, MEN: 85}, "delvis uppfyllt", "kontrollera"),
    (MISSING, {"Utfall 2024": 0.11}, "kan ej bedömas", ""),
    (MISSING, {"Utfall 2024": 0.11, BASELINE: 0.12}, "uppfyllt", ""),
    (MISSING, {"Utfall 2024": 0.12, BASELINE: 0.12}, "uppfyllt", ""),
    (MISSING, {"Utfall 2024": 0.13, BASELINE: 0.12}, "ej uppfyllt", ""),
    (MISSING, {"Utfall 2024": 0.13, BASELINE: "okänt"}, "kan ej bedömas", "kontrollera"),
]


@pytest.mark.libreoffice
@pytest.mark.parametrize("engine", ["convert", "recalculate_in_gnumeric"])
def test_the_live_verdict_is_the_programs(kinds: RoundFolder, request: pytest.FixtureRequest, engine: str) -> None:
    calculate: Callable[[Path], Path] = request.getfixturevalue(engine)
    by_id: dict[str, list[Any]] = defaultdict(list)
    for case in CASES:
        by_id[case[0]].append(case)
    for cases in (list(filter(None, once)) for once in zip_longest(*by_id.values())):
        filled, document = consolidated(kinds, {id_: typed for id_, typed, _, _ in cases})
        live_cells = shown(calculate(filled), "Indikatorer", "Bedömning")
        consolidated_cells = shown(calculate(kinds.consolidation), "Måluppfyllelse", "Bedömning")
        for id_, typed, verdict, live in cases:
            assert row_of(document, id_)["bedömning"] == verdict, (id_, typed)
            assert live_cells[id_].endswith(live or verdict), (id_, typed)
            if not live:
                assert consolidated_cells[id_].endswith(verdict), (id_, typed)


@pytest.mark.libreoffice
def test_the_hint_says_what_to_do(kinds: RoundFolder, convert: Callable[[Path], Path]) -> None:
    typed: dict[str, tuple[dict[str, Any], str]] = {
        WORDS: ({"Utfall 2024": "nja", SECOND: "ja"}, "Välj ett ord i listan."),
        NUMBERS: ({"Utfall 2024": 5, SECOND: "många"}, "Cellen har text. Skriv bara talet, eller välj i Ej mätt."),
        MISSING: ({"Utfall 2024": 0.11}, "Fyll i Komplettera läget, om du vet det."),
        "HK-03": ({"Ej mätt": "mäts inte i år"}, ""),
        SEXES: ({WOMEN: 0.7, MEN: 0.6}, "Skriv också värdet för alla."),
        BOTH: ({"Utfall 2024": 8.5}, "Över 100 %. Skriv 81 för 81 %."),
        "ÖK-03": ({"Utfall 2024": 0.9, "Ej mätt": "mäts inte i år"}, "Töm värdet eller Ej mätt."),
        "ÖK-04": ({"Utfall 2024": 2}, "Skriv varför i Kommentar."),
        "ÖK-06": ({"Utfall 2024": "=1/0"}, "Cellen visar ett fel. Skriv talet."),
        "ÖK-07": ({"Utfall 2024": 9}, ""),
        "ÖK-08": ({}, "Skriv värdet, eller välj i Ej mätt."),
    }
    filled, _ = consolidated(kinds, {id_: cells for id_, (cells, _) in typed.items()})
    said = shown(convert(filled), "Indikatorer", "Att göra")
    assert {id_: said[id_] or "" for id_ in typed} == {id_: hint for id_, (_, hint) in typed.items()}
    above = next(load_workbook(convert(filled), data_only=True)["Indikatorer"].iter_rows(max_row=1, values_only=True))
    assert {"3 av 23 klara", "Till nästa rad att fylla i"} <= set(above)
    again, _ = consolidated(
        kinds,
        {
            NUMBERS: {"Utfall 2024": 5},
            SEXES: {"Utfall 2024": 1, WOMEN: 1},
            BOTH: {"Utfall 2024": 1, WOMEN: 1, MEN: 1},
        },
    )
    said = shown(convert(again), "Indikatorer", "Att göra")
    assert said[NUMBERS] == "Skriv båda periodernas värden, eller välj i Ej mätt."
    assert (said[SEXES], said[BOTH] or "") == ("Fyll också i Kvinnor och Män.", "")


@pytest.mark.libreoffice
def test_who_says_done_too_early_is_told_at_once(kinds: RoundFolder, convert: Callable[[Path], Path]) -> None:
    filled = fill(template(kinds, "Alfa"), kinds.replies / "a.xlsx", {"ÖK-07": value(9)})
    workbook = load_workbook(filled)
    label = next(c for c in workbook["Läs mig"]["A"] if c.value == "Vi är klara")
    label.offset(0, 1).value = "ja"
    workbook.save(filled)
    texts = [c.value for c in load_workbook(convert(filled), data_only=True)["Läs mig"]["B"]]
    assert "1 av 23 klara. Ni har valt ja vid Vi är klara, men kolumnen Att göra visar vad som saknas." in texts
    found = [f for f in as_json(consolidate(kinds))["avvikelser"] if f["kod"] == "H06"]
    assert [f["meddelande"] for f in found] == ["Alfa har svarat att de är klara, men 22 rader saknar svar."]


@pytest.mark.parametrize(
    ("content", "outcome"),
    [(datetime(2024, 11, 1), "2024-11-01"), ("i november", "i november"), (46000, "46000")],  # noqa: DTZ001
)
def test_a_target_that_is_judged_by_hand_takes_any_answer(folder: RoundFolder, content: object, outcome: str) -> None:
    assign(folder, {"A": ("Alfa", range(23))})
    edit_register(folder, "ÖK-09", Läget="", Målvärde="senast 2024-12-31")
    made = create_templates(folder)
    assert "ÖK-09" in {i.id for i in made.unclear}
    sheet = load_workbook(template(folder, "Alfa"))["Indikatorer"]
    header_row, headers = columns(sheet)
    row = next(r for r in range(header_row, sheet.max_row) if sheet.cell(r, headers["ID"]).value == "ÖK-09")
    place = sheet.cell(row, headers["Utfall 2024"]).coordinate
    (validation,) = [v for v in sheet.data_validations.dataValidation if place in v.sqref]
    assert validation.type == "textLength"
    _, document = consolidated(folder, {"ÖK-09": value(content)})
    found = row_of(document, "ÖK-09")
    assert (found["bedömning"], found["utfall"]) == ("kan ej bedömas", outcome)
    assert not [f for f in document["avvikelser"] if f["indikator_id"] == "ÖK-09" and f["nivå"] == "fel"]


def test_a_row_that_she_has_set_to_free_text_is_judged_by_hand(folder: RoundFolder) -> None:
    assign(folder, {"A": ("Alfa", range(23))})
    edit_register(folder, "ÖK-06", Värdetyp="fritext")
    create_templates(folder)
    _, document = consolidated(folder, {"ÖK-06": value("två möten och ett studiebesök")})
    found = row_of(document, "ÖK-06")
    assert (found["bedömning"], found["utfall"]) == ("kan ej bedömas", "två möten och ett studiebesök")
    assert found["varför"] == "indikatorn mäts i fritext och måste bedömas för hand"


def test_a_row_without_a_number_anywhere_takes_decimals(folder: RoundFolder) -> None:
    assign(folder, {"A": ("Alfa", range(23))})
    edit_register(folder, "ÖK-06", Läget="", Målvärde="ska öka")
    create_templates(folder)
    _, document = consolidated(folder, {"ÖK-06": value(215.4, **{BASELINE: 214.8})})
    found = row_of(document, "ÖK-06")
    assert (found["bedömning"], found["utfall"]) == ("uppfyllt", 215.4)
    assert "V23" not in {f["kod"] for f in document["avvikelser"] if f["indikator_id"] == "ÖK-06"}


def test_how_an_indicator_is_measured_is_told_in_full(folder: RoundFolder) -> None:
    text = "Andel svarande som instämmer helt. " * 12
    assign(folder, {"A": ("Alfa", range(23))})
    edit_register(folder, "ÖK-06", Beskrivning=text)
    create_templates(folder)
    workbook = load_workbook(template(folder, "Alfa"))
    prompts = [v.prompt for v in workbook["Indikatorer"].data_validations.dataValidation]
    (cut,) = [p for p in prompts if p.endswith("… Mer på Läs mig.")]
    assert len(cut) <= 255
    assert text.strip() in [c.value for c in workbook["Läs mig"]["B"]]


def test_both_periods_women_and_men_and_the_baseline_are_handed_on(kinds: RoundFolder) -> None:
    _, document = consolidated(
        kinds,
        {
            NUMBERS: {"Utfall 2024": 5, SECOND: 3.5},
            SEXES: {"Utfall 2024": 0.97, WOMEN: 0.98, MEN: 0.96},
            BOTH: value("85 % (kv 88 / m 82)"),
            MISSING: {"Utfall 2024": 0.11, BASELINE: 0.12},
        },
    )
    two = row_of(document, NUMBERS)
    assert (two["utfall"], two["utfall_2"]) == (5, 3.5)
    assert two["varför"].startswith("period 1: 5 är minst 4 (målet); period 2: 3,5 är lägre än 4 (målet) men")
    sexes, both = row_of(document, SEXES), row_of(document, BOTH)
    assert (sexes["utfall"], sexes["utfall_kvinnor"], sexes["utfall_män"]) == (97, 98, 96)
    assert (both["utfall"], both["utfall_kvinnor"], both["utfall_män"]) == (85, 88, 82)
    missing = row_of(document, MISSING)
    assert missing["läge_enligt_svaret"] == 12
    assert missing["varför"] == "11 % är högst 12 % (läget 2023 enligt svaret)"
    assert missing["trend"] == "bättre"
    told = {f["kod"]: f for f in document["avvikelser"]}
    assert "läget är ”12 %” enligt Alfa" in told["R02"]["meddelande"]
    assert shown(kinds.consolidation, "Måluppfyllelse", "Läget 2023")[MISSING] == "12 % (enligt svaret)"
    sums = document["avstämning"]
    assert sums["lästa"] == sums["använda"] == 8


def test_what_stands_in_a_column_that_the_row_has_not_is_told(kinds: RoundFolder) -> None:
    _, document = consolidated(kinds, {"ÖK-06": {"Utfall 2024": 4, WOMEN: 3}, SEXES: {WOMEN: 0.7, MEN: 0.6}})
    told = {f["kod"]: f for f in document["avvikelser"] if f["kod"] in ("S14", "V18")}
    assert "kolumnen Kvinnor, som inte används för" in told["S14"]["meddelande"]
    assert "Vad är värdet för alla?" in told["V18"]["meddelande"]
    assert row_of(document, "ÖK-06")["bedömning"] == "uppfyllt"
    sums = document["avstämning"]
    assert (sums["lästa"], sums["använda"], sums["avvisade"]) == (4, 3, 1)


def test_a_baseline_from_an_answer_becomes_a_question_that_she_answers(kinds: RoundFolder) -> None:
    consolidated(kinds, {MISSING: {"Utfall 2024": 0.11, BASELINE: 0.12}})
    for _ in range(2):  # and it is kept when the questions are written anew
        offered = [q for q in review_folder(kinds).questions if q.code == "G25"]
        assert [(q.finding.indicator_id, q.suggestion) for q in offered] == [(MISSING, "12 %")]
    workbook = load_workbook(kinds.register)
    sheet = workbook["Frågor"]
    header_row, headers = columns(sheet)
    row = next(r for r in range(header_row + 1, sheet.max_row + 1) if sheet.cell(r, headers["Kod"]).value == "G25")
    sheet.cell(row, headers["Svar"]).value = "ja"
    workbook.save(kinds.register)
    document = as_json(consolidate(kinds))
    assert row_of(document, MISSING)["varför"] == "11 % är högst 12 % (läget 2023)"
    assert not [q for q in review_folder(kinds).questions if q.code == "G25"]


def test_what_was_answered_earlier_this_year_stands_beside_for_reference(kinds: RoundFolder) -> None:
    workbook = load_workbook(kinds.register)
    for row in (
        (2024, "Delår april", "ÖK-01", "Förskola", "Alfa", "96 %", None),
        (2024, "Delår augusti", "ÖK-01", "Förskola", "A", 0.97, None),
        (2024, "Helår", "ÖK-02", "Grundskola", "Alfa", "80 %", None),  # this round itself
        (2023, "Helår", "ÖK-03", "Vuxenutbildningen", "Alfa", "74 %", None),
    ):
        workbook["Historik"].append(row)
    workbook["Historik"].cell(3, 6).number_format = "0 %"
    workbook.save(kinds.register)
    create_templates(kinds)
    earlier = shown(template(kinds, "Alfa"), "Indikatorer", "Förra omgången")
    assert {id_: text for id_, text in earlier.items() if text} == {"ÖK-01": "97 % (Delår augusti)"}
    _, document = consolidated(kinds, {"ÖK-06": value(4)})
    assert not [f for f in document["avvikelser"] if f["kod"] in ("S07", "S11")]


def test_only_a_rule_that_waits_for_its_baseline_asks_for_it(kinds: RoundFolder) -> None:
    edit_register(kinds, "HK-01", Jämförelse="mellan")  # what is missing is the other end of the interval
    edit_register(kinds, "KK-01", Jämförelse="mellan")
    create_templates(kinds)
    sheet = load_workbook(template(kinds, "Alfa"))["Indikatorer"]
    header_row, headers = columns(sheet)
    asked = {
        sheet.cell(r, headers["ID"]).value
        for r in range(header_row + 1, sheet.max_row + 1)
        if not sheet.cell(r, headers[BASELINE]).protection.locked
    }
    assert asked == {"HK-01", "HK-03", "HK-04"}  # HK-01 by its placeholder


def test_a_baseline_that_the_register_has_got_since_is_not_used(kinds: RoundFolder) -> None:
    fill(template(kinds, "Alfa"), kinds.replies / "a.xlsx", {MISSING: {"Utfall 2024": 0.11, BASELINE: 0.12}})
    edit_register(kinds, MISSING, Läget="10 %")
    document = as_json(consolidate(kinds))
    assert row_of(document, MISSING)["varför"] == "11 % är högre än 10 % (läget 2023)"
    assert "R03" in {f["kod"] for f in document["avvikelser"]}
    assert document["avstämning"]["ignorerade"] == 1
