"""How a command writes in the log, and learns that it could not, without its work being stopped."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from indikator_excel.files import moment, reason
from indikator_excel.folder import RoundFolder
from indikator_excel.log.event import Event, What
from indikator_excel.log.file import append
from indikator_excel.log.news import news


class Record(Protocol):
    """Takes down what happened in a round. Never raises."""

    def __call__(self, folder: RoundFolder, events: Iterable[Event], *, all_below: str = "") -> bool:
        """Take down what is new; see :func:`news` for ``all_below``. Return whether it stands in the log."""


def unrecorded(folder: RoundFolder, events: Iterable[Event], *, all_below: str = "") -> bool:
    """Take down nothing: for work that leaves no trace in a round."""
    del folder, events, all_below
    return True


class Journal:
    """One command's way of writing in the log."""

    def __init__(self, command: str) -> None:
        self._command = command
        #: Why the log could not be written, in Swedish; empty where it could.
        self.problem = ""

    def __call__(self, folder: RoundFolder, events: Iterable[Event], *, all_below: str = "") -> bool:
        """Take down what is new, each event with the time and the command's name."""
        offered, time = list(events), moment()

        def new(known: Sequence[Event]) -> list[Event]:
            found = news(known, offered, all_below=all_below)
            return [replace(event, command=self._command, time=time) for event in found]

        try:
            append(folder.log, new)
        except OSError as error:
            self.problem = f"{folder.log.name} kunde inte skrivas: {reason(error)}."
            return False
        return True


def digest(data: bytes) -> str:
    """Return the SHA-256 that files are known by."""
    return hashlib.sha256(data).hexdigest()


def of_file(what: What, folder: RoundFolder, path: Path) -> Event:
    """Return an event about a file as it is now. One outside the round's folder is known by its name alone."""
    try:
        name = path.resolve().relative_to(folder.path.resolve()).as_posix()
    except ValueError:
        name = path.name
    try:
        return Event(what, name, digest(path.read_bytes()))
    except OSError:
        return Event(what, name)
