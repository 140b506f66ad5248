"""The live formula of a verdict, built from the same :class:`Rule` as the program's own.

Only functions that every spreadsheet program has; no wildcards (``MATCH`` would take ``*`` and ``?`` in what
people type as such); array constants inside ``SUMPRODUCT`` so that no engine needs array entry.
"""

from decimal import Decimal

from indikator_excel.indicators.numbers import plain
from indikator_excel.indicators.rule import NotAssessable, Rule, Span
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.values import State, Value
from indikator_excel.indicators.vocabulary import CHECK, Verdict


def quoted(text: str) -> str:
    """Write a text constant of a formula."""
    return '"' + text.replace('"', '""') + '"'


def verdict_formula(
    rule: Rule | NotAssessable,
    value: str,
    not_measured: str = "",
    *,
    unreadable: str = CHECK,
    trusted: bool = False,
) -> str:
    """Write the formula that judges the cell ``value``.

    Args:
        rule: The indicator's rule.
        value: An expression for the outcome's cell. A percent is stored as a fraction (0.81 for 81 %).
        not_measured: An expression for the *Ej mätt* cell, or an empty string where there is none.
        unreadable: What to show for a value that a formula can't judge.
        trusted: Whether the cell was written by the program, so that its number format is known to be right.

    Returns:
        The formula with ``=`` in front. Its result is a verdict's label or ``unreadable``.
    """
    bad = quoted(unreadable)
    blank = quoted(Verdict.NO_ANSWER.label)
    grey = quoted(Verdict.NOT_ASSESSABLE.label)
    if not_measured:
        blank = f'IF(TRIM({not_measured})="",{blank},{grey})'
        bad_if_both = f'IF(TRIM({not_measured})<>"",{bad},'
    else:
        bad_if_both = ""
    judged = _judged(rule, value, bad, grey, trusted=trusted)
    closing = ")" if bad_if_both else ""
    fault = f"OR(ISERROR({value}),ISERROR({not_measured}))" if not_measured else f"ISERROR({value})"
    return f'=IF({fault},{bad},IF(TRIM({value})="",{blank},{bad_if_both}{judged}{closing}))'


def _judged(rule: Rule | NotAssessable, value: str, bad: str, grey: str, *, trusted: bool) -> str:
    """Write the part that judges a cell that is not blank."""
    if rule.measure.scale is not None:
        return _judged_word(rule, value, bad)
    percent = rule.measure.is_percent
    if isinstance(rule, NotAssessable):
        inner = grey
    else:
        inner = quoted(Verdict.NOT_MET.label)
        if rule.amber is not None:
            inner = f"IF({_test(rule.amber, value, percent)},{quoted(Verdict.PARTLY.label)},{inner})"
        inner = f"IF({_test(rule.green, value, percent)},{quoted(Verdict.MET.label)},{inner})"
    if percent and not trusted:
        # Above 100 % a formula can't tell 105 % from a pasted 105: it can't see the cell's format.
        inner = f"IF({value}>1,{bad},{inner})"
    elif not trusted:
        inner = f"IF(ABS({value})>=1E15,{bad},{inner})"
    return f"IF(ISNUMBER({value}),{inner},{bad})"


def _judged_word(rule: Rule | NotAssessable, value: str, bad: str) -> str:
    scale = rule.measure.scale
    if scale is None:  # pragma: no cover - the caller has looked
        return bad
    by_verdict: dict[Verdict, list[str]] = {}
    for rank, step in enumerate(scale.steps):
        verdict = Verdict.NOT_ASSESSABLE if isinstance(rule, NotAssessable) else rule.verdict_at(Decimal(rank))
        by_verdict.setdefault(verdict, []).extend(fold(spelling) for spelling in step.spellings)
    inner = bad
    for verdict in (Verdict.NOT_ASSESSABLE, Verdict.NOT_MET, Verdict.PARTLY, Verdict.MET):
        words = by_verdict.get(verdict)
        if words:
            constant = "{" + ",".join(quoted(word) for word in words) + "}"
            test = f"SUMPRODUCT(--(LOWER(TRIM({value}))={constant}))>0"
            inner = f"IF({test},{quoted(verdict.label)},{inner})"
    return inner


def _test(span: Span, value: str, percent: bool) -> str:
    """Write the condition that a cell lies within a span."""
    if span.low is not None and span.low == span.high:
        return f"{value}={_literal(span.low, percent)}"
    tests = []
    if span.low is not None:
        tests.append(f"{value}{'>' if span.low_open else '>='}{_literal(span.low, percent)}")
    if span.high is not None:
        tests.append(f"{value}{'<' if span.high_open else '<='}{_literal(span.high, percent)}")
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def _literal(number: Decimal, percent: bool) -> str:
    """Write a threshold as the cell stores it: 0.81 for 81 %, never 0.81*100, which is not 81 in binary."""
    return f"{plain(number / 100) if percent else number:f}"


def formula_result(rule: Rule | NotAssessable, cell: object, value: Value, *, not_measured: str = "") -> str:
    """Return what the template's formula shows for a cell, so that true results are stored in the file.

    Args:
        rule: The indicator's rule.
        cell: What the cell stores (None, text or number; a fraction for percent).
        value: The same cell as the program reads it.
        not_measured: What stands under *Ej mätt*.
    """
    blank = cell is None or (isinstance(cell, str) and not cell.strip())
    if blank:
        return (Verdict.NOT_ASSESSABLE if not_measured else Verdict.NO_ANSWER).label
    if not_measured:
        return CHECK
    if rule.measure.scale is None:
        is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
        beyond = is_number and rule.measure.is_percent and float(str(cell)) > 1
        if not is_number or beyond:
            return CHECK
        if value.state is not State.NUMBER or not value.usable:
            return CHECK
    elif value.state is not State.WORD:
        return CHECK
    if isinstance(rule, NotAssessable):
        return Verdict.NOT_ASSESSABLE.label
    x = rule.position(value)
    return CHECK if x is None else rule.verdict_at(x).label
