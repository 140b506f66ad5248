"""The sheet *Avvikelser*: every finding, worst first, with what to do and a link to the row.

What is the same in several cells stands once, with all of the cells.
"""

from typing import TYPE_CHECKING

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.workbook.fulfilment_columns import Places
from indikator_excel.findings.finding import Level
from indikator_excel.findings.grouping import grouped
from indikator_excel.indicators.text import counted
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Link, Styled, columns_of
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Avvikelser"
_COLUMNS = (
    ("Nivå", 12),
    ("Kod", 7),
    ("Förvaltning", 21),
    ("Vad är fel", 50),
    ("Gör så här", 46),
    ("Skrivet värde", 20),
    ("Antal", 9),
    ("Fil", 28),
    ("Cell", 17),
    ("Rad", 22),
)


def write(book: Book, sheet: "Worksheet", result: Consolidation, where: Places) -> None:
    """Write the sheet."""
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, "Avvikelser", book.title)
    if not result.findings:
        sheet.write_string(1, 0, "Inga avvikelser. Alla svar kunde läsas och användas.", book.muted)
        print_setup(sheet, title=TITLE)
        return
    levels = [f.level.value for f in result.findings]
    text = (
        f"{counted(levels.count('fel'), 'fel', 'fel')} (värdet används inte), "
        f"{counted(levels.count('varning'), 'varning', 'varningar')} (värdet används, men titta på det), "
        f"{counted(levels.count('upplysning'), 'upplysning', 'upplysningar')}."
    )
    sheet.write_string(1, 0, text, book.format(font_color=book.theme.muted))
    bold, plain, centred = book.cell_with(bold=True), book.cell, book.cell_with(align="center")
    rows: list[list[Content | Styled]] = []
    for group in grouped(result.findings):
        first = group.first
        at = result.positions.get((first.indicator_id, first.department))
        link = None if at is None else Link(where.cell("Indikator", at), group.ids)
        rows.append(
            [
                Styled(first.level.value, bold if first.level is Level.ERROR else plain),
                first.code,
                group.department,
                group.message,
                group.remedy,
                group.values,
                Styled(len(group.findings), centred),
                group.file,
                group.places,
                link or group.ids,
            ]
        )
    book.table(sheet, 2, "Avvikelser", columns_of(_COLUMNS, rows))
    sheet.freeze_panes(3, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A4:J{len(rows) + 3}"})
    print_setup(sheet, title=TITLE, repeat_row=2)
