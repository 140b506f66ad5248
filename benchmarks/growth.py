"""Whether ``sammanställ`` takes the same time for each reply when there are ten times as many, and how much memory.

Run it: ``python benchmarks/growth.py [replies] [rounds]``. Each reply has 25 rows; 20 departments in each of 290
municipalities make 5,800 replies. It is run on a tenth of them too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from processes import PROGRAM, medians, peak_memory, python


def main(replies: int, rounds: int) -> None:
    """Print the time for each reply, and the memory."""
    from whole_round import make_round

    from indikator_excel.folder import RoundFolder

    with tempfile.TemporaryDirectory() as name:
        folders = {}
        for count in (max(20, replies // 200 * 20), replies):
            folders[count] = RoundFolder(Path(name) / str(count))
            shared = count // 20
            make_round(folders[count], 25 * count // shared, count, shared)
        ways = {str(c): python(*PROGRAM, "sammanställ", folder=f.path) for c, f in folders.items()}
        taken = medians(ways, rounds)
        each = {count: taken[str(count)] / count for count in folders}
        print("Growth, 25 rows in each reply")
        for count, folder in folders.items():
            held = peak_memory(*PROGRAM, "sammanställ", folder=folder.path)
            took, one = taken[str(count)], each[count] * 1000
            print(f"  {count:6} replies {took:8.2f} s {one:8.2f} ms each {held / 1e6:8.0f} MB")
        few, many = each.values()
        print(f"  each, beside a tenth of them: {many / few:6.2f} × (at most 1.2 ×); memory at most 1500 MB")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(numbers[0] if numbers else 5800, numbers[1] if len(numbers) > 1 else 5)
