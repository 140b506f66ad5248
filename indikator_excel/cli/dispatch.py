"""``utskick``."""

from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common, option
from indikator_excel.errors import UserError
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted, join_and, join_some

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indikator_excel.dispatch.letter import Letter
    from indikator_excel.dispatch.plan import Plan, Sent
    from indikator_excel.dispatch.run import Letters, WrittenDrafts
    from indikator_excel.dispatch.send import Delivery, NotSent
    from indikator_excel.log.journal import Record

#: So many of a damaged log's lines are named.
_ROWS_SHOWN = 5


@click.command(epilog="Exempel: indikator-excel utskick --påminnelse")
@option("--påminnelse", is_flag=True, help="Till dem som inte har svarat, eller bara på en del.")
@option("--rättelser", is_flag=True, help="Med filerna i mappen rättelser, till dem som har fel.")
@option("--kvitto", is_flag=True, help="Till dem som har svarat: hur svaren är lästa.")
@click.option("--skicka", is_flag=True, help="Skicka genom registrets E-postserver, i stället för att göra utkast.")
@click.option("--ja", is_flag=True, help="Skicka utan att fråga, till exempel i ett schemalagt jobb.")
@click.option(
    "--igen",
    multiple=True,
    metavar="FÖRVALTNING",
    help="Skicka också till den som redan har fått mejlet; ”alla” för alla. Kan anges flera gånger.",
)
@common(logs=True)
def dispatch(
    folder: RoundFolder,
    console: Console,
    record: "Record",
    *,
    paminnelse: bool,
    rattelser: bool,
    kvitto: bool,
    skicka: bool,
    ja: bool,
    igen: tuple[str, ...],
) -> ExitStatus:
    """Gör ett mejlutkast till varje förvaltning, med dess mall bifogad, i mappen utskick.

    Öppna utkasten i Outlook eller Thunderbird, läs och skicka. Ingenting skickas av kommandot, utom med --skicka.

    --skicka visar vilka som får mejlet och frågar. Loggen minns vilka som har fått det, så den som kör om efter ett
    avbrott skickar bara det som är kvar. En påminnelse kan skickas igen en annan dag.
    """
    from indikator_excel.dispatch.letter import LetterKind
    from indikator_excel.dispatch.run import letters, write_drafts

    kinds = {LetterKind.REMINDER: paminnelse, LetterKind.CORRECTION: rattelser, LetterKind.RECEIPT: kvitto}
    chosen = [kind for kind, wanted in kinds.items() if wanted]
    if len(chosen) > 1:
        raise click.UsageError("Välj bara ett av --påminnelse, --rättelser och --kvitto.")
    if (ja or igen) and not skicka:
        raise click.UsageError("--ja och --igen används bara tillsammans med --skicka.")
    if skicka and console.quiet and not ja:
        raise click.UsageError("--tyst döljer vilka som får mejlen. Lägg till --ja om de ska skickas ändå.")
    composed = letters(folder, chosen[0] if chosen else LetterKind.DISPATCH, console.progress("Läser svar"))
    if skicka:
        from indikator_excel.dispatch.send import sending_alone

        with sending_alone(folder):
            return _send(folder, console, record, composed, igen, without_asking=ja)
    written = write_drafts(folder, composed, record)
    if console.as_json:
        console.document(_as_json(folder, composed, written))
    _say(console, folder, composed, written)
    return ExitStatus.ACTION_NEEDED if composed.needs_action else ExitStatus.DONE


def _send(
    folder: RoundFolder,
    console: Console,
    record: "Record",
    composed: "Letters",
    again: tuple[str, ...],
    *,
    without_asking: bool,
) -> ExitStatus:
    """Show who is to get what, ask, and send."""
    from indikator_excel.dispatch.password import password_for
    from indikator_excel.dispatch.send import deliver, prepare

    plan = planned = prepare(folder, composed, again)
    console.answers(composed.register.answered)
    _say_skipped(console, composed)
    _say_plan(console, composed, plan)
    if plan.to_send and composed.late:
        console.warn(composed.late)
    _say_doubts(console, folder, plan)
    plan, left, agreed = _agreed(console, folder, plan, without_asking=without_asking)
    kept = {id(out.letter) for out in plan.to_send}
    composed = composed.without([out.letter for out in planned.answered if id(out.letter) not in kept])
    if agreed and plan.to_send:
        server = composed.register.mail_server
        password = password_for(server, None if without_asking else console.ask_secret)
        delivery = deliver(folder, composed.register, plan.to_send, password, record, console.progress("Skickar"))
    else:
        delivery = _declined(plan)
    if console.as_json:
        console.document(_sent_json(composed, plan, left, delivery))
    _say_delivery(console, folder, plan, left, delivery, went_on=agreed and bool(plan.to_send))
    if delivery.stopped or delivery.interrupted:
        return ExitStatus.FAILED
    done = delivery.all_sent and not left and not composed.needs_action
    return ExitStatus.DONE if done else ExitStatus.ACTION_NEEDED


