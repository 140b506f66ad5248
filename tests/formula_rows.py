"""Rows for the proof of the live formula: rules of every kind, outcomes as people type, paste and calculate them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time
from decimal import Context, Decimal
from itertools import cycle, islice, product
from math import ceil, inf, nextafter
from typing import TYPE_CHECKING

from indikator_excel.indicators.numbers import exact, swedish
from indikator_excel.indicators.reading import NO_OVERRIDES, Overrides, Reading, interpret
from indikator_excel.indicators.rule import NotAssessable, PartlySetting, Rule, rule_for
from indikator_excel.indicators.scales import DEFAULT, Scale, Step
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.vocabulary import Direction, PartlyRule
from indikator_excel.xlsx.number_formats import stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

YEARS = Years(2023, 2024)
PARTLY = (
    PartlySetting(),
    PartlySetting(PartlyRule.SHARE, Decimal("0.9")),
    PartlySetting(PartlyRule.CLOSER),
    PartlySetting(PartlyRule.NONE),
)
#: A register's own scale with everything that a formula could trip on: signs that are wildcards elsewhere, quotes,
#: digits, a word that says that there is no value, a placeholder, a truth value, a spelling that two steps share.
ODD_SCALE = Scale(
    "Udda",
    (
        Step("inte alls", ("ej aktuellt", "x", "0")),
        Step('så "där"', ("a*b", "1", "till  viss DEL.")),
        Step("hel~t", ("fullt?ut", "sant", "a*b")),
    ),
)
SCALES = {fold(ODD_SCALE.name): ODD_SCALE}


@dataclass(frozen=True)
class Combination:
    """A baseline, a target and settings. ``stratum`` is the kind of comparison."""

    stratum: str
    baseline: str
    target: str
    overrides: Overrides = NO_OVERRIDES
    partly: PartlySetting = PARTLY[0]

    @property
    def reading(self) -> Reading:
        return interpret(self.baseline, self.target, YEARS, SCALES, self.overrides)

    @property
    def rule(self) -> Rule | NotAssessable:
        return rule_for(self.reading, self.partly)


@dataclass(frozen=True)
class Error:
    """An error value, by a formula that gives it."""

    formula: str
    text: str


@dataclass(frozen=True)
class Calculated:
    """A formula that a person typed, and the result that her program stored."""

    formula: str
    result: float


Content = str | bool | float | date | time | Error | Calculated | None


@dataclass(frozen=True)
class Outcome:
    """What stands in the value's cell and under *Ej mätt*. The format is the template's own where none is given."""

    content: Content
    number_format: str | None = None
    not_measured: str = ""
    #: Whether it lies nearer to a threshold than LibreOffice tells apart.
    within_reach: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the proof. ``live`` is what the formula is made from; it is another where a fault is planted."""

    combination: Combination
    rule: Rule | NotAssessable
    live: Rule | NotAssessable
    outcome: Outcome


# Rules


def combinations(rng: random.Random) -> Iterator[Combination]:
    """Yield rules of every kind: several hundred, distinct."""
    seen: set[Combination] = set()
    for candidate in _candidates(rng):
        if candidate not in seen:
            seen.add(candidate)
            yield candidate


def _candidates(rng: random.Random) -> Iterator[Combination]:
    partly = cycle(PARTLY)
    for stratum, baseline, target, overrides in (
        *_against_a_number(rng),
        *_against_another_value(rng),
        *_in_words(),
        *_NOT_ASSESSABLE,
    ):
        yield Combination(stratum, baseline, target, overrides, next(partly))


_Texts = tuple[str, str, str, Overrides]
_NONE = NO_OVERRIDES
_OPERATORS = {"minst": "minst", "högst": "högst", "mer än": "över", "mindre än": "under", "lika med": "exakt"}
_INTERVALS = (("95", "98"), ("3", "5"), ("10", "100"), ("0,3", "0,7"), ("1", "77"), ("12,5", "64,8"))
_THRESHOLDS = {
    " %": ("81", "100", "12,5", "0,5", "30", "77", "57", "64,8", "1", "10"),
    "": ("1", "3", "5", "10", "18", "100", "4711", "69 001"),
    " dagar": ("0,3", "0,77", "12,5", "7", "1000"),
    " kWh": ("150 078,5", "5074000", "0,1"),
}


