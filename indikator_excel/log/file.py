"""``logg.jsonl``: one event a line, appended and never rewritten.

Each command's events are one write to the end of the file, made while the file is locked, so that two commands at
once do not mix their lines. A line that a crash cut off is kept as it stands, on a line of its own, and the next one
says that it follows upon such a line. Nothing that was sent is hidden by a cut line: before a letter is handed over a
line about it has reached the disk. A line that is broken in any other way may hide that.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.errors import UserError
from indikator_excel.files import reason
from indikator_excel.log.event import ENDS, SHOWN_DIGEST, Event, What, event_from

#: The key of a line that follows upon one that was cut off, and how our lines begin.
_AFTER_CUT, _BEGINNING = "efter_avbrott", b'{"tid": "'


class Line(Struct, frozen=True):
    """One line: what it holds, None where it can't be read; and the event, None where it is of no known kind.

    ``cut`` for one that a crash cut off.
    """

    number: int
    content: dict[str, Any] | None
    event: Event | None
    cut: bool = False

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What people see of it: the time, the command, how the file's SHA-256 begins, and what happened."""
        if self.content is None:
            return "", "", "", f"(rad {self.number} går inte att läsa)"
        if self.event is None or self.event.time is None:
            # Written by a later version of the program.
            return tuple(str(self.content.get(key, "")) for key in ("tid", "kommando", "sha256", "händelse"))  # type: ignore[return-value]
        event = self.event
        return f"{event.time:%Y-%m-%d %H:%M:%S}", event.command, event.digest[:SHOWN_DIGEST], event.sentence


class Log(Struct, frozen=True):
    """A log as it stands."""

    lines: tuple[Line, ...] = ()

    @property
    def events(self) -> list[Event]:
        """What can be read of it, in order."""
        return [line.event for line in self.lines if line.event]

    @property
    def shown(self) -> list[Line]:
        """The lines that people are shown: a letter that was begun is left out where it is told how it ended."""
        begun: dict[tuple[str, str, str], Line] = {}
        ended = set()
        for line in self.lines:
            event = line.event
            if event is None or not event.letter:
                continue
            letter = event.code, event.letter, event.content
            if event.what is What.SENDING:
                begun[letter] = line
            elif event.what in ENDS and letter in begun:
                ended.add(begun.pop(letter).number)
        return [line for line in self.lines if line.number not in ended]

    @property
    def torn(self) -> list[int]:
        """The numbers of the lines that a crash cut off, or that somebody has broken."""
        return [line.number for line in self.lines if line.content is None]

    @property
    def damaged(self) -> list[int]:
        """The numbers of the lines that may hide something: broken, and not by a crash."""
        return [line.number for line in self.lines if not line.cut and _is_broken(line)]


def _is_broken(line: Line) -> bool:
    """Whether a line can't be read, or is of a kind that this version knows and says nothing that it can use."""
    if line.content is None:
        return True
    what = line.content.get("händelse")
    return line.event is None and (not isinstance(what, str) or what in set(What))


def read_log(path: Path) -> Log:
    """Read a log; one that does not exist is empty.

    Raises:
        UserError: The file is there and can't be read.
    """
    try:
        return _parsed(path.read_bytes())
    except FileNotFoundError:
        return Log()
    except OSError as error:
        raise UserError(f"{path.name} kunde inte läsas: {reason(error)}.") from None


def append(path: Path, choose: Callable[[Sequence[Event]], Sequence[Event]]) -> None:
    """Append the events that ``choose`` returns when it is told what the log says, and see them to the disk.

    Raises:
        OSError: The log can't be read or written.
    """
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with _locked(handle):
            data = _everything(handle)
            log = _parsed(data)
            told = [event.as_json() for event in choose(log.events)]
            if not told:
                return
            if log.lines and log.lines[-1].cut:
                told[0][_AFTER_CUT] = True
            # A line that was cut off stays alone: what is written now begins on the next.
            start = "\n" if data and not data.endswith(b"\n") else ""
            text = start + "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in told)
            _write(handle, text.encode(errors="replace"))
            os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    """Write it all; a disk that is full takes a part, and says why the next time it is asked."""
    while data:
        data = data[os.write(handle, data) :]


def _everything(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _parsed(data: bytes) -> Log:
    lines: list[Line] = []
    last = b""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            content = None
        content = content if isinstance(content, dict) else None
        if content and content.get(_AFTER_CUT) is True and lines and lines[-1].content is None:
            lines[-1] = replace(lines[-1], cut=True)
        lines.append(Line(number, content, event_from(content) if content else None))
        last = line
    if lines and lines[-1].content is None and _may_be_cut(data, last):
        lines[-1] = replace(lines[-1], cut=True)
    return Log(tuple(lines))


def _may_be_cut(data: bytes, last: bytes) -> bool:
    """Whether the last line begins as ours do and has no end."""
    begins = last.startswith(_BEGINNING) or _BEGINNING.startswith(last)
    return data.endswith(last) and begins and not last.endswith(b"}")


if sys.platform == "win32":
    import msvcrt

    #: Locked in place of the content, which others may read meanwhile.
    _FAR_AWAY = 1 << 30

    @contextmanager
    def _locked(handle: int) -> Iterator[None]:
        """Hold the file; another that holds it is waited for, at most ten seconds."""
        os.lseek(handle, _FAR_AWAY, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(handle, _FAR_AWAY, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    def _is_free(handle: int) -> bool:
        """Hold a file until it is closed, unless another does."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    @contextmanager
    def _locked(handle: int) -> Iterator[None]:
        """Hold the file until it is closed; another that holds it is waited for, which takes a moment at most."""
        # Some network disks know no locks; a write to the end is whole on its own all the same.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield

    def _is_free(handle: int) -> bool:
        """Hold a file until it is closed, unless another does."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass  # a disk that knows no locks
        return True


@contextmanager
def alone(path: Path, told: str) -> Iterator[None]:
    """Do something that no other command may do at the same time in the same round.

    Args:
        path: A file that marks it, empty, gone when it is done. A crash leaves it without harm.
        told: What to say where another is at it, in Swedish.

    Raises:
        UserError: Another is at it, or the mark can't be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise UserError(f"{path} kunde inte skrivas: {reason(error)}.") from None
    try:
        if not _is_free(handle):
            raise UserError(told)
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()
    finally:
        os.close(handle)
