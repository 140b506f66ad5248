"""Word annexes: read like the text, filled in place and nowhere else, written anew; and what people make of them."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from compound import compound_file
from helpers import (
    BILDNING,
    OVRIGA,
    ROOT,
    VERDICTS,
    assign,
    columns,
    edit_register,
    fill,
    put,
    read_register,
    template,
    value,
)
from msgspec.structs import replace
from openpyxl import load_workbook

from indikator_excel.annex.read import read_annex
from indikator_excel.annex.word.document import read_word_annex
from indikator_excel.annex_document.run import write_annex
from indikator_excel.cli import run
from indikator_excel.consolidation.run import consolidate
from indikator_excel.errors import UserError
from indikator_excel.example.__main__ import EXAMPLE_DAY
from indikator_excel.example.annex import word_annex
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import clean
from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.register.book import Book
from indikator_excel.register.layout import AREAS, INDICATORS
from indikator_excel.register.review.run import review_folder
from indikator_excel.register.update import save, update_register
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from helpers import Master

    from indikator_excel.annex.model import Annex
    from indikator_excel.annex.word.tree import Node
    from indikator_excel.consolidation.merge import Consolidation

WORD = ROOT / "exempel" / "bilaga-2024.docx"
MAIN = "word/document.xml"
_P = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
).format(_P.format("Faktaruta"))
_NOTE = r"<w:p><w:r>(?:(?!</w:p>).)*Indikatorer som mäts på flera"
_AT_MOST = '<w:r><w:t xml:space="preserve">≤ 2023</w:t>'
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def edited(target: Path, edits: dict[str, Callable[[str], str]], source: Path = WORD) -> Path:
    """Save a Word file with some parts edited; every edit must change its part."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            text = old.read(item)
            if item.filename in edits:
                changed = edits[item.filename](text.decode()).encode()
                assert changed != text, item.filename
                text = changed
            new.writestr(item.filename, text)
    return target


def sub(pattern: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, lambda m: m.expand(new), text, count=count, flags=re.DOTALL)


def row_of(text: str) -> str:
    """Return a pattern of the table row that begins with a text."""
    return rf"<w:tr>(?:(?!</w:tr>).)*?>{text}<(?:(?!</w:tr>).)*</w:tr>"


def told(annex: Annex) -> list[tuple[str, ...]]:
    """Return what an annex says, without where it says so."""
    rows = [tuple(map(clean, (r.area, r.group, r.subheading, r.indicator, r.baseline, r.target))) for r in annex.rows]
    areas = [(a.name, a.description, *a.goals) for a in annex.areas]
    return [(annex.title, annex.note, str(len(annex.headers))), *areas, *rows]


@pytest.fixture(scope="module")
def original() -> list[tuple[str, ...]]:
    return told(read_annex(WORD.with_suffix(".txt")))


def test_the_word_annex_gives_the_very_same_register_as_the_text(tmp_path: Path, annex_file: Path) -> None:
    ours, theirs = (read_annex(path) for path in (annex_file, WORD))
    assert [replace(r, line=0) for r in theirs.rows] == [replace(r, line=0) for r in ours.rows]
    assert (theirs.areas, theirs.title, theirs.note, theirs.year) == (ours.areas, ours.title, ours.note, ours.year)
    registers = []
    for name, annex in (("text", ours), ("word", theirs)):
        folder = RoundFolder(tmp_path / name)
        folder.path.mkdir()
        update_register(folder, annex)
        registers.append(read_register(folder.register))
    assert registers[0] == registers[1]
    # A register from the text is up to date with the document.
    assert not update_register(RoundFolder(tmp_path / "text"), theirs).changes


def split_table(*, header_again: bool = False) -> Callable[[str], str]:
    """Cut a table in two amid the rows of a sub-heading, as a page break by hand does."""

    def split(text: str) -> str:
        here = re.search(row_of("Kommunbyggeråd"), text, re.DOTALL)
        header = re.search(row_of("Aktiv medverkan[^<]*"), text, re.DOTALL)
        assert here
        assert header
        again = header[0] if header_again else ""
        return f"{text[: here.end()]}</w:tbl>{_PAGE_BREAK}<w:tbl>{again}{text[here.end() :]}"

    return split


def commented(text: str) -> str:
    """Add a comment below the first table: only headings tell that it is no area."""
    return text.replace("</w:tbl>", f"</w:tbl>{_P.format('Resultatet beror på få svar.')}", 1)


def in_cell(row: str, column: int, change: Callable[[str], str]) -> Callable[[str], str]:
    """Edit one cell of the row that begins with a text."""

    def edit(text: str) -> str:
        found = re.search(row_of(row), text, re.DOTALL)
        assert found
        parts = re.split(r"(<w:tc>.*?</w:tc>)", found[0], flags=re.DOTALL)
        parts[2 * column + 1] = change(parts[2 * column + 1])
        return text.replace(found[0], "".join(parts))

    return edit


#: Make the areas' headings large and bold instead of giving them a style.
areas_by_look = sub(
    r'<w:pPr><w:pStyle w:val="Rubrik1"/></w:pPr><w:r>', '<w:r><w:rPr><w:b/><w:sz w:val="30"/></w:rPr>', 0
)

