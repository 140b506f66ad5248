"""Whether a workbook that was made before is still the one to send: it is read as it will be when it comes back."""

from pathlib import Path

from msgspec import Struct

from indikator_excel.container.refused import UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes
from indikator_excel.findings.finding import Level
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import fold, same
from indikator_excel.opening.cells import Book
from indikator_excel.opening.open import open_book
from indikator_excel.register.model import Register
from indikator_excel.replies.finder import Document
from indikator_excel.replies.identity import identify
from indikator_excel.replies.reader import read_reply
from indikator_excel.replies.reply import Reply
from indikator_excel.replies.table import Table, find_tables, text_at
from indikator_excel.templates import layout
from indikator_excel.templates.stamp import Stamp


class UnfitError(UserError):
    """A workbook that must not be sent as it is; says why and what to do."""


def template_to_send(path: Path, department: Department, register: Register) -> bytes:
    """Return a department's workbook as ``skapa-mallar`` made it.

    Raises:
        UnfitError: It is not there, was made for something else than what the register says now, or is filled in.
        UserError: It can't be read.
    """
    again = "Kör ”indikator-excel skapa-mallar” och sedan det här kommandot igen."
    workbook = _read(path, "mallen", department, register, again)
    _require_current(workbook, department, register, again)
    if workbook.reply.entries:
        raise UnfitError(f"mallen är redan ifylld. Är den ett svar, flytta den till mappen svar. {again}")
    return workbook.data


def correction_to_send(path: Path, department: Department, register: Register, corrects: tuple[str, ...]) -> bytes:
    """Return a department's workbook as ``rättelser`` made it. ``corrects`` are the SHA-256 of what it corrects now.

    Raises:
        UnfitError: It is not there, or was made before the register changed or other answers came.
        UserError: It can't be read.
    """
    again = "Kör ”indikator-excel rättelser” och sedan det här kommandot igen."
    workbook = _read(path, "rättelsen", department, register, again)
    if workbook.stamp.corrects != Stamp.of(register.round, department, (), corrects).corrects:
        raise UnfitError(f"{workbook.what} gjordes innan de senaste svaren kom. {again}")
    _require_current(workbook, department, register, again)
    return workbook.data


class _Workbook(Struct, frozen=True):
    """A workbook that was made for the department in this round, and how it would be read if it came back as it is.

    ``what`` is what messages call it.
    """

    what: str
    data: bytes
    book: Book
    table: Table
    stamp: Stamp
    reply: Reply


def _read(path: Path, what: str, department: Department, register: Register, again: str) -> _Workbook:
    if not path.is_file():
        raise UnfitError(f"{what} finns inte i mappen {path.parent.name}. {again}")
    data = read_bytes(path)
    try:
        book = open_book(data, path.name)
    except UnreadableError as error:
        raise UnfitError(f"{what} går inte att läsa: {error}. {again}") from None
    tables = find_tables(book, register)
    identity = identify(path.name, book, tables, register)
    if not tables or identity.stamp is None or identity.department != department:
        raise UnfitError(f"{what} är inte gjord för {department.name} i den här omgången. {again}")
    reply = read_reply(Document(path.name, data), register)
    return _Workbook(what, data, book, tables[0], identity.stamp, reply)


def _require_current(workbook: _Workbook, department: Department, register: Register, again: str) -> None:
    """Refuse a workbook that says something else than the register: its rows, columns, texts and deadline."""
    rows = register.indicators_of(department)
    columns = layout.columns_for(
        ((i, register.answer_rules[i.id]) for i in rows), correction=bool(workbook.stamp.corrects)
    )
    if (
        workbook.stamp.rows != Stamp.of(register.round, department, rows).rows
        or set(workbook.table.columns) != set(columns)
        or any(f.level is not Level.NOTICE for f in workbook.reply.findings)
    ):
        raise UnfitError(f"{workbook.what} gjordes innan registret ändrades. {again}")
    sheet = workbook.book.sheet(layout.README_SHEET)
    said = {fold(text_at(cells, 1)): text_at(cells, 2) for _, cells in (sheet.rows() if sheet else ())}
    deadline = register.round.deadline.isoformat() if register.round.deadline else ""
    for label, text in ((layout.DEADLINE_LABEL, deadline), (layout.CONTACT_LABEL, register.round.contact)):
        if not same(said.get(fold(label), ""), text):
            raise UnfitError(f"{workbook.what} har en annan sista svarsdag eller kontakt än registret. {again}")
