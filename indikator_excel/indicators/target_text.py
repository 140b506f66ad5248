"""Reading a target as the annex writes it: ``≥18``, ``minst 18``, ``≥ 2023``, ``> delvis``, ``>Xx st``.

A target is an operator and what it is held against. What is not understood whole is left to manual judgement,
shown as written, never read as a number found somewhere in the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from indikator_excel.indicators import wording
from indikator_excel.indicators.numbers import NUMBER, parse_number
from indikator_excel.indicators.scales import Scale, two_valued_for
from indikator_excel.indicators.target import Change, Target, Years
from indikator_excel.indicators.text import clean, fold, join_and, plain_minus, without_footnote
from indikator_excel.indicators.units import canonical_unit, same_unit
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

_AMOUNT = r"\d[\d ]*(?:[.,]\d+)?"
_CHANGE = re.compile(
    rf"(?P<verb>\w+)(?:\s+(?:med|på))?(?:\s+(?P<bound>minst|högst|max(?:imalt)?))?\s+(?P<amount>{_AMOUNT})\s*"
    r"(?P<unit>[^\d]*)\Z"
)
_CHANGE_BEHIND = re.compile(
    rf"(?P<amount>{_AMOUNT})\s*(?P<unit>[^\d\s]*)\s+(?P<verb>\w+)(?:\s+(?:än|enn|end)\s+(?P<than>.+))?\Z"
)
_SIGNED = re.compile(rf"(?P<sign>[+-])\s*(?P<amount>{_AMOUNT})\s*(?P<unit>[^\d]*)\Z")
_INTERVAL = re.compile(
    rf"(?:(?P<between>mellan|from|från)\s+)?(?P<low>{NUMBER})(?P<low_unit>(?:\s*(?!(?:och|till)\b)[^\d\s–—-]+)?)\s*(?P<dash>[–—-]|\b(?:till|och)\b)\s*"
    rf"(?P<high>{NUMBER})(?P<unit>[^\d]*)\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}\Z")
#: Points on a scale: ``3,5 av 5``, ``4 (skala 1–5)``, ``4 på en femgradig skala``.
_GRADES = {"tregradig": 3, "fyrgradig": 4, "femgradig": 5, "sexgradig": 6, "sjugradig": 7, "tiogradig": 10}
_POINTS = re.compile(
    rf"(?P<points>{NUMBER})(?:\s*(?:poäng|p))?(?:\s+(?:av|/)\s+(?P<of>{NUMBER})(?:\s+(?:möjliga|poäng))?"
    rf"|\s*[,(]?\s*(?:på\s+)?(?:en\s+)?skalan?\s+(?P<low>{NUMBER})\s*(?:[–—-]|till)\s*(?P<high>{NUMBER})\s*\)?"
    rf"|\s+på\s+en\s+(?P<grade>{'|'.join(_GRADES)})\s+skala)\Z",
    re.IGNORECASE,
)
#: ``100 % (2025)``, ``90 % senast 2025``, ``2024: 75``; and ``75/90/100``, which names no year.
_LATER = r"(?:år|senast(?:\s+år)?|till(?:\s+år)?|till\s+och\s+med|t\.?o\.?m\.?|före\s+utgången\s+av)"
_IN_BRACKETS = re.compile(
    rf"(?P<target>[^()–—-][^()]*?)\s*\((?:{_LATER}\s+)?(?P<year>(?:19|20)\d\d)\)\s*(?:[,;/|]|och\b)?\s*"
)
_BEHIND_YEAR = re.compile(
    r"(?:år\s+)?(?P<year>(?:19|20)\d\d)\s*[:=]\s*(?P<target>.+?)\s*(?:[,;/|]\s*)?(?=(?:(?:19|20)\d\d\s*[:=])|\Z)"
)
_BEFORE_YEAR = re.compile(
    rf"(?P<target>[^/;|]*?\S)\s+(?P<later>{_LATER}\s+)?(?P<year>(?:19|20)\d\d)\Z", re.IGNORECASE
)
_LIST = re.compile(rf"(?P<first>{NUMBER})\s*(?P<first_unit>%)?(?:\s*/\s*{NUMBER}\s*%?){{2,}}(?P<unit>[^\d/]*)\Z")
_LEADING_SIGN = re.compile(r"^[^\d-]*")

_PLACE_OR_NUMBER = "menas en bättre placering eller ett högre tal?"
_PERCENT_OR_POINTS = "menas procent av läget, eller procentenheter?"


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rest of the row says, which tells a year from a number and which way a bare number points."""

    baseline: Value
    years: Years
    scale: Scale


def read_target(text: str, baseline: Value, years: Years, scale: Scale) -> Target:
    """Read a target.

    Args:
        text: The target as written.
        baseline: The row's baseline as read; it tells a year from a number and which way a bare number points.
        years: The years of the round, and what is known of other years.
        scale: The scale of a row that is measured in words.
    """
    raw = clean(text)
    context = _Context(baseline, years, scale)
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
    if target.against is Against.BASELINE and target.change is None:
        if not target.stated:
            return replace(target, comparison=Comparison.AT_MOST if target.or_equal else Comparison.LESS, stated=True)
        return Target(text, Against.MANUAL, unclear=_PLACE_OR_NUMBER)
    return target


