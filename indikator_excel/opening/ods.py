"""Opening ``.ods``: facts from the file's own markup, values from python-calamine."""

from collections.abc import Iterator
from typing import Any

from indikator_excel.container.archive import Container
from indikator_excel.container.markup import Element, elements, parse, safe_parser
from indikator_excel.container.refused import (
    DAMAGED,
    MAX_CELLS,
    MAX_SHEET_PART,
    MAX_SHEETS,
    OverLimitError,
    UnreadableError,
)
from indikator_excel.indicators.text import clean
from indikator_excel.opening.cells import Book, Note
from indikator_excel.opening.engines import CALAMINE, OWN, calamine_values
from indikator_excel.opening.facts import Fact, Facts, Values, sheet_of, with_notes
from indikator_excel.opening.ooxml import moment

#: The file tells whether a number is a percentage; these stand for that.
_FORMATS = ["General", "0%"]
_LONGEST_REPEAT = 7  # digits


def open_ods(container: Container) -> Book:
    """Open an OpenDocument spreadsheet.

    Raises:
        UnreadableError: It is damaged, encrypted, or beyond a limit.
    """
    container.check(large=lambda name: name == "content.xml")
    walk = _Walk()
    parser = safe_parser()
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.text
    content = container.part("content.xml", MAX_SHEET_PART)
    if not content:
        raise UnreadableError(DAMAGED)
    styles = container.part("styles.xml")
    if styles:
        walk.look_up(elements(styles))
    parse(parser, content)
    listed = [(title, facts) for title, facts, _ in walk.sheets]
    engine, passed_over = CALAMINE, ""
    try:
        said = calamine_values(container.data, listed)
    except OverLimitError:
        raise
    except UnreadableError:  # it takes no line breaks between cells, as some programs write them
        said, engine, passed_over = (
            [_own_values(facts) for _, facts in listed],
            OWN,
            "den är skriven på ett ovanligt sätt",
        )
    sheets = tuple(
        with_notes(sheet_of(title, facts, values, _FORMATS, strict=False), notes, hidden=title in walk.hidden)
        for (title, facts, notes), values in zip(walk.sheets, said, strict=True)
    )
    meta = container.part("meta.xml")
    told = elements(meta) if meta else []
    core = {e.name: e.text for e in told}
    properties = {e.get("name"): e.text for e in told if e.name == "user-defined"}
    return Book(sheets, properties, moment(core.get("date", "")), core.get("creator", ""), engine, passed_over)


def _own_values(facts: Facts) -> Values:
    """Tell the values from what the file says of its cells."""

    def value(row: int, column: int) -> Any:
        fact = facts.cells[row, column]
        try:
            match fact.kind:
                case "n":
                    return float(fact.raw)
                case "b":
                    return fact.raw == "true"
                case "d":
                    return moment(fact.raw) or fact.raw
        except ValueError:
            pass
        return fact.raw

    return value


