"""Broken and hostile workbooks, each made from a real filled template by one small change.

``CASES`` is the table: a name, what must come of the file, and how it is made from the good one. Nothing here is
random but what is seeded, so a case that fails can be made again by its name.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import re
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Edit = Callable[[bytes], bytes]

CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELS = "_rels/.rels"
WORKBOOK = "xl/workbook.xml"
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"
FRONT, TABLE_SHEET, STAMP = (f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3))
SHEET_RELS = "xl/worksheets/_rels/sheet2.xml.rels"
TABLE = "xl/tables/table1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
CUSTOM = "docProps/custom.xml"
CORE = "docProps/core.xml"
APP = "docProps/app.xml"
THEME = "xl/theme/theme1.xml"
#: Every part of a template, as XlsxWriter and Excel store it.
PARTS = (
    *(CONTENT_TYPES, ROOT_RELS, WORKBOOK, WORKBOOK_RELS, FRONT, TABLE_SHEET, STAMP, SHEET_RELS, TABLE),
    *(STRINGS, STYLES, CUSTOM, CORE, APP, THEME),
)
#: The parts without which an answer, or what it means, can't be known. What the list of content types says of them
#: can be known from the parts themselves.
NEEDED = (WORKBOOK, WORKBOOK_RELS, TABLE_SHEET, STRINGS)
#: The parts that hold nothing anybody answered.
IDLE = (CUSTOM, CORE, APP, THEME)

RELATIONSHIPS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Expect(StrEnum):
    """What must come of a file."""

    #: It is not used, and a finding of the level *fel* names it.
    FINDING = "finding"
    #: Every answer is read as from the good file.
    READ = "read"
    #: One or the other: either it is not used and a *fel* names it, or each answer that differs has its finding.
    EITHER = "either"


@dataclass(frozen=True)
class Case:
    """One file. ``make`` takes the good file's bytes."""

    name: str
    expect: Expect
    make: Edit = field(repr=False)
    suffix: str = ".xlsx"
    #: The rows that the file says something else of, and rightly so: they may differ without a finding.
    own: frozenset[str] = frozenset()


FINDING, READ, EITHER = Expect


# The good file


def filled(template: bytes, answers: Mapping[str, Mapping[str, Any]], front: Mapping[str, Any]) -> bytes:
    """Fill a template in as Excel does: nothing but the cells' own elements and the shared strings change.

    openpyxl would write every text in its cell, and the attacks on the shared strings would have nothing to attack.
    """
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", _part(template, STRINGS).decode(), flags=re.DOTALL)
    sheet, first = _part(template, TABLE_SHEET).decode(), _part(template, FRONT).decode()
    new: list[str] = []

    def element(content: Any) -> tuple[str, str]:
        if not isinstance(content, str):
            return "", f"<v>{content}</v>"
        new.append(content)
        return ' t="s"', f"<v>{len(texts) + len(new) - 1}</v>"

    def typed(xml: str, place: str, content: Any) -> str:
        kind, inner = element(content)
        xml, times = re.subn(rf'<c r="{place}"( s="\d+")/>', rf'<c r="{place}"\1{kind}>{inner}</c>', xml)
        if times != 1:
            raise AssertionError(place)
        return xml

    def places(xml: str) -> dict[str, str]:
        """Return where each text that stands for itself in a row or a header is: text -> place."""
        cells = re.findall(r'<c r="([A-Z]+\d+)"[^>]* t="s"><v>(\d+)</v>', xml)
        return {texts[int(number)]: place for place, number in reversed(cells)}

    where = places(sheet)
    for id_, cells in answers.items():
        for header, content in cells.items():
            place = re.sub(r"\d", "", where[header]) + re.sub(r"\D", "", where[id_])
            sheet = typed(sheet, place, content)
    labels = places(first)
    for label, content in front.items():
        first = typed(first, "B" + labels[label][1:], content)
    added = "".join(f"<si><t>{escape(text)}</t></si>" for text in new).encode()
    return edited(
        template,
        {
            TABLE_SHEET: lambda _: sheet.encode(),
            FRONT: lambda _: first.encode(),
            STRINGS: lambda data: data.replace(b"</sst>", added + b"</sst>"),
        },
    )


# Tools


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def edited(good: bytes, edits: Mapping[str, Edit], added: Mapping[str, bytes] | None = None) -> bytes:
    """Change parts of a workbook; an edit that changes nothing is a case that tests nothing."""
    parts = parts_of(good)
    for name, edit in edits.items():
        before = parts[name]
        parts[name] = edit(before)
        if parts[name] == before:
            raise AssertionError(f"{name} is as it was")
    return pack(parts | dict(added or {}))


def changed(part: str, edit: Edit) -> Edit:
    return lambda good: edited(good, {part: edit})


def of(part: str, name: str, expect: Expect, edit: Edit) -> Case:
    """Return the case of one part changed."""
    return Case(name, expect, changed(part, edit))


def swap(old: bytes, new: bytes, times: int = 1) -> Edit:
    return lambda data: data.replace(old, new, times)


def regex(pattern: bytes, new: bytes | Callable[[re.Match[bytes]], bytes], times: int = 1) -> Edit:
    return lambda data: re.sub(pattern, new, data, count=times, flags=re.DOTALL)


def chain(*edits: Edit) -> Edit:
    def run(data: bytes) -> bytes:
        for edit in edits:
            data = edit(data)
        return data

    return run


def _cell(place: str) -> bytes:
    return rb'<c r="%s"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)' % place.encode()


def cell(place: str, inner: bytes, kind: bytes = b"") -> Edit:
    """Put something else into a cell, which keeps its format."""

    def element(found: re.Match[bytes]) -> bytes:
        return b'<c r="%s"%s%s>%s</c>' % (place.encode(), found[1], b' t="%s"' % kind if kind else b"", inner)

    return regex(_cell(place), element)


def after_rows(xml: bytes) -> Edit:
    return swap(b"</sheetData>", xml + b"</sheetData>")


def before_formats(xml: bytes) -> Edit:
    """Merged cells stand before the conditional formats."""
    return swap(b"<conditionalFormatting", xml + b"<conditionalFormatting")


def before_margins(xml: bytes) -> Edit:
    """Links stand before the page's margins."""
    return swap(b"<pageMargins", xml + b"<pageMargins")


def related(part: str, kind: bytes, target: bytes, *, outside: bool = False) -> Edit:
    """Add a relationship to a part's relationships."""
    mode = b' TargetMode="External"' if outside else b""
    xml = b'<Relationship Id="rId99" Type="%s/%s" Target="%s"%s/>' % (RELATIONSHIPS, kind, target, mode)
    return lambda good: edited(good, {part: swap(b"</Relationships>", xml + b"</Relationships>")})


def with_part(name: str, data: bytes, kind: str, *, type_: str = "", rels: str = SHEET_RELS) -> Edit:
    """Add a part to the package as Office does: the part, its content type and the relationship to it."""
    target = "/" + name
    declared = f'<Override PartName="{target}" ContentType="{type_}"/>'.encode() if type_ else b""

    def run(good: bytes) -> bytes:
        good = related(rels, kind.encode(), target.encode())(good)
        if declared:
            good = edited(good, {CONTENT_TYPES: swap(b"</Types>", declared + b"</Types>")})
        return edited(good, {}, {name: data})

    return run


def repeated(element: bytes, times: int, wrapper: bytes = b"") -> bytes:
    """Return an element so many times; ``%d`` in it counts."""
    body = b"".join(element % n for n in range(1, times + 1)) if b"%d" in element else element * times
    return b"<%s>%s</%s>" % (wrapper, body, wrapper.split()[0]) if wrapper else body


def rubbish(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - the same rubbish every time


# The zip, byte by byte


@dataclass(frozen=True)
class Entry:
    """An entry as it is written; ``local`` and ``central`` say what a header claims instead of the truth."""

    name: bytes
    packed: bytes
    crc: int
    size: int
    method: int = zipfile.ZIP_DEFLATED
    local: Mapping[str, int] = field(default_factory=dict)
    central: Mapping[str, Any] = field(default_factory=dict)
    extra: bytes = b""
    comment: bytes = b""


_FIELDS = ("need", "flags", "method", "time", "date", "crc", "packed", "size")


_OFFICE = "application/vnd.openxmlformats-officedocument"
_SHEET_TYPE = f"{_OFFICE}.spreadsheetml.worksheet+xml"
_STRINGS_TYPE = f"{_OFFICE}.spreadsheetml.sharedStrings+xml"


def content_types(*overrides: tuple[str, str]) -> bytes:
    """Return the declarations of a package's parts: name and type."""
    parts = "".join(f'<Override PartName="{name}" ContentType="{type_}"/>' for name, type_ in overrides)
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{space}">{parts}</Types>'.encode()


def entry(name: str | bytes, data: bytes) -> Entry:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    raw = name.encode() if isinstance(name, str) else name
    return Entry(raw, packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def entries_of(good: bytes) -> list[Entry]:
    return [entry(name, data) for name, data in parts_of(good).items()]


def blown_up(name: str, head: bytes, block: bytes, times: int, tail: bytes = b"") -> Entry:
    """Return an entry with a block repeated so often. What is packed once is copied, which takes no time."""

    def packed(data: bytes, *, last: bool = False) -> bytes:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)

    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    whole = packed(head) + packed(block) * times + packed(tail, last=True)
    return Entry(name.encode(), whole, zlib.crc32(tail, crc), len(head) + len(block) * times + len(tail))


def zipped(entries: Sequence[Entry], comment: bytes = b"", *, shared_data: bool = False, **end: int) -> bytes:
    """Write a zip. ``end`` says what the last record claims instead of the truth."""
    stream, directory = io.BytesIO(), io.BytesIO()
    for one in entries:
        offset = 0 if shared_data and stream.tell() else stream.tell()
        truth = dict(zip(_FIELDS, (20, 0x800, one.method, 0, 33, one.crc, len(one.packed), one.size), strict=True))
        for target, claims in ((stream, one.local), (directory, one.central)):
            head = truth | {k: v for k, v in claims.items() if k in _FIELDS}
            name = claims.get("name", one.name)
            values = [head[f] for f in _FIELDS] + [len(name), len(one.extra)]
            if target is stream:
                if not (shared_data and offset == 0 and stream.tell()):
                    stream.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", *values) + name + one.extra + one.packed)
                continue
            rest = [len(one.comment), claims.get("disk", 0), 0, 0, claims.get("offset", offset)]
            record = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *values, *rest)
            directory.write(record + name + one.extra + one.comment)
    found = directory.getvalue()
    claims = {
        "disk": 0,
        "start_disk": 0,
        "here": len(entries) & 0xFFFF,
        "count": len(entries) & 0xFFFF,
        "size": len(found),
        "offset": stream.tell(),
        "comment_size": len(comment),
    } | end
    return stream.getvalue() + found + struct.pack("<4s4H2LH", b"PK\x05\x06", *claims.values()) + comment


def with_entry(part: str, change: Callable[[Entry], Entry]) -> Edit:
    """Write the good file anew with one entry changed."""
    return lambda good: zipped([change(e) if e.name == part.encode() else e for e in entries_of(good)])


def with_more(*more: Entry, **end: int) -> Edit:
    return lambda good: zipped([*entries_of(good), *more], **end)


def in_place_of(new: Entry) -> Edit:
    return lambda good: zipped([new if e.name == new.name else e for e in entries_of(good)])


def claims(part: str, *, local: bool = True, central: bool = True, **said: Any) -> Edit:
    """Let the headers of an entry claim something."""
    return with_entry(part, lambda e: replace(e, local=said if local else {}, central=said if central else {}))


# Damage in transit


