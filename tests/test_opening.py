"""Opening a returned file: whoever wrote it, and whichever library tells the values, the cells are the same."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from compound import compound_file
from helpers import BILDNING, OVRIGA, fill, repack, template
from kinds import SAVED, as_saved, described, edit, every_kind
from openpyxl import load_workbook

from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import consolidate
from indikator_excel.container.archive import Container
from indikator_excel.container.refused import UnreadableError
from indikator_excel.opening.cells import Book, CellKind
from indikator_excel.opening.engines import CALAMINE, OPENPYXL, OWN, calamine_values, openpyxl_values
from indikator_excel.opening.open import open_book
from indikator_excel.opening.xls import _by_calamine
from indikator_excel.opening.xlsx import open_xlsx
from indikator_excel.register.book import Book as RegisterBook
from indikator_excel.register.layout import DEPARTMENTS
from indikator_excel.register.update import save

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from indikator_excel.folder import RoundFolder


# A workbook with every kind of cell


def by_engine(path: Path) -> dict[str, Book | None]:
    """Open a workbook with each engine; None for one that refuses it."""
    container = Container(path.read_bytes())
    books: dict[str, Book | None] = {}
    for name, engine in ((CALAMINE, calamine_values), (OPENPYXL, openpyxl_values)):
        try:
            books[name] = open_xlsx(container, ((name, engine),), ask_always=True)
        except UnreadableError:
            books[name] = None
    return books


@pytest.fixture(params=SAVED)
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The workbook with every kind of cell as different programs save it."""
    return as_saved(request, tmp_path / "alla.xlsx", request.param)


@pytest.mark.libreoffice
def test_both_engines_tell_the_same(workbook: Path) -> None:
    fast, full = by_engine(workbook).values()
    assert fast is not None
    if full is None:  # openpyxl refuses the stylesheet that Gnumeric writes for this workbook
        assert "gnumeric" in str(workbook)
        full = open_book(every_kind(workbook.with_name("samma.xlsx")).read_bytes())
        texts = [
            {(p, c.kind, "".join(c.text.split())) for p, c in book.sheets[0].cells.items() if c.kind is CellKind.TEXT}
            for book in (fast, full)
        ]
        assert texts[0] == texts[1]
        return
    assert described(fast) == described(full)
    assert open_book(workbook.read_bytes()).engine == CALAMINE  # times of the day are left to it


@pytest.mark.libreoffice
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_the_facts_are_those_that_openpyxl_sees(workbook: Path) -> None:
    """It reads formats, notes and what is hidden by ways of its own."""
    if "gnumeric" in str(workbook):
        with pytest.raises(IndexError):
            load_workbook(workbook)  # it refuses the stylesheet that Gnumeric writes for this workbook
        return
    seen = load_workbook(workbook)
    book = open_book(workbook.read_bytes())
    for sheet in book.sheets:
        theirs = seen[sheet.title]
        for cell in sheet.cells.values():
            assert cell.number_format == theirs[cell.place].number_format, cell
            assert (cell.kind is CellKind.ERROR) == (theirs[cell.place].data_type == "e" or "DIV" in str(cell.value))
            assert cell.formula == (theirs[cell.place].data_type == "f"), cell
        assert sheet.hidden == (theirs.sheet_state != "visible")
        hidden = {row for row, dimension in theirs.row_dimensions.items() if dimension.hidden}
        assert sheet.hidden_rows == hidden
        notes = {c.coordinate: " ".join(c.comment.text.split()) for row in theirs for c in row if c.comment}
        assert {note.place: note.text for note in sheet.notes} == notes


def test_every_kind_is_told_apart(tmp_path: Path) -> None:
    (sheet, hidden) = open_book(every_kind(tmp_path / "alla.xlsx").read_bytes()).sheets
    cells = {cell.place: cell for cell in sheet.cells.values()}
    assert (cells["B4"].value, cells["B4"].percent_format, cells["C4"].percent_format) == (0.81, True, False)
    assert [cells[f"F{n}"].kind for n in range(1, 6)] == [
        CellKind.NUMBER,
        CellKind.TEXT,
        CellKind.ERROR,
        CellKind.BOOLEAN,
        CellKind.UNCALCULATED,
    ]
    assert (cells["F3"].value, cells["F5"].value) == ("#DIV/0!", "=A1<B1")
    assert (cells["E3"].text, cells["E4"].kind) == ("2024-04-03", CellKind.DATE)
    assert cells["D10"].value == "fet text slut"
    assert not {"D8", "D9", "F6"} & cells.keys()  # nothing but blanks
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({7}, {3})
    assert [(note.place, note.text) for note in sheet.notes] == [("A1", "En anteckning med två rader")]
    assert hidden.hidden


# However the markup is written


def prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
    return xml.replace(b"xmlns=", b"xmlns:x=", 1)


REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "a prefix": prefixed,
    "no references": lambda xml: re.sub(rb'(<c) r="[A-Z]+\d+"', rb"\1", re.sub(rb'(<row) r="\d+"', rb"\1", xml)),
    "other quotes": lambda xml: re.sub(rb'(<c r=)"(\w+)"', rb"\1'\2'", xml),
    "comments": lambda xml: xml.replace(b"<sheetData>", b'<sheetData><!-- <c r="A1"><v>7</v></c> -->'),
    "spaces": lambda xml: xml.replace(b"/><c ", b" />\n  <c ").replace(b"<v>", b"\n<v>"),
    "a byte order mark": lambda xml: b"\xef\xbb\xbf" + xml,
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_the_same_sheet_written_in_another_way_is_the_same(tmp_path: Path, how: str) -> None:
    path = every_kind(tmp_path / "alla.xlsx", times=False)
    assert open_book(path.read_bytes()).engine == OWN
    if how == "no references":  # every row and column is then written, so that none has to say where it is
        edit(path, filled_up)
    before = described(open_book(path.read_bytes()))
    edit(path, REWRITTEN[how])
    book = open_book(path.read_bytes())
    assert book.engine == CALAMINE
    assert described(book) == before


def filled_up(xml: bytes) -> bytes:
    """Write every cell of the used rectangle, empty ones too."""
    columns = "ABCDEFGHIJ"
    rows = {int(m[1]): m for m in re.finditer(rb'<row r="(\d+)"([^>]*)>(.*?)</row>', xml, re.DOTALL)}
    written = []
    for number in range(1, max(rows) + 1):
        found = rows.get(number)
        cells = re.findall(rb'<c r="([A-Z]+)\d+".*?(?:/>|</c>)', found[3], re.DOTALL) if found else []
        texts = re.findall(rb'<c r="[A-Z]+\d+"[^>]*?(?:/>|>.*?</c>)', found[3], re.DOTALL) if found else []
        known = dict(zip((c.decode() for c in cells), texts, strict=True))
        line = b"".join(known.get(c, f'<c r="{c}{number}"/>'.encode()) for c in columns)
        written.append(b'<row r="%d"%s>%s</row>' % (number, found[2] if found else b"", line))
    return re.sub(rb"(<sheetData>).*(</sheetData>)", lambda m: m[1] + b"".join(written) + m[2], xml, flags=re.DOTALL)


# Each is the other's fallback


