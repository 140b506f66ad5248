"""What differs from the consolidation before this one, cell by cell."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from indikator_excel.consolidation.row_keys import RowKey, moved_rows

#: What *Data* calls a value as it was written, as it is read, and the baseline that came with it.
WRITTEN, READ, BASELINE_GIVEN = "Skrivet värde", "Värde", "Läget enligt svaret"
#: What is said of a row that is new or gone.
NEW, GONE = "ny rad", "raden finns inte längre"


class Change(Struct, frozen=True):
    """One cell that differs. ``what`` is its column; empty for a row that is new or gone."""

    row: RowKey
    indicator: str
    what: str
    before: str
    now: str


#: A table's rows, each a text by column.
Rows = Mapping[RowKey, Mapping[str, str]]


def changes(before: Rows, keys: Collection[RowKey], now: Iterable[Mapping[str, str]]) -> list[Change]:
    """Compare two tables; columns that only one of them has are passed over.

    Args:
        before: The table as it was.
        keys: What the rows of now are known by.
        now: Their texts, in the same order; one row at a time, for all of them take much memory.
    """
    found = []
    moved = moved_rows(before, keys)
    for key, cells in zip(keys, now, strict=True):
        name = cells["Indikator"]
        earlier = before.get(moved.get(key, key))
        if earlier is None:
            found.append(Change(key, name, "", "", NEW))
            continue
        found += [
            Change(key, name, header, earlier[header], text)
            for header, text in cells.items()
            if header in earlier and earlier[header] != text and not _is_read_alike(header, earlier, cells)
        ]
    still = {*keys, *moved.values()}
    found += [
        Change(key, cells.get("Indikator", ""), "", "", GONE) for key, cells in before.items() if key not in still
    ]
    return found


def _is_read_alike(header: str, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether a value was only written in another way: what is sent back to be corrected holds 78,5 % for 0,785."""
    return header == WRITTEN and now.get(READ, "") != "" and before.get(READ) == now[READ]
