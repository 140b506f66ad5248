"""A returned workbook that is known as a department's: what its checks look at."""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from indikator_excel.findings.finding import Finding, Kind
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.opening.cells import Cell
from indikator_excel.register.model import Register
from indikator_excel.replies.answers import Answers, finding_at
from indikator_excel.replies.finder import Document
from indikator_excel.replies.front_page import FrontPage
from indikator_excel.replies.reply import Entry
from indikator_excel.replies.table import Table
from indikator_excel.templates.stamp import Stamp


class Returned(Struct, frozen=True, dict=True):
    """All that is known of the workbook. ``stamp`` is None where it was lost."""

    document: Document
    register: Register
    department: Department
    stamp: Stamp | None
    table: Table
    answers: Answers
    front: FrontPage

    @cached_property
    def expected(self) -> dict[str, Indicator]:
        """The rows that the department answers for: ID -> indicator."""
        return {i.id: i for i in self.register.indicators_of(self.department)}

    @cached_property
    def rows(self) -> dict[str, tuple[int, dict[int, Cell]]]:
        """Where each expected indicator's row stands, and its cells; of two rows with one ID the first."""
        found: dict[str, tuple[int, dict[int, Cell]]] = {}
        for row, cells in self.table.rows():
            id_ = self.table.ids.get(row, "")
            if id_ in self.expected:
                found.setdefault(id_, (row, cells))
        return found

    def of_file(self, kind: Kind, details: dict[str, str], sheet: str = "") -> Finding:
        """Return a finding about the file or a sheet of it."""
        return Finding(kind, self.document.name, sheet, department=self.department.name, details=details)

    def of_cell(
        self, kind: Kind, entry: Entry | None, indicator: Indicator | None, details: dict[str, str] | None = None
    ) -> Finding:
        """Return a finding about a cell or a row."""
        return finding_at(kind, self.document.name, self.department, entry, indicator, details)


#: What a check yields.
Findings = Iterator[Finding]
