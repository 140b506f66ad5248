"""The proof of the live formula: thousands of rows, two engines, and the program's own verdict beside each.

What a row must show is what the program reads in the finished workbook and judges. The formula may say
``kontrollera`` instead of the program's verdict for the reasons of :class:`Reason` and for no other, and it may never
show a colour where the program asks.
"""

from __future__ import annotations

import dataclasses
import random
import re
import warnings
from collections import Counter, defaultdict
from datetime import date, time
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
import xlsxwriter
from formula_rows import ODD_SCALE, Calculated, Combination, Error, Outcome, Row, beside, rows
from helpers import BILDNING, columns, fill, template
from msgspec.structs import replace
from openpyxl import load_workbook

from indikator_excel.indicators.formula import formula_result, verdict_formula
from indikator_excel.indicators.numbers import exact
from indikator_excel.indicators.reading import Overrides
from indikator_excel.indicators.rule import NotAssessable, PartlySetting, Rule, rule_for
from indikator_excel.indicators.scales import Scale, Step
from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.values import BLANK, Measure, Remark, State, Value, read_number, read_text
from indikator_excel.indicators.verdict import Judgement, judge, judge_periods
from indikator_excel.indicators.vocabulary import CHECK, ValueType, Verdict
from indikator_excel.opening.cells import Cell, CellKind
from indikator_excel.opening.open import open_book
from indikator_excel.replies.values import read_cell
from indikator_excel.templates.layout import FIRST_ROW, HEADER_ROW, INDICATOR_SHEET, Field
from indikator_excel.templates.live import LiveRow
from indikator_excel.xlsx.number_formats import number_format, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.folder import RoundFolder

pytestmark = pytest.mark.libreoffice

COLOURS = frozenset(v.label for v in (Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET))
WRONG = "fel"  # what the workbook says of every formula until an engine has calculated it
VALUE, VERDICT, SECOND, NOT_MEASURED, TRUSTED = (ord(letter) - ord("A") for letter in "IJKLM")
GREY = Verdict.NOT_ASSESSABLE.label
#: Every function that the formulas use. All are in Excel 2016, Excel on the web, LibreOffice, Gnumeric and Google
#: Sheets; only CELL("format",…) is an error in some of them.
FUNCTIONS = frozenset(
    {
        *("IF", "AND", "OR", "IFERROR", "ISERROR", "ISNUMBER", "ISTEXT", "ISLOGICAL", "INDEX", "ROW", "CELL"),
        *("LEFT", "FIND", "LOWER", "TRIM", "SUMPRODUCT", "ABS", "ROUND"),
    }
)


class Reason(Enum):
    """Why a formula may say ``kontrollera`` where the program says something else."""

    ASKED = auto()  # the program asks about the value, and does not use it
    SAYS_NONE = auto()  # a text that says that there is no value
    BOTH = auto()  # a value, and a reason why there is none
    TEXT = auto()  # a number written as text, which the program reads
    BEYOND_HUNDRED = auto()  # more than 100 %, or 105 without percent format
    FORGIVEN = auto()  # a word for which the program overlooks more than case and spaces
    TRUTH = auto()  # TRUE and FALSE for yes and no
    SEEMS_BLANK = auto()  # nothing but spaces, and of a kind that TRIM leaves


