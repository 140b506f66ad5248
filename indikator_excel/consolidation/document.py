"""The result as the JSON that other programs rely on; the keys are the contract's."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from indikator_excel.consolidation.choose import DepartmentStatus
from indikator_excel.consolidation.partly import counts_by_partly_rule
from indikator_excel.findings.finding import Level
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.log.letters import Mark, Stage

if TYPE_CHECKING:
    from indikator_excel.consolidation.merge import Consolidation
    from indikator_excel.consolidation.row import Row
    from indikator_excel.consolidation.status import Standing


def as_json(result: "Consolidation") -> dict[str, Any]:
    """Return the result as the JSON of ``sammanställ --json``; what is unknown is None."""
    round_ = result.register.round
    r = result.reconciliation
    return {
        "omgång": {
            "kommun": round_.municipality or None,
            "år": round_.year,
            "omgång": round_.name,
            "avser": str(round_.kind),
        },
        "rader": [_row_json(row) for row in result.rows],
        "gemensamma": [
            {
                "indikator_id": j.indicator_id,
                "sammanvägning": str(j.aggregation),
                "utfall": _number(j.outcome),
                "bedömning": str(j.verdict),
                "varför": j.why,
                "saknas": list(j.missing),
            }
            for j in result.joint
        ],
        "avvikelser": [finding.as_json() for finding in result.findings],
        "inlämningar": _submissions_json(result),
        "avstämning": {
            "lästa": r.read,
            "använda": r.used,
            "ersatta": r.superseded,
            "avvisade": r.rejected,
            "ignorerade": r.ignored,
        },
        "regel_för_delvis": {
            "vald": str(round_.partly.rule),
            "antal": {
                str(rule): {str(v): verdicts[v] for v in Verdict}
                for rule, verdicts in counts_by_partly_rule(result.rows, result.register).items()
            },
        },
    }


def _row_json(row: "Row") -> dict[str, Any]:
    return {
        "indikator_id": row.indicator_id,
        "förvaltning": row.department_name or None,
        "område": row.area,
        "indikator": row.indicator,
        "läge": row.baseline or None,
        "målvärde": row.target or None,
        "utfall_rått": row.raw,
        "utfall": _number(row.outcome),
        "utfall_2": _number(row.outcome_2),
        "utfall_kvinnor": _number(row.women),
        "utfall_män": _number(row.men),
        "läge_enligt_svaret": _number(row.baseline_given),
        "måttenhet": row.unit or None,
        "bedömning": str(row.calculated),
        "egen_bedömning": str(row.own.verdict) if row.own.counts else None,
        "motivering": row.own.reason or None,
        "anteckning": row.own.note or None,
        "varför": row.calculated_why,
        "trend": str(row.trend),
        "ej_mätt": row.not_measured,
        "kommentar": row.comment,
        "åtgärd": row.action,
        "fil": row.file,
        "blad": row.sheet,
        "cell": row.cell,
    }


def _number(value: object) -> object:
    """Return a whole number as an int, other numbers as floats, words as they are."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def department_json(status: DepartmentStatus) -> dict[str, Any]:
    """Return how far a department has come as JSON."""
    return {
        "förvaltning": status.department.name,
        "status": status.status,
        "ifyllda": status.filled,
        "förväntade": status.expected,
        "säger_sig_klar": status.says_done,
    }


def standing_json(now: "Standing") -> dict[str, Any]:
    """Return how far a round has come as the JSON of ``status --json``; the departments by what needs doing."""
    deadline = now.register.round.deadline
    return {
        "omgång": now.register.round.title,
        "sista_svarsdag": deadline and deadline.isoformat(),
        "dagar_kvar": now.days_left,
        "förvaltningar": [
            department_json(row.status)
            | {
                "filer": list(row.status.files),
                "att_göra": str(row.todo),
                "skickat": _mark_json(row.sent),
                "påmind": _mark_json(row.reminded),
                "fel": row.levels.get(Level.ERROR, 0),
                "varningar": row.levels.get(Level.WARNING, 0),
                "senaste_fil": row.last_file or None,
                "senast_sparad": row.last_saved and row.last_saved.isoformat(),
                "dagar_kvar": now.days_left,
            }
            for row in now.rows
        ],
        "avvikelser": [finding.as_json() for finding in now.findings],
    }


def _mark_json(mark: Mark | None) -> dict[str, str] | None:
    """Return how far a letter has come; None where the log knows of none."""
    return {"tid": mark.time.isoformat(), "läge": STAGES[mark.stage]} if mark else None


#: How far a letter has come, in words.
STAGES = {Stage.DRAFTED: "utkast", Stage.UNKNOWN: "okänt", Stage.SENT: "skickat"}


def _submissions_json(result: "Consolidation") -> list[dict[str, Any]]:
    """Return one entry per file, and one per department that no file came from."""
    by_department = {s.department.code: s for s in result.departments}
    entries = []
    for choice in result.files:
        department = choice.reply.department
        status = by_department.get(department.code) if department else None
        entries.append(
            {
                "förvaltning": department.name if department else None,
                "status": status.status if status and choice.reply.accepted else "avvisad",
                "fil": choice.reply.file,
                "ifyllda": status.filled if status else 0,
                "förväntade": status.expected if status else 0,
                "vald": choice.chosen,
                "varför": choice.why,
                "säger_sig_klar": choice.reply.says_done,
                "uppgiftslämnare": choice.reply.respondent or None,
                "mätdatum": choice.reply.measured_on or None,
                "mejlat_av": choice.reply.sender or None,
                "mejlat": choice.reply.sent.isoformat() if choice.reply.sent else None,
                "läst_med": choice.reply.engine or None,
            }
        )
    entries += [
        {
            "förvaltning": s.department.name,
            "status": s.status,
            "fil": None,
            "ifyllda": 0,
            "förväntade": s.expected,
            "vald": False,
            "varför": "ingen fil har kommit in",
            "säger_sig_klar": False,
            "uppgiftslämnare": None,
            "mätdatum": None,
            "mejlat_av": None,
            "mejlat": None,
            "läst_med": None,
        }
        for s in result.departments
        if not s.files
    ]
    return entries
