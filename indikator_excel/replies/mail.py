"""Saved mails: the files that they carry, who sent them and when. Nothing in a mail is run or followed."""

import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from indikator_excel.indicators.text import clean


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in another file. ``sent`` and ``sender`` are the mail's."""

    name: str
    data: bytes
    sent: datetime | None = None
    sender: str = ""


_UNNAMED = "bifogad fil"


def read_eml(data: bytes) -> list[Attachment] | None:
    """Return the files of a mail in the form of the Internet, those of mails attached to it too; None for no mail."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        return _files(message, *_sent(message)) if message.keys() else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The parser accepts nearly all; what it stumbles over is a header that is none.
        return None


def _files(message: Any, sent: datetime | None, sender: str) -> list[Attachment]:
    files = []
    for part in message.walk():
        if part.is_multipart() or part.get_content_maintype() == "message":
            continue
        name = part.get_filename()
        if name is None and part.get_content_maintype() in ("text", "multipart"):
            continue
        payload = part.get_payload(decode=True)
        files.append(Attachment(_shown(name), payload if isinstance(payload, bytes) else b"", sent, sender))
    return files


def _sent(message: EmailMessage | Any) -> tuple[datetime | None, str]:
    sender = parseaddr(str(message.get("From", "")))[1]
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError):
        return None, sender
    return (sent if sent.tzinfo is None else sent.astimezone(UTC).replace(tzinfo=None)), sender


def _shown(name: str | None) -> str:
    """Return a file's name to show; whatever path stood in it is cut off."""
    return clean((name or "").replace("\\", "/").rpartition("/")[2]) or _UNNAMED


#: Properties of Outlook's own format ([MS-OXPROPS]), as the names of their streams end.
_LONG_NAME, _SHORT_NAME, _DATA = "3707", "3704", "3701"
_SMTP_SENDER, _SENDER = "5D01", "0C1F"
_ATTACHED = "__attach_version1.0_"
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_FILETIME = 0x0040
_HEADER, _ENTRY = 32, 16  # bytes of a message's table of properties
_EPOCH = datetime(1601, 1, 1)  # noqa: DTZ001 - times of files are UTC without zone


def read_msg(data: bytes) -> list[Attachment] | None:
    """Return the files of a mail as Outlook saves it; None for another file of the same kind of container."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(path): path for path in container.listdir()}
            if "__properties_version1.0" not in streams:
                return None
            sent = _sent_msg(container.openstream("__properties_version1.0").read())
            sender = _string(container, "", _SMTP_SENDER) or _string(container, "", _SENDER)
            files = []
            for folder in sorted({path[0] for path in streams.values() if path[0].startswith(_ATTACHED)}):
                stream = f"{folder}/__substg1.0_{_DATA}0102"
                if stream in streams:
                    names = (_string(container, f"{folder}/", number) for number in (_LONG_NAME, _SHORT_NAME))
                    name = next(filter(None, names), None)
                    files.append(Attachment(_shown(name), container.openstream(stream).read(), sent, sender))
            return files
    except Exception:  # noqa: BLE001 - a damaged container raises errors of many kinds
        return None  # the opener tells what it is


def _string(container: Any, folder: str, number: str) -> str:
    for kind, encoding in (("001F", "utf-16-le"), ("001E", "cp1252")):
        name = f"{folder}__substg1.0_{number}{kind}"
        if container.exists(name):
            return clean(container.openstream(name).read().decode(encoding, errors="replace").rstrip("\0"))
    return ""


def _sent_msg(properties: bytes) -> datetime | None:
    """Read when a mail was sent from its table of properties with a fixed size."""
    times = {}
    for at in range(_HEADER, len(properties) - _ENTRY + 1, _ENTRY):
        kind, number, _, value = struct.unpack_from("<HHIQ", properties, at)
        if kind == _FILETIME and number in (_SUBMITTED, _DELIVERED):
            times[number] = _EPOCH + timedelta(microseconds=value // 10)
    return times.get(_SUBMITTED) or times.get(_DELIVERED)
