"""What the columns of a table hold, by its header: the indicator, its unit, *Läget*, the target, outcomes."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from indikator_excel.indicators.text import clean, fold


class Columns(Struct, frozen=True):
    """Which column of a table holds what, from 0.

    ``leading`` is one before the indicators', of groups or goals. ``outcomes`` are all that may take the round's
    outcome, in order; ``earlier`` are outcomes of the years before *Läget*, ``later`` targets of the years to come,
    each with its year.
    """

    name: int
    baseline: int
    target: int
    outcomes: tuple[int, ...] = ()
    leading: int | None = None
    unit: int | None = None
    earlier: tuple[tuple[int, int], ...] = ()
    later: tuple[tuple[int, int], ...] = ()

    @property
    def outcome(self) -> int | None:
        """The first column that may take the outcome."""
        return self.outcomes[0] if self.outcomes else None


_FULL_YEAR = r"(?:helår|bokslut)(?:et)?"
_BASELINE_HEADER = re.compile(
    rf"(?:läget?|nuläget?|utgångsläget?|utgångsvärde|basvärde|utfall|{_FULL_YEAR}(?=.*\d{{4}}))\b.*", re.IGNORECASE
)
_TARGET_HEADER = re.compile(r"(?:målvärde|mål(?:et)?|målnivå|målsättning)\b.*", re.IGNORECASE)
_OUTCOME_HEADER = re.compile(
    rf"(?:(?:del|hel)?års(?:utfall|prognos)|prognos|utfall|resultat|delår|tertial|{_FULL_YEAR})\b.*", re.IGNORECASE
)
#: What came of a year, and is no forecast and no part of the year.
_PAST_HEADER = re.compile(
    rf"(?:(?:helårs|års)?utfall|resultat|{_FULL_YEAR})\b(?!.*(?:delår|tertial)).*", re.IGNORECASE
)
_PART_OF_YEAR = re.compile(r"delår|tertial|prognos", re.IGNORECASE)
#: What a table calls the column of its indicators where that is no group's name; the surest first.
_NAMES = (
    *("indikator", "indikatorer", "mål/indikator", "indikator/mått", "indikator/nyckeltal", "nyckeltal"),
    *("nyckeltal/mått", "mått", "mått/indikator", "styrtal", "mätetal"),
)
NO_GROUP = frozenset(_NAMES)
_UNITS = frozenset({"enhet", "måttenhet", "mätenhet", "enh", "enh.", "sort"})
#: What else a table says of its indicators, and is neither their name nor a group.
_ASIDE = re.compile(
    r"(?:nr|id|kod|#|ansvarig\w*|nämnd|förvaltning|källa|mätmetod|metod|frekvens|kommentar|beskrivning|definition)\b.*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_WIDEST = 63  # columns that Word allows in a table


def columns_of(cells: Sequence[str]) -> Columns | None:
    """Return what the columns of a header row hold; None for a row that is no header, or can't be told what it says.

    A header names the baseline beside the target, mostly to the left of it. Of several years' targets it is that of
    the last year that has a column for its outcome.
    """
    heads = [clean(cell) for cell in cells[:_WIDEST]]
    targets = [n for n in range(1, len(heads)) if _TARGET_HEADER.fullmatch(heads[n])]
    found = [columns for n in targets if (columns := _columns_around(heads, n, targets)) is not None]
    if not found:
        return None
    awaited = [c for c in found if any(_is_year(heads[n], _year(heads[c.target])) for n in c.outcomes)]
    chosen = max(awaited, key=lambda c: _year(heads[c.target])) if awaited else found[0]
    alike = [n for n in targets if n > chosen.name and fold(heads[n]) == fold(heads[chosen.target])]
    return chosen if len(alike) == 1 else None


def is_unclear_header(cells: Sequence[str]) -> bool:
    """Whether a row is a header of several targets that are called the same: which is the year's, it does not say."""
    heads = [fold(cell) for cell in cells[1:_WIDEST]]
    targets = [head for head in heads if _TARGET_HEADER.fullmatch(head)]
    beside = any(_BASELINE_HEADER.fullmatch(head) or _OUTCOME_HEADER.fullmatch(head) for head in heads)
    return beside and len(set(targets)) < len(targets) and columns_of(cells) is None


