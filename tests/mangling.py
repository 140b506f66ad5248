"""The mangling kit: small functions, one for each thing that people and programs do to a filled template.

Each :class:`Mangle` says what it touches and what must come out, so that mangles that touch different things can be
done to one file, and what must come out of it is the sum of what each says. An *edit* is done in the opened workbook,
as a person does it; a *rework* is done to the saved file: its XML, its name, what it is packed in.

A file is mangled from the cells outwards (:class:`Stage`), because a cell is found by its row's ID and its column's
header: nobody can fill in a row by its ID after the ID column has gone.
"""

from __future__ import annotations

import io
import re
import shutil
import struct
import zipfile
import zlib
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from helpers import ANY, BILDNING, OUTCOME, OVRIGA, columns, indicators, place_of, put_saved, repack
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.filters import FilterColumn, Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    #: What somebody does in an opened workbook.
    Edit = Callable[[Workbook], None]
    #: What is done to a saved file.
    Rework = Callable[[Path], None]
    Json = dict[str, Any]


class Stage(IntEnum):
    """When a mangle is done: from the cells outwards."""

    CELLS = 1
    SHEET = 2  # rows and columns move, or lose what they are known by
    BOOK = 3  # sheets, protection, properties
    TITLES = 4  # until here a sheet is found by its name
    PARTS = 5  # the XML, as other programs write it
    FILE = 6  # its name, its copies, what it is packed in


@dataclass(frozen=True)
class Said:
    """A finding that must come. What is empty does not matter; ``text`` is looked for in value and message."""

    code: str = ANY
    id_: str = ""
    text: str = ""
    level: str = ""

    def is_said_by(self, finding: Json) -> bool:
        return (
            self.code in (ANY, finding["kod"])
            and self.id_ in ("", finding["indikator_id"])
            and self.level in ("", finding["nivå"])
            and self.text in f"{finding['värde']} {finding['meddelande']}"
        )


@dataclass(frozen=True)
class Mangle:
    """One thing that is done to a filled template, and what must come out of it.

    Rows that ``changes`` does not name must be as they were. Errors and warnings that ``says`` does not name must not
    come: a good reply gives none.

    Attributes:
        touches: What it is done to: IDs of rows, and words such as ``columns``. Mangles with one in common are not
            done together.
        changes: ID -> key of the row's JSON -> what it becomes.
        says: The findings that must come.
        alone: Whether it is done to a whole file and never together with others.
    """

    name: str
    stage: Stage
    edit: Edit | None = None
    rework: Rework | None = None
    touches: frozenset[str] = frozenset()
    changes: Mapping[str, Json] = field(default_factory=dict)
    says: tuple[Said, ...] = ()
    department: str = "Bildning"
    alone: bool = False


def mangle(mangles: Sequence[Mangle], path: Path, saved: str) -> None:
    """Do all of it to the workbook at ``path``, which is then saved at the given time."""
    edit_all(mangles, path, saved)
    rework_all(mangles, path)


def edit_all(mangles: Iterable[Mangle], path: Path, saved: str) -> None:
    """Do what is done in the opened workbook."""
    edits = [m.edit for m in sorted(mangles, key=lambda m: m.stage) if m.edit]
    if edits:
        workbook = load_workbook(path)
        for edit in edits:
            edit(workbook)
        workbook.save(path)
        put_saved(path, saved)


def rework_all(mangles: Iterable[Mangle], path: Path) -> None:
    """Do what is done to the saved file."""
    for one in sorted(mangles, key=lambda m: m.stage):
        if one.rework:
            one.rework(path)


def go_together(mangles: Iterable[Mangle], other: Mangle) -> bool:
    """Whether ``other`` touches nothing that one of ``mangles`` touches."""
    return not any(m.touches & other.touches or m.department != other.department for m in mangles)


def united(mangles: Iterable[Mangle]) -> tuple[dict[str, Json], tuple[Said, ...]]:
    """Return the changes and the findings of mangles that touch different things."""
    changes: dict[str, Json] = {}
    says: tuple[Said, ...] = ()
    for one in mangles:
        for id_, keys in one.changes.items():
            changes.setdefault(id_, {}).update(keys)
        says += one.says
    return changes, says


# In the opened workbook


def sort_rows(workbook: Workbook) -> None:
    sheet = indicators(workbook)
    top, _ = columns(sheet)
    rows = [[(c.value, copy(c.number_format)) for c in row] for row in sheet.iter_rows(min_row=top + 1)]
    for number, row in enumerate(reversed(rows), start=top + 1):
        for column, (content, form) in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value, cell.number_format = content, form


def insert_rows(workbook: Workbook) -> None:
    indicators(workbook).insert_rows(1, 7)
    indicators(workbook).insert_rows(14, 2)


def note_above(workbook: Workbook) -> None:
    indicators(workbook).insert_rows(1, 2)
    indicators(workbook)["C1"] = "Siffrorna är preliminära"


def delete_row(workbook: Workbook) -> None:
    indicators(workbook).delete_rows(place_of(indicators(workbook), "ÖK-03", "ID")[0])


def hide_rows(workbook: Workbook) -> None:
    for row in (4, 5, 9):
        indicators(workbook).row_dimensions[row].hidden = True


def duplicate(*outcomes: Any) -> Edit:
    """Copy the row of ÖK-06 to below the table, once for each outcome."""

    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        row, column = place_of(sheet, "ÖK-06", OUTCOME)
        for outcome in outcomes:
            target = sheet.max_row + 1
            for cell in sheet[row]:
                sheet.cell(target, cell.column).value = cell.value
            sheet.cell(target, column).value = outcome

    return run


def move_columns(workbook: Workbook) -> None:
    """Let the columns stand in the opposite order, one column to the right."""
    sheet = indicators(workbook)
    top, headers = columns(sheet)
    last = max(headers.values())
    for row in sheet.iter_rows(min_row=top, max_col=last):
        contents = [(c.value, copy(c.number_format)) for c in row]
        for column, (content, form) in enumerate(reversed(contents), start=2):
            cell = sheet.cell(row[0].row, column)
            cell.value, cell.number_format = content, form
        row[0].value = None


def add_column(workbook: Workbook) -> None:
    sheet = indicators(workbook)
    top, headers = columns(sheet)
    sheet.insert_cols(headers["Kommentar"])
    sheet.cell(top, headers["Kommentar"]).value = "Vår anteckning"
    sheet.cell(top + 4, headers["Kommentar"]).value = "fråga Kim"


def column_before(header: str) -> Edit:
    """Insert a column before the outcomes that looks like one, as people do who compare."""

    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        top, headers = columns(sheet)
        sheet.insert_cols(headers[OUTCOME])
        sheet.cell(top, headers[OUTCOME]).value = header
        sheet.cell(top + 5, headers[OUTCOME]).value = 33

    return run


def goal_column(workbook: Workbook) -> None:
    """Add a column whose name the template knows but left out, because it would have been empty."""
    indicators(workbook)["P3"] = "Mål"
    indicators(workbook)["P5"] = "nås i höst"


def rename_sheets(workbook: Workbook) -> None:
    workbook["Indikatorer"].title = "Blad1"
    workbook["Läs mig"].title = "Info"


def reorder_sheets(workbook: Workbook) -> None:
    workbook.move_sheet("_stämpel", -2)
    workbook.move_sheet("Läs mig", 2)


def copy_sheet(mangle: Callable[[Worksheet, Worksheet], None]) -> Edit:
    def run(workbook: Workbook) -> None:
        copied = workbook.copy_worksheet(workbook["Indikatorer"])
        copied.title = "Indikatorer (2)"
        mangle(workbook["Indikatorer"], copied)

    return run


def nothing(_original: Worksheet, _copied: Worksheet) -> None:
    """Leave the copy as it is."""


def other_value(_original: Worksheet, copied: Worksheet) -> None:
    copied.cell(*place_of(copied, "ÖK-06", OUTCOME)).value = 77


def only_in_copy(original: Worksheet, copied: Worksheet) -> None:
    original.cell(*place_of(original, "ÖK-06", OUTCOME)).value = None
    copied.cell(*place_of(copied, "ÖK-06", OUTCOME)).value = 4


def lose_stamp(workbook: Workbook) -> None:
    del workbook["_stämpel"]


def notes_sheet(workbook: Workbook) -> None:
    workbook.create_sheet("Blad1")["B2"] = "Ring mig om förskolan"


def write(id_: str, header: str, content: Any) -> Edit:
    def run(workbook: Workbook) -> None:
        indicators(workbook).cell(*place_of(indicators(workbook), id_, header)).value = content

    return run


def below(header: str, content: Any, distance: int = 3) -> Edit:
    """Type something below the table."""

    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        sheet.cell(sheet.max_row + distance, columns(sheet)[1][header]).value = content

    return run


def at(place: str, content: Any) -> Edit:
    def run(workbook: Workbook) -> None:
        indicators(workbook)[place] = content

    return run


