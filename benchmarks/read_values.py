"""How long a million values take to read and to judge, beside what Python itself needs for a float.

Run it: ``python benchmarks/read_values.py [count] [rounds]``. It prints the median seconds and, as what counts from
one machine to the next, ratios to ``float(text.replace(",", "."))`` on the same texts in the same run. Every text is
another one, so that nothing is won by remembering.
"""

from __future__ import annotations

import random
import sys
from functools import partial
from typing import TYPE_CHECKING

from processes import in_turn, seconds

from indikator_excel.indicators.reading import interpret
from indikator_excel.indicators.rule import PartlySetting, rule_for
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.values import read_number, read_text
from indikator_excel.indicators.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

READING = interpret("81 %", "≥ 90 %", Years(2023, 2024))
FLOAT = "float(text.replace(…))"
RULE = rule_for(READING, PartlySetting())


def texts(count: int, endings: Iterable[str]) -> list[str]:
    """Return ``count`` numbers of up to 100 as people write them."""
    pick = random.Random(2024)  # noqa: S311 - the same texts every time, not secrets
    ways = list(endings)
    return [f"{n // 100},{n % 100:02d}{pick.choice(ways)}" for n in (pick.randrange(10_000) for _ in range(count))]


def main(count: int, rounds: int) -> None:
    plain, typed = texts(count, [""]), texts(count, ["", " %", "%", " procent", "\u00a0%", " % ", " kv"])
    stored = [n / 1000 for n in range(count)]
    values = [read_text(text, READING.measure) for text in typed]
    ways: dict[str, Callable[[], object]] = {
        FLOAT: lambda: [float(text.replace(",", ".")) for text in plain],
        "read_text, plain numbers": lambda: [read_text(text, READING.measure) for text in plain],
        "read_text, as people type": lambda: [read_text(text, READING.measure) for text in typed],
        "read_number, stored": lambda: [read_number(n, READING.measure, percent_format=True) for n in stored],
        "judge": lambda: [judge(RULE, value) for value in values],
    }
    timed = in_turn({name: partial(seconds, way) for name, way in ways.items()}, rounds)
    yardstick = timed[FLOAT]
    print(f"{count} values")
    for name, taken in timed.items():
        print(f"{name:28} {taken:8.2f} s {taken / yardstick:8.1f} ×")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(numbers[0] if numbers else 1_000_000, numbers[1] if len(numbers) > 1 else 5)
