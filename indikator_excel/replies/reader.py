"""From a file to answers: opened safely, known by its stamp, rows by ID, columns by header, never by position."""

import hashlib
import os

from msgspec.structs import replace

from indikator_excel.container.refused import ForeignError, OverLimitError, PasswordError, UnreadableError
from indikator_excel.errors import DEBUG
from indikator_excel.findings import about_files, about_structure
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import join_and, quote
from indikator_excel.opening.cells import Book
from indikator_excel.opening.open import open_book
from indikator_excel.register.model import Register
from indikator_excel.replies import file_checks, structure_checks
from indikator_excel.replies.answers import refused_answers, sort_answers
from indikator_excel.replies.file_checks import Opened
from indikator_excel.replies.finder import Document, Found, NothingWithinError, OutOfReachError, documents_in
from indikator_excel.replies.front_page import read_front_page
from indikator_excel.replies.identity import identify
from indikator_excel.replies.reply import Reply
from indikator_excel.replies.returned import Returned
from indikator_excel.replies.table import Table, find_tables
from indikator_excel.templates.layout import INPUTS, Field
from indikator_excel.templates.stamp import Stamp

_FEW = 5
_COLUMNS = frozenset(column.value for column in INPUTS)


def read_file(found: Found, register: Register) -> list[Reply]:
    """Read one file of ``svar/``: a workbook, or the workbooks in a mail or an archive. Nothing is raised."""
    if found.outside:
        return [Reply(found.name, "", findings=(Finding(about_files.LINK_OUT, found.name),))]
    return [read_reply(document, register) for document in documents_in(found)]


def read_reply(document: Document, register: Register) -> Reply:
    """Read one workbook. Whatever is wrong with it is a finding; nothing is raised."""
    digest = hashlib.sha256(document.data).hexdigest() if document.data else ""
    if document.refusal is not None:
        return Reply(document.name, digest, findings=(_refusal(document.name, document.refusal),))
    try:
        return _read_book(document, digest, open_book(document.data, document.name), register)
    except UnreadableError as error:
        finding = _refusal(document.name, error)
    except Exception as error:  # a reply is untrusted; one bad file never takes the run down
        if os.environ.get(DEBUG):
            raise  # the fault may be ours
        reason = f"dess innehåll är inte som i en vanlig arbetsbok ({type(error).__name__})"
        finding = Finding(about_files.UNREADABLE, document.name, details={"skäl": reason})
    return Reply(document.name, digest, findings=(finding,))


def _refusal(file: str, error: UnreadableError) -> Finding:
    """Put in the catalogue's words why a file is not read."""
    match error:
        case ForeignError():
            return Finding(about_files.OTHER_FORMAT, file, details={"format": str(error), "åtgärd": error.remedy})
        case NothingWithinError():
            names = join_and([quote(name) for name in error.names[:_FEW]])
            return Finding(about_files.NOTHING_WITHIN, file, details={"filer": f", bara {names}" if names else ""})
        case OutOfReachError():
            kind = about_files.OUT_OF_REACH
        case PasswordError():
            kind = about_files.PASSWORD
        case OverLimitError():
            kind = about_files.OVER_LIMIT
        case _:
            kind = about_files.UNREADABLE
    return Finding(kind, file, details={"skäl": str(error)})


def _read_book(document: Document, digest: str, book: Book, register: Register) -> Reply:
    """Read an opened workbook; what is nobody's, or has lost its columns, is not accepted."""
    opened = Opened(document, book)
    tables = find_tables(book, register)
    identity = identify(document.name, book, tables, register)
    department = identity.department
    findings = [finding for _, found in file_checks.OPENED.run(opened) for finding in found]
    reply = Reply(
        document.name,
        digest,
        department=department,
        sheet=tables[0].sheet.title if tables else "",
        findings=(*findings, identity.doubt) if identity.doubt else tuple(findings),
        saved=book.saved or document.sent or document.modified,
        saved_by=book.saved_by,
        sender=document.sender,
        sent=document.sent,
        engine=book.engine,
    )
    refusal = identity.refusal
    if refusal is None and department is not None and tables:
        for table in tables:
            table.recognise(register.indicators_of(department))
        if not _is_strangers(tables[0], department, register):
            return _read_answers(reply, opened, tables, department, identity.stamp, register)
        refusal = Finding(about_files.OTHER_ROWS, document.name, department=department.name)
    refusal = refusal or _without_columns(document.name, department, register)
    answers = refused_answers(tables[0] if tables else None)
    return replace(
        reply,
        findings=(*reply.findings, refusal),
        refused=tuple(answers.refused),
        cells_read=answers.cells_read,
    )


def _is_strangers(table: Table, department: Department, register: Register) -> bool:
    """Whether none of a table's rows is the department's: it is somebody else's, or all its rows have moved."""
    expected = {i.id for i in register.indicators_of(department)}
    return bool(table.ids) and expected.isdisjoint(table.ids.values())


def _without_columns(file: str, department: Department | None, register: Register) -> Finding:
    details = {"värdekolumn": register.round.value_header}
    name = department.name if department else ""
    return Finding(about_structure.COLUMN_LOST, file, department=name, details=details)


def _read_answers(
    reply: Reply,
    opened: Opened,
    tables: list[Table],
    department: Department,
    stamp: Stamp | None,
    register: Register,
) -> Reply:
    """Read a department's answers, and what has to be said of its workbook."""
    answers = sort_answers(reply.file, tables, department, register, stamp.rows if stamp else ())
    front = read_front_page(opened.book, {table.sheet.title for table in tables})
    returned = Returned(opened.document, register, department, stamp, tables[0], answers, front)
    families = (file_checks.RETURNED, structure_checks.CHECKS)
    found = (finding for family in families for _, said in family.run(returned) for finding in said)
    return replace(
        reply,
        accepted=True,
        entries=tuple(answers.entries.values()),
        refused=tuple(answers.refused),
        ignored=tuple(answers.ignored),
        findings=(*reply.findings, *answers.findings, *found),
        cells_read=answers.cells_read,
        says_done=front.says_done,
        respondent=front.respondent,
        measured_on=front.measured_on,
        corrects=stamp.corrects if stamp else (),
        prefilled={
            (id_, Field(column)): prints
            for (id_, column), prints in (stamp.prefilled.items() if stamp else ())
            if column in _COLUMNS
        },
    )
