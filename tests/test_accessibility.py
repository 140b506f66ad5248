"""The rules of docs/tillgänglighet.md, read in the XML of the workbooks that we make.

Each rule that the document calls met names a test here; the last tests hold the document to that.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from helpers import BILDNING, OVRIGA, ROOT, assign, fill, template, value
from openpyxl.utils import get_column_letter, range_boundaries

from indikator_excel.annex.read import read_annex
from indikator_excel.consolidation.run import consolidate
from indikator_excel.corrections.run import make_corrections
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.update import update_register
from indikator_excel.templates.layout import CORRECTIONS_SHEET, INDICATOR_SHEET, INPUTS, README_SHEET, Field, field_of
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"

TEMPLATES = ("mall", "mall med mål")
CORRECTIONS = ("rättelse", "exemplets rättelse")
CONSOLIDATIONS = ("sammanställning", "exemplets sammanställning")
ENOUGH = 4.5
WHITE, BLACK = "FFFFFF", "000000"
#: Every other row of *Table Style Light 1*, where a cell has no fill of its own.
STRIPE = "D9D9D9"


@dataclass(frozen=True)
class Look:
    """A cell format as the style sheet has it."""

    text: str
    fill: str
    size: float
    typeface: str
    unlocked: bool
    wrapped: bool
    plain: bool  # neither italic, underlined nor turned


class SheetXml:
    """One sheet, with its cells' texts and formats."""

    def __init__(self, book: BookXml, title: str, state: str, part: str) -> None:
        self.book, self.title, self.state, self.part = book, title, state, part
        self.root = book.xml(part)
        self.texts: dict[str, str] = {}
        self.looks: dict[str, Look] = {}
        self.formulas: dict[str, str] = {}
        for cell in self.root.iter(f"{MAIN}c"):
            place = str(cell.get("r"))
            self.looks[place] = book.looks[int(cell.get("s", "0"))]
            self.formulas[place] = cell.findtext(f"{MAIN}f") or ""
            stored = cell.findtext(f"{MAIN}v") or ""
            self.texts[place] = book.strings[int(stored)] if cell.get("t") == "s" else stored

    @property
    def unlocked(self) -> list[str]:
        """Cells that can be written in, in the order of the rows and, in a row, of the columns."""
        return sorted((c for c, look in self.looks.items() if look.unlocked), key=lambda c: at(c)[::-1])

    @property
    def tables(self) -> list[ET.Element]:
        return [self.book.xml(p) for p in self.book.related(self.part) if p.startswith("xl/tables/")]

    @property
    def filled(self) -> list[str]:
        return [c for c, text in self.texts.items() if text]

    def column(self, header: str) -> str:
        """The letter of a column of the sheet's table."""
        return next(re.sub(r"\d", "", c) for c, text in self.texts.items() if text == header and at(c)[1] == 3)


