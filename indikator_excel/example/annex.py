"""The example annex as a Word document that looks as municipalities make them: merged cells, italics, a footnote."""

from itertools import groupby

from indikator_excel.annex.model import Annex, AnnexArea, AnnexRow, TableHeader
from indikator_excel.annex_document.docx import (
    TEXT_WIDTH,
    Cell,
    Document,
    Paragraph,
    Row,
    Run,
    Table,
    document_bytes,
    spacer,
)
from indikator_excel.resources import read_theme

_WIDTHS = (TEXT_WIDTH - 1450 - 1700 - 1500, 1450, 1700, 1500)
_HEADER_FILL = "#D9E2E8"
_GOAL_FILL = "#F1F5F7"
#: An area whose goals stand in its first table, each across it, as some municipalities write them.
_GOALS_IN_TABLE = "Innovation & Entreprenörskap"
_NOTE = "Indikatorer som mäts på en enda punkt redovisas i respektive nämnds verksamhetsberättelse (exempel)."


def word_annex(annex: Annex) -> bytes:
    """Return an annex, without outcomes, as the Word document that it may have been saved as text from."""
    document = Document(annex.title, annex.municipality, f"{annex.municipality} (exempel)")
    document.blocks.append(Paragraph((Run(annex.title),), "Rubrik"))
    document.blocks.append(Paragraph((Run(annex.note, note=_NOTE),)))
    for area in annex.areas:
        in_table = area.name == _GOALS_IN_TABLE
        document.blocks.append(Paragraph((Run(area.name),), "Rubrik1"))
        document.blocks.append(Paragraph((Run(area.description),)))
        document.blocks += (
            [] if in_table else [Paragraph((Run(goal, bold=True),), keep_next=True) for goal in area.goals]
        )
        tables = _tables(annex, area)
        for number, (header, rows) in enumerate(tables):
            document.blocks += [spacer()] if number else []
            goals = area.goals if in_table and number == 0 else ()
            document.blocks.append(_table(header, rows, goals, dict(annex.subheadings)))
    return document_bytes(document, read_theme())


def _tables(annex: Annex, area: AnnexArea) -> list[tuple[TableHeader, list[AnnexRow]]]:
    def header_of(row: AnnexRow) -> TableHeader:
        return max((h for h in annex.headers if h.line < row.line), key=lambda h: h.line)

    rows = [row for row in annex.rows if row.area == area.name]
    return [(header, list(part)) for header, part in groupby(rows, key=header_of)]


def _table(header: TableHeader, rows: list[AnnexRow], goals: tuple[str, ...], subheadings: dict[int, str]) -> Table:
    heads = (header.group, header.baseline, header.target, header.outcome)
    across = [Cell((Run(goal, bold=True),), span=len(heads), fill=_GOAL_FILL) for goal in goals]
    lines = [Row((cell,), keep_next=True) for cell in across]
    lines.append(Row(tuple(Cell((Run(text, bold=True),), fill=_HEADER_FILL) for text in heads), header=not goals))
    for subheading, part in groupby(rows, key=lambda row: row.subheading):
        if subheading in subheadings.values():
            lines.append(Row((Cell((Run(subheading, italic=True),), span=len(heads)),)))
        lines += [
            Row(
                (
                    Cell((Run(row.indicator, italic=True),)),
                    *(Cell((Run(text),)) for text in (row.baseline, row.target, row.outcome)),
                )
            )
            for row in part
        ]
    return Table(tuple(lines), _WIDTHS, header.group, "Läget, målvärde och prognos eller utfall för varje indikator.")
