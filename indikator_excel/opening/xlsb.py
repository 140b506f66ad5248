"""Opening ``.xlsb``, Excel's binary format: facts from its records, values from python-calamine.

The records are those of [MS-XLSB], 2.4; only what tells where a cell stands and how it looks is read here.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from indikator_excel.container.archive import Container
from indikator_excel.container.refused import (
    DAMAGED,
    MAX_CELLS,
    MAX_SHEET_PART,
    MAX_SHEETS,
    OverLimitError,
    UnreadableError,
)
from indikator_excel.opening.cells import Book, Sheet, letters
from indikator_excel.opening.engines import CALAMINE, OWN, calamine_values
from indikator_excel.opening.facts import (
    ERROR_TEXTS,
    DoubtError,
    Fact,
    Facts,
    Values,
    formats_by_style,
    sheet_of,
    with_notes,
)
from indikator_excel.opening.ooxml import Listed, Package, moment

_ROW, _FORMULAS = 0, range(8, 12)
_SHORT_CELLS = range(12, 20)
_ERRORS = (3, 11)
_KINDS = {4: "b", 6: "str", 7: "s", 8: "str", 10: "b"}
_BLANK, _BLANKS_AND_CELLS, _SHORT_NUMBER = 1, range(1, 12), 4
_STRINGS, _STRING = "xl/sharedStrings.bin", 19
_BUNDLE, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 156, 44, 47, 617, 618
_COMMENT, _COMMENT_TEXT = 635, 637
_HIDDEN_ROW = 0x10


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

    def comments(self, sheet: Listed) -> Iterator[tuple[str, str]]:
        """Yield the reference and the text of each note on a sheet's cells."""
        for _, part in self.targets_by_id(sheet.part, "comments"):
            reference = ""
            for kind, body in _records(self.container.part(part)):
                if kind == _COMMENT:
                    row, _, column = struct.unpack_from("<III", body, 4)
                    reference = f"{letters(column + 1)}{row + 1}"
                elif kind == _COMMENT_TEXT:
                    yield reference, _text(body, 1)[0]

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
    except (struct.error, IndexError, UnicodeDecodeError):
        raise UnreadableError(DAMAGED) from None
    listed = [(sheet.title, known) for sheet, known in zip(package.sheets, facts, strict=True)]
    sheets, engine = None, CALAMINE
    if all(known.regular for known in facts):
        with suppress(DoubtError):
            sheets = _joined(package, facts, calamine_values(container.data, listed))
    if sheets is None:
        strings = _strings(container.part(_STRINGS, MAX_SHEET_PART))
        facts = [replace(known, regular=True) for known in facts]  # nothing here reads a value in two ways
        sheets, engine = _joined(package, facts, [_own_values(known, strings) for known in facts]), OWN
    core = package.core
    saved = moment(core.get("modified", ""))
    return Book(sheets, package.properties, saved, core.get("lastModifiedBy", ""), engine)


def _joined(package: BinaryPackage, facts: list[Facts], said: list[Values]) -> tuple[Sheet, ...]:
    formats = package.formats
    return tuple(
        with_notes(sheet_of(sheet.title, known, values, formats), package.notes(sheet), hidden=sheet.hidden)
        for sheet, known, values in zip(package.sheets, facts, said, strict=True)
    )


def _strings(data: bytes) -> list[str]:
    """Return the common table of texts."""
    return [_text(body, 1)[0] for kind, body in _records(data) if kind == _STRING]


def _own_values(facts: Facts, strings: list[str]) -> Values:
    """Tell the values from the records themselves, where the engine would pass over some without a word."""

    def value(row: int, column: int) -> Any:
        fact = facts.cells[row, column]
        body = bytes.fromhex(fact.raw)
        match fact.kind:
            case "s":
                index = struct.unpack("<I", body)[0]
                return strings[index] if index < len(strings) else None
            case "str":
                return _text(body, 0)[0]
            case "b":
                return bool(body[0])
            case _ if len(body) == _SHORT_NUMBER:
                return _rk(body)
        return struct.unpack_from("<d", body)[0]

    return value


def _rk(body: bytes) -> float:
    """Read a number that was packed into four bytes."""
    packed = struct.unpack("<i", body)[0]
    number = float(packed >> 2)
    if not packed & 2:
        number = struct.unpack("<d", struct.pack("<q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number


def _facts(data: bytes) -> Facts:
    facts = Facts(regular=True)
    row = column = 0
    for kind, body in _records(data):
        if kind in _SHORT_CELLS:  # a cell that leaves out its column, which is the next one
            facts.regular = False
            kind, body = kind - _SHORT_CELLS.start + 1, struct.pack("<I", column + 1) + body  # noqa: PLW2901
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            facts.rows += 1
            if body[11] & _HIDDEN_ROW:
                facts.hidden_rows.add(row)
        elif kind in _BLANKS_AND_CELLS:
            facts.written += 1
            if facts.written > MAX_CELLS:
                raise OverLimitError(f"ett blad har fler än {MAX_CELLS} celler")
            column, style = struct.unpack_from("<II", body)
            if kind == _BLANK:
                continue
            fact = Fact(style & 0xFFFFFF, _KINDS.get(kind, "n"), body[8:].hex(), calculated=True)
            if kind in _ERRORS:
                fact.kind, fact.raw = "e", ERROR_TEXTS.get(body[8], "#N/A")
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
