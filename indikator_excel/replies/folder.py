"""All files of ``svar/``, read; several at once where that pays."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

from indikator_excel.errors import UserError
from indikator_excel.folder import RoundFolder
from indikator_excel.progress import Progress, silent
from indikator_excel.register.model import Register
from indikator_excel.replies.finder import find_replies
from indikator_excel.replies.reader import read_file
from indikator_excel.replies.reply import Reply
from indikator_excel.workers import WORTH_READING, in_order, processes_for


def read_replies(
    folder: RoundFolder,
    register: Register,
    progress: Progress = silent,
    meanwhile: Callable[[], object] | None = None,
) -> list[Reply]:
    """Read every file of ``svar/``; none where the folder is missing.

    Args:
        folder: The round.
        register: What is asked about.
        progress: Told which file is read.
        meanwhile: What this process has to do anyway, where others read too.

    Raises:
        UserError: The folder can't be looked into.
    """
    found = find_replies(folder.replies) if folder.replies.is_dir() else []
    count = processes_for(len(found), WORTH_READING)
    read_one = partial(read_file, register=register)
    read = in_order(read_one, found, count, lambda n, f: progress(n, len(found), f.name), meanwhile)
    try:
        with closing(read):
            return [reply for replies in read for reply in replies]
    finally:
        progress(len(found), len(found), "")


def require_replies(
    folder: RoundFolder,
    register: Register,
    progress: Progress = silent,
    meanwhile: Callable[[], object] | None = None,
) -> list[Reply]:
    """Do the same where there must be something to read.

    Raises:
        UserError: The folder is missing, holds no file, or can't be looked into.
    """
    replies = read_replies(folder, register, progress, meanwhile)
    if not replies:
        raise UserError(
            f"Det finns inga svar i mappen {folder.replies}. Spara de ifyllda mallarna där och kör kommandot igen."
        )
    return replies
