"""A round is a folder; this is where each of its files stands."""

from pathlib import Path

from msgspec import Struct

from indikator_excel.errors import UserError


class RoundFolder(Struct, frozen=True):
    """The round's folder and the names inside it."""

    path: Path

    @property
    def register(self) -> Path:
        """The register; the controller edits it in Excel."""
        return self.path / "register.xlsx"

    @property
    def register_previous(self) -> Path:
        """The register as it was before the last rewrite."""
        return self.path / "register.föregående.xlsx"

    @property
    def register_beside(self) -> Path:
        """Where a rewritten register goes when the old one holds parts that the rewrite would lose."""
        return self.path / "register.ny.xlsx"

    @property
    def templates(self) -> Path:
        """One workbook per department."""
        return self.path / "mallar"

    @property
    def dispatch(self) -> Path:
        """Mail drafts, one per department."""
        return self.path / "utskick"

    @property
    def replies(self) -> Path:
        """Replies as they arrive. Never written to."""
        return self.path / "svar"

    @property
    def corrections(self) -> Path:
        """Workbooks to send back for correction."""
        return self.path / "rättelser"

    @property
    def consolidation(self) -> Path:
        """The consolidated workbook."""
        return self.path / "sammanställning.xlsx"

    @property
    def consolidation_previous(self) -> Path:
        """The consolidated workbook of the run before."""
        return self.path / "sammanställning.föregående.xlsx"

    @property
    def data(self) -> Path:
        """The table of *Data*, where it is too long for a sheet."""
        return self.path / "sammanställning.data.csv"

    @property
    def annex(self) -> Path:
        """The filled annex."""
        return self.path / "bilaga.docx"

    @property
    def annex_previous(self) -> Path:
        """The annex of the run before."""
        return self.path / "bilaga.föregående.docx"

    @property
    def consolidation_unreadable(self) -> Path:
        """Where one goes that could not be read; none is ever written over."""
        return free_path(self.path / "sammanställning.oläslig.xlsx")

    @property
    def consolidation_kept(self) -> Path:
        """Where one goes that holds what the next will not; none is ever written over."""
        return free_path(self.path / "sammanställning.med eget innehåll.xlsx")

    @property
    def log(self) -> Path:
        """What was read, chosen, written and sent; only ever added to."""
        return self.path / "logg.jsonl"

    @property
    def sending(self) -> Path:
        """Marks that letters are being sent; gone when they are."""
        return self.path / ".skickar"

    def require(self) -> None:
        """Raise :class:`UserError` unless the folder exists."""
        if not self.path.is_dir():
            raise UserError(f"Mappen {self.path} finns inte. Kontrollera namnet efter --mapp.")


def free_path(path: Path) -> Path:
    """Return a path, or the first with a number behind its name, where there is no file yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem} {number}")
    return free
