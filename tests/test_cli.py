"""The command line as a controller meets it: Swedish, one sentence per error, the right exit status."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from helpers import BILDNING, OVRIGA, ROOT, VERDICTS, assign, fill, put_saved, template, value

from indikator_excel import files
from indikator_excel.cli import COMMANDS, run
from indikator_excel.cli.group import plain
from indikator_excel.findings.catalogue import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

    from indikator_excel.folder import RoundFolder


def call(*arguments: str) -> int:
    return run(list(arguments))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_swedish_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(name, "--help") == 0
    text = capsys.readouterr().out
    assert f"Användning: indikator-excel {name}" in text
    assert "Exempel: indikator-excel" in text
    for option in ("--json", "--tyst", "--version", "--help"):
        assert option in text
    for english in ("Usage", "Options", "Show", "default", "COMMAND", "ARGS"):
        assert english not in text
    # A name with å, ä or ö works without them too, and help shows it once.
    assert call(plain(name), "--help") == 0
    assert capsys.readouterr().out == text
    assert "--lage" not in text


def test_the_overview_lists_the_commands_in_the_rounds_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help") == 0
    text = capsys.readouterr().out
    places = [text.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert "Show" not in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["samanställ"], "Kommandot samanställ finns inte. Menade du sammanställ?"),
        (["lasbilaga"], "Kommandot lasbilaga finns inte. Menade du läs-bilaga?"),
        (["xyz"], "Kommandot xyz finns inte.\n"),
        (["status", "--mappp", "x"], "Valet --mappp finns inte"),
        (["läs-bilaga"], "Du behöver ange"),
        (["läs-bilaga", "finns-inte.txt"], "finns-inte.txt finns inte"),
        (["status", "--mapp", "finns-inte"], "Mappen finns-inte finns inte"),
        (["granska"], "register.xlsx finns inte"),
        (["skapa-mallar"], "register.xlsx finns inte"),
        (["sammanställ"], "register.xlsx finns inte"),
        (["regler", "Q99"], "Koden Q99 finns inte"),
        (["bedöm", "5", "--skala", "ja"], "--skala"),
        (["bedöm", "5", "--gult-från", "gul"], "--gult-från"),
        (["bedöm", "5", "--riktning", "uppåt"], "Ogiltigt värde"),
        (["bedöm", "5", "--utfal", "3"], "Det här förstås inte"),
        (["status", "extra"], "Det här förstås inte"),
    ],
)
def test_wrong_usage_is_one_swedish_sentence(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(*arguments) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert "Fel: " in told.err
    assert "Traceback" not in told.err
    assert not told.out
    assert not list(tmp_path.iterdir())


def answer(round_: RoundFolder) -> None:
    for name, answers in {"Bildning": BILDNING, "Övriga": OVRIGA}.items():
        fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)


def test_consolidate_speaks_json_on_stdout_and_nothing_else(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(round_)
    assert call("sammanställ", "--mapp", str(round_.path), "--json") == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    contract = ["omgång", "rader", "gemensamma", "avvikelser", "inlämningar", "avstämning"]
    assert list(document) == [*contract, "regel_för_delvis"]
    assert document["omgång"] == {
        "kommun": "Ljusnarsbergs kommun",
        "år": 2024,
        "omgång": "Helår",
        "avser": "Utfall",
    }
    assert {r["indikator_id"]: r["bedömning"] for r in document["rader"]} == VERDICTS
    row = next(r for r in document["rader"] if r["indikator_id"] == "KK-01")
    assert row["varför"] == "15 % är lägre än 17 % (läget 2023)"
    assert (row["utfall"], row["utfall_rått"], row["måttenhet"]) == (15, "15 %", "%")
    assert (row["fil"], row["blad"], row["cell"], row["förvaltning"]) == (
        "Övriga.xlsx",
        "Indikatorer",
        "H4",
        "Övriga",
    )
    sums = document["avstämning"]
    assert sums["lästa"] == sum(v for k, v in sums.items() if k != "lästa") == 27
    assert {s["status"] for s in document["inlämningar"]} == {"svarat"}
    assert "sammanställning.xlsx" in told.err


def test_strict_quiet_and_untouched_replies(round_: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    answer(round_)
    (round_.replies / "trasig.xlsx").write_bytes(b"PK")

    def hashes() -> dict[str, tuple[str, float]]:
        return {
            p.name: (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime) for p in round_.replies.iterdir()
        }

    before = hashes()
    assert call("sammanställ", "--mapp", str(round_.path), "--tyst") == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    assert call("sammanställ", "--mapp", str(round_.path), "--strikt") == 1
    assert "trasig.xlsx" in capsys.readouterr().out
    assert hashes() == before
    assert round_.consolidation_previous.exists()


def test_no_replies_is_said(round_: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("sammanställ", "--mapp", str(round_.path)) == 2
    assert "Det finns inga svar i mappen" in capsys.readouterr().err
    assert not round_.consolidation.exists()


def test_status_tells_who_has_answered(round_: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    some = dict(list(BILDNING.items())[:4])
    fill(template(round_, "Bildning"), round_.replies / "x.xlsx", some)
    assert call("status", "--mapp", str(round_.path)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[2:4]] == [["Övriga", "saknas"], ["Bildning", "delvis"]]
    assert "4 av 10" in lines[3]
    assert call("status", "--mapp", str(round_.path), "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert [(d["förvaltning"], d["ifyllda"]) for d in document["förvaltningar"]] == [("Övriga", 0), ("Bildning", 4)]


def test_status_tells_of_files_that_contradict_each_other(
    round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is right by itself, and both count: nobody may believe that the department is done."""
    for name, outcome in (("en.xlsx", 20), ("en till.xlsx", 21)):
        fill(template(round_, "Bildning"), round_.replies / name, BILDNING | {"ÖK-04": value(outcome)})
        put_saved(round_.replies / name, "2025-01-10T10:00:00Z")
    assert call("status", "--mapp", str(round_.path), "--json") == 0
    rows = {d["förvaltning"]: d for d in json.loads(capsys.readouterr().out)["förvaltningar"]}
    assert rows["Bildning"]["fel"] == 1
    assert rows["Övriga"]["fel"] == 0


