"""Findings that say the same, gathered for those who read them: ``Platshållare kvar, 4 rader: I4, I7–I9``."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from indikator_excel.findings.finding import ABOUT_ANSWERS, Finding, Kind, Level
from indikator_excel.indicators.text import counted, join_some, quote, ranges

_CELL = re.compile(r"([A-Z]+)([0-9]+)\Z")
#: More places than this are counted and not listed; the data has them all.
_MOST_PLACES = 40


class Group(Struct, frozen=True):
    """Findings of one kind that say the same and call for the same; at least one.

    They are of one file and department, but for what is told for the record of values.
    """

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that stands first."""
        return self.findings[0]

    @property
    def kind(self) -> Kind:
        """What they all are."""
        return self.first.kind

    @property
    def department(self) -> str:
        """Whose answers they are about."""
        return _only({f.department for f in self.findings}, "flera förvaltningar")

    @property
    def file(self) -> str:
        """Which file they are about."""
        return _only({f.file for f in self.findings}, "flera filer")

    @property
    def places(self) -> str:
        """Where they stand: cells as ``Indikatorer!I4, I7–I9``, or the rows' IDs where they have no cells."""
        if len(self.findings) == 1:
            return self.first.place
        if len({f.file for f in self.findings}) > 1:
            return self.ids
        sheets: dict[str, dict[str, list[int]]] = {}
        for finding in self.findings:
            found = _CELL.match(finding.cell)
            if found is None:
                return self.ids
            sheets.setdefault(finding.sheet, {}).setdefault(found[1], []).append(int(found[2]))
        return "; ".join(
            f"{sheet}!{', '.join(_cells(column, rows) for column, rows in columns.items())}"
            for sheet, columns in sheets.items()
        )

    @property
    def ids(self) -> str:
        """The rows that they are about."""
        ids = list(dict.fromkeys(f.indicator_id for f in self.findings if f.indicator_id))
        return join_some(ids, _MOST_PLACES)

    @property
    def values(self) -> str:
        """What was written, where it is the same everywhere."""
        return _only({f.value for f in self.findings}, "")

    @property
    def message(self) -> str:
        """What is wrong: in full of a single one, in short of several."""
        if len(self.findings) == 1:
            return self.first.message
        value = f" ({quote(self.values)})" if self.values else ""
        return f"{self.kind.title}{value}, {counted(len(self.findings), 'rad', 'rader')}: {self.ids or self.places}."

    @property
    def remedy(self) -> str:
        """What to do. What the department has to do is said as such: nobody else knows its values."""
        told_only = self.kind.level is Level.NOTICE
        asks = self.kind.asked == self.kind.remedy and self.department and not told_only
        return f"Till {self.department}: {self.first.remedy}" if asks else self.first.remedy


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Gather findings that say the same of one file. A group stands where its first finding stood.

    What is told of values for the record is gathered whoever wrote whatever: nobody has to do anything about each.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        for_the_record = finding.level is Level.NOTICE and finding.code[0] in ABOUT_ANSWERS
        said = () if for_the_record else (finding.department, finding.file, finding.said)
        groups.setdefault((finding.code, *said), []).append(finding)
    return [Group(tuple(group)) for group in groups.values()]


def _only(texts: set[str], several: str) -> str:
    """Return the text that all have, or what to say of several."""
    return next(iter(texts)) if len(texts) == 1 else several


def _cells(column: str, rows: Sequence[int]) -> str:
    """Write cells of one column: ``I4, I7–I9``."""
    return re.sub(r"([0-9]+)", rf"{column}\1", ranges(rows))
