"""``sammanställ``: from a round's folder to its result."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from indikator_excel.consolidation.recorded import reply_events
from indikator_excel.container.refused import UnreadableError
from indikator_excel.errors import UserError
from indikator_excel.files import read_bytes, reason, write_whole
from indikator_excel.findings import about_rows, about_whole
from indikator_excel.findings.finding import Finding
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import join_and
from indikator_excel.log.event import Event, What
from indikator_excel.log.journal import Record, digest, of_file, unrecorded
from indikator_excel.progress import Progress, doing, silent
from indikator_excel.register.current import current_register, register_event
from indikator_excel.register.model import Register
from indikator_excel.replies.folder import require_replies
from indikator_excel.replies.reply import Reply
from indikator_excel.resources import read_theme

if TYPE_CHECKING:
    from pathlib import Path

    from indikator_excel.consolidation.merge import Consolidation
    from indikator_excel.consolidation.previous import Previous
    from indikator_excel.consolidation.workbook.hers import Layout


def merged(folder: RoundFolder, progress: Progress = silent, record: Record = unrecorded) -> "Consolidation":
    """Read the replies of a round and merge them, with what the controller has written. Nothing is written but a log.

    Raises:
        UserError: The register or the folder can't be read.
    """
    return _merged(folder, progress, record)[0]


def _merged(
    folder: RoundFolder, progress: Progress, record: Record
) -> "tuple[Consolidation, Previous | UnreadableError | None]":
    register = current_register(folder)
    read = require_replies(folder, register, progress, _import_the_rest)
    with doing(progress, "Bedömer svaren"):
        result, previous = merge_with_own(folder, register, read)
    replies = folder.replies.name
    record(folder, [register_event(folder, register), *reply_events(result.files, replies)], all_below=replies)
    return result, previous


def _import_the_rest() -> None:
    """Import what comes after reading, pandas above all, which takes as long as a hundred replies."""
    from indikator_excel.consolidation.workbook import write  # noqa: F401
    from indikator_excel.xlsx import package  # noqa: F401


def merge_with_own(
    folder: RoundFolder, register: Register, replies: list[Reply]
) -> "tuple[Consolidation, Previous | UnreadableError | None]":
    """Merge replies with what the controller has written in the round's workbook, which is returned as it was found.

    Raises:
        UserError: The workbook can't be opened at all; one whose content can't be read is returned as the reason.
    """
    from indikator_excel.consolidation.merge import merge
    from indikator_excel.consolidation.previous import Previous, read_previous

    previous: Previous | UnreadableError | None = None
    if folder.consolidation.exists():
        try:
            beside = read_bytes(folder.data) if folder.data.exists() else None
            previous = read_previous(read_bytes(folder.consolidation), register.round, beside)
        except UnreadableError as error:
            previous = error
    if not isinstance(previous, Previous):
        return merge(register, replies), previous
    return merge(register, replies, previous.own, previous.cells), previous


def consolidate(folder: RoundFolder, progress: Progress = silent, record: Record = unrecorded) -> "Consolidation":
    """Merge the replies and write the consolidated workbook. The one before it is kept.

    The controller's own columns are taken over from it. One that can't be read is kept under a name of its own.

    Raises:
        UserError: The register or the folder can't be read, or the workbook can't be written.
    """
    theme = read_theme(folder.path)
    result, layout, kept_as = _beside_the_last(folder, progress, record)
    from indikator_excel.consolidation.workbook import data
    from indikator_excel.consolidation.workbook.write import workbook_bytes

    with doing(progress, f"Skriver {folder.consolidation.name}"):
        content = workbook_bytes(result, theme, layout, data_file=folder.data.name)
    if folder.consolidation.exists():
        write_whole(kept_as, read_bytes(folder.consolidation))
    write_whole(folder.consolidation, content)
    record(folder, [Event(What.WRITTEN, folder.consolidation.name, digest(content))])
    table = data.as_csv(result) if data.is_beside(result) else None
    _write_data(folder, table)
    if table is not None:
        record(folder, [Event(What.WRITTEN, folder.data.name, digest(table))])
    given = [f for f in result.findings if f.kind is about_rows.BASELINE_GIVEN]
    if given:
        from indikator_excel.register.review.offered import Offer
        from indikator_excel.register.review.run import offer_baselines

        offered = offer_baselines(folder, [Offer(f.indicator_id, f.value, f.department) for f in given])
        if offered:
            record(folder, [of_file(What.WRITTEN, folder, folder.register)])
    return result


def _beside_the_last(folder: RoundFolder, progress: Progress, record: Record) -> "tuple[Consolidation, Layout, Path]":
    """Merge, and compare with the workbook before this one, which needs much memory and is let go of again.

    Returns:
        The result, what she has set on her sheet, and where the workbook before this one is to be kept.
    """
    result, previous = _merged(folder, progress, record)
    from indikator_excel.consolidation.previous import Previous, compared, not_carried
    from indikator_excel.consolidation.workbook.hers import NONE

    if previous is None:
        return result, NONE, folder.consolidation_previous
    if not isinstance(previous, Previous):
        kept_as = folder.consolidation_unreadable
        told = Finding(about_whole.PREVIOUS_UNREADABLE, details={"skäl": str(previous), "fil": kept_as.name})
        return replace(result, findings=(told, *result.findings)), NONE, kept_as
    result = compared(result, previous)
    lost = not_carried(result, previous)
    if lost:
        kept = folder.consolidation_kept
        write_whole(kept, read_bytes(folder.consolidation))
        details = {"vad": join_and(lost), "fil": kept.name}
        result = replace(result, findings=(*result.findings, Finding(about_whole.NOT_CARRIED, details=details)))
    return result, previous.layout, folder.consolidation_previous


def _write_data(folder: RoundFolder, table: bytes | None) -> None:
    """Write the table beside the workbook, or take away one that is no longer true."""
    if table is not None:
        write_whole(folder.data, table)
        return
    try:
        folder.data.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"{folder.data.name} gäller inte längre men kunde inte tas bort: {reason(error)}. Är filen öppen i "
            "Excel? Stäng den och ta bort den."
        ) from None
