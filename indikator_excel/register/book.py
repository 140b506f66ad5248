"""register.xlsx as a workbook: rows found by header, cells read as text, rows written back in place.

Everything here is about the file; what the rows mean is decided in ``reader`` and ``update``.
"""

import html
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes
from indikator_excel.indicators.numbers import parse_number
from indikator_excel.indicators.text import clean, fold
from indikator_excel.register.layout import (
    CHANGES,
    DEPARTMENT_CODES,
    DEPARTMENTS,
    RECORD_TITLE,
    RECORDED,
    SCALE_NAMES,
    SCALES,
    SHEETS,
    Column,
    Owner,
    Sheet,
)
from indikator_excel.register.tables import HEADER_SEARCH, header_columns, record_of, text_of
from indikator_excel.xlsx.fit import row_height

#: Drop-downs reach so far below the last row, for rows that the controller adds.
_SPARE_ROWS = 200
_MAX_LIST = 255  # Excel's limit for an inline list
_LIST_ROWS = 300

# Parts of a workbook that openpyxl does not carry through a load and save.
_LOST_PARTS = (
    (re.compile(r"xl/drawings/drawing\d+\.xml"), "textrutor, bilder eller diagram"),
    (re.compile(r"xl/threadedComments/"), "trådade kommentarer"),
    (re.compile(r"xl/(?:slicers|slicerCaches|timelines)/"), "utsnitt"),
    (re.compile(r"xl/(?:connections|queryTables/.*|queries/.*)\.?"), "dataanslutningar"),
    (re.compile(r"xl/ctrlProps/"), "formulärkontroller"),
)
_LOST_EXTENSIONS = (
    (b"x14:dataValidations", "listrutor som hämtar sina val från ett annat blad"),
    (b"x14:conditionalFormattings", "utökad villkorsstyrd formatering"),
    (b"x14:sparklineGroups", "miniatyrdiagram"),
)

_HEADER_FILL = PatternFill("solid", fgColor="1F3A4D")
_HEADER_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_READING_FONT = Font(name="Calibri", size=11, italic=True, color="595959")
_OWN_FONT = Font(name="Calibri", size=11)
_WRAP = Alignment(wrap_text=True, vertical="top", horizontal="left")


class SheetTable(Struct):
    """The rows below one sheet's header, found by the headers' text wherever they stand."""

    sheet: Worksheet
    header_row: int
    columns: dict[str, int] = field(default_factory=dict)  # folded header -> column number
    own_heights: set[int] = field(default_factory=set)  # rows that the controller has sized herself

    def has(self, header: str) -> bool:
        """Whether the sheet has this column."""
        return fold(header) in self.columns

    def cell(self, row: int, header: str) -> Cell:
        """Return the cell of a column that the sheet has."""
        return self.sheet.cell(row, self.columns[fold(header)])  # type: ignore[return-value]  # a merged cell is read as blank

    def text(self, row: int, header: str) -> str:
        """Return a cell as text, empty for a column that the sheet lacks."""
        if not self.has(header):
            return ""
        cell = self.cell(row, header)
        return text_of(cell.value, cell.number_format or "")

    def rows(self) -> Iterator[int]:
        """Yield the rows that hold anything under a known header, also those below an Excel table's range."""
        for row in range(self.header_row + 1, self.sheet.max_row + 1):
            if any(self.sheet.cell(row, column).value not in (None, "") for column in self.columns.values()):
                yield row

    @property
    def last_row(self) -> int:
        """The last row that holds anything, or the header's."""
        return max(self.rows(), default=self.header_row)

    def set(self, row: int, header: str, value: str) -> None:
        """Write a text; a plain whole number becomes a number, so that Excel does not mark it as text."""
        if self.has(header):
            cell = self.cell(row, header)
            cell.value = as_cell(value)
            _never_formula(cell)

    def require_column(self, header: str) -> None:
        """Add a column behind the others where the sheet lacks it."""
        if not self.has(header):
            number = max(self.columns.values()) + 1
            _style_header(self.sheet.cell(self.header_row, number, header))
            self.columns[fold(header)] = number

    def insert_row(self, row: int) -> None:
        """Move ``row`` and what is below one step down.

        Values, styles, notes, links and the moved cells' own formulas move along; formulas elsewhere that point at
        them, and the controller's own drop-downs and conditional formats, stay where they are.
        """
        last = self.sheet.max_row
        if row > last:
            return
        area = f"A{row}:{get_column_letter(self.sheet.max_column)}{last}"
        self.sheet.move_range(area, rows=1, translate=True)
        for cells in self.sheet.iter_rows(min_row=row + 1):
            for cell in cells:
                if cell.hyperlink is not None:
                    cell.hyperlink.ref = cell.coordinate
        moved = {number + (number >= row) for number in self.own_heights}
        self.own_heights.clear()
        self.own_heights.update(moved)

    def place(self, row: int, header: str) -> str:
        """Return the cell's place as Excel shows it: ``Indikatorer!H12``."""
        return f"{self.sheet.title}!{get_column_letter(self.columns[fold(header)])}{row}"


