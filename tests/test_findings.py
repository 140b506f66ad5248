"""The texts of every finding, read as the people read them who get them."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from helpers import ROOT
from msgspec.structs import replace

from indikator_excel.consolidation import row_checks
from indikator_excel.findings import about_rows, about_structure, about_values
from indikator_excel.findings.catalogue import CATALOGUE
from indikator_excel.findings.finding import Finding, Kind, Level
from indikator_excel.findings.grouping import grouped
from indikator_excel.replies import file_checks, structure_checks

#: How a sentence tells somebody what to do begins; or that there is nothing to do.
_TELLS = re.compile(
    r"(?:Be|Kontrollera|Skriv|Radera|Flytta|Välj|Fyll|Rätta|Behåll|Läs|Fråga|Påminn|Räkna|Ingenting|Har|Lägg|Kopiera"
    r"|Förklara|Stämmer|Vänd|Är|Ska|Vill|Orden|Ändra|Installera|Fundera|Lita|Om|Klicka|Ta|Bestäm|Öppna|Jämför|Leta|Gör|Se|Det|Stäng|Sätt|\{åtgärd\})(?![\w])"
)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_finding_says_what_is_wrong_and_what_to_do(code: str) -> None:
    kind = CATALOGUE[code]
    assert re.fullmatch(r"[FSVRHGB]\d\d", code)
    assert kind.message[-1] in ".?}"
    assert kind.remedy[-1] in ".}"
    assert "  " not in kind.message + kind.remedy
    assert len(kind.message) < 260
    assert len(kind.remedy) < 220
    assert _TELLS.match(kind.remedy), kind.remedy
    if kind.asked:  # read by the department: it is told what to do itself, and not to ask anybody
        assert _TELLS.match(kind.asked), kind.asked
        assert kind.asked[-1] == "."
        assert not re.search(r"avsändaren|förvaltningen|[Rr]egistret[ .,]|Be |Fråga ", kind.asked)
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_field_that_a_text_names_is_given_where_the_finding_is_made(code: str) -> None:
    """A field that nobody gives would be a fault in front of the controller."""
    kind = CATALOGUE[code]
    named = {
        field
        for text in (kind.message, kind.remedy, kind.asked)
        for _, field, _, _ in Formatter().parse(text)
        if field
    }
    always = set(Finding(kind)._fields())
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "indikator_excel").rglob("*.py"))
    given = set(re.findall(r'"(\w+)":|(\w+)=', source))
    assert named - always <= {name for pair in given for name in pair}


#: Where answers are sorted and read, values told and files refused; every other kind of F, S and R has a check.
_GIVEN_ELSEWHERE = {
    *("F01", "F02", "F03", "F04", "F05", "F06", "F08", "F09", "F10", "F11", "F12", "F13", "F15", "F17", "F18"),
    *("F20", "F21"),
    *("S01", "S02", "S03", "S06", "S08", "S09", "S12", "S14", "S16", "S19", "S20", "S24"),
    *("R02", "R03"),
}


def test_every_check_lists_itself() -> None:
    """A kind that is told of a file, a row or an answer as such has one function, listed under its code."""
    families = (file_checks.OPENED, file_checks.RETURNED, structure_checks.CHECKS, row_checks.CHECKS)
    listed = [kind.code for family in families for kind in family.kinds]
    assert len(listed) == len(set(listed))
    wanted = {code for code in CATALOGUE if code[0] in "FSR"}
    assert set(listed) == wanted - _GIVEN_ELSEWHERE
    assert wanted >= _GIVEN_ELSEWHERE


def at(kind: Kind, id_: str, cell: str = "", value: str = "", **details: str) -> Finding:
    return Finding(
        kind, "svar.xlsx", "Indikatorer" if cell else "", cell, id_, f"Indikator {id_}", "Skola", value, details
    )


def test_what_is_the_same_is_gathered_and_what_differs_is_not() -> None:
    placeholders = [at(about_values.PLACEHOLDER, f"A-{n:02}", f"I{n}", "xx") for n in (4, 7, 8, 9)]
    other = at(about_values.PLACEHOLDER, "A-05", "I5", "yy")
    empty = [at(about_values.NO_VALUE, f"B-{n}") for n in (1, 2)]
    notes = [at(about_structure.NOTE, "C-1", f"I{n}", text) for n, text in ((4, "Ring"), (5, "Mejla"))]
    decimals = [at(about_rows.MORE_DECIMALS, f"D-{n}", f"I{n}", f"{n},25") for n in (4, 5)]
    decimals[1] = replace(decimals[1], file="annan.xlsx", department="Vård")
    groups = grouped([*placeholders[:2], other, *placeholders[2:], *empty, *notes, *decimals])
    assert [(g.message, g.places, g.values, g.ids) for g in groups] == [
        (
            "Inget svar än (”xx”), 4 rader: A-04, A-07, A-08 och A-09.",
            "Indikatorer!I4, I7–I9",
            "xx",
            "A-04, A-07, A-08 och A-09",
        ),
        (other.message, "Indikatorer!I5", "yy", "A-05"),
        ("Svar saknas, 2 rader: B-1 och B-2.", "B-1 och B-2", "", "B-1 och B-2"),
        (notes[0].message, "Indikatorer!I4", "Ring", "C-1"),
        (notes[1].message, "Indikatorer!I5", "Mejla", "C-1"),
        ("Fler decimaler än indikatorn har, 2 rader: D-4 och D-5.", "D-4 och D-5", "", "D-4 och D-5"),
    ]
    assert (groups[-1].file, groups[-1].department) == ("flera filer", "flera förvaltningar")
    assert sum(len(g.findings) for g in groups) == 11
    assert [grouped([f])[0].message for f in (other, empty[0])] == [other.message, empty[0].message]
    many = grouped(at(about_values.NO_VALUE, f"E-{n}") for n in range(60))
    assert many[0].message.endswith("E-39 och 20 till.")
    elsewhere = [replace(placeholders[0], file="annan.xlsx"), replace(placeholders[0], department="Vård")]
    assert len(grouped([placeholders[0], *elsewhere])) == 3


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
