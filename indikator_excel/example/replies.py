"""Filling templates as the example's departments do, mistakes and all."""

import io
from datetime import date

from msgspec.structs import replace

from indikator_excel.example.data import Example, ExampleReply
from indikator_excel.files import write_whole
from indikator_excel.folder import RoundFolder
from indikator_excel.register.model import Register
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.layout import Field
from indikator_excel.templates.prefill import Prefill
from indikator_excel.templates.writer import template_bytes

_TEXTS = {"kommentar": Field.COMMENT, "åtgärd": Field.ACTION, "ej_mätt": Field.NOT_MEASURED}
_EXCEL_EPOCH = date(1899, 12, 30)


def write_replies(folder: RoundFolder, register: Register, example: Example) -> None:
    """Write the example's replies into ``svar/``, as if they had come by mail."""
    made: dict[str, bytes] = {}
    for reply in example.replies:
        if reply.copy_of:
            data = made[reply.copy_of]
        elif reply.foreign:
            data = _foreign_workbook()
        else:
            data = _filled(reply, register)
        made[reply.file] = data
        write_whole(folder.replies / reply.file, data)


def _filled(reply: ExampleReply, register: Register) -> bytes:
    if reply.round or reply.kind:
        round_ = replace(
            register.round, name=reply.round or register.round.name, kind=reply.kind or register.round.kind
        )
        register = replace(register, round=round_)
    theme, instruction = read_theme(), resource("instruktion.txt")
    department = register.by_code[reply.department]
    return template_bytes(register, department, theme, instruction, prefill_of(reply, register))


def prefill_of(reply: ExampleReply, register: Register) -> Prefill:
    """Return what the input cells of a reply hold."""
    cells: dict[tuple[str, Field], str | float | None] = {}
    plain: set[str] = set()
    for row in reply.rows:
        id_ = str(row["id"])
        percent = register.readings[id_].measure.is_percent
        if "text" in row:
            cells[id_, Field.VALUE] = str(row["text"])
        elif "tal" in row:
            typed = float(str(row["tal"]))
            # A percent cell stores a fraction: typing 81 shows 81 % and stores 0.81.
            cells[id_, Field.VALUE] = round(typed / 100, 10) if percent else typed
        elif "inklistrat" in row:
            cells[id_, Field.VALUE] = float(str(row["inklistrat"]))
            plain.add(id_)
        for key, field in _TEXTS.items():
            if key in row:
                cells[id_, field] = str(row[key])
        measured = row.get("mätdatum")
        if isinstance(measured, date):
            cells[id_, Field.MEASURED_ON] = float((measured - _EXCEL_EPOCH).days)
    shown = {(id_, Field.TARGET): text for id_, text in (reply.shown or {}).items()}
    return Prefill(cells, frozenset(plain), shown, reply.left_out, reply.done, reply.saved, reply.saved_by)


def _foreign_workbook() -> bytes:
    """Make a workbook that has nothing to do with the round."""
    from indikator_excel.xlsx.content import columns_of
    from indikator_excel.xlsx.new import new_book

    stream = io.BytesIO()
    with new_book(stream, read_theme(), title="Budget 2025 (exempel)") as book:
        sheet = book.add_sheet("Budget")
        rows = [("Konto (exempel)", 44), ("Lokaler", 1200.0), ("Personal", 8400.0)]
        book.table(sheet, 0, "Budget", columns_of([("Post", 30), ("Tkr", 12)], rows))
    return stream.getvalue()
