"""From a document's blocks to an annex: which paragraph is an area, a goal, a header, a sub-heading.

The blocks come from a reader of one format (text, Word); the structure is the same for all of them:
title → note → area (a heading whose description continues it in lower case) → goals → tables. Tables follow all
goals of an area, so a group belongs to the area, not to the nearest goal above it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from indikator_excel.annex.model import Annex, AnnexArea, AnnexRow, TableHeader
from indikator_excel.errors import UserError
from indikator_excel.indicators.text import clean, fold


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a document: a paragraph (one cell) or a table row (several), with its line from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_row(self) -> bool:
        """Whether the line belongs to a table."""
        return len(self.cells) > 1

    @property
    def text(self) -> str:
        """The first cell."""
        return self.cells[0]


_BASELINE_HEADER = re.compile(r"(?:läget?|nuläget?|utgångsläget?|utgångsvärde|basvärde|utfall)\b.*", re.IGNORECASE)
_TARGET_HEADER = re.compile(r"(?:målvärde|mål(?:et)?|målnivå|målsättning)\b.*", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_MUNICIPALITY = re.compile(r"\b([A-ZÅÄÖ][\w-]+s? kommun)\b")
#: A name that the text itself calls its municipality at least so often is taken for it.
_TIMES_NAMED = 2
_CELLS = 4


def build_annex(blocks: Iterable[Block], source: str) -> Annex:
    """Build the annex from a document's blocks.

    Args:
        blocks: The document's non-empty lines in order.
        source: The file's name, for messages.

    Raises:
        UserError: No table with *Läget* and *Målvärde* was found, or a row stands outside every table.
    """
    lines = list(blocks)
    builder = _Builder(source)
    for place, block in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        builder.take(block, following)
    return builder.finish(lines)


class _Builder:
    """Walks through the blocks once, remembering where it is."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._preamble: list[str] = []
        self._areas: list[tuple[str, list[str], list[str]]] = []  # name, description, goals
        self._headers: list[TableHeader] = []
        self._rows: list[AnnexRow] = []
        self._subheadings: list[tuple[int, str]] = []
        self._subheading = ""
        self._in_tables = False

    def take(self, block: Block, following: Block | None) -> None:
        if block.is_row:
            self._take_row(block)
        elif self._starts_area(following):
            self._areas.append((block.text, [], []))
            self._in_tables = False
        elif not self._areas:
            self._preamble.append(block.text)
        else:
            _, description, goals = self._areas[-1]
            (goals if description else description).append(block.text)

    def _starts_area(self, following: Block | None) -> bool:
        """A paragraph after a table begins the next area; the first area is told by its description.

        The description continues its heading in lower case ("Öppen kommun" – "är ett utvecklingsområde …").
        """
        if following is None:
            return False
        return self._in_tables or (not self._areas and following.text[:1].islower())

    def _take_row(self, block: Block) -> None:
        cells = (*block.cells, *[""] * _CELLS)[:_CELLS]
        if _is_header(cells):
            if not self._areas:
                self._areas.append(self._area_in_preamble())
            self._headers.append(TableHeader(block.line, *cells))
            self._subheading = ""
            self._in_tables = True
            return
        if not self._headers or not self._areas:
            raise UserError(
                f"{self._source}, rad {block.line}: raden ”{cells[0]}” står före första tabellrubriken. "
                "En tabell börjar med en rad där det står Läget och Målvärde. Kontrollera filen och kör igen."
            )
        if cells[0].rstrip().endswith(":") and not any(cells[1:]):
            self._subheading = cells[0]
            self._subheadings.append((block.line, cells[0]))
            return
        name, baseline, target, outcome = cells
        self._rows.append(
            AnnexRow(
                block.line,
                self._areas[-1][0],
                self._headers[-1].group,
                self._subheading,
                name,
                baseline,
                target,
                outcome,
            )
        )

    def _area_in_preamble(self) -> tuple[str, list[str], list[str]]:
        """Find the first area where no description tells it: after the title, the first line that is no sentence."""
        rest = self._preamble[1:]
        place = next((n for n, text in enumerate(rest) if not text.endswith((".", ":"))), None)
        if place is None:
            return "Indikatorer", [], []
        self._preamble = self._preamble[: place + 1]
        return rest[place], [], rest[place + 1 :]

    def finish(self, lines: list[Block]) -> Annex:
        if not self._rows:
            raise UserError(
                f"{self._source} innehåller inga indikatorer. En bilaga har tabeller med rubrikerna Läget och "
                "Målvärde, skilda åt med tabb. Är det rätt fil?"
            )
        title = self._preamble[0] if self._preamble else ""
        return Annex(
            title=title,
            note=" ".join(self._preamble[1:]),
            year=_first_year([title, *(h.target for h in self._headers)]),
            baseline_year=_first_year([h.baseline for h in self._headers]),
            municipality=_municipality(lines),
            areas=tuple(AnnexArea(n, " ".join(d), tuple(g)) for n, d, g in self._areas),
            headers=tuple(self._headers),
            rows=tuple(self._rows),
            subheadings=tuple(self._subheadings),
        )


def _is_header(cells: tuple[str, ...]) -> bool:
    return bool(_BASELINE_HEADER.fullmatch(clean(cells[1])) and _TARGET_HEADER.fullmatch(clean(cells[2])))


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
