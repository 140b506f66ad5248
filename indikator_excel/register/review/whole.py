"""What the register raises as a whole: nobody answers, goals, headers, footnotes of groups, the scale of words."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from indikator_excel.annex.columns import NO_GROUP
from indikator_excel.findings import about_register, about_whole
from indikator_excel.indicators.address import read_addresses
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.scales import DEFAULT
from indikator_excel.indicators.text import clean, counted, fold, join_and, join_some, quote
from indikator_excel.indicators.vocabulary import ValueType
from indikator_excel.register.layout import AREAS, DEPARTMENTS, GOALS, INDICATORS, SCALES
from indikator_excel.register.model import Register
from indikator_excel.register.review.question import ALL_ROWS, Question, of_register
from indikator_excel.register.review.wording import footnote_cut

#: So many areas are named where tables in more have the same headers.
_AREAS_NAMED = 3


def register_questions(register: Register) -> Iterator[Question]:
    """Yield the questions that are not about one row."""
    for problem in register.problems:
        yield of_register(about_whole.REGISTER_PROBLEM, skäl=problem)
    yield from _nobody(register)
    yield from _addresses(register)
    yield from _scale(register)
    yield from _headers(register)
    yield from _footnotes(register)
    yield from _goals(register)


def _nobody(register: Register) -> Iterator[Question]:
    ids = tuple(i.id for i in register.unassigned)
    if ids:
        everybody = len(ids) == len(register.indicators)
        rows = ALL_ROWS if everybody else ", ".join(ids)
        count = counted(len(ids), "indikator", "indikatorer")
        question = of_register(about_register.NOBODY, INDICATORS.title, antal=count, rader=rows)
        yield Question(question.finding, "Förvaltning", rows=(ALL_ROWS,) if everybody else ids)


def _addresses(register: Register) -> Iterator[Question]:
    """Ask about what stands in the place of an address, while there is time to find the right one."""
    kind = about_register.ADDRESS_UNUSABLE
    for department in register.departments:
        for column, text in (("E-post", department.email), ("Kopia till", department.copy_to)):
            for wrong in read_addresses(text)[1]:
                whose = department.name
                yield of_register(
                    kind, DEPARTMENTS.title, wrong.text, förvaltning=whose, kolumn=column, skäl=wrong.why
                )


def _scale(register: Register) -> Iterator[Question]:
    """Ask the controller to confirm the default scale, once for all rows that she has not given a scale."""
    rows = []
    for indicator in register.indicators:
        measure = register.readings[indicator.id].measure
        presumed = measure.value_type is ValueType.SCALE and not indicator.overrides.scale
        if presumed and measure.scale is not None and fold(measure.scale.name) == fold(DEFAULT.name):
            rows.append(indicator.id)
    if not rows:
        return
    scale = register.scales.get(fold(DEFAULT.name), DEFAULT)
    question = of_register(
        about_register.SCALE_PRESUMED,
        SCALES.title,
        antal=counted(len(rows), "indikator", "indikatorer"),
        rader=", ".join(rows),
        ord=" < ".join(scale.words),
        förslag=scale.name,
    )
    yield Question(question.finding, "Skala", scale.name, tuple(rows))


def _headers(register: Register) -> Iterator[Question]:
    """Tell of tables whose headers are not *Läget* and *Målvärde* with the round's years, alike ones once."""
    years = register.round.years
    wanted = (f"Läget {years.baseline}", f"Målvärde {years.target}")
    tables: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in register.indicators:
        headers = register.headers.get(indicator.id)
        if headers is not None and all(headers):
            tables.setdefault(headers, []).append(indicator)
    for headers, rows in tables.items():
        different = [(found, w) for found, w in zip(headers, wanted, strict=True) if fold(found) != fold(w)]
        other_year = [(found, w) for found, w in different if _other_year(found, w)]
        if other_year:
            found, w = other_year[0]
            kind = about_register.HEADER_YEAR
            yield of_register(kind, INDICATORS.title, clean(found), tabell=_where(rows), väntat=w)
        elif different:
            kind = about_register.HEADER_DIFFERS
            said = join_and([quote(h) for h in headers])
            yield of_register(kind, INDICATORS.title, tabell=_where(rows), rubriker=said, väntat=join_and([*wanted]))


def _where(rows: Sequence[Indicator]) -> str:
    """Say where a table stands: by its group where it has one of its own, otherwise by its area."""
    groups = list(dict.fromkeys(i.group for i in rows))
    if len(groups) == 1 and fold(groups[0]) not in {*NO_GROUP, ""}:
        return f"I tabellen {quote(groups[0])}"
    areas = [quote(area) for area in dict.fromkeys(i.area for i in rows)]
    named = join_some(areas, _AREAS_NAMED)
    return f"I området {named}" if len(areas) == 1 else f"I områdena {named}"


def _other_year(found: str, wanted: str) -> bool:
    years = [word for word in clean(found).split() if word.isdecimal() and len(word) == len("2024")]
    return bool(years) and years[-1] not in wanted


def _footnotes(register: Register) -> Iterator[Question]:
    """Ask about a group's footnote that seems cut off, once for the group."""
    for group in dict.fromkeys(i.group for i in register.indicators):
        cut = footnote_cut(group)
        if cut:
            question = of_register(about_register.FOOTNOTE_CUT, INDICATORS.title, cut, indikator=quote(group, 40))
            yield replace(question, group=group)


def _goals(register: Register) -> Iterator[Question]:
    descriptions = {fold(area): text for area, text in register.areas}
    for area, goal in register.goals:
        if _bare(goal) and _bare(goal) in _bare(descriptions.get(fold(area), "")):
            yield of_register(about_register.GOAL_REPEATS, GOALS.title, clean(goal), område=quote(area))
    with_goal = {fold(i.goal) for i in register.indicators}
    without = [goal for _, goal in register.goals if fold(goal) not in with_goal]
    if without:
        yield of_register(about_register.GOALS_WITHOUT, AREAS.title, antal=counted(len(without), "mål", "mål"))


def _bare(text: str) -> str:
    return fold(text).rstrip(".! ")
