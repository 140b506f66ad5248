"""Filling cells of a document in place: every byte outside them stays as it is."""

import re
from collections.abc import Iterable, Iterator

from indikator_excel.annex.word.package import WordPackage
from indikator_excel.annex.word.table import blocks
from indikator_excel.annex.word.tree import Node, read_tree
from indikator_excel.annex_document.content import Line
from indikator_excel.annex_document.placing import Placed
from indikator_excel.container.markup import escaped
from indikator_excel.container.refused import UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.resources import Paint, Theme

_TAG = re.compile(rb"<(?:([^\s:<>/]+):)?tc\b")
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
#: What stands before the shade among a cell's properties (ECMA-376, part 1, CT_TcPr).
_BEFORE_SHADE = frozenset({"w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders"})
#: What of a run's look is kept, in the standard's order (CT_RPr); the colour takes its place among them.
_LOOK = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "color", "spacing", "w", "kern", "position"),
    *("sz", "szCs", "shd", "rtl", "cs", "lang"),
)
#: What people have attached to a place in the text, which a new value must not tear off.
_ANCHORS = (
    *("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:permStart", "w:permEnd"),
    *("w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart", "w:moveToRangeEnd"),
)
_REFERENCES = ("w:commentReference", "w:footnoteReference", "w:endnoteReference")


def filled(package: WordPackage, placed: Iterable[Placed], theme: Theme) -> bytes:
    """Return the document with the cells filled. All other parts, and the XML outside the cells, are as they were.

    Raises:
        UserError: The document is written in another encoding than every present program's, or a part is damaged.
    """
    data = package.data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or _DECLARED.match(data):
        raise UserError(
            f"{package.name} har en ovanlig teckenkodning och kan inte fyllas i. Öppna den i Word, spara den på nytt "
            "och försök igen."
        )
    pieces: list[bytes] = []
    done = 0
    for one in sorted(placed, key=lambda p: p.cell.start):
        pieces += [data[done : one.cell.start], _Cell(one, data, theme).filled()]
        done = one.cell.end(data)
    changed = b"".join([*pieces, data[done:]])
    try:
        read_tree(changed)  # a document that could not be read again must never be handed out
        return package.container.with_part(package.main, changed)
    except UnreadableError as error:
        raise UserError(
            f"{package.name} kan inte fyllas i: {error}. Öppna den i Word, spara den på nytt och försök igen."
        ) from None


class _Cell:
    """One cell, rewritten in the prefix that the document itself uses."""

    def __init__(self, placed: Placed, data: bytes, theme: Theme) -> None:
        self._node, self._beside, self._content = placed.cell, placed.beside, placed.content
        self._data, self._theme = data, theme
        found = _TAG.match(data, self._node.start)
        prefix = found[1] if found and found[1] else b""
        # Attributes need a prefix; where the document has none for its own elements, what is new brings one.
        self._prefix = prefix.decode() or "w"
        space = "" if prefix else f' xmlns:w="{self._space()}"'
        self._declared = space

    def _space(self) -> str:
        strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return strict.decode() if strict in self._data else transitional

    def filled(self) -> bytes:
        """Return the whole cell."""
        tag = self._node.start_tag(self._data)
        end = self._data[self._node.close : self._node.end(self._data)]
        return b"".join([tag, self._properties(), self._paragraph(), end])

    def _element(self, name: str, inside: bytes | None = None, **attributes: str) -> bytes:
        p = self._prefix
        said = "".join(f' {p}:{key}="{escaped(value)}"' for key, value in attributes.items())
        start = f"<{p}:{name}{self._declared}{said}".encode()
        return start + b"/>" if inside is None else start + b">" + inside + f"</{p}:{name}>".encode()

    def _shade(self, paint: Paint) -> bytes:
        return self._element("shd", val="clear", color="auto", fill=paint.fill.lstrip("#").upper())

    def _properties(self) -> bytes:
        """Return the cell's properties with its shade: the verdict's, or none where several verdicts differ."""
        old = self._node.find("w:tcPr")
        children = [child for child in (old.children if old else []) if child.name != "w:shd"]
        before = [c.source(self._data) for c in children if c.name in _BEFORE_SHADE]
        after = [c.source(self._data) for c in children if c.name not in _BEFORE_SHADE]
        verdict = self._content.verdict
        shade = [self._shade(self._theme.verdicts[verdict])] if verdict else []
        return self._element("tcPr", b"".join([*before, *shade, *after]))

    def _paragraph(self) -> bytes:
        """Return the cell's one paragraph: its first one's form, the new text, and what was attached to the old."""
        first = next((block for block in blocks(self._node) if block.name == "w:p"), None)
        tag, form, end = f"<{self._prefix}:p{self._declared}>".encode(), b"", f"</{self._prefix}:p>".encode()
        if first:
            tag = first.start_tag(self._data)
            name = tag[1:].split(maxsplit=1)[0].rstrip(b"/>")
            tag, end = tag.removesuffix(b"/>").removesuffix(b">").rstrip() + b">", b"</" + name + b">"
            properties = first.find("w:pPr")
            form = properties.source(self._data) if properties else b""
        anchors = [anchor.source(self._data) for anchor in self._node.every(*_ANCHORS)]
        references = [r.source(self._data) for r in self._node.every("w:r") if any(r.every(*_REFERENCES))]
        return b"".join([tag, form, *anchors, *self._runs(first), *references, end])

    def _runs(self, first: Node | None) -> Iterator[bytes]:
        look = self._look(first)
        for number, line in enumerate(self._content.lines):
            inside = [self._element("rPr", b"".join(self._looks(look, line)))]
            inside += [self._element("br")] if number else []
            text = escaped(line.text).encode()
            inside.append(f'<{self._prefix}:t{self._declared} xml:space="preserve">'.encode() + text)
            yield self._element("r", b"".join([*inside, f"</{self._prefix}:t>".encode()]))

    def _look(self, first: Node | None) -> dict[str, bytes]:
        """Return the look of the cell's text: of what stood there, of a blank paragraph, or of the cell beside."""
        candidates = [run.find("w:rPr") for run in self._node.every("w:r") if run.find("w:t")]
        candidates += [first.find("w:pPr", "w:rPr")] if first else []
        candidates += [run.find("w:rPr") for run in self._beside.every("w:r")] if self._beside else []
        found = next((look for look in candidates if look and look.children), None)
        children = found.children if found else []
        return {child.name.removeprefix("w:"): child.source(self._data) for child in children}

    def _looks(self, look: dict[str, bytes], line: Line) -> Iterator[bytes]:
        verdict = line.verdict or self._content.verdict
        own = {name: source for name, source in look.items() if name not in ("color", "shd")}
        if verdict:
            paint = self._theme.verdicts[verdict]
            own["color"] = self._element("color", val=paint.text.lstrip("#").upper())
            if line.verdict:
                own["shd"] = self._shade(paint)
        yield from (own[name] for name in _LOOK if name in own)
