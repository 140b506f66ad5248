"""A row's values as people read them."""

from decimal import Decimal
from typing import TYPE_CHECKING

from indikator_excel.indicators.numbers import with_unit
from indikator_excel.indicators.text import clean
from indikator_excel.indicators.values import Measure

if TYPE_CHECKING:
    from indikator_excel.consolidation.row import Row

#: So much of a text from a reply is shown in a cell.
_LONGEST = 120


def values_in_words(row: "Row", measure: Measure) -> list[str]:
    """Return the values that could be read in a row of the consolidation, each a text; why there is none, if so."""
    if row.outcome_2 is not None:
        pair = zip(("Period 1", "Period 2"), (row.outcome, row.outcome_2), strict=True)
        values = [f"{name}: {value_in_words(value, measure)}" for name, value in pair if value is not None]
    else:
        values = [] if row.outcome is None else [value_in_words(row.outcome, measure)]
    both = (("kvinnor", row.women), ("män", row.men))
    by_sex = [f"{who} {value_in_words(value, measure)}" for who, value in both if value is not None]
    if by_sex:
        values.append(", ".join(by_sex).capitalize())
    if not values and row.not_measured:
        values.append(f"Ej mätt: {_short(row.not_measured)}")
    return values


def value_in_words(value: Decimal | str, measure: Measure) -> str:
    """Return a value with its unit, or a word."""
    return with_unit(value, measure.unit, measure.decimals) if isinstance(value, Decimal) else _short(value)


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
