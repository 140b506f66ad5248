"""The consolidated workbook before this one: what the controller has written, set and changed in it."""

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.consolidation.changes import changes
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.overwritten import written_over
from indikator_excel.consolidation.own import NOTE, OWN_VERDICT, REASON, Own, OwnFormula
from indikator_excel.consolidation.own_formulas import Made, formulas, usual_styles
from indikator_excel.consolidation.row_keys import RowKey
from indikator_excel.consolidation.workbook import data, fulfilment, orphans
from indikator_excel.consolidation.workbook.data import as_text
from indikator_excel.consolidation.workbook.fulfilment_columns import CALCULATED, added_headers
from indikator_excel.consolidation.workbook.fulfilment_columns import TITLE as MAIN
from indikator_excel.consolidation.workbook.fulfilment_columns import headers as headers_of
from indikator_excel.consolidation.workbook.hers import NONE, Filter, Layout
from indikator_excel.consolidation.workbook.write import SHEETS
from indikator_excel.container.archive import Container
from indikator_excel.container.markup import elements
from indikator_excel.container.refused import DAMAGED, MAX_SHEET_PART, UnreadableError
from indikator_excel.findings import about_whole
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Round
from indikator_excel.indicators.numbers import exact
from indikator_excel.indicators.text import clean, join_and, quote
from indikator_excel.opening.ooxml import Package, moment

#: Excel adds this to the width that a person sees.
_PADDING = 0.7109375
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_HEADER_SEARCH = 20
#: Columns that the program has only in rounds that need them.
_LEFT_OUT = ("Mål", "Indikatorgrupp", "Underrubrik", "Kvinnor", "Män")


class Previous(Struct, frozen=True):
    """The workbook as it was found.

    ``own`` and ``data`` are by ID and department; ``data`` has each row's texts by header, and is None where she has
    removed the sheet. ``cells`` has what stands on *Måluppfyllelse* now, which she may have written over. Of a row
    that stands there more than once, the first with a text of hers counts; ``twice`` has the other texts.
    """

    made: datetime | None
    own: Mapping[RowKey, Own] = field(default_factory=dict)
    data: Mapping[RowKey, Mapping[str, str]] | None = None
    cells: Mapping[RowKey, Mapping[str, Any]] = field(default_factory=dict)
    layout: Layout = NONE
    #: What a new workbook will not have, each as it is told.
    not_carried: tuple[str, ...] = ()
    #: The headers of the columns of hers with formulas that can't follow their row.
    frozen: frozenset[str] = frozenset()
    twice: tuple[tuple[RowKey, Own], ...] = ()


