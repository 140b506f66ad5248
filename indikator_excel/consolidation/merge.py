"""The merge: what was expected × what was answered, as frames, and the verdict of every row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from indikator_excel.consolidation.aggregate import Joint, joint_values
from indikator_excel.consolidation.cells import Fate, cells_frame, settle_cells
from indikator_excel.consolidation.choose import (
    DECISIVE,
    DepartmentStatus,
    FileChoice,
    choose_files,
    department_statuses,
)
from indikator_excel.consolidation.frames import records
from indikator_excel.findings import catalogue
from indikator_excel.findings.catalogue import Finding
from indikator_excel.findings.values import value_findings
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.text import clean, counted, quote
from indikator_excel.indicators.values import BLANK, State, Value
from indikator_excel.indicators.verdict import Judgement, judge, judge_periods, trend
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.model import Register
from indikator_excel.replies.reader import Entry, Reply
from indikator_excel.replies.values import read_cell
from indikator_excel.replies.workbook import Cell, CellKind
from indikator_excel.templates import layout
from indikator_excel.templates.layout import VALUES, Field


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How many filled input cells were read, and what became of them."""

    read: int
    used: int
    superseded: int
    rejected: int
    ignored: int

    @property
    def adds_up(self) -> bool:
        """Whether every cell is accounted for exactly once."""
        return self.read == self.used + self.superseded + self.rejected + self.ignored


@dataclass(frozen=True)
class Consolidation:
    """The result of a merge.

    ``rows`` has one row per indicator and department in the register's order (an indicator that nobody answers
    for has one as well). Columns: ``indicator_id``, ``department`` (code), ``department_name``, ``area``, ``goal``,
    ``group``, ``subheading``, ``indicator``, ``baseline``, ``target``, ``unit``, ``value_type``, ``raw``, ``outcome``
    (Decimal, word or None), ``outcome_2`` (the second period's), ``women``, ``men``, ``baseline_given`` (*Komplettera
    läget*), ``raw_2``, ``rule`` (that the row was judged by), ``verdict``, ``why``, ``trend``, ``not_measured``,
    ``comment``, ``action``, ``respondent``, ``measured_on``, ``file``, ``sheet``, ``cell``.
    """

    register: Register
    rows: pd.DataFrame
    joint: tuple[Joint, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileChoice, ...]
    departments: tuple[DepartmentStatus, ...]
    reconciliation: Reconciliation

    def count(self, verdict: Verdict) -> int:
        """Count the rows with a verdict."""
        return int(self.rows["verdict"].eq(verdict).sum())

    @property
    def errors(self) -> list[Finding]:
        """The findings that somebody must act on."""
        return [f for f in self.findings if f.level is catalogue.Level.ERROR]


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_KEY = ["indicator_id", "department"]
#: The columns whose faults stand in the way of a verdict.
_JUDGED = (Field.VALUE, Field.VALUE_2, Field.NOT_MEASURED)
#: What was read of the rows' value cells: ID and department -> column -> value.
Values = dict[tuple[str, str], dict[Field, Value]]


def merge(register: Register, replies: list[Reply]) -> Consolidation:
    """Merge all replies of a round with what the register expects, validate and judge."""
    findings = [Finding(catalogue.REGISTER_PROBLEM, details={"skäl": p}) for p in register.problems]
    choices, chosen_findings = choose_files(replies, register)
    # What is wrong in a copy is said of its original; in a file that was replaced nothing has to be put right.
    findings += [f for c in choices if c.chosen or not c.reply.accepted for f in c.reply.findings]
    cells, contradictions = settle_cells(cells_frame(replies, register), choices, register)
    findings += chosen_findings + contradictions
    cells, values, value_problems = _read_values(cells, register)
    findings += value_problems + _dates(cells, register)
    answers = _answers_frame(cells, values, choices)
    rows = _expected_frame(register).merge(answers, how="left", on=_KEY, validate="one_to_one")
    rows = _judge_rows(rows, register, findings)
    findings = _without_answered(findings, rows)
    departments = department_statuses(register, choices)
    findings += _missing(rows, register, departments, findings)
    findings += _comments_missing(rows, register)
    reconciliation = _reconcile(cells, replies)
    if not reconciliation.adds_up:
        details = {"lästa": str(reconciliation.read), "redovisade": str(len(cells))}
        findings.append(Finding(catalogue.UNBALANCED, details=details))
    return Consolidation(
        register,
        rows,
        tuple(joint_values(rows, register)),
        tuple(sorted(findings, key=_order(register))),
        tuple(choices),
        tuple(departments),
        reconciliation,
    )


