"""Opening ``.xlsx`` and ``.xlsm``: straight from their markup, or with facts from it and values from an engine."""

import re
from functools import partial

from indikator_excel.container.archive import Container
from indikator_excel.container.refused import MAX_SHEET_PART, UnreadableError
from indikator_excel.opening.cells import Book, Sheet
from indikator_excel.opening.engines import CALAMINE, OPENPYXL, OWN, Engine, calamine_values, openpyxl_values
from indikator_excel.opening.facts import DoubtError, Facts, sheet_of, with_notes
from indikator_excel.opening.ooxml import Listed, Package, moment
from indikator_excel.opening.plain import plain_sheets
from indikator_excel.opening.sheet_xml import read_facts
from indikator_excel.xlsx.number_formats import is_date_format

#: The parts that every workbook has and that grow with its looks alone. A pivot table's memory may well be large.
_NEVER_LARGE = re.compile(r"(?:\A|/)(?:workbook|styles)\.xml\Z|\.rels\Z|\A\[Content_Types\]|\AdocProps/")
_LAST_DAY, _DAY_DIGITS = 3_000_000, 4
_ENGINES: tuple[tuple[str, Engine], ...] = ((CALAMINE, calamine_values), (OPENPYXL, openpyxl_values))


def open_xlsx(
    container: Container, engines: tuple[tuple[str, Engine], ...] = _ENGINES, *, ask_always: bool = False
) -> Book:
    """Open an Office Open XML workbook.

    Args:
        container: The file.
        engines: The engines to ask for values, the first one first.
        ask_always: Ask them also of a workbook that is so plain that its own markup tells all that they would.

    Raises:
        UnreadableError: No engine can read it, or it is beyond a limit.
    """
    container.check(large=lambda name: not _NEVER_LARGE.search(name))
    package = Package(container)
    plain = None if ask_always else plain_sheets(package)
    sheets, engine, passed_over = (plain, OWN, "") if plain else _ask(package, engines)
    core = package.core
    return Book(
        tuple(map(partial(_whole, package), package.sheets, sheets)),
        package.properties,
        moment(core.get("modified", "")),
        core.get("lastModifiedBy", ""),
        engine,
        passed_over,
    )


def _ask(package: Package, engines: tuple[tuple[str, Engine], ...]) -> tuple[tuple[Sheet, ...], str, str]:
    """Ask the engines in turn; the first that can read everything is believed."""
    data = package.container.data
    facts = [read_facts(package.container.part(sheet.part, MAX_SHEET_PART)) for sheet in package.sheets]
    formats = package.formats
    listed = [(sheet.title, known) for sheet, known in zip(package.sheets, facts, strict=True)]
    refusals: list[UnreadableError] = []
    if any(_has_absurd_date(known, formats or []) for known in facts):
        engines = engines[-1:]  # the fast one ends in a panic, and says so on the console
    for number, (name, engine) in enumerate(engines, 1):
        strict = number < len(engines)  # after the last one there is nobody left to ask
        try:
            values = engine(data, listed)
            sheets = tuple(
                sheet_of(sheet.title, known, said, formats, strict=strict)
                for sheet, known, said in zip(package.sheets, facts, values, strict=True)
            )
        except UnreadableError as error:
            refusals.append(error)
        except DoubtError:
            refusals.append(UnreadableError("ett värde kunde inte läsas"))
        else:
            return sheets, name, str(refusals[0]) if refusals else ""
    raise refusals[-1]


def _has_absurd_date(facts: Facts, formats: list[str]) -> bool:
    """Whether a number that is shown as a date lies far beyond all days."""
    return any(
        fact.kind == "n" and abs(float(fact.raw)) > _LAST_DAY and is_date_format(formats[fact.style])
        for fact in facts.cells.values()
        if len(fact.raw) > _DAY_DIGITS and fact.style < len(formats) and fact.kind == "n" and fact.raw.strip()
    )


def _whole(package: Package, listed: Listed, sheet: Sheet) -> Sheet:
    return with_notes(sheet, package.notes(listed), hidden=listed.hidden)
