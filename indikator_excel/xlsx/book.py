"""A workbook with a theme: its formats and its tables."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec.structs import replace

from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.resources import Theme
from indikator_excel.xlsx.content import Column, Content, Formula, Link, Styled, fitting, shown_text
from indikator_excel.xlsx.fit import LINE_HEIGHT, row_height, row_heights, wide_enough

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from indikator_excel.xlsx.worksheet import Worksheet

#: Points of a sheet's title row and of a heading's row.
TITLE_HEIGHT = 24
HEADING_HEIGHT = 27
#: A darker blue than Excel's own, which can't be read on a striped table.
_LINK = "#0B4F9E"
#: Rows of a sheet.
MAX_ROWS = 1_048_576
#: Where a table's filters stand among what XlsxWriter knows of it.
FILTERS = "filters"
#: Characters that the filter button takes of a header.
FILTER_BUTTON = 3


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
        from indikator_excel.xlsx.worksheet import Worksheet

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
        elif isinstance(content, Link):
            sheet.write_url(row, column, f"internal:{content.place}", form, content.text)
        elif isinstance(content, str):
            sheet.write_string(row, column, fitting(content), form)
        else:
            sheet.write_number(row, column, content, form)

    def table(
        self,
        sheet: "Worksheet",
        top: int,
        name: str,
        columns: Sequence[Column],
        *,
        for_programs: bool = False,
        hidden: Collection[int] = (),
    ) -> int:
        """Write an Excel table with wrapped cells, and return the first row below it. Rows from 0.

        Args:
            sheet: Where to write.
            top: The header's row.
            name: The table's name, unique in the workbook.
            columns: At least one. A second table on a sheet is given the widths of the first.
            for_programs: Keep one line a row and leave the cells plain, for pivots and Power Query; else they are
                wrapped, over a thin line, and rows are as tall as their texts.
            hidden: The rows of the sheet that are hidden.
        """
        from indikator_excel.xlsx.table import write_rows

        if len(columns[0].cells) > MAX_ROWS - top - 1:
            columns = _cut(columns, MAX_ROWS - top - 1)
        widths = [column.width for column in columns]
        heights: Sequence[float] = [LINE_HEIGHT] * len(columns[0].cells)
        if not for_programs:
            texts = [[c if c.__class__ is str else shown_text(c) for c in column.cells] for column in columns]
            widths = list(map(wide_enough, widths, texts))
            heights = row_heights(list(zip(widths, texts, strict=True)))
        for number, (column, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(top, number, column.header, self.header)
        headers = [column.header for column in columns]
        sheet.set_row(top, row_height((h, w - FILTER_BUTTON) for h, w in zip(headers, widths, strict=True)))
        plain = None if for_programs else self.cell
        write_rows(sheet, top + 1, columns, heights, hidden, plain=plain, link=lambda: self.link)
        bottom = top + max(1, len(columns[0].cells))
        options = {
            "name": name,
            "columns": [{"header": header, "header_format": self.header} for header in headers],
            "style": "Table Style Light 1",
        }
        sheet.add_long_table(top, 0, bottom, len(columns) - 1, options)
        return bottom + 1

    def filter_table(self, sheet: "Worksheet", shown: Mapping[int, tuple[Sequence[str], bool]]) -> None:
        """Filter the last table of a sheet: its column -> the texts to show, and whether blank cells are shown.

        Which rows are hidden is for the caller: a program that opens the file takes its word for it.
        """
        sheet.tables[-1][FILTERS] = shown

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


def _cut(columns: Sequence[Column], room: int) -> list[Column]:
    """Return as many rows of a table as a sheet has room for; the last one says how many more there are."""
    left = f"… och {len(columns[0].cells) - room + 1} rader till, som inte ryms på bladet"
    last = [left, *[None] * (len(columns) - 1)]
    return [replace(c, cells=[*c.cells[: room - 1], told]) for c, told in zip(columns, last, strict=True)]
