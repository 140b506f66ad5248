"""Reading an annex of any format that is known."""

from pathlib import Path

from indikator_excel.annex.model import Annex
from indikator_excel.annex.text import read_text_annex
from indikator_excel.errors import UserError


def read_annex(path: Path) -> Annex:
    """Read an annex.

    Raises:
        UserError: The file is of an unknown format, can't be read, or holds no indicators.
    """
    suffix = path.suffix.casefold()
    if suffix in (".txt", ""):
        return read_text_annex(path)
    raise UserError(
        f"{path.name} kan inte läsas: bilagan ska vara en textfil (.txt). Öppna den i Word och välj "
        "Spara som, Oformaterad text, med teckenkodningen UTF-8."
    )
