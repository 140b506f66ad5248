"""Which files in ``svar/`` are replies."""

from dataclasses import dataclass
from pathlib import Path

#: What operating systems and Office leave in a folder; nobody sent it.
_DEBRIS = {"thumbs.db", "desktop.ini", ".ds_store"}
_FOREIGN = {
    ".pdf": ("en pdf", "Be avsändaren fylla i Excelmallen."),
    ".docx": ("ett Worddokument", "Be avsändaren fylla i Excelmallen."),
    ".doc": ("ett Worddokument", "Be avsändaren fylla i Excelmallen."),
    ".eml": ("ett mejl", "Öppna mejlet, spara bilagan i mappen svar och ta bort mejlet därifrån."),
    ".msg": ("ett mejl", "Öppna mejlet, spara bilagan i mappen svar och ta bort mejlet därifrån."),
    ".zip": ("en zipfil", "Packa upp filen i mappen svar och ta bort zipfilen därifrån."),
    ".xls": (
        "i Excels äldre format",
        "Öppna filen i Excel, spara den som .xlsx i mappen svar och ta bort den gamla.",
    ),
    ".xlsb": ("i Excels binära format", "Öppna filen i Excel, spara den som .xlsx och ta bort den gamla."),
    ".ods": (
        "i formatet ODS",
        "Öppna filen i Excel eller LibreOffice, spara den som .xlsx och ta bort den gamla.",
    ),
    ".csv": ("en textfil", "Be avsändaren fylla i Excelmallen."),
    ".numbers": ("en Numbersfil", "Be avsändaren exportera till Excel (.xlsx)."),
}
WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Found:
    """A file in the folder. ``name`` is its path below ``svar/`` with ``/``, as it is shown and kept.

    ``outside`` is set for a link to something that lies elsewhere.
    """

    path: Path
    name: str
    outside: bool = False

    @property
    def is_workbook(self) -> bool:
        """Whether the file's name says that it is a workbook that can be read."""
        return self.path.suffix.casefold() in WORKBOOKS

    @property
    def foreign(self) -> tuple[str, str]:
        """For a file that is no workbook: what it is, and what to do, in Swedish."""
        suffix = self.path.suffix.casefold()
        other = f"av typen {suffix}" if suffix else "utan filändelse"
        return _FOREIGN.get(suffix, (f"en fil {other}", "Be avsändaren fylla i Excelmallen, eller flytta filen."))


def find_replies(folder: Path) -> list[Found]:
    """Return the files below ``folder`` in a stable order; a link that leads out of it is marked, not followed."""
    root = folder.resolve()
    found = []
    for path in sorted(folder.rglob("*"), key=lambda p: str(p.relative_to(folder)).casefold()):
        name = path.name.casefold()
        if name.startswith(("~$", ".")) or name in _DEBRIS or "__MACOSX" in path.parts:
            continue
        if path.is_file():
            outside = not path.resolve().is_relative_to(root)
            found.append(Found(path, path.relative_to(folder).as_posix(), outside))
    return found
