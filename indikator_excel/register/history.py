"""*Historik*: what was answered in earlier rounds, in and out of the register.

A row is known by its year, round, department and indicator; a row without a department holds for all of them.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from indikator_excel.indicators.model import Department, Indicator, Round, id_key
from indikator_excel.indicators.next_year import total_of
from indikator_excel.indicators.numbers import parse_year
from indikator_excel.indicators.text import clean, fold, join_and
from indikator_excel.indicators.values import says_what_was
from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.register.layout import HISTORY
from indikator_excel.register.tables import Tables

if TYPE_CHECKING:
    from indikator_excel.register.book import Book

#: How a reason for having no value begins, as the verdict says it.
_NOT_MEASURED = "ej mätt:"
#: Stands for the second period's value where a row of two periods has only the first.
NO_SECOND = "–"
#: What a baseline that nobody answered in a round stands under: it is of its year, and no round's.
_BASELINE = "läget"


class PastAnswer(Struct, frozen=True):
    """One row. ``kind`` is None where the row does not say, as those written by hand; it then counts as an outcome.

    ``department`` is a code, a name, or empty for a value that holds for all; ``second`` is the second period's, or
    ``NO_SECOND``.
    """

    year: int
    round: str
    id: str
    department: str
    value: str
    indicator: str = ""
    verdict: str = ""
    kind: Kind | None = None
    second: str = ""
    why: str = ""

    @property
    def is_forecast(self) -> bool:
        """Whether the value was a forecast."""
        return self.kind is Kind.FORECAST

    @property
    def is_half(self) -> bool:
        """Whether there is a value of one of two periods only, which is no outcome."""
        return bool(self.second) and (not self.value or self.second == NO_SECOND)

    @property
    def totals(self) -> tuple[str, ...]:
        """The values that there are, without women's and men's, each once."""
        given = (self.value, "" if self.second == NO_SECOND else self.second)
        return tuple(dict.fromkeys(total_of(text) for text in given if text))

    @property
    def told(self) -> str:
        """The value, or both periods' values, or why there is none; empty where there is nothing to tell."""
        if self.is_half:
            return f"{self.value or self.second} (period {2 if self.value else 1} saknar värde)"
        values = join_and([v for v in (self.value, self.second) if v])
        return values or (self.why if self.why.startswith(_NOT_MEASURED) else "")

    @property
    def source(self) -> str:
        """Where it comes from: ``prognos, Delår april``."""
        return ", ".join(filter(None, ("prognos" if self.is_forecast else "", self.round)))


def past_answers(book: Tables) -> list[PastAnswer]:
    """Return the rows that say which year and indicator they are about."""
    table = book.table(HISTORY)
    if table is None:
        return []
    kinds = {fold(kind): kind for kind in Kind}
    found = []
    for row in table.rows():
        year, id_ = parse_year(clean(table.text(row, "År"))), clean(table.text(row, "ID"))
        if year is not None and id_:
            found.append(
                PastAnswer(
                    year,
                    clean(table.text(row, "Omgång")),
                    id_,
                    clean(table.text(row, "Förvaltning")),
                    clean(table.text(row, "Värde")),
                    clean(table.text(row, "Indikator")),
                    clean(table.text(row, "Bedömning")),
                    kinds.get(fold(table.text(row, "Värdet avser"))),
                    clean(table.text(row, "Värde (2)")),
                    clean(table.text(row, "Varför")),
                )
            )
    return found


def codes_of(departments: Iterable[Department]) -> dict[str, str]:
    """Return each department's code by its code and its name, in the form in which texts are compared."""
    return {fold(name): d.code for d in departments for name in (d.code, d.name)}


def last_outcome_round(past: Iterable[PastAnswer], year: int) -> str | None:
    """Return the year's last round that asked for outcomes, None where there was none."""
    return next((p.round for p in reversed(list(past)) if p.year == year and not p.is_forecast), None)


class YearOutcome(Struct, frozen=True):
    """What an indicator came to in a year: one value, or else what there is that is not one."""

    value: str = ""
    not_one: str = ""


