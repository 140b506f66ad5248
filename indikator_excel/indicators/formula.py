"""The live formula of a verdict, built from the same :class:`Rule` as the program's own.

It never says another verdict than the program does. What a formula can't tell (a text that holds a number, a value
that has to be asked about) it shows as ``kontrollera``.

Only functions that every spreadsheet program has; no wildcards (``MATCH`` would take ``*`` and ``?`` in what
people type as such); array constants inside ``SUMPRODUCT`` so that no engine needs array entry. Numbers are rounded
to 15 significant digits before they are compared, as the program does, so that no engine has to be trusted with
float noise (Gnumeric tells 0.81 from the 0.8100000000000001 that a file may hold for it).
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from indikator_excel.indicators.numbers import SIGNIFICANT, exact, plain
from indikator_excel.indicators.rule import NotAssessable, Rule, Span, WaitingRule
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.values import Measure, Value, read_text
from indikator_excel.indicators.verdict import WORST_FIRST
from indikator_excel.indicators.vocabulary import CHECK, Comparison, ValueType, Verdict

_MOST_DECIMALS = 20  # LibreOffice's ROUND takes no more
_LONGEST_CONSTANT = 255  # Excel's longest text in a formula
#: A formula may have 8,192 characters. A scale whose words take more than this is not judged live.
_LONGEST_WORDS = 6000


def quoted(text: str) -> str:
    """Write a text constant of a formula."""
    return '"' + text.replace('"', '""') + '"'


def verdict_formula(
    rule: Rule | NotAssessable,
    value: str,
    not_measured: str = "",
    *,
    other_period: str = "",
    anchor: str = "",
    baseline: str = "",
    parts: tuple[str, ...] = (),
    unreadable: str = CHECK,
    trusted: bool = False,
) -> str:
    """Write the formula that judges the cell ``value``.

    Args:
        rule: The indicator's rule.
        value: An expression for the outcome's cell. A percent is stored as a fraction (0.81 for 81 %).
        not_measured: An expression for the *Ej mätt* cell, or an empty string where there is none.
        other_period: An expression for the outcome of the row's other period, or an empty string. While one of them
            is blank, *Ej mätt* says why that is.
        anchor: An expression for a blank, locked cell of the same sheet that shows what the engine calls the right
            number format: for a percent the template's own percent format, for another number none at all. Without
            it, the value's format is not looked at.
        baseline: An expression for the cell in which a missing baseline can be given, or an empty string.
        parts: Expressions for the values of women and men, which are numbers; without the total they can't be
            judged, and the row is not done while one of them can't be read.
        unreadable: What to show for a value that a formula can't judge.
        trusted: Whether the cell was written by the program, so that its number format is known to be right.

    Returns:
        The formula with ``=`` in front. Its result is a verdict's label or ``unreadable``.
    """
    bad = quoted(unreadable)
    blank = quoted(Verdict.NO_ANSWER.label)
    fault = f"ISERROR({value})"
    if rule.measure.value_type is ValueType.TEXT:
        judged = quoted(Verdict.NOT_ASSESSABLE.label)
    elif rule.measure.scale is not None:
        judged = _judged_word(rule, value, bad)
    else:
        judged = _judged_number(rule, value, bad, anchor, baseline, trusted=trusted)
    others = [cell for cell in (not_measured, other_period, baseline, *parts) if cell]
    if others:
        fault = f"OR({','.join(f'ISERROR({cell})' for cell in (value, *others))})"
    if parts:
        blank = f"IF({_joined('AND', [f'TRIM({part})=' + quoted('') for part in parts])},{blank},{bad})"
        unclear = _joined("OR", [_unclear(rule.measure, part, anchor) for part in parts])
        judged = f"IF({unclear},{bad},{judged})"
    if not_measured:
        blank = f'IF(TRIM({not_measured})="",{blank},{quoted(Verdict.NOT_ASSESSABLE.label)})'
        both = [f'TRIM({cell})<>""' for cell in (not_measured, other_period) if cell]
        judged = f"IF({_joined('AND', both)},{bad},{judged})"
    return f'=IF({fault},{bad},IF(TRIM({value})="",{blank},{judged}))'


def worst_formula(formulas: list[str], unreadable: str = CHECK) -> str:
    """Write the formula that shows the worst of several verdicts, each given by its own formula."""
    order = [v.label for v in WORST_FIRST]
    if unreadable not in order:
        order.insert(1, unreadable)
    labels = "{" + ",".join(map(quoted, order)) + "}"
    places = ",".join(f"MATCH({formula.removeprefix('=')},{labels},0)" for formula in formulas)
    return f"=INDEX({labels},1,MIN({places}))"


def worst_result(shown: list[str]) -> str:
    """Return what :func:`worst_formula` shows where its formulas show these results."""
    order = [Verdict.NO_ANSWER.label, CHECK, *(v.label for v in WORST_FIRST[1:])]
    return min(shown, key=order.index)


def _judged_number(
    rule: Rule | NotAssessable, value: str, bad: str, anchor: str, baseline: str, *, trusted: bool
) -> str:
    """Write the part that judges a cell that is not blank, of a row that is measured in numbers."""
    percent = rule.measure.is_percent
    if isinstance(rule, NotAssessable):
        inner = quoted(Verdict.NOT_ASSESSABLE.label)
        if rule.waiting is not None and baseline:
            inner = _judged_by_cell(rule.waiting, value, baseline, bad, inner, anchor)
    else:
        inner = quoted(Verdict.NOT_MET.label)
        if rule.amber is not None:
            inner = f"IF({_within(rule.amber, value, percent)},{quoted(Verdict.PARTLY.label)},{inner})"
        inner = f"IF({_within(rule.green, value, percent)},{quoted(Verdict.MET.label)},{inner})"
    doubtful = _joined("OR", _doubts(rule.measure, value, anchor, trusted=trusted))
    return f"IF(ISNUMBER({value}),IF({doubtful},{bad},{inner}),{bad})"


def _judged_by_cell(waiting: WaitingRule, value: str, baseline: str, bad: str, grey: str, anchor: str) -> str:
    """Write the part that judges a value against the baseline that stands in a cell, grey while it is blank."""
    reading, measure = waiting.reading, waiting.reading.measure
    threshold = baseline
    if (change := reading.target.change) is not None:
        by = plain((100 + change.amount) / 100) if change.relative else _stored(change.amount, measure.is_percent)
        threshold = f"({baseline}*{by:f})" if change.relative else f"({baseline}+({by:f}))"
    inner = quoted(Verdict.NOT_MET.label)
    comparison, amber = reading.target.comparison, reading.amber_from
    upward = comparison in (Comparison.AT_LEAST, Comparison.MORE)
    if amber is not None and comparison is not Comparison.EQUAL:
        reached = _compared(value, ">=" if upward else "<=", _stored(amber, measure.is_percent))
        if measure.is_percent and 0 < amber <= 1:  # a fraction, unless the target is as small (see stands_before)
            reached = f"AND({reached},ROUND({threshold},12)<=0.01)"
        inner = f"IF({reached},{quoted(Verdict.PARTLY.label)},{inner})"
    # The difference is rounded, so that no engine has to be trusted with float noise.
    met = f"ROUND({value}-{threshold},12){_OPERATORS[comparison]}0" if comparison else "FALSE"
    inner = f"IF({met},{quoted(Verdict.MET.label)},{inner})"
    # Percent of nothing or of less, and what no count or share can reach, is not judged (see rule_for).
    beyond = [f"{baseline}<=0"] if change is not None and change.relative else []
    if change is not None and measure.value_type is not ValueType.QUANTITY:
        beyond.append(f"AND({baseline}>=0,{threshold}<0)")
    if change is not None and measure.is_percent:
        beyond.append(f"AND({baseline}<=1,ROUND({threshold},12)>1)")
    if beyond:
        inner = f"IF({_joined('OR', beyond)},{grey},{inner})"
    doubtful = _joined("OR", _doubts(measure, baseline, anchor, trusted=False))
    return f'IF(TRIM({baseline})="",{grey},IF(ISNUMBER({baseline}),IF({doubtful},{bad},{inner}),{bad}))'


_OPERATORS = {
    Comparison.AT_LEAST: ">=",
    Comparison.AT_MOST: "<=",
    Comparison.MORE: ">",
    Comparison.LESS: "<",
    Comparison.EQUAL: "=",
}


def _doubts(measure: Measure, value: str, anchor: str, *, trusted: bool) -> list[str]:
    """Write the conditions under which a number is not judged."""
    doubts = [f"ISLOGICAL({value})"]  # LibreOffice says that TRUE is a number
    if measure.lowest is not None:
        doubts.append(_compared(value, "<", _stored(measure.lowest, measure.is_percent)))
    if measure.highest is not None:
        doubts.append(_compared(value, ">", _stored(measure.highest, measure.is_percent)))
    if trusted:
        return doubts
    if measure.is_percent:
        # A formula that can't see the cell's format can't tell 105 % from a pasted 105 either.
        doubts.append(_compared(f"ABS({value})", ">", Decimal(1)))
    else:
        doubts.append(f"ABS({value})>=1E15")
    if anchor:
        doubts.append(_format_lost(measure, value, anchor))
    return doubts


def _unclear(measure: Measure, part: str, anchor: str) -> str:
    """Write the condition that a cell beside the value is neither blank nor a number that can be used."""
    doubtful = _joined("OR", _doubts(measure, part, anchor, trusted=False))
    return f'AND(TRIM({part})<>"",IF(ISNUMBER({part}),{doubtful},TRUE))'


def _format_lost(measure: Measure, value: str, anchor: str) -> str:
    """Write the condition that a cell's number format is not a percent's, or is one that other numbers can't have.

    ``CELL("format",…)`` is ``P0`` for a percent, ``D1`` for a date, ``G`` for none; but engines differ in what they
    call a format that they don't know, LibreOffice calls most dates ``G`` and no format ``F0``, and where it is an
    error (in a browser) the format is presumed right. Hence the comparison with a cell whose format is known.
    """
    kind = f'LEFT(CELL("format",{value}))'
    right = f'LEFT(CELL("format",{anchor}))'
    if measure.is_percent:
        return f'IFERROR(AND({value}<>0,{kind}<>"P",{kind}<>{right}),FALSE)'
    return f'ISNUMBER(FIND({kind},IF({right}="G","PD","PDG")))'


def _within(span: Span, value: str, percent: bool) -> str:
    """Write the condition that a cell lies within a span."""
    tests = []
    if span.low is not None:
        tests.append(_compared(value, ">" if span.low_open else ">=", _stored(span.low, percent)))
    if span.high is not None:
        tests.append(_compared(value, "<" if span.high_open else "<=", _stored(span.high, percent)))
    return _joined("AND", tests)


def _joined(function: str, tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f"{function}({','.join(tests)})"


def _stored(number: Decimal, percent: bool) -> Decimal:
    """Return a number as a cell stores it: 0.81 for 81 %, never 0.81*100, which is not 81 in binary."""
    return plain(number / 100 if percent else number)


def _compared(value: str, operator: str, number: Decimal) -> str:
    """Write a comparison at 15 significant digits, as the program reads what a cell stores.

    The digits are those of the values next to ``number`` on the side where the answer changes: next below 1 they are
    one more than next above.
    """
    if not number:
        return f"{value}{operator}0"
    towards_zero = (operator in (">=", "<")) == (number > 0)
    finer = towards_zero and abs(number) == Decimal(1).scaleb(number.adjusted())
    decimals = min(SIGNIFICANT.prec - 1 - number.adjusted() + finer, _MOST_DECIMALS)
    return f"ROUND({value},{decimals}){operator}{number:f}"


def _judged_word(rule: Rule | NotAssessable, value: str, bad: str) -> str:
    """Write the part that judges a cell that is not blank, of a row that is measured in words."""
    by_verdict: dict[Verdict, list[str]] = {}
    for word, verdict in _words(rule).items():
        by_verdict.setdefault(verdict, []).append(word)
    inner = bad
    for verdict in (Verdict.NOT_ASSESSABLE, Verdict.NOT_MET, Verdict.PARTLY, Verdict.MET):
        if words := by_verdict.get(verdict):
            constant = "{" + ",".join(quoted(word) for word in words) + "}"
            test = f"SUMPRODUCT(--(LOWER(TRIM({value}))={constant}))>0"
            inner = f"IF({test},{quoted(verdict.label)},{inner})"
    return f"IF(ISTEXT({value}),{inner},{bad})"


@lru_cache(maxsize=1024)  # a rule is asked for as many rows as there are departments
def _words(rule: Rule | NotAssessable) -> Mapping[str, Verdict]:
    """Return the verdict of each spelling of the rule's scale, as the program reads it.

    A spelling that it reads as something else is left out: one that says that there is no value ("ej aktuellt").
    """
    words: dict[str, Verdict] = {}
    steps = rule.measure.scale.steps if rule.measure.scale else ()
    for spelling in (spelling for step in steps for spelling in step.spellings):
        verdict = _verdict(rule, read_text(spelling, rule.measure))
        if verdict is not None and len(spelling) <= _LONGEST_CONSTANT:
            words[fold(spelling)] = verdict
    return words if sum(len(quoted(word)) + 1 for word in words) <= _LONGEST_WORDS else {}


def _verdict(rule: Rule | NotAssessable, value: Value) -> Verdict | None:
    """Return the program's verdict, or None where the value is not used."""
    if isinstance(rule, NotAssessable):
        return Verdict.NOT_ASSESSABLE if value.usable else None
    x = rule.position(value)
    return None if x is None else rule.verdict_at(x)


