"""``status``, ``sammanställ`` and ``rättelser``."""

from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common
from indikator_excel.findings.about_whole import ABOUT_HERS
from indikator_excel.findings.finding import Level
from indikator_excel.findings.grouping import grouped
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted, join_some
from indikator_excel.indicators.vocabulary import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indikator_excel.consolidation.merge import Consolidation
    from indikator_excel.consolidation.standing import DepartmentStanding
    from indikator_excel.consolidation.status import Standing
    from indikator_excel.corrections.run import MadeCorrections
    from indikator_excel.findings.finding import Finding
    from indikator_excel.log.journal import Record
    from indikator_excel.log.letters import Mark

_MOST_SHOWN = 12
_WIDEST = 32


@click.command(epilog='Exempel: indikator-excel status --mapp "Delår 2024"')
@click.option("--logg", is_flag=True, help="Visa i stället loggen: vad som har lästs, valts, skrivits och skickats.")
@common()
def status(folder: RoundFolder, console: Console, *, logg: bool) -> ExitStatus:
    """Visa vilka förvaltningar som har svarat, hur mycket som är ifyllt och vad du ska göra härnäst."""
    if logg:
        return _show_log(folder, console)
    from indikator_excel.consolidation.document import standing_json
    from indikator_excel.consolidation.status import standing

    now = standing(folder, console.progress("Läser svar"))
    if console.as_json:
        console.document(standing_json(now))
    _say_standing(console, now)
    return ExitStatus.DONE


def _say_standing(console: Console, now: "Standing") -> None:
    console.answers(now.register.answered)
    console.title(f"{now.register.round.title}. {_days(now.days_left)}".strip())
    console.table(
        ("Förvaltning", "Status", "Ifyllt", "Klar", "Fel", "Skickat", "Påmind", "Att göra", "Senaste fil"),
        [
            (
                row.status.department.name,
                row.status.status,
                f"{row.status.filled} av {row.status.expected}",
                "ja" if row.status.says_done else "",
                str(row.levels.get(Level.ERROR) or ""),
                _mark(row.sent),
                _mark(row.reminded),
                row.todo,
                _last_file(row),
            )
            for row in now.rows
        ],
        leave_out_empty=True,
    )
    if not now.departments:
        console.say("Ingen förvaltning har någon indikator. Fyll i kolumnen Förvaltning i registret.")
    for problem in now.register.problems:
        console.warn(f"Registret: {problem}")
    if now.log_problem:
        console.warn(now.log_problem)
    errors = [f for f in now.findings if f.level is Level.ERROR]
    _say_findings(console, [f for f in errors if not f.indicator_id])
    if any(f.indicator_id for f in errors):
        console.say("Vad som är fel i svaren visar kommandot sammanställ.")


def _mark(mark: "Mark | None") -> str:
    """Say when a letter was sent, or how far it has come."""
    from indikator_excel.consolidation.document import STAGES
    from indikator_excel.log.letters import Stage

    if mark is None:
        return ""
    return mark.day if mark.stage is Stage.SENT else f"{STAGES[mark.stage]} {mark.day}"


def _last_file(row: "DepartmentStanding") -> str:
    """Name the last file, without its folder and not so long that the table is wider than a window; count others."""
    others = len(row.status.files) - 1
    name = row.last_file.rpartition("/")[2]
    cut = name if len(name) <= _WIDEST else f"{name[: _WIDEST - 8]}…{name[-7:]}"
    return cut + (f" (och {others} till)" if others > 0 else "")


def _show_log(folder: RoundFolder, console: Console) -> ExitStatus:
    """Show the log, oldest first."""
    from indikator_excel.log.file import read_log

    log = read_log(folder.log)
    if console.as_json:
        console.document({"logg": [x.content for x in log.lines if x.content], "trasiga_rader": log.torn})
    if not log.lines:
        console.say(f"Ingenting har hänt i omgången än: {folder.log.name} finns inte, eller är tom.")
        return ExitStatus.DONE
    console.table(("Tid", "Kommando", "SHA-256", "Vad som hände"), [line.cells for line in log.shown])
    if log.torn:
        rows = ", ".join(str(number) for number in log.torn)
        cause = "filen har ändrats eller sparats om" if log.damaged else "en skrivning avbröts"
        console.warn(
            f"I {folder.log.name} går {counted(len(log.torn), 'rad', 'rader')} inte att läsa ({rows}), troligen för "
            f"att {cause}. Det som står där är kvar som det är, och resten av loggen gäller."
        )
    return ExitStatus.DONE


