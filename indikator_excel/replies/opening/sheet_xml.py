"""The facts of an ``.xlsx`` worksheet, read from its own markup by one walk that counts as it goes."""

import re
from collections import defaultdict
from collections.abc import Mapping
from html import unescape

from indikator_excel.container.markup import parse, safe_parser
from indikator_excel.container.refused import AMBIGUOUS, DAMAGED, MAX_CELLS, OverLimitError, UnreadableError
from indikator_excel.replies.opening.facts import COLUMNS, KINDS, ROWS, Fact, Facts, column_of, extent, place_of

_TRUE = ("1", "true", "on")
_DIGITS = 7
_NUMBER_SIGNS = "0123456789.eE+-"
_ALL_DIGITS = re.compile(r"[0-9]+")
_SPACE = " \t\r\n"
#: What stands within a cell beside its value: rich text.
_WITHIN = frozenset({"is", "r", "rPr", "rPh", "b", "i", "u", "sz", "color", "rFont", "family", "scheme", "vertAlign"})


def read_facts(xml: bytes) -> Facts:
    """Read the facts of a worksheet part of an ``.xlsx`` file.

    Raises:
        UnreadableError: The part is damaged or has more cells than any reply.
    """
    return regular_facts(xml) or walked_facts(xml)


def walked_facts(xml: bytes) -> Facts:
    """Walk through a part element by element, however it is written.

    Raises:
        UnreadableError: The part is damaged or has more cells than any reply.
    """
    walk = _Walk()
    parser = safe_parser()
    parser.StartElementHandler, parser.CharacterDataHandler = walk.start, walk.text
    parse(parser, xml)
    return walk.finish()


def regular_facts(xml: bytes) -> Facts | None:
    """Read a part that is written the way that every usual program writes it, four times as fast as by walking.

    Returns:
        None where anything is written in another way, and the walk has to tell.

    Raises:
        UnreadableError: The part has more cells than any reply, or one that no sheet has.
    """
    parts = _regular_parts(xml)
    if parts is None:
        return None
    head, cells, tail = parts
    written = cells.count("<c")
    if written > MAX_CELLS:
        raise OverLimitError(f"ett blad har fler än {MAX_CELLS // 1_000} 000 celler")
    found = _REGULAR_CELL.findall(cells)
    if len(found) != written:
        return None
    facts = Facts(written=written, rows=cells.count("<row"), regular=True)
    if not _note_cells(facts, found):
        return None
    facts.refuse_crowd()
    facts.measure()
    _note_hidden(facts, head, cells)
    facts.spread = sum(extent(reference) for reference in _SPREAD.findall(tail))
    return facts


def _note_cells(facts: Facts, found: list[tuple[str, ...]]) -> bool:
    """Note the cells that hold anything; False where one of them is not plain, and the walk has to tell."""
    cells = facts.cells
    raws: dict[str, list[str]] = defaultdict(list)
    held = row = 0
    digits_of_row = ""
    for letters, digits, style, kind, attributes, text, value, has_value in found:
        if attributes or text:
            if "shared" in attributes:
                return False
            calculated = bool(has_value and (value or kind == "str"))
            formula = "" if calculated else unescape(text)
            fact = Fact(int(style) if style else 0, kind or "n", value, formula, calculated)
        elif has_value:
            fact = Fact(int(style) if style else 0, kind or "n", value, None, True)
        else:
            continue
        if digits != digits_of_row:  # most cells stand in the row of the one before
            row, digits_of_row = place_of(letters + digits)[0], digits
        raws[fact.kind].append(value)
        cells[row, column_of(letters)] = fact
        held += 1
    for fact in cells.values() if "e" in raws else ():
        fact.raw = unescape(fact.raw)
    return held == len(cells) and _is_plain(raws)


def _is_plain(raws: dict[str, list[str]]) -> bool:
    """Whether values of each type hold nothing but what such values are written with."""
    indexes = raws.get("s", ["0"])
    digits = _ALL_DIGITS.fullmatch("".join(indexes)) is not None and len(max(indexes, key=len)) <= _DIGITS
    return digits and raws.keys() <= KINDS and not "".join(raws.get("n", ())).strip(_NUMBER_SIGNS)


def _regular_parts(xml: bytes) -> tuple[str, str, str] | None:
    """Cut a part into what stands before its cells, the cells, and what follows; None where that is not plain."""
    before, opened, rest = xml.partition(b"<sheetData>")
    within, closed, after = rest.partition(b"</sheetData>")
    # One byte is found much faster than two, and most cells have no exclamation mark.
    if not (opened and closed) or b"<!" in before or (b"!" in within and b"<!" in within):
        return None
    try:
        head, cells, tail = before.decode(), within.decode(), after.decode()
    except UnicodeDecodeError:
        return None
    if not head.endswith(">") or "<worksheet" not in head or not tail.rstrip().endswith("</worksheet>"):
        return None
    return None if _OTHER_ENCODING.match(head) else (head, cells, tail)


