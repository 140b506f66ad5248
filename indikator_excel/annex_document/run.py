"""``fyll-bilaga``: the round's outcomes into the municipality's own document, or into an annex of our own."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from indikator_excel.consolidation.run import merged
from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes, write_whole
from indikator_excel.findings import about_annex
from indikator_excel.findings.finding import Finding
from indikator_excel.folder import RoundFolder, free_path
from indikator_excel.log.event import Event, What
from indikator_excel.log.file import read_log
from indikator_excel.log.journal import Record, digest, of_file, unrecorded
from indikator_excel.progress import Progress, silent
from indikator_excel.resources import read_theme

if TYPE_CHECKING:
    from indikator_excel.annex.word.document import WordAnnex
    from indikator_excel.annex_document.content import Content
    from indikator_excel.consolidation.merge import Consolidation


class FilledRow(Struct, frozen=True):
    """An indicator whose outcome stands in the document. ``place`` is empty in an annex of our own."""

    indicator_id: str
    indicator: str
    place: str
    content: "Content"


class FilledAnnex(Struct, frozen=True):
    """What was written. ``findings`` tells every row that could not be placed; ``result`` is what was filled in.

    ``kept_as`` is where a document went that stood in the way and that the program had not written as it stood.
    """

    saved_as: Path
    rows: tuple[FilledRow, ...]
    findings: tuple[Finding, ...]
    unread: tuple[str, ...]
    result: "Consolidation"
    kept_as: Path | None = None

    @property
    def unplaced(self) -> int:
        """How many rows somebody must see to by hand: of the register and of the document."""
        unknown = sum(f.kind is about_annex.UNKNOWN_ROW for f in self.findings)
        return len(self.result.register.indicators) - len(self.rows) + unknown


def fill_annex(
    folder: RoundFolder, source: Path | None, progress: Progress = silent, record: Record = unrecorded
) -> FilledAnnex:
    """Write ``bilaga.docx`` in the round's folder; the one before it is kept, and ``source`` is never changed.

    Args:
        folder: The round.
        source: The municipality's own document; None to write the annex itself.
        progress: Told how many replies are read.
        record: Takes down what was read and written.

    Raises:
        UserError: The document, the register or the replies can't be read, or the annex can't be written.
    """
    from indikator_excel.annex.word.document import read_word_annex

    # A wrong file is told before the work begins.
    if source is not None:
        _refuse_own(folder, source)
    document = read_word_annex(source) if source is not None else None
    if source is not None:
        record(folder, [of_file(What.READ, folder, source)])
    return write_annex(folder, document, merged(folder, progress, record), record)


def write_annex(
    folder: RoundFolder, document: "WordAnnex | None", result: "Consolidation", record: Record = unrecorded
) -> FilledAnnex:
    """Write the annex of a round whose result is known: the document filled in, or one of our own.

    Raises:
        UserError: The theme can't be read, or the annex can't be written.
    """
    from indikator_excel.annex_document.content import contents
    from indikator_excel.annex_document.fill import filled
    from indikator_excel.annex_document.placing import place_outcomes
    from indikator_excel.annex_document.write import annex_bytes

    register, theme, cells = result.register, read_theme(folder.path), contents(result)
    if document is None:
        rows = tuple(FilledRow(i.id, i.label, "", cells[i.id]) for i in register.indicators)
        kept_as = _save(folder, folder.annex, annex_bytes(register, cells, theme), record)
        return FilledAnnex(folder.annex, rows, (), (), result, kept_as)
    placing = place_outcomes(document, register, cells)
    # A document with macros, or a template, keeps its kind: Word refuses one whose name says another.
    target, _ = _written(folder, document.package.name)
    kept_as = _save(folder, target, filled(document.package, placing.placed, theme), record)
    rows = tuple(FilledRow(p.indicator.id, p.indicator.label, p.place, p.content) for p in placing.placed)
    return FilledAnnex(target, rows, placing.findings, document.annex.unread, result, kept_as)


def _written(folder: RoundFolder, name: str) -> tuple[Path, Path]:
    """Return what is written for a document of a name, and where the one before it is kept."""
    suffix = Path(name).suffix.lower()
    return folder.annex.with_suffix(suffix), folder.annex_previous.with_suffix(suffix)


def _refuse_own(folder: RoundFolder, source: Path) -> None:
    """Refuse a document that lies where the result is written: the given file is never changed."""
    if any(path.exists() and source.exists() and path.samefile(source) for path in _written(folder, source.name)):
        raise UserError(
            f"{source.name} är ett namn som kommandot själv skriver till i omgångens mapp, så ditt dokument skulle "
            "skrivas över. Döp om det och kör igen."
        )


def _save(folder: RoundFolder, target: Path, data: bytes, record: Record) -> Path | None:
    """Write the annex, and keep what stood there; return where, if it is not what the program wrote there.

    The one before is written over by the next, but never a document that somebody has made or changed.
    """
    kept_as = None
    if target.exists():
        before = read_bytes(target)
        if not _is_ours(folder, target.name, before):
            kept_as = free_path(target.with_stem(f"{target.stem}.egen"))
        write_whole(kept_as or _written(folder, target.name)[1], before)
    write_whole(target, data)
    record(folder, [Event(What.WRITTEN, target.name, digest(data))])
    return kept_as


def _is_ours(folder: RoundFolder, name: str, content: bytes) -> bool:
    """Whether the log says that the program wrote a file as it stands."""
    try:
        events = read_log(folder.log).events
    except UserError:
        return False
    own = digest(content)
    return any(e.what is What.WRITTEN and e.file == name and e.digest == own for e in events)