def read_previous(content: bytes, round_: Round, beside: bytes | None = None) -> Previous:
    """Read a consolidated workbook, whatever program saved it.

    Args:
        content: The file.
        round_: The round that is consolidated now.
        beside: The table of *Data*, where that is a file of its own.

    Raises:
        UnreadableError: It can't be read, or has lost the sheet or a column that rows are known by.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        # The other sheets of ours hold nothing of hers.
        names = [name for name in book.sheet_names if name in _READ or name not in SHEETS]
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(DAMAGED) from error
    main = _named(MAIN, sheets, {"ID", "Förvaltning", OWN_VERDICT, CALCULATED}, without=data.OF_FILE)
    if main is None:
        raise UnreadableError(f"bladet {MAIN} saknas, eller har förlorat kolumnen ID eller Förvaltning")
    headers, rows = _table(sheets[main])
    package = Package(Container(content))
    hers = added_headers(headers, round_)
    made = _formulas(package, main, headers, hers)
    formats = (package.formats or []) if hers else []
    others = {name: cells for name, cells in sheets.items() if name not in (main, data.TITLE)}
    gone = _named(orphans.TITLE, others, {"ID", "Förvaltning", OWN_VERDICT}, without=CALCULATED)
    listed, kept = _table(others.pop(gone)) if gone is not None else ([], {})
    added = tuple(dict.fromkeys((*hers, *added_headers([round_.value_header, *listed], round_))))
    written: dict[RowKey, Own] = {}
    twice = []
    told = [*((row, made.get(number, {})) for number, row in rows.items()), *((row, {}) for row in kept.values())]
    for key, own in ((_key(row), _own(row, added, by_header, formats)) for row, by_header in told):
        if not own.is_blank and written.setdefault(key, own).told != own.told:
            twice.append((key, own))
    layout = replace(
        _layout(package, main, headers),
        columns=hers,
        number_formats=_number_formats(package, main, headers, hers, formats),
    )
    return Previous(
        moment(package.core.get("created", "")),  # by the program: others that save it again leave that as it was
        written,
        _data(sheets.get(data.TITLE, []), beside),
        {_key(row): row for row in reversed(rows.values())},
        layout,
        tuple(_not_carried(package, others, sheets[main])),
        frozenset(header for by_header in made.values() for header, one in by_header.items() if not one.parts),
        tuple(twice),
    )


def _named(title: str, sheets: Mapping[str, list[list[Any]]], headers: set[str], *, without: str = "") -> str | None:
    """Return the title of a sheet, or of the one that has its headers where she has renamed it.

    Where the title is still there, the columns that rows are known by are enough: she may have removed others.
    """
    if title in sheets and set(_table(sheets[title])[0]) >= {"ID", "Förvaltning"}:
        return title
    known = [
        name for name, cells in sheets.items() if headers <= (found := set(_table(cells)[0])) and without not in found
    ]
    return next(iter(known), None)


def _not_carried(package: Package, others: Mapping[str, list[list[Any]]], main: list[list[Any]]) -> Iterator[str]:
    """Name what she has put into the workbook that a new one will not have."""
    yield from (f"bladet {name}" for name, cells in others.items() if any(map(any, cells)))
    heads = [[clean(str(value)) for value in line] for line in main[:_HEADER_SEARCH]]
    top = next(at for at, headers in enumerate(heads) if "ID" in headers)
    headers, id_ = heads[top], heads[top].index("ID")
    loose = [
        text
        for line in main[top + 1 :]
        for header, text in zip(headers, line, strict=False)
        if clean(str(text)) and not (header and clean(str(line[id_])))
    ]
    if loose:
        yield f"text under eller bredvid tabellen på {MAIN}, som börjar med {quote(as_text(loose[0]))}"
    if any("comments" in part.casefold() for part in package.container.names):
        yield "kommentarer på celler"


def _formulas(
    package: Package, title: str, headers: Sequence[str], added: Sequence[str]
) -> dict[int, dict[str, Made]]:
    """Return the formulas in her columns, by row and header.

    One in the three columns that the program has for her can't follow its row: what stands there counts as a text.
    """
    hers = _letters(headers, (OWN_VERDICT, REASON, NOTE, *added))
    found: dict[int, dict[str, Made]] = {}
    for one in formulas(_sheet(package, title), hers, headers):
        found.setdefault(one.row, {})[one.header] = one if one.header in added else one._replace(parts=())
    return found


def _number_formats(
    package: Package, title: str, headers: Sequence[str], added: Sequence[str], formats: Sequence[str]
) -> dict[str, str]:
    """Return the number format that most numbers in each column of hers have, where that is one."""
    if not added:
        return {}
    used = usual_styles(_sheet(package, title), _letters(headers, added))
    told = {header: formats[style] for header, style in used.items() if style < len(formats)}
    return {header: form for header, form in told.items() if form not in ("", "General", "@")}


def _letters(headers: Sequence[str], wanted: Collection[str]) -> dict[str, str]:
    """Return the wanted headers by the letters of their columns."""
    from xlsxwriter.utility import xl_col_to_name

    return {str(xl_col_to_name(n)): header for n, header in enumerate(headers) if header in wanted}


def _sheet(package: Package, title: str) -> bytes:
    """Return a sheet as the file has it; nothing where it is too large to look through."""
    try:
        return package.container.part(next(s.part for s in package.sheets if s.title == title), MAX_SHEET_PART)
    except (StopIteration, UnreadableError):
        return b""


def not_carried(result: Consolidation, previous: Previous) -> list[str]:
    """Return what the new workbook will not have of hers, each as it is told."""
    known = {*headers_of(result), *previous.layout.columns}
    frozen = {
        *previous.frozen,
        *(header for header, formula in _made(result.own.by_row) if not formula.uses <= known),
        *(header for header, _ in _made(result.own.orphans)),
    }
    ours = [
        f"kolumnen {h} (programmets eget namn, så kalla den något annat)" for h in _under_our_names(previous, known)
    ]
    order = (OWN_VERDICT, REASON, NOTE, *previous.layout.columns)
    told = "formlerna i kolumnen {} (bara det de visade följer med, och räknas inte om)"
    return [*previous.not_carried, *ours, *(told.format(header) for header in sorted(frozen, key=order.index))]


def _under_our_names(previous: Previous, known: Collection[str]) -> Iterator[str]:
    """Name columns of hers that are called as the program's, which has none where it has nothing to say there."""
    said = previous.data or {}
    for header in _LEFT_OUT:
        here = {key: as_text(row.get(header)) for key, row in previous.cells.items()} if header not in known else {}
        if any(text and text != said.get(key, {}).get(header) for key, text in here.items()):
            yield header


def _made(rows: Mapping[RowKey, Own]) -> Iterator[tuple[str, OwnFormula]]:
    return ((h, w) for own in rows.values() for h, w in own.more.items() if isinstance(w, OwnFormula))


def _data(cells: list[list[Any]], beside: bytes | None) -> dict[RowKey, dict[str, str]] | None:
    """Return the texts of *Data*; None where it is gone or is no longer what it was."""
    if beside is not None:
        try:
            return data.texts_of_csv(beside)
        except ValueError:
            return None
    headers, rows = _table(cells)
    if "Förvaltning" not in headers:
        return None
    return {_key(row): {h: as_text(v) for h, v in row.items()} for row in rows.values()}


_READ = (MAIN, orphans.TITLE, data.TITLE)


