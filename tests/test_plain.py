"""Workbooks written the plain way, whose markup is read without a library: every cell is what a library would tell.

A workbook that is not plain is left to the libraries, so that nothing here has to be able to read everything. What it
does read is held against both of them, to the letter and to the bit.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from contextlib import suppress
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from helpers import template
from hostile import filled
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds import SAVED, SHEET, as_saved, edit, every_kind
from mangling import KIT, mangle

from indikator_excel.container.archive import Container
from indikator_excel.container.refused import UnreadableError
from indikator_excel.opening import plain
from indikator_excel.opening.engines import CALAMINE, OPENPYXL, OWN, calamine_values, openpyxl_values
from indikator_excel.opening.ooxml import Package
from indikator_excel.opening.open import open_book
from indikator_excel.opening.xlsx import open_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from helpers import Master

    from indikator_excel.opening.cells import Book, Cell

ENGINES = ((CALAMINE, calamine_values), (OPENPYXL, openpyxl_values))
STRINGS, WORKBOOK = "xl/sharedStrings.xml", "xl/workbook.xml"


def differences(data: bytes) -> list[str] | None:
    """Return in what a workbook read from its markup differs from what libraries tell; None if it is not plain."""
    book = open_book(data)
    if book.engine != OWN:
        return None
    found = []
    for engine in ENGINES:
        try:
            other = open_xlsx(Container(data), (engine,), ask_always=True)
        except UnreadableError as error:
            if engine[0] == CALAMINE:  # openpyxl refuses some whole files for their looks
                found.append(f"{engine[0]} refuses it: {error}")
        else:
            found += [f"{engine[0]}: {text}" for text in _between(book, other, exact=engine[0] == CALAMINE)]
    return found


def _between(book: Book, other: Book, *, exact: bool) -> list[str]:
    found = []
    for ours, theirs in zip(book.sheets, other.sheets, strict=True):
        cells = [{place: _told(cell, exact=exact) for place, cell in s.cells.items()} for s in (ours, theirs)]
        found += [
            f"{place} is {cells[0].get(place)}, not {cells[1].get(place)}"
            for place in sorted(cells[0].keys() | cells[1].keys())
            if cells[0].get(place) != cells[1].get(place)
        ]
        found += [
            f"{what} is {getattr(ours, what)}, not {getattr(theirs, what)}"
            for what in ("title", "notes", "hidden", "hidden_rows", "hidden_columns")
            if getattr(ours, what) != getattr(theirs, what)
        ]
    return found


def _told(cell: Cell, *, exact: bool) -> tuple[Any, ...]:
    """Return all of a cell to the bit. openpyxl tells whole numbers without decimals, and so no minus 0."""
    value = cell.value
    if not exact and isinstance(value, int | float) and not isinstance(value, bool):
        value = float(value) + 0.0
    return (type(value), repr(value), cell.kind, cell.row, cell.column, cell.number_format, cell.formula)


# Whole workbooks, as they come


@pytest.mark.libreoffice
@pytest.mark.parametrize("program", SAVED)
def test_every_kind_of_cell_is_the_same_without_a_library(
    request: pytest.FixtureRequest, tmp_path: Path, program: str
) -> None:
    path = as_saved(request, tmp_path / "alla.xlsx", program, times=False)
    found = differences(path.read_bytes())
    # Days that are counted from 1904, and cells that go over several lines, are left to the libraries.
    assert found == (None if program in ("1904", "Gnumeric") else [])


ANSWERS = {
    "ÖK-01": {"Utfall 2024": 0.97, "Kommentar": "Två\nrader & <mer>", "Mätdatum": 45_656},
    "ÖK-02": {"Utfall 2024": "ca 80 %"},
}
#: Who saves a good reply: as Excel fills a template in, and as other programs save it.
SAVERS = ("Excel", "openpyxl", "LibreOffice", "Gnumeric", "SheetJS", "ExcelJS")


@pytest.mark.libreoffice
@pytest.mark.parametrize("program", SAVERS)
def test_a_reply_is_the_same_without_a_library(
    request: pytest.FixtureRequest, tmp_path: Path, master: Master, program: str
) -> None:
    path = tmp_path / "svar.xlsx"
    empty = template(master.folder, "Bildning").read_bytes()
    path.write_bytes(filled(empty, ANSWERS, {"Vi är klara": "ja", "Mätdatum": 45_657}))
    match program:
        case "openpyxl":
            path = master.filled["Bildning"]
        case "LibreOffice":
            path = request.getfixturevalue("convert")(path)
        case "Gnumeric":
            path = request.getfixturevalue("recalculate_in_gnumeric")(path)
        case "SheetJS" | "ExcelJS":
            path = request.getfixturevalue("save_in_node")(path, program.lower())
    assert differences(path.read_bytes()) == (None if program == "Gnumeric" else [])


@pytest.mark.parametrize("one", KIT, ids=lambda m: m.name)
def test_whatever_was_done_to_a_reply_it_is_the_same_without_a_library(
    master: Master, tmp_path: Path, one: Any
) -> None:
    for path in master.filled.values():
        shutil.copy(path, tmp_path)
    mangle([one], tmp_path / f"{one.department}.xlsx", "2025-01-11T10:00:00Z")
    for path in tmp_path.glob("*.xlsx"):
        with suppress(UnreadableError):
            assert not differences(path.read_bytes())


# Cells one by one, and what they must not be taken for


def text(inner: str, *, preserved: bool = False) -> str:
    """Return a text's markup."""
    return f"<t{PRESERVED if preserved else ''}>{inner}</t>"


