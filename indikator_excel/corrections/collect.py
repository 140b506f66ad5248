"""Which departments have something to put right, and what their workbooks are to hold and to mark."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from msgspec import Struct

from indikator_excel.consolidation.cells import Fate
from indikator_excel.consolidation.choose import FileChoice
from indikator_excel.consolidation.frames import records
from indikator_excel.consolidation.merge import Consolidation, side_by_side, used_last
from indikator_excel.findings import about_rows, about_structure, about_values
from indikator_excel.findings.about_values import BY_REMARK
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.findings.grouping import Group, grouped
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.numbers import parse_number
from indikator_excel.indicators.text import clean
from indikator_excel.opening.cells import DAY_ZERO, Cell, CellKind
from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Entry
from indikator_excel.replies.values import date_of, day_in, read_cell, shown
from indikator_excel.templates import layout
from indikator_excel.templates.layout import DECISIVE, VALUES, Field
from indikator_excel.templates.prefill import CellContent, Mark, Prefill
from indikator_excel.xlsx.content import MAX_TEXT
from indikator_excel.xlsx.number_formats import number_format as format_of
from indikator_excel.xlsx.number_formats import stored

#: Where what has to be done about a finding is not done in the cell that it names.
_DONE_IN = {
    about_rows.COMMENT_MISSING: Field.COMMENT,
    about_rows.MEASURED_OUTSIDE: Field.MEASURED_ON,
    about_values.WITHOUT_TOTAL: Field.VALUE,
    about_values.NO_VALUE: Field.VALUE,
    about_structure.ROW_MISSING: Field.VALUE,
}
#: What is for the record to the controller, but keeps the row's status from being done.
_ASKED_ALL_THE_SAME = (about_values.SAYS_NONE,)
#: Rows without an answer are listed once, all together.
_EMPTY = (about_values.NO_VALUE, about_structure.ROW_MISSING)


class Correction(Struct, frozen=True):
    """A department that has something to put right, what its workbook holds, and the findings that it is about."""

    department: Department
    prefill: Prefill
    findings: tuple[Finding, ...] = ()

    @property
    def must(self) -> int:
        """How many things have to be put right."""
        return sum(mark.must for mark in self.prefill.marks)

    @property
    def look(self) -> int:
        """How many are worth a look."""
        return len(self.prefill.marks) - self.must


class Collected(Struct, frozen=True):
    """The corrections in the register's order, and the errors that no department can put right in a workbook."""

    corrections: tuple[Correction, ...]
    others: tuple[Finding, ...]


def collect(result: Consolidation) -> Collected:
    """Return a correction for every department whose answers have an error that it can put right."""
    asked, others = _asked(result)
    corrections = [
        Correction(department, _prefill(result, department, asked[department.code]), tuple(asked[department.code]))
        for department in result.register.departments
        if _has_error(asked.get(department.code, ()))
    ]
    return Collected(tuple(corrections), tuple(others))


def is_needed(result: Consolidation) -> bool:
    """Whether any department has an error that it can put right."""
    return any(map(_has_error, _asked(result)[0].values()))


