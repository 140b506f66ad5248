"""From an opened workbook to answers: known by its stamp, rows by ID, columns by header, never by position."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from indikator_excel.findings import catalogue
from indikator_excel.findings.catalogue import Finding, Kind
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.text import clean, fold, quote
from indikator_excel.register.model import Register
from indikator_excel.replies.finder import Found
from indikator_excel.replies.workbook import (
    Cell,
    OverLimitError,
    PasswordError,
    ReplyBook,
    Sheet,
    UnreadableError,
)
from indikator_excel.templates import layout
from indikator_excel.templates.layout import INPUTS, Field
from indikator_excel.templates.stamp import PROPERTY, Stamp, fingerprint

#: A header stands within so many rows of the top, whatever was inserted above it.
_HEADER_SEARCH = 60
_NEEDED = (Field.ID, Field.INDICATOR, Field.VALUE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One filled input cell. ``indicator_id`` is empty for a cell that belongs to no row."""

    field: Field
    cell: Cell
    sheet: str
    row: int
    indicator_id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One file as read.

    ``accepted`` is False for a file that is not used at all; ``refused`` holds the entries that can't be used
    whatever other files say, ``ignored`` those that only repeat another cell of the same file.
    """

    file: str
    digest: str
    accepted: bool = False
    department: Department | None = None
    sheet: str = ""
    entries: tuple[Entry, ...] = ()
    refused: tuple[Entry, ...] = ()
    ignored: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    saved: datetime | None = None
    saved_by: str = ""
    says_done: bool = False
    respondent: str = ""
    measured_on: str = ""
    rows_present: frozenset[str] = field(default_factory=frozenset)

    @property
    def cells_read(self) -> int:
        """How many non-empty input cells the file holds."""
        return len(self.entries) + len(self.refused) + len(self.ignored)


def read_reply(found: Found, register: Register) -> Reply:
    """Read one file of ``svar/``. Whatever is wrong with it is a finding; nothing is raised."""
    if not found.is_workbook:
        what, remedy = found.foreign
        finding = Finding(catalogue.OTHER_FORMAT, found.name, details={"format": what, "åtgärd": remedy})
        return Reply(found.name, "", findings=(finding,))
    try:
        data = found.path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
    except OSError as error:
        finding = Finding(catalogue.UNREADABLE, found.name, details={"skäl": str(error.strerror)})
        return Reply(found.name, "", findings=(finding,))
    try:
        return _Reader(found.name, digest, ReplyBook(data), register).read()
    except UnreadableError as error:
        finding = Finding(_kind_of(error), found.name, details={"skäl": str(error)})
        return Reply(found.name, digest, findings=(finding,))


def _kind_of(error: UnreadableError) -> Kind:
    if isinstance(error, PasswordError):
        return catalogue.PASSWORD
    return catalogue.OVER_LIMIT if isinstance(error, OverLimitError) else catalogue.UNREADABLE


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a sheet's table stands: its header row and the column of each field."""

    sheet: Sheet
    header_row: int
    columns: dict[Field, int]

    def text(self, cells: dict[int, Cell], column: Field) -> str:
        cell = cells.get(self.columns.get(column, 0))
        return clean(cell.text) if cell else ""


