"""The server that letters go out through, for those who have one; as the register's settings say it."""

import ipaddress
from enum import StrEnum

from msgspec import Struct


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "STARTTLS"
    TLS = "TLS"
    NONE = "ingen"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class MailServer(Struct, frozen=True):
    """A server. ``host`` is empty where the register names none; ``user`` where no sign-in is needed.

    ``problems`` are Swedish sentences about settings that can't be read.
    """

    host: str = ""
    own_port: int | None = None
    security: Security = Security.STARTTLS
    user: str = ""
    problems: tuple[str, ...] = ()

    @property
    def port(self) -> int:
        """The port: the register's own, or the usual one."""
        return self.own_port or _PORTS[self.security]

    @property
    def is_here(self) -> bool:
        """Whether the server runs on this very computer, so that nothing said to it crosses a network."""
        if self.host.casefold() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def keeps_secrets(self) -> bool:
        """Whether a password may be told over the connection."""
        return self.security is not Security.NONE or self.is_here

    @property
    def said(self) -> str:
        """Name the server as it is shown before anything is sent."""
        protected = "utan kryptering" if self.security is Security.NONE else f"med {self.security}"
        return f"{self.host}, port {self.port}, {protected}"
