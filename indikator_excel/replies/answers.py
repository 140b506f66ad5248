"""Which filled cells of a returned workbook are answers, and which belong to no row, repeat or contradict another."""

from collections.abc import Collection, Iterator

from msgspec import Struct, field

from indikator_excel.findings import about_structure
from indikator_excel.findings.finding import WHOLE_TEXT, Finding, Kind
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.text import quote
from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Entry
from indikator_excel.replies.table import Table
from indikator_excel.replies.values import shown
from indikator_excel.templates import layout
from indikator_excel.templates.layout import INPUTS, Field


class Answers(Struct):
    """The filled input cells of a workbook, each in one of three lists, and what is to be said of them."""

    entries: dict[tuple[str, Field], Entry] = field(default_factory=dict)
    refused: list[Entry] = field(default_factory=list)
    ignored: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: Counted as the cells are met, apart from the lists that they end in.
    cells_read: int = 0

    def met(self, table: Table) -> Iterator[Entry]:
        """Yield every filled input cell below the header, with its row's ID where there is one."""
        title = table.sheet.title
        columns = [(column, table.columns[column]) for column in INPUTS if column in table.columns]
        for row, cells in table.rows():
            id_ = table.ids.get(row, "")
            for column, number in columns:
                cell = cells.get(number)
                if cell is not None:
                    self.cells_read += 1
                    yield Entry(column, cell, title, row, id_)


def refused_answers(table: Table | None) -> Answers:
    """Return the cells of a file that is not used: all are accounted for as refused."""
    answers = Answers()
    if table is not None:
        answers.refused = list(answers.met(table))
    return answers


def sort_answers(
    file: str, tables: list[Table], department: Department, register: Register, asked: Collection[str] = ()
) -> Answers:
    """Sort the cells of a department's workbook. The first table is read; the others are copies of it.

    ``asked`` are the IDs of the rows that the workbook had when it was made, where that is known.
    """
    return _Sorter(file, department, register, asked).sort(tables)


class _Sorter:
    def __init__(self, file: str, department: Department, register: Register, asked: Collection[str]) -> None:
        self._asked = asked
        self._file = file
        self._department = department
        self._register = register
        self._expected = {i.id: i for i in register.indicators_of(department)}
        self._answers = Answers()

    def sort(self, tables: list[Table]) -> Answers:
        self._sort_table(tables[0])
        for copy in tables[1:]:
            self._hold_copy(copy, tables[0])
        return self._answers

    def _sort_table(self, table: Table) -> None:
        """Tell the entries that belong to a row from those that don't, and repeated rows from contradicting ones."""
        answers = self._answers
        twice: set[str] = set()
        contradicted: dict[tuple[str, Field], Entry] = {}
        for entry in answers.met(table):
            indicator = self._expected.get(entry.indicator_id)
            if indicator is None or not self._has_cell(entry, indicator):
                answers.refused.append(entry)
                self._find(*self._of_no_row(entry, indicator, table))
                continue
            key = (entry.indicator_id, entry.field)
            other = answers.entries.get(key)
            if key in contradicted:
                answers.refused.append(entry)
                self._two_rows(entry, contradicted[key], indicator)
            elif other is None:
                answers.entries[key] = entry
            elif other.comparable(self._register) == entry.comparable(self._register):
                answers.ignored.append(entry)
                twice.add(entry.indicator_id)
            else:
                answers.refused += [entry, other]
                contradicted[key] = answers.entries.pop(key)
                self._two_rows(entry, other, indicator)
        for id_ in sorted(twice):
            self._find(about_structure.ROW_TWICE, None, self._expected[id_])

    def _has_cell(self, entry: Entry, indicator: Indicator) -> bool:
        """Whether the template has an input cell there; a baseline is never refused for having come unasked."""
        rule = self._register.answer_rules[indicator.id]
        return entry.field is Field.BASELINE_INPUT or layout.has_column(entry.field, indicator, rule)

    def _of_no_row(
        self, entry: Entry, indicator: Indicator | None, table: Table
    ) -> tuple[Kind, Entry, Indicator | None, dict[str, str]]:
        """Tell why a cell is no answer to anything."""
        if indicator is not None:
            return about_structure.UNUSED_COLUMN, entry, indicator, {"kolumn": entry.field.value}
        kind = about_structure.UNKNOWN_ID if entry.indicator_id else about_structure.OUTSIDE_ROWS
        if entry.indicator_id in self._asked:
            kind = about_structure.NO_LONGER_ASKED
        unclear = ""
        if entry.row in table.ambiguous:
            unclear = "raden har inget ID, och dess text passar flera indikatorer"
        elif entry.row in table.doubtful:
            unclear = "raden har en indikators ID och en annans text"
        if unclear:
            kind = about_structure.ROW_UNCLEAR
        return kind, entry, None, {"id": quote(entry.indicator_id), "skäl": unclear}

    def _two_rows(self, entry: Entry, other: Entry, indicator: Indicator) -> None:
        details = {
            "annan_plats": other.place,
            "annat_värde": quote(shown(other.cell), WHOLE_TEXT),
            "kolumn": entry.field.value,
        }
        self._find(about_structure.TWO_ROWS, entry, indicator, details)

    def _hold_copy(self, copy: Table, table: Table) -> None:
        """Hold a copied sheet's answers against the sheet that is read; what differs is reported, not used."""
        answers, register = self._answers, self._register
        known = (*answers.entries.values(), *answers.refused)
        read = {(e.indicator_id, e.field, e.comparable(register)) for e in known}
        filled = {(e.indicator_id, e.field) for e in known}
        before = len(answers.refused)
        for entry in answers.met(copy):
            if (entry.indicator_id, entry.field, entry.comparable(register)) in read:
                answers.ignored.append(entry)
                continue
            answers.refused.append(entry)
            indicator = register.by_id.get(entry.indicator_id)
            alone = entry.indicator_id in self._expected and (entry.indicator_id, entry.field) not in filled
            kind = about_structure.ONLY_ON_COPY if alone else about_structure.OTHER_SHEET
            details = {"blad": quote(table.sheet.title), "kolumn": entry.field.value}
            self._find(kind, entry, indicator, details)
        if len(answers.refused) == before:
            title = copy.sheet.title
            details = {"blad": quote(table.sheet.title), "kopia": quote(title)}
            name = self._department.name
            kind = about_structure.SHEET_COPIED
            answers.findings.append(Finding(kind, self._file, title, department=name, details=details))

    def _find(
        self, kind: Kind, entry: Entry | None, indicator: Indicator | None, details: dict[str, str] | None = None
    ) -> None:
        self._answers.findings.append(finding_at(kind, self._file, self._department, entry, indicator, details))


def finding_at(
    kind: Kind,
    file: str,
    department: Department,
    entry: Entry | None = None,
    indicator: Indicator | None = None,
    details: dict[str, str] | None = None,
) -> Finding:
    """Return a finding about a cell of a department's workbook, or about one of its rows."""
    return Finding(
        kind,
        file,
        entry.sheet if entry else "",
        entry.cell.place if entry else "",
        indicator.id if indicator else "",
        indicator.label if indicator else "",
        department.name,
        shown(entry.cell) if entry else "",
        details or {},
    )
