"""The verdict of every row, with *Varför* and trend."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
from msgspec.structs import replace

from indikator_excel.consolidation.frames import records
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.values import BLANK, Value
from indikator_excel.indicators.verdict import Judgement, judge, judge_periods, trend
from indikator_excel.register.model import Register
from indikator_excel.templates.layout import PERIODS, Field

#: What is asked about most rows, by column.
_NOTHING: Mapping[str, str] = {}


def judge_rows(rows: pd.DataFrame, register: Register, findings: list[Finding]) -> pd.DataFrame:
    """Add verdict, *Varför*, trend and the plain outcome to every row."""
    codes = {d.name: d.code for d in register.departments}
    questions: dict[tuple[str, str], dict[str, str]] = {}
    for finding in findings:
        if finding.level is Level.ERROR and finding.indicator_id and finding.department in codes:
            column = finding.details.get("kolumn", Field.VALUE)
            of_row = questions.setdefault((finding.indicator_id, codes[finding.department]), {})
            of_row.setdefault(column, finding.question)
    rows = rows.astype(object).where(rows.notna(), None)
    judgements: list[Judgement] = []
    trends, rules = [], []
    for row in records(rows, "indicator_id", "department", "read", "not_measured"):
        values: dict[Field, Value] = row.read if isinstance(row.read, dict) else {}
        reading, rule = register.readings[row.indicator_id], register.answer_rules[row.indicator_id]
        baseline = values.get(Field.BASELINE_INPUT)
        if isinstance(rule, NotAssessable) and rule.waiting is not None and baseline is not None:
            rule, reading = rule.waiting.with_baseline(baseline), replace(reading, baseline=baseline)
        # What is asked about a comment stands in no verdict's way, and what is asked about *Ej mätt* in every one's.
        asked = questions.get((row.indicator_id, row.department), _NOTHING)
        of_reason = asked.get(Field.NOT_MEASURED, "")
        periods = PERIODS[: register.by_id[row.indicator_id].periods]
        judged = [
            _judge(rule, values.get(f, BLANK), row.not_measured or "", asked.get(f) or of_reason) for f in periods
        ]
        judgements.append(judged[0] if len(judged) == 1 else judge_periods(judged))
        trends.append(trend(reading, rule, values.get(Field.VALUE, BLANK)))
        rules.append(rule)
    told = [_outcomes(given) for given in rows["read"]]
    made: dict[str, list[Any]] = {name: [row[n] for row in told] for n, name in enumerate(_OUTCOMES)}
    made |= {"rule": rules, "trend": trends}
    made |= {"verdict": [j.verdict for j in judgements], "why": [j.why for j in judgements]}
    # As objects: where pyarrow is installed, pandas makes a plain text of a word of an enumeration.
    for name, cells in made.items():
        rows[name] = pd.Series(cells, index=rows.index, dtype=object)
    return rows.drop(columns="read")


def _judge(rule: Rule | NotAssessable, value: Value, not_measured: str, question: str) -> Judgement:
    return judge(rule, value, not_measured=not_measured, question="" if value.usable else question)


_OUTCOMES = {
    "outcome": Field.VALUE,
    "outcome_2": Field.VALUE_2,
    "women": Field.WOMEN,
    "men": Field.MEN,
    "baseline_given": Field.BASELINE_INPUT,
}


def _outcomes(values: object) -> list[Decimal | str | None]:
    """Return what was read from a row's value cells; women and men may also stand in the total's cell."""
    given: dict[Field, Value] = values if isinstance(values, dict) else {}
    plain: dict[Field, Decimal | str | None] = {}
    if (total := given.get(Field.VALUE)) is not None:
        plain = {Field.WOMEN: total.women, Field.MEN: total.men}
    plain |= {column: value.plain for column, value in given.items()}
    return [plain.get(column) for column in _OUTCOMES.values()]