def number(raw: str, form: str = "General", type_: str = "") -> tuple[str, str, str]:
    return type_, form, f"<v>{raw}</v>"


PRESERVED = ' xml:space="preserve"'
FORMS = (
    *("General", "0", "0.00", "@", "0 %", "0\\ %", '0.0" %"', '0" dagar"', '#,##0" st"', "#,##0.00\\ [$kr-41D]"),
    *("yyyy-mm-dd", "yyyy\\-mm\\-dd", "[$-41D]yyyy\\-mm\\-dd", "yyyy-mm-dd;@", "mm-dd-yy", "d-mmm-yy", "d/m"),
    *("h:mm", "[h]:mm", "mm:ss.0", "yyyy\\-mm\\-dd hh:mm", "0\\d", "_-* #,##0.00_-", "_d0", "*d0", "0.00E+00"),
    *("# ?/?", "[Red]0", "#,##0_ ;[Red]\\-#,##0\\ ", "0;\\-0;;@", '_"d"', '0"x', "S", "GENERAL", "ſ", "ä0", '\\"d"'),
    *(
        "[$d]0",
        "[$-41D]0",
        "[s]0",
        "[m]",
        "[Blue]0",
        "0;d",
        "0;;;d",
        "d;0",
        "0_",
        "0*",
        "Standard",
        "e",
        "0A/P",
        "a/p",
        "General d",
        "General;d",
        "@d",
        "mm-dd-yy d",
        "yyyy-mm-dd h",
    ),
)
RAW_NUMBERS = (
    *(
        "0",
        "1",
        "-1",
        "5.0",
        "-0",
        "0.81",
        "0.1",
        "0.30000000000000004",
        "1E-9",
        "1e15",
        "123456789.125",
        "1e999",
        "007",
    ),
    *(
        "5.",
        ".5",
        "+5",
        "1e",
        "1_0",
        " 5",
        "5 ",
        "NaN",
        "inf",
        "٣",
        "12345678901234567890",
        "4.9E-324",
        "1e-400",
        "--1",
    ),
    *("1", "59", "60", "61", "45657", "45657.5", "45657.0", "2958465", "2958466", "-61", "3000001", "1e300", "0x1"),
    *(
        "9007199254740993",
        "0.1000000000000000055511151231257827",
        "2.2250738585072011e-308",
        "1.7976931348623159e308",
    ),
)
RAW_TEXTS = (
    *(
        "text",
        " med blanka ",
        "två\nrader",
        "två&#10;rader",
        "&#10;",
        "å &amp; &lt; &gt; &quot;&apos;",
        "&amp;lt;",
        "😀",
    ),
    *(
        "0",
        "=1+1",
        " ",
        "\u00a0",
        "\u2028x",
        "",
        "\t",
        "\ta",
        "a\r\nb",
        "a\rb",
        "a&#13;b",
        "&#65;",
        "&#x41;",
        "&#128;",
    ),
    *(
        "_x000D_",
        "a_x0041_b",
        "_x005F_x0041_",
        "a_xyz_",
        "a_x",
        "&eacute;",
        "&lt",
        "]]",
        "a\u0301",
        "\ufeffa",
        "\x7f",
        "\ufffe",
        "\ufffd",
    ),
    *(
        "a\n",
        "\na",
        " a",
        "a&#10;",
        "x" * 32_767,
        "x" * 32_768,
        "&amp;" * 20_000,
        "<b/>",
        "<!-- a -->",
        "<![CDATA[a]]>",
    ),
)
RUNS = (
    "<r>{0}</r>",
    "<r><rPr><b/></rPr>{0}</r><r>{0}</r>",
    '<r><rPr><sz val="11"/><color theme="1"/></rPr>{0}</r>',
    "{0}<phoneticPr fontId='1'/>",
    "{0}<rPh sb='0' eb='1'><t>zz</t></rPh>",
    "<r>{0}</r><rPh sb='0' eb='1'><t>zz</t></rPh><r>{0}</r>",
    "{0}{0}",
    "<t/>",
    "",
)
HOW = ("shared", "a result", "inline", "a formula")
#: A cell as it is written: its type, the number format, what it holds, and what the table of texts begins with.
Content = tuple[str, str, str, str]
CONTENTS: dict[str, Content] = {
    **{f"{raw!r:.40} shown as {form}": (*number(raw, form), "") for raw in ("45657", "0.5", "61") for form in FORMS},
    **{f"{raw!r:.40} as a day": (*number(raw, "yyyy-mm-dd"), "") for raw in RAW_NUMBERS},
    **{f"{raw!r:.40}": (*number(raw), "") for raw in RAW_NUMBERS},
    **{f"{raw!r:.40} as {t}": (*number(raw, type_=t), "") for t in ("n", "b", "e", "d", "s", "x") for raw in "01"},
    **{
        f"{raw} as an error": (*number(raw, type_="e"), "") for raw in ("#DIV/0!", "#N/A", "#SPILL!", "", "#n/a", "1")
    },
    **{
        f"{raw!r:.40}{' preserved' * kept} as {how}": content
        for raw in RAW_TEXTS
        for kept in (False, True)
        for how, content in zip(
            HOW,
            (
                ("s", "General", "<v>0</v>", f"<si>{text(raw, preserved=kept)}</si>"),
                ("str", "General", f"<f>A9</f><v{PRESERVED * kept}>{raw}</v>", ""),
                ("inlineStr", "General", f"<is>{text(raw, preserved=kept)}</is>", ""),
                ("", "General", f"<f>{raw}</f>", ""),
            ),
            strict=True,
        )
    },
    **{
        f"{runs} of {inner}": ("s", "General", "<v>0</v>", f"<si>{runs.format(inner)}</si>")
        for runs in RUNS
        for inner in (text("a"), text(" a ", preserved=True), text(" a"), text("&amp;"), text("_x000D_"))
    },
    **{
        f"{type_ or 'nothing'} holding {inner}": (type_, "0 %", inner, "<si><t>a</t></si>")
        for type_ in ("", "n", "s", "str", "b", "e", "inlineStr")
        for inner in (
            *("", "<v/>", "<v></v>", "<v />", "<f>A1</f>", "<f/>", "<f></f>", "<f>A1</f><v/>", "<f>A1</f><v></v>"),
            *("<f>A1</f><v>0</v>", '<f t="shared" si="0"/><v>0</v>', '<f t="shared" ref="A1" si="0">A2</f>'),
            *('<f t="shared" si="0"/>', '<f t="array" ref="A1">A2</f><v>0</v>', '<f aca="false">A2</f><v>0</v>'),
            *(
                "<is><t>a</t></is>",
                "<is><t/></is>",
                "<is><r><t>a</t></r></is>",
                "<f>A1</f><is><t>a</t></is>",
                "<v>1</v>",
            ),
        )
    },
}


