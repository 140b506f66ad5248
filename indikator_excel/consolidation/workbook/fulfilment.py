"""The sheet *Måluppfyllelse*: every row in the annex's order, with live verdicts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from indikator_excel.consolidation.frames import records
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.indicators.formula import quoted, verdict_formula
from indikator_excel.indicators.values import Measure
from indikator_excel.indicators.vocabulary import Kind, Verdict
from indikator_excel.xlsx import (
    TITLE_HEIGHT,
    Book,
    Content,
    Formula,
    Styled,
    number_format,
    print_setup,
    stored,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLE = "Måluppfyllelse"
_HEADER = 2  # from 0; title and explanation stand above
_LONGEST_LITERAL = 255  # Excel's limit for a text constant in a formula


@dataclass(frozen=True, slots=True)
class Places:
    """Where the columns that other sheets count stand, as absolute references."""

    first: int  # from 1
    last: int
    letters: dict[str, str]

    def area(self, header: str) -> str:
        """Return a column's cells, to be used from any sheet."""
        letter = self.letters[header]
        return f"{TITLE}!${letter}${self.first}:${letter}${self.last}"

    def cell(self, header: str, position: int) -> str:
        """Return one cell by the row's position from 0."""
        return f"{TITLE}!{self.letters[header]}{self.first + position}"


def columns(result: Consolidation) -> list[tuple[str, float]]:
    """Return the sheet's headers and widths; a column that would be empty on every row is left out."""
    round_, rows = result.register.round, result.rows
    wanted: list[tuple[str, float, str]] = [
        ("ID", 8, ""),
        ("Område", 15, ""),
        ("Mål", 18, "goal"),
        ("Indikatorgrupp", 28, ""),
        ("Underrubrik", 17, "subheading"),
        ("Indikator", 26, ""),
        ("Förvaltning", 21, ""),
        (f"Läget {round_.baseline_year}", 12, ""),
        (f"Målvärde {round_.year}", 13, ""),
        (round_.value_header, 12, ""),
        ("Bedömning", 17, ""),
        ("Trend", 12, ""),
        ("Varför", 34, ""),
        ("Kommentar", 28, ""),
        ("Åtgärd", 24, ""),
    ]
    return [(h, w) for h, w, column in wanted if not column or rows[column].fillna("").ne("").any()]


def report_title(result: Consolidation) -> str:
    """Return the report's title; a forecast is called one."""
    round_ = result.register.round
    return f"Måluppfyllelse {round_.title}{' (prognos)' if round_.kind is Kind.FORECAST else ''}"


def places(result: Consolidation) -> Places:
    """Work out where the columns will stand, before any sheet is written."""
    from xlsxwriter.utility import xl_col_to_name

    first = _HEADER + 2
    letters = {header: str(xl_col_to_name(n)) for n, (header, _) in enumerate(columns(result))}
    return Places(first, first + max(1, len(result.rows)) - 1, letters)


def write(book: Book, sheet: "Worksheet", result: Consolidation, where: Places) -> None:
    """Write the sheet."""
    round_ = result.register.round
    heads = columns(result)
    title = report_title(result)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, f"{title}, {round_.municipality}" if round_.municipality else title, book.title)
    sheet.write_string(
        1,
        0,
        f"Ändra ett värde i kolumnen {round_.value_header}, så följer bedömning, färg och antal på Översikt med.",
        book.format(font_color=book.theme.muted),
    )
    rows = [_cells(book, result, row, [h for h, _ in heads], where, n) for n, row in enumerate(records(result.rows))]
    book.table(sheet, _HEADER, "Måluppfyllelse", heads, rows)
    column = next(n for n, (h, _) in enumerate(heads) if h == "Bedömning")
    book.colour_verdicts(sheet, where.first - 1, column, where.last - 1)
    sheet.freeze_panes(_HEADER + 1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{where.first}:{where.letters['Åtgärd']}{where.last}"})
    print_setup(sheet, title=title, repeat_row=_HEADER)


def _cells(
    book: Book, result: Consolidation, row: Any, heads: list[str], where: Places, position: int
) -> list[Content | Styled]:
    round_, rule = result.register.round, result.register.answer_rules[row.indicator_id]
    value_cell = f"${where.letters[round_.value_header]}{where.first + position}"
    content, form = outcome_cell(book, row, rule.measure)
    verdict: Verdict = row.verdict
    formula = verdict_formula(rule, value_cell, unreadable=Verdict.NOT_ASSESSABLE.label, trusted=True)
    by_header: dict[str, Content | Styled] = {
        "ID": row.indicator_id,
        "Område": row.area,
        "Mål": row.goal,
        "Indikatorgrupp": row.group,
        "Underrubrik": row.subheading,
        "Indikator": row.indicator,
        "Förvaltning": row.department_name or "ingen utpekad",
        f"Läget {round_.baseline_year}": row.baseline,
        f"Målvärde {round_.year}": row.target,
        round_.value_header: Styled(content, form),
        "Bedömning": Formula(formula, verdict.label),
        "Trend": _as_of_run(value_cell, content, str(row.trend), ""),
        "Varför": _as_of_run(value_cell, content, row.why, "Värdet är ändrat efter sammanställningen."),
        "Kommentar": row.comment,
        "Åtgärd": row.action,
    }
    return [by_header[h] for h in heads]


def outcome_cell(book: Book, row: Any, measure: Measure) -> tuple[str | float | None, Any]:
    """Return what the outcome's cell stores and its format.

    A value that could not be used is shown as it was written, so that the verdict stays *kan ej bedömas* until
    somebody writes a value over it.
    """
    if isinstance(row.outcome, Decimal):
        form = book.cell_with(num_format=number_format(measure, row.outcome), align="right", indent=1)
        return stored(row.outcome, measure), form
    form = book.cell_with(align="right", indent=1, num_format=number_format(measure))
    if measure.scale is not None:
        form = book.cell
    if row.outcome is None and row.raw and measure.scale is not None and measure.scale.rank(row.raw) is not None:
        # A word of the scale that is not used all the same: the live verdict must not read it.
        return f"{row.raw} (används inte)", form
    return row.outcome or row.raw or (f"ej mätt: {row.not_measured}" if row.not_measured else None), form


def _as_of_run(cell: str, content: str | float | None, text: str, otherwise: str) -> Content:
    """Say ``text`` for as long as the outcome is what it was when the workbook was made."""
    if not text or max(len(text), len(content) if isinstance(content, str) else 0) > _LONGEST_LITERAL:
        return text
    if content is None:
        same = f'{cell}=""'
    elif isinstance(content, str):
        same = f"EXACT({cell},{quoted(content)})"
    else:
        same = f'AND({cell}<>"",{cell}={content!r})'  # an empty cell equals zero
    return Formula(f"=IF({same},{quoted(text)},{quoted(otherwise)})", text)