@dataclasses.dataclass(frozen=True)
class Judged:
    """A row as the program reads it in the workbook and judges it."""

    row: Row
    place: str
    cell: Cell | None
    value: Value

    @property
    def asked(self) -> bool:
        both = bool(clean(self.row.outcome.not_measured)) and self.cell is not None
        unusable = not self.value.usable and self.value.state not in (State.BLANK, State.NO_VALUE)
        return unusable or (both and self.value.state is not State.NO_VALUE)

    @property
    def of_shown_unit(self) -> bool:
        """Whether nothing but the text of the number format says that it is another unit; no engine tells that."""
        told = self.cell is not None and self.cell.kind is CellKind.NUMBER and not self.cell.percent_format
        return told and Remark.OTHER_UNIT in self.value.remarks

    @property
    def judgement(self) -> Judgement:
        question = "frågas" if self.asked else ""
        reason = clean(self.row.outcome.not_measured)
        return judge(self.row.rule, self.value, not_measured=reason, question=question)

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    @cached_property
    def reason(self) -> Reason | None:
        """Why the formula may say ``kontrollera`` here; None where it must say the verdict."""
        if self.cell is None:
            return Reason.SEEMS_BLANK if str(self.row.outcome.content or "").strip(" ") else None
        if clean(self.row.outcome.not_measured):
            return Reason.BOTH
        if self.asked:
            return Reason.ASKED
        if self.value.state is State.NO_VALUE:
            return Reason.SAYS_NONE
        measure, kind = self.row.rule.measure, self.cell.kind
        if measure.scale is not None:
            if kind is CellKind.BOOLEAN:
                return Reason.TRUTH
            spellings = {fold(spelling) for step in measure.scale.steps for spelling in step.spellings}
            return None if " ".join(filter(None, self.cell.text.lower().split(" "))) in spellings else Reason.FORGIVEN
        if kind is CellKind.TEXT:
            return Reason.TEXT
        return Reason.BEYOND_HUNDRED if measure.is_percent and abs(exact(self.cell.value)) > 1 else None

    @property
    def stored_result(self) -> str:
        """What the template stores as the formula's result."""
        content = self.cell.value if self.cell else self.row.outcome.content
        return formula_result(self.row.live, content, self.value, not_measured=self.row.outcome.not_measured)

    def __str__(self) -> str:
        c, o = self.row.combination, self.row.outcome
        asked = "frågas, " if self.asked else ""
        row = f"{self.place} [{c.stratum}] {c.baseline!r} {c.target!r} {c.partly.rule} {c.partly.share}"
        return f"{row}: {o.content!r} ({o.number_format}) {o.not_measured!r}: {asked}{self.verdict} {self.reason}"


@dataclasses.dataclass(frozen=True)
class Proof:
    """A workbook and what the program says of its rows."""

    path: Path
    judged: Sequence[Judged]


def write(path: Path, to_write: Sequence[Row], edit: Callable[[str], str] = str) -> Proof:
    """Write a sheet that is laid out as a template's, with a wrong result stored for every formula.

    The last column has the formula of the consolidated workbook, whose values the program has written.
    """
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet(INDICATOR_SHEET)
        formats: dict[str, Any] = {}
        last = FIRST_ROW + len(to_write) - 1
        value, not_measured = (f"INDEX(${c}${FIRST_ROW}:${c}${last},ROW()-{HEADER_ROW})" for c in "IL")
        sheet.write_blank(0, VALUE, None, workbook.add_format({"num_format": "0 %"}))
        for at, row in enumerate(to_write, FIRST_ROW - 1):
            measure, outcome = row.rule.measure, row.outcome
            own = "General" if measure.scale else number_format(measure)
            form = outcome.number_format or own
            if form not in formats:
                formats[form] = workbook.add_format({"num_format": form})
            put(sheet, at, outcome, formats[form])
            if outcome.not_measured.startswith("="):
                sheet.write_formula(at, NOT_MEASURED, outcome.not_measured, None, "#N/A")
            elif outcome.not_measured:
                sheet.write_string(at, NOT_MEASURED, outcome.not_measured)
            anchor = "$I$1" if measure.is_percent else "$J$1"
            formula = edit(verdict_formula(row.live, value, not_measured, anchor=anchor))
            sheet.write_formula(at, VERDICT, formula, None, WRONG)
            trusted = verdict_formula(row.live, f"$I{at + 1}", unreadable=GREY, trusted=True)
            sheet.write_formula(at, TRUSTED, trusted, None, WRONG)
    return Proof(path, read_back(path, to_write))


def put(sheet: Any, at: int, outcome: Outcome, form: Any, place: int = VALUE) -> None:
    """Write an outcome as the file of a spreadsheet program holds it."""
    match outcome.content:
        case None:
            sheet.write_blank(at, place, None, form)
        case bool(truth):
            sheet.write_boolean(at, place, truth, form)
        case str(text):
            sheet.write_string(at, place, text, form)
        case Error(formula, text):
            sheet.write_formula(at, place, formula, form, text)
        case Calculated(formula, result):
            sheet.write_formula(at, place, formula, form, result)
        case date() | time() as moment:
            sheet.write_datetime(at, place, moment, form)
        case number:
            sheet.write_number(at, place, number, form)


