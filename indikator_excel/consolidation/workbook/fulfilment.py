"""The sheet *Måluppfyllelse*: every row in the annex's order, with live verdicts."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.own import CHOICES, NOTE, OWN_VERDICT, REASON, Own, shown_verdict
from indikator_excel.consolidation.workbook.hers import ADDED_WIDTH, Filter, Layout
from indikator_excel.consolidation.workbook.hers import NONE as NONE_SET
from indikator_excel.indicators.formula import quoted, verdict_formula, worst_formula
from indikator_excel.indicators.numbers import with_unit
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.values import Measure
from indikator_excel.indicators.vocabulary import Kind, Verdict
from indikator_excel.templates import layout
from indikator_excel.xlsx import (
    TITLE_HEIGHT,
    Book,
    Content,
    Formula,
    Styled,
    number_format,
    print_setup,
    shown_text,
    stored,
    width_for_numbers,
)

if TYPE_CHECKING:
    from indikator_excel.worksheet import Worksheet

TITLE = "Måluppfyllelse"
_HEADER = 2  # from 0; title and explanation stand above
_LONGEST_LITERAL = 255  # Excel's limit for a text constant in a formula
#: The verdict by the rule, beside the one that counts.
CALCULATED = "Beräknad bedömning"
_LAST_PRINTED = "Åtgärd"
#: The curve over the years.
CURVE = "Historik"
#: What a cell needs beside a name, and the most that a column is widened for it.
_BESIDE_NAME, _WIDEST_NAME = 3.0, 26.0
#: A width that differs less is the program's own, as another program wrote it.
_SAME_WIDTH = 1.0
#: No curves at all.
NO_CURVES: Mapping[int, str] = {}
_OURS = frozenset(
    {
        *("ID", "Område", "Mål", "Indikatorgrupp", "Underrubrik", "Indikator", "Förvaltning", "Kvinnor", "Män"),
        *("Bedömning", "Trend", CURVE, "Varför", "Kommentar", _LAST_PRINTED, CALCULATED, OWN_VERDICT, REASON, NOTE),
    }
)
#: Stands for a cell in a formula; no text that comes from a cell can hold it.
_CELL = "\0"
_CHOICES = "{" + ",".join(quoted(verdict.label) for verdict in CHOICES) + "}"
_VALIDATION = {
    "validate": "list",
    "source": [verdict.label for verdict in CHOICES],
    "input_title": OWN_VERDICT,
    "input_message": f"Välj en bedömning och skriv varför i {REASON}. Utan motivering räknas den inte.",
    "error_title": OWN_VERDICT,
    "error_message": "Välj en av bedömningarna i listan, eller lämna cellen tom.",
}


class Places(Struct, frozen=True):
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
    """Return the sheet's headers and widths; a column that would be empty on every row is left out.

    The columns of the report are kept so narrow that a page of A4 shows them in letters that can be read.
    """
    round_, rows = result.register.round, result.rows
    wanted: list[tuple[str, float, str]] = [
        ("ID", max(7.0, rows["indicator_id"].str.len().max() + 1.0), ""),
        ("Område", 12, ""),
        ("Mål", 16, "goal"),
        ("Indikatorgrupp", 22, "group"),
        ("Underrubrik", 14, "subheading"),
        ("Indikator", 20, ""),
        ("Förvaltning", 14, ""),
        (f"Läget {round_.baseline_year}", 11, ""),
        (f"Målvärde {round_.year}", 13, ""),
        (round_.value_header, 11, ""),
        (second_header(result), 11, "outcome_2"),
        ("Kvinnor", 10, "women"),
        ("Män", 9, "men"),
        ("Bedömning", 17, ""),
        ("Trend", 11, ""),
        (CURVE, 12, "past"),
        ("Varför", 25, ""),
        ("Kommentar", 24, ""),
        (_LAST_PRINTED, 18, ""),
        (CALCULATED, 17, ""),
        (OWN_VERDICT, 17, ""),
        (REASON, 28, ""),
        (NOTE, 28, ""),
    ]
    several = {i.id for i in result.register.indicators if i.periods > 1}
    used = {"past": result.register.has_history}
    used |= {c: bool(rows[c].fillna("").ne("").any()) for _, _, c in wanted if c and c not in used}
    used["outcome_2"] = bool(rows["indicator_id"].isin(several).any())
    if any(i.by_sex for i in result.register.indicators):
        used |= {"women": True, "men": True}  # also where none could be used
    return [(h, w) for h, w, column in wanted if not column or used[column]]


def second_header(result: Consolidation) -> str:
    """Return the header of the second period's values."""
    return layout.header(layout.Field.VALUE_2, result.register.round)


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


