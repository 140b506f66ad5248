"""What every workbook that we write with XlsxWriter has in common: properties, formats, number formats."""

import io
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec import Struct

from indikator_excel.files import now
from indikator_excel.indicators.numbers import decimals_of, exact, with_unit
from indikator_excel.indicators.units import stands_in_front
from indikator_excel.indicators.values import Measure
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.resources import Theme

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from indikator_excel.worksheet import Worksheet

#: The language that a screen reader should read the workbook in.
LANGUAGE = "sv-SE"
#: Points of a sheet's title row and of a heading's row.
TITLE_HEIGHT = 24
HEADING_HEIGHT = 27
#: Points of one line of text at the default size.
LINE_HEIGHT = 15
#: A column's width counts digits; letters of running text are a little narrower.
_LETTERS_PER_WIDTH = 1.05
#: What a cell needs beside its number, and the most that a column is widened for one.
_BESIDE_NUMBER, _WIDEST_NUMBER = 3.0, 26.0
#: No column is made wider than this for the sake of a long text.
_WIDEST = 90.0
#: More lines than this are cut.
MAX_LINES = 27  # Excel's tallest row is 409 points
#: More decimals than this are float noise or a quotient; they are stored, not shown.
_MAX_DECIMALS = 6
A4 = 9
POINTS_OF_PIXEL = 0.75
#: What a page of A4 landscape holds between our margins, in points.
PRINTED_WIDTH, PRINTED_HEIGHT = 784.0, 509.0
#: A darker blue than Excel's own, which can't be read on a striped table.
_LINK = "#0B4F9E"
_LONGEST_PRINTED = 110  # characters of a header or footer; every ampersand is written twice
#: Excel's longest text in a cell.
MAX_TEXT = 32_767
_CUT = " … (texten är för lång för en cell, resten står i svaret)"
#: Rows of a sheet.
MAX_ROWS = 1_048_576
#: Excel takes so many links on a sheet; XlsxWriter leaves what comes after them out, text and all.
_MAX_LINKS = 65_000
#: Where a table's filters stand among what XlsxWriter knows of it.
_FILTERS = "filters"
#: Characters that the filter button takes of a header.
FILTER_BUTTON = 3


class Formula(Struct, frozen=True):
    """A formula and its true result, which is what a viewer shows before anything is calculated."""

    text: str
    result: str | float


class Styled(Struct, frozen=True):
    """A cell's content with a format of its own."""

    content: "Content"
    format: "Format"


class Link(Struct, frozen=True):
    """A link to a place in the same workbook. Only our own cells are ever linked to."""

    place: str
    text: str


Content = str | float | Formula | Link | None


_NUMERIC, _DATE_LETTERS = re.compile(r"[0#?]"), re.compile(r"[ymdhs]")
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def fitting(text: str) -> str:
    """Return a text as a cell can hold it; one that is too long says so where it is cut."""
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - len(_CUT)]}{_CUT}"


def is_percent_format(number_format: str) -> bool:
    """Whether a number format shows numbers as percent; a ``%`` inside quotes is only text."""
    return "%" in _LITERALS.sub("", number_format)


def is_date_format(number_format: str) -> bool:
    """Whether a number format shows numbers as dates or times."""
    bare = _LITERALS.sub("", number_format).casefold()
    return bare not in ("general", "standard") and not _NUMERIC.search(bare) and bool(_DATE_LETTERS.search(bare))


def lines_needed(text: str, width: float) -> int:
    """Estimate how many lines ``text`` takes in a column ``width`` characters wide."""
    return _lines(text, _letters_in(width))


def _letters_in(width: float) -> int:
    return max(1, int(width * _LETTERS_PER_WIDTH))


def _lines(text: str, fits: int) -> int:
    if len(text) <= fits and text.isprintable():  # most cells; a tab or a line break is not printable
        return 1
    return _wrapped_lines(text, fits)


