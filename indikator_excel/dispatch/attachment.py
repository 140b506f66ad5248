"""Whether a workbook that was made before is still the one to send: it is read as it will be when it comes back."""

from pathlib import Path

from indikator_excel.container.refused import UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes
from indikator_excel.findings.finding import Level
from indikator_excel.indicators.model import Department, Round
from indikator_excel.indicators.text import fold, same
from indikator_excel.register.model import Register
from indikator_excel.replies.finder import Document
from indikator_excel.replies.opening.open import open_book
from indikator_excel.replies.reader import read_reply
from indikator_excel.replies.reply import Reply
from indikator_excel.replies.table import text_at
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
    data, reply = _read(path, department, register, again)
    if reply.entries:
        raise UnfitError(f"{_name(path)} är redan ifylld. Är den ett svar, flytta den till mappen svar. {again}")
    if not _says(data, register.round):
        raise UnfitError(f"{_name(path)} har en annan sista svarsdag eller kontakt än registret. {again}")
    return data


def correction_to_send(path: Path, department: Department, register: Register, corrects: tuple[str, ...]) -> bytes:
    """Return a department's workbook as ``rättelser`` made it. ``corrects`` are the SHA-256 of what it corrects now.

    Raises:
        UnfitError: It is not there, or was made before the register changed or other answers came.
        UserError: It can't be read.
    """
    again = "Kör ”indikator-excel rättelser” och sedan det här kommandot igen."
    data, reply = _read(path, department, register, again)
    if reply.corrects != Stamp.of(register.round, department, (), corrects).corrects:
        raise UnfitError(f"{_name(path)} gjordes innan de senaste svaren kom. {again}")
    if not _says(data, register.round):
        raise UnfitError(f"{_name(path)} har en annan sista svarsdag eller kontakt än registret. {again}")
    return data


def _read(path: Path, department: Department, register: Register, again: str) -> tuple[bytes, Reply]:
    if not path.is_file():
        raise UnfitError(f"{_name(path)} finns inte. {again}")
    data = read_bytes(path)
    reply = read_reply(Document(path.name, data), register)
    if not reply.accepted or reply.department != department:
        raise UnfitError(f"{_name(path)} är inte gjord för {department.name} i den här omgången. {again}")
    if any(f.level is not Level.NOTICE for f in reply.findings):
        raise UnfitError(f"{_name(path)} gjordes innan registret ändrades. {again}")
    return data, reply


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _says(data: bytes, round_: Round) -> bool:
    """Whether *Läs mig* gives the deadline and the contact that the register has."""
    wanted = {
        fold(layout.DEADLINE_LABEL): round_.deadline.isoformat() if round_.deadline else "",
        fold(layout.CONTACT_LABEL): round_.contact,
    }
    try:
        sheet = open_book(data).sheet(layout.README_SHEET)
    except UnreadableError:
        return False
    rows = [cells for _, cells in sheet.rows()] if sheet else []
    said = {fold(text_at(cells, 1)): text_at(cells, 2) for cells in rows}
    return all(same(said.get(label, ""), text) for label, text in wanted.items())
