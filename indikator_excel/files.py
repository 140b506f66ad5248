"""Files that are ours: written whole or not at all, the same bytes for the same content."""

import errno
import io
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Collection
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
}


def reason(error: OSError) -> str:
    """Say in Swedish why the system refused; its own words are English."""
    return _REASONS.get(error.errno or 0, f"systemfel {error.errno}")


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: a temporary file in the same folder, then a replace.

    Raises:
        UserError: The target can't be written, most often because it is open in Excel. The old file is whole.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            # mkstemp makes a file for its owner alone; a shared folder needs the ordinary rights.
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - a str path from mkstemp
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
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


def _umask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
