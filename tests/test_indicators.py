"""What is written and what it means: values, targets and verdicts, as tables that read like the contract."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from helpers import ROOT
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from indikator_excel.annex.read import read_annex
from indikator_excel.indicators.numbers import parse_number, swedish, with_unit
from indikator_excel.indicators.reading import NO_OVERRIDES, Overrides, Reading, interpret, read_amber_from
from indikator_excel.indicators.rule import NotAssessable, PartlySetting, Rule, rule_for
from indikator_excel.indicators.scales import DEFAULT, FULFILS, YES_NO, Scale, Step
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.units import same_unit
from indikator_excel.indicators.values import Measure, State, Value, read_number, read_text
from indikator_excel.indicators.verdict import Judgement, judge, met_by_standing_still, trend
from indikator_excel.indicators.vocabulary import (
    Against,
    Comparison,
    Direction,
    PartlyRule,
    Trend,
    ValueType,
    Verdict,
)

YEARS = Years(2023, 2024)
SHARE = PartlySetting()
CLOSER = PartlySetting(PartlyRule.CLOSER)
NONE = PartlySetting(PartlyRule.NONE)

PERCENT = Measure(ValueType.PERCENT, "%")
COUNT = Measure(ValueType.COUNT)
PIECES = Measure(ValueType.COUNT, "st")
ENERGY = Measure(ValueType.QUANTITY, "kWh")
MONEY = Measure(ValueType.QUANTITY, "mnkr", 1)
INDEX = Measure(ValueType.COUNT, "NKI")
WORDS = Measure(ValueType.SCALE, scale=DEFAULT)
FULFILMENT = Measure(ValueType.YES_NO, scale=FULFILS)
YES_OR_NO = Measure(ValueType.YES_NO, scale=YES_NO)

MET, PARTLY, NOT_MET = Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET
NOT_ASSESSABLE, NO_ANSWER = Verdict.NOT_ASSESSABLE, Verdict.NO_ANSWER
BETTER_FIRST = [MET, PARTLY, NOT_MET]


def understood(
    baseline: str, target: str, partly: PartlySetting = SHARE, overrides: Overrides = NO_OVERRIDES
) -> tuple[Reading, Rule]:
    reading = interpret(baseline, target, YEARS, overrides=overrides)
    rule = rule_for(reading, partly)
    assert isinstance(rule, Rule), rule.reason
    return reading, rule


def judged(
    baseline: str,
    target: str,
    outcome: str,
    partly: PartlySetting = SHARE,
    overrides: Overrides = NO_OVERRIDES,
) -> Judgement:
    """The verdict of an outcome as typed in a text cell."""
    reading = interpret(baseline, target, YEARS, overrides=overrides)
    return judge(rule_for(reading, partly), read_text(outcome, reading.measure))


# The annex


def facit() -> list[dict[str, str]]:
    file = Path(__file__).parent / "data" / "bilaga-2024-facit.tsv"
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_row_of_the_annex_is_read_as_the_facit_says() -> None:
    wanted = {row["rad"]: row for row in facit() if row["värdetyp"] != "underrubrik"}
    assert len(wanted) == 23
    yes_no = {True: "ja", False: "nej", None: "-"}
    read = {}
    for row in read_annex(ROOT / "exempel" / "bilaga-2024.txt").rows:
        reading = interpret(row.baseline, row.target, YEARS)
        rule = rule_for(reading, SHARE)
        read[str(row.line)] = {
            "läget": row.baseline,
            "målvärde": row.target,
            "värdetyp": reading.measure.value_type,
            "måttenhet": reading.measure.unit,
            "jämförelse": reading.target.comparison,
            "jämförs_med": reading.target.against,
            "tal_läget": "" if reading.baseline.number is None else str(reading.baseline.number),
            "tal_mål": "" if reading.target.number is None else str(reading.target.number),
            "bedömbar": "ja" if isinstance(rule, Rule) else "nej",
            "uppfylls_av_oförändrat": yes_no[met_by_standing_still(rule, reading)],
        }
    columns = next(iter(read.values()))
    assert read == {line: {c: row[c] for c in columns} for line, row in wanted.items()}


# Values as typed

NUMBER, WORD, NO_VALUE = State.NUMBER, State.WORD, State.NO_VALUE


@pytest.mark.parametrize(
    ("measure", "typed", "number", "remarks"),
    [
        # the same outcome in a dozen hands
        (PERCENT, "83 %", "83", ""),
        (PERCENT, "83%", "83", ""),
        (PERCENT, "83", "83", ""),
        (PERCENT, "83\u00a0%", "83", ""),
        (PERCENT, "83\u202f%", "83", ""),
        (PERCENT, "83\n%", "83", ""),
        (PERCENT, "83 Procent", "83", ""),
        (PERCENT, "83,0 %", "83", ""),
        (PERCENT, "81 %%", "81", ""),  # "81 %" typed into a percent cell of LibreOffice
        (PERCENT, "78,5 procent", "78.5", ""),
        (PERCENT, "78.5", "78.5", ""),
        (PERCENT, "99,5*", "99.5", ""),
        (PERCENT, "86 % 1)", "86", ""),
        (PERCENT, "86 %¹", "86", ""),
        (COUNT, "4 1)", "4", ""),
        (PERCENT, "0,1 procent", "0.1", ""),
        (PERCENT, "1 %", "1", ""),
        (PERCENT, "0", "0", ""),
        (PERCENT, "0 %", "0", ""),
        (PERCENT, "105 %", "105", "OVER_HUNDRED"),
        (PERCENT, "ca 20", "20", "APPROXIMATE"),
        (PERCENT, "Cirka 80 procent", "80", "APPROXIMATE"),
        (MONEY, "ca −5", "-5", "APPROXIMATE"),
        (PERCENT, "15 av 18", "83.3333333333333", "OUT_OF"),
        (COUNT, "15 av 18", "15", "OUT_OF"),
        (COUNT, "69\u00a0001", "69001", ""),
        (COUNT, "69 001", "69001", ""),
        (COUNT, "1 000 000", "1000000", ""),
        (COUNT, "4 st", "4", ""),
        (COUNT, "4st", "4", ""),
        (COUNT, "st 4", "4", ""),
        (PIECES, "4 stycken", "4", ""),
        (PIECES, "4", "4", ""),
        (COUNT, "1:a", "1", ""),
        (COUNT, "4,5", "4.5", "NOT_WHOLE"),
        (COUNT, "4,0", "4", ""),
        (COUNT, "-3", "-3", "NEGATIVE"),
        (COUNT, "−3", "-3", "NEGATIVE"),
        (MONEY, "−5", "-5", ""),
        (MONEY, "– 4,9mnkr", "-4.9", ""),
        (MONEY, "1,2 mkr", "1.2", "UNIT_SPELLING"),
        (ENERGY, "150.078,5", "150078.5", ""),
        (ENERGY, "5 074 000 kWh", "5074000", ""),
        (ENERGY, "310000 kwh", "310000", ""),
        (INDEX, "NKI 75", "75", ""),
        (INDEX, "75 NKI", "75", ""),
        (Measure(ValueType.QUANTITY, "dagar"), "12 dagar", "12", ""),
        (Measure(ValueType.QUANTITY, "procentenheter", 1), "6,5 procentenheter", "6.5", ""),
        (Measure(ValueType.QUANTITY, "ton CO2e"), "330 ton CO2e", "330", ""),
    ],
)
def test_a_number_is_read_and_used(measure: Measure, typed: str, number: str, remarks: str) -> None:
    value = read_text(typed, measure)
    assert (value.state, value.number) == (NUMBER, Decimal(number))
    assert " ".join(r.name for r in value.remarks) == remarks
    assert value.usable


def test_a_minus_of_any_kind_stands_beside_any_unit() -> None:
    assert read_text("– 4,9procent", PERCENT).plain == Decimal("-4.9")
    assert read_text("—4,9 %", PERCENT).plain == Decimal("-4.9")


def test_minus_zero_is_shown_as_zero() -> None:
    assert judged("4", "≥4", "−0").why == "0 är lägre än 4 (målet)"
    assert str(read_number(-0.0, COUNT).number) == "0"


@pytest.mark.parametrize(
    ("measure", "typed", "why"),
    [
        (PERCENT, "0,81", "FRACTION_OR_PERCENT"),
        (PERCENT, "1", "FRACTION_OR_PERCENT"),
        (PERCENT, "8100 %", "HUNDREDFOLD"),
        (PERCENT, "8100", "HUNDREDFOLD"),
        (PERCENT, "3-4", "SEVERAL_NUMBERS"),
        (PERCENT, "80–85", "SEVERAL_NUMBERS"),
        (PERCENT, "80 – 85 %", "SEVERAL_NUMBERS"),
        (PERCENT, "18 av 15", "SEVERAL_NUMBERS"),
        (COUNT, "3 + 2", "SEVERAL_NUMBERS"),
        (COUNT, "3 ca 500", "SEVERAL_NUMBERS"),
        (COUNT, "3/4", "DATE"),
        (COUNT, "2024-03-04", "DATE"),
        (PERCENT, ">65", "INEQUALITY"),
        (COUNT, "minst 4", "INEQUALITY"),
        (PERCENT, "Mål >65", None),
        (PERCENT, "81 st", "OTHER_UNIT"),
        (PERCENT, "81 procentenheter", "OTHER_UNIT"),
        (COUNT, "4 %", "OTHER_UNIT"),
        (PIECES, "4 kWh", "OTHER_UNIT"),
        (ENERGY, "5074 MWh", "OTHER_UNIT"),
        (MONEY, "1 200 tkr", "OTHER_UNIT"),
        (Measure(ValueType.QUANTITY, "ton"), "röd 395 ton", "COLOUR"),
        # English grouping is never guessed, and 1.234 of something that is counted makes no sense
        (COUNT, "1,234", None),
        (COUNT, "1,000", None),
        (PERCENT, "nittio", "NOT_OF_TYPE"),
        (PERCENT, "Resultaten kommer i maj", "NOT_OF_TYPE"),
        (COUNT, "Ja", "NOT_OF_TYPE"),
        (PERCENT, "#DIVISION/0!", "EXCEL_ERROR"),
        (COUNT, "#VÄRDEFEL!", "EXCEL_ERROR"),
        (PERCENT, "31/12 X %", "PLACEHOLDER_LEFT"),
        (PERCENT, "?", "PLACEHOLDER_LEFT"),
        (PERCENT, "? %", "PLACEHOLDER_LEFT"),
        (COUNT, "X", "PLACEHOLDER_LEFT"),
        (COUNT, "Xx st", "PLACEHOLDER_LEFT"),
        (WORDS, "XX", "PLACEHOLDER_LEFT"),
        (WORDS, "3", "NUMBER_FOR_WORD"),
        (WORDS, "jättebra", "OUTSIDE_SCALE"),
        (FULFILMENT, "delvis", "OUTSIDE_SCALE"),
        (FULFILMENT, "1", "NUMBER_FOR_WORD"),
    ],
)
def test_a_doubtful_value_is_asked_about_and_not_used(measure: Measure, typed: str, why: str | None) -> None:
    value = read_text(typed, measure)
    assert [r for r in value.remarks if r.asked], "nothing is asked"
    assert why is None or why in [r.name for r in value.remarks]
    assert value.plain is None


@pytest.mark.parametrize("measure", [PERCENT, COUNT, ENERGY, WORDS, FULFILMENT])
@pytest.mark.parametrize(
    "typed",
    [
        "-",
        "–",
        "..",
        ".",
        "ej mätt",
        "Ej mätt.",
        "EJ  MÄTT",
        "mäts ej 2024",
        "uppgift saknas",
        "ej tillämpligt",
        "N/A",
        "n/a",
        "Inga tillgängliga data",
    ],
)
def test_that_there_is_no_value_is_an_answer(measure: Measure, typed: str) -> None:
    value = read_text(typed, measure)
    assert (value.state, value.remarks, value.plain) == (NO_VALUE, (), None)


def test_empty_and_zero_and_a_date_beside_a_placeholder_are_three_things() -> None:
    assert read_text(" \u00a0\n", PERCENT).state is State.BLANK
    assert read_text("0", PERCENT).plain == 0
    placeholder = read_text("31/12 X %")
    assert (placeholder.state, placeholder.number, placeholder.unit) == (State.PLACEHOLDER, None, "%")


@pytest.mark.parametrize(
    ("measure", "typed", "word"),
    [
        (WORDS, "klart", "klart"),
        (WORDS, "KLART ", "klart"),
        (WORDS, "Klart.", "klart"),
        (WORDS, "Ja", "klart"),
        (WORDS, "Sammanställt", "klart"),
        (WORDS, "implementerat", "klart"),
        (WORDS, "antagen", "klart"),
        (WORDS, "till\u00a0 viss\ndel", "delvis"),
        (WORDS, "Pågår", "påbörjat"),
        (WORDS, "pa\u030abo\u0308rjat", "påbörjat"),  # as a Mac decomposes it
        (WORDS, "Ej  klart", "saknas"),
        (WORDS, "nej", "saknas"),
        (WORDS, "saknas", "saknas"),
        (FULFILMENT, "UPPFYLLER", "uppfyller"),
        (FULFILMENT, "ja", "uppfyller"),
        (FULFILMENT, "uppfyller  ej", "uppfyller ej"),
        (FULFILMENT, "Nej", "uppfyller ej"),
        (YES_OR_NO, " Ja", "ja"),
    ],
)
def test_a_word_is_handed_on_as_the_scale_spells_it(measure: Measure, typed: str, word: str) -> None:
    value = read_text(typed, measure)
    assert (value.state, value.plain, value.remarks) == (WORD, word, ())


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [("sammanstält", "klart"), ("påbörjadd", "påbörjat"), ("delvis klart", "delvis"), ("till viss dell", "delvis")],
)
def test_the_closest_word_is_suggested(typed: str, suggested: str) -> None:
    value = read_text(typed, WORDS)
    assert (value.word, value.plain) == (suggested, None)


def test_only_a_denial_is_near_to_a_denial() -> None:
    assert read_text("nästan klar", WORDS).word == "klart"


@pytest.mark.parametrize("typed", ["inte klart", "ej genomfört", "Ej implementerat", "inte infört"])
def test_a_denial_is_never_suggested_as_done(typed: str) -> None:
    assert read_text(typed, WORDS).word != "klart"


@pytest.mark.parametrize(
    ("measure", "stored", "percent_format", "number", "remarks"),
    [
        (PERCENT, 0.81, True, "81", ""),
        (PERCENT, 0.81 * 100, False, "81", ""),
        (PERCENT, 0.1 + 0.2, True, "30", ""),
        (PERCENT, 0.7996, True, "79.96", ""),
        (PERCENT, 0, True, "0", ""),
        (PERCENT, 0, False, "0", ""),
        (PERCENT, 1, True, "100", ""),
        (PERCENT, 1.05, True, "105", "OVER_HUNDRED"),
        (PERCENT, 81, False, "81", ""),
        (PERCENT, 105, False, "105", "OVER_HUNDRED"),
        (PERCENT, -0.049, True, "-4.9", None),
        # .xls and .ods through an engine that hides the format
        (PERCENT, 0.81, None, "81", None),
        (PERCENT, 1, None, "100", None),
        (PERCENT, 81, None, "81", None),
        (COUNT, 4, False, "4", ""),
        (COUNT, 4.0, False, "4", ""),
        (COUNT, 4.5, False, "4.5", "NOT_WHOLE"),
        (COUNT, -3, False, "-3", "NEGATIVE"),
        (ENERGY, 5074000.5, False, "5074000.5", ""),
    ],
)
def test_a_stored_number_is_read_and_used(
    measure: Measure, stored: float, percent_format: bool | None, number: str, remarks: str | None
) -> None:
    value = read_number(stored, measure, percent_format=percent_format)
    assert value.plain == Decimal(number)
    assert remarks is None or " ".join(r.name for r in value.remarks) == remarks


@pytest.mark.parametrize(
    ("measure", "stored", "percent_format", "why"),
    [
        (PERCENT, 0.81, False, "FRACTION_OR_PERCENT"),
        (PERCENT, 1, False, "FRACTION_OR_PERCENT"),
        (PERCENT, 81, True, "HUNDREDFOLD"),  # 8100 %
        (PERCENT, 8100, False, "HUNDREDFOLD"),
        (COUNT, 0.04, True, "OTHER_UNIT"),
        (WORDS, 3, False, "NUMBER_FOR_WORD"),
        (FULFILMENT, 1, False, "NUMBER_FOR_WORD"),
    ],
)
def test_a_doubtful_stored_number_is_asked_about_and_not_used(
    measure: Measure, stored: float, percent_format: bool | None, why: str
) -> None:
    value = read_number(stored, measure, percent_format=percent_format)
    assert why in [r.name for r in value.remarks if r.asked]
    assert value.plain is None


# Targets

AT_LEAST, AT_MOST, MORE, LESS, EQUAL = (
    Comparison.AT_LEAST,
    Comparison.AT_MOST,
    Comparison.MORE,
    Comparison.LESS,
    Comparison.EQUAL,
)


@pytest.mark.parametrize(
    ("written", "comparison"),
    [(sign, AT_LEAST) for sign in ("≥18", "≥ 18", ">= 18", "=> 18", "minst 18", "Minst  18", "lägst 18", "≥\u00a018")]
    + [(sign, AT_LEAST) for sign in ("18 eller mer", "18 eller fler", "18 eller högre", "inte under 18")]
    + [(sign, AT_MOST) for sign in ("≤18", "<= 18", "=<18", "högst 18", "max 18", "maximalt 18", "inte över 18")]
    + [(sign, AT_MOST) for sign in ("inte överstiga 18", "18 eller färre", "18 eller lägre")]
    + [(sign, MORE) for sign in (">18", "över 18", "mer än 18", "fler än 18", "högre än 18")]
    + [(sign, LESS) for sign in ("<18", "under 18", "mindre än 18", "färre än 18", "lägre än 18")]
    + [(sign, EQUAL) for sign in ("= 18", "exakt 18")],
)
def test_an_operator_in_any_spelling(written: str, comparison: Comparison) -> None:
    target = interpret("4", written, YEARS).target
    assert (target.against, target.comparison, target.number) == (Against.NUMBER, comparison, Decimal(18))


@pytest.mark.parametrize(
    ("written", "comparison"),
    [
        ("≥ 2023", AT_LEAST),
        ("≥2023", AT_LEAST),
        ("≤ 2023", AT_MOST),
        ("> läget", MORE),
        ("minst läget 2023", AT_LEAST),
        ("fler än föregående år", MORE),
        ("ska öka", MORE),
        ("ökar", MORE),
        ("minska", LESS),
        ("ska inte öka", AT_MOST),
        ("inte minska", AT_LEAST),
    ],
)
def test_a_target_against_the_baseline(written: str, comparison: Comparison) -> None:
    _, rule = understood("17 %", written)
    assert (rule.comparison, rule.threshold) == (comparison, Decimal(17))


@pytest.mark.parametrize(
    ("baseline", "written", "in_words"),
    [
        ("1 900 st", "≥ 2023 st", "minst 2 023 st"),  # with a unit it is a number
        ("1 900", "≥ 2 023", "minst 2 023"),
        ("1 900", "≥ 2050", "minst 2 050"),  # not the baseline's year
        ("17 %", "minst 20", "minst 20 %"),  # the unit of the baseline
        ("3 st", "5", "minst 5 st"),
        ("17 %", "≥ 2023", "minst läget 2023"),
        ("", "100 %", "minst 100 %"),
        ("delvis", ">Delvis", "mer än ”Delvis”"),
        ("ej klart", "Sammanställt", "minst ”Sammanställt”"),
        ("", "Uppfyller", "lika med ”Uppfyller”"),
    ],
)
def test_a_target_is_said_in_words(baseline: str, written: str, in_words: str) -> None:
    assert interpret(baseline, written, YEARS).target.in_words(YEARS) == in_words


@pytest.mark.parametrize(
    ("baseline", "written"),
    [
        # not understood whole: never a number found somewhere in the text
        ("4", "nära noll"),
        ("4", "i snitt 18 över tre år"),
        ("4", "2 möten och 3 träffar"),
        ("4", "≥ 18 och analyseras"),
        # lower may be better: the direction is asked for
        ("9", "5"),
        ("", "5"),
        # nothing to hold the outcome against
        ("4", ""),
        ("4", "-"),
        ("31/12 X kWh", ">Xx st"),
        ("31/12 X kWh", "<Xx"),
        ("31/12 X %", "≤ 2023"),
        ("", "≥ 2023"),
        ("ej mätt", "≥ 2023"),
        # what has to be asked about is not used
        ("röd 395 ton", "≤ 2023"),
        ("8100 %", "≥ 2023"),
        ("80–85 %", "≥ 2023"),
        # units that can't be compared
        ("17 %", "> 5 st"),
        ("3 st", "≥ 5 kWh"),
        # better, but which way is that?
        ("12 dagar", "bättre än föregående år"),
        # 1.000 of something that is counted
        ("4", "≥ 1,000"),
    ],
)
def test_what_cant_be_judged_is_grey_whatever_the_outcome(baseline: str, written: str) -> None:
    verdicts = {outcome: judged(baseline, written, outcome).verdict for outcome in ("0", "3", "6", "60")}
    assert verdicts == dict.fromkeys(verdicts, NOT_ASSESSABLE)


# Verdicts


@pytest.mark.parametrize(
    ("baseline", "target", "outcomes"),
    [
        # at least, more than: 80 % of the target is yellow, and the boundary of a strict target is short of it
        ("81 %", "100 %", {"105 %": MET, "100 %": MET, "99,999 %": PARTLY, "80 %": PARTLY, "79,96 %": NOT_MET}),
        ("4", "≥5", {"5": MET, "4": PARTLY, "3,99": NOT_MET, "0": NOT_MET, "-5": NOT_MET}),
        ("4", "> 5", {"6": MET, "5,01": MET, "5": PARTLY, "4": PARTLY, "3,99": NOT_MET, "0": NOT_MET}),
        ("4", "> 0", {"1": MET, "0": NOT_MET, "-1": NOT_MET}),
        ("0", "1", {"2": MET, "1": MET, "0,8": PARTLY, "0,79": NOT_MET, "0": NOT_MET}),
        ("-8 mnkr", "≥ -5 mnkr", {"-5": MET, "-4,9": MET, "-5,1": NOT_MET, "-6": NOT_MET}),
        # at most, less than: the target is 80 % of the outcome
        ("30", "≤ 10", {"0": MET, "10": MET, "10,01": PARTLY, "12,5": PARTLY, "12,51": NOT_MET}),
        ("30", "< 10", {"9,99": MET, "10": PARTLY, "12,5": PARTLY, "12,51": NOT_MET}),
        ("30", "≤ 0", {"0": MET, "-1": MET, "0,1": NOT_MET, "1": NOT_MET}),
        # never by ratio: an exact value, and a target against the baseline
        ("11", "= 12", {"12": MET, "12,0": MET, "11,99": NOT_MET, "13": NOT_MET}),
        ("17 %", "≥ 2023", {"17 %": MET, "18 %": MET, "16,96 %": NOT_MET, "15 %": NOT_MET}),
        ("17 %", "> läget", {"17,1 %": MET, "17 %": NOT_MET, "16 %": NOT_MET}),
        ("17 %", "≤ 2023", {"17 %": MET, "0": MET, "17,1 %": NOT_MET, "18 %": NOT_MET}),
        ("0 st", "≥ 2023", {"0": MET, "1": MET}),
        # words: better than the baseline but short of the target
        ("saknas", "implementerat", {"klart": MET, "delvis": PARTLY, "pågår": PARTLY, "nej": NOT_MET}),
        ("påbörjat", "implementerat", {"helt": MET, "delvis": PARTLY, "påbörjat": NOT_MET, "saknas": NOT_MET}),
        ("delvis", "> delvis", {"klart": MET, "delvis": NOT_MET, "påbörjat": NOT_MET}),
        ("påbörjat", "> delvis", {"klart": MET, "delvis": PARTLY, "påbörjat": NOT_MET}),
        ("delvis", "≥ 2023", {"klart": MET, "delvis": MET, "påbörjat": NOT_MET}),
        ("", "implementerat", {"klart": MET, "delvis": NOT_MET}),
        ("", "Uppfyller", {"uppfyller": MET, "Ja": MET, "uppfyller ej": NOT_MET, "nej": NOT_MET}),
        ("Nej", "Nej", {"nej": MET, "ja": NOT_MET}),
        # a zero that the target itself asks for: nothing else meets it
        ("0", "0", {"0": MET, "1": NOT_MET, "5": NOT_MET}),
        # unrounded: 99.95 % is not 100 %
        ("74 %", "100 %", {"2000 av 2000": MET, "1999 av 2000": PARTLY}),
        # answers without a value, and values that are asked about
        ("4", "≥5", {"": NO_ANSWER, "ej mätt": NOT_ASSESSABLE, "-": NOT_ASSESSABLE, "5–6": NOT_ASSESSABLE}),
        ("81 %", "100 %", {"1": NOT_ASSESSABLE, "0,81": NOT_ASSESSABLE, "8100 %": NOT_ASSESSABLE}),
        ("81 %", "100 %", {"X %": NOT_ASSESSABLE, "#DIVISION/0!": NOT_ASSESSABLE}),
        ("saknas", "klart", {"i maj": NOT_ASSESSABLE, "sammanstält": NOT_ASSESSABLE}),
    ],
)
def test_verdicts_with_a_share_of_the_target(baseline: str, target: str, outcomes: dict[str, Verdict]) -> None:
    assert {outcome: judged(baseline, target, outcome).verdict for outcome in outcomes} == outcomes


@pytest.mark.parametrize(
    ("baseline", "target", "outcome", "by_share", "by_closeness", "without"),
    [
        ("4", "≥10", "8", PARTLY, PARTLY, NOT_MET),
        ("4", "≥10", "5", NOT_MET, PARTLY, NOT_MET),
        ("9", "≥10", "8", PARTLY, NOT_MET, NOT_MET),
        ("9", "≥10", "9", PARTLY, NOT_MET, NOT_MET),
        ("4", "≥10", "10", MET, MET, MET),
        ("4", "> 10", "10", PARTLY, PARTLY, NOT_MET),
        ("30", "≤ 10", "12", PARTLY, PARTLY, NOT_MET),
        ("30", "≤ 10", "29", NOT_MET, PARTLY, NOT_MET),
        ("11", "≤ 10", "12", PARTLY, NOT_MET, NOT_MET),
        ("-8 mnkr", "≥ -5 mnkr", "-6", NOT_MET, PARTLY, NOT_MET),
        ("", "≥10", "8", PARTLY, NOT_MET, NOT_MET),
        ("17 %", "≥ 2023", "16 %", NOT_MET, NOT_MET, NOT_MET),
        ("saknas", "klart", "delvis", PARTLY, PARTLY, NOT_MET),
        ("", "Uppfyller", "uppfyller ej", NOT_MET, NOT_MET, NOT_MET),
    ],
)
def test_the_rule_for_partly_is_a_setting_of_the_round(
    baseline: str, target: str, outcome: str, by_share: Verdict, by_closeness: Verdict, without: Verdict
) -> None:
    verdicts = [judged(baseline, target, outcome, partly).verdict for partly in (SHARE, CLOSER, NONE)]
    assert verdicts == [by_share, by_closeness, without]


@pytest.mark.parametrize("partly", [SHARE, CLOSER, NONE])
@pytest.mark.parametrize(
    ("baseline", "target", "amber_from", "outcomes"),
    [
        ("81 %", "100 %", "95", {"100 %": MET, "95 %": PARTLY, "94,9 %": NOT_MET, "85 %": NOT_MET}),
        ("81 %", "100 %", "50", {"50 %": PARTLY, "49 %": NOT_MET}),
        ("17 %", "≥ 2023", "15", {"17 %": MET, "15 %": PARTLY, "14,9 %": NOT_MET}),
        ("30", "≤ 10", "11", {"10": MET, "11": PARTLY, "11,1": NOT_MET}),
        ("4", "> 5", "5", {"6": MET, "5": PARTLY, "4,9": NOT_MET}),
    ],
)
def test_the_rows_own_amber_threshold_wins_over_the_rounds_rule(
    baseline: str, target: str, amber_from: str, outcomes: dict[str, Verdict], partly: PartlySetting
) -> None:
    own = Overrides(amber_from=Decimal(amber_from))
    assert {o: judged(baseline, target, o, partly, own).verdict for o in outcomes} == outcomes


def test_another_share_is_another_yellow() -> None:
    ninety = PartlySetting(share=Decimal("0.9"))
    assert [judged("4", "≥10", o, ninety).verdict for o in ("9", "8,9")] == [PARTLY, NOT_MET]


@pytest.mark.parametrize(
    ("baseline", "target", "outcome", "why"),
    [
        ("17 %", "≥ 2023", "18 %", "18 % är minst 17 % (läget 2023)"),
        ("17 %", "≥ 2023", "15 %", "15 % är lägre än 17 % (läget 2023)"),
        ("17 %", "≤ 2023", "18 %", "18 % är högre än 17 % (läget 2023)"),
        ("≥18", "≥18", "20", "20 är minst 18 (målet)"),
        ("4", "> 5", "3", "3 är inte mer än 5 (målet)"),
        ("81 %", "100 %", "97", "97 % är lägre än 100 % (målet) men når minst 80 % av målet (80 %)"),
        ("80 %", "≥ 80 %", "79,96 %", "79,96 % är lägre än 80 % (målet) men når minst 80 % av målet (64 %)"),
        ("60 000 kWh", "≤ 70000", "69001", "69 001 kWh är högst 70 000 kWh (målet)"),
        ("saknas", "klart", "pågår", "”påbörjat” når inte ”klart” (målet) men är bättre än läget 2023"),
        ("delvis", "> delvis", "delvis", "”delvis” är inte bättre än ”delvis” (målet)"),
        ("4", "nära noll", "1", "målvärdet ”nära noll” måste bedömas för hand"),
        ("31/12 X %", "≤ 2023", "11 %", "läget 2023 är inte ifyllt (”31/12 X %”)"),
        ("4", "≥4", "Ej mätt i år", "svaret säger att det inte finns något värde: ”Ej mätt i år”"),
    ],
)
def test_why_is_plain_swedish_with_the_numbers(baseline: str, target: str, outcome: str, why: str) -> None:
    assert judged(baseline, target, outcome).why == why


@pytest.mark.parametrize(
    ("baseline", "target", "outcome", "direction"),
    [
        ("17 %", "≥ 2023", "18 %", Trend.BETTER),
        ("17 %", "≥ 2023", "16 %", Trend.WORSE),
        ("17 %", "≥ 2023", "17,0 %", Trend.SAME),
        ("12 dagar", "≤ 10", "11", Trend.BETTER),
        ("12 dagar", "≤ 10", "13", Trend.WORSE),
        ("3", "nollvision", "1", Trend.BETTER),
        ("3", "0", "4", Trend.WORSE),
        ("-3 mnkr", "0", "-1", Trend.BETTER),
        ("61", "topp 50", "55", Trend.BETTER),
        ("90 %", "95–100 %", "92 %", Trend.UNKNOWN),
        ("saknas", "klart", "delvis", Trend.BETTER),
        ("", "≥5", "5", Trend.UNKNOWN),
        ("4", "≥5", "ej mätt", Trend.UNKNOWN),
    ],
)
def test_the_trend_goes_by_what_is_better(baseline: str, target: str, outcome: str, direction: Trend) -> None:
    reading, rule = understood(baseline, target)
    assert trend(reading, rule, read_text(outcome, reading.measure)) is direction


# The controller's settings


@pytest.mark.parametrize(
    ("baseline", "target", "overrides", "outcomes"),
    [
        ("4", "≥ 5", Overrides(comparison=AT_MOST), {"5": MET, "4": MET, "9": NOT_MET}),
        ("4", "≥ 5", Overrides(target="20"), {"20": MET, "5": NOT_MET}),
        ("4", "≥ 5", Overrides(against=Against.BASELINE), {"4": MET, "3": NOT_MET}),
        ("4", "≥ 5", Overrides(against=Against.MANUAL), {"9": NOT_ASSESSABLE}),
        ("4", "≥ 2023", Overrides(target="20"), {"20": MET, "5": NOT_MET}),
        ("delvis", "> delvis", Overrides(target="påbörjat"), {"delvis": MET, "påbörjat": NOT_MET}),
        # a direction, where the text left it open and where it guessed
        ("9", "5", Overrides(direction=Direction.LOWER), {"5": MET, "4": MET, "9": NOT_MET}),
        ("9", "5", Overrides(direction=Direction.HIGHER), {"5": MET, "9": MET, "3": NOT_MET}),
        ("4", "5", Overrides(direction=Direction.LOWER), {"5": MET, "1": MET, "9": NOT_MET}),
        ("12 dagar", "bättre än föregående år", Overrides(direction=Direction.LOWER), {"11": MET, "13": NOT_MET}),
        # what it is measured in
        ("4", "≥ 5", Overrides(value_type=ValueType.PERCENT), {"5 %": MET, "5 st": NOT_ASSESSABLE}),
        ("4", "≥ 5", Overrides(unit="möten"), {"5 möten": MET, "5 %": NOT_ASSESSABLE}),
        (
            "-3",
            "Uppfyller",
            Overrides(value_type=ValueType.QUANTITY, unit="mnkr", comparison=MORE, target="0"),
            {"1,2": MET, "0": NOT_MET, "-0,5 mnkr": NOT_MET},
        ),
        # a target that only she understood
        ("4", "minst fyra", Overrides(target="4", comparison=AT_LEAST), {"4": MET, "1": NOT_MET}),
        ("4", "i snitt över tre år", Overrides(target="4", comparison=AT_LEAST), {"4": MET, "1": NOT_MET}),
    ],
)
def test_her_setting_wins_over_the_reading(
    baseline: str, target: str, overrides: Overrides, outcomes: dict[str, Verdict]
) -> None:
    assert {o: judged(baseline, target, o, SHARE, overrides).verdict for o in outcomes} == outcomes


def test_a_year_that_she_says_is_a_number_is_a_number() -> None:
    target = interpret("1 900", "≥ 2023", YEARS, overrides=Overrides(against=Against.NUMBER)).target
    assert (target.against, target.comparison, target.number) == (Against.NUMBER, AT_LEAST, Decimal(2023))


def test_a_scale_of_the_register_takes_the_place_of_the_default() -> None:
    colours = Scale("Färg", (Step("röd"), Step("gul", ("orange",)), Step("grön")))
    reading = interpret("röd", "grön", YEARS, {"färg": colours}, Overrides(scale="FÄRG"))
    rule = rule_for(reading, SHARE)
    assert reading.measure.value_type is ValueType.SCALE
    outcomes = {"Grön": MET, "orange": PARTLY, "röd": NOT_MET, "klart": NOT_ASSESSABLE}
    assert {o: judge(rule, read_text(o, reading.measure)).verdict for o in outcomes} == outcomes


@pytest.mark.parametrize(
    ("written", "number"),
    [("80", "80"), ("80 %", "80"), ("80%", "80"), ("12,5", "12.5"), ("4 st", "4"), ("300 kWh", "300")],
)
def test_an_amber_threshold_is_a_number_with_or_without_its_unit(written: str, number: str) -> None:
    assert read_amber_from(written) == Decimal(number)


# Properties

NUMBERS = st.decimals(-1_000_000, 1_000_000, places=2, allow_nan=False, allow_infinity=False)
OPERATORS = st.sampled_from(["≥ ", "> ", "≤ ", "< ", "minst ", "högst "])
SETTINGS = st.builds(
    PartlySetting, st.sampled_from(PartlyRule), st.sampled_from(["0.8", "0.9", "0.333"]).map(Decimal)
)


@given(
    baseline=st.none() | NUMBERS,
    operator=OPERATORS,
    target=st.none() | NUMBERS,
    amber_from=st.none() | NUMBERS,
    partly=SETTINGS,
    outcomes=st.lists(NUMBERS, min_size=2, max_size=12),
)
def test_a_better_number_never_gets_a_worse_verdict(
    baseline: Decimal | None,
    operator: str,
    target: Decimal | None,
    amber_from: Decimal | None,
    partly: PartlySetting,
    outcomes: list[Decimal],
) -> None:
    # With and without a target: the baseline stands in for it. Outcomes on the thresholds are what breaks.
    assume(baseline is not None or target is not None)
    thresholds = [n for n in (baseline, target, amber_from) if n is not None]
    near = [n + step for n in thresholds for step in (Decimal(-1), Decimal("-0.01"), Decimal(0), Decimal("0.01"))]
    shares = [n * factor for n in thresholds for factor in (Decimal("0.8"), Decimal("1.25"))]
    reading, rule = understood(
        "" if baseline is None else swedish(baseline),
        operator + ("läget" if target is None else swedish(target)),
        partly,
        Overrides(amber_from=amber_from),
    )
    worst_first = sorted([*outcomes, *near, *shares], reverse=not reading.higher_is_better)
    ranks = [BETTER_FIRST.index(rule.verdict_at(outcome)) for outcome in worst_first]
    assert ranks == sorted(ranks, reverse=True)


@given(
    baseline=st.sampled_from(["", *DEFAULT.words]),
    target=st.sampled_from([*DEFAULT.words[1:], *(f"> {w}" for w in DEFAULT.words), "ska öka", "≥ 2023"]),
    partly=SETTINGS,
)
def test_a_better_word_never_gets_a_worse_verdict(baseline: str, target: str, partly: PartlySetting) -> None:
    assume(baseline or ("2023" not in target and "öka" not in target))
    verdicts = [judged(baseline, target, word, partly).verdict for word in DEFAULT.words]
    best = DEFAULT.words[-1]
    if target == f"> {best}" or (target == "ska öka" and baseline == best):  # nothing is better than the best
        assert set(verdicts) == {NOT_ASSESSABLE}
        return
    ranks = list(map(BETTER_FIRST.index, verdicts))
    assert ranks == sorted(ranks, reverse=True)


@given(NUMBERS | st.decimals(-999, 999, places=12) | st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal))
def test_a_number_written_in_swedish_is_read_back(number: Decimal) -> None:
    written = swedish(number)
    assert "." not in written
    assert parse_number(written) == number
    assert read_text(written.replace(" ", "\u00a0"), ENERGY).plain == number
    assert read_text(f"{written} kWh", ENERGY).plain == number


@given(NUMBERS, st.sampled_from(["%", "kWh", "st", "kr/elev", "ton CO2e", "per 1 000 invånare", "av 5", "NKI", ""]))
def test_a_value_shown_with_its_unit_is_read_back(number: Decimal, unit: str) -> None:
    written = with_unit(number, unit)
    baseline = read_text(written)
    measure = interpret(written, "≥ 2023", YEARS).measure
    again = read_text(written, measure)
    assert again.number == number or (unit == "av 5" and not 0 <= number <= 5)
    assert unit == "av 5" or (baseline.number, baseline.unit) == (number, unit)
    assert same_unit(measure.unit, unit) or unit == "av 5"


TYPED_NUMBERS = st.tuples(
    st.sampled_from(["", "ca ", "> "]), NUMBERS.map(swedish), st.sampled_from(["", " %", " st"])
).map("".join)
MEASURES = st.sampled_from([None, PERCENT, COUNT, ENERGY, WORDS, FULFILMENT])
TYPED = TYPED_NUMBERS | st.sampled_from(
    ["delvis", "till viss del", "ej mätt", "uppgift saknas", "31/12 X %", "80-85", "15 av 18", "-", ""]
)


@given(TYPED, MEASURES, st.sampled_from(" \u00a0\u202f\u2009\n\t"))
@example("ca -4,9 %", PERCENT, "\u00a0")
def test_spaces_and_the_kind_of_minus_change_nothing(typed: str, measure: Measure | None, space: str) -> None:
    def meaning(text: str) -> tuple[object, ...]:
        value = read_text(text, measure)
        return value.state, value.number, value.word, value.unit, value.remarks

    variants = [typed + space, space + typed, space + typed + 2 * space, typed.replace(" ", space)]
    if typed != "-":
        variants += [typed.replace("-", "−"), typed.replace("-", "–")]
    assert [meaning(v) for v in variants] == [meaning(typed)] * len(variants)


NASTY = ["1", "1 ", "-1", "1-", "- 1", " 1 111", "1.111", "1.111,", "111 ", "1,", "1/", "ca ", "av ", " av 1"]
NASTY += ["x", "X ", "? ", "≥", "> ", "ej ", "delvis ", "minst ", "2023", "#", "²", "٣", "１", "\ud800"]
PIECES_OF_TEXT = st.sampled_from(NASTY) | st.text(max_size=20)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES_OF_TEXT, max_size=30).map("".join),
    st.builds(lambda head, body, tail: (head + body * 10_000)[:9_980] + tail, *[PIECES_OF_TEXT] * 3),
)


@settings(deadline=timedelta(seconds=5))
@given(TEXTS, MEASURES)
@example("-1" * 5_000, PERCENT)
@example("1 111" * 2_000 + "a", PERCENT)
@example("1.111" * 2_000 + "a", COUNT)
@example("kv 1 " + "111 " * 2_500, COUNT)
@example("1 per 1 000 " * 900, None)
@example("co2e/" * 2_000 + "²", COUNT)
def test_any_text_is_read_as_a_value_in_bounded_time(text: str, measure: Measure | None) -> None:
    value = read_text(text, measure)
    assert (value.plain is not None) is value.usable


@settings(deadline=timedelta(seconds=10))
@given(TEXTS, TEXTS, st.text(max_size=20))
@example("-1" * 5_000, "-1" * 5_000, "1")
@example("kv 1 " + "111 " * 2_500, "2024: 1, " * 1_100, "1")
@example("4", "1 (2024) " * 1_100, "1")
@example("4", "mellan 1 " * 22, "1")
def test_any_indicator_is_judged_or_grey(baseline: str, target: str, outcome: str) -> None:
    reading = interpret(baseline, target, YEARS)
    rule = rule_for(reading, SHARE)
    value = read_text(outcome, reading.measure)
    assert judge(rule, value).why
    assert isinstance(reading.target.in_words(YEARS), str)
    met_by_standing_still(rule, reading)
    trend(reading, rule, value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([True, False, None]))
@example(1e30, False)
def test_any_stored_number_is_read(number: float, percent_format: bool | None) -> None:
    for measure in (PERCENT, COUNT, ENERGY, WORDS):
        value: Value = read_number(number, measure, percent_format=percent_format)
        assert (value.plain is not None) is value.usable


FIVE = Measure(ValueType.QUANTITY, "av 5", 1, lowest=Decimal(1), highest=Decimal(5))


@pytest.mark.parametrize(
    ("typed", "women", "men", "total"),
    [
        ("kv 74 / m 69", 74, 69, None),
        ("K: 74 % M: 69 %", 74, 69, None),
        ("74 (K) 69 (M)", 74, 69, None),
        ("Kvinnor 74 %, män 69 %", 74, 69, None),
        ("pojkar 69, flickor 74", 74, 69, None),
        ("72 % (kv 74 / m 69)", 74, 69, 72),
        ("72 (74 kvinnor och 69 män)", 74, 69, 72),
        ("kv 74 / m 69, totalt 72", 74, 69, 72),
    ],
)
def test_a_value_split_by_sex_is_kept_as_two_and_its_total_asked_for(
    typed: str, women: int, men: int, total: int | None
) -> None:
    value = read_text(typed, PERCENT)
    assert (value.women, value.men, value.number) == (women, men, total)
    assert [r.name for r in value.remarks] == ([] if total else ["WITHOUT_TOTAL"])
    assert value.plain == total


@pytest.mark.parametrize("typed", ["k 74", "74 / 69", "kv 74 / kv 69", "kv 74 / m 69 / 80", "kv 74 m 69 år 2023"])
def test_what_is_not_a_value_for_each_sex_is_not_read_as_one(typed: str) -> None:
    value = read_text(typed, PERCENT)
    assert (value.women, value.men, value.usable) == (None, None, False)


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("72 (kv 74, m 0,7)", "FRACTION_OR_PERCENT"),
        ("72 (kv 8100 m 5)", "HUNDREDFOLD"),
        ("72 (kv 7 st m 5 st)", "OTHER_UNIT"),
    ],
)
def test_each_of_the_two_is_doubted_like_any_value(typed: str, doubt: str) -> None:
    value = read_text(typed, PERCENT)
    assert doubt in [r.name for r in value.remarks]
    assert value.plain is None


@pytest.mark.parametrize(
    ("typed", "number", "remarks"),
    [
        ("3,7", "3.7", []),
        ("3,7 av 5", "3.7", []),
        ("5", "5", []),
        ("5,1", "5.1", ["OUTSIDE_BOUNDS"]),
        ("0", "0", ["OUTSIDE_BOUNDS"]),
        ("3,7 av 10", "3.7", ["OTHER_UNIT"]),
    ],
)
def test_points_lie_on_their_scale(typed: str, number: str, remarks: list[str]) -> None:
    value = read_text(typed, FIVE)
    assert (value.number, [r.name for r in value.remarks]) == (Decimal(number), remarks)
    assert value.usable is (not remarks)


@pytest.mark.parametrize("typed", ["drygt 5", "knappt 90", "skattesats 21", "minst 5 st", "5 minst", "upp 5"])
def test_a_word_before_the_number_is_no_unit(typed: str) -> None:
    assert not read_text(typed, COUNT).usable
    baseline = read_text(typed)
    assert baseline.number is None or not baseline.usable


@pytest.mark.parametrize("text", ["4 tusen", "röd 4", "ej 4", "minus 4", "4½", "4 saknas"])
def test_a_word_that_changes_the_number_is_no_unit(text: str) -> None:
    assert not read_text(text, Measure(ValueType.COUNT)).usable


def test_what_is_counted_may_stand_behind_the_number() -> None:
    value = read_text("4 möten", Measure(ValueType.COUNT))
    assert (value.number, value.usable) == (Decimal(4), True)


@pytest.mark.parametrize("target", ["≥0,9", "minst 1", "0,95"])
def test_a_fraction_beside_a_percent_baseline_is_asked_about(target: str) -> None:
    reading = interpret("81 %", target, Years(2023, 2024))
    assert isinstance(rule_for(reading, PartlySetting()), NotAssessable)


@pytest.mark.parametrize(
    ("baseline", "target", "direction", "outcomes"),
    [
        ("90 %", "95–100 %", None, {"95 %": MET, "100 %": MET, "94,9 %": NOT_MET, "101 %": NOT_MET}),
        ("90 %", "95 % - 100 %", None, {"97 %": MET, "80 %": NOT_MET}),
        ("3", "mellan 4 och 6", None, {"4": MET, "6": MET, "7": NOT_MET, "3": NOT_MET}),
        ("2", "nollvision", None, {"0": MET, "1": NOT_MET}),
        ("2", "inga", Direction.LOWER, {"0": MET, "1": NOT_MET}),
        ("61", "topp 50", None, {"50": MET, "1": MET, "51": NOT_MET}),
        ("61", "plats 50 eller bättre", None, {"50": MET, "55": NOT_MET}),
        ("61", "bland de 10 bästa", None, {"10": MET, "11": NOT_MET}),
        ("NKI 72", "NKI 70", None, {"70": MET, "NKI 71": MET, "60": PARTLY, "50": NOT_MET}),
        ("17 %", "oförändrat", Direction.HIGHER, {"17 %": MET, "18 %": MET, "16 %": NOT_MET}),
        ("17 %", "bibehållen nivå", Direction.LOWER, {"17 %": MET, "16 %": MET, "18 %": NOT_MET}),
        ("delvis", "oförändrat", None, {"delvis": MET, "klart": MET, "påbörjat": NOT_MET}),
    ],
)
def test_notations_that_are_no_operator(
    baseline: str, target: str, direction: Direction | None, outcomes: dict[str, Verdict]
) -> None:
    reading = interpret(baseline, target, Years(2023, 2024), overrides=Overrides(direction=direction))
    rule = rule_for(reading, PartlySetting())
    read = {outcome: read_text(outcome, reading.measure) for outcome in outcomes}
    assert {outcome: judge(rule, value).verdict for outcome, value in read.items()} == outcomes


@pytest.mark.parametrize("target", ["oförändrat", "2025–2026", "12 och 14", "nära noll", "100–95 %", "1 kWh – 3 st"])
def test_what_is_not_understood_whole_is_judged_by_hand(target: str) -> None:
    reading = interpret("17 %" if target == "oförändrat" else "17", target, Years(2023, 2024))
    assert isinstance(rule_for(reading, PartlySetting()), NotAssessable)


@pytest.mark.parametrize(
    ("baseline", "target", "outcomes", "why"),
    [
        ("200", "öka med 5 %", {"210": MET, "209": NOT_MET}, "209 är lägre än 210 (läget 2023 plus 5 %)"),
        ("200 kWh", "minska med minst 10 %", {"180": MET, "181": NOT_MET}, "181 kWh är högre än 180 kWh"),
        ("17 %", "+2 procentenheter", {"19 %": MET, "18,9 %": NOT_MET}, "(läget 2023 plus 2 procentenheter)"),
        ("40", "−5 %", {"38": MET, "39": NOT_MET}, "(läget 2023 minus 5 %)"),
        ("4", "+1", {"5": MET, "4": NOT_MET}, "(läget 2023 plus 1)"),
        ("4 st", "ska öka med 2 st jämfört med 2023", {"6": MET, "5": NOT_MET}, "(läget 2023 plus 2 st)"),
        ("80 %", "90 % (2024)", {"90 %": MET, "60 %": NOT_MET}, "(målet)"),
    ],
)
def test_changes_from_the_baseline(baseline: str, target: str, outcomes: dict[str, Verdict], why: str) -> None:
    reading = interpret(baseline, target, Years(2023, 2024))
    rule = rule_for(reading, PartlySetting())
    judged = {outcome: judge(rule, read_text(outcome, reading.measure)) for outcome in outcomes}
    assert {outcome: j.verdict for outcome, j in judged.items()} == outcomes
    assert any(why in j.why for j in judged.values())
    assert met_by_standing_still(rule, reading) is False


@pytest.mark.parametrize(
    ("baseline", "target"),
    [
        ("17 %", "öka med 5 %"),  # percent or percentage points?
        ("200", "minska med 80 % jämfört med 2010"),
        ("4 st", "öka med 3 kWh"),
        ("4", "öka med 2 procentenheter"),
        ("80 %", "90 % (2026)"),
        ("31/12 X %", "+2 procentenheter"),
    ],
)
def test_changes_that_are_not_plain_are_judged_by_hand_or_wait(baseline: str, target: str) -> None:
    reading = interpret(baseline, target, Years(2023, 2024))
    assert isinstance(rule_for(reading, PartlySetting()), NotAssessable)


@pytest.mark.parametrize(
    "text", ["5 (2024)" + " (2024)" * 1200, "öka med " * 1200, "1-" * 5000, "mellan 1 och " * 700]
)
def test_hostile_targets_are_judged_by_hand(text: str) -> None:
    assert isinstance(rule_for(interpret("4", text, Years(2023, 2024)), PartlySetting()), NotAssessable)


@pytest.mark.parametrize(
    ("unit", "value_type"),
    [
        ("%", ValueType.PERCENT),
        ("procent", ValueType.PERCENT),
        ("dagar", ValueType.QUANTITY),
        ("st", ValueType.COUNT),
    ],
)
def test_a_unit_that_she_sets_tells_the_type(unit: str, value_type: ValueType) -> None:
    measure = interpret("70", "80", Years(2023, 2024), overrides=Overrides(unit=unit)).measure
    assert measure.value_type is value_type
    assert measure.unit == ("%" if value_type is ValueType.PERCENT else unit)


def test_nothing_is_better_than_a_baseline_in_another_unit() -> None:
    reading = interpret("144 st", "högst 72", Years(2023, 2024), overrides=Overrides(unit="plats"))
    value = read_text("70", reading.measure)
    assert trend(reading, rule_for(reading, PartlySetting()), value) is Trend.UNKNOWN
