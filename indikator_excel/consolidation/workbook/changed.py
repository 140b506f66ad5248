"""The sheet *Ändringar*: what differs from the consolidation before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indikator_excel.consolidation.changes import GONE, NEW, Change
from indikator_excel.consolidation.choose import when
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.workbook.fulfilment_columns import Places
from indikator_excel.indicators.text import counted, join_and
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Link, Styled, columns_of
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Ändringar"
_COLUMNS = (("ID", 10), ("Indikator", 40), ("Förvaltning", 26), ("Vad", 22), ("Förut", 36), ("Nu", 36))


def write(book: Book, sheet: "Worksheet", result: Consolidation, where: Places) -> None:
    """Write the sheet."""
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, TITLE, book.title)
    muted = book.format(font_color=book.theme.muted)
    if result.changes is None:
        told = "Det här är den första sammanställningen av omgången."
        if result.previous_made is not None:
            told = "Ändringarna kan inte visas, för den förra sammanställningen har förlorat bladet Data."
        sheet.write_string(1, 0, told, muted)
        print_setup(sheet, title=TITLE)
        return
    since = f"sedan sammanställningen {when(result.previous_made)}"
    if not result.changes:
        sheet.write_string(1, 0, f"Ingenting har ändrats {since}.", muted)
        print_setup(sheet, title=TITLE)
        return
    sheet.write_string(1, 0, f"{_counts(result.changes)} {since}.", muted)
    rows = [_line(change, result.positions.get(change.row), where) for change in result.changes]
    book.table(sheet, 2, "Ändringar", columns_of(_COLUMNS, rows))
    sheet.freeze_panes(3, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A4:F{len(rows) + 3}"})
    print_setup(sheet, title=TITLE, repeat_row=2)


def _counts(changes: Sequence[Change]) -> str:
    """Say how many cells differ, and how many rows came or went."""
    new = sum(not change.what and change.now == NEW for change in changes)
    gone = sum(not change.what and change.now == GONE for change in changes)
    counts = (
        (len(changes) - new - gone, "cell har ändrats", "celler har ändrats"),
        (new, "rad är ny", "rader är nya"),
        (gone, "rad finns inte längre", "rader finns inte längre"),
    )
    return join_and([counted(number, *words) for number, *words in counts if number])


def _line(change: Change, at: int | None, where: Places) -> "list[Content | Styled]":
    id_, department = change.row
    link = id_ if at is None else Link(where.cell("Indikator", at), id_)
    return [link, change.indicator, department, change.what, change.before, change.now]