class BookXml:
    """A workbook as its XML, not as a library understands it."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def xml(self, part: str) -> ET.Element:
        return ET.fromstring(self.parts[part])  # noqa: S314 - files that this test made

    def relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.parts:
            return {}
        return {
            str(r.get("Id")): posixpath.normpath(posixpath.join(folder, str(r.get("Target"))))
            for r in self.xml(rels)
            if r.get("TargetMode") != "External"
        }

    def related(self, part: str) -> list[str]:
        return list(self.relations(part).values())

    @cached_property
    def strings(self) -> list[str]:
        return ["".join(t.text or "" for t in s.iter(f"{MAIN}t")) for s in self.xml("xl/sharedStrings.xml")]

    @cached_property
    def styles(self) -> ET.Element:
        return self.xml("xl/styles.xml")

    @cached_property
    def looks(self) -> list[Look]:
        fonts, fills = (self.styles.findall(f"{MAIN}{n}/*") for n in ("fonts", "fills"))
        looks = []
        for xf in self.styles.findall(f"{MAIN}cellXfs/*"):
            font, pattern = fonts[int(xf.get("fontId", "0"))], fills[int(xf.get("fillId", "0"))][0]
            protection, alignment = xf.find(f"{MAIN}protection"), xf.find(f"{MAIN}alignment")
            paint = pattern.find(f"{MAIN}fgColor") if pattern.get("patternType") == "solid" else None
            turned = alignment is not None and alignment.get("textRotation", "0") != "0"
            looks.append(
                Look(
                    colour(font.find(f"{MAIN}color"), BLACK),
                    colour(paint, ""),
                    float(font.find(f"{MAIN}sz").get("val")),  # type: ignore[union-attr, arg-type]
                    str(font.find(f"{MAIN}name").get("val")),  # type: ignore[union-attr]
                    protection is not None and protection.get("locked") == "0",
                    alignment is not None and alignment.get("wrapText") == "1",
                    font.find(f"{MAIN}i") is None and font.find(f"{MAIN}u") is None and not turned,
                )
            )
        return looks

    @property
    def dxfs(self) -> list[ET.Element]:
        return self.styles.findall(f"{MAIN}dxfs/*")

    @cached_property
    def sheets(self) -> list[SheetXml]:
        parts = self.relations("xl/workbook.xml")
        return [
            SheetXml(self, str(s.get("name")), s.get("state", "visible"), parts[str(s.get(RELATION))])
            for s in self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")
        ]

    @property
    def titles(self) -> set[str]:
        return {sheet.title for sheet in self.sheets}

    @property
    def visible(self) -> list[SheetXml]:
        return [s for s in self.sheets if s.state == "visible"]

    def sheet(self, title: str) -> SheetXml:
        return next(s for s in self.sheets if s.title == title)


def at(place: str) -> tuple[int, int]:
    """Column and row of a cell, from 1."""
    return range_boundaries(place)[:2]  # type: ignore[return-value]


def cells_of(area: str) -> list[list[str]]:
    left, top, right, bottom = range_boundaries(area)
    return [
        [f"{get_column_letter(c)}{r}" for c in range(left, right + 1)]  # type: ignore[operator, arg-type]
        for r in range(top, bottom + 1)  # type: ignore[operator, arg-type]
    ]


def colour(element: ET.Element | None, otherwise: str) -> str:
    """A colour as RRGGBB. Of the theme only the colours of text and paper are used."""
    if element is None or element.get("indexed") == "64":
        return otherwise
    if element.get("theme") is not None:
        return {"0": WHITE, "1": BLACK}[str(element.get("theme"))]
    return str(element.get("rgb"))[-6:]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1."""

    def luminance(rgb: str) -> float:
        parts = [int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BookXml]:
    """Two templates and a consolidation with every verdict, findings, and an indicator that two departments share."""
    folder = RoundFolder(tmp_path_factory.mktemp("tillgänglighet") / "Omgång 1")
    folder.path.mkdir()
    update_register(folder, read_annex(ROOT / "exempel" / "bilaga-2024.txt"))
    assign(folder, {"BIL": ("Bildning", range(10)), "ÖVR": ("Övriga", range(9, 23))})
    create_templates(folder)
    answers = {"Bildning": BILDNING | {"ÖK-08": value("sex")}, "Övriga": OVRIGA | {"MU-02": value(None)}}
    for name, rows in answers.items():
        fill(template(folder, name), folder.replies / f"{name}.xlsx", rows)
    consolidate(folder)
    faulty = {"ÖK-01": value("ca 90-95"), "ÖK-02": value(0.785), "ÖK-10": value("?", Kommentar="x" * 300)}
    fill(
        template(folder, "Bildning"), folder.replies / "Bildning.xlsx", BILDNING | faulty | {"ÖK-04": {}, "ÖK-05": {}}
    )
    make_corrections(folder)
    shipped = ROOT / "exempel" / "resultat"
    paths = {
        "mall": template(folder, "Bildning"),
        "mall med mål": template(folder, "Övriga"),
        "rättelse": next(folder.corrections.iterdir()),
        "exemplets rättelse": next(shipped.glob("rättelser/Kultur*")),
        "sammanställning": folder.consolidation,
        "exemplets sammanställning": shipped / "sammanställning.xlsx",
    }
    return {name: BookXml(path) for name, path in paths.items()}


@pytest.fixture(params=(*TEMPLATES, *CORRECTIONS, *CONSOLIDATIONS))
def book(made: dict[str, BookXml], request: pytest.FixtureRequest) -> BookXml:
    return made[request.param]


@pytest.fixture(params=TEMPLATES)
def mall(made: dict[str, BookXml], request: pytest.FixtureRequest) -> BookXml:
    return made[request.param]


@pytest.fixture(params=CORRECTIONS)
def correction(made: dict[str, BookXml], request: pytest.FixtureRequest) -> BookXml:
    return made[request.param]


