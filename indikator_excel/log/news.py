"""Which events the log does not say already: a command that is run again adds only what has changed."""

from collections.abc import Iterable, Sequence

from indikator_excel.log.event import Event, What

#: A file is as it was when the last of these says the same of it.
_ABOUT_CONTENT = (What.READ, What.WRITTEN, What.GONE)
_ABOUT_CHOICE = (What.CHOSEN, What.GONE)


def news(known: Iterable[Event], offered: Iterable[Event], *, all_below: str = "") -> list[Event]:
    """Return the offered events that say something new.

    Args:
        known: What the log says, in order.
        offered: What happened now, in order.
        all_below: A folder's name. The offered events then tell of every file in it, and a file that the log knows
            there and they do not has gone.
    """
    known, offered = list(known), list(offered)
    content = _latest(known, _ABOUT_CONTENT)
    choice = _latest(known, _ABOUT_CHOICE)
    told = []
    for event in offered:
        if event.what in (What.READ, What.WRITTEN):
            before = content.get(event.file)
            same = before is not None and before.what is not What.GONE and before.digest == event.digest
            content[event.file] = event
        elif event.what is What.CHOSEN:
            before = choice.get(event.file)
            same = before is not None and _decision(before) == _decision(event)
            choice[event.file] = event
        else:
            same = False
        if not same:
            told.append(event)
    return told + (_gone(content, offered, all_below) if all_below else [])


def _latest(known: Sequence[Event], kinds: tuple[What, ...]) -> dict[str, Event]:
    """Return the last event of some kinds about each file."""
    return {event.file: event for event in known if event.what in kinds and event.file}


def _decision(event: Event) -> tuple[object, ...]:
    return event.what, event.digest, event.code, event.chosen, event.why


def _gone(content: dict[str, Event], offered: Sequence[Event], folder: str) -> list[Event]:
    here = {event.file for event in offered}
    return [
        Event(What.GONE, file, last.digest, last.department, last.code)
        for file, last in content.items()
        if file.startswith(f"{folder}/") and file not in here and last.what is not What.GONE
    ]
