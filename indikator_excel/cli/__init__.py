"""The command line. Arguments, progress and exit status; what a command does is decided in the station it calls."""

import os
import sys

import click

from indikator_excel import __version__
from indikator_excel.cli.console import ASKED_BY_SHELL, ExitStatus, prepare_streams, wants_colour
from indikator_excel.cli.group import LazyGroup
from indikator_excel.cli.swedish import speak_swedish
from indikator_excel.errors import DEBUG, UserError

speak_swedish()  # before any command is declared: click looks its phrases up at declaration
if ASKED_BY_SHELL in os.environ:
    import indikator_excel.cli.completion  # noqa: F401 - makes PowerShell known

#: In the order of the round. A command of a later station is listed when it works.
COMMANDS = {
    "prova": ("indikator_excel.cli.example:try_out", "Pröva hela omgången på ett exempel."),
    "läs-bilaga": (
        "indikator_excel.cli.register:read_annex",
        "Gör ett register av en bilaga, eller uppdatera det.",
    ),
    "granska": ("indikator_excel.cli.register:review", "Lista vad som måste redas ut innan omgången börjar."),
    "skapa-mallar": ("indikator_excel.cli.templates:create", "Gör en Excelmall till varje förvaltning."),
    "utskick": (
        "indikator_excel.cli.dispatch:dispatch",
        "Gör mejlutkast: mallar, påminnelser, rättelser, kvitton.",
    ),
    "status": ("indikator_excel.cli.replies:status", "Visa vilka som har svarat."),
    "sammanställ": (
        "indikator_excel.cli.replies:consolidate",
        "Läs svaren, bedöm dem och skriv sammanställningen.",
    ),
    "rättelser": (
        "indikator_excel.cli.replies:correct",
        "Gör filer att skicka tillbaka till dem som har fel.",
    ),
    "fyll-bilaga": (
        "indikator_excel.cli.annex:fill",
        "Fyll i utfallen i kommunens Worddokument, eller skriv bilagan.",
    ),
    "ny-omgång": ("indikator_excel.cli.rounds:next_round", "Gör årets nästa omgång i en ny mapp."),
    "nytt-år": ("indikator_excel.cli.rounds:next_year", "Gör nästa års första omgång i en ny mapp."),
    "bedöm": ("indikator_excel.cli.rules:judge", "Förklara hur ett mål läses och bedöms."),
    "regler": ("indikator_excel.cli.rules:catalogue", "Visa alla avvikelser som verktyget kan hitta."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    options_metavar="[VAL]",
    subcommand_metavar="KOMMANDO",
    epilog="Börja med ”indikator-excel prova”. Hjälp om ett kommando: ”indikator-excel KOMMANDO --help”.",
)
@click.version_option(__version__, prog_name="indikator-excel")
def cli() -> None:
    """Samla in indikatorer från förvaltningar via Excel och bedöm måluppfyllelsen.

    En omgång är en mapp. Kommandona arbetar i den mapp du står i, eller i den som du anger efter
    kommandot: ”status --mapp MAPP”.
    """


def run(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status. A traceback never reaches a user."""
    prepare_streams(as_json=ASKED_BY_SHELL in os.environ)  # a shell reads UTF-8, as whoever reads JSON does
    try:
        status = cli.main(arguments, prog_name="indikator-excel", standalone_mode=False, color=wants_colour())
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Avbrutet.", err=True)
        return ExitStatus.FAILED
    except click.ClickException as error:
        error.show()
        return ExitStatus.FAILED
    except UserError as error:
        click.echo(f"Fel: {error}", err=True)
        return ExitStatus.FAILED
    except BrokenPipeError:
        # The reader of a pipe has left (``… | head``); nothing more can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.DONE
    except Exception as error:  # noqa: BLE001 - the last net: the user gets a sentence, not a traceback
        if os.environ.get(DEBUG):
            import traceback

            traceback.print_exc()
        click.echo(
            f"Fel: något oväntat hände ({type(error).__name__}: {error}). Inga filer är halvskrivna. Kör igen med "
            f"miljövariabeln {DEBUG}=1 och skicka utskriften till den som sköter verktyget.",
            err=True,
        )
        return ExitStatus.FAILED
    return int(status or ExitStatus.DONE)