@pytest.fixture(params=CONSOLIDATIONS)
def consolidated(made: dict[str, BookXml], request: pytest.FixtureRequest) -> BookXml:
    return made[request.param]


# The document as a whole


def test_title_and_language(book: BookXml) -> None:
    core = book.xml("docProps/core.xml")
    assert len(core.findtext(f"{DUBLIN}title") or "") > 10
    assert core.findtext(f"{DUBLIN}language") == "sv-SE"


def test_the_parts_are_well_formed(book: BookXml) -> None:
    for name in book.parts:
        book.xml(name)
    ids = [t.get("id") for s in book.sheets for t in s.tables]
    assert len(set(ids)) == len(ids)


def test_sheets_have_names_and_order(mall: BookXml) -> None:
    assert [(s.title, s.state) for s in mall.sheets] == [
        ("Läs mig", "visible"),
        ("Indikatorer", "visible"),
        ("_stämpel", "veryHidden"),
    ]


def test_no_sheet_is_nameless_or_empty(book: BookXml) -> None:
    for sheet in book.visible:
        assert not re.match(r"(?i)(sheet|blad|tabell?)\s*\d*$", sheet.title)
        assert sheet.filled, sheet.title


def test_a_sheet_begins_with_its_title(book: BookXml) -> None:
    for sheet in book.visible:
        if sheet.title != "Data":  # a table for programs, which begins with its header
            assert len(sheet.texts.get("A1", "")) > 5, sheet.title
            assert sheet.looks["A1"].size == 16, sheet.title


