"""Makes the pictures of docs/ from the real program: ``python docs/make_pictures.py``.

It runs the example, lets LibreOffice print its workbooks, and cuts the pages to what is on them. It needs soffice
(LibreOffice Calc), pdftoppm (poppler-utils) and a typeface as wide as Calibri (fonts-crosextra-carlito).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from indikator_excel.example.round import try_out

PICTURES = Path(__file__).parent / "bilder"
_DOTS = 80  # to the inch


@dataclass(frozen=True)
class Picture:
    """A page of a workbook. ``part`` is how much of its height is shown."""

    name: str
    file: str
    page: int
    part: float


WANTED = (
    Picture("oversikt", "sammanställning.xlsx", 1, 0.95),
    Picture("las-mig", "mallar/Vuxenutbildning – Utfall Helår 2024.xlsx", 1, 0.8),
    Picture("indikatorer", "mallar/Vuxenutbildning – Utfall Helår 2024.xlsx", 2, 0.45),
)


def main() -> None:
    """Make every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "prova"
        try_out(folder)
        profile = f"-env:UserInstallation={(Path(name) / 'profil').as_uri()}"
        for file in dict.fromkeys(picture.file for picture in WANTED):
            command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / file)]
            subprocess.run(command, check=True, capture_output=True)
            for picture in WANTED:
                if picture.file == file:
                    _page(Path(name) / f"{Path(file).stem}.pdf", picture)
                    sys.stdout.write(f"{picture.name}.png\n")


def _page(pdf: Path, picture: Picture) -> None:
    width, height = (round(inches * _DOTS) for inches in (11.69, 8.27 * picture.part))
    target = PICTURES / picture.name
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(_DOTS), "-f", str(picture.page), "-l", str(picture.page)]
    command += ["-x", "0", "-y", "0", "-W", str(width), "-H", str(height), str(pdf), str(target)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