_OTHER_ENCODING = re.compile(r"\s*(?!<)|<\?xml[^>]*encoding=[\"'](?!utf-?8[\"'])", re.IGNORECASE)
#: What may be left out is written ``(?:…|)``, which is matched a fourth faster than ``(?:…)?``.
_REGULAR_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})"|)(?: t="([A-Za-z]{1,9})"|)(?: xml:space="preserve"|) ?'
    r"(?:/>|>(?:<f( [^>]*?|)(?:/>|>([^<]*)</f>)|)"
    r'(?:<v(?: xml:space="preserve"|)>([^<]*)(</v>)|<v/>|)</c>)'
)
#: LibreOffice writes of each row and column that it is not hidden.
_HIDDEN = re.compile(r' hidden="(?!(?:0|false)")')
_HIDDEN_ROW = re.compile(r'<row r="([0-9]{1,7})"(?=[^>]* hidden="(?:1|true)")')
_COLUMN = re.compile(r"<col( [^>]*?)/?>")
_ATTRIBUTE = re.compile(r' (\w+)="([^"]*)"')
_SPREAD = re.compile(r'<(?:mergeCell|hyperlink)\s[^>]*?\bref="([^"]*)"')


def _note_hidden(facts: Facts, head: str, cells: str) -> None:
    if _HIDDEN.search(cells):
        facts.hidden_rows = {int(number) for number in _HIDDEN_ROW.findall(cells)}
    if _HIDDEN.search(head):
        for attributes in _COLUMN.findall(head):
            _hide(facts, dict(_ATTRIBUTE.findall(attributes)))


def _hide(facts: Facts, attributes: Mapping[str, str]) -> None:
    """Note that columns are hidden, if they are."""
    first, last = (attributes.get(end, "") for end in ("min", "max"))
    if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal() and len(last) <= _DIGITS:
        facts.hidden_columns.update(range(int(first), min(int(last), COLUMNS) + 1))


class _Walk:
    """The walk. Ends of elements are not listened to: the next start tells as much, at half the cost."""

    def __init__(self) -> None:
        self._facts = Facts()
        self._root = ""
        self._written = 0
        #: The attributes of the cell that is being read, and the cell itself once it is known to hold something.
        self._attributes: dict[str, str] | None = None
        self._cell: Fact | None = None
        self._place = (0, 0)
        self._row = 0
        self._column = 0
        self._texts: list[str] | None = None
        self._value: list[str] = []
        self._formula: list[str] = []
        self._shared: dict[str, str] = {}
        self._si = ""
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        self._texts = None
        if not self._root:
            self._root = name
            if name != "worksheet":
                raise UnreadableError(DAMAGED)
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "f", "t") and self._attributes is not None:
            self._hold(name, attributes)
        elif name == "row":
            self._close()
            self._begin_row(attributes)
        elif name not in _WITHIN:
            self._close()
            self._beside(name, attributes)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._close()
        self._attributes = attributes
        self._written += 1
        if self._written > MAX_CELLS:
            raise OverLimitError(f"ett blad har fler än {MAX_CELLS // 1_000} 000 celler")
        self._column += 1  # where it stands if it does not say so itself

    def _beside(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element that is no part of a cell."""
        if name == "col":
            _hide(self._facts, attributes)
        elif name in ("mergeCell", "hyperlink"):
            self._facts.spread += extent(attributes.get("ref", ""))

    def _hold(self, name: str, attributes: dict[str, str]) -> None:
        """Note that the cell holds a value, a formula or a text of its own; most cells hold nothing."""
        cell = self._cell or self._open()
        if name == "v":
            if cell.calculated or cell.inline:
                raise UnreadableError(AMBIGUOUS)
            self._texts = self._value
            cell.calculated = True
        elif name == "f":
            self._texts = self._formula
            cell.formula = ""
            self._si = attributes.get("si", "")
        else:
            if cell.calculated:
                raise UnreadableError(AMBIGUOUS)
            self._texts = self._value
            cell.inline = True

    def text(self, data: str) -> None:
        if self._texts is not None:
            self._texts.append(data)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        try:
            self._row = self._row + 1 if number is None else int(number)
        except ValueError:
            raise UnreadableError(DAMAGED) from None
        if not 1 <= self._row <= ROWS:
            raise UnreadableError(DAMAGED)
        self._column = 0
        self._facts.rows += 1
        if attributes.get("hidden") in _TRUE:
            self._facts.hidden_rows.add(self._row)

    def _open(self) -> Fact:
        attributes = self._attributes or {}
        reference = attributes.get("r")
        if reference is None:
            self._place = self._row or 1, self._column
        else:
            letters = reference.rstrip("0123456789")
            column, digits = self._columns.get(letters), reference[len(letters) :]
            if column is None or len(digits) > _DIGITS or digits[:1] in ("", "0"):
                self._place = place_of(reference)
                column = self._columns[letters] = self._place[1]
            else:
                self._place = int(digits), column
            self._column = column
        if self._place[0] > ROWS:
            raise UnreadableError(DAMAGED)
        style = attributes.get("s", "0")
        self._cell = cell = Fact(int(style) if style.isdecimal() else 0, attributes.get("t", "n"))
        return cell

    def _close(self) -> None:
        cell, self._attributes = self._cell, None
        if cell is None:
            return
        self._cell = None
        cell.raw = "".join(self._value).strip(_SPACE)  # ends are not listened to: what follows the value came along
        self._value.clear()
        if cell.formula is not None:
            cell.formula = "".join(self._formula)
            self._formula.clear()
            if self._si:  # a formula that was filled down is written once
                cell.formula = cell.formula or self._shared.get(self._si, "")
                self._shared.setdefault(self._si, cell.formula)
            # A text that was calculated to nothing has its type and an empty value; what never was has neither.
            cell.calculated = cell.calculated and bool(cell.raw or cell.kind == "str")
            cell.formula = "" if cell.calculated else cell.formula
        self._facts.add(self._place, cell)

    def finish(self) -> Facts:
        self._close()
        facts = self._facts
        facts.written = self._written
        facts.measure()
        return facts
