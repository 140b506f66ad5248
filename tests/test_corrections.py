"""A faulty answer goes back to its department with every fault marked, and comes again: nothing lost on the way."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from helpers import (
    BILDNING,
    OUTCOME,
    Master,
    assign,
    by_id,
    codes,
    columns,
    edit_register,
    fill,
    indicators,
    place_of,
    put,
    put_saved,
    read,
    set_setting,
    template,
    value,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mangling import as_text, at, below, lose_stamp, note, notes_sheet, say, write
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from indikator_excel.cli import cli
from indikator_excel.consolidation.run import merged
from indikator_excel.consolidation.status import standing
from indikator_excel.corrections.run import make_corrections
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl import Workbook

    from indikator_excel.folder import RoundFolder

    Json = dict[str, Any]

EARLY, LATE = "2025-01-10T10:00:00Z", "2025-01-12T10:00:00Z"
LISTED = "Att rätta"


@pytest.fixture
def round_(master: Master, tmp_path: Path) -> RoundFolder:
    """A copy of the round with templates and without replies."""
    path = tmp_path / "Omgång 1"
    shutil.copytree(master.folder.path, path)
    folder = type(master.folder)(path)
    shutil.rmtree(folder.replies)
    folder.replies.mkdir()
    return folder


def reply(
    folder: RoundFolder,
    answers: Mapping[str, Mapping[str, Any]],
    *edits: Any,
    file: str = "svar.xlsx",
    saved: str = EARLY,
) -> Path:
    """Put a filled workbook of Bildning into ``svar/``."""
    path = fill(template(folder, "Bildning"), folder.replies / file, answers)
    change(path, *edits)
    put_saved(path, saved)
    return path


def change(path: Path, *edits: Any) -> Path:
    workbook = load_workbook(path)
    for edit in edits:
        edit(workbook)
    workbook.save(path)
    return path


def correction(folder: RoundFolder, name: str = "Bildning") -> Path:
    make_corrections(folder)
    return next(folder.corrections.glob(f"{name} –*.xlsx"))


def send_back(path: Path, folder: RoundFolder, *edits: Any, file: str = "rättad.xlsx", saved: str = LATE) -> Path:
    """Put a correction into ``svar/`` after the department has had it."""
    change(path, *edits)
    put_saved(path, saved)
    return put(path, folder, file)


def errors(document: Json) -> list[tuple[str, str | None]]:
    return sorted((f["kod"], f["indikator_id"]) for f in document["avvikelser"] if f["nivå"] == "fel")


def listed(path: Path) -> list[dict[str, Any]]:
    """Return the lines of *Att rätta*."""
    sheet = load_workbook(path, data_only=True)[LISTED]
    header = [str(c.value) for c in sheet[3]]
    return [
        dict(zip(header, (c.value for c in row), strict=False)) for row in sheet.iter_rows(min_row=4) if row[0].value
    ]


#: A wrong answer for each kind of row, the finding that it gives, and what it was meant to be.
FAULTS: dict[str, tuple[str, Any, str, Any]] = {
    "ÖK-01": (OUTCOME, "ca 90-95", "V08", 0.95),
    "ÖK-02": (OUTCOME, "vet ej än", "V03", 0.785),
    "ÖK-03": (OUTCOME, 81, "V07", 0.81),
    "ÖK-04": (OUTCOME, "12 kr", "V10", 12),
    "ÖK-05": (OUTCOME, "xx", "V09", 3),
    "ÖK-06": (OUTCOME, datetime(2024, 4, 3), "V05", 4),  # noqa: DTZ001
    "ÖK-07": (OUTCOME, "> 5", "V11", 5),
    "ÖK-08": (OUTCOME, "#DIV/0!", "V02", 6),
    "ÖK-09": (OUTCOME, "nästan", "V04", "klart"),
    "ÖK-10": ("Ej mätt", "mäts inte i år", "V14", None),
}


def spoilt(ids: set[str]) -> dict[str, dict[str, Any]]:
    return {id_: row | ({FAULTS[id_][0]: FAULTS[id_][1]} if id_ in ids else {}) for id_, row in BILDNING.items()}


def test_every_fault_is_marked_where_it_stands_and_listed(round_: RoundFolder) -> None:
    """In the list with a link, beside the row, in a note on the cell, and with colour, symbol and weight."""
    reply(round_, spoilt(set(FAULTS)))
    path = correction(round_)
    workbook = load_workbook(path)
    assert workbook.active.title == LISTED
    sheet = indicators(workbook)
    lines = {line["Indikator"]: line for line in listed(path)}
    assert len(lines) == len(FAULTS)
    coloured = {
        str(area) for area in sheet.conditional_formatting for rule in area.rules if rule.dxf and rule.dxf.font
    }
    for id_, (_, typed, _, _) in FAULTS.items():
        cell = sheet.cell(*place_of(sheet, id_, OUTCOME))
        line = next(found for found in lines.values() if found["Cell"] == cell.coordinate)
        assert line["Vad"] == "▲ rätta"
        assert line["Läge"] == "kvar"
        assert cell.comment is not None
        assert line["Vad är fel"] in cell.comment.text
        assert line["Gör så här"] in cell.comment.text
        beside = load_workbook(path, data_only=True)["Indikatorer"].cell(*place_of(sheet, id_, "Att rätta"))
        assert beside.value == f"▲ {line['Nr']}. {line['Vad är fel']}"
        assert any(cell.coordinate in area for area in coloured)
        link = workbook[LISTED].cell(line["Nr"] + 3, 4).hyperlink
        assert link.location == f"'Indikatorer'!{cell.coordinate}"
        assert "svar.xlsx, Indikatorer!" in line["Stod i"]
        if isinstance(typed, str) and id_ != "ÖK-10":
            assert line["Ni skrev"] == typed


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(sorted(FAULTS)), min_size=1), st.sets(st.sampled_from(sorted(FAULTS))), st.booleans())
def test_a_correction_is_read_as_what_it_was_made_of(
    round_: RoundFolder, faulty: set[str], mended: set[str], alone: bool
) -> None:
    """What is not changed is asked about again in the same cells; what is, is used; the rest is as it was."""
    for file in round_.replies.iterdir():
        file.unlink()
    first = reply(round_, spoilt(faulty))
    before = read(round_)
    assert errors(before) == sorted((FAULTS[id_][2], id_) for id_ in faulty)
    right = {id_: FAULTS[id_] for id_ in mended & faulty}
    mends = [write(id_, header, meant if header == OUTCOME else None) for id_, (header, _, _, meant) in right.items()]
    send_back(correction(round_), round_, *mends)
    if alone:
        first.unlink()
    after = read(round_)
    left = faulty - mended
    assert {id_ for _, id_ in errors(after)} == left
    # A text stays what it was; what Excel had made of it (a date, a number without its format) is a text now.
    assert {e for e in errors(after) if e[1] != "ÖK-06"} <= set(errors(before))
    was, is_ = by_id(before), by_id(after)
    for id_ in set(BILDNING) - mended:
        moved = {"utfall_rått": is_[id_]["utfall_rått"], "varför": is_[id_]["varför"]}
        assert is_[id_] == was[id_] | moved, id_
        assert re.sub(r"!\w+", "", is_[id_]["varför"]) == re.sub(r"!\w+", "", was[id_]["varför"]) or id_ == "ÖK-06"
    for id_ in mended & faulty:
        assert is_[id_]["bedömning"] not in ("kan ej bedömas", "svar saknas")


def test_a_value_that_was_understood_is_understood_alike(round_: RoundFolder) -> None:
    """Rounded, about, in words, of women and men: the value is the same, and so is what has to be said of it."""
    answers = spoilt({"ÖK-09"}) | {
        "ÖK-01": value("15 av 18"),
        "ÖK-02": value("72 % (kv 74 / m 69)", Kommentar="Låg."),
        "ÖK-03": value(" 81 % "),
        "ÖK-04": value("ca 20"),
        "ÖK-05": value(2.5, Kommentar="Halvt."),
        "ÖK-06": value(-4, Kommentar="Minus."),
        "ÖK-07": value("1 234 567"),
        "ÖK-08": value("–"),
        "ÖK-10": value("PÅBÖRJAT "),
    }
    path = reply(round_, answers)
    before = read(round_)
    send_back(correction(round_), round_)
    path.unlink()
    after = read(round_)
    for id_, row in by_id(after).items():
        kept = {"utfall_rått", "varför"} if id_ == "ÖK-09" else {"utfall_rått"}
        assert {k: v for k, v in row.items() if k not in kept} == {
            k: v for k, v in by_id(before)[id_].items() if k not in kept
        }
    said = [
        sorted((f["kod"], f["indikator_id"]) for f in document["avvikelser"] if f["kod"][0] in "VR")
        for document in (before, after)
    ]
    # What was read beside a text stands in the cell as a number, and has been seen by whoever sent it back.
    assert [s for s in said[0] if s[0] not in ("V20", "V21")] == said[1]
    assert {"V20", "V21", "V23", "V24", "V27"} <= {code for code, _ in said[0]}
    (line,) = (line for line in listed(next(round_.corrections.iterdir())) if line["Ni skrev"] == "ca 20")
    assert line["Vad är fel"] == "”ca 20” är ungefärligt och läses som 20."


def test_a_corrected_file_takes_the_place_of_the_files_it_corrects(round_: RoundFolder) -> None:
    """Also of a partial one, and of one that was saved later; nobody is told of a contradiction."""
    ids = list(BILDNING)
    reply(round_, {id_: spoilt({"ÖK-01"})[id_] for id_ in ids[:4]}, file="del 1.xlsx", saved=EARLY)
    reply(round_, {id_: BILDNING[id_] for id_ in ids[3:8]}, file="del 2.xlsx", saved="2025-01-20T10:00:00Z")
    send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97), write("ÖK-05", OUTCOME, 4))
    document = read(round_)
    assert not errors(document)
    rows = by_id(document)
    assert (rows["ÖK-01"]["utfall"], rows["ÖK-05"]["utfall"], rows["ÖK-07"]["utfall"]) == (97, 4, 5)
    chosen = {s["fil"]: s["vald"] for s in document["inlämningar"] if s["förvaltning"] == "Bildning"}
    assert chosen == {"del 1.xlsx": False, "del 2.xlsx": False, "rättad.xlsx": True}
    assert codes(document["avvikelser"]).count("F10") == 2
    # What comes later from somebody else is neither taken for corrected nor lost.
    reply(round_, {id_: BILDNING[id_] for id_ in ids[8:]}, file="del 3.xlsx")
    assert by_id(read(round_))["ÖK-09"]["utfall"] == "klart"


@pytest.mark.parametrize("loss", [[lose_stamp], []], ids=["property only", "stamp"])
@pytest.mark.parametrize("program", ["", "LibreOffice", "Gnumeric"])
def test_a_correction_is_known_whatever_program_saved_it(
    round_: RoundFolder,
    convert: Callable[..., Path],
    recalculate_in_gnumeric: Callable[..., Path],
    program: str,
    loss: list[Any],
) -> None:
    reply(round_, spoilt({"ÖK-01", "ÖK-09"}))
    path = change(correction(round_), write("ÖK-01", OUTCOME, 0.97), *loss)
    if program:
        save = convert if program == "LibreOffice" else recalculate_in_gnumeric
        path = save(path)
    put(path, round_, "rättad.xlsx")
    document = read(round_)
    assert errors(document) == [("V04", "ÖK-09")]
    assert by_id(document)["ÖK-01"]["utfall"] == 97
    assert "H01" not in codes(document["avvikelser"])
    told = {f["kod"] for f in document["avvikelser"] if f["fil"] == "rättad.xlsx" and f["kod"][0] != "R"}
    assert told <= {"V04", "F11"}, "our own notes, list and columns are nothing to report"


def test_only_a_file_that_can_not_be_used_is_called_so(round_: RoundFolder) -> None:
    """One that counts may hold no answer to any row, and something to put right all the same."""

    def steps() -> str:
        lines = load_workbook(correction(round_))["Läs mig"].iter_rows(max_col=2, values_only=True)
        return " ".join(str(text) for line in lines for text in line)

    def of_nobody(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        top, heads = columns(sheet)
        for header, content in (("ID", "XX-99"), ("Indikator", "Vår egen"), (OUTCOME, 3)):
            sheet.cell(top + 1, heads[header]).value = content

    reply(round_, {}, of_nobody)
    assert "Gå till bladet Att rätta." in steps()
    assert "går inte att använda" not in steps()
    correction(round_).unlink()
    data = template(round_, "Bildning").read_bytes()
    set_setting(round_, "Omgång", "Delår")
    (round_.replies / "svar.xlsx").write_bytes(data)
    assert "Filen ni skickade går inte att använda." in steps()


def test_two_who_answered_a_part_each_are_named_row_by_row(round_: RoundFolder) -> None:
    """*Läs mig* has room for one name; which of the two said what would be lost."""
    answers, ids = spoilt({"ÖK-04"}), list(BILDNING)
    for name, part, when in (("Kim Exempel", ids[:5], EARLY), ("Robin Exempel", ids[5:], LATE)):
        reply(round_, {i: answers[i] for i in part}, say("Uppgiftslämnare", name), file=f"{name}.xlsx", saved=when)
    path = correction(round_)
    sheet = indicators(load_workbook(path))
    top, heads = columns(sheet)
    named = {
        sheet.cell(r, heads["ID"]).value: sheet.cell(r, heads["Uppgiftslämnare"]).value
        for r in range(top + 1, top + 11)
    }
    assert named == dict.fromkeys(ids[:5], "Kim Exempel") | dict.fromkeys(ids[5:], "Robin Exempel")
    send_back(path, round_, write("ÖK-04", OUTCOME, 20))
    rows = {row.indicator_id: row for row in merged(round_).rows}
    assert (rows["ÖK-04"].outcome, rows["ÖK-04"].respondent) == (20, "Kim Exempel")
    assert rows["ÖK-10"].respondent == "Robin Exempel"


def test_a_correction_without_any_stamp_contradicts_loudly(round_: RoundFolder) -> None:
    """Not known for what it is, it is one more file: what differs is asked about, never guessed."""
    reply(round_, {"ÖK-01": spoilt({"ÖK-01"})["ÖK-01"], "ÖK-04": value(20)})

    def lose_everything(workbook: Workbook) -> None:
        lose_stamp(workbook)
        for name in list(workbook.custom_doc_props.names):
            del workbook.custom_doc_props[name]

    send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97), write("ÖK-04", OUTCOME, 21), lose_everything)
    document = read(round_)
    assert ("H01", "ÖK-04") in errors(document)
    assert by_id(document)["ÖK-04"]["utfall"] is None


def test_answers_that_contradict_each_other_stand_side_by_side(round_: RoundFolder) -> None:
    reply(
        round_,
        {"ÖK-04": value(20), "ÖK-09": value("klart"), "ÖK-05": value(3, Kommentar="Ställdes in.")},
        file="a.xlsx",
    )
    reply(
        round_,
        {"ÖK-04": value(21), "ÖK-09": value("påbörjat"), "ÖK-05": value(3, Kommentar="Sjukdom.")},
        file="b.xlsx",
        saved=LATE,
    )
    path = correction(round_)
    sheet = indicators(load_workbook(path))
    assert sheet.cell(*place_of(sheet, "ÖK-04", OUTCOME)).value == "20 eller 21"
    assert sheet.cell(*place_of(sheet, "ÖK-09", OUTCOME)).value == "klart eller påbörjat"
    assert sheet.cell(*place_of(sheet, "ÖK-05", "Kommentar")).value == "Ställdes in. / Sjukdom."
    message = next(line["Vad är fel"] for line in listed(path) if line["Ni skrev"] == "20 eller 21")
    assert message == "b.xlsx har ”21” i Indikatorer!H7, och a.xlsx har ”20” i Indikatorer!H7."
    put(path, round_, "rättad.xlsx")
    assert {id_ for _, id_ in errors(read(round_))} == {"ÖK-04", "ÖK-09"}, "unchanged, it is asked about again"
    send_back(path, round_, write("ÖK-04", OUTCOME, 21), write("ÖK-09", OUTCOME, "klart"))
    document = read(round_)
    assert not errors(document)
    assert by_id(document)["ÖK-05"]["kommentar"] == "Ställdes in. / Sjukdom."


def test_a_contradiction_can_be_settled_in_favour_of_one_file(round_: RoundFolder) -> None:
    """The correction then says the same as that file, and is no copy of it: the other one must give way."""
    for file, answers in (("a.xlsx", {"ÖK-04": value(20)}), ("b.xlsx", {"ÖK-04": value(21), "ÖK-06": value(4)})):
        reply(round_, answers, file=file)
    assert errors(read(round_)) == [("H01", "ÖK-04")]
    send_back(correction(round_), round_, write("ÖK-04", OUTCOME, 21))
    document = read(round_)
    assert not errors(document)
    assert by_id(document)["ÖK-04"]["utfall"] == 21


def test_what_has_no_cell_in_the_workbook_is_listed_with_its_text(round_: RoundFolder) -> None:
    """Values without a row, rows without an answer, texts beside the table: in the list, with what was written."""
    answers = spoilt({"ÖK-01"})
    del answers["ÖK-04"], answers["ÖK-06"], answers["ÖK-07"], answers["ÖK-08"]
    reply(round_, answers, below(OUTCOME, 42), at("AA5", "se mejl"), notes_sheet, note("ÖK-02", OUTCOME, "Ring mig"))
    lines = listed(correction(round_))
    by_text = {line["Ni skrev"]: line for line in lines}
    assert by_text["42"]["Vad"] == "▲ rätta"
    assert (
        by_text["42"]["Gör så här"] == "Skriv ”42” på indikatorns rad i den här filen, om det hör till en indikator."
    )
    assert "se mejl" in by_text
    assert by_text["Ring mig om förskolan"]["Vad"] == "△ titta på"
    empty = [line for line in lines if line["Vad är fel"].startswith("Svar saknas")]
    assert [(line["Cell"], line["Vad är fel"]) for line in empty] == [
        ("rad 7, 9–11", "Svar saknas, 4 rader: ÖK-04, ÖK-06, ÖK-07 och ÖK-08.")
    ]
    assert [line["Vad"] for line in lines] == sorted(line["Vad"] for line in lines), "what must be first"


def test_what_people_wrote_beside_the_answers_is_told_after_the_correction_too(round_: RoundFolder) -> None:
    """The correction has no place for it, and the file that has is no longer used."""
    reply(round_, spoilt({"ÖK-01"}), at("AA5", "se mejl"), note("ÖK-02", OUTCOME, "Ring mig"))
    send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97), note("ÖK-03", "Kommentar", "Ny anteckning"))
    told = {(f["kod"], f["värde"]) for f in read(round_)["avvikelser"]}
    assert {("S07", "se mejl"), ("S13", "Ring mig"), ("S13", "Ny anteckning")} <= told
    assert not [f for f in told if "Att rätta" in (f[1] or "")]


def test_who_answered_and_when_and_notes_of_one_file_are_kept(round_: RoundFolder) -> None:
    answers = spoilt({"ÖK-01"})
    answers["ÖK-02"] |= {"Mätdatum": datetime(2024, 11, 30), "Uppgiftslämnare": "Kim Exempel"}  # noqa: DTZ001
    answers["ÖK-03"] |= {"Mätdatum": "i november", "Kommentar": "Rad ett\nRad två"}
    reply(
        round_,
        answers,
        say("Uppgiftslämnare", "Robin Exempel"),
        say("Mätdatum", "2024-12-31"),
        say("Vi är klara", "ja"),
    )
    before = by_id(read(round_))
    path = send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97))
    (round_.replies / "svar.xlsx").unlink()
    document = read(round_)
    after = by_id(document)
    assert {k: v for k, v in after.items() if k != "ÖK-01"} == {k: v for k, v in before.items() if k != "ÖK-01"}
    sheet = indicators(load_workbook(path))
    assert sheet.cell(*place_of(sheet, "ÖK-02", "Mätdatum")).value == datetime(2024, 11, 30)  # noqa: DTZ001
    assert sheet.cell(*place_of(sheet, "ÖK-03", "Kommentar")).value == "Rad ett\nRad två"
    assert "Robin Exempel" in str([c.value for row in load_workbook(path)["Läs mig"].iter_rows() for c in row])
    assert next(f["förvaltning"] for f in document["inlämningar"] if f["fil"] == "rättad.xlsx") == "Bildning"


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_what_has_been_changed_is_ticked_off_while_one_works(
    round_: RoundFolder, convert: Callable[..., Path], recalculate_in_gnumeric: Callable[..., Path]
) -> None:
    """Recalculated by both engines: the list, the row's column, its status and what is left follow the cells."""
    answers = spoilt({"ÖK-01", "ÖK-05", "ÖK-09", "ÖK-10"})
    answers["ÖK-02"] = value(0.785)  # not met and without a comment: worth a look, and the cell is another one
    reply(round_, answers)
    edits = (write("ÖK-01", OUTCOME, 0.97), write("ÖK-02", "Kommentar", "Nu"), write("ÖK-10", "Ej mätt", None))
    changed = change(correction(round_), *edits)
    for save in (convert, recalculate_in_gnumeric):
        path = save(changed)
        lines = {line["Cell"]: line["Läge"] or "" for line in listed(path)}
        assert lines == {"H4": "✓ ändrad", "H8": "kvar", "H12": "kvar", "H13": "✓ ändrad", "N5": "✓ ändrad"}
        sheet = load_workbook(path, data_only=True)["Indikatorer"]
        shown = {
            id_: tuple(
                sheet.cell(*place_of(sheet, id_, header)).value or None
                for header in ("Att rätta", "Status", "Att göra")
            )
            for id_ in ("ÖK-01", "ÖK-02", "ÖK-03", "ÖK-05", "ÖK-10")
        }
        assert shown["ÖK-01"] == ("✓ 1. ändrad", "klar", None)
        assert shown["ÖK-02"][1:] == ("klar", None)
        assert shown["ÖK-03"][1] == "klar"
        assert shown["ÖK-05"] == (
            "▲ 2. ”xx” är inget svar.",
            "kontrollera",
            "Se kolumnen Att rätta.",
        )
        assert shown["ÖK-10"][1] == "klar", "a value and a reason: emptying either settles it"


