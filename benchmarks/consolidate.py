"""How long ``sammanställ`` takes as a process, at the usual size and at 1,000 replies.

Run it: ``python benchmarks/consolidate.py [replies] [rounds]``. The usual size is 12 departments and 25 indicators,
beside Python with the packages that it can't do without. The large one has 40 rows in each reply, and is measured
against the script that a colleague would write (no checks, no colours, one sheet), and against the floor: the same
files through bare calamine, and a bare XlsxWriter loop that writes as many cells as our workbook holds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from processes import PROGRAM, medians, python, report

PACKAGES, USUAL = "import click, pandas, xlsxwriter", "sammanställ, usual size"
COLLEAGUE, FLOOR, LARGE = "a colleague's script", "calamine and a bare loop", "sammanställ, large"

_COLLEAGUE = """
import sys, glob
import pandas as pd
files = sorted(glob.glob("svar/*.xlsx"))
table = pd.concat(pd.read_excel(f, sheet_name="Indikatorer", header=2, engine="openpyxl") for f in files)
table.to_excel("tabell.xlsx", index=False)
"""
_FLOOR = """
import sys, glob
import xlsxwriter
from python_calamine import CalamineWorkbook
for file in sorted(glob.glob("svar/*.xlsx")):
    book = CalamineWorkbook.from_path(file)
    for title in book.sheet_names:
        book.get_sheet_by_name(title).to_python()
with xlsxwriter.Workbook("golv.xlsx") as book:
    for number, cells in enumerate(map(int, sys.argv[1:])):
        sheet = book.add_worksheet()
        form = book.add_format({"text_wrap": True})
        for at in range(cells):
            row, column = divmod(at, 20)
            if at % 2:
                sheet.write_string(row, column, f"Exempel {at % 1000}", form)
            else:
                sheet.write_number(row, column, at, form)
"""


def cells_of(path: Path) -> list[str]:
    """Return how many cells each sheet of a workbook holds."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        sheets = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        return [str(archive.read(name).count(b"<c ")) for name in sheets]


def main(replies: int, rounds: int) -> None:
    """Print what each way takes."""
    from whole_round import make_round

    from indikator_excel.folder import RoundFolder

    with tempfile.TemporaryDirectory() as name:
        usual = RoundFolder(Path(name) / "vanlig")
        make_round(usual, 25, 12, 1)
        ways = {
            PACKAGES: python("-c", PACKAGES),
            USUAL: python(*PROGRAM, "sammanställ", folder=usual.path),
        }
        report("The usual size, as processes", medians(ways, max(rounds, 5)), {(USUAL, PACKAGES): 1.6})
        large = RoundFolder(Path(name) / "stor")
        shared = min(50, replies)
        make_round(large, 40 * replies // shared, replies, shared)
        python(*PROGRAM, "sammanställ", folder=large.path)()
        cells = cells_of(large.consolidation)
        large.consolidation.unlink()
        # Each run is the first one: there is no workbook before it.
        anew = "import pathlib, runpy, sys; pathlib.Path('sammanställning.xlsx').unlink(missing_ok=True); "
        run = (
            "sys.argv = ['indikator-excel', 'sammanställ']; runpy.run_module('indikator_excel', run_name='__main__')"
        )
        ways = {
            COLLEAGUE: python("-c", _COLLEAGUE, folder=large.path),
            FLOOR: python("-c", _FLOOR, *cells, folder=large.path),
            LARGE: python("-c", anew + run, folder=large.path),
        }
        bounds = {(LARGE, COLLEAGUE): 0.35, (LARGE, FLOOR): 1.5}
        taken = medians(ways, rounds)
        if not large.consolidation.exists():
            raise SystemExit("sammanställ wrote nothing")
        title = f"{replies} replies of 40 rows, {sum(map(int, cells))} cells written, as processes"
        report(title, taken, bounds)


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(numbers[0] if numbers else 1000, numbers[1] if len(numbers) > 1 else 5)
