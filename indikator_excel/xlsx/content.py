"""What a cell holds."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

#: Stands in a formula for the number of the row that it is in, so that a formula is made once for many rows. No XML
#: can hold this character, and no text that has been cleaned does.
ROW = "\0"
#: Excel's longest text in a cell.
MAX_TEXT = 32_767
_CUT = " … (texten är för lång för en cell, resten står i svaret)"


class Formula(Struct, frozen=True):
    """A formula, with its = in front, and its true result, which is what a viewer shows before it calculates.

    :data:`ROW` stands in the formula for the row's own number. In a table, its functions are as old as Excel 2007.
    """

    text: str
    result: str | float


class Styled(Struct, frozen=True):
    """A cell's content with a format of its own."""

    content: "Content"
    format: "Format"


class Link(Struct, frozen=True):
    """A link to a place in the same workbook. Only our own cells are ever linked to."""

    place: str
    text: str


Content = str | float | Formula | Link | None


class Column(Struct, frozen=True):
    """A table's column: its header, its width in characters, and its cells from the first row to the last.

    ``format`` is that of a cell that has none of its own, where it is another than a table's usual one.
    """

    header: str
    width: float
    cells: "Sequence[Content | Styled]"
    format: "Format | None" = None


def columns_of(heads: "Sequence[tuple[str, float]]", rows: "Sequence[Sequence[Content | Styled]]") -> list[Column]:
    """Return the columns of a table that is made row by row, from their headers and widths."""
    cells = list(zip(*rows, strict=True)) or [()] * len(heads)
    return [Column(header, width, told) for (header, width), told in zip(heads, cells, strict=True)]


def fitting(text: str) -> str:
    """Return a text as a cell can hold it; one that is too long says so where it is cut."""
    if len(text) <= MAX_TEXT // 2:
        return text
    if len(text) > MAX_TEXT:
        text = f"{text[: MAX_TEXT - len(_CUT)]}{_CUT}"
    # Excel counts an emoji twice.
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * MAX_TEXT]
    return units.decode("utf-16-le", "ignore")


def shown_text(content: "Content | Styled") -> str:
    """Return the text that a cell shows; empty for a number, whose look its format decides."""
    if isinstance(content, Styled):
        content = content.content
    match content:
        case Formula():
            return str(content.result)
        case Link():
            return content.text
    return content if isinstance(content, str) else ""
