"""From a document's blocks to an annex: which paragraph is an area, a goal, a header, a sub-heading.

The blocks come from a reader of one format (text, Word); the structure is the same for all of them:
title → note → area (a heading whose description continues it in lower case) → goals → tables. Which goal a table
belongs to is told by :mod:`indikator_excel.annex.goals`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.annex.block import Block
from indikator_excel.annex.columns import Columns, columns_of, is_unclear_header
from indikator_excel.annex.goals import Goal, Goals
from indikator_excel.annex.headings import Areas, areas_by_heading
from indikator_excel.annex.labels import (
    announces_table,
    is_note,
    is_note_row,
    is_sum,
    names_area,
    names_goal,
)
from indikator_excel.annex.model import Annex, AnnexArea, AnnexRow, TableHeader
from indikator_excel.errors import UserError
from indikator_excel.indicators.text import clean, fold, join_some, quote

_GOAL_HEADER = re.compile(r"(?:mål|inriktningsmål|målområde|övergripande mål|nämndmål|delmål)\b.*", re.IGNORECASE)
#: What the area of an annex without any is called.
_NO_AREA = "Indikatorer"
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_MUNICIPALITY = re.compile(r"\b([A-ZÅÄÖ][\w-]+s? kommun)\b")
#: A name that the text itself calls its municipality at least so often is taken for it.
_TIMES_NAMED = 2
_CELLS = 4
#: So many headings are named of those that were passed by.
_LISTED = 3


def build_annex(blocks: Iterable[Block], source: str) -> Annex:
    """Build the annex from a document's blocks.

    Args:
        blocks: The document's non-empty lines in order.
        source: The file's name, for messages.

    Raises:
        UserError: No table with *Läget* and *Målvärde* was found, or a row stands outside every table.
    """
    lines = list(blocks)
    builder = _Builder(source, areas_by_heading(lines), lines)
    for place, block in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        builder.take(block, following)
    return builder.finish(lines)


class _Area(Struct):
    """An area as it grows."""

    name: str
    description: list[str] = field(default_factory=list)
    goals: Goals = field(default_factory=Goals)


class _Builder:
    """Walks through the blocks once, remembering where it is."""

    def __init__(self, source: str, by_heading: Areas, lines: Sequence[Block]) -> None:
        self._source = source
        self._by_heading = by_heading
        deeper = bool(by_heading.level) and any(b.level > by_heading.level for b in lines)
        #: Whether headings tell the goals, so that running text is none.
        self._goals_are_told = deeper or any(b.says_goal for b in lines)
        #: Whether a chapter has begun that is no area, behind the areas.
        self._outside = False
        self._preamble: list[str] = []
        self._title = ""
        self._areas: list[_Area] = []
        self._headers: list[TableHeader] = []
        self._columns = Columns(0, 1, 2, (3,))
        self._header_cells: tuple[str, ...] = ()
        self._group = ""
        #: The group that a row across the next table has told, above its header.
        self._group_above = ""
        self._rows: list[AnnexRow] = []
        self._subheadings: list[tuple[int, str]] = []
        self._subheading = ""
        self._in_tables = False
        #: Whether nothing but rows has come since the last header, so that the same header again only repeats it.
        self._unbroken = False
        #: Lines that look like headings and have no place.
        self._passed: list[str] = []
        #: Rows that were passed by, each with the reason in Swedish.
        self.unread: list[str] = []

    def take(self, block: Block, following: Block | None) -> None:
        if block.passed:
            self._unbroken = False
            if self._areas:
                self._areas[-1].goals.pass_table()
        elif block.spanning:
            self._take_spanning(block)
        elif block.is_row:
            self._take_row(block)
        else:
            self._unbroken, self._group_above = False, ""
            self._take_paragraph(block, following)

    def _take_paragraph(self, block: Block, following: Block | None) -> None:
        if self._starts_area(block, following):
            self._areas.append(_Area(block.text))
            self._in_tables = self._outside = False
        elif block.says_goal and not self._outside:
            if not self._areas:
                self._areas.append(self._area_above_goal())
            self._take_goal(block)
        elif not self._areas:
            self._take_preamble(block)
        elif self._in_tables and is_note(block.text):
            return  # on the table above, as its source
        elif self._by_heading.level:
            self._outside |= 0 < block.level <= self._by_heading.level
            if not self._outside:
                self._take_told(block)
            elif block.says_goal:
                self._pass_by(block)
        else:
            self._take_untold(block)

    def _take_goal(self, block: Block) -> None:
        told = block.says_goal or bool(block.level or block.bold)
        self._areas[-1].goals.take(Goal(block.text, block.says_goal, told, block.level))
        self._in_tables = False

    def _take_untold(self, block: Block) -> None:
        """Take a paragraph where nothing but their place tells areas: the first describes, the others are goals."""
        area = self._areas[-1]
        if not area.description and not (self._goals_are_told and area.goals):
            area.description.append(block.text)
        elif not self._goals_are_told:
            self._take_goal(block)
        elif not area.goals:
            area.description.append(block.text)
        else:
            self._pass_by(block)

    def _take_told(self, block: Block) -> None:
        """Take a paragraph where headings tell the areas: what follows on a table comments on it."""
        area = self._areas[-1]
        if block.level and not announces_table(block.text) and not area.goals.is_part(block.level):
            self._take_goal(block)
        elif block.level:
            self._pass_by(block)
        elif not self._in_tables and not area.goals and (self._goals_are_told or not area.description):
            area.description.append(block.text)
        elif not self._in_tables and not self._goals_are_told:
            self._take_goal(block)
        else:
            self._pass_by(block)

    def _pass_by(self, block: Block) -> None:
        """Tell of a line that looks like a heading and has no place; running text is none."""
        if block.stands_out and not announces_table(block.text):
            self._passed.append(block.text)

    def _take_preamble(self, block: Block) -> None:
        """Keep what stands before the first area; the nearest heading above the areas is the title."""
        if block.title or 0 < block.level < self._by_heading.level:
            self._title, self._preamble = block.text, [block.text]
        else:
            self._preamble.append(block.text)

    def _starts_area(self, block: Block, following: Block | None) -> bool:
        """Whether a paragraph begins an area: by its heading where that tells, otherwise by its place.

        A paragraph after a table begins the next area; the first area is told by its description, which continues
        its heading in lower case ("Öppen kommun" – "är ett utvecklingsområde …").
        """
        if self._by_heading.level:
            return block.line in self._by_heading.lines
        if names_area(block.text):
            return True
        if following is None or block.title or block.says_goal or (self._in_tables and is_note(block.text)):
            return False
        return self._in_tables or (not self._areas and following.text[:1].islower())

    def _take_spanning(self, block: Block) -> None:
        """Take a row across the table: a sub-heading, a goal, or a group of rows where headings tell the goals."""
        text = block.text
        if text.rstrip().endswith(":"):
            self._take_subheading(block)
            return
        if is_note_row(text):
            return
        self._subheading = ""
        if not self._areas:
            self._take_preamble(block)
        elif names_goal(text) or not self._areas[-1].goals.by_heading:
            self._areas[-1].goals.take(Goal(text, names_goal(text), told=True))
        elif not self._unbroken:
            self._group_above = text
        elif announces_table(self._headers[-1].group):
            self._group = text
        else:
            self._take_subheading(block)

    def _take_subheading(self, block: Block) -> None:
        self._subheading = block.text
        self._subheadings.append((block.line, block.text))

    def _take_header(self, block: Block, columns: Columns) -> None:
        if self._unbroken and tuple(map(fold, block.cells)) == tuple(map(fold, self._header_cells)):
            return  # the header of a table that is split over two pages
        if not self._areas:
            self._areas.append(self._area_in_preamble())
        cells = block.cells
        name = cells[columns.name]
        outcome = "" if columns.outcome is None else cells[columns.outcome]
        heads = (name, cells[columns.baseline], cells[columns.target], outcome)
        self._headers.append(TableHeader(block.line, *heads))
        self._columns, self._header_cells = columns, cells
        self._group = self._group_above if announces_table(name) else name
        self._group_above = ""
        self._subheading = ""
        self._in_tables = self._unbroken = True

    def _take_row(self, block: Block) -> None:
        columns = columns_of(block.cells)
        if columns:
            self._take_header(block, columns)
            return
        if is_unclear_header(block.cells):
            raise UserError(
                f"{self._source}, {block.place or f'rad {block.line}'}: det framgår inte vilken kolumn som är årets "
                "mål. Skriv året i rubrikerna, till exempel Utfall 2023 och Mål 2024, och kör igen."
            )
        columns = self._columns
        cells = (*block.cells, *[""] * max(_CELLS, len(self._header_cells)))
        if not self._headers or not self._areas:
            where = block.place or f"rad {block.line}"
            raise UserError(
                f"{self._source}, {where}: raden ”{cells[0]}” står före första tabellrubriken. "
                "En tabell börjar med en rad där det står Läget och Målvärde. Kontrollera filen och kör igen."
            )
        outcome = "" if columns.outcome is None else cells[columns.outcome]
        name, baseline, target = cells[columns.name], cells[columns.baseline], cells[columns.target]
        if name.rstrip().endswith(":") and not any((baseline, target, outcome)):
            self._take_subheading(replace(block, cells=(name,)))
            return
        if self._is_no_indicator(block, name, has_values=bool(baseline or target)):
            return
        group, area = self._group, self._areas[-1]
        goal = ""
        if columns.leading is not None and (leading := cells[columns.leading]):
            if _GOAL_HEADER.fullmatch(clean(self._header_cells[columns.leading])):
                goal = leading
                area.goals.of_column(leading)
            else:
                group = leading
        self._rows.append(
            AnnexRow(
                block.line,
                area.name,
                group,
                self._subheading,
                name,
                baseline,
                target,
                outcome,
                block.notes,
                "" if columns.unit is None else clean(cells[columns.unit]),
                _of_years(columns.earlier, cells),
                _of_years(columns.later, cells),
                goal or area.goals.of_row(),
            )
        )

    def _is_no_indicator(self, block: Block, name: str, *, has_values: bool) -> bool:
        """Whether a row is something else, which is then taken as that or told of: a goal, a note, a sum."""
        alone = sum(map(bool, block.cells)) == 1  # what would have stood across the table, had its cells been merged
        if alone and names_goal(name):
            self._take_spanning(replace(block, cells=(name,)))
            return True
        kind = "anmärkning" if alone and is_note_row(name) else "summarad" if is_sum(name) and not has_values else ""
        if kind:
            where = block.place or f"rad {block.line}"
            self.unread.append(f"{where}, {quote(name)}: en {kind} utan läge och mål är ingen indikator")
        return bool(kind)

    def _area_in_preamble(self) -> _Area:
        """Find the first area where no description tells it: after the title, the first line that is no sentence."""
        rest = self._preamble[1:]
        place = next((n for n, text in enumerate(rest) if not text.endswith((".", ":"))), None)
        if place is None:
            return _Area(_NO_AREA)
        self._preamble = self._preamble[: place + 1]
        area = _Area(rest[place])
        for text in rest[place + 1 :]:
            area.goals.take(Goal(text))
        return area

    def _area_above_goal(self) -> _Area:
        """Find the first area where a line says that it is a goal: the nearest line above it that is no sentence."""
        places = [n for n, text in enumerate(self._preamble) if n and not text.endswith((".", ":"))]
        if not places:
            return _Area(_NO_AREA)
        name, *description = self._preamble[places[-1] :]
        self._preamble = self._preamble[: places[-1]]
        return _Area(name, description)

    def _real_areas(self) -> list[_Area]:
        """Return the areas without the headings that only look like one: a chapter of prose has no indicators.

        Amid the areas, or where no headings tell them, one that has goals is an area all the same.
        """
        with_rows = {row.area for row in self._rows}
        having = [n for n, area in enumerate(self._areas) if area.name in with_rows]
        kept, passed = [], []
        for n, area in enumerate(self._areas):
            amid = having[0] < n < having[-1] or not self._by_heading.level
            if area.name in with_rows or (area.goals.kept() and amid):
                kept.append(area)
            else:
                passed.append(area.name)
        no_goals = [goal.text for area in kept for goal in area.goals.passed()]
        self._tell(passed, ("rubriken", "rubrikerna"), "inga indikatorer, så det är inget område")
        self._tell(no_goals, ("rubriken", "rubrikerna"), "inga indikatorer, så det är inget mål")
        self._tell(self._passed, ("raden", "raderna"), "varken område, mål eller tabell")
        return kept

    def _tell(self, passed: Sequence[str], called: tuple[str, str], why: str) -> None:
        """Tell of lines that were passed by, the first of them by name; ``called`` is what one and several are."""
        if not passed:
            return
        what = f"{called[len(passed) > 1]} {join_some(list(map(quote, passed)), _LISTED)}"
        self.unread.append(f"{what}: {why}")

    def finish(self, lines: list[Block]) -> Annex:
        if not self._rows:
            raise UserError(
                f"{self._source} innehåller inga indikatorer. En bilaga har tabeller med rubrikerna Läget och "
                "Målvärde, skilda åt med tabb. Är det rätt fil?"
            )
        areas = self._real_areas()
        title = self._title or (self._preamble[0] if self._preamble else "")
        return Annex(
            title=title,
            note=" ".join(self._preamble[1:]),
            year=_first_year([title, *(h.target for h in self._headers)]),
            baseline_year=_first_year([h.baseline for h in self._headers]),
            municipality=_municipality(lines),
            areas=tuple(AnnexArea(a.name, " ".join(a.description), a.goals.kept()) for a in areas),
            headers=tuple(self._headers),
            rows=tuple(self._rows),
            subheadings=tuple(self._subheadings),
            unread=tuple(self.unread),
        )


def _of_years(columns: Sequence[tuple[int, int]], cells: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """Return what other years' columns say in a row, each with its year."""
    return tuple((year, clean(cells[n])) for n, year in columns if clean(cells[n]))


def _first_year(texts: list[str]) -> int | None:
    for text in texts:
        found = _YEAR.search(text)
        if found:
            return int(found[0])
    return None


def _municipality(lines: list[Block]) -> str:
    """Return the municipality that the text names at least twice, else an empty string."""
    named: Counter[str] = Counter(
        name for block in lines for cell in block.cells for name in _MUNICIPALITY.findall(clean(cell))
    )
    for name, times in named.most_common(1):
        # "Öppen kommun", "Hållbar kommun" are headings of areas, not places.
        if times >= _TIMES_NAMED and fold(name) not in {fold(block.text) for block in lines}:
            return name
    return ""
