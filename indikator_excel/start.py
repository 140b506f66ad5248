"""The program as a process. What it does is in :mod:`indikator_excel.cli`."""

import gc
import sys

_NEW_OBJECTS = 100_000


def main() -> None:
    """Run the program and end the process with its exit status."""
    # Python looks for what only refers to itself each time that 700 objects have come, and through all that it holds
    # again and again. What there is of that here is left by libraries, a workbook at a time. A short command is done
    # before it is worth looking, and a large round would spend a tenth of its time on it.
    gc.set_threshold(_NEW_OBJECTS, 50, 1000)
    from indikator_excel.cli import run

    status = run()
    gc.freeze()  # at the end Python would look once more
    sys.exit(status)
