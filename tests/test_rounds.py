"""One round follows the other: what was answered is kept, what belongs to the old year is set anew, all is told."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from helpers import (
    assign,
    columns,
    edit_register,
    hashes,
    read_register,
    repack,
    saved_by_writer,
    set_setting,
    template,
)
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from indikator_excel.annex.read import read_annex
from indikator_excel.cli import run
from indikator_excel.consolidation.run import consolidate
from indikator_excel.errors import UserError
from indikator_excel.files import write_whole
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.next_year import (
    Move,
    by_sex_text,
    emptied_baseline,
    moved_target,
    total_of,
    value_text,
    years_in,
)
from indikator_excel.indicators.reading import interpret
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.values import read_text
from indikator_excel.indicators.vocabulary import Comparison, Kind
from indikator_excel.log.journal import Journal
from indikator_excel.register.book import Book
from indikator_excel.register.layout import CHANGES, HISTORY, INDICATORS, QUESTIONS, SETTINGS, Owner
from indikator_excel.register.review.run import review_folder
from indikator_excel.register.update import update_register
from indikator_excel.rounds import run as rounds
from indikator_excel.rounds.run import StartedRound, start_round, start_year
from indikator_excel.rounds.settings import Wanted
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.log.journal import Record
    from indikator_excel.register.model import Register

YEARS = Years(2023, 2024)
NEXT = Years(2024, 2025)


# How a target is moved a year


@pytest.mark.parametrize(
    ("baseline", "target", "after", "move", "suggestion"),
    [
        ("17 %", "≥ 2023", "≥ 2024", Move.YEAR_MOVED, ""),
        ("17 %", "≤2023", "≤2024", Move.YEAR_MOVED, ""),
        ("17 %", "> läget 2023", "> läget 2024", Move.YEAR_MOVED, ""),
        ("17 %", "högre än 2023 års nivå", "högre än 2024 års nivå", Move.YEAR_MOVED, ""),
        ("3 st", "öka med 5 % jämfört med 2023", "öka med 5 % jämfört med 2024", Move.YEAR_MOVED, ""),
        ("4", "≥ 2023 (2024)", "≥ 2024 (2025)", Move.YEAR_MOVED, ""),
        ("17 %", "ska öka", "ska öka", Move.COMPARES, ""),
        ("17 %", "> läget", "> läget", Move.COMPARES, ""),
        ("4", "bättre än föregående år", "bättre än föregående år", Move.COMPARES, ""),
        ("4", "oförändrat", "oförändrat", Move.COMPARES, ""),
        ("17 %", "+2 procentenheter", "+2 procentenheter", Move.COMPARES, ""),
        ("300 kWh", "minska med 80 % jämfört med 2010", "minska med 80 % jämfört med 2010", Move.FIXED, ""),
        ("4", "≥ riket", "≥ riket", Move.OUTSIDE, ""),
        ("18", "≥18", "", Move.EMPTIED, "≥18"),
        ("2 100", "≥ 2 023", "", Move.EMPTIED, "≥ 2 023"),
        ("1990", "2024", "", Move.EMPTIED, ""),  # a number that looks like a year is not offered as it stands
        ("81 %", "100 %", "", Move.EMPTIED, "100 %"),
        ("81 %", "95–100 %", "", Move.EMPTIED, "95–100 %"),
        ("delvis", "> delvis", "", Move.EMPTIED, "> delvis"),
        ("", "Uppfyller", "", Move.EMPTIED, "Uppfyller"),
        ("plats 60", "topp 50", "", Move.EMPTIED, "topp 50"),
        ("4", "nollvision", "", Move.EMPTIED, "nollvision"),
        ("4", "senast 2024-12-31", "", Move.EMPTIED, ""),
        ("70 %", "100 % (2024)", "", Move.EMPTIED, "100 %"),
        ("70 %", "2024: 75, 2025: 80", "2024: 75, 2025: 80", Move.LISTED, ""),
        ("70 %", "75 % 2024; 80 % 2025", "75 % 2024; 80 % 2025", Move.LISTED, ""),
        ("70 %", "100 % (2025)", "100 % (2025)", Move.LISTED, ""),
        ("70 %", "2024: 75, 2026: 80", "2024: 75, 2026: 80", Move.NOT_LISTED, ""),
        ("70", "75/90/100", "", Move.EMPTIED, "≥ 90"),
        ("70 %", "minst 75/90/100 %", "", Move.EMPTIED, "minst 90 %"),
        ("70 %", "75 %/90 %/100 %", "", Move.EMPTIED, "≥ 90 %"),
        ("3", "5", "", Move.EMPTIED, "≥ 5"),  # the new baseline may be 6, and which way is better then?
        ("3", "0", "", Move.EMPTIED, "0"),
        ("7", "5", "", Move.EMPTIED, "5"),
        ("31/12 X kWh", ">Xx st", ">Xx st", Move.NOT_SET, ""),
        ("4", "fastställs senare", "fastställs senare", Move.NOT_SET, ""),
        ("4", "", "", Move.NOT_SET, ""),
    ],
)
def test_a_target_keeps_its_meaning_or_is_set_anew(
    baseline: str, target: str, after: str, move: Move, suggestion: str
) -> None:
    before = interpret(baseline, target, YEARS)
    moved = moved_target(target, before)
    assert (moved.text, moved.move, moved.suggestion) == (after, move, suggestion)
    if move in (Move.YEAR_MOVED, Move.COMPARES, Move.FIXED, Move.OUTSIDE):
        then = interpret(baseline, after, NEXT).target
        was = before.target
        assert (then.against, then.comparison, then.change, then.year) == (
            was.against,
            was.comparison,
            was.change,
            was.year,
        )
    if move is Move.LISTED:
        assert interpret(baseline, after, NEXT).target.number in (80, 100)
    if suggestion:
        then, was = interpret(baseline, suggestion, NEXT).target, before.target
        assert (then.against, then.comparison) == (was.against, was.comparison)


@given(
    st.integers(1995, 2090),
    st.sampled_from(["≥ {}", "högst läget {}", "ska öka jämfört med {}", "minst samma nivå som {}", "> {}"]),
    st.integers(1, 5),
)
def test_years_on_a_row_move_one_at_a_time(year: int, wording: str, times: int) -> None:
    text, comparison = wording.format(year), interpret("17 %", wording.format(year), Years(year, year + 1)).target
    for n in range(times):
        text = moved_target(text, interpret("17 %", text, Years(year + n, year + n + 1))).text
    assert text == wording.format(year + times)
    assert interpret("17 %", text, Years(year + times, year + times + 1)).target.against is comparison.against


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Antal anställda 31/12 2024", ("2024",)),
        ("mäts 31/12-24", ("31/12-24",)),
        ("mäts 31/12 varje år", ()),
        ("läsåret 23/24", ("23/24",)),
        ("3/4 av eleverna", ()),
        ("HT 24 och vt25", ("HT 24", "vt25")),
        ("Plan 2024–2026", ("2024", "2026")),
        ("enligt beslut 2024-06-17, § 4", ("2024",)),
        ("sedan 2010", ("2010",)),
        ("2000 kr per elev", ()),
        ("2 024 besök", ()),
        ("2024,5", ()),
        ("grundad 1850", ()),
        ("minst två nätverk", ()),
    ],
)
def test_texts_with_a_year_are_told_from_texts_with_a_number(text: str, found: tuple[str, ...]) -> None:
    assert years_in(text, 2024) == found


NUMBERS = st.one_of(
    st.decimals(-(10**6), 10**9, places=4), st.decimals(0, 200, places=3), st.integers(0, 10**9).map(Decimal)
)


@given(NUMBERS, st.sampled_from(["17 %", "4", "0 st", "5000 kWh", "75 NKI", "2,5 av 5", "plats 60", "330 ton CO2e"]))
def test_an_outcome_is_written_so_that_it_reads_back_exactly(number: Decimal, baseline: str) -> None:
    """As a baseline beside its unit, and by itself, as *Historik* is read."""
    reading = interpret(baseline, "ska öka", YEARS)
    if reading.measure.highest is not None:
        number = abs(number) % 5
    if reading.measure.is_percent:
        number %= 200  # an outcome above that is asked about, and never carried on
    text = value_text(number, reading)
    again = interpret(text, "ska öka", NEXT)
    alone = read_text(text)
    assert (again.baseline.number, alone.number) == (number, number)
    assert again.baseline.usable
    assert alone.usable
    assert again.measure.value_type is reading.measure.value_type or reading.measure.highest
    assert again.baseline.is_rank is reading.baseline.is_rank
    assert total_of(by_sex_text(text, text, "")) == total_of(by_sex_text(text, text, text)) == text


@pytest.mark.parametrize(
    ("baseline", "after"),
    [
        ("17 %", "X %"),
        ("5 000 kWh", "X kWh"),
        ("4", "X"),
        ("delvis", "X"),
        ("", ""),
        ("31/12 X %", "31/12 X %"),
        ("31/12 2023 X %", "31/12 2024 X %"),
    ],
)
def test_a_baseline_that_is_missing_is_a_place_to_fill_in_with_its_unit(baseline: str, after: str) -> None:
    reading = interpret(baseline, "ska öka", YEARS)
    assert emptied_baseline(reading) == after
    if "X " in after:
        assert interpret(after, "ska öka", NEXT).measure.unit == reading.measure.unit


# A register's rounds


def reply(folder: RoundFolder, code: str, answers: Mapping[str, Mapping[str, Any]], file: str = "") -> None:
    """Put a department's filled workbook into ``svar/``."""
    register = read_register(folder.register)
    data = saved_by_writer(register, register.by_code[code], answers)
    folder.replies.mkdir(exist_ok=True)
    (folder.replies / (file or f"{code}.xlsx")).write_bytes(data)


