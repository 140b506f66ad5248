"""A started round as JSON; the keys are relied on by other programs."""

from typing import Any

from indikator_excel.rounds.run import StartedRound


def as_json(started: StartedRound) -> dict[str, Any]:
    """Return what was made; what is unknown is None."""
    round_, made = started.round, started.templates
    return {
        "mapp": str(started.folder.path),
        "omgång": {
            "kommun": round_.municipality or None,
            "år": round_.year,
            "omgång": round_.name,
            "avser": str(round_.kind),
            "sista_svarsdag": round_.deadline.isoformat() if round_.deadline else None,
        },
        "historik": {"från": started.old.title, "nya": started.added, "uppdaterade": started.updated},
        "läget_från": started.source,
        "utan_värde": [
            {
                "indikator_id": row.indicator_id,
                "indikator": row.indicator,
                "förvaltning": row.department,
                "besvarad": row.answered,
                "varför": row.why,
            }
            for row in started.without
        ],
        "ändringar": [change.as_json() for change in started.changes],
        "frågor": [question.as_json() for question in started.questions],
        "filer": list(started.copied),
        "mallar": [f"{started.folder.templates.name}/{name}" for _, name, _ in made.files] if made else [],
        "införda_svar": list(started.taken),
        "går_förlorat": list(started.losses),
    }