def _has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def _asked(result: Consolidation) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Return what each department is asked, by its code, and the errors that no department can put right.

    A file that can't be used is only asked for again where the department has no other that counts. What is still to
    be said of a file that has been corrected is no matter for the department any more.
    """
    by_name = {d.name: d for d in result.register.departments if result.register.indicators_of(d)}
    answered = {c.reply.department for c in result.files if c.chosen}
    refused = {c.reply.file for c in result.files if not c.reply.accepted}
    settled = {c.reply.file for c in result.files if c.is_corrected}
    asked: dict[str, list[Finding]] = {}
    others = []
    for finding in result.findings:
        department = by_name.get(finding.department)
        moot = finding.file in settled or (finding.file in refused and department in answered)
        told = finding.level is not Level.NOTICE or finding.kind in _ASKED_ALL_THE_SAME
        if department is not None and finding.request and told and not moot:
            asked.setdefault(department.code, []).append(finding)
        elif finding.level is Level.ERROR:
            others.append(finding)
    return asked, others


def _prefill(result: Consolidation, department: Department, findings: list[Finding]) -> Prefill:
    """Return what a department's workbook holds: all of its answers that still stand, also those not used."""
    part = result.of(department)
    files, own = part.files, part.cells
    chosen = [c for c in files if c.chosen]
    # What stands on a copy of the sheet is told in the list, and is nobody's answer until somebody writes it.
    sheets = {c.reply.file: c.reply.sheet for c in files}
    on_its_sheet = [r.entry.sheet == sheets.get(r.file) for r in records(own)]
    standing = _standing(
        own[own["fate"].isin([Fate.USED, Fate.REJECTED]) & pd.Series(on_its_sheet, own.index, dtype=bool)],
        department,
        result.register,
    )
    cells = {key: _content(rows, key[1], result.register) for key, rows in standing.items()}
    fronts = {(c.reply.respondent, c.reply.measured_on) for c in chosen}
    respondent, measured_on = fronts.pop() if len(fronts) == 1 else ("", "")
    if fronts:  # what differs between the files is said on each row
        cells = _said_for_all(result, department) | cells
    where = {(r.file, r.entry.sheet, r.entry.cell.place): r.field for r in records(own)}
    asked = {
        i.id: {f for f in layout.INPUTS if layout.has_column(f, i, result.register.answer_rules[i.id])}
        for i in result.register.indicators_of(department)
    }
    return Prefill(
        cells,
        done=any(c.reply.says_done for c in chosen),
        respondent=respondent,
        measured_on=_day_or_text(measured_on),
        marks=tuple(_marks(findings, where, asked, cells)),
        corrects=_digests(files),
        answers={
            key: (
                _compared(key, cells[key], result.register),
                *dict.fromkeys(row.entry.comparable(result.register) for row in rows),
            )
            for key, rows in standing.items()
        },
    )


def _digests(files: Iterable[FileChoice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.reply.digest for c in files))


# The answers


def _standing(cells: pd.DataFrame, department: Department, register: Register) -> dict[tuple[str, Field], list[Any]]:
    """Return the answers that still stand in each input cell that the workbook has, the one that counts last."""
    answers: dict[tuple[str, Field], list[Any]] = {}
    for row in records(used_last(cells)):
        answers.setdefault((str(row.indicator_id), row.field), []).append(row)
    return {
        (indicator.id, field): answers[indicator.id, field]
        for indicator in register.indicators_of(department)
        for field in layout.INPUTS
        if (indicator.id, field) in answers
        if layout.has_column(field, indicator, register.answer_rules[indicator.id])
    }


def _compared(key: tuple[str, Field], content: CellContent, register: Register) -> str:
    """Return what the answer in a cell is compared by when it comes back as it was."""
    id_, field = key
    kind, number_format = CellKind.TEXT, ""
    if isinstance(content, float | int):
        kind = CellKind.NUMBER
        if field in VALUES:
            number_format = format_of(register.answer_rules[id_].measure)
    return Entry(field, Cell(0, 0, kind, content, number_format), "", 0, id_).comparable(register)


def _content(rows: list[Any], field: Field, register: Register) -> CellContent:
    """Return what one cell is to hold. ``rows`` are the answers given for it; the one that counts is last."""
    last = rows[-1]
    if field in DECISIVE:
        rows = (
            [last] if last.fate is Fate.USED else list({row.entry.comparable(register): row for row in rows}.values())
        )
        if len(rows) > 1:
            return " eller ".join(clean(shown(row.entry.cell)) for row in rows)[:MAX_TEXT]
    entries = [row.entry for row in rows]
    if len(entries) == 1:
        return _stored(entries[0], register)
    texts = (str(_stored(e, register)) if field is not Field.MEASURED_ON else clean(e.cell.text) for e in entries)
    return side_by_side(texts)[:MAX_TEXT]


