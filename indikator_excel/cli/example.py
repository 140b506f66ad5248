"""``prova``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common
from indikator_excel.cli.replies import say_result
from indikator_excel.indicators.text import counted

if TYPE_CHECKING:
    from indikator_excel.log.journal import Record


@click.command(epilog="Exempel: indikator-excel prova")
@click.argument("mapp_arg", required=False, type=click.Path(path_type=Path), metavar="[MAPP]")
@common(folder=False, logs=True)
def try_out(console: Console, record: "Record", mapp_arg: Path | None) -> ExitStatus:
    """Pröva hela omgången på ett exempel, i en ny mapp (annars prova).

    Bilagan är verklig. Fördelningen på förvaltningar och svaren är påhittade, med de misstag som folk gör.
    """
    from indikator_excel.consolidation.document import as_json
    from indikator_excel.example.round import free_folder, try_out

    done = try_out(mapp_arg or free_folder(Path("prova")), record)
    if console.as_json:
        console.document({"mapp": str(done.folder.path)} | as_json(done.result))
    console.title(f"Hela omgången är körd på ett exempel, i mappen {done.folder.path}.")
    console.say(f"1. Bilagan är läst: {counted(done.indicators, 'indikator', 'indikatorer')} i register.xlsx.")
    console.say(
        f"2. Registret är granskat: {counted(len(done.review.questions), 'fråga', 'frågor')} på bladet Frågor, "
        f"{len(done.review.standing_still)} målvärden är uppfyllda redan vid oförändrat läge."
    )
    console.say(
        f"3. {counted(len(done.templates.files), 'mall', 'mallar')} att skicka ligger i mappen mallar, och "
        f"{counted(done.drafts, 'mejlutkast', 'mejlutkast')} med dem bifogade i mappen utskick."
    )
    console.say(f"4. {counted(done.replies, 'fil', 'filer')} ligger i mappen svar (påhittade, med vanliga misstag).")
    console.say("5. Svaren är lästa, bedömda och sammanställda:")
    console.say()
    say_result(console, done.result)
    console.say()
    console.say(
        f"6. {counted(len(done.corrections.files), 'fil', 'filer')} att skicka tillbaka, med felen markerade, ligger "
        f"i mappen rättelser, och {counted(done.reminders, 'påminnelse', 'påminnelser')} i mappen utskick."
    )
    rows = counted(len(done.filled.rows), "rad", "rader")
    console.say(f"7. Utfallen är ifyllda i Worddokumentet: {rows} i {done.filled.saved_as.name}.")
    console.say()
    console.say(f"Öppna {done.folder.consolidation} i Excel och börja på bladet Översikt.")
    console.say("Sedan din egen bilaga: indikator-excel läs-bilaga DIN-BILAGA.docx")
    return ExitStatus.DONE
