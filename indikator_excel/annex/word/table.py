"""A table's rows and cells on its grid, with what merged cells cover."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.annex.columns import are_years, names_target, with_years
from indikator_excel.annex.word.text import TextReader
from indikator_excel.annex.word.tree import Node

#: What may stand around rows and cells without changing them: form controls and the like.
_AROUND = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo"})
#: Word allows no more columns; of an absurd row or span no more is believed.
_WIDEST = 63


class Cell(Struct, frozen=True, eq=False):
    """A cell. ``continued`` is told where it only carries on a cell above; its text is that cell's."""

    node: Node
    text: str
    notes: tuple[str, ...]
    first: int  # grid column, from 0
    span: int
    merged_down: bool = False
    continued: bool = False

    @property
    def after(self) -> int:
        """The grid column behind the cell."""
        return self.first + self.span


class Row(Struct, frozen=True, eq=False):
    """A row of a table; ``number`` counts the rows as they are seen, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts."""
        return tuple(cell.text for cell in self.cells)


def within(node: Node, name: str) -> Iterator[Node]:
    """Yield a table's rows or a row's cells, also those in form controls."""
    for child in node.children:
        if child.name == name:
            yield child
        elif child.name in _AROUND:
            yield from within(child, name)


def blocks(node: Node) -> Iterator[Node]:
    """Yield the paragraphs and tables of the body or a cell in order; a prompt to fill in is none."""
    for child in node.children:
        if child.name in ("w:p", "w:tbl"):
            yield child
        elif child.name == "w:sdt":
            content = child.find("w:sdtContent")
            gallery = child.val("w:sdtPr", "w:docPartObj", "w:docPartGallery")
            prompt = child.is_on("w:sdtPr", "w:showingPlcHdr")
            if content and not prompt and gallery != "Table of Contents":
                yield from blocks(content)
        elif child.name in _AROUND:
            yield from blocks(child)


def read_rows(table: Node, reader: TextReader) -> list[Row]:
    """Read a table's rows; deleted and hidden ones are not there."""
    rows: list[Row] = []
    above: dict[int, Cell] = {}
    for row in within(table, "w:tr"):
        properties = row.find("w:trPr")
        if properties and (properties.find("w:del") or properties.is_on("w:hidden")):
            continue
        cells = list(_cells(row, properties, reader, above))
        above = {cell.first: cell for cell in cells}
        rows.append(Row(len(rows) + 1, tuple(cells)))
    return rows


def _cells(row: Node, properties: Node | None, reader: TextReader, above: dict[int, Cell]) -> Iterator[Cell]:
    column = _number(properties.val("w:gridBefore")) if properties else 0
    waiting: Cell | None = None
    for node in islice(within(row, "w:tc"), _WIDEST):
        look = node.find("w:tcPr")
        if look and look.find("w:cellDel"):
            continue
        span = max(1, _number(look.val("w:gridSpan"))) if look else 1
        beside = look.find("w:hMerge") if look else None
        if waiting and beside and beside.attributes.get("w:val", "continue") == "continue":
            waiting = replace(waiting, span=waiting.span + span)  # the older way of merging sideways
            column += span
            continue
        if waiting:
            yield waiting
        down = look.find("w:vMerge") if look else None
        carries_on = down is not None and down.attributes.get("w:val", "continue") == "continue"
        upper = above.get(column) if carries_on else None
        if upper:
            waiting = Cell(node, upper.text, upper.notes, column, span, merged_down=True, continued=True)
        else:
            waiting = Cell(node, *cell_text(node, reader), column, span, merged_down=down is not None)
        column += span
    if waiting:
        yield waiting


def cell_text(node: Node, reader: TextReader) -> tuple[str, tuple[str, ...]]:
    """Return a cell's text, its paragraphs separated by spaces, and its notes; tables in it are part of it."""
    texts, notes = [], []
    for _, written in reader.texts(node.every("w:p") if node.find("w:tbl") else _paragraphs(node)):
        texts.append(written.text)
        notes += written.notes
    return " ".join(filter(None, texts)), tuple(notes)


def _paragraphs(node: Node) -> Iterator[Node]:
    for block in blocks(node):
        if block.name == "w:p":
            yield block
        else:
            yield from block.every("w:p")


def _number(text: str) -> int:
    return min(int(text), _WIDEST) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004


def aligned(row: Row, header: Row) -> tuple[Cell | None, ...]:
    """Return a row's cells in the header's columns.

    By their order where there are as many (who drags a border moves the grid under the cells), otherwise by where
    they stand on the grid; a cell across several columns belongs to the first of them.
    """
    if len(row.cells) == len(header.cells):
        return row.cells
    found: list[Cell | None] = [None] * len(header.cells)
    for cell in row.cells:
        place = _column_of(cell, header.cells)
        if place is not None and found[place] is None:
            found[place] = cell
    return tuple(found)


def _column_of(cell: Cell, header: Sequence[Cell]) -> int | None:
    covered = [max(0, min(cell.after, h.after) - max(cell.first, h.first)) for h in header]
    half = next((n for n, h in enumerate(header) if covered[n] * 2 >= h.span), None)
    return half if half is not None else max(range(len(header)), key=covered.__getitem__) if any(covered) else None


def with_one_header(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with every header of two rows, one of words and one of years, as a single row.

    The years may stand below the words or above them, and a cell of the one across several of the other.
    """
    joined: list[Row] = []
    for row in rows:
        one = _one_header(joined[-1], row) if joined else None
        if one is None:
            joined.append(row)
        else:
            joined[-1] = one
    return joined


def _one_header(upper: Row, lower: Row) -> Row | None:
    """Return two header rows as one, in the cells of the lower; None where they are no such rows."""
    below = ["" if cell.continued else cell.text for cell in lower.cells]
    if not below or below[0] or not (are_years(below) or names_target(below)):
        return None
    above = [_upper_cell(cell, upper) for cell in lower.cells]
    if are_years(below) and names_target(above):
        joined = with_years(above, below)
    elif names_target(below) and are_years(text for text, word in zip(above, below, strict=True) if word):
        for n in range(1, len(above)):  # a year stands above the columns that follow it, merged or not
            above[n] = above[n] or above[n - 1] if below[n] else above[n]
        joined = with_years(below, above)
    else:
        return None
    cells = [replace(cell, text=text) for cell, text in zip(lower.cells, joined, strict=True)]
    return Row(lower.number, tuple(cells))


def _upper_cell(cell: Cell, upper: Row) -> str:
    """Return the text of the cell above one."""
    place = _column_of(cell, upper.cells)
    return "" if place is None else upper.cells[place].text
