"""Several processes at once: the same results in the same order, and nothing left running or half done."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import BILDNING, OVRIGA, fill, template, value

from indikator_excel import workers
from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import merged
from indikator_excel.consolidation.status import standing
from indikator_excel.errors import UserError
from indikator_excel.findings.catalogue import CATALOGUE
from indikator_excel.replies import folder as reading
from indikator_excel.workers import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from indikator_excel.folder import RoundFolder


def _task(parent: int, begun: Path, fail: bool, number: int) -> tuple[int, bool]:
    """Say which process made it. The parent waits with its first until a helper has begun, however slow that is."""
    if os.getpid() != parent:
        begun.touch()
        if fail:
            raise UserError("Fältet {namn} finns inte.")
    while not begun.exists():
        time.sleep(0.01)
    return number, os.getpid() != parent


def _ended(parent: int, number: int) -> int:
    if os.getpid() != parent:
        os._exit(1)
    return number


def test_a_helpers_error_is_ours_and_its_end_costs_nothing_but_time(tmp_path: Path) -> None:
    def run(make: partial[Any]) -> Iterator[Any]:
        return in_order(make, range(8), 2, lambda _done, _task: None)

    made = list(run(partial(_task, os.getpid(), tmp_path / "a", False)))
    assert [number for number, _ in made] == list(range(8))
    assert not made[0][1]
    assert made[-1][1]  # the helper begins with the last
    taken = run(partial(_task, os.getpid(), tmp_path / "b", True))
    assert next(taken) == (0, False)
    with pytest.raises(UserError, match=r"Fältet \{namn\} finns inte\."):
        list(taken)
    assert list(run(partial(_ended, os.getpid()))) == list(range(8))


_WITHOUT_A_GUARD = """
import sys
from functools import partial
from indikator_excel.workers import in_order

print(list(in_order(partial(max, "x" * 1_000_000), ["y", "z"] * 20, 2, lambda _done, _task: None))[-1])
"""


def test_a_helper_that_ends_before_it_has_begun_costs_nothing_but_time(tmp_path: Path) -> None:
    """What it was to do, a register or a logo, is more than the pipe to it holds; nobody waits for it to be read."""
    script = tmp_path / "utan_vakt.py"  # a helper runs it anew, fails to start one of its own, and ends
    script.write_text(_WITHOUT_A_GUARD, "utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "z\n"


def test_without_means_to_start_processes_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotImplementedError("sem_open")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
    assert list(in_order(str, range(3), 2, lambda _done, _task: None)) == ["0", "1", "2"]


@pytest.mark.parametrize(("processes", "expected"), [(2, ["0 of them", "meanwhile"]), (1, ["0 of them"])])
def test_what_has_to_be_done_anyway_is_done_while_helpers_begin(processes: int, expected: list[str]) -> None:
    said: list[str] = []
    made = in_order(
        str, range(3), processes, lambda done, _task: said.append(f"{done} of them"), lambda: said.append("meanwhile")
    )
    assert next(made) == "0"
    assert said[: len(expected)] == expected
    assert list(made) == ["1", "2"]
    assert said.count("meanwhile") == processes - 1


#: Ctrl+C comes just after this thread has taken a lock that it shares with the pool, the one with the given number.
_INTERRUPTED_WITH_A_LOCK = """
import signal, sys, threading
from indikator_excel.workers import in_order

taken, wanted, take = 0, int(sys.argv[1]), threading.Condition.__enter__

