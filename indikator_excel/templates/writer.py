"""Writing a department's workbook with XlsxWriter: instructions, the table with live verdicts, the stamp."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from indikator_excel.indicators.formula import formula_result, quoted, verdict_formula
from indikator_excel.indicators.model import Department, Indicator
from indikator_excel.indicators.numbers import with_unit
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.values import BLANK, Measure, read_number, read_text
from indikator_excel.indicators.vocabulary import CHECK, Kind, ValueType, Verdict
from indikator_excel.register.model import Register
from indikator_excel.resources import Theme, fill
from indikator_excel.templates import layout
from indikator_excel.templates.layout import FIRST_ROW, HEADER_ROW, INPUTS, LOOKS, Field, Status
from indikator_excel.templates.stamp import PROPERTY, Stamp
from indikator_excel.xlsx import (
    LINE_HEIGHT,
    TITLE_HEIGHT,
    Book,
    format_with_decimals,
    new_book,
    number_format,
    print_setup,
    row_height,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    CellContent = str | float | None


@dataclass(frozen=True, slots=True)
class Prefill:
    """What already stands in a workbook when it is made: last round's values, own answers to correct.

    ``cells`` holds ``(indicator ID, column) -> content`` as the cell stores it (0.81 for 81 %). ``plain`` lists the
    value cells whose number format was lost, as it is when a person pastes over it. ``shown`` replaces what the
    locked cells say, and ``left_out`` names rows that are missing: both are how a changed file looks.
    """

    cells: Mapping[tuple[str, Field], "CellContent"] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    shown: Mapping[tuple[str, Field], str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    done: bool = False


EMPTY = Prefill()
_STAMP_WIDTHS = (28, 28)
_README_WIDTHS = (24, 96)
_PROMPT_TITLE, _PROMPT = 32, 255  # Excel's limits
_LARGEST = 1e12


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
    with new_book(stream, theme, title=title, subject=round_.title) as book:
        _TemplateWriter(book, register, department, prefill).write(instruction)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Row:
    indicator: Indicator
    rule: Rule | NotAssessable
    number: int  # from 1, as Excel counts

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
        self._rows = [_Row(i, register.rules[i.id], FIRST_ROW + n) for n, i in enumerate(shown)]
        self._columns = layout.columns_for(shown)
        self._letters = {f: _letter(n) for n, f in enumerate(self._columns)}
        self._last_row = FIRST_ROW + len(shown) - 1
        self._statuses = [self._status(row) for row in self._rows]

    def write(self, instruction: str) -> None:
        readme = self._book.add_sheet(layout.README_SHEET)
        sheet = self._book.add_sheet(layout.INDICATOR_SHEET)
        stamp = self._book.add_sheet(layout.STAMP_SHEET)
        self._write_readme(readme, instruction)
        self._write_indicators(sheet)
        self._write_stamp(stamp)
        sheet.activate()

    # Läs mig

    def _write_readme(self, sheet: "Worksheet", instruction: str) -> None:
        book, round_ = self._book, self._round
        sheet.set_column(0, 0, _README_WIDTHS[0], book.text)
        sheet.set_column(1, 1, _README_WIDTHS[1], book.text)
        sheet.hide_gridlines(2)
        unlocked = book.format(bg_color=book.theme.entry, border=1, border_color=book.theme.border, locked=False)
        date = book.format(
            bg_color=book.theme.entry,
            border=1,
            border_color=book.theme.border,
            locked=False,
            num_format="yyyy-mm-dd",
            align="left",
        )
        bold = book.format(bold=True)
        row = 0
        sheet.set_row(row, TITLE_HEIGHT)
        sheet.write_string(row, 0, f"{self._department.name} – {round_.value_header}", book.title)
        row += 1
        where = f"{round_.municipality}, {round_.title}" if round_.municipality else round_.title
        sheet.write_string(row, 0, where, book.format(font_color=book.theme.muted))
        row += 1
        book.write_heading(sheet, row, "Så här gör du")
        what = "prognosen för hela året" if round_.kind is Kind.FORECAST else "utfallet"
        fields = {"värde": what, "förvaltning": self._department.name, "omgång": round_.title}
        steps = [line.strip() for line in fill(instruction, fields, "instruktion.txt").splitlines() if line.strip()]
        for number, step in enumerate(steps, start=1):
            row += 1
            sheet.set_row(row, row_height([(step, _README_WIDTHS[1])]))
            sheet.write_string(row, 0, f"Steg {number}", bold)
            sheet.write_string(row, 1, step, book.text)
        row += 1
        book.write_heading(sheet, row, "Svara")
        facts = [("Sista svarsdag", round_.deadline.isoformat() if round_.deadline else "")]
        facts.append(("Frågor", round_.contact))
        for label, text in facts:
            if text:
                row += 1
                sheet.write_string(row, 0, label, bold)
                sheet.write_string(row, 1, text, book.text)
        row += 1
        sheet.write_string(row, 0, "Ifyllt", bold)
        statuses = f"{layout.INDICATOR_SHEET}!{self._area(Field.STATUS)}"
        done = sum(s is Status.DONE for s in self._statuses)
        count = f'=COUNTIF({statuses},"{Status.DONE}")&" av {len(self._rows)} klara"'
        sheet.write_formula(row, 1, count, book.text, f"{done} av {len(self._rows)} klara")
        row += 1
        sheet.write_string(row, 0, layout.DONE_LABEL, bold)
        sheet.write(row, 1, "ja" if self._prefill.done else "", unlocked)
        sheet.data_validation(
            row,
            1,
            row,
            1,
            {
                "validate": "list",
                "source": ["ja", "nej"],
                "input_title": "Vi är klara",
                "input_message": "Välj ja när alla rader är ifyllda eller förklarade.",
                "error_title": "Välj ja eller nej",
                "error_message": "Välj ja eller nej i listan, eller lämna cellen tom.",
            },
        )
        row += 1
        sheet.write_string(row, 0, layout.RESPONDENT_LABEL, bold)
        sheet.write_blank(row, 1, None, unlocked)
        row += 1
        sheet.write_string(row, 0, layout.MEASURED_ON_LABEL, bold)
        sheet.write_blank(row, 1, None, date)
        sheet.data_validation(row, 1, row, 1, _date_validation())
        row += 1
        note = "Uppgiftslämnare och mätdatum gäller alla rader där inget annat står."
        sheet.write_string(row, 1, note, book.muted)
        row += 1
        book.write_heading(sheet, row, "Vad färgerna betyder")
        for verdict in Verdict:
            row += 1
            look = {"border": 1, "border_color": book.theme.border}
            sheet.write_string(row, 0, verdict.label, book.verdict(verdict, **look))
            sheet.write_string(row, 1, _VERDICT_MEANING[verdict], book.text)
        row += 1
        sheet.write_string(row, 0, CHECK, bold)
        sheet.write_string(
            row, 1, "Värdet går inte att läsa säkert. Skriv bara talet, eller välj ett ord i listan.", book.text
        )
        row += 1
        book.write_heading(sheet, row, "Om något går fel")
        for label, text in _TROUBLE:
            row += 1
            sheet.write_string(row, 0, label, book.format(bold=True, text_wrap=True))
            sheet.write_string(row, 1, text, book.text)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        print_setup(sheet, title=self._footer())

    # Indikatorer

    def _write_indicators(self, sheet: "Worksheet") -> None:
        book = self._book
        last_column = len(self._columns) - 1
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, LOOKS[column].width)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.set_row(HEADER_ROW - 1, 2 * LINE_HEIGHT)
        sheet.write_string(0, 0, f"{self._department.name} – {self._round.value_header}", book.title)
        where = f"{self._round.municipality}, {self._round.title}. " if self._round.municipality else ""
        sheet.write_string(
            1,
            0,
            f"{where}Fyll i de gula cellerna. Skriv bara talet, till exempel 81 för 81 %.",
            book.format(font_color=book.theme.muted),
        )
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
        verdict = self._columns.index(Field.VERDICT)
        book.colour_verdicts(sheet, FIRST_ROW - 1, verdict, self._last_row - 1)
        self._colour_status(sheet)
        sheet.freeze_panes(HEADER_ROW, 1)
        sheet.set_selection(self._first_empty() - 1, self._columns.index(Field.VALUE), *self._selected())
        sheet.protect(
            "",
            {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "select_locked_cells": True},
        )
        print_setup(sheet, title=self._footer(), repeat_row=HEADER_ROW - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{_letter(last_column)}{self._last_row}"})

    def _selected(self) -> tuple[int, int]:
        return self._first_empty() - 1, self._columns.index(Field.VALUE)

    def _first_empty(self) -> int:
        for row in self._rows:
            if self._content(row, Field.VALUE) is None and self._content(row, Field.NOT_MEASURED) is None:
                return row.number
        return FIRST_ROW

    def _write_row(self, sheet: "Worksheet", row: _Row, status: Status, *, band: bool) -> None:
        look: dict[str, Any] = {"border": 1, "border_color": self._book.theme.border, "text_wrap": True}
        locked = look | ({"bg_color": self._book.theme.band} if band else {})
        at = row.number - 1
        sheet.set_row(at, row_height((self._text(row, c), LOOKS[c].width) for c in self._columns))
        for number, column in enumerate(self._columns):
            if column is Field.VERDICT:
                formula = verdict_formula(row.rule, self._live(Field.VALUE), self._live(Field.NOT_MEASURED))
                form = self._book.format(**locked)
                sheet.write_formula(at, number, formula, form, self._verdict_shown(row))
            elif column is Field.STATUS:
                sheet.write_formula(at, number, self._status_formula(row), self._book.format(**locked), status)
            elif column in INPUTS:
                self._write_input(sheet, row, number, column, look)
            else:
                sheet.write_string(at, number, self._text(row, column), self._book.format(**locked))

    def _text(self, row: _Row, column: Field) -> str:
        """Return what a locked cell or a text input says; empty for the rest."""
        if column in INPUTS:
            return str(self._content(row, column) or "")
        if column in (Field.VERDICT, Field.STATUS):
            return ""
        return self._prefill.shown.get((row.indicator.id, column), _locked_text(row.indicator, column))

    def _write_input(
        self, sheet: "Worksheet", row: _Row, number: int, column: Field, look: dict[str, Any]
    ) -> None:
        properties = look | {"bg_color": self._book.theme.entry, "locked": False}
        at, measure = row.number - 1, row.measure
        if column is Field.VALUE and measure.scale is None:
            properties["align"] = "right"
            if row.indicator.id not in self._prefill.plain:
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
        if column is Field.VALUE:
            sheet.data_validation(at, number, at, number, _value_validation(row, self._round.value_header))
            self._show_decimals(sheet, at, number, measure)
        elif column is Field.NOT_MEASURED:
            sheet.data_validation(at, number, at, number, _NOT_MEASURED_VALIDATION)
        elif column is Field.MEASURED_ON:
            sheet.data_validation(at, number, at, number, _date_validation())

    def _show_decimals(self, sheet: "Worksheet", at: int, number: int, measure: Measure) -> None:
        """Show more decimals where the cell's own format would round: 79.96 must not look like 80."""
        if measure.scale is not None:
            return
        cell = f"${_letter(number)}${at + 1}"
        factor = "*100" if measure.value_type is ValueType.PERCENT else ""
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
                    "format": self._book.workbook.add_format({"num_format": format_with_decimals(measure, finer)}),
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
                    "format": self._book.workbook.add_format({"bold": True}),
                },
            )

    # What the live cells say

    def _live(self, column: Field) -> str:
        """Refer to a row's cell by position from a locked anchor.

        A direct reference would follow a cell that is cut and pasted elsewhere; this one stays in its row.
        """
        letter = self._letters[column]
        return f"INDEX(${letter}${FIRST_ROW}:${letter}${self._last_row},ROW()-{HEADER_ROW})"

    def _area(self, column: Field) -> str:
        letter = self._letters[column]
        return f"${letter}${FIRST_ROW}:${letter}${self._last_row}"

    def _content(self, row: _Row, column: Field) -> "CellContent":
        return self._prefill.cells.get((row.indicator.id, column))

    def _verdict_shown(self, row: _Row) -> str:
        content = self._content(row, Field.VALUE)
        if content is None:
            value = BLANK
        elif isinstance(content, str):
            value = read_text(content, row.measure)
        else:
            percent = row.indicator.id not in self._prefill.plain
            value = read_number(content, row.measure, percent_format=percent)
        return formula_result(
            row.rule, content, value, not_measured=str(self._content(row, Field.NOT_MEASURED) or "")
        )

    def _status_formula(self, row: _Row) -> str:
        verdict = f"${self._letters[Field.VERDICT]}{row.number}"
        needed = [f"{verdict}={quoted(v.label)}" for v in Verdict if v in self._round.comment_required]
        done = quoted(Status.DONE)
        if needed:
            test = f"AND(OR({','.join(needed)}),TRIM({self._live(Field.COMMENT)})=\"\")"
            done = f"IF({test},{quoted(Status.EXPLAIN)},{done})"
        check = f"IF({verdict}={quoted(CHECK)},{quoted(Status.CHECK)},{done})"
        return f"=IF({verdict}={quoted(Verdict.NO_ANSWER.label)},{quoted(Status.FILL_IN)},{check})"

    def _status(self, row: _Row) -> Status:
        shown = self._verdict_shown(row)
        if shown == Verdict.NO_ANSWER.label:
            return Status.FILL_IN
        if shown == CHECK:
            return Status.CHECK
        comment = str(self._content(row, Field.COMMENT) or "").strip()
        if not comment and any(shown == v.label for v in self._round.comment_required):
            return Status.EXPLAIN
        return Status.DONE

    # The stamp

    def _write_stamp(self, sheet: "Worksheet") -> None:
        stamp = Stamp.of(self._round, self._department, self._assigned)
        for number, pair in enumerate(stamp.to_rows()):
            for column, text in enumerate(pair):
                sheet.write_string(number, column, text)
        for column, width in enumerate(_STAMP_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.protect()
        sheet.very_hidden()
        self._book.workbook.set_custom_property(PROPERTY, stamp.to_property(), "text")

    def _footer(self) -> str:
        return f"{self._department.name} – {self._round.value_header}, {self._round.title}"


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _locked_text(indicator: Indicator, column: Field) -> str:
    """Return what a locked cell says."""
    match column:
        case Field.ID:
            return indicator.id
        case Field.AREA:
            return indicator.area
        case Field.GOAL:
            return indicator.goal
        case Field.GROUP:
            return indicator.group
        case Field.SUBHEADING:
            return indicator.subheading
        case Field.INDICATOR:
            return indicator.name
        case Field.BASELINE:
            return indicator.baseline_text
        case Field.TARGET:
            return indicator.target_text
    raise KeyError(column)


_VERDICT_MEANING = {
    Verdict.MET: "Målet är nått.",
    Verdict.PARTLY: "Målet är inte nått, men värdet är nära eller på väg.",
    Verdict.NOT_MET: "Målet är inte nått.",
    Verdict.NOT_ASSESSABLE: "Svar finns, men målet, läget eller värdet saknas eller går inte att jämföra.",
    Verdict.NO_ANSWER: "Raden är inte ifylld.",
}
_TROUBLE = (
    ("En gul cell blev låst", "Ångra (Ctrl+Z) och klistra in igen med Klistra in special, Värden."),
    ("Värdet visas fel", "Radera cellen och skriv bara talet med decimalkomma, utan enhet."),
    ("En rad hör inte till er", "Lämna den tom och skriv det i Kommentar."),
)
_NOT_MEASURED_VALIDATION = {
    "validate": "list",
    "source": list(layout.NOT_MEASURED_REASONS),
    "input_title": "Ej mätt",
    "input_message": "Välj bara här om det inte finns något värde. Lämna annars tomt.",
    "error_title": "Välj i listan",
    "error_message": "Välj ett av skälen i listan. Skriv mer i Kommentar.",
}


def _date_validation() -> dict[str, Any]:
    from datetime import date

    return {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2100, 12, 31),
        "input_title": "Mätdatum",
        "input_message": "Datum då värdet mättes, till exempel 2024-12-31.",
        "error_title": "Inte ett datum",
        "error_message": "Skriv datumet som 2024-12-31, eller lämna cellen tom.",
    }


