"""What the controller had written over in the workbook before this one, and is overwritten now."""

from collections.abc import Iterator, Mapping
from typing import Any

from indikator_excel.consolidation.changes import BASELINE_GIVEN, READ, WRITTEN, Rows
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.own import BLANK, Own, shown_verdict
from indikator_excel.consolidation.row import Row
from indikator_excel.consolidation.row_keys import RowKey
from indikator_excel.consolidation.workbook.data import as_text
from indikator_excel.consolidation.workbook.fulfilment_columns import CALCULATED, VERDICT, second_header
from indikator_excel.findings import about_whole
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.numbers import exact, parse_number, swedish
from indikator_excel.indicators.text import quote


def written_over(
    result: Consolidation, data: Rows, cells: Mapping[RowKey, Mapping[str, Any]], own: Mapping[RowKey, Own]
) -> Iterator[Finding]:
    """Tell what she had written over: a value, a verdict, or what is taken from the register and the answers.

    Args:
        result: What stands there now.
        data: The texts of *Data*, as the program wrote them.
        cells: The rows of *Måluppfyllelse* as they were found.
        own: What she had written in her own columns of them.
    """
    for row in result.rows:
        key = (row.indicator_id, row.department_name)
        if key not in data or key not in cells:
            continue
        for header, shown, again in _in_row(result, row, data[key], cells[key], own.get(key, BLANK)):
            yield Finding(
                about_whole.CHANGED_BY_HAND,
                indicator_id=row.indicator_id,
                indicator=result.register.by_id[row.indicator_id].label,
                department=row.department_name,
                value=shown or "(tom)",
                details={
                    "kolumnen": header,
                    "nu": f"Nu står {quote(again)} där igen" if again else "Nu är cellen tom igen",
                },
            )


def _in_row(
    result: Consolidation, row: Row, before: Mapping[str, str], cells: Mapping[str, Any], own: Own
) -> Iterator[tuple[str, str, str]]:
    """Yield the header of each cell that she had written over, what stood there, and what stands there now."""
    round_ = result.register.round
    for header, known in _COMPARED.items():
        named = header.format(round_.value_header, round_.baseline_year, round_.year)
        stood = cells.get(named, "")
        if named not in cells or as_text(stood) in (_said(before) if known == READ else {before.get(known, "")}):
            continue
        if known == "Läget" and before.get(BASELINE_GIVEN):  # the sheet shows the one from the answer
            continue
        yield (
            named,
            _as_seen(stood, row, is_number=known == READ),
            (row.raw or "") if known == READ else before.get(known, ""),
        )
    for header, known, now in (
        (second_header(result), "Värde 2", row.raw_2),
        ("Kvinnor", "Kvinnor", None),
        ("Män", "Män", None),
    ):
        text, reason = before.get(known, ""), before.get("Ej mätt", "")
        said = {*_forms(text), now or "", f"{now} (används inte)", f"ej mätt: {reason}" if reason else ""}
        if header in cells and as_text(cells[header]) not in (said if now or reason else _forms(text)):
            yield header, _as_seen(cells[header], row, is_number=True), now or text
    # The verdict is hers or the rule's, whatever values she has tried.
    stood, by_rule = (as_text(cells.get(header, "")) for header in (VERDICT, CALCULATED))
    if stood and by_rule and stood not in (by_rule, shown_verdict(own)):
        yield VERDICT, stood, row.verdict.label


def _as_seen(stood: Any, row: Row, *, is_number: bool) -> str:
    """Return what stood in a cell as she saw it."""
    percent = is_number and isinstance(stood, float) and row.unit == "%"
    return f"{swedish(exact(stood) * 100)} %" if percent else as_text(stood)


#: The columns of *Måluppfyllelse* that are filled in anew, and what *Data* calls them.
_COMPARED = {
    "{0}": READ,
    "Läget {1}": "Läget",
    "Målvärde {2}": "Målvärde",
    "Indikator": "Indikator",
    "Kommentar": "Kommentar",
    "Åtgärd": "Åtgärd",
}


def _said(before: Mapping[str, str]) -> set[str]:
    """Return the forms in which the outcome's cell showed what was answered."""
    value, raw, reason = (before.get(h, "") for h in (READ, WRITTEN, "Ej mätt"))
    said = _forms(value) if value else {raw or (f"ej mätt: {reason}" if reason else "")}
    return said | ({f"{raw} (används inte)"} if raw else set())


def _forms(value: str) -> set[str]:
    """Return a value as a cell may store it: percent as a fraction."""
    number = parse_number(value)
    return {value} if number is None else {value, swedish(exact(number / 100))}
