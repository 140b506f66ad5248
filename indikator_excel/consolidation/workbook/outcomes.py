"""The cells of the outcomes, which several sheets show."""

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.indicators.values import Measure
from indikator_excel.xlsx.book import Book
from indikator_excel.xlsx.content import Styled
from indikator_excel.xlsx.fit import width_for_numbers
from indikator_excel.xlsx.number_formats import number_format, stored

if TYPE_CHECKING:
    from xlsxwriter.format import Format


class Outcomes(Struct, frozen=True):
    """Each row's outcome as a cell, in the rows' order, and the width that the numbers need."""

    cells: tuple[Styled, ...]
    width: float


def outcomes_of(book: Book, result: Consolidation) -> Outcomes:
    """Return the cells of all outcomes. Rows of the same measure with the same number share theirs."""
    numbers: dict[tuple[int, Decimal], tuple[Measure, Styled]] = {}
    cells = []
    for row in result.rows:
        measure, number = row.rule.measure, row.number
        if number is None:
            cells.append(Styled(*outcome_cell(book, measure, row.outcome, row.raw, row.not_measured)))
            continue
        # By which measure it is and not by what it holds: to compare measures takes longer than to make the cell.
        key = (id(measure), number)
        if key not in numbers:
            numbers[key] = measure, number_cell(book, number, measure)
        cells.append(numbers[key][1])
    width = width_for_numbers((number, measure) for (_, number), (measure, _) in numbers.items())
    return Outcomes(tuple(cells), width)


def number_cell(book: Book, number: Decimal, measure: Measure) -> Styled:
    """Return the cell of a number."""
    return Styled(*outcome_cell(book, measure, number, None, None))


def outcome_cell(
    book: Book, measure: Measure, outcome: Decimal | str | None, raw: str | None, not_measured: str | None
) -> "tuple[str | float | None, Format]":
    """Return what the cell of an outcome stores, and its format.

    A value that could not be used is shown as it was written, so that the verdict stays *kan ej bedömas* until
    somebody writes a value over it.
    """
    if isinstance(outcome, Decimal):
        form = book.cell_with(num_format=number_format(measure, outcome), align="right", indent=1)
        return stored(outcome, measure), form
    form = book.cell_with(align="right", indent=1, num_format=number_format(measure))
    if measure.scale is not None:
        form = book.cell
    if outcome is None and raw and measure.scale is not None and measure.scale.rank(raw) is not None:
        # A word of the scale that is not used all the same: the live verdict must not read it.
        return f"{raw} (används inte)", form
    return outcome or raw or (f"ej mätt: {not_measured}" if not_measured else None), form
