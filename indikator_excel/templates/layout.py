"""The department workbook's sheets and columns, defined once for the writer and the reader of replies."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from operator import attrgetter

from indikator_excel.indicators.model import Indicator, Round
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.values import is_placeholder
from indikator_excel.indicators.vocabulary import CHECK, Kind, Verdict

README_SHEET = "Läs mig"
INDICATOR_SHEET = "Indikatorer"
STAMP_SHEET = "_stämpel"
#: Only in a workbook that is sent back.
CORRECTIONS_SHEET = "Att rätta"
#: The row of its header, from 0, and its columns with their widths.
CORRECTIONS_HEADER = 2
CORRECTIONS_COLUMNS = (
    ("Nr", 6),
    ("Vad", 13),
    ("Indikator", 26),
    ("Cell", 10),
    ("Ni skrev", 22),
    ("Vad är fel", 46),
    ("Gör så här", 42),
    ("Läge", 12),
    ("Stod i", 32),
)
TABLE_NAME = "Indikatorer"
#: Rows from 1. Title and help stand above the header; there are no empty rows.
HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1


class Field(StrEnum):
    """A column of the sheet *Indikatorer*. The value is its header; years are added to those that have one."""

    ID = "ID"
    AREA = "Område"
    GOAL = "Mål"
    GROUP = "Indikatorgrupp"
    SUBHEADING = "Underrubrik"
    INDICATOR = "Indikator"
    BASELINE = "Läget"
    BASELINE_INPUT = "Komplettera läget"
    TARGET = "Målvärde"
    REFERENCE = "Förra omgången"
    VALUE = "Utfall"
    VALUE_2 = "Utfall (2)"
    WOMEN = "Kvinnor"
    MEN = "Män"
    TO_CORRECT = "Att rätta"
    VERDICT = "Bedömning"
    STATUS = "Status"
    HINT = "Att göra"
    NOT_MEASURED = "Ej mätt"
    COMMENT = "Kommentar"
    ACTION = "Åtgärd"
    RESPONDENT = "Uppgiftslämnare"
    MEASURED_ON = "Mätdatum"


#: The cells that a department fills in.
INPUTS = (
    Field.BASELINE_INPUT,
    Field.VALUE,
    Field.VALUE_2,
    Field.WOMEN,
    Field.MEN,
    Field.NOT_MEASURED,
    Field.COMMENT,
    Field.ACTION,
    Field.RESPONDENT,
    Field.MEASURED_ON,
)
#: The input cells that hold values of the row's own type.
VALUES = (Field.BASELINE_INPUT, Field.VALUE, Field.VALUE_2, Field.WOMEN, Field.MEN)
#: Where two answers to a row say different things, one of these must be wrong; texts are kept side by side.
DECISIVE = (*VALUES, Field.NOT_MEASURED)
#: The outcomes of a row, one for each period that it covers.
PERIODS = (Field.VALUE, Field.VALUE_2)
#: The cells that are formulas.
LIVE = (Field.TO_CORRECT, Field.VERDICT, Field.STATUS, Field.HINT)
#: The locked cells that say what a row is about, and where on the indicator their text stands.
LOCKED_TEXTS: dict[Field, Callable[[Indicator], str]] = {
    Field.ID: attrgetter("id"),
    Field.AREA: attrgetter("area"),
    Field.GOAL: attrgetter("goal"),
    Field.GROUP: attrgetter("group"),
    Field.SUBHEADING: attrgetter("subheading"),
    Field.INDICATOR: attrgetter("name"),
    Field.BASELINE: attrgetter("baseline_text"),
    Field.TARGET: attrgetter("target_text"),
}


#: Each column's width in characters of the default typeface.
WIDTHS = {
    Field.ID: 7.5,
    Field.AREA: 14,
    Field.GOAL: 20,
    Field.GROUP: 26,
    Field.SUBHEADING: 18,
    Field.INDICATOR: 28,
    Field.BASELINE: 13.5,
    Field.BASELINE_INPUT: 13,
    Field.TARGET: 13,
    Field.REFERENCE: 14,
    Field.VALUE: 11,
    Field.VALUE_2: 11,
    Field.WOMEN: 10,
    Field.MEN: 10,
    Field.TO_CORRECT: 36,
    Field.VERDICT: 17,
    Field.STATUS: 11.5,
    Field.HINT: 21,
    Field.NOT_MEASURED: 15,
    Field.COMMENT: 28,
    Field.ACTION: 22,
    Field.RESPONDENT: 16,
    Field.MEASURED_ON: 11.5,
}

NOT_MEASURED_REASONS = ("mäts inte i år", "resultatet kommer senare", "uppgift saknas", "inte tillämpligt")


#: The days that a measuring date may be.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

#: The end of the line between title and header.
HELP = "Fyll i de gula cellerna. Skriv bara talet, till exempel 81 för 81 %."


def is_above_header(text: str, round_: Round) -> bool:
    """Whether a text above the header is the template's own: the title ends with what is asked for, or it is help."""
    # A program that stores no results leaves the formulas, which hold the same words.
    ours = TO_NEXT in text or text == ALL_DONE or _COUNTED.search(text)
    return bool(ours) or fold(text).endswith((fold(round_.value_header), fold(HELP)))


class Status(StrEnum):
    """What a row still needs, shown live."""

    DONE = "klar"
    FILL_IN = "fyll i"
    EXPLAIN = "förklara"
    CHECK = "kontrollera"


