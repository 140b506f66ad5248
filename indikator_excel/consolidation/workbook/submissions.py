"""The sheet *Inlämningar*: who has answered, which files were used and why, and the reconciliation."""

from typing import TYPE_CHECKING

from indikator_excel.consolidation.choose import when
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.indicators.text import counted
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Styled, columns_of
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Inlämningar"
# Two tables under each other share their columns' widths.
_WIDTHS = (34, 11, 11, 18, 17, 46, 22, 22, 22, 17, 17, 78)
_DEPARTMENTS = ("Förvaltning", "Status", "Ifyllda", "Förväntade", "Säger sig klar", "Filer")
_FILES = (
    "Fil",
    "Räknas",
    "Celler",
    "Förvaltning",
    "Sparad",
    "Varför",
    "Sparad av",
    "Uppgiftslämnare",
    "Mejlat av",
    "Mejlat",
    "Läst med",
    "SHA-256",
)


def write(book: Book, sheet: "Worksheet", result: Consolidation) -> None:
    """Write the sheet."""
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, "Inlämningar", book.title)
    sheet.write_string(1, 0, _reconciled(result), book.format(font_color=book.theme.muted))
    centred = book.cell_with(align="center")
    departments: list[list[Content | Styled]] = [
        [
            d.department.name,
            d.status,
            Styled(d.filled, centred),
            Styled(d.expected, centred),
            "ja" if d.says_done else "",
            ", ".join(d.files),
        ]
        for d in result.departments
    ]
    row = book.table(sheet, 2, "Förvaltningar", columns_of(_columns(_DEPARTMENTS), departments))
    book.write_heading(sheet, row, "Filer i mappen svar")
    files: list[list[Content | Styled]] = [
        [
            c.reply.file,
            "ja" if c.chosen else "nej",
            Styled(c.reply.cells_read, centred),
            c.reply.department.name if c.reply.department else "",
            when(c.reply.saved) if c.reply.digest else "",
            c.why,
            c.reply.saved_by,
            c.reply.respondent,
            c.reply.sender,
            when(c.reply.sent) if c.reply.sent else "",
            c.reply.engine,
            Styled(c.reply.digest, book.cell_with(font_name="Consolas", font_size=10)),
        ]
        for c in result.files
    ]
    book.table(sheet, row + 1, "Filer", columns_of(_columns(_FILES), files))
    print_setup(sheet, title=TITLE)


def _columns(headers: tuple[str, ...]) -> list[tuple[str, float]]:
    return list(zip(headers, _WIDTHS, strict=False))


def _reconciled(result: Consolidation) -> str:
    r = result.reconciliation
    sums = (
        f"Avstämning: {counted(r.read, 'ifylld cell läst', 'ifyllda celler lästa')} = {r.used} använda "
        f"+ {r.superseded} ersatta + {r.rejected} avvisade + {r.ignored} ignorerade."
    )
    return sums if r.adds_up else f"{sums} Summan stämmer inte, se Avvikelser."
