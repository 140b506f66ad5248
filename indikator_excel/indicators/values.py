"""Reading one value: a baseline as the annex writes it, an outcome as a person typed it.

The rules are those of the field, in the order in which they are tried: blank, error, placeholder, *no value*,
word, number with or without unit. What is not understood whole is never mined for a number.
"""

import math
import re
from decimal import Decimal
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.indicators.by_sex import BySex, by_sex
from indikator_excel.indicators.numbers import NUMBER, decimals_of, exact, parse_number, plain
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.scales import Scale
from indikator_excel.indicators.text import clean, fold, plain_minus, without_footnote
from indikator_excel.indicators.units import (
    UNIT_WITH_DIGIT,
    canonical_unit,
    is_place,
    is_unit,
    looks_like_unit,
    same_unit,
    without_statistic,
)
from indikator_excel.indicators.vocabulary import ValueType
from indikator_excel.indicators.wording import split_operator


class State(Enum):
    """What a cell turned out to hold. The states are disjoint."""

    BLANK = auto()
    NUMBER = auto()
    WORD = auto()
    NO_VALUE = auto()  # an answer that there is no value: "-", "ej mätt", "N/A"
    PLACEHOLDER = auto()  # "X", "31/12 X %": to be filled in later
    UNREADABLE = auto()


class Remark(Enum):
    """Why a value is *asked* about (not used) or *noted* (used)."""

    NOT_OF_TYPE = auto()
    EXCEL_ERROR = auto()
    PLACEHOLDER_LEFT = auto()
    OUTSIDE_SCALE = auto()
    SEVERAL_NUMBERS = auto()
    DATE = auto()
    FRACTION_OR_PERCENT = auto()  # 0.81 in a cell that is not formatted as percent
    HUNDREDFOLD = auto()  # 8100 %: a pasted 81 in a percent cell
    INEQUALITY = auto()  # "≥18" where a value is expected
    OTHER_UNIT = auto()
    NUMBER_FOR_WORD = auto()
    GROUPING = auto()  # "1,234" of something counted: 1234 or 1.234?
    OUTSIDE_BOUNDS = auto()  # 6 on a scale of 1–5
    COLOUR = auto()  # "röd 395 ton"
    WITHOUT_TOTAL = auto()  # "kv 74 / m 69"
    APPROXIMATE = auto()
    OUT_OF = auto()  # "15 av 18"
    OVER_HUNDRED = auto()
    NOT_WHOLE = auto()
    NEGATIVE = auto()
    UNIT_SPELLING = auto()
    BELOW_ONE = auto()  # 0.81 % where last year was 74 %
    FORMAT_PRESUMED = auto()  # the file can't tell whether 0.81 shows as 81 %

    @property
    def asked(self) -> bool:
        """True where the value is not used until somebody has answered; False where it is only noted."""
        return self not in _NOTED


_NOTED = frozenset(
    {
        Remark.APPROXIMATE,
        Remark.OUT_OF,
        Remark.OVER_HUNDRED,
        Remark.NOT_WHOLE,
        Remark.NEGATIVE,
        Remark.UNIT_SPELLING,
        Remark.BELOW_ONE,
        Remark.FORMAT_PRESUMED,
    }
)


#: No outcome or target is more percent; an outcome may be where the target is near.
MAX_PLAUSIBLE_PERCENT = Decimal(200)


class Measure(Struct, frozen=True):
    """What an indicator is measured in.

    ``unit`` is as written (``%``, ``kWh``, empty for a bare count); ``scale`` is set for words that have an order.
    ``lowest`` and ``highest`` bound what an outcome may be, where it is points on a scale (1–5).
    """

    value_type: ValueType
    unit: str = ""
    decimals: int = 0
    scale: Scale | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    #: A percent above it is taken for a pasted whole number (81 -> 8100 %).
    plausible: Decimal = MAX_PLAUSIBLE_PERCENT

    @property
    def is_percent(self) -> bool:
        """Whether a cell stores the value as a fraction with a percent format."""
        return self.value_type is ValueType.PERCENT


#: What may be judged, if nothing is asked about it.
_JUDGED = (State.NUMBER, State.WORD)