class _Reader:
    """Reads one workbook step by step; each step may end with a file that is not accepted."""

    def __init__(self, file: str, digest: str, book: ReplyBook, register: Register) -> None:
        self._file = file
        self._digest = digest
        self._book = book
        self._register = register
        self._findings: list[Finding] = []
        self._reply = Reply(file, digest, saved=book.saved, saved_by=book.saved_by)

    def read(self) -> Reply:
        stamp = self._stamp()
        if stamp is None:
            return self._reject(Finding(catalogue.NOT_OURS, self._file))
        table = self._table()
        department = self._register.by_code.get(stamp.department)
        if not self._same_round(stamp):
            ours = Stamp.of(self._register.round, Department("", ""), ())
            rounds = {
                "filens_omgång": stamp.title_beside(ours),
                "registrets_omgång": ours.title_beside(stamp),
            }
            name = department.name if department else ""
            finding = Finding(catalogue.OTHER_ROUND, self._file, department=name, details=rounds)
            return self._reject(finding, table, department)
        if department is None:
            finding = Finding(catalogue.UNKNOWN_DEPARTMENT, self._file, value=stamp.department)
            return self._reject(finding, table)
        if table is None:
            finding = Finding(
                catalogue.COLUMN_LOST,
                self._file,
                department=department.name,
                details={"värdekolumn": self._register.round.value_header},
            )
            return self._reject(finding, None, department)
        return self._read_rows(table, department, stamp)

    def _reject(self, finding: Finding, table: _Table | None = None, department: Department | None = None) -> Reply:
        """Return a file that is not used; the cells that it does hold are accounted for as refused."""
        refused = tuple(self._entries(table)) if table else ()
        sheet = table.sheet.title if table else ""
        findings = (*self._findings, finding)
        return replace(self._reply, department=department, findings=findings, refused=refused, sheet=sheet)

    def _same_round(self, stamp: Stamp) -> bool:
        """A municipality that either side leaves open does not tell rounds apart."""
        if not (stamp.municipality and self._register.round.municipality):
            stamp = replace(stamp, municipality=self._register.round.municipality)
        return stamp.same_round(self._register.round)

    # Identity

    def _stamp(self) -> Stamp | None:
        if layout.STAMP_SHEET in self._book.sheet_titles:
            rows = self._book.sheet(layout.STAMP_SHEET).rows()
            stamp = Stamp.from_rows((_text(cells, 1), _text(cells, 2)) for _, cells in rows)
            if stamp is not None:
                return stamp
        stamp = Stamp.from_property(self._book.document_property(PROPERTY))
        if stamp is not None:
            department = self._register.by_code.get(stamp.department)
            name = department.name if department else stamp.department
            self._findings.append(Finding(catalogue.STAMP_LOST, self._file, department=name))
        return stamp

    def _table(self) -> _Table | None:
        """Find the sheet whose header row has the columns that are needed, whatever it is called."""
        tables = []
        for title in self._book.sheet_titles:
            if title != layout.STAMP_SHEET:
                table = _find_table(self._book.sheet(title))
                if table is not None:
                    tables.append(table)
        tables.sort(key=lambda t: t.sheet.title != layout.INDICATOR_SHEET)
        if len(tables) > 1:
            others = ", ".join(quote(t.sheet.title) for t in tables[1:])
            details = {"blad": quote(tables[0].sheet.title), "andra_blad": others}
            self._findings.append(Finding(catalogue.OTHER_SHEET, self._file, details=details))
        return tables[0] if tables else None

    # Rows

    def _entries(self, table: _Table) -> Iterable[Entry]:
        """Yield every filled input cell below the header, with its row's ID where there is one."""
        for row, cells in table.sheet.rows():
            if row <= table.header_row:
                continue
            id_ = table.text(cells, Field.ID)
            for column in INPUTS:
                cell = cells.get(table.columns.get(column, 0))
                if cell is not None:
                    yield Entry(column, cell, table.sheet.title, row, id_)

    def _read_rows(self, table: _Table, department: Department, stamp: Stamp) -> Reply:
        expected = {i.id: i for i in self._register.indicators_of(department)}
        first_row: dict[str, int] = {}
        for row, cells in table.sheet.rows():
            id_ = table.text(cells, Field.ID)
            if row > table.header_row and id_ in expected and id_ not in first_row:
                first_row[id_] = row
                self._compare_texts(table, row, cells, expected[id_], department, stamp)
        entries, refused, ignored = self._sort_entries(table, department, expected)
        self._outdated(stamp, expected, department)
        self._beside(table, department)
        for id_, indicator in expected.items():
            if id_ not in first_row:
                self._find(catalogue.ROW_MISSING, department, indicator)
        said = self._front_page()
        return replace(
            self._reply,
            accepted=True,
            department=department,
            sheet=table.sheet.title,
            entries=tuple(entries),
            refused=tuple(refused),
            ignored=tuple(ignored),
            findings=tuple(self._findings),
            rows_present=frozenset(first_row),
            says_done=fold(said.get(fold(layout.DONE_LABEL), "")) == "ja",
            respondent=said.get(fold(layout.RESPONDENT_LABEL), ""),
            measured_on=said.get(fold(layout.MEASURED_ON_LABEL), ""),
        )

    def _sort_entries(
        self, table: _Table, department: Department, expected: dict[str, Indicator]
    ) -> tuple[list[Entry], list[Entry], list[Entry]]:
        """Tell the entries that belong to a row from those that don't, and repeated rows from contradicting ones."""
        entries: dict[tuple[str, Field], Entry] = {}
        refused: list[Entry] = []
        ignored: list[Entry] = []
        twice: set[str] = set()
        contradicted: set[tuple[str, Field]] = set()
        for entry in self._entries(table):
            indicator = expected.get(entry.indicator_id)
            if indicator is None:
                refused.append(entry)
                kind = catalogue.UNKNOWN_ID if entry.indicator_id else catalogue.OUTSIDE_ROWS
                self._find(kind, department, None, entry, {"id": quote(entry.indicator_id)})
                continue
            key = (entry.indicator_id, entry.field)
            other = entries.get(key)
            if key in contradicted:
                refused.append(entry)
            elif other is None:
                entries[key] = entry
            elif fold(other.cell.text) == fold(entry.cell.text):
                ignored.append(entry)
                twice.add(entry.indicator_id)
            else:
                refused += [entry, other]
                del entries[key]
                contradicted.add(key)
                details = {
                    "annan_plats": f"{other.sheet}!{other.cell.place}",
                    "annat_värde": quote(other.cell.text),
                }
                self._find(catalogue.TWO_ROWS, department, indicator, entry, details)
        for id_ in sorted(twice):
            self._find(catalogue.ROW_TWICE, department, expected[id_])
        return list(entries.values()), refused, ignored

    def _compare_texts(
        self,
        table: _Table,
        row: int,
        cells: dict[int, Cell],
        indicator: Indicator,
        department: Department,
        stamp: Stamp,
    ) -> None:
        """Tell whether the department has changed the baseline or the target that it was asked against."""
        shown = table.text(cells, Field.BASELINE), table.text(cells, Field.TARGET)
        asked = stamp.rows.get(indicator.id)
        here = fingerprint(indicator.baseline_text, indicator.target_text)
        if fingerprint(*shown) in (here, asked):
            return
        texts = ((Field.BASELINE, indicator.baseline_text), (Field.TARGET, indicator.target_text))
        for (column, registered), text in zip(texts, shown, strict=True):
            if fold(text) != fold(registered) and column in table.columns:
                finding = Finding(
                    catalogue.TEXT_CHANGED,
                    self._file,
                    table.sheet.title,
                    _place(table.columns[column], row),
                    indicator.id,
                    indicator.label,
                    department.name,
                    text,
                    {"kolumn": column.value, "registrets_värde": quote(registered)},
                )
                self._findings.append(finding)

    def _outdated(self, stamp: Stamp, expected: dict[str, Indicator], department: Department) -> None:
        """Tell which rows the register has changed, or added, since the template was made."""
        if not stamp.rows:
            return
        changed = [
            i.label
            for id_, i in expected.items()
            if stamp.rows.get(id_) != fingerprint(i.baseline_text, i.target_text)
        ]
        if changed:
            details = {"rader": ", ".join(quote(label) for label in changed)}
            finding = Finding(catalogue.TEMPLATE_OLDER, self._file, department=department.name, details=details)
            self._findings.append(finding)

    def _beside(self, table: _Table, department: Department) -> None:
        """Report what stands below the header in columns that the template does not have."""
        known = set(table.columns.values())
        for row, cells in table.sheet.rows():
            for column, cell in cells.items():
                if row > table.header_row and column not in known:
                    entry = Entry(Field.COMMENT, cell, table.sheet.title, row)
                    self._find(catalogue.BESIDE_TABLE, department, None, entry)

    def _find(
        self,
        kind: Kind,
        department: Department,
        indicator: Indicator | None,
        entry: Entry | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        self._findings.append(
            Finding(
                kind,
                self._file,
                entry.sheet if entry else "",
                entry.cell.place if entry else "",
                indicator.id if indicator else "",
                indicator.label if indicator else "",
                department.name,
                entry.cell.text if entry else "",
                details or {},
            )
        )

    # Läs mig

    def _front_page(self) -> dict[str, str]:
        """Read what is said once for the whole workbook. A lost front page says nothing."""
        said: dict[str, str] = {}
        if layout.README_SHEET in self._book.sheet_titles:
            for _, cells in self._book.sheet(layout.README_SHEET).rows():
                said.setdefault(fold(_text(cells, 1)), _text(cells, 2))
        return said


def _text(cells: dict[int, Cell], column: int) -> str:
    cell = cells.get(column)
    return clean(cell.text) if cell else ""


def _place(column: int, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column)}{row}"


def _find_table(sheet: Sheet) -> _Table | None:
    for row, cells in sheet.rows():
        if row > _HEADER_SEARCH:
            return None
        columns: dict[Field, int] = {}
        for number, cell in cells.items():
            known = layout.field_of(cell.text)
            if known is not None:
                columns.setdefault(known, number)
        if all(needed in columns for needed in _NEEDED):
            return _Table(sheet, row, columns)
    return None
