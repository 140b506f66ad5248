"""The controller's answers in *Frågor*, taken into the register by the next command that reads it."""

import re

from msgspec import Struct

from indikator_excel.findings import about_register
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.reading import interpret, read_amber_from
from indikator_excel.indicators.text import clean, fold, join_and, quote
from indikator_excel.indicators.vocabulary import Against
from indikator_excel.register.book import Book, SheetTable
from indikator_excel.register.layout import DEPARTMENTS, HERS, INDICATORS, QUESTIONS, SCALES, Owner, Sheet
from indikator_excel.register.pending import (
    SETTLED,
    YES,
    PendingAnswer,
    is_for_her_alone,
    pending_answers,
)
from indikator_excel.register.reader import register_from, split_list
from indikator_excel.register.review.question import Question, of_register

_HIGHER_LOWER = re.compile(r"(?P<direction>högre|lägre)\b(?:\s+är\s+bättre)?\W*\Z", re.IGNORECASE)

_COLUMNS = {c.header: c for c in INDICATORS.columns}


class Answers(Struct, frozen=True):
    """What became of the answers: a Swedish sentence for each that was taken, a question for each that was not.

    ``own`` names the questions (code, ID) that she answered with a value of her own; they are settled by it.
    """

    taken: tuple[str, ...] = ()
    refused: tuple[Question, ...] = ()
    own: frozenset[tuple[str, str]] = frozenset()


class _RefusedError(Exception):
    """An answer can't be used, and why, in Swedish."""


def take_answers(book: Book) -> Answers:
    """Write the answers of *Frågor* into the rows that they are about; the answered questions are removed.

    *Ja* takes the suggestion, *nej* leaves everything as it is, anything else is what shall stand in the column that
    the question names. What the column can't hold, or could not be read there, is refused with the reason and stays.
    """
    questions, indicators = book.table(QUESTIONS), book.table(INDICATORS)
    if questions is None or indicators is None or not questions.has("Svar"):
        return Answers()
    by_id = {clean(indicators.text(row, "ID")): row for row in indicators.rows()}
    pending = pending_answers(questions, by_id)
    seen = _just_seen(questions)
    if not pending:
        return Answers(seen)
    taker = _Taker(book, indicators, by_id)
    taken: list[str] = []
    refused: list[Question] = []
    own: set[tuple[str, str]] = set()
    for answer in pending:
        try:
            taken.append(taker.take(answer))
        except _RefusedError as error:
            details = {"plats": f"Frågor, {answer.name}", "skäl": str(error)}
            refused.append(of_register(about_register.ANSWER_REFUSED, QUESTIONS.title, answer.text, **details))
            continue
        if not YES.match(answer.text):
            own.add((answer.code, answer.id))
        for column in QUESTIONS.headers:
            cell = questions.cell(answer.row, column)
            cell.value, cell.hyperlink = None, None
    if taken:
        book.write_record(taker.record)
    return Answers((*taken, *seen), tuple(refused), frozenset(own))


def _just_seen(questions: SheetTable) -> tuple[str, ...]:
    """Say of answers that settle a question but can be written nowhere that the rest is hers to do."""
    return tuple(
        f"{clean(questions.text(row, 'Kod'))} är avgjord, men svaret förs inte in någonstans. "
        "Vill du ändra något gör du det själv"
        for row in questions.rows()
        if YES.match(clean(questions.text(row, "Svar")))
        and is_for_her_alone(questions, row)
        and clean(questions.text(row, "Nivå")) != SETTLED
    )