def interrupted(lock):
    global taken
    got = take(lock)
    if threading.get_ident() == threading.main_thread().ident:
        taken += 1
        if taken == wanted:
            signal.raise_signal(signal.SIGINT)
    return got

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Condition.__enter__ = interrupted
    try:
        print(sum(1 for _ in in_order(str, range(40), 2, lambda _done, _task: None)), taken)
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_ctrl_c_that_comes_with_a_lock_taken_leaves_nobody_waiting(tmp_path: Path) -> None:
    script = tmp_path / "avbruten.py"
    script.write_text(_INTERRUPTED_WITH_A_LOCK, "utf-8")

    def run(wanted: int) -> str:
        command = [sys.executable, str(script), str(wanted)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        assert not done.stderr
        return done.stdout.rstrip()

    made, taken = map(int, run(0).split())
    assert made == 40
    assert taken > 160  # of each task at least: two to hand it out, one to look at it, one to take it back
    for number in (1, 2, 41, 80, 81, 82, 83, 84, 101, 120, 160):
        assert run(number) == "interrupted", number


# Replies


@pytest.fixture
def answered(round_: RoundFolder) -> RoundFolder:
    """Replies of every kind: right, faulty, in part, older, of another format, and no workbook at all."""
    for number in range(4):
        fill(template(round_, "Övriga"), round_.replies / f"övriga {number}.xlsx", OVRIGA)
    faulty = BILDNING | {"ÖK-04": value("kanske 20"), "ÖK-09": value("nästan")}
    fill(template(round_, "Bildning"), round_.replies / "a.xlsx", faulty)
    fill(template(round_, "Bildning"), round_.replies / "b.xlsx", {"ÖK-05": value(4)})
    (round_.replies / "öö sist.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (round_.replies / "tom.xlsx").write_bytes(b"")
    return round_


def test_replies_that_another_process_has_read_are_the_same(
    answered: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, before = as_json(merged(answered)), standing(answered)
    monkeypatch.setattr(reading, "WORTH_READING", 1)
    monkeypatch.setattr(workers, "_cores", lambda: 3)
    monkeypatch.setattr(reading, "read_file", partial(_read_by_a_helper, os.getpid(), answered.path / "begun"))
    together = merged(answered)
    assert as_json(together) == alone
    assert standing(answered) == before
    # Kinds are told apart by identity, which they keep on their way from one process to another.
    assert all(f.kind is CATALOGUE[f.code] for f in together.findings)
    assert "öö sist.xlsx" in {f.file for f in together.findings}
    assert "öö sist.xlsx" not in _READ_HERE  # a helper began with it, and what it told was understood


#: What the process has read that has this list.
_READ_HERE: list[str] = []


def _read_by_a_helper(parent: int, begun: Path, found: Any, register: Any) -> Any:
    """Read a file. This process waits until a helper has read one: else it might well be done before one begins."""
    from indikator_excel.replies.reader import read_file

    if os.getpid() != parent:
        begun.touch()
    while not begun.exists():
        time.sleep(0.01)
    _READ_HERE.append(found.name)
    return read_file(found, register)


def running(group: int) -> list[str]:
    """Return the processes of a group that have not ended."""
    stats = [path.read_text().rpartition(") ") for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return [name for name, _, rest in stats if rest.split()[2] == str(group) and rest[0] not in "ZX"]


#: What a shell starts in the background ignores Ctrl+C, and so does what that starts; a terminal's program does not.
_INTERRUPTIBLE = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["indikator-excel", "sammanställ"]
runpy.run_module("indikator_excel", run_name="__main__")
"""


def test_ctrl_c_while_several_processes_read_stops_at_once(answered: RoundFolder) -> None:
    for number in range(600):
        shutil.copyfile(answered.replies / "a.xlsx", answered.replies / f"kopia {number}.xlsx")
    before = sorted(path for path in answered.path.rglob("*") if path.parent != answered.replies)
    ours, theirs = pty.openpty()  # progress is shown on a terminal only
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTIBLE],
        cwd=answered.path,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path(workers.__file__).parents[1])},
    )
    os.close(theirs)
    try:
        shown = ""
        while "av 608: kopia" not in shown:
            shown += os.read(ours, 1000).decode(errors="replace")
        assert "Läser svar 1 av 608: a.xlsx" in shown
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        while "Avbrutet." not in shown:
            assert select.select([ours], [], [], 20)[0]
            shown += os.read(ours, 1000).decode(errors="replace")
        assert process.wait(timeout=20) == 2
        assert "Traceback" not in shown
        until = time.monotonic() + 20
        while (
            running(process.pid) and time.monotonic() < until
        ):  # one that only counts semaphores ends a little later
            time.sleep(0.05)
        assert not running(process.pid)
    finally:
        os.close(ours)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert sorted(path for path in answered.path.rglob("*") if path.parent != answered.replies) == before


#: Ctrl+C comes while a file is opened, or while Python clears it away, where nobody can catch an exception.
_INTERRUPTED_AT = """
import os, signal, sys, zipfile
from indikator_excel.start import main

def opened(archive, stream, *_, **__):
    archive.fp = stream
    signal.raise_signal(signal.SIGINT)

def cleared(archive, close=zipfile.ZipFile.__del__):
    zipfile.ZipFile.__del__ = close
    signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
setattr(zipfile.ZipFile, sys.argv[1], {"__init__": opened, "__del__": cleared}[sys.argv[1]])
sys.argv = ["indikator-excel", "sammanställ"]
main()
"""


@pytest.mark.parametrize("when", ["__init__", "__del__"])
def test_ctrl_c_stops_without_a_traceback_wherever_it_comes(answered: RoundFolder, when: str) -> None:
    before = sorted(answered.path.rglob("*"))
    for debug in ("", "1"):
        done = subprocess.run(
            [sys.executable, "-c", _INTERRUPTED_AT, when],
            capture_output=True,
            text=True,
            cwd=answered.path,
            env=os.environ | {"INDIKATOR_EXCEL_DEBUG": debug},
            check=False,
        )
        assert done.returncode == 2
        assert done.stderr.splitlines()[:2] == ["", "Avbrutet."]
        assert ("Traceback" in done.stderr) == (when == "__init__" and bool(debug))
    assert sorted(answered.path.rglob("*")) == before