def _agreed(
    console: Console, folder: RoundFolder, plan: "Plan", *, without_asking: bool
) -> tuple["Plan", "Sequence[Sent]", bool]:
    """Ask what is to be sent. Return the plan, those who may have had theirs and get no new one, and the last word.

    Raises:
        UserError: Nobody is there to say whether to trust a log that can't be read whole.
    """
    if plan.to_send and plan.damaged:
        if without_asking:
            raise UserError(
                f"Ingenting är skickat, för {folder.log.name} är skadad. Kör utan --ja och svara på frågan, eller "
                "lägg tillbaka en säkerhetskopia av loggen."
            )
        if not console.ask("Ska mejlen skickas ändå?"):
            return plan, plan.unknown, False
    left = plan.unknown
    if left and not without_asking and console.ask("Ska de som kanske redan har fått mejlet få det igen?"):
        plan, left = plan.with_unknown(), ()
    if plan.answered:
        names = join_some([out.letter.department.name for out in plan.answered])
        if without_asking:
            console.warn(
                f"{names} har redan svarat och får ingen mall. Ska de få den ändå, lägg till --igen med namnet."
            )
        if without_asking or not console.ask(f"{names} har redan svarat. Ska de få mallen ändå?"):
            plan = plan.without_answered()
    count = counted(len(plan.to_send), "mejl", "mejl")
    return plan, left, without_asking or not plan.to_send or console.ask(f"Skicka {count} nu?")


def _declined(plan: "Plan") -> "Delivery":
    """Return what became of letters that nobody wanted to send: they wait."""
    from indikator_excel.dispatch.send import Delivery, NotSent

    return Delivery(delayed=[NotSent(out, out.recipients, "svaret på frågan var nej") for out in plan.to_send])


def _say_doubts(console: Console, folder: RoundFolder, plan: "Plan") -> None:
    """Say why somebody may have had a letter though the log does not say so."""
    if not plan.to_send:
        return
    if plan.damaged:
        rows = _rows(plan.damaged)
        console.warn(
            f"{rows} i {folder.log.name} går inte att läsa, kanske för att filen har ändrats eller sparats om. "
            "Därför är det inte säkert vilka som redan har fått mejlet."
        )
    if plan.unlogged:
        console.warn(
            f"Det finns ingen {folder.log.name}, men filer från förut i mappen {plan.unlogged}. Har mejlen redan "
            "skickats vet kommandot det inte."
        )


def _rows(numbers: "Sequence[int]") -> str:
    named = join_some([str(number) for number in numbers], _ROWS_SHOWN)
    return f"Rad {named}" if len(numbers) == 1 else f"Raderna {named}"


def _say_plan(console: Console, composed: "Letters", plan: "Plan") -> None:
    if plan.to_send:
        console.title(f"Det här ska skickas, genom {composed.register.mail_server.said}:")
    for out in plan.to_send:
        attached = f" med {out.letter.attachment.name}" if out.letter.attachment else ""
        notes = [out.answered] if out.answered else []
        notes += [f"fick ett tidigare {out.earlier:%Y-%m-%d}"] if out.earlier else []
        notes += [f"utkast gjort {out.drafted:%Y-%m-%d}"] if out.drafted else []
        history = f" ({', '.join(notes)})" if notes else ""
        console.say(f"- {out.letter.department.name}: till {', '.join(out.recipients)}{attached}{history}")
    if plan.already:
        names = join_some([f"{s.letter.department.name} ({s.time:%Y-%m-%d %H:%M})" for s in plan.already])
        console.say(f"Har redan fått mejlet: {names}.")
    for sent in plan.unknown:
        console.warn(
            f"Det är inte säkert att {sent.letter.department.name} ({', '.join(sent.recipients)}) fick mejlet som "
            f"skickades {sent.time:%Y-%m-%d %H:%M}: {sent.why or 'kommandot avbröts mitt i'}."
        )


