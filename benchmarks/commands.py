"""How long the small commands take as processes, beside Python with click alone.

Run it: ``python benchmarks/commands.py [rounds]``. The round of ``status`` is of the usual size: 12 departments, 25
indicators.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from processes import PROGRAM, medians, python, report

ALONE = "import click"


def main(rounds: int) -> None:
    """Print what each command takes."""
    from whole_round import make_round

    from indikator_excel.folder import RoundFolder

    with tempfile.TemporaryDirectory() as name:
        folder = RoundFolder(Path(name) / "omgång")
        make_round(folder, 25, 12, 1)
        ways = {
            ALONE: python("-c", "import click"),
            "--help": python(*PROGRAM, "--help"),
            "--version": python(*PROGRAM, "--version"),
            "bedöm": python(*PROGRAM, "bedöm", "≥ 2023", "--läge", "17 %", "--utfall", "15 %"),
            "status": python(*PROGRAM, "status", folder=folder.path),
        }
        bounds = {(way, ALONE): 2.5 for way in ways if way != ALONE}
        report("Small commands, as processes", medians(ways, rounds), bounds)


if __name__ == "__main__":
    main(min(int(sys.argv[1]), 9) if len(sys.argv) > 1 else 7)
