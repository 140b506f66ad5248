"""A table's cells stand in the file as XlsxWriter writes them one by one, but for the order of its shared texts."""

from __future__ import annotations

import io
import math
import re
import textwrap
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from indikator_excel.resources import read_theme
from indikator_excel.xlsx.content import ROW, Content, Formula, Link, Styled, columns_of, shown_text
from indikator_excel.xlsx.fit import lines_needed, row_height, wide_enough
from indikator_excel.xlsx.new import new_book

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indikator_excel.xlsx.book import Book

COLUMNS = [(f"Rubrik {n}", 12.0 + n) for n in range(5)]
THEME = read_theme()
STRINGS = "xl/sharedStrings.xml"
#: What a cell may hold, each kind with what is odd about it.
TEXTS = [
    "vanlig text",
    " mellanslag runt ",
    "två\nrader",
    "tabb\toch\rretur",
    "<b>&amp;\"'</b>",
    "styrtecken\x00\x07\x0b\x1f",
    "_x000D_ som text",
    "<r>rik</r>",
    "=1+1",
    "https://exempel.se",
    "0123",
    "åäö–…\u00a0𝔄😀",
    "\ufffe\uffff",
    "",
    "lång " * 4_000,
    "😀" * 20_000,
    "x" * 40_000,
]
NUMBERS = [0, -0.0, 1, -17, 0.81, 0.1 + 0.2, 1e300, 5e-324, 2**60, True]
RESULTS: list[str | float] = ["", "text & <tecken>", "#N/A", "#VALUE!", "två\nrader", 0, 1.5, 1e22, -3, True, False]
FORMULAS = [
    "=A1",
    '=IF(A1<>"",A1&"<&>",(1+2)*3)',
    "=SUM(A1:A3)+AVERAGE(A1:A3)",
    "=_xlfn.STDEV.S(A1:A3)",
    "=STDEV.S(A1:A3)",
    "=lower.sort(A1)",
    '=" _x000D_ \x07"',
]
CELLS: list[Content] = [
    None,
    *TEXTS,
    *NUMBERS,
    *(Formula(formula, result) for formula in FORMULAS for result in RESULTS),
    Link("Blad!A1", "länk"),
    Link("Blad!A1", " <länk> & "),
]


def by_the_row(book: Book, rows: Sequence[Sequence[Content | Styled]]) -> None:
    book.table(book.add_sheet("Blad"), 1, "Tabell", columns_of(COLUMNS, rows))


def one_by_one(book: Book, rows: Sequence[Sequence[Content | Styled]]) -> None:
    sheet = book.workbook.add_worksheet("Blad")
    assert type(sheet) is Worksheet
    # A column is made wider for a text that a row could not hold.
    texts = [[shown_text(cell) for cell in cells] for cells in rows]
    columns = [(h, wide_enough(w, [line[n] for line in texts])) for n, (h, w) in enumerate(COLUMNS)]
    for n, (heading, width) in enumerate(columns):
        sheet.set_column(n, n, width)
        sheet.write_string(1, n, heading, book.header)
    sheet.set_row(1, row_height((heading, width - 3) for heading, width in columns))
    plain = book.cell
    for at, cells in enumerate(rows, start=2):
        sheet.set_row(at, row_height((shown_text(c), width) for c, (_, width) in zip(cells, columns, strict=True)))
        for n, cell in enumerate(cells):
            content, form = (cell.content, cell.format) if isinstance(cell, Styled) else (cell, plain)
            match content:
                case None | "":
                    sheet.write_blank(at, n, None, form)
                case Formula():
                    sheet.write_formula(at, n, content.text, form, content.result)
                case Link():
                    link = form if isinstance(cell, Styled) else book.link
                    sheet.write_url(at, n, f"internal:{content.place}", link, content.text)
                case str():
                    told = " … (texten är för lång för en cell, resten står i svaret)"
                    sheet.write_string(
                        at, n, content if len(content) <= 32_767 else content[: 32_767 - len(told)] + told, form
                    )
                case _:
                    sheet.write_number(at, n, content, form)
    headers = [{"header": heading, "header_format": book.header} for heading, _ in COLUMNS]
    options = {"name": "Tabell", "columns": headers, "style": "Table Style Light 1"}
    sheet.add_table(1, 0, 1 + max(1, len(rows)), len(COLUMNS) - 1, options)


def parts(write: Callable[[Book, list[list[Content | Styled]]], None], rows: list[list[Content]]) -> dict[str, bytes]:
    stream = io.BytesIO()
    with new_book(stream, THEME, title="Prov") as book:
        look = book.cell_with(bold=True)
        # Every other cell has a format of its own.
        styled = [[Styled(c, look) if (n + at) % 2 else c for n, c in enumerate(row)] for at, row in enumerate(rows)]
        write(book, styled)
    with zipfile.ZipFile(stream) as package:
        # The heights that we don't freeze are told of in test_consolidated.
        found = {
            name: package.read(name).replace(b' customHeight="1"', b"")
            for name in package.namelist()
            if name != "docProps/core.xml"
        }
    texts = re.findall(rb"<si>.*?</si>", found.get(STRINGS, b""), re.DOTALL)
    sheet = "xl/worksheets/sheet1.xml"
    found[sheet] = re.sub(rb't="s"><v>(\d+)<', lambda told: b't="s"><v>' + texts[int(told[1])] + b"<", found[sheet])
    return found | ({STRINGS: found[STRINGS].split(b"<si>")[0] + b"".join(sorted(texts))} if texts else {})


def in_rows(cells: Sequence[Content]) -> list[list[Content]]:
    width = len(COLUMNS)
    padded = [*cells, *[None] * (-len(cells) % width)]
    return [list(padded[n : n + width]) for n in range(0, len(padded), width)]


