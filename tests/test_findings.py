"""The texts of every finding, read as the people read them who get them."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from helpers import ROOT

from indikator_excel.findings.catalogue import CATALOGUE
from indikator_excel.findings.finding import Finding, Level

#: How a sentence tells somebody what to do begins; or that there is nothing to do.
_TELLS = re.compile(
    r"(?:Be|Kontrollera|Skriv|Radera|Flytta|Välj|Fyll|Rätta|Behåll|Läs|Fråga|Påminn|Räkna|Ingenting|Har|Lägg|Kopiera"
    r"|Förklara|Stämmer|Vänd|Är|Ska|Vill|Orden|Ändra|Installera|Fundera|Lita|\{åtgärd\})(?![\w])"
)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_finding_says_what_is_wrong_and_what_to_do(code: str) -> None:
    kind = CATALOGUE[code]
    assert re.fullmatch(r"[FSVRHG]\d\d", code)
    assert kind.message[-1] in ".?}"
    assert kind.remedy[-1] in ".}"
    assert "  " not in kind.message + kind.remedy
    assert len(kind.message) < 260
    assert len(kind.remedy) < 220
    assert _TELLS.match(kind.remedy), kind.remedy
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_field_that_a_text_names_is_given_where_the_finding_is_made(code: str) -> None:
    """A field that nobody gives would be a fault in front of the controller."""
    kind = CATALOGUE[code]
    named = {field for text in (kind.message, kind.remedy) for _, field, _, _ in Formatter().parse(text) if field}
    always = set(Finding(kind)._fields())
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "indikator_excel").rglob("*.py"))
    given = set(re.findall(r'"(\w+)":|(\w+)=', source))
    assert named - always <= {name for pair in given for name in pair}


def test_every_family_has_its_levels() -> None:
    """An unreadable file is an error, and what needs nobody is for the record."""
    levels = {code: kind.level for code, kind in CATALOGUE.items()}
    for code, level in levels.items():
        nothing = CATALOGUE[code].remedy.startswith("Ingenting behöver göras")
        assert not (nothing and level is Level.ERROR), code
    assert levels["F01"] is levels["H04"] is Level.ERROR


def test_codes_are_made_somewhere() -> None:
    """A kind that nothing ever gives is a promise that the program does not keep."""
    modules = [p for p in (ROOT / "indikator_excel").rglob("*.py") if not p.name.startswith("about_")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    tables = (ROOT / "indikator_excel" / "findings" / "about_values.py").read_text(encoding="utf-8")
    for path in (ROOT / "indikator_excel" / "findings").glob("about_*.py"):
        for name in re.findall(r"^([A-Z_]+) = Kind\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            made = f"{path.stem}.{name}" in source or re.search(rf"import [^\n]*\b{name}\b", source)
            assert made or f": {name}," in tables, name