@cache
def _frame(forms: tuple[str, ...]) -> dict[str, bytes]:
    """Return the parts of a workbook whose cells can be shown in these formats, the first one in A9."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Blad")
        for row, form in enumerate(forms):
            sheet.write_number(8 + row, 0, 1, book.add_format({"num_format": form}))
        sheet.write_string(0, 1, "så att texter finns")
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(contents: Sequence[Content], *, head: str = "", row: str = "", date_1904: bool = False) -> bytes:
    """Return a workbook with these cells in its first column; the first that brings texts brings the whole table."""
    parts = dict(_frame(FORMS))
    styles = dict(re.findall(rb'<c r="A(\d+)"(?: s="(\d+)")?', parts[SHEET]))
    rows = []
    for at, (type_, form, inner, _) in enumerate(contents, 1):
        style = styles[b"%d" % (9 + FORMS.index(form))].decode()
        attributes = f' r="A{at}"' + (f' s="{style}"' if style else "") + (f' t="{type_}"' if type_ else "")
        rows.append(
            f'<row r="{at}"{row}>' + (f"<c{attributes}>{inner}</c>" if inner else f"<c{attributes}/>") + "</row>"
        )
    markup = f"{head}<sheetData>{''.join(rows)}</sheetData>".encode()
    parts[SHEET] = re.sub(rb"<dimension[^>]*>", b"", parts[SHEET])
    parts[SHEET] = re.sub(rb"<sheetData>.*</sheetData>", lambda _: markup, parts[SHEET], flags=re.DOTALL)
    table = next((items for *_, items in contents if items), "<si><t>a</t></si>").encode()
    parts[STRINGS] = re.sub(rb"<si>.*</si>", lambda _: table, parts[STRINGS], flags=re.DOTALL)
    if date_1904:
        parts[WORKBOOK] = parts[WORKBOOK].replace(b"<workbookPr", b'<workbookPr date1904="1"')
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def faults() -> Iterator[str]:
    """Yield what comes out otherwise than from a library, of all contents, each in a workbook of its own."""
    hiding = '<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="0"/></cols>'
    for data in (written([DAY], head=hiding), written([DAY], row=' hidden="1"'), written([DAY], date_1904=True)):
        yield from differences(data) or ()
    for name, content in CONTENTS.items():
        with suppress(UnreadableError):
            yield from (f"{name}: {difference}" for difference in differences(written([content])) or ())


DAY = ("", "yyyy-mm-dd", "<v>45657</v>", "")


def test_every_content_is_told_as_the_libraries_tell_it_or_left_to_them() -> None:
    assert list(faults()) == []


def test_what_is_usual_is_not_left_to_the_libraries() -> None:
    """Otherwise the test above would hold for a program that left everything."""
    left = {name for name, content in CONTENTS.items() if name in USUAL and differences(written([content])) is None}
    assert not left
    assert len(USUAL & CONTENTS.keys()) == len(USUAL)


USUAL = {
    *(f"'45657' shown as {form}" for form in FORMS[:15]),
    *(f"'0.5' shown as {form}" for form in FORMS[:10]),
    *(f"{raw!r}" for raw in RAW_NUMBERS[:11]),
    *(f"{raw!r} as {how}" for raw in ("text", "två\nrader", "två&#10;rader", "😀", "=1+1") for how in HOW),
    *(f"{raw!r} preserved as shared" for raw in RAW_TEXTS[:12]),
    *("'1' as b", "'0' as b", "#DIV/0! as an error", "#N/A as an error", "nothing holding <f>A1</f><v/>"),
}

#: Parts of the reading that are replaced by faulty ones.
PLANTED: dict[str, tuple[Any, str, Any]] = {
    "marks stay as they are": (plain, "_MARKS", {}),
    "escapes are text": (plain, "_text", unescape),
    "spaces at the ends are kept": (plain, "_shared_text", lambda _preserved, raw: unescape(raw)),
    "blank texts are texts": (plain, "_shown", str),
    "only plain typefaces": (plain, "_RUN", re.compile(rf"<r><t({PRESERVED}|)>([^<]*)</t>")),
    "no number shows a day": (plain, "_shows_days", lambda _form: False),
    "every letter shows a day": (plain, "_shows_days", lambda form: form.islower()),
    "all days are sure": (plain, "_FIRST_SURE_DAY", -1_000),
    "days from 1900": (Package, "counts_from_1904", False),
    "numbers as Python writes them": (plain, "_NUMBER", re.compile(r"[\s0-9_]+\Z")),
    "booleans are turned": (plain, "_BOOLEANS", {"0": True, "1": False}),
    "all errors are errors": (plain, "_ERRORS", {"#n/a", "1"}),
    "no formula is shared": (plain, "_never_calculated", lambda _type, _attributes, formula: f"={formula}"),
    "no column is hidden": (plain, "_hidden_columns", lambda _head: frozenset()),
    "no row is hidden": (plain, "_hidden_rows", lambda _rows: frozenset()),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    where, what, faulty = PLANTED[name]
    monkeypatch.setattr(where, what, faulty)
    assert next(faults(), None), "the test above would not have noticed it"


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from(" \t\n_x&;#<"))),
    st.lists(st.tuples(st.floats() | st.integers(), st.sampled_from(FORMS))),
    st.lists(st.sampled_from([content for content in CONTENTS.values() if not content[3]]), max_size=2),
)
@settings(deadline=None)
def test_whatever_stands_in_cells_is_told_as_the_libraries_tell_it_or_left_to_them(
    texts: list[str], numbers: list[tuple[float, str]], others: list[Content]
) -> None:
    table = "".join(f"<si>{text(escape(t), preserved=t != t.strip())}</si>" for t in texts)
    contents = [("s", "General", f"<v>{at}</v>", table) for at in range(len(texts))]
    contents += [("str", "@", f"<f>A1</f><v>{escape(t)}</v>", "") for t in texts]
    contents += [(*number(repr(n), form), "") for n, form in numbers]
    with suppress(UnreadableError):
        assert not differences(written([*contents, *others]))


# Markup that is not plain

#: What may be done to the sheet's part, so that a library has to tell what it means or that it is damaged.
ODD: dict[str, tuple[bytes, bytes]] = {
    "a cell between rows": (b"</row><row", b'</row><c r="Z1"><v>1</v></c><row'),
    "a row in a row": (b'<row r="2"', b'<row r="2"><row r="2"'),
    "a row that does not end": (b"</row>", b""),
    "a row without a number": (b'<row r="2"', b"<row"),
    "a row far below": (b'<row r="2"', b'<row r="1048577"'),
    "a cell without a place": (b'<c r="A2"', b"<c"),
    "a cell in no column": (b'<c r="A2"', b'<c r="XFE2"'),
    "a cell twice": (b'<c r="A2"', b'<c r="A1"'),
    "a cell far away": (b'<c r="A2"', b'<c r="XFD99999"'),
    "a text that is not there": (b't="s"><v>0</v>', b't="s"><v>99</v>'),
    "a style that is not there": (b'<c r="B1" s="1"', b'<c r="B1" s="999"'),
    "another attribute": (b'<c r="A2"', b'<c r="A2" cm="1"'),
    "another element": (b"<v>1</v>", b"<v>1</v><x/>"),
    "a comment": (b"<sheetData>", b"<sheetData><!-- -->"),
    "a broken head": (b"<sheetData>", b"<b><sheetData>"),
    "a second part with cells": (b"</sheetData>", b"</sheetData><sheetData/>"),
    "a choice": (b"<sheetData>", b"<x:AlternateContent><sheetData>"),
    "another encoding": (b'encoding="UTF-8"', b'encoding="ISO-8859-1"'),
    "no end": (b"</worksheet>", b""),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_markup_is_left_to_the_libraries(tmp_path: Path, name: str) -> None:
    old, new = ODD[name]
    path = every_kind(tmp_path / "alla.xlsx", times=False)
    assert open_book(path.read_bytes()).engine == OWN
    edit(path, lambda xml: xml.replace(old, new, 1))
    with suppress(UnreadableError):
        assert open_book(path.read_bytes()).engine != OWN


def test_two_sheets_of_one_name_are_left_to_the_libraries(tmp_path: Path) -> None:
    path = every_kind(tmp_path / "alla.xlsx", times=False)
    edit(path, lambda xml: xml.replace("Gömt".encode(), b"Alla sorter"), WORKBOOK)
    with suppress(UnreadableError):
        assert open_book(path.read_bytes()).engine != OWN


def test_a_table_of_texts_somewhere_else_is_left_to_the_libraries(tmp_path: Path) -> None:
    path = every_kind(tmp_path / "alla.xlsx", times=False)
    edit(path, lambda xml: xml.replace(b"sharedStrings.xml", b"styles.xml"), "xl/_rels/workbook.xml.rels")
    with suppress(UnreadableError):
        assert open_book(path.read_bytes()).engine != OWN