def _number(rng: random.Random, unit: str) -> str:
    if not unit:
        return str(rng.randint(1, 900))
    return swedish(Decimal(rng.randint(1, 9_900)) / 100 if unit == " %" else Decimal(rng.randint(1, 99_999)) / 10)


def _against_a_number(rng: random.Random) -> Iterator[_Texts]:
    for (stratum, operator), (unit, fixed) in product(_OPERATORS.items(), _THRESHOLDS.items()):
        for threshold in (*fixed, *(_number(rng, unit) for _ in range(6))):
            baseline = f"{_number(rng, unit)}{unit}"
            yield stratum, baseline, f"{operator} {threshold}{unit}", _NONE
    for threshold in ("−4,9", "−10", "−1"):
        yield from (("minst", "−12 %", f"≥ {threshold} %", _NONE), ("högst", "−0,5 %", f"≤ {threshold} %", _NONE))
    for stratum, unit in product(("minst", "högst", "mer än", "mindre än"), _THRESHOLDS):
        for number in (rng.randint(20, 90) for _ in range(3)):
            near = Decimal(number) * (Decimal("0.85") if stratum in ("minst", "mer än") else Decimal("1.3"))
            overrides = Overrides(amber_from=exact(near))
            yield "gult från", f"{_number(rng, unit)}{unit}", f"{_OPERATORS[stratum]} {number}{unit}", overrides
    for unit, (low, high) in product((" %", "", " dagar"), _INTERVALS):
        if unit or low.isdecimal():
            yield "mellan", f"4{unit}", f"{low}–{high}{unit}", _NONE
    around = (("-1,8 %", "1 %"), ("", "2"), ("-3 mnkr", "5 mnkr"), ("2 %", "0,5 %"), ("4 dagar", "3 dagar"))
    yield from (("mellan", before, f"±{much}", _NONE) for before, much in around)
    yield from (("noll", "3", target, _NONE) for target in ("nollvision", "0", "inga"))
    yield from (("noll", "3 %", "0 %", _NONE), ("noll", "0", "noll", _NONE))
    yield from (("plats", "35", f"topp {place}", _NONE) for place in (1, 3, 10, 20, 50, 100, 150))
    yield from (("skala 1–5", "3,2", f"minst {points} (skala 1–5)", _NONE) for points in ("4", "3,5", "2,8", "5"))
    yield from (("skala 1–5", "3,2", f"{points} av 5", _NONE) for points in ("3,5", "4,1"))
    yield from (("skala 1–5", "60", f"NKI {points}", _NONE) for points in (70, 100))
    for unit, before, target in (
        ("skala 1-5", "3,9", "4,0"),
        ("index 0–100", "57", "65"),
        ("poäng 1-10", "7", "≥ 8"),
    ):
        yield "skala 1–5", before, target, Overrides(unit=unit)
    for target in ("topp 72", "högst 72", "72", "förbättras"):
        yield "plats", "144", target, Overrides(unit="placering")


def _against_another_value(rng: random.Random) -> Iterator[_Texts]:
    targets = ("≥ 2023", "> 2023", "≤ läget", "< läget", "ska öka", "ska minska", "inte öka")
    for target, unit in product(targets, (" %", "", " kWh")):
        yield "läget", f"{_number(rng, unit)}{unit}", target, _NONE
    for direction, unit in product(Direction, (" %", "", " dagar")):
        yield "läget", f"{_number(rng, unit)}{unit}", "oförändrat", Overrides(direction=direction)
        yield "läget", f"{_number(rng, unit)}{unit}", "förbättras", Overrides(direction=direction)
    for target in ("öka med 5 %", "minska med 10 %", "öka med 12,5 %"):
        yield from (("förändring", baseline, target, _NONE) for baseline in ("210 kWh", "33 dagar", "0,7 ton"))
    for target in ("+2 procentenheter", "minska med 3 procentenheter", "öka med 0,1 procentenheter"):
        yield from (("förändring", baseline, target, _NONE) for baseline in ("17 %", "30 %", "9,9 %"))
    for target, outside in product(
        ("≥ riket", "högre än länet", "≤ riket", "under riket"), ("18,3 %", "70 %", "4,5 %")
    ):
        yield "annat värde", "17 %", target, Overrides(outside=outside)


