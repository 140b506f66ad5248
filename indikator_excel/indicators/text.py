"""Text as people type it, made comparable."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Spaces that Word and Excel put where a person pressed the space bar.
_ODD_SPACES = re.compile("[\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\u2060\ufeff\u200b\\s]+")
_EMPTY_LINES = re.compile("\n{3,}")
# Most texts are clean already, and telling so is much faster than cleaning them: letters of Latin in the form that
# Unicode composes, dashes, quotes and signs of comparison, with single spaces between.
_CLEAN = re.compile(r"(?! )[ -~\u00a1-\u02ff\u2010-\u2027\u2260-\u2265]*(?<! )\Z")
# After a letter or a digit ² is part of a unit or a power; after a space or a percent sign it is a note.
_FOOTNOTE = re.compile(r"(?:(?:\s+|(?<=%))(?:\d\)|[¹²³⁴⁵]+)|\s*\*+)\Z")
# A dash directly before a digit is a sign, unless it stands between two values (3-4, 95 %–100 %).
_SIGN = re.compile("(?<![0-9%])(?<![0-9%] )[\u2212\u2012\u2013\u2014-] ?(?=[0-9.,])")


#: Marks that turn the direction of what follows, for a sentence with one inside is shown backwards; and what no file
#: in XML can hold as it is: controls, half an emoji.
_DROPPED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Normalise one cell's text: NFC, every kind of space and line break as one space, no space at the ends.

    What no file can hold is left out.
    """
    if "  " not in text and _CLEAN.match(text):
        return text
    return _ODD_SPACES.sub(" ", _DROPPED.sub("", unicodedata.normalize("NFC", text))).strip()


def clean_lines(text: str) -> str:
    """Normalise a text line by line: what somebody has written in paragraphs, or as a list, stays so."""
    lines = text.splitlines()
    if len(lines) < 2:  # noqa: PLR2004 - most
        return clean(text)
    return _EMPTY_LINES.sub("\n\n", "\n".join(map(clean, lines))).strip()


def plain_minus(text: str) -> str:
    """Turn a dash that stands as a sign into ``-``; ``text`` is cleaned."""
    return _SIGN.sub("-", text)


def without_footnote(text: str) -> str:
    """Cut off a trailing footnote mark, which belongs to the name and not to the value: ``86 % 1)``, ``4*``."""
    if text.endswith(")") and text.count("(") == text.count(")"):
        return text  # "20 (kv 12, m 7)"
    return _FOOTNOTE.sub("", text)


def fold(text: str) -> str:
    """Return the form in which two texts are compared: cleaned, without regard to case."""
    return clean(text).casefold()


def same(text: str, other: str) -> bool:
    """Whether two texts are the same, without regard to spaces and case; most that are, are so to the letter."""
    return text == other or fold(text) == fold(other)


def quote(text: str, limit: int = 60) -> str:
    """Return ``text`` in Swedish quotation marks, cut at ``limit`` characters."""
    text = clean(text)
    return f"”{text if len(text) <= limit else text[: limit - 1].rstrip() + '…'}”"


def join_and(words: list[str], last: str = "och") -> str:
    """Join as in running Swedish: ``a, b och c``, or with another word before the last."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def join_some(words: Sequence[str], most: int = 12) -> str:
    """Join as in running Swedish, and only count those beyond so many: ``a, b och 590 till``."""
    more = len(words) - most
    return join_and(list(words) if more <= 1 else [*words[:most], f"{more} till"])


def counted(number: int, singular: str, plural: str) -> str:
    """Return ``1 fil`` or ``3 filer``."""
    return f"{number} {singular if number == 1 else plural}"


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers with what follows on each other together: ``4, 7–9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    # Of two a dash would hide nothing and say less.
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 2 else ", ".join(map(str, r)) for r in runs)  # noqa: PLR2004