def truncated() -> Iterator[Case]:
    def cut(place: Callable[[bytes], int]) -> Edit:
        return lambda good: good[: place(good)]

    def share(tenths: int) -> Edit:
        return lambda good: good[: len(good) * tenths // 10]

    for tenths in range(10):
        yield Case(f"cut at {tenths * 10} %", FINDING, share(tenths))
    for name, place in {
        "after four bytes": lambda _: 4,
        "in the first local header": lambda _: 17,
        "in a local header": lambda good: good.index(TABLE_SHEET.encode()) - 10,
        "in a local header's name": lambda good: good.index(TABLE_SHEET.encode()) + 10,
        "after a local header": lambda good: good.index(TABLE_SHEET.encode()) + len(TABLE_SHEET),
        "before the central directory": lambda good: good.index(b"PK\x01\x02"),
        "in the central directory": lambda good: good.index(b"PK\x01\x02") + 300,
        "in the central directory's last name": lambda good: good.index(b"PK\x05\x06") - 3,
        "before the last record": lambda good: good.index(b"PK\x05\x06"),
        "in the last record": lambda good: good.index(b"PK\x05\x06") + 12,
        "before the last byte": lambda good: len(good) - 1,
    }.items():
        yield Case(f"cut {name}", FINDING, cut(place))
    yield Case("the first byte lost", EITHER, lambda good: good[1:])
    yield Case("the first half lost", FINDING, lambda good: good[len(good) // 2 :])
    yield Case("a kilobyte lost in the middle", FINDING, lambda good: good[:6000] + good[7024:])
    yield Case("a kilobyte of zeros in the middle", FINDING, lambda good: good[:6000] + bytes(1024) + good[7024:])
    yield Case("sent as text with other line ends", FINDING, lambda good: good.replace(b"\n", b"\r\n"))
    yield Case("sent as seven-bit text", FINDING, lambda good: bytes(b & 0x7F for b in good))
    yield Case("sent as UTF-8 text", FINDING, lambda good: good.decode("latin-1").encode())


def flipped() -> Iterator[Case]:
    """A flip may be harmless, in a date or a comment; then the answers must be the right ones."""

    def flip(share: float, bit: int) -> Edit:
        def run(good: bytes) -> bytes:
            place = int(share * len(good))
            return good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1 :]

        return run

    chance = random.Random(20240101)  # noqa: S311 - the same places every time
    for n in range(60):
        share, bit = chance.random(), chance.randrange(8)
        yield Case(f"bit {bit} flipped at {share:.2%} ({n})", EITHER, flip(share, bit))
    # Most of a file is packed text, where any flip is caught by the checksum; the headers stand at the end.
    for n in range(20):
        share, bit = 1 - chance.random() * 0.08, chance.randrange(8)
        yield Case(f"bit {bit} flipped in the directory at {share:.2%} ({n})", EITHER, flip(share, bit))


# The archive


def missing() -> Iterator[Case]:
    def without(part: str) -> Edit:
        return lambda good: pack({n: d for n, d in parts_of(good).items() if n != part})

    for part in PARTS:
        yield Case(f"without {part}", FINDING if part in NEEDED else READ if part in IDLE else EITHER, without(part))


def doubled() -> Iterator[Case]:
    def twice(part: str, edit: Edit | None = None, *, first: bool = False) -> Edit:
        def run(good: bytes) -> bytes:
            data = _part(good, part)
            more = entry(part, edit(data) if edit else data)
            return zipped([more, *entries_of(good)] if first else [*entries_of(good), more])

        return run

    for part in PARTS:
        yield Case(f"{part} twice", EITHER, twice(part))
    # Two parts of one name with different contents: nobody can know which one the sender saw.
    answer = cell("H8", b"<v>99</v>")
    yield Case("the answers twice, the second other", FINDING, twice(TABLE_SHEET, answer))
    yield Case("the answers twice, the first other", FINDING, twice(TABLE_SHEET, answer, first=True))
    comment = swap("möte".encode(), b"x")
    yield Case("the strings twice, the second other", FINDING, twice(STRINGS, comment))
    yield Case("the workbook twice, the second other", FINDING, twice(WORKBOOK, swap(b"rId2", b"rId1")))
    percent = swap(b'formatCode="0 %"', b'formatCode="0"')
    yield Case("the styles twice, the second other", FINDING, twice(STYLES, percent))


def odd_names() -> Iterator[Case]:
    names = {
        "up and out": b"../../etc/passwd",
        "from the root": b"/etc/passwd",
        "on a drive": rb"C:\Windows\x.dll",
        "on a share": rb"\\server\x",
        "nothing": b"",
        "a folder": b"xl/worksheets/",
        "with a null": b"xl/a\x00b.xml",
        "with a line break": b"xl/a\r\nb.xml",
        "turned around": "xl/\u202elmx.xml".encode(),
        "no UTF-8": b"xl/\xff\xfe.xml",
        "of 60 000 letters": b"xl/" + b"a" * 60_000,
        "of 5 000 folders": b"a/" * 5_000 + b"x",
        "a device": b"CON",
        "a formula": b"=cmd|' /C calc'!A0",
    }
    for name, raw in names.items():
        yield Case(f"a part whose name is {name}", EITHER, with_more(entry(raw, b"x")))

    def renamed(change: Callable[[str], str]) -> Edit:
        return lambda good: pack({change(n): d for n, d in parts_of(good).items()})

    yield Case("every name with backslashes", EITHER, renamed(lambda n: n.replace("/", "\\")))
    yield Case("every name in capitals", EITHER, renamed(str.upper))
    yield Case("every name from the root", EITHER, renamed(lambda n: "/" + n))
    yield Case("every name in a folder", FINDING, renamed(lambda n: "svar/" + n))
    yield Case("the answers' part renamed", FINDING, renamed(lambda n: n.replace("sheet2.xml", "blad2.xml")))


def wrapped() -> Iterator[Case]:
    """What stands before, after and between the parts of the zip is no part of it."""

    def before(data: bytes) -> Edit:
        return lambda good: data + good

    def after(data: bytes) -> Edit:
        return lambda good: good + data

    def comment(data: bytes) -> Edit:
        return lambda good: zipped(entries_of(good), data)

    def on_each(**more: bytes) -> Edit:
        return lambda good: zipped([replace(e, **more) for e in entries_of(good)])

    yield Case("a comment", READ, comment(b"Skickat av Kim"))
    yield Case("the longest comment", READ, comment(b"x" * 65_535))
    yield Case("a comment that looks like the end", EITHER, comment(b"PK\x05\x06" + bytes(18)))
    yield Case("a comment that looks like a directory", EITHER, comment(b"PK\x01\x02" + b"x" * 60))
    yield Case(
        "a comment shorter than it says", EITHER, lambda good: zipped(entries_of(good), b"x", comment_size=500)
    )
    yield Case(
        "a comment longer than it says", EITHER, lambda good: zipped(entries_of(good), b"x" * 500, comment_size=1)
    )
    yield Case("a comment on each part", READ, on_each(comment=b"x" * 60_000))
    yield Case("unknown extra fields on each part", READ, on_each(extra=struct.pack("<HH", 0xCAFE, 4) + b"abcd"))
    yield Case("extra fields that end too soon", EITHER, on_each(extra=struct.pack("<HH", 1, 400) + b"abcd"))
    yield Case("extra fields of 60 kB", EITHER, on_each(extra=struct.pack("<HH", 0xCAFE, 60_000) + bytes(60_000)))
    yield Case("one byte before", READ, before(b"\n"))
    yield Case("a mail's header before", READ, before(b"Content-Type: application/zip\r\n\r\n"))
    yield Case("a program before", READ, before(b"MZ" + bytes(2_000)))
    yield Case("a picture before", READ, before(b"GIF89a" + bytes(500)))
    yield Case("a PDF before", EITHER, before(b"%PDF-1.7\n%%EOF\n"))
    yield Case(
        "an old workbook's first bytes before", EITHER, before(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    )
    yield Case("10 MB before", EITHER, before(bytes(10_000_000)))
    yield Case("another zip before", EITHER, before(pack({"a.txt": b"x"})))
    yield Case("another zip after", FINDING, after(pack({"a.txt": b"x"})))
    yield Case("itself after", EITHER, lambda good: good * 2)
    yield Case("one byte after", EITHER, after(b"\n"))
    yield Case("a web page after", EITHER, after(b"<script>alert(1)</script>" * 100))
    yield Case("70 kB after", EITHER, after(bytes(70_000)))
    yield Case("in another zip", FINDING, lambda good: pack({"svar.xlsx": good}))
    yield Case("in ten zips", FINDING, _in_zips(10))
    yield Case("in another zip, as a zip", READ, lambda good: pack({"svar.xlsx": good}), ".zip")
    yield Case("with itself as a part", READ, lambda good: pack(parts_of(good) | {"xl/embeddings/x.xlsx": good}))


def _in_zips(times: int) -> Edit:
    def run(good: bytes) -> bytes:
        for _ in range(times):
            good = pack({"svar.xlsx": good})
        return good

    return run


def lying_headers() -> Iterator[Case]:
    four_gigabytes = 0xFFFF_FFFE
    both = {"local": True, "central": True}
    for part in (TABLE_SHEET, STRINGS, CONTENT_TYPES):
        yield Case(f"{part} said to be encrypted", FINDING, claims(part, flags=0x801))
        yield Case(f"{part} said to be 4 GB", FINDING, claims(part, size=four_gigabytes))
    for method in (1, 9, 12, 14, 19, 93, 95, 98, 99, 0xFFFF):
        yield Case(f"the answers packed by method {method}", FINDING, claims(TABLE_SHEET, method=method))
    for name, said in {
        "strongly encrypted": {"flags": 0x841},
        "patched data": {"flags": 0x820},
        "not packed": {"method": 0},
        "of another checksum": {"crc": 1},
        "100 bytes": {"size": 100},
        "nothing": {"size": 0},
        "100 bytes packed": {"packed": 100},
        "nothing packed": {"packed": 0},
        "4 GB from the start": {"offset": four_gigabytes},
        "where another part is": {"offset": 0},
        "in the middle of another part": {"offset": 100},
        "another name": {"name": b"xl/worksheets/sheet9.xml"},
    }.items():
        yield Case(f"the directory says the answers are {name}", FINDING, claims(TABLE_SHEET, local=False, **said))
    # The packed data itself says where it ends, and the checksum that it is whole.
    for name, said in {"a little more": {"size": 60_000}, "4 GB packed": {"packed": four_gigabytes}}.items():
        yield Case(f"the directory says the answers are {name}", EITHER, claims(TABLE_SHEET, local=False, **said))
    yield Case(
        "the answers said to be encrypted, the directory not", EITHER, claims(TABLE_SHEET, central=False, flags=0x801)
    )
    yield Case(
        "the answers said to be 4 GB, the directory not",
        EITHER,
        claims(TABLE_SHEET, central=False, size=four_gigabytes),
    )
    yield Case(
        "the answers called otherwise, the directory not", EITHER, claims(TABLE_SHEET, central=False, name=b"x")
    )
    yield Case("the answers need version 25.5", EITHER, claims(TABLE_SHEET, **both, need=255))
    yield Case("the answers on disk 7", EITHER, claims(TABLE_SHEET, local=False, disk=7))
    yield Case("the answers of the year 1980, month 0", EITHER, claims(TABLE_SHEET, date=0))
    yield Case("the answers of an impossible second", EITHER, claims(TABLE_SHEET, time=0xFFFF, date=0xFFFF))
    huge = struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)
    yield Case(
        "the answers 4 EB by the 64-bit field",
        FINDING,
        with_entry(
            TABLE_SHEET, lambda e: replace(e, extra=huge, central={"size": 0xFFFF_FFFF, "packed": 0xFFFF_FFFF})
        ),
    )
    yield Case(
        "every part encrypted",
        FINDING,
        lambda good: zipped([replace(e, local={"flags": 0x801}, central={"flags": 0x801}) for e in entries_of(good)]),
    )
    for name, end in {
        "no parts": {"here": 0, "count": 0},
        "65 535 parts": {"here": 65_535, "count": 65_535},
        "an empty directory": {"size": 0},
        "a directory of 4 GB": {"size": four_gigabytes},
        "a directory that starts at 4 GB": {"offset": four_gigabytes},
        "a directory that starts at 0": {"offset": 0},
        "a directory on disk 3": {"disk": 3, "start_disk": 3},
        "that it is a 64-bit zip": {"here": 0xFFFF, "count": 0xFFFF, "size": 0xFFFF_FFFF, "offset": 0xFFFF_FFFF},
    }.items():
        yield Case(f"the zip says {name}", EITHER, with_more(**end))
    yield Case("1 500 parts of one piece of data", EITHER, _overlapping)
    yield Case("60 000 empty parts", FINDING, _with_empty_parts(60_000))
    yield Case("1 900 empty parts", EITHER, _with_empty_parts(1_900))


def _with_empty_parts(times: int) -> Edit:
    return lambda good: zipped([*entries_of(good), *(entry(f"x/{n}", b"") for n in range(times))])


def _overlapping(_: bytes) -> bytes:
    """A small archive whose parts are all the same data, and together are very large."""
    kernel = blown_up("xl/media/0.png", b"", bytes(1_000_000), 10)
    same = [replace(kernel, name=f"xl/media/{n}.png".encode()) for n in range(1_500)]
    return zipped(same, shared_data=True)


# Sizes

SPACES = b" " * 1_000_000


def bombs() -> Iterator[Case]:
    def spaces(part: str, anchor: bytes, megabytes: int, block: bytes = SPACES) -> Edit:
        """Put so much after the first place of ``anchor``."""

        def run(good: bytes) -> bytes:
            head, _, tail = _part(good, part).partition(anchor)
            return in_place_of(blown_up(part, head + anchor, block, megabytes, tail))(good)

        return run

    def hidden(part: str, anchor: bytes, megabytes: int) -> Edit:
        """The same, in an archive that says that the part is 1 kB."""

        def run(good: bytes) -> bytes:
            head, _, tail = _part(good, part).partition(anchor)
            bomb = blown_up(part, head + anchor, SPACES, megabytes, tail)
            said = {"size": 1_000}
            return in_place_of(replace(bomb, local=said, central=said))(good)

        return run

    def picture(megabytes: int) -> Edit:
        def run(good: bytes) -> bytes:
            one = blown_up("xl/media/image1.png", b"\x89PNG", bytes(1_000_000), megabytes)
            return zipped([*entries_of(good), one])

        return run

    def unpackable(size: int) -> Edit:
        return lambda good: zipped([*entries_of(good), entry("xl/media/x.png", rubbish(1, size))])

    yield Case("answers of 300 MB", FINDING, spaces(TABLE_SHEET, b"<sheetData>", 300))
    yield Case("answers of 59 MB", EITHER, spaces(TABLE_SHEET, b"<sheetData>", 59))
    places = {
        CONTENT_TYPES: b'content-types">',
        ROOT_RELS: b'relationships">',
        WORKBOOK: b"<sheets>",
        WORKBOOK_RELS: b'relationships">',
        SHEET_RELS: b'relationships">',
        TABLE: b'totalsRowShown="0">',
        STRINGS: b"<si><t>",
        STYLES: b"<fonts",
        CUSTOM: b"<vt:lpwstr>",
        CORE: b"<dc:creator>",
        THEME: b"<a:themeElements>",
    }
    for part, anchor in places.items():
        yield Case(f"{part} of 190 MB", EITHER, spaces(part, anchor, 190))
    yield Case("text of 190 MB in a string", FINDING, spaces(STRINGS, b"<si><t>", 190, b"x" * 1_000_000))
    yield Case("ten million empty strings", EITHER, spaces(STRINGS, b"</si>", 50, b"<si/>" * 200_000))
    yield Case(
        "three million fonts", EITHER, spaces(STYLES, b'scheme val="minor"/></font>', 30, b"<font/>" * 100_000)
    )
    yield Case("three million formats", EITHER, spaces(STYLES, b'borderId="0" xfId="0"/>', 30, b"<xf/>" * 100_000))
    yield Case(
        "a million relationships",
        EITHER,
        spaces(WORKBOOK_RELS, b'relationships">', 10, b'<Relationship Id="x" Target="x" Type="x"/>' * 100_000),
    )
    yield Case(
        "a million content types",
        EITHER,
        spaces(CONTENT_TYPES, b'content-types">', 10, b'<Default Extension="x" ContentType="x"/>' * 100_000),
    )
    yield Case("a picture of 190 MB", EITHER, picture(190))
    yield Case("a picture of 1 GB", FINDING, picture(1_000))
    for part in (TABLE_SHEET, STRINGS, STYLES, CONTENT_TYPES, CORE):
        yield Case(f"{part} of 400 MB that claims 1 kB", FINDING, hidden(part, places.get(part, b"<sheetData>"), 400))
    yield Case("19 MB that can't be packed", EITHER, unpackable(19_000_000))
    yield Case("21 MB that can't be packed", FINDING, unpackable(21_000_000))


# XML


def broken_xml() -> Iterator[Case]:
    def half(data: bytes) -> bytes:
        return data[: len(data) // 2]

    def unclosed(data: bytes) -> bytes:
        return data[: data.rindex(b"</")]

    def doomed(part: str) -> Expect:
        return FINDING if part in NEEDED else EITHER

    for part in PARTS:
        yield of(part, f"{part} cut", doomed(part), half)
        yield of(part, f"{part} not closed", doomed(part), unclosed)
        yield of(part, f"{part} empty", doomed(part), lambda _: b"")
        yield of(part, f"{part} another element", doomed(part), lambda _: b"<x/>")
    for part in (WORKBOOK, TABLE_SHEET, STRINGS, STYLES):
        yield of(part, f"{part} with a byte order mark", READ, lambda d: b"\xef\xbb\xbf" + d)
        yield of(part, f"{part} in UTF-16", READ, _in_utf16)
        yield of(part, f"{part} in UTF-16 that says UTF-8", EITHER, lambda d: d.decode().encode("utf-16"))
        yield of(part, f"{part} in UTF-32", EITHER, lambda d: d.decode().encode("utf-32"))
        said = partial(re.sub, rb'encoding="[^"]*"')
        yield of(
            part,
            f"{part} in Latin-1 that says UTF-8",
            EITHER if part in (STYLES, CONTENT_TYPES) else FINDING,
            _in_latin1,
        )
        yield of(part, f"{part} of an unknown encoding", EITHER, lambda d, s=said: s(b'encoding="klingon"', d))
        yield of(part, f"{part} that says UTF-7", EITHER, lambda d, s=said: s(b'encoding="UTF-7"', d))
        yield of(part, f"{part} that says XML 9.9", EITHER, swap(b'version="1.0"', b'version="9.9"'))
        yield of(part, f"{part} with a null", doomed(part), swap(b"><", b">\x00<"))
        yield of(part, f"{part} with a forbidden character", doomed(part), swap(b"><", b">&#11;<"))
        yield of(part, f"{part} with bytes after the end", doomed(part), lambda d: d + b"<x>")


def _in_utf16(data: bytes) -> bytes:
    return data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def _in_latin1(data: bytes) -> bytes:
    """Without its accents a part says the same in both; the byte is put where no text is."""
    text = data.decode()
    return (
        text.encode("latin-1", errors="replace") if not text.isascii() else data.replace(b"?>", b"?><!--\xe5-->", 1)
    )


_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>\s*")


def _with_dtd(declared: str, place: bytes = b"", text: bytes = b"") -> Edit:
    def run(data: bytes) -> bytes:
        body = _DECLARATION.sub(b"", data)
        return f"<!DOCTYPE x [{declared}]>".encode() + (body.replace(place, text, 1) if place else body)

    return run


def _names(pairs: int) -> str:
    """Entities of which each is ten of the one before."""
    names = "abcdefghijklmnop"[:pairs]
    return '<!ENTITY a "ha">' + "".join(f'<!ENTITY {n} "{f"&{o};" * 10}">' for o, n in pairwise(names))


def entities() -> Iterator[Case]:
    id_in_strings = b"<t>ID</t>"
    for part, place in (
        (STRINGS, id_in_strings),
        (TABLE_SHEET, b"</sheetData>"),
        (WORKBOOK, b"</sheets>"),
        (STYLES, b"</fonts>"),
        (CONTENT_TYPES, b"</Types>"),
        (CUSTOM, b"</vt:lpwstr>"),
        (CORE, b"</dc:creator>"),
        (WORKBOOK_RELS, b"</Relationships>"),
        (THEME, b"</a:themeElements>"),
    ):
        put = partial(_with_dtd, place=place)
        doomed = EITHER if part in (*IDLE, STYLES) else FINDING
        yield of(part, f"entities in {part} that are a billion laughs", doomed, put(_names(10), text=b"&j;" + place))
    strings = {
        "of 100 kB, 2 000 times": (f'<!ENTITY a "{"x" * 100_000}">', b"<t>" + b"&a;" * 2_000 + b"</t>"),
        "of themselves": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', b"<t>&a;</t>"),
        "from a file": ('<!ENTITY a SYSTEM "file:///etc/passwd">', b"<t>&a;</t>"),
        "from a device": ('<!ENTITY a SYSTEM "file:///dev/zero">', b"<t>&a;</t>"),
        "from the web": ('<!ENTITY a SYSTEM "http://127.0.0.1:9/x">', b"<t>&a;</t>"),
        "by a parameter from the web": ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;', b"<t>ID</t>"),
        "that are never declared": ("", b"<t>&nada;</t>"),
        "that are markup": ('<!ENTITY a "</t></si><si><t>">', b"<t>ID&a;</t>"),
        "nested in a text that counts": (_names(6), b"<t>ID&f;</t>"),
    }
    for name, (declared, text) in strings.items():
        yield of(STRINGS, f"entities {name}", FINDING, _with_dtd(declared, id_in_strings, text))
    # A document type is none that any program writes; whether it is refused or read, the answers must be right.
    yield of(STRINGS, "entities that nobody uses", EITHER, _with_dtd('<!ENTITY a "x">'))
    yield of(
        TABLE_SHEET,
        "an answer that is an entity",
        EITHER,
        chain(cell("H8", b"<v>&a;</v>"), _with_dtd('<!ENTITY a "99">')),
    )
    yield of(
        STRINGS,
        "a document type from the web",
        EITHER,
        lambda d: _DECLARATION.sub(b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', d),
    )
    defaults = '<!ATTLIST c t CDATA "e">'
    yield of(TABLE_SHEET, "a document type that gives each cell a kind", EITHER, _with_dtd(defaults))


def absurd_xml() -> Iterator[Case]:
    deep = 100_000
    attributes = b" ".join(b'a%d=""' % n for n in range(1_000_000))
    for part, place in (
        (TABLE_SHEET, b"<sheetData>"),
        (STRINGS, b"<si>"),
        (WORKBOOK, b"<sheets>"),
        (STYLES, b"<fonts"),
        (CONTENT_TYPES, b"<Default"),
        (WORKBOOK_RELS, b"<Relationship "),
        (CUSTOM, b"<property"),
        (CORE, b"<dc:creator>"),
    ):
        nested = b"<x>" * deep + b"</x>" * deep
        yield of(part, f"{part} nested 100 000 deep", EITHER, swap(place, nested + place))
        yield of(part, f"{part} with a million attributes", EITHER, swap(place, b"<x " + attributes + b"/>" + place))
    yield of(TABLE_SHEET, "rows nested 100 000 deep", EITHER, after_rows(b"<row>" * deep + b"</row>" * deep))
    yield of(
        STRINGS,
        "groups in a string nested 100 000 deep",
        EITHER,
        swap(b"<t>ID</t>", b"<r>" * deep + b"<t>ID</t>" + b"</r>" * deep),
    )
    spaces = b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(100_000))
    yield of(TABLE_SHEET, "100 000 namespaces", EITHER, swap(b"<worksheet ", b"<worksheet " + spaces + b" "))
    yield of(TABLE_SHEET, "a name of 5 MB", EITHER, swap(b"<sheetData>", b"<" + b"x" * 5_000_000 + b"/><sheetData>"))
    yield of(
        TABLE_SHEET,
        "an attribute of 5 MB",
        EITHER,
        swap(b"<sheetData>", b'<sheetData x="' + b"x" * 5_000_000 + b'">'),
    )
    yield of(TABLE_SHEET, "100 000 comments", READ, swap(b"<sheetData>", b"<sheetData>" + b"<!-- x -->" * 100_000))
    yield of(
        TABLE_SHEET,
        "100 000 processing instructions",
        EITHER,
        swap(b"<sheetData>", b"<sheetData>" + b"<?x y?>" * 100_000),
    )
    yield of(TABLE_SHEET, "a comment inside a value", READ, cell("H7", b"<v>2<!-- ? -->0</v>"))
    yield of(TABLE_SHEET, "a value as CDATA", READ, cell("H7", b"<v><![CDATA[20]]></v>"))
    yield of(TABLE_SHEET, "a value in character references", READ, cell("H7", b"<v>&#50;&#x30;</v>"))
    yield of(STRINGS, "a string as CDATA", READ, swap(b"<t>ID</t>", b"<t><![CDATA[ID]]></t>"))
    yield of(STRINGS, "a string in runs", READ, swap(b"<t>ID</t>", b"<r><t>I</t></r><r><t>D</t></r>"))
    yield of(
        STRINGS,
        "a string of 100 000 runs",
        EITHER,
        swap(b"<t>ID</t>", b"<r><t>I</t></r><r><t>D</t></r>" + b"<r><t/></r>" * 100_000),
    )
    yield of(STRINGS, "a comment inside a string", READ, swap(b"<t>ID</t>", b"<t>I<!-- ? -->D</t>"))
    yield of(TABLE_SHEET, "a markup element inside a value", EITHER, cell("H7", b"<v>2<b>0</b></v>"))
    yield of(TABLE_SHEET, "an alternative content with other answers", EITHER, _alternatives)
    yield of(TABLE_SHEET, "no namespace", EITHER, swap(b' xmlns="%s"' % SPREADSHEET, b""))
    yield of(TABLE_SHEET, "another namespace", EITHER, swap(SPREADSHEET, b"urn:x"))
    yield of(TABLE_SHEET, "a prefix on each element", READ, _prefixed(b"x"))
    strict = swap(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    yield Case(
        "the strict namespaces",
        EITHER,
        lambda good: edited(good, dict.fromkeys((WORKBOOK, TABLE_SHEET, STRINGS, STYLES), strict)),
    )


def _prefixed(prefix: bytes) -> Edit:
    def run(data: bytes) -> bytes:
        data = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1" + prefix + b":", data)
        return data.replace(b' xmlns="', b" xmlns:" + prefix + b'="', 1)

    return run


def _alternatives(data: bytes) -> bytes:
    """Two versions of a row, of which a program shows the one that it understands."""
    space = b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    row = re.search(rb'<row r="8".*?</row>', data)
    if row is None:
        raise AssertionError
    other = cell("H8", b"<v>99</v>")(row[0])
    both = b'<mc:Choice Requires="v2">%s</mc:Choice><mc:Fallback>%s</mc:Fallback>'
    both = b"<mc:AlternateContent>" + both + b"</mc:AlternateContent>"
    return data.replace(row[0], both % (other, row[0])).replace(b"<worksheet ", b"<worksheet" + space + b" ", 1)


# Around the limits: what the first look at a file must see through


def hidden_extents() -> Iterator[Case]:
    """A million cells, or a whole sheet merged, written so that a look at the bytes can overlook it."""
    rows = b"".join(b'<row r="%d">%s</row>' % (n, b"<c/>" * 500) for n in range(100, 2_100))
    whole = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    cells, merge = after_rows(rows), before_formats(whole)

    def moved(part: str, target: str, edit: Edit) -> Edit:
        """Keep a part under another name."""

        def run(good: bytes) -> bytes:
            parts = parts_of(good)
            parts = {target if n == part else n: edit(d) if n == part else d for n, d in parts.items()}
            old, new = part.encode(), target.encode()
            parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(old, new)
            for rels in (ROOT_RELS, WORKBOOK_RELS):
                for prefix in (b"", b"xl/"):
                    short = old.removeprefix(prefix) if prefix else old
                    parts[rels] = parts[rels].replace(b'"%s"' % short, b'"/%s"' % new)
            return pack(parts)

        return run

    yield of(STAMP, "a million cells, on the stamp's sheet", FINDING, cells)
    yield of(STAMP, "the whole stamp merged", EITHER, swap(b"</sheetData>", b"</sheetData>" + whole))
    # A merged cell is worth nothing to an answer; a program may well look past it.
    for name, expect, edit in (("a million cells", FINDING, cells), ("the whole sheet merged", EITHER, merge)):
        yield of(TABLE_SHEET, f"{name}", expect, edit)
        yield of(TABLE_SHEET, f"{name}, in UTF-16", expect, chain(edit, _in_utf16))
        for prefix in (b"x", b"x-y", b"x.y", "å".encode()):
            yield of(
                TABLE_SHEET, f"{name}, with the prefix {prefix.decode()}", expect, chain(edit, _prefixed(prefix))
            )
        yield Case(f"{name}, in another folder", expect, moved(TABLE_SHEET, "xl/blad/sheet2.xml", edit))
        yield Case(f"{name}, in a part named .XML", expect, moved(TABLE_SHEET, "xl/worksheets/sheet2.XML", edit))
        yield Case(f"{name}, in a part named .bin", expect, moved(TABLE_SHEET, "xl/worksheets/sheet2.bin", edit))
        yield Case(f"{name}, in a part in capitals", expect, moved(TABLE_SHEET, "XL/Worksheets/Sheet2.xml", edit))
    for name, ref in {
        "in character references": b'ref="A1&#58;XFD1048576"',
        "after an attribute with a bracket": b'x=">" ref="A1:XFD1048576"',
        "in whole columns": b'ref="A:XFD"',
        "in whole rows": b'ref="1:1048576"',
        "backwards": b'ref="XFD1048576:A1"',
        "with dollars": b'ref="$A$1:$XFD$1048576"',
        "in small letters": b'ref="a1:xfd1048576"',
        "with zeros": b'ref="A0001:XFD01048576"',
        "beyond the sheet": b'ref="A1:ZZZ9999999"',
        "with line breaks": b'\nref\n=\n"A1:XFD1048576"',
    }.items():
        merged = before_formats(b'<mergeCells count="1"><mergeCell %s/></mergeCells>' % ref)
        yield of(TABLE_SHEET, f"the whole sheet merged {name}", EITHER, merged)
    yield Case(
        "the workbook under another name, with 100 000 names",
        EITHER,
        moved(WORKBOOK, "xl/bok.xml", _many_names(100_000)),
    )


# The sheet


def odd_rows() -> Iterator[Case]:
    styled = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(48_577, 1_048_577))
    yield of(TABLE_SHEET, "a million empty rows with a style", READ, after_rows(styled))
    yield of(TABLE_SHEET, "a million empty rows without a number", EITHER, after_rows(b"<row/>" * 1_000_000))
    last = b'<row r="1048576" ht="20" customHeight="1"><c r="A1048576" s="1"/><c r="XFD1048576"><v>7</v></c></row>'
    yield of(TABLE_SHEET, "a value in the last cell of the sheet", READ, after_rows(last))
    for number in (b"0", b"-1", b"1048577", b"99999999999", b"x", b"", b"1.5", b"1e400", b"9" * 5_000, "٨".encode()):
        said = number if len(number) < 20 else b"of 5 000 digits"
        row = b'<row r="%s"><c><v>7</v></c></row>' % number
        yield of(TABLE_SHEET, f"a row numbered {said.decode()}", EITHER, after_rows(row))
        yield of(TABLE_SHEET, f"row 8 numbered {said.decode()}", EITHER, swap(b'<row r="8"', b'<row r="%s"' % number))
    row = rb'(<row r="8" .*?</row>)'
    yield of(TABLE_SHEET, "a row twice", READ, regex(row, rb"\1\1"))
    yield of(
        TABLE_SHEET,
        "a row twice, the second other",
        EITHER,
        regex(row, lambda m: m[1] + m[1].replace(b"<v>3</v>", b"<v>99</v>")),
    )
    yield of(
        TABLE_SHEET,
        "a row twice, the first other",
        EITHER,
        regex(row, lambda m: m[1].replace(b"<v>3</v>", b"<v>99</v>") + m[1]),
    )
    yield of(TABLE_SHEET, "rows in the opposite order", READ, _reversed_rows)
    yield of(TABLE_SHEET, "rows without numbers", READ, regex(rb'<row r="\d+"', b"<row", 0))
    yield of(
        TABLE_SHEET, "cells in the opposite order", READ, regex(rb'<row r="8"[^>]*>(.*?)</row>', _reversed_cells)
    )
    yield of(
        TABLE_SHEET,
        "a sheet's data twice",
        EITHER,
        regex(rb"(<sheetData>.*</sheetData>)", lambda m: m[1] + m[1].replace(b"<v>3</v>", b"<v>99</v>")),
    )
    yield of(TABLE_SHEET, "no sheet's data", FINDING, regex(rb"<sheetData>.*</sheetData>", b""))
    for said in (b"A1:XFD1048576", b"A1", b"nonsense", b"A0:B-1", b"A1:ZZZZZZ99999999"):
        yield of(
            TABLE_SHEET,
            f"an extent of {said.decode()}",
            READ if b"1" in said else EITHER,
            regex(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % said),
        )
    yield of(
        TABLE_SHEET,
        "100 000 columns' widths",
        EITHER,
        swap(b"</cols>", repeated(b'<col min="1" max="16384" width="9"/>', 100_000) + b"</cols>"),
    )
    yield of(
        TABLE_SHEET,
        "a column's width from 0 to 4 000 million",
        EITHER,
        swap(b"</cols>", b'<col min="0" max="4000000000" width="9"/></cols>'),
    )
    yield of(TABLE_SHEET, "a row 1e999 high", EITHER, regex(rb' ht="\d+"', b' ht="1e999"'))


def _reversed_rows(data: bytes) -> bytes:
    head, rows, tail = re.split(rb"<sheetData>|</sheetData>", data)
    found = re.findall(rb"<row .*?</row>", rows)
    return head + b"<sheetData>" + b"".join(reversed(found)) + b"</sheetData>" + tail


def _reversed_cells(found: re.Match[bytes]) -> bytes:
    cells = re.findall(rb"<c [^>]*?/>|<c .*?</c>", found[1])
    return found[0].replace(found[1], b"".join(reversed(cells)))


def odd_references() -> Iterator[Case]:
    for place in (
        b"XFE8",
        b"ZZZZZZ1",
        b"H",
        b"8",
        b"H0",
        b"H-8",
        b"h8",
        b"$H$8",
        b"H8:H9",
        b"H8 ",
        b"",
        "Ä8".encode(),
        b"H" * 100_000 + b"8",
        b"H" + b"8" * 100_000,
        b"H1048577",
    ):
        said = place.decode() if len(place) < 20 else f"{place[:3].decode()}… of {len(place)} characters"
        yield of(
            TABLE_SHEET, f"a cell that says it is {said or 'nowhere'}", EITHER, swap(b'r="H8"', b'r="%s"' % place)
        )
    value = rb'(<c r="H8"[^>]*><v>3</v></c>)'
    other = b'<c r="H8"><v>99</v></c>'
    yield of(TABLE_SHEET, "a cell twice", READ, regex(value, rb"\1\1"))
    yield of(TABLE_SHEET, "a cell twice, the second other", EITHER, regex(value, rb"\1" + other))
    yield of(TABLE_SHEET, "a cell twice, the first other", EITHER, regex(value, other + rb"\1"))
    yield of(TABLE_SHEET, "a cell twice, the second empty", EITHER, regex(value, rb'\1<c r="H8"/>'))
    yield of(TABLE_SHEET, "a cell in another row's element", EITHER, regex(value, rb'\1<c r="H9"><v>99</v></c>'))
    yield of(TABLE_SHEET, "no cell says where it is", EITHER, regex(rb'<c r="[A-Z]+\d+"', b"<c", 0))
    full = regex(rb'<row r="(?:[4-9]|1[0-3])" .*?</row>', lambda m: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", m[0]), 0)
    yield of(TABLE_SHEET, "no cell of a full row says where it is", READ, full)
    yield of(TABLE_SHEET, "one cell does not say where it is", READ, swap(b'<c r="H8"', b"<c"))


def odd_indexes() -> Iterator[Case]:
    def string(place: str, index: bytes) -> Edit:
        return changed(TABLE_SHEET, cell(place, b"<v>%s</v>" % index, b"s"))

    indexes = (b"999999", b"-1", b"x", b"1.0", b"", b"9" * 5_000, "١".encode())
    for index in indexes:
        said = index.decode() if len(index) < 20 else "of 5 000 digits"
        for what, place in (("an answer", "H12"), ("a comment", "M8"), ("an ID", "A8")):
            yield Case(f"{what} whose string is {said or 'none'}", EITHER, string(place, index))
    for style in (b"999999", b"-1", b"x", b""):
        said = style.decode() if len(style) < 20 else "of 5 000 digits"
        yield of(
            TABLE_SHEET,
            f"an answer whose style is {said or 'none'}",
            EITHER,
            regex(rb'(<c r="H4") s="\d+"', rb'\1 s="%s"' % style),
        )
    long = b"x" * 5_000_000
    yield of(STRINGS, "a comment of 5 MB", EITHER, swap("möte".encode(), long))
    yield of(TABLE_SHEET, "an ID of 5 MB", EITHER, cell("A8", b"<is><t>" + long + b"</t></is>", b"inlineStr"))
    yield of(TABLE_SHEET, "an answer of 5 MB", EITHER, cell("H8", b"<is><t>" + long + b"</t></is>", b"inlineStr"))
    yield of(TABLE_SHEET, "a header of 5 MB", FINDING, cell("H3", b"<is><t>" + long + b"</t></is>", b"inlineStr"))
    yield of(
        TABLE_SHEET,
        "a text beside the table of 5 MB",
        EITHER,
        cell("H1", b"<is><t>" + long + b"</t></is>", b"inlineStr"),
    )
    yield of(
        STRINGS,
        "a million strings that nobody uses",
        EITHER,
        swap(b"</sst>", b"<si><t>x</t></si>" * 1_000_000 + b"</sst>"),
    )
    for name, text in {
        "half a character": b"_xD800_",
        "a null": b"_x0000_",
        "control characters": b"_x0007__x001B_[31m",
        "text turned around": "\u202e\u2066abc".encode(),
        "a thousand accents": ("a" + "\u0301" * 1_000).encode(),
        "no characters": "\ufffe\uffff".encode("utf-8", "surrogatepass"),
        "30 000 line breaks": b"\n" * 30_000 + b"x",
        "braces": b"{fil.__class__} {0} %s %(x)s ${x}",
        "tags": b"&lt;script&gt;alert(1)&lt;/script&gt;",
    }.items():
        other = changed(STRINGS, swap("möte".encode(), text))
        yield Case(f"a comment with {name}", EITHER, other, own=frozenset({"ÖK-05"}))
        yield of(
            TABLE_SHEET, f"an answer with {name}", EITHER, cell("H8", b"<is><t>" + text + b"</t></is>", b"inlineStr")
        )


def odd_values() -> Iterator[Case]:
    numbers = (
        *(b"1e999", b"-1e999", b"nan", b"NaN", b"inf", b"-Infinity", b"INF", b"0x10", b"1_000", b"3,5", b"1 000"),
        *(
            b"--3",
            b"3-",
            b"1e",
            b"1e3e3",
            b"1e308",
            b"1e30",
            b"#DIV/0!",
            b"=3",
            "٩".encode(),
            "９".encode(),
            "½".encode(),
        ),
    )
    for number in numbers:
        yield of(TABLE_SHEET, f"the number {number.decode()}", EITHER, cell("H8", b"<v>%s</v>" % number))
    # Too small or too long for a double: every spreadsheet shows what it rounds to.
    for name, number in {"1e-999": b"1e-999", "10 000 decimals": b"0." + b"9" * 10_000}.items():
        rounded = changed(TABLE_SHEET, cell("H8", b"<v>%s</v>" % number))
        yield Case(f"a number of {name}", EITHER, rounded, own=frozenset({"ÖK-05"}))
    for name, number in {
        "10 000 digits": b"9" * 10_000,
        "a million digits": b"9" * 1_000_000,
        "an exponent of 10 000 digits": b"1e" + b"9" * 10_000,
    }.items():
        yield of(TABLE_SHEET, f"a number with {name}", EITHER, cell("H8", b"<v>%s</v>" % number))
    contents: dict[str, tuple[bytes, bytes]] = {
        "an empty value": (b"<v></v>", b""),
        "an empty value element": (b"<v/>", b""),
        "two values": (b"<v>3</v><v>99</v>", b""),
        "two values, the first other": (b"<v>99</v><v>3</v>", b""),
        "a value and a text": (b"<is><t>99</t></is><v>3</v>", b""),
        "a text and a value": (b"<v>3</v><is><t>99</t></is>", b"inlineStr"),
        "an empty text": (b"<is/>", b"inlineStr"),
        "a text without its element": (b"", b"inlineStr"),
        "a string without its number": (b"", b"s"),
        "a boolean 2": (b"<v>2</v>", b"b"),
        "a boolean x": (b"<v>x</v>", b"b"),
        "an error of no kind": (b"<v>#HEJ!</v>", b"e"),
        "an error without text": (b"", b"e"),
        "an unknown kind": (b"<v>99</v>", b"zzz"),
        "a kind without a name": (b"<v>99</v>", b" "),
        "a date in ISO": (b"<v>2024-05-01T00:00:00</v>", b"d"),
        "a date in ISO that is none": (b"<v>2024-02-31</v>", b"d"),
        "a date of rubbish": (b"<v>hej</v>", b"d"),
        "a date of the year 99999": (b"<v>99999-01-01</v>", b"d"),
    }
    for name, (inner, kind) in contents.items():
        yield of(TABLE_SHEET, f"an answer that is {name}", EITHER, cell("H8", inner, kind))
    text = changed(TABLE_SHEET, cell("H8", b"<v>99</v>", b"str"))
    yield Case("an answer that is a formula's text without a formula", EITHER, text, own=frozenset({"ÖK-05"}))
    for number in (b"0", b"-1", b"60", b"2958466", b"1e15", b"1e999", b"nan", b"0.9999999999", b"-1e308"):
        date = b"<v>%s</v>" % number
        yield of(TABLE_SHEET, f"the date {number.decode()}", EITHER, cell("P4", date))
        as_date = regex(rb'<c r="H8" s="\d+"[^>]*>.*?</c>', b'<c r="H8" s="22">%s</c>' % date)
        yield of(TABLE_SHEET, f"an answer that is the date {number.decode()}", EITHER, as_date)
    since_1904 = changed(WORKBOOK, swap(b"<workbookPr ", b'<workbookPr date1904="1" '))
    yield Case("dates counted from 1904", EITHER, since_1904, own=frozenset({"ÖK-01", "Läs"}))


def formulas() -> Iterator[Case]:
    def formula(xml: bytes, place: str = "H8", kind: bytes = b"") -> Edit:
        return changed(TABLE_SHEET, cell(place, xml, kind))

    long = b"+".join([b"1"] * 50_000)
    yield Case("a formula of 100 000 characters", READ, formula(b"<f>%s</f><v>3</v>" % long))
    yield Case("a formula of 100 000 characters without a result", EITHER, formula(b"<f>%s</f>" % long))
    yield Case(
        "a formula nested 50 000 deep", READ, formula(b"<f>%s1%s</f><v>3</v>" % (b"(" * 50_000, b")" * 50_000))
    )
    yield Case("a formula that is empty", EITHER, formula(b"<f/><v>99</v>"), own=frozenset({"ÖK-05"}))
    yield Case("a formula that is cut", READ, formula(b'<f>SUM("</f><v>3</v>'))
    yield Case("a formula with a result of text", EITHER, formula(b"<f>A1</f><v>hej</v>", kind=b"str"))
    yield Case("a formula with a result of rubbish", EITHER, formula(b"<f>A1</f><v>1e999</v>"))
    yield Case("a formula over the whole sheet", EITHER, formula(b'<f t="array" ref="A1:XFD1048576">1</f><v>3</v>'))
    yield Case("a formula over no place", EITHER, formula(b'<f t="array" ref="nowhere">1</f><v>3</v>'))
    yield Case("an array formula without a place", EITHER, formula(b'<f t="array">1</f><v>3</v>'))
    yield Case(
        "a data table over the whole sheet",
        EITHER,
        formula(b'<f t="dataTable" ref="A1:XFD1048576" r1="A1"/><v>3</v>'),
    )
    yield Case("a shared formula without its first", EITHER, formula(b'<f t="shared" si="7"/><v>3</v>'))
    yield Case("a shared formula of no number", EITHER, formula(b'<f t="shared" si="x" ref="H8:H9">1</f><v>3</v>'))
    yield Case("a formula of no kind", EITHER, formula(b'<f t="hej">1</f><v>3</v>'))
    text = b"SUM(" + b",".join([b"A1"] * 2_500) + b")"
    first = b'<row r="100"><c r="A100"><f t="shared" si="0" ref="A100:A20100">%s</f><v>1</v></c></row>' % text
    rest = repeated(b'<row><c><f t="shared" si="0"/><v>1</v></c></row>', 20_000)
    yield of(TABLE_SHEET, "a shared formula of 7 500 characters in 20 000 cells", EITHER, after_rows(first + rest))
    cells = b"".join(b'<row r="%d"><c r="A%d"><f>A1</f></c></row>' % (n, n) for n in range(100, 100_000))
    yield of(TABLE_SHEET, "100 000 formulas without results", EITHER, after_rows(cells))
    texts = b"".join(b'<row r="%d"><c r="H%d"><v>%d</v></c></row>' % (n, n, n) for n in range(100, 60_000))
    yield of(TABLE_SHEET, "60 000 values below the table", EITHER, after_rows(texts))
    ids = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>X-%d</t></is></c><c r="H%d"><v>%d</v></c></row>'
        % (n, n, n, n, n)
        for n in range(100, 30_000)
    )
    yield of(TABLE_SHEET, "30 000 rows of unknown IDs", EITHER, after_rows(ids))
    same = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>\xc3\x96K-05</t></is></c><c r="H%d"><v>%d</v></c></row>'
        % (n, n, n, n)
        for n in range(100, 30_000)
    )
    yield of(TABLE_SHEET, "30 000 rows of one ID", EITHER, after_rows(same))
    wide = b'<row r="100">%s</row>' % b"".join(b"<c><v>%d</v></c>" % n for n in range(16_384))
    yield of(TABLE_SHEET, "a row of 16 384 values", EITHER, after_rows(wide))
    for link in (
        b"[1]Blad1!A1",
        b"'http://127.0.0.1:9/[x.xlsx]Blad1'!A1",
        b"WEBSERVICE(&quot;http://127.0.0.1:9/&quot;)",
        b"cmd|'/C calc'!A0",
        b"CALL(&quot;x&quot;)",
        b"HYPERLINK(&quot;http://127.0.0.1:9/&quot;)",
    ):
        yield Case(f"a value from {link.decode()}", READ, formula(b"<f>%s</f><v>3</v>" % link))


def _many_names(times: int) -> Edit:
    return swap(
        b"</definedNames>",
        b"".join(b'<definedName name="n%d">A1</definedName>' % n for n in range(times)) + b"</definedNames>",
    )


def crowds() -> Iterator[Case]:
    """So many of something that is harmless one by one."""

    yield of(WORKBOOK, "50 000 defined names", EITHER, _many_names(50_000))
    yield of(WORKBOOK, "100 000 defined names", EITHER, _many_names(100_000))
    yield of(
        WORKBOOK,
        "10 000 printing areas of one sheet",
        EITHER,
        swap(
            b"</definedNames>",
            b'<definedName name="_xlnm.Print_Area" localSheetId="1">Indikatorer!$A$1:$B$2</definedName>' * 10_000
            + b"</definedNames>",
        ),
    )
    yield of(
        WORKBOOK,
        "a printing area of 100 000 places",
        EITHER,
        swap(
            b"</definedNames>",
            b'<definedName name="_xlnm.Print_Area" localSheetId="1">'
            + b",".join([b"Indikatorer!$A$1:$B$2"] * 100_000)
            + b"</definedName></definedNames>",
        ),
    )
    yield of(WORKBOOK, "printing titles of 4 000 million rows", EITHER, swap(b"$3:$3", b"$1:$4000000000"))
    yield of(WORKBOOK, "a name of a sheet that is not there", EITHER, swap(b'localSheetId="1"', b'localSheetId="77"'))
    yield Case("2 000 sheets", EITHER, _many_sheets(2_000))
    yield Case("500 sheets", EITHER, _many_sheets(500))
    yield Case("500 sheets that are copies", EITHER, _many_sheets(500, copies=True))
    yield Case("500 sheets of 300 cells", EITHER, _many_sheets(500, cells=300))
    yield of(
        WORKBOOK,
        "3 000 sheets that are one",
        EITHER,
        regex(
            rb'(<sheet name="Indikatorer"[^>]*/>)',
            lambda m: b"".join(m[1].replace(b"Indikatorer", b"B%d" % n) for n in range(3_000)),
        ),
    )
    yield of(
        WORKBOOK,
        "20 sheets that are one",
        EITHER,
        regex(
            rb'(<sheet name="Indikatorer"[^>]*/>)',
            lambda m: m[1] + b"".join(m[1].replace(b"Indikatorer", b"B%d" % n) for n in range(20)),
        ),
    )
    yield of(WORKBOOK, "two sheets of one name", EITHER, swap(b'name="L\xc3\xa4s mig"', b'name="Indikatorer"'))
    yield of(
        WORKBOOK,
        "a sheet's name of 100 000 characters",
        EITHER,
        swap(b'name="Indikatorer"', b'name="%s"' % (b"x" * 100_000)),
    )
    yield of(
        WORKBOOK,
        "a sheet's name of slashes and brackets",
        EITHER,
        swap(b'name="Indikatorer"', b'name="[../..]\\:*?"'),
    )
    yield of(WORKBOOK, "a sheet without a name", EITHER, swap(b'name="Indikatorer" ', b""))
    yield of(WORKBOOK, "a sheet with an empty name", EITHER, swap(b'name="Indikatorer"', b'name=""'))
    yield of(WORKBOOK, "no sheets", FINDING, regex(rb"<sheets>.*</sheets>", b"<sheets/>"))
    yield of(
        WORKBOOK, "the active sheet is the 4 000 millionth", EITHER, swap(b'activeTab="1"', b'activeTab="4000000000"')
    )
    yield of(WORKBOOK, "a view -1", EITHER, swap(b'activeTab="1"', b'activeTab="-1"'))


def crowds_on_the_sheet() -> Iterator[Case]:
    merges = repeated(b'<mergeCell ref="R%d:S%d"/>'.replace(b"%d:S%d", b"%d:S1048576"), 2, b"mergeCells")
    yield of(TABLE_SHEET, "two columns of a million cells merged", EITHER, before_formats(merges))
    small = (
        b"<mergeCells>"
        + b"".join(b'<mergeCell ref="R%d:S%d"/>' % (n, n) for n in range(1, 50_001))
        + b"</mergeCells>"
    )
    yield of(TABLE_SHEET, "50 000 merged cells", EITHER, before_formats(small))
    yield of(
        TABLE_SHEET,
        "50 000 times the same merged cells",
        EITHER,
        before_formats(repeated(b'<mergeCell ref="R1:S9"/>', 50_000, b"mergeCells")),
    )
    yield of(
        TABLE_SHEET,
        "1 000 times 190 000 merged cells",
        EITHER,
        before_formats(repeated(b'<mergeCell ref="R1:S95000"/>', 1_000, b"mergeCells")),
    )
    yield of(
        TABLE_SHEET,
        "the answers under merged cells",
        EITHER,
        before_formats(b'<mergeCells><mergeCell ref="H4:P13"/></mergeCells>'),
    )
    yield of(
        TABLE_SHEET,
        "the table under merged cells",
        EITHER,
        before_formats(b'<mergeCells><mergeCell ref="A1:P13"/></mergeCells>'),
    )
    yield of(
        TABLE_SHEET,
        "merged cells that are none",
        EITHER,
        before_formats(b'<mergeCells><mergeCell ref="nowhere"/></mergeCells>'),
    )
    yield of(
        TABLE_SHEET, "merged cells without a place", EITHER, before_formats(b"<mergeCells><mergeCell/></mergeCells>")
    )
    rule = b'<cfRule type="expression" priority="1"><formula>A1</formula></cfRule>'
    yield of(
        TABLE_SHEET,
        "100 000 conditional formats",
        EITHER,
        before_formats(
            b"".join(
                b'<conditionalFormatting sqref="R%d">%s</conditionalFormatting>' % (n, rule)
                for n in range(1, 100_001)
            )
        ),
    )
    yield of(
        TABLE_SHEET,
        "a conditional format of 100 000 rules",
        EITHER,
        before_formats(b'<conditionalFormatting sqref="R1">' + rule * 100_000 + b"</conditionalFormatting>"),
    )
    yield of(
        TABLE_SHEET,
        "a conditional format of 100 000 places",
        EITHER,
        before_formats(
            b'<conditionalFormatting sqref="%s">%s</conditionalFormatting>'
            % (b" ".join(b"R%d" % n for n in range(1, 100_001)), rule)
        ),
    )
    yield of(
        TABLE_SHEET,
        "a conditional format of a format that is not there",
        EITHER,
        before_formats(
            b'<conditionalFormatting sqref="R1">%s</conditionalFormatting>'
            % rule.replace(b"priority", b'dxfId="999999" priority')
        ),
    )
    choice = b'<dataValidation type="list" sqref="R%d"><formula1>A1</formula1></dataValidation>'
    yield of(
        TABLE_SHEET,
        "100 000 data validations",
        EITHER,
        swap(b"</dataValidations>", repeated(choice, 100_000) + b"</dataValidations>"),
    )
    yield of(
        TABLE_SHEET,
        "a data validation of 100 000 places",
        EITHER,
        swap(
            b"</dataValidations>",
            b'<dataValidation type="list" sqref="%s"><formula1>A1</formula1></dataValidation></dataValidations>'
            % b" ".join(b"R%d" % n for n in range(1, 100_001)),
        ),
    )
    yield of(
        TABLE_SHEET,
        "a data validation of the whole sheet, 1 000 times",
        EITHER,
        swap(
            b"</dataValidations>",
            b'<dataValidation type="list" sqref="A1:XFD1048576"><formula1>A1</formula1></dataValidation>' * 1_000
            + b"</dataValidations>",
        ),
    )
    link = b'<hyperlink ref="R%d" location="A1"/>'
    yield of(TABLE_SHEET, "100 000 links", EITHER, before_margins(repeated(link, 100_000, b"hyperlinks")))
    yield of(
        TABLE_SHEET,
        "a link over the whole sheet",
        EITHER,
        before_margins(b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'),
    )
    yield of(
        TABLE_SHEET,
        "1 000 links over 190 000 cells",
        EITHER,
        before_margins(repeated(b'<hyperlink ref="R1:S95000" location="A1"/>', 1_000, b"hyperlinks")),
    )
    yield of(
        TABLE_SHEET,
        "a link whose relationship is not there",
        EITHER,
        before_margins(b'<hyperlinks><hyperlink ref="R1" r:id="rId77"/></hyperlinks>'),
    )
    breaks = repeated(b'<brk id="%d" man="1"/>', 100_000, b"rowBreaks")
    yield of(TABLE_SHEET, "100 000 page breaks", EITHER, swap(b"<tableParts", breaks + b"<tableParts"))
    yield of(
        TABLE_SHEET,
        "100 000 protected ranges",
        EITHER,
        before_formats(
            b"<protectedRanges>"
            + repeated(b'<protectedRange name="x%d" sqref="A1"/>', 100_000)
            + b"</protectedRanges>"
        ),
    )
    yield of(
        TABLE_SHEET,
        "100 000 scenarios",
        EITHER,
        before_formats(
            b"<scenarios>"
            + repeated(b'<scenario name="x%d" count="1"><inputCells r="A1" val="1"/></scenario>', 100_000)
            + b"</scenarios>"
        ),
    )
    yield of(
        TABLE_SHEET,
        "100 000 views of the sheet",
        EITHER,
        swap(b"</sheetViews>", b'<sheetView workbookViewId="0"/>' * 100_000 + b"</sheetViews>"),
    )
    yield of(
        TABLE_SHEET,
        "an extension of 5 MB",
        EITHER,
        swap(b"</worksheet>", b'<extLst><ext uri="x">' + b"<x/>" * 1_250_000 + b"</ext></extLst></worksheet>"),
    )


def crowds_of_styles() -> Iterator[Case]:
    yield of(STYLES, "100 000 fonts", EITHER, swap(b"</fonts>", b"<font/>" * 100_000 + b"</fonts>"))
    yield of(
        STYLES,
        "100 000 formats of numbers",
        EITHER,
        swap(b"</numFmts>", repeated(b'<numFmt numFmtId="9%d" formatCode="0"/>', 100_000) + b"</numFmts>"),
    )
    yield of(
        STYLES,
        "a format of numbers of 1 MB",
        EITHER,
        swap(b'formatCode="#,##0"', b'formatCode="%s"' % (b"#" * 1_000_000)),
    )
    yield of(
        STYLES,
        "a format of numbers of 100 000 brackets",
        EITHER,
        swap(b'formatCode="0 %"', b'formatCode="%s0 %%"' % (b"[" * 100_000)),
    )
    yield of(
        STYLES,
        "a format of numbers of 100 000 quotes",
        EITHER,
        swap(b'formatCode="0 %"', b'formatCode="%s0 %%"' % (b"&quot;" * 100_001)),
    )
    yield of(STYLES, "100 000 differential formats", EITHER, swap(b"</dxfs>", b"<dxf/>" * 100_000 + b"</dxfs>"))
    yield of(
        STYLES,
        "100 000 named styles",
        EITHER,
        swap(b"</cellStyles>", repeated(b'<cellStyle name="x%d" xfId="0"/>', 100_000) + b"</cellStyles>"),
    )
    yield of(STYLES, "styles of fonts that are not there", EITHER, regex(rb'fontId="\d+"', b'fontId="999999"', 0))
    yield of(
        STYLES,
        "styles of formats of numbers that are not there",
        EITHER,
        regex(rb'<numFmt numFmtId="165"[^>]*/>', b""),
    )
    yield of(STYLES, "a style of style 999999", EITHER, regex(rb'xfId="0"', b'xfId="999999"', 0))
    yield of(TABLE, "a table over the whole sheet", READ, swap(b'ref="A3:P13"', b'ref="A1:XFD1048576"'))
    yield of(TABLE, "a table nowhere", EITHER, swap(b'ref="A3:P13"', b'ref="nowhere"'))
    yield of(
        TABLE,
        "a table of 100 000 columns",
        EITHER,
        swap(b"</tableColumns>", repeated(b'<tableColumn id="%d" name="x"/>', 100_000) + b"</tableColumns>"),
    )
    yield of(
        TABLE,
        "a filter of 100 000 values",
        EITHER,
        swap(
            b'<autoFilter ref="A3:P13"/>',
            b'<autoFilter ref="A3:P13"><filterColumn colId="0"><filters>'
            + b'<filter val="x"/>' * 100_000
            + b"</filters></filterColumn></autoFilter>",
        ),
    )


def _many_sheets(times: int, *, copies: bool = False, cells: int = 0) -> Edit:
    def run(good: bytes) -> bytes:
        parts = parts_of(good)
        body = b"".join(b'<c t="inlineStr"><is><t>x</t></is></c>' for _ in range(cells))
        empty = b'<worksheet xmlns="%s"><sheetData><row r="1">%s</row></sheetData></worksheet>' % (SPREADSHEET, body)
        data = re.sub(rb"<tableParts.*</tableParts>", b"", parts[TABLE_SHEET]) if copies else empty
        sheets, rels, types = [], [], []
        for n in range(times):
            name = f"xl/worksheets/extra{n}.xml"
            parts[name] = data
            sheets.append(f'<sheet name="B{n}" sheetId="{n + 10}" r:id="x{n}"/>')
            rels.append(f'<Relationship Id="x{n}" Type="{RELATIONSHIPS.decode()}/worksheet" Target="/{name}"/>')
            types.append(f'<Override PartName="/{name}" ContentType="{_SHEET_TYPE}"/>')
        for part, end, more in (
            (WORKBOOK, b"</sheets>", sheets),
            (WORKBOOK_RELS, b"</Relationships>", rels),
            (CONTENT_TYPES, b"</Types>", types),
        ):
            parts[part] = parts[part].replace(end, "".join(more).encode() + end)
        return pack(parts)

    return run


# Other parts


def extra_parts() -> Iterator[Case]:
    def comments(times: int, text: bytes = b"hej", place: bytes = b"R%d") -> Edit:
        one = b'<comment ref="%s" authorId="0"><text><t>%s</t></text></comment>' % (place, text)
        xml = b'<comments xmlns="%s"><authors><author>x</author></authors><commentList>%s</commentList></comments>'
        return with_part(
            "xl/comments1.xml",
            xml % (SPREADSHEET, repeated(one, times)),
            "comments",
            type_=f"{_OFFICE}.spreadsheetml.comments+xml",
        )

    yield Case("50 000 notes", EITHER, comments(50_000))
    yield Case("50 000 notes on one cell", EITHER, comments(50_000, place=b"R1"))
    yield Case("a note of 5 MB", EITHER, comments(1, b"x" * 5_000_000))
    yield Case("a note on the last cell", EITHER, comments(1, place=b"XFD1048576"))
    yield Case("a note on no cell", EITHER, comments(1, place=b"nowhere"))
    yield Case("a note on the whole sheet", EITHER, comments(1, place=b"A1:XFD1048576"))
    yield Case(
        "notes that are broken",
        EITHER,
        with_part("xl/comments1.xml", b"<comments", "comments", type_=f"{_OFFICE}.spreadsheetml.comments+xml"),
    )
    yield Case(
        "notes by an author who is not there",
        EITHER,
        lambda good: edited(comments(1)(good), {"xl/comments1.xml": swap(b'authorId="0"', b'authorId="-7"')}),
    )

    external = b'<externalLink xmlns="%s"><externalBook xmlns:r="%s" r:id="rId1"/></externalLink>' % (
        SPREADSHEET,
        RELATIONSHIPS,
    )
    for name, target in {
        "a file": b"file:///etc/passwd",
        "the web": b"http://127.0.0.1:9/x.xlsx",
        "a share": rb"\\127.0.0.1\x\y.xlsx",
    }.items():
        rels = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="rId1" Type="%s/externalLinkPath" Target="%s" TargetMode="External"/>'
            b"</Relationships>" % (RELATIONSHIPS, target)
        )
        yield Case(f"an external link to {name}", READ, _with_external_link(external, rels))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
    yield Case(
        "an embedded object",
        READ,
        with_part("xl/embeddings/oleObject1.bin", ole, "oleObject", type_=f"{_OFFICE}.oleObject"),
    )
    yield Case("an embedded program", READ, with_part("xl/embeddings/x.exe", b"MZ" + bytes(2_000), "package"))
    yield Case("an ActiveX control", READ, with_part("xl/activeX/activeX1.bin", ole, "activeXControlBinary"))
    yield Case("custom XML", READ, with_part("customXml/item1.xml", b"<x>hej</x>", "customXml", rels=ROOT_RELS))
    yield Case("a printer's settings", READ, with_part("xl/printerSettings/p.bin", bytes(500), "printerSettings"))
    yield Case("a thread of notes", READ, with_part("xl/threadedComments/t1.xml", b"<x/>", "threadedComment"))
    yield Case("a web extension", READ, with_part("xl/webextensions/x.xml", b"<x/>", "webextension", rels=ROOT_RELS))
    yield Case(
        "a connection to the web",
        READ,
        with_part(
            "xl/connections.xml",
            b'<connections><connection webPr="http://127.0.0.1:9/"/></connections>',
            "connections",
            rels=WORKBOOK_RELS,
        ),
    )
    yield Case(
        "a signature",
        READ,
        with_part("_xmlsignatures/sig1.xml", b"<x/>", "digital-signature/signature", rels=ROOT_RELS),
    )
    macro = swap(b"spreadsheetml.sheet.main+xml", b"x")
    yield Case("macros", READ, _with_macros, ".xlsm")
    yield Case("macros in an .xlsx", EITHER, _with_macros)
    yield of(CONTENT_TYPES, "a workbook of an unknown content type", EITHER, macro)
    yield of(
        CONTENT_TYPES,
        "a template's content type",
        READ,
        swap(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"),
    )
    yield Case(
        "a pivot cache that is broken",
        EITHER,
        with_part("xl/pivotCache/p1.xml", b"<x", "pivotCacheDefinition", rels=WORKBOOK_RELS),
    )
    for name, data in {
        "that is broken": b"<xdr:wsDr",
        "of another kind": b"<x/>",
        "nested 10 000 deep": b"<x>" * 10_000 + b"</x>" * 10_000,
    }.items():

        def drawing(good: bytes, data: bytes = data) -> bytes:
            good = with_part("xl/drawings/drawing1.xml", data, "drawing", type_=f"{_OFFICE}.drawing+xml")(good)
            return edited(good, {TABLE_SHEET: swap(b"<tableParts", b'<drawing r:id="rId99"/><tableParts')})

        yield Case(f"a drawing {name}", EITHER, drawing)


def _with_external_link(link: bytes, rels: bytes) -> Edit:
    def run(good: bytes) -> bytes:
        name = "xl/externalLinks/externalLink1.xml"
        good = with_part(
            name, link, "externalLink", type_=f"{_OFFICE}.spreadsheetml.externalLink+xml", rels=WORKBOOK_RELS
        )(good)
        reference = b'</sheets><externalReferences><externalReference r:id="rId99"/></externalReferences>'
        return edited(
            good, {WORKBOOK: swap(b"</sheets>", reference)}, {"xl/externalLinks/_rels/externalLink1.xml.rels": rels}
        )

    return run


def _with_macros(good: bytes) -> bytes:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    good = edited(good, {CONTENT_TYPES: swap(f"{_OFFICE}.spreadsheetml.sheet.main+xml".encode(), kind.encode())})
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Attribute VB_Name\x00Sub Auto_Open" * 50
    return with_part(
        "xl/vbaProject.bin", data, "vbaProject", type_="application/vnd.ms-office.vbaProject", rels=WORKBOOK_RELS
    )(good)


def odd_relationships() -> Iterator[Case]:
    targets = {
        "up and out": b"../../../../etc/passwd",
        "from the root": b"/etc/passwd",
        "a file's address": b"file:///etc/passwd",
        "the web": b"http://127.0.0.1:9/x.xml",
        "a share": rb"\\127.0.0.1\x",
        "nothing": b"",
        "itself": b"/xl/_rels/workbook.xml.rels",
        "the workbook": b"/xl/workbook.xml",
        "the strings": b"sharedStrings.xml",
        "a picture's data": b"data:image/png;base64,AAAA",
        "1 MB": b"x" * 1_000_000,
        "an impossible name": b"%00%2e%2e/x",
    }
    for name, target in targets.items():
        yield of(WORKBOOK_RELS, f"the answers' target is {name}", FINDING, swap(b"worksheets/sheet2.xml", target))
        if target != b"/xl/workbook.xml":
            # The content types tell of the workbook as well, so a program may find it all the same.
            astray = changed(ROOT_RELS, swap(b'"xl/workbook.xml"', b'"%s"' % target))
            yield Case(f"the workbook's target is {name}", EITHER, astray)
        yield of(SHEET_RELS, f"the table's target is {name}", EITHER, swap(b"../tables/table1.xml", target))
    outside = swap(b'Target="worksheets/sheet2.xml"', b'Target="worksheets/sheet2.xml" TargetMode="External"')
    yield of(WORKBOOK_RELS, "the answers said to lie outside", EITHER, outside)
    yield of(WORKBOOK_RELS, "the answers' kind is unknown", EITHER, regex(rb'(Id="rId2" Type=")[^"]*', rb"\1urn:x"))
    yield of(
        WORKBOOK_RELS,
        "the answers' kind is a chart sheet",
        EITHER,
        regex(rb'(Id="rId2" Type="[^"]*)/worksheet"', rb'\1/chartsheet"'),
    )
    yield of(WORKBOOK_RELS, "two relationships of one ID", EITHER, swap(b'Id="rId3"', b'Id="rId2"'))
    yield of(WORKBOOK_RELS, "a relationship without an ID", EITHER, swap(b'Id="rId2" ', b""))
    yield of(WORKBOOK_RELS, "a relationship without a target", EITHER, swap(b' Target="worksheets/sheet2.xml"', b""))
    yield of(
        WORKBOOK_RELS,
        "the sheets change places",
        EITHER,
        chain(swap(b"sheet2", b"sheetX"), swap(b"sheet1", b"sheet2"), swap(b"sheetX", b"sheet1")),
    )
    yield Case("two workbooks", EITHER, related(ROOT_RELS, b"officeDocument", b"docProps/app.xml"))
    yield of(
        SHEET_RELS,
        "100 000 relationships of the sheet",
        EITHER,
        swap(
            b"</Relationships>",
            repeated(
                b'<Relationship Id="x%%d" Type="%s/table" Target="../tables/table1.xml"/>' % RELATIONSHIPS, 100_000
            )
            + b"</Relationships>",
        ),
    )
    yield Case(
        "a sheet that is its own drawing",
        EITHER,
        lambda good: edited(
            related(SHEET_RELS, b"drawing", b"/" + TABLE_SHEET.encode())(good),
            {TABLE_SHEET: swap(b"<tableParts", b'<drawing r:id="rId99"/><tableParts')},
        ),
    )
    yield Case("a sheet that is its own notes", EITHER, related(SHEET_RELS, b"comments", b"/" + TABLE_SHEET.encode()))
    yield of(
        TABLE_SHEET,
        "1 000 tables that are one",
        EITHER,
        swap(b'<tablePart r:id="rId1"/>', b'<tablePart r:id="rId1"/>' * 1_000),
    )
    yield of(
        TABLE_SHEET,
        "a table that is not there",
        EITHER,
        swap(b'<tablePart r:id="rId1"/>', b'<tablePart r:id="rId77"/>'),
    )
    yield of(
        CONTENT_TYPES,
        "every part said to be a picture",
        EITHER,
        regex(rb'ContentType="[^"]*"', b'ContentType="image/png"', 0),
    )
    yield of(
        CONTENT_TYPES,
        "the answers said to be the strings",
        EITHER,
        regex(rb'(sheet2.xml" ContentType=")[^"]*', rb"\1" + _STRINGS_TYPE.encode()),
    )
    yield of(
        CONTENT_TYPES,
        "two parts said to be the strings",
        EITHER,
        swap(b"</Types>", f'<Override PartName="/xl/styles.xml" ContentType="{_STRINGS_TYPE}"/></Types>'.encode()),
    )


# Files of other kinds


def _book(fill: Callable[[Workbook], None]) -> Edit:
    def run(_: bytes) -> bytes:
        book, stream = Workbook(), io.BytesIO()
        fill(book)
        book.save(stream)
        return stream.getvalue()

    return run


def foreign_workbooks() -> Iterator[Case]:
    def budget(book: Workbook) -> None:
        sheet = book.active
        for row in (
            ["ID", "Indikator", "Utfall 2024"],
            *([f"ÖK-{n:02}", "Lokaler", n * 1_200] for n in range(1, 11)),
        ):
            sheet.append(row)

    def charts(book: Workbook) -> None:
        book.create_chartsheet()
        book.remove(book.worksheets[0])

    def lists(book: Workbook) -> None:
        for n in range(2_000):
            book.active.append([f"Person {n}", n])

    def a_false_stamp(book: Workbook) -> None:
        book.create_sheet("_stämpel")["A1"] = "hej"

    for name, fill in {
        "an empty workbook": lambda _: None,
        "a budget with the template's headers": budget,
        "a workbook of charts only": charts,
        "a list of persons": lists,
        "a workbook with a false stamp": a_false_stamp,
    }.items():
        yield Case(name, FINDING, _book(fill))
    hide = swap(b'state="visible"', b'state="veryHidden"')
    yield Case(
        "a list whose only sheet is hidden", FINDING, lambda good: edited(_book(lists)(good), {WORKBOOK: hide})
    )
    only_hidden = regex(rb'<sheet name="([^"]*)" sheetId="(\d)"', rb'<sheet name="\1" state="hidden" sheetId="\2"', 2)
    yield of(WORKBOOK, "every sheet hidden", READ, only_hidden)


def other_formats() -> Iterator[Case]:
    table = "ID;Indikator;Utfall 2024\r\nÖK-05;Byggeråd;99\r\n"
    spreadsheet_2003 = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="x" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Table><Row><Cell><Data ss:Type="Number">99</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    word = pack(
        {
            CONTENT_TYPES: content_types(("/word/document.xml", f"{_OFFICE}.wordprocessingml.document.main+xml")),
            "word/document.xml": b"<w/>",
        }
    )
    slides = pack(
        {
            CONTENT_TYPES: content_types(
                ("/ppt/presentation.xml", f"{_OFFICE}.presentationml.presentation.main+xml")
            ),
            "ppt/presentation.xml": b"<p/>",
        }
    )
    text = pack(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b"<x/>",
            "META-INF/manifest.xml": b"<x/>",
        }
    )
    binary = pack(
        {
            CONTENT_TYPES: content_types(
                ("/xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main")
            ),
            "xl/workbook.bin": bytes(100),
        }
    )
    numbers = pack({"Index/Document.iwa": bytes(100), "Metadata/Properties.plist": b"x"})
    encrypted = (
        ole
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + "EncryptionInfo".encode("utf-16-le")
        + bytes(2_000)
    )
    old = ole + bytes(504) + b"\x09\x08\x10\x00\x00\x06\x05\x00" + "Workbook".encode("utf-16-le") + bytes(1_000)
    formats: dict[str, bytes] = {
        "text in cp1252": table.encode("cp1252"),
        "text in UTF-8": table.encode(),
        "text in UTF-16": table.encode("utf-16"),
        "a web page": f"<html><table><tr><td>{table}</table>".encode(),
        "a web page of 10 MB": b"<html>" + b"<tr><td>1</td></tr>" * 500_000,
        "a web archive": b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n',
        "a spreadsheet of 2003": spreadsheet_2003.encode(),
        "a flat ODS": b'<?xml version="1.0"?><office:document xmlns:office="urn:x"/>',
        "SYLK": b"ID;PWXL;N;E\r\nC;Y1;X1;K99\r\nE\r\n",
        "DIF": b'TABLE\r\n0,1\r\n"EXCEL"\r\n',
        "a Word document": word,
        "slides": slides,
        "an ODT": text,
        "an XLSB": binary,
        "a Numbers file": numbers,
        "a GIF": b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(40),
        "a PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40),
        "a JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40),
        "a 7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
        "a RAR": b"Rar!\x1a\x07\x01\x00" + bytes(100),
        "a PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
        "a program": b"MZ" + bytes(2_000),
        "a shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100),
        "an address": b"[InternetShortcut]\r\nURL=http://127.0.0.1:9/\r\n",
        "a mail": b"From: Kim <kim@example.com>\r\nSubject: svar\r\n\r\nhej\r\n",
        "JSON": b'{"ID": "\xc3\x96K-05", "Utfall": 99}',
        "JSON nested 100 000 deep": b"[" * 100_000,
        "an encrypted workbook": encrypted,
        "an old workbook that is cut": old[:600],
        "an old workbook of rubbish": old,
        "an old header and rubbish": ole + rubbish(2, 5_000),
        "an old header alone": ole,
        "a line break": b"\n",
        "the letters PK": b"PK",
        "an empty zip": b"PK\x05\x06" + bytes(18),
        "100 kB of zeros": bytes(100_000),
        "100 kB of PK": b"PK\x03\x04" * 25_000,
        "100 kB of ends of zips": b"PK\x05\x06" * 25_000,
        "an ODS with absurd repeats": _repeating_ods(),
    }
    for name, data in formats.items():
        yield Case(f"{name}, renamed", FINDING, lambda _, d=data: d)
    for name, pack_it in {
        "gzip": gzip.compress,
        "hexadecimal": lambda d: d.hex().encode(),
        "base 64": base64.encodebytes,
    }.items():
        yield Case(f"the answer in {name}, renamed", FINDING, pack_it)
    yield Case("the answer in tar, renamed", EITHER, _in_tar)  # it is not packed, so the zip can be found in it
    for size in (1, 10, 100, 1_000, 10_000, 100_000):
        yield Case(f"{size} random bytes", FINDING, lambda _, n=size: rubbish(n, n))
        yield Case(
            f"{size} random bytes after a zip's first", FINDING, lambda _, n=size: b"PK\x03\x04" + rubbish(n, n)
        )
    # Under their own names: whether a format is read or refused, these can't be.
    for name, suffix in {
        "an old workbook that is cut": ".xls",
        "an old workbook of rubbish": ".xls",
        "an old header and rubbish": ".xls",
        "an XLSB": ".xlsb",
        "an ODS with absurd repeats": ".ods",
        "an ODT": ".ods",
        "a Numbers file": ".numbers",
        "text in cp1252": ".csv",
        "an encrypted workbook": ".xls",
        "a mail": ".eml",
        "an old header alone": ".msg",
        "an empty zip": ".zip",
        "a PDF": ".pdf",
        "a Word document": ".docx",
    }.items():
        yield Case(f"{name}, as {suffix}", FINDING, lambda _, d=formats[name]: d, suffix)
    yield Case("the answer as .xls", EITHER, lambda good: good, ".xls")
    yield Case("the answer as .ods", EITHER, lambda good: good, ".ods")
    yield Case("the answer as .XLSX", READ, lambda good: good, ".XLSX")
    yield Case("the answer without an ending", EITHER, lambda good: good, "")


def _in_tar(data: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo("../../svar.xlsx")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def _repeating_ods() -> bytes:
    """A cell repeated over the sheet's every row and column, as ODS can say in a hundred bytes."""
    cells = (
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="7">'
        "<text:p>7</text:p></table:table-cell></table:table-row>"
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    spaces = " ".join(f'xmlns:{p}="{urn.format(p)}"' for p in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Indikatorer">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn.format("manifest")}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return pack({name: text.encode() for name, text in parts.items()})


# Stamps


def lying_stamps() -> Iterator[Case]:
    rows = {"format": 2, "kommun": 3, "år": 4, "omgång": 5, "avser": 6, "förvaltning": 7}

    def says(label: str, content: str) -> Edit:
        inner = f'<is><t xml:space="preserve">{escape(content)}</t></is>'.encode()
        return changed(STAMP, cell(f"B{rows[label]}", inner, b"inlineStr"))

    lies: dict[str, dict[str, tuple[Expect, str]]] = {
        "format": {
            "999": (FINDING, "999"),
            "0": (FINDING, "0"),
            "no number": (FINDING, "ett"),
            "of 5 000 digits": (FINDING, "9" * 5_000),
        },
        "kommun": {"another": (FINDING, "Annans kommun"), "of 1 MB": (FINDING, "x" * 1_000_000)},
        "år": {
            "2023": (FINDING, "2023"),
            "99999": (FINDING, "99999"),
            "-1": (FINDING, "-1"),
            "none": (FINDING, ""),
            "2024.5": (FINDING, "2024.5"),
            "1e999": (FINDING, "1e999"),
            "Arabic": (FINDING, "٢٠٢٣"),
            "of 5 000 digits": (FINDING, "9" * 5_000),
            "of 1 MB": (FINDING, "2" * 1_000_000),
        },
        "omgång": {
            "another": (FINDING, "Delår"),
            "a formula": (FINDING, "=1+1"),
            "braces": (FINDING, "{0} {fil.x} %s"),
        },
        "avser": {"another": (FINDING, "Prognos"), "none": (FINDING, "")},
        "förvaltning": {
            "unknown": (FINDING, "XYZ"),
            "none": (FINDING, ""),
            "another's": (EITHER, "ÖVR"),
            "a path": (FINDING, "../../etc/passwd"),
            "of 1 MB": (FINDING, "x" * 1_000_000),
            "half a character": (FINDING, "_xD800_"),
        },
    }
    for label, contents in lies.items():
        for name, (expect, content) in contents.items():
            yield Case(f"a stamp whose {label} is {name}", expect, says(label, content))
        yield of(
            STAMP,
            f"a stamp without its {label}",
            EITHER if label == "kommun" else FINDING,
            regex(rb'<row r="%d".*?</row>' % rows[label], b""),
        )
    number = changed(STAMP, cell("B4", b"<v>2023</v>"))
    yield Case("a stamp whose år is the number 2023", FINDING, number)
    yield of(STAMP, "a stamp whose år is an error", FINDING, cell("B4", b"<v>#N/A</v>", b"e"))
    yield of(STAMP, "a stamp whose år is a formula", EITHER, cell("B4", b"<f>2023</f><v>2024</v>"))
    yield of(STAMP, "a stamp without rows", FINDING, regex(rb"<sheetData>.*</sheetData>", b"<sheetData/>"))
    more = b"".join(
        b'<row r="%d"><c t="inlineStr"><is><t>X-%d</t></is></c><c><v>1</v></c></row>' % (n, n)
        for n in range(100, 90_100)
    )
    yield of(STAMP, "a stamp of 90 000 rows", EITHER, after_rows(more))
    second = (
        '<row r="50"><c t="inlineStr"><is><t>år</t></is></c><c t="inlineStr"><is><t>2023</t></is></c></row>'.encode()
    )
    yield of(STAMP, "a stamp with a second year among the rows", EITHER, after_rows(second))
    wrong = regex(rb'(<row r="9".*?</c><c r="B9"[^>]*><v>)\d+', rb"\g<1>0")
    yield of(STAMP, "a stamp with a false print of a row", READ, wrong)

    def property_says(text: str) -> Edit:
        return changed(CUSTOM, regex(rb"(<vt:lpwstr>)[^<]*", lambda m: m[1] + escape(text).encode()))

    def without_sheet(good: bytes) -> bytes:
        parts = parts_of(good)
        parts[WORKBOOK] = re.sub(rb'<sheet name="_st[^>]*/>', b"", parts[WORKBOOK])
        return pack(parts)

    true = [1, "Ljusnarsbergs kommun", 2024, "Helår", "Utfall", "BIL"]
    yield Case("no stamp's sheet", READ, without_sheet)
    properties = {
        "another municipality": json.dumps([1, "Annans kommun", *true[2:]]),
        "another year": json.dumps([*true[:2], 2023, *true[3:]]),
        "another round": json.dumps([*true[:3], "Delår", *true[4:]]),
        "an unknown department": json.dumps([*true[:5], "XYZ"]),
        "format 999": json.dumps([999, *true[1:]]),
        "a year of 1e308": json.dumps([*true[:2], 1e308, *true[3:]]),
        "a year of 900 digits": json.dumps([*true[:2], int("9" * 900), *true[3:]]),
        "a year that is no number": json.dumps([*true[:2], "NaN", *true[3:]]),
        "an infinite year": '[1, "Ljusnarsbergs kommun", 1e999, "Helår", "Utfall", "BIL"]',
        "a department that is a list": json.dumps([*true[:5], ["BIL"]]),
        "a department that is true": json.dumps([*true[:5], True]),
        "half a character": '[1, "\\ud800", 2024, "Helår", "Utfall", "BIL"]',
        "too little": json.dumps(true[:3]),
        "too much": json.dumps([*true, 1]),
        "an object": '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}',
        "no JSON": "hej",
        "nothing": "",
        "900 brackets": "[" * 900,
        "100 000 brackets": "[" * 100_000,
        "1 MB": "x" * 1_000_000,
    }
    for name, text in properties.items():
        yield Case(f"no stamp's sheet, and a property of {name}", FINDING, chain(without_sheet, property_says(text)))
    yield Case("a right stamp, and a property of another year", READ, property_says(properties["another year"]))
    yield Case("a right stamp, and a property of 1 MB", READ, property_says("x" * 1_000_000))
    one = b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="x%d">'
    one += b"<vt:lpwstr>x</vt:lpwstr></property>"
    crowd = b"".join(one % (n, n) for n in range(3, 100_003))
    yield of(CUSTOM, "100 000 properties", EITHER, swap(b"</Properties>", crowd + b"</Properties>"))
    for name, text in {
        "in the year 99999": b"99999-01-01T00:00:00Z",
        "never": b"",
        "on no day": b"2024-02-31T25:61:00Z",
        "1 MB of times": b"2" * 1_000_000,
        "at the end of time": b"9999-12-31T23:59:59-23:59",
        "at the start of time": b"0001-01-01T00:00:00+23:59",
    }.items():
        yield of(
            CORE,
            f"saved {name}",
            READ if name != "1 MB of times" else EITHER,
            regex(rb"(<dcterms:modified[^>]*>)[^<]*", lambda m, t=text: m[1] + t),
        )


KINDS = (
    *(truncated, flipped, missing, doubled, odd_names, wrapped, lying_headers, bombs),
    *(broken_xml, entities, absurd_xml, hidden_extents),
    *(odd_rows, odd_references, odd_indexes, odd_values, formulas, crowds, crowds_on_the_sheet, crowds_of_styles),
    *(extra_parts, odd_relationships, foreign_workbooks, other_formats, lying_stamps),
)
CASES = {f"{kind.__name__}: {case.name}": case for kind in KINDS for case in kind()}
