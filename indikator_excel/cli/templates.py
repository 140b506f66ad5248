"""``skapa-mallar``."""

from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted, join_some

if TYPE_CHECKING:
    from indikator_excel.log.journal import Record


@click.command(epilog="Exempel: indikator-excel skapa-mallar")
@common(logs=True)
def create(folder: RoundFolder, console: Console, record: "Record") -> ExitStatus:
    """Gör en Excelmall till varje förvaltning, i mappen mallar."""
    from indikator_excel.templates.run import create_templates

    made = create_templates(folder, console.progress("Gör mallar"), record=record)
    if console.as_json:
        console.document(
            {
                "mallar": [
                    {"förvaltning": d.name, "fil": f"{folder.templates.name}/{name}", "indikatorer": rows}
                    for d, name, rows in made.files
                ],
                "utan_indikatorer": [d.name for d in made.without_rows],
                "utan_förvaltning": [i.id for i in made.unassigned],
                "från_tidigare": list(made.left_over),
                "kan_inte_bedömas": [i.id for i in made.unclear],
                "problem": list(made.problems),
                "införda_svar": list(made.answered),
            }
        )
    console.answers(made.answered)
    for _, name, rows in made.files:
        console.say(f"{folder.templates.name}/{name} ({counted(rows, 'indikator', 'indikatorer')})")
    for department in made.without_rows:
        console.say(f"{department.name} har ingen indikator och får ingen mall.")
    for problem in made.problems:
        console.warn(f"Registret: {problem}")
    if made.unassigned:
        ids = join_some([i.id for i in made.unassigned])
        count = counted(len(made.unassigned), "indikator", "indikatorer")
        console.warn(
            f"{count} saknar förvaltning och står inte i någon mall: {ids}. Fyll i kolumnen Förvaltning på "
            "registrets blad Indikatorer och kör kommandot igen."
        )
    if made.unclear:
        count = counted(len(made.unclear), "mål", "mål")
        console.say(
            f"{count} kan inte bedömas än, så mallen visar ”kan ej bedömas” vad som än fylls i: "
            f"{', '.join(i.id for i in made.unclear)}. Kommandot granska säger varför."
        )
    if made.left_over:
        console.warn(
            f"I mappen {folder.templates.name} ligger också {join_some(made.left_over)}, som inte gjordes nu. "
            f"Ta bort {'den' if len(made.left_over) == 1 else 'dem'}, så att ingen skickas av misstag."
        )
    if made.files:
        console.say(f"{counted(len(made.files), 'mall', 'mallar')} att skicka. Spara svaren i mappen svar.")
    return ExitStatus.ACTION_NEEDED if made.needs_action else ExitStatus.DONE