def say(label: str, content: str) -> Edit:
    def run(workbook: Workbook) -> None:
        cells = [row[0] for row in workbook["Läs mig"].iter_rows(max_col=1)]
        next(c for c in cells if c.value == label).offset(0, 1).value = content

    return run


def rename(old: str, new: str) -> Edit:
    def run(workbook: Workbook) -> None:
        workbook[old].title = new

    return run


def formatted(id_: str, number_format: str | None) -> Edit:
    def run(workbook: Workbook) -> None:
        if number_format:
            cell = indicators(workbook).cell(*place_of(indicators(workbook), id_, OUTCOME))
            cell.number_format = number_format

    return run


def in_turn(*edits: Edit) -> Edit:
    def run(workbook: Workbook) -> None:
        for edit in edits:
            edit(workbook)

    return run


def drop_tables(workbook: Workbook) -> None:
    """Where cells move, Excel moves the table's range with them; openpyxl does not, and would save a broken one."""
    for sheet in workbook.worksheets:
        sheet.tables.clear()


def filter_rows(workbook: Workbook) -> None:
    sheet = indicators(workbook)
    hide_rows(workbook)
    for table in sheet.tables.values():
        table.autoFilter.filterColumn.append(FilterColumn(colId=9, filters=Filters(filter=["klar"])))


def hide_columns(workbook: Workbook) -> None:
    for letter in "BCDH":
        indicators(workbook).column_dimensions[letter].hidden = True


def group_columns(workbook: Workbook) -> None:
    sheet = indicators(workbook)
    sheet.column_dimensions.group("B", "D", outline_level=1, hidden=True)
    sheet.row_dimensions.group(5, 8, outline_level=2, hidden=True)


def delete_column(header: str) -> Edit:
    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        sheet.delete_cols(columns(sheet)[1][header])

    return run


def head_column(old: str, new: str | None) -> Edit:
    """Write another header over a column."""

    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        top, headers = columns(sheet)
        sheet.cell(top, headers[old]).value = new

    return run


def remove_sheet(title: str) -> Edit:
    def run(workbook: Workbook) -> None:
        del workbook[title]

    return run


def lose_property(workbook: Workbook) -> None:
    for name in list(workbook.custom_doc_props.names):
        del workbook.custom_doc_props[name]


def show_stamp(state: str) -> Edit:
    def run(workbook: Workbook) -> None:
        workbook["_stämpel"].sheet_state = state

    return run


def clear_protection(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.protection.disable()
        for row in sheet.iter_rows():
            for cell in row:
                cell.protection = Protection(locked=False)


def lock_with_password(workbook: Workbook) -> None:
    indicators(workbook).protection.set_password("hemligt")
    indicators(workbook).protection.enable()
    workbook.security = WorkbookProtection(workbookPassword="CC1A", lockStructure=True)


def lose_validations(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.data_validations.dataValidation.clear()
        sheet.conditional_formatting = type(sheet.conditional_formatting)()


def lose_table(workbook: Workbook) -> None:
    indicators(workbook).tables.clear()


def lose_names(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.print_title_rows = None
        sheet.print_title_cols = None


def set_print_area(workbook: Workbook) -> None:
    indicators(workbook).print_area = "A3:H6"
    indicators(workbook).print_title_cols = "A:A"


def repaint(workbook: Workbook) -> None:
    for row in indicators(workbook).iter_rows(min_row=4, max_row=9):
        for cell in row:
            cell.font = Font(name="Comic Sans MS", color="00FF0000", strike=True)
            cell.fill = PatternFill("solid", fgColor="00FFFFFF")


def zoom(workbook: Workbook) -> None:
    view = indicators(workbook).sheet_view
    view.zoomScale, view.rightToLeft, view.showGridLines = 250, True, False
    workbook.active = 0


def thaw(workbook: Workbook) -> None:
    indicators(workbook).freeze_panes = None


def shrink(workbook: Workbook) -> None:
    for dimension in indicators(workbook).row_dimensions.values():
        dimension.height = 0.75
    for dimension in indicators(workbook).column_dimensions.values():
        dimension.width = 0.1


def add_chart(workbook: Workbook) -> None:
    sheet = indicators(workbook)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=8, min_row=4, max_row=13))
    sheet.add_chart(chart, "R2")


def add_chart_sheet(workbook: Workbook) -> None:
    sheet = workbook.create_chartsheet("Diagram", 0)
    chart = BarChart()
    chart.add_data(Reference(indicators(workbook), min_col=8, min_row=4, max_row=13))
    sheet.add_chart(chart)


def add_empty_sheets(workbook: Workbook) -> None:
    workbook.create_sheet("Blad1", 0)
    workbook.create_sheet("Blad2")


def merge(*areas: str) -> Edit:
    def run(workbook: Workbook) -> None:
        for area in areas:
            indicators(workbook).merge_cells(area)

    return run


def note(id_: str, header: str, text: str, author: str = "Kim") -> Edit:
    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        sheet.cell(*place_of(sheet, id_, header)).comment = Comment(text, author)

    return run


def typed(id_: str, content: Any, number_format: str = "", header: str = OUTCOME) -> Edit:
    """Type or paste into a row's cell. Text is text, whatever it begins with."""

    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        cell = sheet.cell(*place_of(sheet, id_, header))
        cell.value = content
        if number_format:
            cell.number_format = number_format

    return run


def as_text(id_: str, content: str, header: str = OUTCOME) -> Edit:
    """Type with a leading apostrophe: Excel keeps it as a mark on the cell, not in the text."""

    def run(workbook: Workbook) -> None:
        sheet = indicators(workbook)
        cell = sheet.cell(*place_of(sheet, id_, header))
        cell.value, cell.data_type, cell.number_format = content, "s", "@"
        cell.quotePrefix = True

    return run


def lose_formats(workbook: Workbook) -> None:
    """Paste the values over the formats: what was 97 % is the number 0,97."""
    for id_ in PERCENT:
        formatted(id_, "General")(workbook)


def count_from_1904(workbook: Workbook) -> None:
    """Save as Excel for Mac once did; a date is then another number."""
    workbook.epoch = CALENDAR_MAC_1904
    typed("ÖK-08", datetime(2024, 11, 30), "yyyy-mm-dd", "Mätdatum")(workbook)  # noqa: DTZ001 - as cells are


# In the saved file

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "[Content_Types].xml"
_WORKBOOK, _WORKBOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ROOT_RELS = "_rels/.rels"
#: The smallest picture there is.
PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
)


def part_names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def sheet_parts(path: Path) -> list[str]:
    return [name for name in part_names(path) if re.match(r"xl/worksheets/[^/]+\.xml\Z", name)]


def largest_sheet(path: Path) -> str:
    """The part of the sheet *Indikatorer*, whatever the program that saved it called it."""
    with zipfile.ZipFile(path) as archive:
        return max(sheet_parts(path), key=lambda name: archive.getinfo(name).file_size)


def in_sheets(edit: Callable[[bytes], bytes]) -> Rework:
    """Edit the XML of every sheet."""

    def run(path: Path) -> None:
        repack(path, dict.fromkeys(sheet_parts(path), edit))

    return run


def in_trees(edit: Callable[[ET.Element], None]) -> Rework:
    """Edit every sheet as a tree."""

    def change(data: bytes) -> bytes:
        root = ET.fromstring(data)  # noqa: S314 - files that the kit made
        edit(root)
        ET.register_namespace("", _MAIN)
        ET.register_namespace("r", _RELATED)
        return ET.tostring(root, encoding="UTF-8", xml_declaration=True)

    return in_sheets(change)


def without_parts(path: Path, *patterns: str) -> None:
    """Take parts out of a workbook, and every mention of them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    gone = [name for name in parts if any(re.fullmatch(pattern, name) for pattern in patterns)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name in gone:
                continue
            for part in gone:
                file = re.escape(part.rsplit("/", 1)[-1].encode())
                if name == _TYPES or name.endswith(".rels"):
                    data = re.sub(rb"<(?:Override|Relationship)\b[^>]*/" + file + rb'"[^>]*/>', b"", data)  # noqa: PLW2901
                    data = re.sub(rb'<Relationship\b[^>]*"' + file + rb'"[^>]*/>', b"", data)  # noqa: PLW2901
            archive.writestr(name, data)


def losing(*patterns: str) -> Rework:
    return lambda path: without_parts(path, *patterns)


def declare(path: Path, part: str, content_type: str) -> None:
    """Name a part among the package's content types."""
    entry = f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>'.encode()
    repack(path, {_TYPES: lambda data: data.replace(b"</Types>", entry)})


def relate(path: Path, rels: str, kind: str, target: str) -> None:
    """Add a relationship; a part that had none gets its first."""
    number = b"rIdKit" + str(zlib.crc32(target.encode())).encode()
    entry = b'<Relationship Id="%s" Type="%s" Target="%s"/>' % (number, kind.encode(), target.encode())
    if rels in part_names(path):
        repack(path, {rels: lambda data: data.replace(b"</Relationships>", entry + b"</Relationships>")})
    else:
        space = b"http://schemas.openxmlformats.org/package/2006/relationships"
        repack(path, {}, {rels: b'<Relationships xmlns="%s">%s</Relationships>' % (space, entry)})


