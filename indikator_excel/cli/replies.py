"""``status`` and ``sammanställ``."""

from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import counted
from indikator_excel.indicators.vocabulary import Verdict

if TYPE_CHECKING:
    from indikator_excel.consolidation.merge import Consolidation
    from indikator_excel.consolidation.run import Standing

_MOST_SHOWN = 12


@click.command(epilog='Exempel: indikator-excel status --mapp "Delår 2024"')
@common()
def status(folder: RoundFolder, console: Console) -> ExitStatus:
    """Visa vilka förvaltningar som har svarat, och hur mycket som är ifyllt."""
    from indikator_excel.consolidation.document import department_json
    from indikator_excel.consolidation.run import standing

    now = standing(folder)
    if console.as_json:
        console.document(
            {
                "omgång": now.register.round.title,
                "sista_svarsdag": now.register.round.deadline and now.register.round.deadline.isoformat(),
                "dagar_kvar": now.days_left,
                "förvaltningar": [department_json(d) | {"filer": list(d.files)} for d in now.departments],
                "avvikelser": [f.as_json() for f in now.findings],
            }
        )
    _say_standing(console, now)
    return ExitStatus.DONE


def _say_standing(console: Console, now: "Standing") -> None:
    console.answers(now.register.answered)
    todo = ("saknas", "avvisad", "delvis", "svarat")
    console.title(f"{now.register.round.title}. {_days(now.days_left)}".strip())
    console.table(
        ("Förvaltning", "Status", "Ifyllt", "Klar", "Fil"),
        [
            (
                d.department.name,
                d.status,
                f"{d.filled} av {d.expected}",
                "ja" if d.says_done else "",
                ", ".join(d.files),
            )
            for d in sorted(now.departments, key=lambda d: todo.index(d.status))
        ],
    )
    if not now.departments:
        console.say("Ingen förvaltning har någon indikator. Fyll i kolumnen Förvaltning i registret.")
    for problem in now.register.problems:
        console.warn(f"Registret: {problem}")
    errors = [f for f in now.findings if f.level.value == "fel"]
    for finding in errors:
        console.say(f"- {finding.message} {finding.remedy}")


def _days(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return f"Sista svarsdag var för {counted(-left, 'dag', 'dagar')} sedan."
    return f"{counted(left, 'dag', 'dagar')} kvar till sista svarsdag." if left else "Sista svarsdag är i dag."


@click.command(epilog="Exempel: indikator-excel sammanställ --strikt")
@click.option("--strikt", is_flag=True, help="Sluta med status 1 om något fel finns i svaren.")
@common()
def consolidate(folder: RoundFolder, console: Console, *, strikt: bool) -> ExitStatus:
    """Läs svaren i mappen svar, bedöm dem och skriv sammanställning.xlsx.

    Mappen svar ändras aldrig. Värden som inte kan användas står på bladet Avvikelser, med vad som ska göras.
    """
    from indikator_excel.consolidation.document import as_json
    from indikator_excel.consolidation.run import consolidate as run

    result = run(folder, console.progress("Läser svar"))
    if console.as_json:
        console.document(as_json(result))
    say_result(console, result)
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
    answered = [d for d in result.departments if d.status in ("svarat", "delvis")]
    in_part = sum(d.status == "delvis" for d in answered)
    partly = f", varav {in_part} delvis" if in_part else ""
    missing = [d.department.name for d in result.departments if d.status in ("saknas", "avvisad")]
    console.say(
        f"{len(answered)} av {len(result.departments)} förvaltningar har svarat{partly}."
        + (f" Svar saknas från {', '.join(missing)}." if missing else "")
    )
    errors = result.errors
    if errors:
        console.say(f"{counted(len(errors), 'fel', 'fel')} att rätta:")
        for finding in errors[:_MOST_SHOWN]:
            where = f"{finding.file}, {finding.place}: " if finding.place else ""
            console.say(f"- {where}{finding.message}")
        if len(errors) > _MOST_SHOWN:
            console.say(f"- och {len(errors) - _MOST_SHOWN} till, se bladet Avvikelser")
    others = len(result.findings) - len(errors)
    if others:
        console.say(
            f"{counted(others, 'varning eller upplysning', 'varningar och upplysningar')}, se bladet Avvikelser."
        )
    r = result.reconciliation
    console.say(
        f"{counted(r.read, 'ifylld cell', 'ifyllda celler')} lästa: {r.used} använda, {r.superseded} ersatta, "
        f"{r.rejected} avvisade, {r.ignored} ignorerade."
    )
