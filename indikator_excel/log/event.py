"""One event of a round, as a line of JSON and as a Swedish sentence. Nothing here opens a file."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

#: So much of a file's SHA-256 is shown to people, who compare by eye.
SHOWN_DIGEST = 12


class What(StrEnum):
    """What happened."""

    STARTED = "omgång gjord"
    READ = "läst"
    CHOSEN = "valt"
    GONE = "borta"
    WRITTEN = "skrivet"
    #: A letter is about to be handed over. Without one of the three below it is not known what became of it.
    SENDING = "skickas"
    SENT = "skickat"
    NOT_SENT = "inte skickat"
    UNKNOWN = "okänt"


#: How the attempt to send a letter may have ended.
ENDS = (What.SENT, What.NOT_SENT, What.UNKNOWN)


class Event(Struct, frozen=True):
    """One event. Empty where a thing does not apply.

    ``file`` is named from the round's folder, with ``/``. ``why`` is the tool's own words, or a mail server's: never
    a cell of a reply. ``letter`` is the kind of letter, ``content`` what makes two letters the same.
    """

    what: What
    file: str = ""
    digest: str = ""
    department: str = ""
    code: str = ""
    chosen: bool | None = None
    why: str = ""
    letter: str = ""
    content: str = ""
    recipients: tuple[str, ...] = ()
    command: str = ""
    time: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the event with the keys of ``logg.jsonl``; what does not apply is left out."""
        fields = {
            "tid": self.time.isoformat() if self.time else "",
            "kommando": self.command,
            "händelse": str(self.what),
            "fil": self.file,
            "sha256": self.digest,
            "förvaltning": self.department,
            "kod": self.code,
            "vald": self.chosen,
            "varför": self.why,
            "brev": self.letter,
            "innehåll": self.content,
            "till": list(self.recipients),
        }
        return {key: value for key, value in fields.items() if value not in ("", None, [])}

    @property
    def sentence(self) -> str:
        """Say it in Swedish, as what the command did."""
        fields = {
            "file": self.file,
            "whose": f" ({self.department})" if self.department else "",
            "why": f": {self.why}" if self.why else "",
            "to": f"{self.letter} till {self.department} ({', '.join(self.recipients)})".replace(" ()", ""),
            "used": "använde" if self.chosen else "använde inte",
        }
        said = _LETTER_WRITTEN if self.letter and self.what is What.WRITTEN else _SENTENCES[self.what]
        return said.format_map(fields)


_SENTENCES = {
    What.STARTED: "gjorde omgången av {file}",
    What.READ: "läste {file}{whose}",
    What.CHOSEN: "{used} {file}{whose}{why}",
    What.GONE: "{file}{whose} finns inte längre",
    What.WRITTEN: "skrev {file}{whose}",
    What.SENDING: "började skicka {to}",
    What.SENT: "skickade {to}",
    What.NOT_SENT: "kunde inte skicka {to}{why}",
    What.UNKNOWN: "vet inte om {to} kom fram{why}",
}
_LETTER_WRITTEN = "skrev {file}, {to}"


def event_from(line: Mapping[str, Any]) -> Event | None:
    """Read an event from its JSON; None for one of a kind that this version does not know, or without a time."""
    try:
        return Event(
            What(line["händelse"]),
            file=_text(line, "fil"),
            digest=_text(line, "sha256"),
            department=_text(line, "förvaltning"),
            code=_text(line, "kod"),
            chosen=line.get("vald") if isinstance(line.get("vald"), bool) else None,
            why=_text(line, "varför"),
            letter=_text(line, "brev"),
            content=_text(line, "innehåll"),
            recipients=tuple(str(address) for address in line.get("till", ())),
            command=_text(line, "kommando"),
            time=_time(line["tid"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _time(text: str) -> datetime:
    """Read a time; one that somebody has written without its distance from UTC is this computer's."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.astimezone()


def _text(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key, "")
    return value if isinstance(value, str) else ""
