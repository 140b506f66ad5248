"""Reading an annex that was saved as text: one paragraph or table row a line, cells separated by tabs."""

import re
from pathlib import Path

from indikator_excel.annex.block import Block
from indikator_excel.annex.model import Annex
from indikator_excel.annex.structure import build_annex
from indikator_excel.errors import UserError
from indikator_excel.files import reason

_MARKS = re.compile(r"</?[ib]>", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|\n")
#: What no cell of a workbook can hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: An annex is a few pages; a file beyond this is something else.
MAX_BYTES = 10_000_000


def read_text_annex(path: Path) -> Annex:
    """Read a ``.txt`` annex, with or without ``<i>`` marks, in UTF-8 or in Windows' own encoding.

    Raises:
        UserError: The file can't be read, or holds no indicators.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path.name} är för stor för att vara en bilaga. Är det rätt fil?")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"Filen {path} finns inte. Kontrollera namnet och mappen.") from None
    except OSError as error:
        raise UserError(f"Filen {path} kunde inte läsas: {reason(error)}.") from None
    return build_annex(_blocks(_decode(data, path.name)), path.name)


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise UserError(f"{name} är inte en textfil. Spara bilagan som oformaterad text (.txt) och försök igen.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _blocks(text: str) -> list[Block]:
    """Split into lines. Marks and space at the ends of a cell go; everything else stays as written."""
    blocks = []
    for number, line in enumerate(_LINE_ENDS.split(text), start=1):
        cells = tuple(_CONTROLS.sub(" ", _MARKS.sub("", cell)).strip() for cell in line.split("\t"))
        if any(cells):
            blocks.append(Block(number, cells))
    return blocks
