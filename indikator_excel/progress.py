"""How long work says how far it has come, without knowing whether anybody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Called with how many are done, how many there are, and the name of the next. When all are done, the name is what is
#: being done instead, and an empty one wipes what was shown.
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, name: str) -> None:
    """Show nothing."""


@contextmanager
def doing(progress: Progress, what: str) -> Iterator[None]:
    """Show ``what`` for as long as it is done; for work that has no steps."""
    progress(1, 1, what)
    try:
        yield
    finally:
        progress(1, 1, "")
