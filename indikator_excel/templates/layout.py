"""The department workbook's sheets and columns, defined once for the writer and the reader of replies."""

import re
from collections.abc import Callable
from enum import StrEnum
from operator import attrgetter

from indikator_excel.indicators.model import Indicator, Round
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.vocabulary import CHECK, Kind, Verdict

README_SHEET = "Läs mig"
INDICATOR_SHEET = "Indikatorer"
STAMP_SHEET = "_stämpel"
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
    TARGET = "Målvärde"
    VALUE = "Utfall"
    VERDICT = "Bedömning"
    STATUS = "Status"
    NOT_MEASURED = "Ej mätt"
    COMMENT = "Kommentar"
    ACTION = "Åtgärd"
    RESPONDENT = "Uppgiftslämnare"
    MEASURED_ON = "Mätdatum"


#: The cells that a department fills in.
INPUTS = (
    Field.VALUE,
    Field.NOT_MEASURED,
    Field.COMMENT,
    Field.ACTION,
    Field.RESPONDENT,
    Field.MEASURED_ON,
)
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
#: Columns that are left out where every row would be empty.
_OPTIONAL = (Field.GOAL, Field.SUBHEADING)


#: Each column's width in characters of the default typeface.
WIDTHS = {
    Field.ID: 7.5,
    Field.AREA: 14,
    Field.GOAL: 20,
    Field.GROUP: 26,
    Field.SUBHEADING: 18,
    Field.INDICATOR: 28,
    Field.BASELINE: 12,
    Field.TARGET: 13,
    Field.VALUE: 11,
    Field.VERDICT: 17,
    Field.STATUS: 11.5,
    Field.NOT_MEASURED: 15,
    Field.COMMENT: 30,
    Field.ACTION: 24,
    Field.RESPONDENT: 16,
    Field.MEASURED_ON: 11.5,
}

NOT_MEASURED_REASONS = ("mäts inte i år", "resultatet kommer senare", "uppgift saknas", "inte tillämpligt")


#: The end of the line between title and header.
HELP = "Fyll i de gula cellerna. Skriv bara talet, till exempel 81 för 81 %."


def is_above_header(text: str, round_: Round) -> bool:
    """Whether a text above the header is the template's own: the title ends with what is asked for, or it is help."""
    return fold(text).endswith((fold(round_.value_header), fold(HELP)))


class Status(StrEnum):
    """What a row still needs, shown live."""

    DONE = "klar"
    FILL_IN = "fyll i"
    EXPLAIN = "förklara"
    CHECK = "kontrollera"


#: All that the live columns ever say.
LIVE_WORDS = frozenset({*(v.label for v in Verdict), CHECK, *Status})

#: Labels on *Läs mig* whose neighbour to the right is an input that holds for the whole workbook.
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
    return column.value


def columns_for(indicators: list[Indicator]) -> list[Field]:
    """Return the columns that a workbook with these rows has, in order."""
    empty = {
        Field.GOAL: not any(i.goal for i in indicators),
        Field.SUBHEADING: not any(i.subheading for i in indicators),
    }
    return [f for f in Field if not (f in _OPTIONAL and empty[f])]


_YEAR_AT_END = re.compile(r"\s+\d{4}$")
_BY_HEADER = {fold(f): f for f in Field} | {fold(kind): Field.VALUE for kind in Kind}


def field_of(text: str) -> Field | None:
    """Return the column that a header stands for, in whatever round it was made."""
    return _BY_HEADER.get(_YEAR_AT_END.sub("", fold(text)))