class Book:
    """A register workbook, opened from a file or made new."""

    def __init__(
        self,
        workbook: Workbook,
        *,
        losses: tuple[str, ...] = (),
        own_heights: dict[str, set[int]] | None = None,
    ) -> None:
        self.workbook = workbook
        #: Rows whose height the controller has set herself, by sheet.
        self._own_heights = own_heights or {}
        #: What a rewrite would lose, in Swedish; empty where the file can be rewritten in place.
        self.losses = losses

    @classmethod
    def open(cls, path: Path) -> "Book":
        """Open a register.

        Raises:
            UserError: The file is missing, or is no workbook that can be read.
        """
        if not path.exists():
            raise UserError(
                f"{path.name} finns inte i mappen {path.resolve().parent}. Är det rätt mapp? Ställ dig i omgångens "
                "mapp, eller ange den med --mapp. En ny omgång börjar med ”indikator-excel läs-bilaga FIL”."
            )
        data = read_bytes(path)
        try:
            with warnings.catch_warnings():
                # What openpyxl will not carry is told in ``losses``; a missing default style is of no matter.
                warnings.simplefilter("ignore")
                # Rich text keeps the words that the controller has set in bold or colour.
                workbook = load_workbook(io.BytesIO(data), rich_text=True)
        except Exception:  # noqa: BLE001 - openpyxl lets errors of many kinds through for a damaged file
            raise UserError(
                f"{path.name} går inte att läsa som en Excelfil. Är den skadad eller lösenordsskyddad? Öppna den "
                "i Excel och spara den som .xlsx, eller ta tillbaka register.föregående.xlsx."
            ) from None
        return cls(workbook, losses=_losses(data), own_heights=_own_heights(data))

    @classmethod
    def blank(cls) -> "Book":
        """Make a register with every sheet and header and no rows."""
        workbook = Workbook()
        default = workbook.active
        for sheet in SHEETS:
            _add_sheet(workbook, sheet)
        if default is not None:
            workbook.remove(default)
        workbook.properties.title = "Register över indikatorer"
        workbook.properties.language = "sv-SE"
        workbook.properties.creator = "indikator-excel"
        book = cls(workbook)
        book.finish()
        return book

    def _worksheet(self, sheet: Sheet) -> Worksheet | None:
        """Find a sheet by its title, or by the Excel table on it where somebody has renamed the sheet."""
        if sheet.title in self.workbook.sheetnames:
            return self.workbook[sheet.title]
        return next((w for w in self.workbook.worksheets if sheet.table in w.tables), None)

    def table(self, sheet: Sheet) -> SheetTable | None:
        """Find a sheet's header row; None where the sheet or its key column is missing."""
        worksheet = self._worksheet(sheet)
        if worksheet is None:
            return None
        for row in range(1, min(worksheet.max_row, HEADER_SEARCH) + 1):
            found = header_columns(((n, cell.value) for n, cell in enumerate(worksheet[row], start=1)), sheet)
            if found is not None:
                return SheetTable(worksheet, row, found, self._own_heights.setdefault(sheet.title, set()))
        return None

    def require(self, sheet: Sheet) -> SheetTable:
        """Return a sheet's table, adding the sheet or a lost column where it is missing.

        Raises:
            UserError: The sheet is there, but none of its headers.
        """
        if self._worksheet(sheet) is None:
            _add_sheet(self.workbook, sheet)
        table = self.table(sheet)
        if table is None:
            raise UserError(
                f"register.xlsx: bladet {sheet.title} saknar kolumnen {sheet.key}. Skriv tillbaka rubrikerna "
                f"({', '.join(sheet.headers)}) på en rad överst."
            )
        for column in sheet.columns:
            table.require_column(column.header)
        return table

    def record(self) -> dict[str, dict[str, str]]:
        """Return each row as the tool last wrote it: ID -> header -> text."""
        if RECORD_TITLE not in self.workbook.sheetnames:
            return {}
        return record_of(self.workbook[RECORD_TITLE].iter_rows(values_only=True))

    def write_record(self, record: dict[str, dict[str, str]]) -> None:
        """Replace the record of what the tool last wrote."""
        if RECORD_TITLE in self.workbook.sheetnames:
            self.workbook.remove(self.workbook[RECORD_TITLE])
        sheet = self.workbook.create_sheet(RECORD_TITLE)
        sheet.sheet_state = "veryHidden"
        sheet.append(list(RECORDED))
        for entry in record.values():
            sheet.append([entry.get(h, "") for h in RECORDED])
            for cell in sheet[sheet.max_row]:
                _never_formula(cell)

    def finish(self) -> None:
        """Bring tables, drop-downs and names up to the rows that are there now."""
        for sheet in (*SHEETS, CHANGES):
            table = self.table(sheet)
            if table is not None:
                _fit_table(table, sheet)
                _set_validations(table, sheet)
                _fit_rows(table)
        for name, (sheet, header) in _LISTS.items():
            table = self.table(sheet)
            if table is not None and table.has(header):
                self.workbook.defined_names.pop(name, None)
                column, first = get_column_letter(table.columns[fold(header)]), table.header_row + 1
                reference = f"'{sheet.title}'!${column}${first}:${column}${first + _LIST_ROWS}"
                self.workbook.defined_names.add(DefinedName(name, attr_text=reference))