class Value(Struct, frozen=True):
    """One value as read.

    ``number`` is in the indicator's own unit (81 for 81 %). It is also kept for a value that is asked about,
    as the suggestion to ask with; ``usable`` tells whether it counts.
    """

    text: str
    state: State
    number: Decimal | None = None
    word: str | None = None
    unit: str = ""
    remarks: tuple[Remark, ...] = ()
    #: The values of women and men, where the text gives them; ``number`` is then the total.
    women: Decimal | None = None
    men: Decimal | None = None
    #: What a number was given out of ("15 av 18": 18).
    out_of: Decimal | None = None
    #: Whether it is written as a place in a ranking: ``plats 60``, ``5:e``.
    is_rank: bool = False

    @property
    def usable(self) -> bool:
        """Whether the value may be judged."""
        return self.state in _JUDGED and not (self.remarks and any(r.asked for r in self.remarks))

    @property
    def plain(self) -> Decimal | str | None:
        """The number or the word if usable, else None."""
        return (self.word if self.state is State.WORD else self.number) if self.usable else None


BLANK = Value("", State.BLANK)

_NO_VALUE = when_used(
    r"(?:[-–—−.]|-{2,3}|…|\.\.+|n/?a|#saknas!|#n/a|"
    r"(?:ej|inte|icke|inget|ingen)\s+(?:mät\w+|tillämplig\w*|aktuell\w*|relevant\w*|uppgift\w*|värde|data|utfall)"
    r"|mäts\s+(?:ej|inte)|(?:uppgift|värde|data|utfall)(?:er|en|et)?\s+saknas|inga\s+tillgängliga\s+data)"
    r"(?:\s+(?:i\s+år|\d{4}))?[.!]?\Z"
)
_EXCEL_ERROR = when_used(
    r"#(?:DIV/0!|DIVISION/0!|VALUE!|VÄRDEFEL!|REF!|REFERENS!|NAME\?|NAMN\?|NUM!|OGILTIGT!|NULL!|SKÄRNING!"
    r"|SPILL!|CALC!)\Z",
    re.IGNORECASE,
)
#: But "2 x per år" says how often.
_PLACEHOLDER = when_used(r"(?<!\w)(?!(?<=\d )x\s+(?:per|i|om)\b)(?:[Xx]{1,3}|\?+)(?!\w)")
_NUMBER_IN_TEXT = when_used(rf"(?<![\w,.]){NUMBER}(?![\w])")
_ONE_NUMBER = when_used(rf"(?P<before>[^\d]*?)(?P<number>{NUMBER})\s*(?P<after>[^\d]*)\Z")
#: What most cells hold: a number, with the plainest of units or none.
_USUAL = when_used(rf"(?P<number>{NUMBER}) ?(?P<unit>%|procent|st)?\Z")
_OUT_OF = when_used(rf"(?P<part>{NUMBER})\s+av\s+(?P<whole>{NUMBER})\Z", re.IGNORECASE)
_APPROXIMATE = when_used(r"(?:ca|cirka|c:a|ungefär|omkring|runt)\.?\s+", re.IGNORECASE)
_TARGET_REPEATED = when_used(r"mål(?:et|värdet?)?\b\s*:?\s*(?:är\s+)?", re.IGNORECASE)
_COLOUR = when_used(r"(?:\(?\b(?:röd|rött|gul|gult|grön|grönt)\b\)?|[🔴🟡🟢])[\s:,–-]*", re.IGNORECASE)
# An ordinal is no second number.
_ORDINAL = when_used(r"(?<=\d):(?:[ae]|an|de)(?!\w)")
_GROUPED_OR_DECIMAL = when_used(r"-?\d{1,3}[.,]\d{3}\Z")
#: A dot before three digits groups thousands as often as it is a decimal sign.
_THOUSANDS = when_used(r"-?[1-9]\d{0,2}\.\d{3}\Z")
#: Without a year it may as well be two numbers: 80/85.
_DATE_IN_TEXT = when_used(
    r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])\Z|\d{1,2}/\d{1,2}[-/ ]\d{2,4}\Z|\d{4}-\d{2}-\d{2}\Z"
)
_LEADING_DATE = when_used(r"\d{1,2}/\d{1,2}(?:[\s-]+(?:19|20)\d\d)?[\s:]+")

_HUNDRED = Decimal(100)
_BEYOND_EXCEL = Decimal(10) ** 15  # a spreadsheet's numbers are exact up to here


def is_placeholder(text: str) -> bool:
    """Whether ``text`` holds a place to be filled in later: ``X``, ``Xx``, ``?``."""
    return bool(_PLACEHOLDER.search(clean(text)))


def unit_of_placeholder(text: str) -> str:
    """Return the unit beside a placeholder: ``31/12 X kWh`` -> ``kWh``. The date is never a value."""
    rest = _LEADING_DATE.sub("", clean(text))
    return re.sub(r"[<>≤≥=]", "", _PLACEHOLDER.sub("", rest)).strip()


