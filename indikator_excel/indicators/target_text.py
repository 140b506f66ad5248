"""Reading a target as the annex writes it: ``≥18``, ``minst 18``, ``≥ 2023``, ``> delvis``, ``>Xx st``.

A target is an operator and what it is held against. What is not understood whole is left to manual judgement,
shown as written, never read as a number found somewhere in the text.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from indikator_excel.indicators import wording
from indikator_excel.indicators.baseline_text import without_two_behind
from indikator_excel.indicators.numbers import NUMBER, parse_number
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.scales import Scale, two_valued_for
from indikator_excel.indicators.target import Target, Years
from indikator_excel.indicators.target_compared import (
    YEAR,
    Context,
    named_reference,
    read_as_good_as,
    read_change,
    read_movement,
)
from indikator_excel.indicators.text import clean, fold, join_and, plain_minus, without_footnote
from indikator_excel.indicators.units import canonical_unit
from indikator_excel.indicators.values import (
    MAX_PLAUSIBLE_PERCENT,
    Remark,
    State,
    Value,
    a_thousandfold_nearer,
    is_grouped_or_decimal,
    is_placeholder,
    read_text,
    unit_of_placeholder,
)
from indikator_excel.indicators.vocabulary import Against, Comparison
from indikator_excel.indicators.wording import split_operator

#: No target is longer. What is, is prose, and not worth the time that patterns take.
_LONGEST = 200

_INTERVAL = when_used(
    rf"(?:(?P<between>mellan|from|från)\s+)?(?P<low>{NUMBER})(?P<low_unit>(?:\s*(?!(?:och|till)\b)[^\d\s–—-]+)?)\s*(?P<dash>[–—-]|\b(?:till|och)\b)\s*"
    rf"(?P<high>{NUMBER})(?P<unit>[^\d]*)\Z",
    re.IGNORECASE,
)
#: Points on a scale: ``3,5 av 5``, ``4 (skala 1–5)``, ``4 på en femgradig skala``.
_POINTS = when_used(
    rf"(?P<points>{NUMBER})(?:\s*(?:poäng|p))?(?:\s+\(?(?:av|/)\s+(?P<of>{NUMBER})(?:\s+(?:möjliga|poäng))?\)?"
    rf"|\s*[,(]?\s*(?:på\s+)?(?:en\s+)?skalan?\s+(?P<low>{NUMBER})\s*(?:[–—-]|till)\s*(?P<high>{NUMBER})\s*\)?"
    rf"|\s+på\s+en\s+(?P<grade>{'|'.join(wording.GRADES)})\s+skala)\Z",
    re.IGNORECASE,
)
#: ``100 % (2025)``, ``90 % senast 2025``, ``2024: 75``; and ``75/90/100``, which names no year.
_LATER = r"(?:år|senast(?:\s+år)?|till(?:\s+år)?|till\s+och\s+med|t\.?o\.?m\.?|före\s+utgången\s+av)"
_IN_BRACKETS = when_used(
    rf"(?P<target>[^()–—-][^()]*?)\s*\((?:{_LATER}\s+)?(?P<year>(?:19|20)\d\d)\)\s*(?:[,;/|]|och\b)?\s*"
)
_BEHIND_YEAR = when_used(
    r"(?:år\s+)?(?P<year>(?:19|20)\d\d)\s*[:=]\s*(?P<target>.+?)\s*(?:[,;/|]\s*)?(?=(?:(?:19|20)\d\d\s*[:=])|\Z)"
)
_BEFORE_YEAR = when_used(rf"(?P<target>[^/;|]*?\S)\s+(?P<later>{_LATER}\s+)?(?P<year>(?:19|20)\d\d)\Z", re.IGNORECASE)
_LIST = when_used(rf"(?P<first>{NUMBER})\s*(?P<first_unit>%)?(?:\s*/\s*{NUMBER}\s*%?){{2,}}(?P<unit>[^\d/]*)\Z")
_LEADING_SIGN = when_used(r"^[^\d-]*")

#: ``75 → 80``: from the baseline to the target.
_WAY = when_used(rf"(?P<start>{NUMBER})\s*[^\d\s→➔➡>-]*\s*(?:[→➔➡]\ufe0f?|->)\s*(?P<end>{NUMBER}[^\d]*)\Z")
#: ``±1 %``
_EITHER_SIDE = when_used(rf"(?:±|\+/-|\+-)\s*(?P<amount>{NUMBER})(?P<unit>[^\d]*)\Z")
#: A baseline so many times what it may deviate is no deviation itself; one below zero is.
_NO_DEVIATION = 3
#: How many a place among Swedish municipalities is counted on.
_MUNICIPALITIES = 290

_PLACE_OR_NUMBER = "menas en bättre placering eller ett högre tal?"


def read_target(text: str, baseline: Value, years: Years, scale: Scale) -> Target:
    """Read a target.

    Args:
        text: The target as written.
        baseline: The row's baseline as read; it tells a year from a number and which way a bare number points.
        years: The years of the round, and what is known of other years.
        scale: The scale of a row that is measured in words.
    """
    raw = clean(text)
    context = Context(baseline, years, scale)
    if not raw or read_text(raw).state is State.NO_VALUE or wording.NOT_SET_YET.match(fold(raw)):
        return Target(raw, Against.UNKNOWN)
    if len(raw) > _LONGEST:
        return Target(raw, Against.MANUAL)
    text = without_footnote(raw)
    target = _read_years(text, context) or _read_one(text, context)
    return replace(_of_rank(target, text) if baseline.is_rank else target, text=raw)


def _of_rank(target: Target, text: str) -> Target:
    """Read a target of a row whose baseline is a place in a ranking, where a lower number is better.

    What says "better", "at most" or a bare place is plain; "higher", "more than" and "at least the baseline" may be
    meant either way.
    """
    comparison, number = target.comparison, target.number
    if target.against is Against.NUMBER and number is not None and not target.is_rank:
        bare = not target.stated or split_operator(text)[0] is None or fold(text).endswith("eller bättre")
        if comparison is Comparison.BETWEEN or not (bare or comparison in (Comparison.AT_MOST, Comparison.LESS)):
            return Target(text, Against.MANUAL, unclear=_PLACE_OR_NUMBER)
        chosen = Comparison.LESS if comparison is Comparison.LESS else Comparison.AT_MOST
        return replace(target, comparison=chosen, stated=True, is_rank=True, unit="")
    if target.by_other:
        if not target.stated and target.change is None:
            return replace(target, comparison=Comparison.AT_MOST if target.or_equal else Comparison.LESS, stated=True)
        return Target(text, Against.MANUAL, unclear=_PLACE_OR_NUMBER)
    return target


def _read_one(raw: str, context: Context) -> Target:
    """Read a target for one year: the special notations first, then an operator with a value."""
    text = wording.without_lead_in(raw)
    for read in _NOTATIONS:
        target = read(text, context)
        if target is not None:
            return target
    return _read_operator(text, context)


# Several years


def _read_years(raw: str, context: Context) -> Target | None:
    """Read a target that names the year it is for, or several with theirs: the value for the round's year."""
    by_year = targets_by_year(raw, context.scale)
    year = context.years.target
    if by_year is not None:
        if year in by_year:
            return _read_one(by_year[year], context)
        listed = join_and([str(y) for y in by_year])
        return Target(raw, Against.MANUAL, unclear=f"målet gäller {listed}, inte {year}")
    _, rest = split_operator(wording.without_lead_in(raw))
    if (found := _LIST.match(rest)) and _goes_one_way(found[0]):
        first = f"{raw.removesuffix(rest)}{found['first']} {found['first_unit'] or found['unit'].strip()}"
        return replace(_read_one(first, context), year_presumed=True)
    return None