def _read_one(raw: str, context: _Context) -> Target:
    """Read a target for one year: the special notations first, then an operator with a value."""
    text = wording.without_lead_in(raw)
    for read in _NOTATIONS:
        target = read(text, context)
        if target is not None:
            return target
    return _read_operator(text, context)


# Several years


def _read_years(raw: str, context: _Context) -> Target | None:
    """Read a target that names the year it is for, or several with theirs: the value for the round's year."""
    by_year = _by_year(raw, context.scale)
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


def _by_year(raw: str, scale: Scale) -> dict[int, str] | None:
    """Return the targets by the year that each names, or None where the text is not such a list."""
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


# Compared with another value


@dataclass(frozen=True, slots=True)
class _Reference:
    """What an outcome is compared with: the baseline, another year's value, the country's."""

    against: Against
    name: str = ""
    year: int | None = None
    number: Decimal | None = None

    def target(self, text: str, comparison: Comparison | None = None, **more: bool) -> Target:
        """Return the target that compares with it; one without a comparison leaves that to the direction."""
        return Target(
            text,
            self.against,
            comparison,
            stated=comparison is not None,
            word=self.name or None,
            year=self.year,
            number=self.number,
            **more,  # type: ignore[arg-type] # or_equal alone
        )


def _reference(text: str, context: _Context, *, year_alone: bool = False) -> _Reference | None:
    """Return what a text names as compared with.

    A year that stands alone is one where it is the baseline's or is known from other years; any other four-digit
    number is a number, unless the wording before it leaves no doubt (``year_alone``).
    """
    folded, years = fold(text), context.years
    if wording.BASELINE_NAMES.match(folded):
        return _Reference(Against.BASELINE)
    named = wording.NAMED_YEAR.match(folded)
    alone = _YEAR.match(folded) and (year_alone or int(folded) in (years.baseline, *years.earlier))
    if named or alone:
        year = int(next(g for g in named.groups() if g) if named else folded)
        if year == years.baseline:
            return _Reference(Against.BASELINE)
        known = read_text(years.earlier.get(year, ""))
        number = known.number if known.state is State.NUMBER and not known.remarks else None
        return _Reference(Against.OUTSIDE, f"värdet {year}", year, number)
    return _Reference(Against.OUTSIDE, clean(text)) if wording.OUTSIDE.match(folded) else None


def _split_reference(text: str, context: _Context) -> tuple[str, _Reference | None]:
    """Split off what a movement is compared with; the baseline where nothing is named, None where it is unknown."""
    found = wording.COMPARED_WITH.search(text)
    if found is None:
        return text, _Reference(Against.BASELINE)
    return text[: found.start()], _reference(found["than"], context, year_alone=True)


def _read_movement(text: str, context: _Context) -> Target | None:
    """Read wording that compares with the baseline, or with what it names, without an operator."""
    head, reference = _split_reference(text, context)
    folded = fold(head)
    comparison = next((c for pattern, c in wording.MOVEMENTS if pattern.match(folded)), None)
    better, unchanged = wording.BETTER.match(folded), wording.UNCHANGED.match(folded)
    if not (comparison or better or unchanged):
        return None
    if reference is None:
        return Target(text, Against.MANUAL)
    if comparison:
        return reference.target(text, comparison)
    if context.baseline.state is State.WORD:  # words have one direction
        return reference.target(text, Comparison.MORE if better else Comparison.AT_LEAST)
    return reference.target(text, or_equal=not better)


def _read_as_good_as(text: str, context: _Context) -> Target | None:
    """Read ``i nivå med riket``, ``minst samma nivå som 2023``."""
    found = wording.AS_GOOD_AS.match(text)
    reference = _reference(found["rest"], context, year_alone=True) if found else None
    if found is None or reference is None:
        return None
    if found["bound"]:
        return reference.target(text, Comparison.AT_LEAST if fold(found["bound"]) == "minst" else Comparison.AT_MOST)
    if context.baseline.state is State.WORD:
        return reference.target(text, Comparison.AT_LEAST)
    return reference.target(text, or_equal=True)


def _read_change(text: str, context: _Context) -> Target | None:
    """Read a target that is so much above or below the baseline, or what it names.

    Percent of a percentage may mean percent or percentage points; that is judged by hand. A signed number is a
    level where the baseline itself is below zero, or is not given.
    """
    if split_operator(text)[0] is not None:
        return None
    head, reference = _split_reference(plain_minus(text), context)
    folded = fold(head)
    if folded in wording.MULTIPLES:
        amount = wording.MULTIPLES[folded]
        return _changed(text, reference, Change(amount, relative=True, unit="%"))
    behind = _CHANGE_BEHIND.match(folded)
    if behind and behind["than"]:
        reference = _reference(behind["than"], context, year_alone=True)
    signed = _SIGNED.match(folded)
    before = context.baseline.number
    if signed and ((before is None and signed["sign"] == "-") or (before is not None and before < 0)):
        return None
    found = _CHANGE.match(folded) or behind or signed
    if found and not found["unit"].strip() and _YEAR.match(found["amount"].strip()) and found is not signed:
        return None  # "öka 2024" names a year
    up = _points_up(found, signed) if found else None
    amount_read = parse_number(found["amount"]) if found else None
    if found is None or up is None or amount_read is None:
        return None
    change = _change(found["unit"].strip(), amount_read if up else -amount_read, context.baseline)
    if change is None:
        percent = context.baseline.unit == "%" and canonical_unit(found["unit"].strip()) in ("%", "")
        return Target(text, Against.MANUAL, unclear=_PERCENT_OR_POINTS if percent else "")
    at_most = (found.groupdict().get("bound") or "minst") != "minst"
    return _changed(text, reference, change, at_most=at_most)


