"""What a command says: results on stdout, everything about the work on stderr, JSON alone where asked for."""

import codecs
import os
import sys
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

import click

from indikator_excel.errors import UserError
from indikator_excel.progress import Progress, silent

#: The variable by which a shell asks what could follow; click makes its name of the program's.
ASKED_BY_SHELL = "_INDIKATOR_EXCEL_COMPLETE"


class ExitStatus(IntEnum):
    """How a command ended."""

    DONE = 0
    ACTION_NEEDED = 1
    FAILED = 2


class Console:
    """One command's way of speaking. ``quiet`` silences all but results asked for and errors."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self._shows_progress = False

    def say(self, text: str = "") -> None:
        """Say a line of the result. With ``--json`` it goes to stderr, so that stdout holds the document alone."""
        if not self.quiet:
            self.wipe()
            click.echo(text, err=self.as_json)

    def title(self, text: str) -> None:
        """Say a heading."""
        self.say(click.style(text, bold=True))

    def warn(self, text: str) -> None:
        """Say what the controller should see even when the command is quiet."""
        self.wipe()
        click.echo(text, err=True)

    def answers(self, taken: Iterable[str]) -> None:
        """Say which answers in *Frågor* were taken into the register."""
        for sentence in taken:
            self.say(f"- {sentence}")

    def ask(self, question: str) -> bool:
        """Ask whether to go on; anything but a yes is a no.

        Raises:
            UserError: Nobody answers.
        """
        try:
            answer = click.prompt(f"{question} (ja/nej)", default="nej", show_default=False, err=True)
        except click.Abort:
            raise UserError("Ingen svarade, så ingenting är gjort. Lägg till --ja för att köra utan fråga.") from None
        return str(answer).strip().casefold() in ("j", "ja")

    def ask_secret(self, question: str) -> str:
        """Ask for something that is not shown while it is typed."""
        return str(click.prompt(question, hide_input=True, err=True))

    def document(self, content: Any) -> None:
        """Write the one JSON document."""
        import json

        click.echo(json.dumps(content, ensure_ascii=False, indent=2))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], *, leave_out_empty: bool = False) -> None:
        """Say a plain table, its columns as wide as their longest cell; those without any may be left out."""
        lines = [list(header), *([str(c) for c in row] for row in rows)]
        if leave_out_empty:
            kept = [n for n in range(len(header)) if any(line[n] for line in lines[1:])]
            lines = [[line[n] for n in kept] for line in lines] if kept else lines
            header = lines[0]
        widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
        for place, line in enumerate(lines):
            text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            self.say(click.style(text, bold=True) if place == 0 else text)

    def progress(self, doing: str) -> Progress:
        """Return how ``doing`` ("Läser svar") shows how far it has come.

        Only on a terminal, on one line that is wiped at the end.
        """
        if self.quiet or not sys.stderr.isatty():
            return silent

        def show(done: int, total: int, name: str) -> None:
            text = f"{doing} {done + 1} av {total}: {name}" if done < total else name
            if not text:
                self.wipe()
                return
            self._shows_progress = True
            click.echo(f"\r{text[:78]:78}", nl=False, err=True)

        return show

    def wipe(self) -> None:
        """Wipe the line that shows the progress, so that what is said next stands on a line of its own."""
        if self._shows_progress:
            self._shows_progress = False
            click.echo(f"\r{'':78}\r", nl=False, err=True)


#: What stands for a sign that a code page lacks; targets are told apart by the first two.
_STAND_INS = {"≥": ">=", "≤": "<=", "≠": "<>", "−": "-", "–": "-", "”": '"', "→": "->"}


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Write what a code page lacks in signs that it has, ``?`` for the rest."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_STAND_INS.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error(__name__, _stand_in)


def prepare_streams(*, as_json: bool) -> None:
    """Make output safe: JSON is UTF-8 everywhere, and a code page without ``≥`` shows ``>=`` instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=__name__, **({"encoding": "utf-8"} if as_json else {}))


def wants_colour() -> bool | None:
    """Obey ``NO_COLOR``; otherwise colour on a terminal and nowhere else (None: click decides)."""
    return False if os.environ.get("NO_COLOR") else None
