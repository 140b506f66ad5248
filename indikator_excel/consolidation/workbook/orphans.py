"""The sheet *Utan rad*: what the controller has written on rows that the round no longer has."""

from typing import TYPE_CHECKING

from indikator_excel.consolidation.own import NOTE, OWN_VERDICT, REASON, Own, OwnColumns, shown_value
from indikator_excel.consolidation.workbook.hers import ADDED_WIDTH
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import columns_of
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indikator_excel.xlsx.content import Content, Styled
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Utan rad"
_COLUMNS: tuple[tuple[str, float], ...] = (
    ("ID", 10),
    ("Indikator", 44),
    ("Förvaltning", 26),
    (OWN_VERDICT, 18),
    (REASON, 40),
    (NOTE, 40),
)


def write(book: Book, sheet: "Worksheet", own: OwnColumns) -> None:
    """Write the sheet. A row that comes back gets its texts from here."""
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, "Egna texter utan rad", book.title)
    told = "Raderna finns inte längre i omgången. Kommer en tillbaka får den sin text igen. Det du tar bort är borta."
    sheet.write_string(1, 0, told, book.format(font_color=book.theme.muted))
    added = list(dict.fromkeys(header for o in own.orphans.values() for header in o.more))
    rows: list[list[Content | Styled]] = [
        [id_, o.indicator, department, o.verdict_text, o.reason, o.note, *_shown(o, added)]
        for (id_, department), o in own.orphans.items()
    ]
    book.table(sheet, 2, "UtanRad", columns_of([*_COLUMNS, *((header, ADDED_WIDTH) for header in added)], rows))
    print_setup(sheet, title=TITLE, repeat_row=2)


def _shown(own: Own, added: "Sequence[str]") -> "list[Content]":
    """Return what stood in the columns that she has added; a formula has no row here whose cells it could use."""
    return [shown_value(own.more[header]) if header in own.more else None for header in added]
