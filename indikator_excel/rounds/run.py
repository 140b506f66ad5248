"""``ny-omgång`` and ``nytt-år``: from a round's folder to the next one's."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes, reason, workbook_bytes, write_whole
from indikator_excel.findings import about_rows
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Round
from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.log.event import Event, What
from indikator_excel.log.journal import Record, digest, of_file, unrecorded
from indikator_excel.progress import Progress, silent
from indikator_excel.register.answers import Answers, take_answers
from indikator_excel.register.book import Book
from indikator_excel.register.history import (
    PastAnswer,
    baselines_to_keep,
    last_outcome_round,
    outcomes_of_year,
    past_answers,
    record_answers,
)
from indikator_excel.register.model import Register
from indikator_excel.register.reader import register_from
from indikator_excel.register.review.offered import Offer, stored_offers
from indikator_excel.register.review.question import Question
from indikator_excel.register.review.run import ask_anew
from indikator_excel.register.update import refresh
from indikator_excel.resources import LOGO, bundled
from indikator_excel.rounds.answers import WithoutValue, answers_of, without_value
from indikator_excel.rounds.change import Change, in_order, write_changes
from indikator_excel.rounds.settings import Wanted, first_in_next_year, next_in_year, write_round
from indikator_excel.rounds.year import Outcomes, move_year, still_settled, texts_with_years, told_baselines
from indikator_excel.templates.run import CreatedTemplates, create_templates

if TYPE_CHECKING:
    from indikator_excel.consolidation.merge import Consolidation

#: What a computer puts into a folder by itself.
_NOT_HERS = ("desktop.ini", "thumbs.db")
_NOTHING_ASKED = Wanted()


class StartedRound(Struct, frozen=True):
    """What was made.

    ``added`` and ``updated`` count rows of *Historik*; ``without`` are rows that gave it no value. ``source`` is the
    round whose outcomes became *Läget*, None where there was none.
    """

    folder: RoundFolder
    old: Round
    round: Round
    changes: tuple[Change, ...]
    added: int
    updated: int
    answered: bool
    without: tuple[WithoutValue, ...]
    copied: tuple[str, ...]
    questions: tuple[Question, ...]
    taken: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    source: str | None = None
    templates: CreatedTemplates | None = None

    @property
    def is_new_year(self) -> bool:
        """Whether the round is of another year."""
        return self.round.year != self.old.year

    @property
    def only_forecasts(self) -> bool:
        """Whether *Läget* had to be emptied because the year had no outcomes."""
        return self.is_new_year and self.source is None


class _Carried(Struct):
    """The old round, read, and the book that becomes the new round's register."""

    folder: RoundFolder
    book: Book
    register: Register
    result: "Consolidation"
    taken: tuple[str, ...]
    answered: bool
    added: int = 0
    updated: int = 0
    past: list[PastAnswer] = field(default_factory=list)


def start_round(
    folder: RoundFolder,
    target: Path,
    wanted: Wanted = _NOTHING_ASKED,
    progress: Progress = silent,
    record: Record = unrecorded,
) -> StartedRound:
    """Make the next round of the same year in a new folder, templates and all.

    Raises:
        UserError: Something can't be read or written, the folder is in use, or the round's name is taken.
    """
    new_folder = _require_free(folder, target)
    carried = _carry(folder, progress)
    old = carried.register.round
    changes = write_round(carried.book, old, next_in_year(old, carried.past, wanted))
    given = [f for f in carried.result.findings if f.kind is about_rows.BASELINE_GIVEN]
    offers = [*stored_offers(carried.book), *(Offer(f.indicator_id, f.value, f.department) for f in given)]
    questions = _finish(carried, changes, Answers(), offers)
    return _write(carried, new_folder, changes, questions, None, record, with_templates=True)


def start_year(
    folder: RoundFolder,
    target: Path,
    wanted: Wanted = _NOTHING_ASKED,
    progress: Progress = silent,
    record: Record = unrecorded,
) -> StartedRound:
    """Make the first round of the next year in a new folder: outcomes become *Läget*, targets are emptied.

    Raises:
        UserError: Something can't be read or written, the folder is in use, or the year has no answers.
    """
    new_folder = _require_free(folder, target)
    carried = _carry(folder, progress)
    old, register = carried.register.round, carried.register
    source = old.name if old.kind is Kind.OUTCOME else last_outcome_round(carried.past, old.year)
    if not carried.answered and (old.kind is Kind.OUTCOME or source is None):
        raise UserError(
            f"Det finns inga svar i mappen {folder.replies}, och då finns inga utfall som kan bli läget {old.year}. "
            "Ställ dig i mappen med årets sista omgång, eller ange den med --mapp."
        )
    found = outcomes_of_year(carried.past, old.year, source or "", register.indicators, register.departments)
    where = Round(old.year, old.baseline_year, name=source).title if source else None
    outcomes = Outcomes(found if source is not None else {}, where)
    kept = baselines_to_keep(carried.past, old, register.indicators)
    record_answers(carried.book, kept, register.departments)
    settled = still_settled(carried.book, register)
    changes = write_round(carried.book, old, first_in_next_year(old, carried.past, wanted))
    changes += [*move_year(carried.book, register, outcomes), *told_baselines(kept)]
    changes += texts_with_years(carried.book, old.year, _texts(folder))
    # A baseline that was offered was of the year before.
    questions = _finish(carried, changes, Answers(own=settled), [])
    return _write(carried, new_folder, changes, questions, where, record, with_templates=False)