def test_an_output_open_in_excel_is_one_sentence(
    round_: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(round_)
    round_.consolidation.write_bytes(b"gammal")
    real = os.replace

    def refuse(source: str, target: Path) -> None:
        if str(target).endswith("sammanställning.xlsx"):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(files.os, "replace", refuse)
    assert call("sammanställ", "--mapp", str(round_.path)) == 2
    told = capsys.readouterr()
    assert "sammanställning.xlsx kunde inte skrivas. Är filen öppen i Excel?" in told.err
    assert round_.consolidation.read_bytes() == b"gammal"
    assert not [p for p in round_.path.iterdir() if p.name.endswith(".tmp")]


def test_an_unexpected_fault_is_a_sentence_too(
    round_: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("planterat")

    monkeypatch.setattr("indikator_excel.templates.run.create_templates", break_down)
    assert call("skapa-mallar", "--mapp", str(round_.path)) == 2
    told = capsys.readouterr().err
    assert "planterat" in told
    assert "Traceback" not in told


def test_progress_shows_on_a_terminal_alone_and_wipes_itself(
    round_: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["skapa-mallar", "--mapp", str(round_.path)]
    assert call(*arguments) == 0
    assert "Gör mallar" not in capsys.readouterr().err
    # pytest puts other streams in place for each phase of a test
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    assert call(*arguments) == 0
    shown = capsys.readouterr().err.split("\r")
    assert [line.strip() for line in shown if line.strip()] == [
        "Gör mallar 1 av 2: Bildning",
        "Gör mallar 2 av 2: Övriga",
    ]
    assert shown[-2:] == [" " * 78, ""]
    assert call(*arguments, "--tyst") == 0
    assert not capsys.readouterr().err


def test_unassigned_indicators_stand_in_the_way(folder: RoundFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assign(folder, {"BIL": ("Bildning", range(22))})
    assert call("skapa-mallar", "--mapp", str(folder.path)) == 1
    assert "HK-05" in capsys.readouterr().err
    assert call("granska", "--mapp", str(folder.path)) == 1
    assert "G01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["gott resultat"], "Skriv om målet, till exempel ”minst 18”"),
        (["20 %", "--läge", "30 dagar"], "Skriv samma enhet i läget och målet, eller ange --enhet."),
        (["5", "--läge", "9"], "Ange --riktning högre eller lägre"),
        (["≥ läget"], "Ange --läge; i registret står det i kolumnen Läget."),
        (["≥ riket", "--läge", "71 %"], "Ange --jämförelsevärde"),
        (["50/60/70 %", "--läge", "40 %"], "Flera värden utan årtal: det första antas gälla"),
        (["5", "--läge", "4"], "Riktningen är antagen"),
        (["≥ 80", "--läge", "70", "--gult-från", "90"], "Gult från används inte: det nås inte före målet."),
    ],
)
def test_bedom_says_what_would_let_a_target_be_judged(
    arguments: list[str], advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("bedöm", *arguments) == 0
    assert advice in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["≥ 2023", "--läge", "17 %", "--utfall", "15 %"],
            {
                "värdetyp": "procent",
                "jämförelse": "minst",
                "jämförs_med": "läget",
                "bedömning": "ej uppfyllt",
                "varför": "15 % är lägre än 17 % (läget 2023)",
            },
        ),
        (["minst 18"], {"tolkat_målvärde": 18, "bedömning": None, "varför": None, "jämförs_med": "tal"}),
        (["-2 %", "--läge", "-3 %", "--utfall", "-1 %"], {"tolkat_målvärde": -2, "bedömning": "uppfyllt"}),
        (
            ["≥ riket", "--läge", "71 %", "--jämförelsevärde", "74 %", "--utfall", "73 %"],
            {"jämförs_med": "annat värde", "bedömning": "ej uppfyllt", "varför": "73 % är lägre än 74 % (riket)"},
        ),
        (["högre än snittet i länet", "--läge", "71 %", "--utfall", "73 %"], {"bedömning": "kan ej bedömas"}),
        (["minst 18", "--utfall", ""], {"bedömning": "svar saknas"}),
        (["5", "--läge", "9", "--riktning", "lägre", "--utfall", "6"], {"bedömning": "delvis uppfyllt"}),
        (
            ["> delvis", "--lage", "delvis", "--utfall", "Klart"],
            {"bedömning": "uppfyllt", "tolkat_målvärde": "delvis"},
        ),
        (
            ["grönt", "--skala", "rött<gult<grönt", "--läge", "rött", "--utfall", "gult"],
            {"bedömning": "delvis uppfyllt"},
        ),
        (["80", "--enhet", "%", "--läge", "70", "--utfall", "72", "--gult-från", "75"], {"bedömning": "ej uppfyllt"}),
    ],
)
def test_judge(arguments: list[str], expected: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    assert call("bedöm", *arguments, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert {k: document[k] for k in expected} == expected
    assert call("bedöm", *arguments) == 0
    assert "Läses som:" in capsys.readouterr().out


def test_the_catalogue_is_shown_from_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("regler", "--json") == 0
    assert [k["kod"] for k in json.loads(capsys.readouterr().out)] == list(CATALOGUE)
    assert call("regler", "v03") == 0
    assert "Inte ett tal" in capsys.readouterr().out


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "indikator_excel", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=os.environ | environment)


def test_no_colour_when_piped_or_unwanted_and_a_narrow_code_page_does_not_fail() -> None:
    done = process("bedöm", "100 %", "--läge", "90 %", "--utfall", "95 %", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    assert b"\x1b[" not in done.stdout
    assert "delvis uppfyllt".encode("cp1252") in done.stdout
    assert process("bedöm", "5", "--json", PYTHONIOENCODING="cp1252").stdout.decode("utf-8")


def offered(shell: str, *words: str) -> list[str]:
    """Return what a shell is told when the last of the words is being written."""
    separator, place = (
        ("\n", "") if shell == "powershell" else (" ", words[-1] if shell == "fish" else str(len(words)))
    )
    line = separator.join(["indikator-excel", *words])
    environment = {"_INDIKATOR_EXCEL_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": place}
    # The code page is that of a console in Windows; what is read is UTF-8 all the same.
    return process(PYTHONIOENCODING="cp850", **environment).stdout.decode().splitlines()


def test_powershell_completes_commands_options_and_values() -> None:
    names = [line.partition("\t")[0] for line in offered("powershell", "")]
    assert names == list(COMMANDS)
    assert offered("powershell", "lä") == offered("powershell", "la") == ["läs-bilaga\t" + COMMANDS["läs-bilaga"][1]]
    assert offered("powershell", "utskick", "--rät") == [
        "--rättelser\tMed filerna i mappen rättelser, till dem som har fel."
    ]
    assert offered("powershell", "bedöm", "≥ 5", "--riktning", "") == ["högre\thögre", "lägre\tlägre"]
    # Words come as they are: a backslash is none of the shell's, and a space is in a word.
    assert offered("powershell", "status", "--mapp", "C:\\Mina omgångar\\", "--log")[0].startswith("--logg\t")
    assert not "".join(offered("powershell", "status", "--mapp", "Del")), "files are PowerShell's own to offer"
    source = process(_INDIKATOR_EXCEL_COMPLETE="powershell_source").stdout
    assert source.isascii(), "it is read before the code page is set"
    assert b"-CommandName indikator-excel " in source
    assert b"[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)" in source
    assert source.count(b"{") == source.count(b"}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_other_shells_complete_too(shell: str) -> None:
    assert b"indikator-excel" in process(_INDIKATOR_EXCEL_COMPLETE=f"{shell}_source").stdout
    assert "läs-bilaga" in "\n".join(offered(shell, "la"))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["bedöm", "minst 5", "--utfall", "4"], ["regler"]])
def test_heavy_packages_are_imported_only_where_they_are_used(arguments: list[str]) -> None:
    code = (
        "import sys; from indikator_excel.cli import run; status = run(sys.argv[1:]); "
        "print([m for m in ('pandas', 'numpy', 'openpyxl', 'xlsxwriter') if m in sys.modules], status)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[] 0"


def test_status_does_without_what_takes_long_to_load(round_: RoundFolder) -> None:
    code = (
        "import sys; from indikator_excel.cli import run; status = run(sys.argv[1:]); "
        "print([m for m in ('pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'email') if m in sys.modules], status)"
    )
    arguments = ["status", "--mapp", str(round_.path)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[] 0"
