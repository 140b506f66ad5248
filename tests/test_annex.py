"""The real annex: every row, every text exactly as written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from helpers import ROOT, assign, edit_register, read_register, template
from openpyxl import load_workbook

from indikator_excel.annex.columns import columns_of
from indikator_excel.annex.read import read_annex
from indikator_excel.cli import run
from indikator_excel.errors import UserError
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.rule import describe_reading
from indikator_excel.register.book import Book
from indikator_excel.register.layout import INDICATORS
from indikator_excel.register.review.run import review_folder
from indikator_excel.templates.run import create_templates

FACIT = Path(__file__).parent / "data" / "bilaga-2024-facit.tsv"
SHARED = ROOT.parent / "shared" / "data"


def facit() -> list[dict[str, str]]:
    with FACIT.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("control", ["\x01", "\x07", "\x0b", "\x0c", "\x1e", "\x1f", "\x85"])
def test_a_control_character_is_a_space_and_ends_no_row(tmp_path: Path, control: str) -> None:
    lines = ("Område ett", "", "Grupp A\tLäget 2023\tMålvärde 2024\tUtfall", f"Andel{control}nöjda\t10\tminst 12\t")
    path = tmp_path / "bilaga.txt"
    path.write_bytes("\r\n".join(lines).encode())
    assert [(row.indicator, row.target) for row in read_annex(path).rows] == [("Andel nöjda", "minst 12")]


def test_every_row_is_the_facits(annex_file: Path) -> None:
    annex = read_annex(annex_file)
    wanted = facit()
    rows = [(str(r.line), r.area, r.group, r.subheading, r.indicator, r.baseline, r.target) for r in annex.rows]
    columns = ("rad", "område", "indikatorgrupp", "underrubrik", "indikator", "läget", "målvärde")
    assert rows == [tuple(w[c] for c in columns) for w in wanted if w["värdetyp"] != "underrubrik"]
    assert annex.subheadings == tuple(
        (int(w["rad"]), w["indikator"]) for w in wanted if w["värdetyp"] == "underrubrik"
    )


def test_the_whole_around_the_rows(annex_file: Path) -> None:
    annex = read_annex(annex_file)
    assert annex.title == "Bilaga till indikatorer 2024, flerårsplan 2025–2026"
    assert (annex.year, annex.baseline_year, annex.municipality) == (2024, 2023, "Ljusnarsbergs kommun")
    assert [a.name for a in annex.areas] == [
        "Öppen kommun",
        "Kunskap och kompetens",
        "Möten och upplevelser",
        "Innovation & Entreprenörskap",
        "Hållbar kommun",
    ]
    assert [len(a.goals) for a in annex.areas] == [2, 2, 2, 2, 4]
    assert all(a.description[0].islower() for a in annex.areas)
    assert len(annex.headers) == 10
    assert len(annex.rows) == 23
    assert sum(r.subheading != "" for r in annex.rows) == 3
    # All goals of an area stand before its tables: which row belongs to which, the annex does not say.
    assert not any(r.goal for r in annex.rows)
    assert not annex.unread


def test_the_copies_are_the_originals(annex_file: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the originals are not beside the checkout")
    assert annex_file.read_bytes() == (SHARED / annex_file.name).read_bytes()
    assert FACIT.read_bytes() == (SHARED / FACIT.name).read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_marks_line_ends_and_encodings_do_not_matter(annex_file: Path, tmp_path: Path, encoding: str) -> None:
    # Windows' own encoding has no ≥ and ≤; an annex saved in it has lost them already.
    text = annex_file.read_text(encoding="utf-8").replace("<i>", "").replace("</i>", "")
    text = text.replace("≥", ">=").replace("≤", "<=")
    other = tmp_path / "bilaga.txt"
    other.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    ours, theirs = read_annex(annex_file), read_annex(other)
    assert [r.indicator for r in theirs.rows] == [r.indicator for r in ours.rows]
    assert [a.goals for a in theirs.areas] == [a.goals for a in ours.areas]


OTHER_FORM = """Uppföljning 2025

