"""The IDs of indicators: a short sign of the area and a number, given once and never used again."""

import re
from collections.abc import Iterable

from indikator_excel.indicators.text import clean, fold
from indikator_excel.register.book import SheetTable

_SMALL_WORDS = {"och", "i", "för", "på", "av", "en", "ett", "med", "till", "den", "det"}
_ID = re.compile(r"(?P<sign>.+)-(?P<number>\d+)\Z")


class Ids:
    """The IDs of a register. A number that was ever used, on the sheet or in the record, is not used again."""

    def __init__(self, table: SheetTable, ever: Iterable[str]) -> None:
        self._table = table
        self._signs: dict[str, str] = {}
        self._highest: dict[str, int] = {}
        given = [(row, clean(table.text(row, "ID"))) for row in table.rows()]
        for row, id_ in given:
            if found := _ID.match(id_):
                self._signs.setdefault(fold(table.text(row, "Område")), found["sign"])
        for id_ in (*ever, *(id_ for _, id_ in given)):
            if found := _ID.match(id_):
                self._highest[found["sign"]] = max(int(found["number"]), self._highest.get(found["sign"], 0))

    def give(self, row: int) -> str:
        """Give a row without an ID its own, and return it."""
        area = self._table.text(row, "Område")
        sign = self._signs.setdefault(fold(area), _prefix(area, set(self._signs.values())))
        self._highest[sign] = self._highest.get(sign, 0) + 1
        id_ = f"{sign}-{self._highest[sign]:02d}"
        self._table.set(row, "ID", id_)
        return id_

    def give_missing(self) -> None:
        """Give every row that has an indicator and no ID its own."""
        for row in self._table.rows():
            if clean(self._table.text(row, "Indikator")) and not clean(self._table.text(row, "ID")):
                self.give(row)


def _prefix(area: str, taken: set[str]) -> str:
    """Make an area's short sign from its words: *Öppen kommun* → ÖK; longer where that is taken."""
    words = [w for w in re.findall(r"[^\W\d_]+", area) if fold(w) not in _SMALL_WORDS] or ["Indikator"]
    for length in range(1, 10):
        sign = "".join(w[: length + (len(words) == 1)] for w in words).upper()
        if sign not in taken:
            return sign
    number = 2
    while f"{words[0][0].upper()}{number}" in taken:
        number += 1
    return f"{words[0][0].upper()}{number}"
