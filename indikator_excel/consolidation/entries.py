"""One value cell, read by itself: what it says, and what has to be said about it.

No pandas here: ``status`` answers from this alone.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.consolidation.choose import FileChoice
from indikator_excel.findings import about_rows, about_values
from indikator_excel.findings.finding import Finding, Kind, Level
from indikator_excel.findings.values import value_findings
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.text import quote
from indikator_excel.indicators.values import State, Value, says_why
from indikator_excel.opening.cells import Cell, CellKind
from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Entry
from indikator_excel.replies.values import read_cell, shown
from indikator_excel.templates import layout
from indikator_excel.templates.layout import PERIODS, VALUES, Field


class ReadEntry(Struct, frozen=True):
    """A value cell as read. ``place`` is a finding without a kind of its own, for what else is said of the cell."""

    value: Value
    findings: tuple[Finding, ...]
    place: Finding


def read_entry(file: str, entry: Entry, department: Department, register: Register) -> ReadEntry:
    """Read a value cell."""
    indicator = register.by_id[entry.indicator_id]
    reading = register.readings[indicator.id]
    value = read_cell(entry.cell, reading.measure)
    place = place_of(file, entry, indicator, department)
    if entry.field is not Field.VALUE:
        place = replace(place, details={"kolumn": str(entry.field)})
    if entry.field is Field.BASELINE_INPUT and value.usable:
        found = [_about_baseline(place, entry.cell, indicator, register)]
    else:
        found = value_findings(value, reading, place)
        if entry.field is Field.BASELINE_INPUT and any(f.level is Level.ERROR for f in found):
            found = [said_at(place, about_values.BASELINE_INPUT_UNREAD, shown(entry.cell), place.details)]
    if entry.cell.kind is CellKind.UNCALCULATED:
        found.append(said_at(place, about_values.UNCALCULATED, entry.cell.text))
    if value.state is State.NO_VALUE:
        found.append(said_at(place, about_values.SAYS_NONE, entry.cell.text))
    return ReadEntry(value, tuple(found), place)


def entry_findings(choices: Iterable[FileChoice], register: Register) -> Iterator[Finding]:
    """Yield what is to be said of the values in the files that count, each by itself.

    What only the files together tell, a contradiction or a comment that is missing, is the merge's to say.
    """
    for choice in choices:
        department = choice.reply.department
        if not choice.chosen or department is None:
            continue
        expected = {i.id for i in register.indicators_of(department)}
        valued = {entry.indicator_id for entry in choice.reply.entries if entry.field in PERIODS}
        for entry in choice.reply.entries:
            counts = (entry.indicator_id, entry.field) not in choice.overtaken
            if not counts or entry.indicator_id not in expected:
                continue
            if entry.field in VALUES:
                yield from read_entry(choice.reply.file, entry, department, register).findings
            elif entry.field is Field.NOT_MEASURED and entry.indicator_id not in valued:
                yield from about_reason(choice.reply.file, entry, department, register)


def about_reason(file: str, entry: Entry, department: Department, register: Register) -> Iterator[Finding]:
    """Ask about what stands under *Ej mätt* and is no reason, in a row without a value: a number that slipped."""
    text = shown(entry.cell)
    if not says_why(text):
        place = place_of(file, entry, register.by_id[entry.indicator_id], department)
        details = {"kolumn": str(Field.NOT_MEASURED), "värdekolumn": register.round.value_header}
        yield said_at(place, about_values.NO_REASON, text, details)


def _about_baseline(place: Finding, cell: Cell, indicator: Indicator, register: Register) -> Finding:
    """Tell of a baseline that came with the answer: used where the register has none."""
    rule = register.answer_rules[indicator.id]
    missing = layout.has_column(Field.BASELINE_INPUT, indicator, rule)
    details = {"registrets_värde": quote(indicator.baseline_text) if indicator.baseline_text else "inget"}
    kind = about_rows.BASELINE_GIVEN if missing else about_rows.BASELINE_NOT_USED
    return said_at(place, kind, shown(cell), place.details | details)


def place_of(file: str, entry: Entry, indicator: Indicator, department: Department) -> Finding:
    """Return a finding at a cell, whose kind is still to be said."""
    return Finding(
        about_values.NOT_OF_TYPE,
        file,
        entry.sheet,
        entry.cell.place,
        indicator.id,
        indicator.label,
        department.name,
    )


def said_at(place: Finding, kind: Kind, value: str, details: dict[str, str] | None = None) -> Finding:
    """Return a finding of a kind at a place."""
    return replace(place, kind=kind, value=value, details=details or {})
