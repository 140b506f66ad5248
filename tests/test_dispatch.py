"""The letters as a mail program meets them: whole, in Swedish, to the right people, and with nothing smuggled in."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from compound import compound_file
from helpers import (
    BILDNING,
    OVRIGA,
    Master,
    by_id,
    edit_register,
    fill,
    put,
    read,
    set_setting,
    template,
    value,
)
from openpyxl import load_workbook
from test_corrections import LATE, correction, reply, send_back
from test_opening import msg
from whole_round import make_round

from indikator_excel.cli import run
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.address import read_addresses, shown_name
from indikator_excel.indicators.days import time_left
from indikator_excel.register.book import Book
from indikator_excel.register.layout import DEPARTMENTS
from indikator_excel.register.update import save

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Ten days before the deadline.
TODAY = "1737504000"


@pytest.fixture
def round_(master: Master, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RoundFolder:
    """A copy of the round with addresses, a contact and a deadline, its templates made; nobody has answered."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TODAY)
    path = tmp_path / "Omgång 1"
    shutil.copytree(master.folder.path, path)
    folder = type(master.folder)(path)
    set_department(folder, "BIL", Kontaktperson="Åsa Öberg", E_post="asa@example.se; bo@example.se")
    set_department(folder, "ÖVR", E_post="ovriga@example.se", Kopia_till="Chef <chef@example.se>, asa@example.se")
    set_setting(folder, "Sista svarsdag", "2025-02-01")
    set_setting(folder, "Kontakt", "Kim Berg, 0580-123 45, kim.berg@example.se")
    assert run(["skapa-mallar", "--mapp", str(path)]) == 0
    return folder


def set_department(folder: RoundFolder, code: str, **texts: str) -> None:
    book = Book.open(folder.register)
    table = book.require(DEPARTMENTS)
    row = next(r for r in table.rows() if table.text(r, "Kod") == code)
    for header, text in texts.items():
        table.set(row, "E-post" if header == "E_post" else header.replace("_", " "), text)
    save(folder, book)


def dispatch(folder: RoundFolder, *options: str, status: int = 0) -> dict[str, EmailMessage]:
    """Run the command and return the drafts that it made now, by their names' beginning up to the round."""
    before = {p: p.stat().st_mtime_ns for p in folder.dispatch.glob("*")}
    assert run(["utskick", *options, "--mapp", str(folder.path)]) == status
    made = [p for p in sorted(folder.dispatch.glob("*")) if p.stat().st_mtime_ns != before.get(p)]
    return {p.name.rsplit(" – ", 1)[0]: opened(p.read_bytes()) for p in made}


def opened(data: bytes) -> EmailMessage:
    """A draft as a strict reader sees it: without a defect anywhere, and in the Internet's own form."""
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) < 998
    message: EmailMessage = message_from_bytes(data, policy=policy.default)  # type: ignore[assignment]
    for part in message.walk():
        assert not part.defects
        # The type's name is an encoded word on purpose, for the programs that read nothing else.
        named = part.get_content_type() == XLSX
        assert not any(v.defects for k, v in part.items() if not (named and k == "Content-Type"))
    return message


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def addresses(message: EmailMessage, header: str) -> list[tuple[str, str]]:
    return [(a.display_name, a.addr_spec) for a in message[header].addresses] if header in message else []


def workbook_of(message: EmailMessage) -> tuple[str, bytes]:
    (part,) = message.iter_attachments()
    assert part.get_content_type() == XLSX
    return str(part.get_filename()), part.get_content()


# The first letter


def test_a_draft_carries_what_the_department_needs(round_: RoundFolder) -> None:
    drafts = dispatch(round_)
    assert list(drafts) == ["Utskick – Bildning", "Utskick – Övriga"]
    draft = drafts["Utskick – Bildning"]
    assert draft["X-Unsent"] == "1"
    assert draft["Date"] is None
    assert addresses(draft, "From") == [("Kim Berg", "kim.berg@example.se")]
    assert addresses(draft, "To") == [("", "asa@example.se"), ("", "bo@example.se")]
    assert draft["Subject"] == "Helår 2024: fyll i era indikatorer senast lördag 1 februari 2025"
    name, data = workbook_of(draft)
    assert (name, data) == (template(round_, "Bildning").name, template(round_, "Bildning").read_bytes())
    text = text_of(draft)
    assert "Bildning svarar för 10 indikatorer" in text
    assert "Hör av dig till Kim Berg, 0580-123 45, kim.berg@example.se." in text
    assert text.rstrip().endswith("Vänliga hälsningar\nKim Berg")
    assert not re.search(r"[{}#]|None", text)
    assert set(words(text_of(draft, "html"))) >= set(text.split())
    other = drafts["Utskick – Övriga"]
    assert addresses(other, "Cc") == [("Chef", "chef@example.se"), ("", "asa@example.se")]


