"""``ny-omgång`` and ``nytt-år``."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common, option
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted, join_and, join_some
from indikator_excel.indicators.vocabulary import Kind

if TYPE_CHECKING:
    from indikator_excel.log.journal import Record
    from indikator_excel.rounds.run import StartedRound
    from indikator_excel.rounds.settings import Wanted

#: So many rows are named on the terminal; the rest are counted.
_MOST_SHOWN = 8


class _Day(click.ParamType):  # type: ignore[type-arg] # generic in newer versions of click alone
    """A date as the register writes it."""

    name = "datum"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read ``2025-01-31``."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a time
        except ValueError:
            self.fail(f"{value} är inget datum. Skriv det som 2025-01-31.", param, ctx)


def _about_round(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its folder and what may be said of the new round."""
    for add in (
        option("--sista-svarsdag", type=_Day(), metavar="DATUM", help="Sista svarsdag, till exempel 2025-01-31."),
        click.option(
            "--avser",
            type=click.Choice([kind.value for kind in Kind], case_sensitive=False),
            help="Om förvaltningarna ska lämna en prognos eller ett utfall.",
        ),
        option("--omgång", metavar="NAMN", help="Vad omgången heter, till exempel ”Delår augusti”."),
        click.argument("ny_mapp", type=click.Path(path_type=Path), metavar="MAPP"),
    ):
        command = add(command)
    return command


def _wanted(omgang: str | None, avser: Kind | None, sista_svarsdag: date | None) -> "Wanted":
    from indikator_excel.rounds.settings import Wanted

    return Wanted(omgang, Kind(avser) if avser else None, sista_svarsdag)


@click.command(epilog='Exempel: indikator-excel ny-omgång "../Helår 2024" --sista-svarsdag 2025-01-31')
@_about_round
@common(logs=True)
def next_round(
    folder: RoundFolder,
    console: Console,
    record: "Record",
    ny_mapp: Path,
    omgang: str | None,
    avser: Kind | None,
    sista_svarsdag: date | None,
) -> ExitStatus:
    """Gör årets nästa omgång i den nya mappen MAPP: registret med sina inställningar, och nya mallar.

    Det som har svarats i den här omgången förs till bladet Historik och står i mallarna som Förra omgången. Utan
    andra uppgifter heter omgången Helår och frågar efter utfall. Den gamla mappen ändras inte.
    """
    from indikator_excel.rounds.run import start_round

    progress = console.progress("Läser svar")
    return _tell(console, start_round(folder, ny_mapp, _wanted(omgang, avser, sista_svarsdag), progress, record))


@click.command(epilog='Exempel: indikator-excel nytt-år "../Delår 2025" --omgång "Delår augusti" --avser prognos')
@_about_round
@common(logs=True)
def next_year(
    folder: RoundFolder,
    console: Console,
    record: "Record",
    ny_mapp: Path,
    omgang: str | None,
    avser: Kind | None,
    sista_svarsdag: date | None,
) -> ExitStatus:
    """Gör nästa års första omgång i den nya mappen MAPP.

    Kör kommandot i årets sista omgång, när utfallen är klara. Utfallen blir läget. Mål som jämförs med läget får ett
    nytt årtal (≥ 2023 blir ≥ 2024), och andra mål töms, för att sättas på nytt. ID ändras aldrig. Allt som ändras
    listas. Den gamla mappen ändras inte.
    """
    from indikator_excel.rounds.run import start_year

    progress = console.progress("Läser svar")
    return _tell(console, start_year(folder, ny_mapp, _wanted(omgang, avser, sista_svarsdag), progress, record))


def _tell(console: Console, started: "StartedRound") -> ExitStatus:
    """Say what was made, and what the controller does next."""
    from indikator_excel.rounds.document import as_json

    if console.as_json:
        console.document(as_json(started))
    console.answers(started.taken)
    console.title(f"{started.round.title} ({str(started.round.kind).lower()}) ligger i {started.folder.path}")
    _say_changes(console, started)
    _say_history(console, started)
    if started.copied:
        console.say(f"Med följde {join_and(list(started.copied))}.")
    if started.templates and started.templates.files:
        count = counted(len(started.templates.files), "mall", "mallar")
        console.say(f"{count} ligger i mappen {started.folder.templates.name}.")
    _say_next(console, started)
    return ExitStatus.ACTION_NEEDED if started.losses or started.only_forecasts else ExitStatus.DONE


def _say_changes(console: Console, started: "StartedRound") -> None:
    from indikator_excel.rounds.change import grouped

    for kind, groups in groupby(grouped(started.changes), key=lambda group: group.first.kind):
        console.say(f"{kind.capitalize()}:")
        for group in groups:
            console.say(f"- {group.line}")


def _say_history(console: Console, started: "StartedRound") -> None:
    written = started.added + started.updated
    if not started.answered:
        console.warn(f"{started.old.title} har inga svar, så inget fördes till Historik.")
    else:
        console.say(f"Historik: {counted(written, 'rad', 'rader')} från {started.old.title}.")
    unusable = [f"{row.indicator_id} {row.department}" for row in started.without if row.answered]
    unanswered = [f"{row.indicator_id} {row.department}" for row in started.without if not row.answered]
    if unusable:
        count = counted(len(unusable), "svar", "svar")
        first = "Ska det med, rätta det först" if len(unusable) == 1 else "Ska de med, rätta dem först"
        console.say(
            f"{count} kunde inte användas: {join_some(unusable, _MOST_SHOWN)}. {first} (kommandot rättelser) och gör "
            "sedan om den nya mappen."
        )
    if unanswered:
        count = counted(len(unanswered), "rad är obesvarad", "rader är obesvarade")
        console.say(f"{count}: {join_some(unanswered, _MOST_SHOWN)}.")


def _say_next(console: Console, started: "StartedRound") -> None:
    from indikator_excel.register.layout import CHANGES

    if started.only_forecasts:
        console.warn(
            f"{started.old.title} var en prognos, och året har inget utfall. Läget är därför tömt; prognoserna står "
            "som förslag på bladet Frågor. Finns utfallen, gör först en omgång för dem: ”indikator-excel ny-omgång”."
        )
    if started.losses:
        console.warn(
            f"Det gamla registret innehåller {join_and(list(started.losses))}, som inte kunde följa med. De finns "
            "kvar i den gamla mappen."
        )
    deadline = "" if started.round.deadline else "Skriv Sista svarsdag på bladet Inställningar. "
    console.say(f"Allt som ändrades står på registrets blad {CHANGES.title}.")
    if started.is_new_year:
        console.say(
            "Öppna registret i den nya mappen. Sätt årets mål på bladet Frågor: svaret ja tar förra årets mål. "
            f"{deadline}Kör sedan granska och skapa-mallar där."
        )
    elif deadline:
        console.say(f"{deadline}Kör sedan granska i den nya mappen, och skapa-mallar en gång till.")
    else:
        console.say("Kör granska i den nya mappen. Ändrar du något i registret, kör skapa-mallar igen.")