def rels_of(part: str) -> str:
    folder, name = part.rsplit("/", 1)
    return f"{folder}/_rels/{name}.rels"


def stored_result(formula: str, result: str, kind: str = "") -> Rework:
    """Give a formula that was typed its stored result, which openpyxl can't write; a negative has none."""
    wanted = re.compile(rb"<c ([^>]*)><f>" + re.escape(formula.encode()) + rb"</f><v\s*/?>(?:</v>)?</c>")
    typed_as = f' t="{kind}"' if kind else ""

    def change(data: bytes) -> bytes:
        def put(found: re.Match[bytes]) -> bytes:
            kept = re.sub(rb'\s*t="\w+"', b"", found[1])
            return b"<c %s%s><f>%s</f><v>%s</v></c>" % (kept, typed_as.encode(), formula.encode(), result.encode())

        return wanted.sub(put, data)

    def run(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            having = [name for name in sheet_parts(path) if wanted.search(archive.read(name))]
        assert having, formula
        repack(path, dict.fromkeys(having, change))

    return run


def link_outside(path: Path) -> None:
    """Add the part by which Excel remembers another workbook."""
    part = "xl/externalLinks/externalLink1.xml"
    link = (
        f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_RELATED}" r:id="rId1"><sheetNames>'
        '<sheetName val="Blad1"/></sheetNames></externalBook></externalLink>'
    )
    target = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATED}/externalLinkPath" Target="file:///G:/Ekonomi/Statistik.xlsx" TargetMode="External"/>'
        "</Relationships>"
    )
    repack(path, {}, {part: link.encode(), rels_of(part): target.encode()})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    declare(path, part, kind)
    relate(path, _WORKBOOK_RELS, f"{_RELATED}/externalLink", "externalLinks/externalLink1.xml")
    number = zlib.crc32(b"externalLinks/externalLink1.xml")
    entry = (
        f'</sheets><externalReferences><externalReference xmlns:r="{_RELATED}" r:id="rIdKit{number}"/>'
        "</externalReferences>"
    )
    repack(path, {_WORKBOOK: lambda data: data.replace(b"</sheets>", entry.encode())})


THREAD = "{6B29FC40-CA47-1067-B31D-00DD010662DA}"
BOILERPLATE = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it "
    "will get removed if the file is opened in a newer version of Excel. Learn more: "
    "https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    Vi mäter om i mars\nReply:\n    Vem mäter?"
)


def thread(path: Path) -> None:
    """Write the part that newer Excel keeps a conversation in, beside the note for older ones."""
    with zipfile.ZipFile(path) as archive:
        notes = next(n for n in archive.namelist() if "comments" in n and b"tc=" in archive.read(n))
        found = re.search(
            rb'<comment ref="([A-Z]+\d+)"[^>]*>(?:(?!</comment>).)*Threaded', archive.read(notes), re.DOTALL
        )
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/_rels/")]
        rels = next(n for n in sheets if notes.rsplit("/", 1)[-1].encode() in archive.read(n))
    assert found
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kim, reply = "{11111111-CA47-1067-B31D-00DD010662DA}", "{22222222-CA47-1067-B31D-00DD010662DA}"
    parts = {
        "xl/threadedComments/threadedComment1.xml": (
            f'<ThreadedComments xmlns="{space}">'
            f'<threadedComment ref="{found[1].decode()}" dT="2025-01-09T08:00:00.00" '
            f'personId="{kim}" id="{THREAD}"><text>Vi mäter om i mars</text></threadedComment>'
            f'<threadedComment ref="{found[1].decode()}" dT="2025-01-09T09:00:00.00" personId="{kim}" id="{reply}" '
            f'parentId="{THREAD}"><text>Vem mäter?</text></threadedComment></ThreadedComments>'
        ),
        "xl/persons/person.xml": (
            f'<personList xmlns="{space}"><person displayName="Kim Test" id="{kim}" userId="kim" '
            'providerId="None"/></personList>'
        ),
    }
    repack(path, {}, {name: text.encode() for name, text in parts.items()})
    declare(path, "xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml")
    declare(path, "xl/persons/person.xml", "application/vnd.ms-excel.person+xml")
    office = "http://schemas.microsoft.com/office/2017/10/relationships"
    relate(path, rels, f"{office}/threadedComment", "../threadedComments/threadedComment1.xml")
    relate(path, _WORKBOOK_RELS, f"{office}/person", "persons/person.xml")