def read_text(text: str, measure: Measure | None = None) -> Value:
    """Read a text.

    Args:
        text: What a person wrote.
        measure: What the indicator is measured in; None while that is still to be found out (a baseline in an
            annex), in which case any word stays a word and any unit is accepted.
    """
    raw = clean(text)
    if not raw:
        return BLANK
    if (measure is None or measure.value_type.is_number) and (usual := _USUAL.match(raw)):
        return _number(raw, usual["number"], usual["unit"] or "", [], measure)
    if _EXCEL_ERROR.match(raw):
        return Value(raw, State.UNREADABLE, remarks=(Remark.EXCEL_ERROR,))
    if is_placeholder(raw):
        unit = unit_of_placeholder(raw)
        place = is_place(unit)
        left = (Remark.PLACEHOLDER_LEFT,)
        return Value(raw, State.PLACEHOLDER, unit="" if place else unit, remarks=left, is_rank=place)
    if _NO_VALUE.match(fold(raw)):
        return Value(raw, State.NO_VALUE)
    if measure is not None and not measure.value_type.is_number:
        return _read_word(raw, measure.scale)
    if not any(c.isdecimal() for c in raw):
        if measure is None:
            return Value(raw, State.WORD, word=raw)
        return Value(raw, State.UNREADABLE, remarks=(Remark.NOT_OF_TYPE,))
    return _read_number(raw, measure)


def read_number(number: float, measure: Measure, *, percent_format: bool | None = None) -> Value:
    """Read a number that a cell stores.

    Args:
        number: The stored number, unrounded.
        measure: What the indicator is measured in.
        percent_format: Whether the cell is formatted as percent; None where the file can't tell, which is read
            as the template's own format for values up to 1.
    """
    if isinstance(number, float) and not math.isfinite(number):
        return Value(str(number), State.UNREADABLE, remarks=(Remark.NOT_OF_TYPE,))
    value = exact(number)
    if abs(value) >= _BEYOND_EXCEL:
        return Value(f"{value:E}", State.UNREADABLE, remarks=(Remark.NOT_OF_TYPE,))
    text = f"{value:f}".replace(".", ",")
    if not measure.value_type.is_number:
        return _read_word(text, None) if measure.scale is None else _number_for_word(text)
    remarks: list[Remark] = []
    if measure.is_percent:
        if percent_format is None:
            remarks.append(Remark.FORMAT_PRESUMED)
            percent_format = abs(value) <= 1
        if percent_format:
            value = plain(value * _HUNDRED)
            text = f"{value:f}".replace(".", ",") + " %"
        elif 0 < abs(value) <= 1:
            remarks.append(Remark.FRACTION_OR_PERCENT)
        if value > measure.plausible:
            remarks.append(Remark.HUNDREDFOLD)
    elif percent_format:
        # A percent format on a count: Excel takes it over from what was pasted or typed ("4 %").
        text = f"{plain(value * _HUNDRED)} %".replace(".", ",")
        return Value(text, State.NUMBER, number=value, unit=measure.unit, remarks=(Remark.OTHER_UNIT,))
    return Value(text, State.NUMBER, number=value, unit=measure.unit, remarks=(*remarks, *_notes(value, measure)))


def says_what_was(text: str) -> bool:
    """Whether a text tells what something was: it is not blank, left to be filled in, or that there is no value."""
    return not is_placeholder(text) and read_text(text).state not in (State.BLANK, State.NO_VALUE)


def says_why(text: str) -> bool:
    """Whether a text can be the reason why there is no value: it has words, and they are not *nej* or a value."""
    said = any(c.isalpha() for c in text) and fold(text) != "nej"
    return said and read_text(text).state not in (State.NUMBER, State.PLACEHOLDER)


def within(number: Decimal, measure: Measure) -> bool:
    """Whether a number lies on the scale that points are given on; every number does where there is none."""
    above = measure.lowest is None or number >= measure.lowest
    return above and (measure.highest is None or number <= measure.highest)


def _notes(number: Decimal, measure: Measure) -> tuple[Remark, ...]:
    """Return what is unusual about a number in itself."""
    notes: list[Remark] = []
    if not within(number, measure):
        notes.append(Remark.OUTSIDE_BOUNDS)
    if measure.is_percent and _HUNDRED < number <= measure.plausible:
        notes.append(Remark.OVER_HUNDRED)
    if measure.value_type in (ValueType.COUNT, ValueType.PERCENT) and number < 0:
        notes.append(Remark.NEGATIVE)
    if measure.value_type is ValueType.COUNT and decimals_of(number) > measure.decimals:
        notes.append(Remark.NOT_WHOLE)
    return tuple(notes)