def _order(register: Register) -> Callable[[Finding], tuple[int, int, int, str, str]]:
    """Sort errors first, then by department and row, so that the list reads as work to do."""
    departments = {d.name: n for n, d in enumerate(register.departments)}
    indicators = {i.id: n for n, i in enumerate(register.indicators)}

    def key(finding: Finding) -> tuple[int, int, int, str, str]:
        return (
            finding.level.order,
            departments.get(finding.department, len(departments)),
            indicators.get(finding.indicator_id, -1),
            finding.code,
            finding.file,
        )

    return key


def _expected_frame(register: Register) -> pd.DataFrame:
    """Return the rows that the round waits for, in the annex's order."""
    rows = []
    for indicator in register.indicators:
        for code in indicator.departments or ("",):
            department = register.by_code.get(code)
            rows.append(
                {
                    "indicator_id": indicator.id,
                    "department": code,
                    "department_name": department.name if department else "",
                    "area": indicator.area,
                    "goal": indicator.goal,
                    "group": indicator.group,
                    "subheading": indicator.subheading,
                    "indicator": indicator.name,
                    "baseline": indicator.baseline_text,
                    "target": indicator.target_text,
                    "unit": register.readings[indicator.id].measure.unit,
                    "value_type": register.readings[indicator.id].measure.value_type,
                }
            )
    return pd.DataFrame(rows, dtype=object)


# Reading the values


def _read_values(cells: pd.DataFrame, register: Register) -> tuple[pd.DataFrame, "Values", list[Finding]]:
    """Read every value that counts. One that is asked about is not used, and its cell is rejected."""
    cells = cells.copy()
    findings: list[Finding] = []
    values: Values = {}
    used = cells[cells["fate"].eq(Fate.USED)]
    reasons = {(r.indicator_id, r.department): r for r in records(used[used["field"].eq(Field.NOT_MEASURED)])}
    for row in records(used[used["field"].isin(VALUES)]):
        key = (str(row.indicator_id), str(row.department))
        indicator, entry = register.by_id[key[0]], row.entry
        value = read_cell(entry.cell, register.readings[key[0]].measure)
        place = _place(str(row.file), entry, indicator, register.by_code[key[1]])
        if row.field is not Field.VALUE:
            place = replace(place, details={"kolumn": str(row.field)})
        if row.field is Field.BASELINE_INPUT and value.usable:
            found = [_about_baseline(place, entry.cell, indicator, register)]
        else:
            found = value_findings(value, register.readings[key[0]], place)
        if entry.cell.kind is CellKind.UNCALCULATED:
            found.append(_at(place, catalogue.UNCALCULATED, entry.cell.text))
        elif key in reasons and value.state is not State.NO_VALUE and row.field in (Field.VALUE, Field.VALUE_2):
            other = reasons[key]
            beside = f"{other.entry.sheet}!{other.entry.cell.place}"
            details = {
                "skäl": quote(other.entry.cell.text),
                "annan_plats": beside if other.file == row.file else f"{other.file}, {beside}",
            }
            found.append(_at(place, catalogue.BOTH, entry.cell.text, details))
        if value.state is State.NO_VALUE:
            found.append(_at(place, catalogue.SAYS_NONE, entry.cell.text))
        findings += found
        if any(f.level is catalogue.Level.ERROR for f in found):
            cells.loc[row.Index, "fate"] = Fate.REJECTED
        elif found and found[0].kind is catalogue.BASELINE_NOT_USED:
            cells.loc[row.Index, "fate"] = Fate.IGNORED
        else:
            values.setdefault(key, {})[row.field] = value
    return cells, values, findings + _without_total(used, values, register)


def _about_baseline(place: Finding, cell: Cell, indicator: Indicator, register: Register) -> Finding:
    """Tell of a baseline that came with the answer: used where the register has none."""
    rule = register.answer_rules[indicator.id]
    missing = layout.has_column(Field.BASELINE_INPUT, indicator, rule)
    details = {"registrets_värde": quote(indicator.baseline_text) if indicator.baseline_text else "inget"}
    kind = catalogue.BASELINE_GIVEN if missing else catalogue.BASELINE_NOT_USED
    return _at(place, kind, shown_raw(cell), place.details | details)


def _without_total(used: pd.DataFrame, values: "Values", register: Register) -> list[Finding]:
    """Ask for the total where only women's and men's values were given."""
    found = []
    given = {
        (r.indicator_id, r.department) for r in records(used[used["field"].isin([Field.VALUE, Field.NOT_MEASURED])])
    }
    for row in records(
        used[used["field"].isin([Field.WOMEN, Field.MEN])].drop_duplicates(["indicator_id", "department"])
    ):
        key = (str(row.indicator_id), str(row.department))
        if key not in given:
            place = _place(str(row.file), row.entry, register.by_id[key[0]], register.by_code[key[1]])
            parts = values.get(key, {})
            told = " / ".join(f"{f} {v.text}" for f, v in parts.items() if f in (Field.WOMEN, Field.MEN))
            found.append(_at(place, catalogue.WITHOUT_TOTAL, told or row.entry.cell.text))
    return found