def _require_free(folder: RoundFolder, target: Path) -> RoundFolder:
    """Refuse a folder that holds anything, and one where the new round would be taken for a reply."""
    try:
        path, here = target.resolve(), folder.path.resolve()
        if path == here:
            raise UserError(f"{target} är omgångens egen mapp. Ange en ny mapp till den nya omgången.")
        if path.is_relative_to(folder.replies.resolve()):
            raise UserError(f"{target} ligger i mappen med svar, som aldrig ändras. Ange en annan mapp.")
        if path.exists() and (not path.is_dir() or any(_is_hers(p) for p in path.iterdir())):
            raise UserError(f"{target} finns redan och är inte tom. Ange en ny mapp till den nya omgången.")
    except OSError as error:
        raise UserError(f"Mappen {target} kan inte användas: {reason(error)}.") from None
    return RoundFolder(target)


def _is_hers(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.casefold() not in _NOT_HERS


def _carry(folder: RoundFolder, progress: Progress) -> _Carried:
    """Read the round and write its answers into *Historik* of the book that is carried on."""
    from indikator_excel.consolidation.run import merge_with_own
    from indikator_excel.replies.folder import read_replies

    book = Book.open(folder.register)
    answers = take_answers(book)
    refresh(book)
    register = register_from(book)
    result, _ = merge_with_own(folder, register, read_replies(folder, register, progress))
    entries = answers_of(result)
    carried = _Carried(folder, book, register, result, answers.taken, bool(entries))
    carried.added, carried.updated = record_answers(book, entries, register.departments)
    carried.past = past_answers(book)
    return carried


def _finish(carried: _Carried, changes: list[Change], answers: Answers, offers: list[Offer]) -> list[Question]:
    """Write the readings, the list of changes and the questions into the book."""
    refresh(carried.book)
    write_changes(carried.book, in_order(changes))
    _, questions, _ = ask_anew(carried.book, answers, offers)
    return questions


def _own_files(folder: RoundFolder) -> list[str]:
    """Return the texts and looks of the round's own that lie beside its register."""
    names = {p.relative_to(bundled("mallar")).as_posix() for p in bundled("mallar").rglob("*") if p.is_file()}
    names = (names | {LOGO}) - {folder.register.name}
    return sorted(name for name in names if (folder.path / name).is_file())


def _texts(folder: RoundFolder) -> list[tuple[str, str]]:
    names = [name for name in _own_files(folder) if name.endswith(".txt")]
    return [(name, read_bytes(folder.path / name).decode("utf-8-sig", errors="replace")) for name in names]


def _write(
    carried: _Carried,
    new_folder: RoundFolder,
    changes: list[Change],
    questions: list[Question],
    source: str | None,
    record: Record,
    *,
    with_templates: bool,
) -> StartedRound:
    """Write the new folder whole, or not at all. The log is the new round's: the old folder is not changed."""
    data = workbook_bytes(carried.book.workbook)
    own = _own_files(carried.folder)
    existed = new_folder.path.is_dir()
    before = set(new_folder.path.iterdir()) if existed else set()
    try:
        write_whole(new_folder.register, data)
        old = of_file(What.STARTED, carried.folder, carried.folder.register)
        source_file = f"{carried.folder.path.resolve().name}/{old.file}"
        written = Event(What.WRITTEN, new_folder.register.name, digest(data))
        record(new_folder, [replace(old, file=source_file), written])
        for name in own:
            write_whole(new_folder.path / name, read_bytes(carried.folder.path / name))
        templates = create_templates(new_folder, record=record) if with_templates else None
    except BaseException:
        made = set(new_folder.path.iterdir()) - before if new_folder.path.is_dir() else set()
        for path in made:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if not existed:
            shutil.rmtree(new_folder.path, ignore_errors=True)
        raise
    return StartedRound(
        new_folder,
        carried.register.round,
        register_from(carried.book).round,
        tuple(in_order(changes)),
        carried.added,
        carried.updated,
        carried.answered,
        tuple(without_value(carried.result)),
        tuple(own),
        tuple(questions),
        carried.taken,
        carried.book.losses,
        source,
        templates,
    )
