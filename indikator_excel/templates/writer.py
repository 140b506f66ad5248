"""Writing a department's workbook with XlsxWriter: instructions, the table with live verdicts, the stamp."""

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.numbers import exact
from indikator_excel.indicators.rule import NotAssessable, Rule, describe_reading
from indikator_excel.indicators.values import BLANK, Measure, read_number, read_text
from indikator_excel.indicators.vocabulary import Against, Kind, ValueType
from indikator_excel.register.model import Register
from indikator_excel.resources import Theme, fill
from indikator_excel.templates import layout
from indikator_excel.templates.corrections import Corrections
from indikator_excel.templates.front_page import FrontPage
from indikator_excel.templates.layout import FIRST_ROW, HEADER_ROW, INPUTS, LIVE, VALUES, WIDTHS, Field, Status
from indikator_excel.templates.live import LiveRow
from indikator_excel.templates.prefill import EMPTY, CellContent, Prefill
from indikator_excel.templates.stamp import CORRECTS_PROPERTY, PROPERTY, Stamp
from indikator_excel.templates.validation import column_validation, value_validation
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.fit import LINE_HEIGHT, row_height, width_for_numbers
from indikator_excel.xlsx.new import new_book
from indikator_excel.xlsx.number_formats import format_with_decimals, number_format
from indikator_excel.xlsx.printing import print_setup

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from indikator_excel.xlsx.worksheet import Worksheet

_STAMP_WIDTHS = (28, 28)
#: A note is as wide as a sentence needs; Excel's own boxes hold five words a line.
_NOTE_LOOK = {"author": "indikator-excel", "width": 330, "height": 120, "font_size": 10}
_BEYOND = 10_000_000  # more than any row's number
#: The template's own percent format, which a live verdict compares a value's cell with.
_PERCENT_FORMAT = number_format(Measure(ValueType.PERCENT))


def template_bytes(
    register: Register, department: Department, theme: Theme, instruction: str, prefill: Prefill = EMPTY
) -> bytes:
    """Return one department's workbook.

    Args:
        register: The register of the round.
        department: Whose rows to write; it has at least one.
        theme: Colours and typeface.
        instruction: One step a line; ``{värde}``, ``{förvaltning}`` and ``{omgång}`` are filled in.
        prefill: What the input cells hold from the start.

    Raises:
        UserError: The instruction names a field that does not exist.
    """
    stream = io.BytesIO()
    round_ = register.round
    title = f"{department.name} – {round_.value_header}"
    with new_book(
        stream, theme, title=title, subject=round_.title, created=prefill.saved, author=prefill.saved_by
    ) as book:
        _TemplateWriter(book, register, department, prefill).write(instruction)
    return stream.getvalue()


def template_of_part(part: tuple[Register, Department, Prefill, str], *, theme: Theme) -> bytes:
    """Return the workbook of a department from its part of the register, which travels well between processes.

    Last in ``part`` stands the instruction.
    """
    register, department, prefill, instruction = part
    return template_bytes(register, department, theme, instruction, prefill)


class _Row(Struct, frozen=True):
    indicator: Indicator
    rule: Rule | NotAssessable
    number: int  # from 1, as Excel counts
    live: LiveRow

    @property
    def measure(self) -> Measure:
        return self.rule.measure