def read_back(path: Path, written: Sequence[Row], place: int = VALUE) -> list[Judged]:
    """Read the values as the program reads a reply."""
    sheet = open_book(path.read_bytes()).sheet(INDICATOR_SHEET)
    cells = sheet.cells if sheet else {}
    judged = []
    for at, row in enumerate(written, FIRST_ROW):
        cell = cells.get((at, place + 1))
        value = BLANK if cell is None else read_cell(cell, row.rule.measure)
        judged.append(Judged(row, f"{chr(place + ord('A'))}{at}", cell, value))
    return judged


@dataclasses.dataclass(frozen=True)
class Engine:
    """A spreadsheet program that calculates."""

    name: str
    recalculate: Callable[[Path], Path]

    def calculated(self, path: Path) -> Worksheet:
        """Return a workbook's main sheet as the program saves it when it has calculated everything."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Gnumeric writes no default style
            return load_workbook(self.recalculate(path), data_only=True)[INDICATOR_SHEET]

    def shows(self, proof: Proof) -> list[str]:
        """Return what each row shows."""
        return column(self.calculated(proof.path), VERDICT)

    def is_blind_to(self, judged: Judged) -> bool:
        """Whether the engine keeps from every formula what tells this value from another."""
        if judged.of_shown_unit:
            return True
        measure, outcome = judged.row.rule.measure, judged.row.outcome
        words, truth = measure.scale is not None, isinstance(outcome.content, bool)
        if self.name == "LibreOffice":
            # It takes numbers for equal that differ by a few units in the 15th digit, and makes a truth value in a
            # cell with a number format the number 1 or 0, which is also what it shows and saves.
            return outcome.within_reach or (truth and not words and outcome.number_format is None)
        if isinstance(outcome.content, str):
            # Gnumeric trims and compares texts in the spelling that Unicode calls compatible, in which a no-break
            # space is a space; and it makes a number of a text of digits in an array constant.
            text = outcome.content
            return normalize("NFKC", text) != text or text != text.strip("\n") or (words and text.strip().isdecimal())
        # Gnumeric calls a date written with figures "G", as it calls a cell without any format.
        return outcome.number_format == "yyyy-mm-dd" and not measure.is_percent and not words


def column(sheet: Worksheet, number: int) -> list[str]:
    """Return the results in a column of formulas."""
    cells = (sheet.cell(row, number + 1).value for row in range(FIRST_ROW, sheet.max_row + 1))
    shown = [str(cell) for cell in cells if cell is not None]
    assert WRONG not in shown
    return shown


@pytest.fixture(scope="module", params=["LibreOffice", "Gnumeric"])
def engine(request: pytest.FixtureRequest) -> Engine:
    fixture = "convert" if request.param == "LibreOffice" else "recalculate_in_gnumeric"
    return Engine(request.param, request.getfixturevalue(fixture))


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return write(tmp_path_factory.mktemp("proof") / "bevis.xlsx", rows(seed=2024, specials=10, ordinary=4))


@pytest.fixture(scope="module")
def sheet(engine: Engine, proof: Proof) -> Worksheet:
    return engine.calculated(proof.path)


@pytest.fixture(scope="module")
def shown(sheet: Worksheet) -> list[str]:
    return column(sheet, VERDICT)


def differing(
    proof: Proof, shown: Sequence[str], engine: Engine, allowed: Callable[[Judged, str], bool]
) -> list[str]:
    """Return the rows that show what they may not, each with all that tells why."""
    return [
        f"{judged} – visar {result!r}"
        for judged, result in zip(proof.judged, shown, strict=True)
        if not engine.is_blind_to(judged) and not allowed(judged, result)
    ]


# The proof


def test_the_formula_shows_the_verdict_of_the_program(proof: Proof, shown: list[str], engine: Engine) -> None:
    def allowed(judged: Judged, result: str) -> bool:
        return result == judged.verdict.label or (result == CHECK and judged.reason is not None)

    assert not differing(proof, shown, engine, allowed)


def test_the_formula_never_colours_what_the_program_asks_about(
    proof: Proof, shown: list[str], engine: Engine
) -> None:
    assert not differing(proof, shown, engine, lambda judged, result: not (judged.asked and result in COLOURS))
    asked = [judged for judged in proof.judged if judged.reason is Reason.ASKED]
    assert len(asked) > 500


def test_the_result_that_a_template_stores_is_the_one_that_is_calculated(
    proof: Proof, shown: list[str], engine: Engine
) -> None:
    assert not differing(proof, shown, engine, lambda judged, result: result == judged.stored_result)


def test_the_formula_of_the_consolidated_workbook_shows_the_verdict_of_the_program(
    proof: Proof, sheet: Worksheet, engine: Engine
) -> None:
    """There the program has written the value with its format, and *Ej mätt* is no cell of its own."""

    def allowed(judged: Judged, result: str) -> bool:
        outcome, remarks = judged.row.outcome, judged.value.remarks
        too_large = judged.cell is not None and judged.cell.kind is CellKind.NUMBER and judged.asked
        never_written = outcome.number_format is not None or clean(outcome.not_measured) or too_large
        if never_written and Remark.OUTSIDE_BOUNDS not in remarks:
            return True
        exempt = judged.reason not in (None, Reason.BEYOND_HUNDRED)
        return result == judged.verdict.label or (result == GREY and exempt)

    assert not differing(proof, column(sheet, TRUSTED), engine, allowed)


def test_the_rows_are_many_and_of_every_kind(proof: Proof, shown: list[str]) -> None:
    assert len(proof.judged) > 5000
    assert len({judged.row.combination for judged in proof.judged}) > 300
    by_stratum: dict[str, Counter[str]] = defaultdict(Counter)
    for judged, result in zip(proof.judged, shown, strict=True):
        by_stratum[judged.row.combination.stratum][result] += 1
    with_partly = {"minst", "högst", "mer än", "mindre än", "gult från", "skala 1–5", "ord", "egen skala"}
    for stratum, counts in by_stratum.items():
        assert counts[Verdict.NO_ANSWER.label] >= 3, stratum
        if stratum == "kan ej bedömas":
            assert counts[Verdict.NOT_ASSESSABLE.label] >= 50
            assert not counts.keys() & COLOURS
        else:
            expected = COLOURS if stratum in with_partly else COLOURS - {Verdict.PARTLY.label}
            assert min(counts[label] for label in expected) >= 10, (stratum, counts)
            assert sum(counts[label] for label in COLOURS) > 0.3 * counts.total(), (stratum, counts)
    reasons = Counter(judged.reason for judged in proof.judged)
    assert reasons.keys() == {None, *Reason}
    assert min(reasons.values()) >= 5


def test_a_formula_of_another_rule_is_seen(tmp_path: Path, engine: Engine) -> None:
    """The proof would be worth nothing if it passed a formula that is not made from the program's rule."""
    to_write, faults = [], altered()
    for fault, (combination, live) in faults.items():
        rule = combination.rule
        assert live != rule, fault
        named = dataclasses.replace(combination, stratum=fault)
        to_write += [Row(named, rule, live, Outcome(content)) for content in outcomes_around(rule)]
    proof = write(tmp_path / "planterat.xlsx", to_write)
    seen = {
        judged.row.combination.stratum
        for judged, result in zip(proof.judged, engine.shows(proof), strict=True)
        if result not in (judged.verdict.label, CHECK)
    }
    assert seen == faults.keys()


