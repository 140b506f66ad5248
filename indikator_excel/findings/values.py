"""What is wrong or unusual about a value, in the words of the catalogue."""

from decimal import Decimal

from msgspec.structs import replace

from indikator_excel.findings.about_values import BY_REMARK
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.numbers import swedish, with_unit
from indikator_excel.indicators.reading import Reading, remarks_beside
from indikator_excel.indicators.text import join_and, quote
from indikator_excel.indicators.units import is_place
from indikator_excel.indicators.values import Measure, Remark, Value

_HUNDREDFOLD = Decimal(10_000)  # 8100 % may be 81 %; 74000 % is anything


def value_findings(value: Value, reading: Reading, place: Finding) -> list[Finding]:
    """Return a finding for each remark about ``value``, at the place that ``place`` carries."""
    remarks = [*value.remarks, *remarks_beside(reading, value)]
    if Remark.NEGATIVE in remarks and _may_be_negative(reading):
        remarks.remove(Remark.NEGATIVE)
    if not remarks:  # most values
        return []
    details = place.details | _details(value, reading.measure) | {"läge": reading.baseline.text}
    return [replace(place, kind=BY_REMARK[remark], value=value.text, details=details) for remark in remarks]


def _may_be_negative(reading: Reading) -> bool:
    """Whether the baseline or the target lies below zero: a result or a change may, a share can't."""
    numbers = (reading.baseline.number, reading.target.number)
    return any(number is not None and number < 0 for number in numbers)


def _unit_in_words(unit: str) -> str:
    """Return a unit as it is said behind "mäts i": ``poäng av 5``, ``antal per år``."""
    if is_place(unit):
        return "placering"
    if unit.startswith("av "):
        return f"poäng {unit}"
    return f"antal {unit}" if unit.startswith(("/", "per ")) else unit or "antal"


def _scale(measure: Measure) -> str:
    """Return the ends of the scale that points are given on: ``från 1 till 5``."""
    ends = [("från", measure.lowest), ("till", measure.highest)]
    return " ".join(f"{word} {swedish(end)}" for word, end in ends if end is not None)


def _details(value: Value, measure: Measure) -> dict[str, str]:
    """Return what the messages of value findings may name, beyond the value itself."""
    words = join_and([quote(w) for w in measure.scale.words]) if measure.scale else ""
    number = Decimal(0) if value.number is None else value.number
    return {
        "ord": words,
        "förslag": f" Menas {quote(value.word)}?" if value.word else "",
        "enhet": _unit_in_words(measure.unit),
        "skala": _scale(measure),
        "läst": with_unit(number, measure.unit, measure.decimals),
        "som_procent": with_unit(number * 100, "%"),
        "som_det_står": with_unit(number, "%"),
        "utan_tecken": swedish(number * 1000),
        "menas": f" Menas {with_unit(number / 100, '%')}?" if number <= _HUNDREDFOLD else "",
    }