def outcomes_of_year(
    past: Iterable[PastAnswer],
    year: int,
    round_name: str,
    indicators: Iterable[Indicator],
    departments: Iterable[Department],
) -> dict[str, YearOutcome]:
    """Return what each indicator came to in a round of the year, by ID.

    Several departments have one value where it was weighed together, or where all of them say the same; so have two
    periods. Half an answer is none.
    """
    by_id: dict[str, list[PastAnswer]] = {}
    for p in past:
        if p.year == year and not p.is_forecast and fold(p.round) == fold(round_name):
            by_id.setdefault(p.id, []).append(p)
    codes = codes_of(departments)
    return {i.id: _outcome(by_id.get(i.id, []), i, codes) for i in indicators}


def _outcome(own: list[PastAnswer], indicator: Indicator, codes: Mapping[str, str]) -> YearOutcome:
    answers = [p for p in own if p.totals]
    if not answers:
        return YearOutcome()
    whole = [p for p in answers if not p.department]
    # What was weighed together is of the first period alone.
    values = {v for p in whole or answers for v in p.totals} | {total_of(p.second) for p in answers if p.second}
    answered = {codes.get(fold(p.department), p.department) for p in answers}
    several = len(indicator.departments) > 1
    if any(p.is_half or (indicator.periods > 1 and p.department and not p.second) for p in answers):
        what = "halvt svar"
    elif several and not whole and not set(indicator.departments) <= answered:
        what = "utfall finns bara från en del av förvaltningarna"
    elif len(values) > 1:
        what = "två värden" if len(answers) == 1 else "olika värden"
    else:
        return YearOutcome(values.pop())
    return YearOutcome(not_one=f"{what}, {_told_together(answers, indicator)}")


def _told_together(answers: list[PastAnswer], indicator: Indicator) -> str:
    """Say what rows hold, each with its department where an indicator has several."""
    named = len(answers) > 1 or len(indicator.departments) > 1
    return join_and([f"{p.told} ({p.department})" if named and p.department else p.told for p in answers])


def baselines_to_keep(past: Iterable[PastAnswer], round_: Round, indicators: Iterable[Indicator]) -> list[PastAnswer]:
    """Return the baselines that stand in *Läget* alone, as rows of *Historik*, before *Läget* is written over."""
    listed = list(indicators)
    known = values_by_year(past, listed, round_.baseline_year + 1)
    return [
        PastAnswer(
            round_.baseline_year,
            _BASELINE,
            i.id,
            "",
            clean(i.baseline_text),
            i.label,
            kind=Kind.OUTCOME,
            why="läget i registret, innan det skrevs över",
        )
        for i in listed
        if says_what_was(i.baseline_text) and not known.get(i.id, {}).get(round_.baseline_year)
    ]


def values_by_year(
    past: Iterable[PastAnswer], indicators: Iterable[Indicator], before: int
) -> dict[str, dict[int, str]]:
    """Return what the indicators were before a year: ID -> year -> value as written, empty where it is not known.

    Of several rounds in a year the last one counts, and a forecast never does. Where several departments report, only
    the row without a department, which holds for all of them, is the indicator's own.
    """
    several = {i.id for i in indicators if len(i.departments) > 1}
    history: dict[str, dict[int, str]] = {}
    for (id_, year), by_department in _outcomes(past, before).items():
        values = list(by_department.values())
        own = values[0] if len(values) == 1 and id_ not in several else ""
        history.setdefault(id_, {})[year] = by_department.get("", own)
    return history


def values_by_department(
    past: Iterable[PastAnswer], departments: Iterable[Department], before: int
) -> dict[tuple[str, str], dict[int, str]]:
    """Return what each department answered before a year: ID and department's code -> year -> value as written.

    Rounds and forecasts count as for the indicators' own values.
    """
    codes = codes_of(departments)
    found: dict[tuple[str, str], dict[int, str]] = {}
    for (id_, year), by_department in _outcomes(past, before).items():
        for department, value in by_department.items():
            if department in codes:
                found.setdefault((id_, codes[department]), {})[year] = value
    return found


