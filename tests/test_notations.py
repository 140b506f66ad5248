"""How targets are written in published reports, and what each must be read as: ``data/notationer.tsv``, row by row.

The notations are facts of the field, the baselines and outcomes beside them are made up, and what they must be read
as was written by hand. ``–`` in a row's settings is none; a year there is that year's value in *Historik*.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indikator_excel.explain import parse_scale
from indikator_excel.indicators.reading import Overrides, Reading, interpret, read_amber_from
from indikator_excel.indicators.rule import NotAssessable, PartlySetting, Rule, describe_reading, rule_for
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.values import read_text
from indikator_excel.indicators.verdict import judge
from indikator_excel.indicators.vocabulary import Direction, Verdict

COLOURS = {
    "grön": Verdict.MET,
    "gul": Verdict.PARTLY,
    "röd": Verdict.NOT_MET,
    "grå": Verdict.NOT_ASSESSABLE,
}


def table() -> list[dict[str, str]]:
    file = Path(__file__).parent / "data" / "notationer.tsv"
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = table()


def understood(row: dict[str, str], target: str | None = None) -> tuple[Reading, Rule | NotAssessable]:
    given_ = dict(part.strip().split("=", 1) for part in row["inställningar"].split(";") if part.strip())
    years = Years(2023, 2024, {int(year): value for year, value in given_.items() if year.isdecimal()})
    overrides = Overrides(
        direction=Direction(given_["riktning"]) if "riktning" in given_ else None,
        amber_from=read_amber_from(given_.get("gult från", "")),
        outside=given_.get("jämförelsevärde"),
        unit=given_.get("enhet"),
    )
    scales = {fold("Genomförande"): parse_scale(given_["skala"])} if "skala" in given_ else {}
    reading = interpret(row["läget"], row["målvärde"] if target is None else target, years, scales, overrides)
    return reading, rule_for(reading, PartlySetting())


def test_the_table_is_broad_enough() -> None:
    assert len({(row["läget"], row["målvärde"], row["inställningar"]) for row in ROWS}) == len(ROWS) >= 150
    assert {row["språk"] for row in ROWS} == {"sv", "da", "no", "fi-sv"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['målvärde'] or 'tomt'} vid {row['läget'] or 'tomt'}")
def test_a_notation_is_read_and_judged(row: dict[str, str]) -> None:
    reading, rule = understood(row)
    assert describe_reading(reading, rule) == row["läses som"]
    wanted = [outcome.strip().split(" ", 1) for outcome in row["utfall och färg"].split("|")]
    judged = {}
    for _, outcome in wanted:
        value = read_text(outcome, reading.measure)
        question = "frågas" if any(remark.asked for remark in value.remarks) else ""
        judged[outcome] = judge(rule, value, question=question).verdict
    assert judged == {outcome: COLOURS[colour] for colour, outcome in wanted}


@given(
    st.sampled_from(ROWS),
    st.sampled_from(["\u00a0", "\u202f", "\u2009", "\n", "  "]),
    st.sampled_from(["", " ", "\u00a0", "\n"]),
    st.booleans(),
)
def test_spaces_and_capitals_change_no_reading(row: dict[str, str], space: str, end: str, shout: bool) -> None:
    reading, rule = understood(row)
    written = end + row["målvärde"].replace(" ", space) + end
    again, rule_again = understood(row, written.capitalize() if shout and "NKI" not in written else written)
    assert fold(describe_reading(again, rule_again)) == fold(describe_reading(reading, rule))
    assert again.measure.value_type is reading.measure.value_type
