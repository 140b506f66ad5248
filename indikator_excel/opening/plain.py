"""Reading a workbook that is written the plain way, as every usual program writes it: straight from its markup.

What a library tells of such a workbook stands in it to the letter, so that one pass gives cells with their values and
all that is known of them. The pass claims nothing that it is not sure of: where anything is written in another way,
or two libraries might read it as two things, it gives the whole workbook up, and the way through a library (see
``engines``) reads it, or says what is wrong with it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from indikator_excel.container.markup import parse, safe_parser
from indikator_excel.container.refused import (
    MAX_CELLS,
    MAX_FILLED,
    MAX_RECTANGLE,
    MAX_SHEET_PART,
    MAX_SMALL_PART,
    UnreadableError,
)
from indikator_excel.indicators.text import clean
from indikator_excel.opening.cells import DAY_ZERO, Cell, CellKind, Sheet
from indikator_excel.opening.facts import DAYS, ERROR_TEXTS, column_of
from indikator_excel.opening.ooxml import Package
from indikator_excel.opening.sheet_xml import TRUE, columns_hidden
from indikator_excel.xlsx.content import MAX_TEXT

#: Where every program puts the common table of texts, and where one library looks for it whatever the file says.
_STRINGS = "xl/sharedStrings.xml"


class _NotPlainError(Exception):
    """Something is written in another way than the plain one."""


def plain_sheets(package: Package) -> tuple[Sheet, ...] | None:
    """Read the sheets' cells where a workbook is plain throughout; None where it is not, or anything is amiss."""
    formats = package.formats
    titles = {sheet.title for sheet in package.sheets}
    if not formats or len(titles) < len(package.sheets):
        return None
    by_style: dict[str | None, str] = {None: formats[0]} | {str(number): form for number, form in enumerate(formats)}
    try:
        texts = _shared_texts(package)
        sheets = []
        for listed in package.sheets:
            head, rows, split = _cut(package.container.part(listed.part, MAX_SHEET_PART))
            cells = _cells(split, texts, by_style, lambda: package.counts_from_1904)
            hidden_rows, hidden_columns = _hidden_rows(rows), _hidden_columns(head)
            sheets.append(Sheet(listed.title, cells, hidden_rows=hidden_rows, hidden_columns=hidden_columns))
    except (_NotPlainError, UnreadableError):
        return None
    return tuple(sheets)


# The common table of texts

#: What stands for the characters that markup can't hold; the last one is what the others begin with. LibreOffice
#: writes line breaks so. Anything else would need a closer look.
_MARKS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#10;": "\n", "&amp;": "&"}
_OTHER_MARK = re.compile(f"&(?!{'|'.join(mark[1:] for mark in _MARKS)})")
_TABLE = re.compile(r"(?:<\?xml[^<>]*\?>)?\s*<sst(?: [^<>]*)?>(.*)</sst>\s*\Z", re.DOTALL)
_PRESERVED = ' xml:space="preserve"'
_PROPERTIES = r'<rPr>(?:<\w+(?: \w+="[^"<>&]*"){0,9} ?/>){0,30}</rPr>'
#: A text, or one in several typefaces. Repetitions have ends, because each turn costs memory until all are taken.
_ITEM = re.compile(
    rf"<si>(?:<t({_PRESERVED}|)>([^<]*)</t>|<t(?:{_PRESERVED}|) ?/>"
    rf"|((?:<r>(?:{_PROPERTIES}|)<t(?:{_PRESERVED}|)>[^<]*</t></r>){{1,99}}))</si>"
)
_RUN = re.compile(rf"<t({_PRESERVED}|)>([^<]*)</t>")


def _shared_texts(package: Package) -> dict[str, str]:
    """Return the texts that cells share, each by its number as cells write it; one that shows nothing is empty."""
    parts = [target for _, target in package.targets_by_id(package.main, "sharedStrings")]
    if not parts and _STRINGS not in package.container.names:
        return {}
    data = package.container.part(_STRINGS, MAX_SHEET_PART)
    table = _TABLE.match(_decoded(data)) if parts == [_STRINGS] else None
    if table is None:
        raise _NotPlainError
    split = _ITEM.split(table[1])
    if "".join(split[::4]).strip():
        raise _NotPlainError
    found = {}
    for number, (how, text, rich) in enumerate(zip(split[1::4], split[2::4], split[3::4], strict=True)):
        if rich is not None:
            text = "".join(_shared_text(*run) for run in _RUN.findall(rich))  # noqa: PLW2901
        elif text is not None:
            text = _shared_text(how, text)  # noqa: PLW2901
        found[str(number)] = _shown(text or "")
    return found


def _shared_text(preserved: str, raw: str) -> str:
    """Return a text of the table. Not every library keeps the spaces at its ends where nothing says that it must."""
    text = _text(raw)
    if not preserved and text != text.strip(" \t\n"):
        raise _NotPlainError
    return text


