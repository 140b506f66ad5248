"""The sheet *Data*: the long, flat table for pivots and Power Query."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from indikator_excel.consolidation.frames import records
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.own import NOTE, OWN_VERDICT, REASON, RowKey, shown_verdict
from indikator_excel.indicators.numbers import exact, swedish
from indikator_excel.indicators.text import clean
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
    ("Beräknad bedömning", 18, "calculated"),
    (OWN_VERDICT, 18, "own_verdict"),
    (REASON, 30, "own_reason"),
    (NOTE, 30, "own_note"),
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


#: What differs from run to run without anything having been answered otherwise.
_PROVENANCE = frozenset({"År", "Omgång", "Avser", "Fil", "Blad", "Cell"})


def write(book: Book, sheet: "Worksheet", result: Consolidation) -> None:
    """Write the sheet. It begins in A1 with its headers, as pivots and Power Query want it."""
    plain = book.format()
    fixed = 3
    rows: list[list[Content | Styled]] = [
        [*cells[:fixed], *(Styled(content, plain) for content in cells[fixed:])] for cells in _rows(result)
    ]
    book.table(sheet, 0, "Data", [(heading, width) for heading, width, _ in _COLUMNS], rows, fit=False)
    sheet.freeze_panes(1, 4)
    print_setup(sheet, title=TITLE, repeat_row=0)


def texts(result: Consolidation) -> dict[RowKey, dict[str, str]]:
    """Return the rows' texts by header, as they are compared from run to run."""
    headers = [heading for heading, _, _ in _COLUMNS]
    listed = (dict(zip(headers, map(as_text, cells), strict=True)) for cells in _rows(result))
    return {
        (cells["ID"], cells["Förvaltning"]): {h: text for h, text in cells.items() if h not in _PROVENANCE}
        for cells in listed
    }


def as_text(content: object) -> str:
    """Return what a cell holds as text, a number the same however it is stored."""
    if content is None or isinstance(content, bool):
        return "" if content is None else str(content)
    if isinstance(content, int | float):
        return swedish(exact(Decimal(repr(content))))
    return clean(str(content))


def _rows(result: Consolidation) -> Iterator[list[str | float | None]]:
    round_ = result.register.round
    own = [row.own for row in records(result.rows)]
    table = result.rows.assign(
        own_verdict=[shown_verdict(o) for o in own],
        own_reason=[o.reason for o in own],
        own_note=[o.note for o in own],
    )
    names = [column for _, _, column in _COLUMNS if column]
    for values in table[names].itertuples(index=False):
        told = (float(v) if isinstance(v, Decimal) else v if v is None else str(v) for v in values)
        yield [round_.year, round_.name, str(round_.kind), *told]
