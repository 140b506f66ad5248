"""From an opened workbook to answers: known by its stamp, rows by ID, columns by header, never by position."""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from indikator_excel.errors import DEBUG
from indikator_excel.findings import about_files, about_structure
from indikator_excel.findings.finding import WHOLE_TEXT, Finding, Kind
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.text import clean, counted, fold, join_and, quote
from indikator_excel.register.model import Register
from indikator_excel.replies.cells import Book, Cell, CellKind, letters
from indikator_excel.replies.finder import Document, Found, NothingWithinError, documents_in
from indikator_excel.replies.identity import identify, text_at
from indikator_excel.replies.opening.open import open_book
from indikator_excel.replies.opening.refused import ForeignError, OverLimitError, PasswordError, UnreadableError
from indikator_excel.replies.table import Table, find_tables
from indikator_excel.replies.values import comparable, date_text
from indikator_excel.templates import layout
from indikator_excel.templates.layout import INPUTS, Field
from indikator_excel.templates.stamp import Stamp, fingerprint

_TEXT_COLUMN = 2  # Läs mig has labels in the first column and texts in the second
_FEW = 5
_LONGEST_ADDRESS = 254


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
    #: Who sent the mail that the file came in, where that is known.
    sender: str = ""
    #: Which library told the values.
    engine: str = ""
    #: How many non-empty input cells were met, counted as they were read and not by what became of them.
    cells_read: int = 0


def read_file(found: Found, register: Register) -> list[Reply]:
    """Read one file of ``svar/``: a workbook, or the workbooks in a mail or an archive. Nothing is raised."""
    if found.outside:
        return [Reply(found.name, "", findings=(Finding(about_files.LINK_OUT, found.name),))]
    return [read_reply(document, register) for document in documents_in(found)]


def read_reply(document: Document, register: Register) -> Reply:
    """Read one workbook. Whatever is wrong with it is a finding; nothing is raised."""
    digest = hashlib.sha256(document.data).hexdigest() if document.data else ""
    if document.refusal is not None:
        return Reply(document.name, digest, findings=(_refusal(document.name, document.refusal),))
    try:
        return _Reader(document, digest, open_book(document.data, document.name), register).read()
    except UnreadableError as error:
        finding = _refusal(document.name, error)
    except Exception as error:  # a reply is untrusted; one bad file never takes the run down
        if os.environ.get(DEBUG):
            raise  # the fault may be ours
        reason = f"dess innehåll är inte som i en vanlig arbetsbok ({type(error).__name__})"
        finding = Finding(about_files.UNREADABLE, document.name, details={"skäl": reason})
    return Reply(document.name, digest, findings=(finding,))


def _refusal(file: str, error: UnreadableError) -> Finding:
    """Put in the catalogue's words why a file is not read."""
    match error:
        case ForeignError():
            return Finding(about_files.OTHER_FORMAT, file, details={"format": str(error), "åtgärd": error.remedy})
        case NothingWithinError():
            names = join_and([quote(name) for name in error.names[:_FEW]])
            return Finding(about_files.NOTHING_WITHIN, file, details={"filer": f", bara {names}" if names else ""})
        case PasswordError():
            kind = about_files.PASSWORD
        case OverLimitError():
            kind = about_files.OVER_LIMIT
        case _:
            kind = about_files.UNREADABLE
    return Finding(kind, file, details={"skäl": str(error)})


