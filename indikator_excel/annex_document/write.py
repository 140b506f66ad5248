"""Writing the annex itself, in the structure that annexes have: areas, goals, and a table for each group."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from indikator_excel.annex_document.content import Content
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
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.model import Register
from indikator_excel.resources import Paint, Theme

_WIDTHS = (TEXT_WIDTH - 1300 - 1650 - 2150, 1300, 1650, 2150)


def annex_bytes(register: Register, contents: Mapping[str, Content], theme: Theme) -> bytes:
    """Return the annex as a Word document."""
    round_ = register.round
    title = f"Bilaga till indikatorer {round_.year}"
    document = Document(title, round_.full_title, round_.full_title)
    document.blocks.append(Paragraph((Run(title),), "Rubrik"))
    document.blocks.append(Paragraph((Run(f"{round_.full_title}. {_legend_text()}"),)))
    document.blocks.append(Paragraph(tuple(_legend(theme))))
    described = dict(register.areas)
    # An area without indicators has its goals all the same; with neither, there is nothing to say of it.
    with_goals = {area for area, _ in register.goals}
    asked = dict.fromkeys(i.area for i in register.indicators)
    for area in dict.fromkeys([*described, *asked]):
        if area not in with_goals and area not in asked:
            continue
        document.blocks.append(Paragraph((Run(area),), "Rubrik1"))
        if described.get(area):
            document.blocks.append(Paragraph((Run(described[area]),)))
        for goals, rows in _parts(register, area):
            document.blocks += [Paragraph((Run(goal),), "Rubrik2") for goal in goals]
            for number, (group, indicators) in enumerate(groupby(rows, key=lambda i: i.group)):
                document.blocks += [spacer()] if number else []
                document.blocks.append(_table(group, list(indicators), register, contents, theme))
    return document_bytes(document, theme)


def _parts(register: Register, area: str) -> Iterator[tuple[list[str], list[Indicator]]]:
    """Yield an area's headings of goals, each time with the rows that stand below them.

    Where no row is connected to a goal, all goals stand before all rows. Otherwise each goal stands above its own;
    rows without a goal come first, and goals without rows last, so that nothing seems to belong where it does not.
    """
    rows = [i for i in register.indicators if i.area == area]
    goals = [goal for of, goal in register.goals if of == area]
    used = {fold(i.goal): i.goal for i in rows if i.goal}
    if not used:
        yield goals, rows
        return
    yield [], [i for i in rows if not i.goal]
    known = {fold(goal): goal for goal in goals}
    for key, goal in {**known, **{key: goal for key, goal in used.items() if key not in known}}.items():
        if key in used:
            yield [goal], [i for i in rows if fold(i.goal) == key]
    yield [goal for key, goal in known.items() if key not in used], []


def _legend_text() -> str:
    return "I kolumnen längst till höger står värdet och hur målet är uppfyllt:"


def _legend(theme: Theme) -> list[Run]:
    runs: list[Run] = []
    for verdict in Verdict:
        paint = theme.verdicts[verdict]
        runs += [Run("   ")] if runs else []
        runs.append(Run(f"\u00a0{verdict.label}\u00a0", colour=paint.text, fill=paint.fill))
    return runs


def _table(
    group: str, indicators: list[Indicator], register: Register, contents: Mapping[str, Content], theme: Theme
) -> Table:
    round_ = register.round
    heads = (group or "Indikator", f"Läget {round_.baseline_year}", f"Målvärde {round_.year}", round_.value_header)
    head = theme.header
    rows = [
        Row(tuple(Cell((Run(text, bold=True, colour=head.text),), fill=head.fill) for text in heads), header=True)
    ]
    for subheading, part in groupby(indicators, key=lambda i: i.subheading):
        if subheading:
            text = subheading if subheading.endswith(":") else f"{subheading}:"
            rows.append(Row((Cell((Run(text, italic=True),), span=len(heads), fill=theme.band),)))
        rows += [_row(indicator, contents[indicator.id], theme) for indicator in part]
    description = f"Läget, målvärde och {round_.kind.lower()} för varje indikator, med bedömning i ord och färg."
    return Table(tuple(rows), _WIDTHS, group or indicators[0].goal or indicators[0].area, description)


def _row(indicator: Indicator, content: Content, theme: Theme) -> Row:
    name = Cell((Run(indicator.name, italic=True),))
    given = (Cell((Run(text),)) for text in (indicator.baseline_text, indicator.target_text))
    return Row((name, *given, outcome_cell(content, theme)))


def outcome_cell(content: Content, theme: Theme) -> Cell:
    """Return the cell of an outcome: value, symbol and word, on the verdict's shade."""
    whole = theme.verdicts[content.verdict] if content.verdict else Paint("", "")
    runs = []
    for number, line in enumerate(content.lines):
        paint = theme.verdicts[line.verdict] if line.verdict else whole
        own = paint.fill if line.verdict else ""
        runs.append(Run(line.text, colour=paint.text, fill=own, new_line=number > 0))
    return Cell(tuple(runs), fill=whole.fill)
