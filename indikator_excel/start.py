"""The program as a process. What it does is in :mod:`indikator_excel.cli`."""

import gc
import sys


def main() -> None:
    """Run the program and end the process with its exit status."""
    # Python looks through all that a program holds, again and again as it grows, for what only refers to itself.
    # There is hardly any of that here: a round is read, judged and written, and the process ends. The looking took a
    # tenth of the time, of a short command as well.
    gc.disable()
    from indikator_excel.cli import run

    status = run()
    gc.freeze()  # at the end Python would look once more
    sys.exit(status)