FORMS: dict[str, Callable[[str], str]] = {
    "accepted and rejected changes": sub(
        r"<w:r>(<w:t[^>]*>99 %</w:t>)</w:r>",
        r'<w:del w:id="1"><w:r><w:delText>98 %</w:delText></w:r></w:del><w:ins w:id="2"><w:r>\1</w:r></w:ins>'
        '<w:moveFrom w:id="5"><w:r><w:t>flyttat</w:t></w:r></w:moveFrom>',
    ),
    "a deleted row": sub(
        rf"({row_of('Förskola')})",
        '<w:tr><w:trPr><w:del w:id="3"/></w:trPr>' + f"<w:tc>{_P.format('Borttagen')}</w:tc>" * 4 + r"</w:tr>\1",
    ),
    "a deleted paragraph mark": in_cell(
        "Förskola",
        0,
        lambda _: (
            '<w:tc><w:p><w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr><w:r><w:t>För</w:t></w:r></w:p>'
            "<w:p><w:r><w:t>skola</w:t></w:r></w:p></w:tc>"
        ),
    ),
    "hidden text": sub(r"(<w:r><w:t[^>]*>99 %)", r"<w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r>\1"),
    "a field": sub(
        r"(<w:r><w:t[^>]*>99 %</w:t></w:r>)",
        _FIELD.format("begin")
        + "<w:r><w:instrText> IF </w:instrText></w:r>"
        + _FIELD.format("begin")
        + _FIELD.format("separate")
        + "<w:r><w:t>1</w:t></w:r>"
        + _FIELD.format("end")
        + _FIELD.format("separate")
        + r"\1"
        + _FIELD.format("end"),
    ),
    "hyphens and spaces of Word": sub(
        r"<w:t[^>]*>Grundskola/särskola</w:t>", "<w:t>Grund\u00ad</w:t><w:softHyphen/><w:t>skola/särskola\u00a0</w:t>"
    ),
    "tabs and line breaks": sub(
        r"<w:t[^>]*>Minst två interna e-tjänster införs</w:t>",
        "<w:t>Minst två</w:t><w:br/><w:t>interna</w:t><w:tab/><w:t>e</w:t><w:noBreakHyphen/>"
        "<w:t>tjänster införs</w:t>",
    ),
    "several paragraphs in a cell": sub(
        "Alla i kommunens ledningsgrupp, 9 pers.,",
        "Alla i kommunens</w:t></w:r></w:p><w:p><w:r><w:t>ledningsgrupp, 9 pers.,",
    ),
    "runs, smart tags and links in a text": sub(
        r"<w:r>((?:<w:rPr>.{0,40}</w:rPr>)?)<w:t[^>]*>Vuxenutbildningen</w:t></w:r>",
        r'<w:smartTag w:element="x"><w:r>\1<w:t>Vuxen</w:t></w:r></w:smartTag><w:hyperlink><w:r><w:t>utbildningen'
        "</w:t></w:r></w:hyperlink>",
    ),
    "form controls around a cell and a text": lambda text: sub(
        r"(<w:r><w:t[^>]*>81 %</w:t></w:r>)", r"<w:sdt><w:sdtPr/><w:sdtContent>\1</w:sdtContent></w:sdt>"
    )(sub(rf"({row_of('Svenska')})", r"<w:sdt><w:sdtContent>\1</w:sdtContent></w:sdt>")(text)),
    "signs of a symbol font": lambda text: sub(
        r"<w:t[^>]*>≥18</w:t>", '<w:sym w:font="Symbol" w:char="F0B3"/><w:t>18</w:t>', 0
    )(
        sub(r"<w:r><w:t[^>]*>≤ 2023</w:t>", '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3 2023</w:t>')(
            text
        )
    ),
    "a formula": sub(
        r"<w:r><w:t[^>]*>≥5</w:t></w:r>",
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>≥5</m:t></m:r></m:oMath>',
    ),
    "a table split by a page break": split_table(),
    "a table split by a page break, its header again": split_table(header_again=True),
    "a layout table around the tables": sub(
        r"(<w:tbl>.*?</w:tbl>)", r"<w:tbl><w:tr><w:tc>\1<w:p/></w:tc></w:tr></w:tbl>"
    ),
    "a text box beside the text": lambda text: sub(r"(<w:r>(?:(?!<w:r>).)*>Förskola<)", _BOX + r"\1")(
        sub(rf"({_NOTE})", f"<w:p>{_BOX}</w:p>" + r"\1")(text)
    ),
    "a border that was dragged": sub(
        r"(<w:tr>)((?:(?!</w:tr>).)*>Förskola<)", r'\1<w:trPr><w:gridBefore w:val="1"/></w:trPr>\2'
    ),
    "cells merged in the older way": in_cell(
        "Förskola",
        0,
        lambda cell: (
            cell.replace("</w:tcPr>", '<w:hMerge w:val="restart"/></w:tcPr>')
            + f"<w:tc><w:tcPr><w:hMerge/></w:tcPr>{_P.format('')}</w:tc>"
        ),
    ),
    "a comment and a note across the table": sub(
        rf"({row_of('Förskola')})",
        r"\1" + "".join(f"<w:tr><w:tc>{_P.format(text)}</w:tc></w:tr>" for text in ("Kommentar: få svar.", "* Alla")),
    ),
    "a baseline over two rows": lambda text: in_cell(
        "Kommunbyggeråd", 1, sub("</w:tcPr>", '<w:vMerge w:val="restart"/></w:tcPr>')
    )(in_cell("Föreningsträffar", 1, lambda _: f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{_P.format('')}</w:tc>")(text)),
    "a comment below a table": commented,
    "headings by their look alone": lambda text: sub('<w:pStyle w:val="Rubrik"/>', "")(
        areas_by_look(commented(text))
    ),
    "a styled title, and areas by their look": lambda text: sub(
        '<w:pStyle w:val="Rubrik"/>', '<w:pStyle w:val="Rubrik1"/>'
    )(areas_by_look(commented(text))),
    "headings by their outline level alone": lambda text: sub(
        '<w:pStyle w:val="Rubrik1"/>', '<w:outlineLvl w:val="0"/>', 0
    )(commented(text)),
    "no headings at all": sub(r'<w:pPr><w:pStyle w:val="Rubrik1?"/></w:pPr>', "", 0),
    "a table of contents": sub(
        rf"({_NOTE})",
        r'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{_P.format('Öppen kommun 1')}{_P.format('Hållbar kommun 3')}</w:sdtContent></w:sdt>" + r"\1",
    ),
    "the strict edition": sub(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    "another prefix": lambda text: sub(r"(</?|\s)w:", r"\1ns0:", 0)(text.replace("xmlns:w=", "xmlns:ns0=")),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_word_and_people_make_of_an_annex_is_read_as_it_is_printed(
    form: str, tmp_path: Path, original: list[tuple[str, ...]]
) -> None:
    path = edited(tmp_path / "bilaga.docx", {MAIN: FORMS[form]})
    assert told(read_annex(path)) == original


STYLES = {
    "Swedish names": sub(r'w:val="heading (\d)"', r'w:val="Rubrik \1"', 0),
    "other names, based on Word's own": sub(
        r'(w:styleId=")Rubrik1("><w:name w:val="heading 1"/>.*?</w:style>)',
        r'\1H1\2<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="Kapitel"/><w:basedOn w:val="H1"/>'
        "</w:style>",
    ),
    "styles that are not in the file": sub(r"<w:style .*</w:style>", ""),
}


@pytest.mark.parametrize("form", STYLES)
def test_headings_are_told_by_their_styles(form: str, tmp_path: Path, original: list[tuple[str, ...]]) -> None:
    path = edited(tmp_path / "bilaga.docx", {"word/styles.xml": STYLES[form], MAIN: bold_descriptions})
    assert told(read_annex(path)) == original


def bold_descriptions(text: str) -> str:
    """Make every text bold, so that its look tells nothing."""
    return commented(text).replace("<w:r><w:t ", "<w:r><w:rPr><w:b/></w:rPr><w:t ")


def test_a_footnote_stands_beside_the_row_and_not_in_its_value(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    by_hand = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
    for reference in (mark, by_hand):
        path = edited(tmp_path / "bilaga.docx", {MAIN: sub(r"(>99 %</w:t></w:r>)", rf"\1{reference}")})
        row = read_annex(path).rows[0]
        assert row.baseline == "99 %"
        assert len(row.notes) == 1
        assert row.notes[0].startswith("Indikatorer som mäts på en enda punkt")
    folder = RoundFolder(tmp_path)
    update_register(folder, read_annex(path))
    assert read_register(folder.register).indicators[0].baseline_text == "99 %"
    table = Book.open(folder.register).require(INDICATORS)
    assert table.text(next(iter(table.rows())), "Anmärkning") == f"Fotnot i bilagan: {row.notes[0]}"


def table(*rows: tuple[str, ...], merged: int | None = None) -> str:
    """Return a table; cells of column ``merged`` that are empty carry on the one above."""

    def cell(text: str, column: int) -> str:
        down = "" if column != merged else '<w:vMerge w:val="restart"/>' if text else "<w:vMerge/>"
        return f"<w:tc><w:tcPr>{down}</w:tcPr>{_P.format(text)}</w:tc>"

    lines = ("".join(cell(text, n) for n, text in enumerate(row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def heading(text: str, level: int) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Rubrik{level}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def test_an_annual_report_with_a_merged_goal_column_is_read_chapter_by_chapter(tmp_path: Path) -> None:
    head = ("Mål", "Indikator", "Utfall 2022", "Utfall 2023", "Mål 2024", "Utfall 2024", "Kommentar")
    body = (
        heading("Ekonomi", 1)
        + _P.format("Resultatet blev gott.")
        + table(("Post", "Tkr"), ("Skatter", "400"))
        + heading("Indikatorer 2024", 1)
        + _P.format("Målen följs upp här.")
        + heading("Trygghet", 2)
        + _P.format("Alla ska vara trygga.")
        + table(
            head,
            ("Färre brott", "Anmälda brott", "220", "210", "≤ 200", "", ""),
            ("", "Andel trygga", "78 %", "80 %", "≥ 85 %", "", ""),
            ("Fler vuxna ute", "Vandringar", "4", "5", "10", "", ""),
            merged=0,
        )
        + _P.format("Brotten har minskat.")
        + heading("Lärande", 2)
        + table(
            ("Indikator", "Läget", "Målvärde", "Prognos"),
            ("", "2023", "2024", "2024"),
            ("Behöriga", "70 %", "75 %", ""),
        )
        + heading("Personal", 1)
        + heading("Sjukfrånvaro", 2)
        + _P.format("Den har sjunkit.")
    )
    path = edited(tmp_path / "rapport.docx", {MAIN: sub(r"<w:body>.*?(<w:sectPr>)", rf"<w:body>{body}\1")})
    annex = read_annex(path)
    assert (annex.title, annex.note, annex.year, annex.baseline_year) == (
        "Indikatorer 2024",
        "Målen följs upp här.",
        2024,
        2023,
    )
    assert [(a.name, a.description, a.goals) for a in annex.areas] == [
        ("Trygghet", "Alla ska vara trygga.", ("Färre brott", "Fler vuxna ute")),
        ("Lärande", "", ()),
    ]
    assert [(r.area, r.goal, r.group, r.indicator, r.baseline, r.target) for r in annex.rows] == [
        ("Trygghet", "Färre brott", "", "Anmälda brott", "210", "≤ 200"),
        ("Trygghet", "Färre brott", "", "Andel trygga", "80 %", "≥ 85 %"),
        ("Trygghet", "Fler vuxna ute", "", "Vandringar", "5", "10"),
        ("Lärande", "", "", "Behöriga", "70 %", "75 %"),
    ]
    assert annex.unread == ("tabell 1, ”Post”: rubrikerna Läget och Målvärde saknas",)


def report(path: Path, *blocks: str) -> Path:
    """Save a document that holds these blocks alone."""
    body = "".join(blocks)
    return edited(path, {MAIN: sub(r"<w:body>.*?(<w:sectPr>)", rf"<w:body>{body}\1")})


def bold(text: str, size: int = 22) -> str:
    look = f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr>'
    return f"<w:p><w:r>{look}<w:t>{text}</w:t></w:r></w:p>"


_HEAD = ("Nyckeltal", "Läget 2023", "Målvärde 2024", "Utfall 2024")


def row_places(annex: Annex) -> list[tuple[str, ...]]:
    return [(r.area, r.goal, r.group, r.subheading, r.indicator) for r in annex.rows]


def test_bold_lines_that_say_they_are_goals_have_the_tables_below_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = report(
        tmp_path / "bilaga 2024.docx",
        bold("Bilaga: Indikatorer 2024", 36),
        _P.format("Antagen av kommunfullmäktige."),
        bold("Lärande", 28),
        bold("Mål: Barn når sina mål"),
        table(_HEAD, ("Behöriga", "70 %", "≥ 75 %", "")),
        bold("Nämndmål 2: Fler kommer vidare"),
        _P.format("Nämnden ansvarar."),
        table(_HEAD, ("Unga utan arbete", "9 %", "≤ 8 %", "")),
        bold("Trygghet", 28),
        bold("Mål 1: Den som behöver stöd får det"),
        table(_HEAD, ("Trygga hemma", "80 %", "≥ 85 %", "")),
        bold("Mål 1: Den som behöver stöd får det, forts."),
        table(_HEAD, ("Trygga ute", "70 %", "≥ 75 %", "")),
        bold("Resultatmål: Listat först"),
        bold("Inriktningsmål: Listat sedan"),
        table(_HEAD, ("Bränder", "3", "2", "")),
        bold("Vad vi gör nu"),
        bold("Vad vi gör sedan"),
        bold("Kommentar"),
        bold("Vi har gjort mycket under året."),
        _P.format("Källa: Kolada."),
    )
    folder = RoundFolder(tmp_path)
    assert run(["läs-bilaga", str(path), "--mapp", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "2 områden, 5 mål, 0 indikatorgrupper, 5 indikatorer" in out
    assert "Inte läst: raderna ”Vad vi gör nu” och ”Vad vi gör sedan”: varken område, mål eller tabell." in out
    register = read_register(folder.register)
    assert register.areas == (("Lärande", ""), ("Trygghet", ""))
    first, second, third = (
        "Mål: Barn når sina mål",
        "Nämndmål 2: Fler kommer vidare",
        "Mål 1: Den som behöver stöd får det",
    )
    assert [(i.id, i.goal, i.group) for i in register.indicators] == [
        ("LÄ-01", first, ""),
        ("LÄ-02", second, ""),
        ("TR-01", third, ""),
        ("TR-02", third, ""),
        ("TR-03", "", ""),
    ]
    # Read again, nothing differs; and a goal that the controller has chosen is hers.
    assert not update_register(folder, read_annex(path)).changes
    edit_register(folder, "LÄ-02", Mål=first)
    edit_register(folder, "TR-03", Mål=third)
    (change,) = update_register(folder, read_annex(path)).changes
    assert change.sentence.startswith("ditt värde behålls: LÄ-02 ”Unga utan arbete”, Mål är")
    assert [i.goal for i in read_register(folder.register).indicators] == [first, first, third, third, third]


@pytest.mark.parametrize("area", ["Lärande", "Alla får jobb"])
def test_a_register_from_before_goals_were_read_is_given_them_and_keeps_its_ids(area: str, tmp_path: Path) -> None:
    """The same name stands under two goals; the group used to be the column's own header, and a goal an area."""
    one, other = (table(_HEAD, ("Andel", f"{n} %", "≥ 75 %", "")) for n in (60, 70))
    blocks = [heading("Lärande", 1), heading("Alla lär", 2), one, heading("Alla får jobb", 2), other]
    blocks += [heading("Trygghet", 1), table(_HEAD, ("Brott", "7", "6", ""))]
    annex = read_annex(report(tmp_path / "bilaga.docx", *blocks))
    rows = [replace(row, goal="", group="Nyckeltal") for row in annex.rows]
    before = replace(annex, rows=(rows[0], replace(rows[1], area=area), *rows[2:]))
    folder = RoundFolder(tmp_path)
    update_register(folder, before)
    ids = [i.id for i in read_register(folder.register).indicators]
    update_register(folder, annex)
    after = read_register(folder.register).indicators
    assert [(i.id, i.goal, i.group, i.baseline_text) for i in after] == [
        (ids[0], "Alla lär", "", "60 %"),
        (ids[1], "Alla får jobb", "", "70 %"),
        (ids[2], "", "", "7"),
    ]
    # The goals change places in the annex: each row keeps its own ID.
    moved = [blocks[0], *blocks[3:5], *blocks[1:3], *blocks[5:]]
    assert not update_register(folder, read_annex(report(tmp_path / "om.docx", *moved))).changes


def test_a_row_across_a_table_is_a_group_where_headings_tell_the_goals_and_a_goal_where_nothing_else_does(
    tmp_path: Path,
) -> None:
    across = [
        (("Omsorg", 4),),
        one_wide("Väntetid", "48", "45", ""),
        (("Service", 4),),
        one_wide("NKI", "7", "8", ""),
    ]
    own = ("Skolan", *_HEAD[1:])
    annex = read_annex(
        report(
            tmp_path / "bilaga.docx",
            heading("Medborgare", 1),
            heading("Nämndmål 1. Trygg omsorg", 2),
            spanned(one_wide(*_HEAD), *across),
            heading("Nämndmål 2. God skola", 2),
            spanned(one_wide(*own), *across),
            heading("Ekonomi", 1),
            heading("God hushållning", 2),
            _P.format("Nyckeltalen följer budgeten."),
            table(_HEAD, ("Soliditet", "31 %", "33 %", "")),
            heading("Sammandrag av driften", 2),
            table(("Nämnd", "Budget 2024", "Utfall 2024"), ("Skola", "1", "2")),
            heading("Personal", 1),
            spanned(one_wide(*_HEAD), *across),
        )
    )
    one, two, three = "Nämndmål 1. Trygg omsorg", "Nämndmål 2. God skola", "God hushållning"
    assert [a.goals for a in annex.areas] == [(one, two), (three,), ("Omsorg", "Service")]
    assert row_places(annex) == [
        ("Medborgare", one, "Omsorg", "", "Väntetid"),
        ("Medborgare", one, "Service", "", "NKI"),
        ("Medborgare", two, "Skolan", "Omsorg", "Väntetid"),
        ("Medborgare", two, "Skolan", "Service", "NKI"),
        ("Ekonomi", three, "", "", "Soliditet"),
        ("Personal", "Omsorg", "", "", "Väntetid"),
        ("Personal", "Service", "", "", "NKI"),
    ]
    assert annex.unread == (
        "tabell 4, ”Nämnd”: rubrikerna Läget och Målvärde saknas",
        "rubriken ”Sammandrag av driften”: inga indikatorer, så det är inget mål",
    )


def test_rows_that_nobody_merged_are_read_as_those_that_stand_across(tmp_path: Path) -> None:
    """A goal or a note whose other cells are empty is no indicator; an indicator that waits for its values is one."""
    rows = (
        ("Nämndmål 1: Trygghet", "", "", ""),
        ("Anmälda brott", "210", "≤ 200", ""),
        ("1) Mäts från ansökan.", "", "", ""),
        ("Nämndmål 2: Kunskap", "", "", ""),
        ("Behöriga", "", "", ""),
    )
    annex = read_annex(report(tmp_path / "bilaga.docx", heading("Medborgare", 1), table(_HEAD, *rows)))
    one, two = "Nämndmål 1: Trygghet", "Nämndmål 2: Kunskap"
    assert [(r.goal, r.indicator) for r in annex.rows] == [(one, "Anmälda brott"), (two, "Behöriga")]
    assert annex.unread == (
        "tabell 1, rad 4, ”1) Mäts från ansökan.”: en anmärkning utan läge och mål är ingen indikator",
    )


def test_goals_that_look_like_the_areas_are_goals_all_the_same(tmp_path: Path) -> None:
    blocks = (
        heading("Lärande", 1),
        heading("Mål: Alla lär", 1),
        table(_HEAD, ("Behöriga", "70 %", "≥ 75 %", "")),
        heading("Trygghet", 1),
        heading("Mål: Färre brott", 1),
        table(_HEAD, ("Brott", "7", "6", "")),
    )
    annex = read_annex(report(tmp_path / "bilaga.docx", *blocks))
    assert row_places(annex) == [
        ("Lärande", "Mål: Alla lär", "", "", "Behöriga"),
        ("Trygghet", "Mål: Färre brott", "", "", "Brott"),
    ]
    # Without other headings they are all that the annex is divided by.
    annex = read_annex(report(tmp_path / "mål.docx", *blocks[1:3], *blocks[4:]))
    assert [a.name for a in annex.areas] == ["Mål: Alla lär", "Mål: Färre brott"]


def spanned(*rows: tuple[tuple[str, int], ...]) -> str:
    """Return a table of cells that are each so many columns wide."""

    def cell(text: str, wide: int) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{wide}"/></w:tcPr>{_P.format(text)}</w:tc>'

    lines = ("".join(cell(*c) for c in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def one_wide(*texts: str) -> tuple[tuple[str, int], ...]:
    return tuple((text, 1) for text in texts)


_DATA = one_wide("Behöriga", "%", "70 %", "72 %", "75 %", "")
TWO_ROWS = {
    "years above": (
        (("Indikator", 1), ("Enhet", 1), ("2023", 2), ("2024", 2)),
        one_wide("", "", "Mål", "Utfall", "Mål", "Utfall"),
    ),
    "years above, not merged": (
        one_wide("Indikator", "Enhet", "2023", "", "2024", ""),
        one_wide("", "", "Mål", "Utfall", "Mål", "Utfall"),
    ),
    "years below": (
        (("Indikator", 1), ("Enhet", 1), ("Utfall", 2), ("Mål", 1), ("Utfall", 1)),
        one_wide("", "", "2022", "2023", "2024", "2024"),
    ),
}


@pytest.mark.parametrize("form", TWO_ROWS)
def test_a_header_of_two_rows_is_read_as_one(form: str, tmp_path: Path) -> None:
    body = heading("Lärande", 1) + spanned(*TWO_ROWS[form], _DATA)
    path = edited(tmp_path / "rapport.docx", {MAIN: sub(r"<w:body>.*?(<w:sectPr>)", rf"<w:body>{body}\1")})
    document = read_word_annex(path)
    (row,) = document.annex.rows
    assert (row.indicator, row.unit, row.baseline, row.target) == ("Behöriga", "%", "72 %", "75 %")
    assert [head for head, _ in document.row_of(row).outcomes] == ["Utfall 2024"]
    assert (document.annex.year, document.annex.baseline_year) == (2024, 2023)


def test_a_table_that_does_not_say_its_years_is_listed_and_never_read_as_indicators(tmp_path: Path) -> None:
    head = ("", "Mål", "Utfall", "Mål", "Utfall")
    body = heading("Lärande", 1) + table(head, ("Behöriga", "2 %", "3 %", "4 %", ""))
    body += heading("Teknik", 1) + table(("Indikator", "Läget", "Målvärde", "Utfall"), ("Lamor", "3", "4", ""))
    path = edited(tmp_path / "rapport.docx", {MAIN: sub(r"<w:body>.*?(<w:sectPr>)", rf"<w:body>{body}\1")})
    annex = read_annex(path)
    assert [r.indicator for r in annex.rows] == ["Lamor"]
    why = "det framgår inte vilken kolumn som är Läget och vilken som är årets mål"
    assert f"tabell 1, ”Mål”: {why}" in annex.unread


def test_a_chapter_of_prose_is_no_area_and_a_sum_is_no_indicator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = ("Indikator", "Läget 2023", "Målvärde 2024", "Utfall 2024")
    body = "".join(
        (
            heading("Förvaltningsberättelse", 1),
            _P.format("Året blev bra."),
            _P.format("Kommunen växer."),
            heading("Trygghet", 1),
            _P.format("Alla ska vara trygga."),
            table(head, ("Anmälda brott", "210", "≤ 200", ""), ("Summa", "", "", "")),
            heading("Miljö", 1),
            _P.format("Miljön ska bli bättre."),
            _P.format("Minska utsläppen"),
            heading("Lärande", 1),
            table(head, ("Behöriga", "70 %", "≥ 75 %", "")),
            heading("Ekonomisk översikt", 1),
            _P.format("Resultatet är gott."),
        )
    )
    path = edited(tmp_path / "rapport.docx", {MAIN: sub(r"<w:body>.*?(<w:sectPr>)", rf"<w:body>{body}\1")})
    annex = read_annex(path)
    assert [r.indicator for r in annex.rows] == ["Anmälda brott", "Behöriga"]
    assert [a.name for a in annex.areas] == ["Trygghet", "Miljö", "Lärande"]
    assert annex.unread == (
        "tabell 1, rad 3, ”Summa”: en summarad utan läge och mål är ingen indikator",
        "rubrikerna ”Förvaltningsberättelse” och ”Ekonomisk översikt”: inga indikatorer, så det är inget område",
    )
    folder = RoundFolder(tmp_path)
    update_register(folder, annex)
    # A register that was read before has the heading still; it is not printed in the annex.
    book = Book.open(folder.register)
    areas = book.require(AREAS)
    areas.set(areas.last_row + 1, "Område", "Förvaltningsberättelse")
    save(folder, book)
    assign(folder, {"BIL": ("Bildning", range(2))})
    create_templates(folder)
    fill(template(folder, "Bildning"), folder.replies / "Bildning.xlsx", {})
    assert fill_in(folder, capsys=capsys)[0] == 0
    xml = parts(folder.annex)[MAIN].decode()
    assert "Förvaltningsberättelse" not in xml
    assert "Minska utsläppen" in xml


# Filling in place


@pytest.fixture
def answered(round_: RoundFolder) -> RoundFolder:
    """A round in which both departments have answered."""
    for name, answers in (("Bildning", BILDNING), ("Övriga", OVRIGA)):
        fill(template(round_, name), round_.replies / f"{name}.xlsx", answers)
    return round_


def fill_in(
    folder: RoundFolder, *arguments: object, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
    """Run the command and return its exit status and its document."""
    status = run(["fyll-bilaga", *map(str, arguments), "--mapp", str(folder.path), "--json"])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}


_CELL = re.compile(rb"<w:tc>(?:(?!</w:tc>).)*</w:tc>", re.DOTALL)
_ROW = re.compile(rb"<w:tr>.*?</w:tr>", re.DOTALL)


def without_outcomes(document: bytes) -> bytes:
    """Return a document's XML with the last cell of every row of four taken out, header rows kept."""

    def cut(row: re.Match[bytes]) -> bytes:
        cells = list(_CELL.finditer(row[0]))
        if len(cells) < 4 or b"Prognos" in row[0]:
            return row[0]
        return row[0][: cells[3].start()] + row[0][cells[3].end() :]

    return _ROW.sub(cut, document)


def test_filling_changes_the_outcome_cells_and_nothing_else(
    answered: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = edited(
        tmp_path / "Kommunens bilaga.docx",
        {MAIN: in_cell("Svenska", 3, sub("(<w:r>)", r'<w:bookmarkStart w:id="7" w:name="utfall"/>\1'))},
    )
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("word/media/bild.bin", bytes(range(256)) * 40, zipfile.ZIP_STORED)
    before = source.read_bytes()
    status, document = fill_in(answered, source, capsys=capsys)
    assert (status, document["sparat_som"], document["ej_placerade"], document["avvikelser"]) == (
        0,
        "bilaga.docx",
        0,
        [],
    )
    assert source.read_bytes() == before
    old, new = parts(source), parts(answered.annex)
    assert list(new) == list(old)
    assert {name for name in old if new[name] != old[name]} == {MAIN}
    assert without_outcomes(new[MAIN]) == without_outcomes(old[MAIN])
    assert b'w:name="utfall"' in new[MAIN]
    # Every cell says value, sign and word, and wears the verdict's shade.
    assert {r["indikator_id"]: r["bedömning"] for r in document["rader"]} == VERDICTS
    texts = {r["indikator_id"]: r["text"] for r in document["rader"]}
    outcomes = [row.outcome for row in read_annex(answered.annex).rows]
    assert outcomes == list(texts.values())
    assert texts["ÖK-01"] == "97 % ◐ delvis uppfyllt"
    assert texts["KK-04"] == "Ej mätt: resultatet kommer senare – kan ej bedömas"
    fills = [
        re.findall(rb'w:shd [^>]*w:fill="(\w+)"', _CELL.findall(r)[3])
        for r in _ROW.findall(new[MAIN])
        if b"9C0006" in r
    ]
    assert fills == [[b"FFC7CE"]] * list(VERDICTS.values()).count("ej uppfyllt")
    # Again: the same bytes from the same source, and from what was filled.
    first = answered.annex.read_bytes()
    filled = tmp_path / "ifylld.docx"
    filled.write_bytes(first)
    assert fill_in(answered, filled, capsys=capsys)[1]["avvikelser"] == []
    assert parts(answered.annex)[MAIN] == new[MAIN]
    assert fill_in(answered, source, capsys=capsys)[0] == 0
    assert answered.annex.read_bytes() == first
    assert answered.annex_previous.exists()


@pytest.fixture(scope="module")
def result(master: Master) -> Consolidation:
    """The result of a round in which both departments have answered."""
    for path in master.filled.values():
        put(path, master.folder)
    return consolidate(master.folder)


@pytest.mark.parametrize("form", FORMS)
def test_documents_of_every_form_are_filled(form: str, master: Master, result: Consolidation, tmp_path: Path) -> None:
    source = edited(tmp_path / "bilaga.docx", {MAIN: FORMS[form]})
    done = write_annex(master.folder, read_word_annex(source), result)
    assert not done.findings
    assert {r.indicator_id: r.content.verdict for r in done.rows} == VERDICTS
    assert [r.outcome for r in read_annex(done.saved_as).rows] == [r.content.text for r in done.rows]
    old, new = parts(source)[MAIN], parts(done.saved_as)[MAIN]
    cells = [r.outcome.node for r in read_word_annex(source).rows.values() if r.outcome]
    filled = [r.outcome.node for r in read_word_annex(done.saved_as).rows.values() if r.outcome]
    assert without(new, filled) == without(old, cells)


def without(data: bytes, nodes: list[Node]) -> bytes:
    """Return a document's XML without some of its elements."""
    for node in sorted(nodes, key=lambda n: -n.start):
        data = data[: node.start] + data[node.end(data) :]
    return data


def test_rows_that_can_not_be_placed_are_listed_and_left_alone(
    answered: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def spoil(text: str) -> str:
        for edit in (
            sub("Näringslivet", "Näringslivet och föreningarna i hela kommunen"),  # B01, and ÖK-07 is missing: B02
            sub(">99 %<", ">98 %<"),  # B04
            sub("Minst två interna e-tjänster införs", "Minst två interna e-tjänster har införts"),  # B05
            in_cell("Kommunbyggeråd", 3, sub("</w:tcPr>", '<w:vMerge w:val="restart"/></w:tcPr>')),
            in_cell("Föreningsträffar", 3, sub("</w:tcPr>", "<w:vMerge/></w:tcPr>")),  # B03, twice
            in_cell("Matematik", 3, lambda _: f"<w:tc>{_P.format('Kommer i maj')}</w:tc>"),  # B06
        ):
            text = edit(text)
        return text

    source = edited(tmp_path / "bilaga.docx", {MAIN: spoil})
    status, document = fill_in(answered, source, capsys=capsys)
    assert status == 1
    assert [(f["kod"], f["indikator_id"]) for f in document["avvikelser"]] == [
        ("B03", "ÖK-05"),
        ("B03", "ÖK-06"),
        ("B01", None),
        ("B02", "ÖK-07"),
        ("B04", "ÖK-01"),
        ("B05", "ÖK-08"),
        ("B06", "KK-01"),
    ]
    assert (document["ej_placerade"], len(document["rader"])) == (4, 20)
    messages = [f["meddelande"] for f in document["avvikelser"]]
    assert (
        "bilaga.docx, tabell 2, rad 6: raden ”Näringslivet och föreningarna i hela kommunen” är inte ifylld"
        in messages[2]
    )
    assert "”Kommer i maj” är ersatt av ”15 % ○ ej uppfyllt”" in messages[-1]
    filled = read_annex(answered.annex)
    assert next(r.outcome for r in filled.rows if r.indicator.startswith("Näringslivet")) == ""
    assert run(["fyll-bilaga", str(source), "--mapp", str(answered.path), "--tyst"]) == 1
    assert "4 rader kunde inte placeras" in capsys.readouterr().err


def test_what_is_not_read_is_told_and_a_damaged_picture_stops_the_filling(
    answered: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = f"<w:tr>{''.join(f'<w:tc>{_P.format(text)}</w:tc>' for text in ('', '4', '5', ''))}</w:tr>"
    source = edited(tmp_path / "bilaga.docx", {MAIN: sub(rf"({row_of('Förskola')})", r"\1" + blank)})
    status, document = fill_in(answered, source, capsys=capsys)
    assert (status, document["inte_läst"]) == (0, ["tabell 1, rad 3, ”4 5”: raden saknar indikator"])
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("word/media/bild.bin", b"en bild som har blivit skadad")
    source.write_bytes(source.read_bytes().replace(b"har blivit", b"har bIivit"))
    before = answered.annex.read_bytes()
    assert run(["fyll-bilaga", str(source), "--mapp", str(answered.path)]) == 2
    assert "bilaga.docx kan inte fyllas i: den är skadad." in capsys.readouterr().err
    assert answered.annex.read_bytes() == before


@pytest.mark.parametrize("name", ["bilaga.docx", "bilaga.föregående.docx"])
def test_her_own_document_is_never_written_over(
    name: str, answered: RoundFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies in the round's folder under the name of what the command writes; the second run would have lost it."""
    own = answered.path / name
    own.write_bytes(WORD.read_bytes())
    monkeypatch.chdir(answered.path)
    for given in (own, name):
        assert run(["fyll-bilaga", str(given), "--mapp", str(answered.path)]) == 2
        error = capsys.readouterr().err
        assert error == (
            f"Fel: {name} är ett namn som kommandot själv skriver till i omgångens mapp, så ditt dokument skulle "
            "skrivas över. Döp om det och kör igen.\n"
        )
    assert own.read_bytes() == WORD.read_bytes()


def test_a_document_with_macros_keeps_its_kind(
    answered: RoundFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    source = edited(tmp_path / "bilaga.docm", {"[Content_Types].xml": lambda text: text.replace(main, macros)})
    assert fill_in(answered, source, capsys=capsys)[1]["sparat_som"] == "bilaga.docm"
    assert (answered.path / "bilaga.docm").exists()


def test_several_departments_and_periods_are_each_told(
    folder: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assign(folder, {"BIL": ("Bildning", range(10)), "ÖVR": ("Övriga", range(3, 23))})
    edit_register(folder, "ÖK-04", Sammanvägning="summa")
    edit_register(folder, "ÖK-06", Sammanvägning="alla ska uppfylla")
    edit_register(folder, "HK-05", Antal_värden="2")
    create_templates(folder)
    one = {"ÖK-04": value(10), "ÖK-05": value(3), "ÖK-06": value(4), "ÖK-07": value(5)}
    other = {"ÖK-04": value(9), "ÖK-05": value(4), "ÖK-06": value(2), "ÖK-07": value(6)}
    other["HK-05"] = {"Utfall 2024": "uppfyller", "Utfall 2024 (2)": "uppfyller ej"}
    for name, answers in (("Bildning", one), ("Övriga", other)):
        fill(template(folder, name), folder.replies / f"{name}.xlsx", answers)
    document = fill_in(folder, WORD, capsys=capsys)[1]
    rows = {r["indikator_id"]: (r["text"], r["bedömning"]) for r in document["rader"]}
    assert rows["ÖK-04"] == ("19 ● uppfyllt", "uppfyllt")
    assert rows["ÖK-05"] == ("Bildning: 3, ○ ej uppfyllt Övriga: 4, ● uppfyllt", None)
    assert rows["ÖK-06"] == (
        "Bildning: 4, ● uppfyllt Övriga: 2, ○ ej uppfyllt Sammanvägt: ○ ej uppfyllt",
        "ej uppfyllt",
    )
    assert rows["ÖK-07"] == ("Bildning: 5, ● uppfyllt Övriga: 6, ● uppfyllt", "uppfyllt")
    assert rows["HK-05"] == ("Period 1: uppfyller Period 2: uppfyller ej ○ ej uppfyllt", "ej uppfyllt")
    # Where the verdicts differ each line wears its own shade, and the cell none.
    cell = next(c for c in _CELL.findall(parts(folder.annex)[MAIN]) if b"Bildning: 3" in c)
    assert re.findall(rb'w:shd [^>]*w:fill="(\w+)"', cell) == [b"FFC7CE", b"C6EFCE"]


# The annex that is written


def test_the_written_annex_gives_the_same_rows_and_is_whole(
    answered: RoundFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738569600")
    status, document = fill_in(answered, capsys=capsys)
    assert (status, document["källa"], len(document["rader"])) == (0, None, 23)
    ours, written = read_annex(WORD), read_annex(answered.annex)
    assert [replace(r, line=0, outcome="") for r in written.rows] == [replace(r, line=0) for r in ours.rows]
    assert written.areas == ours.areas
    assert [r.outcome for r in written.rows] == [r["text"] for r in document["rader"]]
    again = RoundFolder(tmp_path / "igen")
    again.path.mkdir()
    update_register(again, written)
    one, other = read_register(answered.register), read_register(again.register)
    assert [replace(i, departments=()) for i in one.indicators] == list(other.indicators)
    assert (one.areas, one.goals) == (other.areas, other.goals)
    # What a screen reader and a printer need.
    xml = parts(answered.annex)
    main, core = xml[MAIN].decode(), xml["docProps/core.xml"].decode()
    tables = main.count("<w:tbl>")
    assert (
        main.count("<w:tblHeader/>")
        == main.count("<w:tblCaption ")
        == main.count("<w:tblDescription ")
        == tables
        == 10
    )
    assert main.count("<w:cantSplit/>") == main.count("<w:tr>")
    assert "<dc:language>sv-SE</dc:language>" in core
    assert "<dc:title>Bilaga till indikatorer 2024</dc:title>" in core
    assert '<w:lang w:val="sv-SE"/>' in xml["word/styles.xml"].decode()
    first = answered.annex.read_bytes()
    assert fill_in(answered, capsys=capsys)[0] == 0
    assert answered.annex.read_bytes() == first


def test_the_written_annex_has_each_table_under_its_goal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = report(
        tmp_path / "källa.docx",
        heading("Lärande", 1),
        bold("Mål: Alla lär"),
        table(_HEAD, ("Behöriga", "70 %", "≥ 75 %", "")),
        bold("Mål: Alla får jobb"),
        table(_HEAD, ("Unga utan arbete", "9 %", "≤ 8 %", "")),
        table(("Vuxna", *_HEAD[1:]), ("Kurser", "9", "10", "")),
        heading("Trygghet", 1),
        bold("Mål: Färre brott"),
        bold("Mål: Fler ute"),
        table(_HEAD, ("Brott", "7", "6", "")),
    )
    annex = read_annex(source)
    folder = RoundFolder(tmp_path)
    update_register(folder, annex)
    assign(folder, {"BIL": ("Bildning", range(4))})
    create_templates(folder)
    fill(template(folder, "Bildning"), folder.replies / "Bildning.xlsx", {"LÄ-01": value(0.8)})
    assert fill_in(folder, capsys=capsys)[0] == 0
    written = read_annex(folder.annex)
    assert (row_places(written), written.areas) == (row_places(annex), annex.areas)
    assert parts(folder.annex)[MAIN].count(b'<w:tblCaption w:val="') == 4
    for path in (source, folder.annex):
        copy = tmp_path / f"ny {path.name}"
        copy.write_bytes(path.read_bytes())
        document = fill_in(folder, copy, capsys=capsys)[1]
        assert (len(document["rader"]), document["ej_placerade"]) == (4, 0)
    # A goal that the controller chose gathers its rows, and a goal without rows stands where nothing follows.
    edit_register(folder, "LÄ-02", Mål="Mål: Alla lär")
    edit_register(folder, "LÄ-03", Mål="")
    assert fill_in(folder, capsys=capsys)[0] == 0
    written = read_annex(folder.annex)
    assert [(r.goal, r.indicator) for r in written.rows] == [
        ("", "Kurser"),
        ("Mål: Alla lär", "Behöriga"),
        ("Mål: Alla lär", "Unga utan arbete"),
        ("", "Brott"),
    ]
    assert written.areas == annex.areas


def test_a_round_without_groups_has_no_column_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = report(
        tmp_path / "källa.docx",
        heading("Lärande", 1),
        table(_HEAD, ("Behöriga", "70 %", "≥ 75 %", "")),
        heading("Trygghet", 1),
        table(("Indikator", *_HEAD[1:]), ("Brott", "7", "ska minska", "")),
    )
    folder = RoundFolder(tmp_path)
    update_register(folder, read_annex(path))
    about = [question.about for question in review_folder(folder).questions]
    assert not [text for text in about if "Nyckeltal" in text or "Indikator" in text]
    assign(folder, {"BIL": ("Bildning", range(2))})
    create_templates(folder)
    source, reply = template(folder, "Bildning"), folder.replies / "Bildning.xlsx"
    fill(source, reply, {"LÄ-01": {"Utfall 2024": 0.8, "ID": None}, "TR-01": value(5)})
    assert "Indikatorgrupp" not in columns(load_workbook(reply)["Indikatorer"])[1]
    assert run(["sammanställ", "--mapp", str(tmp_path), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rader"]
    assert [(r["indikator_id"], r["bedömning"]) for r in rows] == [("LÄ-01", "uppfyllt"), ("TR-01", "uppfyllt")]
    sheet = load_workbook(folder.consolidation)["Måluppfyllelse"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "Underrubrik" not in texts
    assert "Indikatorgrupp" not in texts


# The column of the round


def with_interim(headers: tuple[str, str]) -> Callable[[str], str]:
    """Give the first table two columns for outcomes, the first of which holds what was reported in the autumn."""

    def edit(text: str) -> str:
        first = re.search(r"<w:tbl>.*?</w:tbl>", text, re.DOTALL)
        assert first
        rows = re.split(r"(<w:tr>.*?</w:tr>)", first[0], flags=re.DOTALL)
        for place, row in enumerate(rows[1::2]):
            cells = re.findall(r"<w:tc>.*?</w:tc>", row, re.DOTALL)
            for n, new in enumerate(headers if place == 0 else ("40 %", "")):
                cells[3 + n : 4 + n] = [f"<w:tc>{_P.format(new)}</w:tc>"]
            rows[2 * place + 1] = f"<w:tr>{''.join(cells)}</w:tr>"
        return text.replace(first[0], "".join(rows))

    return edit


def in_round(result: Consolidation, name: str, kind: Kind) -> Consolidation:
    register = result.register
    return replace(result, register=replace(register, round=replace(register.round, name=name, kind=kind)))


@pytest.mark.parametrize(
    ("headers", "name", "kind", "taken"),
    [
        (("Utfall delår", "Utfall helår"), "Helår", Kind.OUTCOME, 1),
        (("Utfall delår", "Utfall helår"), "Delår augusti", Kind.OUTCOME, 0),
        (("Utfall delår", "Utfall helår"), "Delår augusti", Kind.FORECAST, None),
        (("Utfall delår", "Utfall helår"), "Uppföljning 2", Kind.OUTCOME, None),
        (("Utfall delår", "Prognos helår"), "Delår augusti", Kind.FORECAST, 1),
        (("Delår 2024", "Helår 2024"), "Helår", Kind.OUTCOME, 1),
        (("Delår 2024", "Helår 2024"), "Bokslut 2024", Kind.OUTCOME, 1),
        (("Delår 2024", "Helår 2024"), "Delår augusti", Kind.FORECAST, 0),
        (("Utfall april", "Utfall augusti"), "Delår augusti", Kind.OUTCOME, 1),
        (("Utfall april", "Utfall augusti"), "Delår", Kind.OUTCOME, None),
        (("Utfall T1", "Utfall T2"), "Tertial 2", Kind.OUTCOME, 1),
        (("Prognos 2024", "Utfall 2024"), "Helår", Kind.OUTCOME, 1),
        (("Prognos 2024", "Utfall 2024"), "Delår augusti", Kind.FORECAST, 0),
        (("Utfall", "Utfall 2024"), "Helår", Kind.OUTCOME, 1),
        (("Utfall delår", "Analys"), "Helår", Kind.OUTCOME, None),
        (("Status", "Analys"), "Helår", Kind.OUTCOME, None),
        (("Analys", "Prognos/Utfall"), "Delår augusti", Kind.FORECAST, 1),
    ],
)
def test_the_column_is_that_of_the_round_and_another_periods_is_never_written_over(
    headers: tuple[str, str],
    name: str,
    kind: Kind,
    taken: int | None,
    master: Master,
    result: Consolidation,
    tmp_path: Path,
) -> None:
    source = edited(tmp_path / "bilaga.docx", {MAIN: with_interim(headers)})
    before = parts(source)[MAIN]
    # The other tables have a header that suits any round.
    done = write_annex(master.folder, read_word_annex(source), in_round(result, name, kind))
    after = parts(done.saved_as)[MAIN]
    texts = {r.indicator_id: r.content.text for r in done.rows}
    in_table = ("ÖK-01", "ÖK-02", "ÖK-03")
    rows = [_CELL.findall(r) for r in _ROW.findall(after)[1:4]]
    shown = [
        tuple(b" ".join(re.findall(rb"<w:t(?: [^>]*)?>([^<]*)", cell)).decode() for cell in row[3:5]) for row in rows
    ]
    if taken is None:
        assert [(f.kind.code, f.cell) for f in done.findings] == [("B07", "tabell 1")]
        assert done.findings[0].remedy == (
            f"Ändra rubriken på den kolumn som ska fyllas i till ”{kind} 2024”, och kör om. Mer behövs inte."
        )
        assert "(ÖK-01, ÖK-02 och ÖK-03)" in done.findings[0].message
        assert done.unplaced == 3
        assert _ROW.findall(after)[:4] == _ROW.findall(before)[:4]
        return
    wanted = [("40 %", texts[id_]) if taken else (texts[id_], "") for id_ in in_table]
    assert shown == wanted
    assert [f.kind.code for f in done.findings] == ([] if taken else ["B06"] * 3)
    assert not any("Ingenting behöver göras" in f.remedy for f in done.findings)


EVIL = '=HYPERLINK("http://example.se") <w:fldSimple w:instr="DDEAUTO c:"/> ]]> &amp; \x07\x0b'


@pytest.mark.parametrize("source", [WORD, None])
def test_what_a_reply_says_is_text_and_never_a_field_or_a_link(
    source: Path | None, round_: RoundFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = EVIL.replace("\x07", "").replace("\x0b", "")
    fill(template(round_, "Övriga"), round_.replies / "x.xlsx", {"KK-04": {"Ej mätt": evil}})
    arguments = [source] if source else []
    document = fill_in(round_, *arguments, capsys=capsys)[1]
    text = next(r["text"] for r in document["rader"] if r["indikator_id"] == "KK-04")
    assert text.startswith("Ej mätt: =HYPERLINK(")
    xml = parts(round_.annex)[MAIN].decode()
    assert next(r.outcome for r in read_annex(round_.annex).rows if r.indicator == "Gymnasial nivå") == text
    for live in ("<w:fldSimple", "<w:instrText", "<w:hyperlink", "<w:fldChar"):
        assert live not in xml


@pytest.mark.libreoffice
def test_libreoffice_opens_what_is_made_and_hands_it_back(
    answered: RoundFolder, convert: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_in(answered, WORD, capsys=capsys)
    filled = answered.annex.rename(tmp_path / "fylld.docx")
    fill_in(answered, capsys=capsys)
    written = answered.annex.rename(tmp_path / "egen.docx")
    assert convert(filled, "pdf", written).stat().st_size > 10_000
    odt = convert(filled, "odt", written)
    back = convert(odt, "docx", odt.with_name("egen.odt"))
    for path, ours in ((back, filled), (back.with_name("egen.docx"), written)):
        assert told(read_annex(path)) == told(read_annex(ours))
        assert [clean(r.outcome) for r in read_annex(path).rows] == [clean(r.outcome) for r in read_annex(ours).rows]
        status, document = fill_in(answered, path, capsys=capsys)
        assert (status, len(document["rader"]), document["avvikelser"]) == (0, 23, [])


# Files that are no annex, or meant to harm


def packed(document: str, **more: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", parts(WORD)["_rels/.rels"])
        archive.writestr(MAIN, document)
        for name, content in more.items():
            archive.writestr(name, content)
    return stream.getvalue()


_OPEN = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
_END = "</w:body></w:document>"
_INSIDE = "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 150_000
_NESTED = _OPEN + "<w:tbl><w:tr><w:tc>" * 40 + _INSIDE + "</w:tc></w:tr></w:tbl>" * 40 + _END
_WIDE_ROW = f"<w:tr>{('<w:tc>' + _P.format('Mål 2024') + '</w:tc>') * 90_000}</w:tr>"
_CELLS = f"{_OPEN}<w:tbl>{_WIDE_ROW * 2}</w:tbl>{_END}"
HOSTILE = {
    "old.doc": (compound_file({"WordDocument": bytes(5000)}), r"äldre format \(.doc\).*Spara som, Word-dokument"),
    "låst.docx": (compound_file({"EncryptedPackage": bytes(5000)}), "skyddad med lösenord"),
    "tom.docx": (b"", "inget Worddokument"),
    "brev.docx": (b"{\\rtf1}", "inget Worddokument"),
    "avhuggen.docx": (WORD.read_bytes()[:4000], "ingen Wordfil, eller så är den skadad"),
    "bok.docx": ((ROOT / "mallar" / "register.xlsx").read_bytes(), "inget Worddokument"),
    "entiteter.docx": (packed(_ENTITIES + _OPEN + "<w:p/></w:body></w:document>"), "delar som ingen vanlig fil har"),
    "djup.docx": (packed(_OPEN + "<w:p>" * 100_000), "orimligt stort eller djupt"),
    "bomb.docx": (packed(_OPEN + " " * 70_000_000), "innehållet är 70 MB"),
    "bred.docx": (packed(_OPEN + "<w:p/>" * 1_100_000 + "</w:body></w:document>"), "orimligt stort"),
    "nästlad.docx": (packed(_NESTED), "inga indikatorer"),
    "många celler.docx": (packed(_CELLS), "inga indikatorer"),
    "tomt dokument.docx": (packed(_OPEN + "<w:p/></w:body></w:document>"), "inga indikatorer"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_can_not_be_read_is_said_so_within_seconds(name: str, tmp_path: Path) -> None:
    data, says = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(data)
    began = time.perf_counter()
    with pytest.raises(UserError, match=says) as told_:
        read_annex(path)
    assert time.perf_counter() - began < 15
    assert name in str(told_.value)


def test_the_command_says_what_it_did_in_swedish(
    answered: RoundFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    edit_register(answered, "ÖK-01", Målvärde="90 %")
    assert run(["fyll-bilaga", str(WORD), "--mapp", str(answered.path)]) == 0
    out = capsys.readouterr().out
    assert "23 rader är ifyllda i" in out
    assert "Förskola har målet ”100 %” i dokumentet men ”90 %” i registret. Bedömningen gäller registrets." in out
    assert run(["fyll-bilaga", str(tmp_path / "finns-inte.docx"), "--mapp", str(answered.path)]) == 2
    assert "finns-inte.docx finns inte" in capsys.readouterr().err
    assert run(["läs-bilaga", str(WORD), "--mapp", str(answered.path)]) == 0


def test_the_example_document_is_up_to_date(annex_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EXAMPLE_DAY)
    made = io.BytesIO(word_annex(read_annex(annex_file)))
    with zipfile.ZipFile(made) as new:
        assert {n: new.read(n) for n in new.namelist()} == parts(WORD), "run python -m indikator_excel.example"


def test_a_document_of_hers_that_stands_in_the_way_is_never_lost(answered: RoundFolder) -> None:
    mine = b"mitt eget dokument"
    answered.annex.write_bytes(mine)
    arguments = ["fyll-bilaga", "--mapp", str(answered.path)]
    for _ in range(3):
        assert run(arguments) == 0
    assert (answered.path / "bilaga.egen.docx").read_bytes() == mine
    assert answered.annex_previous.exists()
    assert not (answered.path / "bilaga.egen 2.docx").exists(), "what the program wrote is no document of hers"
    answered.annex.write_bytes(answered.annex.read_bytes() + b"changed by hand")
    changed = answered.annex.read_bytes()
    assert run(arguments) == 0
    assert (answered.path / "bilaga.egen 2.docx").read_bytes() == changed
