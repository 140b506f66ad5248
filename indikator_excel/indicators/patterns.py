"""Patterns that are compiled when they are first used.

A command reads values or targets, seldom both, and a target meets few of the patterns that there are. To compile all
of them took a fifth of the time in which a small command is done.
"""

import re
from typing import cast


class _Waiting:
    """Stands for a pattern, and takes its methods over at the first that is asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self._text, self._flags)
        for method in ("match", "fullmatch", "search", "sub", "findall", "finditer", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def when_used(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what can be used as ``re.compile(text, flags)``."""
    return cast("re.Pattern[str]", _Waiting(text, flags))
