"""The sheet *Historik*: each row's values year by year, from which the curves of *Måluppfyllelse* are drawn."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.row import Row
from indikator_excel.consolidation.workbook.fulfilment_columns import Places, second_header
from indikator_excel.consolidation.workbook.outcomes import number_cell, outcome_cell
from indikator_excel.indicators.formula import quoted
from indikator_excel.indicators.numbers import plain
from indikator_excel.indicators.values import Measure, read_text
from indikator_excel.register.history import NO_SECOND
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Formula, Styled, columns_of
from indikator_excel.xlsx.number_formats import number_format
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Historik"
_FIXED = (("ID", 10.0), ("Indikator", 44.0), ("Förvaltning", 26.0))
_HEADER = 2  # from 0
_YEAR_WIDTH = 13.0


class Past(Struct, frozen=True):
    """The years before this one, in order, and what is known of them.

    ``rows`` has, by the row's position from 0, each year's number in the indicator's unit, or the text that is none.
    """

    years: tuple[int, ...]
    rows: Mapping[int, Mapping[int, Decimal | str]]


NO_PAST = Past((), {})


def past_of(result: Consolidation) -> Past:
    """Return what is known of the rows in the years before, the baseline among it.

    The baseline alone stands on *Måluppfyllelse* already.
    """
    register = result.register
    if not register.has_history:
        return NO_PAST
    rows = {}
    for at, row in enumerate(result.rows):
        texts = register.past_values(register.by_id[row.indicator_id], row.department)
        values = {year: _read(text, row.rule.measure) for year, text in texts.items()}
        if values:
            rows[at] = values
    return Past(tuple(sorted({year for values in rows.values() for year in values})), rows)


def write(book: Book, sheet: "Worksheet", result: Consolidation, past: Past, where: Places) -> None:
    """Write the sheet. Its last column follows the outcomes on *Måluppfyllelse*."""
    round_ = result.register.round
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, f"Historik {past.years[0]}–{round_.year}", book.title)
    told = (
        "Värdena år för år: svaren i tidigare omgångar, ur bladet Historik i registret, och läget. "
        "Kurvorna på bladet Måluppfyllelse ritas av dem."
    )
    sheet.write_string(1, 0, told, book.format(font_color=book.theme.muted))
    years = (*map(str, past.years), round_.value_header)
    heads = [*_FIXED, *((year, _YEAR_WIDTH) for year in years)]
    rows: list[list[Content | Styled]] = []
    for at, row in enumerate(result.rows):
        if at in past.rows:
            measure = row.rule.measure
            cells = [_cell(book, past.rows[at].get(year, ""), measure) for year in past.years]
            second = where.cell(second_header(result), at) if result.has_two(row) else ""
            now = _now(book, row, measure, where.cell(round_.value_header, at), second)
            name = result.register.by_id[row.indicator_id].label
            rows.append([row.indicator_id, name, row.department_name, *cells, now])
    book.table(sheet, _HEADER, TITLE, columns_of(heads, rows))
    sheet.freeze_panes(_HEADER + 1, 2)
    print_setup(sheet, title=TITLE, repeat_row=_HEADER)


def curves(result: Consolidation, past: Past) -> dict[int, str]:
    """Return the cells that each row's curve is drawn from, where there are numbers of two years or more.

    A text among them would be drawn as nought, and so would an outcome that there is none of. Two values that are
    not the same are no point of a curve.
    """
    from xlsxwriter.utility import xl_range

    found = {}
    first, last = len(_FIXED), len(_FIXED) + len(past.years)
    rows = result.rows
    for line, (at, values) in enumerate(past.rows.items(), start=_HEADER + 1):
        row = rows[at]
        has_outcome = row.number is not None
        several = result.has_two(row) and row.outcome != row.outcome_2
        if all(isinstance(v, Decimal) for v in values.values()) and not several and len(values) + has_outcome > 1:
            found[at] = f"{TITLE}!{xl_range(line, first, line, last if has_outcome else last - 1)}"
    return found


def _read(text: str, measure: Measure) -> Decimal | str:
    """Return the number, also one that would be asked about in an answer (≥18), as for the trend; else the text."""
    number = read_text(text, measure).number
    return text if number is None else number


def _cell(book: Book, value: Decimal | str, measure: Measure) -> Content | Styled:
    if not isinstance(value, Decimal):
        return value
    return number_cell(book, value, measure)


def _now(book: Book, row: Row, measure: Measure, place: str, second: str) -> Styled:
    """Return the cell that follows the outcome on *Måluppfyllelse*, and the second period's where there is one."""
    content, form = outcome_cell(book, measure, row.outcome, row.raw, row.not_measured)
    # Words stand to the left, as in the years before; a number that is written over them to the right.
    unread = book.cell_with(num_format=number_format(measure))
    same = not second or row.outcome == row.outcome_2
    if row.number is not None and same and content is not None:
        still = f"AND(ISNUMBER({place}),{place}={second})" if second else f"ISNUMBER({place})"
        return Styled(Formula(f"=IF({still},{place},NA())", content), form)
    one = f'IF({place}="","",{place})'
    if not second:
        return Styled(Formula(f"={one}", "" if content is None else content), unread)
    other = outcome_cell(book, measure, row.outcome_2, row.raw_2, row.not_measured)[0]
    given = ((place, content, row.outcome), (second, other, row.outcome_2))
    both = [(at, outcome if isinstance(outcome, Decimal) else cell) for at, cell, outcome in given]
    formula, text = _both(both, measure)
    shown = text if content != other else "" if content is None else content
    return Styled(Formula(f"=IF({place}={second},{one},{formula})", shown), unread)


def _both(cells: Sequence[tuple[str, Decimal | str | float | None]], measure: Measure) -> tuple[str, str]:
    """Return the text of two periods' values, as a formula and as it is now.

    Args:
        cells: Each cell, and what it holds.
        measure: What the row is measured in.
    """
    unit = f" {measure.unit}" if measure.unit else ""
    share = "*100" if measure.is_percent else ""  # as it is stored
    formulas, texts = [], []
    for at, value in cells:
        number = f"ROUND({at}{share},10)&{quoted(unit)}"
        formulas.append(f'IF({at}="",{quoted(NO_SECOND)},IF(ISNUMBER({at}),{number},{at}))')
        shown = f"{plain(value)}{unit}".replace(".", ",") if isinstance(value, Decimal) else value
        texts.append(NO_SECOND if shown is None else str(shown))
    return '&" och "&'.join(formulas), " och ".join(texts)
