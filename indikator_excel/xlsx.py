"""What every workbook that we write with XlsxWriter has in common: properties, formats, number formats."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from indikator_excel.files import now
from indikator_excel.indicators.numbers import decimals_of, exact
from indikator_excel.indicators.values import Measure
from indikator_excel.indicators.vocabulary import ValueType, Verdict
from indikator_excel.resources import Theme

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: More decimals than this are float noise or a quotient; they are stored, not shown.
_MAX_DECIMALS = 6
A4 = 9


class Book:
    """An XlsxWriter workbook with a theme. Formats are made once for each set of properties."""

    def __init__(self, workbook: "Workbook", theme: Theme) -> None:
        self.workbook = workbook
        self.theme = theme
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> "Format":
        """Return the format with these properties over the workbook's own typeface."""
        key = tuple(sorted(properties.items()))
        found = self._formats.get(key)
        if found is None:
            base = {"font_name": self.theme.font, "font_size": self.theme.size, "valign": "top"}
            found = self._formats[key] = self.workbook.add_format(base | properties)
        return found

    @property
    def text(self) -> "Format":
        """Wrapped text."""
        return self.format(text_wrap=True)

    @property
    def muted(self) -> "Format":
        """Explanations."""
        return self.format(text_wrap=True, font_color=self.theme.muted)

    @property
    def title(self) -> "Format":
        """A sheet's title."""
        return self.format(bold=True, font_size=16, font_color=self.theme.header.fill)

    @property
    def heading(self) -> "Format":
        """A heading within a sheet."""
        return self.format(bold=True, font_size=13, font_color=self.theme.header.fill)

    @property
    def header(self) -> "Format":
        """A table's header cells."""
        return self.format(
            bold=True,
            text_wrap=True,
            valign="vcenter",
            bg_color=self.theme.header.fill,
            font_color=self.theme.header.text,
            border=1,
            border_color=self.theme.border,
        )

    def verdict(self, verdict: Verdict, **properties: Any) -> "Format":
        """Return a verdict's fill and text colour."""
        paint = self.theme.verdicts[verdict]
        return self.format(bg_color=paint.fill, font_color=paint.text, **properties)

    def colour_verdicts(self, sheet: "Worksheet", first_row: int, column: int, last_row: int) -> None:
        """Colour a column of verdict labels by what they say, live. Rows and column from 0."""
        for verdict in Verdict:
            paint = self.theme.verdicts[verdict]
            look = {"bg_color": paint.fill, "font_color": paint.text}
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
                    "format": self.workbook.add_format(look),
                },
            )


@contextmanager
def new_book(stream: io.BytesIO, theme: Theme, *, title: str, subject: str = "") -> Iterator[Book]:
    """Open a workbook for writing into ``stream``; it is whole when the block ends."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            # What came in a reply is never executed: text stays text.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": theme.font, "font_size": theme.size},
        },
    )
    workbook.set_properties({"title": title, "subject": subject, "author": "indikator-excel", "created": now()})
    workbook.set_calc_mode("auto")
    yield Book(workbook, theme)
    workbook.close()


def print_setup(sheet: "Worksheet", *, title: str, repeat_row: int | None = None) -> None:
    """Print on A4 landscape, one page wide, header row repeated, page x of y. Rows from 0."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&RSida &P av &N")
    if repeat_row is not None:
        sheet.repeat_rows(repeat_row)


def stored(number: Decimal, measure: Measure) -> float:
    """Return what a cell stores: a fraction for percent."""
    return float(exact(number / 100)) if measure.value_type is ValueType.PERCENT else float(number)


def number_format(measure: Measure, number: Decimal | None = None) -> str:
    """Return the number format of a value cell; with enough decimals that ``number`` is not shown rounded."""
    decimals = max(measure.decimals, 0 if number is None else min(decimals_of(number), _MAX_DECIMALS))
    return format_with_decimals(measure, decimals)


def format_with_decimals(measure: Measure, decimals: int) -> str:
    """Return the number format with the unit in it and so many decimals."""
    places = "." + "0" * decimals if decimals else ""
    if measure.value_type is ValueType.PERCENT:
        return f"0{places} %"
    unit = f'" {measure.unit}"' if measure.unit and "/" not in measure.unit and '"' not in measure.unit else ""
    return f"#,##0{places}{unit}"
