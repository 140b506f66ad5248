"""Many workbooks, made or read by several processes at once and handed over in the order that they were asked for.

This process takes them from the front and its helpers from the back, until they meet. So nobody waits for a helper to
start, which takes as long as ten workbooks, and the first files are there at once. Only this process writes files:
what is in the folder when something fails is what would have been there if the workbooks had been made one by one.
"""

import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from indikator_excel.garbage import look_seldom

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future, ProcessPoolExecutor

_T = TypeVar("_T")
_R = TypeVar("_R")
#: Each process needs memory of its own, and this one has to take care of what the others make.
_MOST = 8
#: So many workbooks for each process, or a helper costs more than it saves (measured: benchmarks).
WORTH_MAKING = 15
WORTH_READING = 100
#: So many seconds may Ctrl+C wait.
_UNNOTICED = 0.1


def processes_for(tasks: int, worth: int) -> int:
    """Return how many processes to do so many tasks with, this one included.

    Args:
        tasks: How many there are.
        worth: How many of them make a helper worth its start.
    """
    return max(1, min(_cores(), _MOST, tasks // worth))


def _cores() -> int:
    """Return how many cores this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    make: Callable[[_T], _R],
    tasks: Sequence[_T],
    processes: int,
    report: Callable[[int, _T], None],
    meanwhile: Callable[[], object] | None = None,
) -> Generator[_R, None, None]:
    """Yield what ``make`` returns for each task, in order. Close the generator to stop the helpers.

    Args:
        make: A function that a new process can import, or a :class:`functools.partial` of one.
        tasks: What to make.
        processes: How many processes may work at it, this one included.
        report: Told before each task how many are made, and which is next.
        meanwhile: What this process has to do anyway, begun when the helpers have been; not called without any.

    Raises:
        Exception: What ``make`` raised, when its task's turn has come.
    """
    with _helpers(processes - 1, make) as pool:
        futures: list[Future[_R]] = _handed_out(pool, tasks) if pool is not None else []
        if futures and meanwhile is not None:
            report(0, tasks[0])
            meanwhile()
        back = len(futures)
        for number, task in enumerate(tasks):
            with _interrupts_held():
                while back > number and futures[back - 1].done():
                    back -= 1
            report(number + max(0, len(futures) - max(back, number)), task)
            yield _made(make, task, futures[number]) if futures else make(task)


@contextmanager
def _helpers(number: int, make: Callable[[_T], _R]) -> "Iterator[ProcessPoolExecutor | None]":
    """Give so many helpers, or None where there are none; all have ended when the block ends, however it does."""
    if number < 1:
        yield None
        return
    from multiprocessing import active_children
    from tempfile import TemporaryDirectory

    before = set(active_children())
    with TemporaryDirectory(prefix="indikator-excel-") as folder:
        pool = _pool(number, _kept(make, folder))
        try:
            yield pool
        finally:
            with _interrupts_held():
                if pool is not None:
                    with _cancelled_futures_ignored():
                        pool.shutdown(cancel_futures=True)
                # Where one of them has failed, Python's own thread may leave the others waiting for ever.
                _end(set(active_children()) - before)


def _kept(make: Callable[[_T], _R], folder: str) -> Path:
    """Keep in a file what the helpers are to do.

    What is handed to a process at its start goes through a pipe. A pipe holds so little that this process would wait
    for ever for a helper that has ended before it read the register or a logo from it.
    """
    import pickle

    path = Path(folder, "arbete")
    path.write_bytes(pickle.dumps(make))
    return path


@contextmanager
def _cancelled_futures_ignored() -> Iterator[None]:
    """Keep Python's own thread quiet where it tells a task that was taken back that its helper has ended.

    Some versions of Python take that for an error of their own, and print a traceback.
    """
    from concurrent.futures import InvalidStateError

    before = threading.excepthook

    def hook(raised: threading.ExceptHookArgs, /) -> None:
        if not issubclass(raised.exc_type, InvalidStateError):
            before(raised)

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before


def _made(make: Callable[[_T], _R], task: _T, future: "Future[_R]") -> _R:
    """Make one, or take it from the helper that has begun with it."""
    from concurrent.futures.process import BrokenProcessPool

    with _cancelled_futures_ignored():
        if _taken_back(future):
            return make(task)
        while not _has_ended(future):
            pass  # and look whether Ctrl+C has come
        try:
            with _interrupts_held():
                return future.result()
        except BrokenProcessPool:  # the helper was ended from outside, or could not start; nothing is lost but time
            return make(task)


def _taken_back(future: "Future[_R]") -> bool:
    with _interrupts_held():
        return future.cancel()


def _has_ended(future: "Future[_R]") -> bool:
    """Wait for a helper, but no longer than anyone would notice."""
    from concurrent.futures import wait

    with _interrupts_held():
        return bool(wait([future], timeout=_UNNOTICED).done)


def _pool(helpers: int, make: Path) -> "ProcessPoolExecutor | None":
    """Return helpers, or None where the system has no means to start any or to talk with them.

    They are started anew on every system, as Windows must, and not forked: a fork copies locks that threads hold.
    """
    try:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(helpers, get_context("spawn"), _begin, (make,))
    except (ImportError, NotImplementedError, OSError):
        return None


def _handed_out(pool: "ProcessPoolExecutor", tasks: Sequence[_T]) -> "list[Future[Any]]":
    """Hand out all tasks, the last one first, and return them in their own order.

    None is handed out where the system refuses to start a process; those that did start are of no use then.
    """
    from multiprocessing import active_children

    before = set(active_children())
    try:
        with _interrupts_held():
            return [pool.submit(_help, task) for task in reversed(tasks)][::-1]
    except OSError:
        _end(set(active_children()) - before)
        return []


def _end(helpers: "Iterable[Any]") -> None:
    for helper in helpers:
        helper.terminate()
        helper.join()


#: In a helper: what it makes of each task, sent to it once. A logo of a megabyte is part of that.
_makes: list[Callable[[Any], Any]] = []


def _begin(make: Path) -> None:
    """Make a new process a helper."""
    import pickle
    import signal

    look_seldom()
    # Ctrl+C reaches every process of a terminal; a helper's traceback is nothing for a user.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _makes.append(pickle.loads(make.read_bytes()))  # noqa: S301 - the file is ours alone


def _help(task: Any) -> Any:
    """Make one, in a helper."""
    return _makes[0](task)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl+C wait until the block is done, and keep it from what is started in the block.

    Python raises it between any two steps. Where that is just after this thread has taken a lock of the pool
    (``Condition.__enter__``), nobody gives the lock back, and the pool waits for it for ever. And a helper would be
    interrupted while it imports, and print a traceback.
    """
    import signal

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    try:
        with _interrupts_kept_from_children():
            yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _interrupts_kept_from_children() -> Iterator[None]:
    """Block Ctrl+C in this thread, where the system can: a new process inherits that."""
    import signal

    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
