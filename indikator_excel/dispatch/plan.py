"""Who is to get a letter now: those who have not had it already, by what the log says. Nothing here opens a file.

Two letters are the same where they are of the same kind, to the same department, and carry the same workbook; one
without a workbook, the same text. The workbook decides and not the text around it, which may say how many days are
left. A reminder is the same for a day, whatever it carries: it may be repeated on another. Who has had a letter is
known address by address, so that one who was refused, or was written down since, gets it alone.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from indikator_excel.dispatch.letter import Letter, LetterKind
from indikator_excel.indicators.text import fold
from indikator_excel.log.event import Event, What

#: A run that breaks off at midnight and goes on after it does not remind anybody twice.
SAME_DAY = timedelta(hours=12)
_ABOUT_SENDING = (What.SENDING, What.SENT, What.NOT_SENT, What.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter to be sent, and to whom of its recipients.

    ``again`` for one that somebody of them has had. ``earlier`` is when the department last had a letter of the kind,
    this one or another. ``begun`` is when this one was handed over, where nobody knows whether it came through.
    """

    letter: Letter
    recipients: tuple[str, ...]
    again: bool = False
    earlier: datetime | None = None
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Recipients who have a letter already, or may have: since when the log says so, and why it is not known."""

    letter: Letter
    recipients: tuple[str, ...]
    time: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be sent, what has been, and what nobody knows of.

    ``damaged`` are the log's lines that may hide who has had theirs; ``unlogged`` is the folder whose files lie there
    from before, where there is no log at all.
    """

    to_send: tuple[Outgoing, ...] = ()
    already: tuple[Sent, ...] = ()
    unknown: tuple[Sent, ...] = ()
    damaged: tuple[int, ...] = ()
    unlogged: str = ""

    def with_unknown(self) -> "Plan":
        """Return the plan where those who may have had their letter get it, once more or at last."""
        given = {id(out.letter): out.recipients for out in self.to_send}
        asked = {id(sent.letter): sent for sent in self.unknown}
        letters = {id(out.letter): out.letter for out in self.to_send}
        letters |= {id(sent.letter): sent.letter for sent in self.unknown}
        return Plan(
            tuple(
                Outgoing(
                    letter,
                    tuple(
                        address
                        for address in letter.recipients
                        if address in given.get(key, ()) or (key in asked and address in asked[key].recipients)
                    ),
                    begun=asked[key].time if key in asked else None,
                )
                for key, letter in letters.items()
            ),
            self.already,
            damaged=self.damaged,
            unlogged=self.unlogged,
        )


def content_of(letter: Letter) -> str:
    """Return what makes two letters of a kind to a department the same: a SHA-256."""
    if letter.attachment_hash:
        return letter.attachment_hash
    body = letter.message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return hashlib.sha256(f"{letter.subject}\n{text}".encode(errors="replace")).hexdigest()


def plan(letters: Iterable[Letter], known: Sequence[Event], now: datetime, again: Collection[str] = ()) -> Plan:
    """Sort out who is to get each letter.

    Args:
        letters: What was composed.
        known: What the log says.
        now: The time, by which one day's reminders are told from another's.
        again: Departments, by code or name, that get theirs whatever the log says.
    """
    wanted = {fold(name) for name in again}
    to_send, already, unknown = [], [], []
    for letter in letters:
        last = _last_said(letter, known, now)
        had = {a: e for a, e in last.items() if e.what is What.SENT}
        unsure = {a: e for a, e in last.items() if e.what in (What.SENDING, What.UNKNOWN)}
        if wanted & {fold(letter.department.code), fold(letter.department.name)}:
            everybody = letter.recipients
            begun = _sent(letter, unsure).time if unsure else None
            to_send += [Outgoing(letter, everybody, bool(had), _earlier(letter, known), begun)] if everybody else []
            continue
        left = tuple(a for a in letter.recipients if a not in had and a not in unsure)
        to_send += [Outgoing(letter, left, earlier=_earlier(letter, known))] if left else []
        already += [_sent(letter, had)] if had else []
        unknown += [_sent(letter, unsure)] if unsure else []
    return Plan(tuple(to_send), tuple(already), tuple(unknown))


def _last_said(letter: Letter, known: Iterable[Event], now: datetime) -> dict[str, Event]:
    """Return what the log last says of the letter to each of its recipients. Who had it once has had it."""
    content = content_of(letter)
    last: dict[str, Event] = {}
    had: dict[str, Event] = {}
    for event in known:
        if not _is_about(event, letter, content, now):
            continue
        for address in set(event.recipients) & set(letter.recipients):
            if event.what is What.SENT:
                had[address] = event
            if event.what is not What.NOT_SENT:
                last[address] = event
            elif address in had:
                last[address] = had[address]
            else:
                last.pop(address, None)
    return last


def _earlier(letter: Letter, known: Iterable[Event]) -> datetime | None:
    """Return when the department last had a letter of the kind."""
    key = What.SENT, letter.kind, letter.department.code
    times = [event.time for event in known if (event.what, event.letter, event.code) == key and event.time]
    return max(times, default=None)


def _is_about(event: Event, letter: Letter, content: str, now: datetime) -> bool:
    """Whether an event tells of a letter that is the same."""
    if event.what not in _ABOUT_SENDING or event.time is None:
        return False
    if (event.letter, event.code) != (letter.kind, letter.department.code):
        return False
    if letter.kind is LetterKind.REMINDER:
        return event.time.astimezone(now.tzinfo).date() == now.date() or abs(now - event.time) < SAME_DAY
    return event.content == content


def _sent(letter: Letter, said: dict[str, Event]) -> Sent:
    times = [event.time for event in said.values() if event.time]
    recipients = tuple(a for a in letter.recipients if a in said)
    return Sent(letter, recipients, max(times), next((e.why for e in said.values() if e.why), ""))
