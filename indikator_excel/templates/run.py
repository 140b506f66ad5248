"""``skapa-mallar``: the register's departments, each with its workbook, into ``mallar/``."""

import re
from contextlib import closing
from functools import partial

from msgspec import Struct

from indikator_excel.files import left_over, write_if_new
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Department, Indicator, Round
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.log.event import Event, What
from indikator_excel.log.journal import Record, digest, unrecorded
from indikator_excel.progress import Progress, silent
from indikator_excel.register.current import current_register, register_event
from indikator_excel.register.model import Register
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.prefill import EMPTY
from indikator_excel.templates.writer import template_of_part
from indikator_excel.workers import WORTH_MAKING, in_order, processes_for

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
#: What Windows takes for a device, whatever follows the first full stop.
_DEVICE = re.compile(r"\A(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?=[ .]*\.)", re.IGNORECASE)
_MAX_NAME = 120  # Windows paths end at 260 characters; the folder needs room too
_MAX_BYTES = 200  # elsewhere a name ends at 255 bytes; those of corrections and letters are longer


class CreatedTemplates(Struct, frozen=True):
    """What was made: files by department, departments without rows, indicators without a department."""

    files: tuple[tuple[Department, str, int], ...]
    without_rows: tuple[Department, ...]
    unassigned: tuple[Indicator, ...]
    problems: tuple[str, ...]
    #: Workbooks that lie in ``mallar/`` from before and are not this round's.
    left_over: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    #: Rows whose target no answer can be judged by yet; a baseline that the template asks for is none of them.
    unclear: tuple[Indicator, ...] = ()

    @property
    def needs_action(self) -> bool:
        """Whether something stands in the way that the controller must settle."""
        return bool(self.unassigned or self.problems)


def _is_unclear(rule: Rule | NotAssessable) -> bool:
    return isinstance(rule, NotAssessable) and rule.waiting is None


def file_name(department: Department, round_: Round) -> str:
    """Return the workbook's name: round and department, with nothing that Windows refuses."""
    name = _FORBIDDEN.sub("-", f"{department.name} – {round_.kind} {round_.title}").strip(" .")
    name = _DEVICE.sub(r"\1-", name)[:_MAX_NAME]
    return f"{name.encode()[:_MAX_BYTES].decode(errors='ignore')}.xlsx"


def file_names(register: Register) -> dict[str, str]:
    """Return each department's file name by code; equal names get the code as well."""
    names: dict[str, str] = {}
    for department in register.departments:
        name = file_name(department, register.round)
        if name.casefold() in {n.casefold() for n in names.values()}:
            name = f"{name.removesuffix('.xlsx')} ({_FORBIDDEN.sub('-', department.code)}).xlsx"
        names[department.code] = name
    return names


def create_templates(
    folder: RoundFolder,
    progress: Progress = silent,
    processes: int | None = None,
    record: Record = unrecorded,
) -> CreatedTemplates:
    """Write a workbook for every department that has an indicator.

    Args:
        folder: The round.
        progress: Told how many workbooks are made, and which is next.
        processes: How many processes to make them with; None leaves it to their number.
        record: Takes down the register that was read and each workbook that was written.

    Raises:
        UserError: The register, the theme or the instruction can't be read, or a file can't be written.
    """
    register = current_register(folder)
    record(folder, [register_event(folder, register)])
    return write_templates(folder, register, progress, processes, record)


def write_templates(
    folder: RoundFolder,
    register: Register,
    progress: Progress = silent,
    processes: int | None = None,
    record: Record = unrecorded,
) -> CreatedTemplates:
    """Do the same with a register that has been read.

    Raises:
        UserError: The theme or the instruction can't be read, or a file can't be written.
    """
    theme = read_theme(folder.path)
    instruction = resource("instruktion.txt", folder.path)
    names = file_names(register)
    having = [d for d in register.departments if register.indicators_of(d)]
    parts = [(register.part_of(d), d, EMPTY, instruction) for d in having]
    make = partial(template_of_part, theme=theme)
    count = processes or processes_for(len(parts), WORTH_MAKING)
    written: list[Event] = []
    try:
        with closing(in_order(make, parts, count, lambda n, part: progress(n, len(parts), part[1].name))) as made:
            for department, data in zip(having, made, strict=True):
                stands = write_if_new(folder.templates / names[department.code], data)
                file = f"{folder.templates.name}/{names[department.code]}"
                written.append(Event(What.WRITTEN, file, digest(stands), department.name, department.code))
    finally:
        # Where one could not be written, those before it were all the same.
        record(folder, written)
        progress(len(parts), len(parts), "")
    files = tuple((d, names[d.code], len(register.indicators_of(d))) for d in having)
    return CreatedTemplates(
        files,
        tuple(d for d in register.departments if not register.indicators_of(d)),
        tuple(register.unassigned),
        register.problems,
        left_over(folder.templates, {name for _, name, _ in files}),
        register.answered,
        tuple(i for i in register.indicators if i.departments and _is_unclear(register.answer_rules[i.id])),
    )