_LISTS = {DEPARTMENT_CODES: (DEPARTMENTS, "Kod"), SCALE_NAMES: (SCALES, "Skala")}


def as_cell(value: str) -> str | int | None:
    """Return what to store for a text: a plain whole number as a number, everything else as it stands."""
    if not value:
        return None
    plain = clean(value)
    number = parse_number(plain)
    if number is not None and str(number) == plain and number == number.to_integral_value():
        return int(number)
    return value


def _never_formula(cell: Any) -> None:
    """Keep a text that begins like a formula ("= 12", "-5 %") a text, also when it is edited in Excel."""
    if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
        cell.data_type = "s"
        cell.quotePrefix = True


def style_reading(cell: Cell, *, own: bool) -> None:
    """Show whether a cell holds the tool's reading (grey italics) or the controller's setting (upright)."""
    font = copy(_OWN_FONT if own else _READING_FONT)
    cell.font = font
    cell.alignment = copy(_WRAP)


def style_row(table: SheetTable, row: int) -> None:
    """Give a new row the register's look."""
    for column in table.columns.values():
        cell = table.sheet.cell(row, column)
        cell.alignment = copy(_WRAP)


def _add_sheet(workbook: Workbook, sheet: Sheet) -> None:
    worksheet = workbook.create_sheet(sheet.title)
    for number, column in enumerate(sheet.columns, start=1):
        _style_header(worksheet.cell(1, number, column.header))
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
    worksheet.freeze_panes = "B2" if sheet.title == "Indikatorer" else "A2"
    worksheet.sheet_view.zoomScale = 100
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = 9  # A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.print_title_rows = "1:1"
    worksheet.oddFooter.center.text = "Sida &P av &N"


def _style_header(cell: Any) -> None:
    cell.fill = copy(_HEADER_FILL)
    cell.font = copy(_HEADER_FONT)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _fit_table(table: SheetTable, sheet: Sheet) -> None:
    """Stretch the Excel table over its rows, or make it where the sheet has none."""
    first = min(table.columns.values())
    last = max(table.columns.values())
    bottom = max(table.last_row, table.header_row + 1)
    existing = next((t for t in table.sheet.tables.values() if _covers(t.ref, table.header_row, first)), None)
    if existing is not None:
        start = re.match(r"([A-Z]+)\d+:([A-Z]+)", existing.ref)
        if start:
            existing.ref = f"{start[1]}{table.header_row}:{start[2]}{bottom}"
            if existing.autoFilter is not None:
                existing.autoFilter.ref = existing.ref
        return
    if set(table.columns.values()) != set(range(first, last + 1)) or table.sheet.auto_filter.ref:
        return  # a gap between the headers, or her own filter: an Excel table can't be laid over it
    ref = f"{get_column_letter(first)}{table.header_row}:{get_column_letter(last)}{bottom}"
    new = Table(displayName=sheet.table, ref=ref)
    new.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    table.sheet.add_table(new)


def _covers(reference: str, row: int, column: int) -> bool:
    """Whether a table's range begins at the header row and holds the column."""
    left, top, right, _ = range_boundaries(reference)
    return top == row and left is not None and right is not None and left <= column <= right


