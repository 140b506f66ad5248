"""Reading an annex of any format that is known."""

from pathlib import Path

from indikator_excel.annex.model import Annex
from indikator_excel.annex.text import read_text_annex
from indikator_excel.errors import UserError

_WORD = frozenset({".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot"})


def read_annex(path: Path) -> Annex:
    """Read an annex.

    Raises:
        UserError: The file is of an unknown format, can't be read, or holds no indicators.
    """
    suffix = path.suffix.casefold()
    if suffix in (".txt", ""):
        return read_text_annex(path)
    if suffix in _WORD:
        from indikator_excel.annex.word.document import read_word_annex

        return read_word_annex(path).annex
    raise UserError(
        f"{path.name} kan inte läsas: bilagan ska vara ett Worddokument (.docx) eller en textfil (.txt). Öppna den i "
        "programmet som den är gjord i och spara den som .docx."
    )
