"""The sheet *Översikt*: the answer on one page, what is not met first."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.row import Row
from indikator_excel.consolidation.workbook import fulfilment_columns
from indikator_excel.consolidation.workbook.charts import Series, stacked_bars
from indikator_excel.consolidation.workbook.fulfilment import report_title
from indikator_excel.consolidation.workbook.fulfilment_columns import Places
from indikator_excel.files import now
from indikator_excel.indicators.formula import quoted
from indikator_excel.indicators.text import clean, counted, join_some
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.xlsx.book import HEADING_HEIGHT, TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Formula, Link, Styled
from indikator_excel.xlsx.fit import LINE_HEIGHT, POINTS_OF_PIXEL, points_of, row_height, wrapped
from indikator_excel.xlsx.printing import PRINTED_HEIGHT, PRINTED_WIDTH, print_setup

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

TITLE = "Översikt"
_VERDICTS = tuple(Verdict)
#: A name, a count for each verdict, and room between the tables and the charts.
_WIDTHS = (32.0, *(12.0 for _ in _VERDICTS), 12.0)
_CHART_COLUMN = len(_WIDTHS)
#: Width of running text, which flows over the empty cells beside it, from the first column and from the second.
_LINE = 175
_LINE_BESIDE_NAME = 140
#: More would not be read on one page; all of them stand on *Måluppfyllelse*.
_MOST_NOT_MET = 12
#: Of the same indicator, while there are others.
_MOST_OF_ONE = 2
#: Departments that are named as not having answered.
_MOST_WAITING = 30
#: Lines of one target that is not met.
_MOST_LINES = 4
_ROW = 18.0  # points
_CHART_WIDTH = 620  # pixels
_LEAST_CHART = 120.0  # points
#: With more bars than this a chart is neither read nor printed.
_MOST_BARS = 40
_ALL = "Alla målvärden"
#: Of the size on the screen; the text is then 6.6 points.
_SMALLEST_PRINT = 0.6
#: Programs differ in how wide and tall they make a sheet.
_ROOM_TO_SPARE = 0.97
_DEFAULT_COLUMN = 64  # pixels


class _Begins(Struct, frozen=True):
    """Where a section begins: its row, and how far down that is, in points."""

    row: int
    top: float


class _Page(Struct):
    """The sheet while it is written from the top: the next row, and how far down it is, in points."""

    book: Book
    sheet: "Worksheet"
    result: Consolidation
    where: Places
    row: int = 0
    top: float = 0.0
    bottom_of_charts: float = 0.0
    sections: "list[tuple[str, _Begins]]" = field(default_factory=list)

    def down(self, height: float = LINE_HEIGHT) -> int:
        """Take the next row, made so tall, and return it."""
        self.sheet.set_row(self.row, height)
        self.row, self.top = self.row + 1, self.top + height
        return self.row - 1

    def heading(self, text: str) -> None:
        """Write a section's heading, and remember where the section begins."""
        self.sections.append((text, _Begins(self.row, self.top)))
        self.book.write_heading(self.sheet, self.down(HEADING_HEIGHT), text)

    def lines(self, text: str, width: int = _LINE) -> None:
        """Write running text, a line to a row: one cell that flows over its empty neighbours.

        Merged cells would be hard on screen readers, and Excel shows no line break in a cell that is not wrapped.
        """
        plain = self.book.format(text_wrap=False)
        for line in wrapped(text, width):
            self.sheet.write_string(self.down(), 0, line, plain)

    def chart(self, chart: Any, *, least: float = _LEAST_CHART) -> None:
        """Lay a chart beside the section that was written last, as tall as it, and below the chart before."""
        title, begins = self.sections[-1]
        at = max(begins.top, self.bottom_of_charts)
        height = max(least, self.top - at)
        chart.set_size({"width": _CHART_WIDTH, "height": round(height / POINTS_OF_PIXEL)})
        description = f"Stapeldiagram: {title[0].lower()}{title[1:]}. Samma tal står i tabellen till vänster."
        below = round((at - begins.top) / POINTS_OF_PIXEL)
        options = {"description": description, "object_position": 2, "y_offset": below}
        self.sheet.insert_chart(begins.row, _CHART_COLUMN, chart, options)
        self.bottom_of_charts = at + height + LINE_HEIGHT / 2