def altered() -> dict[str, tuple[Combination, Rule | NotAssessable]]:
    """Return rules, each with one that differs in one respect."""
    at_least, minst_81 = ruled("78 %", "minst 81 %")
    at_most, hogst_4 = ruled("5", "högst 4")
    strict, over_5 = ruled("3", "över 5")
    interval, mellan = ruled("92 %", "95–98 %")
    points, minst_4_av_5 = ruled("3,2", "minst 4 (skala 1–5)")
    word, klart = ruled("saknas", "klart")
    nearest = next(near for near, reach in reversed(beside(Decimal("0.81"))) if not reach) * 100
    return {
        "öppen ände": (at_least, replace(minst_81, green=replace(minst_81.green, low_open=True))),
        "sluten ände": (strict, replace(over_5, green=replace(over_5.green, low_open=False))),
        "nästa tal": (at_least, replace(minst_81, green=replace(minst_81.green, low=nearest))),
        "åt andra hållet": (at_most, ruled("5", "minst 4")[1]),
        "andel": (at_least, rule_for(at_least.reading, PartlySetting(share=Decimal("0.9")))),
        "utan delvis": (at_most, replace(hogst_4, amber=None)),
        "halvt intervall": (interval, replace(mellan, green=replace(mellan.green, high=None))),
        "utan skalans ände": (points, replace(minst_4_av_5, measure=replace(points.rule.measure, highest=None))),
        "lägre steg": (word, replace(klart, green=replace(klart.green, low=Decimal(2)))),
        "ej bedömbar": (strict, NotAssessable(over_5.measure, "")),
    }