def _number_for_word(text: str) -> Value:
    return Value(text, State.UNREADABLE, remarks=(Remark.NUMBER_FOR_WORD,))


def _read_word(raw: str, scale: Scale | None) -> Value:
    """Read a word of a scale, or any text where there is none."""
    if scale is None:
        return Value(raw, State.WORD, word=raw)
    rank = scale.rank(without_footnote(raw).rstrip(".!"))
    if rank is not None:
        return Value(raw, State.WORD, word=scale.words[rank])
    remark = Remark.NUMBER_FOR_WORD if parse_number(raw) is not None else Remark.OUTSIDE_SCALE
    return Value(raw, State.UNREADABLE, word=scale.closest(raw), remarks=(remark,))


def _read_number(raw: str, measure: Measure | None) -> Value:
    """Read a text that holds at least one digit."""
    text = without_statistic(without_footnote(plain_minus(raw)))
    if _DATE_IN_TEXT.match(text):
        return Value(raw, State.UNREADABLE, remarks=(Remark.DATE,))
    is_ordinal = _ORDINAL.search(text) is not None
    text, own_unit = _cut_unit(_ORDINAL.sub("", text), measure)
    if part := _OUT_OF.match(text):
        return _read_out_of(raw, part, measure)
    if split := by_sex(text):
        return _read_by_sex(raw, split, own_unit, measure)
    text, remarks = _without_words(text)
    found = _ONE_NUMBER.match(text)
    if found is None:
        several = len(_NUMBER_IN_TEXT.findall(text)) > 1
        return Value(raw, State.UNREADABLE, remarks=(Remark.SEVERAL_NUMBERS if several else Remark.NOT_OF_TYPE,))
    before, after = found["before"].strip(), found["after"].strip().rstrip(".")
    if before and before[-1] in ".,":  # ".4": the rest of a number, whose whole part is left out or lost
        return Value(raw, State.UNREADABLE, remarks=(Remark.NOT_OF_TYPE,))
    unit = own_unit or after or before
    unit_fits = bool(own_unit) or looks_like_unit(unit, measure.unit if measure else "", behind=not before)
    if sum(map(bool, (before, after, own_unit))) > 1 or not unit_fits:
        suggestion = parse_number(found["number"])
        return Value(raw, State.UNREADABLE, number=suggestion, remarks=(Remark.NOT_OF_TYPE,))
    value = _number(raw, found["number"], unit, remarks, measure, behind=not before)
    return replace(value, is_rank=is_ordinal or is_place(unit))


def _number(
    raw: str, written: str, unit: str, remarks: list[Remark], measure: Measure | None, *, behind: bool = True
) -> Value:
    """Return the value of one number with its unit, and what is to be said about it."""
    number = parse_number(written)
    if number is None:  # more digits than a number has
        return Value(raw, State.UNREADABLE, remarks=(Remark.NOT_OF_TYPE,))
    thousands = (
        _THOUSANDS.match(written) is not None and canonical_unit(unit or (measure.unit if measure else "")) != "%"
    )
    if thousands:
        remarks = [*remarks, Remark.GROUPING]
    if measure is None:
        unit = "%" if canonical_unit(unit) == "%" else "" if is_place(unit) else unit
        return Value(raw, State.NUMBER, number=number, unit=unit, remarks=tuple(remarks))
    remarks = [*remarks, *_unit_remarks(unit, measure, behind=behind)]
    if not thousands and _is_counted(measure) and not measure.decimals and is_grouped_or_decimal(written):
        remarks.append(Remark.GROUPING)
    if Remark.OTHER_UNIT not in remarks:  # what it is in the indicator's own unit is not known
        remarks += (*_percent_doubts(number, unit, measure), *_notes(number, measure))
    return Value(raw, State.NUMBER, number=number, unit=measure.unit, remarks=tuple(remarks))


