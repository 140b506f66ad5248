"""``status``: who has answered, how far each department has come, and what the controller does next.

No pandas here, as long as no two files of a department have the same cell: it answers from what each file says.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from indikator_excel.consolidation.choose import DepartmentStatus, FileChoice, choose_files, department_statuses
from indikator_excel.consolidation.entries import entry_findings
from indikator_excel.consolidation.standing import DepartmentStanding, Sendings, department_standings
from indikator_excel.errors import UserError
from indikator_excel.files import now
from indikator_excel.findings.finding import Finding
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted
from indikator_excel.log.file import Log, read_log
from indikator_excel.log.letters import letter_marks, unsure_letters
from indikator_excel.progress import Progress, silent
from indikator_excel.register.current import current_register
from indikator_excel.register.model import Register
from indikator_excel.replies.folder import read_replies
from indikator_excel.templates.layout import DECISIVE


class Standing(Struct, frozen=True):
    """How far a round has come. ``days_left`` is None without a deadline, negative after it.

    ``rows`` says more of each department, sorted by what needs doing. ``log_problem`` is why nothing is known of what
    has been sent.
    """

    register: Register
    departments: tuple[DepartmentStatus, ...]
    findings: tuple[Finding, ...]
    days_left: int | None
    rows: tuple[DepartmentStanding, ...] = ()
    log_problem: str = ""


def standing(folder: RoundFolder, progress: Progress = silent) -> Standing:
    """Tell who has answered, without merging anything.

    Raises:
        UserError: The register can't be read.
    """
    register = current_register(folder)
    choices, findings = choose_files(read_replies(folder, register, progress), register)
    findings += [finding for choice in choices for finding in choice.findings]
    findings += entry_findings(choices, register)
    findings += _contradictions(choices, register)
    deadline, today = register.round.deadline, now().date()
    days = (deadline - today).days if deadline else None
    statuses = department_statuses(register, choices)
    try:
        log, problem = read_log(folder.log), ""
    except UserError as error:
        log, problem = Log(), f"{error} Därför syns inte vad som har skickats."
    if log.damaged:
        count = counted(len(log.damaged), "rad", "rader")
        problem = f"I {folder.log.name} går {count} inte att läsa. Därför syns kanske inte allt som har skickats."
    events = log.events
    made = any(folder.templates.glob("*.xlsx"))
    sendings = Sendings(letter_marks(events), unsure_letters(events), made)
    rows = department_standings(statuses, choices, findings, sendings, (today, days))
    return Standing(register, tuple(statuses), tuple(findings), days, tuple(rows), problem)


def _contradictions(choices: Sequence[FileChoice], register: Register) -> list[Finding]:
    """Return where files of a department that all count say different things."""
    times = Counter(
        (choice.reply.department, entry.indicator_id, entry.field)
        for choice in choices
        if choice.chosen
        for entry in choice.reply.entries
        if entry.field in DECISIVE and (entry.indicator_id, entry.field) not in choice.overtaken
    )
    if max(times.values(), default=0) < 2:  # noqa: PLR2004 - the usual case, for which pandas is not worth its import
        return []
    from indikator_excel.consolidation.cells import cells_frame, settle_cells

    return settle_cells(cells_frame(choice.reply for choice in choices), list(choices), register)[1]