class _Walk:
    """The walk through all sheets, which stand in one part. Rows and cells may be written once for many."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Facts, list[Note]]] = []
        self._hidden_styles: set[str] = set()
        #: The styles that show numbers as percent, and of those the cells'. A cell without a style has its column's.
        self._percent_data: set[str] = set()
        self._percent_cells: set[str] = set()
        self._column_styles: list[tuple[int, str]] = []
        self._style = ""
        self.hidden: set[str] = set()
        self._row = self._column = 0
        self._row_repeat = self._repeat = 1
        self._cell: Fact | None = None
        self._in_row: list[tuple[int, Fact]] = []
        self._texts: list[str] = []
        self._note: list[str] | None = None
        self._in_text = False
        self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        match name:
            case "percentage-style" | "style":
                self._begin_style(name, attributes)
            case "table-column" if self.sheets:
                self._begin_column(attributes)
            case "table-properties" if attributes.get("table:display") == "false":
                self._hidden_styles.add(self._style)
            case "table":
                self._begin_sheet(attributes)
            case "table-row" if self.sheets:
                self._begin_row(attributes)
            case "table-cell" | "covered-table-cell" if self.sheets:
                self._begin_cell(attributes)
            case "annotation":
                self._note = []
            case "p":
                self._in_text = True
                if self._texts and self._note is None:
                    self._texts.append("\n")

    def text(self, data: str) -> None:
        if self._in_text and self._cell is not None:
            (self._texts if self._note is None else self._note).append(data)

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "p":
                self._in_text = False
            case "annotation" if self.sheets and self._note is not None:
                text = clean(" ".join(self._note))
                if text:
                    self.sheets[-1][2].append(Note(self._row, self._column, text))
                self._note = None
            case "table-cell" | "covered-table-cell" if self._cell is not None:
                self._end_cell(self._cell)
            case "table-row" if self.sheets:
                self._end_row(self.sheets[-1][1])

    def look_up(self, styles: list[Element]) -> None:
        """Note the styles that stand in a part of their own."""
        for element in styles:
            if element.name in ("percentage-style", "style"):
                self._begin_style(element.name, element.attributes)

    def _begin_style(self, name: str, attributes: dict[str, str]) -> None:
        self._style = attributes.get("style:name", "")
        data, parent = (attributes.get(f"style:{key}") for key in ("data-style-name", "parent-style-name"))
        if name == "percentage-style":
            self._percent_data.add(self._style)
        elif data in self._percent_data or (data is None and parent in self._percent_cells):
            self._percent_cells.add(self._style)

    def _begin_column(self, attributes: dict[str, str]) -> None:
        repeat = _repeated(attributes.get("table:number-columns-repeated"))
        last = self._column_styles[-1][0] if self._column_styles else 0
        self._column_styles.append((last + repeat, attributes.get("table:default-cell-style-name", "")))

    def _shows_percent(self, attributes: dict[str, str]) -> bool:
        style = attributes.get("table:style-name")
        if style is None:
            style = next((name for last, name in self._column_styles if last >= self._column), "")
        return style in self._percent_cells

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) >= MAX_SHEETS:
            raise OverLimitError(f"filen har fler än {MAX_SHEETS} blad")
        title = attributes.get("table:name", "")
        self.sheets.append((title, Facts(), []))
        if attributes.get("table:style-name", "") in self._hidden_styles:
            self.hidden.add(title)
        self._row = 0
        self._column_styles = []

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row += 1
        self._row_repeat = _repeated(attributes.get("table:number-rows-repeated"))
        self._column = 0
        self._in_row = []
        if attributes.get("table:visibility") in ("collapse", "filter") and self._row_repeat <= MAX_CELLS:
            self.sheets[-1][1].hidden_rows.update(range(self._row, self._row + self._row_repeat))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        self._repeat = _repeated(attributes.get("table:number-columns-repeated"))
        kind = attributes.get("office:value-type", "")
        self._texts = []
        self._cell = Fact(
            int(kind == "percentage" or (kind == "float" and self._shows_percent(attributes))),
            "e" if attributes.get("calcext:value-type") == "error" else _KINDS.get(kind, "n"),
            next((attributes[name] for name in _VALUES if name in attributes), ""),
            _formula(attributes.get("table:formula")),
            calculated=bool(kind),
        )

    def _end_cell(self, cell: Fact) -> None:
        self._cell = None
        text = "".join(self._texts)
        if cell.kind == "e" or not cell.raw:
            cell.raw = text
        if cell.calculated or cell.formula is not None:
            for column in _spread(self._column, self._repeat):
                self._in_row.append((column, cell))
                self._count(1)
        self._column += self._repeat - 1

    def _end_row(self, facts: Facts) -> None:
        facts.rows += 1
        if self._in_row:
            self._count(len(self._in_row) * (self._row_repeat - 1))
            for row in _spread(self._row, self._row_repeat):
                for column, cell in self._in_row:
                    facts.cells[row, column] = cell
                    facts.last_column = max(facts.last_column, column)
                facts.last_row = row
        self._row += self._row_repeat - 1

    def _count(self, more: int) -> None:
        self._cells += more
        if self._cells > MAX_CELLS:
            raise OverLimitError(f"filen har fler än {MAX_CELLS // 1_000} 000 celler")


#: The kinds of cells by the words of an ``.xlsx``, as far as they matter.
_KINDS = {"string": "str", "boolean": "b", "date": "d", "time": "str"}
_VALUES = tuple(f"office:{name}" for name in ("value", "boolean-value", "date-value", "string-value", "time-value"))


def _formula(text: str | None) -> str | None:
    """Return a formula without the name of its language: ``of:=A1`` is ``A1``."""
    return None if text is None else text.partition(":=")[2] or text.removeprefix("=")


def _spread(first: int, repeat: int) -> Iterator[int]:
    """Yield the places of what is written once; the count is looked at on the way."""
    yield from range(first, first + repeat)


def _repeated(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= _LONGEST_REPEAT else 1
