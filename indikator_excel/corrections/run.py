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
from indikator_excel.progress import Progress, silent
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.run import file_names
from indikator_excel.templates.workers import in_order, processes_for
from indikator_excel.templates.writer import template_of_part

INSTRUCTION = "rättelse.txt"


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
    return write_corrections(folder, merged(folder, progress, record), record)


def write_corrections(folder: RoundFolder, result: Consolidation, record: Record = unrecorded) -> MadeCorrections:
    """Do the same with replies that have been read and merged.

    Raises:
        UserError: The theme or the instruction can't be read, or a file can't be written.
    """
    theme, instruction = read_theme(folder.path), resource(INSTRUCTION, folder.path)
    register, collected = result.register, collect(result)
    names = {code: correction_name(name) for code, name in file_names(register).items()}
    make = partial(template_of_part, theme=theme, instruction=instruction)
    parts = [(register.part_of(c.department), c.department, c.prefill) for c in collected.corrections]
    written: list[Event] = []
    try:
        with closing(in_order(make, parts, processes_for(len(parts)), lambda _number, _part: None)) as made:
            for (_, department, _), data in zip(parts, made, strict=True):
                stands = write_if_new(folder.corrections / names[department.code], data)
                file = f"{folder.corrections.name}/{names[department.code]}"
                written.append(Event(What.WRITTEN, file, digest(stands), department.name, department.code))
    finally:
        record(folder, written)
    files = tuple((c, names[c.department.code]) for c in collected.corrections)
    lying = left_over(folder.corrections, {name for _, name in files})
    return MadeCorrections(files, collected.others, lying)


def correction_name(name: str) -> str:
    """Return the name of the correction of a workbook, so that the two are not mistaken for each other."""
    return f"{name.removesuffix('.xlsx')} – rättelse.xlsx"
