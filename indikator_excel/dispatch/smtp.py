"""One connection to a mail server, and what became of each letter that was handed to it.

The transaction is taken step by step, so that it is always known whether a letter can have gone out: until its last
line has been sent it can't, and after the server's answer it is known. Only between the two nobody knows.
"""

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Sequence
from typing import NoReturn, Self

from msgspec import Struct, field

from indikator_excel.errors import UserError
from indikator_excel.indicators.mail_server import MailServer, Security
from indikator_excel.indicators.text import clean

_TIMEOUT = 60
_GO_AHEAD = 354
_SIGNED_IN, _GO_ON = 235, 334
_PERMANENT = 500
#: The server takes no more over this connection.
_CLOSING = 421
_LONGEST_REPLY = 200
#: What may stand between the brackets of MAIL FROM and RCPT TO; anything else could say more than an address.
_ENVELOPE = re.compile(r"[^\s<>@,;:\\\"\x00-\x20\x7f-\U0010ffff]+@[A-Za-z0-9.-]+\Z")


class LostError(Exception):
    """The connection could not be made, or broke before the letter was handed over: it has not gone out.

    ``why`` is Swedish, and what the server said; ``busy`` whether the server itself said that it is for now.
    """

    def __init__(self, why: str, *, busy: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.busy = busy


class UncertainError(LostError):
    """The connection broke when the letter had been handed over, before the server had answered."""


class Outcome(Struct):
    """What became of a letter, address by address; with what the server said of those that it did not take."""

    sent: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    delayed: dict[str, str] = field(default_factory=dict)

    def put_down(self, addresses: Sequence[str], code: int, reply: bytes | str) -> None:
        """Note that the server did not take a letter to these addresses, for now or for good."""
        where = self.refused if code >= _PERMANENT else self.delayed
        where.update(dict.fromkeys(addresses, said(code, reply)))


def said(code: int, reply: bytes | str) -> str:
    """Return what a server said, on one line and not endless."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    shown = "".join(c for c in clean(text) if c.isprintable())[:_LONGEST_REPLY]
    return f"servern svarade {code} {shown}".strip()


class Connection:
    """A connection that is signed in. Use it in a ``with`` statement."""

    def __init__(self, server: MailServer, password: str) -> None:
        """Connect.

        Raises:
            LostError: The server does not answer, or not now.
            UserError: It is the wrong server, can't be trusted, or does not take the password.
        """
        self._server = server
        try:
            self._smtp = self._connect()
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            raise LostError(self._unreachable(error), busy=_is_busy(error)) from None
        try:
            self._prepare(password)
        except (OSError, smtplib.SMTPException) as error:
            self._smtp.close()
            raise LostError(self._unreachable(error), busy=_is_busy(error)) from None
        except BaseException:
            self._smtp.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            if server.security is Security.TLS:
                context = ssl.create_default_context()
                return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
            return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
        except ssl.SSLError as error:
            self._untrusted(error)

    def _prepare(self, password: str) -> None:
        server, smtp = self._server, self._smtp
        smtp.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            if not smtp.has_extn("starttls"):
                raise UserError(
                    f"{server.host} erbjuder inte STARTTLS. Fråga IT vilken port och kryptering som gäller, och "
                    "skriv dem på registrets blad Inställningar."
                )
            try:
                smtp.starttls(context=ssl.create_default_context())
            except ssl.SSLError as error:
                self._untrusted(error)
            smtp.ehlo()
        if not server.user:
            return
        if not server.keeps_secrets:
            raise UserError(_NO_SECRETS)
        self._sign_in(server.user, password)

    def _sign_in(self, user: str, password: str) -> None:
        """Sign in. The library's own way takes no name or password with å, ä or ö; the standard says UTF-8."""
        ways = self._smtp.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in ways:
            code, reply = self._smtp.docmd("AUTH", f"PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}")
        elif "LOGIN" in ways:
            code, reply = self._smtp.docmd("AUTH", f"LOGIN {_coded(user)}")
            if code == _GO_ON:
                code, reply = self._smtp.docmd(_coded(password))
        else:
            raise UserError(
                f"{self._server.host} tar inte emot användarnamn och lösenord på ett sätt som verktyget kan. Töm "
                "E-postanvändare på registrets blad Inställningar, om servern inte kräver inloggning."
            )
        if code == _SIGNED_IN:
            return
        if code < _PERMANENT:
            raise LostError(f"{self._server.host} släppte inte in {user}: {said(code, reply)}", busy=True)
        raise UserError(
            f"{self._server.host} godtog inte användaren {user} med det lösenord som gavs ({code}). Kontrollera "
            "E-postanvändare på registrets blad Inställningar, och lösenordet. Microsoft 365 tar i regel inte emot "
            "lösenord på det här sättet. Fråga då IT om en intern server, eller skicka utkasten själv."
        )

    def _untrusted(self, error: ssl.SSLError) -> NoReturn:
        """Tell a server that can't be trusted from one that does not speak TLS."""
        if isinstance(error, ssl.SSLCertVerificationError):
            raise UserError(
                f"Certifikatet för {self._server.host} godkänns inte ({error.verify_message}), så det är inte säkert "
                "att det är rätt server. Fråga IT om serverns namn. Är certifikatet kommunens "
                "eget, ange filen med det i miljövariabeln SSL_CERT_FILE."
            ) from None
        raise UserError(
            f"{self._server.host} talar inte {self._server.security} på port {self._server.port}. "
            "Kontrollera E-postport och E-postkryptering på registrets blad Inställningar."
        ) from None

    def _unreachable(self, error: Exception) -> str:
        server = f"{self._server.host}, port {self._server.port},"
        match error:
            case smtplib.SMTPResponseException():
                return f"{server} tog inte emot: {said(error.smtp_code, error.smtp_error)}"
            case TimeoutError():
                return f"{server} svarade inte i tid"
            case ConnectionRefusedError():
                return f"på {server} finns ingen e-postserver"
            case smtplib.SMTPServerDisconnected() | ConnectionError():
                return f"förbindelsen med {server} bröts"
            case _:
                return f"{server} går inte att nå"

    def send(self, sender: str, recipients: Sequence[str], data: bytes) -> Outcome:
        """Hand over a letter.

        Args:
            sender: The bare address that it comes from.
            recipients: The bare addresses that it goes to.
            data: The whole message, its lines ending in CR LF.

        Raises:
            LostError: The connection broke, and the letter has not gone out.
            UncertainError: The connection broke, and nobody knows.
            UserError: An address could say more than an address to the server.
        """
        for address in (sender, *recipients):
            if not _ENVELOPE.match(address):
                raise UserError(f"”{clean(address)}” går inte att använda som e-postadress. Rätta den i registret.")
        try:
            outcome, ready = self._offer(sender, recipients, len(data))
        except (OSError, smtplib.SMTPException) as error:
            raise LostError(self._unreachable(error)) from None
        if not ready:
            return outcome
        try:
            self._smtp.send(_as_sent(data))
            code, reply = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise UncertainError(self._unreachable(error)) from None
        if code < 400:  # noqa: PLR2004 - 2xx: taken
            outcome.sent = ready
        else:
            outcome.put_down(ready, code, reply)
        return outcome

    def _offer(self, sender: str, recipients: Sequence[str], size: int) -> tuple[Outcome, list[str]]:
        """Tell the server about a letter. Return whom it takes it for; it then waits for the text."""
        smtp, outcome = self._smtp, Outcome()
        options = [f"size={size}"] if smtp.has_extn("size") else []
        code, reply = smtp.mail(sender, options)
        if code >= 400:  # noqa: PLR2004
            outcome.put_down(recipients, code, reply)
            return self._taken_back(code, outcome)
        ready = []
        for address in recipients:
            code, reply = smtp.rcpt(address)
            if code == _CLOSING:
                raise LostError(said(code, reply))
            if code < 400:  # noqa: PLR2004
                ready.append(address)
            else:
                outcome.put_down([address], code, reply)
        if not ready:
            return self._taken_back(code, outcome)
        code, reply = smtp.docmd("DATA")
        if code != _GO_AHEAD:
            outcome.put_down(ready, code, reply)
            return self._taken_back(code, outcome)
        return outcome, ready

    def _taken_back(self, code: int, outcome: Outcome) -> tuple[Outcome, list[str]]:
        """End a letter that nobody gets; the next begins anew."""
        if code == _CLOSING:
            raise LostError(next(iter({**outcome.delayed, **outcome.refused}.values()), "servern stänger"))
        self._smtp.rset()
        return outcome, []


def _coded(text: str) -> str:
    return b64encode(text.encode()).decode()


def _is_busy(error: Exception) -> bool:
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code < _PERMANENT


_NO_SECRETS = (
    "Lösenordet skulle gå okrypterat över nätet. Välj STARTTLS eller TLS i E-postkryptering på "
    "registrets blad Inställningar, eller töm E-postanvändare om servern inte kräver inloggning."
)


def require_secrecy(server: MailServer) -> None:
    """Refuse a server that a password would be told in the open, before anybody is asked for one.

    Raises:
        UserError: It is such a server.
    """
    if server.user and not server.keeps_secrets:
        raise UserError(_NO_SECRETS)


def _as_sent(data: bytes) -> bytes:
    """Return a message as it goes over the line: a dot that begins a line doubled, and one alone at the end."""
    ended = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
