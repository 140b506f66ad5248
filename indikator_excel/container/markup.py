"""Reading small XML parts without expanding anything: elements in document order, with attributes and text."""

import re
from functools import cache
from typing import Any
from xml.parsers import expat

from msgspec import Struct, field

from indikator_excel.container.refused import DAMAGED, OverLimitError, UnreadableError

_DEEPEST = 100


class Element(Struct):
    """One element. Names are without namespace; ``text`` is all text within it."""

    name: str
    attributes: dict[str, str]
    parent: "Element | None"
    text: str = ""
    _texts: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute by its name without prefix, or an empty string."""
        found = self.attributes.get(name)
        if found is None:
            found = next((v for k, v in self.attributes.items() if k.rpartition(":")[2] == name), "")
        return found


def elements(data: bytes) -> list[Element]:
    """Return every element of a part, in document order.

    Raises:
        UnreadableError: The part is no well-formed XML, declares entities, or is nested absurdly deep.
    """
    result: list[Element] = []
    stack: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _DEEPEST:
            raise OverLimitError("den är orimligt djupt nästlad")
        element = Element(name.rpartition(":")[2], attributes, stack[-1] if stack else None)
        result.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        element = stack.pop()
        element.text = "".join(element._texts)  # noqa: SLF001
        if stack and element.text:
            stack[-1]._texts.append(element.text)  # noqa: SLF001

    def text(data: str) -> None:
        stack[-1]._texts.append(data)  # noqa: SLF001

    parser = safe_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, data)
    return result


#: Control characters, which no XML may hold; where there are any, engines read on in ways of their own.
_FORBIDDEN = bytes(n for n in range(32) if n not in (9, 10, 13))
_FORBIDDEN_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
_ROOT = re.compile(rb"<(?![?!])([^\s>/]+)")


def check_text(data: bytes) -> None:
    """Look at what every XML part must be, whoever reads it.

    Raises:
        UnreadableError: It holds control characters, is cut, or declares a document type, which could hold entities.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return  # UTF-16, which only a parser can tell more about
    if len(data.translate(None, _FORBIDDEN)) < len(data):
        raise UnreadableError(DAMAGED)
    if _FORBIDDEN_REFERENCE.search(data):
        raise UnreadableError(DAMAGED)
    root = _ROOT.search(data)
    if root is None or not data.rstrip().endswith((b"</" + root[1] + b">", b"/>", b"-->")):
        raise UnreadableError(DAMAGED)
    # One byte is found much faster than several, and most parts have no exclamation mark.
    if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        _refuse()


def safe_parser(namespace_separator: str | None = None) -> Any:
    """Return a parser that refuses declarations of entities, which is all that XML attacks are made of.

    Args:
        namespace_separator: What stands between an element's namespace and its name; None leaves names as written.
    """
    parser = expat.ParserCreate(namespace_separator=namespace_separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise UnreadableError("den har delar som ingen vanlig fil har")


def parse(parser: Any, data: bytes) -> None:
    """Parse a whole part.

    Raises:
        UnreadableError: The part is no well-formed XML.
    """
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise UnreadableError(DAMAGED) from None


@cache  # takes longer to compile than all the others
def _no_xml() -> re.Pattern[str]:
    return re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Return a text as XML holds it: nothing in it is markup, and what no XML may hold is left out."""
    text = _no_xml().sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
