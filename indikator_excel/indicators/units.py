"""Units: which spellings mean the same, and what beside a number is a unit at all."""

import re
from functools import lru_cache

from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.text import fold

#: Units that mean the same. The first spelling of each line is the one that is compared.
_UNIT_SPELLINGS = (
    ("%", "procent", "pct", "%%", "proc", "pst", "prosent"),
    ("st", "stycken", "stycke", "antal"),
    ("kr", "kronor", "sek"),
    ("tkr", "kkr", "tusen kronor"),
    ("mnkr", "mkr", "miljoner kronor", "msek"),
    ("kwh", "kilowattimmar"),
    ("mwh", "megawattimmar"),
    ("ton", "t"),
    ("dagar", "dag", "dgr"),
    ("timmar", "timme", "tim", "h"),
    ("minuter", "minut", "min"),
    ("år", "års"),
    ("poäng", "p"),
    ("gånger", "gång", "ggr", "x"),
    ("procentenheter", "procentenhet", "%-enheter", "%-enhet", "p.e", "pe", "prosentpoeng", "procentpoint"),
    ("promille", "‰"),
    ("dygn",),
    ("veckor", "vecka", "v"),
    ("månader", "månad", "mån"),
    ("m2", "kvm"),
    ("euro", "€", "eur"),
    ("index", "indexvärde"),
    ("dage", "dager"),
    ("tonn",),
)
#: What stands beside a place in a ranking; it is no unit.
PLACE_WORDS = frozenset({"plats", "placering", "rank", "ranking", "nr", "nummer", "plass"})
#: How a place is written, whatever it is called.
PLACE = "plats"
#: What is said before the number in Swedish: plats 70, index 57.
_IN_FRONT = PLACE_WORDS | {"index"}
#: What a figure can be of many.
MEAN = r"(?:median(?:en|värdet?)?|medel(?:värdet?|tal(?:et)?)?|(?:genom)?snitt(?:et|ligt)?)"
#: What a figure is, in brackets behind its unit: ``45 dagar (median)``. It makes no other unit.
_STATISTIC = when_used(
    rf"\s*\((?:i\s+)?(?:{MEAN}|total(?:t|en)?|netto|brutto|prel(?:iminärt?|\.)?)\)\Z", re.IGNORECASE
)
_UNIT = {fold(spelling): line[0] for line in _UNIT_SPELLINGS for spelling in line}
#: Other units that are known; between two of them that differ nothing is compared.
_KNOWN_UNITS = frozenset(
    {
        *("kwh", "mwh", "gwh", "wh", "kwh/m2", "kwh/m²"),
        *("ton", "kg", "g", "liter", "l", "co2e", "ton co2e"),
        *("m", "km", "m2", "m²", "km2", "m3", "m³", "ha"),
        *("kr", "tkr", "mnkr", "mdkr"),
        *("dagar", "timmar", "minuter", "år"),
    }
)
#: Words beside a number that change what it says: magnitudes, denials, colours.
_NO_UNITS = frozenset(
    {
        *("tusen", "miljon", "miljoner", "miljard", "miljarder", "halv", "halva", "till", "av", "och"),
        *("hälften", "tredjedel", "tredjedelar", "fjärdedel", "fjärdedelar", "femtedel", "femtedelar"),
        *("minus", "plus", "ej", "inte", "saknas", "saknar", "kanske", "typ", "x"),
        *(
            "minst",
            "högst",
            "lägst",
            "max",
            "över",
            "under",
            "mer",
            "fler",
            "färre",
            "mindre",
            "lägre",
            "högre",
            "efter",
        ),
        *("drygt", "knappt", "nästan", "nära", "ungefär", "cirka", "ca", "omkring", "runt", "än", "från", "efter"),
        *("röd", "rött", "gul", "gult", "grön", "grönt"),
    }
)
#: Names that stand before the number, beside abbreviations in capitals.
_BEFORE_NUMBERS = frozenset({"index", "indexvärde", "betygsindex", "betyg", "poäng", *PLACE_WORDS})
_CO2 = when_used(r"co2[\s-]*(?:e|ekv\w*)\b")
_PER = when_used(r"\s*/\s*|\s+per\s+")
#: Unknown words that count things: plural nouns, and some that look the same in the plural. A word that says
#: something else about the number ("12 inställda", "12 maximalt") is no unit.
_PLURAL = when_used(r"\w{2,}(?:ar|er|or|en)\Z", re.IGNORECASE)
_COUNTED = frozenset(
    {
        *("barn", "hushåll", "företag", "besök", "samtal", "fall", "projekt", "beslut", "fordon", "arbeten", "plan"),
        *("möte", "person", "elev", "plats", "träff", "aktivitet", "tillfälle", "utbildning", "insats", "bostad"),
        *("lägenhet", "klass", "enhet", "kurs", "pers", "anställd", "anställda", "boende", "årsarbetare", "invånare"),
        *("medarbetare", "brukare", "deltagare", "sökande", "studerande", "annonsörer", "inv"),
    }
)
_UNIT_SHAPE = when_used(r"[A-Za-zÅÄÖåäöÉéØøÆæ]{1,15}[²³]?")
#: "barn/avd", "kr per elev", "per år"
_COMPOUND = when_used(
    r"(?:[A-Za-zÅÄÖåäöØøÆæ]{1,15}[²³2]?)?(?:\s*/|\s*per\s+|\s+i\s+)[A-Za-zÅÄÖåäöØøÆæ]{1,15}[²³2]?\.?", re.IGNORECASE
)
#: Units that hold a digit of their own, which may not be taken for a second number.
UNIT_WITH_DIGIT = when_used(
    r"\s*((?:(?:ton|kg|g)\s+)?co2(?:e|-ekv\.?)?(?:/\w{1,10}|\s+per\s+\w{1,15})?|(?:\w{1,5}/)?k?m[23]"
    r"|(?:[^\W\d]{1,15}\s*)?(?:(?:/|per\s)\s*1(?:0{0,2}[\s.]?000)(?:\s+[^\W\d]{1,12}\.?){1,2}|per\s+1(?:0{0,2}[\s.]?000)))\Z",
    re.IGNORECASE,
)


