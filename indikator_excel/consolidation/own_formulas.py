"""Formulas and number formats in columns that the controller has added, as the file has them.

A formula that uses cells of its own row alone follows the row.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple

from indikator_excel.consolidation.workbook.fulfilment_columns import TITLE

#: A cell with a formula: its column, its row, its other attributes, and the formula's attributes and text. Its place
#: comes first in what programs write, and to look for the cell's beginning takes three times as long.
_CELL = r' r="({})([0-9]+)"([^>]*)>\s*<(?:\w+:)?f\b([^>]*?)(?:/>|>([^<]*)<)'
_STYLE = re.compile(r'\bs="([0-9]{1,6})"')
_GROUP = re.compile(r'\bsi="([0-9]+)"')
_KIND = re.compile(r'\bt="(\w+)"')
#: A formula of a cell alone, and one that was filled into several.
_PLAIN = ("normal", "shared")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})([0-9]+)(?::\$?([A-Z]{1,3})([0-9]+))?")
#: How a file tells a cell of the table's own row, by header; a header with a mark of its own is told otherwise.
_IN_TABLE = re.compile(re.escape(TITLE) + r"\[\[#This Row\],\[([^\[\]#']+)\](?::\[([^\[\]#']+)\])?\]")
#: Functions whose result depends on where the cells stand, which no reference tells.
_BY_PLACE = frozenset({"ADDRESS(", "CELL(", "COLUMN(", "INDIRECT(", "OFFSET(", "ROW("})
#: Excel's limit is 8,192; a reference may become longer.
_LONGEST = 4_000


_Parts = tuple[str, ...]


class Made(NamedTuple):
    """A formula: the row, from 1, the column's header, and its cell's style.

    ``parts`` are as :class:`~indikator_excel.consolidation.own.OwnFormula` has them; none of one that can't follow
    its row.
    """

    row: int
    header: str
    style: int
    parts: _Parts


def formulas(xml: bytes, columns: Mapping[str, str], headers: Sequence[str]) -> Iterator[Made]:
    """Find the formulas in columns of hers.

    Args:
        xml: The sheet, as the file has it.
        columns: Her headers, by the column's letters.
        headers: All headers of the sheet, from column A.
    """
    if not columns:
        return
    groups: dict[str, tuple[str, str]] = {}
    for found in re.findall(_CELL.format("|".join(columns)).encode(), xml):
        letters, row, look, attributes, told = (piece.decode(errors="replace") for piece in found)
        text, place = f"={unescape(told)}" if told else "", f"{letters}{row}"
        style, kind, group = _STYLE.search(look), _KIND.search(attributes), _GROUP.search(attributes)
        if group is not None and told:
            groups[group[1]] = text, place
        elif group is not None and group[1] in groups:
            text = _moved(*groups[group[1]], place)
        plain = kind is None or kind[1] in _PLAIN
        parts = _parts(text, int(row), headers) if plain else ()
        yield Made(int(row), columns[letters], int(style[1]) if style else 0, parts)


def usual_styles(xml: bytes, columns: Mapping[str, str]) -> dict[str, int]:
    """Return the style that most numbers in each of her columns have, by header."""
    if not columns:
        return {}
    styles: dict[str, Counter[int]] = {}
    for letters, look in re.findall(rf' r="({"|".join(columns)})[0-9]+"([^>/]*)>'.encode(), xml):
        style, kind = _STYLE.search(look.decode()), _KIND.search(look.decode())
        if kind is not None and kind[1] != "n":  # a text, such as the header
            continue
        styles.setdefault(columns[letters.decode()], Counter())[int(style[1]) if style else 0] += 1
    return {header: found.most_common(1)[0][0] for header, found in styles.items()}


def _moved(formula: str, origin: str, place: str) -> str:
    """Return what a formula is in another cell that it was filled into."""
    from openpyxl.formula.translate import Translator

    return str(Translator(formula, origin).translate_formula(place))


def _parts(formula: str, row: int, headers: Sequence[str]) -> _Parts:
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    if not formula or len(formula) > _LONGEST:
        return ()
    try:
        tokens = Tokenizer(formula).items
    except (TokenizerError, IndexError):
        return ()
    opened = sum({Token.OPEN: 1, Token.CLOSE: -1}.get(token.subtype, 0) for token in tokens)
    if opened:  # Excel would call the whole file damaged
        return ()
    parts = ["="]
    for token in tokens:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            cells = _in_row(token.value, row, headers)
            if not cells:
                return ()
            parts += [cells[0], "", *(piece for header in cells[1:] for piece in (header, ""))]
            if len(cells) > 1:
                parts[-3] = ":"
        elif token.type == Token.FUNC and token.value.upper() in _BY_PLACE:
            return ()
        else:
            parts[-1] += token.value
    return tuple(parts)


def _in_row(reference: str, row: int, headers: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of a cell in the row, or of the first and the last of some; none where it is elsewhere."""
    in_table = _IN_TABLE.fullmatch(reference)
    if in_table is not None:
        found = [header for header in in_table.groups() if header]
    else:
        by_place = _REFERENCE.fullmatch(reference)
        if by_place is None or any(number and int(number) != row for number in by_place.group(2, 4)):
            return ()
        numbers = [_number(letters) for letters in by_place.group(1, 3) if letters]
        found = [headers[n] if n < len(headers) else "" for n in numbers]
    return tuple(found) if all(found) and set(found) <= set(headers) else ()


def _number(letters: str) -> int:
    """Return a column's number from 0."""
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letters)) - 1
