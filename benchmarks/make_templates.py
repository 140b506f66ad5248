"""How long a round's templates take to make, beside a bare XlsxWriter loop that writes the same cells.

Run it: ``python benchmarks/make_templates.py [departments] [rounds]``. Each department has 40 rows of mixed types.
It prints the median seconds and, as what counts from one machine to the next, ratios to the bare loop in the same
run. The loop calls XlsxWriter with what our writer called it with: the calls for some workbooks are recorded and made
over and over, with nothing to decide. It makes half as many workbooks, which is enough to know what one takes. The
second line is the same loop on our own worksheets, which spare XlsxWriter its search for new functions: what is above
that is our own work. Reading the targets, writing the files and starting helpers count for ours alone.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import xlsxwriter
from processes import in_turn, seconds
from whole_round import TARGETS
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Department, Indicator, Round
from indikator_excel.register.model import Register
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.run import write_templates
from indikator_excel.templates.writer import template_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS, RECORDED = 40, 5


def register_of(departments: int) -> Register:
    """Return a register in which no two departments have a row in common."""
    rows = []
    for d in range(1, departments + 1):
        for n in range(1, ROWS + 1):
            baseline, target = (text.format(10 + (d + n) % 90, d % 10) for text in TARGETS[(d + n) % len(TARGETS)])
            group = f"Exempel på grupp {n // 4} hos förvaltning {d}, med ett namn som behöver flera rader"
            name = f"Exempel på indikator {n} hos förvaltning {d}"
            code = f"F{d:03d}"
            rows.append(
                Indicator(f"F{d}-{n}", f"Område {n // 10}", group, name, baseline, target, departments=(code,))
            )
    named = [Department(f"F{d:03d}", f"Exempel förvaltning {d}") for d in range(1, departments + 1)]
    return Register(Round(2024, 2023, "Exempel kommun"), tuple(named), tuple(rows))


class Recording:
    """The calls that one workbook was made by, to be made again."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self.options: dict[str, Any] = {}
        #: The classes of our writer's workbook, which says its language, and of its worksheets.
        self.books = xlsxwriter.Workbook
        self.sheets = Worksheet
        #: The formats' properties, in the order that they were made.
        self.formats: list[dict[str, Any]] = []
        #: Sheet (None for the workbook), method and arguments.
        self.calls: list[tuple[int | None, str, tuple[Any, ...], dict[str, Any]]] = []
        self._within = False
        self._places: dict[int, int] = {}
        recorded = [(owner, name) for owner in (xlsxwriter.Workbook, Worksheet) for name in _methods(owner)]
        patches = [patch.object(owner, name, self._heard(getattr(owner, name))) for owner, name in recorded]
        for one in patches:
            one.start()
        try:
            self.result = make()
        finally:
            for one in patches:
                one.stop()

    def _heard(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(owner: Any, *args: Any, **kwargs: Any) -> Any:
            if self._within:
                return method(owner, *args, **kwargs)
            name = method.__name__
            sheet = owner.index if isinstance(owner, Worksheet) else None
            if name == "__init__":
                self.books, self.options = type(owner), args[1]
            elif name == "add_worksheet":
                self.sheets = args[1]
                self.calls.append((None, name, args[:1], {}))
            elif name != "add_format":
                self.calls.append((sheet, name, self._unbound(args), self._unbound(kwargs)))
            self._within = True
            try:
                result = method(owner, *args, **kwargs)
            finally:
                self._within = False
            if name == "add_format":
                self._places[id(result)] = len(self.formats)
                self.formats.append(dict(args[0]))
            return result

        return call

    def _unbound(self, content: Any) -> Any:
        """Return a copy in which each format is its place."""
        return _copy(content, lambda c: Place(self._places[id(c)]) if isinstance(c, Format) else c)

    def play(self, sheets: type[Worksheet]) -> tuple[bytes, float]:
        """Return the workbook made again on sheets of this class, and how many seconds XlsxWriter took for it."""
        stream = io.BytesIO()
        start = time.perf_counter()
        workbook = self.books(stream, self.options)
        formats = [workbook.add_format(properties) for properties in self.formats]
        taken = time.perf_counter() - start
        bound = _copy(self.calls, lambda c: formats[c.number] if isinstance(c, Place) else c)
        start = time.perf_counter()
        for sheet, name, args, kwargs in bound:
            if name == "add_worksheet":
                workbook.add_worksheet(*args, sheets)
            else:
                getattr(workbook if sheet is None else workbook.worksheets_objs[sheet], name)(*args, **kwargs)
        return stream.getvalue(), taken + time.perf_counter() - start


class Place:
    """Stands for a format, which belongs to one workbook."""

    def __init__(self, number: int) -> None:
        self.number = number


def _methods(owner: type) -> Iterator[str]:
    """Name the methods that a program may call, and the one that makes a workbook."""
    if owner is xlsxwriter.Workbook:
        yield "__init__"
    yield from (n for n in vars(owner) if not n.startswith("_") and callable(getattr(owner, n)) and n != "worksheets")


def _copy(content: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(content, dict):
        return {key: _copy(value, change) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return type(content)(_copy(value, change) for value in content)
    return change(content)


def written(departments: int, processes: int | None) -> float:
    """Return how long our program takes."""
    with tempfile.TemporaryDirectory() as folder:
        register = register_of(departments)
        return seconds(lambda: write_templates(RoundFolder(Path(folder)), register, processes=processes))


def main(departments: int, rounds: int) -> None:
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    theme, instruction = read_theme(), resource("instruktion.txt")
    first = register_of(RECORDED)
    recordings = [
        Recording(lambda d=d: template_bytes(first, d, theme, instruction))  # type: ignore[misc]
        for d in first.departments
    ]

    def bare(sheets: type[Worksheet]) -> float:
        some = max(RECORDED, departments // 2)
        return sum(recordings[n % RECORDED].play(sheets)[1] for n in range(some)) * departments / some

    growing = recordings[0].sheets
    if any(recording.play(growing)[0] != recording.result for recording in recordings):
        raise SystemExit("the loop does not write what our writer writes")
    ways = {
        "bare XlsxWriter": lambda: bare(Worksheet),
        "bare, on our worksheets": lambda: bare(growing),
        "ours, one process": lambda: written(departments, 1),
        "ours, as many as pay": lambda: written(departments, None),
    }
    timed = in_turn(ways, rounds)
    yardstick = timed["bare XlsxWriter"]
    print(f"{departments} departments, {ROWS} rows each")
    for name, taken in timed.items():
        print(f"{name:24} {taken:8.2f} s {taken / departments * 1000:8.1f} ms each {taken / yardstick:8.2f} ×")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(numbers[0] if numbers else 300, numbers[1] if len(numbers) > 1 else 5)
