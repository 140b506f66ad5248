"""The sheet *Per förvaltning*: the indicators that several departments report, side by side and as one."""

from decimal import Decimal
from typing import TYPE_CHECKING

from indikator_excel.consolidation.aggregate import Joint, joint_rule
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.row import Row
from indikator_excel.consolidation.workbook.fulfilment_columns import Places
from indikator_excel.consolidation.workbook.outcomes import Outcomes
from indikator_excel.indicators.formula import verdict_formula
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.vocabulary import Aggregation, Verdict
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Formula, Styled, columns_of
from indikator_excel.xlsx.fit import width_for_numbers
from indikator_excel.xlsx.number_formats import number_format, stored
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Per förvaltning"
_HEADER = 2  # from 0
_VALUE_HEADER = "Värde"
_COLUMNS = (
    ("ID", 8),
    ("Indikator", 46),
    ("Målvärde", 14),
    ("Förvaltning", 32),
    (_VALUE_HEADER, 14),
    ("Bedömning", 18),
    ("Varför", 46),
)
_VALUE, _VERDICT = "E", "F"
#: Shown where every department has answered, but not all with a value.
_NO_SUM = "går inte"
_FUNCTIONS = {
    Aggregation.SUM: "SUM",
    Aggregation.MEAN: "AVERAGE",
    Aggregation.LOWEST: "MIN",
    Aggregation.HIGHEST: "MAX",
}


def shared(result: Consolidation) -> list[Indicator]:
    """Return the indicators that more than one department reports."""
    return [i for i in result.register.indicators if len(i.departments) > 1]


def write(book: Book, sheet: "Worksheet", result: Consolidation, where: Places, outcomes: Outcomes) -> None:
    """Write the sheet: each department's answer, taken live from *Måluppfyllelse*, and the joint value below them."""
    joint = {j.indicator_id: j for j in result.joint}
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, "Målvärden som flera förvaltningar redovisar", book.title)
    note = "Värdena hämtas från Måluppfyllelse."
    if joint:
        note += " Den gemensamma raden vägs samman så som registret säger."
    sheet.write_string(1, 0, note, book.format(font_color=book.theme.muted))
    parts: dict[str, list[tuple[int, Row]]] = {}
    for n, row in enumerate(result.rows):
        parts.setdefault(row.indicator_id, []).append((n, row))
    rows: list[list[Content | Styled]] = []
    for indicator in shared(result):
        first = _HEADER + 2 + len(rows)
        part = parts[indicator.id]
        rows += [_department(result, row, where, n, outcomes.cells[n]) for n, row in part]
        if indicator.id in joint:
            last = first + len(part) - 1
            rows.append(_joint(book, result, indicator, joint[indicator.id], first, last))
    joint_numbers = [(j.outcome, result.register.rules[j.indicator_id].measure) for j in result.joint]
    needed = width_for_numbers((n, measure) for n, measure in joint_numbers if isinstance(n, Decimal))
    needed = max(needed, outcomes.width)
    columns = [(header, max(width, needed) if header == _VALUE_HEADER else width) for header, width in _COLUMNS]
    book.table(sheet, _HEADER, "PerFörvaltning", columns_of(columns, rows))
    column = [h for h, _ in _COLUMNS].index("Bedömning")
    book.colour_verdicts(sheet, _HEADER + 1, column, _HEADER + len(rows))
    sheet.freeze_panes(_HEADER + 1, 0)
    print_setup(sheet, title=TITLE, repeat_row=_HEADER)


def _department(
    result: Consolidation, row: Row, where: Places, position: int, outcome: Styled
) -> list[Content | Styled]:
    value = where.cell(result.register.round.value_header, position)
    content = outcome.content
    shown = content if isinstance(content, str | float) else ""
    return [
        row.indicator_id,
        row.indicator,
        row.target,
        row.department_name,
        Styled(Formula(f'=IF({value}="","",{value})', shown), outcome.format),
        Formula(f"={where.cell('Bedömning', position)}", row.verdict.label),
        Formula(f"={where.cell('Varför', position)}", row.why),
    ]


def _joint(
    book: Book, result: Consolidation, indicator: Indicator, joint: Joint, first: int, last: int
) -> list[Content | Styled]:
    rule = joint_rule(result.register.rules[indicator.id], joint.aggregation)
    bold = book.cell_with(bold=True)
    weights = any(result.register.by_code[code].weight is not None for code in indicator.departments)
    function = _FUNCTIONS.get(joint.aggregation)
    value: Content = None if joint.outcome is None or isinstance(joint.outcome, Decimal) else joint.outcome
    form = book.cell_with(bold=True)
    verdict: Content = joint.verdict.label
    if rule.measure.scale is None and function:
        exact = joint.outcome if isinstance(joint.outcome, Decimal) else None
        form = book.cell_with(bold=True, align="right", indent=1, num_format=number_format(rule.measure, exact))
        without = "" if joint.verdict is Verdict.NO_ANSWER else _NO_SUM
        number: str | float = without if exact is None else stored(exact, rule.measure)
        area = f"{_VALUE}{first}:{_VALUE}{last}"
        # A missing part makes the whole missing, never a silently smaller sum.
        absent = f'IF(COUNTIF({area},"")>0,"","{_NO_SUM}")'
        live = f"=IF(COUNT({area})<{last - first + 1},{absent},{function}({area}))"
        weighed = weights and joint.aggregation is Aggregation.MEAN
        value = number or None if weighed else Formula(live, number)
        formula = verdict_formula(rule, f"{_VALUE}{last + 1}", unreadable=Verdict.NOT_ASSESSABLE.label, trusted=True)
        verdict = Formula(formula, joint.verdict.label)
    return [
        Styled(indicator.id, bold),
        Styled(indicator.name, bold),
        Styled(indicator.target_text, bold),
        Styled(f"Gemensamt ({joint.aggregation})", bold),
        Styled(value, form),
        Styled(verdict, bold),
        Styled(joint.why, bold),
    ]