def _value_validation(row: _Row, value_header: str) -> dict[str, Any]:
    """Return the validation, prompt and error text of a value cell, by its type."""
    measure = row.measure
    common = {"input_title": value_header[:_PROMPT_TITLE], "error_title": "Värdet passar inte"}
    if measure.scale is not None:
        words = measure.scale.words
        listed = ", ".join(words)
        if len(",".join(words)) > _PROMPT or any("," in word for word in words):
            return common | {"validate": "any", "input_message": f"Skriv ett av orden: {listed}."[:_PROMPT]}
        return common | {
            "validate": "list",
            "source": words,
            "input_message": f"Välj i listan: {listed}."[:_PROMPT],
            "error_message": f"Välj ett av orden i listan: {listed}. Skriv förklaringen i Kommentar."[:_PROMPT],
        }
    example = _example(row)
    if measure.value_type is ValueType.PERCENT:
        return common | {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -10,
            "maximum": 10,
            "input_message": f"Procent. Skriv bara talet: {example} betyder {example} %.",
            "error_message": f"Skriv bara talet, till exempel {example} för {example} %. Text skrivs i Kommentar.",
        }
    unit = f" i {measure.unit}" if measure.unit and "/" not in measure.unit else ""
    if measure.value_type is ValueType.COUNT and not measure.decimals:
        return common | {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": int(_LARGEST),
            "input_message": f"Heltal{unit}. Skriv bara talet, till exempel {example}.",
            "error_message": f"Skriv ett heltal, till exempel {example}. Text skrivs i Kommentar.",
        }
    return common | {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -_LARGEST,
        "maximum": _LARGEST,
        "input_message": f"Tal{unit}. Skriv bara talet, till exempel {example}.",
        "error_message": f"Skriv bara talet, till exempel {example}. Text skrivs i Kommentar.",
    }


def _example(row: _Row) -> str:
    """Return a number that looks like this row's own, for prompts."""
    if row.measure.value_type is ValueType.PERCENT:
        return "81"
    threshold = row.rule.threshold if isinstance(row.rule, Rule) else Decimal(12)
    return with_unit(max(threshold, Decimal(1)), "", row.measure.decimals)
