"""A letter as a MIME message: plain text and HTML, the workbook beside them, the same bytes for the same content."""

import hashlib
from collections.abc import Sequence
from email import policy
from email.charset import QP, Charset
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage

from msgspec import Struct

from indikator_excel.dispatch.letter import XLSX
from indikator_excel.indicators.address import MailAddress

_CONTENT_TYPE = "Content-Type"
#: The host of a Message-ID where the sender has no address; nobody's, by RFC 2606.
_NO_HOST = "indikator-excel.invalid"
#: As mail travels, and with headers that are given whole left alone: the media type of a workbook is longer than the
#: line that the library wants, and it would break it in two and encode the halves.
_POLICY = policy.SMTP.clone(refold_source="none")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP


class Workbook(Struct, frozen=True):
    """A workbook to attach."""

    name: str
    data: bytes


class Envelope(Struct, frozen=True):
    """Who writes to whom. ``sender`` is None where the mail program is to say who."""

    sender: MailAddress | None
    to: Sequence[MailAddress]
    copies: Sequence[MailAddress]


def make_message(envelope: Envelope, subject: str, plain: str, html: str, workbook: Workbook | None) -> EmailMessage:
    """Return a message that Outlook and Thunderbird open as a draft.

    It has no ``Date``: whoever sends it says when. Its ``Message-ID`` and boundaries come from its content.
    """
    message = EmailMessage(policy=_POLICY)
    # Both programs open a file with this mark for editing, with the button Send.
    message["X-Unsent"] = "1"
    if envelope.sender is not None:
        message["From"] = _header(envelope.sender)
    if envelope.to:
        message["To"] = [_header(a) for a in envelope.to]
    if envelope.copies:
        message["Cc"] = [_header(a) for a in envelope.copies]
    message["Subject"] = subject
    # Quoted-printable whatever the text: lines may be as long as paragraphs, and no relay has to know 8BITMIME.
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if workbook is not None:
        _attach(message, workbook)
    _identify(message, envelope, (subject, plain, html), workbook)
    return message


def _header(address: MailAddress) -> Address:
    return Address(address.name, address.local, address.domain)


def _attach(message: EmailMessage, workbook: Workbook) -> None:
    """Attach the workbook under a name that old programs understand too.

    ``filename*`` (RFC 2231) is the standard's way to say å, ä, ö, and the library writes it. Outlook has long read
    only the ``name`` of the type, and only as an encoded word (RFC 2047), which the standard forbids there and all
    programs read. The library would make that RFC 2231 too, so the header is given to it as it is to stand.
    """
    maintype, subtype = XLSX.split("/")
    message.add_attachment(workbook.data, maintype=maintype, subtype=subtype, filename=workbook.name)
    part = list(message.iter_attachments())[-1]
    del part[_CONTENT_TYPE]
    plain = workbook.name.replace("\\", "-").replace('"', "'")
    words = plain if plain.isascii() else Header(plain, _UTF8, maxlinelen=72).encode(linesep="\r\n")
    part.set_raw(_CONTENT_TYPE, f'{XLSX};\r\n name="{words}"')


def _identify(message: EmailMessage, envelope: Envelope, texts: Sequence[str], workbook: Workbook | None) -> None:
    """Give the message its ID and its parts their boundaries."""
    seen = hashlib.sha256()
    people = [envelope.sender, *envelope.to, None, *envelope.copies]
    for text in (*texts, *(a.bare if a else "" for a in people), workbook.name if workbook else ""):
        seen.update(text.encode(errors="replace") + b"\0")
    seen.update(workbook.data if workbook else b"")
    digest = seen.hexdigest()[:32]
    host = envelope.sender.domain if envelope.sender else _NO_HOST
    message["Message-ID"] = f"<{digest}@{host}>"
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        # "=_" stands in no line of base64 or quoted-printable.
        part.set_boundary(f"=_{digest}_{number}")
