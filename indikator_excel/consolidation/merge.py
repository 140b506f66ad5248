"""The merge: what was expected × what was answered, as frames, and what is missing in the end."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import pandas as pd
from msgspec import Struct, field

from indikator_excel.consolidation.aggregate import Joint, joint_values
from indikator_excel.consolidation.cells import Fate, cells_frame, settle_cells
from indikator_excel.consolidation.changes import Change
from indikator_excel.consolidation.choose import (
    DepartmentStatus,
    FileChoice,
    choose_files,
    department_statuses,
)
from indikator_excel.consolidation.frames import KEY, records
from indikator_excel.consolidation.judge import judge_rows
from indikator_excel.consolidation.own import Own, OwnColumns, settle_own, with_own
from indikator_excel.consolidation.read import Values, date_findings, read_values
from indikator_excel.consolidation.row import Row, rows_of
from indikator_excel.consolidation.row_checks import row_findings
from indikator_excel.consolidation.row_keys import RowKey
from indikator_excel.findings import about_structure, about_values, about_whole
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import clean, clean_lines, counted
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Reply
from indikator_excel.replies.values import date_text, shown
from indikator_excel.templates.layout import DECISIVE, Field


class Reconciliation(Struct, frozen=True):
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


class Part(Struct, frozen=True):
    """What of a consolidation is one department's own: its rows, its files, and the input cells that it filled in."""

    rows: tuple[Row, ...]
    files: tuple[FileChoice, ...]
    cells: pd.DataFrame


class Consolidation(Struct, frozen=True, dict=True):
    """The result of a merge.

    ``rows`` has one row per indicator and department in the register's order.

    ``changes`` is what differs from the consolidation before, made at ``previous_made``; None for the first, and
    where the one before can no longer be compared.
    """

    register: Register
    rows: tuple[Row, ...]
    joint: tuple[Joint, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileChoice, ...]
    departments: tuple[DepartmentStatus, ...]
    reconciliation: Reconciliation
    #: Every filled input cell with its fate (see ``cells_frame``).
    cells: pd.DataFrame
    #: What the controller has written in the workbook.
    own: OwnColumns = field(default_factory=OwnColumns)
    changes: tuple[Change, ...] | None = None
    previous_made: datetime | None = None

    @cached_property
    def positions(self) -> dict[RowKey, int]:
        """Where each row stands among the others, from 0."""
        return {(row.indicator_id, row.department_name): n for n, row in enumerate(self.rows)}

    def of(self, department: Department) -> Part:
        """Return what is a department's own."""
        return self._parts[department.code]

    @cached_property
    def _parts(self) -> dict[str, Part]:
        """What is each department's own, by its code; to look it up for each would take the square of the time."""
        rows: dict[str, list[Row]] = {}
        for row in self.rows:
            rows.setdefault(row.department, []).append(row)
        files: dict[str, list[FileChoice]] = {}
        for choice in self.files:
            if choice.reply.department is not None:
                files.setdefault(choice.reply.department.code, []).append(choice)
        cells = {str(code): own for code, own in self.cells.groupby("department", sort=False)}
        none = self.cells.iloc[:0]
        return {
            d.code: Part(tuple(rows.get(d.code, ())), tuple(files.get(d.code, ())), cells.get(d.code, none))
            for d in self.register.departments
        }

    def has_two(self, row: Row) -> bool:
        """Whether a row covers two periods, with a value for each."""
        return row.indicator_id in self.register.with_two_periods

    def count(self, verdict: Verdict) -> int:
        """Count the rows with a verdict."""
        return sum(row.verdict is verdict for row in self.rows)

    @property
    def errors(self) -> list[Finding]:
        """The findings that somebody must act on."""
        return [f for f in self.findings if f.level is Level.ERROR]


