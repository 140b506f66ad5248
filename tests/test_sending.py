"""``utskick --skicka`` against a real server on this computer: what arrives, what does not, and nothing twice."""

from __future__ import annotations

import email
import json
import socket
import ssl
import subprocess
import sys
from collections import Counter
from datetime import date
from email import policy
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from helpers import BILDNING, OVRIGA, ROOT, assign, fill, set_setting, template, value

from indikator_excel.cli import run
from indikator_excel.dispatch import password, send
from indikator_excel.dispatch.password import VARIABLE, password_for
from indikator_excel.dispatch.smtp import Connection, Outcome
from indikator_excel.errors import UserError
from indikator_excel.indicators.mail_server import MailServer, Security
from indikator_excel.register.book import Book
from indikator_excel.register.layout import DEPARTMENTS
from indikator_excel.register.update import save
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indikator_excel.folder import RoundFolder

Json = dict[str, Any]
PASSWORD = "h3mligt-lösen"  # noqa: S105 - the test's own


class Relay:
    """What the server does: takes everything, unless told otherwise of an address (what to answer, in order)."""

    def __init__(self) -> None:
        self.got: list[tuple[tuple[str, ...], email.message.EmailMessage]] = []
        self.asked: list[str] = []
        self.answers: dict[str, list[str]] = {}
        self.after_data: Callable[[Any, int], str | None] = lambda _server, _number: None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        self.asked.append(address)
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.after_data(server, len(self.got) + 1)
        if answer is None or answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, email.message.EmailMessage)
            self.got.append((tuple(envelope.rcpt_tos), message))
        return answer or "250 OK"

    @property
    def counted(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(address for addresses, _ in self.got for address in addresses)


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def start(relay: Relay) -> Iterator[Callable[..., int]]:
    """Start a server on a free port, and return the port; stopped at the end."""
    running: list[Controller] = []

    def begin(**options: Any) -> int:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        controller = Controller(relay, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield begin
    for controller in running:
        controller.stop()


NAMES = ("Bildning", "Kultur", "Teknik", "Vård", "Övriga")
ADDRESSES = tuple(f"{name}@xn--vrd-ula.example" for name in ("bil", "kul", "tek", "var", "ovr"))


@pytest.fixture
def round5(folder: RoundFolder) -> RoundFolder:
    """A round of five departments with an address each, at a domain with an å; Bildning's copy goes to another."""
    rows = [range(10), range(10, 13), range(13, 15), range(15, 18), range(18, 23)]
    codes = [name[:3].upper() for name in NAMES]
    assign(folder, dict(zip(codes, zip(NAMES, rows, strict=True), strict=True)))
    book = Book.open(folder.register)
    table = book.require(DEPARTMENTS)
    for row, address in zip(table.rows(), ADDRESSES, strict=True):
        table.set(row, "E-post", address.replace("xn--vrd-ula", "vård"))
        if address.startswith("bil"):
            table.set(row, "Kopia till", "chef@example.se")
    save(folder, book)
    set_setting(folder, "Avsändare", "Åsa Öberg <asa@example.se>")
    create_templates(folder)
    folder.replies.mkdir()
    return folder


def connect(folder: RoundFolder, port: int, security: str = "ingen", user: str = "") -> None:
    set_setting(folder, "E-postserver", "127.0.0.1")
    set_setting(folder, "E-postport", str(port))
    set_setting(folder, "E-postkryptering", security)
    set_setting(folder, "E-postanvändare", user)


def call(folder: RoundFolder, *arguments: str) -> int:
    return run(["utskick", "--skicka", "--mapp", str(folder.path), *arguments])


def lines(folder: RoundFolder) -> list[Json]:
    return [json.loads(line) for line in folder.log.read_text(encoding="utf-8").splitlines()]


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Answer the questions in order; the questions are collected."""
    asked: list[str] = []
    given = list(answers)

    def prompt(text: str, **_: Any) -> str:
        asked.append(text)
        return given.pop(0)

    monkeypatch.setattr("indikator_excel.cli.console.click.prompt", prompt)
    return asked


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited each time; nobody waits."""
    waited: list[float] = []
    monkeypatch.setattr(send.deliver, "__defaults__", (*(send.deliver.__defaults__ or ())[:-1], waited.append))
    return waited


def test_each_department_gets_its_letter_once_after_a_question(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    asked = answer(monkeypatch, "nej")
    assert call(round5) == 1
    told = capsys.readouterr().out
    assert not relay.got
    assert asked == ["Skicka 5 mejl nu? (ja/nej)"]
    assert "- Bildning: till bil@xn--vrd-ula.example, chef@example.se med Bildning – Utfall Helår 2024.xlsx" in told
    assert told.endswith("Ingenting är skickat.\n")
    assert not round5.log.exists()
    answer(monkeypatch, "ja")
    assert call(round5) == 0
    assert "5 mejl är skickade. Vilka som har fått det står i logg.jsonl." in capsys.readouterr().out
    assert relay.counted == Counter((*ADDRESSES, "chef@example.se"))
    recipients, message = relay.got[0]
    assert recipients == ("bil@xn--vrd-ula.example", "chef@example.se")
    assert message["From"] == "Åsa Öberg <asa@example.se>"
    assert message["X-Unsent"] is None
    assert message["Date"].datetime is not None
    attached = next(message.iter_attachments())
    template_file = template(round5, "Bildning")
    assert attached.get_filename() == template_file.name
    assert attached.get_content() == template_file.read_bytes()
    assert not round5.dispatch.exists()  # nothing that somebody could send once more by hand
    assert not capsys.readouterr().err
    events = [(e["händelse"], e["förvaltning"]) for e in lines(round5)]
    assert events == [(what, name) for name in NAMES for what in ("skickas", "skickat")]
    assert lines(round5)[1]["till"] == ["bil@xn--vrd-ula.example", "chef@example.se"]

    # Once more: nobody gets it twice, and nothing is asked; but whoever is named does, with an ID of its own.
    asked = answer(monkeypatch)
    assert call(round5) == 0
    assert not asked
    told = capsys.readouterr().out
    assert told.count("Har redan fått mejlet: Bildning (") == 1
    assert "Teknik (" in told
    assert "Ska någon få det igen, lägg till --igen FÖRVALTNING." in told
    assert run(["utskick", "--mapp", str(round5.path), "--tyst"]) == 0
    assert call(round5, "--ja", "--igen", "vår", "--igen", "teknik") == 0
    assert (
        "2 utkast i mappen utskick är av samma mejl. Ta bort dem, så att inget skickas en gång till."
        in capsys.readouterr().err
    )
    assert sum(relay.counted.values()) == 8
    assert {m["Message-ID"] for _, m in relay.got[-2:]}.isdisjoint({m["Message-ID"] for _, m in relay.got[:-2]})
    assert call(round5, "--ja", "--igen", "Skogen") == 2
    assert "Förvaltningen ”Skogen” finns inte i registret." in capsys.readouterr().err

    # The status knows, and the log is read without what was begun and is told how it ended.
    assert run(["status", "--mapp", str(round5.path), "--logg"]) == 0
    told = capsys.readouterr().out
    assert "skickade utskick till Övriga (ovr@xn--vrd-ula.example)" in told
    assert "började" not in told
    assert run(["status", "--mapp", str(round5.path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {d["skickat"]["läge"] for d in document["förvaltningar"]} == {"skickat"}


def test_who_has_answered_and_who_has_a_draft_is_said_before_the_question(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    fill(template(round5, "Bildning"), round5.replies / "b.xlsx", BILDNING)
    fill(template(round5, "Övriga"), round5.replies / "ö.xlsx", dict(list(OVRIGA.items())[9:]))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")
    assert run(["utskick", "--mapp", str(round5.path), "--tyst"]) == 0
    capsys.readouterr()
    asked = answer(monkeypatch, "ja", "nej")
    assert call(round5) == 1
    told = capsys.readouterr().out.splitlines()
    assert asked == [
        "Bildning och Övriga har redan svarat. Ska de få mallen ändå? (ja/nej)",
        "Skicka 5 mejl nu? (ja/nej)",
    ]
    line = {x.split(":")[0]: x for x in told if x.startswith("- ")}
    assert line["- Bildning"].endswith(".xlsx (har svarat, utkast gjort 2025-02-03)")
    assert line["- Övriga"].endswith(".xlsx (har svarat delvis, utkast gjort 2025-02-03)")
    assert line["- Kultur"].endswith(".xlsx (utkast gjort 2025-02-03)")
    # A no to the first question leaves them out; so does a run that nobody watches, unless they are named.
    asked = answer(monkeypatch, "nej", "nej")
    assert call(round5) == 1
    assert asked[1] == "Skicka 3 mejl nu? (ja/nej)"
    capsys.readouterr()
    assert call(round5, "--ja", "--json") == 0
    told_too = capsys.readouterr()
    assert "Bildning och Övriga har redan svarat och får ingen mall." in told_too.err
    assert {a[:3] for a in relay.counted} == {"kul", "tek", "var"}
    left_out = {s["förvaltning"]: s["att_göra"] for s in json.loads(told_too.out)["utan_brev"]}
    assert left_out == {"Bildning": False, "Övriga": False}
    assert call(round5, "--ja", "--igen", "Bildning") == 0
    assert {a[:3] for a in relay.counted} == {"kul", "tek", "var", "bil", "che"}


def test_a_template_that_goes_out_after_the_last_day_is_said(
    round5: RoundFolder,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    set_setting(round5, "Sista svarsdag", "2025-02-01")
    create_templates(round5)
    passed = "Sista svarsdag, 2025-02-01, har passerat."
    for day, said in ((1738368000, False), (1738569600, True)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day))
        assert run(["utskick", "--mapp", str(round5.path)]) == 0
        assert (passed in capsys.readouterr().err) is said
        answer(monkeypatch, "nej")
        assert call(round5) == 1
        assert (passed in capsys.readouterr().err) is said


def test_an_interrupt_says_who_has_had_theirs(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    real, calls = Connection.send, []

    def killed(self: Connection, *arguments: Any) -> Outcome:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self, *arguments)

    monkeypatch.setattr(Connection, "send", killed)
    assert call(round5, "--ja", "--json") == 2
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert [s["förvaltning"] for s in document["skickade"]] == ["Bildning", "Kultur"]
    assert [s["förvaltning"] for s in document["okända"]] == ["Teknik"]
    assert [s["förvaltning"] for s in document["väntar"]] == ["Vård", "Övriga"]
    assert "Kommandot avbröts. Kör det igen för dem som är kvar." in told.err
    assert "Det är inte säkert att Teknik (tek@xn--vrd-ula.example) fick mejlet" in told.err
    assert "2 av 5 mejl är skickade." in told.err
    assert len(relay.got) == 2


@pytest.mark.parametrize(("setting", "text"), [("E-postkryptering", "SSL"), ("E-postport", "99999")])
def test_a_setting_of_the_server_that_can_not_be_read_stops(
    setting: str,
    text: str,
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    set_setting(round5, setting, text)
    capsys.readouterr()
    assert call(round5, "--ja") == 2
    told = capsys.readouterr()
    assert f"Ingenting är skickat, för {setting} är ”{text}”." in told.err
    assert "ska skickas" not in told.out
    assert not relay.asked


def test_an_error_stands_on_a_line_of_its_own(
    round5: RoundFolder,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indikator_excel.log.file._write", full)
    assert call(round5, "--ja") == 2
    shown = capsys.readouterr().err
    before, _, _ = shown.partition("logg.jsonl kunde inte skrivas")
    assert "Skickar 1 av 5" in before
    assert before.endswith(f"\r{'':78}\r")


def test_a_no_leaves_the_letters_waiting(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    answer(monkeypatch, "nej")
    assert call(round5, "--json") == 1
    document = json.loads(capsys.readouterr().out)
    assert [n["förvaltning"] for n in document["väntar"]] == list(NAMES)
    assert not document["skickade"]
    assert not relay.got


def test_what_is_new_goes_out_alone(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    assert call(round5, "--ja") == 0
    # A new address: the letter goes there, and to nobody who has had it.
    book = Book.open(round5.register)
    table = book.require(DEPARTMENTS)
    row = next(r for r in table.rows() if table.text(r, "Förvaltning") == "Teknik")
    table.set(row, "Kopia till", "ny@example.se")
    save(round5, book)
    assert call(round5, "--ja") == 0
    assert [recipients for recipients, _ in relay.got[5:]] == [("ny@example.se",)]
    # A workbook that is made anew at another time and says the same is the same.
    capsys.readouterr()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")
    create_templates(round5)
    assert call(round5, "--ja") == 0
    assert "Det finns inget mejl att skicka." in capsys.readouterr().out
    # One that says something else is another, and the list says who has had the one before it.
    set_setting(round5, "Kontakt", "Kim Berg, 0580-123 45")
    create_templates(round5)
    assert call(round5, "--ja") == 0
    listed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("- ")]
    assert len(listed) == 5
    assert all(f"xlsx (fick ett tidigare {date.today():%Y-%m-%d})" in line for line in listed)  # noqa: DTZ011 - as the log says it
    del relay.got[6:]
    # A reminder goes once a day, however the text has changed, and may go again another day.
    # From 2025-02-03 08:00: the same day until 23:00; 15:00 the next day, and not again in the night after it.
    for hours, reminded in ((0, 5), (0, 5), (15, 5), (31, 10), (41, 10), (44, 15)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1738569600 + hours * 3600))
        assert call(round5, "--påminnelse", "--ja") == 0
        reminders = [m for _, m in relay.got if m["Subject"].startswith("Påminnelse")]
        assert len(reminders) == reminded, hours
        # One that says the same as yesterday's is another all the same; a mail program drops an ID that it knows.
        assert len({m["Message-ID"] for m in reminders}) == reminded, hours


def test_a_letter_that_may_have_come_through_keeps_its_id_the_next_day(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect(round5, start())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")
    real = Connection.send

    def killed(self: Connection, *arguments: Any) -> Outcome:
        real(self, *arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(Connection, "send", killed)
    assert call(round5, "--ja") == 2
    monkeypatch.setattr(Connection, "send", real)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1738569600 + 86400))
    answer(monkeypatch, "ja", "ja")
    assert call(round5) == 0
    assert len(relay.got) == 6
    bildning = [m["Message-ID"] for to, m in relay.got if to[0].startswith("bil")]
    assert len(bildning) == 2
    assert len(set(bildning)) == 1


def test_a_run_that_breaks_off_goes_on_where_it_stopped(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    silent = True

    def cut(server: Any, number: int) -> str | None:
        """Hang up on the third when it has been handed over, and take no more calls."""
        if number == 3 and silent:
            server.transport.abort()
            relay.answers |= {a: ["421 stänger"] * 9 for a in ADDRESSES}
            return "451 sägs inte"
        return None

    relay.after_data = cut
    assert call(round5, "--ja") == 1
    told = capsys.readouterr()
    assert relay.counted == Counter((*ADDRESSES[:2], "chef@example.se"))
    assert (
        "Det är inte säkert att Teknik (tek@xn--vrd-ula.example) fick mejlet: förbindelsen med 127.0.0.1" in told.err
    )
    assert "Vård (var@xn--vrd-ula.example) har inte fått mejlet än: servern svarade 421 stänger." in told.err
    assert waits == [10, 60, 300]
    assert {e["händelse"] for e in lines(round5) if e["förvaltning"] == "Teknik"} == {"skickas", "okänt"}

    # The one that nobody knows of is asked about and not sent by a script; the others go on.
    relay.answers.clear()
    silent = False
    assert call(round5, "--ja", "--json") == 1
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert [s["förvaltning"] for s in document["skickade"]] == ["Vård", "Övriga"]
    assert [s["förvaltning"] for s in document["okända"]] == ["Teknik"]
    assert "Inget nytt mejl till Teknik. Ska de få det igen, lägg till --igen med namnet." in told.err
    assert relay.counted == Counter((*ADDRESSES[:2], *ADDRESSES[3:], "chef@example.se"))

    asked = answer(monkeypatch, "ja", "ja")
    assert call(round5) == 0
    assert asked == [
        "Ska de som kanske redan har fått mejlet få det igen? (ja/nej)",
        "Skicka 1 mejl nu? (ja/nej)",
    ]
    assert set(relay.counted.values()) == {1}
    assert call(round5) == 0


@pytest.mark.parametrize("how", ["utf-16", "by hand", "a time"])
def test_a_log_that_can_not_be_read_whole_is_asked_about(
    how: str,
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    assert call(round5, "--ja") == 0
    text = round5.log.read_text(encoding="utf-8")
    if how == "utf-16":
        round5.log.write_text(text, encoding="utf-16")
    elif how == "by hand":
        round5.log.write_text(text.replace('"kod": "VÅR"', '"kod": VÅR'), encoding="utf-8")
    else:
        round5.log.write_text(text.replace('{"tid": "20', '{"tid": "'), encoding="utf-8")
    capsys.readouterr()
    assert call(round5, "--ja") == 2
    told = capsys.readouterr()
    assert "i logg.jsonl går inte att läsa" in told.err
    assert "Ingenting är skickat, för" in told.err
    asked = answer(monkeypatch, "nej")
    assert call(round5) == 1
    assert asked == ["Ska mejlen skickas ändå? (ja/nej)"]
    assert len(relay.got) == 5
    asked = answer(monkeypatch, "ja", "ja")
    assert call(round5) == 0
    assert len(relay.got) == (6 if how == "by hand" else 10)


def test_a_line_that_a_crash_cut_off_blocks_nobody(
    round5: RoundFolder, relay: Relay, start: Callable[..., int]
) -> None:
    connect(round5, start())
    assert call(round5, "--ja") == 0
    whole = round5.log.read_bytes()
    round5.log.write_bytes(whole[:-30])  # the last department's "skickat"
    for _ in range(2):
        # That it was begun stands in the log, so it is not sent again unasked.
        assert call(round5, "--ja") == 1
    assert call(round5, "--påminnelse", "--ja") == 0
    assert len(relay.got) == 10
    round5.log.write_bytes(round5.log.read_bytes().replace(b', "efter_avbrott": true', b""))
    assert call(round5, "--ja", "--igen", "alla") == 2


def test_that_there_is_no_log_is_said_where_files_lie_from_before(
    round5: RoundFolder, relay: Relay, start: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    connect(round5, start())
    assert run(["skapa-mallar", "--mapp", str(round5.path)]) == 0
    capsys.readouterr()
    assert call(round5, "--ja") == 0
    said = "Det finns ingen logg.jsonl, men filer från förut i mappen mallar"
    assert said not in capsys.readouterr().err
    round5.log.unlink()
    assert call(round5, "--ja") == 0
    assert said in capsys.readouterr().err
    assert len(relay.got) == 10


def test_a_run_that_is_killed_does_not_send_again_unasked(
    round5: RoundFolder, relay: Relay, start: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(round5, start())
    real, calls = Connection.send, []

    def killed(self: Connection, *arguments: Any) -> Outcome:
        calls.append(arguments)
        outcome = real(self, *arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt  # the mail is out, the log does not know
        return outcome

    monkeypatch.setattr(Connection, "send", killed)
    assert call(round5, "--ja") == 2
    monkeypatch.undo()
    assert len(relay.got) == 3
    assert call(round5, "--ja") == 1
    assert relay.counted == Counter((*ADDRESSES, "chef@example.se"))


def test_two_at_once_do_not_both_send(
    round5: RoundFolder, relay: Relay, start: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    connect(round5, start())
    others: list[int] = []

    def meanwhile(_server: Any, _number: int) -> None:
        others.append(process(round5))

    def process(folder: RoundFolder) -> int:
        command = [sys.executable, "-m", "indikator_excel", "utskick", "--skicka", "--ja", "--mapp", str(folder.path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
        assert "Ett annat kommando skickar just nu i omgången." in done.stderr.decode()
        return done.returncode

    relay.after_data = lambda server, number: meanwhile(server, number) if number == 1 else None
    assert call(round5, "--ja") == 0
    assert others == [2]
    assert relay.counted == Counter((*ADDRESSES, "chef@example.se"))
    assert not round5.sending.exists()
    # The mark that a crash has left is in nobody's way, and silence is no consent.
    round5.sending.touch()
    assert call(round5, "--ja") == 0
    capsys.readouterr()
    assert call(round5, "--tyst") == 2
    assert "--tyst döljer vilka som får mejlen." in capsys.readouterr().err


def test_refusals_are_told_apart_and_the_rest_goes_on(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    waits: list[float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())
    relay.answers = {
        "chef@example.se": ["550 No such user here"],
        ADDRESSES[1]: ["550 Okänd mottagare"],
        ADDRESSES[2]: ["450 greylisted", "450 greylisted"],
        ADDRESSES[3]: ["452 full"] * 4,
    }
    assert call(round5, "--ja", "--json") == 1
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert relay.counted == Counter((ADDRESSES[0], ADDRESSES[2], ADDRESSES[4]))
    assert waits == [10, 60, 300]
    assert [(n["förvaltning"], n["mottagare"], n["varför"]) for n in document["nekade"]] == [
        ("Bildning", ["chef@example.se"], "servern svarade 550 No such user here"),
        ("Kultur", [ADDRESSES[1]], "servern svarade 550 Okänd mottagare"),
    ]
    assert [(n["förvaltning"], n["varför"]) for n in document["väntar"]] == [("Vård", "servern svarade 452 full")]
    assert "Kultur (kul@xn--vrd-ula.example) fick inte mejlet: servern svarade 550 Okänd mottagare" in told.err
    # Only those who are left get it the next time.
    assert call(round5, "--ja") == 0
    assert relay.counted == Counter((*ADDRESSES, "chef@example.se"))
    # Two who are taken at different times have had one letter.
    relay.answers = {"chef@example.se": ["450 greylisted"]}
    capsys.readouterr()
    assert call(round5, "--ja", "--igen", "bil", "--json") == 0
    told = capsys.readouterr()
    assert [s["mottagare"] for s in json.loads(told.out)["skickade"]] == [[ADDRESSES[0], "chef@example.se"]]
    assert "1 mejl är skickat." in told.err
    relay.got.clear()
    # Whoever has had it has had it, even if a second one on purpose is refused.
    relay.answers = {ADDRESSES[1]: ["550 Okänd mottagare"]}
    assert call(round5, "--ja", "--igen", "Kultur") == 1
    assert call(round5, "--ja") == 0
    assert not relay.got


@pytest.fixture
def certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate, and the file that makes its issuer trusted."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    return context, trusted


def signing_in(context: ssl.SSLContext | None, **more: Any) -> Json:
    """Return the options of a server that wants a name and a password."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (b"asa", PASSWORD.encode())
        return AuthResult(success=right, handled=False, message=None if right else "535 5.7.8 Fel")

    options: Json = {"authenticator": check, "auth_required": bool(context), "auth_require_tls": bool(context)}
    return options | ({"tls_context": context, "require_starttls": True} if context else {}) | more


def test_the_password_goes_over_a_trusted_connection_alone_and_stands_nowhere(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    certificate: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    context, trusted = certificate
    connect(round5, start(**signing_in(context)), "STARTTLS", "asa")
    monkeypatch.setenv(VARIABLE, PASSWORD)
    # Signed by somebody whom this computer does not know.
    assert call(round5, "--ja") == 2
    told = capfd.readouterr().err
    assert "Certifikatet för 127.0.0.1 godkänns inte" in told
    assert told.endswith("Ingenting är skickat.\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv(VARIABLE, "fel")
    assert call(round5, "--ja") == 2
    assert "127.0.0.1 godtog inte användaren asa med det lösenord som gavs (535)." in capfd.readouterr().err
    monkeypatch.delenv(VARIABLE)
    assert call(round5, "--ja") == 2
    assert f"Lösenordet för asa saknas. Ingenting är skickat. Ange det i miljövariabeln {VARIABLE}" in (
        capfd.readouterr().err
    )
    assert not relay.got
    assert not round5.log.exists() or "skickat" not in {e["händelse"] for e in lines(round5)}

    asked = answer(monkeypatch, "ja", PASSWORD)
    assert call(round5) == 0
    assert asked == ["Skicka 5 mejl nu? (ja/nej)", "Lösenord för asa på 127.0.0.1"]
    assert len(relay.got) == 5
    told = capfd.readouterr()
    written = [p for p in round5.path.rglob("*") if p.is_file() and PASSWORD.encode() in p.read_bytes()]
    assert not written
    assert PASSWORD not in told.out + told.err
    assert "fel" not in round5.log.read_text(encoding="utf-8").split('"')


def test_tls_from_the_first_byte(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    certificate: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    context, trusted = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    port = start(ssl_context=context)
    connect(round5, port, "TLS")
    assert call(round5, "--ja") == 0
    assert len(relay.got) == 5
    plain = start()
    connect(round5, plain, "TLS")
    assert call(round5, "--påminnelse", "--ja") == 2
    assert f"127.0.0.1 talar inte TLS på port {plain}." in capsys.readouterr().err


def test_no_starttls_and_no_secrecy_are_refused_before_anything_is_said(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start(**signing_in(None)), "STARTTLS", "asa")
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert call(round5, "--ja") == 2
    assert "127.0.0.1 erbjuder inte STARTTLS." in capsys.readouterr().err
    # To this computer itself a password may go in the open; over a network it may not.
    connect(round5, start(**signing_in(None, auth_exclude_mechanism=["PLAIN"])), "ingen", "asa")
    assert call(round5, "--ja") == 0
    assert len(relay.got) == 5
    connect(round5, start(), "ingen", "asa")
    assert call(round5, "--ja", "--igen", "alla") == 2
    assert "127.0.0.1 tar inte emot användarnamn och lösenord" in capsys.readouterr().err
    set_setting(round5, "E-postserver", "smtp.example.se")
    capsys.readouterr()
    assert call(round5, "--påminnelse", "--ja") == 2
    assert "Lösenordet skulle gå okrypterat över nätet." in capsys.readouterr().err
    for host, open_to in {"localhost": True, "127.3.2.1": True, "::1": True, "localhost.example.se": False}.items():
        assert MailServer(host, security=Security.NONE).keeps_secrets is open_to


def test_the_key_ring_is_asked_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MailServer("smtp.example.se", user="asa")
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "keyring.py").write_text(
        "def get_password(service, user):\n"
        "    if service != 'indikator-excel': raise RuntimeError\n"
        "    return {'asa@smtp.example.se': 'ur ringen'}.get(user)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    assert password_for(server, None) == "ur ringen"
    monkeypatch.setenv(VARIABLE, "ur omgivningen")
    assert password_for(server, None) == "ur omgivningen"
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr(password, "SERVICE", "annat")  # a key ring that is locked or broken
    assert password_for(server, lambda question: question) == "Lösenord för asa på smtp.example.se"
    assert password_for(MailServer("smtp.example.se"), None) == ""


def test_what_is_missing_is_said_before_anything_is_sent(
    round5: RoundFolder, start: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    def says(status: int, sentence: str, *arguments: str) -> None:
        capsys.readouterr()
        assert call(round5, *arguments) == status
        assert sentence in capsys.readouterr().err

    says(2, "E-postserver är tom på registrets blad Inställningar.", "--ja")
    connect(round5, 1)
    says(2, "Ingenting är skickat, för på 127.0.0.1, port 1, finns ingen e-postserver.", "--ja")
    set_setting(round5, "E-postserver", "finns-inte.invalid")
    says(2, "Ingenting är skickat, för finns-inte.invalid, port 1, går inte att nå.", "--ja")
    connect(round5, start())
    set_setting(round5, "Avsändare", "")
    says(2, "Avsändare är tom på registrets blad Inställningar.", "--ja")
    set_setting(round5, "Avsändare", "asa@example.se")
    round5.log.mkdir()
    says(2, "logg.jsonl kunde inte läsas: det är en mapp.", "--ja")
    round5.log.rmdir()
    assert run(["utskick", "--ja", "--mapp", str(round5.path)]) == 2


def test_without_a_log_nothing_is_sent(
    round5: RoundFolder,
    relay: Relay,
    start: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(round5, start())

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indikator_excel.log.file._write", full)
    assert call(round5, "--ja") == 2
    assert not relay.got
    assert "Inget mer skickas, för logg.jsonl går inte att skriva" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address",
    [
        "a@b.se>\r\nRCPT TO:<c@d.se",
        "a b@c.se",
        "<a@b.se>",
        "a@b.se\n",
        "åsa@b.se",
        "a@vård.se",
        "a@b.se,c@d.se",
        "ab",
    ],
)
def test_an_address_that_says_more_than_an_address_never_reaches_the_server(
    address: str, relay: Relay, start: Callable[..., int]
) -> None:
    with Connection(MailServer("127.0.0.1", start(), Security.NONE), "") as connection:
        with pytest.raises(UserError, match="går inte att använda som e-postadress"):
            connection.send("x@example.se", ["y@example.se", address], b"Subject: x\r\n\r\nx\r\n")
        with pytest.raises(UserError, match="går inte att använda som e-postadress"):
            connection.send(address, ["y@example.se"], b"Subject: x\r\n\r\nx\r\n")
        assert not relay.asked
        # A dot alone on a line does not end the letter.
        text = b"Subject: x\r\n\r\n.\r\n..\r\nmer\r\n"
        assert connection.send("x@example.se", ["y@example.se"], text).sent == ["y@example.se"]
    assert relay.got[0][1].get_content().splitlines() == [".", "..", "mer"]


def test_corrections_and_receipts_go_again_when_they_say_something_else(
    round5: RoundFolder, relay: Relay, start: Callable[..., int]
) -> None:
    connect(round5, start())
    wrong = BILDNING | {"ÖK-04": value("kommer i maj")}
    fill(template(round5, "Bildning"), round5.replies / "b.xlsx", wrong)
    fill(template(round5, "Övriga"), round5.replies / "ö.xlsx", dict(list(OVRIGA.items())[8:]))
    for kind, first, second in (("--rättelser", 1, 1), ("--kvitto", 2, 1)):
        before = len(relay.got)
        assert run(["rättelser", "--mapp", str(round5.path)]) == 0
        for _ in range(2):
            assert call(round5, kind, "--ja") == 0
        assert len(relay.got) == before + first, kind
        fill(template(round5, "Bildning"), round5.replies / "b.xlsx", wrong | {"ÖK-05": value(kind)})
        assert run(["rättelser", "--mapp", str(round5.path)]) == 0
        assert call(round5, kind, "--ja") == 0
        assert len(relay.got) == before + first + second, kind
