"""How long a million values take to read and to judge, beside what Python itself needs for a float.

Run it: ``python benchmarks/read_values.py [count]``. It prints seconds and, as what counts from one machine to
the next, ratios to ``float(text.replace(",", "."))`` on the same texts in the same run. Every text is another one, so
that nothing is won by remembering.
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

from indikator_excel.indicators.reading import interpret
from indikator_excel.indicators.rule import PartlySetting, rule_for
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.values import Value, read_number, read_text
from indikator_excel.indicators.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

READING = interpret("81 %", "≥ 90 %", Years(2023, 2024))
RULE = rule_for(READING, PartlySetting())


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def texts(count: int, endings: Iterable[str]) -> list[str]:
    """Return ``count`` numbers of up to 100 as people write them."""
    pick = random.Random(2024)  # noqa: S311 - the same texts every time, not secrets
    ways = list(endings)
    return [f"{n // 100},{n % 100:02d}{pick.choice(ways)}" for n in (pick.randrange(10_000) for _ in range(count))]


def main(count: int) -> None:
    plain, typed = texts(count, [""]), texts(count, ["", " %", "%", " procent", "\u00a0%", " % ", " kv"])
    stored = [n / 1000 for n in range(count)]
    values: list[Value] = []

    def read_all() -> None:
        values.extend(read_text(text, READING.measure) for text in typed)

    yardstick = seconds(lambda: [float(text.replace(",", ".")) for text in plain])
    timed = {
        "float(text.replace(…))": yardstick,
        "read_text, plain numbers": seconds(lambda: [read_text(text, READING.measure) for text in plain]),
        "read_text, as people type": seconds(read_all),
        "read_number, stored": seconds(
            lambda: [read_number(n, READING.measure, percent_format=True) for n in stored]
        ),
        "judge": seconds(lambda: [judge(RULE, value) for value in values]),
    }
    print(f"{count} values")
    for name, taken in timed.items():
        print(f"{name:28} {taken:8.2f} s {taken / yardstick:8.1f} ×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
