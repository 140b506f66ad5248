"""An annex as it stands: areas, goals and rows in the document's order, every text as written."""

from msgspec import Struct


class AnnexRow(Struct, frozen=True):
    """One indicator row. ``line`` is its line in the source, from 1; the texts are exactly as written.

    ``notes`` are the footnotes that its cells refer to; they are no part of the texts. ``unit`` stands in a column of
    its own; ``earlier`` are outcomes of the years before *Läget*, ``later`` targets of the years to come. ``goal``
    and ``group`` are empty where the annex does not say them.
    """

    line: int
    area: str
    group: str
    subheading: str
    indicator: str
    baseline: str
    target: str
    outcome: str = ""
    notes: tuple[str, ...] = ()
    unit: str = ""
    earlier: tuple[tuple[int, str], ...] = ()
    later: tuple[tuple[int, str], ...] = ()
    goal: str = ""


class AnnexArea(Struct, frozen=True):
    """An *område*: its heading, the description that continues it, and its goals in order."""

    name: str
    description: str
    goals: tuple[str, ...]


class TableHeader(Struct, frozen=True):
    """The header row of one table: *indikatorgrupp ⇥ Läget 2023 ⇥ Målvärde 2024 ⇥ Prognos/Utfall*."""

    line: int
    group: str
    baseline: str
    target: str
    outcome: str


class Annex(Struct, frozen=True):
    """A whole annex. ``year`` and ``baseline_year`` are None where neither title nor headers tell.

    ``unread`` tells in Swedish which tables and rows of a document were passed by, and why.
    """

    title: str
    note: str
    year: int | None
    baseline_year: int | None
    municipality: str
    areas: tuple[AnnexArea, ...]
    headers: tuple[TableHeader, ...]
    rows: tuple[AnnexRow, ...]
    subheadings: tuple[tuple[int, str], ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The groups of rows, each with its area."""
        return list(dict.fromkeys((row.area, row.group) for row in self.rows if row.group))
