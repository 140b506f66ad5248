"""What is said once for a whole workbook, on *Läs mig*, whatever its sheet is called."""

from msgspec import Struct

from indikator_excel.indicators.text import fold
from indikator_excel.opening.cells import Book, Cell, CellKind, Note, Sheet
from indikator_excel.replies.table import text_at
from indikator_excel.replies.values import date_text
from indikator_excel.templates import layout

_TEXT_COLUMN = 2  # labels stand in the first column and texts in the second


class FrontPage(Struct, frozen=True):
    """What was said, and what stands on the workbook's other sheets that nothing there has a place for.

    ``strays`` has a sheet's name and its cells for each sheet with such text, in order.
    """

    says_done: bool = False
    respondent: str = ""
    measured_on: str = ""
    strays: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    #: The notes on those sheets, each with its sheet's name.
    notes: tuple[tuple[str, Note], ...] = ()
    #: Where it says when things were measured: sheet and cell.
    measured_on_at: tuple[str, str] = ("", "")


def read_front_page(book: Book, read: set[str]) -> FrontPage:
    """Read it. ``read`` are the names of the sheets that have been read as tables."""
    said: dict[str, str] = {}
    strays = []
    notes = []
    measured_on_at = ("", "")
    for sheet in book.sheets:
        if sheet.title in read or sheet.title == layout.STAMP_SHEET:
            continue
        notes += [(sheet.title, note) for note in sheet.notes]
        if sheet.title == layout.CORRECTIONS_SHEET:
            strays += _beside_list(sheet)
            continue
        rows = [(fold(text_at(cells, 1)), cells) for _, cells in sheet.rows()]
        labels = {label: text_at(cells, _TEXT_COLUMN) for label, cells in rows}
        for label, cells in rows:
            if label == _MEASURED_ON and _TEXT_COLUMN in cells:
                labels[_MEASURED_ON] = date_text(cells[_TEXT_COLUMN])
                measured_on_at = (sheet.title, cells[_TEXT_COLUMN].place)
        front = _DONE in labels
        stray = [cell for _, cells in rows for n, cell in cells.items() if not front or n > _TEXT_COLUMN]
        if front:
            said = labels | said
            if fold(labels[_DONE]) not in ("", "ja", "nej"):
                done = (cells for label, cells in rows if label == _DONE)
                stray += [cells[_TEXT_COLUMN] for cells in done if _TEXT_COLUMN in cells]
        if stray:
            strays.append((sheet.title, tuple(stray)))
    return FrontPage(
        fold(said.get(_DONE, "")) == "ja",
        said.get(_RESPONDENT, ""),
        said.get(_MEASURED_ON, ""),
        tuple(strays),
        tuple(notes),
        measured_on_at,
    )


def _beside_list(sheet: Sheet) -> list[tuple[str, tuple[Cell, ...]]]:
    """Return what was written beside or below the list of what had to be corrected, which is ours."""
    numbered = (row for row, cells in sheet.rows() if 1 in cells and cells[1].kind is CellKind.NUMBER)
    last = max(numbered, default=layout.CORRECTIONS_HEADER + 1)
    width = len(layout.CORRECTIONS_COLUMNS)
    stray = [c for (row, column), c in sheet.cells.items() if row > last or column > width]
    return [(sheet.title, tuple(stray))] if stray else []


_DONE, _RESPONDENT, _MEASURED_ON = map(fold, (layout.DONE_LABEL, layout.RESPONDENT_LABEL, layout.MEASURED_ON_LABEL))
