"""What the controller has set on *Måluppfyllelse*, to be set again: widths, hidden columns, filters."""

from collections.abc import Mapping

from msgspec import Struct, field


class Filter(Struct, frozen=True):
    """The texts that a column is filtered on; ``blank`` tells whether empty cells are shown too."""

    shown: tuple[str, ...]
    blank: bool = False

    def shows(self, text: str) -> bool:
        """Whether a row with this text is shown."""
        return text in self.shown if text else self.blank


class Layout(Struct, frozen=True):
    """By header: each column's width in characters, which are hidden, and which rows are shown.

    ``lost`` are the headers of columns whose filter is of another kind than a choice of texts. ``columns`` are those
    that she has added, in order, and ``number_formats`` the formats of those that have one.
    """

    widths: Mapping[str, float] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    number_formats: Mapping[str, str] = field(default_factory=dict)


NONE = Layout()
#: How wide a column is that she has added.
ADDED_WIDTH = 24.0
