"""``granska``: the register read as an auditor would, before the round starts. Nothing is changed silently."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indikator_excel.errors import UserError
from indikator_excel.findings import catalogue
from indikator_excel.findings.catalogue import Finding, Kind, Level
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.numbers import swedish
from indikator_excel.indicators.rule import NotAssessable, Rule, stands_before
from indikator_excel.indicators.targets import is_inequality
from indikator_excel.indicators.text import clean, counted, fold, quote
from indikator_excel.indicators.values import State, is_placeholder
from indikator_excel.indicators.verdict import met_by_standing_still
from indikator_excel.indicators.vocabulary import Against, Comparison
from indikator_excel.register.book import Book, style_row
from indikator_excel.register.layout import INDICATORS, NOT_YET_USED, QUESTIONS
from indikator_excel.register.model import Register
from indikator_excel.register.reader import register_from
from indikator_excel.register.update import refresh, save

# "ökar inte" and "minskar inte" are not movements; they are met by standing still and say so.
_UP = re.compile(r"\b(?:ska\s+öka|ökar|utöka|utökas|ökning|högre\s+än|fler\s+än)\b(?!\s+inte)", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:ska\s+minska|minskar|minskat|minskning|lägre\s+än|färre\s+än)\b(?!\s+inte)", re.IGNORECASE)
_UPWARD = (Comparison.AT_LEAST, Comparison.MORE)
_DOWNWARD = (Comparison.AT_MOST, Comparison.LESS)


@dataclass(frozen=True, slots=True)
class Review:
    """The questions, and the register in figures.

    ``standing_still`` and ``not_assessable`` count indicators; ``saved_as`` is the file that holds the questions,
    empty where it could not be written, with the reason in ``not_saved``.
    """

    questions: tuple[Finding, ...]
    indicators: int
    standing_still: int
    not_assessable: int
    saved_as: str = ""
    not_saved: str = ""
    losses: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        """How many questions stand in the way of the round."""
        return sum(q.level is Level.ERROR for q in self.questions)


def review_folder(folder: RoundFolder) -> Review:
    """Review the folder's register, give new rows their ID, and write the questions to the sheet *Frågor*.

    Raises:
        UserError: The register can't be read.
    """
    book = Book.open(folder.register)
    refresh(book)
    register = register_from(book)
    questions = review(register)
    questions = sorted([*questions, *_not_yet_used(book, register)], key=lambda f: f.level.order)
    _write_questions(book, questions)
    saved_as, not_saved = "", ""
    try:
        saved_as = save(folder, book)
    except UserError as error:
        not_saved = str(error)
    still = [met_by_standing_still(register.rules[i.id], register.readings[i.id]) for i in register.indicators]
    unclear = [i for i in register.indicators if isinstance(register.rules[i.id], NotAssessable)]
    return Review(
        tuple(questions),
        len(register.indicators),
        still.count(True),
        len(unclear),
        saved_as,
        not_saved,
        book.losses,
    )


def review(register: Register) -> list[Finding]:
    """Return every question about the register, errors first, otherwise in the annex's order."""
    found = [Finding(catalogue.REGISTER_PROBLEM, "register.xlsx", details={"skäl": p}) for p in register.problems]
    if register.unassigned:
        ids = [i.id for i in register.unassigned]
        rows = "alla" if len(ids) == len(register.indicators) else ", ".join(ids)
        details = {"antal": counted(len(ids), "indikator", "indikatorer"), "rader": rows}
        found.append(Finding(catalogue.NOBODY, "register.xlsx", INDICATORS.title, details=details))
    for indicator in register.indicators:
        found += _questions(indicator, register)
    with_goal = {fold(i.goal) for i in register.indicators}
    without = [goal for _, goal in register.goals if fold(goal) not in with_goal]
    if without:
        details = {"antal": counted(len(without), "mål", "mål")}
        found.append(Finding(catalogue.GOALS_WITHOUT, "register.xlsx", details=details))
    return sorted(found, key=lambda f: f.level.order)


