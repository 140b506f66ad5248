"""What an answered row gives reason to ask: the value is used, and somebody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from helpers import assign, edit_register, fill, read_register, template, value

from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.merge import merge
from indikator_excel.consolidation.row_checks import CHECKS
from indikator_excel.findings import about_rows
from indikator_excel.findings.finding import Kind
from indikator_excel.replies.folder import read_replies
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indikator_excel.folder import RoundFolder

#: Percent, a count, a count by sex, a share by sex.
SHARE, COUNT, PERSONS, SEXES = "ÖK-03", "ÖK-05", "ÖK-06", "ÖK-01"

CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    # which row, what is typed, which findings of the row
    (SHARE, value(0.81), []),
    (SHARE, value(0.3, Kommentar="Ny mätmetod."), ["R04"]),
    (SHARE, value(0.44, Kommentar="Lägre."), []),
    (SHARE, value(0.43, Kommentar="Lägre."), ["R04"]),
    (SHARE, value(0.3), ["R01", "R04"]),
    (SHARE, value(0.815), ["R09"]),
    (COUNT, value(12), []),
    (COUNT, value(13), ["R04"]),
    (COUNT, value(1, Kommentar="Inställda."), ["R04"]),
    (COUNT, value(0, Kommentar="Inställda."), []),
    (COUNT, value(5, Mätdatum="2024-12-31"), []),
    (COUNT, value(5, Mätdatum="2025-06-30"), []),
    (COUNT, value(5, Mätdatum="2025-07-01"), ["R06"]),
    (COUNT, value(5, Mätdatum="2023-12-31"), ["R06"]),
    (PERSONS, value(9, Kvinnor=5, Män=4), ["R07"]),
    (PERSONS, value(10, Kvinnor=5, Män=5), []),
    (PERSONS, value(10, Kvinnor=10, Män=0), []),
    (PERSONS, value(11, Kvinnor=5, Män=5), ["R08"]),
    (SEXES, value(0.97, Kvinnor=0.98, Män=0.96), []),
    (SEXES, value(0.97, Kvinnor=0.95, Män=0.96), ["R08"]),
    (SEXES, value(0.97, Kvinnor=0.95), []),
]


@pytest.mark.parametrize(("id_", "typed", "codes"), CASES)
def test_an_unusual_answer_is_used_and_told(
    folder: RoundFolder, id_: str, typed: dict[str, Any], codes: Sequence[str]
) -> None:
    assign(folder, {"A": ("Alfa", range(10))})
    edit_register(folder, PERSONS, Könsuppdelad="ja", Läget="10")
    edit_register(folder, SEXES, Könsuppdelad="ja")
    create_templates(folder)
    fill(template(folder, "Alfa"), folder.replies / "a.xlsx", {id_: typed})
    register = read_register(folder.register)
    document = as_json(merge(register, read_replies(folder, register)))
    found = [f for f in document["avvikelser"] if f["indikator_id"] == id_ and f["kod"].startswith("R")]
    assert sorted(f["kod"] for f in found) == codes
    assert all(f["nivå"] != "fel" and f["cell"] and "{" not in f["meddelande"] for f in found)
    row = next(r for r in document["rader"] if r["indikator_id"] == id_)
    assert row["utfall"] == pytest.approx(typed["Utfall 2024"] * (100 if id_ in (SHARE, SEXES) else 1))


def test_every_kind_of_the_family_has_its_check() -> None:
    """But for those about the baseline, which are found where it is read."""
    kinds = {kind.code for kind in vars(about_rows).values() if isinstance(kind, Kind)}
    assert kinds - {kind.code for kind in CHECKS.kinds} == {"R02", "R03"}


def test_a_reason_for_one_of_two_periods_contradicts_no_value_of_the_other(folder: RoundFolder) -> None:
    """One that is given beside both values does."""
    assign(folder, {"A": ("Alfa", range(10))})
    edit_register(folder, COUNT, **{"Antal värden": "2"})
    create_templates(folder)
    second = "Utfall 2024 (2)"
    for typed, codes in (
        ({"Utfall 2024": 5}, []),
        ({second: 5}, []),
        ({"Utfall 2024": 5, second: 5}, ["V14", "V14"]),
    ):
        answers = {COUNT: typed | {"Ej mätt": "mäts inte i år"}}
        fill(template(folder, "Alfa"), folder.replies / "a.xlsx", answers)
        register = read_register(folder.register)
        document = as_json(merge(register, read_replies(folder, register)))
        found = [f["kod"] for f in document["avvikelser"] if f["indikator_id"] == COUNT]
        assert [code for code in found if code == "V14"] == codes
