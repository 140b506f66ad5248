"""What an annex's tables say beside the texts of their rows: a unit, targets of later years, earlier outcomes."""

from collections.abc import Iterable, Iterator

from indikator_excel.annex.model import AnnexRow
from indikator_excel.indicators.stated_unit import stated_unit
from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.units import canonical_unit
from indikator_excel.register import layout
from indikator_excel.register.book import Book, SheetTable
from indikator_excel.register.history import PastAnswer, past_answers, record_answers
from indikator_excel.register.layout import HERS
from indikator_excel.register.reader import own_setting


def merge_beside(
    table: SheetTable, row: int, annex_row: AnnexRow, last: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Write a row's unit, as a setting, and its later targets, each in a column of its own.

    What stands there already and says something else is the controller's.

    Yields:
        Column, what stands there, and what the annex says, where these differ.
    """
    if unit := _unit(annex_row.unit):
        here = clean(table.text(row, "Måttenhet"))
        hers = own_setting(table, row, "Måttenhet", last)
        if hers and fold(hers) != fold(unit):
            yield "Måttenhet", here, unit
        else:
            table.set(row, "Måttenhet", unit)
            last["Måttenhet"] = HERS  # the table's column holds whatever the texts of the row say
    for year, target in annex_row.later:
        header = f"Målvärde {year}"
        table.require_column(header)
        here = table.text(row, header)
        if not here:
            table.set(row, header, target)
        elif here != target:
            yield header, here, target


def _unit(written: str) -> str:
    """Return the unit that a column means; a plain count has none."""
    unit = stated_unit(written).unit
    return "%" if unit == "%" else "" if canonical_unit(unit) == "st" else clean(written)


def record_earlier(book: Book, rows: Iterable[tuple[str, AnnexRow]]) -> int:
    """Write the earlier outcomes of rows, each with its ID, into *Historik*. Return how many are new.

    A year of which *Historik* already says anything is left as it is.
    """
    known = {(p.year, p.id) for p in past_answers(book)}
    round_ = layout.ROUND_NAME.default
    answers = [
        PastAnswer(year, round_, id_, "", value, clean(row.indicator))
        for id_, row in rows
        for year, value in row.earlier
        if (year, id_) not in known
    ]
    return record_answers(book, answers, ())[0]
