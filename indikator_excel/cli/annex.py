"""``fyll-bilaga``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted

if TYPE_CHECKING:
    from indikator_excel.annex_document.run import FilledAnnex
    from indikator_excel.log.journal import Record


@click.command(epilog="Exempel: indikator-excel fyll-bilaga bilaga-2024.docx")
@click.argument("fil", required=False, type=click.Path(path_type=Path), metavar="[FIL.docx]")
@common(logs=True)
def fill(folder: RoundFolder, console: Console, record: "Record", fil: Path | None) -> ExitStatus:
    """Fyll i kolumnen Prognos/Utfall i kommunens Worddokument och färga den efter bedömningen.

    Resultatet blir bilaga.docx i omgångens mapp. FIL ändras inte, och i kopian ändras bara cellerna i kolumnen. Utan
    FIL skrivs en bilaga med samma uppbyggnad.
    """
    from indikator_excel.annex_document.run import fill_annex

    done = fill_annex(folder, fil, console.progress("Läser svar"), record)
    if console.as_json:
        console.document(_as_json(done, fil))
    console.answers(done.result.register.answered)
    console.title(f"{counted(len(done.rows), 'rad är ifylld', 'rader är ifyllda')} i {done.saved_as}.")
    if done.kept_as is not None:
        told = f"Dokumentet som hette {done.saved_as.name} är sparat som {done.kept_as.name}"
        console.say(f"{told}, för det är ditt eget eller ändrat för hand.")
    for finding in done.findings:
        console.say(f"- {finding.message}\n  {finding.remedy}")
    for passed in done.unread:
        console.say(f"Inte läst: {passed}.")
    if not done.unplaced:
        return ExitStatus.DONE
    count = counted(done.unplaced, "rad kunde inte placeras", "rader kunde inte placeras")
    console.warn(f"{count}. Fyll i för hand, eller rätta och kör om.")
    return ExitStatus.ACTION_NEEDED


def _as_json(done: "FilledAnnex", source: Path | None) -> dict[str, object]:
    return {
        "källa": str(source) if source else None,
        "sparat_som": done.saved_as.name,
        "eget_sparat_som": done.kept_as.name if done.kept_as else None,
        "rader": [
            {
                "indikator_id": row.indicator_id,
                "indikator": row.indicator,
                "plats": row.place or None,
                "text": row.content.text,
                "bedömning": str(row.content.verdict) if row.content.verdict else None,
            }
            for row in done.rows
        ],
        "ej_placerade": done.unplaced,
        "inte_läst": list(done.unread),
        "avvikelser": [finding.as_json() for finding in done.findings],
    }