def test_a_file_that_openpyxl_refuses_is_read(tmp_path: Path) -> None:
    path = every_kind(tmp_path / "alla.xlsx")
    before = described(open_book(path.read_bytes()))
    edit(path, lambda xml: xml.replace(b'patternType="none"', b'patternType="other"'), "xl/styles.xml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ValueError, match=r".*"):
            load_workbook(path)
    assert described(open_book(path.read_bytes())) == before


def test_a_file_whose_values_lie_far_apart_is_read_by_the_other_engine(tmp_path: Path) -> None:
    path = every_kind(tmp_path / "alla.xlsx")
    far = b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
    edit(path, lambda xml: xml.replace(b"</sheetData>", far))
    book = open_book(path.read_bytes())
    assert (book.engine, book.passed_over) == (OPENPYXL, "värden står orimligt långt från varandra")
    assert book.sheets[0].cells[1_048_576, 16_384].value == 7


def test_the_format_of_a_colour_rule_is_no_cells_format(tmp_path: Path) -> None:
    """It has a number of its own, which openpyxl lets be the same as that of a cell's format."""
    path = tmp_path / "regel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_number(0, 0, 57, book.add_format({"num_format": '0 "index"'}))
    rule = b'<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="0.0 %"/></dxf></dxfs>'
    repack(path, {"xl/styles.xml": lambda xml: re.sub(rb"<dxfs[^>]*/>", rule, xml)})
    (sheet,) = open_book(path.read_bytes()).sheets
    assert not sheet.cells[1, 1].percent_format


def test_a_file_without_formats_says_that_it_does_not_know_them(tmp_path: Path) -> None:
    path = every_kind(tmp_path / "alla.xlsx")
    edit(path, lambda xml: xml.replace(b"cellXfs", b"cellXfz"), "xl/styles.xml")
    sheet = open_book(path.read_bytes()).sheets[0]
    assert sheet.cells[4, 2].value == 0.81
    assert sheet.cells[4, 2].percent_format is None


# Other forms


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_other_forms_hold_the_same(tmp_path: Path, convert: Callable[..., Path], form: str) -> None:
    source = convert(every_kind(tmp_path / "alla.xlsx"))  # so that both were saved by the same program
    as_xlsx = open_book(source.read_bytes())
    saved = open_book(convert(source, form).read_bytes())
    assert [sheet.title for sheet in saved.sheets] == [sheet.title for sheet in as_xlsx.sheets]
    assert [sheet.hidden for sheet in saved.sheets] == [False, True]
    for ours, theirs in zip(saved.sheets, as_xlsx.sheets, strict=True):
        assert ours.cells.keys() == theirs.cells.keys()
        for place, cell in ours.cells.items():
            other = theirs.cells[place]
            assert cell.kind is other.kind, cell
            assert cell.value == pytest.approx(other.value) if cell.kind is CellKind.NUMBER else True, cell
            assert cell.text == other.text or cell.kind in (CellKind.NUMBER, CellKind.DATE), cell
            assert cell.kind is not CellKind.NUMBER or cell.percent_format == other.percent_format, cell
        assert ours.hidden_rows == theirs.hidden_rows
        assert [n.text for n in ours.notes] == [n.text for n in theirs.notes]


@pytest.mark.libreoffice
def test_an_older_workbook_is_read_without_formats_where_the_usual_engine_fails(
    tmp_path: Path, convert: Callable[..., Path]
) -> None:
    data = convert(every_kind(tmp_path / "alla.xlsx"), "xls").read_bytes()
    usual, other = open_book(data), _by_calamine(data)
    numbers = {p: c for p, c in usual.sheets[0].cells.items() if c.kind is CellKind.NUMBER}
    assert {p: other.sheets[0].cells[p].value for p in numbers} == {p: c.value for p, c in numbers.items()}
    assert {other.sheets[0].cells[p].percent_format for p in numbers} == {None}


@pytest.mark.libreoffice
def test_a_binary_workbook_is_read_with_its_formats(tmp_path: Path, save_in_node: Callable[..., Path]) -> None:
    source = every_kind(tmp_path / "alla.xlsx")
    data = save_in_node(source, "sheetjs", to="xlsb").read_bytes()
    expected = open_book(source.read_bytes()).sheets[0]
    # SheetJS leaves out columns, and an engine would leave out the cells; Excel writes them.
    for book, engine in ((open_book(data), OWN), (open_book(with_columns(data)), CALAMINE)):
        assert book.engine == engine
        cells = book.sheets[0].cells
        for place, cell in expected.cells.items():
            if cell.formula or cell.kind is CellKind.DATE:
                continue
            assert (cells[place].kind, cells[place].text) == (cell.kind, cell.text), cell
        assert book.sheets[1].hidden
        assert cells[4, 2].percent_format


def with_columns(data: bytes) -> bytes:
    """Write the short cells of a binary workbook in full, as Excel does."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            part = source.read(item)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.bin", item.filename):
                part = b"".join(_in_full(part))
            target.writestr(item.filename, part)
    return stream.getvalue()


def _in_full(part: bytes) -> list[bytes]:
    written, at, column = [], 0, -1
    while at < len(part):
        start, kind = at, part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = part[at]
            at, size, shift = at + 1, size | (byte & 0x7F) << shift, shift + 7
            if not byte & 0x80:
                break
        body, at = part[at : at + size], at + size
        if kind in range(12, 19):
            column += 1
            body = struct.pack("<I", column) + body
            written.append(bytes([kind - 11, len(body) & 0x7F | 0x80 * (len(body) > 0x7F)]))
            if len(body) > 0x7F:
                written.append(bytes([len(body) >> 7]))
            written.append(body)
            continue
        if kind in range(1, 12):
            column = struct.unpack_from("<I", body)[0]
        written.append(part[start:at])
    return written


# A reply in a mail, in an archive, in a mail in an archive


def eml(files: Mapping[str, bytes], *, signature: bool = True) -> bytes:
    message = EmailMessage()
    message["From"] = "Exempel Avsändare <kim@example.se>"
    message["To"], message["Subject"] = "controller@example.se", "Svar från Exempel"
    message["Date"] = "Fri, 10 Jan 2025 11:00:00 +0100"
    message.set_content("Här kommer våra värden.")
    if signature:
        message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="logotyp.png")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def msg(files: Mapping[str, bytes]) -> bytes:
    """A mail as Outlook saves it, with the properties that tell who sent it and when."""
    sent = int((datetime(2025, 1, 10, 10) - datetime(1601, 1, 1)).total_seconds() * 10**7)  # noqa: DTZ001
    streams = {
        "__properties_version1.0": bytes(32) + struct.pack("<HHIQ", 0x0040, 0x0039, 6, sent),
        "__substg1.0_5D01001F": "kim@example.se".encode("utf-16-le"),
    }
    for number, (name, data) in enumerate(files.items()):
        folder = f"__attach_version1.0_#{number:08X}"
        streams[f"{folder}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{folder}/__substg1.0_37010102"] = data
    return compound_file(streams)


def archive(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    return stream.getvalue()


PACKED: dict[str, Callable[[bytes, bytes], tuple[str, bytes]]] = {
    "svar från båda.eml": lambda a, b: ("", eml({"Återrapport ”åäö”.xlsx": a, "Övriga.xlsx": b})),
    "svar.msg": lambda a, b: ("", msg({"Bildning.xlsx": a, "Övriga.xlsx": b})),
    "svar.zip": lambda a, b: ("", archive({"en mapp/Bildning.xlsx": a, "Övriga.xlsx": b, "__MACOSX/._x.xlsx": b"x"})),
    "mejl.zip": lambda a, b: ("", archive({"ett.eml": eml({"a.xlsx": a}), "två.msg": msg({"b.xlsx": b})})),
    "med zip.eml": lambda a, b: ("", eml({"båda.zip": archive({"a.xlsx": a, "b.xlsx": b})})),
    "utan ändelse": lambda a, b: ("", archive({"a.xlsx": a, "b.xlsx": b})),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_reply_may_lie_in_a_mail_or_an_archive(round_: RoundFolder, tmp_path: Path, name: str) -> None:
    filled = [
        fill(template(round_, department), tmp_path / f"{department}.xlsx", answers).read_bytes()
        for department, answers in (("Bildning", BILDNING), ("Övriga", OVRIGA))
    ]
    for department, data in zip(("Bildning", "Övriga"), filled, strict=True):
        (round_.replies / f"{department}.xlsx").write_bytes(data)
    expected = as_json(consolidate(round_))
    for path in list(round_.replies.iterdir()):
        path.unlink()
    (round_.replies / name).write_bytes(PACKED[name](*filled)[1])
    document = as_json(consolidate(round_))
    assert {row["fil"].partition("!")[0] for row in document["rader"]} == {name}
    for row in (*document["rader"], *expected["rader"]):
        del row["fil"]
    assert document["rader"] == expected["rader"]
    assert document["avstämning"] == expected["avstämning"]
    assert not [f for f in document["avvikelser"] if f["nivå"] == "fel"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("tack.eml", eml({}), "F13"),
        ("tack.eml", eml({"svar.pdf": b"%PDF-1.7"}), "F06"),
        ("tack.eml", eml({"winmail.dat": b"\x78\x9f\x3e\x22" + b"PK\x05\x06" * 30}), "F06"),
        ("tack.msg", msg({}), "F13"),
        ("tom.zip", archive({}), "F13"),
        ("djup.zip", archive({"a.zip": archive({"b.zip": archive({"c.zip": archive({"d.xlsx": b""})})})}), "F05"),
        ("full.zip", archive({f"{n}.xlsx": b"" for n in range(300)}), "F05"),
    ],
    # By name: what a mail or an archive is made of differs from one making to the next, and so between two workers.
    ids=["a mail", "a mail with a pdf", "a mail in Outlook's wrapping", "a saved mail", "empty", "deep", "full"],
)
def test_what_holds_no_reply_is_told(round_: RoundFolder, name: str, data: bytes, code: str) -> None:
    (round_.replies / name).write_bytes(data)
    document = as_json(consolidate(round_))
    assert [f["kod"] for f in document["avvikelser"] if f["nivå"] == "fel"] == [code]


@pytest.mark.parametrize(
    ("address", "copy", "codes"),
    [
        ("Kim@example.se", "", []),
        ("chef@example.se", "kim@example.se", []),
        ("chef@example.se", "", ["F19"]),
        ("joakim@example.se", "", ["F19"]),
        ("", "", []),
    ],
)
def test_a_mail_from_somebody_else_is_used_and_told(
    round_: RoundFolder, tmp_path: Path, address: str, copy: str, codes: list[str]
) -> None:
    book = RegisterBook.open(round_.register)
    table = book.require(DEPARTMENTS)
    row = next(r for r in table.rows() if table.text(r, "Kod") == "BIL")
    table.set(row, "E-post", address)
    table.set(row, "Kopia till", copy)
    save(round_, book)
    data = fill(template(round_, "Bildning"), tmp_path / "a.xlsx", BILDNING).read_bytes()
    (round_.replies / "svar.eml").write_bytes(eml({"a.xlsx": data}))
    document = as_json(consolidate(round_))
    assert [f["kod"] for f in document["avvikelser"] if f["kod"].startswith("F")] == codes
    assert {r["fil"] for r in document["rader"] if r["förvaltning"] == "Bildning"} == {"svar.eml!a.xlsx"}
    (entry,) = (e for e in document["inlämningar"] if e["fil"])
    assert (entry["mejlat_av"], entry["läst_med"]) == ("kim@example.se", OWN)


def test_nothing_at_all_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="tom"):
        open_book(b"")