def _table(cells: list[list[Any]]) -> tuple[list[str], dict[int, dict[str, Any]]]:
    """Return a sheet's headers and its table's rows, by number from 1; a header line is one with ID and Indikator."""
    for at, line in enumerate(cells[:_HEADER_SEARCH]):
        headers = [clean(str(value)) for value in line]
        if "ID" in headers and "Indikator" in headers:
            rows = {n: dict(zip(headers, line, strict=False)) for n, line in enumerate(cells[at + 1 :], at + 2)}
            return headers, {n: row for n, row in rows.items() if str(row["ID"]).strip()}
    return [], {}


def _key(row: Mapping[str, Any]) -> RowKey:
    return as_text(row.get("ID")), as_text(row.get("Förvaltning"))


def _own(row: Mapping[str, Any], added: Sequence[str], made: Mapping[str, Made], formats: Sequence[str]) -> Own:
    """Return what she wrote in a row.

    Args:
        row: The row, by header.
        added: The headers of the columns that she has added.
        made: The row's formulas, by header.
        formats: The workbook's number formats, by style.
    """
    verdict, reason, note, name = (str(_kept(row.get(h))) for h in (OWN_VERDICT, REASON, NOTE, "Indikator"))
    more: dict[str, str | float | OwnFormula] = {}
    for header in added:
        kept = _kept(row.get(header), as_number=True)
        one = made.get(header)
        if one is not None and one.parts:
            look = formats[one.style] if one.style < len(formats) else ""
            more[header] = OwnFormula(one.parts, kept, look or "General")
        elif kept != "":
            more[header] = kept
    return Own(clean(verdict), reason, note, name, more)


def _kept(value: Any, *, as_number: bool = False) -> str | float:
    """Return what she wrote as it is written again: a number as one where the column is hers, else as typed."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        return value if as_number else f"{exact(Decimal(repr(value))):f}".replace(".", ",")
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return "" if value is None else str(value).strip()


def compared(result: Consolidation, previous: Previous) -> Consolidation:
    """Tell what differs from the workbook before, and what she had written over in it and is overwritten now."""
    told = [
        *written_over(result, previous.data or {}, previous.cells, previous.own),
        *_written_twice(result, previous),
        *_lost_filters(result, previous.layout),
    ]
    findings = sorted([*result.findings, *told], key=lambda f: f.level.order)
    found = None if previous.data is None else tuple(changes(previous.data, data.keys(result), data.texts(result)))
    return replace(result, findings=tuple(findings), changes=found, previous_made=previous.made)


def _written_twice(result: Consolidation, previous: Previous) -> Iterator[Finding]:
    """Tell of texts of hers that did not come along, for the row has another text of hers already."""
    for (id_, department), other in previous.twice:
        known = result.register.by_id.get(id_)
        yield Finding(
            about_whole.ROW_TWICE,
            indicator_id=id_,
            indicator=known.label if known else other.indicator or id_,
            department=department,
            value=previous.own[id_, department].told,
            details={"andra": quote(other.told)},
        )


def _lost_filters(result: Consolidation, layout: Layout) -> Iterator[Finding]:
    kept = fulfilment.kept_filters(result, layout)
    lost = [*layout.lost, *(header for header in layout.filters if header not in kept)]
    if lost:
        yield Finding(about_whole.FILTER_LOST, sheet=MAIN, details={"kolumner": join_and(lost)})


# What she has set


def _layout(package: Package, title: str, headers: list[str]) -> Layout:
    """Read the sheet's column widths, hidden columns and filters; what can't be told is as the program has it."""
    try:
        part = next(sheet.part for sheet in package.sheets if sheet.title == title)
        before = package.container.part(part, MAX_SHEET_PART).partition(b"<sheetData")[0]
        columns = [dict(_ATTRIBUTE.findall(found)) for found in _COLUMN.findall(before)]
        widths: dict[str, float] = {}
        hidden = set()
        for column in columns:
            for header in headers[int(column[b"min"]) - 1 : int(column[b"max"])]:
                widths[header] = float(column.get(b"width", 0)) - _PADDING
                hidden |= {header} if column.get(b"hidden") in (b"1", b"true") else set()
        filters, lost = _filters(package, part, headers)
    except (LookupError, ValueError, StopIteration, UnreadableError):
        return NONE
    return Layout(widths, frozenset(hidden), filters, lost)


def _filters(package: Package, part: str, headers: list[str]) -> tuple[dict[str, Filter], tuple[str, ...]]:
    filters: dict[str, Filter] = {}
    lost = []
    for _, table in package.targets_by_id(part, "table"):
        found = elements(package.container.part(table))
        for column in (e for e in found if e.name == "filterColumn"):
            header = headers[int(column.get("colId"))]
            inside = [e for e in found if e.parent is column]
            if [e.name for e in inside] == ["filters"]:
                shown = tuple(e.get("val") for e in found if e.parent is inside[0] and e.name == "filter")
                filters[header] = Filter(shown, inside[0].get("blank") in ("1", "true"))
            elif inside:
                lost.append(header)
    return filters, tuple(lost)