@lru_cache(maxsize=4096)  # areas, groups and headers are the same from row to row and from workbook to workbook
def _wrapped_lines(text: str, fits: int) -> int:
    return sum(_lines_of(part, fits) for part in text.split("\n"))


def _lines_of(text: str, fits: int) -> int:
    """Count the lines that :mod:`textwrap` makes of a text, in an eighth of the time where only spaces break it."""
    words = text.split(" ")
    if "-" in text or "" in words or not text.isprintable() or max(map(len, words)) > fits:
        return max(1, len(textwrap.wrap(text, fits)))
    lines, length = 1, -1
    for word in words:
        length += 1 + len(word)
        if length > fits:
            lines += 1
            length = len(word)
    return lines


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height in points of a row of wrapped texts, each with its column's width."""
    return LINE_HEIGHT * min(MAX_LINES, max((lines_needed(text, width) for text, width in cells), default=1))


def wide_enough(width: float, texts: Iterable[str]) -> float:
    """Return a column's width, or more where a text would need a row that is taller than a row can be, and be cut."""
    longest = max(texts, key=len, default="")
    while width < _WIDEST and lines_needed(longest, width) > MAX_LINES:
        width += 4
    return width


def width_for_numbers(numbers: Iterable[tuple[Decimal, Measure]]) -> float:
    """Return the width that a column of such numbers needs, for a narrower one shows ####; 0 where there are none."""
    longest = max((len(with_unit(number, m.unit, m.decimals)) for number, m in numbers), default=0)
    return min(_WIDEST_NUMBER, longest + _BESIDE_NUMBER) if longest else 0.0


def wrapped(text: str, width: float) -> list[str]:
    """Cut a text into the lines that it takes in a column ``width`` characters wide; at least one."""
    return textwrap.wrap(text, _letters_in(width)) or [""]


def points_of(width: float) -> float:
    """Return how wide a column of so many characters is, in points."""
    return (7 * width + 5) * POINTS_OF_PIXEL


def shown_text(content: "Content | Styled") -> str:
    """Return the text that a cell shows; empty for a number, whose look its format decides."""
    if isinstance(content, Styled):
        content = content.content
    match content:
        case Formula():
            return str(content.result)
        case Link():
            return content.text
    return content if isinstance(content, str) else ""


