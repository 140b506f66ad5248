"""A letter to a department, ready to be sent or to be saved as a draft."""

from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from indikator_excel.indicators.model import Department

#: The media type of every workbook that is attached.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LetterKind(StrEnum):
    """What a letter is for; the values are the options' names in Swedish."""

    DISPATCH = "utskick"
    REMINDER = "påminnelse"
    CORRECTION = "rättelser"
    RECEIPT = "kvitto"


class Letter(Struct, frozen=True):
    """One letter.

    Args:
        department: Whom it is for.
        kind: What it is for.
        message: The whole message, marked as an unsent draft. It has neither ``Date`` nor a ``Bcc``.
        file_name: What the draft is called in ``utskick/``.
        attachment: The workbook that it carries; None for none.
        attachment_hash: The workbook's SHA-256.
        recipients: The bare addresses of To and Cc, domains in their ASCII form; none where the register has none.
    """

    department: Department
    kind: LetterKind
    message: EmailMessage
    file_name: str
    attachment: Path | None = None
    attachment_hash: str | None = None
    recipients: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The subject, as it is read."""
        return str(self.message["Subject"])

    def as_draft(self) -> bytes:
        """Return the letter as a file that a mail program opens for editing; always the same bytes."""
        return self.message.as_bytes()