def _say_delivery(
    console: Console,
    folder: RoundFolder,
    plan: "Plan",
    left: "Sequence[Sent]",
    delivery: "Delivery",
    *,
    went_on: bool,
) -> None:
    from indikator_excel.dispatch.run import drafts_of

    for not_sent in delivery.refused:
        console.warn(f"{_whom(not_sent)} fick inte mejlet: {not_sent.why}")
    for not_sent in delivery.unknown:
        console.warn(
            f"Det är inte säkert att {_whom(not_sent)} fick mejlet: {not_sent.why} innan servern hade svarat. Fråga "
            "dem, och kör sedan kommandot igen."
        )
    if delivery.interrupted:
        console.warn("Kommandot avbröts. Kör det igen för dem som är kvar.")
    if delivery.stopped:
        console.warn(f"Det gick inte att skicka allt: {delivery.stopped}. Kör kommandot igen för dem som är kvar.")
    for not_sent in delivery.delayed if went_on else ():
        why = (
            "är kvar."
            if delivery.stopped or delivery.interrupted
            else f"har inte fått mejlet än: {not_sent.why}. Kör kommandot igen senare."
        )
        console.warn(f"{_whom(not_sent)} {why}")
    if left:
        names = join_some([s.letter.department.name for s in left])
        console.warn(f"Inget nytt mejl till {names}. Ska de få det igen, lägg till --igen med namnet.")
    if not went_on:
        said = "Ingenting är skickat." if plan.to_send else "Det finns inget mejl att skicka."
        again = " Ska någon få det igen, lägg till --igen FÖRVALTNING." if plan.already and not plan.to_send else ""
        console.say(said + again)
        return
    sent, whole = len(delivery.sent), len(plan.to_send)
    count = counted(sent, "mejl är skickat", "mejl är skickade")
    count = count if sent == whole else f"{sent} av {whole} mejl är skickade"
    console.say(f"{count}. Vilka som har fått det står i {folder.log.name}." if sent else "Inget mejl är skickat.")
    drafts = drafts_of(folder, (out.letter for out, _ in delivery.sent))
    if drafts:
        console.warn(
            f"{counted(len(drafts), 'utkast', 'utkast')} i mappen {folder.dispatch.name} är av samma mejl. Ta bort "
            "dem, så att inget skickas en gång till."
        )


def _whom(not_sent: "NotSent") -> str:
    return f"{not_sent.outgoing.letter.department.name} ({', '.join(not_sent.recipients)})"


def _sent_json(composed: "Letters", plan: "Plan", left: "Sequence[Sent]", delivery: "Delivery") -> dict[str, object]:
    def not_sent(those: "Sequence[NotSent]") -> list[dict[str, object]]:
        return [
            {
                "förvaltning": n.outgoing.letter.department.name,
                "mottagare": list(n.recipients),
                "varför": n.why,
            }
            for n in those
        ]

    def before(those: "Sequence[Sent]") -> list[dict[str, object]]:
        return [
            {
                "förvaltning": s.letter.department.name,
                "mottagare": list(s.recipients),
                "tid": s.time.isoformat(),
            }
            for s in those
        ]

    return {
        "sort": str(composed.kind),
        "skickade": [
            {"förvaltning": out.letter.department.name, "ämne": out.letter.subject, "mottagare": list(recipients)}
            for out, recipients in delivery.sent
        ],
        "redan_skickade": before(plan.already),
        "okända": not_sent(delivery.unknown) + before(left),
        "nekade": not_sent(delivery.refused),
        "väntar": not_sent(delivery.delayed),
        **_skipped_json(composed),
    }


def _skipped_json(composed: "Letters") -> dict[str, object]:
    return {
        "utan_brev": [
            {"förvaltning": s.department.name, "varför": s.why, "att_göra": s.must_act} for s in composed.skipped
        ],
        "problem": list(composed.problems),
    }


def _as_json(folder: RoundFolder, composed: "Letters", written: "WrittenDrafts") -> dict[str, object]:
    return {
        "sort": str(composed.kind),
        "utskick": [_letter_json(folder, letter) for letter in composed.letters],
        **_skipped_json(composed),
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
    _say_skipped(console, composed)
    if written.left_over:
        console.warn(
            f"I mappen {folder.dispatch.name} ligger också {join_some(written.left_over)}, som inte gjordes nu. Ta "
            f"bort {'den' if len(written.left_over) == 1 else 'dem'}, så att inget skickas av misstag."
        )
    if composed.late:
        console.warn(composed.late)
    if composed.lacks_sender:
        console.say(
            "Varken Avsändare eller Kontakt på registrets blad Inställningar har en e-postadress. Breven kommer "
            "därför från den som ditt mejlprogram väljer."
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


def _say_skipped(console: Console, composed: "Letters") -> None:
    for why, must_act in dict.fromkeys((s.why, s.must_act) for s in composed.skipped):
        named = [s.department.name for s in composed.skipped if s.why == why]
        names = join_and(named) if must_act else join_some(named)
        (console.warn if must_act else console.say)(f"Inget brev till {names}: {why}")
    for note in composed.notes:
        console.say(note)
    for problem in composed.problems:
        console.warn(problem)
