"""The controller's answers in *Frågor*, taken into the register by the next command that reads it."""

from dataclasses import dataclass

from indikator_excel.findings import catalogue
from indikator_excel.indicators.reading import read_amber_from
from indikator_excel.indicators.text import clean, fold, join_and, quote
from indikator_excel.register.book import HERS, Book, SheetTable
from indikator_excel.register.layout import DEPARTMENTS, INDICATORS, QUESTIONS, SCALES, Owner, Sheet
from indikator_excel.register.reader import split_list
from indikator_excel.register.review.question import ALL_ROWS, Question, of_register

#: What takes the suggestion, and what leaves the row as it stands and settles the question.
YES = frozenset(
    {"ja", "j", "ok", "okej", "stämmer", "ta förslaget", "förslaget", "enligt förslag", "enligt förslaget"}
)
NO = frozenset({"nej", "n", "låt stå", "låt det stå", "behåll", "som det står", "räcker", "det räcker"})

_COLUMNS = {c.header: c for c in INDICATORS.columns}


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of the answers: a Swedish sentence for each that was taken, a question for each that was not."""

    taken: tuple[str, ...] = ()
    refused: tuple[Question, ...] = ()


def take_answers(book: Book) -> Answers:
    """Write the answers of *Frågor* into the rows that they are about; the answered questions are removed.

    *Ja* takes the suggestion, *nej* leaves everything as it is, anything else is what shall stand in the column that
    the question names. What the column can't hold is refused, with the reason, and stays as a question. *Ja* to a
    question without a suggestion confirms what stands there, except where something is missing (*fel*).
    """
    questions, indicators = book.table(QUESTIONS), book.table(INDICATORS)
    if questions is None or indicators is None or not all(map(questions.has, ("Svar", "Kolumn", "Rader"))):
        return Answers()
    record = book.record()
    by_id = {clean(indicators.text(row, "ID")): row for row in indicators.rows()}
    taken: list[str] = []
    refused: list[Question] = []
    for row in list(questions.rows()):
        answer = clean(questions.text(row, "Svar"))
        if not answer or settles(questions, row):
            continue
        listed = split_list(questions.text(row, "Rader"))
        rows = [id_ for id_ in by_id if id_ in listed or listed == [ALL_ROWS]]
        header, suggestion = clean(questions.text(row, "Kolumn")), clean(questions.text(row, "Förslag"))
        value, reason = _value(book, answer, suggestion, header if rows else "")
        if reason:
            refused.append(_refused(questions, row, answer, reason))
            continue
        several = len(rows) > 1
        for id_ in rows:
            cell_row = by_id[id_]
            before = clean(indicators.text(cell_row, header))
            hers = before and fold(before) != fold(record.get(id_, {}).get(header, ""))
            if several and hers:
                continue  # what she has written on a row is not undone by an answer for all of them
            indicators.set(cell_row, header, value)
            if _COLUMNS[header].owner is Owner.READING:
                record.setdefault(id_, {"ID": id_})[header] = HERS
        for column in QUESTIONS.headers:
            cell = questions.cell(row, column)
            cell.value, cell.hyperlink = None, None
        shown = f"{len(rows)} rader" if several else rows[0]
        taken.append(f"ditt svar är infört: {shown}, {header} = {quote(value)}")
    if taken:
        book.write_record(record)
    return Answers(tuple(taken), tuple(refused))


def settles(questions: SheetTable, row: int) -> bool:
    """Whether the answer on a row of *Frågor* leaves everything as it stands, so that nothing is asked again."""
    answer, suggestion = fold(questions.text(row, "Svar")), clean(questions.text(row, "Förslag"))
    confirms = not suggestion and clean(questions.text(row, "Nivå")) != catalogue.Level.ERROR
    return answer in NO or (answer in YES and confirms)


def _refused(questions: SheetTable, row: int, answer: str, reason: str) -> Question:
    return of_register(
        catalogue.ANSWER_REFUSED, QUESTIONS.title, answer, plats=questions.place(row, "Svar"), skäl=reason
    )


def _value(book: Book, answer: str, suggestion: str, header: str) -> tuple[str, str]:
    """Return what is written for an answer, and why it can't be, in Swedish; one of the two is empty."""
    if header not in _COLUMNS:
        return "", "frågan har ingen cell att föra in det i. Ändra i registret, eller svara nej för att låta det stå"
    if fold(answer) in YES:
        return (suggestion, "") if suggestion else ("", "det finns inget förslag att ta. Skriv det som ska gälla")
    column = _COLUMNS[header]
    if column.choices and column.strict:
        chosen = next((c for c in column.choices if fold(c) == fold(answer)), None)
        return (chosen, "") if chosen else ("", f"{header} är {join_and(list(column.choices))}")
    match header:
        case "Förvaltning":
            known = _texts(book, DEPARTMENTS, "Kod") | _texts(book, DEPARTMENTS, "Förvaltning")
            unknown = [part for part in split_list(answer) if fold(part) not in known]
            return ("", f"{quote(unknown[0])} finns inte på bladet Förvaltningar") if unknown else (answer, "")
        case "Skala":
            known = _texts(book, SCALES, "Skala")
            return (answer, "") if fold(answer) in known else ("", f"{quote(answer)} finns inte på bladet Skalor")
        case "Antal värden":
            return (answer, "") if answer in ("1", "2") else ("", "Antal värden är 1 eller 2")
        case "Gult från":
            return (answer, "") if read_amber_from(answer) is not None else ("", "Gult från är ett tal")
    return answer, ""


def _texts(book: Book, sheet: Sheet, header: str) -> set[str]:
    table = book.table(sheet)
    return set() if table is None else {fold(table.text(row, header)) for row in table.rows()}
