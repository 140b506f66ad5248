"""The program as a process. What it does is in :mod:`indikator_excel.cli`."""

import gc
import sys

from indikator_excel.garbage import look_seldom


def main() -> None:
    """Run the program and end the process with its exit status."""
    look_seldom()
    from indikator_excel.cli import run

    status = run()
    gc.freeze()  # at the end Python would look once more
    sys.exit(status)
