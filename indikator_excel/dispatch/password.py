"""The password of the mail server: from the environment, the system's key ring or a question; never from a file."""

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from indikator_excel.errors import UserError
from indikator_excel.indicators.mail_server import MailServer

#: The environment variable that may hold the password.
VARIABLE = "INDIKATOR_EXCEL_LOSENORD"
#: What the password is filed under in the key ring.
SERVICE = "indikator-excel"


def password_for(server: MailServer, ask: Callable[[str], str] | None) -> str:
    """Return the password of the server's user; empty where nobody signs in.

    Args:
        server: The server.
        ask: Asks the controller; None where nobody is there to answer.

    Raises:
        UserError: There is none.
    """
    if not server.user:
        return ""
    known = os.environ.get(VARIABLE, "") or _from_key_ring(server)
    if known:
        return known
    if ask is None:
        raise UserError(
            f"Lösenordet för {server.user} saknas. Ingenting är skickat. Ange det i miljövariabeln {VARIABLE}, eller "
            "kör utan --ja, så frågar kommandot."
        )
    return ask(f"Lösenord för {server.user} på {server.host}")


def _from_key_ring(server: MailServer) -> str:
    """Return the password that the system keeps, where the package that asks for it is installed."""
    if find_spec("keyring") is None:
        return ""
    try:
        return import_module("keyring").get_password(SERVICE, f"{server.user}@{server.host}") or ""
    except Exception:  # noqa: BLE001 - each system's key ring fails in its own way; the next source is tried
        return ""