def merge(
    register: Register,
    replies: list[Reply],
    written: Mapping[RowKey, Own] | None = None,
    stood: Collection[RowKey] = (),
) -> Consolidation:
    """Merge all replies of a round with what the register expects, validate and judge.

    Args:
        register: What is asked about.
        replies: What was answered.
        written: What the controller has written in the workbook of the run before, by row.
        stood: All rows of that workbook.
    """
    findings = [Finding(about_whole.REGISTER_PROBLEM, details={"skäl": p}) for p in register.problems]
    choices, chosen_findings = choose_files(replies, register)
    findings += [f for c in choices for f in c.findings]
    cells, contradictions = settle_cells(cells_frame(replies), choices, register)
    findings += chosen_findings + contradictions
    cells, values, value_problems = read_values(cells, register)
    findings += value_problems + date_findings(cells, register)
    answers = _answers_frame(cells, values, choices)
    table = _expected_frame(register).merge(answers, how="left", on=KEY, validate="one_to_one")
    table = judge_rows(table, register, findings)
    own = settle_own(written or {}, stood, table, register)
    table = with_own(table, own)
    rows = rows_of(table)
    findings += own.findings
    findings = _without_answered(findings, rows)
    departments = department_statuses(register, choices)
    findings += _missing(rows, register, departments, findings)
    findings += row_findings(rows, register)
    reconciliation = _reconcile(cells, replies)
    if not reconciliation.adds_up:
        details = {"lästa": str(reconciliation.read), "redovisade": str(len(cells))}
        findings.append(Finding(about_whole.UNBALANCED, details=details))
    return Consolidation(
        register,
        rows,
        tuple(joint_values(table, register)),
        tuple(sorted(findings, key=_order(register))),
        tuple(choices),
        tuple(departments),
        reconciliation,
        cells,
        own,
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


#: What people write in paragraphs.
_IN_LINES = (Field.COMMENT, Field.ACTION)


def _answers_frame(cells: pd.DataFrame, values: Values, choices: list[FileChoice]) -> pd.DataFrame:
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
    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    reasons_asked: dict[tuple[str, str], list[str]] = {}
    known = cells[
        cells["department"].ne("") & cells["indicator_id"].ne("") & cells["fate"].isin([Fate.USED, Fate.REJECTED])
    ]
    for row in records(used_last(known)):
        key = (str(row.indicator_id), str(row.department))
        answer = rows.setdefault(key, {})
        if row.field in DECISIVE and ("file" not in answer or row.field is Field.VALUE):
            answer |= {"file": row.file, "sheet": row.entry.sheet, "cell": row.entry.cell.place}
        if row.field is Field.VALUE:
            answer["raw"] = shown(row.entry.cell)
        elif row.field is Field.VALUE_2:
            answer["raw_2"] = shown(row.entry.cell)
        elif row.field is Field.NOT_MEASURED and row.fate is Fate.REJECTED:
            reasons_asked.setdefault(key, []).append(clean(row.entry.cell.text))
        elif row.fate is Fate.USED and row.field in names:
            cell = row.entry.cell
            tidy = clean_lines if row.field in _IN_LINES else clean
            text = date_text(cell) if row.field is Field.MEASURED_ON else tidy(cell.text)
            said.setdefault(key, {}).setdefault(names[row.field], []).append(text)
    for key, texts in reasons_asked.items():
        if not rows[key].keys() & {"raw", "raw_2"}:  # a reason that is asked about is shown, as a value is
            said.setdefault(key, {}).setdefault("not_measured", texts)
    for key, answer in rows.items():
        answer |= {name: side_by_side(texts) for name, texts in said.get(key, {}).items()}
        answer["read"] = values.get(key)
        respondent, measured_on = front.get(str(answer.get("file", "")), ("", ""))
        answer["respondent"] = answer.get("respondent") or respondent
        answer["measured_on"] = answer.get("measured_on") or measured_on
    index = (
        pd.MultiIndex.from_tuples(list(rows), names=KEY) if rows else pd.MultiIndex.from_arrays([[], []], names=KEY)
    )
    told = {name: [answer.get(name) for answer in rows.values()] for name in columns}
    return pd.DataFrame(told, index=index, dtype=object).reset_index()


def side_by_side(texts: Iterable[str]) -> str:
    """Return what several people have written in the same cell of their files, each text once."""
    return " / ".join(dict.fromkeys(texts))


def used_last(cells: pd.DataFrame) -> pd.DataFrame:
    """Order cells so that for each row the one that counts comes last and wins."""
    order = cells.assign(counts=cells["fate"].eq(Fate.USED))
    return order.sort_values(["counts", "saved"], kind="stable")


def _missing(
    rows: Sequence[Row], register: Register, departments: list[DepartmentStatus], findings: list[Finding]
) -> list[Finding]:
    """Report indicators that nobody answers for, departments without a reply, and rows left empty."""
    found = [Finding(about_whole.UNASSIGNED, indicator_id=i.id, indicator=i.label) for i in register.unassigned]
    row_missing = {(f.indicator_id, f.department) for f in findings if f.kind is about_structure.ROW_MISSING}
    empty: dict[str, list[Row]] = {}
    for row in rows:
        if row.calculated is Verdict.NO_ANSWER:
            empty.setdefault(row.department, []).append(row)
    for status in departments:
        name = status.department.name
        if status.status in ("saknas", "avvisad"):
            sent = "har skickat en fil som inte kan användas" if status.status == "avvisad" else "har inte svarat"
            details = {"antal": counted(status.expected, "rad", "rader"), "läget": sent}
            found.append(Finding(about_whole.NO_REPLY, department=name, details=details))
            continue
        if status.says_done and status.filled < status.expected:
            details = {"antal": counted(status.expected - status.filled, "rad", "rader")}
            found.append(
                Finding(about_whole.DONE_BUT_MISSING, ", ".join(status.files), department=name, details=details)
            )
        for row in empty.get(status.department.code, ()):
            if (row.indicator_id, name) not in row_missing:
                label = register.by_id[row.indicator_id].label
                files = ", ".join(status.files)
                found.append(
                    Finding(
                        about_values.NO_VALUE,
                        files,
                        indicator_id=row.indicator_id,
                        indicator=label,
                        department=name,
                    )
                )
    return found


def _without_answered(findings: list[Finding], rows: Sequence[Row]) -> list[Finding]:
    """Leave out rows that are missing in one file but answered in another of the same department."""
    answered = {(row.indicator_id, row.department_name) for row in rows if row.calculated is not Verdict.NO_ANSWER}
    return [
        f
        for f in findings
        if f.kind is not about_structure.ROW_MISSING or (f.indicator_id, f.department) not in answered
    ]


def _reconcile(cells: pd.DataFrame, replies: list[Reply]) -> Reconciliation:
    """Hold what became of the cells against what the readers counted, file by file."""
    fates = cells["fate"].value_counts()
    return Reconciliation(
        sum(reply.cells_read for reply in replies),
        *(int(fates.get(fate, 0)) for fate in (Fate.USED, Fate.SUPERSEDED, Fate.REJECTED, Fate.IGNORED)),
    )
