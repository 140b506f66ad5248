"""The sheet *Måluppfyllelse*: every row in the annex's order, with live verdicts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.own import CHOICES, OWN_VERDICT, REASON
from indikator_excel.consolidation.workbook.fulfilment_columns import (
    CALCULATED,
    CURVE,
    HEADER,
    LAST_PRINTED,
    VERDICT,
    Places,
    columns,
    headers,
    second_header,
    widths_needed,
)
from indikator_excel.consolidation.workbook.hers import NONE as NONE_SET
from indikator_excel.consolidation.workbook.hers import Filter, Layout
from indikator_excel.consolidation.workbook.outcomes import Outcomes
from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Column, shown_text
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

#: A width that differs less is the program's own, as another program wrote it.
_SAME_WIDTH = 1.0
#: No curves at all.
NO_CURVES: Mapping[int, str] = {}
_VALIDATION = {
    "validate": "list",
    "source": [verdict.label for verdict in CHOICES],
    "input_title": OWN_VERDICT,
    "input_message": f"Välj en bedömning och skriv varför i {REASON}. Utan motivering räknas den inte.",
    "error_title": OWN_VERDICT,
    "error_message": "Välj en av bedömningarna i listan, eller lämna cellen tom.",
}


def report_title(result: Consolidation) -> str:
    """Return the report's title; a forecast is called one."""
    round_ = result.register.round
    return f"Måluppfyllelse {round_.title}{' (prognos)' if round_.kind is Kind.FORECAST else ''}"


def write(
    book: Book,
    sheet: "Worksheet",
    result: Consolidation,
    where: Places,
    outcomes: Outcomes,
    layout: Layout = NONE_SET,
    curves: Mapping[int, str] = NO_CURVES,
) -> None:
    """Write the sheet.

    Args:
        book: The workbook.
        sheet: The sheet.
        result: What was consolidated.
        where: Where the columns stand.
        outcomes: The rows' outcomes as cells.
        layout: What the controller has set on the sheet before.
        curves: The cells that each row's curve is drawn from, by the row's position from 0.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    round_ = result.register.round
    title = report_title(result)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, f"{title}, {round_.municipality}" if round_.municipality else title, book.title)
    sheet.write_string(
        1,
        0,
        f"De gula kolumnerna längst till höger är dina egna och finns kvar. {OWN_VERDICT} gäller när den har en "
        f"{REASON.lower()}. Ett värde som du ändrar i {round_.value_header} ändrar bedömning, färg och antal, men "
        "bara till nästa gång du sammanställer.",
        book.format(font_color=book.theme.muted),
    )
    needed = widths_needed(result, outcomes)
    listed = [
        replace(column, width=max(_width(column.header, column.width, layout), needed.get(column.header, 0.0)))
        for column in columns(book, result, where, outcomes, layout)
    ]
    numbers = {column.header: n for n, column in enumerate(listed)}
    filters = {numbers[header]: found for header, found in kept_filters(result, layout).items()}
    book.table(sheet, HEADER, "Måluppfyllelse", listed, hidden=_hidden(listed, filters))
    _set_again(book, sheet, listed, layout, filters)
    for header in (VERDICT, CALCULATED):
        book.colour_verdicts(sheet, where.first - 1, numbers[header], where.last - 1)
    own = numbers[OWN_VERDICT]
    sheet.data_validation(where.first - 1, own, where.last - 1, own, _VALIDATION)
    if curves:
        column = numbers[CURVE]
        at = [xl_rowcol_to_cell(where.first - 1 + position, column) for position in curves]
        # A program that can't draw the line still draws the points; she may have filtered what they are drawn from.
        look = {"series_color": book.theme.header.fill, "markers": True, "weight": 1.5, "show_hidden": True}
        sheet.add_sparkline(at[0], {"location": at, "range": list(curves.values())} | look)
    sheet.freeze_panes(HEADER + 1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{where.first}:{where.letters['Åtgärd']}{where.last}"})
    print_setup(sheet, title=title, repeat_row=HEADER)
    # Her own columns are for work and not for the report, which tells her reasons in Varför.
    sheet.print_area(0, 0, where.last - 1, numbers[LAST_PRINTED])


def _width(header: str, own: float, layout: Layout) -> float:
    """Return a column's width: hers where she has set another than the program's."""
    width = layout.widths.get(header, own)
    return width if width > 0 and abs(width - own) >= _SAME_WIDTH else own


def kept_filters(result: Consolidation, layout: Layout) -> dict[str, Filter]:
    """Return her filters by header, but for those on columns of numbers, whose texts depend on each cell's format."""
    numbers = {result.register.round.value_header, second_header(result), "Kvinnor", "Män"}
    known = headers(result).keys() - numbers if layout.filters else ()
    return {header: found for header, found in layout.filters.items() if header in known}


def _hidden(listed: Sequence[Column], filters: Mapping[int, Filter]) -> frozenset[int]:
    """Return the rows of the sheet, from 0, that her filters do not show."""
    shown = [map(found.shows, map(shown_text, listed[n].cells)) for n, found in filters.items()]
    rows = zip(*shown, strict=True)
    return frozenset(row for row, by_each in enumerate(rows, start=HEADER + 1) if not all(by_each))


def _set_again(
    book: Book, sheet: "Worksheet", listed: Sequence[Column], layout: Layout, filters: Mapping[int, Filter]
) -> None:
    """Hide the columns that she has hidden, and filter the table as she has."""
    for n, column in enumerate(listed):
        if column.header in layout.hidden:
            sheet.set_column(n, n, column.width, None, {"hidden": True})
    if filters:
        book.filter_table(sheet, {n: (found.shown, found.blank) for n, found in filters.items()})