class Hint(StrEnum):
    """What to do with a row, shown live beside its status."""

    FILL_IN = "Skriv värdet, eller välj i Ej mätt."
    BOTH_PERIODS = "Skriv båda periodernas värden, eller välj i Ej mätt."
    BASELINE = "Fyll i Komplettera läget, om du vet det."
    BOTH_SEXES = "Fyll också i Kvinnor och Män."
    EXPLAIN = "Skriv varför i Kommentar."
    BOTH = "Töm värdet eller Ej mätt."
    ERROR = "Cellen visar ett fel. Skriv talet."
    TEXT = "Cellen har text. Skriv bara talet, eller välj i Ej mätt."
    OVER_HUNDRED = "Över 100 %. Skriv 81 för 81 %."
    PERCENT_LOST = "Skriv talet med %, som 81 %."
    OTHER_FORMAT = "Fel talformat. Välj Allmänt och skriv talet."
    OUTSIDE = "Talet ligger utanför skalan."
    WORD = "Välj ett ord i listan."
    TOTAL = "Skriv också värdet för alla."
    TO_CORRECT = "Se kolumnen Att rätta."


#: What a value column's prompt ends with, where the indicator's own description does not fit.
PROMPTS = {
    Field.BASELINE_INPUT: "Läget saknas. Fyll i det om du vet; det används i bedömningen.",
    Field.VALUE_2: "Raden gäller två perioder. Skriv den andra periodens värde här.",
    Field.WOMEN: "Värdet för kvinnor. Fyll också i värdet för alla.",
    Field.MEN: "Värdet för män. Fyll också i värdet för alla.",
}
#: All that the live columns ever say.
LIVE_WORDS = frozenset({*(v.label for v in Verdict), CHECK, *Status, *Hint, ""})

#: The live cells above the header: how much is done, and a link to the next row.
COUNT = "{done} av {rows} klara"
TO_NEXT = "Till nästa rad att fylla i"
ALL_DONE = "Alla rader är klara"
_COUNTED = re.compile(r" av \d+ klara\"?\Z")

#: What marks a cell that must be put right, one that is worth a look, and one that has been changed since.
MUST_SYMBOL, LOOK_SYMBOL, CHANGED_SYMBOL = "▲", "△", "✓"
CORRECTIONS_HELP = "Klicka på cellen för att komma dit. Det som är ändrat bockas av."
_NOTE_BEGINS, _NOTE_ENDS = "Att rätta: ", " (från indikator-excel)"


def own_note(texts: Iterable[str]) -> str:
    """Return the note that a marked cell is given."""
    return f"{_NOTE_BEGINS}{chr(10).join(texts)}{_NOTE_ENDS}"


def without_own_note(text: str) -> str:
    """Return what a person has written in a note, without what stood in it when she got the workbook."""
    _, ours, after = text.rpartition(_NOTE_ENDS.strip())
    before, begins, _ = text.partition(_NOTE_BEGINS.strip())
    return f"{before} {after}".strip() if ours and begins else text


#: Labels on *Läs mig* whose neighbour to the right is an input that holds for the whole workbook.
DEADLINE_LABEL = "Sista svarsdag"
CONTACT_LABEL = "Frågor"
DONE_LABEL = "Vi är klara"
RESPONDENT_LABEL = "Uppgiftslämnare"
MEASURED_ON_LABEL = "Mätdatum"


def header(column: Field, round_: Round) -> str:
    """Return a column's header in a round: ``Läget 2023``, ``Målvärde 2024``, ``Prognos 2024``."""
    match column:
        case Field.BASELINE:
            return f"{column} {round_.baseline_year}"
        case Field.TARGET:
            return f"{column} {round_.year}"
        case Field.VALUE:
            return round_.value_header
        case Field.VALUE_2:
            return f"{round_.value_header} (2)"
    return column.value


def has_column(column: Field, indicator: Indicator, rule: Rule | NotAssessable) -> bool:
    """Whether a row has anything in a column, or asks for it; a column that no row has is left out."""
    match column:
        case Field.TO_CORRECT:
            return False  # only a workbook that is sent back has it, on every row
        case Field.GOAL | Field.GROUP | Field.SUBHEADING:
            return bool(LOCKED_TEXTS[column](indicator))
        case Field.BASELINE_INPUT:
            waiting = isinstance(rule, NotAssessable) and rule.waiting is not None
            return waiting or (isinstance(rule, NotAssessable) and is_placeholder(indicator.baseline_text))
        case Field.REFERENCE:
            return bool(indicator.reference)
        case Field.VALUE_2:
            return indicator.periods > 1
        case Field.WOMEN | Field.MEN:
            return indicator.by_sex and rule.measure.scale is None
    return True


def columns_for(rows: Iterable[tuple[Indicator, Rule | NotAssessable]], *, correction: bool = False) -> list[Field]:
    """Return the columns that a workbook with these rows has, in order."""
    listed = list(rows)
    always = {Field.TO_CORRECT} if correction else set()
    return [f for f in Field if f in always or any(has_column(f, indicator, rule) for indicator, rule in listed)]


_YEAR_AT_END = re.compile(r"\s+\d{4}(?=$|\s\(2\)$)")
_BY_HEADER = {fold(f): f for f in Field} | {fold(kind): Field.VALUE for kind in Kind}
_BY_HEADER |= {f"{fold(kind)} (2)": Field.VALUE_2 for kind in Kind}


def field_of(text: str) -> Field | None:
    """Return the column that a header stands for, in whatever round it was made."""
    return _BY_HEADER.get(_YEAR_AT_END.sub("", fold(text)))
