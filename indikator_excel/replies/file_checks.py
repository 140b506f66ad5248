"""What has to be said of a file as such (F) that is read: one small function for each check, which lists itself."""

from msgspec import Struct

from indikator_excel.findings import about_files
from indikator_excel.findings.checks import Checks
from indikator_excel.findings.finding import Finding
from indikator_excel.opening.cells import Book
from indikator_excel.replies.finder import Document
from indikator_excel.replies.returned import Findings, Returned
from indikator_excel.templates.stamp import fingerprint


class Opened(Struct, frozen=True):
    """A file that could be opened, whosever it is."""

    document: Document
    book: Book


#: What can be said before it is known whose the file is.
OPENED: "Checks[Opened, Findings]" = Checks()
#: What can be said of a department's file.
RETURNED: "Checks[Returned, Findings]" = Checks()


@OPENED.of(about_files.OTHER_ENGINE)
def read_otherwise(file: Opened) -> Findings:
    """Read with another library than usual."""
    if file.book.passed_over:
        details = {"motor": file.book.engine, "skäl": file.book.passed_over}
        yield Finding(about_files.OTHER_ENGINE, file.document.name, details=details)


@OPENED.of(about_files.FORMATS_UNKNOWN)
def formats_unknown(file: Opened) -> Findings:
    """The file can't tell how its numbers are shown."""
    if any(cell.number_format is None for sheet in file.book.sheets for cell in sheet.cells.values()):
        yield Finding(about_files.FORMATS_UNKNOWN, file.document.name)


@RETURNED.of(about_files.TEMPLATE_OLDER)
def template_older(returned: Returned) -> Findings:
    """Rows that the register has changed, or added, since the template was made."""
    asked = returned.stamp.rows if returned.stamp else {}
    changed = [
        id_
        for id_, i in returned.expected.items()
        if asked and asked.get(id_) != fingerprint(i.baseline_text, i.target_text)
    ]
    if changed:
        yield returned.of_file(about_files.TEMPLATE_OLDER, {"rader": ", ".join(changed)})


@RETURNED.of(about_files.OTHER_SENDER)
def other_sender(returned: Returned) -> Findings:
    """A mail that somebody else than the department's contact has sent."""
    sender, department = returned.document.sender, returned.department
    if not sender or not department.email:
        return
    # Most replies are no mails, and what reads addresses need not be loaded for them.
    from indikator_excel.indicators.address import read_addresses

    known, _ = read_addresses(f"{department.email};{department.copy_to}")
    found, _ = read_addresses(sender)  # what is no address is its own key
    if (found[0].key if found else sender.casefold()) not in {address.key for address in known}:
        details = {"avsändare": sender, "kontakt": department.email}
        yield returned.of_file(about_files.OTHER_SENDER, details)
