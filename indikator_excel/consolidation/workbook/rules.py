"""The sheet *Regler*: the legend, and the rule that gives each row its colour."""

from typing import TYPE_CHECKING

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.partly import counts_by_partly_rule
from indikator_excel.indicators.rule import NotAssessable, Rule, describe_reading, partly_in_words
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import columns_of
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.content import Content, Styled
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Regler"
_COLUMNS = (
    ("ID", 24),
    ("Indikator", 44),
    ("Målvärde", 15),
    ("Läst som", 32),
    ("Uppfyllt (grönt)", 26),
    ("Delvis uppfyllt (gult)", 32),
)


def write(book: Book, sheet: "Worksheet", result: Consolidation) -> None:
    """Write the sheet."""
    partly = result.register.round.partly
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, "Regler", book.title)
    for number, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(number, number, width)
    row = 0
    meaning = {
        Verdict.MET: "Jämförelsen med målet håller.",
        Verdict.PARTLY: partly_in_words(partly),
        Verdict.NOT_MET: "Målet är inte nått, och inte delvis.",
        Verdict.NOT_ASSESSABLE: "Svar finns, men målet, läget eller ett värde som går att jämföra saknas.",
        Verdict.NO_ANSWER: "Inget svar har kommit in.",
    }
    for verdict in Verdict:
        row += 1
        sheet.write_string(row, 0, verdict.label, book.verdict(verdict, border=1, border_color=book.theme.border))
        sheet.write_string(row, 1, meaning[verdict], book.format(text_wrap=False))
    book.write_heading(sheet, row + 1, "Om en annan regel gällde")
    row = _compared(book, sheet, row + 2, result)
    book.write_heading(sheet, row, "Gränser för varje mål")
    rows: list[list[Content | Styled]] = []
    # A baseline may have come with an answer.
    judged = {row.indicator_id: row.rule for row in result.rows if isinstance(row.rule, Rule)}
    for indicator in result.register.indicators:
        reading = result.register.readings[indicator.id]
        rule = judged.get(indicator.id, result.register.rules[indicator.id])
        colours: list[Content] = ["", ""]
        if not isinstance(rule, NotAssessable):
            colours = [rule.describe(rule.green), rule.describe(rule.amber) if rule.amber else "–"]
        rows.append([indicator.id, indicator.label, indicator.target_text, describe_reading(reading, rule), *colours])
    book.table(sheet, row + 1, "Regler", columns_of(_COLUMNS, rows))
    sheet.ignore_errors({"number_stored_as_text": f"A1:F{row + 2 + len(rows)}"})
    print_setup(sheet, title=TITLE)


def _compared(book: Book, sheet: "Worksheet", top: int, result: Consolidation) -> int:
    """Write what each rule for *delvis* would give, the chosen one named. Return the row below. Rows from 0."""
    chosen = result.register.round.partly.rule
    counts = counts_by_partly_rule(result.rows, result.register)
    for number, heading in enumerate(("Regel för delvis", "Så många mål skulle få varje bedömning")):
        sheet.write_string(top, number, heading, book.header)
    for at, (rule, verdicts) in enumerate(counts.items(), start=top + 1):
        name = f"{rule} (vald)" if rule is chosen else str(rule)
        listed = ", ".join(f"{verdicts[v]} {v}" for v in Verdict)
        sheet.write_string(at, 0, name, book.format(bold=rule is chosen))
        sheet.write_string(at, 1, listed, book.format(text_wrap=False))
    return top + len(counts) + 1
