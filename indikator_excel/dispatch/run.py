"""``utskick``: from a round's folder to one letter per department, and to the drafts in ``utskick/``."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.consolidation.choose import DepartmentStatus
from indikator_excel.consolidation.run import merged
from indikator_excel.consolidation.status import standing
from indikator_excel.dispatch import content
from indikator_excel.dispatch.attachment import UnfitError, correction_to_send, template_to_send
from indikator_excel.dispatch.blocks import html_text, plain_text
from indikator_excel.dispatch.letter import Letter, LetterKind
from indikator_excel.dispatch.message import Envelope, Workbook, make_message
from indikator_excel.dispatch.text import Value, fill_letter
from indikator_excel.files import left_over, now, write_whole
from indikator_excel.findings.finding import Level
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.address import MailAddress, read_addresses, shown_name
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import counted, join_some, quote
from indikator_excel.log.event import Event, What
from indikator_excel.log.journal import Record, digest, unrecorded
from indikator_excel.progress import Progress, silent
from indikator_excel.register.current import current_register
from indikator_excel.register.model import Register
from indikator_excel.resources import Theme, read_theme, resource
from indikator_excel.templates.run import file_names


class Skipped(Struct, frozen=True):
    """A department that gets no letter, and why in Swedish; ``must_act`` where the controller has to do something."""

    department: Department
    why: str
    must_act: bool = False


class Letters(Struct, frozen=True):
    """What was composed. ``problems`` are Swedish sentences about what the controller has to put right.

    ``notes`` are what is good for her to know.
    """

    register: Register
    kind: LetterKind
    letters: tuple[Letter, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def without(self, answered: Iterable[Letter]) -> "Letters":
        """Return the letters but for those whose departments have answered and are to get none."""
        left_out = list(answered)
        skipped = [Skipped(letter.department, "har redan svarat.") for letter in left_out]
        kept = tuple(letter for letter in self.letters if all(letter is not other for other in left_out))
        return replace(self, letters=kept, skipped=(*self.skipped, *skipped))

    @property
    def lacks_sender(self) -> bool:
        """Whether nothing in the register says who the letters come from."""
        return bool(self.letters) and not self.register.round.sender and "From" not in self.letters[0].message

    @property
    def late(self) -> str:
        """What to say of templates that go out when the last day has passed; empty where it has not."""
        deadline = self.register.round.deadline
        if self.kind is not LetterKind.DISPATCH or not self.letters or deadline is None or deadline >= now().date():
            return ""
        return f"Sista svarsdag, {deadline}, har passerat. Gäller en annan dag, skriv den i registret."

    @property
    def needs_action(self) -> bool:
        """Whether something stands in the way that the controller must settle."""
        return bool(self.problems) or any(s.must_act for s in self.skipped)


class WrittenDrafts(Struct, frozen=True):
    """The drafts' names in ``utskick/``, and those of the same kind that lie there from before."""

    files: tuple[str, ...]
    left_over: tuple[str, ...] = ()


class _Wanted(Struct, frozen=True):
    """A department that is to have a letter: its own fields, and the workbook with the way to get it whole."""

    department: Department
    fields: dict[str, Value] = field(default_factory=dict)
    attachment: Path | None = None
    fit: Callable[[Path], bytes] | None = None


def letters(folder: RoundFolder, kind: LetterKind, progress: Progress = silent) -> Letters:
    """Compose the letters of one kind. Nothing is written.

    Raises:
        UserError: The register, the replies, a text in ``mallar/`` or a workbook can't be read.
    """
    register, asked = _ASKED[kind](folder, progress)
    name, needed = content.TEXTS[kind]
    sender, problem = content.sender_of(register.round)
    names = file_names(register)
    paper = _Paper(register, kind, name, resource(name, folder.path), needed, read_theme(folder.path), sender, names)
    composed: list[Letter] = []
    skipped: list[Skipped] = []
    notes: list[str] = []
    problems = [problem] if problem else []
    for wanted in asked:
        if isinstance(wanted, str):
            notes.append(wanted)
            continue
        if isinstance(wanted, Skipped):
            skipped.append(wanted)
            continue
        try:
            letter, wrong = paper.letter(wanted)
        except UnfitError as error:
            skipped.append(Skipped(wanted.department, str(error), must_act=True))
            continue
        composed.append(letter)
        problems += wrong
    problems += _without_address(composed)
    if not (composed or skipped):
        problems.append("Ingen förvaltning har någon indikator. Fyll i kolumnen Förvaltning på bladet Indikatorer.")
    return Letters(register, kind, tuple(composed), tuple(skipped), tuple(problems), tuple(notes))