def test_a_value_that_is_still_unclear_is_not_judged_live(round_: RoundFolder, convert: Callable[..., Path]) -> None:
    """0.15 in a cell that says percent would be 15 %: the program asked which, so the workbook asks too."""

    def unformatted(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        cell = sheet.cell(*place_of(sheet, "ÖK-01", OUTCOME))
        cell.value, cell.number_format = 0.97, "General"

    reply(round_, BILDNING, unformatted)
    assert errors(read(round_)) == [("V06", "ÖK-01")]
    path = correction(round_)
    sheet = load_workbook(convert(path), data_only=True)["Indikatorer"]
    assert sheet.cell(*place_of(sheet, "ÖK-01", OUTCOME)).value == "0,97"
    assert sheet.cell(*place_of(sheet, "ÖK-01", "Bedömning")).value == "kontrollera"
    put(path, round_, "rättad.xlsx")
    assert errors(read(round_)) == [("V06", "ÖK-01")]


def test_a_file_that_can_not_be_used_is_asked_for_again(master: Master, round_: RoundFolder) -> None:
    """Where it is all that the department has sent; otherwise it is the controller's to put away."""

    def headers_gone(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        header_row, headers = columns(sheet)
        for header in ("ID", OUTCOME):
            sheet.cell(header_row, headers[header]).value = "Ändrad"

    reply(round_, BILDNING, headers_gone)
    assert [f["kod"] for f in read(round_)["avvikelser"] if f["nivå"] == "fel"] == ["S09"]
    path = correction(round_)
    (line,) = listed(path)
    assert line["Gör så här"] == "Fyll i den här filen i stället, och låt rubrikerna vara som de är."
    sheet = indicators(load_workbook(path))
    assert not [id_ for id_ in BILDNING if sheet.cell(*place_of(sheet, id_, OUTCOME)).value is not None]
    put(master.filled["Bildning"], round_)
    made = make_corrections(round_)
    assert not made.files
    assert [f.code for f in made.others] == ["S09"]
    assert made.left_over == (path.name,)
    (bildning,) = (d for d in standing(round_).rows if d.status.department.name == "Bildning")
    assert (bildning.todo, bildning.levels["fel"]) == ("klart", 1)


def test_nothing_that_a_department_wrote_can_run_in_what_it_gets_back(round_: RoundFolder) -> None:
    dangerous = {
        "ÖK-01": '=HYPERLINK("http://example.com","x")',
        "ÖK-02": "=cmd|' /C calc'!A0",
        "ÖK-03": "@SUM(1+1)",
        "ÖK-04": "+1+cmd",
        "ÖK-05": "-1+2",
        "ÖK-06": "\t=1+1",
        "ÖK-07": "\r=1+1",
        "ÖK-08": '"&HYPERLINK("http://example.com")&"',
        "ÖK-09": "http://example.com/x",
    }
    edits = [
        as_text(id_, text, header) for id_, text in dangerous.items() for header in (OUTCOME, "Kommentar", "Åtgärd")
    ]
    reply(round_, BILDNING, *edits, at("AA5", "=1+1"), file="=HYPERLINK(1).xlsx")
    path = correction(round_)
    for sheet in load_workbook(path):
        for cell in (c for row in sheet.iter_rows() for c in row):
            if cell.data_type == "f":
                outside = re.sub(r'"(?:[^"]|"")*"', '""', str(cell.value)).replace('HYPERLINK(""&', "")
                assert not re.search(r"cmd|example|\|", outside), f"{cell}: {cell.value}"
            if cell.hyperlink is not None:
                assert cell.hyperlink.target is None
    sheet = indicators(load_workbook(path))
    assert sheet.cell(*place_of(sheet, "ÖK-02", "Kommentar")).data_type == "s"


def run(folder: RoundFolder, *arguments: str) -> Any:
    return CliRunner().invoke(cli, ["rättelser", "--mapp", str(folder.path), *arguments])


def test_the_command_says_what_it_made_and_what_it_could_not(master: Master, round_: RoundFolder) -> None:
    reply(round_, spoilt({"ÖK-01", "ÖK-09"}) | {"ÖK-04": {}})
    put(master.filled["Övriga"], round_)
    (round_.replies / "trasig.xlsx").write_bytes(b"PK\x03\x04 ingen arbetsbok")
    result = run(round_, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    name = "Bildning – Utfall Helår 2024 – rättelse.xlsx"
    assert document["rättelser"] == [
        {"förvaltning": "Bildning", "fil": f"rättelser/{name}", "fel": 2, "varningar": 1}
    ]
    assert [f["kod"] for f in document["övriga"]] == ["F01"]
    text = run(round_).stdout
    assert f"rättelser/{name} (2 att rätta, 1 att titta på)" in text
    assert "trasig.xlsx går inte att läsa" in text
    (round_.replies / "svar.xlsx").unlink()
    after = run(round_)
    assert "Ingen förvaltning har något fel att rätta." in after.stdout
    assert name in after.stderr
    assert (round_.corrections / name).exists()


def test_the_same_answers_give_the_same_bytes(round_: RoundFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    reply(round_, spoilt(set(FAULTS)))
    one = correction(round_).read_bytes()
    shutil.rmtree(round_.corrections)
    assert correction(round_).read_bytes() == one


def test_a_file_that_would_say_the_same_is_left_alone(round_: RoundFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    reply(round_, spoilt(set(FAULTS)))
    made = correction(round_)
    before, then = made.read_bytes(), made.stat().st_mtime_ns
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert run(round_).exit_code == 0
    assert (made.read_bytes(), made.stat().st_mtime_ns) == (before, then)
    made.write_bytes(before[:-40])  # one that is broken is made anew
    assert run(round_).exit_code == 0
    assert len(made.read_bytes()) > len(before) - 40
    load_workbook(made)


def test_a_correction_can_be_corrected(round_: RoundFolder) -> None:
    """A second time round: both files before it are replaced, also where only the last is kept."""
    reply(round_, spoilt({"ÖK-01", "ÖK-09"}))
    send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97), file="andra.xlsx")
    assert errors(read(round_)) == [("V04", "ÖK-09")]
    send_back(correction(round_), round_, write("ÖK-09", OUTCOME, "klart"), file="tredje.xlsx", saved=EARLY)
    document = read(round_)
    assert not errors(document)
    assert {s["fil"]: s["vald"] for s in document["inlämningar"] if s["fil"]} == {
        "svar.xlsx": False,
        "andra.xlsx": False,
        "tredje.xlsx": True,
    }
    assert by_id(document)["ÖK-01"]["utfall"] == 97


def test_no_correction_where_nothing_is_wrong(master: Master, round_: RoundFolder) -> None:
    put(master.filled["Bildning"], round_)
    assert not make_corrections(round_).files
    assert not round_.corrections.exists()


# Several people, and several files


def half(folder: RoundFolder) -> None:
    """Two people have answered a half each, and said different things of one row."""
    ids = list(BILDNING)
    mine = {id_: spoilt({"ÖK-01"})[id_] for id_ in ids[:5]}
    reply(folder, mine, file="Bo.xlsx")
    reply(folder, {id_: spoilt({"ÖK-09"})[id_] for id_ in ids[5:]} | {"ÖK-04": value(21)}, file="Anna.xlsx")
    assert {id_ for _, id_ in errors(read(folder))} == {"ÖK-01", "ÖK-04", "ÖK-09"}


def test_two_people_who_each_correct_a_half_are_merged(round_: RoundFolder) -> None:
    """A change counts before what was left as it was, whichever file was saved last."""
    half(round_)
    sent = correction(round_)
    other = shutil.copy(sent, round_.path / "annas.xlsx")
    send_back(
        sent, round_, write("ÖK-01", OUTCOME, 0.97), write("ÖK-04", OUTCOME, 20), file="rättad Bo.xlsx", saved=EARLY
    )
    send_back(other, round_, write("ÖK-09", OUTCOME, "klart"), file="rättad Anna.xlsx", saved=LATE)
    document = read(round_)
    assert not errors(document)
    rows = by_id(document)
    assert (rows["ÖK-01"]["utfall"], rows["ÖK-04"]["utfall"], rows["ÖK-09"]["utfall"]) == (97, 20, "klart")
    assert {s["fil"]: s["varför"] for s in document["inlämningar"] if s["vald"]} == {
        "rättad Bo.xlsx": "rättelse",
        "rättad Anna.xlsx": "rättelse",
    }


def test_two_people_who_correct_one_cell_in_different_ways_are_asked(round_: RoundFolder) -> None:
    half(round_)
    sent = correction(round_)
    other = shutil.copy(sent, round_.path / "annas.xlsx")
    send_back(sent, round_, write("ÖK-04", OUTCOME, 20), file="rättad Bo.xlsx", saved=EARLY)
    send_back(other, round_, write("ÖK-04", OUTCOME, 21), file="rättad Anna.xlsx", saved=LATE)
    assert ("H01", "ÖK-04") in errors(read(round_))


def test_what_somebody_emptied_stays_empty(round_: RoundFolder) -> None:
    reply(round_, spoilt({"ÖK-01", "ÖK-10"}))
    sent = correction(round_)
    other = shutil.copy(sent, round_.path / "annas.xlsx")
    send_back(sent, round_, write("ÖK-10", "Ej mätt", None), file="rättad Bo.xlsx", saved=EARLY)
    send_back(other, round_, write("ÖK-01", OUTCOME, 0.97), file="rättad Anna.xlsx", saved=LATE)
    document = read(round_)
    assert not errors(document)
    assert by_id(document)["ÖK-10"]["ej_mätt"] is None
    assert by_id(document)["ÖK-10"]["utfall"] == "påbörjat"


def test_an_answer_that_came_after_the_correction_was_sent_out_is_not_lost(round_: RoundFolder) -> None:
    """The correction did not know of it: what was left as it was gives way, what was changed is held against it."""
    reply(round_, spoilt({"ÖK-01"}))
    sent = correction(round_)
    reply(round_, {"ÖK-03": value(0.5, Kommentar="Enkäten var fel."), "ÖK-04": value(22)}, file="Cecilia.xlsx")
    send_back(sent, round_, write("ÖK-01", OUTCOME, 0.97), write("ÖK-04", OUTCOME, 23))
    document = read(round_)
    rows = by_id(document)
    assert (rows["ÖK-03"]["utfall"], rows["ÖK-03"]["kommentar"]) == (50, "Enkäten var fel.")
    assert rows["ÖK-01"]["utfall"] == 97
    assert errors(document) == [("H01", "ÖK-04")]


@pytest.mark.parametrize("alone", [True, False], ids=["saved over", "saved beside"])
def test_the_old_answer_saved_once_more_does_not_undo_the_correction(round_: RoundFolder, alone: bool) -> None:
    first = reply(round_, spoilt({"ÖK-01", "ÖK-09"}))
    send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97), write("ÖK-09", OUTCOME, "klart"))
    again = reply(round_, spoilt({"ÖK-01", "ÖK-09"}), file="svar igen.xlsx", saved="2025-01-25T10:00:00Z")
    if alone:
        first.unlink()
    document = read(round_)
    assert not errors(document)
    assert by_id(document)["ÖK-09"]["utfall"] == "klart"
    assert next(s for s in document["inlämningar"] if s["fil"] == again.name)["varför"] == "rättad i rättad.xlsx"


def test_a_correction_that_was_corrected_in_turn_does_not_come_back(round_: RoundFolder) -> None:
    reply(round_, spoilt({"ÖK-01", "ÖK-04", "ÖK-09"}))
    first = send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97), file="första.xlsx")
    second = correction(round_)
    change(first)
    put_saved(first, "2025-02-01T10:00:00Z")
    send_back(second, round_, write("ÖK-09", OUTCOME, "klart"), write("ÖK-01", OUTCOME, 0.98), file="andra.xlsx")
    document = read(round_)
    assert errors(document) == [("V10", "ÖK-04")]
    assert (by_id(document)["ÖK-01"]["utfall"], by_id(document)["ÖK-09"]["utfall"]) == (98, "klart")


