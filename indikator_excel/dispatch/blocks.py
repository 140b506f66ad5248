"""What a letter's text consists of, and its two forms: plain text, and HTML with real lists and tables.

The plain text is read in a typeface of any kind, so that nothing in it rests on columns that stand below each other.
Whatever comes from outside is escaped in the HTML, which holds no links, pictures or scripts.
"""

from collections.abc import Sequence
from html import escape

from msgspec import Struct

from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.resources import Theme


class Paragraph(Struct, frozen=True):
    """Lines that belong together."""

    lines: tuple[str, ...]


class Point(Struct, frozen=True):
    """A line of a list, and what is said below it."""

    text: str
    detail: str = ""


class Points(Struct, frozen=True):
    """A list. ``title`` stands above it."""

    points: tuple[Point, ...]
    title: str = ""


class Cell(Struct, frozen=True):
    """A cell of a table. ``verdict`` paints it; the words say the same."""

    text: str
    verdict: Verdict | None = None


class Table(Struct, frozen=True):
    """A table. In plain text each row is a few lines: its first two cells, then the others with their headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Points | Table
_HEAD = 2


def plain_text(blocks: Sequence[Block]) -> str:
    """Return the text as it is read without HTML."""
    return "\n\n".join(_plain(block) for block in blocks) + "\n"


def _plain(block: Block) -> str:
    match block:
        case Paragraph():
            return "\n".join(block.lines)
        case Points():
            lines = [block.title] if block.title else []
            for point in block.points:
                lines += [f"- {point.text}", *([f"  {point.detail}"] if point.detail else [])]
            return "\n".join(lines)
        case Table():
            return "\n\n".join(_plain_row(block.headers, row) for row in block.rows)


def _plain_row(headers: Sequence[str], row: Sequence[Cell]) -> str:
    head = " ".join(cell.text for cell in row[:_HEAD] if cell.text)
    told = [f"  {header}: {cell.text}" for header, cell in zip(headers, row, strict=True) if cell.text]
    return "\n".join([head, *told[sum(bool(cell.text) for cell in row[:_HEAD]) :]])


def html_text(blocks: Sequence[Block], title: str, theme: Theme) -> str:
    """Return the text as a document in HTML, its looks in each element: mail programs drop style sheets."""
    body = "\n".join(_html(block, theme) for block in blocks)
    font = f"font-family: {escape(theme.font)}, Arial, sans-serif; font-size: {theme.size:g}pt"
    return (
        f'<!DOCTYPE html>\n<html lang="sv">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f'<body style="{font}; line-height: 1.4">\n{body}\n</body>\n</html>\n'
    )


def _html(block: Block, theme: Theme) -> str:
    match block:
        case Paragraph():
            return f"<p>{'<br>'.join(map(escape, block.lines))}</p>"
        case Points():
            title = f"<p><strong>{escape(block.title)}</strong></p>\n" if block.title else ""
            items = "\n".join(
                f'<li style="margin-bottom: 4pt">{escape(point.text)}'
                + (f"<br>{escape(point.detail)}" if point.detail else "")
                + "</li>"
                for point in block.points
            )
            return f"{title}<ul>\n{items}\n</ul>"
        case Table():
            return _html_table(block, theme)


def _html_table(table: Table, theme: Theme) -> str:
    border = f"border: 1px solid {theme.border}; padding: 3pt 6pt; text-align: left; vertical-align: top"
    header = f"{border}; background: {theme.header.fill}; color: {theme.header.text}"
    heads = "".join(f'<th scope="col" style="{header}">{escape(text)}</th>' for text in table.headers)
    rows = "\n".join(f"<tr>{_html_cells(row, border, theme)}</tr>" for row in table.rows)
    return (
        f'<table style="border-collapse: collapse">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n'
        "</table>"
    )


def _html_cells(row: Sequence[Cell], border: str, theme: Theme) -> str:
    """Write a row's cells. The first names the row: it is the row's header, and is never broken in two."""
    first, *others = row
    name = f'<th scope="row" style="{border}; white-space: nowrap; font-weight: normal">{escape(first.text)}</th>'
    cells = [name]
    for cell in others:
        paint = theme.verdicts[cell.verdict] if cell.verdict else None
        look = f"{border}; background: {paint.fill}; color: {paint.text}" if paint else border
        cells.append(f'<td style="{look}">{escape(cell.text)}</td>')
    return "".join(cells)