class Book:
    """An XlsxWriter workbook with a theme. Formats are made once for each set of properties."""

    _link: ClassVar[Mapping[str, Any]] = {"font_color": _LINK, "underline": 1}

    def __init__(self, workbook: "Workbook", theme: Theme) -> None:
        self.workbook = workbook
        self.theme = theme
        self._base = {"font_name": theme.font, "font_size": theme.size, "valign": "top"}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        #: The same formats as they were asked for: most cells ask for one that the cell above had.
        self._asked_for: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> "Format":
        """Return the format with these properties over the workbook's own typeface."""
        asked = tuple(properties.items())
        found = self._asked_for.get(asked)
        if found is None:
            found = self._asked_for[asked] = self.rule_format(**(self._base | properties))
            # Its number in the file, so that a row can be made into text before the workbook is closed.
            found._get_xf_index()  # type: ignore[no-untyped-call]  # noqa: SLF001
        return found

    def rule_format(self, **properties: Any) -> "Format":
        """Return the format with these properties alone, as conditional formats lay them over a cell's own."""
        key = tuple(sorted(properties.items()))
        found = self._formats.get(key)
        if found is None:
            found = self._formats[key] = self.workbook.add_format(properties)
        return found

    def add_sheet(self, title: str) -> "Worksheet":
        """Add a sheet whose row heights are a start, not a bound: rows still grow with what is typed."""
        from indikator_excel.worksheet import Worksheet

        return cast("Worksheet", self.workbook.add_worksheet(title, Worksheet))

    def put(self, sheet: "Worksheet", row: int, column: int, content: "Content | Styled") -> None:
        """Write one cell. Text is always written as text, whatever it begins with. Row and column from 0."""
        form = None
        if isinstance(content, Styled):
            form, content = content.format, content.content
        form = form or (self.link if isinstance(content, Link) else self.cell)
        if content is None or content == "":
            sheet.write_blank(row, column, None, form)
        elif isinstance(content, Formula):
            sheet.write_formula(row, column, content.text, form, content.result)
        elif isinstance(content, Link) and sheet.hlink_count >= _MAX_LINKS:
            sheet.write_string(row, column, content.text, form)
        elif isinstance(content, Link):
            sheet.write_url(row, column, f"internal:{content.place}", form, content.text)
        elif isinstance(content, str):
            sheet.write_string(row, column, fitting(content), form)
        else:
            sheet.write_number(row, column, content, form)

    def _put_row(self, sheet: "Worksheet", row: int, cells: "Sequence[Content | Styled]", plain: "Format") -> None:
        """Write a row from its first column on, as :meth:`put` writes each cell, in less time."""
        formats: list[Format] = []
        ends: list[str] = []
        for column, cell in enumerate(cells):
            content, form = (cell.content, cell.format) if isinstance(cell, Styled) else (cell, plain)
            end: str | None
            if isinstance(content, str):
                end = sheet.end_of_text(content) if content else sheet.end_of_blank
            elif content is None:
                end = sheet.end_of_blank
            elif isinstance(content, Formula):
                end = sheet.end_of_formula(content.text, content.result)
            else:
                end = None if isinstance(content, Link) else sheet.end_of_number(content)
            if end is None:
                if ends:
                    sheet.write_stretch(row, column - len(ends), formats, ends)
                    formats, ends = [], []
                self.put(sheet, row, column, cell)
            else:
                formats.append(form)
                ends.append(end)
        if ends:
            sheet.write_stretch(row, len(cells) - len(ends), formats, ends)

    def table(
        self,
        sheet: "Worksheet",
        top: int,
        name: str,
        columns: Sequence[tuple[str, float]],
        rows: Sequence[Sequence["Content | Styled"]],
        *,
        fit: bool = True,
        plain: "Format | None" = None,
    ) -> int:
        """Write an Excel table with wrapped cells, and return the first row below it. Rows from 0.

        Args:
            sheet: Where to write.
            top: The header's row.
            name: The table's name, unique in the workbook.
            columns: Header and width of each column. A second table on a sheet is given the widths of the first.
            rows: The cells, row by row.
            fit: Whether rows are made as tall as their texts; a table for programs keeps one line a row.
            plain: The format of a cell that has none of its own, where it is another than a table's usual one.
        """
        room = MAX_ROWS - top - 1
        if len(rows) > room:
            left = f"… och {len(rows) - room + 1} rader till, som inte ryms på bladet"
            rows = [*rows[: room - 1], [left, *[None] * (len(columns) - 1)]]
        texts = [list(map(shown_text, cells)) for cells in rows] if fit else []
        if texts:
            columns = [
                (h, wide_enough(w, told)) for (h, w), told in zip(columns, zip(*texts, strict=True), strict=True)
            ]
        for number, (heading, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(top, number, heading, self.header)
        sheet.set_row(top, row_height((h, w - FILTER_BUTTON) for h, w in columns))
        plain = plain or self.cell
        fits = [_letters_in(width) for _, width in columns]
        for at, cells in enumerate(rows, start=top + 1):
            if fit:
                lines = max(map(_lines, texts[at - top - 1], fits))
                sheet.set_row(at, LINE_HEIGHT * min(MAX_LINES, lines))
            self._put_row(sheet, at, cells, plain)
        bottom = top + max(1, len(rows))
        headers = [{"header": heading, "header_format": self.header} for heading, _ in columns]
        options = {"name": name, "columns": headers, "style": "Table Style Light 1"}
        sheet.add_long_table(top, 0, bottom, len(columns) - 1, options)
        return bottom + 1

    def filter_table(self, sheet: "Worksheet", shown: Mapping[int, tuple[Sequence[str], bool]]) -> None:
        """Filter the last table of a sheet: its column -> the texts to show, and whether blank cells are shown.

        Which rows are hidden is for the caller: a program that opens the file takes its word for it.
        """
        sheet.tables[-1][_FILTERS] = shown

    @property
    def text(self) -> "Format":
        """Wrapped text."""
        return self.format(text_wrap=True)

    @property
    def cell(self) -> "Format":
        """A table's cells: wrapped text over a thin line."""
        return self.cell_with()

    def cell_with(self, **properties: Any) -> "Format":
        """Return a table cell's format with more properties."""
        line = {"text_wrap": True, "bottom": 1, "bottom_color": self.theme.border}
        return self.format(**(line | properties))

    @property
    def link(self) -> "Format":
        """A table's cell that leads somewhere."""
        return self.cell_with(**self._link)

    @property
    def plain_link(self) -> "Format":
        """Running text that leads somewhere."""
        return self.format(**self._link)

    def write_heading(self, sheet: "Worksheet", row: int, text: str) -> None:
        """Write a heading with room above it."""
        sheet.set_row(row, HEADING_HEIGHT)
        sheet.write_string(
            row,
            0,
            text,
            self.format(bold=True, font_size=13, font_color=self.theme.header.fill, valign="vcenter"),
        )

    @property
    def muted(self) -> "Format":
        """Explanations."""
        return self.format(text_wrap=True, font_color=self.theme.muted)

    @property
    def title(self) -> "Format":
        """A sheet's title."""
        return self.format(bold=True, font_size=16, font_color=self.theme.header.fill)

    @property
    def header(self) -> "Format":
        """A table's header cells."""
        return self._header()

    @property
    def header_centred(self) -> "Format":
        """The header of a column of counts."""
        return self._header(align="center")

    def _header(self, **properties: Any) -> "Format":
        paint = self.theme.header
        look = {
            "bg_color": paint.fill,
            "font_color": paint.text,
            "border": 1,
            "border_color": self.theme.border,
        }
        return self.format(bold=True, text_wrap=True, valign="vcenter", **look, **properties)

    def verdict(self, verdict: Verdict, **properties: Any) -> "Format":
        """Return a verdict's fill and text colour."""
        paint = self.theme.verdicts[verdict]
        return self.format(bg_color=paint.fill, font_color=paint.text, **properties)

    def colour_verdicts(self, sheet: "Worksheet", first_row: int, column: int, last_row: int) -> None:
        """Colour a column of verdict labels by what they say, live. Rows and column from 0."""
        for verdict in Verdict:
            paint = self.theme.verdicts[verdict]
            look: dict[str, Any] = {"bg_color": paint.fill, "font_color": paint.text}
            if verdict is Verdict.NO_ANSWER:
                look |= {"border": 1, "border_color": self.theme.border}
            sheet.conditional_format(
                first_row,
                column,
                last_row,
                column,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{verdict.label}"',
                    "format": self.rule_format(**look),
                },
            )


