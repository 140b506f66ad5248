"""Which files in ``svar/`` are replies, and the workbooks that lie in them: alone, in a mail, in a zip archive.

What lies in another file is read in memory. Names in it are shown, and never used as paths.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.container.archive import Container
from indikator_excel.container.refused import MAX_FILE, OverLimitError, UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.files import reason
from indikator_excel.opening.open import OLE, WORKBOOKS, is_workbook
from indikator_excel.replies.mail import Attachment, read_eml, read_msg

#: What operating systems and Office leave in a folder; nobody sent it.
_DEBRIS = {"thumbs.db", "desktop.ini", ".ds_store"}
#: What the pictures of a signature are called when a mail is saved with everything in it.
_SIGNATURE = re.compile(r"image\d{3}\.(?:png|jpe?g|gif)\Z", re.IGNORECASE)
#: What a mail holds beside a reply: the sender's logotype, her signature, her card.
_BESIDE = (
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".emz", ".wmz"),
    *(".p7s", ".vcf", ".ics", ".htm", ".html", ".txt"),
)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - in UTC, as the workbooks say when they were saved
_DEEPEST = 3
_MOST_WITHIN = 200


class Found(Struct, frozen=True):
    """A file in the folder. ``name`` is its path below ``svar/`` with ``/``, as it is shown and kept.

    ``outside`` is set for a link to something that lies elsewhere.
    """

    path: Path
    name: str
    outside: bool = False


class Document(Struct, frozen=True):
    """A file to be opened: its name (``svar.eml!Indikatorer.xlsx`` for one that lies in another), and its bytes.

    ``sent`` is when the mail was sent that it came with, ``sender`` by whom; ``modified`` when the file was written,
    which says the least. ``refusal`` is why it can't even be looked at.
    """

    name: str
    data: bytes = b""
    sent: datetime | None = None
    sender: str = ""
    modified: datetime | None = None
    refusal: UnreadableError | None = None


def find_replies(folder: Path) -> list[Found]:
    """Return the files below ``folder`` in a stable order; a link that leads out of it is marked, not followed.

    What is there and can't be looked at is returned too, so that it is told when it is to be read: a folder that
    nobody may look into, and on Windows a file whose path is too long.

    Raises:
        UserError: The folder itself can't be looked into.
    """
    root = folder.resolve()
    paths: list[Path] = []

    def refused(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise UserError(f"Mappen {folder} kunde inte läsas: {reason(error)}.") from None
        paths.append(Path(error.filename))

    for within, _, names in os.walk(folder, onerror=refused):
        paths += [Path(within, name) for name in names]
    found = []
    for path in sorted(paths, key=lambda p: str(p.relative_to(folder)).casefold()):
        # As text: a system may have bytes in a name that are none, and that no workbook could tell.
        name = path.relative_to(folder).as_posix().encode(errors="replace").decode()
        if not _is_debris(name) and (path.is_file() or path.is_dir() or not path.exists()):
            found.append(Found(path, name, outside=not path.resolve().is_relative_to(root)))
    return found


def _is_debris(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    last = parts[-1].casefold()
    return (
        last.startswith(("~$", "."))
        or last.endswith(".tmp")
        or last in _DEBRIS
        or "__MACOSX" in parts
        or bool(_SIGNATURE.match(last))
    )


def documents_in(found: Found) -> Iterator[Document]:
    """Yield what a file holds: itself, or the workbooks of a mail or an archive."""
    try:
        data, modified = _read_limited(found.path)
    except UnreadableError as error:
        yield Document(found.name, refusal=error)
        return
    yield from _unpacked(Document(found.name, data, modified=modified), depth=0)


def _read_limited(path: Path) -> tuple[bytes, datetime]:
    """Return a file's bytes and when it was written, unless it is too large to be a reply or can't be read."""
    try:
        facts = path.stat()
        if facts.st_size <= MAX_FILE:
            return path.read_bytes(), _EPOCH + timedelta(seconds=facts.st_mtime)
    except PermissionError:
        raise OutOfReachError("den är låst av ett annat program, eller så saknar du behörighet") from None
    except OSError as error:
        raise OutOfReachError(reason(error)) from None
    raise OverLimitError(f"filen är {facts.st_size // 1_000_000} MB")


def _unpacked(document: Document, depth: int) -> Iterator[Document]:
    """Yield a document, or what lies in it. What can't be unpacked is yielded as it is, for the opener to refuse."""
    try:
        within = _within(document)
        if within is not None and depth >= _DEEPEST:
            raise OverLimitError("den har filer i filer i filer")
        if within is not None and len(within) > _MOST_WITHIN:
            raise OverLimitError(f"den har {len(within)} filer i sig")
    except UnreadableError as error:
        yield replace(document, refusal=error)
        return
    if within is None:
        yield document
        return
    kept = [inner for inner in within if not _is_debris(inner.name)]
    wanted = [inner for inner in kept if not inner.name.casefold().endswith(_BESIDE)]
    if not wanted:
        yield replace(document, refusal=NothingWithinError([inner.name for inner in kept]))
    for inner in wanted:
        yield from _unpacked(
            replace(
                document,
                name=f"{document.name}!{inner.name}",
                data=inner.data,
                sent=inner.sent or document.sent,
                sender=inner.sender or document.sender,
            ),
            depth + 1,
        )


class OutOfReachError(UnreadableError):
    """What keeps a file from being read lies in the computer and not in the file."""


class NothingWithinError(UnreadableError):
    """A mail or an archive without anything that may be a reply."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("inget som kan vara ett svar")
        self.names = names


def _within(document: Document) -> list[Attachment] | None:
    """Return the files that lie in a mail or an archive; None for any other file."""
    suffix = document.name.rpartition(".")[2].casefold()
    if document.data.startswith(OLE):
        return read_msg(document.data)
    if document.data.startswith(b"PK"):
        # A workbook that lost its name is one all the same, and a broken one is no archive of other files.
        return None if suffix in WORKBOOKS or is_workbook(document.data) else _read_zip(document.data)
    return read_eml(document.data) if suffix == "eml" else None


def _read_zip(data: bytes) -> list[Attachment] | None:
    """Return an archive's files; None for one that is something else, such as a Word document."""
    container = Container(data)
    if "[Content_Types].xml" in container.names or "mimetype" in container.names:
        return None
    return [
        Attachment(name, container.part(name, MAX_FILE)) for name in sorted(container.names) if not name.endswith("/")
    ]
