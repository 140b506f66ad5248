"""Reading ``exempel/exempel.toml``."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from msgspec import Struct

from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.resources import bundled

ANNEX = "bilaga-2024.txt"
#: The same annex as the Word document that a municipality would have.
WORD_ANNEX = "bilaga-2024.docx"
#: The folder of the finished round, beside the annex.
RESULT = "resultat"


class ExampleDepartment(Struct, frozen=True):
    """An invented department and the IDs of its indicators."""

    code: str
    name: str
    contact: str
    email: str
    indicators: tuple[str, ...]


class ExampleReply(Struct, frozen=True):
    """An invented reply. ``rows`` are as in the file; ``copy_of`` names another reply, ``foreign`` is no template."""

    file: str
    department: str = ""
    saved: datetime | None = None
    saved_by: str = ""
    done: bool = False
    round: str = ""
    kind: Kind | None = None
    copy_of: str = ""
    foreign: bool = False
    left_out: frozenset[str] = frozenset()
    shown: Mapping[str, str] | None = None
    rows: tuple[Mapping[str, str | float | date], ...] = ()


class Example(Struct, frozen=True):
    """The whole example."""

    settings: Mapping[str, str]
    departments: tuple[ExampleDepartment, ...]
    replies: tuple[ExampleReply, ...]
    #: What was answered in earlier years: year -> ID -> value as written.
    history: Mapping[int, Mapping[str, str]]


@cache
def read_example() -> Example:
    """Read the bundled example."""
    data = tomllib.loads((bundled("exempel") / "exempel.toml").read_text(encoding="utf-8"))
    departments = [ExampleDepartment(**{**d, "indicators": tuple(d["indicators"])}) for d in data["departments"]]
    history = {past["year"]: past["values"] for past in data["history"]}
    return Example(data["settings"], tuple(departments), tuple(_reply(r) for r in data["replies"]), history)


def _reply(data: dict[str, Any]) -> ExampleReply:
    return ExampleReply(
        **{
            **data,
            "rows": tuple(data.get("rows", ())),
            "left_out": frozenset(data.get("left_out", ())),
            "kind": Kind(data["kind"]) if "kind" in data else None,
        }
    )