def _in_words() -> Iterator[_Texts]:
    targets = ("klart", "> delvis", "implementerat", "minst påbörjat", "≥ 2023", "> 2023")
    yield from (("ord", word, target, _NONE) for word, target in product(DEFAULT.words, targets) if word != "klart")
    for baseline, target in product(("inte alls", 'så "där"'), ("hel~t", 'så "där"', "> inte alls", "≥ 2023")):
        yield "egen skala", baseline, target, Overrides(scale=ODD_SCALE.name)
    yield from (("ja/nej", baseline, target, _NONE) for baseline, target in product(("Nej", "Ja", ""), ("Ja", "Nej")))
    yield from (("ja/nej", baseline, "Uppfyller", _NONE) for baseline in ("uppfyller ej", "uppfyller", ""))


_NOT_ASSESSABLE: tuple[_Texts, ...] = tuple(
    ("kan ej bedömas", baseline, target, overrides)
    for baseline, target, overrides in (
        ("31/12 X %", "≥ 2023", _NONE),
        ("X", "> 2023", _NONE),
        ("300 kWh", ">Xx kWh", _NONE),
        ("17 %", "nära noll", _NONE),
        ("55", "5", _NONE),
        ("17 %", "", _NONE),
        ("17 %", "≥ riket", _NONE),
        ("saknas", "något bättre", Overrides(scale=DEFAULT.name)),
    )
)


# Outcomes


def rows(seed: int, specials: int, ordinary: int) -> list[Row]:
    """Return the rows of the proof: for each rule its thresholds, some ordinary values, and some special outcomes.

    Special outcomes are dealt in turn within each kind of rule, so that every one meets every kind.
    """
    rng = random.Random(seed)  # noqa: S311 - the same rows every time
    kinds: dict[tuple[str, bool], list[Combination]] = {}
    for combination in combinations(rng):
        kinds.setdefault((combination.stratum, combination.rule.measure.scale is not None), []).append(combination)
    result: list[Row] = []
    for (_, words), members in kinds.items():
        deck = _word_specials() if words else _number_specials()
        dealt = cycle(rng.sample(deck, len(deck)))
        hand = max(specials, ceil(len(deck) / len(members)))
        for combination in members:
            rule = combination.rule
            outcomes = [] if words else _thresholds(rule, rng)
            for _ in range(ordinary):
                outcomes += _spellings(rule, rng) if words else [_ordinary(rule, rng)]
            outcomes += islice(dealt, hand)
            result += [Row(combination, rule, rule, outcome) for outcome in outcomes]
    return result


_EXACT = Context(prec=15)


def beside(number: Decimal) -> list[tuple[Decimal, bool]]:
    """Return the numbers that the program only just tells from ``number``, and those that LibreOffice only just does.

    LibreOffice takes two numbers for equal that differ by a few units in the 15th digit. Numbers that are too near
    for it are marked.
    """
    if not number:
        return []
    result = []
    for step in (_EXACT.next_minus, _EXACT.next_plus):
        nearest = near = step(number)
        while abs(near - number) <= abs(number) * Decimal("5e-15"):
            near = step(near)
        result += [(near, False)] if near == nearest else [(nearest, True), (near, False)]
    return result


def _thresholds(rule: Rule | NotAssessable, rng: random.Random) -> list[Outcome]:
    """Return outcomes on the ends of the rule's spans and of the scale, and right beside them."""
    spans = [] if isinstance(rule, NotAssessable) else [span for span in (rule.green, rule.amber) if span]
    ends = {end for span in spans for end in (span.low, span.high)} | {rule.measure.lowest, rule.measure.highest}
    on_them, around = [], []
    for end in sorted(end for end in ends if end is not None):
        x = exact(stored(end, rule.measure))
        on_them.append(Outcome(float(x)))
        around += [Outcome(float(near), within_reach=reach) for near, reach in beside(x)]
        # The same number as a calculation leaves it: noise beyond the 15th digit.
        around += [Outcome(nextafter(float(x), towards)) for towards in (-inf, inf)]
        around += [Outcome(float(x * factor)) for factor in (Decimal("0.99"), Decimal("1.01"))]
    return on_them + rng.sample(around, min(len(around), 7))