def _dates(cells: pd.DataFrame, register: Register) -> list[Finding]:
    """Report measuring dates that are none; their text is kept as it is."""
    given = cells[cells["fate"].eq(Fate.USED) & cells["field"].eq(Field.MEASURED_ON)]
    found = []
    for row in records(given):
        cell = row.entry.cell
        if cell.kind is not CellKind.DATE and not _ISO_DATE.match(clean(cell.text)):
            indicator, department = register.by_id[row.indicator_id], register.by_code[row.department]
            place = _place(row.file, row.entry, indicator, department)
            found.append(_at(place, catalogue.NOT_A_DATE, cell.text))
    return found


def _place(file: str, entry: Entry, indicator: Indicator, department: Department) -> Finding:
    return Finding(
        catalogue.NOT_OF_TYPE,
        file,
        entry.sheet,
        entry.cell.place,
        indicator.id,
        indicator.label,
        department.name,
    )


def _at(place: Finding, kind: catalogue.Kind, value: str, details: dict[str, str] | None = None) -> Finding:
    return replace(place, kind=kind, value=value, details=details or {})


def _answers_frame(cells: pd.DataFrame, values: "Values", choices: list[FileChoice]) -> pd.DataFrame:
    """Turn the cells that count into one row per indicator and department.

    The place (file, sheet, cell) is the value cell's, used or rejected, else that of *Ej mätt*.
    """
    columns = [
        "read",
        "raw",
        "raw_2",
        "not_measured",
        "comment",
        "action",
        "respondent",
        "measured_on",
        "file",
        "sheet",
        "cell",
    ]
    front = {c.reply.file: (c.reply.respondent, c.reply.measured_on) for c in choices}
    names = {
        Field.NOT_MEASURED: "not_measured",
        Field.COMMENT: "comment",
        Field.ACTION: "action",
        Field.RESPONDENT: "respondent",
        Field.MEASURED_ON: "measured_on",
    }
    rows: dict[tuple[str, str], dict[str, object]] = {}
    known = cells[
        cells["department"].ne("") & cells["indicator_id"].ne("") & cells["fate"].isin([Fate.USED, Fate.REJECTED])
    ]
    for row in records(_used_last(known)):
        key = (str(row.indicator_id), str(row.department))
        answer = rows.setdefault(key, {})
        text = clean(row.entry.cell.text)
        if row.field in DECISIVE and ("file" not in answer or row.field is Field.VALUE):
            answer |= {"file": row.file, "sheet": row.entry.sheet, "cell": row.entry.cell.place}
        if row.field is Field.VALUE:
            answer["raw"] = shown_raw(row.entry.cell)
        elif row.field is Field.VALUE_2:
            answer["raw_2"] = shown_raw(row.entry.cell)
        elif row.fate is Fate.USED and row.field in names:
            name = names[row.field]
            answer[name] = f"{answer[name]} / {text}" if answer.get(name) else text
    for key, answer in rows.items():
        answer["read"] = values.get(key)
        respondent, measured_on = front.get(str(answer.get("file", "")), ("", ""))
        answer["respondent"] = answer.get("respondent") or respondent
        answer["measured_on"] = answer.get("measured_on") or measured_on
    index = (
        pd.MultiIndex.from_tuples(list(rows), names=_KEY) if rows else pd.MultiIndex.from_arrays([[], []], names=_KEY)
    )
    return pd.DataFrame(list(rows.values()), index=index, columns=columns, dtype=object).reset_index()


def _used_last(cells: pd.DataFrame) -> pd.DataFrame:
    """Order cells so that for each row the one that counts comes last and wins."""
    order = cells.assign(counts=cells["fate"].eq(Fate.USED))
    return order.sort_values(["counts", "saved"], kind="stable")


def shown_raw(cell: Cell) -> str:
    """Return a value as the person saw it in her cell: 0.81 with a percent format is ``81 %``."""
    if cell.kind is CellKind.NUMBER and cell.percent_format:
        percent = Decimal(repr(cell.value)) * 100 if isinstance(cell.value, float) else Decimal(cell.value) * 100
        return f"{percent.normalize():f} %".replace(".", ",")
    return clean(cell.text)


# Verdicts