def _outcomes(past: Iterable[PastAnswer], before: int) -> dict[tuple[str, int], dict[str, str]]:
    """Return the outcomes of each year's last round: ID and year -> department, as it is compared -> value."""
    listed = [p for p in past if p.year < before]
    last = {p.year: fold(p.round) for p in listed if p.kind is Kind.OUTCOME and not _is_baseline(p)}
    found: dict[tuple[str, int], dict[str, str]] = {}
    for p in listed:
        by_department = found.setdefault((p.id, p.year), {})
        of_year = p.kind is None or _is_baseline(p) or fold(p.round) == last.get(p.year)
        if of_year and not p.is_forecast and p.totals and not p.is_half:
            by_department[fold(p.department)] = join_and(list(p.totals))
    return found


def _is_baseline(answer: PastAnswer) -> bool:
    return fold(answer.round) == _BASELINE


def references(
    past: Iterable[PastAnswer], round_: Round, departments: Iterable[Department]
) -> dict[str, dict[str, str]]:
    """Return what each department answered in the year's last round before this: ID -> code -> text."""
    codes = codes_of(departments)
    found: dict[str, dict[str, str]] = {}
    for p in past:
        code = codes.get(fold(p.department))
        if p.year == round_.year and code and p.told and fold(p.round) != fold(round_.name):
            found.setdefault(p.id, {})[code] = f"{p.told} ({p.source})" if p.source else p.told
    return found


class KnownBaseline(Struct, frozen=True):
    """What *Historik* says of a baseline that the register lacks: a sentence, and a value where there is one."""

    sentence: str
    suggestion: str = ""


def known_baselines(
    past: Iterable[PastAnswer], year: int, indicators: Iterable[Indicator], departments: Iterable[Department]
) -> dict[str, KnownBaseline]:
    """Return what was answered of the baseline's year in the last round that says anything: ID -> what is known.

    A value is suggested where it could have been the year's outcome, had it been one.
    """
    codes = codes_of(departments)
    rows: dict[str, list[PastAnswer]] = {}
    for p in past:
        if p.year == year and p.totals:
            before = rows.get(p.id, [])
            rows[p.id] = [*(b for b in before if fold(b.round) == fold(p.round)), p]
    known = {}
    for indicator in indicators:
        said = rows.get(indicator.id)
        if said is None:
            continue
        whole = [p for p in said if not p.department] or said
        several = len(whole) > 1 or len({v for p in whole for v in p.totals}) > 1
        kind = "prognosen" if whole[-1].is_forecast else "svaren" if several else "svaret"
        where = f" i {whole[-1].round}" if whole[-1].round else ""
        told = _told_together(whole, indicator)
        known[indicator.id] = KnownBaseline(
            f" Enligt Historik var {kind}{where} {told}.", _outcome(said, indicator, codes).value
        )
    return known


def record_answers(book: "Book", answers: Iterable[PastAnswer], departments: Iterable[Department]) -> tuple[int, int]:
    """Write answers, each once: a row that stands there already is brought up to date. Return how many are new.

    Returns:
        How many rows were added, and how many changed.
    """
    from indikator_excel.register.book import style_row

    table = book.require(HISTORY)
    codes = codes_of(departments)

    def key(year: str, round_: str, department: str, id_: str) -> tuple[str, str, str, str]:
        return year, fold(round_), codes.get(fold(department), fold(department)), id_key(id_)

    known = {key(*(clean(table.text(r, h)) for h in ("År", "Omgång", "Förvaltning", "ID"))): r for r in table.rows()}
    added = changed = 0
    last = table.last_row
    for answer in answers:
        texts = {
            "År": str(answer.year),
            "Omgång": answer.round,
            "ID": answer.id,
            "Indikator": answer.indicator,
            "Förvaltning": answer.department,
            "Värde": answer.value,
            "Bedömning": answer.verdict,
            "Värdet avser": answer.kind or "",
            "Värde (2)": answer.second,
            "Varför": answer.why,
        }
        own = key(texts["År"], answer.round, answer.department, answer.id)
        row = known.get(own)
        if row is None:
            row = last = last + 1
            known[own], added = row, added + 1
            style_row(table, row)
        elif all(clean(table.text(row, header)) == clean(text) for header, text in texts.items()):
            continue
        else:
            changed += 1
        for header, text in texts.items():
            table.set(row, header, text)
    return added, changed
