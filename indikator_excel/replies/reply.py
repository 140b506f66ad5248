"""What one file says: its filled input cells, each known by its row's indicator and its column."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import fold
from indikator_excel.opening.cells import Cell
from indikator_excel.register.model import Register
from indikator_excel.replies.values import comparable, date_text
from indikator_excel.templates.layout import VALUES, Field


class Entry(Struct, frozen=True):
    """One filled input cell. ``indicator_id`` is empty for a cell that belongs to no row."""

    field: Field
    cell: Cell
    sheet: str
    row: int
    indicator_id: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as Excel shows it: ``Indikatorer!I12``."""
        return f"{self.sheet}!{self.cell.place}"

    def comparable(self, register: Register) -> str:
        """Return what two entries for one cell are compared by."""
        if self.field is Field.MEASURED_ON:
            return fold(date_text(self.cell))
        reading = register.readings.get(self.indicator_id) if self.field in VALUES else None
        return comparable(self.cell, reading.measure if reading else None)


class Reply(Struct, frozen=True):
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
    #: Who sent the mail that the file came in, and when, where that is known.
    sender: str = ""
    sent: datetime | None = None
    #: Which library told the values.
    engine: str = ""
    #: The files whose answers it holds corrected: how their SHA-256 begin.
    corrects: tuple[str, ...] = ()
    #: The fingerprints of the cells that were filled in when it was sent out: what it held, what those files had.
    prefilled: Mapping[tuple[str, Field], tuple[str, ...]] = field(default_factory=dict)
    #: How many non-empty input cells were met, counted as they were read and not by what became of them.
    cells_read: int = 0