def write(book: Book, sheet: "Worksheet", result: Consolidation, where: Places) -> None:
    """Write the sheet."""
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.hide_gridlines(2)
    page = _Page(book, sheet, result, where)
    answer = _front(page)
    _not_met(page)
    _together(page)
    _waiting(page)
    first = _totals(page)
    book.put(sheet, answer, 0, Styled(_summary(result, first), book.format(font_color=book.theme.muted)))
    areas = [row.area for row in result.rows]
    _counts(page, "Bedömningar per område", "Område", dict.fromkeys(areas), areas)
    names = [d.department.name for d in result.departments]
    if names:
        reporting = [row.department_name for row in result.rows]
        _counts(page, "Bedömningar per förvaltning", "Förvaltning", names, reporting)
    _print(page)


def _front(page: _Page) -> int:
    """Write the title and what the sheet is made of; return the row that is left for the answer in a sentence."""
    book, sheet, result = page.book, page.sheet, page.result
    municipality, title = result.register.round.municipality, report_title(result)
    heading = f"{title}, {municipality}" if municipality else title
    sheet.write_string(page.down(TITLE_HEIGHT), 0, heading, book.title)
    answer = page.down()
    shared = any(len(i.departments) > 1 for i in result.register.indicators)
    each = " Ett målvärde som flera förvaltningar redovisar räknas en gång för varje." if shared else ""
    made = f"Sammanställd {now():%Y-%m-%d %H:%M}. {_settled(result)}{each}"
    sheet.write_string(page.down(), 0, made, book.format(font_color=book.theme.muted))
    return answer


def _summary(result: Consolidation, first: int) -> Formula:
    """Say the answer in a sentence, live like the counts that it is made of; from row ``first``, from 1."""
    total = len(result.rows)
    met, answered = result.count(Verdict.MET), total - result.count(Verdict.NO_ANSWER)
    cells = {verdict: f"B{row}" for row, verdict in enumerate(_VERDICTS, first)}
    of_all = f"SUM({cells[_VERDICTS[0]]}:{cells[_VERDICTS[-1]]})"
    text = (
        f'={cells[Verdict.MET]}&" av "&{of_all}&" målvärden är uppfyllda. Svar har kommit för "'
        f'&({of_all}-{cells[Verdict.NO_ANSWER]})&" av "&{of_all}&"."'
    )
    return Formula(text, f"{met} av {total} målvärden är uppfyllda. Svar har kommit för {answered} av {total}.")


def _settled(result: Consolidation) -> str:
    errors = len(result.errors)
    if not errors:
        return "Inga fel att rätta."
    return f"{counted(errors, 'fel', 'fel')} att rätta, se bladet Avvikelser."


# What needs doing

_JOINT_ORDER = (
    Verdict.NOT_MET,
    Verdict.PARTLY,
    Verdict.NOT_ASSESSABLE,
    Verdict.NO_ANSWER,
    Verdict.MET,
)


def _not_met(page: _Page) -> None:
    """List the targets that are not met, with the department's own words, as of the run."""
    book, where = page.book, page.where
    reds = [(at, row) for at, row in enumerate(page.result.rows) if row.verdict is Verdict.NOT_MET]
    page.heading(f"{Verdict.NOT_MET.symbol} Målvärden som inte är uppfyllda (röda) vid sammanställningen")
    if not reds:
        page.lines("Inga.")
    for at, red in _named(reds):
        parts = [f"{red.department_name}: {red.why}."]
        parts += [_sentence(f"Kommentar: {clean(red.comment)}")] if red.comment else []
        parts += [_sentence(f"Åtgärd: {clean(red.action)}")] if red.action else []
        _named_lines(page, where.cell("Indikator", at), f"{red.indicator_id} {red.indicator}", " ".join(parts))
    if len(reds) > _MOST_NOT_MET:
        left = (
            f"… och {len(reds) - _MOST_NOT_MET} till. Välj {Verdict.NOT_MET.label} i filtret för Bedömning på bladet "
        )
        text = f"{left}{fulfilment_columns.TITLE} för att se alla."
        book.put(page.sheet, page.down(), 0, Styled(Link(where.cell("Bedömning", 0), text), book.plain_link))