def _ordinary(rule: Rule | NotAssessable, rng: random.Random) -> Outcome:
    """Return a value about as large as the target, as it is typed."""
    about = Decimal(50) if isinstance(rule, NotAssessable) else rule.threshold
    x = stored(round(about * Decimal(rng.randint(0, 160)) / 100, 2), rule.measure)
    return Outcome(min(x, 1.0) if rule.measure.is_percent else x)


def _number_specials() -> list[Outcome]:
    texts = [
        *("81 %", "81\u00a0%", "ca 80", "12 st", "18,5 dagar", "15 av 18", "≥18", "5*"),
        *("ja", "80–85", "X", "röd 5", "3/4", "~5"),
    ]
    formats = ("General", "0", "#,##0.0", "0%", "0.00%", "0.0 %", '0.0" %"', "0.00E+00")
    dates: tuple[tuple[date | time, str], ...] = (
        (date(2024, 4, 3), "yyyy-mm-dd"),
        (date(2024, 4, 3), "d-mmm"),
        (date(2024, 4, 3), "m/d/yy"),
        (time(12), "h:mm"),
    )
    return [
        *_ANYWHERE,
        *(Outcome(text) for text in texts),
        *(Outcome(number, form) for number, form in product((0, 0.5, 0.81, 1, 5, 81, -0.3), formats)),
        *(Outcome(number) for number in (0, 1, -1, -0.05, -5, -150, 0.004, 1.05, 2.5, 81, 999_999_999_999)),
        *(Outcome(number) for number in (999_999_999_999_999, 1e15, -1e15, 1e18, 1e300)),
        *(Outcome(*cell) for cell in dates),
        Outcome(Calculated("=0.1+0.2", 0.1 + 0.2)),
        Outcome(Calculated("=0.7*1.1", 0.7 * 1.1)),
        Outcome(Calculated("=COUNT(1,2,3)", 3.0), "General"),
        *(Outcome(0.5, not_measured=text) for text in ("mäts inte i år", "  ")),
        Outcome("81 %", not_measured="mäts inte i år"),
    ]


def _word_specials() -> list[Outcome]:
    texts = [
        *("klart.", "Ja!", "uppfyller  inte", "inte klart", "klar", "nej, men snart", "klart\nja", "0", "1"),
        *("kl*", "?lart", "~klart", "*", "klart?", '"klart"', "a?b", "axb", "fullt-ut", "ej aktuellt", "x", "SANT"),
        *("klart\u00a0", "ej\u00a0påbörjat", "pa\u030abo\u0308rjat", "ja\n", "ｊａ"),
    ]
    return [
        *_ANYWHERE,
        *(Outcome(text) for text in texts),
        *(Outcome(number) for number in (0, 1, 3, 81)),
        Outcome(date(2024, 4, 3), "yyyy-mm-dd"),
        *(Outcome("ja", not_measured=text) for text in ("mäts inte i år", "  ")),
    ]


#: Outcomes that may stand in any row.
_ANYWHERE = (
    *(Outcome(content) for content in (None, "", "   ", "\u00a0", "?")),
    *(Outcome(content) for content in ("-", "–", "ej mätt", "Uppgift saknas", "n/a", "#N/A")),
    *(Outcome(content, not_measured="mäts inte i år") for content in (None, "  ", "-")),
    *(Outcome(content, not_measured="  ") for content in (None, "-")),
    *(Outcome(Error(formula, text)) for formula, text in (("=1/0", "#DIV/0!"), ("=NA()", "#N/A"))),
    Outcome(Error("=1/0", "#DIV/0!"), not_measured="mäts inte i år"),
    *(Outcome(truth, form) for truth, form in product((True, False), ("General", None))),
)


def _spellings(rule: Rule | NotAssessable, rng: random.Random) -> list[Outcome]:
    """Return every word of the scale, in odd case and with spaces around and inside it."""
    scale = rule.measure.scale
    steps: Sequence[Step] = scale.steps if scale else ()
    outcomes = []
    for spelling in (spelling for step in steps for spelling in step.spellings):
        cased = rng.choice((str.lower, str.upper, str.capitalize, str.swapcase))(spelling)
        spaced = rng.choice(("{}", " {}", "{}  ", "  {} ")).format(cased.replace(" ", rng.choice((" ", "   "))))
        outcomes.append(Outcome(spaced))
    return outcomes