def sheet_rows(path: Path, title: str) -> list[dict[str, str]]:
    """Return a sheet's rows as the controller sees them: header -> text."""
    table = Book.open(path).table(next(s for s in (INDICATORS, QUESTIONS, SETTINGS, CHANGES) if s.title == title))
    assert table is not None
    return [{h: table.sheet.cell(r, c).value for h, c in table.columns.items()} for r in table.rows()]


def history(folder: RoundFolder) -> list[dict[str, Any]]:
    sheet: Worksheet = load_workbook(folder.register)["Historik"]
    header = [c.value for c in sheet[1]]
    return [
        dict(zip(header, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=2) if row[0].value
    ]


def texts(folder: RoundFolder) -> dict[tuple[str, str, str], str]:
    """Return every cell of the register that is hers or the annex's: sheet, row's name, column -> text."""
    book = Book.open(folder.register)
    found = {}
    for title in book.workbook.sheetnames:
        if title in ("Historik", "Frågor", "_läst", CHANGES.title):
            continue
        sheet = book.workbook[title]
        readings = {c.header for c in INDICATORS.columns if c.owner is Owner.READING}
        record = book.record()
        headers = {c.column: str(c.value) for c in sheet[1] if c.value}
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                header = headers.get(cell.column, "")
                own = title != "Indikatorer" or header not in readings
                own = own or ("" if cell.value is None else str(cell.value)) != record.get(str(row[0].value), {}).get(
                    header, ""
                )
                if own and cell.value not in (None, ""):
                    found[title, str(row[0].value), header] = str(cell.value)
    return found


def told_every_change(before: RoundFolder, started: StartedRound) -> None:
    """Hold the two registers against each other, cell by cell: what differs is what was told, and nothing else."""
    one, other = texts(before), texts(started.folder)
    different = {
        key: (one.get(key, ""), other.get(key, "")) for key in {*one, *other} if one.get(key) != other.get(key)
    }
    told = {
        (c.sheet, c.id or c.what, c.column): (c.before, c.after)
        for c in started.changes
        if c.before != c.after and c.sheet != HISTORY.title
    }
    assert told == different
    kept = {(r["ID"], str(r["Värde"])) for r in history(started.folder) if r["Omgång"] == "läget"}
    kept -= {(r["ID"], str(r["Värde"])) for r in history(before) if r["Omgång"] == "läget"}
    assert {(c.id, c.after) for c in started.changes if c.sheet == HISTORY.title} == kept
    listed = sheet_rows(started.folder.register, CHANGES.title)
    assert [(r["vad hände"], r["id"] or "", r["kolumn"] or "") for r in listed] == [
        (c.kind, c.id, c.column) for c in started.changes
    ]


def settle_questions(folder: RoundFolder) -> None:
    """Answer yes to every question about a target that has a suggestion."""
    book = Book.open(folder.register)
    table = book.require(QUESTIONS)
    for row in table.rows():
        if table.text(row, "Kod") == "G02" and table.text(row, "Förslag"):
            table.set(row, "Svar", "ja")
    book.workbook.save(folder.register)


def reference_column(folder: RoundFolder, name: str) -> dict[str, str]:
    sheet = load_workbook(template(folder, name))["Indikatorer"]
    header_row, headers = columns(sheet)
    if "Förra omgången" not in headers:
        return {}
    rows = range(header_row + 1, sheet.max_row + 1)
    found = {sheet.cell(r, headers["ID"]).value: sheet.cell(r, headers["Förra omgången"]).value for r in rows}
    return {str(id_): str(text) for id_, text in found.items() if text}


@pytest.fixture
def interim(folder: RoundFolder) -> RoundFolder:
    """The interim round: two departments, every row measurable, nothing left to ask that stands in the way."""
    assign(folder, {"BIL": ("Bildning", range(10)), "ÖVR": ("Övriga", range(8, 23))})
    edit_register(folder, "ÖK-10", Förvaltning="ÖVR")
    edit_register(folder, "ÖK-09", Förvaltning="BIL")
    edit_register(folder, "HK-01", Läget="12 %")
    edit_register(folder, "HK-03", Läget="5 000 kWh", Målvärde="< 2023")
    edit_register(folder, "HK-04", Läget="300 kWh", Målvärde="ska minska")
    edit_register(folder, "KK-04", Förvaltning="BIL; ÖVR", Sammanvägning="medel")
    edit_register(folder, "IE-02", Förvaltning="ÖVR; BIL", Sammanvägning="summa")
    edit_register(folder, "ÖK-01", Könsuppdelad="ja")
    set_setting(folder, "Omgång", "Delår augusti")
    set_setting(folder, "Värdet avser", "Prognos")
    set_setting(folder, "Sista svarsdag", "2024-09-10")
    review_folder(folder)
    create_templates(folder)
    return folder


@dataclass
class Played:
    """What a round's departments answered, by ID and code, as *Historik* must say it."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    women: dict[str, str] = field(default_factory=dict)


def play(folder: RoundFolder, seed: int) -> Played:
    """Answer a round at random, as the departments would: every kind of value, and some rows not measured."""
    register, chance, played = read_register(folder.register), random.Random(seed), Played()  # noqa: S311
    header = register.round.value_header
    for department in register.departments:
        answers: dict[str, dict[str, Any]] = {}
        for indicator in register.indicators_of(department):
            key = (indicator.id, department.code)
            if chance.random() < 0.1:
                answers[indicator.id] = {"Ej mätt": "mäts inte i år"}
                played.reasons[key] = "ej mätt: mäts inte i år"
                continue
            content, text = some_value(register, indicator.id, chance)
            answers[indicator.id] = {header: content, "Kommentar": "Se bilagan."}
            played.values[key] = text
            if indicator.by_sex:
                answers[indicator.id] |= {"Kvinnor": 0.5, "Män": 0.25}
                played.women[indicator.id] = "kvinnor 50 %, män 25 %"
        reply(folder, department.code, answers)
    return played


def some_value(register: Register, id_: str, chance: random.Random) -> tuple[Any, str]:
    """Return what is typed, and how *Historik* says it."""
    measure = register.readings[id_].measure
    if measure.scale is not None:
        word = chance.choice(measure.scale.words)
        return word, word
    if measure.is_percent:
        tenths = chance.randrange(60, 1000)
        whole, rest = divmod(tenths, 10)
        return tenths / 1000, f"{whole},{rest} %" if rest else f"{whole} %"
    number = chance.randrange(1, 900)
    return number, f"{number} {measure.unit}".strip()


def number_of(text: str) -> Decimal:
    number = read_text(text).number
    assert number is not None
    return number


def test_two_rounds_a_year_three_years_in_a_row(interim: RoundFolder, tmp_path: Path) -> None:
    folder, ids = interim, [i.id for i in read_register(interim.register).indicators]
    wanted: dict[tuple[int, str, str, str], tuple[str, str]] = {}
    for year in (2024, 2025, 2026):
        forecast = play(folder, year)
        before = hashes(folder)
        started = start_round(folder, tmp_path / f"Helår {year} åäö")
        assert hashes(folder) == before
        told_every_change(folder, started)
        remember(wanted, forecast, year, "Delår augusti", "Prognos")
        check_history(started.folder, wanted)
        # What each department said in the interim round stands in its own template.
        told = forecast.values | forecast.reasons
        for code, name in (("BIL", "Bildning"), ("ÖVR", "Övriga")):
            assert reference_column(started.folder, name) == {
                id_: f"{with_women(text, id_, forecast)} (prognos, Delår augusti)"
                for (id_, own), text in told.items()
                if own == code
            }
        assert (started.round.name, started.round.kind, started.round.year) == ("Helår", Kind.OUTCOME, year)
        folder = started.folder

        outcome = play(folder, year + 50)
        old = read_register(folder.register)
        started = start_year(folder, tmp_path / f"Delår {year + 1}")
        told_every_change(folder, started)
        remember(wanted, outcome, year, "Helår", "Utfall")
        check_history(started.folder, wanted)
        folder = started.folder
        register = read_register(folder.register)
        assert (register.round.name, register.round.kind) == ("Delår augusti", Kind.FORECAST)
        assert (register.round.year, register.round.baseline_year, register.round.deadline) == (year + 1, year, None)
        assert [i.id for i in register.indicators] == ids
        for i in register.indicators:
            check_baseline(i.baseline_text, i.id, outcome, old)
            check_target(i.target_text, old.by_id[i.id].target_text, year)
        emptied = [i for i in old.indicators if not register.by_id[i.id].target_text]
        kept = {i.id: moved_target(i.target_text, old.readings[i.id]).suggestion for i in emptied}
        assert all(kept.values())
        questions = review_folder(folder).questions
        # Only true questions: a target for every one that was emptied, and a baseline where nothing was measured.
        assert {q.finding.indicator_id: q.suggestion for q in questions if q.code == "G02"} == kept
        missing = {i.id for i in register.indicators if "X" in i.baseline_text}
        assert {q.finding.indicator_id for q in questions if q.code == "G03"} == missing
        assert {q.code for q in questions if q.finding.level == "fel"} <= {"G02", "G03"}
        settle_questions(folder)
        for id_ in missing:  # she finds the value elsewhere
            unit = register.readings[id_].measure.unit
            edit_register(folder, id_, Läget=f"30 {unit}".strip())
        set_setting(folder, "Sista svarsdag", f"{year + 1}-09-10")
        result = review_folder(folder)
        assert not result.errors, [q.text for q in result.questions if q.finding.level == "fel"]
        after = read_register(folder.register)
        assert {i.id: i.target_text for i in after.indicators if i.id in kept} == kept
        assert not after.problems
        create_templates(folder)
        assert not reference_column(folder, "Bildning")  # another year's answers are the baseline


def with_women(text: str, id_: str, played: Played) -> str:
    return f"{text} ({played.women[id_]})" if id_ in played.women and not text.startswith("ej") else text


def remember(
    wanted: dict[tuple[int, str, str, str], tuple[str, str]], played: Played, year: int, name: str, kind: str
) -> None:
    for (id_, code), text in played.values.items():
        wanted[year, name, code, id_] = (with_women(text, id_, played), kind)
    for id_, code in played.reasons:
        wanted[year, name, code, id_] = ("", kind)
    for id_ in ("KK-04", "IE-02"):
        parts = [number_of(played.values[id_, c]) for c in ("BIL", "ÖVR") if (id_, c) in played.values]
        total = sum(parts, Decimal(0)) / (2 if id_ == "KK-04" else 1)
        unit = "%" if id_ == "KK-04" else "st"
        text = f"{total.normalize():,f} {unit}".replace(",", " ").replace(".", ",") if len(parts) == 2 else ""
        wanted[year, name, "", id_] = (text, kind)


def check_history(folder: RoundFolder, wanted: Mapping[tuple[int, str, str, str], tuple[str, str]]) -> None:
    """Every answer once, this round's and all before it."""
    rows = [r for r in history(folder) if r["Omgång"] != "läget"]
    found = {(r["År"], r["Omgång"], r["Förvaltning"] or "", r["ID"]): r for r in rows}
    assert len(found) == len(rows)
    told = {key: (str(r["Värde"] or "").replace("\xa0", " "), r["Värdet avser"]) for key, r in found.items()}
    assert told == wanted
    assert all(r["Bedömning"] and r["Varför"] and r["Indikator"] for r in rows)
    for (_, _, code, _), row in found.items():
        if not row["Värde"]:
            assert row["Bedömning"] in ("kan ej bedömas", "svar saknas")
            assert code == "" or row["Varför"] == "ej mätt: mäts inte i år"


def check_baseline(text: str, id_: str, outcome: Played, old: Register) -> None:
    """The year's outcome is the new baseline; where there is none, a place to fill in."""
    own = {c: t for (i, c), t in outcome.values.items() if i == id_}
    codes = old.by_id[id_].departments
    if len(own) < len(codes):
        assert text in ("", "X", f"X {old.readings[id_].measure.unit}")
    elif len(codes) == 1:
        assert text == own[codes[0]]
    else:
        total = sum((number_of(t) for t in own.values()), Decimal(0))
        assert number_of(text) == (total / 2 if id_ == "KK-04" else total)


def check_target(text: str, before: str, year: int) -> None:
    if str(year - 1) in before:
        assert text == before.replace(str(year - 1), str(year))
    else:
        assert text == ("ska minska" if before == "ska minska" else "")


# What is carried on, and what is not


def test_only_values_that_were_used_are_carried_on(interim: RoundFolder, tmp_path: Path) -> None:
    head = "Prognos 2024"
    answers = {
        "ÖK-01": {head: 0.97},
        "ÖK-02": {head: "vet ej än"},
        "ÖK-03": {head: "ca 80"},
        "ÖK-04": {"Ej mätt": "resultatet kommer senare"},
        "ÖK-05": {head: 3},
        "KK-04": {head: 0.5},
    }
    reply(interim, "BIL", answers)
    reply(interim, "BIL", answers | {"ÖK-05": {head: 4}}, "BIL (2).xlsx")
    started = start_round(interim, tmp_path / "Helår")
    said = {r["ID"]: (r["Värde"], r["Bedömning"], r["Varför"]) for r in history(started.folder) if r["Förvaltning"]}
    assert {id_: value for id_, (value, _, _) in said.items()} == {
        "ÖK-01": "97 %",
        "ÖK-02": None,
        "ÖK-03": "80 %",
        "ÖK-04": None,
        "ÖK-05": None if said["ÖK-05"][0] is None else 4,
        "KK-04": "50 %",
    }
    assert said["ÖK-02"][1:] == ("kan ej bedömas", "”vet ej än” kan inte läsas som ett tal.")
    assert said["ÖK-04"][2] == "ej mätt: resultatet kommer senare"
    shown = reference_column(started.folder, "Bildning")
    assert shown["ÖK-04"] == "ej mätt: resultatet kommer senare (prognos, Delår augusti)"
    assert "ÖK-02" not in shown
    # The mean of two needs both: a part is not taken for the whole, neither now nor as a baseline.
    joint = next(r for r in history(started.folder) if not r["Förvaltning"])
    assert (joint["ID"], joint["Värde"], joint["Bedömning"]) == ("KK-04", None, "svar saknas")
    unanswered = {(w.indicator_id, w.department) for w in started.without if not w.answered}
    assert ("KK-04", "Övriga") in unanswered
    assert ("ÖK-04", "Bildning") not in unanswered
    assert ("ÖK-02", "Bildning") in {(w.indicator_id, w.department) for w in started.without if w.answered}


def test_all_that_is_hers_survives_and_her_own_files_travel_along(
    interim: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = load_workbook(interim.register)
    sheet = workbook["Indikatorer"]
    sheet.cell(1, 30, "Min kolumn")
    sheet.cell(2, 30, "fråga Kim (exempel)")
    sheet["F6"].comment = Comment("kolla med nämnden", "controller")
    sheet.column_dimensions["F"].width = 61
    workbook.create_sheet("Mina anteckningar")["A1"] = "hej"
    workbook["Historik"].append((2021, "Helår", "KK-01", "Matematik", None, "22 %", None))
    workbook.save(interim.register)
    (interim.path / "instruktion.txt").write_text(
        "Vår egen text. Svara före den 10 september 2024.", encoding="utf-8"
    )
    (interim.path / "egna tankar.txt").write_text("följer inte med", encoding="utf-8")
    play(interim, 1)
    target = tmp_path / "Årets sista omgång, å ä ö" / "Helår"
    arguments = ["ny-omgång", str(target), "--mapp", str(interim.path), "--sista-svarsdag", "2025-01-31"]
    assert run([*arguments, "--avser", "utfall", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["omgång"] == {
        "kommun": "Ljusnarsbergs kommun",
        "år": 2024,
        "omgång": "Helår",
        "avser": "Utfall",
        "sista_svarsdag": "2025-01-31",
    }
    assert document["filer"] == ["instruktion.txt"]
    assert {c["vad"] for c in document["ändringar"]} == {"Omgång", "Värdet avser", "Sista svarsdag"}
    assert sorted(p.name for p in target.iterdir()) == ["instruktion.txt", "logg.jsonl", "mallar", "register.xlsx"]
    assert sorted(document["mallar"]) == sorted(f"mallar/{p.name}" for p in (target / "mallar").iterdir())
    workbook = load_workbook(target / "register.xlsx")
    sheet = workbook["Indikatorer"]
    assert (sheet.cell(1, 30).value, sheet.cell(2, 30).value) == ("Min kolumn", "fråga Kim (exempel)")
    assert sheet["F6"].comment.text == "kolla med nämnden"
    assert sheet.column_dimensions["F"].width == 61
    assert workbook["Mina anteckningar"]["A1"].value == "hej"
    assert history(RoundFolder(target))[0]["Värde"] == "22 %"
    text = load_workbook(next((target / "mallar").iterdir()))["Läs mig"]
    assert any("Vår egen text" in str(c.value) for row in text for c in row)
    # The same again: the folder is in use, and nothing in it is touched.
    before = (target / "register.xlsx").read_bytes()
    assert run(arguments) == 2
    assert "är inte tom" in capsys.readouterr().err
    assert (target / "register.xlsx").read_bytes() == before
    assert run(["nytt-år", str(tmp_path / "2025"), "--mapp", str(interim.path), "--tyst"]) == 1  # a forecast


def test_what_a_new_year_asks_to_be_looked_at(interim: RoundFolder, tmp_path: Path) -> None:
    book = Book.open(interim.register)
    table = book.require(INDICATORS)
    column = max(table.columns.values()) + 1
    table.sheet.cell(table.header_row, column, "Målvärde 2025")
    rows = {table.text(r, "ID"): r for r in table.rows()}
    table.sheet.cell(rows["ÖK-04"], column, "≥ 20")
    table.sheet.cell(rows["KK-01"], column, "≥ 25 %")
    book.workbook.save(interim.register)
    edit_register(interim, "ÖK-01", Gult_från="90")
    edit_register(interim, "ÖK-02", Tolkat_målvärde="95", Anmärkning="Beslut 2024-06-17.")
    edit_register(interim, "ÖK-03", Målvärde="≥ riket", Jämförelsevärde="78 %")
    edit_register(interim, "ÖK-05", Målvärde="2024: 4, 2025: 6")
    edit_register(interim, "ÖK-06", Beskrivning="Läsåret 23/24.", Jämförelsevärde="4")
    edit_register(interim, "ÖK-09", Målvärde="> läget")
    (interim.path / "instruktion.txt").write_text("Fyll i.\nSvara före 10 september 2024.", encoding="utf-8")
    set_setting(interim, "Värdet avser", "Utfall")
    set_setting(interim, "Kontakt", "Exempel Controllersson (vikarie 2024)")
    reply(interim, "BIL", {"ÖK-04": {"Utfall 2024": 19}})
    started = start_year(interim, tmp_path / "2025")
    told_every_change(interim, started)
    told = {(c.id or c.what, c.column): (str(c.kind), c.before, c.after) for c in started.changes}
    assert told["ÖK-04", "Målvärde"] == ("ändrat", "≥18", "≥ 20")
    assert told["ÖK-04", "Målvärde 2025"] == ("ändrat", "≥ 20", "")
    assert told["KK-01", "Målvärde"] == ("ändrat", "≥ 2023", "≥ 25 %")
    assert told["ÖK-01", "Gult från"][0] == "se över"
    assert told["ÖK-02", "Tolkat målvärde"] == ("tömt", "95", "")
    assert told["ÖK-02", "Anmärkning"][0] == "se över"
    assert told["ÖK-03", "Jämförelsevärde"] == ("tömt", "78 %", "")
    assert told["ÖK-03", "Målvärde"] == ("behållet", "≥ riket", "≥ riket")
    assert told["ÖK-05", "Målvärde"][0] == "behållet"
    assert told["ÖK-06", "Beskrivning"][0] == "se över"
    assert told["ÖK-06", "Jämförelsevärde"][0] == "se över"
    assert told["Kontakt", "Värde"][0] == "se över"
    assert told["instruktion.txt", ""][1] == "Svara före 10 september 2024."
    assert told["ÖK-09", "Skala"] == ("ändrat", "", "Genomförande")
    register = read_register(started.folder.register)
    assert register.readings["ÖK-05"].target.number == 6
    assert register.readings["ÖK-04"].target.number == 20
    assert register.readings["ÖK-02"].target.text == ""
    assert register.readings["ÖK-02"].target.number is None
    assert register.readings["ÖK-09"].measure.scale is not None
    codes = {(q.code, q.finding.indicator_id) for q in review_folder(started.folder).questions}
    assert ("G13", "ÖK-03") in codes  # the country's value is the new year's to find
    assert not {code for code, _ in codes} & {"G23", "G18"}  # the annex's headers were those of the old year


@pytest.mark.parametrize("command", ["ny-omgång", "nytt-år"])
def test_what_was_in_the_new_folder_stays_when_a_round_can_not_be_made(
    interim: RoundFolder, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "2025"
    (new / ".git").mkdir(parents=True)
    (new / ".git" / "config").write_text("hennes", "utf-8")
    (new / ".hemligt").write_text("hennes", "utf-8")
    (interim.path / "instruktion.txt").write_text("Fyll i.", "utf-8")
    set_setting(interim, "Värdet avser", "Utfall")
    reply(interim, "BIL", {"ÖK-04": {"Utfall 2024": 19}})

    def full(path: Path, data: bytes) -> None:
        if path.name == "instruktion.txt":
            raise UserError("Disken är full.")
        write_whole(path, data)

    monkeypatch.setattr("indikator_excel.rounds.run.write_whole", full)
    more = ["--omgång", "Bokslut"] if command == "ny-omgång" else []
    assert run([command, str(new), "--mapp", str(interim.path), *more]) == 2
    assert sorted(str(p.relative_to(new)) for p in new.rglob("*")) == [".git", ".git/config", ".hemligt"]


def test_which_way_is_better_is_known_from_last_years_target(interim: RoundFolder, tmp_path: Path) -> None:
    """Of "högst 14" only "12" is left this year; read as "minst 12", a worse outcome would turn green."""
    book = Book.open(interim.register)
    table = book.require(INDICATORS)
    column = max(table.columns.values()) + 1
    table.sheet.cell(table.header_row, column, "Målvärde 2025")
    rows = {table.text(r, "ID"): r for r in table.rows()}
    for id_, text in (("ÖK-05", "12"), ("ÖK-06", "2,0"), ("ÖK-07", "≤ 12"), ("ÖK-08", "12")):
        table.sheet.cell(rows[id_], column, text)
    book.workbook.save(interim.register)
    edit_register(interim, "ÖK-04", Läget="16", Målvärde="högst 14")
    edit_register(interim, "ÖK-05", Läget="16", Målvärde="högst 14")
    edit_register(interim, "ÖK-06", Läget="1,8", Målvärde="minst 2,0")
    edit_register(interim, "ÖK-07", Läget="16", Målvärde="högst 14")
    edit_register(interim, "ÖK-08", Läget="4", Målvärde="5")  # nothing says which way
    set_setting(interim, "Värdet avser", "Utfall")
    reply(interim, "BIL", {"ÖK-05": {"Utfall 2024": 11}, "ÖK-06": {"Utfall 2024": 2.1}})
    started = start_year(interim, tmp_path / "2025")
    told = {(c.id, c.column): c.after for c in started.changes}
    assert told["ÖK-05", "Riktning"] == told["ÖK-04", "Riktning"] == "lägre"
    assert told["ÖK-06", "Riktning"] == "högre"
    assert ("ÖK-07", "Riktning") not in told
    assert ("ÖK-08", "Riktning") not in told
    edit_register(started.folder, "ÖK-04", Målvärde="12")
    edit_register(started.folder, "ÖK-07", Riktning="")
    readings = read_register(started.folder.register).readings
    assert [readings[f"ÖK-0{n}"].target.comparison for n in (4, 5, 6, 7)] == [
        Comparison.AT_MOST,
        Comparison.AT_MOST,
        Comparison.AT_LEAST,
        Comparison.AT_MOST,
    ]
    unclear = [q.finding.indicator_id for q in review_folder(started.folder).questions if q.code == "G04"]
    assert unclear == ["ÖK-08"]


def test_what_she_has_settled_stays_settled_as_long_as_it_stands(interim: RoundFolder, tmp_path: Path) -> None:
    set_setting(interim, "Värdet avser", "Utfall")
    book = Book.open(interim.register)
    table = book.require(QUESTIONS)
    for row in table.rows():
        if (table.text(row, "Kod"), table.text(row, "ID")) in (("G08", "KK-01"), ("G15", "ÖK-04")):
            table.set(row, "Svar", "nej")
    book.workbook.save(interim.register)
    play(interim, 3)
    started = start_year(interim, tmp_path / "2025")
    asked = {(q.code, q.finding.indicator_id) for q in started.questions}
    assert ("G08", "KK-02") in asked
    assert ("G08", "KK-01") not in asked
    assert ("G15", "ÖK-04") not in asked  # there is no figure to hold the text against until the target is set
    edit_register(started.folder, "ÖK-04", Målvärde="≥ 20")
    assert ("G15", "ÖK-04") in {(q.code, q.finding.indicator_id) for q in review_folder(started.folder).questions}
    again = {(q.code, q.finding.indicator_id) for q in review_folder(started.folder).questions}
    assert ("G08", "KK-01") not in again


def test_a_forecast_never_becomes_the_baseline(
    interim: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played = play(interim, 4)
    target = tmp_path / "2025"
    assert run(["nytt-år", str(target), "--mapp", str(interim.path)]) == 1
    told = capsys.readouterr()
    assert "Delår augusti 2024 var en prognos" in told.err
    folder = RoundFolder(target)
    register = read_register(folder.register)
    assert {i.baseline_text[:1] for i in register.indicators} <= {"X", ""}
    asked = {q.finding.indicator_id: q for q in review_folder(folder).questions if q.code == "G03"}
    values = {id_: text for (id_, _), text in played.values.items() if id_.startswith("KK-0") and id_ != "KK-04"}
    assert values
    for id_, text in values.items():
        assert asked[id_].suggestion == text
        assert f"Enligt Historik var prognosen i Delår augusti {text}." in asked[id_].text
    book = Book.open(folder.register)
    table = book.require(QUESTIONS)
    id_, text = next(iter(values.items()))
    row = next(r for r in table.rows() if (table.text(r, "Kod"), table.text(r, "ID")) == ("G03", id_))
    table.set(row, "Svar", "ja")
    book.workbook.save(folder.register)
    review_folder(folder)
    assert read_register(folder.register).by_id[id_].baseline_text == text
    # Nor is it a value of its year that a later target is compared with.
    assert dict(register.history["KK-01"]) == {2023: "17 %", 2024: ""}


def test_the_outcomes_of_an_earlier_round_serve_where_the_last_was_a_forecast(
    interim: RoundFolder, tmp_path: Path
) -> None:
    set_setting(interim, "Värdet avser", "Utfall")
    reply(interim, "ÖVR", {"KK-01": {"Utfall 2024": 0.21}})
    middle = start_round(interim, tmp_path / "prognos", Wanted("Prognos oktober", Kind.FORECAST))
    assert middle.round.kind is Kind.FORECAST
    reply(middle.folder, "ÖVR", {"KK-01": {"Prognos 2024": 0.3}, "KK-02": {"Prognos 2024": 0.4}})
    started = start_year(middle.folder, tmp_path / "2025", Wanted("Tertial 1", Kind.OUTCOME))
    assert started.source == "Delår augusti 2024"
    register = read_register(started.folder.register)
    assert (register.round.name, register.round.kind) == ("Tertial 1", Kind.OUTCOME)
    assert register.by_id["KK-01"].baseline_text == "21 %"
    assert register.by_id["KK-02"].baseline_text == "X %"


@pytest.mark.parametrize(
    ("aggregation", "parts", "baseline"),
    [
        ("summa", (2, 5), "7 st"),
        ("medel", (2, 5), "3,5 st"),
        ("lägsta", (2, 5), "2 st"),
        ("högsta", (2, 5), "5 st"),
        ("", (4, 4), "4 st"),
        ("", (2, 5), "X st"),
        ("alla ska uppfylla", (2, 5), "X st"),
        ("summa", (2, None), "X st"),
        ("", (2, None), "X st"),
    ],
)
def test_several_departments_answers_become_one_baseline_or_are_asked_for(
    interim: RoundFolder, tmp_path: Path, aggregation: str, parts: tuple[int, int | None], baseline: str
) -> None:
    set_setting(interim, "Värdet avser", "Utfall")
    edit_register(interim, "IE-02", Sammanvägning=aggregation)
    for code, part in zip(("BIL", "ÖVR"), parts, strict=True):
        reply(interim, code, {"IE-02": {"Utfall 2024": part}, "IE-01": {"Utfall 2024": 1}})
    started = start_year(interim, tmp_path / "2025")
    register = read_register(started.folder.register)
    assert register.by_id["IE-02"].baseline_text == baseline
    if baseline == "X st":
        question = next(q for q in started.questions if (q.code, q.finding.indicator_id) == ("G03", "IE-02"))
        told = "Enligt Historik var svaret i Delår augusti 2 st (BIL)."
        why = "utfall finns bara från en del av förvaltningarna, 2 st (BIL): skriv det som ska vara läget"
        if None not in parts:
            told = "Enligt Historik var svaren i Delår augusti 5 st (ÖVR) och 2 st (BIL)."
            why = "olika värden, 5 st (ÖVR) och 2 st (BIL): skriv det som ska vara läget"
        assert question.text.endswith(told)
        assert not question.suggestion
        assert next(c.note for c in started.changes if (c.id, c.column) == ("IE-02", "Läget")) == why


def test_two_periods_are_one_baseline_only_where_they_agree(interim: RoundFolder, tmp_path: Path) -> None:
    set_setting(interim, "Värdet avser", "Utfall")
    for id_ in ("ÖK-05", "ÖK-06"):
        edit_register(interim, id_, Antal_värden="2", Målvärde="≥ 2023")
    second = "Utfall 2024 (2)"
    answers = {"ÖK-05": {"Utfall 2024": 4, second: 4}, "ÖK-06": {"Utfall 2024": 4, second: 6}}
    reply(interim, "BIL", answers)
    middle = start_round(interim, tmp_path / "Helår")
    assert reference_column(middle.folder, "Bildning")["ÖK-06"] == "4 och 6 (Delår augusti)"
    started = start_year(interim, tmp_path / "2025")
    register = read_register(started.folder.register)
    assert (register.by_id["ÖK-05"].baseline_text, register.by_id["ÖK-06"].baseline_text) == ("4", "X")
    question = next(q for q in started.questions if (q.code, q.finding.indicator_id) == ("G03", "ÖK-06"))
    assert "4 och 6" in question.text
    answers_kept = [r for r in history(started.folder) if r["År"] == 2024]
    assert {r["ID"]: (r["Värde"], r["Värde (2)"]) for r in answers_kept} == {
        "ÖK-05": (4, 4),
        "ÖK-06": (4, 6),
    }


def test_a_row_that_historik_has_already_is_brought_up_to_date(interim: RoundFolder, tmp_path: Path) -> None:
    workbook = load_workbook(interim.register)
    workbook["Historik"].append((2024, "delår augusti", "kk–01", "Matematik", "Övriga", "1 %", None))
    workbook["Historik"].append((2024, "Delår april", "KK-01", "Matematik", "ÖVR", "2 %", None))
    workbook.save(interim.register)
    reply(interim, "ÖVR", {"KK-01": {"Prognos 2024": 0.21}, "KK-02": {"Prognos 2024": 0.22}})
    started = start_round(interim, tmp_path / "Helår")
    assert (started.added, started.updated) == (1, 1)
    found = [(r["Omgång"], r["ID"], r["Värde"]) for r in history(started.folder)]
    assert found == [
        ("Delår augusti", "KK-01", "21 %"),
        ("Delår april", "KK-01", "2 %"),
        ("Delår augusti", "KK-02", "22 %"),
    ]
    # The same round, asked anew for outcomes: what was forecast and not answered again is still a forecast.
    shutil.copy(started.folder.register, interim.register)
    for name, text in (("Omgång", "Delår augusti"), ("Värdet avser", "Utfall")):
        set_setting(interim, name, text)
    reply(interim, "ÖVR", {"KK-01": {"Utfall 2024": 0.25}})
    after = start_year(interim, tmp_path / "2025")
    assert (after.added, after.updated) == (0, 1)
    register = read_register(after.folder.register)
    assert [register.by_id[id_].baseline_text for id_ in ("KK-01", "KK-02")] == ["25 %", "X %"]


def test_this_years_answers_make_no_year_of_a_number(interim: RoundFolder, tmp_path: Path) -> None:
    edit_register(interim, "ÖK-04", Läget="2 100", Målvärde="≥ 2024")
    reply(interim, "BIL", {"ÖK-04": {"Prognos 2024": 2050}})
    started = start_round(interim, tmp_path / "Helår")
    assert read_register(started.folder.register).readings["ÖK-04"].target.number == 2024


def test_a_baseline_that_came_with_an_answer_is_offered_this_year_and_not_the_next(
    interim: RoundFolder, tmp_path: Path
) -> None:
    edit_register(interim, "HK-01", Läget="X %")
    create_templates(interim)
    reply(interim, "ÖVR", {"HK-01": {"Prognos 2024": 0.11, "Komplettera läget": 0.125}})
    started = start_round(interim, tmp_path / "Helår")
    offered = [q for q in started.questions if q.code == "G25"]
    assert [(q.finding.indicator_id, q.suggestion) for q in offered] == [("HK-01", "12,5 %")]
    reply(started.folder, "ÖVR", {"HK-01": {"Ej mätt": "mäts inte i år"}, "KK-01": {"Utfall 2024": 0.2}})
    after = start_year(started.folder, tmp_path / "2025")
    assert "G25" not in {q.code for q in review_folder(after.folder).questions}


def test_the_annex_of_the_new_year_is_followed(interim: RoundFolder, tmp_path: Path, annex_file: Path) -> None:
    set_setting(interim, "Värdet avser", "Utfall")
    play(interim, 5)
    started = start_year(interim, tmp_path / "2025")
    text = annex_file.read_text(encoding="utf-8").replace("2024", "2025").replace("2023", "2024")
    text = text.replace("\t≥18\t≥18", "\t20\t≥22")
    new = tmp_path / "bilaga-2025.txt"
    new.write_text(text, encoding="utf-8")
    update = update_register(started.folder, read_annex(new))
    assert not [c for c in update.changes if c.kind in ("ny", "borta")]
    register = read_register(started.folder.register)
    assert (register.by_id["ÖK-04"].baseline_text, register.by_id["ÖK-04"].target_text) == ("20", "≥22")
    assert register.by_id["KK-01"].target_text == "≥ 2024"
    assert "G23" not in {q.code for q in review_folder(started.folder).questions}


# Over the years


def years_shown(folder: RoundFolder, id_: str) -> dict[str, Any]:
    """Consolidate, and return a row of the sheet *Historik*: its years, and the round's own column."""
    consolidate(folder)
    sheet = load_workbook(folder.consolidation, data_only=True)["Historik"]
    top, heads = columns(sheet)
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=top + 1)]
    row = next((r for r in rows if r[heads["ID"] - 1] == id_), None)
    return {} if row is None else {h: row[n - 1] for h, n in heads.items() if h[-4:].isdecimal() or "(" in h}


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_no_year_falls_out_of_the_sheet_historik_as_the_years_go(interim: RoundFolder, tmp_path: Path) -> None:
    """The baseline of the first register is the year that no answer has put into *Historik*."""
    workbook = load_workbook(interim.register)
    for year, text in ((2021, "15"), (2022, "16")):
        workbook["Historik"].append((year, "Helår", "ÖK-04", "", "BIL", text, "", "Utfall"))
    workbook["Historik"].append((2023, "Helår", "ÖK-06", "", "BIL", "7", "", "Utfall"))  # the baseline says 3
    workbook.save(interim.register)
    edit_register(interim, "ÖK-04", Läget="18")
    edit_register(interim, "ÖK-05", Läget="X")
    edit_register(interim, "ÖK-07", Läget="ej mätt")
    folder, known = interim, {"2021": 15, "2022": 16, "2023": 18}
    for year, outcome in ((2024, 20), (2025, 21)):
        reply(folder, "BIL", {"ÖK-04": {f"Prognos {year}": 10}})
        assert years_shown(folder, "ÖK-04") == known | {f"Prognos {year}": 10}
        final = start_round(folder, tmp_path / f"Helår {year}").folder
        reply(final, "BIL", {"ÖK-04": {f"Utfall {year}": outcome}, "KK-04": {f"Utfall {year}": 0.5}})
        assert years_shown(final, "ÖK-04") == known | {f"Utfall {year}": outcome}
        started = start_year(final, tmp_path / f"Delår {year + 1}")
        told_every_change(final, started)
        known[str(year)] = outcome
        folder = started.folder
        if year == 2024:
            said = {c.id: c for c in started.changes if c.sheet == "Historik"}
            assert said["ÖK-04"].sentence.endswith(
                ", Värde: tomt → ”18” (ändrat; läget 2023 läggs till i Historik, för kolumnen Läget skrivs över)"
            )
            assert not {"ÖK-05", "ÖK-06", "ÖK-07"} & set(said), "Historik knows it, or there is nothing to know"
            row = next(r for r in history(folder) if (r["ID"], r["År"]) == ("KK-04", 2023))
            assert (row["Omgång"], row["Förvaltning"], row["Värdet avser"]) == ("läget", None, "Utfall")
        edit_register(folder, "ÖK-04", Målvärde="≥ 20")
    register = read_register(folder.register)
    assert dict(register.history["ÖK-04"]) == {2021: "15", 2022: "16", 2023: "18", 2024: "20", 2025: "21"}
    assert register.history["ÖK-06"][2023] == "7"
    # A year's baseline does not make its answers those of an earlier round.
    assert register.history["KK-01"][2023] == "17 %"
    assert len(history(folder)) == len({(r["År"], r["Omgång"], r["Förvaltning"], r["ID"]) for r in history(folder)})


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
@pytest.mark.parametrize("refused", [True, False])
def test_a_baseline_that_she_has_filled_in_is_shown_where_no_outcome_is_known(
    interim: RoundFolder, tmp_path: Path, refused: bool
) -> None:
    """The answer could not be used, or there was only a forecast: *Historik* has a row, but no outcome."""
    reply(interim, "ÖVR", {"HK-04": {"Prognos 2024": 900}, "KK-01": {"Prognos 2024": 0.2}})
    folder = interim
    if refused:
        folder = start_round(interim, tmp_path / "Helår").folder
        reply(folder, "ÖVR", {"HK-04": {"Utfall 2024": "vet ej än"}, "KK-01": {"Utfall 2024": 0.2}})
    folder = start_year(folder, tmp_path / "2025").folder
    book = Book.open(folder.register)
    table = book.require(QUESTIONS)
    row = next(r for r in table.rows() if (table.text(r, "Kod"), table.text(r, "ID")) == ("G03", "HK-04"))
    assert table.text(row, "Förslag") == "900 kWh"
    table.set(row, "Svar", "ja")
    book.workbook.save(folder.register)
    review_folder(folder)
    reply(folder, "ÖVR", {"HK-04": {"Prognos 2025": 800}})
    assert years_shown(folder, "HK-04") == {"2023": 300, "2024": 900, "Prognos 2025": 800}


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_half_of_two_values_is_no_outcome_and_two_values_are_told_as_two(
    interim: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_setting(interim, "Värdet avser", "Utfall")
    two = ("ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "ÖK-08")
    for id_ in two:
        edit_register(interim, id_, Läget="4", Antal_värden="2", Målvärde="≥ 2023")
    first, second = "Utfall 2024", "Utfall 2024 (2)"
    answers = {
        "ÖK-04": {first: 2},
        "ÖK-05": {first: 8, second: 9},
        "ÖK-06": {first: 8, second: 8},
        "ÖK-07": {second: 6},
        "ÖK-08": {first: 7, second: "vet ej"},
    }
    reply(interim, "BIL", answers)
    target = tmp_path / "2025"
    assert run(["nytt-år", str(target), "--mapp", str(interim.path)]) == 0
    out = capsys.readouterr().out
    for told in (
        "ÖK-04. Halvt svar, 2 (period 2 saknar värde): skriv det som ska vara läget.",
        "ÖK-05. Två värden, 8 och 9: skriv det som ska vara läget.",
        "ÖK-07. Halvt svar, 6 (period 1 saknar värde): skriv det som ska vara läget.",
        "ÖK-08. Halvt svar, 7 (period 2 saknar värde): skriv det som ska vara läget.",
    ):
        assert told in out
    unanswered = next(line for line in out.splitlines() if "obesvarade" in line)
    assert "ÖK-04 Bildning" in unanswered
    assert "ÖK-07 Bildning" in unanswered
    assert "1 svar kunde inte användas: ÖK-08 Bildning. Ska det med, rätta det först" in out
    folder = RoundFolder(target)
    register = read_register(folder.register)
    assert [register.by_id[id_].baseline_text for id_ in two] == ["X", "X", "8", "X", "X"]
    asked = {q.finding.indicator_id: q for q in review_folder(folder).questions if q.code == "G03"}
    assert asked["ÖK-04"].text.endswith("Enligt Historik var svaret i Delår augusti 2 (period 2 saknar värde).")
    assert asked["ÖK-07"].text.endswith("Enligt Historik var svaret i Delår augusti 6 (period 1 saknar värde).")
    assert asked["ÖK-05"].text.endswith("Enligt Historik var svaren i Delår augusti 8 och 9.")
    assert not any(asked[id_].suggestion for id_ in ("ÖK-04", "ÖK-05", "ÖK-07", "ÖK-08"))
    # What she writes is the year's, and two values of a year are shown as two.
    edit_register(folder, "ÖK-04", Läget="3")
    set_setting(folder, "Värdet avser", "Utfall")
    reply(
        folder,
        "BIL",
        {
            "ÖK-04": {"Utfall 2025": 5, "Utfall 2025 (2)": 5},
            "ÖK-05": {"Utfall 2025": 6, "Utfall 2025 (2)": 7},
            "ÖK-06": {"Utfall 2025": 6},
        },
    )
    assert years_shown(folder, "ÖK-04") == {"2023": 4, "2024": 3, "Utfall 2025": 5}
    assert years_shown(folder, "ÖK-05") == {"2023": 4, "2024": "8 och 9", "Utfall 2025": "6 och 7"}
    assert years_shown(folder, "ÖK-06") == {"2023": 4, "2024": 8, "Utfall 2025": "6 och –"}


# What is asked


def test_the_example_of_a_target_is_one_that_the_row_may_have(interim: RoundFolder, tmp_path: Path) -> None:
    """Last year's own target where that may still hold, else one of the row's type, else none."""
    set_setting(interim, "Värdet avser", "Utfall")
    edit_register(interim, "ÖK-04", Målvärde="senast 2024-12-31", Läget="")
    edit_register(interim, "ÖK-05", Målvärde="100 % (2024)", Läget="70 %")
    reply(interim, "BIL", {"ÖK-01": {"Utfall 2024": 0.8}, "ÖK-09": {"Utfall 2024": "delvis"}})
    folder = start_year(interim, tmp_path / "2025").folder
    told = {q.finding.indicator_id: q.finding.remedy for q in review_folder(folder).questions if q.code == "G02"}
    column = "Skriv målet i kolumnen Målvärde"
    assert {id_: told[id_] for id_ in ("ÖK-01", "ÖK-04", "ÖK-05", "ÖK-06", "ÖK-09", "ÖK-10", "HK-05")} == {
        "ÖK-01": f"{column}, till exempel 100 %.",
        "ÖK-04": f"{column}.",
        "ÖK-05": f"{column}, till exempel 100 %.",
        "ÖK-06": f"{column}, till exempel ≥4.",
        "ÖK-09": f"{column}, till exempel > delvis.",
        "ÖK-10": f"{column}, till exempel implementerat.",
        "HK-05": f"{column}, till exempel Uppfyller.",
    }
    # Of a target that was never set, the row's type is all that is known.
    settings = {
        "ÖK-01": ({"Målvärde": "X", "Läget": "70 %"}, ", till exempel ≥ 85 %"),
        "ÖK-05": ({"Målvärde": "X %", "Riktning": "lägre"}, ", till exempel ≤ 15 %"),
        "ÖK-06": ({"Målvärde": "Xx st"}, ", till exempel ≥ 350 st"),  # last year's target was ≥4
        "ÖK-07": ({"Målvärde": "X", "Läget": "12 dagar", "Riktning": "högre"}, ", till exempel ≥ 350 dagar"),
        "ÖK-08": ({"Målvärde": "X", "Läget": "plats 60"}, ""),
        "ÖK-09": ({"Målvärde": "X", "Läget": "delvis"}, ", till exempel klart"),
        "HK-05": ({"Målvärde": "X", "Värdetyp": "ja/nej"}, ", till exempel ja"),
        "HK-02": ({"Målvärde": "X", "Läget": "3,2 av 5"}, ""),
    }
    for id_, (texts_, _) in settings.items():
        edit_register(folder, id_, **texts_)
    told = {q.finding.indicator_id: q.finding.remedy for q in review_folder(folder).questions if q.code == "G02"}
    assert {id_: told[id_] for id_ in settings} == {id_: f"{column}{t}." for id_, (_, t) in settings.items()}


# What is refused


def test_a_folder_in_use_and_a_name_that_is_taken_are_refused(interim: RoundFolder, tmp_path: Path) -> None:
    used = tmp_path / "används"
    used.mkdir()
    (used / "brev.docx").write_bytes(b"x")
    file = tmp_path / "fil"
    file.write_bytes(b"x")
    interim.replies.mkdir(exist_ok=True)
    before = {p: p.read_bytes() for p in interim.path.rglob("*") if p.is_file()}
    for start in (start_round, start_year):
        for target in (used, file, interim.path, interim.path / "svar" / "nästa", tmp_path):
            with pytest.raises(UserError, match=r"är inte tom|egen mapp|mappen med svar"):
                start(interim, target)
    with pytest.raises(UserError, match=r"finns redan.*--omgång"):
        start_round(interim, tmp_path / "ny", Wanted("delår  augusti 2024"))
    assert not (tmp_path / "ny").exists()
    assert {p: p.read_bytes() for p in interim.path.rglob("*") if p.is_file()} == before
    full_year = start_round(interim, tmp_path / "Helår")
    with pytest.raises(UserError, match="”Helår 2024” finns redan"):
        start_round(full_year.folder, tmp_path / "ny")


def test_without_replies_there_is_a_next_round_but_no_next_year(
    interim: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "Helår"
    empty.mkdir()
    (empty / ".DS_Store").write_bytes(b"x")
    assert run(["ny-omgång", str(empty), "--mapp", str(interim.path)]) == 0
    told = capsys.readouterr()
    assert "har inga svar" in told.err
    assert "Skriv Sista svarsdag" in told.out
    assert not history(RoundFolder(empty))
    assert run(["nytt-år", str(tmp_path / "2025"), "--mapp", str(interim.path)]) == 2
    assert "finns inga svar" in capsys.readouterr().err
    assert not (tmp_path / "2025").exists()


def test_a_folder_that_can_not_be_written_whole_is_not_left_half(
    interim: RoundFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: RoundFolder, record: Record) -> None:
        create_templates(folder, record=record)
        raise UserError("disken är full")

    monkeypatch.setattr(rounds, "create_templates", full)
    waiting = tmp_path / "tom"
    waiting.mkdir()
    for target in (tmp_path / "ny", waiting):
        with pytest.raises(UserError, match="disken är full"):
            start_round(interim, target, record=Journal("ny-omgång"))
    assert not (tmp_path / "ny").exists()
    assert not list(waiting.iterdir())


def test_parts_that_can_not_be_carried_on_are_named(
    interim: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repack(interim.register, {}, {"xl/drawings/drawing1.xml": b"<wsDr/>"})
    assert run(["ny-omgång", str(tmp_path / "Helår"), "--mapp", str(interim.path), "--tyst"]) == 1
    assert "textrutor, bilder eller diagram" in capsys.readouterr().err
    assert (tmp_path / "Helår" / "register.xlsx").exists()
