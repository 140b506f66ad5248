"""``skapa-mallar``: the register's departments, each with its workbook, into ``mallar/``."""

import re
from dataclasses import dataclass

from indikator_excel.files import write_whole
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Department, Indicator, Round
from indikator_excel.register.current import current_register
from indikator_excel.register.model import Register
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.writer import template_bytes

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_MAX_NAME = 120  # Windows paths end at 260 characters; the folder needs room too


@dataclass(frozen=True, slots=True)
class CreatedTemplates:
    """What was made: files by department, departments without rows, indicators without a department."""

    files: tuple[tuple[Department, str, int], ...]
    without_rows: tuple[Department, ...]
    unassigned: tuple[Indicator, ...]
    problems: tuple[str, ...]
    #: Workbooks that lie in ``mallar/`` from before and are not this round's.
    left_over: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()

    @property
    def needs_action(self) -> bool:
        """Whether something stands in the way that the controller must settle."""
        return bool(self.unassigned or self.problems)


def file_name(department: Department, round_: Round) -> str:
    """Return the workbook's name: round and department, with nothing that Windows refuses."""
    name = _FORBIDDEN.sub("-", f"{department.name} – {round_.kind} {round_.title}").strip(" .")[:_MAX_NAME]
    return f"{name}.xlsx"


def file_names(register: Register) -> dict[str, str]:
    """Return each department's file name by code; equal names get the code as well."""
    names: dict[str, str] = {}
    for department in register.departments:
        name = file_name(department, register.round)
        if name.casefold() in {n.casefold() for n in names.values()}:
            name = f"{name.removesuffix('.xlsx')} ({_FORBIDDEN.sub('-', department.code)}).xlsx"
        names[department.code] = name
    return names


def create_templates(folder: RoundFolder) -> CreatedTemplates:
    """Write a workbook for every department that has an indicator.

    Raises:
        UserError: The register, the theme or the instruction can't be read, or a file can't be written.
    """
    register = current_register(folder)
    theme = read_theme(folder.path)
    instruction = resource("instruktion.txt", folder.path)
    names = file_names(register)
    files, without = [], []
    for department in register.departments:
        rows = register.indicators_of(department)
        if not rows:
            without.append(department)
            continue
        data = template_bytes(register, department, theme, instruction)
        write_whole(folder.templates / names[department.code], data)
        files.append((department, names[department.code], len(rows)))
    made = {name for _, name, _ in files}
    left_over = tuple(sorted(p.name for p in folder.templates.glob("*.xlsx") if p.name not in made))
    return CreatedTemplates(
        tuple(files),
        tuple(without),
        tuple(register.unassigned),
        register.problems,
        left_over,
        register.answered,
    )
