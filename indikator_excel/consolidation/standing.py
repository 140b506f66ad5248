"""How far each department has come, and what has to be done about it next.

No pandas here: ``status`` answers from this alone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from indikator_excel.consolidation.choose import BEGINNING, DepartmentStatus, FileChoice
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.log.letters import DISPATCH, REMINDER, Mark

#: So many days before the deadline it is time to remind.
REMIND_DAYS = 3


class Todo(StrEnum):
    """What the controller does next about a department, the most pressing first."""

    SEND = "skicka mallen"
    ASK = "be om ny fil"
    CORRECT = "skicka rättelse"
    REMIND = "påminn"
    WAIT = "vänta"
    NOTHING = "klart"

    @property
    def order(self) -> int:
        """The most pressing first."""
        return list(Todo).index(self)


_STATUSES = ("saknas", "avvisad", "delvis", "svarat")


@dataclass(frozen=True, slots=True)
class DepartmentStanding:
    """How far a department has come. ``levels`` counts the findings in the files that count, level by level."""

    status: DepartmentStatus
    todo: Todo
    levels: Mapping[Level, int]
    sent: Mark | None = None
    reminded: Mark | None = None
    last_file: str = ""
    last_saved: datetime | None = None


def department_standings(
    statuses: Sequence[DepartmentStatus],
    choices: Sequence[FileChoice],
    findings: Sequence[Finding],
    letters: Mapping[tuple[str, str], Mark],
    days: tuple[date, int | None],
) -> list[DepartmentStanding]:
    """Return how far each department has come, sorted by what needs doing.

    Args:
        statuses: The departments that are waited for.
        choices: Their files.
        findings: What was found in them.
        letters: What has been sent: department's code and kind of letter -> mark.
        days: Today, and how many days are left to the deadline; None without one.
    """
    anybody = any(kind == DISPATCH for _, kind in letters)
    files = {c.reply.file: c.reply.department for c in choices}
    levels: dict[str, Counter[Level]] = {}
    for finding in findings:
        department = files.get(finding.file)
        name = finding.department or (department.name if department else "")
        levels.setdefault(name, Counter())[finding.level] += 1
    rows = []
    for status in statuses:
        department = status.department
        sent, reminded = (letters.get((department.code, kind)) for kind in (DISPATCH, REMINDER))
        own = [c.reply for c in choices if c.reply.department == department]
        last = max(own, key=lambda r: r.saved or BEGINNING, default=None)
        count = levels.get(department.name, Counter())
        todo = _todo(status, count, (anybody and sent is None), reminded, days)
        file, saved = (last.file, last.saved) if last else ("", None)
        rows.append(DepartmentStanding(status, todo, count, sent, reminded, file, saved))
    return sorted(rows, key=lambda r: (r.todo.order, _STATUSES.index(r.status.status), r.status.filled > 0))


def _todo(
    status: DepartmentStatus,
    levels: Mapping[Level, int],
    not_sent: bool,
    reminded: Mark | None,
    days: tuple[date, int | None],
) -> Todo:
    today, left = days
    if status.status == "avvisad":
        return Todo.ASK
    if status.status in ("svarat", "delvis") and levels.get(Level.ERROR):
        return Todo.CORRECT
    if status.status == "svarat":
        return Todo.NOTHING
    if status.status == "saknas" and not_sent:
        return Todo.SEND
    due = left is not None and left <= REMIND_DAYS
    return Todo.REMIND if due and (reminded is None or reminded.time.date() < today) else Todo.WAIT