def test_the_workbooks_name_is_shown_by_old_programs_and_new(round_: RoundFolder) -> None:
    """RFC 2231 where the standard wants it; RFC 2047 in the type for the Outlook that reads nothing else."""
    dispatch(round_)
    (path,) = round_.dispatch.glob("*Bildning*")
    data = path.read_bytes()
    assert f"Content-Type: {XLSX};".encode() in data
    old = re.search(rb'\r\n name="(=\?utf-8\?q\?[^"]*)"', data)
    assert old
    name = template(round_, "Bildning").name
    assert str(make_header(decode_header(old[1].decode()))) == name
    assert b"filename*=utf-8''Bildning%20%E2%80%93%20Utfall%20Hel%C3%A5r%202024.xlsx" in data


def test_a_draft_comes_back_filled_in(round_: RoundFolder, tmp_path: Path) -> None:
    """Saved from the mail, filled in, answered with: read without a word, and the mail is its provenance."""
    for name, answers in (("Bildning", BILDNING), ("Övriga", OVRIGA)):
        draft = dispatch(round_)[f"Utskick – {name}"]
        file, data = workbook_of(draft)
        (tmp_path / file).write_bytes(data)
        filled = fill(tmp_path / file, tmp_path / "ifylld" / file, answers).read_bytes()
        answer = mail(addresses(draft, "To")[0][1], {file: filled})
        (round_.replies / f"Sv {name}.eml").write_bytes(answer.as_bytes())
    document = read(round_)
    assert not [f for f in document["avvikelser"] if f["nivå"] == "fel" or f["kod"][0] == "F"]
    assert by_id(document)["ÖK-01"]["utfall"] == 97
    assert {s["mejlat_av"]: (s["status"], s["mejlat"]) for s in document["inlämningar"]} == {
        "asa@example.se": ("svarat", "2025-01-10T10:00:00"),
        "ovriga@example.se": ("svarat", "2025-01-10T10:00:00"),
    }


def test_the_same_round_gives_the_same_drafts(round_: RoundFolder) -> None:
    half(round_)
    assert run(["rättelser", "--mapp", str(round_.path)]) == 0

    def bytes_of() -> dict[str, bytes]:
        for option in ([], ["--påminnelse"], ["--rättelser"], ["--kvitto"]):
            assert run(["utskick", *option, "--mapp", str(round_.path)]) == 0
        return {p.name: p.read_bytes() for p in round_.dispatch.glob("*")}

    first = bytes_of()
    assert {name.split(" – ")[0] for name in first} == {"Utskick", "Påminnelse", "Rättelse", "Kvitto"}
    ids = [opened(data)["Message-ID"] for data in first.values()]
    assert len(set(ids)) == len(ids)
    shutil.rmtree(round_.dispatch)
    assert bytes_of() == first


