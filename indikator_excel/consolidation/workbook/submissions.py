"""The sheet *Inlämningar*: who has answered, which files were used and why, and the reconciliation."""

from typing import TYPE_CHECKING

from indikator_excel.consolidation.choose import when
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.xlsx import TITLE_HEIGHT, Book, Content, Styled, print_setup

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLE = "Inlämningar"
_DEPARTMENTS = (
    ("Förvaltning", 30),
    ("Status", 12),
    ("Ifyllda", 10),
    ("Förväntade", 12),
    ("Säger sig klar", 12),
    ("Filer", 44),
)
_FILES = (
    ("Fil", 0),
    ("Räknas", 0),
    ("Celler", 0),
    ("Förvaltning", 0),
    ("Sparad", 0),
    ("Varför", 0),
    ("Sparad av", 22),
    ("SHA-256", 68),
)
_SHORT_HASH = 64


def write(book: Book, sheet: "Worksheet", result: Consolidation) -> None:
    """Write the sheet."""
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, "Inlämningar", book.title)
    sheet.write_string(1, 0, _reconciled(result), book.format(font_color=book.theme.muted))
    departments: list[list[Content | Styled]] = [
        [
            d.department.name,
            d.status,
            d.filled,
            d.expected,
            "ja" if d.says_done else "",
            ", ".join(d.files),
        ]
        for d in result.departments
    ]
    row = book.table(sheet, 2, "Förvaltningar", _DEPARTMENTS, departments)
    book.write_heading(sheet, row, "Filer i mappen svar")
    files: list[list[Content | Styled]] = [
        [
            c.reply.file,
            "ja" if c.chosen else "nej",
            c.reply.cells_read,
            c.reply.department.name if c.reply.department else "",
            when(c.reply.saved) if c.reply.digest else "",
            c.why,
            c.reply.saved_by,
            Styled(c.reply.digest[:_SHORT_HASH], book.format(font_name="Consolas", font_size=9)),
        ]
        for c in result.files
    ]
    book.table(sheet, row + 1, "Filer", _FILES, files)
    for number, (_, width) in enumerate(_FILES):
        if width:
            sheet.set_column(number, number, width)
    print_setup(sheet, title=TITLE)


def _reconciled(result: Consolidation) -> str:
    r = result.reconciliation
    sums = (
        f"Avstämning: {r.read} ifyllda celler lästa = {r.used} använda + {r.superseded} ersatta "
        f"+ {r.rejected} avvisade + {r.ignored} ignorerade."
    )
    return sums if r.adds_up else f"{sums} Summan stämmer inte, se Avvikelser."