class _Paper(Struct, frozen=True):
    """What all letters of a kind are written on."""

    register: Register
    kind: LetterKind
    name: str
    text: str
    needed: tuple[str, ...]
    theme: Theme
    sender: MailAddress | None
    #: The workbooks' names, by the departments' codes.
    names: Mapping[str, str]

    def letter(self, wanted: _Wanted) -> tuple[Letter, list[str]]:
        """Write a department's letter. Beside it stands what is wrong with the department's addresses.

        Raises:
            UnfitError: The workbook must not be sent.
            UserError: The text can't be filled in, or the workbook can't be read.
        """
        department, path = wanted.department, wanted.attachment
        workbook = Workbook(path.name, wanted.fit(path)) if path and wanted.fit else None
        known = content.common_fields(self.register, department, now().date(), workbook.name if workbook else "")
        filled = fill_letter(self.text, known | wanted.fields, self.needed, self.name)
        to, copies, wrong = _recipients(department)
        plain = plain_text(filled.blocks)
        html = html_text(filled.blocks, filled.subject, self.theme)
        stem = self.names[department.code].removesuffix(".xlsx")
        letter = Letter(
            department,
            self.kind,
            make_message(Envelope(self.sender, to, copies), filled.subject, plain, html, workbook),
            f"{_PREFIX[self.kind]} – {stem}.eml",
            path,
            hashlib.sha256(workbook.data).hexdigest() if workbook else None,
            tuple(a.bare for a in (*to, *copies)),
        )
        return letter, wrong


def write_drafts(folder: RoundFolder, composed: Letters, record: Record = unrecorded) -> WrittenDrafts:
    """Write each letter as a draft into ``utskick/``.

    Raises:
        UserError: A file can't be written.
    """
    written: list[Event] = []
    try:
        for letter in composed.letters:
            draft, department = letter.as_draft(), letter.department
            write_whole(folder.dispatch / letter.file_name, draft)
            file = f"{folder.dispatch.name}/{letter.file_name}"
            whose = (department.name, department.code)
            written.append(
                Event(What.WRITTEN, file, digest(draft), *whose, letter=letter.kind, recipients=letter.recipients)
            )
    finally:
        record(folder, written)
    names = tuple(letter.file_name for letter in composed.letters)
    return WrittenDrafts(names, left_over(folder.dispatch, names, f"{_PREFIX[composed.kind]} – *.eml"))


def drafts_of(folder: RoundFolder, sent: Iterable[Letter]) -> list[str]:
    """Return the drafts in ``utskick/`` of letters that have been sent otherwise."""
    return [letter.file_name for letter in sent if (folder.dispatch / letter.file_name).is_file()]


#: How the drafts' names begin, so that those that are sent together lie together.
_PREFIX = {
    LetterKind.DISPATCH: "Utskick",
    LetterKind.REMINDER: "Påminnelse",
    LetterKind.CORRECTION: "Rättelse",
    LetterKind.RECEIPT: "Kvitto",
}

#: The last is something to say to the controller.
_Asked = tuple[Register, Iterator[_Wanted | Skipped | str]]


def _all(folder: RoundFolder, progress: Progress) -> _Asked:
    """Ask every department that has an indicator."""
    del progress
    register = current_register(folder)
    names = file_names(register)

    def asked() -> Iterator[_Wanted | Skipped | str]:
        for department in register.departments:
            if register.indicators_of(department):
                yield _with_template(
                    folder, register, department, names, content.dispatch_fields(register, department)
                )

    return register, asked()


