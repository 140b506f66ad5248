"""How long it takes to open a reply with all its facts, beside pandas with openpyxl, and beside bare calamine.

Run it: ``python benchmarks/read_replies.py [replies]``. The replies are templates of 40 rows of mixed types,
filled in. It prints milliseconds a reply and, as what counts from one machine to the next, ratios to what a colleague
would write, ``pandas.read_excel(…, engine="openpyxl")``, in the same run: of the whole workbook, which is what is
opened here, and of the one sheet that has the answers. The ways take turns, and the median of the rounds counts.
"""

from __future__ import annotations

import io
import random
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from make_templates import register_of
from processes import medians
from python_calamine import CalamineWorkbook
from whole_round import filled

from indikator_excel.opening.open import open_book
from indikator_excel.replies.finder import Document
from indikator_excel.replies.reader import read_reply
from indikator_excel.templates.layout import INDICATOR_SHEET

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5


def pandas(data: bytes, **how: Any) -> object:
    """Read as a colleague would."""
    return pd.read_excel(io.BytesIO(data), engine="openpyxl", **how)


def calamine(data: bytes) -> None:
    """Read every sheet with nothing but calamine."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for title in book.sheet_names:
        book.get_sheet_by_name(title).to_python()


def main(count: int = 40) -> None:
    """Print what each way takes."""
    register = register_of(count)
    rng = random.Random(1)  # noqa: S311 - the same replies every time
    replies = [filled(register, department, rng) for department in register.departments]
    ways: dict[str, Callable[[bytes], object]] = {
        "pandas and openpyxl, the workbook": lambda d: pd.read_excel(
            io.BytesIO(d), sheet_name=None, engine="openpyxl"
        ),
        "pandas and openpyxl, its sheet": lambda d: pd.read_excel(
            io.BytesIO(d), sheet_name=INDICATOR_SHEET, header=2, engine="openpyxl"
        ),
        "bare calamine": calamine,
        "ours, opened with all facts": open_book,
        "ours, read and checked": lambda d: read_reply(Document("svar.xlsx", d), register),
    }

    def each(way: Callable[[bytes], object]) -> None:
        for data in replies:
            way(data)

    taken = medians({name: partial(each, way) for name, way in ways.items()}, ROUNDS)
    whole, sheet, *_ = taken.values()
    print(f"{count} replies, 40 rows each")
    for name, took in taken.items():
        print(f"{name:34} {took / count * 1000:6.2f} ms  {took / whole:5.2f} ×  {took / sheet:5.2f} ×")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
