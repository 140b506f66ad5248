"""What differs from the consolidation before this one, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from indikator_excel.consolidation.own import RowKey

#: What is said of a row that is new or gone.
NEW, GONE = "ny rad", "raden finns inte längre"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs. ``what`` is its column; empty for a row that is new or gone."""

    row: RowKey
    indicator: str
    what: str
    before: str
    now: str


def changes(before: Mapping[RowKey, Mapping[str, str]], now: Mapping[RowKey, Mapping[str, str]]) -> list[Change]:
    """Compare two rounds of rows, each a text by column; columns that only one of them has are passed over."""
    found = []
    for key, cells in now.items():
        name = cells["Indikator"]
        earlier = before.get(key)
        if earlier is None:
            found.append(Change(key, name, "", "", NEW))
            continue
        found += [
            Change(key, name, header, earlier[header], text)
            for header, text in cells.items()
            if header in earlier and earlier[header] != text
        ]
    found += [
        Change(key, cells.get("Indikator", ""), "", "", GONE) for key, cells in before.items() if key not in now
    ]
    return found