class _TemplateWriter:
    """Writes one workbook; knows where its rows and columns are."""

    def __init__(self, book: Book, register: Register, department: Department, prefill: Prefill) -> None:
        self._book = book
        self._register = register
        self._round = register.round
        self._department = department
        self._prefill = prefill
        assigned = register.indicators_of(department)
        shown = [i for i in assigned if i.id not in prefill.left_out]
        self._assigned = assigned
        rules = register.answer_rules
        self._columns = layout.columns_for(((i, rules[i.id]) for i in shown), correction=prefill.is_correction)
        self._letters = {f: _letter(n) for n, f in enumerate(self._columns)}
        self._last_row = FIRST_ROW + len(shown) - 1
        numbers = {i.id: number for number, i in enumerate(shown, FIRST_ROW)}
        self._corrections = Corrections(prefill.marks, prefill.cells, self._letters, numbers)
        self._rows = [
            _Row(i, rules[i.id], number, self._live_row(i, rules[i.id], number))
            for number, i in enumerate(shown, FIRST_ROW)
        ]
        self._statuses = [row.live.status_shown(self._round) for row in self._rows]

    def write(self, instruction: str) -> None:
        readme = self._book.add_sheet(layout.README_SHEET)
        listed = self._book.add_sheet(layout.CORRECTIONS_SHEET) if self._prefill.is_correction else None
        sheet = self._book.add_sheet(layout.INDICATOR_SHEET)
        stamp = self._book.add_sheet(layout.STAMP_SHEET)
        statuses = f"{layout.INDICATOR_SHEET}!{self._area(Field.STATUS)}"
        front = FrontPage(
            self._department.name,
            self._round,
            steps=self._steps(instruction),
            statuses=statuses,
            done_rows=sum(s is Status.DONE for s in self._statuses),
            rows=len(self._rows),
            prefill=self._prefill,
            described=[(r.indicator.label, r.indicator.description) for r in self._rows if r.indicator.description],
        )
        front.write(self._book, readme)
        print_setup(readme, title=self._title, header=self._round.full_title)
        self._write_indicators(sheet)
        self._write_stamp(stamp)
        if listed is not None:
            self._corrections.write(self._book, listed, self._department.name, self._format_elsewhere)
            print_setup(
                listed, title=self._title, header=self._round.full_title, repeat_row=layout.CORRECTIONS_HEADER
            )
        (listed or sheet).activate()

    # Indikatorer

    def _width(self, column: Field) -> float:
        """Return a column's width, more where values like last year's would be shown as ####."""
        if column not in VALUES:
            return WIDTHS[column]
        readings = (self._register.readings[row.indicator.id] for row in self._rows)
        known = (
            (exact(n), r.measure) for r in readings for n in (r.baseline.number, r.target.number) if n is not None
        )
        return max(WIDTHS[column], width_for_numbers(known))

    def _write_indicators(self, sheet: "Worksheet") -> None:
        book = self._book
        last_column = len(self._columns) - 1
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, self._width(column))
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.set_row(HEADER_ROW - 1, 2 * LINE_HEIGHT)
        sheet.write_string(0, 0, self._title, book.title)
        sheet.write_string(1, 0, f"{self._round.full_title}. {layout.HELP}", book.format(font_color=book.theme.muted))
        sheet.write_blank(0, self._columns.index(Field.VALUE), None, book.format(num_format=_PERCENT_FORMAT))
        self._write_progress(sheet)
        headers = [{"header": layout.header(c, self._round), "header_format": book.header} for c in self._columns]
        if self._rows:
            sheet.add_table(
                HEADER_ROW - 1,
                0,
                self._last_row - 1,
                last_column,
                {"name": layout.TABLE_NAME, "columns": headers, "style": None, "autofilter": True},
            )
        for number, heading in enumerate(headers):
            sheet.write_string(HEADER_ROW - 1, number, str(heading["header"]), book.header)
        band, area = False, ""
        for row, status in zip(self._rows, self._statuses, strict=True):
            band, area = (not band if area and row.indicator.area != area else band), row.indicator.area
            self._write_row(sheet, row, status, band=band)
        for column in sorted(set(INPUTS).difference(VALUES), key=self._columns.index):
            at = self._columns.index(column)
            validation = column_validation(column, self._round)
            sheet.data_validation(FIRST_ROW - 1, at, self._last_row - 1, at, validation)
        verdict = self._columns.index(Field.VERDICT)
        book.colour_verdicts(sheet, FIRST_ROW - 1, verdict, self._last_row - 1)
        self._colour_status(sheet)
        sheet.freeze_panes(HEADER_ROW, 1)
        first_empty = self._first_empty() - 1, self._columns.index(Field.VALUE)
        sheet.set_selection(*first_empty, *first_empty)
        sheet.protect(
            "",
            {
                "autofilter": True,
                "sort": True,
                "format_cells": True,  # the way out when a pasted cell has brought its own format
                "format_columns": True,
                "format_rows": True,
                "select_locked_cells": True,
            },
        )
        print_setup(sheet, title=self._title, header=self._round.full_title, repeat_row=HEADER_ROW - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{_letter(last_column)}{self._last_row}"})

    def _write_progress(self, sheet: "Worksheet") -> None:
        """Write beside the title how many rows are done, and a link to the next one that is not."""
        statuses = self._area(Field.STATUS)
        done, rows = sum(s is Status.DONE for s in self._statuses), len(self._rows)
        counted = f'=COUNTIF({statuses},"{Status.DONE}")&"{layout.COUNT.format(done="", rows=rows)}"'
        at = self._columns.index(Field.STATUS)
        bold = self._book.format(bold=True, valign="vcenter")
        sheet.write_formula(0, at, counted, bold, layout.COUNT.format(done=done, rows=rows))
        # The smallest number of a row that is not done; SUMPRODUCT makes every program look at all of them.
        first = f'SUMPRODUCT(MIN(({statuses}="{Status.DONE}")*{_BEYOND}+ROW({statuses})))'
        link = f'HYPERLINK("#{self._letters[Field.VALUE]}"&{first},"{layout.TO_NEXT}")'
        text = f'=IF(COUNTIF({statuses},"{Status.DONE}")={rows},"{layout.ALL_DONE}",{link})'
        shown = layout.ALL_DONE if done == rows else layout.TO_NEXT
        form = self._book.format(underline=1, font_color=self._book.theme.header.fill, valign="vcenter")
        sheet.write_formula(0, self._columns.index(Field.NOT_MEASURED), text, form, shown)

    def _format_elsewhere(self, id_: str, column: Field, number: float) -> "Format":
        """Return the format in which a number of an input cell is shown elsewhere in the workbook, never rounded."""
        measure = self._register.answer_rules[id_].measure
        look: dict[str, Any] = {"align": "left"}
        if column is Field.MEASURED_ON:
            look["num_format"] = "yyyy-mm-dd"
        elif column in VALUES and measure.scale is None:
            said = exact(Decimal(repr(number)) * (100 if measure.is_percent else 1))
            look["num_format"] = number_format(measure, said)
        return self._book.cell_with(**look)

    def _first_empty(self) -> int:
        for row in self._rows:
            if self._content(row, Field.VALUE) is None and self._content(row, Field.NOT_MEASURED) is None:
                return row.number
        return FIRST_ROW

    def _write_row(self, sheet: "Worksheet", row: _Row, status: Status, *, band: bool) -> None:
        look: dict[str, Any] = {"border": 1, "border_color": self._book.theme.border, "text_wrap": True}
        form = self._book.format(**(look | ({"bg_color": self._book.theme.band} if band else {})))
        at = row.number - 1
        sheet.set_row(at, row_height((self._text(row, c), WIDTHS[c]) for c in self._columns))
        for number, column in enumerate(self._columns):
            if column is Field.TO_CORRECT:
                formula = self._corrections.row_formula(row.indicator.id)
                sheet.write_formula(at, number, formula, form, self._text(row, column))
            elif column is Field.VERDICT:
                sheet.write_formula(at, number, row.live.verdict_formula, form, row.live.verdict_shown)
            elif column is Field.STATUS:
                sheet.write_formula(at, number, row.live.status_formula(self._round), form, status)
            elif column is Field.HINT:
                shown = row.live.hint_shown(self._round)
                sheet.write_formula(at, number, row.live.hint_formula, form, shown)
            elif column in INPUTS and column in row.live.asked:
                self._write_input(sheet, row, number, column, look)
            else:
                sheet.write_string(at, number, self._text(row, column), form)

    def _text(self, row: _Row, column: Field) -> str:
        """Return what a locked cell or a text input says; empty for the rest."""
        if column in INPUTS:
            return str(self._content(row, column) or "")
        if column is Field.TO_CORRECT:
            return self._corrections.row_shown(row.indicator.id)
        if column is Field.HINT:
            return max(layout.Hint, key=len)  # room for whatever it will say: a formula's row does not grow
        if column is Field.REFERENCE:
            return row.indicator.reference.get(self._department.code, "")
        if column in LIVE:
            return ""
        return self._prefill.shown.get((row.indicator.id, column), layout.LOCKED_TEXTS[column](row.indicator))

    def _write_input(self, sheet: "Worksheet", row: _Row, number: int, column: Field, look: dict[str, Any]) -> None:
        properties = look | {"bg_color": self._book.theme.entry, "locked": False}
        at, measure = row.number - 1, row.measure
        if column in VALUES and measure.scale is None:
            properties |= {"align": "right", "indent": 1}
            if not self._is_plain(row, column):
                properties["num_format"] = number_format(measure)
        elif column is Field.MEASURED_ON:
            properties["num_format"] = "yyyy-mm-dd"
        form = self._book.format(**properties)
        content = self._content(row, column)
        if content is None:
            sheet.write_blank(at, number, None, form)
        elif isinstance(content, str):
            sheet.write_string(at, number, content, form)
        else:
            sheet.write_number(at, number, content, form)
        if column in VALUES:
            heading = layout.header(column, self._round)
            note = layout.PROMPTS.get(column, f"{self._compared_with(row)}{row.indicator.description}")
            sheet.data_validation(at, number, at, number, value_validation(row.rule, heading, note))
            self._show_decimals(sheet, at, number, measure)
        self._mark(sheet, row, number, column)

    def _compared_with(self, row: _Row) -> str:
        """Say what a target comes to that names an outside value, which stands nowhere else in the workbook."""
        reading = self._register.readings[row.indicator.id]
        if reading.target.against is not Against.OUTSIDE or isinstance(row.rule, NotAssessable):
            return ""
        return f"Målet: {describe_reading(reading, row.rule)}. "

    def _mark(self, sheet: "Worksheet", row: _Row, number: int, column: Field) -> None:
        """Mark a cell that must be put right, as long as it holds what it did, and say why in a note."""
        marks = self._corrections.of(row.indicator.id, column)
        if not marks:
            return
        at = row.number - 1
        sheet.write_comment(at, number, self._corrections.note(row.indicator.id, column), _NOTE_LOOK)
        must = [n for n, mark in marks if mark.must]
        if must:
            paint = self._book.theme.fault
            look = {"bg_color": paint.fill, "font_color": paint.text, "bold": True, "border": 1}
            condition = self._corrections.still_there(must, row.number)
            rule = {"type": "formula", "criteria": f"={condition}", "format": self._book.rule_format(**look)}
            sheet.conditional_format(at, number, at, number, rule)

    def _show_decimals(self, sheet: "Worksheet", at: int, number: int, measure: Measure) -> None:
        """Show more decimals where the cell's own format would round: 79.96 must not look like 80."""
        if measure.scale is not None:
            return
        cell = f"${_letter(number)}${at + 1}"
        factor = "*100" if measure.is_percent else ""
        for extra in (1, 2):
            shown, finer = measure.decimals + extra - 1, measure.decimals + extra
            last = extra == 2  # noqa: PLR2004 - the finest of the two formats
            test = f"ROUND({cell}{factor},{shown})<>ROUND({cell}{factor},{8 if last else finer})"
            exact_here = "" if last else f",ROUND({cell}{factor},{finer})=ROUND({cell}{factor},8)"
            sheet.conditional_format(
                at,
                number,
                at,
                number,
                {
                    "type": "formula",
                    "criteria": f"=AND(ISNUMBER({cell}),{test}{exact_here})",
                    "format": self._book.rule_format(num_format=format_with_decimals(measure, finer)),
                },
            )

    def _colour_status(self, sheet: "Worksheet") -> None:
        """Make what still has to be done stand out, in weight and not in colour alone."""
        number = self._columns.index(Field.STATUS)
        for status in (Status.FILL_IN, Status.EXPLAIN, Status.CHECK):
            sheet.conditional_format(
                FIRST_ROW - 1,
                number,
                self._last_row - 1,
                number,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{status}"',
                    "format": self._book.rule_format(bold=True),
                },
            )

    def _steps(self, instruction: str) -> list[str]:
        """Return the instruction's steps with their fields filled in."""
        what = "prognosen för hela året" if self._round.kind is Kind.FORECAST else "utfallet"
        fields = {"värde": what, "förvaltning": self._department.name, "omgång": self._round.title}
        lines = fill(instruction, fields, "instruktion.txt").splitlines()
        return [line.strip() for line in lines if line.strip()]

    # What the live cells say

    def _live(self, column: Field) -> str:
        """Refer to a row's cell by position from a locked anchor.

        A direct reference would follow a cell that is cut and pasted elsewhere; this one stays in its row.
        """
        letter = self._letters[column]
        return f"INDEX(${letter}${FIRST_ROW}:${letter}${self._last_row},ROW()-{HEADER_ROW})"

    def _anchor(self, measure: Measure) -> str:
        """Refer to a blank cell beside the title that has the number format of percent, or none at all."""
        return f"${self._letters[Field.VALUE if measure.is_percent else Field.VERDICT]}$1"

    def _area(self, column: Field) -> str:
        letter = self._letters[column]
        return f"${letter}${FIRST_ROW}:${letter}${self._last_row}"

    def _content(self, row: _Row, column: Field) -> CellContent:
        return self._prefill.cells.get((row.indicator.id, column))

    def _is_plain(self, row: "_Row", column: Field) -> bool:
        """Whether the cell's number format was lost, as it is when a person pastes over it."""
        return column is Field.VALUE and row.indicator.id in self._prefill.plain

    def _live_row(self, indicator: Indicator, rule: Rule | NotAssessable, number: int) -> LiveRow:
        """Gather what the live cells of a row are made from."""
        asked = frozenset(f for f in INPUTS if layout.has_column(f, indicator, rule))
        contents = {f: self._prefill.cells.get((indicator.id, f)) for f in asked}
        plain = indicator.id in self._prefill.plain
        values = {}
        for column in asked.intersection(VALUES):
            content = contents[column]
            if content is None:
                values[column] = BLANK
            elif isinstance(content, str):
                values[column] = read_text(content, rule.measure)
            else:
                percent = rule.measure.is_percent and not (plain and column is Field.VALUE)
                values[column] = read_number(content, rule.measure, percent_format=percent)
        return LiveRow(
            rule,
            asked,
            {f: self._live(f) for f in asked},
            self._anchor(rule.measure),
            f"${self._letters[Field.VERDICT]}{number}",
            f"${self._letters[Field.STATUS]}{number}",
            contents,
            values,
            self._corrections.row_must(indicator.id, number),
        )

    # The stamp

    def _write_stamp(self, sheet: "Worksheet") -> None:
        answers = {(id_, column.value): said for (id_, column), said in self._prefill.answers.items()}
        stamp = Stamp.of(self._round, self._department, self._assigned, self._prefill.corrects, answers)
        for number, pair in enumerate(stamp.to_rows()):
            for column, text in enumerate(pair):
                sheet.write_string(number, column, text)
        for column, width in enumerate(_STAMP_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.protect()
        sheet.very_hidden()
        self._book.workbook.set_custom_property(PROPERTY, stamp.to_property(), "text")
        if stamp.corrects:
            self._book.workbook.set_custom_property(CORRECTS_PROPERTY, stamp.corrects_property(), "text")

    @property
    def _title(self) -> str:
        return f"{self._department.name} – {self._round.value_header}"


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
