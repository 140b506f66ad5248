"""What the log tells of letters: which departments have been written to, and whether it went out."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from msgspec import Struct

from indikator_excel.log.event import ENDS, Event, What

#: The kinds of letters that how far a round has come is told by.
DISPATCH, REMINDER, CORRECTION = "utskick", "påminnelse", "rättelser"


class Stage(IntEnum):
    """How far a letter has come; the higher says more."""

    DRAFTED = 1
    UNKNOWN = 2
    SENT = 3


class Mark(Struct, frozen=True, order=True):
    """How far the furthest of a department's letters of one kind has come, and when the last of them did."""

    stage: Stage
    time: datetime

    @property
    def day(self) -> str:
        """The day, as it is shown."""
        return self.time.date().isoformat()


_STAGES = {
    What.WRITTEN: Stage.DRAFTED,
    What.SENDING: Stage.UNKNOWN,
    What.UNKNOWN: Stage.UNKNOWN,
    What.SENT: Stage.SENT,
}


def letter_marks(events: Iterable[Event]) -> dict[tuple[str, str], Mark]:
    """Return how far each kind of letter has come: department's code and kind -> mark.

    A letter that was begun counts as unknown until the log says how it ended. A draft to nobody is none.
    """
    marks: dict[tuple[str, str], list[Mark]] = {}
    begun: dict[tuple[str, str], Mark] = {}
    for event in events:
        stage = _STAGES.get(event.what)
        if not event.letter or event.time is None or (event.what is What.WRITTEN and not event.recipients):
            continue
        key = event.code, event.letter
        found = marks.setdefault(key, [])
        if event.what in ENDS and key in begun:
            found.remove(begun.pop(key))
        if stage is not None:
            found.append(Mark(stage, event.time))
        if event.what is What.SENDING:
            begun[key] = found[-1]
    return {key: max(found) for key, found in marks.items() if found}


def unsure_letters(events: Iterable[Event]) -> set[tuple[str, str]]:
    """Return the letters whose last attempt may or may not have come through: department's code and kind."""
    unsure = set()
    for event in events:
        key = event.code, event.letter
        if event.what in (What.SENDING, What.UNKNOWN):
            unsure.add(key)
        elif event.what in ENDS:
            unsure.discard(key)
    return unsure
