"""A Word document's blocks in order, and where each row's cells stand in it."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.annex.block import Block
from indikator_excel.annex.columns import Columns, columns_of, names_target
from indikator_excel.annex.headings import headings_with_tables
from indikator_excel.annex.model import Annex, AnnexRow
from indikator_excel.annex.structure import build_annex
from indikator_excel.annex.word.looks import Look, Looks, levels_by_look, look_of, read_looks
from indikator_excel.annex.word.package import WordPackage, open_word
from indikator_excel.annex.word.table import Cell, Row, aligned, blocks, read_rows, with_one_header
from indikator_excel.annex.word.text import TextReader, current, read_notes
from indikator_excel.annex.word.tree import Node
from indikator_excel.container.refused import UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.indicators.text import quote

_NO_HEADERS = "rubrikerna Läget och Målvärde saknas"
#: Tables that lay out the page inside each other; nobody has more.
_LAYOUTS = 3


class WordRow(Struct, frozen=True):
    """Where an indicator's row stands: the table and the row as counted in Word, and its cells.

    ``outcomes`` are the cells that may take the outcome, by their header; None where the row has none of its own.
    """

    table: int
    row: int
    outcomes: tuple[tuple[str, Cell | None], ...] = ()
    target: Cell | None = None

    @property
    def outcome(self) -> Cell | None:
        """The first cell that may take the outcome."""
        return self.outcomes[0][1] if self.outcomes else None

    @property
    def place(self) -> str:
        """Say it in Swedish."""
        return f"tabell {self.table}, rad {self.row}"


class WordAnnex(Struct, frozen=True):
    """An annex and the document that it stands in. ``rows`` tells each row's place by its line."""

    annex: Annex
    package: WordPackage
    rows: dict[int, WordRow]

    def row_of(self, row: AnnexRow) -> WordRow:
        """Return where a row stands."""
        return self.rows[row.line]


def read_word_annex(path: Path) -> WordAnnex:
    """Read a Word annex.

    Raises:
        UserError: The file can't be read, or holds no indicators.
    """
    package = open_word(path)
    try:
        reader = _reader_of(package)
        found = reader.read()
    except UnreadableError as error:
        raise UserError(
            f"{path.name} kunde inte läsas: {error}. Öppna den i Word, spara den på nytt och försök igen."
        ) from None
    annex = build_annex(found, path.name)
    return WordAnnex(replace(annex, unread=(*reader.unread, *annex.unread)), package, reader.rows)


def _reader_of(package: WordPackage) -> "_DocumentReader":
    looks = read_looks(package.related("styles"))
    notes: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        notes |= read_notes(package.related(f"{kind}s"), kind, looks)
    return _DocumentReader(package, looks, TextReader(looks, notes))