def _judge_rows(rows: pd.DataFrame, register: Register, findings: list[Finding]) -> pd.DataFrame:
    """Add verdict, *Varför*, trend and the plain outcome to every row."""
    codes = {d.name: d.code for d in register.departments}
    questions: dict[tuple[str, str], str] = {}
    for finding in findings:
        if finding.details.get("kolumn", Field.VALUE) not in _JUDGED:
            continue  # two different comments are no reason not to judge a value
        if finding.level is catalogue.Level.ERROR and finding.indicator_id and finding.department in codes:
            questions.setdefault((finding.indicator_id, codes[finding.department]), finding.question)
    rows = rows.astype(object).where(rows.notna(), None)
    judgements: list[Judgement] = []
    trends, rules = [], []
    for row in records(rows):
        values: dict[Field, Value] = row.read if isinstance(row.read, dict) else {}
        reading, rule = register.readings[row.indicator_id], register.answer_rules[row.indicator_id]
        baseline = values.get(Field.BASELINE_INPUT)
        if isinstance(rule, NotAssessable) and rule.waiting is not None and baseline is not None:
            rule, reading = rule.waiting.with_baseline(baseline), replace(reading, baseline=baseline)
        question = questions.get((row.indicator_id, row.department), "")
        periods = (Field.VALUE, Field.VALUE_2)[: register.by_id[row.indicator_id].periods]
        judged = [_judge(rule, values.get(f, BLANK), row.not_measured or "", question) for f in periods]
        judgements.append(judged[0] if len(judged) == 1 else judge_periods(judged))
        trends.append(trend(reading, rule, values.get(Field.VALUE, BLANK)))
        rules.append(rule)
    for name, column in _OUTCOMES.items():
        plain = [_outcome(given, column) for given in rows["read"]]
        rows[name] = pd.Series(plain, index=rows.index, dtype=object)
    rows["rule"] = pd.Series(rules, index=rows.index, dtype=object)
    rows["verdict"] = [j.verdict for j in judgements]
    rows["why"] = [j.why for j in judgements]
    rows["trend"] = trends
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


def _outcome(values: object, column: Field) -> Decimal | str | None:
    """Return what was read from one of a row's value cells; women and men may also stand in the total's cell."""
    given: dict[Field, Value] = values if isinstance(values, dict) else {}
    value = given.get(column)
    if value is None and column in (Field.WOMEN, Field.MEN) and (whole := given.get(Field.VALUE)):
        return whole.women if column is Field.WOMEN else whole.men
    return None if value is None else value.plain


# What is missing


def _missing(
    rows: pd.DataFrame, register: Register, departments: list[DepartmentStatus], findings: list[Finding]
) -> list[Finding]:
    """Report indicators that nobody answers for, departments without a reply, and rows left empty."""
    found = [Finding(catalogue.UNASSIGNED, indicator_id=i.id, indicator=i.label) for i in register.unassigned]
    row_missing = {(f.indicator_id, f.department) for f in findings if f.kind is catalogue.ROW_MISSING}
    for status in departments:
        name = status.department.name
        if status.status in ("saknas", "avvisad"):
            details = {"antal": counted(status.expected, "rad", "rader")}
            found.append(Finding(catalogue.NO_REPLY, department=name, details=details))
            continue
        empty = rows[rows["department"].eq(status.department.code) & rows["verdict"].eq(Verdict.NO_ANSWER)]
        for row in records(empty):
            if (row.indicator_id, name) not in row_missing:
                label = register.by_id[row.indicator_id].label
                files = ", ".join(status.files)
                found.append(
                    Finding(
                        catalogue.NO_VALUE,
                        files,
                        indicator_id=row.indicator_id,
                        indicator=label,
                        department=name,
                    )
                )
    return found


def _without_answered(findings: list[Finding], rows: pd.DataFrame) -> list[Finding]:
    """Leave out rows that are missing in one file but answered in another of the same department."""
    answered_rows = {(r.indicator_id, r.department_name) for r in records(rows) if r.verdict is not Verdict.NO_ANSWER}
    return [
        f
        for f in findings
        if f.kind is not catalogue.ROW_MISSING or (f.indicator_id, f.department) not in answered_rows
    ]


def _comments_missing(rows: pd.DataFrame, register: Register) -> list[Finding]:
    wanted = rows[rows["verdict"].isin(register.round.comment_required) & rows["comment"].isna()]
    return [
        Finding(
            catalogue.COMMENT_MISSING,
            row.file or "",
            row.sheet or "",
            row.cell or "",
            row.indicator_id,
            register.by_id[row.indicator_id].label,
            row.department_name,
            row.raw or "",
            {"bedömning": str(row.verdict)},
        )
        for row in records(wanted)
        if row.department and row.verdict is not Verdict.NO_ANSWER
    ]


def _reconcile(cells: pd.DataFrame, replies: list[Reply]) -> Reconciliation:
    """Hold what became of the cells against what the readers counted, file by file."""
    fates = cells["fate"].value_counts()
    return Reconciliation(
        sum(reply.cells_read for reply in replies),
        *(int(fates.get(fate, 0)) for fate in (Fate.USED, Fate.SUPERSEDED, Fate.REJECTED, Fate.IGNORED)),
    )