def test_a_department_without_a_usable_address_is_told_and_gets_a_draft(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    set_department(round_, "BIL", E_post="")
    set_department(round_, "ÖVR", E_post="åsa@example.se", Kopia_till="bo@räksmörgås.example.se")
    drafts = dispatch(round_, status=1)
    told = capsys.readouterr().err
    assert "”åsa@example.se” i kolumnen E-post har å, ä, ö" in told
    assert "2 förvaltningar (Bildning och Övriga) saknar e-postadress" in told
    assert [draft["To"] for draft in drafts.values()] == [None, None]
    assert addresses(drafts["Utskick – Övriga"], "Cc") == [("", "bo@xn--rksmrgs-5wao1o.example.se")]
    assert all(workbook_of(draft)[1] for draft in drafts.values())


def test_no_sentence_names_everybody_in_a_large_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = RoundFolder(tmp_path / "omgång")
    make_round(folder, 120, 60, 1)
    for path in sorted(folder.replies.iterdir())[::2]:
        path.unlink()
    for words in (
        ["granska"],
        ["skapa-mallar"],
        ["status"],
        ["sammanställ"],
        ["rättelser"],
        ["utskick"],
        ["utskick", "--påminnelse"],
        ["utskick", "--kvitto"],
    ):
        assert run([*words, "--mapp", str(folder.path)]) in (0, 1)
        said = capsys.readouterr()
        longest = max((said.out + said.err).splitlines(), key=len)
        assert len(longest) < 700, longest
        assert "60 förvaltningar (" not in longest or "och 48 till)" in longest


def _deadline(folder: RoundFolder) -> None:
    set_setting(folder, "Sista svarsdag", "2025-02-15")


def _target(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-04", Målvärde="≥ 20")


def _row_moved(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-04", Förvaltning="ÖVR")


def _by_sex(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-04", Könsuppdelad="ja")


def _renamed(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-04", Indikator="Antal möten")


def _gone(folder: RoundFolder) -> None:
    template(folder, "Bildning").unlink()


def _somebody_elses(folder: RoundFolder) -> None:
    shutil.copyfile(template(folder, "Övriga"), template(folder, "Bildning"))


def _filled(folder: RoundFolder) -> None:
    fill(template(folder, "Bildning"), template(folder, "Bildning"), {"ÖK-04": value(3)})


def _other_round(folder: RoundFolder) -> None:
    data = template(folder, "Bildning").read_bytes()
    set_setting(folder, "Omgång", "Delår")
    template(folder, "Bildning").with_name("Bildning – Utfall Delår 2024.xlsx").write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_deadline, "har en annan sista svarsdag eller kontakt än registret"),
        (_target, "gjordes innan registret ändrades"),
        (_row_moved, "gjordes innan registret ändrades"),
        (_by_sex, "gjordes innan registret ändrades"),
        (_renamed, "gjordes innan registret ändrades"),
        (_gone, "finns inte"),
        (_somebody_elses, "är inte gjord för Bildning i den här omgången"),
        (_filled, "är redan ifylld"),
        (_other_round, "är inte gjord för Bildning i den här omgången"),
    ],
)
def test_a_workbook_that_must_not_be_sent_is_not(
    round_: RoundFolder, spoil: Callable[[RoundFolder], None], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(round_)
    assert "Utskick – Bildning" not in dispatch(round_, status=1)
    told = capsys.readouterr().err
    assert re.search(rf"Inget brev till Bildning(?: och Övriga)?: mallen {says}", told)
    assert "Kör ”indikator-excel skapa-mallar”" in told
    assert run(["skapa-mallar", "--mapp", str(round_.path)]) == 0
    assert "Utskick – Bildning" in dispatch(round_)


def test_drafts_from_before_are_told_by_their_kind(round_: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    dispatch(round_)
    dispatch(round_, "--påminnelse")
    assert "ligger också" not in capsys.readouterr().err
    put(fill(template(round_, "Övriga"), round_.path / "x.xlsx", OVRIGA), round_)
    dispatch(round_, "--påminnelse")
    told = capsys.readouterr().err
    assert "ligger också Påminnelse – Övriga – Utfall Helår 2024.eml, som inte gjordes nu" in told


def test_a_round_that_nobody_answers_for_is_told(folder: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ([], ["--påminnelse"]):
        assert run(["utskick", *option, "--mapp", str(folder.path)]) == 1
        assert "Ingen förvaltning har någon indikator." in capsys.readouterr().err
    assert not folder.dispatch.exists()


def test_one_kind_at_a_time_and_json(round_: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["utskick", "--påminnelse", "--kvitto", "--mapp", str(round_.path)]) == 2
    assert "Välj bara ett" in capsys.readouterr().err
    assert not round_.dispatch.exists()
    assert run(["utskick", "--paminnelse", "--json", "--mapp", str(round_.path)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["sort"] == "påminnelse"
    letter = document["utskick"][0]
    assert letter["mottagare"] == ["asa@example.se", "bo@example.se"]
    assert (round_.path / letter["fil"]).is_file()
    assert (round_.path / letter["bilaga"]).is_file()


# Names and addresses from the register

_EVIL = "Åsa\r\nBcc: alla@example.org\r\n\r\n<script>"
_LONG = ", ".join(["Bo"] * 40) + ", tjuv@example.org"


@pytest.mark.parametrize(
    "text", [_EVIL, _LONG, '"Åsa" <tjuv@example.org>', "Å" * 300, "=cmd|'/c'!A1", "x\nBcc: tjuv@example.org"]
)
def test_nothing_in_the_register_can_add_a_header_or_a_recipient(round_: RoundFolder, text: str) -> None:
    def of(place: str) -> str:
        return text.replace("example.org", f"{place}.example.org")

    for setting in ("Kommun", "Kontakt", "Omgång"):
        set_setting(round_, setting, of("installningar"))
    set_setting(round_, "Avsändare", f"{of('avsandare')} <kim@example.se>")
    set_department(round_, "BIL", Kontaktperson=of("kontaktperson"), E_post="asa@example.se", Förvaltning=of("namn"))
    set_department(round_, "ÖVR", E_post=f"ovriga@example.se; {of('epost')}", Kopia_till=of("kopia"))
    run(["skapa-mallar", "--mapp", str(round_.path)])
    run(["utskick", "--mapp", str(round_.path)])
    drafts = [opened(p.read_bytes()) for p in round_.dispatch.glob("*")]
    assert len(drafts) == 2
    for draft in drafts:
        assert set(draft.keys()) <= {
            *("X-Unsent", "From", "To", "Cc", "Subject", "MIME-Version", "Content-Type", "Message-ID"),
        }
        people = {a for header in ("To", "Cc") for _, a in addresses(draft, header)}
        # Whoever can write in the cells of addresses can write an address there, and nowhere else.
        assert {a.rpartition("@")[2] for a in people} <= {"example.se", "epost.example.org", "kopia.example.org"}
        assert len(addresses(draft, "From")) == 1
        assert "<script>" not in text_of(draft, "html")


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("a@example.se", ["a@example.se"], []),
        (
            "a@example.se;b@example.se, c@example.se d@example.se\ne@example.se",
            [f"{c}@example.se" for c in "abcde"],
            [],
        ),
        ("Öberg, Åsa <asa@example.se>; Bo <bo@example.se>", ["asa@example.se", "bo@example.se"], []),
        ("mailto:a@example.se; A@Example.SE", ["a@example.se"], []),
        ("bo@ljusnarsbergskommun.se, bo@åäö.se", ["bo@ljusnarsbergskommun.se", "bo@xn--4cab6c.se"], []),
        ("åsa@example.se", [], ["åsa@example.se"]),
        ("a@b", [], ["a@b"]),
        ("a@@example.se; a.@example.se; @example.se; a@example..se", [], 4),
        ("Kim", [], ["Kim"]),
        ("Ring växeln, fråga efter\nKim; Bo", [], ["Ring växeln, fråga efter Kim; Bo"]),
        (f"{'a' * 65}@example.se; a@{'b' * 64}.se; a@{'.'.join(['b' * 60] * 5)}.se", [], 3),
        ("a@example.se>\r\nBcc: x@example.org", ["x@example.org"], 2),
        ("", [], []),
    ],
)
def test_addresses_as_people_write_them(text: str, good: list[str], bad: list[str] | int) -> None:
    found, wrong = read_addresses(text)
    assert [a.bare for a in found] == good
    assert (len(wrong) if isinstance(bad, int) else [w.text for w in wrong]) == bad


def test_an_address_that_can_not_be_used_is_asked_about_before_the_round_begins(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    set_department(round_, "BIL", E_post="åsa@example.se; bo@example.se", Kopia_till="Ring Kim")
    capsys.readouterr()
    run(["granska", "--mapp", str(round_.path), "--json"])
    asked = [q for q in json.loads(capsys.readouterr().out)["frågor"] if q["kod"] == "G27"]
    why = "har å, ä, ö eller ett annat tecken före @ som e-post inte klarar"
    assert [q["meddelande"] for q in asked] == [
        f"Bildning: ”åsa@example.se” i kolumnen E-post {why}. Vilken adress ska det vara?",
        "Bildning: ”Ring Kim” i kolumnen Kopia till är ingen e-postadress. Vilken adress ska det vara?",
    ]
    assert {q["blad"] for q in asked} == {"Förvaltningar"}
    set_department(round_, "BIL", E_post="asa@example.se", Kopia_till="")
    run(["granska", "--mapp", str(round_.path), "--json"])
    assert "G27" not in capsys.readouterr().out


def test_drafts_without_a_sender_say_so_once(round_: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = "Varken Avsändare eller Kontakt på registrets blad Inställningar har en e-postadress"
    dispatch(round_)
    assert said not in capsys.readouterr().out
    set_setting(round_, "Kontakt", "Kim Berg, 0580-123 45")
    assert run(["skapa-mallar", "--mapp", str(round_.path)]) == 0
    dispatch(round_)
    assert capsys.readouterr().out.count(said) == 1


def test_a_name_keeps_its_letters_and_loses_what_a_header_would_read() -> None:
    assert shown_name("Öberg, Åsa (vik.)") == "Öberg Åsa vik."
    assert shown_name('a"b\\c<d>@e;f:g,h\x00i') == "a b c d e f g h i"
    assert len(shown_name("ord " * 100)) <= 64


# The texts


def test_her_own_text_is_used_and_what_is_filled_in_is_not_read_again(round_: RoundFolder) -> None:
    set_department(round_, "BIL", Kontaktperson="{avsändare} {0.__class__}")
    text = "# Mina egna ord\n\nÄmne: Hej {kontaktperson}\n\nTill {kontaktperson}\nBara {sista svarsdag}.\n\n{rader}"
    (round_.path / "brev.txt").write_text(text, encoding="utf-8-sig")
    set_setting(round_, "Sista svarsdag", "")
    assert run(["skapa-mallar", "--mapp", str(round_.path)]) == 0
    draft = dispatch(round_)["Utskick – Bildning"]
    assert draft["Subject"] == "Hej {avsändare} {0.__class__}"
    said = text_of(draft)
    assert said.startswith("Till {avsändare} {0.__class__}\n\n- ÖK-01 Förskola\n")
    assert "Bara" not in said  # a sentence about a deadline that nobody has set


@pytest.mark.parametrize(
    ("file", "option", "text", "says"),
    [
        ("brev.txt", "", "Ämne\n\nHej {namn}!", "brev.txt, rad 3: fältet {namn} finns inte."),
        ("brev.txt", "", "Ämne\n\n{förvaltning.__class__}", "rad 3: fältet {förvaltning.__class__} finns inte"),
        ("brev.txt", "", "Ämne\n\n\n{förvaltning!r:>99}", "rad 4: fältet {förvaltning!r:>99} finns inte"),
        ("brev.txt", "", "Ämne\n\nHej {förvaltning", "brev.txt, rad 3: en klammer"),
        ("brev.txt", "", "Ämne\n\nNi har {rader} kvar", "brev.txt, rad 3: fältet {rader} är en lista"),
        ("brev.txt", "", "Ämne {svar}\n\nHej", "brev.txt, rad 1: fältet {svar} finns inte"),
        ("brev.txt", "", "Bara ett ämne", "brev.txt: skriv ett ämne på första raden"),
        ("brev.txt", "", "", "brev.txt: skriv ett ämne på första raden"),
        ("påminnelse.txt", "--påminnelse", "Ämne\n\nHej", "påminnelse.txt: fältet {rader} saknas"),
    ],
)
def test_a_text_that_is_wrong_is_told_with_its_line(
    round_: RoundFolder, file: str, option: str, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (round_.path / file).write_text(text, encoding="utf-8")
    assert run(["utskick", *filter(None, [option]), "--mapp", str(round_.path)]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert not round_.dispatch.exists()


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2025, 1, 22), "Sista svarsdag är lördag 1 februari 2025, om 10 dagar."),
        (date(2025, 1, 31), "Sista svarsdag är lördag 1 februari 2025, i morgon."),
        (date(2025, 2, 1), "Sista svarsdag är lördag 1 februari 2025, i dag."),
        (date(2025, 2, 2), "Sista svarsdag var lördag 1 februari 2025, i går."),
        (date(2026, 2, 1), "Sista svarsdag var lördag 1 februari 2025."),
        (date(2025, 2, 4), "Sista svarsdag var lördag 1 februari 2025, för 3 dagar sedan."),
    ],
)
def test_the_time_left_is_said_as_people_say_it(today: date, says: str) -> None:
    assert time_left(date(2025, 2, 1), today) == says


# Reminders, corrections, receipts


def half(folder: RoundFolder) -> None:
    """Bildning has answered eight rows of ten, two of them wrongly, one with markup."""
    answers = {id_: row for id_, row in BILDNING.items() if id_ not in ("ÖK-05", "ÖK-06")}
    answers["ÖK-04"] = value("<b>ca</b> 20 & 30")
    answers["ÖK-09"] = value("nästan")
    reply(folder, answers)


def test_a_reminder_goes_to_those_that_are_missing_and_names_the_rows(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    half(round_)
    drafts = dispatch(round_, "--påminnelse")
    assert "\nBildning har också fel i sitt svar. Skicka bara ett av breven; " in capsys.readouterr().out
    part, none = text_of(drafts["Påminnelse – Bildning"]), text_of(drafts["Påminnelse – Övriga"])
    assert drafts["Påminnelse – Bildning"]["Subject"] == "Påminnelse, Helår 2024: 2 indikatorer kvar att fylla i"
    assert "8 av 10 indikatorer är besvarade." in part
    assert re.findall(r"^- (\S+) ", part, re.MULTILINE) == ["ÖK-05", "ÖK-06"]
    assert "- ÖK-05 Kommunen har minst fyra samverkanstillfällen" in part
    assert "om 10 dagar." in part
    assert "Vi har ännu inte fått något svar från Övriga." in none
    assert len(re.findall(r"^- ", none, re.MULTILINE)) == 13
    assert workbook_of(drafts["Påminnelse – Övriga"])[0] == template(round_, "Övriga").name
    put(fill(template(round_, "Övriga"), round_.path / "x.xlsx", OVRIGA), round_)
    assert list(dispatch(round_, "--påminnelse")) == ["Påminnelse – Bildning"]


def test_a_reminder_after_a_file_that_cant_be_used_does_not_say_that_nothing_came(round_: RoundFolder) -> None:
    data = template(round_, "Övriga").read_bytes()
    set_setting(round_, "Omgång", "Delår")
    assert run(["skapa-mallar", "--mapp", str(round_.path)]) == 0
    (round_.replies / "svar.xlsx").write_bytes(data)
    assert "Vi har fått en fil från er, men den går inte att använda." in text_of(
        dispatch(round_, "--påminnelse")["Påminnelse – Övriga"]
    )


def test_a_correction_is_sent_with_its_faults_in_words(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    half(round_)
    assert dispatch(round_, "--rättelser", status=1) == {}
    assert "Kör ”indikator-excel rättelser”" in capsys.readouterr().err
    path = correction(round_)
    drafts = dispatch(round_, "--rättelser")
    assert list(drafts) == ["Rättelse – Bildning"]  # the others have nothing to put right
    draft = drafts["Rättelse – Bildning"]
    assert workbook_of(draft) == (path.name, path.read_bytes())
    said, html = text_of(draft), text_of(draft, "html")
    assert "”nästan” är inget av orden" in said
    assert "Klicka i cellen, sedan på pilen bredvid, och välj ett av orden." in said
    assert "Svar saknas, 2 rader: ÖK-05 och ÖK-06." in said
    assert said.index("nästan") < said.index("Titta gärna på") < said.index("ÖK-05 och ÖK-06")
    assert "<b>ca</b>" in said
    assert "&lt;b&gt;ca&lt;/b&gt; 20 &amp; 30" in html
    assert "<b>" not in html
    # What comes in afterwards makes the correction an old one.
    reply(round_, {"ÖK-05": value(3, Kommentar="Ställdes in.")}, file="mer.xlsx", saved=LATE)
    assert dispatch(round_, "--rättelser", status=1) == {}
    assert "gjordes innan de senaste svaren kom" in capsys.readouterr().err


def test_a_letter_with_a_correction_brings_the_right_answer_back(round_: RoundFolder, tmp_path: Path) -> None:
    half(round_)
    correction(round_)
    (draft,) = dispatch(round_, "--rättelser").values()
    name, data = workbook_of(draft)
    (tmp_path / name).write_bytes(data)
    answers = {"ÖK-04": value(20), "ÖK-09": value("klart"), "ÖK-05": value(4), "ÖK-06": value(4)}
    send_back(fill(tmp_path / name, tmp_path / "rättad.xlsx", answers), round_)
    document = read(round_)
    assert not [f for f in document["avvikelser"] if f["nivå"] == "fel"]
    assert by_id(document)["ÖK-04"]["utfall"] == 20


class Tables(HTMLParser):
    """The cells of every table, row by row, and every word."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not {name for name, _ in attrs} - {"lang", "charset", "style", "scope"}
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.words += data.split()
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def tables(html: str) -> Tables:
    parser = Tables()
    parser.feed(html)
    return parser


def words(html: str) -> list[str]:
    return tables(html).words


def test_a_receipt_says_how_each_answer_was_read(round_: RoundFolder) -> None:
    half(round_)
    drafts = dispatch(round_, "--kvitto")
    assert list(drafts) == ["Kvitto – Bildning"]
    draft = drafts["Kvitto – Bildning"]
    assert not list(draft.iter_attachments())
    said, parsed = text_of(draft), tables(text_of(draft, "html"))
    assert '<html lang="sv">' in text_of(draft, "html")
    assert text_of(draft, "html").count('scope="col"') == 7
    header, *rows = parsed.rows
    assert header == ["ID", "Indikator", "Ni skrev", "Läst som", "Målvärde", "Bedömning", "Varför"]
    by_row = {row[0]: row[2:6] for row in rows if row}
    assert list(by_row) == list(BILDNING)
    assert by_row["ÖK-01"] == ["97 %", "97 %", "100 %", "◐ delvis uppfyllt"]
    assert by_row["ÖK-04"][:2] == ["<b>ca</b> 20 & 30", "kan inte användas"]
    assert (by_row["ÖK-05"][0], by_row["ÖK-05"][3]) == ("", "svar saknas")
    assert parsed.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "p",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    # In plain text nothing stands in columns: each answer is a few lines of its own.
    assert "\n  Ni skrev: 97 %\n  Läst som: 97 %\n" in said
    assert not re.search(r"\S {3,}\S|\t|\|", said)
    assert "2 svar (ÖK-04 och ÖK-09) kan inte användas." in said
    assert "2 indikatorer (ÖK-05 och ÖK-06) saknar ännu svar." in said


def test_a_receipt_tells_what_cant_be_used_from_what_is_no_value(round_: RoundFolder) -> None:
    reply(round_, {"ÖK-04": value(20), "ÖK-05": value("-"), "ÖK-06": value(4)})
    reply(round_, {"ÖK-04": value(21), "ÖK-10": value(None, **{"Ej mätt": "uppgift saknas"})}, file="till.xlsx")
    draft = dispatch(round_, "--kvitto")["Kvitto – Bildning"]
    by_row = {row[0]: row[2:4] for row in tables(text_of(draft, "html")).rows if row}
    assert by_row["ÖK-04"][1] == "kan inte användas"  # read well, but two people say different things
    assert by_row["ÖK-05"] == ["-", "inget värde"]
    assert by_row["ÖK-06"] == ["4", "4"]
    assert by_row["ÖK-10"] == ["", "Ej mätt: uppgift saknas"]
    assert "1 svar (ÖK-04) kan inte användas. Det får ni tillbaka att rätta i ett eget mejl." in text_of(draft)


def test_a_file_that_nobody_has_filled_in_is_no_answer(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    reply(round_, {})
    said = text_of(dispatch(round_, "--påminnelse")["Påminnelse – Bildning"])
    assert "Vi har fått en fil från er, men ingen av indikatorerna är besvarad i den." in said
    assert "Tack för det ni har skickat" not in said
    capsys.readouterr()
    assert run(["sammanställ", "--mapp", str(round_.path)]) == 0
    assert "0 av 2 förvaltningar har svarat. Svar saknas från Bildning och Övriga." in capsys.readouterr().out
    shown = [str(cell.value) for cell in load_workbook(round_.consolidation)["Översikt"]["A"]]
    assert "Har skickat en fil där ingen indikator är besvarad: Bildning." in shown
    assert "Har inte svarat: Övriga." in shown


def test_a_receipt_asks_for_the_comment_that_the_round_wants(round_: RoundFolder) -> None:
    """The template asks for it; the receipt may not say that there is nothing left to do."""
    red = {"ÖK-04": value(3)}
    for comment, expected in ((None, "1 indikator (ÖK-04) behöver en kommentar."), ("Ont om folk.", "")):
        explained = {id_: cells | {"Kommentar": "Därför."} for id_, cells in BILDNING.items()}
        reply(round_, explained | {"ÖK-04": red["ÖK-04"] | {"Kommentar": comment}})
        said = text_of(dispatch(round_, "--kvitto")["Kvitto – Bildning"])
        assert ("behöver en kommentar" in said) is bool(expected)
        assert expected in said
        assert ("ni behöver inte göra något mer" in said) is not expected


# Replies that come in mails


def mail(sender: str, files: Mapping[str, bytes], when: str = "Fri, 10 Jan 2025 11:00:00 +0100") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "controller@example.se", "Svar"
    message["Date"] = when
    message.set_content("Här kommer det.")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def filled_bytes(folder: RoundFolder, tmp_path: Path) -> bytes:
    return fill(template(folder, "Bildning"), tmp_path / "b.xlsx", BILDNING).read_bytes()


def passed_on(data: bytes) -> bytes:
    outer = mail("controller@example.se", {}, "Mon, 13 Jan 2025 08:00:00 +0100")
    outer.add_attachment(mail("Asa@Example.se", {"svar.xlsx": data}))
    return outer.as_bytes()


def passed_on_by_outlook(data: bytes) -> bytes:
    inner = {"__properties_version1.0": b"", "__substg1.0_5D01001F": "Asa@Example.se".encode("utf-16-le")}
    inner["__attach_version1.0_#00000000/__substg1.0_3707001F"] = "svar.xlsx".encode("utf-16-le")
    inner["__attach_version1.0_#00000000/__substg1.0_37010102"] = data
    streams = {f"__attach_version1.0_#00000000/__substg1.0_3701000D/{name}": part for name, part in inner.items()}
    return compound_file({"__properties_version1.0": bytes(32), "__substg1.0_5D01001F": b"x\0"} | streams)


def mail_in_an_outlook_mail(data: bytes) -> bytes:
    return msg({"Svar.eml": mail("Asa@Example.se", {"svar.xlsx": data}).as_bytes()})


@pytest.mark.parametrize(
    ("name", "packed", "day"),
    [
        ("VB svar.eml", passed_on, "2025-01-10T10:00:00"),
        ("VB svar.msg", passed_on_by_outlook, None),
        ("VB svar 2.msg", mail_in_an_outlook_mail, "2025-01-10T10:00:00"),
    ],
)
def test_a_mail_in_a_mail_was_sent_by_who_wrote_it(
    round_: RoundFolder, tmp_path: Path, name: str, packed: Callable[[bytes], bytes], day: str | None
) -> None:
    (round_.replies / name).write_bytes(packed(filled_bytes(round_, tmp_path)))
    document = read(round_)
    (entry,) = (e for e in document["inlämningar"] if e["fil"])
    assert (entry["mejlat_av"], entry["mejlat"]) == ("Asa@Example.se", day)
    assert not [f for f in document["avvikelser"] if f["kod"].startswith("F")]
    assert by_id(document)["ÖK-01"]["utfall"] == 97


def test_who_mailed_and_when_stands_in_the_consolidation(round_: RoundFolder, tmp_path: Path) -> None:
    data = filled_bytes(round_, tmp_path)
    (round_.replies / "svar.eml").write_bytes(mail("Någon <annan@example.org>", {"svar.xlsx": data}).as_bytes())
    assert run(["sammanställ", "--mapp", str(round_.path)]) == 0
    rows = [[c.value for c in row] for row in load_workbook(round_.consolidation)["Inlämningar"]]
    header = next(row for row in rows if "Mejlat av" in row)
    told = dict(zip(header, next(row for row in rows if row[0] == "svar.eml!svar.xlsx"), strict=True))
    assert (told["Mejlat av"], told["Mejlat"]) == ("annan@example.org", "2025-01-10 10:00")
    (finding,) = (f for f in read(round_)["avvikelser"] if f["kod"] == "F19")
    assert "annan@example.org" in finding["meddelande"]
    assert "Svaret används." in finding["meddelande"]


@pytest.mark.parametrize(
    "name", ["../../register.xlsx", r"..\..\register.xlsx", "/etc/passwd.xlsx", "C:\\svar.xlsx", "a\r\nX: y.xlsx"]
)
def test_the_name_of_an_attachment_is_no_path(round_: RoundFolder, tmp_path: Path, name: str) -> None:
    message = mail("asa@example.se", {"NAMN.xlsx": filled_bytes(round_, tmp_path)}).as_bytes()
    wrong = name.replace("\\", "\\\\").replace("\r\n", "\r\n ").encode()
    (round_.replies / "svar.eml").write_bytes(message.replace(b"NAMN.xlsx", wrong))
    before = tree(round_.path.parent)
    document: dict[str, Any] = read(round_)
    assert tree(round_.path.parent) == before
    (entry,) = (e for e in document["inlämningar"] if e["fil"])
    shown = entry["fil"].partition("!")[2]
    assert shown == re.split(r"[/\\]", re.sub(r"\s+", " ", name))[-1]
    assert by_id(document)["ÖK-01"]["utfall"] == 97


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
