"""What travels with the program: ``mallar/`` (texts and looks that a controller may change) and ``exempel/``."""

import re
import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.errors import UserError
from indikator_excel.indicators.vocabulary import Verdict

_PACKAGE = Path(__file__).parent
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_FIELD = re.compile(r"\{([^{}]*)\}")


def bundled(name: str) -> Path:
    """Return ``mallar`` or ``exempel``: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resource(name: str, folder: Path | None = None) -> str:
    """Return a text from ``mallar/``; a file of the same name in the round's folder takes its place.

    Raises:
        UserError: The file can't be read as UTF-8 text.
    """
    own = folder / name if folder is not None else None
    path = own if own is not None and own.is_file() else bundled("mallar") / name
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{path} kunde inte läsas. Spara den som text i UTF-8, eller ta bort den.") from None


def field_names(text: str) -> list[str]:
    """Return the names of the fields that a text has, in order."""
    return _FIELD.findall(text)


def fill(text: str, fields: Mapping[str, str], source: str) -> str:
    """Put values in a text's ``{fields}``. Nothing in the text is run.

    Raises:
        UserError: The text names a field that does not exist.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in fields:
            known = ", ".join(f"{{{name}}}" for name in fields)
            raise UserError(f"{source}: fältet {{{match[1]}}} finns inte. Välj bland {known}.")
        return fields[match[1]]

    return _FIELD.sub(value, text)


class Paint(Struct, frozen=True):
    """Fill and text colour, as ``#RRGGBB``."""

    fill: str
    text: str


class Theme(Struct, frozen=True):
    """The look of every workbook: typeface, colours, and a fill and text colour per verdict."""

    font: str
    size: float
    header: Paint
    entry: str
    fault: Paint
    border: str
    band: str
    muted: str
    verdicts: Mapping[Verdict, Paint]
    logo: "Logo | None" = None


class Logo(Struct, frozen=True):
    """The municipality's mark, a PNG picture; its size in pixels."""

    data: bytes
    width: int
    height: int


LOGO = "logotyp.png"
_LARGEST_LOGO = 1_000_000  # bytes; it goes into every workbook
_PNG = b"\x89PNG\r\n\x1a\n"


def read_theme(folder: Path | None = None) -> Theme:
    """Read ``utseende.toml``, and ``logotyp.png`` where there is one.

    Raises:
        UserError: The file is not TOML, or a value is missing or no colour, or the logo is no PNG picture.
    """
    return replace(_parse_theme(resource("utseende.toml", folder)), logo=_read_logo(folder))


def _read_logo(folder: Path | None) -> Logo | None:
    places = [bundled("mallar") / LOGO] if folder is None else [folder / LOGO, bundled("mallar") / LOGO]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError:
        raise UserError(f"{path} kunde inte läsas. Ta bort den, eller spara den igen.") from None
    if len(data) > _LARGEST_LOGO:
        raise UserError(f"{path} är för stor. En logotyp på högst 1 MB räcker.")
    header = _PNG + b"\x00\x00\x00\rIHDR"
    size = data[len(header) : len(header) + 8]
    if not data.startswith(header) or len(size) < 8 or not all(struct.unpack(">II", size)):  # noqa: PLR2004 - two numbers
        raise UserError(f"{path} är ingen PNG-bild. Spara logotypen som PNG, eller ta bort filen.")
    return Logo(data, *struct.unpack(">II", size))


@cache
def _parse_theme(text: str) -> Theme:
    import tomllib

    try:
        data = tomllib.loads(text)
        colours, verdicts = data["färger"], data["bedömning"]
        theme = Theme(
            font=str(data["typsnitt"]["namn"]),
            size=float(data["typsnitt"]["storlek"]),
            header=Paint(_colour(colours["rubrik"]), _colour(colours["rubriktext"])),
            entry=_colour(colours["inmatning"]),
            fault=Paint(_colour(colours["rättas"]), _colour(colours["rättastext"])),
            border=_colour(colours["ram"]),
            band=_colour(colours["band"]),
            muted=_colour(colours["dämpad"]),
            verdicts={v: Paint(_colour(verdicts[v]["fyllning"]), _colour(verdicts[v]["text"])) for v in Verdict},
        )
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f" på rad {line[1]}" if line else ""
        raise UserError(f"utseende.toml är felskriven{where}. Rätta filen, eller ta bort den.") from None
    except KeyError as error:
        raise UserError(f"utseende.toml saknar {error}. Jämför med filen i mallar/.") from None
    except (TypeError, ValueError) as error:
        raise UserError(f"utseende.toml: {error}. Färger skrivs som #RRGGBB.") from None
    return theme


def _colour(value: object) -> str:
    if not isinstance(value, str) or not _COLOUR.match(value):
        raise ValueError(f"{value!r} är ingen färg")
    return value
