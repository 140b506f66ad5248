"""A Word file as a package of parts: what kind of file it is, which part is the document, what belongs to it."""

import posixpath
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from indikator_excel.annex.word.tree import Node, read_tree
from indikator_excel.container.archive import Container
from indikator_excel.container.refused import PasswordError, UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.files import reason

#: An annual report with pictures; a file beyond this is something else.
_MAX_BYTES = 100_000_000
_MAX_DOCUMENT = 60_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_AS_DOCX = "Öppna den i Word och välj Spara som, Word-dokument (.docx)."


class WordPackage(Struct, frozen=True, dict=True):
    """An opened Word file. ``main`` is the name of the part that holds the text."""

    name: str
    container: Container
    main: str

    @cached_property
    def data(self) -> bytes:
        """The document part as it stands in the file."""
        return self.container.part(self.main, _MAX_DOCUMENT)

    @cached_property
    def document(self) -> Node:
        """The document part as a tree."""
        return read_tree(self.data)

    def related(self, kind: str) -> Node | None:
        """Return the part that the document has of a kind (``styles``, ``footnotes``); None where there is none."""
        target = _target(self.container, self.main, kind)
        data = self.container.part(target) if target else b""
        return read_tree(data) if data else None


def open_word(path: Path) -> WordPackage:
    """Open a Word file.

    Raises:
        UserError: It can't be read, is encrypted, or is no Word file of the present kind.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UserError(f"{path.name} är för stor för att vara en bilaga. Är det rätt fil?")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"Filen {path} finns inte. Kontrollera namnet och mappen.") from None
    except PermissionError:
        raise UserError(f"{path.name} kunde inte läsas. Är den öppen i Word? Stäng den och kör igen.") from None
    except OSError as error:
        raise UserError(f"Filen {path} kunde inte läsas: {reason(error)}.") from None
    if data.startswith(_OLE):
        _refuse_ole(path.name, data)
    if not data.startswith(_ZIP):
        raise UserError(f"{path.name} är inget Worddokument (.docx). {_AS_DOCX}")
    try:
        container = Container(data, "Wordfil")
        main = _target(container, "", "officeDocument")
        package = WordPackage(path.name, container, main)
        if not main or package.document.find("w:document", "w:body") is None:
            raise UserError(f"{path.name} är inget Worddokument (.docx). {_AS_DOCX}")
    except PasswordError:
        raise _locked(path.name) from None
    except UnreadableError as error:
        raise UserError(
            f"{path.name} kunde inte läsas: {error}. Öppna den i Word, spara den på nytt och försök igen."
        ) from None
    return package


def _locked(name: str) -> UserError:
    return UserError(
        f"{name} är skyddad med lösenord. Öppna den i Word, ta bort lösenordet (Arkiv, Info, Skydda dokument) och "
        "spara den."
    )


def _refuse_ole(name: str, data: bytes) -> None:
    """Tell an old Word file from an encrypted one; both stand in the older kind of container."""
    import io

    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(path).lower() for path in container.listdir()}
    except Exception:  # noqa: BLE001 - a damaged container raises errors of many kinds
        streams = set()
    if streams & {"encryptedpackage", "encryptioninfo"}:
        raise _locked(name)
    if "worddocument" in streams:
        raise UserError(f"{name} är sparad i Words äldre format (.doc), som inte kan läsas. {_AS_DOCX}")
    raise UserError(f"{name} är inget Worddokument (.docx). {_AS_DOCX}")


def _target(container: Container, part: str, kind: str) -> str:
    """Return the part that another is related to by a kind of relation; empty where there is none."""
    folder, name = posixpath.split(part)
    data = container.part(posixpath.join(folder, "_rels", f"{name}.rels"))
    for relation in read_tree(data).every("?:Relationship") if data else ():
        said = relation.attributes
        if said.get("Type", "").endswith(f"/{kind}") and said.get("TargetMode") != "External":
            target = said.get("Target", "")
            return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return ""
