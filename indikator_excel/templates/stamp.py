"""The stamp by which a returned workbook is known, whatever its file is called."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.indicators.model import Department, Indicator, Round
from indikator_excel.indicators.text import fold

FORMAT = 1
#: The custom document property that carries the stamp a second time, for where the hidden sheet is lost.
PROPERTY = "indikator-excel"
#: Another one, of a workbook that is sent back: the files that it corrects.
CORRECTS_PROPERTY = "indikator-excel-rättar"
_TITLE = "Mall från indikator-excel. Bladet behövs när svaret läses in; ändra inget här."
# A stamp comes back from outside: a number of five thousand digits is no year.
_SMALL = re.compile(r"[0-9]{1,4}\Z")
_LONGEST_NAME = 60
_LONGEST_PROPERTY = 1_000
_LONGEST_WRITTEN = 255  # characters of a property that Excel keeps
#: So much of a file's SHA-256 as tells it from every other in a round, and fits a property.
_DIGEST = 16
_DIGESTS = re.compile(rf"[0-9a-f]{{{_DIGEST}}}\Z")
_CORRECTS = "rättar"
_ROWS_HEADER = ("ID", "Avtryck")
_PREFILLED_HEADER = ("Cell", "Ifylld från början")
#: Between a row's ID and the column; no ID ends with it.
_AT = " · "
#: So much of a SHA-256 as tells answers to one cell apart.
_PRINT = 12
_PRINTS = re.compile(rf"[0-9a-f]{{{_PRINT}}}\Z")
#: How Office Open XML spells a character that it does not want in a property.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@lru_cache(4096)  # the rows of a round, which many replies have
def fingerprint(baseline: str, target: str) -> str:
    """Return a short fingerprint of what a row was asked against; spelling of spaces and case does not count."""
    return _short(f"{fold(baseline)}\n{fold(target)}")


def answer_print(answer: str) -> str:
    """Return a short fingerprint of an answer, in the form in which answers are compared."""
    return _short(answer)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_PRINT]


class Stamp(Struct, frozen=True):
    """Which round and department a workbook was made for, and each row's fingerprint when it was made.

    Where it was sent back, ``corrects`` are the beginnings of the SHA-256 of the files whose answers it holds, and
    ``prefilled`` the fingerprints of each cell that was filled in from the start: of what it held, and of what it had
    been in those files; by ID and column.
    """

    municipality: str
    year: int
    round_name: str
    kind: str
    department: str
    rows: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT
    corrects: tuple[str, ...] = ()
    prefilled: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        round_: Round,
        department: Department,
        indicators: Iterable[Indicator],
        corrects: Iterable[str] = (),
        answers: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    ) -> "Stamp":
        """Make the stamp of a department's workbook.

        Args:
            round_: The round.
            department: Whose workbook it is.
            indicators: Its rows.
            corrects: The SHA-256 of the files that it corrects.
            answers: What its cells hold and what those files had there, in the form in which answers are compared.
        """
        rows = {i.id: fingerprint(i.baseline_text, i.target_text) for i in indicators}
        digests = tuple(digest[:_DIGEST] for digest in corrects)
        prefilled = {cell: tuple(map(answer_print, said)) for cell, said in (answers or {}).items()}
        return cls(
            round_.municipality,
            round_.year,
            round_.name,
            round_.kind,
            department.code,
            rows,
            corrects=digests,
            prefilled=prefilled,
        )

    def to_rows(self) -> list[tuple[str, str]]:
        """Return the hidden sheet's rows: name and value, then ID and fingerprint."""
        head = {
            "format": str(self.format),
            "kommun": self.municipality,
            "år": str(self.year),
            "omgång": self.round_name,
            "avser": self.kind,
            "förvaltning": self.department,
        }
        if self.corrects:
            head[_CORRECTS] = " ".join(self.corrects)
        rows = [(_TITLE, ""), *head.items(), _ROWS_HEADER, *self.rows.items()]
        if self.prefilled:
            cells = ((f"{id_}{_AT}{column}", " ".join(p)) for (id_, column), p in self.prefilled.items())
            rows += [_PREFILLED_HEADER, *cells]
        return rows

    def to_property(self) -> str:
        """Return the stamp without its rows, short enough for a document property (255 characters)."""
        return json.dumps(
            [
                self.format,
                self.municipality[:_LONGEST_NAME],
                self.year,
                self.round_name[:_LONGEST_NAME],
                self.kind,
                self.department[:40],
            ],
            ensure_ascii=False,
        )

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str]]) -> "Stamp | None":
        """Read the hidden sheet; None where it is not ours."""
        head: dict[str, str] = {}
        prints: dict[str, str] = {}
        cells: dict[str, str] = {}
        sections = {_ROWS_HEADER: prints, _PREFILLED_HEADER: cells}
        target = head
        for name, value in rows:
            if (name, value) in sections:
                target = sections[name, value]
            elif name:
                target[name] = value
        if not _SMALL.match(head.get("år", "")) or not _SMALL.match(head.get("format", "")) or "omgång" not in head:
            return None
        return cls(
            head.get("kommun", ""),
            int(head["år"]),
            head["omgång"],
            head.get("avser", ""),
            head.get("förvaltning", ""),
            prints,
            int(head["format"]),
            _digests(head.get(_CORRECTS, "")),
            _prefilled(cells),
        )

    @classmethod
    def from_property(cls, text: str) -> "Stamp | None":
        """Read the document property; None where it is not ours."""
        if len(text) > _LONGEST_PROPERTY:
            return None
        try:
            format_, municipality, year, round_name, kind, department = json.loads(_restored(text))
            f"{municipality}{round_name}{kind}{department}".encode()  # half a character could not be written again
            return cls(str(municipality), int(year), str(round_name), str(kind), str(department), format=int(format_))
        except (ValueError, TypeError, OverflowError, RecursionError):
            return None

    def corrects_property(self) -> str:
        """Return the files that the workbook corrects, the last of them where not all have room."""
        room = (_LONGEST_WRITTEN + 1) // (_DIGEST + 1)
        return " ".join(self.corrects[-room:])

    def with_corrected(self, text: str) -> "Stamp":
        """Return the stamp with the files that the property names."""
        return replace(self, corrects=_digests(text[:_LONGEST_PROPERTY]))

    def same_round(self, round_: Round) -> bool:
        """Whether the workbook was made for this round."""
        return (
            fold(self.municipality),
            self.year,
            fold(self.round_name),
            fold(self.kind),
        ) == (fold(round_.municipality), round_.year, fold(round_.name), fold(round_.kind))

    def title_beside(self, other: "Stamp") -> str:
        """The workbook's round in words; the municipality is named where the other's is another."""
        differs = self.municipality and fold(self.municipality) != fold(other.municipality)
        where = f" i {self.municipality[:_LONGEST_NAME]}" if differs else ""
        return f"{self.kind[:_LONGEST_NAME].lower()} {self.round_name[:_LONGEST_NAME]} {self.year}{where}"


def _digests(text: str) -> tuple[str, ...]:
    """Read the files that a workbook corrects; what is no digest is passed over."""
    return tuple(word for word in text.split() if _DIGESTS.match(word))


def _prefilled(cells: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Read what had been answered in the cells that were filled in from the start."""
    found = {}
    for place, prints in cells.items():
        id_, at, column = place.rpartition(_AT)
        if at and prints:
            found[id_, column] = tuple(word for word in prints.split() if _PRINTS.match(word))
    return found


def _restored(text: str) -> str:
    """Undo what programs do to a property: SheetJS escapes its quotes and reads its UTF-8 as Latin-1."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
