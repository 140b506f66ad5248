"""What is wrong or unusual about a value, in the words of the catalogue."""

from dataclasses import replace
from decimal import Decimal

from indikator_excel.findings.catalogue import BY_REMARK, Finding
from indikator_excel.indicators.numbers import with_unit
from indikator_excel.indicators.text import join_and, quote
from indikator_excel.indicators.values import Measure, Value


def value_findings(value: Value, measure: Measure, place: Finding) -> list[Finding]:
    """Return a finding for each remark about ``value``, at the place that ``place`` carries."""
    return [_finding(BY_REMARK[remark].code, value, measure, place) for remark in value.remarks]


def _finding(code: str, value: Value, measure: Measure, place: Finding) -> Finding:
    kind = next(k for k in BY_REMARK.values() if k.code == code)
    return replace(place, kind=kind, value=value.text, details=place.details | _details(value, measure))


def _details(value: Value, measure: Measure) -> dict[str, str]:
    """Return what the messages of value findings may name, beyond the value itself."""
    words = join_and([quote(w) for w in measure.scale.words]) if measure.scale else ""
    number = Decimal(0) if value.number is None else value.number
    return {
        "ord": words,
        "förslag": f" Närmast är {quote(value.word)}." if value.word else "",
        "enhet": measure.unit or "antal",
        "läst": with_unit(number, measure.unit, measure.decimals),
        "som_procent": with_unit(number * 100, "%"),
        "som_det_står": with_unit(number, "%"),
        "hundradel": with_unit(number / 100, "%"),
    }
