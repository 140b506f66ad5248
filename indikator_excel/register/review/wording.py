"""What a row's words say against its figures: the direction, a number in the text, half of what is to be done."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from indikator_excel.findings import about_register
from indikator_excel.indicators.better import word_for_lower
from indikator_excel.indicators.numbers import NUMBER, parse_number, swedish
from indikator_excel.indicators.text import clean, fold, quote
from indikator_excel.indicators.units import canonical_unit, is_unit
from indikator_excel.indicators.values import State
from indikator_excel.indicators.verdict import met_by_standing_still
from indikator_excel.indicators.vocabulary import Against, Comparison, Direction
from indikator_excel.indicators.wording import NUMBER_WORDS
from indikator_excel.register.review.question import Asker, Question

# "ökar inte" and "minskar inte" are not movements; they are met by standing still and say so.
_UP = re.compile(
    r"\b(?:ska(?:ll)?\s+(?:öka|höjas|bli\s+fler)|ökar|ökas|öka|utöka[rs]?|ökning|(?:ska\s+vara\s+)?(?:högre|fler|mer)\s+än|fler)\b"
    r"(?!\s+(?:inte|ej))",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:ska(?:ll)?\s+(?:minska|sänkas|bli\s+färre)|minska[rst]?|minskning|sänks|(?:ska\s+vara\s+)?(?:lägre|färre)\s+än|färre)\b"
    r"(?!\s+(?:inte|ej))",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"\b(?:inte|ej|aldrig|eller|med|för\s+att|syfte\s+att|arbete\s+att)\s*\Z", re.IGNORECASE)
_OR_KEPT = re.compile(r"\b(?:bibehåll\w*|oförändra\w*|behålla)\b", re.IGNORECASE)
_PER_TIME = re.compile(r"\bper\s+(?:dag|vecka|månad|kvartal|tertial|termin|halvår)\b", re.IGNORECASE)
_UPWARD = (Comparison.AT_LEAST, Comparison.MORE)
_DOWNWARD = (Comparison.AT_MOST, Comparison.LESS)

_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_BOUND = re.compile(
    rf"\b(?P<bound>minst|lägst|högst|max(?:imalt)?)\s+(?P<number>{NUMBER}|(?:{_WORDS})\b)(?:\s*(?P<next>%|[^\W\d]+))?",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"(?<![\w,.]){NUMBER}(?!\w)|\b(?:{_WORDS})\b", re.IGNORECASE)
#: "Andel elever med minst tre betyg": the number says what is counted, not how many there should be.
_WILL_BE = re.compile(r"\bska(?:ll)?\b", re.IGNORECASE)
#: "Inga allvarliga olyckor", "Alla medarbetare har samtal": a figure said in a word.
_NONE = re.compile(r"(?:inga|ingen|inget|noll)\s", re.IGNORECASE)
_ALL = re.compile(r"(?:alla|samtliga)\s", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:antal(?:et)?|andel(?:en|ar)?|procent)\b", re.IGNORECASE)
_FULL = 100  # percent
_MORE_IN_WORDS = frozenset({"%", "procent"})

#: Two things to be done: "sammanställs och analyseras", "tas fram och antas".
_BOTH = re.compile(r"\b(?P<one>\w{2,}s)(?:\s+fram)?\s+(?:och|samt)\s+(?P<other>\w{3,}s)\b", re.IGNORECASE)
_SAME_STEM = 4
_PERIODS = re.compile(
    r"\b(?:del-?\s*(?:och|samt|/|\+)\s*helår|helår\s+(?:och|samt)\s+delår|delår\s+(?:och|samt)\s+helår"
    r"|vår(?:en)?\s+(?:och|samt)\s+höst(?:en)?|(?:vår|höst)termin(?:en)?\s+(?:och|samt)\s+(?:vår|höst)termin(?:en)?)\b",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?<=[.!?)])\s*\*+\s*(?P<note>[^*]*[^*\s])\s*\Z")
_ENDS = (".", "!", "?", ")", "”", '"')

#: The strict sign of each, and the sign of the other way, as they are written.
_STRICT = {"≥": ">", ">=": ">", "=>": ">", "minst": "mer än", "lägst": "mer än"} | {
    "≤": "<",
    "<=": "<",
    "=<": "<",
    "högst": "mindre än",
    "max": "mindre än",
    "inte öka": "minska",
}
_TURNED = {"≥": "≤", "≤": "≥", ">=": "<=", "<=": ">=", ">": "<", "<": ">", "minst": "högst", "högst": "minst"}


def wording_questions(row: Asker) -> Iterator[Question]:
    """Hold the words of the indicator, its group and its sub-heading against the target."""
    yield from _direction(row)
    yield from _figures(row)
    yield from _half(row)
    yield from _footnote(row)


def period_questions(row: Asker, given: str) -> Iterator[Question]:
    """Ask about a row that covers two periods, unless the controller has said how many values it has."""
    found = _PERIODS.search(f"{row.indicator.name} {row.indicator.subheading}")
    if found and not clean(given):
        yield row.ask(about_register.TWO_PERIODS, column="Antal värden", suggestion="2", ordval=quote(found[0]))


def _direction(row: Asker) -> Iterator[Question]:
    comparison, target = row.reading.target.comparison, row.indicator.target_text
    text = f"{row.indicator.group} {row.indicator.name}"
    up, down = _movement(_UP, text), _movement(_DOWN, text)
    word = up or down
    if row.reading.direction_presumed and not up and (lower := clean(down or "") or _lower(row)):
        # "Minskning av utsläpp, 20 %" may be how far they fell, and then more is better.
        suggestion = "" if fold(lower) == "minskning" else str(Direction.LOWER)
        kind = about_register.DIRECTION_PRESUMED
        yield row.ask(kind, column="Riktning", suggestion=suggestion, ordval=quote(lower))
        return
    if word is None or (up and down) or comparison is None or _OR_KEPT.search(text):
        return
    said = quote(clean(word))
    if (up and comparison in _DOWNWARD) or (down and comparison in _UPWARD):
        if row.reading.target.against is Against.UNKNOWN:  # what it shall be is asked already
            yield row.ask(about_register.WRONG_WAY, ordval=said)
            return
        turned = _with_sign(target, _TURNED)
        if row.reading.target.number is not None and row.reading.target.number == row.reading.baseline.number:
            turned = _with_sign(turned, _STRICT) or turned  # or it would be met by standing still
        yield row.ask(about_register.WRONG_WAY, column="Målvärde", suggestion=turned, ordval=said)
    elif met_by_standing_still(row.rule, row.reading) and comparison in (Comparison.AT_LEAST, Comparison.AT_MOST):
        sign, number = ">" if comparison is Comparison.AT_LEAST else "<", row.reading.target.number
        strict = _with_sign(target, _STRICT) or f"{sign} {target}"
        if number is not None and number != row.reading.baseline.number:
            strict = f"{sign} {row.reading.years.baseline}"  # beyond the target lies the baseline itself
        zero = " Till och med 0 räcker." if row.reading.baseline.number == 0 and up else ""
        yield row.ask(about_register.STANDING_STILL, column="Målvärde", suggestion=strict, ordval=said, noll=zero)


def direction_in_words(row: Asker) -> Direction | None:
    """Return which way is better by the row's own words, where they say one way and not the other."""
    text = f"{row.indicator.group} {row.indicator.name}"
    up, down = _movement(_UP, text), _movement(_DOWN, text)
    if bool(up) is bool(down):
        return Direction.LOWER if _lower(row) and not up else None
    return Direction.HIGHER if up else Direction.LOWER


