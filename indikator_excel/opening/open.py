"""The one way into a returned file: bytes in, a workbook with typed cells out, or the reason why not."""

import io

from indikator_excel.container.archive import Container
from indikator_excel.container.refused import (
    MAX_FILE,
    ForeignError,
    OverLimitError,
    PasswordError,
    UnreadableError,
)
from indikator_excel.opening.cells import Book
from indikator_excel.opening.xlsx import open_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What an OpenDocument spreadsheet says that it is, and the part that only a binary workbook of Excel's has.
_OPEN_DOCUMENT, _BINARY_WORKBOOK = b"application/vnd.oasis.opendocument.spreadsheet", "xl/workbook.bin"
#: The folder in which a Numbers file has its tables.
_NUMBERS = "Index/"
#: An archive is known by its end: it may begin with anything.
_END_OF_ARCHIVE, _LAST_BYTES = b"PK\x05\x06", 66_000
_FILL_IN = "Be avsändaren skicka den ifyllda Excelfilen."
#: How files of other kinds begin.
_BEGINNINGS = {
    b"%PDF": "en pdf",
    b"\x89PNG": "en bild",
    b"\xff\xd8\xff": "en bild",
    b"GIF8": "en bild",
    b"{\\rtf": "ett Worddokument",
}


#: What Outlook wraps attachments in for those who have Outlook; saved with a mail it is all that is left of them.
_WINMAIL = b"\x78\x9f\x3e\x22"
#: What a file that is none of the above says of itself by its name.
_BY_NAME = {
    "pdf": ("en pdf", _FILL_IN),
    "docx": ("ett Worddokument", _FILL_IN),
    "doc": ("ett Worddokument", _FILL_IN),
    "csv": ("en textfil", _FILL_IN),
    "txt": ("en textfil", _FILL_IN),
    "eml": ("ett mejl som inte kan läsas", "Öppna mejlet och spara bilagan i mappen svar i stället."),
    "msg": ("ett mejl som inte kan läsas", "Öppna mejlet och spara bilagan i mappen svar i stället."),
    "numbers": ("en Numbersfil", "Be avsändaren exportera till Excel (.xlsx)."),
}
#: How workbooks' names end.
WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods")


def open_book(data: bytes, name: str = "") -> Book:
    """Open a workbook, whatever its file is called.

    Args:
        data: The file.
        name: Its name, which says what it is where its content does not.

    Raises:
        UnreadableError: With the reason in Swedish. See its subclasses.
    """
    if not data:
        raise UnreadableError("filen är tom")
    if len(data) > MAX_FILE:
        raise OverLimitError(f"filen är {len(data) // 1_000_000} MB")
    if data.startswith(OLE):
        return _open_ole(data)
    if data.startswith(_WINMAIL):
        raise ForeignError(
            "en bilaga i Outlooks eget format (winmail.dat)",
            "Öppna mejlet i Outlook och spara bilagan i mappen svar. Finns den inte, be avsändaren skicka mejlet i "
            "formatet HTML.",
        )
    if _END_OF_ARCHIVE not in data[-_LAST_BYTES:]:
        for beginning, what in _BEGINNINGS.items():
            if data.startswith(beginning):
                raise ForeignError(what, _FILL_IN)
        _refuse_by_name(_suffix(name))
    return _open_archive(Container(data))


def _refuse_by_name(suffix: str) -> None:
    """Refuse what does not even look like a workbook by what its name says that it is."""
    if suffix not in WORKBOOKS:
        other = f"av typen .{suffix}" if suffix else "utan filändelse"
        raise ForeignError(*_BY_NAME.get(suffix, (f"en fil {other}", f"{_FILL_IN[:-1]}, eller flytta filen.")))


def _open_archive(container: Container) -> Book:
    if container.part("mimetype").strip().startswith(_OPEN_DOCUMENT):
        from indikator_excel.opening.ods import open_ods

        return open_ods(container)
    if _BINARY_WORKBOOK in container.names:
        from indikator_excel.opening.xlsb import open_xlsb

        return open_xlsb(container)
    if "word/document.xml" in container.names:
        raise ForeignError("ett Worddokument", _FILL_IN)
    if any(name.startswith(_NUMBERS) for name in container.names):
        raise ForeignError("en Numbersfil", "Be avsändaren exportera till Excel (.xlsx).")
    return open_xlsx(container)


def _suffix(name: str) -> str:
    last = name.rpartition("/")[2].rpartition("!")[2]
    return last.rpartition(".")[2].casefold() if "." in last else ""


def is_workbook(data: bytes) -> bool:
    """Whether an archive holds the parts of a workbook, of any program's, and is no archive of other files.

    Raises:
        UnreadableError: It is no archive, or beyond a limit.
    """
    container = Container(data)
    spreadsheet = container.part("mimetype").strip().startswith(_OPEN_DOCUMENT)
    return spreadsheet or any(name.startswith(("xl/workbook", _NUMBERS)) for name in container.names)


def _open_ole(data: bytes) -> Book:
    """Open what stands in the older kind of container: an ``.xls``, or anything that Office has encrypted."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(path).lower() for path in container.listdir()}
    except Exception:  # noqa: BLE001 - a damaged container raises errors of many kinds
        streams = set()
    if "encryptedpackage" in streams or "encryptioninfo" in streams:
        raise PasswordError("filen är krypterad")
    if "worddocument" in streams:
        raise ForeignError("ett Worddokument", _FILL_IN)
    if not streams & {"workbook", "book"}:
        raise UnreadableError("det är ingen Excelfil, eller så är den skadad")
    from indikator_excel.opening.xls import open_xls

    return open_xls(data)