def share_strings(path: Path) -> None:
    """Keep the texts in a part of their own, as Excel does and openpyxl does not."""
    part = "xl/sharedStrings.xml"
    if part in part_names(path):
        return
    texts: list[bytes] = []

    def number(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'<c %s t="s"><v>%d</v></c>' % (found[1].replace(b' t="inlineStr"', b""), len(texts) - 1)

    inline = re.compile(rb'<c ([^>]*t="inlineStr"[^>]*)><is>(<t(?: [^>]*)?>[^<]*</t>)</is></c>')
    in_sheets(lambda data: inline.sub(number, data))(path)
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    count = len(texts)
    whole = b'<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (_MAIN.encode(), count, count, items)
    repack(path, {}, {part: whole})
    declare(path, part, "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml")
    relate(path, _WORKBOOK_RELS, f"{_RELATED}/sharedStrings", "sharedStrings.xml")


def as_excel_writes(path: Path) -> None:
    """Undo what only openpyxl writes: SheetJS and ExcelJS do not follow it, and people do not save with openpyxl."""
    share_strings(path)
    named = {"comments/comment": "comments", "commentsDrawing": "vmlDrawing"}

    def other(text: str) -> str:
        for old, new in named.items():
            text = text.replace(old, new)
        return text

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            up = "../" if "/worksheets/" in name else ""
            is_map = name == _TYPES or name.endswith(".rels")
            mapped = other(data.decode()).replace('Target="/xl/', f'Target="{up}').encode() if is_map else data
            if name.startswith("xl/comments"):
                mapped = re.sub(rb"<text>(<t>[^<]*</t>)</text>", rb"<text><r>\1</r></text>", mapped)
            archive.writestr(other(name), mapped)


def inline_strings(path: Path) -> None:
    """Write each text in its cell, as programs do that write a sheet in one go."""
    share_strings(path)
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314
    texts = ["".join(t.text or "" for t in item.iter(f"{{{_MAIN}}}t")) for item in root]

    def edit(sheet: ET.Element) -> None:
        for cell in sheet.iter(f"{{{_MAIN}}}c"):
            if cell.get("t") == "s":
                stored = cell.find(f"{{{_MAIN}}}v")
                assert stored is not None
                cell.remove(stored)
                cell.set("t", "inlineStr")
                text = ET.SubElement(ET.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
                text.text = texts[int(stored.text or 0)]

    in_trees(edit)(path)
    without_parts(path, r"xl/sharedStrings\.xml")


def rich_strings(path: Path) -> None:
    """Split each shared text in runs of different looks, and put a reading aid behind it as East Asian Excel does."""
    share_strings(path)

    def edit(data: bytes) -> bytes:
        return re.sub(
            r"<si><t(?: [^>]*)?>([^<&]{2})([^<]*)</t></si>",
            r'<si><r><t xml:space="preserve">\1</t></r><r><rPr><b/></rPr><t xml:space="preserve">\2</t></r>'
            r'<rPh sb="0" eb="1"><t>kana</t></rPh></si>',
            data.decode(),
        ).encode()

    repack(path, {"xl/sharedStrings.xml": edit})


def miscount_strings(path: Path) -> None:
    share_strings(path)
    repack(
        path,
        {"xl/sharedStrings.xml": lambda data: re.sub(rb'( (?:c|uniqueC)ount=)"\d+"', rb'\1"1"', data, count=2)},
    )


def prefix(data: bytes) -> bytes:
    """Put a prefix before every name, as some reporting tools and the OOXML SDK do."""
    data = re.sub(rb"<(/?)([A-Za-z]\w*)(?=[\s/>])", rb"<\1x:\2", data)
    return data.replace(f'xmlns="{_MAIN}"'.encode(), f'xmlns:x="{_MAIN}"'.encode())


def prefix_all(path: Path) -> None:
    parts = [*sheet_parts(path), _WORKBOOK, "xl/styles.xml"]
    if "xl/sharedStrings.xml" in part_names(path):
        parts.append("xl/sharedStrings.xml")
    repack(path, dict.fromkeys(parts, prefix))


def without_places(sheet: ET.Element) -> None:
    """Leave out where rows and cells stand: each then stands after the one before."""
    from openpyxl.utils import coordinate_to_tuple

    data = sheet.find(f"{{{_MAIN}}}sheetData")
    assert data is not None
    rows = {int(row.get("r", 0)): row for row in data}
    for row in list(data):
        data.remove(row)
    for number in range(1, max(rows, default=0) + 1):
        row = rows.get(number, ET.Element(f"{{{_MAIN}}}row"))
        cells = {coordinate_to_tuple(cell.get("r", ""))[1]: cell for cell in row}
        for cell in list(row):
            row.remove(cell)
        for column in range(1, max(cells, default=0) + 1):
            row.append(cells.get(column, ET.Element(f"{{{_MAIN}}}c")))
        for element in (row, *row):
            element.attrib.pop("r", None)
        row.attrib.pop("spans", None)
        data.append(row)


def backwards(sheet: ET.Element) -> None:
    """Let the cells of each row stand in the opposite order in the XML; their places are the same."""
    for row in sheet.iter(f"{{{_MAIN}}}row"):
        row[:] = list(reversed(row))


def rows_backwards(sheet: ET.Element) -> None:
    data = sheet.find(f"{{{_MAIN}}}sheetData")
    assert data is not None
    data[:] = list(reversed(data))


def wrong_extent(sheet: ET.Element) -> None:
    """Let the sheet say that it is one cell, as some programs that write row by row do."""
    dimension = sheet.find(f"{{{_MAIN}}}dimension")
    if dimension is not None:
        dimension.set("ref", "A1")


def extend(data: bytes) -> bytes:
    """Add what newer programs add and older readers must pass over."""
    again = b"http://schemas.openxmlformats.org/markup-compatibility/2006"
    data = re.sub(
        rb"<worksheet ",
        b'<worksheet xmlns:mc="%s" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
        b'mc:Ignorable="xr" xr:uid="%s" ' % (again, THREAD.encode()),
        data,
        count=1,
    )
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><new xmlns="urn:x"/></ext></extLst>'
    return data.replace(b"</worksheet>", extension + b"</worksheet>")


def indent(data: bytes) -> bytes:
    """Break lines between elements, as people do who look at the XML."""
    return re.sub(rb">(?=<(?!/))", b">\r\n  ", data.replace(b'xml:space="preserve"', b""))


def as_utf16(data: bytes) -> bytes:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", data.decode())
    return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def with_mark(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def to_strict(path: Path) -> None:
    """Write the ISO names of everything, as *Strict Open XML-arbetsbok* in Excel's list of formats does."""
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
    }
    core = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/metadata/core-properties"

    def edit(data: bytes) -> bytes:
        data = data.replace(core, b"CORE")
        for old, new in names.items():
            data = data.replace(old, new)
        data = data.replace(b"officeDocument/custom-properties", b"officeDocument/customProperties")
        data = data.replace(b"officeDocument/extended-properties", b"officeDocument/extendedProperties")
        return re.sub(rb"<workbook ", b'<workbook conformance="strict" ', data.replace(b"CORE", core), count=1)

    with zipfile.ZipFile(path) as archive:
        parts = [n for n in archive.namelist() if edit(archive.read(n)) != archive.read(n)]
    repack(path, dict.fromkeys(parts, edit))


def break_chain(path: Path) -> None:
    """Let the list of formulas to calculate name cells that hold none."""
    chain = f'<calcChain xmlns="{_MAIN}"><c r="ZZ99" i="7"/><c r="A1" i="1"/></calcChain>'
    repack(path, {}, {"xl/calcChain.xml": chain.encode()})
    declare(path, "xl/calcChain.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml")
    relate(path, _WORKBOOK_RELS, f"{_RELATED}/calcChain", "calcChain.xml")


def add_picture(path: Path) -> None:
    """Put a picture on the sheet: the municipality's arms, a photo of the result."""
    sheet = largest_sheet(path)
    drawing, picture = "xl/drawings/drawing9.xml", "xl/media/image9.png"
    sheet_drawing, drawn = (
        "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
    )
    number = zlib.crc32(b"../media/image9.png")
    text = (
        f'<xdr:wsDr xmlns:xdr="{sheet_drawing}" xmlns:a="{drawn}"><xdr:oneCellAnchor><xdr:from><xdr:col>17</xdr:col>'
        "<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        '<xdr:ext cx="9525" cy="9525"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="Bild 1"/><xdr:cNvPicPr/>'
        f'</xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{_RELATED}" r:embed="rIdKit{number}"/></xdr:blipFill>'
        '<xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>'
    )
    repack(path, {}, {drawing: text.encode(), picture: PNG})
    declare(path, drawing, "application/vnd.openxmlformats-officedocument.drawing+xml")
    declare(path, picture, "image/png")
    relate(path, rels_of(drawing), f"{_RELATED}/image", "../media/image9.png")
    relate(path, rels_of(sheet), f"{_RELATED}/drawing", "../drawings/drawing9.xml")
    at = zlib.crc32(b"../drawings/drawing9.xml")
    element = f'<drawing xmlns:r="{_RELATED}" r:id="rIdKit{at}"/>'.encode()

    def edit(data: bytes) -> bytes:
        anchors = rb"<legacyDrawing|<tableParts|<extLst|</worksheet>"
        return re.sub(anchors, lambda found: element + found[0], data, count=1)

    repack(path, {sheet: edit})


def lose_picture(path: Path) -> None:
    """A picture that is named but not there, as some mail filters leave it."""
    add_picture(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("xl/media/")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def table_says(area: str) -> Rework:
    """Let the table's range be another than where the rows are."""

    def run(path: Path) -> None:
        tables = [name for name in part_names(path) if name.startswith("xl/tables/")]
        repack(path, dict.fromkeys(tables, lambda data: re.sub(rb'ref="[^"]*"', b'ref="%s"' % area.encode(), data)))

    return run


def break_names(path: Path) -> None:
    names = b'<definedName name="_xlnm.Print_Area" localSheetId="0">#REF!</definedName>'
    names += b'<definedName name="Indikatorer_alla">#REF!$A$1</definedName>'

    def edit(data: bytes) -> bytes:
        data = re.sub(rb"<definedNames>.*?</definedNames>|<definedNames\s*/>", b"", data, flags=re.DOTALL)
        before = rb"(</sheets>|</externalReferences>)(?!<external)"
        return re.sub(before, rb"\1<definedNames>%s</definedNames>" % names, data, count=1)

    repack(path, {_WORKBOOK: edit})


def rename_part(path: Path) -> None:
    """Call the sheet's part something else; only the relationships say which sheet a part is."""
    old = largest_sheet(path)
    name = old.rsplit("/", 1)[-1]
    new = b"ark-b.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            if part in (_TYPES, _WORKBOOK_RELS):
                data = data.replace(b"worksheets/" + name.encode() + b'"', b"worksheets/" + new + b'"')  # noqa: PLW2901
            named = re.sub(rf"(worksheets/(?:_rels/)?){re.escape(name)}", rf"\1{new.decode()}", part)
            archive.writestr(named, data)


def zip_by_hand(path: Path) -> None:
    """Unpack and pack again: folders as entries, another order, nothing compressed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for folder in ("xl/", "xl/worksheets/", "docProps/"):
            archive.writestr(folder, b"")
        for name in sorted(parts, reverse=True):
            archive.writestr(name, parts[name])


# The file and what lies beside it


def renamed(name: str) -> Rework:
    def run(path: Path) -> None:
        target = path.parent / name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)

    return run


def copied(*names: str) -> Rework:
    def run(path: Path) -> None:
        for name in names:
            target = path.parent / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)

    return run


def with_macros(path: Path) -> None:
    """Save as .xlsm, with macros that must never run."""
    repack(path, {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(500)})
    plain, macro = b"spreadsheetml.sheet.main+xml", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    whole = b"application/vnd.openxmlformats-officedocument." + plain
    repack(path, {_TYPES: lambda data: data.replace(whole, macro)})
    declare(path, "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")
    relate(
        path, _WORKBOOK_RELS, "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"
    )
    path.rename(path.with_suffix(".xlsm"))


def sibling(path: Path, name: str, saved: str, *edits: Edit) -> None:
    """Save another version of a file beside it."""
    workbook = load_workbook(path)
    for edit in edits:
        edit(workbook)
    workbook.save(path.parent / name)
    put_saved(path.parent / name, saved)


EARLIER, LATER = "2025-01-03T10:00:00Z", "2025-01-20T10:00:00Z"


def empty_rows(*ids: str) -> Edit:
    def run(workbook: Workbook) -> None:
        for id_ in ids:
            for header in INPUT_HEADERS:
                typed(id_, None, header=header)(workbook)

    return run


def shared_between_two(path: Path) -> None:
    """Two people fill one half each, and both send their file."""
    half = list(BILDNING)[:5]
    rest = list(BILDNING)[5:]
    sibling(path, "Bildning Alex.xlsx", LATER, empty_rows(*half))
    sibling(path, "Bildning Kim.xlsx", EARLIER, empty_rows(*rest))
    path.unlink()


def contradicted(path: Path) -> None:
    """Somebody else sends the same rows with another value in one of them, and one row left out."""
    sibling(path, "Bildning ny.xlsx", LATER, typed("ÖK-06", 3), empty_rows("ÖK-09"))


def corrected(path: Path) -> None:
    """What was sent first was wrong; the file itself is the later and complete one."""
    sibling(path, "Bildning först.xlsx", EARLIER, typed("ÖK-06", 1), typed("ÖK-05", "ca tre eller fyra"))


def tied(path: Path) -> None:
    """Two complete files with the same time that say different things."""
    sibling(path, "Bildning B.xlsx", "2025-01-10T10:00:00Z", typed("ÖK-06", 3))


def wrapped(data: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in data.items():
            archive.writestr(name, content)
    return stream.getvalue()


XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def letter(attachments: Mapping[str, bytes], *, signature: bool = False) -> EmailMessage:
    """A mail as a mail program saves it."""
    message = EmailMessage()
    message["From"] = "Kim Test <kim@example.com>"
    message["To"] = "controller@example.com"
    message["Subject"] = "Sv: Indikatorer – utfall 2024, åäö"
    message["Date"] = "Fri, 10 Jan 2025 12:00:00 +0100"
    message.set_content("Hej!\n\nHär kommer våra svar.\n\n/Kim")
    if signature:
        message.add_alternative('<p>Hej!</p><img src="cid:logo@x">', subtype="html")
        html = message.get_payload()[1]
        html.add_related(PNG, "image", "png", cid="<logo@x>", filename="image001.png")
    for name, data in attachments.items():
        kind = XLSX if name.endswith(".xlsx") else ("application", "zip")
        message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    return message


def posted(path: Path, name: str, message: EmailMessage | bytes) -> None:
    """Save a mail in place of the workbook."""
    (path.parent / name).write_bytes(message if isinstance(message, bytes) else bytes(message))
    path.unlink()


def in_mail(path: Path) -> None:
    posted(path, "Sv Indikatorer.eml", letter({"Bildning åäö – utfall.xlsx": path.read_bytes()}))


def in_mail_with_old_name(path: Path) -> None:
    """The attachment's name as Outlook writes it: an encoded word, which the standard does not allow there."""
    data = bytes(letter({"NAMN.xlsx": path.read_bytes()}))
    encoded = b'"=?iso-8859-1?Q?=C5rsrapport_=E5=E4=F6.xlsx?="'
    changed = data.replace(b'"NAMN.xlsx"', encoded)
    assert changed != data
    posted(path, "Vb Årsrapport.eml", changed)


def in_mail_with_signature(path: Path) -> None:
    posted(path, "svar.eml", letter({"Bildning.xlsx": path.read_bytes()}, signature=True))


def in_forwarded_mail(path: Path) -> None:
    """A mail that somebody has passed on as an attachment of her own."""
    outer = letter({})
    outer.add_attachment(letter({"Bildning.xlsx": path.read_bytes()}))
    posted(path, "VB svar.eml", outer)


def both_in_one_mail(path: Path) -> None:
    other = path.parent / "Övriga.xlsx"
    posted(path, "svar från båda.eml", letter({p.name: p.read_bytes() for p in (path, other)}))
    other.unlink()


def in_zip(path: Path) -> None:
    posted(path, "svar.zip", wrapped({"Mapp/Bildning åäö.xlsx": path.read_bytes(), "Mapp/.DS_Store": b"x"}))


def in_old_zip(path: Path) -> None:
    """Windows packs names in its old code page, and says so nowhere."""
    packed = wrapped({"Bildning aao.xlsx": path.read_bytes()})
    posted(path, "svar.zip", packed.replace(b"Bildning aao.xlsx", "Bildning åäö.xlsx".encode("cp437")))


def in_zip_in_mail(path: Path) -> None:
    posted(path, "svar.eml", letter({"svar.zip": wrapped({"Bildning.xlsx": path.read_bytes()})}))


def both_in_zip(path: Path) -> None:
    other = path.parent / "Övriga.xlsx"
    posted(path, "alla.zip", wrapped({f"svar/{p.name}": p.read_bytes() for p in (path, other)}))
    other.unlink()


def signature_beside(path: Path) -> None:
    """What Outlook saves when somebody drags every attachment of a mail into the folder."""
    for name in ("image001.png", "image002.jpg"):
        (path.parent / name).write_bytes(PNG)


def debris_beside(path: Path) -> None:
    for name in ("~$Bildning.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.Bildning.xlsx#"):
        (path.parent / name).write_bytes(b"\x05Kim")


# The kit

GENERAL = "General"
PERCENT = ("ÖK-01", "ÖK-02", "ÖK-03")
INPUT_HEADERS = (OUTCOME, "Ej mätt", "Kommentar", "Åtgärd", "Uppgiftslämnare", "Mätdatum")
MET, PARTLY, NOT_MET = "uppfyllt", "delvis uppfyllt", "ej uppfyllt"
ASKED = {"utfall": None, "bedömning": "kan ej bedömas"}
NO_ANSWER = {"utfall": None, "utfall_rått": None, "bedömning": "svar saknas"}
ERROR, WARNING, NOTICE = "fel", "varning", "upplysning"
#: Words for what is neither a row nor a cell of one.
ORDER, COLUMNS, SHEETS, FRONT, STAMP, PROPERTY = "order", "columns", "sheets", "front", "stamp", "property"
IDS, TABLE, LOCKS, RULES, STYLES, EXTENT, NAMES = "ids", "table", "locks", "rules", "styles", "extent", "names"
NOTES, VIEW, STRINGS, CELLS, PARTS, FILE, DRAWING = "notes", "view", "strings", "cells", "parts", "file", "drawing"
TITLE = "title"


def reads(value: object, verdict: str) -> Json:
    return {"utfall": value, "bedömning": verdict}


def value_of(
    id_: str, name: str, content: Any, becomes: Json, *codes: str, form: str = "", more: tuple[Said, ...] = ()
) -> Mangle:
    """Somebody types or pastes something into a row's value cell; each code must be said of that row."""
    department = "Bildning" if id_ in BILDNING else "Övriga"
    says = tuple(Said(code, id_) for code in codes) + more
    return Mangle(
        name,
        Stage.CELLS,
        typed(id_, content, form),
        touches=frozenset({id_}),
        changes={id_: becomes},
        says=says,
        department=department,
    )


def cell_of(
    id_: str,
    name: str,
    edit: Edit,
    changes: Json,
    *says: Said,
    rework: Rework | None = None,
    also: Iterable[str] = (),
) -> Mangle:
    """Somebody does something else to one row; ``also`` is what else it touches."""
    touches = {id_, *also} | ({ORDER, COLUMNS, NOTES} if any(s.code == "S13" for s in says) else set())
    return Mangle(name, Stage.CELLS, edit, rework, frozenset(touches), {id_: changes} if changes else {}, says)


def formula_of(id_: str, name: str, formula: str, stored: tuple[str, ...], becomes: Json, *codes: str) -> Mangle:
    """Somebody types a formula; ``stored`` is its stored result and that result's type."""
    rework = stored_result(formula, *stored) if stored else None
    return Mangle(
        name,
        Stage.CELLS,
        typed(id_, f"={formula}"),
        rework,
        frozenset({id_}),
        {id_: becomes},
        tuple(Said(code, id_) for code in codes),
    )


def moved(name: str, edit: Edit, touches: Iterable[str], *says: Said, **changes: Json) -> Mangle:
    """Rows or columns move; the table's range is as Excel would leave it: gone with openpyxl."""
    by_id = {id_.replace("_", "-"): keys for id_, keys in changes.items()}
    return Mangle(name, Stage.SHEET, in_turn(drop_tables, edit), None, frozenset({*touches, *by_id}), by_id, says)


def headed(name: str, old: str, new: str | None, *says: Said) -> Mangle:
    """A column gets another header, after which nobody finds it by the old one."""
    edit = in_turn(drop_tables, head_column(old, new))
    return Mangle(name, Stage.TITLES, edit, touches=frozenset({COLUMNS, IDS, TITLE}), says=says)


def about_book(name: str, edit: Edit, touches: Iterable[str], *says: Said, **more: Any) -> Mangle:
    return Mangle(name, Stage.BOOK, edit, None, frozenset(touches), says=says, **more)


def about_parts(name: str, rework: Rework, touches: Iterable[str], *says: Said, **more: Any) -> Mangle:
    return Mangle(name, Stage.PARTS, None, rework, frozenset({*touches}), says=says, **more)


def about_file(name: str, rework: Rework, *says: Said, **more: Any) -> Mangle:
    """The file and what lies beside it; it goes with anything that is done to what is in it."""
    return Mangle(name, Stage.FILE, None, rework, frozenset({FILE}), says=says, **more)


_DATE = datetime(2024, 11, 30)  # noqa: DTZ001 - as cells are
_LONG = "Vi har bytt system under året, så siffran är inte jämförbar. " * 20
_THIRD_OF_APRIL = datetime(2024, 4, 3)  # noqa: DTZ001

VALUES = [
    value_of("ÖK-03", "83 in General", 83, reads(83, PARTLY), form=GENERAL),
    value_of("ÖK-03", "0,83 in General", 0.83, ASKED, "V06", form=GENERAL),
    value_of("ÖK-03", "83 in a percent cell", 83, ASKED, "V07"),
    value_of("ÖK-03", "text 0,83", "0,83", ASKED, "V06"),
    value_of("ÖK-01", "text 95 %", "95 %", reads(95, PARTLY)),
    value_of("ÖK-01", "text 95,0 procent", "95,0 procent", reads(95, PARTLY)),
    value_of("ÖK-01", "95 %% as LibreOffice stores it", "95 %%", reads(95, PARTLY)),
    value_of("ÖK-01", "odd spaces around a percentage", "\u00a0 95\u202f%\u200b ", reads(95, PARTLY)),
    value_of("ÖK-01", "line break after a percentage", "95 %\n\n", reads(95, PARTLY)),
    value_of("ÖK-03", "ca 83", "ca 83", reads(83, PARTLY), "V20"),
    value_of("ÖK-03", "80-85", "80-85", ASKED, "V08"),
    value_of("ÖK-03", "15 av 18", "15 av 18", {"bedömning": PARTLY, "utfall": 15 / 18 * 100}, "V21"),
    value_of("ÖK-01", "104 %", 1.04, reads(104, MET), "V22"),
    value_of("ÖK-03", "comment in the value cell", "Resultaten kommer i maj", ASKED, "V03"),
    value_of(
        "ÖK-03", "a value with a remark", "83 % (prel., KPI mars)", ASKED, more=(Said(ANY, "ÖK-03", "", ERROR),)
    ),
    value_of("ÖK-03", "placeholder left", "31/12 X %", ASKED, "V09"),
    value_of("ÖK-06", "ja for a number", "ja", ASKED, "V03"),
    value_of("ÖK-06", "a number in words", "fyra", ASKED, "V03"),
    value_of("ÖK-06", "a question mark", "?", ASKED, "V09"),
    value_of("ÖK-05", "31/12", "31/12", ASKED, "V05"),
    value_of("ÖK-05", "3/4 that became a date", _THIRD_OF_APRIL, ASKED, "V05", form="d-mmm"),
    value_of("ÖK-06", "15/18 as text", "15/18", ASKED, more=(Said(ANY, "ÖK-06", "15/18", ERROR),)),
    value_of("ÖK-07", "error text typed by hand", "#DIVISION/0!", ASKED, "V02"),
    value_of("ÖK-06", "smiley", "\U0001f600", ASKED, "V03"),
    value_of("ÖK-07", "dash", "-", {"utfall": None, "bedömning": "kan ej bedömas"}, "V27"),
    value_of("ÖK-07", "ej mätt in the value cell", "Ej mätt i år", ASKED, "V27"),
    value_of("ÖK-04", "number as text", "19", reads(19, MET)),
    value_of("ÖK-04", "number with its unit", "19 st", reads(19, MET)),
    value_of("ÖK-04", "number with what is counted", "19 personer", reads(19, MET), "V25"),
    value_of("ÖK-04", "number with a footnote", "19*", reads(19, MET)),
    value_of("ÖK-04", "number with a full stop", "19.", reads(19, MET)),
    value_of("ÖK-08", "at least", "minst 6", ASKED, "V11"),
    value_of("ÖK-08", "percent for a count", 0.06, ASKED, "V10", form="0%"),
    value_of("ÖK-08", "truth for a number", True, ASKED, "V03"),
    value_of("ÖK-08", "two numbers", "6 (5)", ASKED, more=(Said(ANY, "ÖK-08", "6 (5)", ERROR),)),
    value_of("ÖK-05", "not a whole number", "3,5", reads(3.5, PARTLY), "V23"),
    value_of("ÖK-05", "negative", "−3", reads(-3, NOT_MET), "V24"),
    value_of("ÖK-05", "zero", 0, reads(0, NOT_MET)),
    value_of("ÖK-09", "word in capitals with spaces", "  KLART\u00a0", reads("klart", MET)),
    value_of("ÖK-09", "synonym", "Genomfört", reads("klart", MET)),
    value_of("ÖK-09", "word with a full stop", "Klart.", reads("klart", MET)),
    value_of("ÖK-09", "misspelt word", "klrat", ASKED, "V04"),
    value_of("ÖK-09", "nearly", "nästan klart", ASKED, "V04"),
    value_of("ÖK-10", "number for a word", 3, ASKED, "V13"),
    value_of("HK-03", "thousands with spaces", "5\u00a0074\u00a0000", {"utfall": 5074000}),
    value_of("HK-05", "truth for yes or no", True, reads("uppfyller", MET)),
    value_of("MU-02", "a value with its target", "3 (mål 3)", ASKED, more=(Said(ANY, "MU-02", "3 (mål 3)", ERROR),)),
    Mangle(
        "leading apostrophe",
        Stage.CELLS,
        as_text("ÖK-01", "95 %"),
        touches=frozenset({"ÖK-01"}),
        changes={"ÖK-01": reads(95, PARTLY)},
    ),
    Mangle(
        "value cells emptied",
        Stage.CELLS,
        in_turn(*(typed(id_, None) for id_ in ("ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "ÖK-08"))),
        touches=frozenset({"ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "ÖK-08"}),
        changes=dict.fromkeys(("ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "ÖK-08"), NO_ANSWER),
        says=tuple(Said("V01", id_) for id_ in ("ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "ÖK-08")),
    ),
    Mangle(
        "formats pasted over",
        Stage.CELLS,
        lose_formats,
        touches=frozenset(PERCENT),
        changes=dict.fromkeys(PERCENT, ASKED),
        says=tuple(Said("V06", id_) for id_ in PERCENT),
    ),
    formula_of("ÖK-03", "formula with its result", "15/18", ("0.8333333333333334",), reads(15 / 18 * 100, PARTLY)),
    formula_of("ÖK-03", "formula without a result", "15/18", (), ASKED, "V12"),
    formula_of("ÖK-04", "sum of other cells", "SUM(H8:H11)", ("18",), reads(18, MET)),
    formula_of("ÖK-04", "formula whose result is text", "T(1)", ("ca 18", "str"), reads(18, MET), "V20"),
    formula_of("ÖK-07", "formula in error", "1/0", ("#DIV/0!", "e"), ASKED, "V02"),
    formula_of("ÖK-07", "lookup that found nothing", "NA()", ("#N/A", "e"), ASKED, "V02"),
    Mangle(
        "link to another workbook",
        Stage.CELLS,
        typed("ÖK-07", "=[1]Blad1!$B$2"),
        lambda path: (stored_result("[1]Blad1!$B$2", "6")(path), link_outside(path))[0],
        frozenset({"ÖK-07", PARTS}),
        {"ÖK-07": reads(6, MET)},
    ),
]

ROWS = [
    cell_of(
        "ÖK-07",
        "reason in place of a value",
        in_turn(typed("ÖK-07", None), typed("ÖK-07", "resultatet kommer senare", header="Ej mätt")),
        ASKED | {"ej_mätt": "resultatet kommer senare", "utfall_rått": None},
    ),
    cell_of(
        "ÖK-07",
        "reason in own words",
        in_turn(typed("ÖK-07", None), typed("ÖK-07", "Kim var sjuk", header="Ej mätt")),
        ASKED | {"ej_mätt": "Kim var sjuk", "utfall_rått": None},
    ),
    cell_of(
        "ÖK-06",
        "value and reason",
        typed("ÖK-06", "mäts inte i år", header="Ej mätt"),
        ASKED | {"ej_mätt": "mäts inte i år"},
        Said("V14", "ÖK-06"),
    ),
    cell_of(
        "ÖK-06",
        "value in the comment",
        in_turn(typed("ÖK-06", None), typed("ÖK-06", "Det blev 4 stycken.", header="Kommentar")),
        NO_ANSWER | {"kommentar": "Det blev 4 stycken."},
        Said("V01", "ÖK-06"),
    ),
    cell_of(
        "ÖK-08",
        "line breaks and a smiley in a comment",
        typed("ÖK-08", "Rad ett\nrad två \U0001f600", header="Kommentar"),
        {"kommentar": "Rad ett\nrad två \U0001f600"},
    ),
    cell_of("ÖK-08", "long comment", typed("ÖK-08", _LONG, header="Kommentar"), {"kommentar": _LONG.strip()}),
    cell_of(
        "ÖK-08",
        "comment that looks like a formula",
        as_text("ÖK-08", "=1+1", "Kommentar"),
        {"kommentar": "=1+1"},
    ),
    cell_of(
        "ÖK-08",
        "comment that became a formula",
        typed("ÖK-08", "#NAME?", header="Kommentar"),
        {"kommentar": "#NAME?"},
        Said("S23", "ÖK-08", "#NAME?", WARNING),
    ),
    cell_of(
        "ÖK-08",
        "number as a comment",
        typed("ÖK-08", 2024, header="Kommentar"),
        {"kommentar": "2024"},
    ),
    cell_of("ÖK-07", "date", typed("ÖK-07", _DATE, "yyyy-mm-dd", "Mätdatum"), {"mätdatum": "2024-11-30"}),
    cell_of("ÖK-07", "date typed as text", typed("ÖK-07", "2024-11-30", "@", "Mätdatum"), {"mätdatum": "2024-11-30"}),
    cell_of(
        "ÖK-07",
        "text in a date",
        typed("ÖK-07", "i höstas", header="Mätdatum"),
        {"mätdatum": "i höstas"},
        Said("V28", "ÖK-07", "i höstas"),
    ),
    cell_of(
        "ÖK-05",
        "target changed",
        typed("ÖK-05", "≥2", header="Målvärde 2024"),
        {},
        Said("S05", "ÖK-05", "≥2"),
    ),
    cell_of("ÖK-05", "baseline changed", typed("ÖK-05", "1", header="Läget 2023"), {}, Said("S05", "ÖK-05", "1")),
    cell_of(
        "ÖK-05",
        "indicator's text changed",
        typed("ÖK-05", "Kommunbyggeråd (bara våren)", header="Indikator"),
        {},
        Said(ANY, "ÖK-05", "Kommunbyggeråd (bara våren)", WARNING),
        also=[IDS],
    ),
    cell_of(
        "ÖK-05",
        "text over the live verdict",
        typed("ÖK-05", "gäller bara våren", header="Bedömning"),
        {},
        Said(ANY, "ÖK-05", "gäller bara våren", WARNING),
    ),
    cell_of(
        "ÖK-01",
        "note on a value cell",
        note("ÖK-01", OUTCOME, "Preliminärt, säger Kim"),
        {},
        Said("S13", "ÖK-01", "Preliminärt, säger Kim", NOTICE),
    ),
    cell_of(
        "ÖK-02",
        "note on a locked cell",
        note("ÖK-02", "Indikator", "Gäller båda skolorna"),
        {},
        Said("S13", "ÖK-02", "Gäller båda skolorna", NOTICE),
    ),
    cell_of(
        "ÖK-10",
        "threaded comment",
        note("ÖK-10", OUTCOME, BOILERPLATE, f"tc={THREAD}"),
        {},
        Said("S13", "ÖK-10", "Vi mäter om i mars", NOTICE),
        Said("S13", "ÖK-10", "Vem mäter?", NOTICE),
        rework=thread,
    ),
    Mangle(
        "date counted from 1904",
        Stage.CELLS,
        count_from_1904,
        touches=frozenset({"ÖK-08"}),
        changes={"ÖK-08": {"mätdatum": "2024-11-30"}},
    ),
    Mangle(
        "ID emptied",
        Stage.SHEET,
        write("ÖK-10", "ID", None),
        touches=frozenset({"ÖK-10", IDS}),
        says=(Said("S15", text="ÖK-10"),),
    ),
    Mangle(
        "ID changed to one that does not exist",
        Stage.SHEET,
        write("ÖK-10", "ID", "ÖK-66"),
        touches=frozenset({"ÖK-10", IDS}),
        changes={"ÖK-10": NO_ANSWER | {"åtgärd": None}},
        says=(Said("S01", "", "påbörjat"), Said("S01", "", "Upphandling pågår."), Said("S04", "ÖK-10")),
    ),
    Mangle(
        "ID in small letters with spaces",
        Stage.SHEET,
        write("ÖK-10", "ID", " ök-10\u00a0"),
        touches=frozenset({"ÖK-10", IDS}),
    ),
    Mangle(
        "ID with another dash",
        Stage.SHEET,
        write("ÖK-10", "ID", "ÖK–10"),
        touches=frozenset({"ÖK-10", IDS}),
        says=(),
    ),
    Mangle(
        "two IDs swapped",
        Stage.SHEET,
        in_turn(write("ÖK-07", "ID", "X"), write("ÖK-08", "ID", "ÖK-07"), write("X", "ID", "ÖK-08")),
        touches=frozenset({"ÖK-07", "ÖK-08", IDS}),
        changes={"ÖK-07": NO_ANSWER, "ÖK-08": NO_ANSWER},
        says=(Said("S16", "", "5"), Said("S16", "", "6"), *(Said("S04", id_) for id_ in ("ÖK-07", "ÖK-08"))),
    ),
]

SHEET = [
    moved("rows sorted", sort_rows, [ORDER]),
    moved("rows inserted", insert_rows, [ORDER]),
    moved("note above the header", note_above, [ORDER], Said(ANY, "", "Siffrorna är preliminära", WARNING)),
    moved("columns moved", move_columns, [COLUMNS, IDS]),
    moved("unknown column added", add_column, [COLUMNS], Said("S07", "", "fråga Kim")),
    moved("empty columns inserted", lambda book: indicators(book).insert_cols(3, 2), [COLUMNS]),
    moved("column of last year before this year's", column_before("Utfall 2023"), [COLUMNS], Said(ANY, "", "33")),
    moved("column of a forecast before the outcome's", column_before("Prognos 2024"), [COLUMNS], Said(ANY, "", "33")),
    headed("header of another year", OUTCOME, "Utfall 2025", Said(text="Utfall 2025")),
    headed("header in capitals with a line break", OUTCOME, "UTFALL\n2024 "),
    moved("ID column deleted", delete_column("ID"), [COLUMNS, IDS, ORDER], Said(ANY, level=WARNING)),
    headed("header of the ID column emptied", "ID", None, Said(level=WARNING)),
    moved(
        "locked columns deleted", in_turn(*map(delete_column, ("Område", "Bedömning", "Status"))), [COLUMNS, "ÖK-05"]
    ),
    moved(
        "column of comments deleted",
        delete_column("Kommentar"),
        [COLUMNS, "ÖK-02", "ÖK-05", "ÖK-06", "ÖK-08"],
        Said("R01", "ÖK-02"),
        Said("R01", "ÖK-05"),
        ÖK_02={"kommentar": None},
        ÖK_05={"kommentar": None},
    ),
    moved("row deleted", delete_row, [ORDER], Said("S04", "ÖK-03"), ÖK_03=NO_ANSWER),
    moved("row twice, same value", duplicate(4), ["ÖK-06", IDS], Said("S06", "ÖK-06", "", NOTICE)),
    moved("row twice, other value", duplicate(9), [IDS], Said("S03", "ÖK-06", "9", ERROR), ÖK_06=ASKED),
    Mangle("rows hidden", Stage.SHEET, hide_rows, touches=frozenset({VIEW})),
    Mangle("rows filtered", Stage.SHEET, filter_rows, touches=frozenset({VIEW, TABLE})),
    Mangle("columns hidden", Stage.SHEET, hide_columns, touches=frozenset({VIEW})),
    Mangle("rows and columns grouped", Stage.SHEET, group_columns, touches=frozenset({VIEW})),
    Mangle("title merged", Stage.SHEET, merge("A1:G1", "A2:G2"), touches=frozenset({ORDER, COLUMNS})),
    Mangle(
        "comment merged with action",
        Stage.SHEET,
        merge("M8:N8"),
        touches=frozenset({"ÖK-05", ORDER, COLUMNS}),
    ),
    Mangle(
        "two rows' values merged",
        Stage.SHEET,
        merge("H9:H10"),
        touches=frozenset({"ÖK-06", "ÖK-07", ORDER, COLUMNS}),
        changes={"ÖK-07": NO_ANSWER},
        says=(Said("V01", "ÖK-07"),),
    ),
    Mangle(
        "value below the table",
        Stage.BOOK,
        below(OUTCOME, 12),
        touches=frozenset({ORDER, COLUMNS, EXTENT, LOCKS, STYLES}),
        says=(Said("S02", "", "12"),),
    ),
    Mangle(
        "note below the table",
        Stage.BOOK,
        below("ID", "Vi återkommer i maj"),
        touches=frozenset({ORDER, COLUMNS, EXTENT, LOCKS, STYLES}),
        says=(Said(ANY, "", "Vi återkommer i maj", WARNING),),
    ),
    Mangle(
        "value far below",
        Stage.BOOK,
        below(OUTCOME, 12, 60_000),
        touches=frozenset({ORDER, COLUMNS, EXTENT, LOCKS, STYLES}),
        says=(Said("S02", "", "12"),),
    ),
    Mangle(
        "text to the right",
        Stage.BOOK,
        at("AB7", "hjälp!"),
        touches=frozenset({ORDER, COLUMNS, EXTENT, LOCKS, STYLES}),
        says=(Said("S07", "", "hjälp!"),),
    ),
    Mangle(
        "text in the last cell",
        Stage.BOOK,
        at("XFD1048576", "hjälp!"),
        touches=frozenset({ORDER, COLUMNS, EXTENT, LOCKS, STYLES, CELLS}),
        says=(Said("S07", "", "hjälp!"),),
    ),
]

BOOK = [
    Mangle("sheets renamed", Stage.TITLES, rename_sheets, touches=frozenset({SHEETS, FRONT, TITLE})),
    about_book("sheets reordered", reorder_sheets, [SHEETS]),
    about_book("sheet copied", copy_sheet(nothing), [SHEETS, NOTES, IDS, "ÖK-06"], Said("S12", level=NOTICE)),
    about_book(
        "sheet copied, other value in the copy",
        copy_sheet(other_value),
        [SHEETS, NOTES, COLUMNS, IDS, *BILDNING],
        Said(text="77"),
    ),
    about_book("sheet with notes added", notes_sheet, [SHEETS], Said(ANY, "", "Ring mig om förskolan", WARNING)),
    about_book("empty sheets added", add_empty_sheets, [SHEETS]),
    about_book("chart sheet first", add_chart_sheet, [SHEETS]),
    about_book("Läs mig deleted", remove_sheet("Läs mig"), [FRONT, SHEETS]),
    about_book(
        "who answered, on Läs mig",
        in_turn(say("Uppgiftslämnare", "Kim Test"), say("Mätdatum", "2024-12-31"), say("Vi är klara", "ja")),
        [FRONT, *BILDNING],
        changes={id_: {"uppgiftslämnare": "Kim Test", "mätdatum": "2024-12-31"} for id_ in BILDNING},
    ),
    about_book(
        "a greeting on Läs mig",
        lambda book: book["Läs mig"].__setitem__("E4", "Hälsningar från oss!"),
        [FRONT],
        Said(ANY, "", "Hälsningar från oss!", WARNING),
    ),
    about_book("stamp deleted", lose_stamp, [STAMP, SHEETS, PROPERTY], Said("F11")),
    about_book("stamp shown", show_stamp("visible"), [STAMP]),
    about_book("stamp hidden, not very", show_stamp("hidden"), [STAMP]),
    about_book("property deleted", lose_property, [PROPERTY]),
    about_book(
        "stamp and property deleted",
        in_turn(lose_stamp, lose_property),
        [STAMP, PROPERTY, SHEETS, IDS, COLUMNS],  # without them it is known by its columns
        Said(ANY, level=WARNING),
    ),
    about_book("protection cleared", clear_protection, [LOCKS, STYLES]),
    about_book("locked with a password", lock_with_password, [LOCKS]),
    about_book("validation and colours pasted over", lose_validations, [RULES]),
    about_book("table removed", lose_table, [TABLE]),
    about_book("names removed", lose_names, [NAMES]),
    about_book("print area set", set_print_area, [NAMES]),
    about_book("other font and colours", repaint, [STYLES]),
    about_book("zoomed", zoom, [VIEW]),
    about_book("panes thawed", thaw, [VIEW]),
    about_book("rows and columns too small to see", shrink, [VIEW]),
    about_book("chart added", add_chart, [DRAWING]),
]

PARTS_OF_IT = [
    about_parts("property lost from the package", losing(r"docProps/custom\.xml"), [PROPERTY, PARTS]),
    about_parts("properties lost from the package", losing(r"docProps/.*"), [PROPERTY, PARTS]),
    about_parts("theme lost", losing(r"xl/theme/.*"), [STYLES, PARTS]),
    about_parts(
        "styles lost",
        losing(r"xl/styles\.xml"),
        [STYLES, PARTS, *PERCENT, "ÖK-08", "ÖK-07"],
        Said(level=NOTICE),  # that the format is presumed
        changes={"ÖK-01": reads(97, PARTLY), "ÖK-02": reads(78.5, NOT_MET), "ÖK-03": reads(81, PARTLY)},
    ),
    about_parts("texts in their cells", inline_strings, [STRINGS, CELLS]),
    about_parts("texts in runs", rich_strings, [STRINGS]),
    about_parts("texts miscounted", miscount_strings, [STRINGS]),
    about_parts("names with a prefix", prefix_all, [CELLS, DRAWING, STRINGS, PARTS]),
    about_parts("cells without places", in_trees(without_places), [CELLS, DRAWING, EXTENT]),
    about_parts("cells backwards", in_trees(backwards), [CELLS, DRAWING, EXTENT]),
    about_parts("rows backwards", in_trees(rows_backwards), [CELLS, DRAWING, EXTENT]),
    about_parts("extent wrong", in_trees(wrong_extent), [CELLS, DRAWING, EXTENT]),
    about_parts("extensions of newer programs", in_sheets(extend), [CELLS, DRAWING]),
    about_parts("lines between elements", in_sheets(indent), [CELLS, DRAWING, STRINGS]),
    about_parts("byte order mark", in_sheets(with_mark), [CELLS, DRAWING]),
    about_parts("UTF-16", in_sheets(as_utf16), [CELLS, DRAWING, STYLES]),  # only openpyxl reads it, and needs styles
    about_parts("strict", to_strict, [CELLS, DRAWING, STRINGS, PARTS, PROPERTY, STYLES, NOTES]),
    about_parts("calculation chain broken", break_chain, [PARTS]),
    about_parts("picture added", add_picture, [DRAWING]),
    about_parts("picture named but lost", lose_picture, [DRAWING]),
    about_parts("table's range too short", table_says("A3:P6"), [TABLE, PARTS]),
    about_parts("table's range elsewhere", table_says("B20:Q30"), [TABLE, PARTS]),
    about_parts("names point nowhere", break_names, [NAMES, PARTS]),
    about_parts("part called something else", rename_part, [PARTS, NOTES]),
    about_parts("zipped by hand", zip_by_hand, [PARTS]),
]

FILES = [
    about_file("renamed (2)", renamed("Bildning – Utfall 2024 (2).xlsx")),
    about_file("renamed kopia av", renamed("Kopia av Kopia av Bildning.xlsx")),
    about_file("renamed slutlig rev", renamed("SLUTLIG rev 3 KLAR!!.XLSX")),
    about_file("named as another department", renamed("Övriga – svar.xlsx")),
    about_file("in a folder of its own", renamed("Från Kim/2025-01/Bildning.xlsx")),
    about_file(
        "identical copies",
        copied("Bildning (2).xlsx", "Kopia/Kopia av Bildning.xlsx"),
        Said("F09", "", "Bildning (2).xlsx", NOTICE),
        Said("F09", "", "Kopia av Bildning.xlsx", NOTICE),
    ),
    about_file("with macros", with_macros),
    about_file("signature pictures beside", signature_beside),
    about_file("debris beside", debris_beside),
    about_file("in a zip", in_zip),
    about_file("in a zip with an old name", in_old_zip),
    about_file("in a mail", in_mail),
    about_file("in a mail with an old name", in_mail_with_old_name),
    about_file("in a mail with a signature picture", in_mail_with_signature),
    about_file("in a mail that was passed on", in_forwarded_mail),
    about_file("in a zip in a mail", in_zip_in_mail),
    about_file("two workbooks in one mail", both_in_one_mail),
    about_file("two workbooks in one zip", both_in_zip),
    about_file("shared between two", shared_between_two, alone=True),
    about_file(
        "contradicted by a later part",
        contradicted,
        Said("H01", "ÖK-06", "Bildning ny.xlsx", ERROR),
        changes={"ÖK-06": ASKED},
        alone=True,
    ),
    about_file("later and complete", corrected, Said("F10", "", "Bildning först.xlsx", NOTICE), alone=True),
    about_file(
        "tie of two complete files",
        tied,
        Said("H01", "ÖK-06", "Bildning B.xlsx", ERROR),
        changes={"ÖK-06": ASKED},
        alone=True,
    ),
]

# What people type

_TEXTS = (
    st.text("abcåäöXx0123456789 ,.%-–=+@#<≥?!'\U0001f600\u00a0", min_size=1, max_size=25)
    .map(lambda s: s.strip("\u00a0 "))
    .filter(bool)
)
_JUNK = st.sampled_from(
    ["83 %", "80-85", "3/4", "ca 3", "15 av 18", "–", "ej mätt", "#DIV/0!", "=1+1", "klart", "ja", "4 st", True]
)
_NUMBERS = st.one_of(st.integers(-3, 300), st.integers(0, 10**10).map(lambda n: n / 100))
_NUMBERS = _NUMBERS | st.integers(0, 150).map(lambda n: n / 100)
CONTENT = st.one_of(_TEXTS, _JUNK, _NUMBERS, st.just(datetime(2024, 3, 4)))  # noqa: DTZ001 - as cells are

KIT: tuple[Mangle, ...] = (*VALUES, *ROWS, *SHEET, *BOOK, *PARTS_OF_IT, *FILES)
ANSWERED = {"Bildning": BILDNING, "Övriga": OVRIGA}
