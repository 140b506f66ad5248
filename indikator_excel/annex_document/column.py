"""Which of a table's columns the round's values go into, by their headers; none where that is not certain."""

import re
from collections.abc import Sequence

from msgspec import Struct

from indikator_excel.indicators.model import Round
from indikator_excel.indicators.period import Period, marks_of, period_of
from indikator_excel.indicators.text import fold, join_and, quote
from indikator_excel.indicators.vocabulary import Kind

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_FORECAST = re.compile(r"prognos")
_OUTCOME = re.compile(r"utfall|resultat")


class Choice(Struct, frozen=True):
    """The column's place among the headers; None where there is none that is certain, with the reason in Swedish."""

    place: int | None
    why: str = ""


def column_for(heads: Sequence[str], round_: Round) -> Choice:
    """Choose among the headers of a table's outcome columns.

    A header that speaks of another year, another part of the year or another kind of value is another column: what
    stands there is never overwritten.
    """
    fits = {n: fit for n, head in enumerate(heads) if (fit := _fit(head, round_)) is not None}
    best = [n for n, fit in fits.items() if fit == max(fits.values())]
    if len(best) == 1:
        return Choice(best[0])
    wanted = f"{round_.title} ({str(round_.kind).lower()})"
    if best:
        named = join_and([quote(heads[n]) for n in best])
        return Choice(None, f"det är inte säkert vilken kolumn som är för {wanted}: {named}")
    if heads:
        named = join_and([quote(head) for head in heads])
        heading = "rubrikerna" if len(heads) > 1 else "rubriken"
        return Choice(None, f"{heading} {named} gäller något annat än {wanted}")
    return Choice(None, f"tabellen har ingen kolumn för {wanted}")


def _fit(head: str, round_: Round) -> tuple[bool, ...] | None:
    """Return how plainly a header names the round, None where it names something else."""
    text = fold(head)
    years = {int(year) for year in _YEAR.findall(text)}
    if years and round_.year not in years:
        return None
    forecast, outcome = bool(_FORECAST.search(text)), bool(_OUTCOME.search(text))
    wants_forecast = round_.kind is Kind.FORECAST
    if forecast is not outcome and forecast is not wants_forecast:
        return None
    period, own = period_of(text), period_of(round_.name)
    # A forecast that calls itself one is of the whole year, in whatever round it is made.
    of_year = forecast and wants_forecast and period is Period.WHOLE
    if period is not None and period is not own and not of_year:
        return None
    marks, own_marks = marks_of(text), marks_of(round_.name)
    if marks and own_marks and not marks & own_marks:
        return None
    return bool(marks & own_marks), period is not None, forecast is not outcome, bool(years)
