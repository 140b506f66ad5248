"""Reading an untrusted file in a process of its own, with its time, its memory and its end.

A server imports the program and reads the register once. For each file it forks a child, which reads the file and
merges it with good replies; what kills the child (a signal, the clock, the memory) is reported with the file.
Run as a script it is the server; a test uses :class:`BoundedReader`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from indikator_excel.register.model import Register
    from indikator_excel.replies.reply import Reply

    Json = dict[str, Any]

#: What a file may take beyond what the program takes without it. The seconds are the processor's: those on the wall
#: depend on what else the machine does, and reading a file is nothing but computing.
MAX_SECONDS = 5.0
MAX_MEGABYTES = 500
#: A child is stopped a little later, so that what is slow can be told from what never ends; and in the end by the
#: wall's clock, for one that waits instead of computing.
_STOPPED_AFTER = 6
_WAITED_FOR = 30
#: Only a net under the machine. It is far above the limit, because the program turns a ``MemoryError`` into a finding
#: as if the file were damaged, and then the file would look bounded when it is not.
_ADDRESS_SPACE = 3_000_000_000
_SERVER_ANSWERS_WITHIN = 60
#: What reading a file must never cause.
_FORBIDDEN_EVENTS = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec")


@dataclass(frozen=True)
class Outcome:
    """What came of one file. ``ended`` is "read", or why there is nothing else to tell."""

    ended: str
    seconds: float = 0.0
    megabytes: float = 0.0
    console: str = ""
    events: list[str] = field(default_factory=list)
    #: The answers that the file itself was read with: ID and column -> text, kind and percent format.
    answers: dict[str, str] = field(default_factory=dict)
    #: The merged rows by ID, and every finding of the merge.
    rows: dict[str, Json] = field(default_factory=dict)
    findings: list[Json] = field(default_factory=list)
    balanced: bool = False


class BoundedReader:
    """Starts the server and hands it one file at a time."""

    def __init__(self, folder: Path, own: Path, other: Path) -> None:
        # lxml is no dependency of the program: what counts is what an installation without it does.
        environment = os.environ | {"OPENPYXL_LXML": os.environ.get("OPENPYXL_LXML", "False")}
        environment |= {"OPENBLAS_NUM_THREADS": "1"}  # a process with threads can't be forked safely
        command = [sys.executable, str(Path(__file__)), str(folder), str(own), str(other)]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def read(self, path: Path, name: str) -> Outcome:
        """Read one file as if it lay in ``svar/`` beside the good replies."""
        stdin, stdout = self._server.stdin, self._server.stdout
        if stdin is None or stdout is None:
            raise AssertionError
        print(json.dumps([str(path), name]), file=stdin, flush=True)
        ready, _, _ = select.select([stdout], [], [], _SERVER_ANSWERS_WITHIN)
        line = stdout.readline() if ready else ""
        if not line:
            raise AssertionError(f"the reading server itself died or hung at {name}")
        return Outcome(**json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        self._server.communicate()


def _memory(name: str) -> int:
    """Return a line of the process's own memory (``VmRSS``, ``VmHWM``, ``VmSize``) in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.split(f"{name}:")[1].split()[0]) * 1024


