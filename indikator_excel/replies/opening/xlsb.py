"""Opening ``.xlsb``, Excel's binary format: facts from its records, values from python-calamine.

The records are those of [MS-XLSB], 2.4; only what tells where a cell stands and how it looks is read here.
"""

import struct
from collections.abc import Iterator

from indikator_excel.replies.cells import Book
from indikator_excel.replies.opening.container import Container
from indikator_excel.replies.opening.engines import CALAMINE, calamine_values
from indikator_excel.replies.opening.facts import Fact, Facts, formats_by_style, sheet_of, with_notes
from indikator_excel.replies.opening.ooxml import Listed, Package, moment
from indikator_excel.replies.opening.refused import (
    DAMAGED,
    MAX_CELLS,
    MAX_SHEET_PART,
    MAX_SHEETS,
    ForeignError,
    OverLimitError,
    UnreadableError,
)

_ROW, _CELLS, _FORMULAS = 0, range(2, 12), range(8, 12)
_SHORT_CELLS = range(12, 20)
_ERRORS = (3, 11)
_TEXTS = (6, 7, 8)
_BUNDLE, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 156, 44, 47, 617, 618
_HIDDEN_ROW = 0x10
_ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
WORKBOOK = "xl/workbook.bin"


class BinaryPackage(Package):
    """The parts of a binary workbook: packed like an ``.xlsx``, with records instead of markup."""

    def list_sheets(self) -> tuple[Listed, ...]:
        """Return the worksheets in order."""
        parts = dict(self.targets_by_id(self.main, "worksheet"))
        sheets = []
        for kind, body in _records(self.container.part(self.main)):
            if kind == _BUNDLE:
                relation, after = _text(body, 8)
                title, _ = _text(body, after)
                if relation in parts:
                    sheets.append(Listed(title, parts[relation], struct.unpack_from("<I", body)[0] != 0))
        if len(sheets) > MAX_SHEETS:
            raise OverLimitError(f"arbetsboken har {len(sheets)} blad")
        if not sheets:
            raise UnreadableError("den har inget kalkylblad")
        return tuple(sheets)

    def read_formats(self, data: bytes) -> list[str]:
        """Return the number format of each style in the part that lists them."""
        numbered: dict[int, str] = {}
        styles: list[int] = []
        within = False
        for kind, body in _records(data):
            if kind == _FORMAT:
                numbered[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
            elif kind in (_STYLES_BEGIN, _STYLES_END):
                within = kind == _STYLES_BEGIN
            elif kind == _STYLE and within:
                styles.append(struct.unpack_from("<H", body, 2)[0])
        return formats_by_style(numbered, styles)


def open_xlsb(container: Container) -> Book:
    """Open a binary workbook.

    Raises:
        UnreadableError: It is damaged or beyond a limit.
    """
    try:
        package = BinaryPackage(container)
        facts = [_facts(container.part(sheet.part, MAX_SHEET_PART)) for sheet in package.sheets]
        formats = package.formats
    except (struct.error, IndexError, UnicodeDecodeError):
        raise UnreadableError(DAMAGED) from None
    listed = [(sheet.title, known) for sheet, known in zip(package.sheets, facts, strict=True)]
    said = calamine_values(container.data, listed)
    sheets = tuple(
        with_notes(sheet_of(sheet.title, known, values, formats, strict=False), [], hidden=sheet.hidden)
        for sheet, known, values in zip(package.sheets, facts, said, strict=True)
    )
    core = package.core
    saved = moment(core.get("modified", ""))
    return Book(sheets, package.properties, saved, core.get("lastModifiedBy", ""), CALAMINE)


def _facts(data: bytes) -> Facts:
    facts = Facts()
    row = 0
    for kind, body in _records(data):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            facts.rows += 1
            if body[11] & _HIDDEN_ROW:
                facts.hidden_rows.add(row)
        elif kind in _SHORT_CELLS:
            # A cell that leaves out its column, which the engine passes over without a word.
            raise ForeignError("en binär Excelfil av ett ovanligt slag", "Be avsändaren spara den som .xlsx.")
        elif kind in _CELLS:
            facts.written += 1
            if facts.written > MAX_CELLS:
                raise OverLimitError(f"ett blad har fler än {MAX_CELLS} celler")
            column, style = struct.unpack_from("<II", body)
            fact = Fact(style & 0xFFFFFF, "str" if kind in _TEXTS else "n", calculated=True)
            if kind in _ERRORS:
                fact.kind, fact.raw = "e", _ERROR_TEXTS.get(body[8], "#N/A")
            if kind in _FORMULAS:
                fact.formula = ""
            facts.cells[row, column + 1] = fact
            facts.last_row, facts.last_column = max(facts.last_row, row), max(facts.last_column, column + 1)
    return facts


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each record's number and body."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:  # noqa: PLR2004 - four bytes at most
                break
        yield kind, data[at : at + size]
        at += size


def _text(body: bytes, at: int) -> tuple[str, int]:
    """Read a string and return where the next field begins."""
    length = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le"), end