#: What stands for a formula's own row is a character that no file can hold. No file can hold half of a pair of
#: surrogates either, which neither writer takes, and which hypothesis leaves out of texts but not of characters.
without_row = st.characters(exclude_characters=ROW, exclude_categories=["Cs"])


def contents() -> st.SearchStrategy[Content]:
    # A brace at the end is kept, which XlsxWriter would drop.
    texts = st.text(without_row, min_size=1).filter(lambda text: not text.endswith("}"))
    formulas = st.builds(Formula, st.sampled_from(FORMULAS) | texts.map("={}".format), results())
    return st.none() | st.text() | st.integers(-(2**53), 2**53) | numbers() | formulas | st.sampled_from(CELLS)


def numbers() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False)


def results() -> st.SearchStrategy[str | float]:
    return st.sampled_from(RESULTS) | st.text(without_row) | numbers()


@settings(max_examples=60, deadline=None)
@given(st.lists(contents(), max_size=40))
@example(CELLS)
@example([])
@example(["rad efter rad"] * 200)
def test_cells_by_the_row_are_what_xlsxwriter_writes_one_by_one(cells: list[Content]) -> None:
    rows = in_rows(cells)
    expected, found = parts(one_by_one, rows), parts(by_the_row, rows)
    assert found.keys() == expected.keys()
    for name, xml in expected.items():
        assert found[name] == xml, name


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.text(alphabet="abå-–\u00a0\t\n.,1", max_size=9), max_size=12).map(" ".join) | st.text(),
    st.integers(1, 30),
)
@example("ordet som är längst", 9)
@example("a kol-väte bb", 8)
@example(" a", 1)
def test_lines_are_counted_as_textwrap_breaks_them(text: str, letters: int) -> None:
    expected = sum(max(1, len(textwrap.wrap(line, letters))) for line in text.split("\n"))
    assert lines_needed(text, letters / 1.05 + 1e-9) == max(1, expected)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(TypeError, match="NAN/INF"), new_book(io.BytesIO(), THEME, title="Prov") as book:
        by_the_row(book, [[number, None, None, None, None]])


def test_a_formula_knows_the_row_that_it_is_in() -> None:
    stream = io.BytesIO()
    cells = [Formula(f"=A{ROW}+1", 2), Formula(f"=A{ROW}=1", True)]
    with new_book(stream, THEME, title="Prov") as book:
        columns = columns_of([("A", 10), ("B", 10), ("C", 10)], [[1, *cells], [1, *cells]])
        book.table(book.add_sheet("Blad"), 4, "Tabell", columns)
    with zipfile.ZipFile(stream) as package:
        found = re.findall(r"<f>(.*?)</f>", package.read("xl/worksheets/sheet1.xml").decode())
    assert found == ["A6+1", "A6=1", "A7+1", "A7=1"]


def test_a_formula_keeps_the_brace_at_its_end() -> None:
    stream = io.BytesIO()
    with new_book(stream, THEME, title="Prov") as book:
        book.table(book.add_sheet("Blad"), 0, "Tabell", columns_of([("A", 10)], [[Formula("={1,2}", 1)]]))
    with zipfile.ZipFile(stream) as package:
        assert b"<f>{1,2}</f>" in package.read("xl/worksheets/sheet1.xml")


def test_a_text_in_a_formula_is_no_function() -> None:
    stream = io.BytesIO()
    formula = '=IF(A1="","SORT(A)",B1)'
    with new_book(stream, THEME, title="Prov") as book:
        book.table(book.add_sheet("Blad"), 0, "Tabell", columns_of([("A", 10)], [[Formula(formula, "x")]]))
    stream.seek(0)
    assert load_workbook(stream)["Blad"]["A2"].value == formula


@pytest.mark.parametrize("text", ["<r>a & b</r>", "<r><t>a</t></r>", "<b>"])
def test_a_text_that_looks_like_markup_is_a_text(text: str) -> None:
    stream = io.BytesIO()
    with new_book(stream, THEME, title="Prov") as book:
        book.table(book.add_sheet("Blad"), 0, "Tabell", columns_of([("A", 10)], [[text]]))
    stream.seek(0)
    assert load_workbook(stream)["Blad"]["A2"].value == text


def test_a_table_for_programs_has_plain_cells_and_leaves_out_the_empty_ones() -> None:
    stream = io.BytesIO()
    with new_book(stream, THEME, title="Prov") as book:
        columns = columns_of([("A", 10), ("B", 10), ("C", 10)], [["x", None, 0.5], [None, "", ""]])
        book.table(book.add_sheet("Blad"), 0, "Tabell", columns, for_programs=True)
    with zipfile.ZipFile(stream) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<row r="[23]".*?</row>', xml) == [
        '<row r="2" spans="1:3"><c r="A2" t="s"><v>3</v></c><c r="C2"><v>0.5</v></c></row>',
        '<row r="3" spans="1:3"></row>',
    ]


def test_rows_of_a_single_column_and_a_link_first_and_last() -> None:
    stream = io.BytesIO()
    with new_book(stream, THEME, title="Prov") as book:
        sheet = book.add_sheet("Blad")
        after = book.table(sheet, 0, "Ensam", columns_of([("Rubrik", 10)], [["en"], [Link("Blad!A1", "två")], [3]]))
        rows: list[list[Content]] = [[Link("Blad!A1", "a"), "b", Link("Blad!A1", "c")]]
        book.table(sheet, after, "Flera", columns_of([("A", 10), ("B", 10), ("C", 10)], rows))
    stream.seek(0)
    cells = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    assert ["".join(map(str, row)) for row in cells] == ["Rubrik", "en", "två", "3.0", "ABC", "abc"]
