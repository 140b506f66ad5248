"""A writer of compound files, the containers of ``.msg`` mails and encrypted workbooks ([MS-CFB])."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
#: Streams shorter than this lie elsewhere in the file; longer ones do not, so every stream is made this long.
_SHORTEST = 4096


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[_Entry] = field(default_factory=list)
    number: int = 0
    right: int = _NONE
    child: int = _NONE
    start: int = _END


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file. Names may hold ``/``; a stream shorter than 4096 bytes is filled up with zeros."""
    root = _Entry("Root Entry", _ROOT)
    for path, data in streams.items():
        at = root
        *folders, name = path.split("/")
        for folder in folders:
            found = next((c for c in at.children if c.name == folder), None)
            if found is None:
                found = _Entry(folder, _STORAGE)
                at.children.append(found)
            at = found
        at.children.append(_Entry(name, _STREAM, data.ljust(_SHORTEST, b"\0")))
    entries = list(_numbered(root))
    chains: list[int] = []
    body = b""
    for entry in entries:
        if entry.kind == _STREAM:
            entry.start = len(chains)
            sectors = -(-len(entry.data) // _SECTOR)
            chains += [*range(entry.start + 1, entry.start + sectors), _END]
            body += entry.data.ljust(sectors * _SECTOR, b"\0")
    directory_start = len(chains)
    directory = b"".join(map(_directory_entry, entries))
    sectors = -(-len(directory) // _SECTOR)
    chains += [*range(directory_start + 1, directory_start + sectors), _END]
    body += directory.ljust(sectors * _SECTOR, b"\0")
    tables = 1
    while tables * _SECTOR // 4 < len(chains) + tables:
        tables += 1
    table_start = len(chains)
    chains += [_FAT] * tables
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(tables * _SECTOR, b"\xff")
    places = [*range(table_start, table_start + tables)] + [_FREE] * (109 - tables)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, directory_start, 0, _SHORTEST, _END, 0, _END, 0),
        *places,
    )
    return header + body + table


def _numbered(root: _Entry) -> Iterator[_Entry]:
    """Yield the entries in the order that they are written, with siblings linked to each other."""
    listed = [root]
    for entry in listed:
        entry.children.sort(key=lambda c: (len(c.name), c.name.upper()))
        first = len(listed)
        listed += entry.children
        if entry.children:
            entry.child = first
        for number, child in enumerate(entry.children, first):
            child.number = number
            child.right = number + 1 if child is not entry.children[-1] else _NONE
    yield from listed


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name,
        len(name) + 2,
        entry.kind,
        1,
        *(_NONE, entry.right, entry.child),
        b"",
        *(0, 0, 0),
        entry.start,
        len(entry.data),
    )
