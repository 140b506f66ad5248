"""The register as every command reads it: with the controller's answers in *Frågor* taken over."""

from msgspec.structs import replace

from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes
from indikator_excel.folder import RoundFolder
from indikator_excel.log.event import Event, What
from indikator_excel.log.journal import of_file
from indikator_excel.register.glance import glance
from indikator_excel.register.model import Register
from indikator_excel.register.pending import has_pending_answers
from indikator_excel.register.reader import register_from


def current_register(folder: RoundFolder) -> Register:
    """Read the folder's register, and write it where answers in *Frågor* were taken over.

    Where the file can't be written (it is open in Excel) the answers count all the same; they are taken over again
    the next time.

    Raises:
        UserError: The register is missing or unreadable, or holds no indicator.
    """
    # Mostly there is nothing to take over, and then the register need not be loaded for editing.
    seen = glance(read_bytes(folder.register)) if folder.register.exists() else None
    if seen is not None and not has_pending_answers(seen):
        return register_from(seen)
    return _with_answers(folder)


def _with_answers(folder: RoundFolder) -> Register:
    from indikator_excel.register.answers import take_answers
    from indikator_excel.register.book import Book
    from indikator_excel.register.review.run import ask_anew
    from indikator_excel.register.update import refresh, save

    book = Book.open(folder.register)
    answers = take_answers(book)
    told = list(answers.taken)
    if answers.taken:
        refresh(book)
        ask_anew(book, answers)
        if book.losses:
            told.append("svaren gäller, men står kvar i Frågor, eftersom registret inte kan skrivas om")
        else:
            try:
                save(folder, book)
            except UserError as error:
                told.append(f"svaren gäller, men kunde inte sparas: {error}")
    register = register_from(book)
    problems = (*register.problems, *(q.finding.message for q in answers.refused))
    return replace(register, answered=tuple(told), problems=problems)


def register_event(folder: RoundFolder, register: Register) -> Event:
    """Return what the log says of a register that was just read, or that answers were written into."""
    return of_file(What.WRITTEN if register.answered else What.READ, folder, folder.register)