class _DocumentReader(Struct):
    package: WordPackage
    _looks: Looks
    _reader: TextReader
    unread: list[str] = field(default_factory=list)
    rows: dict[int, WordRow] = field(default_factory=dict)
    _blocks: list[Block] = field(default_factory=list)
    #: The look of each paragraph outside tables, by line, for documents without heading styles.
    _seen: dict[int, Look] = field(default_factory=dict)
    _tables: int = 0
    #: How many tables that only lay out the page are open around what is read.
    _layouts: int = 0
    #: The header that a table goes on under which was split from the one before; None after other text.
    _open: tuple[Row, Columns] | None = None

    def read(self) -> list[Block]:
        """Read the body. Headings are told by their styles, and where those do not tell the areas, by their look."""
        body = self.package.document.find("w:document", "w:body")
        if body:
            self._walk(body)
        if not any(len(headings) > 1 for headings in headings_with_tables(self._blocks).values()):
            told = max((block.level for block in self._blocks), default=0)
            plain = [b for b in self._blocks if b.line in self._seen and not (b.level or b.title)]
            levels = levels_by_look((b.line, b.text, self._seen[b.line]) for b in plain)
            self._blocks = [replace(b, level=told + levels[b.line]) if b.line in levels else b for b in self._blocks]
        return self._blocks

    def _walk(self, node: Node) -> None:
        paragraphs: list[Node] = []
        for block in blocks(node):
            if block.name == "w:p":
                paragraphs.append(block)
                continue
            self._take_paragraphs(paragraphs)
            paragraphs = []
            self._table(block)
        self._take_paragraphs(paragraphs)

    def _take_paragraphs(self, paragraphs: list[Node]) -> None:
        for paragraph, written in self._reader.texts(iter(paragraphs)):
            for box in _text_boxes(paragraph):
                self._box(box)
            style = self._looks.of(paragraph)
            if not written.text or style.skipped or self._reader.in_contents:
                continue
            self._open = None
            look = look_of(paragraph, style, self._looks)
            line = self._add((written.text,), level=style.level, title=style.title, bold=look.bold)
            self._seen[line] = look

    def _box(self, box: Node) -> None:
        """Read a text box: tables, and headings that are told by style; other texts in it stand beside the report."""
        for block in blocks(box):
            if block.name == "w:tbl":
                self._table(block)
            elif (style := self._looks.of(block)).level or style.title:
                text = self._reader.paragraph(block).text
                if text:
                    self._add((text,), level=style.level, title=style.title)

    def _add(self, cells: tuple[str, ...], **said: object) -> int:
        line = len(self._blocks) + 1
        self._blocks.append(replace(Block(line, cells), **said))
        return line

    def _table(self, table: Node) -> None:
        self._tables += 1
        number = self._tables
        rows = with_one_header(read_rows(table, self._reader))
        headers = [row for row in rows if columns_of(row.texts)]
        going_on = self._open if not headers else None
        if going_on and not all(len(row.cells) in (1, len(going_on[0].cells)) for row in rows):
            going_on = None
        if not headers and not going_on:
            self._foreign_table(table, rows, number)
            return
        self._rows(rows, number, going_on)

    def _rows(self, rows: list[Row], number: int, going_on: tuple[Row, Columns] | None) -> None:
        header, columns = going_on or (None, None)
        waiting = list(reversed(rows))
        while waiting:
            row = waiting.pop()
            found = columns_of(row.texts)
            if found:
                header, columns = row, found
                self._add(row.texts, place=WordRow(number, row.number).place, notes=_notes(row.cells))
            elif any(row.texts):
                self._row(row, header, columns, number)
        if header and columns:
            self._open = header, columns

    def _row(self, row: Row, header: Row | None, columns: Columns | None, number: int) -> None:
        place = WordRow(number, row.number).place
        if header is None or columns is None or _goes_across(row, header, columns):
            texts = [text for text in dict.fromkeys(row.texts) if text]
            if len(texts) == 1:
                self._add((texts[0],), place=place, spanning=True)
            else:
                self.unread.append(f"{place}, {quote(' '.join(texts))}: raden hör inte till tabellens kolumner")
            return
        cells = aligned(row, header)
        name = cells[columns.name]
        if name is None or not name.text:
            self.unread.append(f"{place}, {quote(' '.join(filter(None, row.texts)))}: raden saknar indikator")
            return
        line = self._add(
            tuple(c.text if c else "" for c in cells), place=place, notes=_notes(row.cells), in_table=True
        )
        outcomes = tuple((header.texts[n], cells[n]) for n in columns.outcomes)
        self.rows[line] = WordRow(number, row.number, outcomes, cells[columns.target])

    def _foreign_table(self, table: Node, rows: list[Row], number: int) -> None:
        """Pass a table without indicators by, unless it only lays out the page and holds such tables."""
        self._open = None
        inner = list(table.every("w:tc"))
        if self._layouts < _LAYOUTS and any(cell.find("w:tbl") for cell in inner):
            self._layouts += 1
            for cell in inner:
                self._walk(cell)
            self._layouts -= 1
            return
        first = next((text for row in rows for text in row.texts if text), "")
        if first:
            self._add(("",), passed=True)
            told = any(names_target(row.texts[1:]) for row in rows)
            why = "det framgår inte vilken kolumn som är Läget och vilken som är årets mål" if told else _NO_HEADERS
            self.unread.append(f"tabell {number}, {quote(first)}: {why}")


def _text_boxes(paragraph: Node) -> Iterator[Node]:
    """Yield a paragraph's text boxes, each once: Word stores a copy of every one for older programs."""
    for child in paragraph.children:
        if child.name == "w:txbxContent":
            yield child
        else:
            yield from _text_boxes(current(child))


def _notes(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(note for cell in cells if not cell.continued for note in cell.notes)


def _goes_across(row: Row, header: Row, columns: Columns) -> bool:
    """Whether a row is one text across the table: a goal or a sub-heading and no indicator."""
    if len(row.cells) == 1:
        return True
    name, target = header.cells[columns.name], header.cells[columns.target]
    return any(
        cell.text and cell.first <= name.first and cell.after >= target.after and len(row.cells) < len(header.cells)
        for cell in row.cells
    )
