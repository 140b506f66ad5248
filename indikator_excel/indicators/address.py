"""E-mail addresses as people write them in a cell: several, with names or without, some of them wrong."""

import re

from msgspec import Struct

from indikator_excel.indicators.text import clean

_WITH_NAME = re.compile(r"([^<>]*)<([^<>]*)>")
#: What the part before the @ may hold: the letters, digits and signs of RFC 5322, a dot between them.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_LONGEST_LOCAL, _LONGEST_DOMAIN, _LONGEST = 64, 253, 254
# These mean something in an address header. Python's own folding drops the quotes that protect them when a line is
# long (CPython issue 80222), and a comma in a name would then begin another recipient.
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,"\x00-\x1f\x7f-\x9f]+')
_LONGEST_NAME = 64
_NO_ADDRESS = "är ingen e-postadress"


class MailAddress(Struct, frozen=True):
    """An address that mail can be sent to. ``domain`` is in its ASCII form (``xn--…``); ``name`` may be empty."""

    local: str
    domain: str
    name: str = ""

    @property
    def bare(self) -> str:
        """The address alone."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """What two spellings of an address are compared by."""
        return self.bare.casefold()


class NoAddress(Struct, frozen=True):
    """A text that stands where an address should, and why it is none: a Swedish sentence without its subject."""

    text: str
    why: str


def read_addresses(text: str) -> tuple[list[MailAddress], list[NoAddress]]:
    """Read a cell's addresses, each once, and what in it is none.

    They are separated with semicolons, commas, line breaks or spaces, and may have names as Outlook copies them:
    ``Åsa Öberg <asa@example.se>; bo@example.se``. Words without any address among them are one that is none.
    """
    if clean(text) and "@" not in text:
        return [], [NoAddress(clean(text), _NO_ADDRESS)]
    found: dict[str, MailAddress] = {}
    wrong: list[NoAddress] = []
    for part in re.split(r"[;\r\n]+", text):
        for name, written in _written(part):
            address = _address(written, name)
            if isinstance(address, MailAddress):
                found.setdefault(address.key, address)
            else:
                wrong.append(address)
    return list(found.values()), wrong


def shown_name(text: str) -> str:
    """Return a name fit for the header of a mail: without what has a meaning there, and not endless."""
    name = clean(_SPECIALS.sub(" ", text))
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rsplit(" ", 1)[0]


def _written(part: str) -> list[tuple[str, str]]:
    """Return the addresses of a part without semicolons, each with its name."""
    named = _WITH_NAME.findall(part)
    rest = _WITH_NAME.sub(" ", part)
    # What stands outside the brackets is a name or, with an @, an address of its own.
    alone = [(("", word)) for word in re.split(r"[,\s]+", rest) if word and (not named or "@" in word)]
    return [(name.strip(" ,\t\"'"), address) for name, address in named] + alone


def _address(written: str, name: str) -> MailAddress | NoAddress:
    text = clean(written).removeprefix("mailto:")
    local, at, domain = text.rpartition("@")
    if not (at and local and domain):
        return NoAddress(text, _NO_ADDRESS)
    if not local.isascii():
        return NoAddress(text, "har å, ä, ö eller ett annat tecken före @ som e-post inte klarar")
    if not _LOCAL.match(local) or len(local) > _LONGEST_LOCAL:
        return NoAddress(text, "är felskriven före @")
    try:
        host = domain.encode("idna").decode().lower()
    except UnicodeError:
        host = ""
    labels = host.split(".")
    if len(labels) < 2 or len(host) > _LONGEST_DOMAIN or not all(_LABEL.match(label) for label in labels):  # noqa: PLR2004
        return NoAddress(text, "är felskriven efter @")
    if len(local) + 1 + len(host) > _LONGEST:
        return NoAddress(text, "är för lång")
    return MailAddress(local, host, shown_name(name))
