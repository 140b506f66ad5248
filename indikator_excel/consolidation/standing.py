"""How far each department has come, and what has to be done about it next.

No pandas here: ``status`` answers from this alone.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct

from indikator_excel.consolidation.choose import BEGINNING, DepartmentStatus, FileChoice
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.log.letters import CORRECTION, DISPATCH, REMINDER, Mark
from indikator_excel.replies.reply import Reply

#: So many days before the deadline it is time to remind.
REMIND_DAYS = 3


class Todo(StrEnum):
    """What the controller does next about a department, the most pressing first."""

    ARRIVED = "fråga om mejlet kom fram"
    MAKE = "gör mallen"
    SEND = "skicka mallen"
    ASK = "be om ny fil"
    CORRECT = "skicka rättelse"
    REMIND = "påminn"
    WAIT_CORRECTED = "vänta på rättad fil"
    WAIT = "vänta"
    NOTHING = "klart"

    @property
    def order(self) -> int:
        """The most pressing first."""
        return list(Todo).index(self)


_STATUSES = ("saknas", "avvisad", "delvis", "svarat")


class Sendings(Struct, frozen=True):
    """What is known of the letters: how far each has come by department's code and kind, and which are in doubt.

    ``made`` tells whether there are any templates to send.
    """

    marks: Mapping[tuple[str, str], Mark]
    unsure: Collection[tuple[str, str]] = ()
    made: bool = True


class DepartmentStanding(Struct, frozen=True):
    """How far a department has come. ``levels`` counts the findings in its files, level by level."""

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
    sendings: Sendings,
    days: tuple[date, int | None],
) -> list[DepartmentStanding]:
    """Return how far each department has come, sorted by what needs doing.

    Args:
        statuses: The departments that are waited for.
        choices: Their files.
        findings: What was found in them.
        sendings: What has been sent.
        days: Today, and how many days are left to the deadline; None without one.
    """
    anybody = any(kind == DISPATCH for _, kind in sendings.marks)
    # Somebody who has answered has got a template, however it was sent.
    begun = anybody or any(status.status != "saknas" for status in statuses)
    files = {c.reply.file: c.reply.department for c in choices}
    aside = {c.reply.file for c in choices if not c.chosen}
    levels: dict[str, Counter[Level]] = {}
    to_correct: set[str] = set()
    for finding in findings:
        department = files.get(finding.file)
        name = finding.department or (department.name if department else "")
        levels.setdefault(name, Counter())[finding.level] += 1
        # A file that can't be used, beside one that is, is the controller's to put away and not to be corrected.
        if finding.level is Level.ERROR and finding.file not in aside:
            to_correct.add(name)
    rows = []
    for status in statuses:
        department = status.department
        sent, reminded, corrected = (
            sendings.marks.get((department.code, kind)) for kind in (DISPATCH, REMINDER, CORRECTION)
        )
        own = [c.reply for c in choices if c.reply.department == department]
        last = max(own, key=lambda r: r.saved or BEGINNING, default=None)
        count = levels.get(department.name, Counter())
        todo = _todo(status, has_errors=department.name in to_correct, reminded=reminded, days=days)
        if todo in (Todo.ASK, Todo.CORRECT) and corrected and _came_before(last, corrected):
            todo = Todo.WAIT_CORRECTED
        if status.status == "saknas" and sent is None:
            if anybody:
                todo = Todo.SEND
            elif not begun and not sendings.made:
                todo = Todo.MAKE
            elif not begun and todo is Todo.WAIT:
                todo = Todo.SEND
        if any((department.code, kind) in sendings.unsure for kind in _AWAITED.get(todo, ())):
            todo = Todo.ARRIVED
        file, saved = (last.file, last.saved) if last else ("", None)
        rows.append(DepartmentStanding(status, todo, count, sent, reminded, file, saved))
    return sorted(rows, key=lambda r: (r.todo.order, _STATUSES.index(r.status.status), r.status.filled > 0))


#: Which letters decide, where it is not known whether they came through, that the controller asks first.
_AWAITED = {
    Todo.SEND: (DISPATCH,),
    Todo.REMIND: (DISPATCH, REMINDER),
    Todo.WAIT: (DISPATCH, REMINDER),
    Todo.ASK: (CORRECTION,),
    Todo.CORRECT: (CORRECTION,),
    Todo.WAIT_CORRECTED: (CORRECTION,),
}


def _came_before(last: Reply | None, corrected: Mark) -> bool:
    """Whether a department's last file was saved before the letter with its correction."""
    if last is None or last.saved is None:
        return True
    return last.saved.replace(tzinfo=UTC) <= corrected.time


def _todo(
    status: DepartmentStatus, *, has_errors: bool, reminded: Mark | None, days: tuple[date, int | None]
) -> Todo:
    """Return what is to be done by the answers alone."""
    today, left = days
    if status.status == "avvisad":
        return Todo.ASK
    if status.status in ("svarat", "delvis") and has_errors:
        return Todo.CORRECT
    if status.status == "svarat":
        return Todo.NOTHING
    due = left is not None and left <= REMIND_DAYS
    return Todo.REMIND if due and (reminded is None or reminded.time.date() < today) else Todo.WAIT