def _lower(row: Asker) -> str:
    """Return the word by which lower is better, though nothing in the row is said to fall: *sjukfrånvaro*."""
    return word_for_lower(row.indicator.name, row.indicator.subheading, row.indicator.group)


def _movement(pattern: re.Pattern[str], text: str) -> str | None:
    """Return the first wording of a movement that is not denied ("ska inte öka")."""
    found = (match for match in pattern.finditer(text) if not _NOT_BEFORE.search(text[: match.start()]))
    return next((match[0] for match in found), None)


def _with_sign(target: str, signs: dict[str, str]) -> str:
    """Return the target with another sign in front, or an empty string where its sign is none of these."""
    for sign in sorted(signs, key=len, reverse=True):
        if fold(target).startswith(sign):
            return signs[sign] + clean(target)[len(sign) :]
    return ""


def _figures(row: Asker) -> Iterator[Question]:
    """Ask where the text gives a bound that is not the target's number, or points the other way."""
    target = row.reading.target
    text = f"{row.indicator.subheading} {row.indicator.name}".strip()
    if target.against is not Against.NUMBER or target.number is None:
        return
    yield from _none_or_all(row, text)
    found = _BOUND.search(text)
    number = _number(found["number"]) if found else None
    if found is None or number is None or _of_another_thing(found, text, row):
        return
    upward = fold(found["bound"]) in ("minst", "lägst")
    operator = "≥" if upward else "≤"
    if number == target.number:
        if target.comparison in (_DOWNWARD if upward else _UPWARD):
            suggestion = f"{operator} {swedish(number)} {row.reading.measure.unit}".strip()
            said = quote(clean(found[0]))
            yield row.ask(about_register.WRONG_WAY, column="Målvärde", suggestion=suggestion, ordval=said)
        return
    reckoning = _reckoning(row, number, text)
    suggestion = "" if reckoning else f"{operator} {swedish(number)} {row.reading.measure.unit}".strip()
    said = quote(clean(found[0].removesuffix(found["next"] or "")))
    meant = "Ska målet vara något annat?" if reckoning else f"Ska målet vara {suggestion}?"
    details = {"ordval": said, "räkning": reckoning, "menas": meant}
    yield row.ask(about_register.TEXT_AND_FIGURE, column="Målvärde", suggestion=suggestion, **details)