def _points_up(found: re.Match[str], signed: re.Match[str] | None) -> bool | None:
    """Whether a change goes up, by its sign or its verb; None where the word is no movement."""
    if found is signed:
        return found["sign"] == "+"
    comparison = next((c for pattern, c in wording.MOVEMENTS if pattern.match(found["verb"])), None)
    return {Comparison.MORE: True, Comparison.LESS: False}.get(comparison) if comparison else None


def _change(unit: str, amount: Decimal, baseline: Value) -> Change | None:
    """Return the change in a unit that suits the baseline's; None where that can't be told."""
    percent = baseline.unit == "%"
    in_percent, in_points = canonical_unit(unit) == "%", unit in wording.POINTS
    if (in_percent and percent) or (in_points and not percent) or (not unit and percent):
        return None
    if not (in_percent or in_points or not unit or same_unit(unit, baseline.unit)):
        return None
    return Change(amount, relative=in_percent, unit=unit or baseline.unit)


def _changed(text: str, reference: _Reference | None, change: Change, *, at_most: bool = False) -> Target:
    """Return the target of a change: at least so much up, or so much down, unless it says "at most"."""
    if reference is None:
        return Target(text, Against.MANUAL)
    up = (change.amount > 0) is not at_most
    comparison = Comparison.AT_LEAST if up else Comparison.AT_MOST
    return replace(reference.target(text, comparison), change=change)


# Notations that are no operator with a value


def _read_zero(text: str, _: _Context) -> Target | None:
    if not wording.is_zero(text):
        return None
    return Target(text, Against.NUMBER, Comparison.EQUAL, number=Decimal(0))


def _read_rank(text: str, _: _Context) -> Target | None:
    found = wording.RANK.match(fold(text))
    if found is None:
        return None
    place = Decimal(found["place"] or found["ordinal"] or found["best"])
    return Target(text, Against.NUMBER, Comparison.AT_MOST, number=place, is_rank=True)


def _read_points(text: str, context: _Context) -> Target | None:
    """Read points on a scale, at least unless it says otherwise; the scale bounds what an outcome may be."""
    comparison, rest = split_operator(text)
    found = _POINTS.match(rest)
    if found is None or context.baseline.unit == "%":
        return None
    points = parse_number(found["points"])
    lowest = parse_number(found["low"]) if found["low"] else Decimal(1) if found["grade"] else None
    highest = Decimal(_GRADES[fold(found["grade"])]) if found["grade"] else parse_number(found["of"] or found["high"])
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


def _read_score(text: str, _: _Context) -> Target | None:
    """Read a number on an index that is better the higher it is: ``NKI 70``."""
    if not wording.SCORE.match(fold(text)):
        return None
    value = read_text(text.replace(":", " "))
    if value.state is not State.NUMBER or value.remarks:
        return None
    return Target(text, Against.NUMBER, Comparison.AT_LEAST, number=value.number, unit=value.unit)


def _read_interval(text: str, context: _Context) -> Target | None:
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
    years = _YEAR.match(found["low"]) and _YEAR.match(found["high"]) and not high.unit
    if years or (low.unit and low.unit != high.unit):
        return None
    fraction = context.baseline.unit == "%" and not high.unit and high.number <= 1
    on_the_way = fold(found["dash"]) == "till" and low.number == context.baseline.number
    if fraction or on_the_way:
        return Target(text, Against.MANUAL)
    return Target(text, Against.NUMBER, Comparison.BETWEEN, number=low.number, unit=high.unit, upper=high.number)


_NOTATIONS: tuple[Callable[[str, _Context], Target | None], ...] = (
    _read_movement,
    _read_as_good_as,
    _read_change,
    _read_zero,
    _read_rank,
    _read_points,
    _read_score,
    _read_interval,
)


# An operator and a value


def _read_operator(text: str, context: _Context) -> Target:
    """Read a target that is an operator, or none, and a value."""
    comparison, rest = split_operator(text)
    if is_placeholder(rest):
        return Target(text, Against.UNKNOWN, comparison, unit=unit_of_placeholder(rest))
    better = fold(text).startswith("bättre än")
    reference = _reference(rest, context)
    if reference is not None:
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
    is_year = not value.unit and _YEAR.match(value.text) and number in range(1990, 2100)
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


def _read_word(raw: str, comparison: Comparison | None, word: str, scale: Scale) -> Target:
    two_valued = two_valued_for(word)
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
