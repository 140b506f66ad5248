"""Who is to get a letter now: those who have not had it already, by what the log says. Nothing here opens a file.

Two letters are the same where they are of the same kind, to the same department, and carry the same workbook; one
without a workbook, the same text. The workbook decides and not the text around it, which may say how many days are
left. A reminder is the same for a day, whatever it carries: it may be repeated on another. Who has had a letter is
known address by address, so that one who was refused, or was written down since, gets it alone.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.dispatch.letter import Letter, LetterKind
from indikator_excel.indicators.text import fold
from indikator_excel.log.event import Event, What

#: A run that breaks off at midnight and goes on after it does not remind anybody twice.
SAME_DAY = timedelta(hours=12)
_ABOUT_SENDING = (What.SENDING, What.SENT, What.NOT_SENT, What.UNKNOWN)


class Outgoing(Struct, frozen=True):
    """A letter to be sent, and to whom of its recipients.

    ``again`` for one that somebody of them has had. ``earlier`` is when the department last had a letter of the kind,
    this one or another. ``begun`` is when this one was handed over, where nobody knows whether it came through.
    ``drafted`` is when a draft of it was made that may have been sent by hand. ``answered`` says how the department
    has answered, with a Swedish word, empty where it has not; ``named`` that the letter is wanted all the same.
    """

    letter: Letter
    recipients: tuple[str, ...]
    again: bool = False
    earlier: datetime | None = None
    begun: datetime | None = None
    drafted: datetime | None = None
    answered: str = ""
    named: bool = False


class Sent(Struct, frozen=True):
    """Recipients who have a letter already, or may have: since when the log says so, and why it is not known."""

    letter: Letter
    recipients: tuple[str, ...]
    time: datetime
    why: str = ""


class Plan(Struct, frozen=True):
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
        letters = {id(out.letter): out for out in self.to_send}
        letters |= {
            id(sent.letter): Outgoing(sent.letter, ()) for sent in self.unknown if id(sent.letter) not in letters
        }
        return Plan(
            tuple(
                replace(
                    out,
                    recipients=tuple(
                        address
                        for address in out.letter.recipients
                        if address in given.get(key, ()) or (key in asked and address in asked[key].recipients)
                    ),
                    begun=asked[key].time if key in asked else out.begun,
                )
                for key, out in letters.items()
            ),
            self.already,
            damaged=self.damaged,
            unlogged=self.unlogged,
        )

    @property
    def answered(self) -> tuple[Outgoing, ...]:
        """The letters to those who have answered, and are not wanted all the same."""
        return tuple(out for out in self.to_send if out.answered and not out.named)

    def without_answered(self) -> "Plan":
        """Return the plan without them."""
        return replace(self, to_send=tuple(out for out in self.to_send if out not in self.answered))


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
            out = Outgoing(letter, everybody, bool(had), begun=begun, named=True)
            to_send += [_with_history(out, known)] if everybody else []
            continue
        left = tuple(a for a in letter.recipients if a not in had and a not in unsure)
        to_send += [_with_history(Outgoing(letter, left), known)] if left else []
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


def _with_history(out: Outgoing, known: Sequence[Event]) -> Outgoing:
    """Note when the department last had a letter of the kind, and the draft that was made since."""
    key = out.letter.kind, out.letter.department.code
    own = [event for event in known if (event.letter, event.code) == key and event.time]
    earlier, drafted = (
        max((event.time for event in own if event.what is what and event.time), default=None)
        for what in (What.SENT, What.WRITTEN)
    )
    if earlier and drafted and drafted < earlier:
        drafted = None
    return replace(out, earlier=earlier, drafted=drafted)


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