def formula_result(rule: Rule | NotAssessable, cell: object, value: Value, *, not_measured: str = "") -> str:
    """Return what the template's formula shows for a cell, so that true results are stored in the file.

    Args:
        rule: The indicator's rule; with the baseline that stands beside the value, where there is one.
        cell: What the cell stores (None, text or number; a fraction for percent).
        value: The same cell as the program reads it.
        not_measured: What stands under *Ej mätt*.
    """
    given = bool(not_measured.strip(" "))
    if cell is None or (isinstance(cell, str) and not cell.strip(" ")):
        return (Verdict.NOT_ASSESSABLE if given else Verdict.NO_ANSWER).label
    if given:
        return CHECK
    verdict = None
    if rule.measure.scale is not None:
        # What LOWER(TRIM(…)) makes of the text; the program forgives more.
        trimmed = " ".join(filter(None, cell.split(" "))).casefold() if isinstance(cell, str) else ""
        verdict = _words(rule).get(trimmed)
    elif rule.measure.value_type is ValueType.TEXT:
        verdict = Verdict.NOT_ASSESSABLE
    elif isinstance(cell, int | float) and value.usable:
        too_large = rule.measure.is_percent and abs(exact(cell)) > 1
        verdict = None if too_large else _verdict(rule, value)
    return CHECK if verdict is None else verdict.label
