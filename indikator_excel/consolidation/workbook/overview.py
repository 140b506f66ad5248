"""The sheet *Översikt*: the answer on one page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from indikator_excel.consolidation.frames import records
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.workbook.fulfilment import Places, report_title
from indikator_excel.files import now
from indikator_excel.indicators.formula import quoted
from indikator_excel.indicators.text import counted
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.xlsx import TITLE_HEIGHT, Book, Formula, Link, Styled, print_setup, row_height

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

TITLE = "Översikt"
_WIDTHS = (32, 12, 12, 12, 12, 12, 12)
_VERDICTS = tuple(Verdict)
_CHART_COLUMN = 8
_TOTALS = 3  # the row of the first heading, from 0


def write(book: Book, sheet: "Worksheet", result: Consolidation, where: Places) -> None:
    """Write the sheet."""
    round_ = result.register.round
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.hide_gridlines(2)
    title = report_title(result)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, f"{title}, {round_.municipality}" if round_.municipality else title, book.title)
    muted = book.format(font_color=book.theme.muted)
    book.put(sheet, 1, 0, Styled(_summary(result), muted))
    shared = any(len(i.departments) > 1 for i in result.register.indicators)
    each = " Ett målvärde som flera förvaltningar redovisar räknas en gång för varje." if shared else ""
    sheet.write_string(2, 0, f"Sammanställd {now():%Y-%m-%d %H:%M}. {_settled(result)}{each}", muted)
    row = _totals(book, sheet, _TOTALS, result, where)
    areas = list(dict.fromkeys(result.rows["area"]))
    first_area = row + 2
    row = _counts(book, sheet, row, "Per område", "Område", areas, where, result.rows["area"], result)
    _chart(book, sheet, "Bedömningar per område", first_area, len(areas), 3)
    names = [d.department.name for d in result.departments]
    if names:
        first_name = row + 2
        row = _counts(
            book,
            sheet,
            row,
            "Per förvaltning",
            "Förvaltning",
            names,
            where,
            result.rows["department_name"],
            result,
        )
        _chart(book, sheet, "Bedömningar per förvaltning", first_name, len(names), 20)
    row = _not_met(book, sheet, row, result, where)
    _waiting(book, sheet, row, result)
    print_setup(sheet, title=title)
    sheet.fit_to_pages(1, 1)


def _summary(result: Consolidation) -> Formula:
    """Say the answer in a sentence, live like the counts that it is made of."""
    total = len(result.rows)
    met, answered = result.count(Verdict.MET), total - result.count(Verdict.NO_ANSWER)
    cells = {verdict: f"B{_TOTALS + 3 + place}" for place, verdict in enumerate(_VERDICTS)}
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


def _totals(book: Book, sheet: "Worksheet", row: int, result: Consolidation, where: Places) -> int:
    book.write_heading(sheet, row, "Alla målvärden")
    row += 1
    for number, heading in enumerate(("Bedömning", "Antal", "Andel")):
        sheet.write_string(row, number, heading, book.header if number == 0 else book.header_centred)
    first = row + 1
    total = len(result.rows)
    whole = book.cell_with(num_format="0", align="center")
    share = book.cell_with(num_format="0 %", align="center")
    for verdict in _VERDICTS:
        row += 1
        sheet.write_string(row, 0, verdict.label, book.verdict(verdict, border=1, border_color=book.theme.border))
        count = f"=COUNTIF({where.area('Bedömning')},{quoted(verdict.label)})"
        book.put(sheet, row, 1, Styled(Formula(count, result.count(verdict)), whole))
        last = first + len(_VERDICTS)
        portion = f"=IF(SUM(B${first + 1}:B${last})=0,0,B{row + 1}/SUM(B${first + 1}:B${last}))"
        value = result.count(verdict) / total if total else 0
        book.put(sheet, row, 2, Styled(Formula(portion, value), share))
    return row + 1


def _counts(
    book: Book,
    sheet: "Worksheet",
    row: int,
    title: str,
    header: str,
    names: Iterable[str],
    where: Places,
    column: "pd.Series[Any]",
    result: Consolidation,
) -> int:
    """Write how many of each verdict every area or department has, counted live."""
    import pandas as pd

    counts = pd.crosstab(column, result.rows["verdict"])
    book.write_heading(sheet, row, title)
    row += 1
    sheet.set_row(row, row_height([("delvis uppfyllt ab", _WIDTHS[1])]))
    for number, heading in enumerate((header, *(str(v) for v in _VERDICTS))):
        sheet.write_string(row, number, heading, book.header if number == 0 else book.header_centred)
    whole = book.cell_with(num_format="0;-0;", align="center")
    for name in names:
        row += 1
        sheet.set_row(row, row_height([(name, _WIDTHS[0])]))
        sheet.write_string(row, 0, name, book.cell)
        for number, verdict in enumerate(_VERDICTS, start=1):
            formula = (
                f"=SUMPRODUCT(--({where.area(header)}=$A{row + 1}),"
                f"--({where.area('Bedömning')}={quoted(verdict.label)}))"
            )
            known = name in counts.index and verdict in counts.columns
            value = int(counts.loc[name, verdict]) if known else 0  # type: ignore[arg-type]  # a count
            book.put(sheet, row, number, Styled(Formula(formula, value), whole))
    return row + 1


def _chart(book: Book, sheet: "Worksheet", title: str, first: int, count: int, at_row: int) -> None:
    """Lay a stacked bar chart of the counts beside them. ``first`` is the first row of names, from 0."""
    chart: Any = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    last = first + count - 1
    for number, verdict in enumerate(_VERDICTS, start=1):
        paint = book.theme.verdicts[verdict]
        chart.add_series(
            {
                "name": [TITLE, first - 1, number],
                "categories": [TITLE, first, 0, last, 0],
                "values": [TITLE, first, number, last, number],
                "fill": {"color": paint.fill},
                "border": {"color": paint.text, "width": 0.75},
                "data_labels": {"value": True, "num_format": "0;-0;;", "font": {"color": paint.text}},
                "gap": 40,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12, "name": book.theme.font}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": {"name": book.theme.font}})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False})
    chart.set_legend({"position": "bottom", "font": {"name": book.theme.font}})
    chart.set_size({"width": 620, "height": 110 + 30 * count})
    description = f"Stapeldiagram: {title.lower()}. Samma tal står i tabellen till vänster."
    sheet.insert_chart(at_row, _CHART_COLUMN, chart, {"description": description, "object_position": 2})


def _not_met(book: Book, sheet: "Worksheet", row: int, result: Consolidation, where: Places) -> int:
    """List the targets that are not met, with the department's own words, as of the run."""
    rows = result.rows.reset_index(drop=True)
    reds = rows[rows["verdict"].eq(Verdict.NOT_MET)]
    book.write_heading(sheet, row, "Målvärden som inte är uppfyllda (röda), vid sammanställningen")
    if reds.empty:
        sheet.write_string(row + 1, 0, "Inga.", book.text)
        return row + 2
    row += 1
    plain = book.format(bold=True, bg_color=book.theme.header.fill, font_color=book.theme.header.text)
    sheet.write_string(row, 0, "Indikator", plain)
    sheet.write_string(row, 1, "Förvaltning, varför, kommentar och åtgärd", plain)
    for number in range(2, len(_WIDTHS)):
        sheet.write_blank(row, number, None, plain)
    for red in records(reds):
        row += 1
        parts = [f"{red.department_name}: {red.why}."]
        parts += [f"Kommentar: {red.comment}"] if red.comment else []
        parts += [f"Åtgärd: {red.action}"] if red.action else []
        words = " ".join(parts)
        book.put(sheet, row, 0, Link(where.cell("Indikator", int(red.Index)), f"{red.indicator_id} {red.indicator}"))
        # One cell that flows over its empty neighbours; merged cells are hard on screen readers.
        width = sum(_WIDTHS[1:])
        lines = _wrap(words, int(width * 1.05))
        sheet.set_row(row, row_height([(red.indicator, _WIDTHS[0]), ("\n" * (len(lines) - 1), 10)]))
        sheet.write_string(row, 1, "\n".join(lines), book.format(text_wrap=False))
    return row + 1


def _wrap(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]


def _waiting(book: Book, sheet: "Worksheet", row: int, result: Consolidation) -> None:
    """List who has not answered, or only in part."""
    book.write_heading(sheet, row, "Svar som väntar")
    waiting = [d for d in result.departments if d.status != "svarat"]
    if not waiting:
        sheet.write_string(row + 1, 0, "Alla förvaltningar har svarat.", book.text)
        return
    words = {
        "saknas": "har inte svarat",
        "avvisad": "har skickat en fil som inte kan användas, se Avvikelser",
        "delvis": "har svarat delvis",
    }
    for department in waiting:
        row += 1
        sheet.write_string(row, 0, department.department.name, book.text)
        text = f"{words[department.status]}, {department.filled} av {department.expected} ifyllda"
        sheet.write_string(row, 1, text, book.format(text_wrap=False))
