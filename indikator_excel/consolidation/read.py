"""Every value that counts, read: which cells are used, which are refused, and what has to be said about each."""

from collections.abc import Collection

import pandas as pd

from indikator_excel.consolidation.cells import Fate
from indikator_excel.consolidation.entries import about_reason, place_of, read_entry, said_at
from indikator_excel.consolidation.frames import KEY, records
from indikator_excel.findings import about_rows, about_values
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.indicators.text import quote
from indikator_excel.indicators.values import State, Value
from indikator_excel.opening.cells import CellKind
from indikator_excel.register.model import Register
from indikator_excel.replies.values import date_of, shown
from indikator_excel.templates.layout import PERIODS, VALUES, Field

#: What was read of the rows' value cells: ID and department -> column -> value.
Values = dict[tuple[str, str], dict[Field, Value]]


def read_values(cells: pd.DataFrame, register: Register) -> tuple[pd.DataFrame, Values, list[Finding]]:
    """Read every value that counts. One that is asked about is not used, and its cell is rejected."""
    cells = cells.copy()
    findings: list[Finding] = []
    values: Values = {}
    fates: dict[int, Fate] = {}
    used = cells[cells["fate"].eq(Fate.USED)]
    reasons = {(r.indicator_id, r.department): r for r in records(used[used["field"].eq(Field.NOT_MEASURED)])}
    whole = _whole_answers(used, reasons, register)
    for row in records(used[used["field"].isin(VALUES)], "file", "department", "indicator_id", "field", "entry"):
        key = (str(row.indicator_id), str(row.department))
        entry = row.entry
        read = read_entry(str(row.file), entry, register.by_code[key[1]], register)
        value, place, found = read.value, read.place, list(read.findings)
        if (
            (*key, row.field) in whole
            and entry.cell.kind is not CellKind.UNCALCULATED
            and value.state is not State.NO_VALUE
        ):
            other = reasons[key]
            elsewhere = f" ({other.file}, {other.entry.place})" if other.file != row.file else ""
            details = {"skäl": quote(other.entry.cell.text), "annanstans": elsewhere}
            found.append(said_at(place, about_values.BOTH, shown(entry.cell), details))
        findings += found
        if any(f.level is Level.ERROR for f in found):
            fates[row.Index] = Fate.REJECTED
        elif found and found[0].kind is about_rows.BASELINE_NOT_USED:
            fates[row.Index] = Fate.IGNORED
        else:
            values.setdefault(key, {})[row.field] = value
    valued = set(used[used["field"].isin(PERIODS)][KEY].itertuples(index=False, name=None))
    for key, row in reasons.items():
        asked = [] if key in valued else list(about_reason(row.file, row.entry, register.by_code[key[1]], register))
        if asked:
            findings += asked
            fates[row.Index] = Fate.REJECTED
    cells.loc[list(fates), "fate"] = list(fates.values())
    return cells, values, findings + _without_total(used, values, register)


def _whole_answers(
    used: pd.DataFrame, reasons: Collection[tuple[str, str]], register: Register
) -> set[tuple[str, str, Field]]:
    """Return the outcome cells of those rows that have them all: of two periods, one may be blank for a reason."""
    given = set(zip(used["indicator_id"], used["department"], used["field"], strict=True))
    cells = {(*key, column) for key in reasons for column in PERIODS[: register.by_id[key[0]].periods]}
    blank = {cell[:2] for cell in cells - given}
    return {cell for cell in cells if cell[:2] not in blank}


def _without_total(used: pd.DataFrame, values: Values, register: Register) -> list[Finding]:
    """Ask for the total where only women's and men's values were given."""
    found = []
    answered = used[used["field"].isin([Field.VALUE, Field.NOT_MEASURED])]
    given = set(zip(answered["indicator_id"], answered["department"], strict=True))
    by_sex = used[used["field"].isin([Field.WOMEN, Field.MEN])]
    for row in records(by_sex.drop_duplicates(KEY)):
        key = (str(row.indicator_id), str(row.department))
        if key not in given:
            place = place_of(str(row.file), row.entry, register.by_id[key[0]], register.by_code[key[1]])
            parts = values.get(key, {})
            told = " / ".join(f"{f} {v.text}" for f, v in parts.items() if f in (Field.WOMEN, Field.MEN))
            found.append(said_at(place, about_values.WITHOUT_TOTAL, told or row.entry.cell.text))
    return found


def date_findings(cells: pd.DataFrame, register: Register) -> list[Finding]:
    """Report measuring dates that are none; their text is kept as it is."""
    given = cells[cells["fate"].eq(Fate.USED) & cells["field"].eq(Field.MEASURED_ON)]
    found = []
    for row in records(given):
        cell = row.entry.cell
        if date_of(cell) is None:
            indicator, department = register.by_id[row.indicator_id], register.by_code[row.department]
            place = place_of(row.file, row.entry, indicator, department)
            found.append(said_at(place, about_values.NOT_A_DATE, cell.text))
    return found
