"""A part's XML as a tree whose elements know where they stand in the bytes, so that one can be changed in place."""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from indikator_excel.container.markup import parse, safe_parser
from indikator_excel.container.refused import OverLimitError

_DEEPEST = 150
#: A report of several hundred pages has some hundred thousand elements.
_MOST = 1_000_000
#: The namespaces that matter, in both editions of the standard (transitional and strict).
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
_START_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
#: Only these hold text that is read; what stands between other elements is layout.
_TEXTS = frozenset({"w:t", "w:instrText", "m:t"})


class Node(Struct, eq=False):
    """An element. ``start`` is where its first byte stands; ``close`` where the parser was when it ended."""

    name: str
    attributes: dict[str, str]
    start: int
    close: int = 0
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def find(self, *path: str) -> "Node | None":
        """Return the first descendant along a path of names."""
        node: Node | None = self
        for name in path:
            node = next((child for child in node.children if child.name == name), None) if node else None
        return node

    def val(self, *path: str) -> str:
        """Return the ``w:val`` of a descendant, empty where there is none."""
        node = self.find(*path)
        return node.attributes.get("w:val", "") if node else ""

    def is_on(self, *path: str) -> bool | None:
        """Read a property that is on or off; None where it is not said."""
        node = self.find(*path)
        return None if node is None else node.attributes.get("w:val", "1") not in ("0", "false", "off", "none")

    def every(self, *names: str) -> Iterator["Node"]:
        """Yield the descendants of some names, in document order, none inside another."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            else:
                waiting += node.children[::-1]

    def start_tag(self, data: bytes) -> bytes:
        """Return the start tag as it stands in the part."""
        found = _START_TAG.match(data, self.start)
        return found[0] if found else b""

    def end(self, data: bytes) -> int:
        """Return where the element's last byte stands, plus one."""
        tag = self.start_tag(data)
        return self.start + len(tag) if tag.endswith(b"/>") else data.index(b">", self.close) + 1

    def source(self, data: bytes) -> bytes:
        """Return the whole element as it stands in the part."""
        return data[self.start : self.end(data)]


def read_tree(data: bytes) -> Node:
    """Read a part.

    Raises:
        UnreadableError: It is no well-formed XML, declares entities, or is absurdly deep or large.
    """
    root = Node("", {}, 0)
    stack = [root]
    count = 0
    names: dict[str, str] = {}
    none: dict[str, str] = {}  # shared by all elements without attributes
    parser = safe_parser(" ")
    parser.buffer_size = 65_536

    def short(name: str) -> str:
        known = names.get(name)
        if known is None:
            space, _, local = name.rpartition(" ")
            known = names[name] = f"{_PREFIXES.get(space, '?' if space else '')}:{local}".removeprefix(":")
        return known

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > _DEEPEST or count > _MOST:
            raise OverLimitError("dokumentet är orimligt stort eller djupt nästlat")
        said = {short(k): v for k, v in attributes.items()} if attributes else none
        node = Node(short(name), said, parser.CurrentByteIndex)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop().close = parser.CurrentByteIndex

    def text(data: str) -> None:
        if stack[-1].name in _TEXTS:
            stack[-1].text += data

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, data)
    return root