def _together(page: _Page) -> None:
    """List what several departments' answers come to together, which no row of theirs tells; what is red first."""
    joint = sorted(page.result.joint, key=lambda j: _JOINT_ORDER.index(j.verdict))
    if not joint:
        return
    page.heading("Målvärden som flera förvaltningar når tillsammans, vid sammanställningen")
    at = {row.indicator_id: n for n, row in reversed(list(enumerate(page.result.rows)))}
    for one in joint[:_MOST_NOT_MET]:
        indicator = page.result.register.by_id[one.indicator_id]
        words = f"{one.verdict.label}: {_sentence(one.why)}"
        _named_lines(page, page.where.cell("Indikator", at[indicator.id]), f"{indicator.id} {indicator.name}", words)
    if len(joint) > _MOST_NOT_MET:
        page.lines(f"… och {len(joint) - _MOST_NOT_MET} till, se bladet Per förvaltning.")


def _named_lines(page: _Page, place: str, name: str, text: str) -> None:
    """Write a name that leads somewhere, and a text beside it, a line to a row; what is too long says so."""
    words = wrapped(text, _LINE_BESIDE_NAME)
    if len(words) > _MOST_LINES:
        words = [*words[: _MOST_LINES - 1], f"… Hela texten står på bladet {fulfilment_columns.TITLE}."]
    names = wrapped(name, _WIDTHS[0])
    if len(names) > _MOST_LINES:
        names = [*names[: _MOST_LINES - 1], "…"]
    plain = page.book.format(text_wrap=False)
    for line in range(max(len(names), len(words))):
        row = page.down()
        if line < len(names):
            page.book.put(page.sheet, row, 0, Styled(Link(place, names[line]), page.book.plain_link))
        if line < len(words):
            page.sheet.write_string(row, 1, words[line], plain)


