"""The sheet *Data*: the long, flat table for pivots and Power Query."""

from decimal import Decimal
from typing import TYPE_CHECKING

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.xlsx import Book, Content, Styled, print_setup

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLE = "Data"
_COLUMNS = (
    ("År", 8, None),
    ("Omgång", 14, None),
    ("Avser", 10, None),
    ("ID", 8, "indicator_id"),
    ("Område", 22, "area"),
    ("Mål", 22, "goal"),
    ("Indikatorgrupp", 30, "group"),
    ("Underrubrik", 22, "subheading"),
    ("Indikator", 30, "indicator"),
    ("Förvaltning", 20, "department_name"),
    ("Värdetyp", 11, "value_type"),
    ("Måttenhet", 12, "unit"),
    ("Läget", 12, "baseline"),
    ("Målvärde", 14, "target"),
    ("Skrivet värde", 22, "raw"),
    ("Värde", 12, "outcome"),
    ("Värde 2", 12, "outcome_2"),
    ("Kvinnor", 12, "women"),
    ("Män", 12, "men"),
    ("Läget enligt svaret", 18, "baseline_given"),
    ("Ej mätt", 18, "not_measured"),
    ("Bedömning", 18, "verdict"),
    ("Trend", 16, "trend"),
    ("Varför", 40, "why"),
    ("Kommentar", 30, "comment"),
    ("Åtgärd", 30, "action"),
    ("Uppgiftslämnare", 22, "respondent"),
    ("Mätdatum", 12, "measured_on"),
    ("Fil", 34, "file"),
    ("Blad", 14, "sheet"),
    ("Cell", 8, "cell"),
)


def write(book: Book, sheet: "Worksheet", result: Consolidation) -> None:
    """Write the sheet. It begins in A1 with its headers, as pivots and Power Query want it."""
    round_ = result.register.round
    fixed: list[Content] = [round_.year, round_.name, str(round_.kind)]
    names = [column for _, _, column in _COLUMNS if column]
    plain = book.format()
    rows = []
    for values in result.rows[names].itertuples(index=False):
        cells: list[Content | Styled] = [
            Styled(float(v) if isinstance(v, Decimal) else v if v is None else str(v), plain) for v in values
        ]
        rows.append([*fixed, *cells])
    book.table(sheet, 0, "Data", [(heading, width) for heading, width, _ in _COLUMNS], rows, fit=False)
    sheet.freeze_panes(1, 4)
    print_setup(sheet, title=TITLE, repeat_row=0)