def test_a_correction_that_nobody_has_changed_says_so(round_: RoundFolder) -> None:
    reply(round_, spoilt({"ÖK-01"}))
    send_back(correction(round_), round_)
    why = {s["fil"]: s["varför"] for s in read(round_)["inlämningar"]}
    assert why["rättad.xlsx"] == "rättelse, ingenting ändrat"


def test_a_refused_file_is_settled_when_another_comes_in_its_place(round_: RoundFolder) -> None:
    def headers_gone(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        header_row, headers = columns(sheet)
        for header in ("ID", OUTCOME):
            sheet.cell(header_row, headers[header]).value = "Ändrad"

    reply(round_, BILDNING, headers_gone)
    edits = [write(id_, h, c) for id_, row in BILDNING.items() for h, c in row.items()]
    send_back(correction(round_), round_, *edits)
    document = read(round_)
    assert not errors(document)
    assert next(s["varför"] for s in document["inlämningar"] if s["fil"] == "svar.xlsx") == "rättad i rättad.xlsx"
    assert not make_corrections(round_).others


def test_values_without_a_row_are_told_until_the_controller_has_seen_them(round_: RoundFolder) -> None:
    """The correction has no place for them, so that they came right can't be told; but nobody is asked twice."""
    reply(round_, spoilt({"ÖK-01"}), below(OUTCOME, 42))
    send_back(correction(round_), round_, write("ÖK-01", OUTCOME, 0.97))
    document = read(round_)
    assert not errors(document)
    assert [(f["kod"], f["värde"]) for f in document["avvikelser"] if f["kod"] == "S20"] == [("S20", "42")]
    assert not make_corrections(round_).files


def test_a_row_that_the_register_has_taken_away_is_no_fault_of_the_department(
    master: Master, round_: RoundFolder
) -> None:
    """Also in a file without a stamp's help: none of the template's own texts is taken for a person's."""
    put(master.filled["Bildning"], round_)
    edit_register(round_, "ÖK-10", Förvaltning="ÖVR")
    document = read(round_)
    told = [
        (f["kod"], f["cell"])
        for f in document["avvikelser"]
        if f["kod"].startswith("S") and f["fil"] == "Bildning.xlsx"
    ]
    assert {code for code, _ in told} == {"S19"}
    assert not errors(document)
    assert not make_corrections(round_).files


def test_a_question_about_the_second_value_is_no_missing_answer(folder: RoundFolder) -> None:
    assign(folder, {"BIL": ("Bildning", range(10))})
    edit_register(folder, "ÖK-04", Antal_värden="2")
    create_templates(folder)
    for file, second in (("a.xlsx", 20), ("b.xlsx", 21)):
        reply(folder, {"ÖK-04": value(19, **{"Utfall 2024 (2)": second})}, file=file)
    document = read(folder)
    assert by_id(document)["ÖK-04"]["bedömning"] == "kan ej bedömas"
    assert [f["kod"] for f in document["avvikelser"] if f["indikator_id"] == "ÖK-04" and f["nivå"] == "fel"] == [
        "H01"
    ]


def test_what_was_written_is_shown_as_it_was_seen(round_: RoundFolder) -> None:
    """Whatever column, with its decimals: a day is no percentage, and half a percent is not one."""
    answers = spoilt({"ÖK-09"})
    answers["ÖK-01"] = value(0.005, Kommentar="Lågt.")
    answers["ÖK-05"] = value(2.5, Kommentar="Halvt.", Mätdatum=datetime(2030, 1, 1))  # noqa: DTZ001
    reply(round_, answers)
    path = correction(round_)
    workbook = load_workbook(path)
    sheet, (row, column) = workbook[LISTED], place_of(indicators(workbook), "ÖK-05", "Mätdatum")
    shown = {sheet.cell(row, 4).value: sheet.cell(row, 5) for row in range(4, sheet.max_row + 1)}
    assert [(shown[c].value, shown[c].number_format) for c in ("H4", "H8", f"{get_column_letter(column)}{row}")] == [
        ("0,5 %", "General"),
        (2.5, '#,##0.0" st"' if "st" in shown["H8"].number_format else "#,##0.0"),
        (datetime(2030, 1, 1), "yyyy-mm-dd"),  # noqa: DTZ001
    ]


def test_notes_on_the_other_sheets_are_told(round_: RoundFolder) -> None:
    reply(round_, spoilt({"ÖK-01"}))

    def notes(workbook: Workbook) -> None:
        workbook[LISTED]["F4"].comment = Comment("Förstår inte, ring mig", "Kim")
        workbook["Läs mig"]["A3"].comment = Comment("Se bilagan", "Kim")

    send_back(correction(round_), round_, notes)
    told = {(f["blad"], f["värde"]) for f in read(round_)["avvikelser"] if f["kod"] == "S13"}
    assert told == {(LISTED, "Förstår inte, ring mig"), ("Läs mig", "Se bilagan")}


def test_a_day_for_the_whole_workbook_that_is_none_is_asked_about_at_once(round_: RoundFolder) -> None:
    reply(round_, spoilt({"ÖK-01"}), say("Mätdatum", "våren 2024"))
    document = read(round_)
    assert [(f["blad"], f["värde"]) for f in document["avvikelser"] if f["kod"] == "S21"] == [
        ("Läs mig", "våren 2024")
    ]
    assert any(line["Ni skrev"] == "våren 2024" for line in listed(correction(round_)))


def test_what_has_no_cell_of_its_own_can_be_ticked_off_too(folder: RoundFolder, convert: Callable[..., Path]) -> None:
    """By hand where only a person can tell; by itself when all rows are filled in, or one of three values changed."""
    assign(folder, {"BIL": ("Bildning", range(10))})
    edit_register(folder, "ÖK-04", Könsuppdelad="ja")
    create_templates(folder)
    answers = spoilt({"ÖK-01"}) | {"ÖK-04": value(20, Kvinnor=5, Män=6), "ÖK-07": {}, "ÖK-08": {}}
    reply(folder, answers, below(OUTCOME, 42))

    def state(path: Path) -> dict[str, str]:
        return {line["Vad är fel"][:12]: line["Läge"] or "" for line in listed(path)}

    sent = correction(folder)
    before = state(convert(sent))
    assert before == {"”ca 90-95” i": "kvar", "”42” står på": "", "20 för alla ": "", "Svar saknas,": ""}
    sheet = load_workbook(sent)[LISTED]
    by_hand = [c.coordinate for row in sheet.iter_rows(min_row=4) for c in row if not c.protection.locked]
    assert by_hand == [f"H{3 + next(line['Nr'] for line in listed(sent) if line['Ni skrev'] == '42')}"]
    assert any(
        by_hand[0] in rule.sqref and "✓ klart" in rule.formula1 for rule in sheet.data_validations.dataValidation
    )
    change(sent, write("ÖK-04", "Män", 15), write("ÖK-07", OUTCOME, 5), write("ÖK-08", "Ej mätt", "uppgift saknas"))
    after = state(convert(sent))
    assert after == before | {"20 för alla ": "✓ ändrad", "Svar saknas,": "✓ ändrad"}
