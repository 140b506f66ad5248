"""``utskick``."""

from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common, option
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted, join_and

if TYPE_CHECKING:
    from indikator_excel.dispatch.letter import Letter
    from indikator_excel.dispatch.run import Letters, WrittenDrafts


@click.command(epilog="Exempel: indikator-excel utskick --påminnelse")
@option("--påminnelse", is_flag=True, help="Till dem som inte har svarat, eller bara på en del.")
@option("--rättelser", is_flag=True, help="Med filerna i mappen rättelser, till dem som har fel.")
@option("--kvitto", is_flag=True, help="Till dem som har svarat: hur svaren är lästa.")
@common()
def dispatch(folder: RoundFolder, console: Console, *, paminnelse: bool, rattelser: bool, kvitto: bool) -> ExitStatus:
    """Gör ett mejlutkast till varje förvaltning, med dess mall bifogad, i mappen utskick.

    Öppna utkasten i Outlook eller Thunderbird, läs och skicka. Ingenting skickas av kommandot.
    """
    from indikator_excel.dispatch.letter import LetterKind
    from indikator_excel.dispatch.run import letters, write_drafts

    kinds = {LetterKind.REMINDER: paminnelse, LetterKind.CORRECTION: rattelser, LetterKind.RECEIPT: kvitto}
    chosen = [kind for kind, wanted in kinds.items() if wanted]
    if len(chosen) > 1:
        raise click.UsageError("Välj bara ett av --påminnelse, --rättelser och --kvitto.")
    composed = letters(folder, chosen[0] if chosen else LetterKind.DISPATCH, console.progress("Läser svar"))
    written = write_drafts(folder, composed)
    if console.as_json:
        console.document(_as_json(folder, composed, written))
    _say(console, folder, composed, written)
    return ExitStatus.ACTION_NEEDED if composed.needs_action else ExitStatus.DONE


def _as_json(folder: RoundFolder, composed: "Letters", written: "WrittenDrafts") -> dict[str, object]:
    return {
        "sort": str(composed.kind),
        "utskick": [_letter_json(folder, letter) for letter in composed.letters],
        "utan_brev": [
            {"förvaltning": s.department.name, "varför": s.why, "att_göra": s.must_act} for s in composed.skipped
        ],
        "problem": list(composed.problems),
        "ligger_kvar": list(written.left_over),
    }


def _letter_json(folder: RoundFolder, letter: "Letter") -> dict[str, object]:
    attached = letter.attachment and letter.attachment.relative_to(folder.path).as_posix()
    return {
        "förvaltning": letter.department.name,
        "fil": f"{folder.dispatch.name}/{letter.file_name}",
        "ämne": letter.subject,
        "mottagare": list(letter.recipients),
        "bilaga": attached,
        "bilagans_sha256": letter.attachment_hash,
    }


def _say(console: Console, folder: RoundFolder, composed: "Letters", written: "WrittenDrafts") -> None:
    console.answers(composed.register.answered)
    for letter in composed.letters:
        console.say(f"{folder.dispatch.name}/{letter.file_name} (till {', '.join(letter.recipients) or 'ingen'})")
    for why, must_act in dict.fromkeys((s.why, s.must_act) for s in composed.skipped):
        names = join_and([s.department.name for s in composed.skipped if s.why == why])
        (console.warn if must_act else console.say)(f"Inget brev till {names}: {why}")
    for problem in composed.problems:
        console.warn(problem)
    if written.left_over:
        console.warn(
            f"I mappen {folder.dispatch.name} ligger också {', '.join(written.left_over)}, som inte gjordes nu. Ta "
            "bort dem, så att ingen skickas av misstag."
        )
    if composed.letters and composed.register.round.deadline is None:
        console.say("Sista svarsdag är tom på registrets blad Inställningar, så breven nämner ingen dag.")
    if composed.letters:
        console.say(
            f"{counted(len(composed.letters), 'utkast', 'utkast')} att läsa och skicka. Öppna dem i ditt "
            "mejlprogram; ingenting är skickat."
        )
    else:
        console.say("Inga utkast att skicka.")
