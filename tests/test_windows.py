"""What Windows does and other systems don't, done to the program: locked files, long paths, code pages, names."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import BILDNING, ROOT, assign, fill, template

from indikator_excel.cli import run
from indikator_excel.files import LONGEST_PATH, write_whole
from indikator_excel.replies.finder import find_replies
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indikator_excel.folder import RoundFolder

RESULT = ROOT / "exempel" / "resultat"
#: Every command that works in a round, and what it writes: a file of the round's, or a folder with such files.
COMMANDS: dict[str, set[str]] = {
    "läs-bilaga bilaga-2024.docx": {"register.xlsx", "register.föregående.xlsx"},
    "granska": {"register.xlsx", "register.föregående.xlsx"},
    "skapa-mallar": {"mallar"},
    "utskick": {"utskick"},
    "utskick --påminnelse": {"utskick"},
    "utskick --rättelser": {"utskick"},
    "utskick --kvitto": {"utskick"},
    "status": set(),
    "sammanställ": {"sammanställning.xlsx", "sammanställning.föregående.xlsx"},
    "rättelser": {"rättelser"},
    "fyll-bilaga bilaga-2024.docx": {"bilaga.docx", "bilaga.föregående.docx"},
    "ny-omgång ../ny --omgång Bokslut": {"ny", "mallar"},
    "nytt-år ../ny": {"ny"},
}

_watching: list[Callable[[str, str], None]] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    """Tell whoever watches of each file that the process opens or puts in place, however that is done."""
    if not _watching:
        return
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        flags = arguments[2] if isinstance(arguments[2], int) else 0
        _watching[-1]("write" if flags & (os.O_WRONLY | os.O_RDWR) else "read", os.fspath(arguments[0]))
    elif event == "os.rename":
        _watching[-1]("replace", str(arguments[1]))
    elif event == "os.remove":
        _watching[-1]("remove", str(arguments[0]))


sys.addaudithook(_hear)


@contextmanager
def watched(by: Callable[[str, str], None]) -> Iterator[None]:
    _watching.append(by)
    try:
        yield
    finally:
        _watching.pop()


@pytest.fixture
def finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example's finished round, in which every command has something to do, as the current folder."""
    folder = tmp_path / "Omgång å ä ö"
    shutil.copytree(RESULT, folder)
    shutil.copy(ROOT / "exempel" / "bilaga-2024.docx", folder)
    (folder / "sammanställning.data.csv").write_bytes(b"")  # from when the table was long
    monkeypatch.chdir(folder)
    return folder


def kind_of(path: Path, folder: Path) -> str:
    return path.name if path.parent == folder else path.parent.name


def used_by(command: str, folder: Path) -> dict[tuple[str, str], Path]:
    """Run a command and return one of each kind of file that it reads, puts in place or adds to."""
    used: dict[tuple[str, str], Path] = {}

    def see(how: str, name: str) -> None:
        path = Path(name).absolute()
        if path.suffix != ".tmp" and path.is_relative_to(folder.parent):
            used.setdefault((how, kind_of(path, folder)), path)

    with watched(see):
        run(command.split())
    return used