def _named(reds: Sequence[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Return those that are named, in order: where there are too many, few of each indicator, for more to be seen."""
    if len(reds) <= _MOST_NOT_MET:
        return list(reds)
    met: Counter[str] = Counter()
    few: list[tuple[int, Row]] = []
    more: list[tuple[int, Row]] = []
    for at, row in reds:
        met[row.indicator_id] += 1
        (few if met[row.indicator_id] <= _MOST_OF_ONE else more).append((at, row))
    return sorted([*few, *more][:_MOST_NOT_MET], key=lambda red: red[0])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


_EMPTY = "tom"
_WAITING = {
    "saknas": "Har inte svarat",
    _EMPTY: "Har skickat en fil där ingen indikator är besvarad",
    "avvisad": "Har skickat en fil som inte kan användas (se Avvikelser)",
    "delvis": "Har svarat delvis",
}


def _waiting(page: _Page) -> None:
    """List who has not answered, or only in part."""
    page.heading("Svar som väntar")
    departments = page.result.departments
    if all(d.status == "svarat" for d in departments):
        page.lines("Alla förvaltningar har svarat.")
    for status, words in _WAITING.items():
        named = [d for d in departments if (_EMPTY if d.sent_no_answer else d.status) == status]
        if named:
            listed = [
                f"{d.department.name} ({d.filled} av {d.expected} ifyllda)" if d.filled else d.department.name
                for d in named
            ]
            # All of them stand on *Inlämningar*.
            page.lines(f"{words}: {join_some(listed, _MOST_WAITING)}.")


# Counts, each section with its chart


def _head(page: _Page, headings: Sequence[str]) -> int:
    book = page.book
    row = page.down(row_height([(heading, width) for heading, width in zip(headings, _WIDTHS, strict=False)]))
    for number, heading in enumerate(headings):
        page.sheet.write_string(row, number, heading, book.header if number == 0 else book.header_centred)
    return row


def _totals(page: _Page) -> int:
    """Write how many of each verdict there are, with a chart; return the first verdict's row, from 1."""
    book, sheet, result = page.book, page.sheet, page.result
    page.heading(_ALL)
    head = _head(page, ("Bedömning", "Antal", "Andel"))
    total = len(result.rows)
    whole = book.cell_with(num_format="0", align="center", valign="vcenter")
    share = book.cell_with(num_format="0 %", align="center", valign="vcenter")
    line = {"border": 1, "border_color": book.theme.border, "valign": "vcenter"}
    first, last = head + 2, head + 1 + len(_VERDICTS)
    for verdict in _VERDICTS:
        row = page.down(_ROW)
        sheet.write_string(row, 0, verdict.label, book.verdict(verdict, **line))
        count = f"=COUNTIF({page.where.area('Bedömning')},{quoted(verdict.label)})"
        book.put(sheet, row, 1, Styled(Formula(count, result.count(verdict)), whole))
        portion = f"=IF(SUM(B${first}:B${last})=0,0,B{row + 1}/SUM(B${first}:B${last}))"
        value = result.count(verdict) / total if total else 0
        book.put(sheet, row, 2, Styled(Formula(portion, value), share))
    page.chart(
        stacked_bars(
            book, TITLE, _ALL, {v: Series((r, 0), ((r, 1), (r, 1))) for r, v in enumerate(_VERDICTS, first - 1)}
        )
    )
    return first


def _counts(page: _Page, title: str, header: str, names: Iterable[str], column: Sequence[str]) -> None:
    """Write how many of each verdict every area or department has, counted live, with a chart."""
    book, sheet, where = page.book, page.sheet, page.where
    counts = Counter(zip(column, (row.verdict for row in page.result.rows), strict=True))
    page.heading(title)
    head = _head(page, (header, *(v.label for v in _VERDICTS)))
    whole = book.cell_with(num_format="0;-0;", align="center", valign="vcenter")
    for name in names:
        row = page.down(max(_ROW, row_height([(name, _WIDTHS[0])])))
        sheet.write_string(row, 0, name, book.cell_with(valign="vcenter"))
        for number, verdict in enumerate(_VERDICTS, start=1):
            formula = (
                f"=SUMPRODUCT(--({where.area(header)}=$A{row + 1}),"
                f"--({where.area('Bedömning')}={quoted(verdict.label)}))"
            )
            book.put(sheet, row, number, Styled(Formula(formula, counts[name, verdict]), whole))
    first, last = head + 1, page.row - 1
    if last - first >= _MOST_BARS:
        return
    series = {
        verdict: Series((head, n), ((first, n), (last, n)), ((first, 0), (last, 0)))
        for n, verdict in enumerate(_VERDICTS, start=1)
    }
    page.chart(stacked_bars(book, TITLE, title, series))


# On paper


def _print(page: _Page) -> None:
    """Print the sheet on one page where that can be read, else its last section on a page of its own.

    Excel obeys page breaks only where a sheet is printed at a scale of its own.
    """
    sheet = page.sheet
    print_setup(sheet, title=report_title(page.result))
    total = max(page.top, page.bottom_of_charts)
    below = math.ceil((total - page.top) / LINE_HEIGHT)  # rows that only a chart reaches
    under_charts = math.ceil(_CHART_WIDTH / _DEFAULT_COLUMN)
    sheet.print_area(0, 0, page.row - 1 + below, _CHART_COLUMN + under_charts - 1)
    tallest = PRINTED_HEIGHT / _SMALLEST_PRINT
    if total <= tallest:
        sheet.fit_to_pages(1, 1)
        return
    width = sum(points_of(w) for w in _WIDTHS) + under_charts * _DEFAULT_COLUMN * POINTS_OF_PIXEL
    _, last = page.sections[-1]
    part = max(last.top, total - last.top)
    fits = PRINTED_HEIGHT / part if part <= tallest else 1
    sheet.set_print_scale(int(100 * _ROOM_TO_SPARE * min(PRINTED_WIDTH / width, fits)))
    sheet.set_h_pagebreaks([last.row])