def same_unit(one: str, other: str) -> bool:
    """Whether two units differ at most in spelling."""
    return canonical_unit(one) == canonical_unit(other)


@lru_cache(1024)
def canonical_unit(unit: str) -> str:
    """Return the spelling under which units are compared; ``%`` for *procent*."""
    folded = fold(unit).replace("²", "2").replace("³", "3").rstrip(".")
    folded = _CO2.sub("co2e", folded)
    # "gånger per år" and "ggr/år" are one unit.
    return "/".join(_UNIT.get(part, part) for part in _PER.split(folded))


def is_unit(word: str) -> bool:
    """Whether a word is a unit that is known by name."""
    return canonical_unit(word) in _UNIT.values() or fold(word) in _KNOWN_UNITS


def is_place(unit: str) -> bool:
    """Whether what stands beside a number makes it a place in a ranking."""
    return fold(unit) in PLACE_WORDS


def stands_in_front(unit: str) -> bool:
    """Whether a unit is said before its number: ``plats 70``."""
    return fold(unit) in _IN_FRONT


def without_statistic(text: str) -> str:
    """Cut off what the figure is, in brackets behind its unit: ``dagar (median)`` -> ``dagar``."""
    return _STATISTIC.sub("", text)


def looks_like_unit(unit: str, expected: str = "", *, behind: bool) -> bool:
    """Whether what stands beside a number is a unit: a word or two; a sentence is not.

    Before the number stands the name of an index (``NKI 75``); any other word there says something about it.

    Args:
        unit: What is written.
        expected: The indicator's own unit.
        behind: Whether it stands after the number.
    """
    if not unit or same_unit(unit, expected):
        return True
    if fold(unit) in _NO_UNITS:
        return False
    if not behind and not (unit.isupper() or fold(unit) in _BEFORE_NUMBERS or is_unit(unit)):
        return False
    return is_unit(unit) or is_place(unit) or _counts_things(unit) or bool(_COMPOUND.fullmatch(unit))


def _counts_things(word: str) -> bool:
    """Whether an unknown word can be what is counted, or an abbreviation such as NKI or MWh."""
    several_capitals = sum(c.isupper() for c in word) > 1 and _UNIT_SHAPE.fullmatch(word)
    return bool(several_capitals) or fold(word) in _COUNTED or bool(_PLURAL.fullmatch(word))
