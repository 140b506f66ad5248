"""Findings that say the same, gathered for those who read them: ``Platshållare kvar, 4 rader: I4, I7–I9``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indikator_excel.findings import about_structure
from indikator_excel.findings.finding import Finding, Kind, Level
from indikator_excel.indicators.text import counted, join_and, quote, ranges

_CELL = re.compile(r"([A-Z]+)([0-9]+)\Z")
#: More places than this are counted and not listed; the data has them all.
_MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind, of one file and department, that say the same and call for the same; at least one."""

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
    def places(self) -> str:
        """Where they stand: cells as ``Indikatorer!I4, I7–I9``, or the rows' IDs where they have no cells."""
        if len(self.findings) == 1:
            return self.first.place
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
        more = [f"{len(ids) - _MOST_PLACES} till"] if len(ids) > _MOST_PLACES else []
        return join_and(ids[:_MOST_PLACES] + more)

    @property
    def values(self) -> str:
        """What was written, where it is the same everywhere."""
        values = {f.value for f in self.findings}
        return values.pop() if len(values) == 1 else ""

    @property
    def message(self) -> str:
        """What is wrong: in full of a single one, in short of several."""
        if len(self.findings) == 1:
            return self.first.message
        value = f" ({quote(self.values)})" if self.values else ""
        return f"{self.kind.title}{value}, {counted(len(self.findings), 'rad', 'rader')}: {self.ids or self.places}."

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.first.remedy


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Gather findings that say the same of one file. A group stands where its first finding stood.

    Notices are gathered whatever was written, for nobody has to do anything about each; but what people say in notes
    is for reading.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        alike = finding.level is Level.NOTICE and finding.kind is not about_structure.NOTE
        said = () if alike else (finding.said, finding.remedy)
        key = (finding.code, finding.department, finding.file, *said)
        groups.setdefault(key, []).append(finding)
    return [Group(tuple(group)) for group in groups.values()]


def _cells(column: str, rows: Sequence[int]) -> str:
    """Write cells of one column: ``I4, I7–I9``."""
    return re.sub(r"([0-9]+)", rf"{column}\1", ranges(rows))