def _goes_one_way(listed: str) -> bool:
    """Tell targets of several years from several things in one cell: a plan rises or falls."""
    numbers = [
        n for n in (parse_number(part.strip(" %")) for part in re.findall(r"[\d ,.]+", listed)) if n is not None
    ]
    return numbers in (sorted(numbers), sorted(numbers, reverse=True))


def targets_by_year(text: str, scale: Scale) -> dict[int, str] | None:
    """Return the targets by the year that each names, or None where the text is not such a list."""
    raw = without_footnote(clean(text))
    for pattern in (_IN_BRACKETS, _BEHIND_YEAR):
        listed = list(pattern.finditer(raw))
        starts = [0, *(match.end() for match in listed)]
        if listed and [*(match.start() for match in listed), len(raw)] == starts:
            return {int(match["year"]): match["target"].strip() for match in listed}
    found = {}
    for part in re.split(r"\s*[;/|]\s*|,\s+", raw):
        behind = _BEFORE_YEAR.match(part)
        if behind is None or not _may_be_of_year(behind, scale):
            return None
        found[int(behind["year"])] = behind["target"]
    return found


def _may_be_of_year(found: re.Match[str], scale: Scale) -> bool:
    """Tell ``90 % 2025`` and ``klart 2025`` from ``högre än 2023``, where the year is what is compared with."""
    _, rest = split_operator(found["target"])
    moves = any(pattern.match(fold(found["target"])) for pattern, _ in wording.MOVEMENTS)
    if moves or scale.rank(rest) is not None or (found["later"] and any(c.isdecimal() for c in rest)):
        return True
    value = read_text(rest)
    return value.state is State.NUMBER and not value.remarks and bool(value.unit)


