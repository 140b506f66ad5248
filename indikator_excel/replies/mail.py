"""Saved mails: the files that they carry, who sent them and when. Nothing in a mail is run or followed."""

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from indikator_excel.indicators.text import clean

if TYPE_CHECKING:
    from email.message import EmailMessage


class Attachment(Struct, frozen=True):
    """A file in another file. ``sent`` and ``sender`` are the mail's."""

    name: str
    data: bytes
    sent: datetime | None = None
    sender: str = ""


_UNNAMED = "bifogad fil"


_LONGEST_ADDRESS = 254


def read_eml(data: bytes) -> list[Attachment] | None:
    """Return the files of a mail in the form of the Internet, those of mails attached to it too; None for no mail.

    A file of a mail that was passed on as an attachment was sent by whoever wrote that mail, and then.
    """
    from email import message_from_bytes, policy

    try:
        message = message_from_bytes(data, policy=policy.default)
        return list(_files(message, None, "")) if message.keys() else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The parser accepts nearly all; what it stumbles over is a header that is none.
        return None


def _files(message: Any, sent: datetime | None, sender: str) -> Iterator[Attachment]:
    """Yield the files of a mail; ``sent`` and ``sender`` are those of the mail that it lies in, where it has none."""
    own_sent, own_sender = _sent(message)
    yield from _files_of(message, own_sent or sent, own_sender or sender)


def _files_of(part: Any, sent: datetime | None, sender: str) -> Iterator[Attachment]:
    if part.is_multipart():
        is_mail = part.get_content_maintype() == "message"
        for inner in part.get_payload():
            yield from (_files if is_mail else _files_of)(inner, sent, sender)
        return
    name = part.get_filename()
    if part.get_content_maintype() == "message" or (name is None and part.get_content_maintype() == "text"):
        return
    payload = part.get_payload(decode=True)
    yield Attachment(_shown(name), payload if isinstance(payload, bytes) else b"", sent, sender)


def _sent(message: "EmailMessage | Any") -> tuple[datetime | None, str]:
    from email.utils import parseaddr, parsedate_to_datetime

    sender = clean(parseaddr(str(message.get("From", "")))[1])[:_LONGEST_ADDRESS]
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
        return (sent if sent.tzinfo is None else sent.astimezone(UTC).replace(tzinfo=None)), sender
    except (ValueError, TypeError, OverflowError):  # also a time of day that lies outside every calendar
        return None, sender


def _shown(name: str | None) -> str:
    """Return a file's name to show; whatever path stood in it is cut off."""
    return clean((name or "").replace("\\", "/").rpartition("/")[2]) or _UNNAMED


#: Properties of Outlook's own format ([MS-OXPROPS]), as the names of their streams end.
_LONG_NAME, _SHORT_NAME, _DATA = "3707", "3704", "3701"
_SMTP_SENDER, _SENDER = "5D01", "0C1F"
_ATTACHED = "__attach_version1.0_"
_PROPERTIES = "__properties_version1.0"
#: How an attachment's data are stored: as they are, or as a mail of its own.
_BINARY, _OBJECT = "0102", "000D"
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_FILETIME = 0x0040
_HEADER, _HEADER_WITHIN, _ENTRY = 32, 24, 16  # bytes of a message's table of properties
_EPOCH = datetime(1601, 1, 1)  # noqa: DTZ001 - times of files are UTC without zone


def read_msg(data: bytes) -> list[Attachment] | None:
    """Return the files of a mail as Outlook saves it, those of mails attached to it too; None for another container.

    The times and senders are as in :func:`read_eml`.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if not container.exists(_PROPERTIES):
                return None
            return list(_files_msg(container, "", _HEADER, None, ""))
    except Exception:  # noqa: BLE001 - a damaged container raises errors of many kinds
        return None  # the opener tells what it is


def _files_msg(container: Any, folder: str, header: int, sent: datetime | None, sender: str) -> Iterator[Attachment]:
    """Yield the files of the mail that lies in a folder of the container, which ends with ``/`` or is the root."""
    properties = f"{folder}{_PROPERTIES}"
    own_sent = _sent_msg(container.openstream(properties).read(), header) if container.exists(properties) else None
    sent = own_sent or sent
    sender = _string(container, folder, _SMTP_SENDER) or _string(container, folder, _SENDER) or sender
    depth = folder.count("/")
    paths = (path for path in container.listdir() if "/".join(path).startswith(folder))
    for name in sorted({path[depth] for path in paths if path[depth].startswith(_ATTACHED)}):
        place = f"{folder}{name}/__substg1.0_{_DATA}"
        if container.exists(f"{place}{_BINARY}"):
            names = (_string(container, f"{folder}{name}/", number) for number in (_LONG_NAME, _SHORT_NAME))
            shown = _shown(next(filter(None, names), None))
            yield Attachment(shown, container.openstream(f"{place}{_BINARY}").read(), sent, sender)
        elif container.exists(f"{place}{_OBJECT}"):
            yield from _files_msg(container, f"{place}{_OBJECT}/", _HEADER_WITHIN, sent, sender)


def _string(container: Any, folder: str, number: str) -> str:
    for kind, encoding in (("001F", "utf-16-le"), ("001E", "cp1252")):
        name = f"{folder}__substg1.0_{number}{kind}"
        if container.exists(name):
            return clean(container.openstream(name).read().decode(encoding, errors="replace").rstrip("\0"))
    return ""


def _sent_msg(properties: bytes, header: int) -> datetime | None:
    """Read when a mail was sent from its table of properties with a fixed size."""
    times = {}
    for at in range(header, len(properties) - _ENTRY + 1, _ENTRY):
        kind, number, _, value = struct.unpack_from("<HHIQ", properties, at)
        if kind == _FILETIME and number in (_SUBMITTED, _DELIVERED):
            times[number] = _EPOCH + timedelta(microseconds=value // 10)
    return times.get(_SUBMITTED) or times.get(_DELIVERED)
