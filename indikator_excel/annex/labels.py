"""What a line of an annex says it is: a goal, an area, a note on the table above, a sum."""

import re

from indikator_excel.annex.columns import NO_GROUP
from indikator_excel.indicators.text import clean, fold

_KINDS_OF_GOALS = "nämnd|verksamhets|resultat|inriktnings|effekt|huvud|del|kommun|styr"
#: "Mål: …", "Mål 1: …", "Nämndmål 2. …"; without a number only a colon tells.
_GOAL = re.compile(
    rf"(?:övergripande |finansiellt |strategiskt )?(?:{_KINDS_OF_GOALS})?mål\s*(?::|\d+(?:\.\d+)*\s*[:.–-])\s*\S",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"(?:(?:mål|fokus|utvecklings|insats)område|perspektiv)\s*(?::|\d+(?:\.\d+)*\s*[:.–-])\s*\S", re.IGNORECASE
)
#: The heading of a goal's second page.
_CONTINUED = re.compile(r",?\s*\(?\b(?:forts(?:ättning)?|fortsätter)\b\.?\)?\s*\Z", re.IGNORECASE)
_NOTE_WORDS = r"källa|källor|kommentar(?:er)?|analys|anm(?:ärkning)?|förklaring|not"
_NOTE = re.compile(rf"\*|[¹²³⁴⁵]|\d\)|(?:{_NOTE_WORDS})\.?(?:\s*:|\Z)", re.IGNORECASE)
#: How a row across the table begins that explains or comments on the rows, and is no goal.
_NOTE_ROW = re.compile(rf"\*|[¹²³⁴⁵]|\d\)|(?:{_NOTE_WORDS})\b", re.IGNORECASE)
#: A row that sums up those above it.
_SUM = re.compile(r"(?:del)?summa|totalt?|total(?:summa)?|summa totalt|genomsnitt|medel(?:värde)?", re.IGNORECASE)
#: A heading is short and no sentence.
_LONGEST = 120
_SENTENCE_ENDS = (".", ",", ";", ":", "!", "?")


def names_goal(text: str) -> bool:
    """Whether a line says that it is a goal."""
    return bool(_GOAL.match(clean(text)))


def names_area(text: str) -> bool:
    """Whether a line says that it is an area."""
    return bool(_AREA.match(clean(text)))


def without_continued(text: str) -> str:
    """Return a heading without the word that it goes on from the page before."""
    return _CONTINUED.sub("", text)


def is_note(text: str) -> bool:
    """Whether a paragraph is a note on the table above it, as its source."""
    return bool(_NOTE.match(clean(text)))


def is_note_row(text: str) -> bool:
    """Whether a row across a table is a note on its rows."""
    return bool(_NOTE_ROW.match(clean(text)))


def is_sum(text: str) -> bool:
    """Whether a row's name says that it sums up those above it."""
    return bool(_SUM.fullmatch(clean(text)))


def announces_table(text: str) -> bool:
    """Whether a line, or the header of a column, only says that indicators follow, and names no group of them."""
    return fold(text).rstrip(":") in NO_GROUP


def may_be_heading(text: str) -> bool:
    """Whether a line that stands out could be a heading."""
    written = clean(text)
    return 0 < len(written) <= _LONGEST and not (written.endswith(_SENTENCE_ENDS) or is_note(written))
