"""The sheet *Frågor*: the questions that are open, and those that the controller has settled."""

from copy import copy

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from indikator_excel.indicators.text import clean
from indikator_excel.register.book import Book, SheetTable, style_row
from indikator_excel.register.layout import INDICATORS, QUESTIONS
from indikator_excel.register.pending import SETTLED, settles
from indikator_excel.register.review.question import Question

_SETTLED = Font(name="Calibri", size=11, color="595959")
_LINK = Font(name="Calibri", size=11, color="0563C1", underline="single")
_ENTRY = PatternFill("solid", fgColor="FFF8E1")
_WRAP = Alignment(wrap_text=True, vertical="top", horizontal="left")


def write_questions(
    book: Book, questions: list[Question], own: frozenset[tuple[str, str]] = frozenset()
) -> tuple[list[Question], list[Question]]:
    """Replace the rows of *Frågor*. Return the questions that are open, and those that are settled.

    A question is settled where the controller has answered that everything shall stay as it is; it is kept below the
    open ones, with her answer, and is asked anew only when what it says changes. ``own`` names questions (code, ID)
    that she has just answered with a value of her own; if they are raised by that value too, it was meant.
    """
    table = book.require(QUESTIONS)
    answers = {_key(table, row): clean(table.text(row, "Svar")) for row in table.rows()}
    settling = {_key(table, row) for row in table.rows() if settles(table, row)}
    for row in list(table.rows()):
        for header in QUESTIONS.headers:
            cell = table.cell(row, header)
            cell.value, cell.hyperlink, cell.fill = None, None, PatternFill()
    answers |= {_key_of(q): "nej" for q in questions if _key_of(q)[:2] in own}
    settling |= {_key_of(q) for q in questions if _key_of(q)[:2] in own}
    settled = [q for q in questions if _key_of(q) in settling]
    still_open = [q for q in questions if _key_of(q) not in settling]
    for row, question in enumerate([*still_open, *settled], start=table.header_row + 1):
        # An answer that could not be used stays where she wrote it, so that she can mend it.
        after = row > table.header_row + len(still_open)
        _write(table, row, question, answers.get(_key_of(question), ""), settled=after)
    book.finish()
    return still_open, settled


def _key(table: SheetTable, row: int) -> tuple[str, str, str]:
    return clean(table.text(row, "Kod")), clean(table.text(row, "ID")), clean(table.text(row, "Fråga"))


def _key_of(question: Question) -> tuple[str, str, str]:
    return question.code, question.finding.indicator_id, clean(question.text)


def _write(table: SheetTable, row: int, question: Question, answer: str, *, settled: bool) -> None:
    finding = question.finding
    texts = (
        question.code,
        SETTLED if settled else finding.level.value,
        finding.indicator_id,
        question.about,
        question.text,
        question.suggestion,
        answer,
        finding.remedy,
        question.column,
        "; ".join(question.rows),
    )
    for header, text in zip(QUESTIONS.headers, texts, strict=True):
        table.set(row, header, text)
    style_row(table, row)
    for header in QUESTIONS.headers:
        table.cell(row, header).font = copy(_SETTLED if settled else Font(name="Calibri", size=11))
        table.cell(row, header).alignment = copy(_WRAP)
    table.cell(row, "Svar").fill = copy(_ENTRY)
    if finding.indicator_id and finding.cell:
        cell = table.cell(row, "ID")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{INDICATORS.title}'!{finding.cell}")
        cell.font = copy(_LINK)
