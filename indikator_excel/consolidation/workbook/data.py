"""The sheet *Data*: the long, flat table for pivots and Power Query, or a file where it is too long for a sheet."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

from indikator_excel.consolidation.changes import BASELINE_GIVEN, READ, WRITTEN
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.own import NOTE, OWN_VERDICT, REASON, shown_verdict
from indikator_excel.consolidation.row_keys import RowKey
from indikator_excel.indicators.numbers import exact, parse_number, swedish
from indikator_excel.indicators.text import clean
from indikator_excel.xlsx.book import Book
from indikator_excel.xlsx.content import Column, fitting
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Data"
#: Where a row's answer stands; no other sheet of the workbook has this header.
OF_FILE = "Fil"
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
    (WRITTEN, 22, "raw"),
    (READ, 12, "outcome"),
    ("Värde 2", 12, "outcome_2"),
    ("Kvinnor", 12, "women"),
    ("Män", 12, "men"),
    (BASELINE_GIVEN, 18, "baseline_given"),
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
    (OF_FILE, 34, "file"),
    ("Blad", 14, "sheet"),
    ("Cell", 8, "cell"),
)


#: More rows than this make a workbook slow to open.
MOST_ROWS = 50_000
#: What a spreadsheet may take for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
#: The columns that hold numbers, and words where the indicator is measured in words.
_NUMBERS = frozenset({READ, "Värde 2", "Kvinnor", "Män", BASELINE_GIVEN})

#: What differs from run to run without anything having been answered otherwise.
_PROVENANCE = frozenset({"År", "Omgång", "Avser", OF_FILE, "Blad", "Cell"})


def is_beside(result: Consolidation) -> bool:
    """Whether the table is so long that it is given as a file of its own, so that the workbook opens quickly."""
    return len(result.rows) > MOST_ROWS


def write(book: Book, sheet: "Worksheet", result: Consolidation, file: str) -> None:
    """Write the sheet. It begins in A1 with its headers, as pivots and Power Query want it.

    Args:
        book: The workbook.
        sheet: The sheet.
        result: What was consolidated.
        file: The name of the file that has the table where it does not stand here.
    """
    if is_beside(result):
        told = (
            f"{swedish(Decimal(len(result.rows)))} rader är för många för ett blad som ska öppnas snabbt. De står i"
        )
        sheet.write_string(0, 0, f"{told} filen {file}, bredvid den här arbetsboken.", book.format())
        sheet.write_string(1, 0, "Hämta den i Excel med Data, Från text/CSV.", book.format())
        print_setup(sheet, title=TITLE)
        return
    listed = zip(_COLUMNS, _cells(result), strict=True)
    columns = [Column(heading, width, cells) for (heading, width, _), cells in listed]
    book.table(sheet, 0, "Data", columns, for_programs=True)
    sheet.freeze_panes(1, 4)
    print_setup(sheet, title=TITLE, repeat_row=0)


def as_csv(result: Consolidation) -> bytes:
    """Return the table as Swedish Excel opens it: semicolons, decimal commas, UTF-8 with its mark.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    stream = io.StringIO()
    lines = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    lines.writerow([heading for heading, _, _ in _COLUMNS])
    lines.writerows([_csv_cell(content) for content in cells] for cells in _rows(result))
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(content: str | float | None) -> str:
    if isinstance(content, str):
        return f"'{content}" if content.startswith(_FORMULAS) else content
    return "" if content is None else f"{exact(Decimal(repr(content))):f}".replace(".", ",")


def texts_of_csv(table: bytes) -> dict[RowKey, dict[str, str]]:
    """Return the texts of a file that :func:`as_csv` made, by row and header.

    Raises:
        ValueError: It is none.
    """
    lines = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";")
    found = {}
    # Most texts come again row after row; each would be kept anew.
    once: dict[str, str] = {}
    for cells in lines:
        read = {header: _text_of_csv(header, text or "") for header, text in cells.items() if header}
        told = {header: once.setdefault(text, text) for header, text in read.items()}
        if "ID" not in told or "Förvaltning" not in told:
            raise ValueError
        found[told["ID"], told["Förvaltning"]] = told
    return found


def _text_of_csv(header: str, text: str) -> str:
    if header in _NUMBERS and (number := parse_number(text)) is not None:
        return swedish(exact(number))
    return clean(text[1:] if text.startswith("'") and text[1:].startswith(_FORMULAS) else text)


def keys(result: Consolidation) -> list[RowKey]:
    """Return what the rows are known by from run to run."""
    return [(as_text(row.indicator_id), as_text(row.department_name)) for row in result.rows]


def texts(result: Consolidation) -> Iterator[dict[str, str]]:
    """Yield the rows' texts by header, as they are compared from run to run."""
    headers = [heading for heading, _, _ in _COLUMNS]
    for cells in _rows(result):
        told = zip(headers, cells, strict=True)
        yield {header: as_text(content) for header, content in told if header not in _PROVENANCE}


def as_text(content: object) -> str:
    """Return what a cell holds as text, a number the same however it is stored."""
    if content is None or isinstance(content, bool):
        return "" if content is None else str(content)
    if isinstance(content, int | float):
        return swedish(exact(Decimal(repr(content))))
    return clean(fitting(str(content)))


def _rows(result: Consolidation) -> Iterator[tuple[str | float | None, ...]]:
    return zip(*_cells(result), strict=True)


def _cells(result: Consolidation) -> list[list[str | float | None]]:
    """Return what stands in each column, from the first row to the last."""
    round_, rows = result.register.round, result.rows
    hers: dict[str, list[str]] = {
        "own_verdict": [shown_verdict(row.own) for row in rows],
        "own_reason": [row.own.reason for row in rows],
        "own_note": [row.own.note for row in rows],
    }
    fixed: list[list[str | float | None]] = [
        [content] * len(rows) for content in (round_.year, round_.name, str(round_.kind))
    ]
    names = [name for _, _, name in _COLUMNS if name]
    told = (hers[name] if name in hers else map(attrgetter(name), rows) for name in names)
    # Most are texts of one line.
    return [
        *fixed,
        *([v if v.__class__ is str and "\n" not in v else _plain(v) for v in column] for column in told),
    ]


def _plain(value: object) -> str | float | None:
    """Return a cell of the merged table as a file holds it, in one line: only cells that are wrapped show several."""
    if value is None:
        return None
    return float(value) if isinstance(value, Decimal) else clean(str(value))