def ruled(baseline: str, target: str) -> tuple[Combination, Rule]:
    """Return a combination and its rule, which judges."""
    combination = Combination("", baseline, target)
    assert isinstance(combination.rule, Rule)
    return combination, combination.rule


def outcomes_around(rule: Rule | NotAssessable) -> list[float | str]:
    if rule.measure.scale is not None:
        return list(rule.measure.scale.words)
    assert isinstance(rule, Rule)
    top = [] if rule.measure.highest is None else [rule.measure.highest * 2]
    ends = {rule.threshold, *top} | {end for end in (rule.green.low, rule.green.high) if end is not None}
    factors = ("0", "0.85", "0.999", "1", "1.001", "1.2")
    return [stored(end * Decimal(factor), rule.measure) for end in ends for factor in factors]


def test_an_error_under_not_measured_is_to_be_checked(tmp_path: Path, engine: Engine) -> None:
    combination, rule = ruled("78 %", "minst 81 %")
    contents = (None, 0.9, "-")
    to_write = [Row(combination, rule, rule, Outcome(content, not_measured="=NA()")) for content in contents]
    assert engine.shows(write(tmp_path / "ej mätt.xlsx", to_write)) == [CHECK] * 3


# A baseline that stands in a cell


def test_a_verdict_against_a_baseline_in_a_cell_is_the_programs(tmp_path: Path, engine: Engine) -> None:
    """As in *Komplettera läget*: the rule waits, and the cell beside the value closes it."""
    targets = ["≥ 2023", "≤ 2023", "> läget", "< läget", "öka med 5 %", "minska med 10 %", "+2", "ska öka"]
    targets += ["minska med 13 st", "öka med 30 procentenheter", "minska med 13 procentenheter"]
    rows = []
    for missing, target, amber in product(
        ["31/12 X %", "X kWh", "X st", ""], targets, [None, *map(Decimal, ("50", "2", "0.5"))]
    ):
        combination = Combination("", missing, target, Overrides(amber_from=amber))
        rule = combination.rule
        if isinstance(rule, NotAssessable) and rule.waiting is not None:
            fractions = rule.measure.is_percent
            baselines = (
                [None, 0.12, 0, 0.009, 0.5, 0.81, "12 %"] if fractions else [None, 12, 0, -4, 50.5, 1e15, "tolv"]
            )
            outcomes = (
                [0, 0.006, 0.12, 0.126, 0.5, 0.81, 0.108] if fractions else [0, 12, 12.6, 10.8, -4, -4.2, 50.5, 2, 14]
            )
            rows += [(rule, baseline, outcome) for baseline in baselines for outcome in outcomes]
    assert len(rows) > 1000
    path = tmp_path / "läget.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet(INDICATOR_SHEET)
        forms = {True: workbook.add_format({"num_format": "0 %"}), False: workbook.add_format()}
        sheet.write_blank(0, VALUE, None, forms[True])
        for at, (rule, baseline, outcome) in enumerate(rows, FIRST_ROW - 1):
            form = forms[rule.measure.is_percent]
            sheet.write(at, VALUE, outcome, form)
            sheet.write(at, NOT_MEASURED, baseline, form)
            anchor = "$I$1" if rule.measure.is_percent else "$J$1"
            formula = verdict_formula(rule, f"$I{at + 1}", anchor=anchor, baseline=f"$L{at + 1}")
            sheet.write_formula(at, VERDICT, formula, None, WRONG)
    shown = column(engine.calculated(path), VERDICT)
    colours: Counter[str] = Counter()
    for (rule, baseline, outcome), result in zip(rows, shown, strict=True):
        percent = rule.measure.is_percent
        given = BLANK
        if isinstance(baseline, str):
            given = read_text(baseline, rule.measure)
        elif baseline is not None:
            given = read_number(baseline, rule.measure, percent_format=percent)
        closed = rule.waiting.with_baseline(given) if given.usable and rule.waiting else rule
        value = read_number(outcome, rule.measure, percent_format=percent)
        verdict = judge(closed, value).verdict
        doubtful = given is not BLANK and (isinstance(baseline, str) or not given.usable)
        case = f"{rule.waiting and rule.waiting.reading.target.text}: {outcome} beside {baseline} shows {result}"
        assert result == verdict.label or (result == CHECK and doubtful), case
        colours[result] += 1
    assert min(colours[label] for label in COLOURS) > 20