def test_nothing_moves_sounds_or_runs(book: BookXml) -> None:
    foreign = ("vba", "activex", "ctrlprops", "embeddings", "media", "externallinks", "comments", "vml", "custom")
    notes = {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"} if CORRECTIONS_SHEET in book.titles else set()
    parts = [p for p in book.parts if p != "docProps/custom.xml" and p not in notes]
    assert not [p for p in parts if any(word in p.casefold() for word in foreign)]
    for sheet in book.sheets:
        for tag in ("controls", "oleObjects", "picture", *(() if notes else ("legacyDrawing",))):
            assert sheet.root.find(f"{MAIN}{tag}") is None


def test_what_a_note_says_stands_in_a_cell_too(correction: BookXml) -> None:
    """Notes are shown to those who point at them; the list and the row's own column say the same to everybody."""
    notes = correction.xml("xl/comments1.xml")
    cells = {text for sheet in correction.visible for text in sheet.texts.values() if text}
    told = 0
    for note in notes.iter(f"{MAIN}comment"):
        text = "".join(t.text or "" for t in note.iter(f"{MAIN}t"))
        parts = [c for c in cells if c in text and len(c) > 15]
        assert len(parts) >= 2, text
        told += 1
    assert told


# Tables and reading order


def test_no_merged_cells(book: BookXml) -> None:
    for sheet in book.sheets:
        assert sheet.root.find(f".//{MAIN}mergeCell") is None, sheet.title


def test_the_indicators_are_one_named_table(mall: BookXml) -> None:
    assert [t.get("displayName") for s in mall.sheets for t in s.tables] == ["Indikatorer"]
    sheet = mall.sheet(INDICATOR_SHEET)
    left, top, right, bottom = range_boundaries(str(sheet.tables[0].get("ref")))
    ids = [c for c in sheet.filled if at(c)[0] == 1 and at(c)[1] > 3]
    assert (left, top) == (1, 3)
    assert bottom == 3 + len(ids)
    assert right == max(at(c)[0] for c in sheet.filled)


def test_tables_have_names_and_headers(book: BookXml) -> None:
    for sheet in book.visible:
        for table in sheet.tables:
            assert not re.match(r"(?i)table\s*\d*$|tabell\s*\d*$", str(table.get("displayName")))
            assert table.get("headerRowCount", "1") == "1"
            told = [str(c.get("name")) for c in table.iter(f"{MAIN}tableColumn")]
            assert all(told)
            assert len({t.casefold() for t in told}) == len(told)
            assert told == [sheet.texts[c] for c in cells_of(str(table.get("ref")))[0]], sheet.title
            assert at(cells_of(str(table.get("ref")))[0][0])[0] == 1


def test_no_empty_rows_or_columns(book: BookXml) -> None:
    for sheet in book.visible:
        places = [at(c) for c in sheet.filled]
        rows, columns = {row for _, row in places}, {column for column, _ in places}
        assert rows == set(range(1, max(rows) + 1)), sheet.title
        assert columns == set(range(1, max(columns) + 1)), sheet.title
        for table in sheet.tables:
            for cells in cells_of(str(table.get("ref"))):
                assert any(sheet.texts.get(c) for c in cells), (sheet.title, cells[0])


def test_no_rows_or_columns_are_hidden(book: BookXml) -> None:
    for sheet in book.visible:
        hidden = [e for tag in ("row", "col") for e in sheet.root.iter(f"{MAIN}{tag}") if e.get("hidden") == "1"]
        assert not hidden, sheet.title


def test_help_stands_above_the_table_and_nothing_below(mall: BookXml) -> None:
    sheet = mall.sheet(INDICATOR_SHEET)
    assert "Skriv bara talet" in sheet.texts["A2"]
    assert max(at(c)[1] for c in sheet.filled) == range_boundaries(str(sheet.tables[0].get("ref")))[3]


def test_the_frozen_header_and_the_filter_are_as_told(mall: BookXml) -> None:
    """Partly met on purpose: the document says why."""
    sheet = mall.sheet(INDICATOR_SHEET)
    pane = sheet.root.find(f".//{MAIN}pane")
    assert pane is not None
    assert (pane.get("xSplit"), pane.get("ySplit"), pane.get("state")) == ("1", "3", "frozen")
    assert sheet.tables[0].find(f"{MAIN}autoFilter") is not None
    assert "Sida" in (sheet.root.findtext(f".//{MAIN}oddFooter") or "")
    assert mall.sheet(README_SHEET).root.find(f".//{MAIN}pane") is None


# Looks


def painted(sheet: SheetXml) -> Iterator[tuple[str, Look, set[str]]]:
    """Yield each cell that holds a text or takes one, and the colours that it may stand on."""
    striped = {
        cell
        for table in sheet.tables
        for info in table.iter(f"{MAIN}tableStyleInfo")
        if info.get("name") == "TableStyleLight1" and info.get("showRowStripes") == "1"
        for row in cells_of(str(table.get("ref")))
        for cell in row
    }
    for place, look in sheet.looks.items():
        if sheet.texts[place] or look.unlocked:
            yield place, look, {look.fill or WHITE} | ({STRIPE} if place in striped and not look.fill else set())


def test_text_stands_out(book: BookXml) -> None:
    for sheet in book.visible:
        for place, look, grounds in painted(sheet):
            for ground in grounds:
                assert contrast(look.text, ground) >= ENOUGH, (sheet.title, place, look, ground)
    for dxf in book.dxfs:
        text, ground = dxf.find(f"{MAIN}font/{MAIN}color"), dxf.find(f"{MAIN}fill/{MAIN}patternFill/{MAIN}bgColor")
        assert (text is None) is (ground is None)  # half a pair would meet an unknown other half
        assert contrast(colour(text, BLACK), colour(ground, WHITE)) >= ENOUGH


def test_colours_in_charts_stand_out(consolidated: BookXml) -> None:
    charts = [consolidated.xml(p) for p in consolidated.parts if p.startswith("xl/charts/chart")]
    assert charts
    for series in (s for chart in charts for s in chart.iter(f"{CHART}ser")):
        shape, label = series.find(f"{CHART}spPr"), series.find(f"{CHART}dLbls")
        assert shape is not None
        assert label is not None
        fill_, edge = (e.find(f".//{ART}srgbClr") for e in (shape.find(f"{ART}solidFill/.."), shape.find(f"{ART}ln")))  # type: ignore[union-attr]
        text = label.find(f".//{ART}srgbClr")
        assert contrast(str(text.get("val")), str(fill_.get("val"))) >= ENOUGH  # type: ignore[union-attr]
        assert contrast(str(edge.get("val")), WHITE) >= 3  # type: ignore[union-attr]


#: How those see who lack one kind of cones, in linear light (Machado, Oliveira and Fernandes 2009, severity 1.0), and
#: how a printer without colours shows it: the luminance of Rec. 709.
VISIONS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}


