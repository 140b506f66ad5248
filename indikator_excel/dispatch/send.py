"""``utskick --skicka``: letter by letter, each noted in the log before and after it is handed over."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import deepcopy
from email.utils import format_datetime

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.consolidation.status import standing
from indikator_excel.dispatch.content import sender_of
from indikator_excel.dispatch.letter import LetterKind
from indikator_excel.dispatch.plan import Outgoing, Plan, content_of, plan
from indikator_excel.dispatch.run import Letters
from indikator_excel.dispatch.smtp import Connection, LostError, Outcome, UncertainError, require_secrecy
from indikator_excel.errors import UserError
from indikator_excel.files import moment
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.mail_server import MailServer
from indikator_excel.indicators.text import fold, join_and, quote
from indikator_excel.log.event import Event, What
from indikator_excel.log.file import alone, read_log
from indikator_excel.log.journal import Record
from indikator_excel.progress import Progress, silent
from indikator_excel.register.model import Register

#: How long is waited, in seconds, before a letter that the server would not take just then is tried again.
WAITS = (10, 60, 300)
#: Stands among the departments of ``--igen`` for all of them.
EVERYBODY = "alla"
#: How it is said that a department has answered, by its status.
_ANSWERED = {"svarat": "har svarat", "delvis": "har svarat delvis"}


class NotSent(Struct, frozen=True):
    """Somebody who did not get a letter, or may not have, and why in Swedish."""

    outgoing: Outgoing
    recipients: tuple[str, ...]
    why: str


class Delivery(Struct):
    """What became of the letters. ``stopped`` is why the rest was not tried; empty where all were.

    ``interrupted`` where somebody broke it off.
    """

    sent: list[tuple[Outgoing, tuple[str, ...]]] = field(default_factory=list)
    refused: list[NotSent] = field(default_factory=list)
    delayed: list[NotSent] = field(default_factory=list)
    unknown: list[NotSent] = field(default_factory=list)
    stopped: str = ""
    interrupted: bool = False

    def note_sent(self, outgoing: Outgoing, recipients: Sequence[str]) -> None:
        """Note to whom a letter went; one whose recipients were taken at different times is one letter."""
        for place, (before, had) in enumerate(self.sent):
            if before.letter is outgoing.letter:
                self.sent[place] = before, (*had, *recipients)
                return
        self.sent.append((outgoing, tuple(recipients)))

    @property
    def all_sent(self) -> bool:
        """Whether everybody has got their letter."""
        return not (self.refused or self.delayed or self.unknown or self.stopped or self.interrupted)


def sending_alone(folder: RoundFolder) -> AbstractContextManager[None]:
    """Keep others from sending in the round meanwhile: they would not know what is sent here.

    Raises:
        UserError: Somebody else is sending.
    """
    return alone(folder.sending, "Ett annat kommando skickar just nu i omgången. Vänta tills det är klart.")


def prepare(folder: RoundFolder, composed: Letters, again: Sequence[str] = ()) -> Plan:
    """Return who is to get their letter now.

    Args:
        folder: The round, in whose log it stands who has had theirs.
        composed: The letters.
        again: Departments, by code or name, that get theirs whatever the log says; ``alla`` for all.

    Raises:
        UserError: No server or sender is given, a password would be told in the open, a department does not exist,
            or the log can't be read.
    """
    server = composed.register.mail_server
    if server.problems:
        raise UserError(
            f"Ingenting är skickat, för {' '.join(server.problems)} Rätta på registrets blad Inställningar."
        )
    if not server.host:
        raise UserError(
            "E-postserver är tom på registrets blad Inställningar. Skriv serverns namn där (lägg till raden om den "
            "saknas), eller kör utan --skicka och skicka utkasten från ditt mejlprogram."
        )
    _sender(composed.register)
    require_secrecy(server)
    known = {fold(name) for d in composed.register.departments for name in (d.code, d.name)}
    for name in again:
        if fold(name) not in known | {EVERYBODY}:
            raise UserError(
                f"Förvaltningen {quote(name)} finns inte i registret. Skriv --igen med dess kod eller namn."
            )
    everybody = [letter.department.code for letter in composed.letters]
    wanted = everybody if EVERYBODY in map(fold, again) else again
    # Without an address the letter is told among what was composed, and is not sent to those who get a copy alone.
    addressed = [letter for letter in composed.letters if "To" in letter.message]
    log = read_log(folder.log)
    unlogged = "" if log.lines else _made_before(folder)
    made = plan(addressed, log.events, moment(), wanted)
    to_send = made.to_send
    if composed.kind is LetterKind.DISPATCH and to_send:
        has = {status.department.code: status.status for status in standing(folder).departments}
        to_send = tuple(
            replace(out, answered=_ANSWERED.get(has.get(out.letter.department.code, ""), "")) for out in to_send
        )
    return replace(made, to_send=to_send, damaged=tuple(log.damaged), unlogged=unlogged)


def _made_before(folder: RoundFolder) -> str:
    """Return the folder with files that were made before now, empty where there is none."""
    for place, pattern in ((folder.dispatch, "*.eml"), (folder.templates, "*.xlsx")):
        if any(place.glob(pattern)):
            return place.name
    return ""


def _sender(register: Register) -> str:
    sender, problem = sender_of(register.round)
    if sender is None:
        raise UserError(
            problem
            or "Avsändare är tom på registrets blad Inställningar. Skriv vem mejlen kommer från: Namn <adress>."
        )
    return sender.bare


def deliver(
    folder: RoundFolder,
    register: Register,
    outgoing: Sequence[Outgoing],
    password: str,
    record: Record,
    progress: Progress = silent,
    wait: Callable[[float], None] = time.sleep,
) -> Delivery:
    """Send letters one by one. Those that the server would not take just then are tried again, a few times.

    Args:
        folder: The round, whose log is written before and after each letter.
        register: The register, with the server and the sender.
        outgoing: The letters.
        password: The password, empty where nobody signs in.
        record: Writes in the log.
        progress: Told how many are sent, and which is next.
        wait: Waits so many seconds.

    Raises:
        UserError: The server can't be trusted or does not take the password; or the log can't be written, without
            which nobody would know who has had their letter.
    """
    run = _Run(folder, _sender(register), register.mail_server, password, record)
    pending = list(outgoing)
    with run.stack, run.interruptible():
        for pause in (0, *WAITS):
            if pause:
                run.disconnect()  # a server closes a connection on which nothing is said
                progress(len(outgoing) - len(pending), len(outgoing), f"väntar {pause} sekunder på servern")
                wait(pause)
            pending = run.attempt(pending, lambda left, name: progress(len(outgoing) - left, len(outgoing), name))
            if not pending:
                break
    progress(len(outgoing), len(outgoing), "")
    run.delivery.stopped = run.unreached if pending and not run.delivery.interrupted else ""
    return run.delivery


class _Run(Struct):
    """One run of the command: its connection, and what has become of the letters so far."""

    folder: RoundFolder
    sender: str
    server: MailServer
    password: str
    record: Record
    delivery: Delivery = field(default_factory=Delivery)
    stack: ExitStack = field(default_factory=ExitStack)
    connection: Connection | None = None
    #: Why the server could not be reached the last time, empty where it could.
    unreached: str = ""
    has_connected: bool = False
    #: What is left to send, the first of it begun or not.
    left: list[Outgoing] = field(default_factory=list)
    is_begun: bool = False

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let an interrupt end the work: the letter that was begun may have come through, the rest is left."""
        try:
            yield
        except KeyboardInterrupt:
            self.delivery.interrupted = True
            begun, rest = (self.left[:1], self.left[1:]) if self.is_begun else ([], self.left)
            self.delivery.unknown += [NotSent(i, i.recipients, "kommandot avbröts") for i in begun]
            self.delivery.delayed = [NotSent(i, i.recipients, "kommandot avbröts") for i in rest]

    def attempt(self, pending: Sequence[Outgoing], tell: Callable[[int, str], None]) -> list[Outgoing]:
        """Try each letter once. Return those to be tried again."""
        later: list[Outgoing] = []
        self.delivery.delayed.clear()
        for number, item in enumerate(pending):
            left = pending[number:]
            self.left = [*left, *later]
            tell(len(left) + len(later), item.letter.department.name)
            if not self._connected():
                self.delivery.delayed += [NotSent(i, i.recipients, self.unreached) for i in left]
                return later + list(left)
            outcome = self._send(item)
            if outcome.sent:
                self.delivery.note_sent(item, outcome.sent)
            self.delivery.refused += [NotSent(item, (a,), why) for a, why in outcome.refused.items()]
            if outcome.delayed:
                rest = replace(item, recipients=tuple(outcome.delayed))
                later.append(rest)
                why = next(iter(outcome.delayed.values()))
                self.delivery.delayed.append(NotSent(rest, rest.recipients, why))
            self.is_begun = False
        self.left = later
        return later

    def _connected(self) -> bool:
        """Connect, unless there is a connection already."""
        if self.connection is not None:
            return True
        first = not self.has_connected
        try:
            self.connection = self.stack.enter_context(Connection(self.server, self.password))
        except LostError as error:
            if first and not error.busy:
                # It is more likely misspelt than out of order: nobody waits for that.
                raise UserError(
                    f"Ingenting är skickat, för {error.why}. Kontrollera E-postserver, E-postport och "
                    "E-postkryptering på registrets blad Inställningar, och att du är på kommunens nät."
                ) from None
            self.unreached = error.why
            return False
        except UserError as error:
            raise UserError(f"{error} Ingenting är skickat." if first else str(error)) from None
        self.unreached = ""
        self.has_connected = True
        return True

    def disconnect(self) -> None:
        """Leave the server; the next letter connects anew."""
        self.stack.close()
        self.connection = None

    def _send(self, item: Outgoing) -> Outcome:
        """Hand over one letter, and note in the log what became of it."""
        self._note(item, What.SENDING, item.recipients)
        self.is_begun = True
        outcome = Outcome()
        try:
            if self.connection is not None:
                outcome = self.connection.send(self.sender, item.recipients, message_bytes(item))
        except UncertainError as error:
            self.disconnect()
            self.delivery.unknown.append(NotSent(item, item.recipients, error.why))
            self._note(item, What.UNKNOWN, item.recipients, error.why)
        except LostError as error:
            self.disconnect()
            outcome.delayed = dict.fromkeys(item.recipients, error.why)
        except UserError as error:
            outcome.refused = dict.fromkeys(item.recipients, str(error))
        if outcome.sent:
            self._note(item, What.SENT, tuple(outcome.sent))
        not_sent = outcome.refused | outcome.delayed
        for why in dict.fromkeys(not_sent.values()):
            self._note(item, What.NOT_SENT, tuple(a for a, said in not_sent.items() if said == why), why)
        return outcome

    def _note(self, item: Outgoing, what: What, recipients: tuple[str, ...], why: str = "") -> None:
        letter = item.letter
        department = letter.department
        event = Event(
            what,
            letter.attachment.relative_to(self.folder.path).as_posix() if letter.attachment else "",
            letter.attachment_hash or "",
            department.name,
            department.code,
            why=why,
            letter=letter.kind,
            content=content_of(letter),
            recipients=recipients,
        )
        if self.record(self.folder, [event]):
            return
        sent = f"{department.name} ({join_and(list(recipients))})"
        done = f"Mejlet till {sent} är skickat, men det" if what is What.SENT else f"Mejlet till {sent}"
        raise UserError(
            f"Inget mer skickas, för {self.folder.log.name} går inte att skriva, och då vet ingen vilka som har fått "
            f"sitt mejl. {done} {'står inte i loggen' if what is What.SENT else 'är inte skickat'}. Åtgärda och kör "
            "igen."
        )


def message_bytes(item: Outgoing) -> bytes:
    """Return a letter as it is sent: dated, and no longer marked as a draft.

    Its ID holds the day: a reminder of another day is another letter though it says the same, and a server or a mail
    program that knows the ID would drop it. So does one that is sent on purpose to somebody who has had it, with the
    second. One whose fate is not known keeps its ID, so that a server that has it drops the second copy.
    """
    message, now = deepcopy(item.letter.message), moment()
    del message["X-Unsent"]
    message["Date"] = format_datetime(now)
    day = item.begun.astimezone(now.tzinfo) if item.begun else now
    sent_as = str(message["Message-ID"]).strip("<>")
    del message["Message-ID"]
    message["Message-ID"] = f"<{now:%Y%m%d%H%M%S}.{sent_as}>" if item.again else f"<{day:%Y%m%d}.{sent_as}>"
    return message.as_bytes()
