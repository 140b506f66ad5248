"""The program as a process. What it does is in :mod:`indikator_excel.cli`."""

import gc
import os
import sys

from indikator_excel.errors import DEBUG
from indikator_excel.garbage import look_seldom


def main() -> None:
    """Run the program and end the process with its exit status."""
    look_seldom()
    if not os.environ.get(DEBUG):
        sys.unraisablehook = _leave_unsaid
    from indikator_excel.cli import run

    status = run()
    gc.freeze()  # at the end Python would look once more
    sys.exit(status)


def _leave_unsaid(_: object) -> None:
    """Pass by what nobody can catch: a file that Ctrl+C left half opened can't be closed, and Python says so.

    A traceback never reaches a user.
    """