class _Taker:
    """Writes answers into the register's rows, one cell once."""

    def __init__(self, book: Book, indicators: SheetTable, by_id: dict[str, int]) -> None:
        self._book = book
        self._indicators = indicators
        self._by_id = by_id
        self._register = register_from(book)
        self._written: dict[tuple[str, str], str] = {}
        self.record = book.record()

    def take(self, answer: PendingAnswer) -> str:
        """Write one answer and say so; what can't be used is refused."""
        header, value = self._value(answer)
        several = len(answer.rows) > 1
        for id_ in answer.rows:
            before = self._written.get((id_, header), value)
            if before != value:
                raise _RefusedError(f"ett annat svar har redan gett {header} värdet {quote(before)}")
        for id_ in answer.rows:
            row, last = self._by_id[id_], self.record.setdefault(id_, {"ID": id_})
            standing = clean(self._indicators.text(row, header))
            if several and standing and fold(standing) != fold(last.get(header, "")):
                continue  # what she has written on a row is not undone by an answer for all of them
            self._indicators.set(row, header, value)
            self._written[id_, header] = value
            if _COLUMNS[header].owner is Owner.READING:
                last[header] = HERS
        shown = f"{len(answer.rows)} rader" if several else answer.rows[0]
        return f"ditt svar är infört: {shown}, {header} = {quote(value)}"

    def _value(self, answer: PendingAnswer) -> tuple[str, str]:
        """Return the column and what is written there."""
        if answer.column not in _COLUMNS or not answer.rows:
            raise _RefusedError(
                "frågan har ingen cell att föra in det i. Ändra i registret, eller svara nej för att låta det stå"
            )
        if YES.match(answer.text):
            if not answer.suggestion:
                raise _RefusedError("det finns inget förslag att ta. Skriv det som ska gälla, eller svara nej")
            return answer.column, answer.suggestion
        header, text = answer.column, answer.text
        if header == "Riktning":
            if direction := _HIGHER_LOWER.match(text):
                return header, direction["direction"].lower()
            header = "Målvärde"  # she has rewritten the target instead
        self._check(header, text, answer.rows)
        column = _COLUMNS[header]
        if column.choices and column.strict:
            text = next((c for c in column.choices if fold(c) == fold(text)), "")
            if not text:
                raise _RefusedError(f"välj bland {join_and(list(column.choices))}")
        return header, text

    def _check(self, header: str, text: str, rows: tuple[str, ...]) -> None:
        """Refuse what the column could not use."""
        match header:
            case "Förvaltning":
                known = _texts(self._book, DEPARTMENTS, "Kod") | _texts(self._book, DEPARTMENTS, "Förvaltning")
                unknown = [part for part in split_list(text) if fold(part) not in known]
                if unknown:
                    raise _RefusedError(f"{quote(unknown[0])} finns inte på bladet Förvaltningar")
            case "Skala" if fold(text) not in _texts(self._book, SCALES, "Skala"):
                raise _RefusedError(f"{quote(text)} finns inte på bladet Skalor")
            case "Antal värden" if text not in ("1", "2"):
                raise _RefusedError("Antal värden är 1 eller 2")
            case "Gult från" if read_amber_from(text) is None:
                raise _RefusedError("Gult från är ett tal")
            case "Målvärde" | "Läget":
                for id_ in rows:
                    if (indicator := self._register.by_id.get(id_)) is not None:
                        self._check_text(header, text, indicator)

    def _check_text(self, header: str, text: str, indicator: Indicator) -> None:
        """Refuse a target that would not be understood, and a baseline that is no value."""
        target = text if header == "Målvärde" else indicator.target_text
        baseline = text if header == "Läget" else indicator.baseline_text
        years = self._register.years_of(indicator)
        reading = interpret(baseline, target, years, self._register.scales, indicator.overrides)
        if header == "Målvärde" and reading.target.against in (Against.MANUAL, Against.UNKNOWN):
            raise _RefusedError("det går inte att läsa som ett mål")
        if header == "Läget" and not reading.baseline.usable:
            raise _RefusedError("det går inte att läsa som ett värde")


def _texts(book: Book, sheet: Sheet, header: str) -> set[str]:
    table = book.table(sheet)
    return set() if table is None else {fold(table.text(row, header)) for row in table.rows()}
