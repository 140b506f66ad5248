"""Which row of an annex is which indicator of the register: by its texts, never by its position."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from indikator_excel.annex.labels import announces_table
from indikator_excel.annex.model import AnnexRow
from indikator_excel.indicators.text import fold

#: The register's columns that an annex fills; the first of them tell rows apart.
ANNEX_COLUMNS = ("Område", "Mål", "Indikatorgrupp", "Underrubrik", "Indikator", "Läget", "Målvärde")
KEY_COLUMNS = ANNEX_COLUMNS[:5]
#: Two names at least so alike, in the same area, are one indicator whose wording was changed.
_SAME_INDICATOR = 0.8

#: An indicator's texts by the register's columns.
Texts = Mapping[str, str]


def annex_texts(row: AnnexRow) -> dict[str, str]:
    """Return an annex row's texts by the register's columns; without *Mål* where the annex leaves that to her."""
    values = (row.area, row.goal, row.group, row.subheading, row.indicator, row.baseline, row.target)
    texts = dict(zip(ANNEX_COLUMNS, values, strict=True))
    return texts if row.goal else {column: text for column, text in texts.items() if column != "Mål"}


def match_rows(here: Mapping[str, Texts], record: Mapping[str, Texts], rows: Sequence[AnnexRow]) -> dict[int, str]:
    """Match an annex's rows (by place) to IDs: same texts first, then the same name, then alike.

    Args:
        here: The texts of each indicator as they stand in the register.
        record: The texts of each as the annex had them when it was last read.
        rows: The annex's rows.
    """
    last = {id_: record.get(id_, texts) for id_, texts in here.items()}
    matched: dict[int, str] = {}
    _match_by(last, KEY_COLUMNS, rows, matched)
    _match_by(here, KEY_COLUMNS, rows, matched)
    _match_by(last, ("Område", "Indikatorgrupp", "Underrubrik", "Indikator"), rows, matched)
    _match_by(here, ("Område", "Indikatorgrupp", "Underrubrik", "Indikator"), rows, matched)
    _match_by(last, ("Område", "Underrubrik", "Indikator"), rows, matched)
    _match_by(last, ("Indikatorgrupp", "Underrubrik", "Indikator"), rows, matched)
    for place, row in enumerate(rows):
        if place in matched:
            continue
        alike = [
            (SequenceMatcher(None, fold(texts.get("Indikator", "")), fold(row.indicator)).ratio(), id_)
            for id_, texts in last.items()
            if id_ not in matched.values() and _may_be(texts, row)
        ]
        best = max(alike, default=(0.0, ""))
        if best[0] >= _SAME_INDICATOR:
            matched[place] = best[1]
    return matched


def _match_by(
    known: Mapping[str, Texts], columns: tuple[str, ...], rows: Sequence[AnnexRow], matched: dict[int, str]
) -> None:
    """Match rows whose texts in ``columns`` are the same; adds to ``matched``."""
    free: dict[tuple[str, ...], list[str]] = {}
    for id_, texts in known.items():
        if id_ not in matched.values():
            free.setdefault(_key(texts, columns), []).append(id_)
    waiting: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        if place not in matched:
            waiting.setdefault(_key(annex_texts(row), columns), []).append(place)
    for key, places in waiting.items():
        # Rows that are alike to the letter are paired in order; a different number of them tells nothing.
        if len(free.get(key, [])) == len(places):
            matched.update(zip(places, free[key], strict=True))


def _key(texts: Texts, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return what texts are compared by; a group that is only the column's own name is none."""
    found = {column: texts.get(column, "") for column in columns}
    return tuple("" if c == "Indikatorgrupp" and announces_table(text) else fold(text) for c, text in found.items())


def _may_be(texts: Texts, row: AnnexRow) -> bool:
    """Whether a row whose wording was changed can be this one: same area, same digits, and läget or målet kept."""
    name = texts.get("Indikator", "")
    return (
        fold(texts.get("Område", "")) == fold(row.area)
        and re.findall(r"\d+", name) == re.findall(r"\d+", row.indicator)
        and (fold(texts.get("Läget", "")), fold(texts.get("Målvärde", ""))) == (fold(row.baseline), fold(row.target))
    )