def write(
    book: Book,
    sheet: "Worksheet",
    result: Consolidation,
    where: Places,
    layout: Layout = NONE_SET,
    curves: Mapping[int, str] = NO_CURVES,
) -> None:
    """Write the sheet.

    Args:
        book: The workbook.
        sheet: The sheet.
        result: What was consolidated.
        where: Where the columns stand.
        layout: What the controller has set on the sheet before.
        curves: The cells that each row's curve is drawn from, by the row's position from 0.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    round_ = result.register.round
    title = report_title(result)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, f"{title}, {round_.municipality}" if round_.municipality else title, book.title)
    sheet.write_string(
        1,
        0,
        f"De gula kolumnerna längst till höger är dina egna och finns kvar. {OWN_VERDICT} gäller när den har en "
        f"{REASON.lower()}. Ett värde som du ändrar i {round_.value_header} ändrar bedömning, färg och antal, men "
        "bara till nästa gång du sammanställer.",
        book.format(font_color=book.theme.muted),
    )
    # Her own columns stand last, where they move none of the others.
    listed = [*columns(result), *((header, ADDED_WIDTH) for header in layout.columns)]
    headers = [h for h, _ in listed]
    rows = [_cells(book, result, row, headers, where, n) for n, row in enumerate(result.listed)]
    heads = [(header, max(_width(header, own, layout), _needed(header, result))) for header, own in listed]
    book.table(sheet, _HEADER, "Måluppfyllelse", heads, rows)
    numbers = {h: n for n, (h, _) in enumerate(heads)}
    for header in ("Bedömning", CALCULATED):
        book.colour_verdicts(sheet, where.first - 1, numbers[header], where.last - 1)
    own = numbers[OWN_VERDICT]
    sheet.data_validation(where.first - 1, own, where.last - 1, own, _VALIDATION)
    _set_again(book, sheet, heads, rows, layout, kept_filters(result, layout))
    if curves:
        column = numbers[CURVE]
        at = [xl_rowcol_to_cell(where.first - 1 + position, column) for position in curves]
        # A program that can't draw the line still draws the points; she may have filtered what they are drawn from.
        look = {"series_color": book.theme.header.fill, "markers": True, "weight": 1.5, "show_hidden": True}
        sheet.add_sparkline(at[0], {"location": at, "range": list(curves.values())} | look)
    sheet.freeze_panes(_HEADER + 1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{where.first}:{where.letters['Åtgärd']}{where.last}"})
    print_setup(sheet, title=title, repeat_row=_HEADER)
    # Her own columns are for work and not for the report, which tells her reasons in Varför.
    sheet.print_area(0, 0, where.last - 1, numbers[_LAST_PRINTED])


def _needed(header: str, result: Consolidation) -> float:
    """Return the width that a number needs, which else is shown as ####, and a department's name not to be cut."""
    numbers = {
        result.register.round.value_header: "outcome",
        second_header(result): "outcome_2",
        "Kvinnor": "women",
        "Män": "men",
    }
    if header in numbers:
        cells = zip(result.rows[numbers[header]], result.rows["rule"], strict=True)
        return width_for_numbers((n, rule.measure) for n, rule in cells if isinstance(n, Decimal))
    if header == "Förvaltning":
        words = [word for d in result.register.departments for word in d.name.split()]
        return min(_WIDEST_NAME, max(map(len, words), default=0) + _BESIDE_NAME)
    return 0


def _width(header: str, own: float, layout: Layout) -> float:
    """Return a column's width: hers where she has set another than the program's."""
    width = layout.widths.get(header, own)
    return width if width > 0 and abs(width - own) >= _SAME_WIDTH else own


def kept_filters(result: Consolidation, layout: Layout) -> dict[str, Filter]:
    """Return her filters by header, but for those on columns of numbers, whose texts depend on each cell's format."""
    numbers = {result.register.round.value_header, second_header(result), "Kvinnor", "Män"}
    known = {header for header, _ in columns(result)} - numbers
    return {header: found for header, found in layout.filters.items() if header in known}


def _set_again(
    book: Book,
    sheet: "Worksheet",
    heads: list[tuple[str, float]],
    rows: "list[list[Content | Styled]]",
    layout: Layout,
    kept: Mapping[str, Filter],
) -> None:
    """Hide the columns that she has hidden, and the rows that her filters do not show."""
    numbers = {h: n for n, (h, _) in enumerate(heads)}
    for header, width in heads:
        if header in layout.hidden:
            sheet.set_column(numbers[header], numbers[header], width, None, {"hidden": True})
    filters = {numbers[header]: found for header, found in kept.items()}
    if filters:
        book.filter_table(sheet, {n: (f.shown, f.blank) for n, f in filters.items()})
        for at, cells in enumerate(rows):
            if not all(f.shows(shown_text(cells[n])) for n, f in filters.items()):
                sheet.set_row(_HEADER + 1 + at, None, None, {"hidden": True})