def as_seen(rgb: str, vision: str) -> str:
    """Return a colour as RRGGBB as it is seen."""
    parts = [int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    seen = (min(1.0, max(0.0, sum(w * p for w, p in zip(row, linear, strict=True)))) for row in VISIONS[vision])
    gamma = (p * 12.92 if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in seen)
    return "".join(f"{round(255 * p):02X}" for p in gamma)


@pytest.mark.parametrize("vision", VISIONS)
def test_verdicts_are_told_apart_without_colours(book: BookXml, vision: str) -> None:
    """Verdicts can be read however colours are seen, and each part of a bar has its symbol, its edge and a name."""
    for dxf in book.dxfs:
        text, ground = dxf.find(f"{MAIN}font/{MAIN}color"), dxf.find(f"{MAIN}fill/{MAIN}patternFill/{MAIN}bgColor")
        seen = as_seen(colour(text, BLACK), vision), as_seen(colour(ground, WHITE), vision)
        assert contrast(*seen) >= ENOUGH, (vision, seen)
    symbols = {v.label: v.symbol for v in Verdict}
    for chart in (book.xml(p) for p in book.parts if p.startswith("xl/charts/chart")):
        named = []
        for series in chart.iter(f"{CHART}ser"):
            (sheet, place) = str(series.findtext(f"{CHART}tx/{CHART}strRef/{CHART}f")).replace("$", "").split("!")
            name = book.sheet(sheet).texts[place]
            form = str(series.find(f"{CHART}dLbls/{CHART}numFmt").get("formatCode"))  # type: ignore[union-attr]
            assert form == (f'"{symbols[name]} "0;;' if symbols[name] else "0;;")
            shape = series.find(f"{CHART}spPr")
            fill_ = str(shape.find(f"{ART}solidFill/{ART}srgbClr").get("val"))  # type: ignore[union-attr]
            edge = str(shape.find(f"{ART}ln//{ART}srgbClr").get("val"))  # type: ignore[union-attr]
            assert contrast(as_seen(edge, vision), as_seen(fill_, vision)) >= 3, (name, vision)
            named.append(name)
        assert len(set(named)) == len(named) == len(Verdict)
        assert chart.find(f".//{CHART}legend") is not None


def test_colour_is_never_alone(book: BookXml) -> None:
    """What is coloured by its content has a word of its own, and verdicts have a symbol as well."""
    labels = {v.label for v in Verdict}
    assert len({label[0] for label in labels}) == len(labels)
    for sheet in book.visible:
        for rule in sheet.root.iter(f"{MAIN}cfRule"):
            if book.dxfs[int(str(rule.get("dxfId")))].find(f"{MAIN}fill") is not None:
                if CORRECTIONS_SHEET in book.titles and rule.get("type") == "expression":
                    marks_a_fault(sheet, rule)
                    continue
                assert (rule.get("type"), rule.get("operator")) == ("cellIs", "equal")
                assert str(rule.findtext(f"{MAIN}formula")).strip('"') in labels
    fills = {"C6EFCE", "FFEB9C", "FFC7CE", "E3E5E8"}
    coloured = [s.texts[c] for s in book.visible for c, look in s.looks.items() if look.fill in fills]
    assert set(coloured) <= labels


def marks_a_fault(sheet: SheetXml, rule: ET.Element) -> None:
    """Hold a fault's colour against what the row says beside it, which the colour follows."""
    looked_for = re.findall(r'FIND\("([^"]+)",(\$?[A-Z]+\$?\d+)\)', str(rule.findtext(f"{MAIN}formula")))
    assert looked_for
    for symbol_and_number, cell in looked_for:
        assert symbol_and_number.startswith("▲ ")
        assert symbol_and_number in sheet.texts[cell.replace("$", "")]


def test_the_status_is_told_in_words_and_weight(mall: BookXml) -> None:
    sheet = mall.sheet(INDICATOR_SHEET)
    status = sheet.column(Field.STATUS)
    assert {sheet.texts[c] for c in sheet.filled if re.fullmatch(rf"{status}\d+", c) and at(c)[1] > 3} == {"fyll i"}
    rules = [r for r in sheet.root.iter(f"{MAIN}cfRule") if "fyll i" in str(r.findtext(f"{MAIN}formula"))]
    assert [mall.dxfs[int(str(r.get("dxfId")))].find(f"{MAIN}font/{MAIN}b") is not None for r in rules] == [True]


def test_pictures_have_a_text(book: BookXml) -> None:
    for name in book.parts:
        if name.startswith("xl/drawings/drawing"):
            for shape in book.xml(name).iter(f"{DRAWING}cNvPr"):
                if shape.get("id") != "0":
                    assert len(shape.get("descr", "")) > 20


def test_the_template_has_no_pictures(mall: BookXml) -> None:
    assert not [p for p in mall.parts if "drawing" in p or "chart" in p]


def test_text_is_large_upright_and_without_serifs(book: BookXml) -> None:
    for sheet in book.visible:
        links = {str(link.get("ref")) for link in sheet.root.iter(f"{MAIN}hyperlink")}
        links |= {c for c, formula in sheet.formulas.items() if "HYPERLINK(" in formula}  # underlined, as links are
        for place, look, _ in painted(sheet):
            assert look.size >= 10, (sheet.title, place)
            assert look.typeface in ("Calibri", "Consolas"), (sheet.title, place)  # the latter for file hashes
            assert look.plain or place in links, (sheet.title, place)


def test_text_is_wrapped_and_rows_grow(mall: BookXml) -> None:
    sheet = mall.sheet(INDICATOR_SHEET)
    for row in cells_of(str(sheet.tables[0].get("ref"))):
        assert all(sheet.looks[c].wrapped for c in row)
    for visible in mall.visible:
        assert not [r for r in visible.root.iter(f"{MAIN}row") if r.get("customHeight")], visible.title


# Filling in, with the keyboard


def test_tab_goes_through_the_inputs_in_reading_order(mall: BookXml) -> None:
    """On a protected sheet Tab goes from one unlocked cell to the next: along the row, then to the next row."""
    for sheet in mall.visible:
        protection = sheet.root.find(f"{MAIN}sheetProtection")
        assert protection is not None
        assert protection.get("sheet") == "1"
        assert protection.get("selectUnlockedCells", "0") == "0"
        assert protection.get("selectLockedCells", "0") == "0"  # the locked texts can be read with the arrow keys
        assert protection.get("password") is None
        assert sheet.root.find(f".//{MAIN}sheetView").get("rightToLeft") is None  # type: ignore[union-attr]
    sheet = mall.sheet(INDICATOR_SHEET)
    header, *body = cells_of(str(sheet.tables[0].get("ref")))
    fields = {re.sub(r"\d", "", c): field_of(fold(sheet.texts[c])) for c in header}
    always = {Field.VALUE, *INPUTS[INPUTS.index(Field.NOT_MEASURED) :]}  # the others only on rows that ask for them
    for row in body:
        written = [re.sub(r"\d", "", c) for c in row if sheet.looks[c].unlocked]
        assert always <= {fields[letter] for letter in written} <= set(INPUTS)
    assert {at(c)[1] for c in sheet.unlocked} == {at(row[0])[1] for row in body}
    front = mall.sheet(README_SHEET)
    labels = [front.texts[f"A{at(c)[1]}"] for c in front.unlocked]
    assert labels == ["Vi är klara", "Uppgiftslämnare", "Mätdatum"]
    assert {at(c)[0] for c in front.unlocked} == {2}


def test_it_opens_in_the_first_cell_to_fill_in(mall: BookXml) -> None:
    sheet = mall.sheet(INDICATOR_SHEET)
    view = mall.xml("xl/workbook.xml").find(f".//{MAIN}workbookView")
    assert view is not None
    assert mall.sheets[int(view.get("activeTab", "0"))] is sheet
    selected = {s.get("pane"): s.get("activeCell") for s in sheet.root.iter(f"{MAIN}selection")}
    assert selected["bottomRight"] == sheet.unlocked[0]


def rules(sheet: SheetXml) -> dict[str, ET.Element]:
    return {
        cell: rule
        for rule in sheet.root.iter(f"{MAIN}dataValidation")
        for area in str(rule.get("sqref")).split()
        for row in cells_of(area)
        for cell in row
    }


def test_cells_with_a_rule_say_what_to_write(mall: BookXml) -> None:
    """Every cell that refuses something says beforehand what it takes, and afterwards what to do."""
    sheet = mall.sheet(INDICATOR_SHEET)
    told = rules(sheet)
    ruled = {sheet.column(h) for h in ("Utfall 2024", Field.NOT_MEASURED, Field.MEASURED_ON)}
    assert {c for c in sheet.unlocked if re.sub(r"\d", "", c) in ruled} <= set(told)
    for rule in (*told.values(), *rules(mall.sheet(README_SHEET)).values()):
        assert rule.get("showInputMessage") == "1"
        assert rule.get("promptTitle")
        assert rule.get("prompt")
        if (
            rule.get("type") != "none"
            and rule.get("showErrorMessage") == "1"
            and rule.find(f"{MAIN}formula1") is not None
        ):
            assert re.match(r"Skriv|Välj", str(rule.get("error")))


def test_every_input_has_a_label(mall: BookXml) -> None:
    sheet = mall.sheet(INDICATOR_SHEET)
    for cell in sheet.unlocked:
        column = re.sub(r"\d", "", cell)
        assert sheet.texts[f"{column}3"]
        assert sheet.texts[f"A{at(cell)[1]}"]
    front = mall.sheet(README_SHEET)
    assert all(front.texts[f"A{at(c)[1]}"] for c in front.unlocked)


def test_links_say_where_they_lead(book: BookXml) -> None:
    titles = {s.title for s in book.visible}
    for sheet in book.sheets:
        for link in sheet.root.iter(f"{MAIN}hyperlink"):
            assert link.get(RELATION) is None  # nothing leads out of the workbook
            text = sheet.texts[str(link.get("ref"))]
            assert text.casefold() not in ("", "här", "länk", "läs mer", "klicka här")
            assert "://" not in text
            assert str(link.get("location")).split("!")[0].strip("'") in titles
        for formula in sheet.formulas.values():
            for target, text in re.findall(r'HYPERLINK\("([^"]*)".*?,"([^"]*)"\)', formula):
                assert target.startswith("#")
                assert len(text) > 5


# The document


DOCUMENT = ROOT / "docs" / "tillgänglighet.md"
MET, PARTLY, NOT_MET, NOT_ASKED = "uppfyllt", "delvis", "inte uppfyllt", "gäller inte"
#: The clauses of EN 301 549 V3.2.1, chapter 10; those that are void are left out.
CLAUSES = [
    "10.1.1.1",
    "10.1.2.1",
    "10.1.2.2",
    "10.1.2.3",
    "10.1.2.4",
    "10.1.2.5",
    "10.1.3.1",
    "10.1.3.2",
    "10.1.3.3",
    "10.1.3.4",
    "10.1.3.5",
    "10.1.4.1",
    "10.1.4.2",
    "10.1.4.3",
    "10.1.4.4",
    "10.1.4.5",
    "10.1.4.10",
    "10.1.4.11",
    "10.1.4.12",
    "10.1.4.13",
    "10.2.1.1",
    "10.2.1.2",
    "10.2.1.4",
    "10.2.2.1",
    "10.2.2.2",
    "10.2.3.1",
    "10.2.4.2",
    "10.2.4.3",
    "10.2.4.4",
    "10.2.4.6",
    "10.2.4.7",
    "10.2.5.1",
    "10.2.5.2",
    "10.2.5.3",
    "10.2.5.4",
    "10.3.1.1",
    "10.3.1.2",
    "10.3.2.1",
    "10.3.2.2",
    "10.3.3.1",
    "10.3.3.2",
    "10.3.3.3",
    "10.3.3.4",
    "10.4.1.1",
    "10.4.1.2",
    "10.4.1.3",
    "10.5",
    "10.6",
]


def listed() -> list[list[str]]:
    """The document's rows: rule, status, how or why, tests."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if len(row) == 4 and row[0] != "Regel" and set(row[0]) - set("-: ")]


def named(row: list[str]) -> list[str]:
    return re.findall(r"`(test_\w+)`", row[3])


@pytest.mark.parametrize("row", listed(), ids=lambda row: row[0])
def test_the_document_rests_on_tests(row: list[str]) -> None:
    assert row[1] in (MET, PARTLY, NOT_MET, NOT_ASKED)
    assert row[2]
    assert row[1] != MET or named(row)
    assert [t for t in named(row) if t not in globals()] == []


def test_the_document_names_every_test() -> None:
    told = {test for row in listed() for test in named(row)}
    assert told == {n for n in globals() if n.startswith("test_") and not n.startswith("test_the_document")}


def test_the_document_goes_through_every_clause() -> None:
    told = [row[0].split()[0] for row in listed() if row[0].startswith("10.")]
    assert sorted(set(told)) == sorted(CLAUSES)
