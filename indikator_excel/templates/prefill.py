"""What already stands in a workbook when it is made: last round's values, or a department's answers to correct."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from indikator_excel.templates.layout import Field

#: What an input cell stores: 0.81 for 81 %. None is a blank cell.
CellContent = str | float | None


class Mark(Struct, frozen=True):
    """Something in a department's answer that must be put right, or that is worth a look.

    Args:
        must: Whether it has to be put right; otherwise it is worth a look.
        message: What is wrong, in the row's own words: the indicator is not named.
        remedy: What to do.
        ids: The rows that it is about; none for what belongs to no row.
        indicator: The row's name, for a mark that is about one.
        column: The cell in the one row; None for what has no cell of its own.
        settled_by: Another cell of the row that may be emptied instead.
        also: Other cells of the row, any of which may be changed instead.
        written: What stood in the reply, where the cell does not hold it.
        source: Where it stood: file, sheet and cell.
    """

    must: bool
    message: str
    remedy: str
    ids: tuple[str, ...] = ()
    indicator: str = ""
    column: Field | None = None
    settled_by: Field | None = None
    also: tuple[Field, ...] = ()
    written: str = ""
    source: str = ""

    @property
    def key(self) -> tuple[str, Field] | None:
        """The cell that is marked: ID and column."""
        return (self.ids[0], self.column) if len(self.ids) == 1 and self.column is not None else None


class Prefill(Struct, frozen=True):
    """What the cells of a workbook hold from the start.

    ``cells`` holds ``(indicator ID, column) -> content`` as the cell stores it. ``plain`` lists the value cells whose
    number format was lost, as it is when a person pastes over it. ``shown`` replaces what the locked cells say, and
    ``left_out`` names rows that are missing: both are how a changed file looks. ``done``, ``respondent`` and
    ``measured_on`` (a day, counted as cells count them, or a text) stand on *Läs mig*; ``saved`` and ``saved_by`` in
    the file's properties.

    A workbook that is sent back for correction has ``marks``; in ``corrects`` the SHA-256 of the files whose answers
    it holds, for when it comes back it takes their place; and in ``answers`` what each cell holds and then what
    it had been in those files, in the form in which answers are compared, so that it can be told what was changed.
    """

    cells: Mapping[tuple[str, Field], CellContent] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    shown: Mapping[tuple[str, Field], str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    done: bool = False
    saved: datetime | None = None
    saved_by: str = ""
    respondent: str = ""
    measured_on: CellContent = None
    marks: tuple[Mark, ...] = ()
    corrects: tuple[str, ...] = ()
    answers: Mapping[tuple[str, Field], tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_correction(self) -> bool:
        """Whether the workbook is one that a department is to put right."""
        return bool(self.marks or self.corrects)


EMPTY = Prefill()
