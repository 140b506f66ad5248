"""The facts of an ``.xlsx`` worksheet, read from its own markup by one walk that counts as it goes."""

from collections.abc import Mapping

from indikator_excel.container.markup import parse, safe_parser
from indikator_excel.container.refused import AMBIGUOUS, DAMAGED, MAX_CELLS, OverLimitError, UnreadableError
from indikator_excel.opening.facts import COLUMNS, ROWS, Fact, Facts, extent, place_of

#: How an attribute says yes.
TRUE = ("1", "true", "on")
_DIGITS = 7
_SPACE = " \t\r\n"
#: What stands within a cell beside its value: rich text.
_WITHIN = frozenset({"is", "r", "rPr", "rPh", "b", "i", "u", "sz", "color", "rFont", "family", "scheme", "vertAlign"})


def read_facts(xml: bytes) -> Facts:
    """Read the facts of a worksheet part of an ``.xlsx`` file, element by element, however it is written.

    Raises:
        UnreadableError: The part is damaged or has more cells than any reply.
    """
    walk = _Walk()
    parser = safe_parser()
    parser.StartElementHandler, parser.CharacterDataHandler = walk.start, walk.text
    parse(parser, xml)
    return walk.finish()


def columns_hidden(attributes: Mapping[str, str]) -> range:
    """Return the columns that a description of columns hides."""
    first, last = (attributes.get(end, "") for end in ("min", "max"))
    if attributes.get("hidden") in TRUE and first.isdecimal() and last.isdecimal() and len(last) <= _DIGITS:
        return range(int(first), min(int(last), COLUMNS) + 1)
    return range(0)


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
            self._facts.hidden_columns.update(columns_hidden(attributes))
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
        if attributes.get("hidden") in TRUE:
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
