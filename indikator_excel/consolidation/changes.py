"""What differs from the consolidation before this one, cell by cell."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from indikator_excel.consolidation.own import RowKey

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
    moved = _moved_rows(before, keys)
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


def _moved_rows(before: Collection[RowKey], now: Collection[RowKey]) -> dict[RowKey, RowKey]:
    """Return the rows that stand under another department than before: as it is now -> as it was.

    An indicator's only row is the same row. One of several is, where its department's name is no more and the other
    is new: it has been renamed.
    """
    was, stands = _by_indicator(before), _by_indicator(now)
    only = {
        stands[id_][0]: rows[0]
        for id_, rows in was.items()
        if len(rows) == 1 == len(stands.get(id_, ())) and stands[id_] != rows
    }
    names_before, names_now = ({department for _, department in rows} for rows in (before, now))
    gone, new = names_before - names_now, names_now - names_before
    renamed = {now_[1]: was_[1] for now_, was_ in only.items() if now_[1] in new and was_[1] in gone}
    if len(gone) == 1 == len(new):
        renamed |= dict(zip(new, gone, strict=True))
    several = {
        (id_, department): (id_, renamed[department])
        for id_, department in now
        if department in renamed and (id_, renamed[department]) in before
    }
    return several | only


def _by_indicator(rows: Iterable[RowKey]) -> dict[str, list[RowKey]]:
    found: dict[str, list[RowKey]] = {}
    for key in rows:
        found.setdefault(key[0], []).append(key)
    return found