class _FittedRow(RowDimension):
    """A row whose height is a start, not a bound. openpyxl marks every height as custom, which freezes it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        return False


def _fit_rows(table: SheetTable) -> None:
    """Make every row as tall as its texts need; LibreOffice does not do so itself when it opens a file."""
    widths = {n: table.sheet.column_dimensions[get_column_letter(n)].width for n in table.columns.values()}
    for row in (table.header_row, *table.rows()):
        cells = ((table.sheet.cell(row, n), width) for n, width in widths.items())
        texts = ((text_of(cell.value, cell.number_format or ""), width) for cell, width in cells)
        if row not in table.own_heights:
            hidden = table.sheet.row_dimensions[row].hidden  # rows that a filter of hers has hidden stay hidden
            table.sheet.row_dimensions[row] = _FittedRow(table.sheet, index=row, ht=row_height(texts), hidden=hidden)


def _set_validations(table: SheetTable, sheet: Sheet) -> None:
    """Lay each column's drop-down and prompt over its rows and some spare ones."""
    ours = {c.header: _validation(c) for c in sheet.columns if (c.help or c.choices or c.choices_name)}
    wanted = {header: v for header, v in ours.items() if table.has(header)}
    first, last = table.header_row + 1, table.last_row + _SPARE_ROWS
    letters = {get_column_letter(table.columns[fold(h)]): h for h in wanted}
    kept = []
    for validation in table.sheet.data_validations.dataValidation:
        columns = {re.sub(r"\d", "", str(part).split(":")[0]) for part in validation.sqref.ranges}
        if not columns & set(letters):
            kept.append(validation)  # the controller's own
    table.sheet.data_validations.dataValidation = kept
    for letter, header in letters.items():
        validation = wanted[header]
        validation.add(f"{letter}{first}:{letter}{last}")
        table.sheet.add_data_validation(validation)


def _validation(column: Column) -> DataValidation:
    formula = None
    if column.choices_name:
        formula = f"={column.choices_name}"
    elif column.choices:
        formula = '"' + ",".join(column.choices) + '"'
    if formula is not None and len(formula) > _MAX_LIST:  # pragma: no cover - a fixed vocabulary
        raise ValueError(column.header)
    validation = DataValidation(
        type="list" if formula else None, formula1=formula, allow_blank=True, showErrorMessage=bool(formula)
    )
    if formula and not column.strict:
        validation.showErrorMessage = False
    validation.errorTitle = column.header[:32]
    validation.error = "Välj ett av värdena i listan, eller lämna cellen tom."
    if column.help:
        validation.showInputMessage = True
        validation.promptTitle = column.header[:32]
        validation.prompt = column.help[:255]
    if column.owner is Owner.READING:
        validation.prompt = f"{column.help} Kursivt = läst ur texten; skriv över för att bestämma själv."[:255]
    return validation


def _own_heights(data: bytes) -> dict[str, set[int]]:
    """Return the rows of each sheet whose height somebody has set; openpyxl does not tell them from fitted ones."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        targets = {}
        for relation in _RELATION.findall(archive.read(_RELATIONS).decode()) if _RELATIONS in names else ():
            attributes = dict(_ATTRIBUTE.findall(relation))
            targets[attributes.get("Id", "")] = "xl/" + attributes.get("Target", "").removeprefix("/xl/")
        heights = {}
        for sheet in _SHEET.findall(archive.read("xl/workbook.xml").decode()):
            attributes = dict(_ATTRIBUTE.findall(sheet))
            part = targets.get(attributes.get("r:id", ""), "")
            if part in names:
                rows = _SIZED_ROW.findall(archive.read(part))
                heights[html.unescape(attributes.get("name", ""))] = {int(number) for number in rows}
    return heights


_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION = re.compile(r"<Relationship\s([^>]*)>")
_SHEET = re.compile(r"<sheet\s([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_SIZED_ROW = re.compile(rb'<row (?=[^>]*customHeight="(?:1|true)")[^>]*?\br="(\d+)"')


def _losses(data: bytes) -> tuple[str, ...]:
    """Return what openpyxl would lose of a file on saving, in Swedish."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for pattern, what in _LOST_PARTS:
            if any(pattern.match(name) for name in names):
                found.append(what)
        sheets = b"".join(archive.read(n) for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml"))
        found += [what for mark, what in _LOST_EXTENSIONS if mark in sheets]
    return tuple(dict.fromkeys(found))
