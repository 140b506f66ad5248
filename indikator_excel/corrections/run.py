"""``rättelser``: each department with errors its own answers again, into ``rättelser/``."""

from contextlib import closing
from functools import partial

from msgspec import Struct

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.run import merged
from indikator_excel.corrections.collect import Correction, collect
from indikator_excel.files import left_over, write_if_new
from indikator_excel.findings.finding import Finding
from indikator_excel.folder import RoundFolder
from indikator_excel.log.event import Event, What
from indikator_excel.log.journal import Record, digest, unrecorded
from indikator_excel.progress import Progress, doing, silent
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.run import file_names
from indikator_excel.templates.writer import template_of_part
from indikator_excel.workers import WORTH_MAKING, in_order, processes_for

INSTRUCTION, BLANK_INSTRUCTION = "rättelse.txt", "rättelse-tom.txt"


class MadeCorrections(Struct, frozen=True):
    """What was made: each correction with its file's name, and what no department can put right."""

    files: tuple[tuple[Correction, str], ...]
    others: tuple[Finding, ...]
    #: Workbooks that lie in ``rättelser/`` from before and were not made now.
    left_over: tuple[str, ...] = ()


def make_corrections(
    folder: RoundFolder, progress: Progress = silent, record: Record = unrecorded
) -> MadeCorrections:
    """Read the replies and write a workbook for every department that has something to put right.

    Raises:
        UserError: The register, the replies' folder, the theme or the instruction can't be read, or a file can't be
            written.
    """
    return write_corrections(folder, merged(folder, progress, record), progress, record)


def write_corrections(
    folder: RoundFolder, result: Consolidation, progress: Progress = silent, record: Record = unrecorded
) -> MadeCorrections:
    """Do the same with replies that have been read and merged.

    Raises:
        UserError: The theme or the instruction can't be read, or a file can't be written.
    """
    theme = read_theme(folder.path)
    # A department that has sent nothing but a file that can't be used finds no answers in the one that it gets.
    refused = {status.department.code for status in result.departments if status.status == "avvisad"}
    with_answers, blank = (resource(name, folder.path) for name in (INSTRUCTION, BLANK_INSTRUCTION))
    with doing(progress, "Letar upp det som ska rättas"):
        register, collected = result.register, collect(result)
    names = {code: correction_name(name) for code, name in file_names(register).items()}
    make = partial(template_of_part, theme=theme)
    parts = [
        (
            register.part_of(c.department),
            c.department,
            c.prefill,
            blank if c.department.code in refused else with_answers,
        )
        for c in collected.corrections
    ]
    written: list[Event] = []
    try:
        count = processes_for(len(parts), WORTH_MAKING)
        told = "Gör rättelse {} av {}: {}"
        with closing(
            in_order(make, parts, count, lambda n, part: progress(1, 1, told.format(n + 1, len(parts), part[1].name)))
        ) as made:
            for (_, department, *_), data in zip(parts, made, strict=True):
                stands = write_if_new(folder.corrections / names[department.code], data)
                file = f"{folder.corrections.name}/{names[department.code]}"
                written.append(Event(What.WRITTEN, file, digest(stands), department.name, department.code))
    finally:
        record(folder, written)
        progress(1, 1, "")
    files = tuple((c, names[c.department.code]) for c in collected.corrections)
    lying = left_over(folder.corrections, {name for _, name in files})
    return MadeCorrections(files, collected.others, lying)


def correction_name(name: str) -> str:
    """Return the name of the correction of a workbook, so that the two are not mistaken for each other."""
    return f"{name.removesuffix('.xlsx')} – rättelse.xlsx"