@cache
def _swedish_workbook() -> "Callable[..., Workbook]":
    from xlsxwriter import Workbook
    from xlsxwriter.core import Core
    from xlsxwriter.packager import Packager
    from xlsxwriter.table import Table

    class SwedishCore(Core):
        """Document properties that say the language, which XlsxWriter has no way to set."""

        def _write_dc_description(self) -> None:
            super()._write_dc_description()
            self._xml_data_element("dc:language", LANGUAGE)

    class FilteredTable(Table):
        """A table that is filtered from the start, which XlsxWriter knows for plain ranges only."""

        properties: Any

        def _write_auto_filter(self) -> None:
            filters = self.properties.get(_FILTERS)
            if not filters:
                super()._write_auto_filter()
                return
            self._xml_start_tag("autoFilter", [("ref", self.properties["autofilter"])])
            for column, (texts, blank) in sorted(filters.items()):
                self._xml_start_tag("filterColumn", [("colId", column)])
                self._xml_start_tag("filters", [("blank", 1)] if blank else [])
                for text in texts:
                    self._xml_empty_tag("filter", [("val", text)])
                self._xml_end_tag("filters")
                self._xml_end_tag("filterColumn")
            self._xml_end_tag("autoFilter")

    class SwedishPackager(Packager):
        workbook: Any

        def _write_table_files(self) -> None:
            tables = (table for sheet in self.workbook.worksheets() for table in sheet.tables)
            for number, properties in enumerate(tables, 1):
                table = FilteredTable()
                table._set_xml_writer(self._filename(f"xl/tables/table{number}.xml"))  # type: ignore[no-untyped-call]  # noqa: SLF001
                table._set_properties(properties)  # noqa: SLF001
                table._assemble_xml_file()  # noqa: SLF001

        def _write_core_file(self) -> None:
            core = SwedishCore()
            core._set_properties(self.workbook.doc_properties)  # noqa: SLF001
            core._set_xml_writer(self._filename("docProps/core.xml"))  # type: ignore[no-untyped-call]  # noqa: SLF001
            core._assemble_xml_file()  # noqa: SLF001

    class SwedishWorkbook(Workbook):
        def _get_packager(self) -> Packager:
            return SwedishPackager()

    return SwedishWorkbook