def _text(raw: str) -> str:
    """Return a text as it was before it was written as markup.

    What begins like an escaped character (``_x000D_``) is one to some libraries only; carriage returns are changed.
    """
    if "_x" in raw or "\r" in raw:
        raise _NotPlainError
    if "&" not in raw:
        return raw
    if _OTHER_MARK.search(raw):
        raise _NotPlainError
    for mark, letter in _MARKS.items():
        raw = raw.replace(mark, letter)
    return raw


def _shown(text: str) -> str:
    """Return a text that shows anything; an empty one for all others."""
    if len(text) > MAX_TEXT:
        raise _NotPlainError
    # Most texts begin with a letter or a digit; only the others need a closer look.
    return text if text[:1].isalnum() or clean(text) else ""


# A sheet

#: What may be left out is written ``(?:…|)``, which is matched a fourth faster than ``(?:…)?``.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,5})"(?: s="([0-9]{1,6})"|)(?: t="([A-Za-z]{1,9})"|)(?: xml:space="preserve"|) ?'
    r"(?:/>|>(?:<f( [^<>]*?|)(?:/>|>([^<]*)</f>)|)"
    rf"(<v(?:{_PRESERVED}|)>([^<]*)</v>|<v ?/>|<is>(<t(?:{_PRESERVED}|)>[^<]*</t>)</is>|)</c>)"
)
_GROUPS = _CELL.groups
#: A row, whose cells have been made bars.
_ROW = re.compile(r'<row r="[1-9][0-9]{0,5}"(?:\s+[\w:]+="[^"<>&|]*"){0,30}\s*(?:/>|>[|\s]*</row>)')
_OTHER_ENCODING = re.compile(r"\s*(?!<)|<\?xml[^>]*encoding=[\"'](?!utf-?8[\"'])", re.IGNORECASE)
#: How those begin that no markup may hold, and no library lets through (U+FFFE, U+FFFF).
_NO_CHARACTERS = b"\xef\xbf"


def _decoded(data: bytes) -> str:
    """Return a part's markup; all of it is held several times over for a moment, so that a large part is left."""
    # One byte is found much faster than two.
    if len(data) > MAX_SMALL_PART or (_NO_CHARACTERS[:1] in data and _NO_CHARACTERS in data):
        raise _NotPlainError
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _NotPlainError from None
    if _OTHER_ENCODING.match(text):
        raise _NotPlainError
    return text


def _cut(xml: bytes) -> tuple[str, str, list[Any]]:
    """Cut a part into what stands before its cells, the markup between the cells, and the cells' groups."""
    text = _decoded(xml)
    head, _, rest = text.partition("<sheetData")
    attributes, _, rest = rest.partition(">")
    if attributes.strip() == "/":  # no cells
        markup, closed, tail = "", "/", rest
    else:
        markup, closed, tail = rest.rpartition("</sheetData>")
    if attributes.strip(" /") or not closed or not tail.rstrip().endswith("</worksheet>"):
        raise _NotPlainError
    if "<!" in head or "<sheetData" in tail:
        raise _NotPlainError
    # What stands before the cells must be well-formed, and they in the root. They are held to a form of their own.
    parse(safe_parser(), f"{head}</worksheet>".encode())
    split = _CELL.split(markup)
    rows = "|".join(split[:: _GROUPS + 1])
    rest, written = _ROW.subn("", rows)
    if rest.strip() or written + rows.count("|") > MAX_CELLS:
        raise _NotPlainError
    return head, rows, split[1:]


def _cells(
    split: list[Any],
    texts: Mapping[str, str],
    by_style: Mapping[str | None, str],
    counts_from_1904: Callable[[], bool],
) -> dict[tuple[int, int], Cell]:
    """Return the cells that show something."""
    cells: dict[tuple[int, int], Cell] = {}
    blank: set[tuple[int, int]] = set()
    make = Cell._make  # faster than to call the class
    held = row = 0
    digits_of_row = ""
    kind = text = CellKind.TEXT
    value: Any
    of_cells = [iter(split)] * (_GROUPS + 1)
    for letters, digits, style, type_, attributes, formula, holds, raw, inline, _ in zip(*of_cells, strict=True):
        has_formula = attributes is not None
        if not (holds or has_formula):  # a fourth of the cells
            continue
        held += 1
        if digits != digits_of_row:  # most cells stand in the row of the one before
            row, digits_of_row = int(digits), digits
        place = row, column_of(letters)
        form = by_style.get(style)
        if inline and (has_formula or type_ != "inlineStr"):
            raise _NotPlainError
        if has_formula and not raw and not (holds and type_ == "str"):
            # A text that was calculated to nothing has its type and an empty value; what never was has neither.
            kind, value = CellKind.UNCALCULATED, _never_calculated(type_ or "n", attributes, formula or "")
        elif type_ == "s":  # most cells
            kind, value = text, texts.get(raw)
        else:
            kind, value = _content(type_ or "n", inline or raw or "", form or "", counts_from_1904)
        if value is None or form is None:
            raise _NotPlainError
        if value == "":
            blank.add(place)
        else:
            cells[place] = make((row, place[1], kind, value, form, has_formula))
    if len(cells) + len(blank) < held or not blank.isdisjoint(cells) or not _is_of_usual_size(cells, held):
        raise _NotPlainError
    return cells


