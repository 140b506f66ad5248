"""The program as a process. What it does is in :mod:`indikator_excel.cli`."""

import gc
import os
import sys
from typing import TYPE_CHECKING

from indikator_excel.errors import DEBUG
from indikator_excel.garbage import look_seldom

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

#: So many seconds later Ctrl+C comes again, where it could not stop anything.
_SOON = 0.01


def main() -> None:
    """Run the program and end the process with its exit status."""
    look_seldom()
    sys.unraisablehook = _not_raised
    from indikator_excel.cli import run

    status = run()
    gc.freeze()  # at the end Python would look once more
    sys.exit(status)


def _not_raised(what: "UnraisableHookArgs", /) -> None:
    """Take care of what was raised while Python cleared something away, where nobody can catch it.

    Python prints a traceback and goes on. A traceback never reaches a user: there is one when Ctrl+C leaves a file
    half opened, which can't be closed then. And where Ctrl+C itself came at that moment, the program has to stop.
    """
    if issubclass(what.exc_type, KeyboardInterrupt):
        import _thread
        import threading

        threading.Timer(_SOON, _thread.interrupt_main).start()
    elif os.environ.get(DEBUG):
        sys.__unraisablehook__(what)