# Notations that are no operator with a value


def _read_zero(text: str, _: Context) -> Target | None:
    if not wording.is_zero(text):
        return None
    return Target(text, Against.NUMBER, Comparison.EQUAL, number=Decimal(0))


def _read_moved_to(text: str, context: Context) -> Target | None:
    """Read a movement whose end is the target: ``öka till 60 %``."""
    for pattern, comparison in wording.MOVED_TO:
        if found := pattern.match(text):
            value, before = read_text(text[found.end() :]), context.baseline
            if _is_the_other_way(comparison, value, before):
                return Target(text, Against.MANUAL, unclear=f"läget är redan {before.text}")
            return _read_value(text, comparison, value, before)
    return None


def _is_the_other_way(comparison: Comparison, end: Value, before: Value) -> bool:
    """Whether what has to rise to an end stands above it already, or what has to fall below."""
    if end.number is None or before.number is None or not before.usable:
        return False
    return before.number > end.number if comparison is Comparison.AT_LEAST else before.number < end.number


def _read_rank(text: str, _: Context) -> Target | None:
    found = wording.RANK.match(fold(text))
    if found is None:
        return None
    place = Decimal(found["place"] or found["ordinal"] or found["best"])
    return Target(text, Against.NUMBER, Comparison.AT_MOST, number=place, is_rank=True)


def _read_points(text: str, context: Context) -> Target | None:
    """Read points on a scale, at least unless it says otherwise; the scale bounds what an outcome may be."""
    comparison, rest = split_operator(text)
    found = _POINTS.match(rest)
    if found is None or context.baseline.unit == "%":
        return None
    points = parse_number(found["points"])
    if found["of"] == str(_MUNICIPALITIES) and not context.baseline.is_rank:
        return Target(text, Against.MANUAL, unclear=_PLACE_OR_NUMBER, suggestion=f"plats {found['points']}")
    grade = wording.GRADES[fold(found["grade"])] if found["grade"] else None
    lowest = parse_number(found["low"]) if found["low"] else Decimal(1) if grade else None
    highest = Decimal(grade) if grade else parse_number(found["of"] or found["high"])
    if points is None or highest is None or not (lowest or 0) <= points <= highest:
        return Target(text, Against.MANUAL)
    return Target(
        text,
        Against.NUMBER,
        comparison or Comparison.AT_LEAST,
        number=points,
        unit=f"av {highest}".replace(".", ","),
        lowest=lowest or Decimal(0),
        highest=highest,
    )


def _read_score(text: str, _: Context) -> Target | None:
    """Read a number on an index that is better the higher it is: ``NKI 70``."""
    if not wording.SCORE.match(fold(text)):
        return None
    value = read_text(text.replace(":", " "))
    if value.state is not State.NUMBER or value.remarks:
        return None
    return Target(text, Against.NUMBER, Comparison.AT_LEAST, number=value.number, unit=value.unit)


