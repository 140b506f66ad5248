"""How long work says how far it has come, without knowing whether anybody watches."""

from collections.abc import Callable

#: Called with how many are done, how many there are, and the name of the next. All done wipes what was shown.
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, name: str) -> None:
    """Show nothing."""
