"""Putting the consolidated workbook together."""

import io

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.workbook import (
    data,
    departments,
    deviations,
    fulfilment,
    overview,
    rules,
    submissions,
)
from indikator_excel.resources import Theme
from indikator_excel.xlsx import new_book


def workbook_bytes(result: Consolidation, theme: Theme) -> bytes:
    """Return the consolidated workbook."""
    round_ = result.register.round
    stream = io.BytesIO()
    title = f"Måluppfyllelse, {round_.title}"
    with new_book(stream, theme, title=title, subject=round_.municipality) as book:
        # The sheets are made in the order in which they are read; the overview refers to the ones after it.
        several = bool(departments.shared(result))
        names = [name for name in SHEETS if name != departments.TITLE or several]
        sheets = {name: book.add_sheet(name) for name in names}
        places = fulfilment.places(result)
        overview.write(book, sheets[overview.TITLE], result, places)
        fulfilment.write(book, sheets[fulfilment.TITLE], result, places)
        if several:
            departments.write(book, sheets[departments.TITLE], result, places)
        deviations.write(book, sheets[deviations.TITLE], result, places)
        submissions.write(book, sheets[submissions.TITLE], result)
        data.write(book, sheets[data.TITLE], result)
        rules.write(book, sheets[rules.TITLE], result)
        sheets[overview.TITLE].activate()
    return stream.getvalue()


#: In reading order; *Per förvaltning* only where several departments report the same indicator.
SHEETS = (
    overview.TITLE,
    fulfilment.TITLE,
    departments.TITLE,
    deviations.TITLE,
    submissions.TITLE,
    data.TITLE,
    rules.TITLE,
)
