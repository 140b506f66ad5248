"""Which of a department's files count, when there are several, and how far each department has come.

No pandas here: ``status`` answers from this alone.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.consolidation.corrected import CellKey, corrected_files, has_changes, overtaken
from indikator_excel.findings import about_files, about_structure
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import fold
from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Reply
from indikator_excel.templates.layout import Field

BEGINNING = datetime.min  # noqa: DTZ901 - compared with naive times from files


class FileChoice(Struct, frozen=True):
    """Whether a file counts, and why in Swedish. A file that does not count may be a copy, or have been corrected."""

    reply: Reply
    chosen: bool
    why: str
    is_copy: bool = False
    is_corrected: bool = False
    #: The cells of a file that counts which another file says better: ID and column.
    overtaken: frozenset[CellKey] = frozenset()

    @property
    def findings(self) -> list[Finding]:
        """What is still to be said of the file.

        What is wrong in a copy is said of its original; in a file that was replaced nothing has to be put right. A
        file that was sent back and corrected has told what the correction does not hold.
        """
        findings = self.reply.findings
        if self.chosen or not (self.reply.accepted or self.is_corrected):
            return list(findings)
        if not self.is_corrected:
            return []
        told = [f for f in findings if f.kind in _BESIDE]
        return told + [replace(f, kind=about_structure.LEFT_OUT) for f in findings if f.kind in _OF_NO_ROW]


#: What people have written where the template has no place for it.
_BESIDE = (
    about_structure.NOTE,
    about_structure.BESIDE_TABLE,
    about_structure.OTHER_TEXT,
    about_structure.LOCKED_CHANGED,
)
#: Answers that belong to no row of a correction either.
_OF_NO_ROW = (
    about_structure.UNKNOWN_ID,
    about_structure.OUTSIDE_ROWS,
    about_structure.ROW_UNCLEAR,
    about_structure.UNUSED_COLUMN,
    about_structure.OTHER_SHEET,
)


def choose_files(replies: list[Reply], register: Register) -> tuple[list[FileChoice], list[Finding]]:
    """Choose among the files of each department.

    Copies count once. A file that was sent back for correction takes the place of those whose answers it holds. Of
    the others a complete one takes the place of those that were saved before it. The rest is merged cell by cell.
    """
    choices: list[FileChoice] = []
    findings: list[Finding] = []
    by_content: dict[object, str] = {}
    accepted: list[Reply] = []
    corrected = corrected_files(replies, register)
    files_of = Counter(reply.department for reply in replies)
    # Of equal files the one with the shorter name is the original: "svar.xlsx", not "svar (1).xlsx".
    for reply in sorted(replies, key=lambda r: (_saved(r), len(r.file), r.file)):
        if reply.file in corrected:
            correction = corrected[reply.file]
            findings.append(_superseded(reply, correction, "som rättar den"))
            choices.append(FileChoice(reply, chosen=False, why=f"rättad i {correction.file}", is_corrected=True))
            continue
        if not reply.accepted or reply.department is None:
            why = reply.findings[-1].message if reply.findings else "avvisad"
            choices.append(FileChoice(reply, chosen=False, why=why))
            continue
        # Only beside another file of the same department can a file be a copy.
        several = files_of[reply.department] > 1
        original = by_content.setdefault(_content(reply), reply.file) if several else reply.file
        if original != reply.file:
            details = {"annan_fil": original}
            findings.append(Finding(about_files.COPY, reply.file, department=reply.department.name, details=details))
            choices.append(FileChoice(reply, chosen=False, why=f"kopia av {original}", is_copy=True))
            continue
        accepted.append(reply)
    latest = _latest_complete(accepted, register)
    standing = []
    for reply in accepted:
        newer = latest.get(reply.department)
        if newer is None or reply.corrects or _saved(reply) >= _saved(newer):
            standing.append(reply)
            continue
        findings.append(_superseded(reply, newer, "som är komplett"))
        choices.append(FileChoice(reply, chosen=False, why=f"ersatt av {newer.file}, som är senare och komplett"))
    gone = overtaken(standing, register)
    for reply in standing:
        cells = gone.get(reply.file, frozenset())
        choices.append(FileChoice(reply, chosen=True, why=_why(reply, register), overtaken=cells))
    order = {reply.file: place for place, reply in enumerate(replies)}
    return sorted(choices, key=lambda c: order[c.reply.file]), findings


def _latest_complete(replies: list[Reply], register: Register) -> dict[Department | None, Reply]:
    """Return each department's last file that answers all of its rows. A correction does without saying so."""
    latest: dict[Department | None, Reply] = {}
    for reply in replies:
        before = latest.get(reply.department)
        newer = before is None or _saved(before) < _saved(reply)
        if newer and not reply.corrects and is_complete(reply, register):
            latest[reply.department] = reply
    return latest


