"""The log as auditors and a controller with bad luck meet it: whole, in order, nothing twice, nothing private."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from helpers import BILDNING, OVRIGA, ROOT, fill, put_saved, set_setting, template, value
from msgspec.structs import replace
from openpyxl import load_workbook

from indikator_excel.cli import run
from indikator_excel.folder import RoundFolder
from indikator_excel.log import file as log_file
from indikator_excel.log.event import Event, What
from indikator_excel.log.file import read_log
from indikator_excel.log.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


def call(command: str, folder: RoundFolder, *arguments: str) -> int:
    return run([command, *arguments, "--mapp", str(folder.path)])


def lines(folder: RoundFolder) -> list[Json]:
    return [json.loads(line) for line in folder.log.read_text(encoding="utf-8").splitlines()]


def said(entries: list[Json]) -> list[tuple[str, str]]:
    return [(e["händelse"], e["fil"]) for e in entries]


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_step_of_a_round_stands_in_the_log_with_the_hash_of_the_very_file(
    tmp_path: Path, annex_file: Path, round_: RoundFolder
) -> None:
    folder = RoundFolder(tmp_path / "ny")
    folder.path.mkdir()
    shutil.copy(round_.register, folder.register)  # with its departments
    fill(template(round_, "Bildning"), folder.replies / "x" / "bil.xlsx", BILDNING)
    fill(template(round_, "Övriga"), folder.replies / "övr.xlsx", OVRIGA | {"KK-01": value("vet ej, Berit är sjuk")})
    (folder.replies / "anteckning.xlsx").write_bytes(b"PK trasig")

    for command, *arguments in (
        ("läs-bilaga", str(annex_file)),
        ("granska",),
        ("skapa-mallar",),
        ("sammanstall",),
        ("rättelser",),
        ("fyll-bilaga",),
        ("ny-omgång", str(tmp_path / "nästa"), "--omgång", "Bokslut"),
    ):
        before = len(lines(folder)) if folder.log.exists() else 0
        assert call(command, folder, *arguments) in (0, 1)
        told = lines(folder)[before:] if folder.log.exists() else []
        if command == "läs-bilaga":
            assert said(told)[0] == ("läst", annex_file.name)  # no more of the path than the name
            assert told[0]["sha256"] == sha(annex_file)
        if command == "sammanstall":
            assert {e["kommando"] for e in told} == {"sammanställ"}
        for entry in told:
            path = folder.path / entry["fil"]
            if path.exists() and entry is told[-1]:
                assert entry["sha256"] == sha(path), entry

    everything = said(lines(folder))
    for written in (
        "register.xlsx",
        "mallar/Bildning – Utfall Helår 2024.xlsx",
        "sammanställning.xlsx",
        "rättelser/Övriga – Utfall Helår 2024 – rättelse.xlsx",
        "bilaga.docx",
    ):
        assert ("skrivet", written) in everything, written
    chosen = {e["fil"]: (e["vald"], e["varför"], e["sha256"]) for e in lines(folder) if e["händelse"] == "valt"}
    assert chosen == {
        "svar/x/bil.xlsx": (True, "komplett", sha(folder.replies / "x" / "bil.xlsx")),
        "svar/övr.xlsx": (True, "komplett", sha(folder.replies / "övr.xlsx")),
        "svar/anteckning.xlsx": (False, "F01 Filen kan inte läsas", sha(folder.replies / "anteckning.xlsx")),
    }
    # The new round says what it was made of, and the old folder was left alone.
    new = lines(RoundFolder(tmp_path / "nästa"))
    assert said(new)[:2] == [("omgång gjord", "ny/register.xlsx"), ("skrivet", "register.xlsx")]
    assert new[0]["sha256"] == sha(folder.register)
    assert {e["kommando"] for e in new} == {"ny-omgång"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", e["tid"]) for e in lines(folder))


def test_a_run_without_change_adds_nothing_of_the_replies_and_a_change_is_told(round_: RoundFolder) -> None:
    bildning = fill(template(round_, "Bildning"), round_.replies / "bil.xlsx", BILDNING)
    fill(template(round_, "Övriga"), round_.replies / "övr.xlsx", dict(list(OVRIGA.items())[:3]))

    def consolidated() -> list[tuple[str, str]]:
        before = len(lines(round_)) if round_.log.exists() else 0
        assert call("sammanställ", round_) == 0
        return [entry for entry in said(lines(round_)[before:]) if entry != ("skrivet", "sammanställning.xlsx")]

    first = [("läst", "register.xlsx"), ("läst", "svar/bil.xlsx"), ("valt", "svar/bil.xlsx")]
    assert consolidated() == [*first, ("läst", "svar/övr.xlsx"), ("valt", "svar/övr.xlsx")]
    assert consolidated() == []
    # Övriga sends the rest, which takes the place of the first; Bildning's file is changed, and then taken away.
    put_saved(fill(template(round_, "Övriga"), round_.replies / "övr 2.xlsx", OVRIGA), "2099-01-01T00:00:00Z")
    assert consolidated() == [("läst", "svar/övr 2.xlsx"), ("valt", "svar/övr 2.xlsx"), ("valt", "svar/övr.xlsx")]
    fill(template(round_, "Bildning"), bildning, BILDNING | {"ÖK-04": value(21)})
    assert consolidated() == [("läst", "svar/bil.xlsx"), ("valt", "svar/bil.xlsx")]
    again = bildning.read_bytes()
    bildning.unlink()
    assert consolidated() == [("borta", "svar/bil.xlsx")]
    assert consolidated() == []
    bildning.write_bytes(again)
    assert consolidated() == [("läst", "svar/bil.xlsx"), ("valt", "svar/bil.xlsx")]


def test_nothing_that_stands_in_a_reply_stands_in_the_log(round_: RoundFolder) -> None:
    private = "Berit Hemligsson är sjukskriven"
    rows = {"ÖK-01": value(private, Kommentar=private), "ÖK-02": value(0.5, Åtgärd=private, Uppgiftslämnare=private)}
    fill(template(round_, "Bildning"), round_.replies / "a.xlsx", BILDNING | rows)
    foreign = fill(template(round_, "Övriga"), round_.replies / "b.xlsx", {})
    book = load_workbook(foreign)  # says that it is of another round, which the message about it quotes
    stamp = next(sheet for sheet in book if sheet.sheet_state == "veryHidden")
    for row in stamp:
        for cell in row:
            if cell.value and "Helår" in str(cell.value):
                cell.value = str(cell.value).replace("Helår", private)
    book.save(foreign)
    for command in ("sammanställ", "rättelser", "fyll-bilaga"):
        assert call(command, round_) in (0, 1)
    text = round_.log.read_text(encoding="utf-8")
    assert {e["vald"] for e in lines(round_) if e["händelse"] == "valt"} == {True, False}
    for word in ("Berit", "Hemligsson", "sjukskriven", str(round_.path.parent)):
        assert word not in text


def test_a_line_that_was_cut_off_is_kept_told_and_never_glued_to_the_next(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(template(round_, "Bildning"), round_.replies / "a.xlsx", BILDNING)
    assert call("sammanställ", round_) == 0
    whole = round_.log.read_bytes()
    torn = whole[: whole.rindex(b'"sha256"') + 20]
    assert b"\xc3" in torn
    round_.log.write_bytes(torn)
    assert call("fyll-bilaga", round_) == 0
    assert round_.log.read_bytes().startswith(torn + b"\n")
    log = read_log(round_.log)
    assert log.torn == [torn.count(b"\n") + 1]
    assert log.events[-1].file == "bilaga.docx"
    capsys.readouterr()
    assert call("status", round_, "--logg") == 0
    told = capsys.readouterr()
    assert f"1 rad inte att läsa ({log.torn[0]}), troligen för att en skrivning avbröts." in told.err
    assert "skrev bilaga.docx" in told.out
    assert call("status", round_, "--logg", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["trasiga_rader"] == log.torn
    assert document["logg"][-1]["fil"] == "bilaga.docx"
    # Not text at all, and what a later version may write, are no reason to stop either.
    with round_.log.open("ab") as stream:
        stream.write(b'\xff\xfe\x00\n{"tid": "2030-01-01", "h\xc3\xa4ndelse": "arkiverat"}\n[1]\nnull\n')
        # By hand, without a time zone and with things in the wrong places.
        stream.write(b'{"tid": "2025-01-01 08:00", "h\xc3\xa4ndelse": "skickat", "brev": "utskick", "kod": "BIL"}\n')
        stream.write(
            b'{"tid": "2025-01-01T08:00:00+01:00", "h\xc3\xa4ndelse": "skickat", "brev": "utskick", "kod": "BIL"}\n'
        )
        stream.write(b'{"tid": 5, "h\xc3\xa4ndelse": "skickat"}\n{"tid": "", "h\xc3\xa4ndelse": [3], "till": 7}\n')
    capsys.readouterr()
    assert call("status", round_) == 0
    said = "I logg.jsonl går 5 rader inte att läsa. Därför syns kanske inte allt som har skickats."
    assert said in capsys.readouterr().err
    assert call("sammanställ", round_) == 0
    assert call("status", round_, "--logg") == 0
    told = capsys.readouterr()
    assert "arkiverat" in told.out
    assert "troligen för att filen har ändrats eller sparats om" in told.err


def _write_many(path: str, name: str, start: Any) -> None:
    journal, folder = Journal(name), RoundFolder(Path(path))
    start.wait(20)
    for number in range(20):
        assert journal(folder, [Event(What.READ, f"{name}/{number}-{n}", why=name * 3000) for n in range(50)])


def test_two_processes_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    workers = [context.Process(target=_write_many, args=(str(tmp_path), name, start)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    log = read_log(RoundFolder(tmp_path).log)
    assert not log.torn
    for name in "ab":
        own = [e.file for e in log.events if e.command == name]
        assert own == [f"{name}/{number}-{n}" for number in range(20) for n in range(50)]


@pytest.mark.parametrize("fault", ["folder", "denied", "full"])
def test_a_log_that_can_not_be_written_stops_no_work_and_is_said(
    fault: str, round_: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(template(round_, "Bildning"), round_.replies / "a.xlsx", BILDNING)
    if fault == "folder":
        round_.log.mkdir()
        why = "det är en mapp"
    elif fault == "denied":
        real_open: Callable[..., int] = os.open

        def denied(path: Any, *rest: Any, **more: Any) -> int:
            if str(path).endswith("logg.jsonl"):
                raise PermissionError(13, "Permission denied")
            return real_open(path, *rest, **more)

        monkeypatch.setattr(log_file.os, "open", denied)
        why = "du saknar behörighet"
    else:

        def full(*_: Any) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(log_file, "_write", full)
        why = "disken är full"
    assert call("sammanställ", round_, "--tyst") == 0
    told = capsys.readouterr()
    assert told.err == (
        f"logg.jsonl kunde inte skrivas: {why}. Det som gjordes nu står inte i loggen, men är gjort ändå.\n"
    )
    assert round_.consolidation.exists()
    monkeypatch.undo()
    if fault == "folder":
        assert call("status", round_) == 0
        assert "logg.jsonl kunde inte läsas: det är en mapp. Därför syns inte vad som har skickats." in (
            capsys.readouterr().err
        )
        assert call("status", round_, "--logg") == 2


def test_the_same_round_on_the_same_day_gives_the_same_log(
    tmp_path: Path, round_: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(template(round_, "Bildning"), round_.replies / "a.xlsx", BILDNING)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")
    other = RoundFolder(tmp_path / "annan")
    shutil.copytree(round_.path, other.path)
    for command in ("skapa-mallar", "sammanställ", "rättelser", "fyll-bilaga"):
        for folder in (round_, other):
            assert call(command, folder) in (0, 1)
    assert round_.log.read_bytes() == other.log.read_bytes()
    assert {e["tid"] for e in lines(other)} == {"2025-02-03T08:00:00+00:00"}
    # Files that came out as they were are no news.
    count = len(lines(other))
    assert call("skapa-mallar", other) == 0
    assert len(lines(other)) == count


def test_status_says_what_to_do_next_and_about_whom_first(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_setting(round_, "Sista svarsdag", "2025-02-05")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")  # 2025-02-03

    def status() -> dict[str, Json]:
        capsys.readouterr()
        assert call("status", round_, "--json") == 0
        document = json.loads(capsys.readouterr().out)
        assert document["dagar_kvar"] == 2
        return {d["förvaltning"]: d for d in document["förvaltningar"]}

    assert {d["att_göra"] for d in status().values()} == {"påminn"}
    # Once one department has been written to, those that have not are told apart.
    journal = Journal("utskick")
    letter = {"department": "Bildning", "code": "BIL", "letter": "utskick", "content": "x"}
    draft = Event(What.WRITTEN, "utskick/b.eml", "1" * 64, **letter)
    journal(round_, [draft])  # to nobody
    assert status()["Bildning"]["skickat"] is None
    journal(round_, [replace(draft, digest="2" * 64, recipients=("bil@example.se",))])
    assert status()["Övriga"]["att_göra"] == "skicka mallen"
    assert status()["Bildning"]["skickat"] == {"tid": "2025-02-03T08:00:00+00:00", "läge": "utkast"}
    journal(round_, [Event(What.SENDING, **letter)])
    assert status()["Bildning"]["skickat"]["läge"] == "okänt"
    assert [(n, d["att_göra"]) for n, d in status().items()] == [
        ("Bildning", "fråga om mejlet kom fram"),
        ("Övriga", "skicka mallen"),
    ]
    journal(round_, [Event(What.SENT, **letter)])
    assert status()["Bildning"]["skickat"]["läge"] == "skickat"
    assert status()["Bildning"]["att_göra"] == "påminn"
    # One that went wrong later takes nothing back.
    journal(round_, [Event(What.SENDING, **letter), Event(What.NOT_SENT, **letter), Event(What.NOT_SENT, **letter)])
    assert status()["Bildning"]["skickat"]["läge"] == "skickat"
    reminder = letter | {"letter": "påminnelse"}
    journal(round_, [Event(What.SENDING, **reminder), Event(What.NOT_SENT, **reminder)])
    assert status()["Bildning"]["påmind"] is None
    journal(round_, [Event(What.SENDING, **reminder), Event(What.SENT, **reminder)])
    assert status()["Bildning"]["att_göra"] == "vänta"  # once a day is enough

    fill(template(round_, "Bildning"), round_.replies / "b.xlsx", BILDNING)
    assert [(n, d["att_göra"]) for n, d in status().items()] == [("Övriga", "skicka mallen"), ("Bildning", "klart")]
    fill(template(round_, "Övriga"), round_.replies / "ö.xlsx", OVRIGA | {"MU-01": value("kommer i maj")})
    assert [(n, d["att_göra"]) for n, d in status().items()] == [("Övriga", "skicka rättelse"), ("Bildning", "klart")]
    fill(template(round_, "Övriga"), round_.replies / "ö.xlsx", OVRIGA)
    fill(template(round_, "Bildning"), round_.replies / "b.xlsx", BILDNING | {"ÖK-04": value("kommer i maj")})
    now = status()
    assert [(n, d["att_göra"], d["fel"], d["senaste_fil"]) for n, d in now.items()] == [
        ("Bildning", "skicka rättelse", 1, "b.xlsx"),
        ("Övriga", "klart", 0, "ö.xlsx"),
    ]
    assert call("status", round_) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0] == "Helår 2024. 2 dagar kvar till sista svarsdag."
    assert re.split(r"  +", table[1]) == [
        *("Förvaltning", "Status", "Ifyllt", "Fel", "Skickat", "Påmind", "Att göra", "Senaste fil"),
    ]
    assert re.split(r"  +", table[2]) == [
        *("Bildning", "svarat", "10 av 10", "1", "2025-02-03", "2025-02-03", "skicka rättelse", "b.xlsx"),
    ]


def test_status_tells_what_is_not_made_and_what_is_already_sent_back(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def todo() -> dict[str, str]:
        capsys.readouterr()
        assert call("status", round_, "--json") == 0
        return {d["förvaltning"]: d["att_göra"] for d in json.loads(capsys.readouterr().out)["förvaltningar"]}

    assert set(todo().values()) == {"skicka mallen"}
    made = round_.templates.rename(round_.path / "undan")
    assert set(todo().values()) == {"gör mallen"}
    made.rename(round_.templates)
    # Who answers has got the template somehow, and so have the others.
    wrong = fill(template(round_, "Bildning"), round_.replies / "b.xlsx", BILDNING | {"ÖK-04": value("i maj")})
    put_saved(wrong, "2025-02-03T07:00:00Z")
    assert todo() == {"Bildning": "skicka rättelse", "Övriga": "vänta"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")  # 2025-02-03 08:00
    journal = Journal("utskick")
    letter = {"department": "Bildning", "code": "BIL", "letter": "rättelser", "content": "x"}
    journal(round_, [Event(What.SENDING, **letter)])
    assert todo() == {"Bildning": "fråga om mejlet kom fram", "Övriga": "vänta"}
    journal(round_, [Event(What.SENT, **letter)])
    assert todo() == {"Bildning": "vänta på rättad fil", "Övriga": "vänta"}
    put_saved(wrong, "2025-02-04T07:00:00Z")  # still wrong, in another way
    assert todo() == {"Bildning": "skicka rättelse", "Övriga": "vänta"}


def test_the_log_is_shown_without_any_library_for_spreadsheets(round_: RoundFolder) -> None:
    code = (
        "import sys; from indikator_excel.cli import run; status = run(sys.argv[1:]); "
        "print([m for m in ('pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'smtplib') if m in sys.modules], status)"
    )
    arguments = ["status", "--logg", "--mapp", str(round_.path)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[] 0"
