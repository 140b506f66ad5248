"""Putting the consolidated workbook together."""

import io
from decimal import Decimal

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.workbook import (
    changed,
    data,
    departments,
    deviations,
    fulfilment,
    fulfilment_columns,
    history,
    orphans,
    overview,
    rules,
    submissions,
)
from indikator_excel.consolidation.workbook.hers import NONE, Layout
from indikator_excel.consolidation.workbook.outcomes import outcomes_of
from indikator_excel.errors import UserError
from indikator_excel.indicators.numbers import swedish
from indikator_excel.resources import Theme
from indikator_excel.xlsx.book import MAX_ROWS
from indikator_excel.xlsx.new import new_book

#: The title, the explanation and the header of *Måluppfyllelse*.
_ABOVE_ROWS = 3


def workbook_bytes(result: Consolidation, theme: Theme, layout: Layout = NONE, *, data_file: str = "") -> bytes:
    """Return the consolidated workbook.

    Args:
        result: What was consolidated.
        theme: Colours and typeface.
        layout: What the controller has set on *Måluppfyllelse*.
        data_file: The name of the file that takes the table of *Data* where it is too long for a sheet.

    Raises:
        UserError: There are more rows than a sheet can hold.
    """
    if len(result.rows) > MAX_ROWS - _ABOVE_ROWS:
        many = swedish(Decimal(len(result.rows)))
        raise UserError(
            f"{many} målvärden är fler än en arbetsbok kan hålla. Dela upp registret på flera omgångar, med färre "
            "förvaltningar i varje."
        )
    round_ = result.register.round
    stream = io.BytesIO()
    title = f"Måluppfyllelse, {round_.title}"
    with new_book(stream, theme, title=title, subject=round_.municipality) as book:
        # The sheets are made in the order in which they are read; the overview refers to the ones after it.
        past = history.past_of(result)
        needed = {
            departments.TITLE: bool(departments.shared(result)),
            orphans.TITLE: bool(result.own.orphans),
            history.TITLE: bool(past.rows),
        }
        names = [name for name in SHEETS if needed.get(name, True)]
        sheets = {name: book.add_sheet(name) for name in names}
        places, outcomes = fulfilment_columns.places(result), outcomes_of(book, result)
        overview.write(book, sheets[overview.TITLE], result, places)
        fulfilment.write(
            book, sheets[fulfilment_columns.TITLE], result, places, outcomes, layout, history.curves(result, past)
        )
        if orphans.TITLE in sheets:
            orphans.write(book, sheets[orphans.TITLE], result.own)
        if departments.TITLE in sheets:
            departments.write(book, sheets[departments.TITLE], result, places, outcomes)
        if history.TITLE in sheets:
            history.write(book, sheets[history.TITLE], result, past, places)
        deviations.write(book, sheets[deviations.TITLE], result, places)
        changed.write(book, sheets[changed.TITLE], result, places)
        submissions.write(book, sheets[submissions.TITLE], result)
        data.write(book, sheets[data.TITLE], result, data_file)
        rules.write(book, sheets[rules.TITLE], result)
        sheets[overview.TITLE].activate()
    return stream.getvalue()


#: In reading order; *Per förvaltning* only where several departments report the same indicator, *Historik* only where
#: the register's holds anything, and *Utan rad* only where the controller has written on rows that are gone.
SHEETS = (
    overview.TITLE,
    fulfilment_columns.TITLE,
    orphans.TITLE,
    departments.TITLE,
    history.TITLE,
    deviations.TITLE,
    changed.TITLE,
    submissions.TITLE,
    data.TITLE,
    rules.TITLE,
)