class _Reader:
    """Reads one workbook step by step; each step may end with a file that is not accepted."""

    def __init__(self, document: Document, digest: str, book: Book, register: Register) -> None:
        self._file = document.name
        self._book = book
        self._register = register
        self._findings: list[Finding] = []
        self._cells_read = 0
        self._reply = Reply(
            document.name,
            digest,
            saved=book.saved or document.sent or document.modified,
            saved_by=book.saved_by,
            sender=document.sender,
            engine=book.engine,
        )
        if book.passed_over:
            details = {"motor": book.engine, "skäl": book.passed_over}
            self._findings.append(Finding(about_files.OTHER_ENGINE, document.name, details=details))
        if any(cell.number_format is None for sheet in book.sheets for cell in sheet.cells.values()):
            self._findings.append(Finding(about_files.FORMATS_UNKNOWN, document.name))

    def read(self) -> Reply:
        """Read the workbook."""
        tables = find_tables(self._book, self._register)
        table = tables[0] if tables else None
        identity = identify(self._file, self._book, tables, self._register)
        if identity.doubt is not None:
            self._findings.append(identity.doubt)
        department = identity.department
        if identity.refusal is not None or department is None:
            refusal = identity.refusal or Finding(about_files.NOT_OURS, self._file)
            return self._reject(refusal, table, department)
        if table is None:
            finding = Finding(
                about_structure.COLUMN_LOST,
                self._file,
                department=department.name,
                details={"värdekolumn": self._register.round.value_header},
            )
            return self._reject(finding, None, department)
        for each in tables:
            each.recognise(self._register.indicators_of(department))
        return self._read_rows(tables, department, identity.stamp)

    def _reject(self, finding: Finding, table: Table | None = None, department: Department | None = None) -> Reply:
        """Return a file that is not used; the cells that it does hold are accounted for as refused."""
        refused = tuple(self._entries(table)) if table else ()
        sheet = table.sheet.title if table else ""
        findings = (*self._findings, finding)
        return replace(
            self._reply,
            department=department,
            findings=findings,
            refused=refused,
            sheet=sheet,
            cells_read=self._cells_read,
        )

    # Rows

    def _entries(self, table: Table) -> Iterable[Entry]:
        """Yield every filled input cell below the header, with its row's ID where there is one."""
        title = table.sheet.title
        for row, cells in table.rows():
            id_ = table.ids.get(row, "")
            for column in INPUTS:
                cell = cells.get(table.columns.get(column, 0))
                if cell is not None:
                    self._cells_read += 1
                    yield Entry(column, cell, title, row, id_)

    def _read_rows(self, tables: list[Table], department: Department, stamp: Stamp | None) -> Reply:
        table = tables[0]
        expected = {i.id: i for i in self._register.indicators_of(department)}
        seen: set[str] = set()
        for row, cells in table.rows():
            id_ = table.ids.get(row, "")
            if id_ in expected and id_ not in seen:
                seen.add(id_)
                self._compare_texts(table, row, cells, expected[id_], department, stamp)
        entries, refused, ignored = self._sort_entries(table, department, expected)
        for other in tables[1:]:
            self._read_copy(other, table, entries, refused, ignored, department)
        if stamp is not None:
            self._outdated(stamp, expected, department)
        self._recognised(table, department)
        self._headers(table, department)
        self._hidden(table, entries, department)
        self._beside(table, department, expected)
        self._notes(table, department)
        self._sender(department)
        said = self._front_page({t.sheet.title for t in tables}, department)
        for id_, indicator in expected.items():
            if id_ not in seen:
                self._find(about_structure.ROW_MISSING, department, indicator)
        return replace(
            self._reply,
            accepted=True,
            department=department,
            sheet=table.sheet.title,
            entries=tuple(entries),
            refused=tuple(refused),
            ignored=tuple(ignored),
            findings=tuple(self._findings),
            cells_read=self._cells_read,
            says_done=fold(said.get(fold(layout.DONE_LABEL), "")) == "ja",
            respondent=said.get(fold(layout.RESPONDENT_LABEL), ""),
            measured_on=said.get(fold(layout.MEASURED_ON_LABEL), ""),
        )

    def _read_copy(
        self,
        copy: Table,
        table: Table,
        entries: list[Entry],
        refused: list[Entry],
        ignored: list[Entry],
        department: Department,
    ) -> None:
        """Hold a copied sheet's answers against the sheet that is read; what differs is reported, not used."""
        read = {(e.indicator_id, e.field, self._comparable(e)) for e in (*entries, *refused)}
        before = len(refused)
        for entry in self._entries(copy):
            if (entry.indicator_id, entry.field, self._comparable(entry)) in read:
                ignored.append(entry)
                continue
            refused.append(entry)
            indicator = self._register.by_id.get(entry.indicator_id)
            self._find(about_structure.OTHER_SHEET, department, indicator, entry, {"blad": quote(table.sheet.title)})
        if len(refused) == before:
            details = {"blad": quote(table.sheet.title), "kopia": quote(copy.sheet.title)}
            name, title = department.name, copy.sheet.title
            self._findings.append(
                Finding(about_structure.SHEET_COPIED, self._file, title, department=name, details=details)
            )

    def _comparable(self, entry: Entry) -> str:
        """Return what two entries for one cell are compared by."""
        reading = self._register.readings.get(entry.indicator_id) if entry.field in layout.VALUES else None
        return comparable(entry.cell, reading.measure if reading else None)

    def _sort_entries(
        self, table: Table, department: Department, expected: dict[str, Indicator]
    ) -> tuple[list[Entry], list[Entry], list[Entry]]:
        """Tell the entries that belong to a row from those that don't, and repeated rows from contradicting ones."""
        entries: dict[tuple[str, Field], Entry] = {}
        refused: list[Entry] = []
        ignored: list[Entry] = []
        twice: set[str] = set()
        contradicted: dict[tuple[str, Field], Entry] = {}
        for entry in self._entries(table):
            indicator = expected.get(entry.indicator_id)
            if indicator is None:
                refused.append(entry)
                kind = about_structure.UNKNOWN_ID if entry.indicator_id else about_structure.OUTSIDE_ROWS
                if entry.row in table.ambiguous:
                    kind = about_structure.ROW_UNCLEAR
                self._find(kind, department, None, entry, {"id": quote(entry.indicator_id)})
                continue
            rule = self._register.answer_rules[indicator.id]
            if entry.field is not Field.BASELINE_INPUT and not layout.has_column(entry.field, indicator, rule):
                refused.append(entry)
                self._find(about_structure.UNUSED_COLUMN, department, indicator, entry, {"kolumn": entry.field.value})
                continue
            key = (entry.indicator_id, entry.field)
            other = entries.get(key)
            if key in contradicted:
                refused.append(entry)
                self._two_rows(entry, contradicted[key], department, indicator)
            elif other is None:
                entries[key] = entry
            elif self._comparable(other) == self._comparable(entry):
                ignored.append(entry)
                twice.add(entry.indicator_id)
            else:
                refused += [entry, other]
                contradicted[key] = entries.pop(key)
                self._two_rows(entry, other, department, indicator)
        for id_ in sorted(twice):
            self._find(about_structure.ROW_TWICE, department, expected[id_])
        return list(entries.values()), refused, ignored

    def _two_rows(self, entry: Entry, other: Entry, department: Department, indicator: Indicator) -> None:
        details = {
            "annan_plats": f"{other.sheet}!{other.cell.place}",
            "annat_värde": quote(other.cell.text, WHOLE_TEXT),
            "kolumn": entry.field.value,
        }
        self._find(about_structure.TWO_ROWS, department, indicator, entry, details)

    def _compare_texts(
        self,
        table: Table,
        row: int,
        cells: dict[int, Cell],
        indicator: Indicator,
        department: Department,
        stamp: Stamp | None,
    ) -> None:
        """Tell whether the department has changed the baseline or the target that it was asked against."""
        shown = table.text(cells, Field.BASELINE), table.text(cells, Field.TARGET)
        asked = stamp.rows.get(indicator.id) if stamp else None
        here = fingerprint(indicator.baseline_text, indicator.target_text)
        if fingerprint(*shown) in (here, asked):
            return
        texts = ((Field.BASELINE, indicator.baseline_text), (Field.TARGET, indicator.target_text))
        for (column, registered), text in zip(texts, shown, strict=True):
            if fold(text) != fold(registered) and column in table.columns:
                finding = Finding(
                    about_structure.TEXT_CHANGED,
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
            id_ for id_, i in expected.items() if stamp.rows.get(id_) != fingerprint(i.baseline_text, i.target_text)
        ]
        if changed:
            details = {"rader": ", ".join(changed)}
            finding = Finding(about_files.TEMPLATE_OLDER, self._file, department=department.name, details=details)
            self._findings.append(finding)

    def _beside(self, table: Table, department: Department, expected: dict[str, Indicator]) -> None:
        """Report every text that stands where the template has none, and every locked text that was changed.

        Cells with formulas are the template's own; a text typed over one of them is not.
        """
        by_column = {number: column for column, number in table.columns.items()}
        for row, cells in table.sheet.rows():
            indicator = expected.get(table.ids.get(row, ""))
            for number, cell in cells.items():
                column = by_column.get(number)
                live = column in layout.LIVE and cell.formula
                if row == table.header_row or live or column in INPUTS:
                    continue
                entry = Entry(column or Field.COMMENT, cell, table.sheet.title, row)
                if row < table.header_row:
                    # Of the lines above the table two are formulas; a program that lacks a function shows an error.
                    line = layout.is_above_header(cell.text, self._register.round)
                    stray = not line and cell.kind is not CellKind.ERROR
                elif column is None:
                    stray = True
                elif indicator is None:
                    # A row that has lost its ID is reported by its answers; its own texts are no strays.
                    told = column is Field.ID and table.is_answered(cells)
                    stray = not told and fold(cell.text) not in self._register.known_texts
                else:
                    stray = False
                    if self._is_changed(column, cell, indicator):
                        known = "" if column in layout.LIVE else layout.LOCKED_TEXTS[column](indicator)
                        details = {"kolumn": column.value, "registrets_värde": quote(known) if known else "en formel"}
                        self._find(about_structure.LOCKED_CHANGED, department, indicator, entry, details)
                if stray:
                    self._find(about_structure.BESIDE_TABLE, department, None, entry)

    def _sender(self, department: Department) -> None:
        """Tell of a mail that somebody else than the department's contact has sent."""
        sender = self._reply.sender
        known = re.split(r"[;,\s]+", f"{department.email};{department.copy_to}".casefold())
        if sender and department.email and sender.casefold() not in known:
            details = {"avsändare": sender[:_LONGEST_ADDRESS], "kontakt": department.email}
            kind = about_files.OTHER_SENDER
            self._findings.append(Finding(kind, self._file, department=department.name, details=details))

    def _recognised(self, table: Table, department: Department) -> None:
        """Tell of the rows that were known by their texts alone."""
        if table.recognised:
            rows = counted(len(table.recognised), "rad", "rader")
            details = {"antal": rows, "rader": join_and([table.ids[row] for row in table.recognised])}
            kind = about_structure.RECOGNISED
            finding = Finding(kind, self._file, table.sheet.title, department=department.name, details=details)
            self._findings.append(finding)

    def _headers(self, table: Table, department: Department) -> None:
        """Tell of a column whose header is another year's, or another kind's, than the round's."""
        for column in (Field.BASELINE, Field.TARGET, *layout.PERIODS):
            header = layout.header(column, self._register.round)
            cell = table.sheet.cells.get((table.header_row, table.columns.get(column, 0)))
            if cell is not None and fold(cell.text) != fold(header):
                details = {"väntat": quote(header)}
                entry = Entry(column, cell, table.sheet.title, table.header_row)
                self._find(about_structure.HEADER_CHANGED, department, None, entry, details)

    def _hidden(self, table: Table, entries: list[Entry], department: Department) -> None:
        """Tell of answers that the sender may not have seen when she sent them."""
        sheet = table.sheet
        columns = {number for column, number in table.columns.items() if column in INPUTS} & sheet.hidden_columns
        hidden = [e for e in entries if e.row in sheet.hidden_rows or e.cell.column in columns or sheet.hidden]
        if hidden:
            ids = list(dict.fromkeys(e.indicator_id for e in hidden))
            details = {"antal": counted(len(hidden), "svar", "svar"), "rader": join_and(ids)}
            kind = about_structure.HIDDEN
            self._findings.append(Finding(kind, self._file, sheet.title, department=department.name, details=details))

    def _notes(self, table: Table, department: Department) -> None:
        """Hand on the notes that people put on cells; they often say important things."""
        for note in table.sheet.notes:
            indicator = self._register.by_id.get(table.ids.get(note.row, ""))
            self._findings.append(
                Finding(
                    about_structure.NOTE,
                    self._file,
                    table.sheet.title,
                    note.place,
                    indicator.id if indicator else "",
                    indicator.label if indicator else "",
                    department.name,
                    note.text,
                )
            )

    @staticmethod
    def _is_changed(column: Field, cell: Cell, indicator: Indicator) -> bool:
        """Whether a locked cell was changed. Läget and målet have their own check."""
        if column in (Field.ID, Field.BASELINE, Field.TARGET, Field.REFERENCE):
            return False
        if column in layout.LIVE:
            return cell.text not in layout.LIVE_WORDS
        return fold(cell.text) != fold(layout.LOCKED_TEXTS[column](indicator))

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

    def _front_page(self, read: set[str], department: Department) -> dict[str, str]:
        """Read what is said once for the whole workbook, whatever its sheet is called.

        Any other sheet with text on it was added by somebody, and is reported.
        """
        said: dict[str, str] = {}
        for sheet in self._book.sheets:
            title = sheet.title
            if title in read or title == layout.STAMP_SHEET:
                continue
            rows = [cells for _, cells in sheet.rows()]
            labels = {fold(text_at(cells, 1)): text_at(cells, 2) for cells in rows}
            for cells in rows:
                if fold(text_at(cells, 1)) == fold(layout.MEASURED_ON_LABEL) and _TEXT_COLUMN in cells:
                    labels[fold(layout.MEASURED_ON_LABEL)] = date_text(cells[_TEXT_COLUMN])
            front = fold(layout.DONE_LABEL) in labels
            strays = [cell for cells in rows for n, cell in cells.items() if not front or n > _TEXT_COLUMN]
            if front:
                said = labels | said
                if fold(labels[fold(layout.DONE_LABEL)]) not in ("", "ja", "nej"):
                    done = (c for c in rows if fold(text_at(c, 1)) == fold(layout.DONE_LABEL))
                    strays += [cells[_TEXT_COLUMN] for cells in done if _TEXT_COLUMN in cells]
            if strays:
                self._findings.append(
                    Finding(
                        about_structure.OTHER_TEXT,
                        self._file,
                        title,
                        strays[0].place,
                        department=department.name,
                        value=" | ".join(clean(cell.text) for cell in strays)[:WHOLE_TEXT],
                        details={"blad": quote(title)},
                    )
                )
        return said


def _place(column: int, row: int) -> str:
    return f"{letters(column)}{row}"
