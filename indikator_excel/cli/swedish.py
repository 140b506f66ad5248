"""click's own phrases in Swedish.

click translates through gettext by the process's locale. This tool speaks Swedish whatever the locale is, so the
phrases that a user can meet are laid over click's lookup functions.
"""

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

_PHRASES = {
    "Usage:": "Användning:",
    "Options": "Val",
    "Commands": "Kommandon",
    "Positional arguments": "Argument",
    "Arguments": "Argument",
    "Show this message and exit.": "Visa den här hjälpen.",
    "Show the version and exit.": "Visa versionen.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Error: {message}": "Fel: {message}",
    "Try '{command} {option}' for help.": "Hjälp finns med ”{command} {option}”.",
    "Missing command.": "Ange ett kommando.",
    "Missing argument": "Du behöver ange",
    "Missing option": "Du behöver ange",
    "Missing parameter": "Du behöver ange",
    "Missing {param_type}": "Du behöver ange {param_type}",
    "Missing parameter: {param_name}": "Du behöver ange {param_name}",
    "No such option {name!r}.": "Valet {name} finns inte.",
    "No such option: {name}": "Valet {name} finns inte.",
    "Invalid value: {message}": "Ogiltigt värde: {message}",
    "Invalid value for {param_hint}: {message}": "Ogiltigt värde för {param_hint}: {message}",
    "Aborted!": "Avbrutet.",
    "default: {default}": "annars {default}",
    "required": "krävs",
    "file": "filen",
    "directory": "mappen",
    "path": "sökvägen",
    "{name} {filename!r} does not exist.": "{name} {filename} finns inte.",
    "{name} {filename!r} is a file.": "{name} {filename} är en fil, inte en mapp.",
    "{name} {filename!r} is a directory.": "{name} {filename} är en mapp, inte en fil.",
    "{name} {filename!r} is not readable.": "{name} {filename} kan inte läsas.",
    "{value!r} is not a valid {number_type}.": "{value} är inte ett tal.",
    "{value} is not in the range {range}.": "{value} ligger utanför {range}.",
    "Option {name!r} does not take a value.": "Valet {name} tar inget värde.",
    "Do you want to continue?": "Vill du fortsätta?",
}
_PLURALS = {
    "Got unexpected extra argument ({args})": "Det här förstås inte: {args}",
    "Option {name!r} requires an argument.": "Valet {name} behöver ett värde.",
    "Did you mean {possibility}?": "Menade du {possibility}?",
    "{value!r} is not {choice}.": "{value} är inte {choice}.",
    "{value!r} is not one of {choices}.": "{value} är inget av {choices}.",
    "(Did you mean one of: {possibilities}?)": "(Menade du något av {possibilities}?)",
}


def _phrase(text: str) -> str:
    return _PHRASES.get(text, text)


def _counted(singular: str, plural: str, number: int) -> str:
    text = singular if number == 1 else plural
    return _PLURALS.get(text) or _PLURALS.get(singular) or text


def speak_swedish() -> None:
    """Lay the phrases over click's lookups."""
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        if hasattr(module, "_"):
            setattr(module, "_", _phrase)  # noqa: B010 - click names its lookup so
        if hasattr(module, "ngettext"):
            setattr(module, "ngettext", _counted)  # noqa: B010