def _without_words(text: str) -> tuple[str, list[Remark]]:
    """Cut off the words that say something about the number without being its unit, and remark on them."""
    remarks = []
    if colour := _COLOUR.search(text):
        text = plain_minus(clean(f"{text[: colour.start()]} {text[colour.end() :]}"))
        remarks.append(Remark.COLOUR)
    if approximate := _APPROXIMATE.match(text):
        text = plain_minus(text[approximate.end() :])
        remarks.append(Remark.APPROXIMATE)
    if repeated := _TARGET_REPEATED.match(text):
        text = text[repeated.end() :]
    comparison, text = split_operator(text)
    if comparison or repeated:
        text = plain_minus(text)
        remarks.append(Remark.INEQUALITY)
    return text, remarks


def _percent_doubts(number: Decimal, unit: str, measure: Measure) -> list[Remark]:
    """Return what makes a written percent doubtful: a fraction without its sign, or a hundredfold."""
    if not measure.is_percent:
        return []
    if number > measure.plausible:
        return [Remark.HUNDREDFOLD]
    return [Remark.FRACTION_OR_PERCENT] if not unit and 0 < abs(number) <= 1 else []


def a_thousandfold_nearer(number: Decimal, known: Decimal) -> bool:
    """Whether a thousand times the number lies nearer to a known value than it does itself: 5,2 beside 5 000."""
    if number <= 0 or known <= 0:
        return False
    return max(number * 1000 / known, known / (number * 1000)) < max(number / known, known / number)


def is_grouped_or_decimal(text: str) -> bool:
    """Whether a number is written so that it can be a thousand or a fraction: ``1,234``."""
    return ("." in text or "," in text) and bool(_GROUPED_OR_DECIMAL.match(clean(text)))


def _is_counted(measure: Measure) -> bool:
    return measure.value_type is ValueType.COUNT


def _cut_unit(text: str, measure: Measure | None) -> tuple[str, str]:
    """Cut off a unit that holds a digit (``ton CO2e``, ``m2``), the indicator's own or a known one."""
    unit = measure.unit if measure else ""
    if any(c.isdecimal() for c in unit) and fold(text).endswith(fold(unit)):
        return text[: -len(unit)].strip(), unit
    found = UNIT_WITH_DIGIT.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text, "")


def _read_out_of(raw: str, part: re.Match[str], measure: Measure | None) -> Value:
    """Read ``15 av 18``: 15 for a count, 83.3 for percent."""
    some, whole = parse_number(part["part"]), parse_number(part["whole"])
    if some is None or not whole or some > whole:
        return Value(raw, State.UNREADABLE, remarks=(Remark.SEVERAL_NUMBERS,))
    if measure is None:
        return Value(raw, State.NUMBER, number=some, remarks=(Remark.OUT_OF,), out_of=whole)
    if measure.is_percent:
        return Value(raw, State.NUMBER, number=exact(some / whole * _HUNDRED), unit="%", remarks=(Remark.OUT_OF,))
    # On a scale, "3,5 av 5" is how the value is written; of another whole it is another unit.
    remark = Remark.OUT_OF if measure.highest is None else Remark.OTHER_UNIT
    return Value(raw, State.NUMBER, number=some, unit=measure.unit, remarks=(remark,), out_of=whole)


def _read_by_sex(raw: str, split: BySex, unit: str, measure: Measure | None) -> Value:
    """Keep both values; the total is what is judged, and is asked for where it is missing."""
    unit = split.unit or unit
    remarks = [] if split.total is not None else [Remark.WITHOUT_TOTAL]
    if measure is not None:
        numbers = [n for n in (split.women, split.men, split.total) if n is not None]
        doubts = [r for n in numbers for r in (*_percent_doubts(n, unit, measure), *_notes(n, measure))]
        remarks += [*_unit_remarks(unit, measure, behind=True), *dict.fromkeys(doubts)]
        unit = measure.unit
    state = State.UNREADABLE if split.total is None else State.NUMBER
    return Value(raw, state, split.total, unit=unit, remarks=tuple(remarks), women=split.women, men=split.men)


def _unit_remarks(unit: str, measure: Measure, *, behind: bool) -> list[Remark]:
    """Hold the unit that was written against the indicator's. ``behind`` tells whether it stands after the number."""
    of_place = is_place(unit) and (not measure.unit or is_place(measure.unit))
    if not unit or fold(unit) == fold(measure.unit) or of_place:
        return []
    if same_unit(unit, measure.unit) or (not measure.unit and canonical_unit(unit) == "st"):
        return [] if canonical_unit(unit) in ("%", "st") else [Remark.UNIT_SPELLING]
    if _is_counted(measure) and not measure.unit and not is_unit(unit) and behind:
        return [Remark.UNIT_SPELLING]  # "4 möten": what is counted, not another unit
    return [Remark.OTHER_UNIT]
