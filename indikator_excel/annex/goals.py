"""An area's goals, and which of them a row belongs to.

A table belongs to the goal whose heading it stands under. Where several goals are listed before a table, the annex
does not say to which of them its rows belong.
"""

from msgspec import Struct, field

from indikator_excel.annex.labels import without_continued
from indikator_excel.indicators.text import fold


class Goal(Struct):
    """A goal as it was found.

    ``labelled`` is one that says it is a goal; ``told`` one that stands out as a heading or says so. ``level`` is its
    heading's. ``above_rows`` and ``above_unread`` tell what follows: indicators, and a table that was passed by.
    """

    text: str
    labelled: bool = False
    told: bool = False
    level: int = 0
    above_rows: bool = False
    above_unread: bool = False


class Goals(Struct):
    """The goals of an area in the document's order."""

    found: list[Goal] = field(default_factory=list)
    #: The goals that were listed since the last table.
    _open: list[Goal] = field(default_factory=list)
    _table_seen: bool = False

    def __bool__(self) -> bool:
        return bool(self.found)

    def take(self, goal: Goal) -> None:
        """Add a goal; tables that follow stand under it."""
        text = without_continued(goal.text) if goal.told else goal.text
        known = next((g for g in self.found if fold(g.text) == fold(text)), None)
        if known is None:
            known = goal if text == goal.text else Goal(text, goal.labelled, goal.told, goal.level)
            self.found.append(known)
        if self._table_seen:
            self._open = []
        self._open.append(known)
        self._table_seen = False

    def of_row(self) -> str:
        """Return the goal of a row that comes now, an empty string where the annex does not say."""
        self._table_seen = True
        for goal in self._open:
            goal.above_rows = True
        return self._open[0].text if len(self._open) == 1 and self._open[0].told else ""

    def of_column(self, text: str) -> None:
        """Add a goal that stands in a row's own column."""
        if text not in (goal.text for goal in self.found):
            self.found.append(Goal(text, told=True, above_rows=True))

    def pass_table(self) -> None:
        """Take note of a table that is not read."""
        if self._open and not self._table_seen:
            self._open[-1].above_unread = True
        self._table_seen = True

    def is_part(self, level: int) -> bool:
        """Whether a heading of a level stands below the last goal's, as a part of what that has to say."""
        return bool(self._open) and 0 < self._open[-1].level < level

    @property
    def by_heading(self) -> bool:
        """Whether headings outside the tables tell the goals."""
        return any(goal.level or goal.labelled for goal in self.found)

    def kept(self) -> tuple[str, ...]:
        """Return the goals without the headings that only look like one."""
        passed = {goal.text for goal in self.passed()}
        return tuple(goal.text for goal in self.found if goal.text not in passed)

    def passed(self) -> list[Goal]:
        """Return headings that are no goals: without indicators, over another table or among goals that say so."""
        others_say = any(goal.labelled for goal in self.found)
        return [
            g for g in self.found if not (g.labelled or g.above_rows) and (g.above_unread or (others_say and g.told))
        ]
