"""Makes the pictures of docs/ from the real program: ``python docs/make_pictures.py``.

It plays the round of controllern.md (see walkthrough.py). Each picture shows its workbook or document as it is where
the page shows it, printed by LibreOffice and cut to what the page speaks of. It needs soffice (LibreOffice Calc and
Writer), pdftoppm (poppler-utils) and a typeface as wide as Calibri (fonts-crosextra-carlito).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import walkthrough

PICTURES = Path(__file__).parent / "bilder"
_TEMPLATE = "mallar/Vuxenutbildning – Utfall Helår 2024.xlsx"
_CORRECTION = "rättelser/Bildning – Utfall Helår 2024 – rättelse.xlsx"


@dataclass(frozen=True)
class Picture:
    """A part of a printed page, in inches from its left upper corner, at so many dots to the inch."""

    file: str
    page: int
    width: float = 11.69
    height: float = 8.27
    left: float = 0
    top: float = 0
    dots: int = 80


WANTED = {
    "registret-indikatorer": Picture("register.xlsx", 5, 4.35, 2.85, left=0.7, top=0.95, dots=210),
    "fragor": Picture("register.xlsx", 8, 6.75, 3.6, left=0.65, top=0.9, dots=130),
    "las-mig": Picture(_TEMPLATE, 1, height=6.6),
    "indikatorer": Picture(_TEMPLATE, 2, height=3.7),
    "oversikt": Picture("sammanställning.xlsx", 1, height=7.75),
    "maluppfyllelse": Picture("sammanställning.xlsx", 2, 11, 5.1, left=0.35, top=0.5, dots=90),
    "avvikelser": Picture("sammanställning.xlsx", 6, 7.35, 3.72, left=0.35, top=0.5, dots=120),
    "att-ratta": Picture(_CORRECTION, 2, 11, 1.4, left=0.3, top=0.42, dots=90),
    "andringar": Picture("sammanställning.xlsx", 7, 11, 4.76, left=0.35, top=0.45),
    "bilaga": Picture("bilaga.docx", 1, 7.2, 6.3, left=0.6, top=2.75, dots=90),
}
#: A municipality's own: 78,5 and not 78.5.
_SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>sv-SE</value></prop></item>
</oor:items>
"""


def main() -> None:
    """Make every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name, "omgångar").resolve()
        home.mkdir()

        def look(picture: str, folder: Path) -> None:
            """Keep the file as it is now, under the picture's name."""
            source = folder / WANTED[picture].file
            copyfile(source, Path(name, picture).with_suffix(source.suffix))

        walkthrough.play(walkthrough.PAGE.read_text(encoding="utf-8"), home, look)
        files = [str(path) for path in Path(name).glob("*.*")]
        profile = Path(name, "profil")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SWEDISH, encoding="utf-8")
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            name,
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True)
        for picture, part in WANTED.items():
            _cut(Path(name, f"{picture}.pdf"), part, PICTURES / picture)
            sys.stdout.write(f"{picture}.png\n")


def _cut(pdf: Path, part: Picture, target: Path) -> None:
    box = (("-x", part.left), ("-y", part.top), ("-W", part.width), ("-H", part.height))
    command = [
        "pdftoppm",
        "-png",
        "-singlefile",
        "-thinlinemode",
        "solid",
        "-r",
        str(part.dots),
        "-f",
        str(part.page),
        "-l",
        str(part.page),
    ]
    command += [text for option, inches in box for text in (option, str(round(inches * part.dots)))]
    subprocess.run([*command, str(pdf), str(target)], check=True)


if __name__ == "__main__":
    main()
