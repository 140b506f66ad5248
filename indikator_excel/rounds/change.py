"""What a new round has changed in the register, kept, or left to be looked at: nothing changes silently."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from indikator_excel.indicators.text import clean, counted, join_some, quote
from indikator_excel.register.book import Book, style_row
from indikator_excel.register.layout import CHANGES

#: So many different changes are shown on a line that is about several rows.
_FEW = 3
#: So many rows are named in a line.
_NAMED = 40


class ChangeKind(StrEnum):
    """What happened. The members stand in the order in which they matter to the controller."""

    ASKED = "att fylla i"
    EMPTIED = "tömt"
    CHANGED = "ändrat"
    LOOK = "se över"
    KEPT = "behållet"


class Change(Struct, frozen=True):
    """One thing in the new register, as it was and as it is.

    ``id`` may list several rows that hold the same text; ``note`` says why, in the same words for what is alike.
    """

    kind: ChangeKind
    sheet: str
    what: str
    column: str
    before: str
    after: str
    note: str
    id: str = ""

    @property
    def step(self) -> str:
        """``”≥ 2023” → ”≥ 2024”``; the text alone where it has not changed."""
        if self.before == self.after:
            return quote(self.after) if self.after else "tomt"
        return f"{quote(self.before) if self.before else 'tomt'} → {quote(self.after) if self.after else 'tomt'}"

    @property
    def sentence(self) -> str:
        """Say it in Swedish."""
        about = " ".join(part for part in (self.id, quote(self.what) if self.id else self.what) if part)
        column = f", {self.column}" if self.column else ""
        return f"{about}{column}: {self.step} ({self.kind}; {self.note})"

    def as_json(self) -> dict[str, str | None]:
        """Return it for ``--json``; what does not apply is None."""
        return {
            "slag": str(self.kind),
            "blad": self.sheet,
            "indikator_id": self.id or None,
            "vad": self.what,
            "kolumn": self.column or None,
            "före": self.before or None,
            "efter": self.after or None,
            "varför": self.note,
            "meddelande": self.sentence,
        }


class Group(Struct, frozen=True):
    """Changes of one kind in one column, for the same reason."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """Any of them."""
        return self.changes[0]

    @property
    def line(self) -> str:
        """Say them in one line; what became of each text stands in the sheet."""
        first = self.first
        if not first.id:
            told = [f"{c.what}: {c.step}" for c in self.changes]
            return f"{', '.join(told)}. {_sentence(first.note)}"
        steps = list(dict.fromkeys(c.step for c in self.changes))
        rows = counted(len(self.changes), "rad", "rader")
        shown = f" ({'; '.join(steps)})" if len(steps) <= _FEW else ""
        named = join_some([c.id for c in self.changes], _NAMED)
        return f"{first.column}, {rows}{shown}: {named}. {_sentence(first.note)}"


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}".rstrip("?.") + ("?" if note.endswith("?") else ".")


def grouped(changes: Iterable[Change]) -> list[Group]:
    """Gather what was done to several rows for the same reason; settings stand each by itself."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        key = (change.kind, change.sheet, change.column, change.note, "" if change.id else change.what)
        groups.setdefault(key, []).append(change)
    return [Group(tuple(group)) for group in groups.values()]


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Put what has to be filled in first, and what stays as it is last."""
    kinds = list(ChangeKind)
    return sorted(changes, key=lambda c: kinds.index(c.kind))


def write_changes(book: Book, changes: Iterable[Change]) -> None:
    """Replace the sheet that lists the changes, or make it."""
    table = book.require(CHANGES)
    for row in list(table.rows()):
        for header in CHANGES.headers:
            table.cell(row, header).value = None
    for row, change in enumerate(changes, start=table.header_row + 1):
        texts = (
            str(change.kind),
            change.sheet,
            change.id,
            change.what,
            change.column,
            clean(change.before),
            clean(change.after),
            change.note,
        )
        for header, text in zip(CHANGES.headers, texts, strict=True):
            table.set(row, header, text)
        style_row(table, row)