@contextmanager
def new_book(
    stream: io.BytesIO,
    theme: Theme,
    *,
    title: str,
    subject: str = "",
    created: datetime | None = None,
    author: str = "",
    large: bool = False,
) -> Iterator[Book]:
    """Open a workbook for writing into ``stream``; it is whole when the block ends.

    The sheets of a ``large`` one are kept in files of their own until then. They would take gigabytes of memory.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="indikator-excel-") if large else nullcontext() as folder:
        workbook = _swedish_workbook()(
            stream,
            {
                "in_memory": folder is None,
                "tmpdir": folder,
                # What came in a reply is never executed: text stays text.
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": theme.font, "font_size": theme.size},
            },
        )
        workbook.set_properties(
            {
                "title": title,
                "subject": subject,
                "author": author or "indikator-excel",
                "created": created or now(),
            }
        )
        workbook.set_calc_mode("auto")
        yield Book(workbook, theme)
        workbook.close()


def print_setup(sheet: "Worksheet", *, title: str, header: str = "", repeat_row: int | None = None) -> None:
    """Print on A4 landscape, one page wide, header row repeated, page x of y. Rows from 0."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if header:
        sheet.set_header(f"&R{_printed(header)}")
    sheet.set_footer(f"&L{_printed(title)}&RSida &P av &N")
    if repeat_row is not None:
        sheet.repeat_rows(repeat_row)


def _printed(text: str) -> str:
    """Return a text as a header or footer wants it: Excel refuses more than 255 characters, signs and all."""
    return (text if len(text) <= _LONGEST_PRINTED else f"{text[: _LONGEST_PRINTED - 1]}…").replace("&", "&&")


def stored(number: Decimal, measure: Measure) -> float:
    """Return what a cell stores: a fraction for percent."""
    return float(exact(number / 100)) if measure.is_percent else float(number)


def number_format(measure: Measure, number: Decimal | None = None) -> str:
    """Return the number format of a value cell; with enough decimals that ``number`` is not shown rounded."""
    decimals = max(measure.decimals, 0 if number is None else min(decimals_of(number), _MAX_DECIMALS))
    return format_with_decimals(measure, decimals)


def format_with_decimals(measure: Measure, decimals: int) -> str:
    """Return the number format with the unit in it and so many decimals."""
    places = "." + "0" * decimals if decimals else ""
    if measure.is_percent:
        return f"0{places} %"
    if not measure.unit or "/" in measure.unit or '"' in measure.unit:
        return f"#,##0{places}"
    front = stands_in_front(measure.unit)
    return f'"{measure.unit} "#,##0{places}' if front else f'#,##0{places}" {measure.unit}"'
