"""A round of any size, as a folder: a register, and replies that the template writer makes, filled in at random."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from helpers import read_register

from indikator_excel.register.layout import DEPARTMENTS, INDICATORS, SETTINGS
from indikator_excel.register.update import blank_register, refresh, save
from indikator_excel.resources import read_theme, resource
from indikator_excel.templates.layout import Field
from indikator_excel.templates.prefill import Prefill
from indikator_excel.templates.writer import template_bytes

if TYPE_CHECKING:
    from indikator_excel.folder import RoundFolder
    from indikator_excel.indicators.model import Department
    from indikator_excel.register.model import Register

#: Baselines and targets of every type of value, to be filled in with two numbers.
TARGETS = [
    ("{0} %", "≥ 9{1} %"),
    ("{0}", "minst {0}"),
    ("1{1} %", "≥ 2023"),
    ("påbörjat", "klart"),
    ("3 {0}0 kWh", "högst 3 {0}0 kWh"),
    ("{1}", "{1}"),
    ("uppfyller ej", "uppfyller"),
    ("3,{1} (skala 1-5)", "minst 4,{1}"),
    ("{0} %", "öka"),
    ("1{1} dagar", "mindre än 1{1} dagar"),
]
_SETTINGS = {"Kommun": "Exempel kommun", "År": "2024", "Omgång": "Helår"}


def make_register(folder: RoundFolder, indicators: int, departments: int, reported_by: int) -> Register:
    """Write a register in which each indicator is reported by so many departments, and return it as it is read."""
    folder.path.mkdir(parents=True, exist_ok=True)
    book = blank_register()
    table = book.require(SETTINGS)
    for row in table.rows():
        if value := _SETTINGS.get(table.text(row, "Inställning")):
            table.set(row, "Värde", value)
    table = book.require(DEPARTMENTS)
    for d in range(departments):
        row = table.last_row + 1
        table.set(row, "Kod", f"F{d:04d}")
        table.set(row, "Förvaltning", f"Exempel förvaltning {d}")
    table = book.require(INDICATORS)
    each = departments // reported_by  # so many departments apart stand those that report the same
    for n in range(indicators):
        row = table.last_row + 1
        baseline, target = (text.format(10 + n % 90, n % 10) for text in TARGETS[n % len(TARGETS)])
        reporting = range(n % each, departments, each)
        texts = {
            "ID": f"OM-{n:04d}",
            "Område": f"Exempel på område {n // 50}",
            "Indikatorgrupp": f"Exempel på grupp {n // 5}, med ett namn som behöver flera rader",
            "Indikator": f"Exempel på indikator {n}",
            "Läget": baseline,
            "Målvärde": target,
            "Förvaltning": ";".join(f"F{d:04d}" for d in reporting),
        }
        for header, text in texts.items():
            table.set(row, header, text)
    refresh(book)
    save(folder, book)
    return read_register(folder.register)


def filled(register: Register, department: Department, rng: random.Random) -> bytes:
    """Return a department's workbook, filled in at random."""
    cells: dict[tuple[str, Field], str | float | None] = {}
    for indicator in register.indicators_of(department):
        measure = register.answer_rules[indicator.id].measure
        number = round(rng.random(), 2) if measure.is_percent else rng.randint(1, 5)
        cells[indicator.id, Field.VALUE] = rng.choice(measure.scale.words) if measure.scale else number
        if rng.random() < 0.5:
            cells[indicator.id, Field.COMMENT] = f"Exempel på kommentar {rng.randint(1, 9999)}"
    return template_bytes(register, department, read_theme(), resource("instruktion.txt"), Prefill(cells, done=True))


def make_round(folder: RoundFolder, indicators: int, departments: int, reported_by: int) -> Register:
    """Make a round with a reply from every department."""
    register = make_register(folder, indicators, departments, reported_by)
    folder.replies.mkdir(exist_ok=True)
    rng = random.Random(1)  # noqa: S311 - the same replies every time
    for department in register.departments:
        (folder.replies / f"{department.name}.xlsx").write_bytes(filled(register, department, rng))
    return register
