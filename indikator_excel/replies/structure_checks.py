"""What was done to a reply's sheets, rows and columns (S): one small function for each check, which lists itself.

Nothing here keeps an answer from being used. What belongs to no row, or contradicts another, is told where the
answers are sorted (see ``answers``).
"""

from collections.abc import Iterable
from itertools import pairwise

from indikator_excel.findings import about_structure
from indikator_excel.findings.checks import Checks
from indikator_excel.findings.finding import WHOLE_TEXT, Finding
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.text import clean, counted, fold, join_and, quote, same
from indikator_excel.opening.cells import Cell, CellKind
from indikator_excel.replies.reply import Entry
from indikator_excel.replies.returned import Findings, Returned
from indikator_excel.replies.values import day_in
from indikator_excel.templates import layout
from indikator_excel.templates.layout import INPUTS, VALUES, Field
from indikator_excel.templates.stamp import fingerprint

CHECKS: "Checks[Returned, Findings]" = Checks()
#: The headers that name a year or a kind.
_OF_THE_ROUND = (Field.BASELINE, Field.TARGET, *layout.PERIODS)


@CHECKS.of(about_structure.TEXT_CHANGED)
def text_changed(returned: Returned) -> Findings:
    """The department has changed the baseline or the target that it was asked against."""
    table, stamp = returned.table, returned.stamp
    for id_, (row, cells) in returned.rows.items():
        indicator = returned.expected[id_]
        shown = table.text(cells, Field.BASELINE), table.text(cells, Field.TARGET)
        texts = ((Field.BASELINE, indicator.baseline_text), (Field.TARGET, indicator.target_text))
        changed = [given for given, text in zip(texts, shown, strict=True) if not same(text, given[1])]
        if not changed or (stamp and fingerprint(*shown) == stamp.rows.get(id_)):
            continue
        for column, registered in changed:
            if column in table.columns:
                at = table.columns[column]
                cell = cells.get(at) or Cell(row, at, CellKind.TEXT, "")
                details = {"kolumn": column.value, "registrets_värde": quote(registered)}
                entry = Entry(column, cell, table.sheet.title, row)
                yield returned.of_cell(about_structure.TEXT_CHANGED, entry, indicator, details)


@CHECKS.of(about_structure.TEXT_BECAME_FORMULA)
def text_became_formula(returned: Returned) -> Findings:
    """A comment that begins as a formula does, and shows an error in place of what was written."""
    for entry in returned.answers.entries.values():
        if entry.field not in VALUES and entry.cell.kind is CellKind.ERROR:
            indicator = returned.expected.get(entry.indicator_id)
            yield returned.of_cell(
                about_structure.TEXT_BECAME_FORMULA, entry, indicator, {"kolumn": entry.field.value}
            )


@CHECKS.of(about_structure.RECOGNISED)
def recognised_by_texts(returned: Returned) -> Findings:
    """Rows that have lost their ID and were known by their texts alone."""
    table = returned.table
    if table.recognised:
        rows = counted(len(table.recognised), "rad", "rader")
        details = {"antal": rows, "rader": join_and([table.ids[row] for row in table.recognised])}
        yield returned.of_file(about_structure.RECOGNISED, details, table.sheet.title)


@CHECKS.of(about_structure.HEADER_CHANGED)
def header_changed(returned: Returned) -> Findings:
    """A column whose header is another year's, or another kind's, than the round's."""
    table = returned.table
    for column in _OF_THE_ROUND:
        header = layout.header(column, returned.register.round)
        cell = table.sheet.cells.get((table.header_row, table.columns.get(column, 0)))
        if cell is not None and not same(cell.text, header):
            entry = Entry(column, cell, table.sheet.title, table.header_row)
            yield returned.of_cell(about_structure.HEADER_CHANGED, entry, None, {"väntat": quote(header)})


@CHECKS.of(about_structure.REARRANGED)
def rearranged(returned: Returned) -> Findings:
    """Rows or columns in another order than the template's, or a sheet with another name; content is what counts."""
    table = returned.table
    rows = [row for id_ in returned.expected for row in [returned.rows.get(id_)] if row is not None]
    changed = [f"bladets namn, {quote(table.sheet.title)}"] if table.sheet.title != layout.INDICATOR_SHEET else []
    changed += ["radernas ordning"] if _is_moved(row for row, _ in rows) else []
    changed += ["kolumnernas ordning"] if _is_moved(table.columns[f] for f in Field if f in table.columns) else []
    if changed:
        yield returned.of_file(about_structure.REARRANGED, {"ändrat": join_and(changed)}, table.sheet.title)


def _is_moved(places: Iterable[int]) -> bool:
    return any(after < before for before, after in pairwise(places))


@CHECKS.of(about_structure.HIDDEN)
def hidden_answers(returned: Returned) -> Findings:
    """Answers that the sender may not have seen when she sent them."""
    table, sheet = returned.table, returned.table.sheet
    columns = {number for column, number in table.columns.items() if column in INPUTS} & sheet.hidden_columns
    if not (columns or sheet.hidden_rows or sheet.hidden):
        return
    entries = returned.answers.entries.values()
    hidden = [e for e in entries if e.row in sheet.hidden_rows or e.cell.column in columns or sheet.hidden]
    if hidden:
        ids = list(dict.fromkeys(e.indicator_id for e in hidden))
        details = {"antal": counted(len(hidden), "svar", "svar"), "rader": join_and(ids)}
        yield returned.of_file(about_structure.HIDDEN, details, sheet.title)