# Two periods, and women and men beside the total


def test_a_row_of_several_values_shows_the_verdict_of_the_program(tmp_path: Path, engine: Engine) -> None:
    """Of two periods the worse one's; of women and men without the total none."""
    dealt: dict[Combination, list[Outcome]] = defaultdict(list)
    for row in rows(seed=7, specials=4, ordinary=4):
        dealt[row.combination].append(row.outcome)
    rng = random.Random(7)  # noqa: S311 - the same rows every time
    pairs = [
        (combination, first, dataclasses.replace(second, not_measured=first.not_measured), beside_it)
        for combination, outcomes in dealt.items()
        for beside_it in rng.choices((Field.VALUE_2, Field.VALUE_2, Field.WOMEN, Field.MEN), k=20)
        if beside_it is Field.VALUE_2 or combination.rule.measure.scale is None  # words are not split by sex
        for first, second in [rng.choices([*outcomes, Outcome(None)], k=2)]
    ]
    path = tmp_path / "flera.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet(INDICATOR_SHEET)
        sheet.write_blank(0, VALUE, None, workbook.add_format({"num_format": "0 %"}))
        for at, (combination, first, second, beside_it) in enumerate(pairs, FIRST_ROW - 1):
            rule = combination.rule
            own = "General" if rule.measure.scale else number_format(rule.measure)
            for outcome, place in ((first, VALUE), (second, SECOND)):
                put(sheet, at, outcome, workbook.add_format({"num_format": outcome.number_format or own}), place)
            sheet.write_string(at, NOT_MEASURED, first.not_measured)
            refer = {Field.VALUE: f"$I{at + 1}", Field.NOT_MEASURED: f"$L{at + 1}", beside_it: f"$K{at + 1}"}
            anchor = "$I$1" if rule.measure.is_percent else "$J$1"
            live = LiveRow(rule, frozenset(refer), refer, anchor, "", "")
            sheet.write_formula(at, VERDICT, live.verdict_formula, None, WRONG)
    read = [
        read_back(path, [Row(pair[0], pair[0].rule, pair[0].rule, pair[n]) for pair in pairs], place)
        for n, place in ((1, VALUE), (2, SECOND))
    ]
    shown = column(engine.calculated(path), VERDICT)
    counts: dict[bool, Counter[str]] = defaultdict(Counter)
    for (_, _, _, beside_it), first, second, result in zip(pairs, *read, shown, strict=True):
        if engine.is_blind_to(first) or engine.is_blind_to(second):
            continue
        periods = beside_it is Field.VALUE_2
        values = [first, second] if periods else [first]
        expected = judge_periods([judged.judgement for judged in values]).verdict
        only_a_part = (
            not periods
            and first.cell is None
            and second.cell is not None
            and not clean(first.row.outcome.not_measured)
        )
        excused = only_a_part or any(judged.reason is not None for judged in (first, second))
        assert result == expected.label or (result == CHECK and excused), f"{first} / {beside_it} {second}: {result}"
        assert not (only_a_part and result != CHECK), f"{first} / {beside_it} {second}: {result}"
        counts[periods][result] += 1
    for counted in counts.values():
        assert min(counted[label] for label in (*COLOURS, GREY, CHECK, Verdict.NO_ANSWER.label)) >= 15, counted
    assert sum(c.total() for c in counts.values()) > 5000


def test_a_program_that_does_not_tell_formats_gets_a_verdict_all_the_same(tmp_path: Path, engine: Engine) -> None:
    """As in a browser, where ``CELL("format",…)`` is an error."""
    combinations = Combination("", "78 %", "minst 81 %"), Combination("", "3", "över 5")
    contents = (0.5, "General"), (0.81, "General"), (0.9, None), (9, "General"), (9, "0%")
    to_write = [Row(c, c.rule, c.rule, Outcome(*content)) for c in combinations for content in contents]
    proof = write(tmp_path / "webben.xlsx", to_write, lambda formula: formula.replace('"format"', '"okänt"'))
    met, not_met = Verdict.MET.label, Verdict.NOT_MET.label
    percent, count = [not_met, met, met, CHECK, CHECK], [not_met, not_met, not_met, met, met]
    assert engine.shows(proof) == percent + count


