"""The texts of ``mallar/`` that letters are made from: a subject, and a body with a few named fields.

A field is ``{a name}`` and nothing else. ``str.format`` and ``string.Template`` were passed over: the first reaches
into attributes and indices of what it is given, so that a text could read what it should not, and the second has no
names with spaces or å, ä, ö. What is filled in is never read as a text with fields itself.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from indikator_excel.dispatch.blocks import Block, Paragraph
from indikator_excel.errors import UserError
from indikator_excel.indicators.text import clean
from indikator_excel.resources import field_names, fill

_SUBJECT = "ämne:"
_COMMENT = "#"
_LONGEST_SUBJECT = 200

#: What a field is filled with: a text that may be empty, or the lists and tables that take a line's place.
Value = str | tuple[Block, ...]


class FilledText(Struct, frozen=True):
    """A letter's subject and text."""

    subject: str
    blocks: tuple[Block, ...]


def fill_letter(text: str, fields: Mapping[str, Value], needed: Iterable[str], source: str) -> FilledText:
    """Fill in a letter's text.

    Lines that begin with ``#`` before the subject are explanations. The subject is the first line; where several
    stand below each other, it is the first whose fields all have a value. A line of the body that names a field
    without a value is left out.

    Args:
        text: The file's text.
        fields: The fields that there are, by name.
        needed: The fields without which the letter would say nothing.
        source: The file's name, for messages.

    Raises:
        UserError: The text names a field that does not exist, lacks one that it needs, has a brace too many, or has
            no subject or no body. Names the file and, where there is one, the line.
    """
    lines = list(enumerate(text.splitlines(), 1))
    while lines and (not lines[0][1].strip() or lines[0][1].startswith(_COMMENT)):
        lines.pop(0)
    named = {name for number, line in lines for name in _checked(line, fields, f"{source}, rad {number}")}
    missing = [name for name in needed if name not in named]
    if missing:
        told = ", ".join(f"{{{name}}}" for name in missing)
        raise UserError(f"{source}: fältet {told} saknas. Skriv in det på en egen rad, där listan ska stå.")
    body = next((at for at, (_, line) in enumerate(lines) if not line.strip()), len(lines))
    if not any(line.strip() for _, line in lines[body:]):
        raise UserError(f"{source}: skriv ett ämne på första raden, sedan en tom rad och sedan brevet.")
    return FilledText(_subject(lines[:body], fields, source), tuple(_blocks(lines[body:], fields, source)))


def _checked(line: str, fields: Mapping[str, Value], place: str) -> list[str]:
    """Return the fields that a line names, which all exist and stand as they must."""
    names = field_names(line)
    rest = fill(line, dict.fromkeys(fields, ""), place)
    if "{" in rest or "}" in rest:
        raise UserError(f"{place}: en klammer, {{ eller }}, saknar sin andra hälft. Rätta eller ta bort den.")
    for name in names:
        if not isinstance(fields[name], str) and line.strip() != f"{{{name}}}":
            raise UserError(f"{place}: fältet {{{name}}} är en lista. Låt det stå ensamt på sin rad.")
    return names


def _subject(lines: list[tuple[int, str]], fields: Mapping[str, Value], source: str) -> str:
    """Return the first line whose fields all have a value; where none has, the last as far as it goes."""
    for number, line in lines:
        text = _filled(line, fields, f"{source}, rad {number}")
        if text is not None:
            break
    else:
        text = fill(lines[-1][1], dict.fromkeys(fields, "") | _texts(fields), source)
    subject = clean(text[len(_SUBJECT) :] if text.casefold().startswith(_SUBJECT) else text)
    return "".join(c for c in subject if c.isprintable())[:_LONGEST_SUBJECT]


def _blocks(lines: list[tuple[int, str]], fields: Mapping[str, Value], source: str) -> list[Block]:
    blocks: list[Block] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(Paragraph(tuple(paragraph)))
            paragraph.clear()

    for number, line in lines:
        listed = fields.get(line.strip()[1:-1]) if line.strip()[:1] == "{" else None
        if not line.strip():
            close()
        elif listed is not None and not isinstance(listed, str):
            close()
            blocks += listed
        else:
            text = _filled(line.rstrip(), fields, f"{source}, rad {number}")
            paragraph += [] if text is None else [text]
    close()
    return blocks


def _filled(line: str, fields: Mapping[str, Value], place: str) -> str | None:
    """Return a line with its fields filled in; None where one of them has no value."""
    texts = _texts(fields)
    return None if any(not texts.get(name, "") for name in field_names(line)) else fill(line, texts, place)


def _texts(fields: Mapping[str, Value]) -> dict[str, str]:
    return {name: clean(value) for name, value in fields.items() if isinstance(value, str)}