@CHECKS.of(about_structure.BESIDE_TABLE)
def beside_table(returned: Returned) -> Findings:
    """Text above, beside or below the table, where the template has none.

    Of the lines above the table two are formulas; a program that lacks a function shows an error there.
    """
    table, known = returned.table, returned.register.known_texts
    by_column = {number: column for column, number in table.columns.items()}
    for row, cells in table.sheet.rows():
        if row == table.header_row:
            continue
        id_ = table.ids.get(row, "")
        if id_ in returned.expected or (returned.stamp is not None and id_ in returned.stamp.rows):
            stray = [cell for n, cell in cells.items() if n not in by_column]
        elif row < table.header_row:
            stray = [cell for n, cell in cells.items() if _is_beside_title(cell, by_column.get(n), returned)]
        else:
            # A row that has lost its ID is reported by its answers; its own texts are no strays.
            told = {Field.ID} if table.is_answered(cells) else set()
            stray = [
                cell
                for n, cell in cells.items()
                if (column := by_column.get(n)) is None
                or not (_is_input_or_live(column, cell) or column in told or fold(cell.text) in known)
            ]
        for cell in stray:
            entry = Entry(by_column.get(cell.column, Field.COMMENT), cell, table.sheet.title, row)
            yield returned.of_cell(about_structure.BESIDE_TABLE, entry, None)


def _is_beside_title(cell: Cell, column: Field | None, returned: Returned) -> bool:
    if cell.kind is CellKind.ERROR or (column is not None and _is_input_or_live(column, cell)):
        return False
    return not layout.is_above_header(cell.text, returned.register.round)


def _is_input_or_live(column: Field, cell: Cell) -> bool:
    """Whether a cell is told of as an answer, or is the template's own formula; a text typed over one is not.

    Where the file can't tell formulas, their words are known.
    """
    return column in INPUTS or (column in layout.LIVE and (bool(cell.formula) or cell.text in layout.LIVE_WORDS))


@CHECKS.of(about_structure.LOCKED_CHANGED)
def locked_changed(returned: Returned) -> Findings:
    """A locked text that is another than the register's. *Läget* and *Målvärde* have a check of their own."""
    table = returned.table
    held = [(column, at) for column, at in table.columns.items() if column in _HELD]
    for row, cells in table.rows():
        indicator = returned.expected.get(table.ids.get(row, ""))
        for column, at in held if indicator else ():
            cell = cells.get(at)
            if indicator and cell is not None and _is_changed(column, cell, indicator):
                known = "" if column in layout.LIVE else layout.LOCKED_TEXTS[column](indicator)
                details = {"kolumn": column.value, "registrets_värde": quote(known) if known else "en formel"}
                entry = Entry(column, cell, table.sheet.title, row)
                yield returned.of_cell(about_structure.LOCKED_CHANGED, entry, indicator, details)


#: What *Att rätta* says depends on what had to be put right.
_HELD = frozenset(Field) - {Field.ID, Field.BASELINE, Field.TARGET, Field.REFERENCE, Field.TO_CORRECT, *INPUTS}


def _is_changed(column: Field, cell: Cell, indicator: Indicator) -> bool:
    if column in layout.LIVE:
        return not cell.formula and cell.text not in layout.LIVE_WORDS
    return not same(cell.text, layout.LOCKED_TEXTS[column](indicator))


@CHECKS.of(about_structure.NOTE)
def notes(returned: Returned) -> Findings:
    """Notes and comments that people put on cells; they often say important things."""
    table = returned.table
    for title, note in (*((table.sheet.title, note) for note in table.sheet.notes), *returned.front.notes):
        text = layout.without_own_note(note.text)
        if not text:
            continue
        indicator = returned.register.by_id.get(table.ids.get(note.row, "")) if title == table.sheet.title else None
        yield Finding(
            about_structure.NOTE,
            returned.document.name,
            title,
            note.place,
            indicator.id if indicator else "",
            indicator.label if indicator else "",
            returned.department.name,
            text,
        )


@CHECKS.of(about_structure.DAY_UNREADABLE)
def day_for_all_unreadable(returned: Returned) -> Findings:
    """The day that holds for the whole workbook is none."""
    front = returned.front
    if front.measured_on and day_in(front.measured_on) is None:
        sheet, cell = front.measured_on_at
        yield Finding(
            about_structure.DAY_UNREADABLE,
            returned.document.name,
            sheet,
            cell,
            department=returned.department.name,
            value=front.measured_on,
        )


@CHECKS.of(about_structure.OTHER_TEXT)
def text_on_other_sheets(returned: Returned) -> Findings:
    """Text on a sheet that somebody added, or where *Läs mig* has no place for any."""
    for title, cells in returned.front.strays:
        yield Finding(
            about_structure.OTHER_TEXT,
            returned.document.name,
            title,
            cells[0].place,
            department=returned.department.name,
            value=" | ".join(clean(cell.text) for cell in cells)[:WHOLE_TEXT],
            details={"blad": quote(title)},
        )


@CHECKS.of(about_structure.ROW_MISSING)
def rows_missing(returned: Returned) -> Findings:
    """Rows that the department answers for and that the workbook lacks."""
    for id_, indicator in returned.expected.items():
        if id_ not in returned.rows:
            yield returned.of_cell(about_structure.ROW_MISSING, None, indicator)