class _Round:
    """What is the same for every file: the register, and the good replies read from it."""

    def __init__(self, folder: Path, own: Path, other: Path) -> None:
        from helpers import read_register

        from indikator_excel.folder import RoundFolder
        from indikator_excel.resources import read_theme

        self.register: Register = read_register(RoundFolder(folder).register)
        self.theme = read_theme(folder)
        self.good = [self.reply(own, own.name), self.reply(other, other.name)]
        self.look(own, own.name)  # imports what a merge imports, so that no file pays for it

    def reply(self, path: Path, name: str) -> Reply:
        from indikator_excel.replies.finder import Found
        from indikator_excel.replies.reader import read_file

        (reply,) = read_file(Found(path, name), self.register)
        return reply

    def look(self, path: Path, name: str) -> Json:
        """Read a file, merge it and make the workbook.

        A file whose answers are used stands in for its department's good reply; beside it, every answer of the two
        would be a contradiction or a copy. A file that is not used lies beside both.
        """
        from indikator_excel.consolidation.document import as_json
        from indikator_excel.consolidation.merge import merge
        from indikator_excel.consolidation.workbook.write import workbook_bytes

        reply = self.reply(path, name)
        used = bool(reply.entries)
        result = merge(self.register, [reply, *self.good[1 if used else 0 :]])
        document = as_json(result)
        json.dumps(document, ensure_ascii=False).encode()  # half a character could be written nowhere
        sums = document["avstämning"]
        answers = {
            f"{e.indicator_id} {e.field.value}": f"{e.cell.text} {e.cell.kind.name} {e.cell.percent_format}"
            for e in reply.entries
        }
        if used:
            workbook_bytes(result, self.theme)
            answers["Läs mig"] = f"{reply.says_done} {reply.respondent} {reply.measured_on}"
        return {
            "answers": answers,
            "rows": {r["indikator_id"]: r for r in document["rader"]},
            "findings": document["avvikelser"],
            "balanced": sums["lästa"] == sum(sums[k] for k in ("använda", "ersatta", "avvisade", "ignorerade")),
        }


def _serve(round_: _Round) -> None:
    gc.freeze()  # what the children share with the server stays shared
    for line in sys.stdin:
        path, name = json.loads(line)
        report = _bounded(partial(round_.look, Path(path), name))
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


def _bounded(look: Callable[[], Json]) -> Json:
    """Fork a child that looks at a file, and tell how it ended."""
    came_back, goes_out = os.pipe()
    with tempfile.TemporaryFile() as console:
        child = os.fork()
        if child == 0:
            os.close(came_back)
            # The console is caught, standard output too: with --json whatever is printed there breaks the document.
            os.dup2(console.fileno(), 1)
            os.dup2(console.fileno(), 2)
            try:
                _child(look, goes_out)
            finally:
                sys.stdout.flush()
                os._exit(1)
        os.close(goes_out)
        started = time.monotonic()
        said = _all_of(came_back, started + _WAITED_FOR)
        stopped = said is None
        if stopped:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        console.seek(0)
        told = console.read().decode(errors="replace")[-2000:]
    if stopped:
        return {"ended": f"stopped after {_WAITED_FOR} s on the wall", "console": told}
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return {"ended": f"stopped after {_STOPPED_AFTER} s", "seconds": _STOPPED_AFTER, "console": told}
    if os.WIFSIGNALED(status):
        return {"ended": f"killed by {signal.Signals(os.WTERMSIG(status)).name}", "console": told}
    if not said:
        return {"ended": f"ended with status {status}", "console": told}
    return json.loads(said) | {"console": told}


def _all_of(descriptor: int, deadline: float) -> bytes | None:
    """Return everything that is written until the pipe is closed, None where that takes too long."""
    parts = []
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                return None
            part = os.read(descriptor, 1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)
    finally:
        os.close(descriptor)


def _child(look: Callable[[], Json], goes_out: int) -> None:
    """Look at a file and write down what came of it."""
    import resource

    events: list[str] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in _FORBIDDEN_EVENTS or (event == "open" and "passwd" in str(arguments[0])):
            events.append(f"{event} {arguments}"[:300])

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_memory("VmSize") + _ADDRESS_SPACE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (_STOPPED_AFTER, _STOPPED_AFTER + 1))
    sys.addaudithook(watch)
    before, started = _memory("VmRSS"), time.process_time()
    try:
        report = {"ended": "read"} | look()
    except BaseException:  # noqa: BLE001 - whatever it is, it is the file's outcome
        report = {"ended": "raised " + traceback.format_exc()[-1500:]}
    report["seconds"] = time.process_time() - started
    report["megabytes"] = (_memory("VmHWM") - before) / 1e6
    report["events"] = events
    with os.fdopen(goes_out, "wb") as stream:
        stream.write(json.dumps(report).encode())


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(_Round(*map(Path, sys.argv[1:])))
