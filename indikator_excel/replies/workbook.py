"""Opening a returned workbook, safely and with the facts that matter: typed cells, formats, the time it was saved.

A reply is untrusted. Its size is looked at before any engine sees it, and whatever an engine does with a damaged
file ends as :class:`UnreadableError`.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as OpenpyxlCell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_SHEET_XML = 60_000_000
MAX_ENTRIES = 2_000
_OLE = b"\xd0\xcf\x11\xe0"
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class UnreadableError(Exception):
    """The file can't be read as a workbook; the message is the reason in Swedish."""


class PasswordError(UnreadableError):
    """The file is encrypted."""


class OverLimitError(UnreadableError):
    """The file is larger than any reply; the message says which limit."""


class CellKind(Enum):
    """What a cell holds. The kinds are disjoint: blank is not error, and a formula without a result is neither."""

    NUMBER = auto()
    TEXT = auto()
    DATE = auto()
    BOOLEAN = auto()
    ERROR = auto()
    UNCALCULATED = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. ``place`` is as Excel shows it (``I12``), row and column count from 1."""

    row: int
    column: int
    place: str
    kind: CellKind
    value: Any
    number_format: str = ""

    @property
    def percent_format(self) -> bool:
        """Whether the cell shows its number as percent; a ``%`` inside quotes is only text."""
        return "%" in _LITERALS.sub("", self.number_format)

    @property
    def text(self) -> str:
        """The content as text, for messages and for comparing."""
        if self.kind is CellKind.BOOLEAN:
            return "SANT" if self.value else "FALSKT"
        if isinstance(self.value, datetime) and self.value.time() == time():
            return self.value.date().isoformat()
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, float):
            return str(self.value).replace(".", ",")
        return str(self.value)


@dataclass(slots=True)
class Sheet:
    """One sheet's cells that hold something, by row and column."""

    title: str
    cells: dict[tuple[int, int], Cell]

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield each row that holds anything with its cells by column, from the top."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = cell
        for row in sorted(by_row):
            yield row, by_row[row]


class ReplyBook:
    """An opened workbook."""

    def __init__(self, data: bytes) -> None:
        scan(data)
        self._data = data
        self._formulas = _load(data, values=False)

    @cached_property
    def _values(self) -> "Workbook":
        """The stored results, loaded only for a file in which somebody typed a formula."""
        return _load(self._data, values=True)

    @property
    def sheet_titles(self) -> list[str]:
        """The sheets in order, hidden ones too."""
        return [sheet.title for sheet in self._formulas.worksheets]

    def sheet(self, title: str) -> Sheet:
        """Return a sheet's cells. Only cells that exist are visited, so a stray last cell costs nothing."""
        worksheet = self._formulas[title]
        cells = {}
        for (row, column), raw in sorted(_stored(worksheet).items()):
            cell = self._cell(title, raw)
            if cell is not None:
                cells[row, column] = cell
        return Sheet(title, cells)

    def document_property(self, name: str) -> str:
        """Return a custom document property, or an empty string."""
        for item in self._formulas.custom_doc_props.props:  # type: ignore[attr-defined]  # stubs lag
            if item.name == name:
                return str(item.value)
        return ""

    @property
    def saved(self) -> datetime | None:
        """When the workbook says that it was saved (UTC), if it does."""
        modified: datetime | None = self._formulas.properties.modified
        return modified

    @property
    def saved_by(self) -> str:
        """Who saved it, as the file says."""
        return self._formulas.properties.lastModifiedBy or ""

    def _cell(self, title: str, raw: "OpenpyxlCell") -> Cell | None:
        value, kind = raw.value, _KINDS.get(raw.data_type)
        if raw.data_type == "f":
            formula = str(getattr(value, "text", value))
            stored = _stored(self._values[title]).get((raw.row, raw.column))
            if stored is None or stored.value is None:
                return Cell(raw.row, raw.column, raw.coordinate, CellKind.UNCALCULATED, formula)
            value, kind = stored.value, _KINDS.get(stored.data_type)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, date | datetime | time):
            kind = CellKind.DATE
        return Cell(raw.row, raw.column, raw.coordinate, kind or CellKind.TEXT, value, raw.number_format or "")


_KINDS = {
    "n": CellKind.NUMBER,
    "s": CellKind.TEXT,
    "d": CellKind.DATE,
    "b": CellKind.BOOLEAN,
    "e": CellKind.ERROR,
}


def _stored(worksheet: "Worksheet") -> dict[tuple[int, int], "OpenpyxlCell"]:
    """Return the cells that the file holds.

    openpyxl's public iterators walk the whole rectangle instead, which for a value in the last cell of the sheet is
    17 thousand million steps.
    """
    return worksheet._cells  # type: ignore[return-value]  # noqa: SLF001


def scan(data: bytes) -> None:
    """Look at a file's outside before an engine opens it.

    Raises:
        UnreadableError: The file is no workbook, is encrypted, or is beyond a limit.
    """
    if not data:
        raise UnreadableError("filen är tom (0 byte)")
    if len(data) > MAX_FILE:
        raise OverLimitError(f"filen är {len(data) // 1_000_000} MB")
    if data.startswith(_OLE):
        raise PasswordError("filen är krypterad")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableError("det är ingen Excelfil, eller så är den skadad") from None
    if len(entries) > MAX_ENTRIES:
        raise OverLimitError(f"filen har {len(entries)} delar")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise OverLimitError(f"filen är {unpacked // 1_000_000} MB uppackad")
    largest = max((e.file_size for e in entries if e.filename.startswith("xl/worksheets/")), default=0)
    if largest > MAX_SHEET_XML:
        raise OverLimitError(f"ett blad är {largest // 1_000_000} MB uppackat")


def _load(data: bytes, *, values: bool) -> "Workbook":
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it leaves out; none of them holds a value.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception:  # noqa: BLE001 - openpyxl lets errors of many kinds through for a damaged file
        raise UnreadableError("den är skadad") from None
