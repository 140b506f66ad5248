"""How a sheet is printed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

A4 = 9
#: What a page of A4 landscape holds between our margins, in points.
PRINTED_WIDTH, PRINTED_HEIGHT = 784.0, 509.0
_LONGEST_PRINTED = 110  # characters of a header or footer; every ampersand is written twice


def print_setup(sheet: "Worksheet", *, title: str, header: str = "", repeat_row: int | None = None) -> None:
    """Print on A4 landscape, one page wide, header row repeated, page x of y. Rows from 0."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if header:
        sheet.set_header(f"&R{_printed(header)}")
    sheet.set_footer(f"&L{_printed(title)}&RSida &P av &N")
    if repeat_row is not None:
        sheet.repeat_rows(repeat_row)


def _printed(text: str) -> str:
    """Return a text as a header or footer wants it: Excel refuses more than 255 characters, signs and all."""
    return (text if len(text) <= _LONGEST_PRINTED else f"{text[: _LONGEST_PRINTED - 1]}…").replace("&", "&&")
