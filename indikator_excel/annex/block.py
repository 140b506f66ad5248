"""One line of a document, whatever its format."""

from msgspec import Struct

from indikator_excel.annex.labels import may_be_heading, names_goal


class Block(Struct, frozen=True):
    """One line of a document: a paragraph (one cell) or a table row (several), with its line from 1.

    What only a document with formats can tell: ``level`` is the heading's, from 1, 0 for running text; ``spanning``
    is a table row that is one text across the table; ``in_table`` is told where a row may have a single column;
    ``place`` is how the line is found by eye; ``notes`` are its footnotes. ``bold`` is None where the format has no
    looks; ``passed`` stands for a table that is not read.
    """

    line: int
    cells: tuple[str, ...]
    level: int = 0
    title: bool = False
    spanning: bool = False
    in_table: bool = False
    place: str = ""
    notes: tuple[str, ...] = ()
    bold: bool | None = None
    passed: bool = False

    @property
    def is_row(self) -> bool:
        """Whether the line belongs to a table."""
        return len(self.cells) > 1 or self.in_table or self.spanning

    @property
    def text(self) -> str:
        """The first cell."""
        return self.cells[0]

    @property
    def says_goal(self) -> bool:
        """Whether it is a paragraph that says that it is a goal, whatever it looks like."""
        return not (self.is_row or self.title) and names_goal(self.text)

    @property
    def stands_out(self) -> bool:
        """Whether it could be a heading by its look, as far as that can be told, and by its text."""
        return bool(self.level) or (self.bold is not False and may_be_heading(self.text))
