"""``läs-bilaga`` and ``granska``."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indikator_excel.annex.model import Annex
    from indikator_excel.log.journal import Record
    from indikator_excel.register.review.question import Question
    from indikator_excel.register.update import RegisterUpdate


@click.command(epilog="Exempel: indikator-excel läs-bilaga bilaga-2024.docx")
@click.argument("fil", type=click.Path(path_type=Path), metavar="FIL")
@common(logs=True)
def read_annex(fil: Path, folder: RoundFolder, console: Console, record: "Record") -> ExitStatus:
    """Gör ett register (register.xlsx) av bilagan FIL, eller uppdatera det register som finns.

    FIL är ett Worddokument (.docx) eller en textfil (.txt) med tabb mellan kolumnerna.

    Det du själv har skrivit i registret behålls. Allt som skiljer sig från bilagan listas.
    """
    from indikator_excel.annex.read import read_annex as read
    from indikator_excel.register.update import update_register

    annex = read(fil)
    update = update_register(folder, annex, fil, record)
    if console.as_json:
        console.document(_update_json(update, annex))
    _say_update(console, update, annex)
    return ExitStatus.ACTION_NEEDED if update.losses else ExitStatus.DONE


def _say_update(console: Console, update: "RegisterUpdate", annex: "Annex") -> None:
    console.title(f"Läst: {annex.title}" if annex.title else "Bilagan är läst")
    console.say(
        f"{counted(len(annex.areas), 'område', 'områden')}, {sum(len(a.goals) for a in annex.areas)} mål, "
        f"{counted(len(annex.groups), 'indikatorgrupp', 'indikatorgrupper')}, "
        f"{counted(len(annex.rows), 'indikator', 'indikatorer')}, "
        f"{counted(len(annex.subheadings), 'underrubrik', 'underrubriker')}."
    )
    for passed in annex.unread:
        console.say(f"Inte läst: {passed}.")
    if update.earlier:
        console.say(f"{counted(update.earlier, 'tidigare utfall', 'tidigare utfall')} står på bladet Historik.")
    console.answers(update.answers.taken)
    for change in update.changes:
        console.say(f"- {change.sentence}")
    if update.losses:
        console.warn(
            f"register.xlsx innehåller {', '.join(update.losses)}, som skulle försvinna om filen skrevs om. "
            f"Det uppdaterade registret ligger därför bredvid, i {update.saved_as}."
        )
    elif update.created:
        console.say(f"Registret ligger i {update.saved_as}. Öppna det i Excel: fyll i bladet Förvaltningar och")
        console.say("kolumnen Förvaltning på bladet Indikatorer. Kör sedan ”indikator-excel granska”.")
    elif not update.changes:
        console.say(f"{update.saved_as} stämmer med bilagan.")
    else:
        console.say(f"{update.saved_as} är uppdaterat. Det förra ligger i register.föregående.xlsx.")


def _update_json(update: "RegisterUpdate", annex: "Annex") -> dict[str, object]:
    return {
        "titel": annex.title,
        "år": annex.year,
        "områden": len(annex.areas),
        "indikatorgrupper": len(annex.groups),
        "indikatorer": len(annex.rows),
        "underrubriker": len(annex.subheadings),
        "inte_läst": list(annex.unread),
        "tidigare_utfall": update.earlier,
        "nytt_register": update.created,
        "sparat_som": update.saved_as,
        "går_förlorat": list(update.losses),
        "införda_svar": list(update.answers.taken),
        "ändringar": [
            {
                "slag": str(c.kind),
                "indikator_id": c.id or None,
                "vad": c.what,
                "kolumn": c.column or None,
                "registret": c.register or None,
                "bilagan": c.annex or None,
                "meddelande": c.sentence,
            }
            for c in update.changes
        ],
    }


@click.command(epilog='Exempel: indikator-excel granska --mapp "Delår 2024"')
@common(logs=True)
def review(folder: RoundFolder, console: Console, record: "Record") -> ExitStatus:
    """Läs registret som en revisor och lista varje fråga som måste redas ut innan omgången börjar.

    Frågorna skrivs också på bladet Frågor i registret. Inget annat ändras än det du har svarat där.
    """
    from indikator_excel.register.review.run import review_folder

    result = review_folder(folder, record)
    if console.as_json:
        console.document(
            {
                "indikatorer": result.indicators,
                "uppfylls_av_oförändrat": len(result.standing_still),
                "kan_ej_bedömas": len(result.not_assessable),
                "text_mot_siffror": len(result.disagreeing),
                "rader": {
                    "uppfylls_av_oförändrat": list(result.standing_still),
                    "kan_ej_bedömas": list(result.not_assessable),
                    "text_mot_siffror": list(result.disagreeing),
                },
                "brev": list(result.letter),
                "frågor": [q.as_json() for q in result.questions],
                "avgjorda": result.settled,
                "införda_svar": list(result.answers.taken),
            }
        )
    console.answers(result.answers.taken)
    _say_questions(console, result.questions)
    if result.questions:
        console.say()
        console.say(f"{counted(len(result.questions), 'fråga', 'frågor')}, varav {result.errors} måste redas ut.")
        console.say("De står på bladet Frågor i registret. Svara där i kolumnen Svar, eller ändra i registret.")
    if result.settled:
        settled = counted(result.settled, "fråga är avgjord", "frågor är avgjorda")
        console.say(f"{settled} och ställs inte igen.")
    console.say()
    for line in result.letter:
        console.say(line)
    if result.losses:
        console.warn(
            f"register.xlsx innehåller {', '.join(result.losses)}, som skulle försvinna om filen skrevs om. "
            f"Frågorna ligger därför i {result.saved_as}."
        )
    if result.not_saved:
        console.warn(f"Frågorna kunde inte skrivas i registret. {result.not_saved}")
        return ExitStatus.FAILED
    if result.errors and console.quiet:
        console.warn(f"{counted(result.errors, 'fråga', 'frågor')} i registret måste redas ut, se bladet Frågor.")
    return ExitStatus.ACTION_NEEDED if result.errors else ExitStatus.DONE


_LEVEL_TITLES = {"fel": "Måste redas ut", "varning": "Bör ses över", "upplysning": "Att känna till"}


def _say_questions(console: Console, questions: "Sequence[Question]") -> None:
    """Say the questions by level and kind; what to do is said once where it is the same for all of a kind."""
    for level, of_level in groupby(questions, key=lambda q: q.finding.level):
        console.title(_LEVEL_TITLES[level])
        by_kind: dict[str, list[Question]] = {}
        for question in of_level:
            by_kind.setdefault(question.code, []).append(question)
        for code, asked in by_kind.items():
            remedies = {q.finding.remedy for q in asked}
            console.say(f"{code} {asked[0].finding.kind.title}")
            for question in asked:
                console.say(" ".join(filter(None, ("  -", question.finding.indicator_id, question.finding.message))))
                if len(remedies) > 1:
                    console.say(f"    → {question.finding.remedy}")
            if len(remedies) == 1:
                console.say(f"  → {asked[0].finding.remedy}")
