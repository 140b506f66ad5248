"""``prova``: the whole round on the example, in a new folder."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from indikator_excel.annex.read import read_annex
from indikator_excel.errors import UserError
from indikator_excel.example.data import ANNEX, WORD_ANNEX, Example, read_example
from indikator_excel.example.replies import write_replies
from indikator_excel.files import reason
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.log.journal import Record, unrecorded
from indikator_excel.register.book import Book, style_row
from indikator_excel.register.current import current_register
from indikator_excel.register.history import PastAnswer, record_answers
from indikator_excel.register.layout import DEPARTMENTS, INDICATORS, SETTINGS
from indikator_excel.register.review.run import Review, review_folder
from indikator_excel.register.update import RegisterUpdate, refresh, save, update_register
from indikator_excel.resources import bundled
from indikator_excel.templates.run import CreatedTemplates, create_templates

if TYPE_CHECKING:
    from indikator_excel.annex_document.run import FilledAnnex
    from indikator_excel.consolidation.merge import Consolidation
    from indikator_excel.corrections.run import MadeCorrections


class TriedOut(Struct, frozen=True):
    """What happened at each station."""

    folder: RoundFolder
    indicators: int
    update: RegisterUpdate
    review: Review
    templates: CreatedTemplates
    replies: int
    result: "Consolidation"
    corrections: "MadeCorrections"
    #: How many drafts go out with the templates, and how many remind.
    drafts: int
    reminders: int
    filled: "FilledAnnex"


def try_out(path: Path, record: Record = unrecorded) -> TriedOut:
    """Run the whole round in ``path``, which must not exist or be empty. ``record`` takes down each step.

    Raises:
        UserError: The folder is in use or can't be written.
    """
    from indikator_excel.annex.word.document import read_word_annex
    from indikator_excel.annex_document.run import write_annex
    from indikator_excel.consolidation.run import consolidate
    from indikator_excel.corrections.run import write_corrections
    from indikator_excel.dispatch.letter import LetterKind
    from indikator_excel.dispatch.run import letters, write_drafts

    folder = RoundFolder(path)
    example = read_example()
    annex_file = _start(folder)
    annex = read_annex(annex_file)
    update = update_register(folder, annex, annex_file, record)
    assign(folder, example)
    review = review_folder(folder, record)
    folder.register_previous.unlink(missing_ok=True)
    templates = create_templates(folder, record=record)
    drafts = write_drafts(folder, letters(folder, LetterKind.DISPATCH), record)
    write_replies(folder, current_register(folder), example)
    result = consolidate(folder, record=record)
    corrections = write_corrections(folder, result, record=record)
    reminders = write_drafts(folder, letters(folder, LetterKind.REMINDER), record)
    filled = write_annex(folder, read_word_annex(folder.path / WORD_ANNEX), result, record)
    return TriedOut(
        folder,
        len(annex.rows),
        update,
        review,
        templates,
        len(example.replies),
        result,
        corrections,
        len(drafts.files),
        len(reminders.files),
        filled,
    )


def free_folder(path: Path) -> Path:
    """Return ``path``, or the first of ``path-2``, ``path-3`` … that is free."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _start(folder: RoundFolder) -> Path:
    if folder.path.exists() and (not folder.path.is_dir() or any(folder.path.iterdir())):
        raise UserError(f"{folder.path} finns redan och är inte tom. Ange en ny mapp: indikator-excel prova MAPP.")
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        for name in (ANNEX, WORD_ANNEX):
            shutil.copy(bundled("exempel") / name, folder.path / name)
    except OSError as error:
        raise UserError(f"Mappen {folder.path} kunde inte skapas: {reason(error)}.") from None
    return folder.path / ANNEX


def assign(folder: RoundFolder, example: Example) -> None:
    """Fill in settings, departments and who answers for what, as the controller does in Excel."""
    book = Book.open(folder.register)
    settings = book.require(SETTINGS)
    for row in settings.rows():
        value = example.settings.get(settings.text(row, "Inställning"))
        if value is not None:
            settings.set(row, "Värde", value)
    departments = book.require(DEPARTMENTS)
    answers: dict[str, str] = {}
    for department in example.departments:
        row = departments.last_row + 1
        texts = (department.code, department.name, department.contact, department.email)
        for header, text in zip(DEPARTMENTS.headers, texts, strict=False):
            departments.set(row, header, text)
        style_row(departments, row)
        answers |= dict.fromkeys(department.indicators, department.code)
    indicators = book.require(INDICATORS)
    for row in indicators.rows():
        indicators.set(row, "Förvaltning", answers[indicators.text(row, "ID")])
    names = {indicators.text(row, "ID"): indicators.text(row, "Indikator") for row in indicators.rows()}
    past = [
        PastAnswer(year, example.settings["Omgång"], id_, answers[id_], value, names[id_], kind=Kind.OUTCOME)
        for year, values in example.history.items()
        for id_, value in values.items()
    ]
    record_answers(book, past, [Department(d.code, d.name) for d in example.departments])
    refresh(book)
    save(folder, book)
