"""What a row is known by from one workbook to the next, also where its department has another name since."""

from collections.abc import Collection, Iterable

#: The indicator's ID and the department's name.
RowKey = tuple[str, str]


def moved_rows(before: Collection[RowKey], now: Collection[RowKey]) -> dict[RowKey, RowKey]:
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