def _read_interval(text: str, context: Context) -> Target | None:
    """Read ``95–100 %`` and ``mellan 95 och 100``; two years are no interval of outcomes."""
    found = _INTERVAL.match(plain_minus(text))
    if found is None or (fold(found["dash"]) == "och" and not found["between"]):
        return None
    if fold(found["between"] or "") in ("från", "from"):
        return None  # a way from one value to the next, whose end is the target
    low = read_text(f"{found['low']}{found['low_unit']}")
    high = read_text(f"{found['high']}{wording.without_population(found['unit'])}")
    if low.number is None or high.number is None or low.remarks or high.remarks or low.number >= high.number:
        return None
    years = YEAR.match(found["low"]) and YEAR.match(found["high"]) and not high.unit
    if years or (low.unit and low.unit != high.unit):
        return None
    fraction = context.baseline.unit == "%" and not high.unit and high.number <= 1
    on_the_way = fold(found["dash"]) == "till" and low.number == context.baseline.number
    if fraction or on_the_way:
        return Target(text, Against.MANUAL)
    return Target(text, Against.NUMBER, Comparison.BETWEEN, number=low.number, unit=high.unit, upper=high.number)


def _read_way(text: str, context: Context) -> Target | None:
    """Read ``75 → 80``, which says where it starts and by that which way is better."""
    found = _WAY.match(plain_minus(text))
    start = parse_number(found["start"]) if found else None
    value = read_text(found["end"]) if found else None
    if start is None or value is None or value.number in (None, start):
        return None
    if context.baseline.number not in (None, start):
        return Target(text, Against.MANUAL, unclear="läget är ett annat än det som målet utgår från")
    comparison = Comparison.AT_LEAST if value.number > start else Comparison.AT_MOST
    return _read_value(text, comparison, value, context.baseline)


def _read_either_side(text: str, context: Context) -> Target | None:
    """Read ``±1 %`` of what deviates from nought: an interval. Beside any other baseline it may mean two things."""
    found = _EITHER_SIDE.match(plain_minus(text))
    value = read_text(f"{found['amount']}{found['unit']}") if found else None
    if value is None or value.number is None or value.remarks or value.state is not State.NUMBER:
        return None
    amount, before = value.number, context.baseline.number
    if not amount:
        if before == 0:
            return Target(text, Against.NUMBER, Comparison.EQUAL, number=amount, unit=value.unit)
        suggestion = "0" if before is not None and before < 0 else "oförändrat"
        return Target(text, Against.MANUAL, unclear="menas exakt 0, eller oförändrat läge?", suggestion=suggestion)
    if before is not None and before > amount * _NO_DEVIATION:
        shown = found["amount"] if found else ""
        return Target(
            text, Against.MANUAL, unclear=f"menas från −{shown} till {shown}, eller högst så mycket från läget?"
        )
    return Target(text, Against.NUMBER, Comparison.BETWEEN, number=-amount, unit=value.unit, upper=amount)


def _read_percentile(text: str, context: Context) -> Target | None:
    """Leave ``bland de 25 % bästa`` to be asked about: which place that is depends on how many there are."""
    found = wording.PERCENTILE.match(fold(text))
    if found is None:
        return None
    percent = found["percent"] or found["top"]
    place = int(percent) * _MUNICIPALITIES // 100 if percent and context.baseline.is_rank else 0
    return Target(
        text,
        Against.MANUAL,
        unclear="vilken plats, eller vilket värde, krävs för det?",
        suggestion=f"plats {place}" if place else "",
    )


def _read_with_sexes(text: str, _: Context) -> Target | None:
    """Leave ``6,5 (7,5/4,0)`` to be asked about: it sets three targets."""
    operator, total = split_operator(text)[0], without_two_behind(split_operator(text)[1])
    if total == split_operator(text)[1]:
        return None
    alone = f"{operator} {total}" if operator else total
    return Target(text, Against.MANUAL, unclear="ska bara målet för alla bedömas?", suggestion=alone)


_NOTATIONS: tuple[Callable[[str, Context], Target | None], ...] = (
    _read_way,
    _read_either_side,
    _read_percentile,
    _read_with_sexes,
    read_movement,
    read_as_good_as,
    read_change,
    _read_moved_to,
    _read_zero,
    _read_rank,
    _read_points,
    _read_score,
    _read_interval,
)


# An operator and a value


