"""Which headings of a document are its areas, by their levels and what stands below them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from indikator_excel.annex.block import Block
from indikator_excel.annex.columns import columns_of

#: What the heading of a whole annex says, and that of an area does not.
_TITLE = re.compile(r"bilaga|indikator|uppföljning|redovisning|rapport|\b20\d\d\b", re.IGNORECASE)
#: So large a part of the headings of a level must have tables for the level to be that of the areas.
_WITH_TABLES = 0.5


class Areas(Struct, frozen=True):
    """What the headings tell of areas: their level, 0 where they tell nothing, and the lines on which they stand."""

    level: int = 0
    lines: frozenset[int] = frozenset()


def headings_with_tables(blocks: Iterable[Block]) -> dict[int, list[Block]]:
    """Return the headings that have tables of indicators below them, by their level."""
    open_: dict[int, Block] = {}
    found: dict[int, list[Block]] = {}
    for block in blocks:
        if block.level:
            open_ = {level: heading for level, heading in open_.items() if level < block.level}
            open_[block.level] = block
        elif block.is_row and columns_of(block.cells):
            for level, heading in open_.items():
                if found.setdefault(level, [])[-1:] != [heading]:
                    found[level].append(heading)
    return found


def areas_by_heading(blocks: Sequence[Block]) -> Areas:
    """Find the areas by the headings' levels.

    Theirs is the outermost level of which several headings have tables of indicators below them. In an annex of a
    single area it is the outermost, or the next where the outermost is the title. Where most headings of the level
    have none (a document in which everything is bold), the texts tell more than the headings. A heading that says
    that it is a goal is no area, unless there is no other.
    """
    others = [block for block in blocks if not block.says_goal]
    return _areas_among(others, sole=len(others) == len(blocks)) or _areas_among(blocks, sole=True) or Areas()


def _areas_among(blocks: Sequence[Block], *, sole: bool) -> Areas | None:
    """Find the areas among headings; None where there are none, or only the title and other headings may tell."""
    found = headings_with_tables(blocks)
    levels = [level for level, having in sorted(found.items()) if len(having) > 1]
    if not levels and found:
        outermost, *others = sorted(found)
        titled = not any(b.title for b in blocks) and _TITLE.search(found[outermost][0].text)
        if titled and not others and not sole:
            return None
        levels = others if titled and others else [outermost]
    if not levels:
        return None
    level, having = levels[0], found[levels[0]]
    chapters = {heading.line for headings in found.values() for heading in headings}
    headings = [line for line, chapter in _chapters(blocks, level) if chapter is None or chapter in chapters]
    between = [line for line in headings if having[0].line <= line <= having[-1].line]
    return Areas(level, frozenset(headings)) if len(having) > len(between) * _WITH_TABLES else None


def _chapters(blocks: Sequence[Block], level: int) -> Iterator[tuple[int, int | None]]:
    """Yield the line of each heading of a level, and that of the heading that it stands under."""
    above: int | None = None
    for block in blocks:
        if block.level == level:
            yield block.line, above
        elif 0 < block.level < level:
            above = block.line
