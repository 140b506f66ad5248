"""What marks a workbook that is sent back: the list *Att rätta*, a column with the same beside each row, and notes.

The marks are numbered, and each says by itself whether its cell has been changed since. What a person wrote stands in
cells, as text; no formula holds any of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from indikator_excel.indicators.formula import quoted
from indikator_excel.indicators.text import counted, ranges
from indikator_excel.templates import layout
from indikator_excel.templates.layout import FIRST_ROW, Field
from indikator_excel.templates.prefill import CellContent, Mark
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Formula, Link, Styled, columns_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from indikator_excel.xlsx.worksheet import Worksheet

#: The marks stand below the header, the first as number 1.
_HEADER = layout.CORRECTIONS_HEADER
_WRITTEN, _MESSAGE, _STATE = "E", "F", "H"
_KEPT, _CHANGED, _DONE = "kvar", "✓ ändrad", "✓ klart"
_TICKED = {
    "validate": "list",
    "source": [_DONE],
    "input_title": "Läge",
    "input_message": f"Välj {_DONE} när ni är klara med det.",
    "error_title": "Läge",
    "error_message": f"Välj {_DONE} i listan, eller lämna cellen tom.",
}
_WILDCARD = re.compile(r"([*?~])")


class Corrections:
    """The marks of one workbook, and where they stand.

    Args:
        marks: In the order in which they are listed.
        cells: What the marked cells hold.
        letters: The letter of each column of the sheet *Indikatorer*.
        rows: The row of each indicator there, counted from 1.
    """

    def __init__(
        self,
        marks: Sequence[Mark],
        cells: Mapping[tuple[str, Field], CellContent],
        letters: Mapping[Field, str],
        rows: Mapping[str, int],
    ) -> None:
        self._marks = list(enumerate(marks, 1))
        self._cells = cells
        self._letters = letters
        self._rows = rows

    def of(self, id_: str, column: Field) -> list[tuple[int, Mark]]:
        """Return the marks of a cell, with their numbers."""
        return [(n, mark) for n, mark in self._marks if mark.key == (id_, column)]

    def _of_row(self, id_: str) -> list[tuple[int, Mark]]:
        return [(n, mark) for n, mark in self._marks if mark.key is not None and mark.ids[0] == id_]

    # Beside the row

    def row_must(self, id_: str, row: int) -> str:
        """Return a condition: whether anything in a row must still be put right; empty where nothing has to."""
        must = [n for n, mark in self._of_row(id_) if mark.must]
        return self.still_there(must, row) if must else ""

    def row_shown(self, id_: str) -> str:
        """What the row's column says before anything is changed."""
        return "\n".join(f"{_label(n, mark)}{mark.message}" for n, mark in self._of_row(id_))

    def row_formula(self, id_: str) -> str:
        """The same, live: what has been changed is ticked off."""
        said = []
        for n, mark in self._of_row(id_):
            row, sheet = _HEADER + 1 + n, f"'{layout.CORRECTIONS_SHEET}'!"
            changed = f"{sheet}${_STATE}${row}={quoted(_CHANGED)}"
            ticked = quoted(f"{layout.CHANGED_SYMBOL} {n}. ändrad")
            said.append(f"IF({changed},{ticked},{quoted(_label(n, mark))}&{sheet}${_MESSAGE}${row})")
        return f"={'&CHAR(10)&'.join(said)}" if said else '=""'

    def still_there(self, numbers: Sequence[int], row: int) -> str:
        """Return a condition: whether any of a row's marks with these numbers stands there unchanged."""
        cell = f"${self._letters[Field.TO_CORRECT]}${row}"
        found = [f"ISNUMBER(FIND({quoted(f'{layout.MUST_SYMBOL} {n}. ')},{cell}))" for n in numbers]
        return f"OR({','.join(found)})"

    def note(self, id_: str, column: Field) -> str:
        """The note on a cell: what is wrong with it and what to do."""
        return layout.own_note([f"{mark.message} {mark.remedy}" for _, mark in self.of(id_, column)])

    # The list

    def write(
        self, book: Book, sheet: "Worksheet", department: str, formats: "Callable[[str, Field, float], Format]"
    ) -> None:
        """Write the sheet *Att rätta*. ``formats`` gives the format of a number in a column of a row, by its ID."""
        must = sum(mark.must for _, mark in self._marks)
        look = len(self._marks) - must
        parts = [counted(must, "sak", "saker") + " att rätta"] if must else []
        parts += [f"{look} att titta på"] if look else []
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, f"{layout.CORRECTIONS_SHEET} – {department}", book.title)
        sheet.write_string(1, 0, f"{' och '.join(parts)}. {layout.CORRECTIONS_HELP}", book.format())
        rows = [self._line(book, number, mark, formats) for number, mark in self._marks]
        book.table(sheet, _HEADER, "AttRätta", columns_of(layout.CORRECTIONS_COLUMNS, rows))
        for number, mark in self._marks:
            if self._is_ticked_by_hand(mark):
                sheet.data_validation(f"{_STATE}{_HEADER + 1 + number}", _TICKED)
        sheet.freeze_panes(_HEADER + 1, 0)
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})

    def _line(
        self, book: Book, number: int, mark: Mark, formats: "Callable[[str, Field, float], Format]"
    ) -> "list[Content | Styled]":
        bold = book.cell_with(bold=mark.must)
        what = f"{_symbol(mark)} {'rätta' if mark.must else 'titta på'}"
        written: Content | Styled = mark.written
        if mark.key is not None and not mark.written:
            content = self._cells.get(mark.key)
            form = formats(*mark.key, content) if isinstance(content, float | int) else book.cell
            written = Styled(content, form)
        return [
            Styled(number, book.cell_with(align="center")),
            Styled(what, bold),
            mark.indicator,
            self._link(mark),
            written,
            mark.message,
            mark.remedy,
            self._state(book, number, mark),
            mark.source,
        ]

    def _link(self, mark: Mark) -> Content:
        """Link to the cell, or to the first of the rows."""
        rows = [self._rows[id_] for id_ in mark.ids]
        if not rows:
            return ""
        letter = self._letters[mark.column or Field.VALUE]
        place = f"'{layout.INDICATOR_SHEET}'!{letter}{rows[0]}"
        return Link(place, f"{letter}{rows[0]}" if len(rows) == 1 else f"rad {ranges(rows)}")

    def _is_ticked_by_hand(self, mark: Mark) -> bool:
        return mark.key is None and len(mark.ids) < 2  # noqa: PLR2004 - of several rows it shows when they are filled

    def _state(self, book: Book, number: int, mark: Mark) -> "Content | Styled":
        """Tell whether the cell still holds what it did. What has no cell is ticked off by whoever has done it."""
        kept = _KEPT if mark.must else ""
        if self._is_ticked_by_hand(mark):
            return Styled(None, book.cell_with(bg_color=book.theme.entry, locked=False))
        if mark.key is None:
            letter = self._letters[Field.STATUS]
            area = f"{layout.INDICATOR_SHEET}!${letter}${FIRST_ROW}:${letter}${max(self._rows.values())}"
            filled = f"COUNTIF({area},{quoted(layout.Status.FILL_IN)})=0"
            return Formula(f"=IF({filled},{quoted(_CHANGED)},{quoted(kept)})", kept)
        id_, column = mark.key
        # A text is held against the list, which shows it: no formula holds what a person wrote.
        shown = f"TRIM(${_WRITTEN}${_HEADER + 1 + number})"
        content = self._cells.get(mark.key)
        if isinstance(content, str):
            same = [f"EXACT(TRIM({self._cell(id_, column)}),{shown})"]
        else:
            same = [self._holds_number(id_, column, content)]
        others = ((field, self._cells.get((id_, field))) for field in mark.also)
        same += [self._holds_number(id_, f, other) for f, other in others if not isinstance(other, str)]
        if mark.settled_by is not None:
            same.append(f'TRIM({self._cell(id_, mark.settled_by)})<>""')
        condition = same[0] if len(same) == 1 else f"AND({','.join(same)})"
        return Formula(f"=IF({condition},{quoted(kept)},{quoted(_CHANGED)})", kept)

    def _holds_number(self, id_: str, column: Field, number: float | None) -> str:
        """Return a condition: whether a cell of a row holds the number that it did from the start, or is blank."""
        cell = self._cell(id_, column)
        return f'TRIM({cell})=""' if number is None else f"AND(ISNUMBER({cell}),{cell}={number!r})"

    def _cell(self, id_: str, column: Field) -> str:
        """Refer to a row's cell by its ID: rows may be sorted, and cells cut and pasted."""
        last = max(self._rows.values())

        def area(field: Field) -> str:
            letter = self._letters[field]
            return f"{layout.INDICATOR_SHEET}!${letter}${FIRST_ROW}:${letter}${last}"

        wanted = quoted(_WILDCARD.sub(r"~\1", id_))
        return f"INDEX({area(column)},MATCH({wanted},{area(Field.ID)},0))"


def _symbol(mark: Mark) -> str:
    return layout.MUST_SYMBOL if mark.must else layout.LOOK_SYMBOL


def _label(number: int, mark: Mark) -> str:
    return f"{_symbol(mark)} {number}. "
