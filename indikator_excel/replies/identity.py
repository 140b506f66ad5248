"""Whose a returned workbook is, and for which round: by its stamp, or by the next best evidence.

The evidence, in order of trust: the hidden sheet, the document property, and then what anybody can see: the IDs of
the rows, the lines above the table, and the names of folder and file.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.findings import about_files
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Department
from indikator_excel.indicators.text import clean, fold, join_and
from indikator_excel.opening.cells import Book
from indikator_excel.register.model import Register
from indikator_excel.replies.table import Table, text_at
from indikator_excel.templates import layout
from indikator_excel.templates.layout import Field
from indikator_excel.templates.stamp import CORRECTS_PROPERTY, FORMAT, PROPERTY, Stamp

_LONGEST_CODE = 60
#: A table that has these is a template's; the consolidated workbook has a table of indicators, too.
_TEMPLATES_OWN = (Field.ID, Field.NOT_MEASURED, Field.COMMENT)


class Identity(Struct, frozen=True):
    """Whose a workbook is. ``department`` is None for a file that is refused; ``refusal`` then says why.

    ``stamp`` is None where it was lost with its copy. ``doubt`` is what has to be said of the evidence.
    """

    department: Department | None = None
    stamp: Stamp | None = None
    refusal: Finding | None = None
    doubt: Finding | None = None


def identify(file: str, book: Book, tables: list[Table], register: Register) -> Identity:
    """Tell whose a workbook is."""
    stamp, doubt = _stamp(file, book)
    if stamp is None and (book.sheet(layout.STAMP_SHEET) or PROPERTY in book.properties):
        # One that is there but can't be read was tampered with; other evidence is for one that was lost.
        return Identity(refusal=Finding(about_files.NOT_OURS, file))
    if stamp is None:
        return _without_stamp(file, tables, register)
    if stamp.format != FORMAT:
        details = {"filens_version": str(stamp.format), "vår_version": str(FORMAT)}
        return Identity(refusal=Finding(about_files.OTHER_VERSION, file, details=details))
    department = register.by_code.get(stamp.department)
    name = department.name if department else ""
    if not _same_round(stamp, register):
        ours = Stamp.of(register.round, Department("", ""), ())
        rounds = {"filens_omgång": stamp.title_beside(ours), "registrets_omgång": ours.title_beside(stamp)}
        return Identity(department, refusal=Finding(about_files.OTHER_ROUND, file, department=name, details=rounds))
    if department is None:
        value = stamp.department[:_LONGEST_CODE]
        return Identity(refusal=Finding(about_files.UNKNOWN_DEPARTMENT, file, value=value))
    return Identity(department, stamp, doubt=doubt and replace(doubt, department=name))


def _stamp(file: str, book: Book) -> tuple[Stamp | None, Finding | None]:
    """Read the stamp; the finding says that only its copy is left."""
    sheets = [sheet for sheet in book.sheets if sheet.title == layout.STAMP_SHEET]
    # Some programs rename sheets; what the stamp looks like is known.
    for sheet in sheets or (s for s in book.sheets if s.title not in (layout.README_SHEET, layout.INDICATOR_SHEET)):
        stamp = Stamp.from_rows((text_at(cells, 1), text_at(cells, 2)) for _, cells in sheet.rows())
        if stamp is not None:
            return stamp, None
    if sheets:
        return None, None
    stamp = Stamp.from_property(book.properties.get(PROPERTY, ""))
    corrects = book.properties.get(CORRECTS_PROPERTY, "")
    return stamp and stamp.with_corrected(corrects), Finding(about_files.STAMP_LOST, file)


def _same_round(stamp: Stamp, register: Register) -> bool:
    """A municipality that either side leaves open does not tell rounds apart."""
    if not (stamp.municipality and register.round.municipality):
        stamp = replace(stamp, municipality=register.round.municipality)
    return stamp.same_round(register.round)


def _without_stamp(file: str, tables: list[Table], register: Register) -> Identity:
    """Tell whose a workbook is that has lost every stamp, by its rows, its lines above the table and its name."""
    table = tables[0] if tables else None
    if table is None or any(column not in table.columns for column in _TEMPLATES_OWN):
        return Identity(refusal=Finding(about_files.NOT_OURS, file))
    header = table.sheet.cells[table.header_row, table.columns[Field.VALUE]].text
    above = [
        clean(cell.text) for row, cells in table.sheet.rows() if row < table.header_row for cell in cells.values()
    ]
    helps = [text for text in above if fold(text).endswith(fold(layout.HELP))]
    own_round = any(fold(text).startswith(fold(f"{register.round.full_title}.")) for text in helps)
    if fold(header) != fold(register.round.value_header) or (helps and not own_round):
        ours = Stamp.of(register.round, Department("", ""), ())
        theirs = next(iter(helps), "").removesuffix(layout.HELP).strip(" .") or header
        rounds = {"filens_omgång": theirs[:_LONGEST_CODE], "registrets_omgång": ours.title_beside(ours)}
        return Identity(refusal=Finding(about_files.OTHER_ROUND, file, details=rounds))
    ids = set(table.ids.values())
    possible = [d for d in register.departments if ids & {i.id for i in register.indicators_of(d)}]
    sure = [d for d in possible if ids <= {i.id for i in register.indicators_of(d)}]
    for evidence, found in (
        ("raderna", sure),
        ("rubriken ovanför tabellen", [d for d in possible if _titled(d, above, register)]),
        ("namnet på filen eller mappen", [d for d in possible if d in set(_named(file, register))]),
    ):
        if len(found) == 1:
            doubt = Finding(about_files.UNSTAMPED, file, department=found[0].name, details={"skäl": evidence})
            return Identity(found[0], doubt=doubt)
    if not possible:
        return Identity(refusal=Finding(about_files.NOT_OURS, file))
    names = join_and([d.name for d in possible], "eller")
    return Identity(refusal=Finding(about_files.SEVERAL_DEPARTMENTS, file, details={"förvaltningar": names}))


def _titled(department: Department, above: list[str], register: Register) -> bool:
    return fold(f"{department.name} – {register.round.value_header}") in {fold(text) for text in above}


def _named(file: str, register: Register) -> Iterator[Department]:
    """Yield the departments whose name or code stands as a word in the path of a file."""
    path = fold(file)
    for department in register.departments:
        words = (re.escape(fold(text)) for text in (department.name, department.code) if text)
        if any(re.search(rf"(?<!\w){word}(?!\w)", path) for word in words):
            yield department
