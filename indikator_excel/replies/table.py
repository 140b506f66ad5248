"""Where a reply's table stands, and which row is whose: columns by header, rows by ID, neither by position."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from indikator_excel.indicators.model import Indicator, id_key
from indikator_excel.indicators.text import clean, fold, same
from indikator_excel.opening.cells import Book, Cell, Sheet
from indikator_excel.register.model import Register
from indikator_excel.templates import layout
from indikator_excel.templates.layout import INPUTS, LOCKED_TEXTS, Field

#: A header stands within so many rows of the top, whatever was inserted above it.
_HEADER_SEARCH = 60
_NEEDED = (Field.INDICATOR, Field.VALUE)
_ADDED_TO_HEADER = re.compile(r"(?:\s*\([^()]*\))?[\s:*.]*\Z")
#: What a table's column is called when somebody clears its header, in a Swedish Excel and in others.
_NAMELESS = re.compile(r"(?:kolumn|column|spalte|kolonne)\s?\d+")
#: The texts that tell a row from the others, the strongest last: a group has rows of one name under two subheadings.
_TELLING = (Field.AREA, Field.GROUP, Field.SUBHEADING, Field.INDICATOR)


class Table(Struct):
    """A sheet's table: its header row, the column of each field, and the ID of each row."""

    sheet: Sheet
    header_row: int
    columns: dict[Field, int]
    #: The ID of each row below the header that has one, in its cell or by its texts.
    ids: dict[int, str] = field(default_factory=dict)
    #: The rows whose ID was lost, and which were known again by their texts.
    recognised: list[int] = field(default_factory=list)
    #: The rows that have lost their ID and read like more than one of the indicators.
    ambiguous: set[int] = field(default_factory=set)
    #: The rows that have one indicator's ID and another's texts.
    doubtful: set[int] = field(default_factory=set)

    def text(self, cells: dict[int, Cell], column: Field) -> str:
        """Return the text of a row's cell, empty where there is none."""
        cell = cells.get(self.columns.get(column, 0))
        return clean(cell.text) if cell else ""

    def rows(self) -> Iterable[tuple[int, dict[int, Cell]]]:
        """Yield the rows below the header that hold anything."""
        return ((row, cells) for row, cells in self.sheet.rows() if row > self.header_row)

    def is_answered(self, cells: dict[int, Cell]) -> bool:
        """Whether anything is filled in in a row."""
        return any(self.columns.get(column, 0) in cells for column in INPUTS)

    def recognise(self, expected: Sequence[Indicator]) -> None:
        """Know rows that have lost their ID by their texts, where only one indicator reads like that."""
        self._doubt(expected)
        known = set(self.ids.values())
        missing = [i for i in expected if i.id not in known]
        for row, cells in self.rows():
            if row in self.ids or row in self.doubtful or not self.text(cells, Field.INDICATOR):
                continue
            alike = [i for i in missing if self._reads_like(cells, i)]
            if len(alike) == 1:
                self.ids[row] = alike[0].id
                self.recognised.append(row)
            elif alike:
                self.ambiguous.add(row)
        # Where two rows read like one indicator, neither can be told from the other.
        times = Counter(self.ids[row] for row in self.recognised)
        self.ambiguous.update(row for row in self.recognised if times[self.ids[row]] > 1)
        self.recognised = [row for row in self.recognised if row not in self.ambiguous]
        for row in self.ambiguous:
            self.ids.pop(row, None)

    def _doubt(self, expected: Sequence[Indicator]) -> None:
        """Doubt rows with one indicator's ID and another's texts, as where the IDs alone have been sorted.

        Who fills in such a row may have gone by the one or by the other.
        """
        by_id = {i.id: i for i in expected}
        for row, cells in self.rows():
            own = by_id.get(self.ids.get(row, ""))
            if own is None or self._reads_like(cells, own):
                continue
            if any(self._reads_like(cells, other) for other in expected):
                self.doubtful.add(row)
        for row in self.doubtful:
            del self.ids[row]

    def _reads_like(self, cells: dict[int, Cell], indicator: Indicator) -> bool:
        for column in _TELLING:
            at = self.columns.get(column)
            cell = None if at is None else cells.get(at)
            if at is not None and not same(cell.text if cell else "", LOCKED_TEXTS[column](indicator)):
                return False
        return True


def find_tables(book: Book, register: Register) -> list[Table]:
    """Return the tables of a workbook: sheets whose header row has the columns that are needed.

    The template's own sheet comes first; a sheet with IDs before one without. An ID is given as the register spells
    it.
    """
    tables = []
    own = {fold(layout.header(column, register.round)): column for column in Field}
    for sheet in book.sheets:
        table = None if sheet.title == layout.STAMP_SHEET else _find(sheet, own)
        if table is not None:
            table.ids = {
                row: id_ if id_ in register.by_id else register.id_by_key.get(id_key(id_), id_)
                for row, id_ in table.ids.items()
            }
            tables.append(table)
    if any(Field.ID in table.columns for table in tables):
        tables = [table for table in tables if Field.ID in table.columns]
    return sorted(tables, key=lambda t: t.sheet.title != layout.INDICATOR_SHEET)


def _find(sheet: Sheet, own: Mapping[str, Field]) -> Table | None:
    """Find the header row. The round's own headers win over those of another year or kind."""
    for row, cells in sheet.rows():
        if row > _HEADER_SEARCH:
            return None
        if len(cells) < len(_NEEDED):  # as most rows of other sheets
            continue
        columns: dict[Field, int] = {}
        texts = {number: fold(cell.text) for number, cell in cells.items()}
        for known in (own.get, layout.field_of, lambda text: own.get(_bare(text)) or layout.field_of(_bare(text))):
            for number, text in texts.items():
                if number in columns.values():
                    continue
                column = known(text)
                if column is not None:
                    columns.setdefault(column, number)
        nameless = _nameless(texts, columns) if Field.VALUE not in columns else None
        if nameless is not None:
            columns[Field.VALUE] = nameless
        if all(needed in columns for needed in _NEEDED):
            table = Table(sheet, row, columns)
            table.ids = {r: id_ for r, found in table.rows() if (id_ := table.text(found, Field.ID))}
            return table
    return None


def _bare(header: str) -> str:
    """Return a header without what people add to it: ``kommentar:``, ``ej mätt (orsak)``."""
    return _ADDED_TO_HEADER.sub("", header)


def _nameless(texts: Mapping[int, str], columns: Mapping[Field, int]) -> int | None:
    """Return where the values stand when their header is lost: Excel then names the column itself.

    It is the only such column, and stands where the template has the values.
    """
    found = [number for number, text in texts.items() if _NAMELESS.fullmatch(text)]
    if len(found) != 1:
        return None
    order = list(Field)
    in_place = all((n < found[0]) == (order.index(f) < order.index(Field.VALUE)) for f, n in columns.items())
    return found[0] if in_place else None


def text_at(cells: dict[int, Cell], column: int) -> str:
    """Return the text of a row's cell by the column's number, empty where there is none."""
    cell = cells.get(column)
    return clean(cell.text) if cell else ""