Trygghet

Alla ska känna sig trygga
Brottslighet\tUtfall 2024\tMål 2025\tUtfall
Antal anmälda brott\t210\t≤ 200\t
Bibliotek

Läslust\tLäge 2024\tMålvärde 2025\tPrognos
Lån per invånare\t5,1\tminst 5,5\t"""


def test_an_annex_without_descriptions_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "annan.txt"
    path.write_text(OTHER_FORM, encoding="utf-8")
    annex = read_annex(path)
    assert [(r.group, r.indicator, r.baseline, r.target) for r in annex.rows] == [
        ("Brottslighet", "Antal anmälda brott", "210", "≤ 200"),
        ("Läslust", "Lån per invånare", "5,1", "minst 5,5"),
    ]
    assert (annex.year, annex.baseline_year) == (2025, 2024)
    assert [(a.name, a.goals) for a in annex.areas] == [
        ("Trygghet", ("Alla ska känna sig trygga",)),
        ("Bibliotek", ()),
    ]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Digitalisering|Läget 2023|Målvärde 2024|Prognos/ Utfall", (0, 1, 2, 3, None)),
        ("Kommunens ekonomi|Nuläge 2023|Målvärde", (0, 1, 2, None, None)),
        ("Mål|Indikator|Utfall 2022|Utfall 2023|Mål 2024|Mål 2025|Utfall 2024|Kommentar", (1, 3, 4, 6, 0)),
        ("Indikator|Utfall 2023|Utfall 2024|Mål 2024", (0, 1, 3, 2, None)),
        ("Nyckeltal|Mål 2024|Utfall 2023|Utfall 2024", (0, 2, 1, 3, None)),
        ("Område|Mål|Indikator|Läget|Målvärde|Prognos", (2, 3, 4, 5, 1)),
        ("Nyckeltal|Utfall 2024|Mål 2024|Prognos", (0, 1, 2, 3, None)),
        ("Nyckeltal|Utfall 2024|Mål 2024|Utfall 2023", (0, 3, 2, 1, None)),
        ("Indikator|Enhet|Utfall 2022|Utfall 2023|Mål 2024|Utfall 2024|Kommentar", (0, 3, 4, 5, None)),
        ("Mål|Indikator|Enhet|Utfall 2023|Utfall 2022|Mål 2024|Utfall 2024", (1, 3, 5, 6, 0)),
        ("Nr|Skolan|Måttenhet|Läget 2023|Målvärde 2024|Prognos", (1, 3, 4, 5, None)),
        ("Enhet|Läget 2023|Målvärde 2024|Prognos", (0, 1, 2, 3, None)),
        ("Indikator|Beskrivning|Läget 2023|Målvärde 2024|Utfall", (0, 2, 3, 4, None)),
        ("Indikator|Mål 2023|Utfall 2023|Mål 2024|Utfall 2024", (0, 2, 3, 4, None)),
        ("Indikator|Utfall 2022|Mål 2023|Utfall 2023|Mål 2024|Utfall 2024", (0, 3, 4, 5, None)),
        ("Indikator|Utfall delår 2023|Helår 2023|Mål 2024|Delår 2024|Helår 2024", (0, 2, 3, 4, None)),
        ("Indikator|Mål|Utfall|Mål|Utfall", None),
        ("|Mål|Utfall|Mål|Utfall", None),
        ("Post|Budget 2024|Utfall 2024", None),
        ("Matematik|17 %|≥ 2023|", None),
        ("Mål|Ansvarig|Klart", None),
    ],
)
def test_a_header_tells_what_its_columns_hold(header: str, columns: tuple[int | None, ...] | None) -> None:
    found = columns_of(header.split("|"))
    assert (found and (found.name, found.baseline, found.target, found.outcome, found.leading)) == columns


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("tom.txt", b"", "inga indikatorer"),
        ("brev.txt", "Hej!\n\nVi ses på måndag.\n".encode(), "inga indikatorer"),
        ("bild.txt", b"\x89PNG\x00\x01\x02", "inte en textfil"),
        (
            "två mål.txt",
            b"Bilaga\nSkola\n\tM\xc3\xa5l\tUtfall\tM\xc3\xa5l\tUtfall\nA\t1\t2\t3\t",
            "rad 3: det framgår inte",
        ),
        ("lös.txt", b"Elever\t12\t14\t\n", "före första tabellrubriken"),
        ("bilaga.pdf", b"%PDF-1.7", "ska vara ett Worddokument"),
    ],
)
def test_a_file_that_is_no_annex_is_said_so(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=says):
        read_annex(path)


WITH_GOALS = """Sjövåga. Bilaga: Indikatorer 2024
Antagen 2023-11-25.
Lärande
Mål: Alla lär
Indikator	Läget 2023	Målvärde 2024	Utfall
Behöriga	70 %	≥ 75 %\t
Nämndmål: Fler kommer vidare
Nyckeltal	Läget 2023	Målvärde 2024	Utfall
Unga utan arbete	9 %	≤ 8 %\t
Källa: Kolada och egna mätningar.