def _columns_around(heads: Sequence[str], target: int, targets: Sequence[int]) -> Columns | None:
    """Return what the columns hold if ``target`` is the round's; None where it has no baseline beside it."""
    first, end = target, target + 1
    while first > 1 and _BASELINE_HEADER.fullmatch(heads[first - 1]):
        first -= 1
    while end < len(heads) and _BASELINE_HEADER.fullmatch(heads[end]):
        end += 1
    year = _year(heads[target])
    left, right = range(first, target), range(target + 1, end)
    baselines = (
        [n for n in left if not year or _year(heads[n]) != year]
        or [n for n in right if year and _year(heads[n]) not in (0, year)]
        or list(left)
    )
    if not baselines:
        return None
    # The latest year counts, and the whole of it before a part.
    baseline = max(baselines, key=lambda n: (not _PART_OF_YEAR.search(heads[n]), _year(heads[n]), n))
    others = (n for n in (*left, *range(target + 1, len(heads))) if n != baseline)
    outcomes = tuple(
        n for n in others if _OUTCOME_HEADER.fullmatch(heads[n]) and (not year or _year(heads[n]) in (0, year))
    )
    before = [n for n in range(first) if n == 0 or not _same_kind(heads[n], heads[target])]
    name = _name_among(heads, before)
    unit = next((n for n in before if n not in (0, name) and fold(heads[n]) in _UNITS), None)
    around = [n for n in before if n < name and n != unit and not _ASIDE.fullmatch(heads[n])]
    told = _year(heads[baseline]) or year
    past = [
        (n, y) for n in range(len(heads)) if _PAST_HEADER.fullmatch(heads[n]) and 0 < (y := _year(heads[n])) < told
    ]
    later = [(n, y) for n in targets if year and (y := _year(heads[n])) > year]
    return Columns(
        name,
        baseline,
        target,
        outcomes,
        around[-1] if around else None,
        unit,
        tuple((n, y) for n, y in past if n not in (baseline, name)),
        tuple(later),
    )


def _same_kind(head: str, target: str) -> bool:
    """Whether a column is another year's target, and not the goal that an indicator belongs to."""
    return bool(_TARGET_HEADER.fullmatch(head)) and (bool(_year(head)) or fold(head) == fold(target))


def _name_among(heads: Sequence[str], before: Sequence[int]) -> int:
    """Return the column of the indicators: the one that says so, else the nearest that may be."""
    called = [n for name in _NAMES for n in before if fold(heads[n]) == name]
    may_be = [n for n in before if fold(heads[n]) not in _UNITS and not _ASIDE.fullmatch(heads[n])]
    return next(iter(called), may_be[-1] if may_be else before[0])


def with_years(words: Sequence[str], years: Sequence[str]) -> tuple[str, ...]:
    """Return a header of two rows as one: each word with the year that stands above or below it."""
    return tuple(clean(f"{word} {year}") for word, year in zip(words, years, strict=True))


def are_years(texts: Iterable[str]) -> bool:
    """Whether cells hold years and nothing else, and at least one."""
    written = [text for text in map(clean, texts) if text]
    return bool(written) and all(_YEAR.fullmatch(text) for text in written)


def names_target(texts: Iterable[str]) -> bool:
    """Whether any of the cells is a target's header."""
    return any(_TARGET_HEADER.fullmatch(clean(text)) for text in texts)


def _year(text: str) -> int:
    """Return the year that a header names, 0 where it names none."""
    found = _YEAR.search(text)
    return int(found[0]) if found else 0


def _is_year(head: str, year: int) -> bool:
    return year != 0 and _year(head) == year
