"""Targets that compare with another value: the baseline, another year's, the country's, or so much above or below."""

import re
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.indicators import wording
from indikator_excel.indicators.numbers import parse_number
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.scales import Scale
from indikator_excel.indicators.target import Change, Target, Years
from indikator_excel.indicators.text import clean, fold, plain_minus
from indikator_excel.indicators.units import canonical_unit, same_unit
from indikator_excel.indicators.values import State, Value, read_text
from indikator_excel.indicators.vocabulary import Against, Comparison
from indikator_excel.indicators.wording import split_operator

YEAR = when_used(r"\d{4}\Z")
_AMOUNT = r"\d[\d ]*(?:[.,]\d+)?"
_CHANGE = when_used(
    rf"(?P<verb>\w+)(?:\s+(?:med|på))?(?:\s+(?P<bound>minst|högst|max(?:imalt)?))?\s+(?P<amount>{_AMOUNT})\s*"
    r"(?P<unit>[^\d]*)\Z"
)
_CHANGE_BEHIND = when_used(
    rf"(?P<amount>{_AMOUNT})\s*(?P<unit>[^\d\s]*)\s+(?P<verb>\w+)(?:\s+(?:än|enn|end)\s+(?P<than>.+))?\Z"
)
_SIGNED = when_used(rf"(?P<sign>[+-])\s*(?P<amount>{_AMOUNT})\s*(?P<unit>[^\d]*)\Z")
_PERCENT_OR_POINTS = "menas procent av läget, eller procentenheter?"
_LEVEL_OR_CHANGE = "menas nivån {}, eller en förändring från läget?"
#: What a result or a budget is given in. It may be below zero, and is often written with its sign.
_MONEY = frozenset({"kr", "tkr", "mnkr", "mdkr"})


class Context(Struct, frozen=True):
    """What the rest of the row says, which tells a year from a number and which way a bare number points."""

    baseline: Value
    years: Years
    scale: Scale


class _Reference(Struct, frozen=True):
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


def named_reference(text: str, context: Context, *, year_alone: bool = False) -> _Reference | None:
    """Return what a text names as compared with.

    A year that stands alone is one where it is the baseline's or is known from other years; any other four-digit
    number is a number, unless the wording before it leaves no doubt (``year_alone``).
    """
    folded, years = fold(text), context.years
    if wording.BASELINE_NAMES.match(folded):
        return _Reference(Against.BASELINE)
    named = wording.NAMED_YEAR.match(folded)
    alone = YEAR.match(folded) and (year_alone or int(folded) in (years.baseline, *years.earlier))
    if named or alone:
        year = int(next(g for g in named.groups() if g) if named else folded)
        if year == years.baseline:
            return _Reference(Against.BASELINE)
        known = read_text(years.earlier.get(year, ""))
        number = known.number if known.state is State.NUMBER and not known.remarks else None
        return _Reference(Against.OUTSIDE, f"värdet {year}", year, number)
    if wording.OUTSIDE.match(folded) is None:
        return None
    return _Reference(Against.OUTSIDE, wording.AMONG.sub("", clean(text), 1))


def _split_reference(text: str, context: Context) -> tuple[str, _Reference | None]:
    """Split off what a movement is compared with; the baseline where nothing is named, None where it is unknown."""
    found = wording.COMPARED_WITH.search(text)
    if found is None:
        return text, _Reference(Against.BASELINE)
    return text[: found.start()], named_reference(found["than"], context, year_alone=True)


def read_movement(text: str, context: Context) -> Target | None:
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


def read_as_good_as(text: str, context: Context) -> Target | None:
    """Read ``i nivå med riket``, ``minst samma nivå som 2023``."""
    found = wording.AS_GOOD_AS.match(text)
    reference = named_reference(found["rest"], context, year_alone=True) if found else None
    if found is None or reference is None:
        return None
    if found["bound"]:
        return reference.target(text, Comparison.AT_LEAST if fold(found["bound"]) == "minst" else Comparison.AT_MOST)
    if context.baseline.state is State.WORD:
        return reference.target(text, Comparison.AT_LEAST)
    return reference.target(text, or_equal=True)


def read_change(text: str, context: Context) -> Target | None:
    """Read a target that is so much above or below the baseline, or what it names.

    Percent of a percentage may mean percent or percentage points; that is judged by hand. A signed number is a
    level where the baseline itself is below zero, or is not given, unless it is percent of what has another unit.
    """
    if split_operator(text)[0] is not None:
        return None
    head, reference = _split_reference(plain_minus(text), context)
    folded = wording.digits_behind(fold(head))
    if folded in wording.MULTIPLES:
        amount = wording.MULTIPLES[folded]
        return _changed(text, reference, Change(amount, relative=True, unit="%"))
    behind = _CHANGE_BEHIND.match(folded)
    if behind and behind["than"]:
        reference = named_reference(behind["than"], context, year_alone=True)
    signed = _SIGNED.match(folded)
    before = context.baseline.number
    if signed and (before < 0 if before is not None else signed["sign"] == "-" and not _is_share_of(signed, context)):
        return None
    found = _CHANGE.match(folded) or behind or signed
    if found and not found["unit"].strip() and YEAR.match(found["amount"].strip()) and found is not signed:
        return None  # "öka 2024" names a year
    up = _points_up(found, signed) if found else None
    amount_read = parse_number(found["amount"]) if found else None
    if found is None or up is None or amount_read is None:
        return None
    if found is signed and canonical_unit(found["unit"].strip() or context.baseline.unit) in _MONEY:
        return Target(text, Against.MANUAL, unclear=_LEVEL_OR_CHANGE.format(text))
    change = _change(found["unit"].strip(), amount_read if up else -amount_read, context.baseline)
    if change is None:
        percent = context.baseline.unit == "%" and canonical_unit(found["unit"].strip()) in ("%", "")
        return Target(text, Against.MANUAL, unclear=_PERCENT_OR_POINTS if percent else "")
    at_most = (found.groupdict().get("bound") or "minst") != "minst"
    return _changed(text, reference, change, at_most=at_most)


def _is_share_of(signed: re.Match[str], context: Context) -> bool:
    """Whether a signed number is percent of a baseline that is given in something else."""
    return canonical_unit(signed["unit"].strip()) == "%" and context.baseline.unit not in ("", "%")


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
    counted = canonical_unit(unit) == "st" and not baseline.unit
    if not (in_percent or in_points or not unit or counted or same_unit(unit, baseline.unit)):
        return None
    return Change(amount, relative=in_percent, unit=unit or baseline.unit)


def _changed(text: str, reference: _Reference | None, change: Change, *, at_most: bool = False) -> Target:
    """Return the target of a change: at least so much up, or so much down, unless it says "at most"."""
    if reference is None:
        return Target(text, Against.MANUAL)
    up = (change.amount > 0) is not at_most
    comparison = Comparison.AT_LEAST if up else Comparison.AT_MOST
    return replace(reference.target(text, comparison), change=change)