def _stored(entry: Entry, register: Register) -> CellContent:
    """Return an answer as a cell of the template stores it.

    A value that could be read is stored as one, also where the person wrote something beside it: she is shown both.
    One that is asked about stands as she saw it, so that it is asked about again as long as it is not changed.
    """
    cell = entry.cell
    if entry.field is Field.MEASURED_ON:
        day = date_of(cell)
        return clean(cell.text)[:MAX_TEXT] if day is None else (day - DAY_ZERO.date()).days
    if entry.field not in VALUES:
        return cell.text[:MAX_TEXT]
    value = read_cell(cell, register.readings[entry.indicator_id].measure)
    if value.usable and value.women is None and value.men is None:
        measure = register.answer_rules[entry.indicator_id].measure
        return value.word if value.number is None else stored(value.number, measure)
    return shown(cell)[:MAX_TEXT]


def _said_for_all(result: Consolidation, department: Department) -> dict[tuple[str, Field], CellContent]:
    """Return who answered and when it was measured, row by row, where the department's files say it differently."""
    said: dict[tuple[str, Field], CellContent] = {}
    for row in result.of(department).rows:
        if row.file is None:
            continue
        if row.respondent:
            said[row.indicator_id, Field.RESPONDENT] = row.respondent
        if row.measured_on:
            said[row.indicator_id, Field.MEASURED_ON] = _day_or_text(row.measured_on)
    return said


def _day_or_text(text: str) -> CellContent:
    day = day_in(text)
    return (text or None) if day is None else (day - DAY_ZERO.date()).days


# The marks


def _marks(
    findings: list[Finding],
    where: Mapping[tuple[str, str, str], Field],
    asked: Mapping[str, set[Field]],
    cells: Mapping[tuple[str, Field], CellContent],
) -> list[Mark]:
    """Return a mark for each finding; rows without an answer share one.

    Args:
        findings: What is to be put right or looked at, in the order in which it is listed.
        where: The column of every cell that was read, by file, sheet and cell.
        asked: The input columns of each of the department's rows, by ID.
        cells: What they hold.
    """
    empty = [f for f in findings if f.kind in _EMPTY]
    marks = [_mark(f, where, asked, cells) for f in findings if f.kind not in _EMPTY]
    return marks + [_mark_of_empty(group) for group in grouped(empty)]


def _mark(
    finding: Finding,
    where: Mapping[tuple[str, str, str], Field],
    asked: Mapping[str, set[Field]],
    cells: Mapping[tuple[str, Field], CellContent],
) -> Mark:
    stood_in = where.get((finding.file, finding.sheet, finding.cell))
    fields = asked.get(finding.indicator_id, set())
    column = _DONE_IN.get(finding.kind, stood_in)
    column = column if column in fields else None
    content = None if column is None else cells.get((finding.indicator_id, column))
    # A number stands in the cell where the person wrote more: "ca 35".
    wrote_more = finding.kind in BY_REMARK.values() and isinstance(content, float | int)
    place = finding.place if column in (stood_in, None) else ""
    return Mark(
        must=finding.level is Level.ERROR,
        message=_sentence(finding),
        remedy=finding.request,
        ids=(finding.indicator_id,) if fields else (),
        indicator=finding.indicator,
        column=column,
        settled_by=Field.NOT_MEASURED if finding.kind is about_values.BOTH else None,
        also=(Field.WOMEN, Field.MEN) if finding.kind is about_rows.TOTAL_DIFFERS and fields else (),
        written=finding.value if column is None or (wrote_more and parse_number(finding.value) is None) else "",
        source=", ".join(part for part in (finding.file, place) if part),
    )


def _mark_of_empty(group: Group) -> Mark:
    several = len(group.findings) > 1
    return Mark(
        must=False,
        message=group.message if several else _sentence(group.first),
        remedy=group.first.request,
        ids=tuple(f.indicator_id for f in group.findings),
        indicator="" if several else group.first.indicator,
        column=None if several else Field.VALUE,
        source=group.first.file,
    )


def _sentence(finding: Finding) -> str:
    """Return what is wrong with a capital first, where it stood after a name and a colon; a file keeps its name."""
    text = finding.question
    return text if finding.file and text.startswith(finding.file) else text[:1].upper() + text[1:]
