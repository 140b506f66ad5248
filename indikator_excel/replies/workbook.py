"""Opening a returned workbook, safely and with the facts that matter: typed cells, formats, the time it was saved.

A reply is untrusted. Its size is looked at before any engine sees it, and whatever an engine does with a damaged
file ends as :class:`UnreadableError`.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indikator_excel.files import reason
from indikator_excel.indicators.text import clean
from indikator_excel.xlsx import is_percent_format

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as OpenpyxlCell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_SHEET_XML = 60_000_000
MAX_ENTRIES = 2_000
MAX_WORKBOOK_XML = 5_000_000
#: A template has a few thousand cells. A million take an engine 12 s and 850 MB.
MAX_CELLS = 200_000
_OLE = b"\xd0\xcf\x11\xe0"
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)<")


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
    FORMULA = auto()  # not looked up yet; see ReplyBook.calculated
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
        return is_percent_format(self.number_format)

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
    #: Notes on cells: place, row and text.
    notes: tuple[tuple[str, int, str], ...] = ()

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
        cells, notes = {}, []
        for (row, column), raw in sorted(_stored(worksheet).items()):
            cell = _cell(raw)
            if cell is not None:
                cells[row, column] = cell
            if raw.comment is not None:
                notes.append((raw.coordinate, row, clean(raw.comment.text)))
        return Sheet(title, cells, tuple(notes))

    def document_property(self, name: str) -> str:
        """Return a custom document property, or an empty string."""
        for item in self._formulas.custom_doc_props.props:  # type: ignore[attr-defined]  # stubs lag
            if item.name == name:
                return str(item.value)
        return ""

    @cached_property
    def saved(self) -> datetime | None:
        """When the workbook says that it was saved (UTC, without zone), if it does.

        Read from the file itself: openpyxl puts the present time where none is said.
        """
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
            core = archive.read(_CORE) if _CORE in archive.namelist() else b""
        found = _MODIFIED.search(core)
        try:
            said = datetime.fromisoformat(found[1].decode().strip()) if found else None
        except (ValueError, UnicodeDecodeError):
            return None
        if said is None or said.tzinfo is None:
            return said
        return said.astimezone(UTC).replace(tzinfo=None)

    @property
    def saved_by(self) -> str:
        """Who saved it, as the file says."""
        return self._formulas.properties.lastModifiedBy or ""

    def calculated(self, title: str, cell: Cell) -> Cell | None:
        """Return the stored result of a formula that somebody typed, or the formula as *uncalculated*."""
        if cell.kind is not CellKind.FORMULA:
            return cell
        stored = _stored(self._values[title]).get((cell.row, cell.column))
        if stored is None or stored.value is None:
            return replace(cell, kind=CellKind.UNCALCULATED)
        return _typed(stored, cell.number_format)


def _cell(raw: "OpenpyxlCell") -> Cell | None:
    if raw.data_type == "f":
        formula = str(getattr(raw.value, "text", raw.value))
        return Cell(raw.row, raw.column, raw.coordinate, CellKind.FORMULA, formula, raw.number_format or "")
    return _typed(raw, raw.number_format or "")


def _typed(raw: "OpenpyxlCell", number_format: str) -> Cell | None:
    """Return a cell that holds a value, None for one that shows nothing."""
    value, kind = raw.value, _KINDS.get(raw.data_type, CellKind.TEXT)
    if value is None or (isinstance(value, str) and not clean(value)):
        return None
    if isinstance(value, date | datetime | time):
        kind = CellKind.DATE
    return Cell(raw.row, raw.column, raw.coordinate, kind, value, number_format)


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


def read_limited(path: Path) -> bytes:
    """Return a file's bytes, unless it is too large to be a reply or can't be read.

    Raises:
        UnreadableError: With the reason in Swedish.
    """
    try:
        size = path.stat().st_size
        if size <= MAX_FILE:
            return path.read_bytes()
    except OSError as error:
        raise UnreadableError(reason(error)) from None
    raise OverLimitError(f"filen är {size // 1_000_000} MB")


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
    sheets = [e for e in entries if e.filename.startswith("xl/worksheets/") and e.filename.endswith(".xml")]
    largest = max((e.file_size for e in sheets), default=0)
    if largest > MAX_SHEET_XML:
        raise OverLimitError(f"ett blad är {largest // 1_000_000} MB uppackat")
    if any(e.filename == "xl/workbook.xml" and e.file_size > MAX_WORKBOOK_XML for e in entries):
        raise OverLimitError("arbetsboken har orimligt många namn eller blad")
    _scan_sheets(data, sheets)


def _scan_sheets(data: bytes, sheets: list[zipfile.ZipInfo]) -> None:
    """Look at the sheets' raw XML for what makes an engine walk without end: cells, merges and links."""
    cells = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in sheets:
            try:
                xml = archive.read(entry)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
                raise UnreadableError("den är skadad") from None
            cells += sum(1 for _ in _CELL.finditer(xml))
            if cells > MAX_CELLS:
                raise OverLimitError(f"filen har fler än {MAX_CELLS} celler")
            for found in _SPREAD.finditer(xml):
                if _extent(found[1].decode("ascii", errors="replace")) > MAX_CELLS:
                    raise OverLimitError("en sammanfogad cell eller länk täcker ett helt blad")


_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_SPREAD = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})\Z")


def _extent(reference: str) -> int:
    """Count the cells of a range; a range that can't be read is as large as can be."""
    found = _RANGE.match(reference.strip().upper())
    if found is None:
        return 1 if ":" not in reference else MAX_CELLS + 1

    def number(letters: str) -> int:
        result = 0
        for letter in letters:
            result = result * 26 + ord(letter) - ord("A") + 1
        return result

    width = abs(number(found[3]) - number(found[1])) + 1
    return width * (abs(int(found[4]) - int(found[2])) + 1)


def _load(data: bytes, *, values: bool) -> "Workbook":
    try:
        return _open(data, values=values)
    except Exception:  # noqa: BLE001 - openpyxl lets errors of many kinds through for a damaged file
        try:
            # Odd properties (a date without a time) are no reason to refuse the answers.
            return _open(_without_core(data), values=values)
        except Exception:  # noqa: BLE001
            raise UnreadableError("den är skadad") from None


def _open(data: bytes, *, values: bool) -> "Workbook":
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl warns of extensions that it leaves out; none of them holds a value.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)


def _without_core(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            if item.filename != _CORE:
                target.writestr(item, source.read(item))
    return stream.getvalue()
