"""What reading a register needs of its workbook, whichever way that was opened."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Protocol

from indikator_excel.indicators.numbers import exact
from indikator_excel.indicators.text import fold
from indikator_excel.register.layout import Sheet
from indikator_excel.xlsx.number_formats import is_percent_format

#: A header stands within so many rows of the top; more is not a register.
HEADER_SEARCH = 15


class Rows(Protocol):
    """The rows below one sheet's header, found by the headers' text wherever they stand."""

    def has(self, header: str) -> bool:
        """Whether the sheet has this column."""
        ...

    def text(self, row: int, header: str) -> str:
        """Return a cell as text, empty for a column that the sheet lacks."""
        ...

    def rows(self) -> Iterator[int]:
        """Yield the rows that hold anything under a known header, also those below an Excel table's range."""
        ...

    def place(self, row: int, header: str) -> str:
        """Return the cell's place as Excel shows it: ``Indikatorer!H12``."""
        ...


class Tables(Protocol):
    """A register's sheets."""

    def table(self, sheet: Sheet) -> Rows | None:
        """Find a sheet's header row; None where the sheet or its key column is missing."""
        ...

    def record(self) -> dict[str, dict[str, str]]:
        """Return each row as the tool last wrote it: ID -> header -> text."""
        ...


def header_columns(cells: Iterable[tuple[int, object]], sheet: Sheet) -> dict[str, int] | None:
    """Return the columns of a row of headers by their folded text; None where the row is none.

    Args:
        cells: The row's columns, from 1, with what they hold.
        sheet: The sheet that it would be the header of.
    """
    found = {fold(str(value)): column for column, value in cells if value is not None and str(value).strip()}
    if fold(sheet.key) in found and sum(fold(h) in found for h in sheet.headers) > len(sheet.headers) // 3:
        return found
    return None


def text_of(value: Any, number_format: str) -> str:
    """Return a cell as the controller sees it: 0.17 with a percent format is ``17 %``, a date is ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        percent = is_percent_format(number_format)
        number = exact(exact(value) * 100 if percent else value)
        return f"{number:f}".replace(".", ",") + (" %" if percent else "")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def record_of(rows: Iterable[Iterable[object]]) -> dict[str, dict[str, str]]:
    """Return the record from the rows of its sheet, the headers first: ID -> header -> text."""
    listed = iter(rows)
    headers = [str(h) for h in next(listed, ())]
    record: dict[str, dict[str, str]] = {}
    for values in listed:
        entry = {h: "" if v is None else str(v) for h, v in zip(headers, values, strict=False)}
        if entry.get("ID"):
            record[entry["ID"]] = entry
    return record
