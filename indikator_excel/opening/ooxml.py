"""What an ``.xlsx`` or ``.xlsm`` file says outside its sheets' cells: sheets, formats, notes, properties."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from msgspec import Struct

from indikator_excel.container.archive import Container
from indikator_excel.container.markup import Element, elements
from indikator_excel.container.refused import (
    DAMAGED,
    MAX_NOTES,
    MAX_SHEETS,
    OverLimitError,
    UnreadableError,
)
from indikator_excel.indicators.text import clean
from indikator_excel.opening.cells import Note
from indikator_excel.opening.facts import formats_by_style, place_of
from indikator_excel.xlsx.content import MAX_TEXT

_WORKBOOK = "xl/workbook.xml"
_CORE = "docProps/core.xml"
_CUSTOM = "docProps/custom.xml"
#: What Excel writes in place of a thread of comments, for programs that know only notes.
_THREADED = re.compile(
    r"\[(?:Threaded comment|Trådad kommentar|Kommentartråd)\].*?(?:Comment|Kommentar):\s*", re.DOTALL
)


class Listed(Struct, frozen=True):
    """A worksheet as the workbook lists it."""

    title: str
    part: str
    hidden: bool


class Package:
    """The parts of an Office Open XML workbook.

    Raises:
        UnreadableError: It is no such workbook, or its list of sheets is damaged or absurdly long.
    """

    def __init__(self, container: Container) -> None:
        self.container = container
        self._related: dict[str, list[Element]] = {}
        self.main = self._find_main()
        self.sheets = self.list_sheets()

    def _find_main(self) -> str:
        for relation in self._relations(""):
            if relation.get("Type").endswith("/officeDocument"):
                return _resolve("", relation.get("Target"))
        return _WORKBOOK

    def _relations(self, part: str) -> list[Element]:
        """Return the relationships of a part that lead to other parts."""
        known = self._related.get(part)
        if known is not None:
            return known
        folder, name = posixpath.split(part)
        data = self.container.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = elements(data) if data else []
        inner = [e for e in found if e.name == "Relationship" and e.get("TargetMode") != "External"]
        return self._related.setdefault(part, inner)

    def targets_by_id(self, part: str, kind: str) -> list[tuple[str, str]]:
        """Return the related parts of a kind, each with the name that the part has for the relation."""
        return [
            (e.get("Id"), _resolve(part, e.get("Target")))
            for e in self._relations(part)
            if e.get("Type").endswith(f"/{kind}")
        ]

    def _targets(self, part: str, kind: str) -> list[str]:
        return [target for _, target in self.targets_by_id(part, kind)]

    def list_sheets(self) -> tuple[Listed, ...]:
        """Return the worksheets in order; charts and macro sheets are none."""
        data = self.container.part(self.main)
        if not data:
            raise UnreadableError("det är ingen Excelfil, eller så är den skadad")
        listed = [e for e in elements(data) if e.name == "sheet"]
        if len(listed) > MAX_SHEETS:
            raise OverLimitError(f"arbetsboken har {len(listed)} blad")
        parts = dict(self.targets_by_id(self.main, "worksheet"))
        sheets = tuple(
            Listed(e.get("name"), parts[e.attributes[key]], e.get("state") in ("hidden", "veryHidden"))
            for e in listed
            for key in e.attributes
            if key.rpartition(":")[2] == "id" and e.attributes[key] in parts
        )
        if not sheets:
            raise UnreadableError("den har inget kalkylblad")
        if any(sheet.part not in self.container.names for sheet in sheets):
            raise UnreadableError(DAMAGED)
        return sheets

    @property
    def counts_from_1904(self) -> bool:
        """Whether days count from 1904, as on old Macs."""
        data = self.container.part(self.main)
        return b"date1904" in data and any(
            e.name == "workbookPr" and e.get("date1904") not in ("", "0", "false") for e in elements(data)
        )

    @property
    def formats(self) -> list[str] | None:
        """The number format of each style; None where the file does not tell."""
        try:
            parts = self._targets(self.main, "styles")
            data = self.container.part(parts[0]) if parts else b""
            return (self.read_formats(data) or None) if data else None
        except UnreadableError:
            return None

    def read_formats(self, data: bytes) -> list[str]:
        """Return the number format of each style in the part that lists them."""
        return _formats(data)

    def notes(self, sheet: Listed) -> list[Note]:
        """Return what people have written beside a sheet's cells. A thread of comments is one note."""
        by_place: dict[str, list[str]] = {}
        for reference, text in self._threads(sheet):
            by_place.setdefault(reference, []).append(text)
        threaded = set(by_place)
        for reference, text in self.comments(sheet):
            if reference not in threaded:
                by_place.setdefault(reference, []).append(_THREADED.sub("", text))
        if len(by_place) > MAX_NOTES:
            raise OverLimitError(f"ett blad har {len(by_place)} anteckningar")
        notes = []
        for reference, texts in by_place.items():
            text = clean(" / ".join(filter(None, map(clean, texts))))[:MAX_TEXT]
            if text:
                notes.append(Note(*_place(reference), text))
        return notes

    def _threads(self, sheet: Listed) -> Iterator[tuple[str, str]]:
        for part in self._targets(sheet.part, "threadedComment"):
            for element in _elements_of(self.container, part):
                if element.name == "threadedComment":
                    yield element.get("ref"), element.text

    def comments(self, sheet: Listed) -> Iterator[tuple[str, str]]:
        """Yield the reference and the text of each note on a sheet's cells."""
        for part in self._targets(sheet.part, "comments"):
            for element in _elements_of(self.container, part):
                if element.name == "text" and element.parent is not None and element.parent.name == "comment":
                    yield element.parent.get("ref"), element.text

    @property
    def properties(self) -> dict[str, str]:
        """The workbook's custom properties."""
        found = {}
        for element in _elements_of(self.container, _CUSTOM):
            if element.name == "property":
                found[element.get("name")] = element.text
        return found

    @property
    def core(self) -> Mapping[str, str]:
        """Title, author, times: the properties that every workbook has."""
        return {e.name: e.text for e in _elements_of(self.container, _CORE) if e.parent is not None}


def _place(reference: str) -> tuple[int, int]:
    """Return where a note stands; one that does not say it stands on the first cell, so that it is not lost."""
    try:
        return place_of(reference)
    except UnreadableError:
        return 1, 1


def _elements_of(container: Container, part: str) -> list[Element]:
    """Return the elements of a part that tells something beside the answers; a damaged one tells nothing."""
    try:
        data = container.part(part)
        return elements(data) if data else []
    except OverLimitError:
        raise
    except UnreadableError:
        return []


def _resolve(part: str, target: str) -> str:
    """Return the part that a relationship of another part leads to. Parts are names, never paths on a disk."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


@lru_cache(maxsize=64)  # the departments' templates are styled alike
def _formats(data: bytes) -> list[str]:
    numbered: dict[int, str] = {}
    styles: list[int] = []
    for element in elements(data):
        parent = "" if element.parent is None else element.parent.name
        if element.name == "numFmt" and parent == "numFmts":  # a colour rule's own has a number that says nothing
            numbered[_number(element.get("numFmtId"))] = element.get("formatCode")
        elif element.name == "xf" and parent == "cellXfs":
            styles.append(_number(element.get("numFmtId")))
    return formats_by_style(numbered, styles)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - longer than any number of a format


def moment(text: str) -> datetime | None:
    """Read a time as files write it: UTC, without zone; None where it is none."""
    try:
        said = datetime.fromisoformat(text.strip())
        return said if said.tzinfo is None else said.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
