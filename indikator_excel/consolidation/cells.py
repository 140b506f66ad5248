"""Every filled input cell as a frame, and what becomes of each when there are several files."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pandas as pd

from indikator_excel.consolidation.choose import BEGINNING, FileChoice
from indikator_excel.consolidation.frames import records
from indikator_excel.findings import about_whole
from indikator_excel.findings.finding import WHOLE_TEXT, Finding
from indikator_excel.indicators.text import join_and, quote
from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Entry, Reply
from indikator_excel.replies.values import shown
from indikator_excel.templates.layout import DECISIVE, Field


class Fate(StrEnum):
    """What became of a filled input cell. Every cell has exactly one fate."""

    USED = "använd"
    SUPERSEDED = "ersatt"
    REJECTED = "avvisad"
    IGNORED = "ignorerad"


def cells_frame(replies: Iterable[Reply]) -> pd.DataFrame:
    """Return every filled input cell of every file, one a row.

    Columns: ``file``, ``saved``, ``department`` (code; empty for a file that is not used at all), ``indicator_id``,
    ``field``, ``entry`` (the cell itself) and ``fate``.
    """
    columns = ["file", "saved", "department", "indicator_id", "field", "entry", "fate"]
    rows = []
    for reply in replies:
        code = reply.department.code if reply.department and reply.accepted else ""
        groups = ((reply.entries, Fate.USED), (reply.refused, Fate.REJECTED), (reply.ignored, Fate.IGNORED))
        for entries, fate in groups:
            saved = reply.saved or BEGINNING
            rows += [(reply.file, saved, code, e.indicator_id, e.field, e, fate) for e in entries]
    # As objects: where pyarrow is installed, pandas makes a plain text of a word of an enumeration.
    return pd.DataFrame(rows, columns=columns, dtype=object)


def settle_cells(
    cells: pd.DataFrame, choices: list[FileChoice], register: Register
) -> tuple[pd.DataFrame, list[Finding]]:
    """Give every cell its fate: cells of files that do not count, repeated answers, contradictions."""
    cells = cells.copy()
    not_chosen = {c.reply.file: c for c in choices if not c.chosen and (c.reply.accepted or c.is_corrected)}
    copies = {file for file, choice in not_chosen.items() if choice.is_copy}
    used = cells["fate"].eq(Fate.USED)
    cells.loc[used & cells["file"].isin(copies), "fate"] = Fate.IGNORED
    # In a file that a later one replaces nothing has to be put right: what was refused in it is replaced too.
    replaced = cells["file"].isin(set(not_chosen) - copies) & cells["fate"].ne(Fate.IGNORED)
    cells.loc[replaced, "fate"] = Fate.SUPERSEDED
    gone = {(c.reply.file, *key) for c in choices for key in c.overtaken}
    if gone:
        places = pd.Series(list(zip(cells["file"], cells["indicator_id"], cells["field"], strict=True)), cells.index)
        cells.loc[cells["fate"].eq(Fate.USED) & places.isin(gone), "fate"] = Fate.SUPERSEDED
    findings: list[Finding] = []
    counting = cells[cells["fate"].eq(Fate.USED)].sort_values("saved", kind="stable")
    place = ["department", "indicator_id", "field"]
    several = counting[counting.duplicated(place, keep=False)]
    several = several.assign(text=[entry.comparable(register) for entry in several["entry"]])
    for (code, id_, column), group in several.groupby(place, sort=False):
        if group["text"].eq(group["text"].iloc[0]).all():
            cells.loc[group.index[:-1], "fate"] = Fate.SUPERSEDED
        elif column in DECISIVE:
            cells.loc[group.index, "fate"] = Fate.REJECTED
            findings += _contradictions(group, str(code), str(id_), register)
    return cells, findings


def _contradictions(group: pd.DataFrame, code: str, id_: str, register: Register) -> list[Finding]:
    """Name the last cell beside every other that says something else, and with each those that say the same."""
    last = group.iloc[-1]
    one: Entry = last["entry"]
    said = {text: list(records(cells)) for text, cells in group.groupby("text", sort=False)}
    same = said.pop(last["text"])[:-1]
    return [
        Finding(
            about_whole.CONTRADICTION,
            last["file"],
            one.sheet,
            one.cell.place,
            id_,
            register.by_id[id_].label,
            register.by_code[code].name,
            shown(one.cell),
            {
                "liksom": _likewise(same),
                "annan_fil": other.file,
                "annan_plats": f"{other.entry.place}{_likewise(alike)}",
                "annat_värde": quote(shown(other.entry.cell), WHOLE_TEXT),
            }
            | ({} if one.field is Field.VALUE else {"kolumn": one.field.value}),
        )
        for *alike, other in said.values()
    ]


def _likewise(cells: Iterable[Any]) -> str:
    """Say in which other cells the same stands."""
    places = [f"{cell.file} i {cell.entry.place}" for cell in cells]
    return f" (liksom {join_and(places)})" if places else ""
