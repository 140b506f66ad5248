"""Plays the round that controllern.md tells of, and writes into the page what the program says.

The page itself is the script. It is read from the top, and these comments, which a reader does not see, are carried
out as they come:

``<!-- dag: 2025-01-07 -->``
    The day that it is for the program from here on.
``<!-- gör: fördela -->``
    What she does by hand in Excel or in a folder: a function of ``HANDS``.
``<!-- kör: indikator-excel status -->``
    A command in the round's folder. What the program says is put into the block of code that follows. A part of
    a long answer may be shown: ``<!-- kör: indikator-excel granska; visa 1-6, sista 3 -->``.
``<!-- kör ovanför: indikator-excel status -->``
    The same in the folder above.

A picture shows its workbook or document as it is where the page shows it, see make_pictures.py.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from indikator_excel.cli import run
from indikator_excel.example.data import WORD_ANNEX, read_example
from indikator_excel.example.replies import write_replies
from indikator_excel.example.round import assign
from indikator_excel.folder import RoundFolder
from indikator_excel.register.current import current_register
from indikator_excel.resources import bundled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PAGE = Path(__file__).parent / "controllern.md"

_STEP = re.compile(
    r"<!-- dag: (?P<day>\S+) -->"
    r"|<!-- gör: (?P<hand>.+?) -->"
    r"|<!-- kör(?P<above> ovanför)?: (?P<command>[^;]+?)(?:; visa (?P<part>.+?))? -->\n```text\n(?P<said>.*?)```\n"
    r"|!\[[^]]*\]\(bilder/(?P<picture>[^)]+)\.png\)",
    re.DOTALL,
)
#: Where her rounds are, as she sees it.
_HOME = "C:\\Uppföljning"
_ROUND = "Helår 2024"
#: Stands for what is left out of an answer.
_LEFT_OUT = "[…]"

#: What she answers on the sheet Frågor: by code, and by ID where one code has several questions.
_ANSWERS = {
    **dict.fromkeys(("G08", "G15", "G16"), "nej"),
    **dict.fromkeys(("G05", "G07", "G17"), "ja"),
    "G21": 1,
}
#: How departments correct what came back to them: the file in svar, the IDs, the cells' headers.
_CORRECTED: dict[str, dict[str, dict[str, Any]]] = {
    "Bildning": {
        "KK-01": {"Utfall 2024": 0.15},
        "KK-02": {
            "Utfall 2024": None,
            "Ej mätt": "resultatet kommer senare",
            "Kommentar": "Resultaten kommer i maj.",
        },
    },
    "Digitalisering": {"ÖK-09": {"Utfall 2024": "delvis", "Kommentar": "Sökfunktionen är inte klar."}},
    "Kultur och fritid": {
        "ÖK-06": {"Utfall 2024": 3, "Kommentar": "Mötet i december ställdes in."},
        "MU-02": {"Utfall 2024": 4},
    },
}
_OWN_VERDICT = {
    "ÖK-02": {
        "Egen bedömning": "◐ delvis uppfyllt",
        "Motivering": "Svarsfrekvensen var låg, så minskningen är osäker. Avstämt med Bildning.",
    }
}


def play(text: str, home: Path, look: Callable[[str, Path], None] | None = None) -> str:
    """Carry out the page ``text`` in a round of the empty folder ``home``; return the page with what was said.

    ``look`` is called for each picture of the page, with its name and the round's folder.
    """
    folder = home / _ROUND
    folder.mkdir()
    copyfile(bundled("exempel") / WORD_ANNEX, folder / WORD_ANNEX)

    def carry_out(step: re.Match[str]) -> str:
        if step["day"]:
            day = datetime.fromisoformat(step["day"]).replace(hour=9, tzinfo=UTC)
            os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
        elif step["hand"]:
            HANDS[step["hand"]](RoundFolder(folder))
        elif step["command"]:
            said = _said(step["command"], home if step["above"] else folder, home)
            shown = "\n".join(_part(said.splitlines(), step["part"]))
            return step[0].removesuffix(f"{step['said']}```\n") + f"{shown}\n```\n"
        elif look:
            look(step["picture"], folder)
        return step[0]

    with _environment():
        return _STEP.sub(carry_out, text)


def page() -> str:
    """Return the page as it is to be."""
    with tempfile.TemporaryDirectory() as home:
        return play(PAGE.read_text(encoding="utf-8"), Path(home).resolve())


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Put back what the commands and their day change."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _said(command: str, place: Path, home: Path) -> str:
    """Run a command in a folder; return what stands in her window afterwards."""
    name, *arguments = shlex.split(command.replace("\\", "/"))
    if name != "indikator-excel":
        raise ValueError(f"{command} is no command of ours")
    window = io.StringIO()
    with contextlib.chdir(place), contextlib.redirect_stdout(window), contextlib.redirect_stderr(window):
        run(arguments)
    here = f"{_HOME}{place.as_posix().removeprefix(home.as_posix())}".replace("/", "\\")
    said = window.getvalue().replace(home.as_posix(), _HOME).replace("../", "..\\")
    return f"{here}> {command}\n{said}"


def _part(lines: Sequence[str], wanted: str | None) -> Iterator[str]:
    """Yield the lines that ``wanted`` names, counted from 1 without the command itself."""
    command, *said = lines
    yield command
    ahead = 1
    for piece in (wanted or f"1-{len(said)}").split(", "):
        first, last = _range(piece, len(said))
        if not ahead <= first <= last <= len(said):
            raise ValueError(f"{piece} is not in the answer to {command}, or overlaps")
        if first > ahead:
            yield _LEFT_OUT
        ahead = last + 1
        yield from said[first - 1 : last]
    if ahead <= len(said):
        yield _LEFT_OUT


def _range(piece: str, lines: int) -> tuple[int, int]:
    """Return the first and last line that "3", "3-5" or "sista 2" names."""
    if piece.startswith("sista "):
        return lines - int(piece.removeprefix("sista ")) + 1, lines
    first, _, last = piece.partition("-")
    return int(first), int(last or first)


def _answer(folder: RoundFolder) -> None:
    with _open(folder.register) as workbook:
        sheet = workbook["Frågor"]
        heads = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, heads["Svar"]).value = _ANSWERS.get(sheet.cell(row, heads["Kod"]).value)


def _correct(folder: RoundFolder) -> None:
    for name, rows in _CORRECTED.items():
        source = next(folder.corrections.glob(f"{name} –*.xlsx"))
        target = folder.replies / source.name
        copyfile(source, target)
        with _open(target) as workbook:
            _type(workbook["Indikatorer"], rows)


def _judge(folder: RoundFolder) -> None:
    with _open(folder.consolidation) as workbook:
        _type(workbook["Måluppfyllelse"], _OWN_VERDICT)


@contextlib.contextmanager
def _open(path: Path) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of the curves that it leaves out
        workbook = load_workbook(path)
    yield workbook
    workbook.save(path)


def _type(sheet: Any, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Type into a sheet's cells: ID -> header -> content."""
    top, heads = next(
        (cells[0].row, {cell.value: cell.column for cell in cells}) for cells in sheet if cells[0].value == "ID"
    )
    for row in range(top + 1, sheet.max_row + 1):
        for header, content in rows.get(sheet.cell(row, heads["ID"]).value, {}).items():
            sheet.cell(row, heads[header]).value = content


#: What she does by hand.
HANDS: dict[str, Callable[[RoundFolder], None]] = {
    "fördela": lambda folder: assign(folder, read_example()),
    "svara på frågor": _answer,
    "svar kommer": lambda folder: write_replies(folder, current_register(folder), read_example()),
    "ta bort budgeten": lambda folder: (folder.replies / "Budget 2025.xlsx").unlink(),
    "rättelser kommer": _correct,
    "egen bedömning": _judge,
}
