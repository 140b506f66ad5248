"""``bedöm``: one notation, read and judged, with what would make it yellow and green."""

import re
from decimal import Decimal

from msgspec import Struct

from indikator_excel.errors import UserError
from indikator_excel.findings.about_values import NOT_OF_TYPE
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.findings.values import value_findings
from indikator_excel.indicators.numbers import swedish
from indikator_excel.indicators.reading import Overrides, Reading, interpret, read_amber_from
from indikator_excel.indicators.rule import NotAssessable, PartlySetting, Rule, amber_is_used, rule_for
from indikator_excel.indicators.scales import DEFAULT, Scale, Step
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.values import BLANK, read_text
from indikator_excel.indicators.verdict import Judgement, judge, trend
from indikator_excel.indicators.vocabulary import Against, Direction, Trend

_LONE_YEAR = re.compile(r"(?<![\d.,])\d{4}\Z")
_FIRST_YEAR = 2000
_OUTCOME = "Utfallet"


class Explanation(Struct, frozen=True):
    """A notation as read. ``judgement`` is None without an outcome; an empty outcome is an empty answer."""

    reading: Reading
    rule: Rule | NotAssessable
    baseline: str
    outcome: str | None
    judgement: Judgement | None
    trend: Trend | None = None
    #: What is asked or noted about the outcome.
    findings: tuple[Finding, ...] = ()

    @property
    def target_value(self) -> Decimal | str | None:
        """The target's number or word."""
        target = self.reading.target
        if target.upper is not None and target.number is not None:
            return f"{swedish(target.number)}–{swedish(target.upper)}"
        return target.word if target.against is Against.WORD else target.number

    @property
    def advice(self) -> tuple[str, ...]:
        """What would let the target be judged, or judged with certainty; each a Swedish sentence."""
        target, years = self.reading.target, self.reading.years
        advice = []
        if target.year_presumed:
            advice.append(f"Flera värden utan årtal: det första antas gälla {years.target}.")
        if self.reading.direction_presumed:
            advice.append(
                "Riktningen är antagen: målet säger inte om högre eller lägre är bättre, och läget är inte högre än "
                "målet. Är lägre bättre, ange --riktning lägre; i registret står den i kolumnen Riktning."
            )
        if not isinstance(self.rule, NotAssessable):
            if self.reading.amber_from is not None and not amber_is_used(self.reading, self.rule):
                advice.append("Gult från används inte: det nås inte före målet. Skriv det i målets enhet.")
            return tuple(advice)
        match target.against:
            case Against.MANUAL:
                advice.append("Skriv om målet, till exempel ”minst 18”, ”högst 5 %”, ”ska öka” eller ”95–100 %”.")
            case _ if self.reading.units_differ:
                advice.append("Skriv samma enhet i läget och målet, eller ange --enhet.")
            case Against.NUMBER | Against.BASELINE if target.comparison is None:
                advice.append("Ange --riktning högre eller lägre; i registret står den i kolumnen Riktning.")
            case Against.BASELINE:
                advice.append("Ange --läge; i registret står det i kolumnen Läget.")
            case Against.OUTSIDE:
                advice.append("Ange --jämförelsevärde; i registret står det i kolumnen Jämförelsevärde.")
        return tuple(advice)


def explain(
    target: str,
    *,
    baseline: str = "",
    outcome: str | None = None,
    years: Years,
    unit: str = "",
    direction: str = "",
    scale: str = "",
    amber_from: str = "",
    outside: str = "",
) -> Explanation:
    """Read a target, and judge an outcome where there is one.

    Raises:
        UserError: A setting can't be understood.
    """
    scales = {fold(DEFAULT.name): parse_scale(scale)} if scale else {}
    amber = read_amber_from(amber_from) if amber_from else None
    if amber_from and amber is None:
        raise UserError(f"--gult-från ska vara ett tal, inte ”{amber_from}”.")
    overrides = Overrides(
        unit=unit or None,
        direction=Direction(direction) if direction else None,
        amber_from=amber,
        outside=outside or None,
    )
    reading = interpret(baseline, target, years, scales, overrides)
    if outside and reading.target.against is Against.OUTSIDE and reading.target.number is None:
        raise UserError(f"--jämförelsevärde ”{outside}” kan inte läsas som ett värde i målets enhet.")
    rule = rule_for(reading, PartlySetting())
    if outcome is None:
        return Explanation(reading, rule, baseline, None, None)
    value = read_text(outcome, reading.measure) if outcome else BLANK
    findings = value_findings(value, reading, Finding(NOT_OF_TYPE, indicator=_OUTCOME))
    question = next((f.question for f in findings if f.level is Level.ERROR), "")
    judgement = judge(rule, value, question=question)
    return Explanation(reading, rule, baseline, outcome, judgement, trend(reading, rule, value), tuple(findings))


def years_for(target: str, *, baseline_year: int | None, year: int | None, this_year: int) -> Years:
    """Work out the years of a lone notation: as given, else from a year that the target itself names.

    A four-digit number alone behind an operator (``≥ 2023``) is taken for the baseline's year only where neither
    year is given and it is a year that a baseline can have.
    """
    if baseline_year is None and year is None:
        named = _LONE_YEAR.search(clean(target))
        if named and _FIRST_YEAR <= int(named[0]) <= this_year:
            baseline_year = int(named[0])
    if baseline_year is None:
        baseline_year = (year or this_year) - 1
    return Years(baseline_year, year or baseline_year + 1)


def parse_scale(text: str) -> Scale:
    """Read a scale as it is written on the command line: ``saknas<delvis<klart``.

    Raises:
        UserError: There are fewer than two words.
    """
    words = [clean(word) for word in text.split("<")]
    if len(words) < 2 or not all(words):  # noqa: PLR2004 - a scale has at least two steps
        raise UserError('--skala ska vara minst två ord från sämst till bäst, till exempel "saknas<delvis<klart".')
    known = {fold(spelling): step for step in DEFAULT.steps for spelling in step.spellings}
    taken = {fold(word) for word in words}
    steps = []
    for word in words:
        same = known.get(fold(word))
        synonyms = tuple(s for s in (same.spellings if same else ()) if fold(s) not in taken)
        steps.append(Step(word, synonyms))
    return Scale(DEFAULT.name, tuple(steps))