def _cells(
    book: Book, result: Consolidation, row: Any, heads: list[str], where: Places, position: int
) -> list[Content | Styled]:
    round_, rule = result.register.round, row.rule
    value_cell = f"${where.letters[round_.value_header]}{where.first + position}"
    content, form = outcome_cell(book, rule.measure, row.outcome, row.raw, row.not_measured)
    own: Own = row.own
    formula = _judging(rule).replace(_CELL, value_cell)
    second: Content | Styled = None
    if result.register.by_id[row.indicator_id].periods > 1:
        second_cell = f"${where.letters[second_header(result)]}{where.first + position}"
        second = Styled(*outcome_cell(book, rule.measure, row.outcome_2, row.raw_2, row.not_measured))
        both = [formula, _judging(rule).replace(_CELL, second_cell)]
        formula = worst_formula(both, unreadable=Verdict.NOT_ASSESSABLE.label)
    entry = book.cell_with(bg_color=book.theme.entry)
    at = where.first + position
    hers, reason, ours = (f"${where.letters[h]}{at}" for h in (OWN_VERDICT, REASON, CALCULATED))
    counts = f'AND(ISNUMBER(MATCH({hers},{_CHOICES},0)),TRIM({reason})<>"")'
    calculated_why = _as_of_run(value_cell, content, row.calculated_why, "Värdet är ändrat efter sammanställningen.")
    by_header: dict[str, Content | Styled] = {
        "ID": row.indicator_id,
        "Område": row.area,
        "Mål": row.goal,
        "Indikatorgrupp": row.group,
        "Underrubrik": row.subheading,
        "Indikator": row.indicator,
        "Förvaltning": row.department_name or "ingen utpekad",
        f"Läget {round_.baseline_year}": _baseline(row, rule.measure),
        f"Målvärde {round_.year}": row.target,
        round_.value_header: Styled(content, form),
        second_header(result): second,
        "Kvinnor": _part(book, row.women, rule.measure),
        "Män": _part(book, row.men, rule.measure),
        "Bedömning": Formula(f"=IF({counts},{hers},{ours})", row.verdict.label),
        "Trend": _as_of_run(value_cell, content, str(row.trend), ""),
        CURVE: None,
        "Varför": _with_reason(counts, reason, calculated_why, row.why),
        "Kommentar": row.comment,
        _LAST_PRINTED: row.action,
        CALCULATED: Formula(formula, row.calculated.label),
        OWN_VERDICT: Styled(shown_verdict(own), entry),
        REASON: Styled(own.reason, entry),
        NOTE: Styled(own.note, entry),
    }
    return [by_header[h] if h in by_header else Styled(own.more.get(h), entry) for h in heads]


_OF_A_YEAR = re.compile(r"(?:Läget|Målvärde|Prognos|Utfall) \d{4}\b.*")


def is_ours(header: str) -> bool:
    """Whether a header of the sheet is the program's, in this round or another."""
    return header in _OURS or bool(_OF_A_YEAR.fullmatch(header))


@lru_cache(maxsize=1024)  # as many rows as there are departments share a rule
def _judging(rule: Rule | NotAssessable) -> str:
    """Return the formula that judges a cell, which :data:`_CELL` stands for."""
    return verdict_formula(rule, _CELL, unreadable=Verdict.NOT_ASSESSABLE.label, trusted=True)


def _baseline(row: Any, measure: Measure) -> str:
    """Return the baseline as written, or the one that came with the answer where it was missing."""
    if row.baseline_given is None:
        return str(row.baseline)
    given = row.baseline_given
    return f"{with_unit(given, measure.unit) if isinstance(given, Decimal) else given} (enligt svaret)"


def _part(book: Book, number: Decimal | None, measure: Measure) -> Content | Styled:
    """Return the value of women or of men."""
    if number is None:
        return None
    form = book.cell_with(num_format=number_format(measure, number), align="right", indent=1)
    return Styled(stored(number, measure), form)


def outcome_cell(
    book: Book, measure: Measure, outcome: Decimal | str | None, raw: str | None, not_measured: str | None
) -> tuple[str | float | None, Any]:
    """Return what the outcome's cell stores and its format.

    A value that could not be used is shown as it was written, so that the verdict stays *kan ej bedömas* until
    somebody writes a value over it.
    """
    if isinstance(outcome, Decimal):
        form = book.cell_with(num_format=number_format(measure, outcome), align="right", indent=1)
        return stored(outcome, measure), form
    form = book.cell_with(align="right", indent=1, num_format=number_format(measure))
    if measure.scale is not None:
        form = book.cell
    if outcome is None and raw and measure.scale is not None and measure.scale.rank(raw) is not None:
        # A word of the scale that is not used all the same: the live verdict must not read it.
        return f"{raw} (används inte)", form
    return outcome or raw or (f"ej mätt: {not_measured}" if not_measured else None), form


def _with_reason(counts: str, reason: str, calculated: Content, shown: str) -> Content:
    """Say why the verdict is what it is: by her reason where her own verdict counts, else by the rule."""
    otherwise = calculated.text.removeprefix("=") if isinstance(calculated, Formula) else None
    if otherwise is None and isinstance(calculated, str) and len(calculated) <= _LONGEST_LITERAL:
        otherwise = quoted(calculated)
    if otherwise is None:  # longer than a formula may hold: it is as of the run
        return shown
    return Formula(f'=IF({counts},"egen bedömning: "&TRIM({reason}),{otherwise})', shown)


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
