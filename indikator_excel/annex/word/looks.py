"""How a paragraph looks: its style followed to the root, and what is set on it by hand."""

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from indikator_excel.annex.word.tree import Node
from indikator_excel.indicators.text import fold

#: Word calls its own styles by English names in the file, whatever it shows; other programs and old files do not.
_HEADING = re.compile(r"(?:heading|rubrik|överskrift|overskrift|überschrift|otsikko)\s*([1-9])\b")
_TITLES = frozenset({"title", "rubrik", "titel"})
_CONTENTS = re.compile(r"(?:toc|innehåll|innehållsförteckning|table of figures|figurförteckning)(?:\s|heading|\Z)")
_CAPTIONS = frozenset({"caption", "beskrivning", "bildtext"})
_BODY_TEXT = 9  # the outline level that means none
_DEFAULT_SIZE = 20  # half points
#: A line that looks like a heading is short and is no sentence.
_LONGEST = 120
_LEVELS = 9


class Style(Struct, frozen=True):
    """A style as it comes out when those that it is based on are followed. Size in half points."""

    level: int = 0
    bold: bool = False
    size: int = _DEFAULT_SIZE
    hidden: bool = False
    title: bool = False
    skipped: bool = False


class Looks(Struct):
    """The document's styles."""

    by_id: dict[str, Style] = field(default_factory=dict)
    paragraph: Style = field(default_factory=Style)

    def of(self, paragraph: Node) -> Style:
        """Return the style of a paragraph, with the outline level that is set on it by hand."""
        properties = paragraph.find("w:pPr")
        if properties is None:
            return self.paragraph
        id_ = properties.val("w:pStyle")
        style = self.by_id.get(id_) or (_by_name(fold(id_), self.paragraph) if id_ else self.paragraph)
        level = _outline(properties)
        return style if level is None else Style(level, style.bold, style.size, style.hidden)


def read_looks(styles: Node | None) -> Looks:
    """Read the styles part; without one every paragraph is plain."""
    root = styles.find("w:styles") if styles else None
    if root is None:
        return Looks()
    size = _size(root.find("w:docDefaults", "w:rPrDefault", "w:rPr"))
    default = Style(size=size or _DEFAULT_SIZE)
    nodes = {s.attributes.get("w:styleId", ""): s for s in root.children if s.name == "w:style"}
    found: dict[str, Style] = {}

    def resolve(id_: str, above: tuple[str, ...] = ()) -> Style:
        if id_ in found:
            return found[id_]
        node = nodes.get(id_)
        if node is None or id_ in above or len(above) > _LEVELS:
            return default
        parent = resolve(node.val("w:basedOn"), (*above, id_))
        style = _own(node, parent)
        found[id_] = style
        return style

    for id_ in nodes:
        resolve(id_)
    normal = next(
        (
            id_
            for id_, s in nodes.items()
            if s.attributes.get("w:type") == "paragraph" and s.attributes.get("w:default") in ("1", "true", "on")
        ),
        "",
    )
    return Looks(found, found.get(normal, default))


def _own(node: Node, parent: Style) -> Style:
    """Return a style with what it says itself put over what it inherits."""
    named = _by_name(fold(node.val("w:name")), parent)
    properties, look = node.find("w:pPr"), node.find("w:rPr")
    level = _outline(properties) if properties else None
    bold = look.is_on("w:b") if look else None
    hidden = look.is_on("w:vanish") if look else None
    return Style(
        level=named.level if level is None else level,
        bold=parent.bold if bold is None else bold,
        size=_size(look) or parent.size,
        hidden=parent.hidden if hidden is None else hidden,
        title=named.title,
        skipped=named.skipped,
    )


def _by_name(name: str, parent: Style) -> Style:
    """Return what a style's name says that it is."""
    heading = _HEADING.match(name)
    return Style(
        level=int(heading[1]) if heading else parent.level,
        bold=parent.bold,
        size=parent.size,
        hidden=parent.hidden,
        title=name in _TITLES,
        skipped=parent.skipped or bool(_CONTENTS.match(name)) or name in _CAPTIONS,
    )


def _outline(properties: Node) -> int | None:
    text = properties.val("w:outlineLvl")
    return None if not text.isdecimal() else 0 if int(text) >= _BODY_TEXT else int(text) + 1


def _size(look: Node | None) -> int:
    text = look.val("w:sz") if look else ""
    return int(text) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004 - no letter is that large


class Look(Struct, frozen=True):
    """What a line looks like as a whole: its size, and whether all of it is bold."""

    size: int
    bold: bool


def look_of(paragraph: Node, style: Style, looks: Looks) -> Look:
    """Return the look of a paragraph's text."""
    sizes: Counter[int] = Counter()
    bold = True
    for run in paragraph.every("w:r"):
        length = sum(len(t.text.strip()) for t in run.every("w:t"))
        if not length:
            continue
        character = looks.by_id.get(run.val("w:rPr", "w:rStyle"))
        sizes[_size(run.find("w:rPr")) or style.size] += length
        own = run.is_on("w:rPr", "w:b")
        marked = run.is_on("w:rPr", "w:caps") or run.is_on("w:rPr", "w:u")
        bold &= bool(marked) or (own if own is not None else style.bold or bool(character and character.bold))
    return Look(sizes.most_common(1)[0][0] if sizes else style.size, bold and bool(sizes))


def levels_by_look(lines: Iterable[tuple[int, str, Look]]) -> dict[int, int]:
    """Tell headings that are made by hand: lines that are larger or bolder than the running text.

    Args:
        lines: The paragraphs outside tables: a key, the text and the look.

    Returns:
        The level of each heading by its key: the largest and boldest is 1.
    """
    known = [(key, text, look) for key, text, look in lines if text]
    weight: Counter[Look] = Counter()
    for _, text, look in known:
        weight[look] += len(text)
    if not weight:
        return {}
    body = weight.most_common(1)[0][0]
    headings = [
        (key, look)
        for key, text, look in known
        if len(text) <= _LONGEST and text[-1] not in ".,;:" and (look.size, look.bold) > (body.size, body.bold)
    ]
    ranked = sorted({look for _, look in headings}, key=lambda look: (-look.size, not look.bold))
    rank = {look: min(place, _LEVELS) for place, look in enumerate(ranked, start=1)}
    return {key: rank[look] for key, look in headings}