def _unanswered(folder: RoundFolder, progress: Progress) -> _Asked:
    """Remind those that have not answered, or only in part."""
    now_ = standing(folder, progress)
    register, names = now_.register, file_names(now_.register)

    faulty = [
        row.status.department.name
        for row in now_.rows
        if row.status.files and row.levels.get(Level.ERROR) and row.status.status != "svarat"
    ]

    def asked() -> Iterator[_Wanted | Skipped | str]:
        if faulty:
            yield (
                f"{join_some(faulty)} har också fel i sitt svar. Skicka bara ett av breven; det från utskick "
                "--rättelser räknar också upp det som saknas."
            )
        for status in now_.departments:
            if status.status == "svarat":
                yield Skipped(status.department, "alla rader är besvarade.")
            else:
                fields = content.reminder_fields(register, status)
                yield _with_template(folder, register, status.department, names, fields)

    return register, asked()


def _faulty(folder: RoundFolder, progress: Progress) -> _Asked:
    """Send the corrections."""
    from indikator_excel.corrections.collect import Correction, collect
    from indikator_excel.corrections.run import correction_name

    result = merged(folder, progress)
    register, names = result.register, file_names(result.register)
    corrections = {c.department.code: c for c in collect(result).corrections}

    def wanted(correction: Correction, status: DepartmentStatus) -> _Wanted:
        department, corrects = correction.department, correction.prefill.corrects
        path = folder.corrections / correction_name(names[department.code])
        fields = content.correction_fields(correction.findings, status)
        return _Wanted(department, fields, path, lambda p: correction_to_send(p, department, register, corrects))

    def asked() -> Iterator[_Wanted | Skipped | str]:
        for status in result.departments:
            correction = corrections.get(status.department.code)
            yield (
                wanted(correction, status) if correction else Skipped(status.department, "det finns inget att rätta.")
            )

    return register, asked()


def _answered(folder: RoundFolder, progress: Progress) -> _Asked:
    """Tell those that have answered how their answers were read."""
    result = merged(folder, progress)

    def asked() -> Iterator[_Wanted | Skipped | str]:
        for status in result.departments:
            if status.status in ("svarat", "delvis"):
                yield _Wanted(status.department, content.receipt_fields(result, status))
            else:
                yield Skipped(status.department, "det finns inget svar att kvittera.")

    return result.register, asked()


_ASKED: dict[LetterKind, Callable[[RoundFolder, Progress], _Asked]] = {
    LetterKind.DISPATCH: _all,
    LetterKind.REMINDER: _unanswered,
    LetterKind.CORRECTION: _faulty,
    LetterKind.RECEIPT: _answered,
}


def _with_template(
    folder: RoundFolder, register: Register, department: Department, names: dict[str, str], fields: dict[str, Value]
) -> _Wanted:
    path = folder.templates / names[department.code]
    return _Wanted(department, fields, path, lambda p: template_to_send(p, department, register))


def _recipients(department: Department) -> tuple[list[MailAddress], list[MailAddress], list[str]]:
    """Return a department's addresses and those that get a copy, and what in its cells is no address."""
    to, wrong = read_addresses(department.email)
    if len(to) == 1 and not to[0].name:
        # A single address is the contact's own; of several, nobody knows whose is which.
        to = [replace(to[0], name=shown_name(department.contact))]
    copies, wrong_copies = read_addresses(department.copy_to)
    told = [("E-post", w) for w in wrong] + [("Kopia till", w) for w in wrong_copies]
    problems = [
        f"{department.name}: {quote(w.text)} i kolumnen {column} {w.why}. Rätta på registrets blad Förvaltningar."
        for column, w in told
    ]
    known = {a.key for a in to}
    return to, [a for a in copies if a.key not in known], problems


def _without_address(composed: list[Letter]) -> list[str]:
    """Return what to say of letters that have nobody in To."""
    names = [letter.department.name for letter in composed if "To" not in letter.message]
    if not names:
        return []
    who = names[0] if len(names) == 1 else f"{counted(len(names), '', 'förvaltningar')} ({join_some(names)})"
    written = "Brevet har" if len(names) == 1 else "Breven har"
    told = f"{who} saknar e-postadress. {written} därför ingen mottagare. Fyll i kolumnen E-post på registrets blad "
    return [f"{told}Förvaltningar och kör kommandot igen, eller skriv adressen i mejlprogrammet."]