def test_a_program_that_calls_the_templates_percent_format_something_else_is_understood(
    tmp_path: Path, engine: Engine
) -> None:
    combination = Combination("", "78 %", "minst 81 %")
    outcomes = Outcome(0.81), Outcome(0.81, "0.00 %"), Outcome(0.81, "General"), Outcome(0, "General")
    to_write = [Row(combination, combination.rule, combination.rule, outcome) for outcome in outcomes]
    proof = write(tmp_path / "p.xlsx", to_write, lambda formula: formula.replace('<>"P"', '<>"%"'))
    assert engine.shows(proof) == [Verdict.MET.label, Verdict.MET.label, CHECK, Verdict.NOT_MET.label]


def test_a_template_asks_about_a_percent_whose_format_was_lost(round_: RoundFolder, engine: Engine) -> None:
    ids = [id_ for id_, answer in BILDNING.items() if isinstance(answer["Utfall 2024"], float)]
    assert ids == ["ÖK-01", "ÖK-02", "ÖK-03"]
    lost = {id_.replace("-", "_"): form for id_, form in zip(ids, ("General", "0.00", "0%"), strict=True)}
    filled = fill(template(round_, "Bildning"), round_.replies / "b.xlsx", BILDNING, ÖK_05="0%", **lost)
    sheet = engine.calculated(filled)
    header_row, headers = columns(sheet)
    live = {
        sheet.cell(row, headers["ID"]).value: sheet.cell(row, headers["Bedömning"]).value
        for row in range(header_row + 1, sheet.max_row + 1)
    }
    assert [live[id_] for id_ in ids] == [CHECK, CHECK, Verdict.PARTLY.label]
    assert live["ÖK-05"] == CHECK
    assert live["ÖK-04"] == Verdict.MET.label


# What a formula may consist of


def test_formulas_are_short_and_use_what_every_program_has(proof: Proof) -> None:
    formulas = {
        verdict_formula(j.row.rule, "INDEX($I$4:$I$9,ROW()-3)", "INDEX($L$4:$L$9,ROW()-3)", anchor="$J$1")
        for j in proof.judged
    }
    assert max(map(len, formulas)) < 1200
    outside_texts = (re.sub(r'"[^"]*"', "", formula) for formula in formulas)
    assert {name for formula in outside_texts for name in re.findall(r"([A-Z]+)\(", formula)} == FUNCTIONS


@pytest.mark.parametrize(("steps", "length", "judged"), [(60, 60, True), (200, 60, False), (3, 300, False)])
def test_a_long_scale_never_makes_a_formula_that_excel_refuses(steps: int, length: int, judged: bool) -> None:
    words = [f"steg {'i' * number}".ljust(length, "x") + "a" for number in range(steps)]
    measure = Measure(ValueType.SCALE, scale=Scale("Lång", tuple(Step(word) for word in words)))
    rule = NotAssessable(measure, "")
    formula = verdict_formula(rule, "INDEX($I$4:$I$999,ROW()-3)", "INDEX($L$4:$L$999,ROW()-3)")
    assert len(formula) < 8192
    assert all(len(text) <= 255 for text in re.findall(r'"([^"]*)"', formula))
    shown = formula_result(rule, words[0], read_text(words[0], measure))
    assert shown == (Verdict.NOT_ASSESSABLE.label if judged else CHECK)
    assert (words[0] in formula) is judged


def test_a_word_stands_for_what_the_program_reads() -> None:
    rule = Combination("", "inte alls", "hel~t", Overrides(scale=ODD_SCALE.name)).rule
    formula = verdict_formula(rule, "I4")
    met, _, rest = formula.partition(Verdict.MET.label)
    assert '{"hel~t","fullt?ut","sant"}' in met
    assert '{"så ""där""","a*b","1","till viss del."}' not in met
    assert "aktuellt" not in formula  # says that there is no value
    assert '"x"' not in rest  # is a value to be filled in
