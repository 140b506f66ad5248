"""``bedöm`` and ``regler``."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from indikator_excel.cli.console import Console, ExitStatus
from indikator_excel.cli.group import common, option
from indikator_excel.errors import UserError

if TYPE_CHECKING:
    from indikator_excel.explain import Explanation
    from indikator_excel.indicators.rule import Rule

#: What a finding fills in; shown as ``<indikator>`` in the catalogue.
_FIELD = re.compile(r"\{(\w+)\}")


@click.command(
    # A target may begin with a minus ("-5 %"); a misspelt option is then an argument too many, and still an error.
    context_settings={"ignore_unknown_options": True},
    epilog='Exempel: indikator-excel bedöm "≥ 2023" --läge "17 %" --utfall "15 %"',
)
@click.argument("target", metavar="MÅL")
@option("--läge", default="", metavar="VÄRDE", help="Läget, så som det står i bilagan.")
@option(
    "--utfall",
    default=None,
    metavar="VÄRDE",
    help='Utfallet. Utan det visas bara läsningen; "" är ett tomt svar.',
)
@option(
    "--lägesår",
    type=int,
    default=None,
    metavar="ÅR",
    help="Året som läget avser. Annars målets år, eller året före --år.",
)
@option("--år", type=int, default=None, metavar="ÅR", help="Året som målet avser. Annars året efter läget.")
@option("--enhet", default="", help="Till exempel %, dagar, plats eller skala 1–5, om texten inte säger det.")
@option("--riktning", type=click.Choice(["högre", "lägre"]), default=None, help="Vilket håll som är bättre.")
@option("--skala", default="", metavar="ORD", help='Orden från sämst till bäst: "saknas<delvis<klart".')
@option("--jämförelsevärde", default="", metavar="VÄRDE", help="Rikets eller länets värde, för mål som ≥ riket.")
@option("--gult-från", default="", metavar="TAL", help="Från vilket värde målet är delvis uppfyllt.")
@common(folder=False)
def judge(
    console: Console,
    *,
    target: str,
    lage: str,
    utfall: str | None,
    lagesar: int | None,
    ar: int | None,
    enhet: str,
    riktning: str | None,
    skala: str,
    jamforelsevarde: str,
    gult_fran: str,
) -> ExitStatus:
    """Förklara hur målet MÅL läses, och hur ett utfall bedöms mot det."""
    from indikator_excel.explain import explain, years_for
    from indikator_excel.files import now

    found = explain(
        target,
        baseline=lage,
        outcome=utfall,
        years=years_for(target, baseline_year=lagesar, year=ar, this_year=now().year),
        unit=enhet,
        direction=riktning or "",
        scale=skala,
        amber_from=gult_fran,
        outside=jamforelsevarde,
    )
    if console.as_json:
        console.document(_explanation_json(found))
    _say_explanation(console, found)
    return ExitStatus.DONE


def _explanation_json(found: "Explanation") -> dict[str, object]:
    from indikator_excel.indicators.rule import NotAssessable, describe_reading

    rule = None if isinstance(found.rule, NotAssessable) else found.rule
    target, measure = found.reading.target, found.reading.measure
    value = found.target_value
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)  # type: ignore[assignment]
    return {
        "målvärde": target.text,
        "värdetyp": str(measure.value_type),
        "jämförelse": str(target.comparison) if target.comparison else None,
        "tolkat_målvärde": value,
        "måttenhet": measure.unit or None,
        "jämförs_med": str(target.against),
        "läge": found.baseline or None,
        "utfall": found.outcome,
        "bedömning": str(found.judgement.verdict) if found.judgement else None,
        "varför": found.judgement.why if found.judgement else None,
        "läst_som": describe_reading(found.reading, found.rule),
        "uppfyllt": None if rule is None else rule.describe(rule.green),
        "delvis_uppfyllt": _described(rule),
        "trend": str(found.trend) if found.trend else None,
        "råd": list(found.advice),
        "avvikelser": [finding.as_json() for finding in found.findings],
    }


def _described(rule: "Rule | None") -> str | None:
    """Return what is yellow in words, None where nothing is."""
    said = "" if rule is None or rule.amber is None else rule.describe(rule.amber)
    return said if said and said != "inget" else None


_COLOURS = {"uppfyllt": "green", "delvis uppfyllt": "yellow", "ej uppfyllt": "red"}


def _say_explanation(console: Console, found: "Explanation") -> None:
    from indikator_excel.indicators.rule import NotAssessable, describe_reading

    rule, target, measure = found.rule, found.reading.target, found.reading.measure
    console.say(f"Mål: {target.text or '(tomt)'}")
    console.say(f"Läses som: {describe_reading(found.reading, rule)}")
    compared = f"{target.comparison or 'okänd'}, jämförs med {target.against}"
    console.say(f"Jämförelse: {compared}; värdetyp {measure.value_type}{_unit(measure.unit)}")
    if not isinstance(rule, NotAssessable):
        console.say(f"Uppfyllt (grönt): {rule.describe(rule.green)}")
        amber = f"används inte, {rule.amber_why}" if rule.amber is None else rule.describe(rule.amber)
        console.say(f"Delvis uppfyllt (gult): {amber}")
    for sentence in found.advice:
        console.say(sentence)
    if found.judgement:
        verdict = found.judgement.verdict
        console.say()
        console.title(f"Bedömning: {click.style(verdict.label, fg=_COLOURS.get(verdict))}")
        console.say(f"Varför: {found.judgement.why}")
        if found.trend and found.trend != "kan inte jämföras":
            console.say(f"Utveckling mot läget: {found.trend}")
    for finding in found.findings:
        told = "" if finding.level == "fel" else f"{finding.message} "
        console.say(f"{finding.code} ({finding.level}): {told}{finding.remedy}")


def _unit(unit: str) -> str:
    return f", enhet {unit}" if unit else ""


@click.command(epilog="Exempel: indikator-excel regler V03")
@click.argument("kod", required=False, metavar="[KOD]")
@common(folder=False)
def catalogue(console: Console, kod: str | None) -> ExitStatus:
    """Visa alla avvikelser som verktyget kan hitta, eller den med en viss KOD."""
    from indikator_excel.findings.catalogue import CATALOGUE

    kinds = [k for k in CATALOGUE.values() if kod is None or k.code.casefold() == kod.casefold()]
    if not kinds:
        raise UserError(f"Koden {kod} finns inte. Alla koder visas med ”indikator-excel regler”.")
    if console.as_json:
        console.document(
            [
                {
                    "kod": k.code,
                    "nivå": str(k.level),
                    "rubrik": k.title,
                    "meddelande": k.message,
                    "gör_så_här": k.remedy,
                    "till_förvaltningen": k.asked or None,
                }
                for k in kinds
            ]
        )
    if kod is None:
        console.table(("Kod", "Nivå", "Avvikelse"), [(k.code, str(k.level), k.title) for k in kinds])
        return ExitStatus.DONE
    for kind in kinds:
        console.title(f"{kind.code} {kind.title} ({kind.level})")
        console.say(_FIELD.sub(r"<\1>", kind.message))
        console.say(_FIELD.sub(r"<\1>", kind.remedy))
        if kind.asked not in ("", kind.remedy):
            console.say("Till förvaltningen: " + _FIELD.sub(r"<\1>", kind.asked))
    return ExitStatus.DONE
