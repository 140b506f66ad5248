"""What a finding is: a kind with its code, level and texts, at one place."""

from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from indikator_excel.indicators.text import quote

#: So much of a text is shown where it stands nowhere else.
WHOLE_TEXT = 1_000
#: The families that speak to the person who answered, of a value and of an answered row.
ABOUT_ANSWERS = ("V", "R")


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "fel"
    WARNING = "varning"
    NOTICE = "upplysning"

    @property
    def order(self) -> int:
        """Errors first."""
        return _ORDER[self]


_ORDER = {level: number for number, level in enumerate(Level)}

#: Every kind that has been made, by its code.
_KINDS: "dict[str, Kind]" = {}


class Kind(Struct, frozen=True):
    """One entry of the catalogue. ``message`` and ``remedy`` may use the fields that a finding is given.

    Always there: ``fil``, ``plats`` (``Indikatorer!I12``), ``indikator``, ``värde`` (quoted), ``förvaltning``.

    ``remedy`` is for whoever reads the list. ``request`` is what the department is asked to do when its workbook is
    sent back, where that is something else; empty where the department has nothing to do with it.
    """

    code: str
    level: Level
    title: str
    message: str
    remedy: str
    request: str | None = None

    def __post_init__(self) -> None:
        """Make it known by its code.

        Raises:
            ValueError: The code is another kind's.
        """
        if _KINDS.setdefault(self.code, self) != self:
            raise ValueError(f"{self.code} is taken: {_KINDS[self.code].title}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Stay the one that it is: kinds are told apart by ``is``, also where another process read the reply."""
        return _of_code, (self.code,)

    @property
    def asked(self) -> str:
        """What the department is asked to do, with its fields; empty for nothing."""
        if self.request is None:
            return self.remedy if self.code[0] in ABOUT_ANSWERS else ""
        return self.request


def _of_code(code: str) -> Kind:
    return _KINDS[code]


class Finding(Struct, frozen=True):
    """One finding at one place. Empty strings where a thing does not apply."""

    kind: Kind
    file: str = ""
    sheet: str = ""
    cell: str = ""
    indicator_id: str = ""
    indicator: str = ""
    department: str = ""
    value: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code, such as ``V03``."""
        return self.kind.code

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.kind.level

    @property
    def place(self) -> str:
        """Where, as Excel shows it: ``Indikatorer!I12``."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell

    def _fields(self) -> dict[str, str]:
        return {
            "fil": self.file,
            "plats": self.place,
            "indikator": self.indicator or self.indicator_id,
            "värde": quote(self.value),
            "förvaltning": self.department,
        } | self.details

    @property
    def message(self) -> str:
        """What is wrong."""
        return self.kind.message.format_map(self._fields())

    @property
    def question(self) -> str:
        """What is wrong, without the indicator's name or the place that it begins with: beside both of them."""
        fields = self._fields()
        return self.message.removeprefix(f"{fields['indikator']}: ").removeprefix(f"{fields['plats']}: ")

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.kind.remedy.format_map(self._fields())

    @property
    def request(self) -> str:
        """What the department is asked to do, where its workbook is sent back; empty where it is asked nothing."""
        return self.kind.asked.format_map(self._fields())

    @property
    def said(self) -> tuple[str, str]:
        """What is wrong, whatever row or cell it is said of, and what to do: equal for findings that say the same."""
        fields = self._fields()
        message = self.kind.message.format_map(fields | {"indikator": "", "plats": ""})
        return message, self.kind.remedy.format_map(fields)

    def as_json(self) -> dict[str, str | None]:
        """Return the finding with the contract's keys; what does not apply is None."""
        return {
            "kod": self.code,
            "nivå": str(self.level),
            "fil": self.file or None,
            "blad": self.sheet or None,
            "cell": self.cell or None,
            "indikator_id": self.indicator_id or None,
            "förvaltning": self.department or None,
            "värde": self.value or None,
            "meddelande": self.message,
            "gör_så_här": self.remedy,
        }
