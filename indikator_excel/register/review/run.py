"""``granska``: every question about the register, and the register in three lines."""

from collections.abc import Iterator

from msgspec import Struct

from indikator_excel.errors import UserError
from indikator_excel.findings import about_register
from indikator_excel.findings.finding import Level
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.rule import NotAssessable
from indikator_excel.indicators.text import clean, join_some
from indikator_excel.indicators.verdict import met_by_standing_still
from indikator_excel.log.event import What
from indikator_excel.log.journal import Record, of_file, unrecorded
from indikator_excel.register.answers import Answers, take_answers
from indikator_excel.register.book import Book
from indikator_excel.register.layout import INDICATORS
from indikator_excel.register.model import Register
from indikator_excel.register.reader import register_from
from indikator_excel.register.review.offered import Offer, offer_questions, stored_offers
from indikator_excel.register.review.question import Asker, Question, at
from indikator_excel.register.review.rows import row_questions
from indikator_excel.register.review.sheet import write_questions
from indikator_excel.register.review.whole import register_questions
from indikator_excel.register.review.wording import period_questions, wording_questions
from indikator_excel.register.update import refresh, save

#: So many rows are named in a sentence.
_NAMED = 40

#: Where a row's words and its figures disagree.
_DISAGREE = frozenset(
    kind.code
    for kind in (
        about_register.UNITS_DIFFER,
        about_register.STANDING_STILL,
        about_register.WRONG_WAY,
        about_register.TEXT_AND_FIGURE,
        about_register.HALF_OF_TEXT,
    )
)


class Review(Struct, frozen=True):
    """The questions, and the register in figures.

    ``standing_still``, ``not_assessable`` and ``disagreeing`` are IDs in the register's order; ``agreed`` counts
    those of the last where nothing is asked any more. ``settled`` counts the questions that the controller has
    answered with *nej* and that are not asked again. ``saved_as`` is the file that holds the questions, empty where
    it could not be written, with the reason in ``not_saved``.
    """

    questions: tuple[Question, ...]
    indicators: int
    standing_still: tuple[str, ...]
    not_assessable: tuple[str, ...]
    disagreeing: tuple[str, ...]
    answers: Answers
    settled: int = 0
    saved_as: str = ""
    not_saved: str = ""
    losses: tuple[str, ...] = ()
    agreed: int = 0

    @property
    def errors(self) -> int:
        """How many questions stand in the way of the round."""
        return sum(q.finding.level is Level.ERROR for q in self.questions)

    @property
    def letter(self) -> tuple[str, str, str]:
        """The register in three lines: met by standing still, can't be judged, text against figures."""
        count = self.indicators
        still, unclear = self.standing_still, self.not_assessable
        both = len(set(still) & set(unclear))
        fulfilled = "uppfyllt" if len(still) == 1 else "uppfyllda"
        first = f"{len(still)} av {count} målvärden är {fulfilled} även om ingenting händer"
        first = f"Inget av {count} målvärden är uppfyllt om ingenting händer" if not still else first
        first += f" ({join_some(still, _NAMED)})" if still else ""
        first += f"; {'ett' if both == 1 else both} av dem kan inte bedömas än" if both else ""
        second = f"{len(unclear)} av {count} målvärden kan inte bedömas som de står: {join_some(unclear, _NAMED)}"
        second = f"Alla {count} målvärden kan bedömas" if not unclear else second
        rows = "1 rad" if len(self.disagreeing) == 1 else f"{len(self.disagreeing)} rader"
        third = f"Text och siffror säger olika saker i {rows}: {join_some(self.disagreeing, _NAMED)}"
        third += f" ({self.agreed} av dem har du avgjort)" if self.agreed else ""
        third = "Text och siffror säger samma sak överallt" if not self.disagreeing else third
        return f"{first}.", f"{second}.", f"{third}."


def review_folder(folder: RoundFolder, record: Record = unrecorded) -> Review:
    """Review the folder's register, take the answers in *Frågor* over, and write the questions that are left.

    Raises:
        UserError: The register can't be read.
    """
    book = Book.open(folder.register)
    answers = take_answers(book)
    refresh(book)
    register, still_open, settled = ask_anew(book, answers)
    saved_as, not_saved = "", ""
    try:
        saved_as = save(folder, book)
        record(folder, [of_file(What.WRITTEN, folder, folder.path / saved_as)])
    except UserError as error:
        not_saved = str(error)
    ids = [i.id for i in register.indicators]
    asked, decided = ({q.finding.indicator_id for q in qs if q.code in _DISAGREE} for qs in (still_open, settled))
    disagreeing = asked | decided
    return Review(
        tuple(still_open),
        len(ids),
        tuple(id_ for id_ in ids if met_by_standing_still(register.rules[id_], register.readings[id_])),
        tuple(id_ for id_ in ids if isinstance(register.rules[id_], NotAssessable)),
        tuple(id_ for id_ in ids if id_ in disagreeing),
        answers,
        len(settled),
        saved_as,
        not_saved,
        book.losses,
        len(decided - asked),
    )


def offer_baselines(folder: RoundFolder, offers: list[Offer]) -> bool:
    """Write offers into the register's *Frågor*, beside the questions that stand there. Return whether they were.

    A register that can't be written keeps its questions as they are: the offers stand among the findings too, and
    come back with the next consolidation.
    """
    book = Book.open(folder.register)
    known = stored_offers(book)
    fresh = [offer for offer in offers if offer not in known]
    if not fresh or book.losses:
        return False
    if not offer_questions(fresh, register_from(book)):
        return False
    ask_anew(book, Answers(), [*known, *fresh])
    try:
        save(folder, book)
    except UserError:
        return False
    return True


def ask_anew(
    book: Book, answers: Answers, offers: list[Offer] | None = None
) -> tuple[Register, list[Question], list[Question]]:
    """Write the questions that the book raises now. Return its register, the open questions, and the settled ones.

    ``offers`` are baselines that came with answers; those that stand in the book unless told otherwise.
    """
    register = register_from(book)
    offered = offer_questions(stored_offers(book) if offers is None else offers, register)
    asked = [*review(register), *_about_cells(book, register), *offered, *answers.refused]
    questions = [_placed(q, book) for q in sorted(asked, key=lambda q: (q.finding.level.order, q.code))]
    return register, *write_questions(book, questions, answers.own)


def review(register: Register) -> list[Question]:
    """Return every question that the register's content raises, in the annex's order."""
    questions = list(register_questions(register))
    for indicator in register.indicators:
        asker = Asker.of(indicator, register)
        questions += [*row_questions(asker), *wording_questions(asker)]
    return questions


def _about_cells(book: Book, register: Register) -> Iterator[Question]:
    """Ask about what the register's model does not tell: a cell that is blank, and not 1."""
    table = book.require(INDICATORS)
    for row in table.rows():
        indicator = register.by_id.get(clean(table.text(row, "ID")))
        if indicator is None:
            continue
        asker = Asker.of(indicator, register)
        yield from period_questions(asker, table.text(row, "Antal värden"))


def _placed(question: Question, book: Book) -> Question:
    """Say which cell a question about one row is about."""
    table = book.require(INDICATORS)
    header = question.column if table.has(question.column) else "Målvärde"
    for row in table.rows():
        if question.finding.indicator_id and clean(table.text(row, "ID")) == question.finding.indicator_id:
            return at(question, table.place(row, header).partition("!")[2])
    return question
