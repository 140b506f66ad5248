"""The zip archive that most workbooks are: its parts, read in memory and within limits."""

import io
import zipfile
import zlib
from functools import cached_property

from indikator_excel.replies.opening.refused import (
    DAMAGED,
    MAX_PARTS,
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

    Raises:
        UnreadableError: It is no archive, is encrypted, is beyond a limit, or names a part twice, so that two
            programs would read two different workbooks.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_FAULTS:
            raise UnreadableError("det är ingen Excelfil, eller så är den skadad") from None
        entries = self._archive.infolist()
        if len(entries) > MAX_PARTS:
            raise OverLimitError(f"filen har {len(entries)} delar")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_UNPACKED:
            raise OverLimitError(f"filen är {unpacked // 1_000_000} MB uppackad")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise PasswordError("filen är krypterad")
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise UnreadableError(DAMAGED)

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
        if entry.file_size > limit:
            raise OverLimitError(f"delen {name.rsplit('/', 1)[-1]} är {entry.file_size // 1_000_000} MB uppackad")
        try:
            # No more is unpacked than the directory claims, and a part that holds more fails its checksum.
            return self._archive.read(entry)
        except _ZIP_FAULTS:
            raise UnreadableError(DAMAGED) from None