@pytest.mark.parametrize("command", COMMANDS)
def test_each_file_may_be_locked(command: str, finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Excel, Outlook, OneDrive or a virus scanner holds a file; the command says which, and leaves no rubbish."""
    if command in ("skapa-mallar", "rättelser"):  # which write only what is new
        for made in finished.glob(f"{command.removeprefix('skapa-')}/*.xlsx"):
            made.write_bytes(b"")
    untouched = finished.with_name("orört")
    shutil.copytree(finished, untouched)
    used = used_by(command, finished)
    assert {kind for how, kind in used if how == "replace"} == COMMANDS[command]
    for (how, kind), locked in used.items():
        shutil.rmtree(finished.with_name("ny"), ignore_errors=True)
        for path in finished.iterdir():
            path.unlink() if path.is_file() else shutil.rmtree(path)
        shutil.copytree(untouched, finished, dirs_exist_ok=True)

        def refuse(now: str, name: str, how: str = how, locked: Path = locked) -> None:
            if now == how and Path(name).absolute() == locked:
                raise PermissionError(errno.EACCES, "Permission denied", name)

        capsys.readouterr()
        with watched(refuse):
            status = run(command.split())
        told = "".join(capsys.readouterr())
        case = f"{how} {locked}: {told}"
        assert not re.search(r"något oväntat|Traceback|Errno", told), case
        assert not list(finished.parent.rglob("*.tmp")), case
        if how == "read" and kind == "svar":  # is a finding, and the others are read
            assert status != 2, case
            assert (
                command not in ("status", "sammanställ") or f"{locked.name} kunde inte öppnas: den är låst" in told
            ), case
        elif how == "write":  # the log: what was to be done is done
            assert status != 2, case
            assert f"{locked.name} kunde inte skrivas" in told, case
        elif how != "read" or status == 2:
            assert status == 2, case
            assert re.search(f"{re.escape(locked.name)} .*kunde inte (?:läsas|skrivas|tas bort)", told), case
            assert "öppen i" in told or not (untouched / locked.relative_to(finished)).exists(), case


def too_long(how: str, name: str) -> None:
    """Refuse a path as Windows does, which has no words of its own for it."""
    del how
    if len(os.path.abspath(name)) > LONGEST_PATH:  # noqa: PTH100 - of a name, not of a file
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", name)


def test_a_path_that_is_too_long_is_told_as_one(
    finished: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = finished.parent / ("m" * 100) / ("n" * (LONGEST_PATH - 140 - len(str(finished.parent))))
    shutil.copytree(finished, deep)
    shutil.rmtree(deep / "mallar")
    with watched(too_long):
        assert run(["skapa-mallar", "--mapp", str(deep)]) == 2
    told = capsys.readouterr().err
    assert re.search(r"kunde inte skrivas: .* sökvägen för lång \(\d{3} tecken; Windows klarar 259\)", told), told

    # A reply that can't be reached is no reply that is not there.
    stat = os.stat

    def refusing(path: str, *arguments: object, **options: object) -> os.stat_result:
        if isinstance(path, str | os.PathLike):
            too_long("stat", os.fspath(path))
        return stat(path, *arguments, **options)  # type: ignore[call-overload, no-any-return]

    reply = next((deep / "svar").glob("*.xlsx"))
    long = reply.rename(reply.with_stem(reply.stem + "x" * 120))
    monkeypatch.setattr(os, "stat", refusing)
    with watched(too_long):
        assert run(["sammanställ", "--mapp", str(deep)]) == 0
    told = capsys.readouterr().out
    assert f"{long.name} kunde inte öppnas" in told
    assert "sökvägen för lång" in told


def test_a_folder_that_nobody_may_look_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "svar" / "stängd").mkdir(parents=True)
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("stängd"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert [found.name for found in find_replies(tmp_path / "svar")] == ["stängd"]


HOSTILE = (
    "CON.",
    "PRN.xlsx",
    "Aux . vård",
    "com¹.",
    'Kultur/Fritid: "IT"? <*|\\',
    "Vård och omsorg. ",
    "Barn/utbildning",
    "BARN:UTBILDNING",
    "Ä" * 300,
    "Ä" * 301,
)


def test_what_a_department_is_called_makes_no_name_that_windows_refuses(folder: RoundFolder) -> None:
    assign(folder, {f"K{n}": (name, range(n, 23, len(HOSTILE))) for n, name in enumerate(HOSTILE)})
    create_templates(folder)
    assert run(["utskick", "--mapp", str(folder.path), "--tyst"]) == 1  # nobody has an address
    names = [path.name for made in (folder.templates, folder.dispatch) for path in made.iterdir()]
    assert len({name.casefold() for name in names}) == len(names) == 2 * len(HOSTILE)
    for name in names:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]|[ .]\Z', name), name
        assert not re.match(r"(?i)(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]) *(?:\.|\Z)", name), name
        assert len(name) < 150
        assert len(name.encode()) <= 255


def test_names_are_the_same_however_their_letters_are_composed(round_: RoundFolder) -> None:
    """macOS takes ``ö`` apart in the names of files and folders, and so does a zip archive from there."""
    apart = unicodedata.normalize("NFD", "Återrapport från Övriga (två)")
    fill(template(round_, "Bildning"), round_.replies / apart / f"{apart}.xlsx", BILDNING)
    assert run(["sammanstall", "--mapp", str(round_.path), "--tyst"]) == 0
    assert run([unicodedata.normalize("NFD", "sammanställ"), "--mapp", f"{round_.path}{os.sep}", "--tyst"]) == 0


@pytest.mark.parametrize("page", ["cp1252", "cp850"])
def test_a_code_page_without_a_sign_gets_another(page: str, finished: Path) -> None:
    def said(*arguments: str) -> tuple[str, str, int]:
        done = subprocess.run(
            [sys.executable, "-m", "indikator_excel", *arguments],
            cwd=finished,
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONIOENCODING": page, "PYTHONPATH": str(ROOT)},
        )
        encoding = "utf-8" if "--json" in arguments else page
        return done.stdout.decode(encoding), done.stderr.decode(encoding), done.returncode

    assert "Mål: >= 2023" in said("bedöm", "≥ 2023", "--läge", "17 %", "--utfall", "15 %")[0]
    assert "Mål: <= 3" in said("bedöm", "≤ 3")[0]
    assert '"≥ 2023"' in said("bedöm", "≥ 2023", "--json")[0]
    assert said("status")[2] == said("regler")[2] == said("--help")[2] == 0
    out, err, status = said("läs-bilaga", "≥ ● ◐ ○.txt")
    assert (out, status) == ("", 2)
    assert ">= ? ? ?.txt finns inte" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["läs-bilaga", "{}.docx"],
        ["läs-bilaga", "{}.txt"],
        ["läs-bilaga", "{}"],
        ["fyll-bilaga", "{}.docx"],
        ["status", "--mapp", "{}"],
        ["status", "{}"],
        ["ny-omgång", "{}/in i/svar", "--mapp", "{}"],
        ["regler", "{}"],
        ["bedöm", "5", "--riktning", "{}"],
        ["{}"],
        ["prova", "{}"],
    ],
)
def test_a_path_is_told_as_it_was_typed(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one backslash where there is one, and no quotes of Python's."""
    monkeypatch.chdir(tmp_path)
    path = r"C:\Users\Åsa Öberg\Delår 2024"
    Path(path).write_bytes(b"")
    assert run([a.format(path) for a in arguments]) == 2
    told = capsys.readouterr().err
    assert path.removeprefix("C:") in told or path.upper().removeprefix("C:") in told
    assert not re.search(r"'C:|\\\\", told, re.IGNORECASE)


def test_a_file_is_written_for_all_who_share_the_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "ny mapp" / "fil.xlsx", b"")
    (tmp_path / "jämför").touch()
    assert (tmp_path / "ny mapp" / "fil.xlsx").stat().st_mode == (tmp_path / "jämför").stat().st_mode
