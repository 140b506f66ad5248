"""The text of a paragraph as it is printed: accepted changes, no hidden text, no field codes, notes beside it."""

from collections.abc import Iterator

from msgspec import Struct, field

from indikator_excel.annex.word.looks import Looks
from indikator_excel.annex.word.tree import Node
from indikator_excel.indicators.text import clean

#: Signs that Word stores as a place in a symbol font (``w:sym``, or in the private range of a text).
_SYMBOL = dict(zip(b"\xb3\xa3\xb1\xb9\xbb\xb0-=<>\xad\xaf\xae\xac\xb7%+", "≥≤±≠≈°−=<>↑↓→←•%+", strict=True))
_WINGDINGS = {0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xDF: "←", 0xFC: "✓", 0xFB: "✗", 0x6C: "●", 0xA7: "▪"}
_PRIVATE = 0xF000
#: What is struck out, hidden away or told elsewhere.
_SKIPPED = frozenset(
    {
        *("w:del", "w:moveFrom", "w:delText", "w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr"),
        *("w:customXmlPr", "w:drawing", "w:pict", "w:object", "w:rt", "w:instrText", "w:tblPr", "w:tblGrid"),
    }
)
_PLAIN = {
    "w:tab": " ",
    "w:ptab": " ",
    "w:cr": " ",
    "w:br": " ",
    "w:noBreakHyphen": "-",
}


def current(node: Node) -> Node:
    """Return what present programs show of an element that Word stores twice, for newer and older programs."""
    if node.name != "mc:AlternateContent":
        return node
    return node.find("mc:Choice") or node.find("mc:Fallback") or node


class Written(Struct):
    """What was read: pieces of text, and the notes that they refer to."""

    pieces: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text, with spaces as they are between words and none at the ends."""
        return " ".join("".join(self.pieces).split("\n")).strip().replace("\u00ad", "")


class TextReader:
    """Reads paragraphs in document order; a field may begin in one and end in another."""

    def __init__(self, looks: Looks, notes: dict[tuple[str, str], str]) -> None:
        self._looks = looks
        #: The text of each footnote and endnote by its kind and number.
        self._notes = notes
        #: One entry per open field: its code so far, and whether its result has begun.
        self._fields: list[list[str]] = []

    def paragraph(self, paragraph: Node) -> Written:
        """Read a paragraph."""
        written = Written()
        if not self._looks.of(paragraph).hidden:
            self._walk(paragraph, written)
        return written

    @property
    def in_contents(self) -> bool:
        """Whether the last paragraph lies within a table of contents, which repeats the headings."""
        return any(code[0].strip().upper().startswith(("TOC", "INDEX")) for code in self._fields)

    def _walk(self, node: Node, out: Written) -> None:
        for child in node.children:
            name = child.name
            if name == "w:r":
                self._run(child, out)
            elif name == "w:sdt":
                self._control(child, out)
            elif name == "m:t":
                out.pieces.append(child.text)
            elif name not in _SKIPPED:
                self._walk(current(child), out)

    def _control(self, control: Node, out: Written) -> None:
        """Read what a form control holds; its prompt is no answer."""
        content = control.find("w:sdtContent")
        if content and not control.is_on("w:sdtPr", "w:showingPlcHdr"):
            self._walk(content, out)

    def _run(self, run: Node, out: Written) -> None:
        look = run.find("w:rPr")
        hidden = look.is_on("w:vanish") if look else None
        style = self._looks.by_id.get(look.val("w:rStyle")) if look else None
        if hidden or (hidden is None and style is not None and style.hidden):
            self._fields_of(run)
            return
        fonts = look.find("w:rFonts") if look else None
        font = fonts.attributes.get("w:ascii", "") if fonts else ""
        marks = run.find("w:footnoteReference") or run.find("w:endnoteReference")
        by_hand = marks is not None and marks.attributes.get("w:customMarkFollows", "0") not in ("0", "false", "off")
        for child in run.children:
            if child.name == "w:fldChar":
                self._field(child)
            elif child.name == "w:instrText":
                self._code(child)
            elif not self._in_code and not (by_hand and child.name == "w:t"):  # the mark of a note, written by hand
                self._piece(child, font, out)

    def _piece(self, piece: Node, font: str, out: Written) -> None:
        name = piece.name
        if name == "w:t":
            out.pieces.append(_signs(piece.text, font))
        elif name == "w:sym":
            out.pieces.append(_sign(piece.attributes.get("w:char", ""), piece.attributes.get("w:font", "")))
        elif name in _PLAIN:
            out.pieces.append(_PLAIN[name])
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            note = self._notes.get((name, piece.attributes.get("w:id", "")), "")
            out.notes += [note] if note else []
        elif name not in _SKIPPED:
            self._walk(current(piece), out)

    def texts(self, paragraphs: Iterator[Node]) -> Iterator[tuple[Node, Written]]:
        """Read paragraphs; one whose mark was deleted runs on into the next. The first of them is yielded."""
        waiting: tuple[Node, Written] | None = None
        for paragraph in paragraphs:
            written = self.paragraph(paragraph)
            first, whole = waiting or (paragraph, Written())
            whole.pieces += written.pieces
            whole.notes += written.notes
            if paragraph.find("w:pPr", "w:rPr", "w:del"):
                waiting = first, whole
            else:
                waiting = None
                yield first, whole
        if waiting:
            yield waiting

    def _fields_of(self, run: Node) -> None:
        for child in run.children:
            if child.name == "w:fldChar":
                self._field(child)
            elif child.name == "w:instrText":
                self._code(child)

    def _field(self, mark: Node) -> None:
        match mark.attributes.get("w:fldCharType", ""):
            case "begin":
                self._fields.append(["", "code"])
            case "separate" if self._fields:
                self._fields[-1][1] = "result"
            case "end" if self._fields:
                self._fields.pop()

    def _code(self, code: Node) -> None:
        if self._fields and self._fields[-1][1] == "code":
            self._fields[-1][0] += code.text

    @property
    def _in_code(self) -> bool:
        return any(part == "code" for _, part in self._fields)


def _sign(code: str, font: str) -> str:
    """Return the sign that stands at a place in a symbol font; nothing where it is only an ornament."""
    try:
        place = int(code, 16) & 0xFF
    except ValueError:
        return ""
    return _table(font).get(place, "")


def _table(font: str) -> dict[int, str]:
    return _WINGDINGS if font.casefold().startswith("wingdings") else _SYMBOL


def _signs(text: str, font: str) -> str:
    """Turn what a text has in the private range, where symbol fonts keep their signs, into the signs themselves."""
    if not any(_PRIVATE <= ord(c) <= _PRIVATE + 0xFF for c in text):
        return text
    table = _table(font)
    return "".join(table.get(ord(c) - _PRIVATE, "") if _PRIVATE <= ord(c) <= _PRIVATE + 0xFF else c for c in text)


def read_notes(part: Node | None, kind: str, looks: Looks) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the notes of a part (``footnote``, ``endnote``): what refers to each, and its text."""
    reader = TextReader(looks, {})
    for note in part.every(f"w:{kind}") if part else ():
        if note.attributes.get("w:type", "normal") == "normal":
            texts = [reader.paragraph(p).text for p in note.every("w:p")]
            yield (f"w:{kind}Reference", note.attributes.get("w:id", "")), clean(" ".join(filter(None, texts)))