Trygghet
handlar om att leva utan oro
Mål 1: Färre brott
Mål 2: Fler ute
Indikator	Läget 2023	Målvärde 2024	Utfall
Brott	7	6\t
Målområde: Miljö
Mål: Renare luft
Så mäter vi
Luften	Läget 2023	Målvärde 2024	Utfall
Partiklar	7	6\t
Källa: SCB."""


def test_lines_that_say_they_are_goals_are_no_areas_and_a_source_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bilaga.txt"
    path.write_text(WITH_GOALS, encoding="utf-8")
    annex = read_annex(path)
    assert [(a.name, a.description, a.goals) for a in annex.areas] == [
        ("Lärande", "", ("Mål: Alla lär", "Nämndmål: Fler kommer vidare")),
        ("Trygghet", "handlar om att leva utan oro", ("Mål 1: Färre brott", "Mål 2: Fler ute")),
        ("Målområde: Miljö", "", ("Mål: Renare luft",)),
    ]
    assert [(r.area, r.goal, r.group, r.indicator) for r in annex.rows] == [
        ("Lärande", "Mål: Alla lär", "", "Behöriga"),
        ("Lärande", "Nämndmål: Fler kommer vidare", "", "Unga utan arbete"),
        ("Trygghet", "", "", "Brott"),
        ("Målområde: Miljö", "Mål: Renare luft", "Luften", "Partiklar"),
    ]
    assert (annex.title, annex.note) == ("Sjövåga. Bilaga: Indikatorer 2024", "Antagen 2023-11-25.")
    assert annex.unread == ("raden ”Så mäter vi”: varken område, mål eller tabell",)


#: An annex with a column of units, outcomes of two years before, a comment, and the next year's target.
WIDE = """Uppföljning 2024
Skola
är ett område.
Indikator\tEnhet\tUtfall 2022\tUtfall 2023\tMål 2024\tUtfall 2024\tMål 2025\tKommentar
Behöriga elever\t%\t78\t80\t≥ 85\t\t≥ 90\tSiris
Lovskola\tantal\t3\t4\t5\t\t\t
Kostnad per elev\tkr\t110 000\t115 000\t≤ 120 000\t\t≤ 125 000\t
Summa\t\t\t\t\t\t\t
"""


def wide(tmp_path: Path) -> tuple[RoundFolder, Path]:
    path = tmp_path / "bilaga.txt"
    path.write_text(WIDE, encoding="utf-8")
    assert run(["läs-bilaga", str(path), "--mapp", str(tmp_path)]) == 0
    return RoundFolder(tmp_path), path


def test_a_column_of_units_is_no_indicator_and_other_years_have_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = wide(tmp_path)
    out = capsys.readouterr().out
    assert "3 indikatorer" in out
    assert "3 tidigare utfall står på bladet Historik." in out
    assert "Inte läst: rad 8, ”Summa”: en summarad utan läge och mål är ingen indikator." in out
    register = read_register(folder.register)
    assert [(i.name, i.baseline_text, i.target_text) for i in register.indicators] == [
        ("Behöriga elever", "80", "≥ 85"),
        ("Lovskola", "4", "5"),
        ("Kostnad per elev", "115 000", "≤ 120 000"),
    ]
    assert [register.readings[i.id].measure.unit for i in register.indicators] == ["%", "", "kr"]
    # The unit is known, so that nobody is asked for it.
    assert "G14" not in {q.code for q in review_folder(folder).questions}
    assert [dict(register.history.get(i.id, {})) for i in register.indicators] == [
        {2022: "78"},
        {2022: "3"},
        {2022: "110 000"},
    ]
    table = Book.open(folder.register).require(INDICATORS)
    assert [table.text(row, "Målvärde 2025") for row in table.rows()] == ["≥ 90", "", "≤ 125 000"]
    # Read again, nothing differs; and what the controller has written since is hers.
    assert run(["läs-bilaga", str(path), "--mapp", str(tmp_path)]) == 0
    assert "stämmer med bilagan" in capsys.readouterr().out
    edit_register(folder, register.indicators[2].id, Måttenhet="tkr", Målvärde_2025="≤ 130 000")
    path.write_text(WIDE, encoding="utf-8")
    assert run(["läs-bilaga", str(path), "--mapp", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "Måttenhet är ”tkr” i registret och ”kr” i bilagan" in out
    assert "Målvärde 2025 är ”≤ 130 000” i registret och ”≤ 125 000” i bilagan" in out
    assert read_register(folder.register).readings[register.indicators[2].id].measure.unit == "tkr"


UNITS = """Uppföljning 2024
Skola
är ett område.
Indikator\tEnhet\tLäget 2023\tMålvärde 2024\tUtfall
Betyg på chefen\tskala 1-5\t3,9\t4,0\t
Tillit\tindex 0–100\t57\t≥ 60\t
Nöjda kunder\tindex\t71\t75\t
Ranking av företagsklimat\tplacering\t144\ttopp 72\t
Handläggningstid\tdagar (median)\t28\thögst 25 dagar\t
Nöjda elever\tandel, %\t82\tminst 85\t
"""


def test_a_column_of_units_says_what_an_answer_may_be(tmp_path: Path) -> None:
    path = tmp_path / "bilaga.txt"
    path.write_text(UNITS, encoding="utf-8")
    assert run(["läs-bilaga", str(path), "--mapp", str(tmp_path)]) == 0
    folder = RoundFolder(tmp_path)
    assign(folder, {"SK": ("Skola", range(6))})
    register = read_register(folder.register)
    assert [describe_reading(register.readings[i.id], register.rules[i.id]) for i in register.indicators] == [
        "minst 4 av 5",
        "minst index 60",
        "minst index 75",
        "plats 72 eller bättre",
        "högst 25 dagar",
        "minst 85 %",
    ]
    create_templates(folder)
    sheet = load_workbook(template(folder, "Skola"))["Indikatorer"]
    prompts = [str(v.prompt).split(". ")[0] for v in sheet.data_validations.dataValidation]
    wanted = ["Tal på skalan 1–5", "Indextal, 0–100", "Indextal", "Placering, ett heltal", "Tal i dagar", "Procent"]
    assert [p for p in prompts if p in wanted] == wanted


def test_an_outcome_beside_the_scale_is_asked_about_and_a_place_is_said_as_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["bedöm", "4,0", "--läge", "3,9", "--enhet", "skala 1-5", "--utfall", "7", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bedömning"] == "kan ej bedömas"
    for outcome, why in (("70", "plats 70 är minst lika bra som plats 72 (målet)"), ("80", "plats 80 är sämre än")):
        assert run(["bedöm", "topp 72", "--läge", "144", "--enhet", "plats", "--utfall", outcome, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["varför"].startswith(why)