def _read_operator(text: str, context: Context) -> Target:
    """Read a target that is an operator, or none, and a value."""
    comparison, rest = split_operator(text)
    if is_placeholder(rest):
        return Target(text, Against.UNKNOWN, comparison, unit=unit_of_placeholder(rest))
    better = fold(text).startswith("bättre än")
    reference = named_reference(rest, context)
    if reference is not None:
        superlative = wording.SUPERLATIVE.match(text) if reference.against is Against.OUTSIDE else None
        if superlative:
            word = fold(superlative["word"])
            return Target(text, Against.MANUAL, unclear=f"menas {word} av alla, eller ett värde att jämföra med?")
        if better and context.baseline.state is not State.WORD:
            return reference.target(text)
        if comparison is None and reference.against is Against.BASELINE:
            return Target(text, Against.MANUAL)
        return reference.target(text, comparison, **({} if comparison else {"or_equal": True}))
    if comparison is not None:
        rest = wording.digits_for_words(rest)
    value = read_text(wording.without_population(rest))
    if value.state is State.WORD and value.word:
        return _read_word(text, comparison, value.word, context.scale)
    if value.is_rank and comparison is not None:  # "över plats 50"
        return Target(text, Against.MANUAL, unclear=_PLACE_OR_NUMBER)
    if better:  # better than a number: which way is that?
        return Target(text, Against.MANUAL)
    return _read_value(text, comparison, value, context.baseline)


def _read_value(text: str, comparison: Comparison | None, value: Value, baseline: Value) -> Target:
    """Read a target whose value is a number; one that is not understood whole is judged by hand."""
    counted = canonical_unit(value.unit or baseline.unit) in ("", "st")
    fraction = baseline.unit == "%" and not value.unit and value.number is not None and 0 < value.number <= 1
    doubtful = bool(value.remarks) or fraction or (counted and is_grouped_or_decimal(_LEADING_SIGN.sub("", text)))
    if value.state is not State.NUMBER or value.number is None or doubtful:
        return Target(text, Against.MANUAL)
    unclear = _implausible(value, baseline)
    if unclear:
        return Target(text, Against.MANUAL, unclear=unclear)
    chosen = comparison or _bare_number(value, baseline)
    stated = comparison is not None or chosen is Comparison.EQUAL
    return Target(text, Against.NUMBER, chosen, stated=stated, number=value.number, unit=value.unit)


def _implausible(value: Value, baseline: Value) -> str:
    """Return why a number can't be meant as it stands, beside the baseline; an empty string where it can."""
    number, before = value.number, baseline.number
    if number is None:
        return ""
    percent = "%" in (value.unit, baseline.unit) if value.unit in ("", "%") else False
    is_year = not value.unit and YEAR.match(value.text) and number in range(1990, 2100)
    far = before is not None and not number / 5 <= before <= number * 5
    if is_year and (percent or far):
        return f"menas talet {value.text} eller året?"
    if percent and number > MAX_PLAUSIBLE_PERCENT:
        return "menas verkligen så många procent?"
    grouped = is_grouped_or_decimal(_LEADING_SIGN.sub("", value.text.rstrip(f" {value.unit}")))
    if grouped and not percent and before and a_thousandfold_nearer(number, before):
        return "är kommat tusentalsavgränsare eller decimaltecken?"
    return ""


def number_in(raw: str) -> Decimal | None:
    """Return the number behind a target's operator, also where the text would be read as a year."""
    return read_text(split_operator(clean(raw))[1]).number


def _read_word(raw: str, comparison: Comparison | None, written: str, scale: Scale) -> Target:
    word = written.rstrip(".!")
    two_valued = two_valued_for(word, scale)
    if two_valued is not None:
        return Target(raw, Against.WORD, Comparison.EQUAL, word=word)
    rank = scale.rank(word)
    if rank is None:
        return Target(raw, Against.MANUAL)
    if rank == 0 and comparison in (None, Comparison.AT_LEAST):
        return Target(raw, Against.MANUAL, unclear="det sämsta ordet på skalan nås alltid")
    return Target(raw, Against.WORD, comparison or Comparison.AT_LEAST, word=word)


def _bare_number(value: Value, baseline: Value) -> Comparison | None:
    """A bare number means "at least" where that is plain; otherwise the direction is asked for.

    A bare zero is zero: nothing else meets it.
    """
    if value.number == 0:
        return Comparison.EQUAL
    full = value.unit == "%" and value.number == Decimal(100)
    above = value.number is not None and baseline.number is not None and baseline.number <= value.number
    return Comparison.AT_LEAST if full or above else None


def is_inequality(baseline: Value) -> bool:
    """Whether a baseline was given as a bound (``≥18``) rather than a value."""
    return Remark.INEQUALITY in baseline.remarks
