"""Files that are ours: written whole or not at all, the same bytes for the same content."""

import errno
import io
import os
import re
import zipfile
import zlib
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indikator_excel.errors import UserError

if TYPE_CHECKING:
    from openpyxl import Workbook

#: The earliest time that a zip can hold; used where no better time is known.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def moment() -> datetime:
    """Return now with its distance from UTC, or ``SOURCE_DATE_EPOCH`` for what must come out the same again."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH", "")
    if pinned.isdecimal():
        return datetime.fromtimestamp(int(pinned), UTC)
    return datetime.now().astimezone().replace(microsecond=0)


def now() -> datetime:
    """Return the time that outputs are stamped with, as a clock on the wall says it."""
    return moment().replace(tzinfo=None)


#: Windows opens no longer path than this, unless it has been set up to.
LONGEST_PATH = 259
_REASONS = {
    errno.ENOENT: "den finns inte",
    errno.EACCES: "du saknar behörighet",
    errno.EPERM: "du saknar behörighet",
    errno.EISDIR: "det är en mapp",
    errno.EEXIST: "en fil med samma namn är i vägen",
    errno.ENOTDIR: "en fil med samma namn är i vägen",
    errno.ENOSPC: "disken är full",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EROFS: "disken är skrivskyddad",
    # What Windows says of all that has no number of its own in other systems.
    errno.EINVAL: "namnet är inte tillåtet, eller så ligger filen bara i molnet (OneDrive) och kunde inte hämtas",
}


def reason(error: OSError) -> str:
    """Say in Swedish why the system refused; its own words are English."""
    said = _REASONS.get(error.errno or 0, f"systemfel {error.errno}")
    names = (name for name in (error.filename, error.filename2) if isinstance(name, str | os.PathLike))
    length = max((len(str(Path(name).absolute())) for name in names), default=0)
    if error.errno in (errno.ENOENT, errno.EINVAL) and length > LONGEST_PATH:
        # Windows does not tell a path that is too long from one that leads nowhere.
        return (
            f"{said}, eller så är sökvägen för lång ({length} tecken; Windows klarar {LONGEST_PATH}). Korta namnen, "
            "eller flytta mappen närmare diskens rot"
        )
    return said


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: a temporary file in the same folder, then a replace.

    Raises:
        UserError: The target can't be written, most often because it is open in Excel. The old file is whole.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Named here and not by tempfile, which gives no others any right to the file, and which on Windows takes a
        # folder that can't be written in for one where each name is taken.
        temporary = path.with_name(f".{os.urandom(8).hex()}.tmp")
        try:
            with temporary.open("xb") as stream:
                stream.write(data)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except PermissionError as error:
        if not path.exists():
            raise UserError(f"{path} kunde inte skrivas: {reason(error)} i mappen.") from None
        raise UserError(
            f"{path.name} kunde inte skrivas. Är filen öppen i {_program(path)}? Stäng den och kör kommandot igen. "
            "Den gamla filen är orörd."
        ) from None
    except OSError as error:
        raise UserError(f"{path} kunde inte skrivas: {reason(error)}.") from None


def write_if_new(path: Path, data: bytes) -> bytes:
    """Write a workbook unless the one that lies there says the same and only the time differs.

    Whoever has had the old one has then had this one. Return the bytes of the file as it stands.

    Raises:
        UserError: The target can't be written.
    """
    try:
        old = path.read_bytes()
    except OSError:
        old = b""
    if old and _content(old) == _content(data):
        return old
    write_whole(path, data)
    return data


def _content(workbook: bytes) -> object:
    """Return all parts of a workbook but its times; the bytes themselves where it can't be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
            return {name: _MODIFIED.sub(rb"\g<1>", parts.read(name)) for name in parts.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        return workbook


def left_over(folder: Path, written: Collection[str], pattern: str = "*.xlsx") -> tuple[str, ...]:
    """Return the files of a kind that lie in a folder and were not written now; Excel's own lock files are none."""
    names = (path.name for path in folder.glob(pattern))
    return tuple(sorted(name for name in names if name not in written and not name.startswith("~$")))


def _program(path: Path) -> str:
    """Return the program in which a file of ours is most likely open."""
    suffix = path.suffix.lower()
    if suffix == ".eml":
        return "mejlprogrammet"
    return "Word" if suffix.startswith((".doc", ".dot")) else "Excel"


def read_bytes(path: Path) -> bytes:
    """Read a whole file.

    Raises:
        UserError: The file can't be read.
    """
    try:
        return path.read_bytes()
    except PermissionError:
        raise UserError(
            f"{path.name} kunde inte läsas. Är filen öppen i {_program(path)}? Stäng den och kör igen."
        ) from None
    except OSError as error:
        raise UserError(f"{path} kunde inte läsas: {reason(error)}.") from None


def workbook_bytes(workbook: "Workbook") -> bytes:
    """Return an openpyxl workbook as a file whose bytes depend on its content and :func:`now` alone."""
    stream = io.BytesIO()
    workbook.save(stream)
    stamp = now().strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp, data)
            entry = zipfile.ZipInfo(item.filename, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return packed.getvalue()
