"""Which answers in *Frågor* are still to be taken into the register."""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from indikator_excel.findings import about_register
from indikator_excel.findings.finding import Level
from indikator_excel.indicators.text import clean
from indikator_excel.register.layout import INDICATORS, QUESTIONS
from indikator_excel.register.reader import split_list
from indikator_excel.register.review.question import ALL_ROWS
from indikator_excel.register.tables import Rows, Tables

#: What leaves the row as it stands and settles the question, by its first word.
_NO = re.compile(r"(?:nej|nä|låt|behåll|som\s+det\s+står|(?:det\s+)?räcker)\b", re.IGNORECASE)


#: What takes the suggestion, by its first word.
YES = re.compile(r"(?:ja+|jo|japp|ok|okej|stämmer|förslaget|ta\s+förslaget|enligt\s+förslaget?)\b", re.IGNORECASE)
#: Stands for the level of a question that she has settled.
SETTLED = "avgjord"


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
    """Whether the answer on a row of *Frågor* leaves everything as it stands, so that nothing is asked again.

    A yes does, where there is no cell to write it in and nothing has to be put right: the rest is hers to do.
    """
    answer = clean(questions.text(row, "Svar"))
    return bool(_NO.match(answer) or (YES.match(answer) and is_for_her_alone(questions, row)))


def is_for_her_alone(questions: Rows, row: int) -> bool:
    """Whether a question is about what she does herself, if she wants to."""
    has_cell = clean(questions.text(row, "Kolumn")) and clean(questions.text(row, "Rader"))
    return not has_cell and clean(questions.text(row, "Nivå")) in (Level.NOTICE.value, SETTLED)


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