def _not_yet_used(book: Book, register: Register) -> Iterator[Finding]:
    """Tell of filled columns that no station uses, so that nobody relies on them."""
    table = book.require(INDICATORS)
    for row in table.rows():
        indicator = register.by_id.get(clean(table.text(row, "ID")))
        for header in NOT_YET_USED:
            text = clean(table.text(row, header))
            if indicator and text and fold(text) not in ("nej", "1"):
                yield Finding(
                    catalogue.NOT_YET_USED,
                    "register.xlsx",
                    INDICATORS.title,
                    table.place(row, header).partition("!")[2],
                    indicator.id,
                    indicator.label,
                    value=text,
                    details={"kolumn": header},
                )


def _questions(indicator: Indicator, register: Register) -> Iterator[Finding]:
    reading, rule = register.readings[indicator.id], register.rules[indicator.id]
    target, baseline = reading.target, reading.baseline
    details = {
        "exempel": f"≤ 350 {'' if reading.units_differ else reading.measure.unit}".strip(),
        "lägesår": str(reading.years.baseline),
        "läge": quote(indicator.baseline_text) if indicator.baseline_text else "tomt",
        "mål": quote(indicator.target_text),
        "läst_som": target.in_words(reading.years),
    }

    def ask(kind: Kind, value: str, **more: str) -> Finding:
        return Finding(
            kind,
            "register.xlsx",
            INDICATORS.title,
            indicator_id=indicator.id,
            indicator=indicator.label,
            value=value,
            details=details | more,
        )

    if reading.units_differ:
        yield ask(catalogue.UNITS_DIFFER, indicator.target_text)
    if target.against is Against.UNKNOWN:
        yield ask(catalogue.TARGET_PLACEHOLDER, indicator.target_text)
    elif isinstance(rule, NotAssessable) and target.against is Against.BASELINE:
        yield ask(catalogue.BASELINE_PLACEHOLDER, indicator.baseline_text)
    elif isinstance(rule, NotAssessable) and target.against is Against.OUTSIDE and target.comparison is not None:
        yield ask(catalogue.OUTSIDE_MISSING, indicator.target_text, vem=target.word or "")
    elif isinstance(rule, NotAssessable) and not reading.units_differ:
        yield ask(catalogue.MANUAL_TARGET, indicator.target_text, skäl=rule.reason[:1].upper() + rule.reason[1:])
    elif baseline.state is State.BLANK or is_placeholder(indicator.baseline_text):
        yield ask(catalogue.BASELINE_MISSING, indicator.baseline_text)
    amber = reading.amber_from
    if amber is not None and isinstance(rule, Rule) and not _counts(amber, rule):
        yield ask(catalogue.AMBER_BEYOND, swedish(amber))
    if is_inequality(baseline):
        yield ask(catalogue.BASELINE_BOUND, indicator.baseline_text)
    yield from _wording(indicator, register, ask)


def _counts(amber: Decimal, rule: Rule) -> bool:
    return stands_before(amber, rule.comparison, rule.threshold, rule.measure)


def _wording(indicator: Indicator, register: Register, ask: "object") -> Iterator[Finding]:
    """Hold the words of the indicator and its group against the target's operator."""
    reading, rule = register.readings[indicator.id], register.rules[indicator.id]
    comparison = reading.target.comparison
    text = f"{indicator.group} {indicator.name}"
    up, down = _UP.search(text), _DOWN.search(text)
    word = up or down
    if word is None or (up and down) or comparison is None:
        return
    said = quote(clean(word[0]))
    if (up and comparison in _DOWNWARD) or (down and comparison in _UPWARD):
        yield ask(catalogue.WRONG_WAY, indicator.target_text, ordval=said)  # type: ignore[operator]
    elif met_by_standing_still(rule, reading) and comparison in (Comparison.AT_LEAST, Comparison.AT_MOST):
        yield ask(catalogue.STANDING_STILL, indicator.target_text, ordval=said)  # type: ignore[operator]


def _write_questions(book: Book, questions: list[Finding]) -> None:
    """Replace the rows of *Frågor*."""
    table = book.require(QUESTIONS)
    for row in list(table.rows()):
        for header in QUESTIONS.headers:
            table.cell(row, header).value = None
    for row, question in enumerate(questions, start=table.header_row + 1):
        texts = (
            question.code,
            question.level.value,
            question.indicator_id,
            question.indicator,
            question.question[:1].upper() + question.question[1:],
            question.remedy,
        )
        for header, text in zip(QUESTIONS.headers, texts, strict=True):
            table.set(row, header, text)
        style_row(table, row)
    book.finish()
