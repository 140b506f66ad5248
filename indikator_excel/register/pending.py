"""Which answers in *Frågor* are still to be taken into the register."""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from indikator_excel.findings import about_register
from indikator_excel.indicators.text import clean
from indikator_excel.register.layout import INDICATORS, QUESTIONS
from indikator_excel.register.reader import split_list
from indikator_excel.register.review.question import ALL_ROWS
from indikator_excel.register.tables import Rows, Tables

#: What leaves the row as it stands and settles the question, by its first word.
_NO = re.compile(r"(?:nej|nä|låt|behåll|som\s+det\s+står|(?:det\s+)?räcker)\b", re.IGNORECASE)


class PendingAnswer(Struct, frozen=True):
    """One row of *Frågor* with an answer that is to be taken over."""

    row: int
    code: str
    id: str
    text: str
    suggestion: str
    column: str
    rows: tuple[str, ...]

    @property
    def name(self) -> str:
        """The question's code and what it is about."""
        return f"{self.code} {self.id}".rstrip()


def settles(questions: Rows, row: int) -> bool:
    """Whether the answer on a row of *Frågor* leaves everything as it stands, so that nothing is asked again."""
    return bool(_NO.match(clean(questions.text(row, "Svar"))))


def pending_answers(questions: Rows, ids: Collection[str]) -> list[PendingAnswer]:
    """Return the answers that are to be taken over, of those that name a row each with its ID among ``ids``."""
    return list(_pending(questions, ids))


def has_pending_answers(book: Tables) -> bool:
    """Whether a register holds an answer that is to be taken over."""
    questions, indicators = book.table(QUESTIONS), book.table(INDICATORS)
    if questions is None or indicators is None or not questions.has("Svar"):
        return False
    return any(True for _ in _pending(questions, ()))


def _pending(questions: Rows, ids: Collection[str]) -> Iterator[PendingAnswer]:
    for row in list(questions.rows()):
        text = clean(questions.text(row, "Svar"))
        code = clean(questions.text(row, "Kod"))
        if not text or settles(questions, row) or code == about_register.ANSWER_REFUSED.code:
            continue
        listed = split_list(questions.text(row, "Rader"))
        yield PendingAnswer(
            row,
            code,
            clean(questions.text(row, "ID")),
            text,
            clean(questions.text(row, "Förslag")),
            clean(questions.text(row, "Kolumn")),
            tuple(id_ for id_ in ids if id_ in listed or listed == [ALL_ROWS]),
        )