def _of_another_thing(found: re.Match[str], text: str, row: Asker) -> bool:
    """Whether a bound in the text says what is counted, or how often, and not how much there should be."""
    before = text[: found.start()]
    counted = _COUNTED.search(before) and not _WILL_BE.search(before)
    percent = fold(found["next"] or "") in _MORE_IN_WORDS
    other = bool(_PER_TIME.search(text[found.end() :]) or counted or _other_unit(found, row))
    return other or percent is not row.reading.measure.is_percent


def _none_or_all(row: Asker, text: str) -> Iterator[Question]:
    """Ask where the text says none or all of something, and the target is another figure."""
    target, measure = row.reading.target, row.reading.measure
    none, everyone = _NONE.match(text), _ALL.match(text)
    if none and target.number != 0 and not measure.is_percent:
        wanted = "0"
    elif everyone and measure.is_percent and target.number != _FULL and target.comparison in _UPWARD:
        wanted = "100 %"
    else:
        return
    said = quote(clean((none or everyone)[0]))  # type: ignore[index] # one of the two was found
    details = {"ordval": said, "räkning": "", "menas": f"Ska målet vara {wanted}?"}
    yield row.ask(about_register.TEXT_AND_FIGURE, column="Målvärde", suggestion=wanted, **details)


def _number(text: str) -> Decimal | None:
    word = NUMBER_WORDS.get(fold(text))
    return parse_number(text) if word is None else Decimal(word)


def _other_unit(found: re.Match[str], row: Asker) -> bool:
    """Whether the number is followed by another unit than the indicator's: "minst 30 minuter"."""
    written = found["next"] or ""
    unit = written if is_unit(written) else written.removesuffix("s")  # "30 minuters rörelse"
    return is_unit(unit) and canonical_unit(unit) != canonical_unit(row.reading.measure.unit or "st")


def _reckoning(row: Asker, number: Decimal, text: str) -> str:
    """Say how the two may go together: the number is added to the baseline, or multiplied by another."""
    target, before = row.reading.target.number, row.reading.baseline.number
    if (
        before is not None
        and target is not None
        and before + number == target
        and row.reading.baseline.state is State.NUMBER
    ):
        return f", det vill säga läget {swedish(before)} och {swedish(number)} till"
    numbers = [n for n in map(_number, _ANY_NUMBER.findall(text)) if n is not None]
    for one, other in pairwise(numbers):
        if one * other == target:
            return f", det vill säga {swedish(one)} gånger {swedish(other)}"
    return ""


def _half(row: Asker) -> Iterator[Question]:
    """Ask where two things are to be done and the target names one of them."""
    target, scale = row.reading.target, row.reading.measure.scale
    found = _BOTH.search(row.indicator.name)
    if found is None or target.against is not Against.WORD or not target.word or scale is None:
        return
    named = [_same_stem(target.word, found["one"]), _same_stem(target.word, found["other"])]
    if any(named) and not all(named):
        best = scale.words[-1]
        suggestion = best if not any(_same_stem(best, found[side]) for side in ("one", "other")) else ""
        said = quote(clean(found[0]))
        yield row.ask(about_register.HALF_OF_TEXT, column="Målvärde", suggestion=suggestion, ordval=said)


def _same_stem(word: str, other: str) -> bool:
    """Whether two words are forms of one: *sammanställt*, *sammanställs*."""
    one, two = fold(word), fold(other)
    common = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return common >= max(_SAME_STEM, min(len(one), len(two)) - 2)


def _footnote(row: Asker) -> Iterator[Question]:
    """Ask about a footnote that ends without the full stop that the sentence before it has."""
    found = _FOOTNOTE.search(clean(row.indicator.name))
    if found and not found["note"].endswith(_ENDS):
        yield row.ask(about_register.FOOTNOTE_CUT, _end_of(found["note"]))


def footnote_cut(text: str) -> str:
    """Return the end of a footnote in ``text`` that seems cut off, or an empty string."""
    found = _FOOTNOTE.search(clean(text))
    return _end_of(found["note"]) if found and not found["note"].endswith(_ENDS) else ""


def _end_of(text: str, words: int = 4) -> str:
    """Return the last words of a text."""
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else "… " + " ".join(parts[-words:])