def _days(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return f"Sista svarsdag var för {counted(-left, 'dag', 'dagar')} sedan."
    return f"{counted(left, 'dag', 'dagar')} kvar till sista svarsdag." if left else "Sista svarsdag är i dag."


@click.command(epilog="Exempel: indikator-excel sammanställ --strikt")
@click.option("--strikt", is_flag=True, help="Sluta med status 1 om något fel finns i svaren.")
@common(logs=True)
def consolidate(folder: RoundFolder, console: Console, record: "Record", *, strikt: bool) -> ExitStatus:
    """Läs svaren i mappen svar, bedöm dem och skriv sammanställning.xlsx.

    Mappen svar ändras aldrig. Värden som inte kan användas står på bladet Avvikelser, med vad som ska göras.
    """
    from indikator_excel.consolidation.run import consolidate as run

    result = run(folder, console.progress("Läser svar"), record)
    # Not before replies are read: where helpers read too, pandas is imported in the meantime.
    from indikator_excel.consolidation.document import as_json
    from indikator_excel.consolidation.workbook.data import is_beside
    from indikator_excel.corrections.collect import is_needed

    if console.as_json:
        console.document(as_json(result))
    say_result(console, result)
    if result.errors and is_needed(result):
        console.say("Så gör du filer att skicka tillbaka till dem som har fel: indikator-excel rättelser")
    if is_beside(result):
        console.say(f"Tabellen på bladet Data är för lång för ett blad och ligger i {folder.data.name}.")
    console.say(f"Öppna {folder.consolidation}.")
    if not (strikt and result.errors):
        return ExitStatus.DONE
    if console.quiet:
        console.warn(f"{counted(len(result.errors), 'fel', 'fel')} att rätta, se bladet Avvikelser.")
    return ExitStatus.ACTION_NEEDED


def say_result(console: Console, result: "Consolidation") -> None:
    """Say in a few lines what was found."""
    console.answers(result.register.answered)
    counts = ", ".join(f"{v} {result.count(v)}" for v in Verdict if result.count(v))
    console.title(f"{counted(len(result.rows), 'målvärde', 'målvärden')}: {counts}.")
    answered = [d for d in result.departments if d.status in ("svarat", "delvis") and not d.sent_no_answer]
    in_part = sum(d.status == "delvis" for d in answered)
    partly = f", varav {in_part} delvis" if in_part else ""
    missing = [d.department.name for d in result.departments if d not in answered]
    console.say(
        f"{len(answered)} av {len(result.departments)} förvaltningar har svarat{partly}."
        + (f" Svar saknas från {join_some(missing)}." if missing else "")
    )
    errors = result.errors
    if errors:
        console.say(f"{counted(len(errors), 'fel', 'fel')} att rätta:")
        _say_findings(console, errors, most=_MOST_SHOWN)
    own = [f for f in result.findings if f.kind in ABOUT_HERS]
    if own:
        console.say("Om det som du har skrivit i sammanställningen:")
    for finding in own:
        console.say(f"- {finding.message}")
    others = len(result.findings) - len(errors) - len(own)
    if others:
        console.say(
            f"{counted(others, 'varning eller upplysning', 'varningar och upplysningar')}, se bladet Avvikelser."
        )
    r = result.reconciliation
    console.say(
        f"{counted(r.read, 'ifylld cell', 'ifyllda celler')} lästa: {r.used} använda, {r.superseded} ersatta, "
        f"{r.rejected} avvisade, {r.ignored} ignorerade."
    )


def _say_findings(console: Console, findings: "Sequence[Finding]", *, most: int = 0) -> None:
    """Say what is wrong and what to do, what is the same once; with ``most``, only so many and without the latter."""
    groups = grouped(findings)
    for group in groups[: most or None]:
        where = f"{group.file}, {group.places}: " if group.first.place else ""
        message = group.message.removeprefix(f"{group.places}: ") if where else group.message
        console.say(f"- {where}{message}" + ("" if most else f" {group.remedy}"))
    if most and len(groups) > most:
        left = sum(len(group.findings) for group in groups[most:])
        console.say(f"- och {left} till, se bladet Avvikelser")


@click.command(epilog="Exempel: indikator-excel rättelser")
@common(logs=True)
def correct(folder: RoundFolder, console: Console, record: "Record") -> ExitStatus:
    """Gör en Excelfil att skicka tillbaka till varje förvaltning som har fel i sitt svar, i mappen rättelser.

    Filen är förvaltningens egen mall med allt som den har svarat. Det som måste rättas är markerat och förklarat, och
    står i en lista på bladet Att rätta. Spara den rättade filen i mappen svar; den gäller i stället för de gamla.
    """
    from indikator_excel.corrections.run import make_corrections

    made = make_corrections(folder, console.progress("Läser svar"), record)
    if console.as_json:
        console.document(
            {
                "rättelser": [
                    {
                        "förvaltning": c.department.name,
                        "fil": f"{folder.corrections.name}/{name}",
                        "fel": c.must,
                        "varningar": c.look,
                    }
                    for c, name in made.files
                ],
                "övriga": [f.as_json() for f in made.others],
                "ligger_kvar": list(made.left_over),
            }
        )
    _say_corrections(console, folder, made)
    return ExitStatus.DONE


def _say_corrections(console: Console, folder: RoundFolder, made: "MadeCorrections") -> None:
    for correction, name in made.files:
        look = f", {correction.look} att titta på" if correction.look else ""
        console.say(f"{folder.corrections.name}/{name} ({correction.must} att rätta{look})")
    if made.files:
        console.say(
            f"{counted(len(made.files), 'fil', 'filer')} att skicka tillbaka. Spara det som kommer i mappen "
            f"{folder.replies.name}, bredvid de gamla filerna: en rättad fil gäller i stället för dem."
        )
    else:
        console.say("Ingen förvaltning har något fel att rätta.")
    if made.others:
        console.say(f"{counted(len(made.others), 'fel', 'fel')} kan ingen förvaltning rätta i en sådan fil:")
        _say_findings(console, made.others)
    if made.left_over:
        console.warn(
            f"I mappen {folder.corrections.name} ligger också {join_some(made.left_over)}, som inte gjordes nu. "
            "Det som redan är rättat kan tas bort."
        )