def _why(reply: Reply, register: Register) -> str:
    if reply.corrects:
        return "rättelse" if not reply.prefilled or has_changes(reply, register) else "rättelse, ingenting ändrat"
    return "komplett" if is_complete(reply, register) else "delvis ifylld"


def _content(reply: Reply) -> object:
    """Return what makes two files the same answer: the department, everything filled in, everything found.

    A correction is no copy of the file that it says the same as: it settles what other files said, too.
    """
    entries = (*reply.entries, *reply.refused, *reply.ignored)
    cells = sorted((e.indicator_id, e.field.value, fold(e.cell.text), e.cell.percent_format) for e in entries)
    told = sorted((f.code, f.place, f.value) for f in reply.findings)
    said = (reply.says_done, reply.respondent, reply.measured_on)
    return reply.department and reply.department.code, tuple(cells), tuple(told), said, reply.corrects


def _saved(reply: Reply) -> datetime:
    return reply.saved or BEGINNING


def _superseded(reply: Reply, newer: Reply, why: str) -> Finding:
    details = {"tid": when(reply.saved), "annan_fil": newer.file, "annan_tid": when(newer.saved), "skäl": why}
    name = reply.department.name if reply.department else ""
    return Finding(about_files.SUPERSEDED, reply.file, department=name, details=details)


def when(saved: datetime | None) -> str:
    """Write when a file was saved."""
    return f"{saved:%Y-%m-%d %H:%M}" if saved else "okänd tid"


def answered(reply: Reply, register: Register, without: Collection[CellKey] = ()) -> set[str]:
    """Return the IDs of the rows that a file answers: with every value, or with the reason why there is none.

    ``without`` are cells that do not count.
    """
    given = {(entry.indicator_id, entry.field) for entry in reply.entries}.difference(without)
    two = register.with_two_periods
    return {
        id_
        for id_, field in given
        if field is Field.NOT_MEASURED or (field is Field.VALUE and (id_ not in two or (id_, Field.VALUE_2) in given))
    }


def is_complete(reply: Reply, register: Register) -> bool:
    """Whether a file answers every row of its department."""
    if reply.department is None:
        return False
    return {i.id for i in register.indicators_of(reply.department)} <= answered(reply, register)


class DepartmentStatus(Struct, frozen=True):
    """How far a department has come. ``status`` is svarat, delvis, saknas or avvisad."""

    department: Department
    status: str
    filled: int
    expected: int
    says_done: bool
    files: tuple[str, ...]
    #: The IDs of the rows that have no answer, in the register's order.
    missing: tuple[str, ...] = ()

    @property
    def sent_no_answer(self) -> bool:
        """Whether its files are fine, but none of its rows is answered in them."""
        return self.status == "delvis" and not self.filled


def department_statuses(register: Register, choices: list[FileChoice]) -> list[DepartmentStatus]:
    """Return how far each department with rows has come, in the register's order."""
    by_department: dict[Department | None, list[FileChoice]] = {}
    for choice in choices:
        by_department.setdefault(choice.reply.department, []).append(choice)
    statuses = []
    for department in register.departments:
        rows = [i.id for i in register.indicators_of(department)]
        expected = set(rows)
        if not expected:
            continue
        own = by_department.get(department, [])
        chosen = [c.reply for c in own if c.chosen]
        filled = set().union(*(answered(c.reply, register, c.overtaken) for c in own if c.chosen)) & expected
        if chosen:
            status = "svarat" if filled == expected else "delvis"
        else:
            status = "avvisad" if any(not c.reply.accepted for c in own) else "saknas"
        done = any(r.says_done for r in chosen)
        files = tuple(c.reply.file for c in own)
        missing = tuple(id_ for id_ in rows if id_ not in filled)
        statuses.append(DepartmentStatus(department, status, len(filled), len(rows), done, files, missing))
    return statuses
