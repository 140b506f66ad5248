"""Reading a value cell: what a spreadsheet stores, in the domain's terms."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.units import is_unit, same_unit
from indikator_excel.indicators.values import Measure, Remark, State, Value, read_number, read_text
from indikator_excel.indicators.vocabulary import ValueType
from indikator_excel.opening.cells import DAY_ZERO, Cell, CellKind
from indikator_excel.templates.layout import FIRST_DAY, LAST_DAY
from indikator_excel.xlsx.number_formats import text_in_format


def read_cell(cell: Cell, measure: Measure) -> Value:
    """Read a value cell."""
    match cell.kind:
        case CellKind.NUMBER:
            value = read_number(cell.value, measure, percent_format=cell.percent_format)
            return _beside_shown_unit(value, cell.number_format or "", measure)
        case CellKind.BOOLEAN if measure.value_type is ValueType.YES_NO:
            return read_text("ja" if cell.value else "nej", measure)
        case CellKind.DATE if measure.value_type is ValueType.TEXT:
            return read_text(cell.text, measure)
        case CellKind.DATE:
            return Value(cell.text, State.UNREADABLE, remarks=(Remark.DATE,))
        case CellKind.ERROR:
            return Value(cell.text, State.UNREADABLE, remarks=(Remark.EXCEL_ERROR,))
        case CellKind.UNCALCULATED:
            return Value(cell.text, State.UNREADABLE)
    return read_text(cell.text, measure)


def _beside_shown_unit(value: Value, number_format: str, measure: Measure) -> Value:
    """Ask about a number whose format shows another unit than the indicator's: 1,2 that is seen as 1,2 MWh.

    The template's own verdict can't: no formula sees the text of a number format.
    """
    unit = text_in_format(number_format)
    if not unit or not is_unit(unit) or same_unit(unit, measure.unit) or value.number is None:
        return value
    if Remark.OTHER_UNIT in value.remarks or (not measure.unit and same_unit(unit, "st")):
        return value
    return replace(value, text=f"{value.text} {unit}", remarks=(Remark.OTHER_UNIT,))


def date_of(cell: Cell) -> date | None:
    """Return the day that a cell of dates holds, as the template accepts one; None for anything else.

    A number is a day whose format was lost.
    """
    day: date | None = None
    if isinstance(cell.value, datetime):
        day = cell.value.date()
    elif isinstance(cell.value, str):
        return day_in(cell.value)
    elif cell.kind is CellKind.NUMBER and 0 < cell.value <= (LAST_DAY - DAY_ZERO.date()).days:
        day = DAY_ZERO.date() + timedelta(days=int(cell.value))
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def day_in(text: str) -> date | None:
    """Return the day that a text is (``2024-12-31``), as the template accepts one; None for anything else."""
    try:
        day = date.fromisoformat(clean(text))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def date_text(cell: Cell) -> str:
    """Return the day that a cell of dates holds, or its text as it is."""
    day = date_of(cell)
    return clean(cell.text) if day is None else day.isoformat()


def shown(cell: Cell) -> str:
    """Return a value as the person saw it in her cell: 0.81 with a percent format is ``81 %``."""
    if cell.kind is CellKind.NUMBER and cell.percent_format:
        percent = Decimal(repr(cell.value)) * 100 if isinstance(cell.value, float) else Decimal(cell.value) * 100
        return f"{percent.normalize():f} %".replace(".", ",")
    return clean(cell.text)


def comparable(cell: Cell, measure: Measure | None) -> str:
    """Return what two answers are compared by: the value where it can be read (0.81 as percent is ``81 %``)."""
    if measure is not None:
        value = read_cell(cell, measure)
        if value.usable:
            return f"={value.plain}"
    return fold(cell.text) + ("%" if cell.kind is CellKind.NUMBER and cell.percent_format else "")