def _is_of_usual_size(cells: Mapping[tuple[int, int], Cell], held: int) -> bool:
    """Whether there is no more in a sheet, and it stands no farther apart, than what a library is asked about."""
    last_row = max(cells, default=(0, 0))[0]
    last_column = max(map(itemgetter(1), cells), default=0)
    return held <= MAX_FILLED and last_row * last_column <= MAX_RECTANGLE


def _never_calculated(type_: str, attributes: str, formula: str) -> str:
    # Of a formula that was filled down, one cell alone has the text.
    if type_ not in ("n", "str", "b") or "shared" in attributes:
        raise _NotPlainError
    return f"={_text(formula)}"


def _content(type_: str, raw: str, form: str, counts_from_1904: Callable[[], bool]) -> tuple[CellKind, Any]:
    """Return what a cell holds that is no text from the table; an empty text for nothing, None for what is not plain.

    ``raw`` is what the cell's value is written as, ``form`` its number format.
    """
    if type_ == "str":
        return CellKind.TEXT, _shown(_text(raw))
    if type_ == "inlineStr":
        run = _RUN.fullmatch(raw)
        return CellKind.TEXT, _shown(_shared_text(*run.groups())) if run else None
    if type_ == "n":
        return _number(raw, form, counts_from_1904) if raw else (CellKind.TEXT, "")
    if type_ == "b":
        return CellKind.BOOLEAN, _BOOLEANS.get(raw)
    return CellKind.ERROR, raw if type_ == "e" and raw in _ERRORS else None


_BOOLEANS = {"0": False, "1": True}
_ERRORS = frozenset(ERROR_TEXTS.values())

# Numbers

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_SIGN = r"""[^\w"\\\[\]*]|[0-9]"""
#: A number format without a letter, outside quotes and currencies, that could stand for a day or an hour.
_OF_NUMBERS = re.compile(rf"""(?:General|(?:[\\*_]?(?:{_SIGN})|"[^"]*"|\[Red\]|\[\$[^\[\]"\\_*]*\])*)\Z""")
#: The formats in which the template and the usual programs show days.
_OF_DAYS = re.compile(r"(?:\[\$-[0-9A-F]+\])?yyyy\\?-mm\\?-dd(?:;@)?\Z|mm-dd-yy\Z")
#: Before this day programs count in two ways, for Excel counts a day that never was.
_FIRST_SURE_DAY = 61


def _number(raw: str, form: str, counts_from_1904: Callable[[], bool]) -> tuple[CellKind, Any]:
    """Return a number, or the day that it stands for."""
    if not _NUMBER.match(raw):
        raise _NotPlainError
    number = float(raw)
    shows_days = _shows_days(form)
    if shows_days is False:
        return CellKind.NUMBER, number
    if shows_days and number.is_integer() and _FIRST_SURE_DAY <= number < DAYS and not counts_from_1904():
        return CellKind.DATE, DAY_ZERO + timedelta(days=number)
    raise _NotPlainError


@lru_cache(maxsize=1024)
def _shows_days(form: str) -> bool | None:
    """Whether a number format shows a number as a day; None where that is not sure, and for times."""
    if _OF_DAYS.match(form):
        return True
    return False if form and _OF_NUMBERS.match(form) else None


# What is hidden

#: LibreOffice writes of each row and column that it is not hidden.
_HIDDEN = re.compile(r' hidden="(?!(?:0|false)")')
_DESCRIBED_ROW, _DESCRIBED_COLUMN = re.compile(r"<row([^<>]*)>"), re.compile(r"<col(\s[^<>]*)>")
_ATTRIBUTE = re.compile(r'\s(\w+)="([^"]*)"')


def _hidden_rows(rows: str) -> frozenset[int]:
    if not _HIDDEN.search(rows):
        return frozenset()
    described = (dict(_ATTRIBUTE.findall(attributes)) for attributes in _DESCRIBED_ROW.findall(rows))
    return frozenset(int(row["r"]) for row in described if row.get("hidden") in TRUE)


def _hidden_columns(head: str) -> frozenset[int]:
    if not _HIDDEN.search(head):
        return frozenset()
    described = (dict(_ATTRIBUTE.findall(attributes)) for attributes in _DESCRIBED_COLUMN.findall(head))
    return frozenset(number for column in described for number in columns_hidden(column))
