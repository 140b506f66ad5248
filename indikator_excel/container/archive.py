"""The zip archive that most workbooks and documents are: its parts, read in memory and within limits."""

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cached_property

from indikator_excel.container.markup import check_text
from indikator_excel.container.refused import (
    AMBIGUOUS,
    DAMAGED,
    MAX_PARTS,
    MAX_SHEET_PART,
    MAX_SMALL_PART,
    MAX_UNPACKED,
    OverLimitError,
    PasswordError,
    UnreadableError,
)

_ENCRYPTED = 0x1
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Container:
    """An archive whose size has been looked at.

    Args:
        data: The file.
        kind: What it should be, for the message to whom it is not.

    Raises:
        UnreadableError: It is no archive, is encrypted, is beyond a limit, or names a part twice, so that two
            programs would read two different workbooks.
    """

    def __init__(self, data: bytes, kind: str = "Excelfil") -> None:
        self.data = data
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_FAULTS:
            raise UnreadableError(f"det är ingen {kind}, eller så är den skadad") from None
        entries = self._archive.infolist()
        if len(entries) > MAX_PARTS:
            raise OverLimitError(f"filen har {len(entries)} delar")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_UNPACKED:
            raise OverLimitError(f"innehållet är {unpacked // 1_000_000} MB")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise PasswordError("filen är krypterad")
        self._entries = {entry.filename: entry for entry in entries}
        self._read: dict[str, bytes] = {}
        if len(self._entries) < len(entries):
            raise UnreadableError(AMBIGUOUS)

    def check(self, large: Callable[[str], bool]) -> None:
        """Unpack every part that an engine may read, so that none finds more than the archive's directory says.

        Args:
            large: Tells the parts that may be as large as a sheet.

        Raises:
            UnreadableError: A part is damaged, larger than its limit, or not what XML may hold.
        """
        for name in self._entries:
            if name.endswith((".xml", ".rels")):
                check_text(self.part(name, MAX_SHEET_PART if large(name) else MAX_SMALL_PART))

    @cached_property
    def names(self) -> frozenset[str]:
        """The parts' names."""
        return frozenset(self._entries)

    def part(self, name: str, limit: int = MAX_SMALL_PART) -> bytes:
        """Return a part, or nothing where there is none.

        Raises:
            UnreadableError: The part is damaged, or larger than ``limit`` bytes.
        """
        entry = self._entries.get(name)
        if entry is None:
            return b""
        if name in self._read:
            return self._read[name]
        if entry.file_size > limit:
            raise OverLimitError(f"innehållet är {entry.file_size // 1_000_000} MB")
        try:
            # No more is unpacked than the directory claims, and a part that holds more fails its checksum. Reading
            # without a size would unpack it all at once.
            with self._archive.open(entry) as stream:
                data = self._read[name] = stream.read(entry.file_size + 1)
        except _ZIP_FAULTS:
            raise UnreadableError(DAMAGED) from None
        return data

    def with_part(self, name: str, content: bytes) -> bytes:
        """Return the archive with one part changed and every other as it was, in the same order.

        Raises:
            UnreadableError: A part is damaged.
        """
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as changed:
            for entry in self._entries.values():
                data = content if entry.filename == name else self.part(entry.filename, entry.file_size)
                same = zipfile.ZipInfo(entry.filename, entry.date_time)
                same.compress_type, same.external_attr = _writable(entry.compress_type), entry.external_attr
                same.comment, same.create_system = entry.comment, entry.create_system
                changed.writestr(same, data)
        return stream.getvalue()


def _writable(method: int) -> int:
    """Return the method that a part is packed with; other methods than Office's own become the usual one."""
    return method if method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else zipfile.ZIP_DEFLATED
