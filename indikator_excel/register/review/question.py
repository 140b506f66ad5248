"""A question to the controller: what was found, where her answer goes, and what is suggested."""

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.findings.finding import Finding, Kind
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.reading import Reading
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.text import quote
from indikator_excel.register.history import KnownBaseline
from indikator_excel.register.layout import INDICATORS
from indikator_excel.register.model import LastTarget, Register

REGISTER = "register.xlsx"
#: A name so long tells by itself which indicator it is.
_TELLING = 25
#: Stands for every indicator's ID among a question's rows.
ALL_ROWS = "alla"
_NOT_KNOWN, _NO_TARGET = KnownBaseline(""), LastTarget("")


class Question(Struct, frozen=True):
    """One question. ``column`` is empty where no cell can take the answer; ``rows`` are the IDs that it is about."""

    finding: Finding
    column: str = ""
    suggestion: str = ""
    rows: tuple[str, ...] = ()
    #: The indicator's group, by which a short name ("Matematik") is understood.
    group: str = ""

    @property
    def about(self) -> str:
        """What the question is about, as the sheet shows it: the indicator, with its group if the name is short."""
        name = self.finding.indicator
        if not self.group or len(name) >= _TELLING:
            return name
        return f"{quote(self.group, 60)}: {name}" if name else quote(self.group, 60)

    @property
    def code(self) -> str:
        """The finding's code."""
        return self.finding.code

    @property
    def text(self) -> str:
        """The question as the sheet shows it, beside the indicator's name."""
        asked = self.finding.question
        return asked[:1].upper() + asked[1:]

    def as_json(self) -> dict[str, object]:
        """Return the finding with the suggestion and the column that takes the answer."""
        return self.finding.as_json() | {
            "kolumn": self.column or None,
            "förslag": self.suggestion or None,
            "rader": list(self.rows),
        }


class Asker(Struct, frozen=True):
    """One indicator with its reading and rule, and the way to ask about it."""

    indicator: Indicator
    reading: Reading
    rule: Rule | NotAssessable
    #: What *Historik* says of a baseline that is not filled in.
    known: KnownBaseline = _NOT_KNOWN
    #: The target of the year before, where the year's is not set.
    last_target: LastTarget = _NO_TARGET

    @classmethod
    def of(cls, indicator: Indicator, register: Register) -> "Asker":
        """Return the asker of an indicator."""
        return cls(
            indicator,
            register.readings[indicator.id],
            register.rules[indicator.id],
            register.known_baselines.get(indicator.id, _NOT_KNOWN),
            register.last_targets.get(indicator.id, _NO_TARGET),
        )

    def ask(self, kind: Kind, value: str = "", *, column: str = "", suggestion: str = "", **more: str) -> Question:
        """Ask about this row. ``value`` is what is asked about, the target's text unless told otherwise."""
        reading, indicator = self.reading, self.indicator
        details = {
            "lägesår": str(reading.years.baseline),
            "målår": str(reading.years.target),
            "nästa_år": str(reading.years.target + 1),
            "läge": quote(indicator.baseline_text) if indicator.baseline_text else "tomt",
            "mål": quote(indicator.target_text) if indicator.target_text else "inget",
            "ska": f"Ska det stå {suggestion}?" if suggestion else "Vad ska det stå?",
            "menas": f" Menas {suggestion}?" if suggestion else "",
            "känt": self.known.sentence,
            "läst_som": reading.target.in_words(reading.years),
            "förslag": suggestion,
        }
        finding = Finding(
            kind,
            REGISTER,
            INDICATORS.title,
            indicator_id=indicator.id,
            indicator=indicator.label,
            value=value or indicator.target_text,
            details=details | more,
        )
        return Question(finding, column, suggestion, (indicator.id,), indicator.group)


def of_register(kind: Kind, sheet: str = "", value: str = "", **details: str) -> Question:
    """Ask about the register as a whole, or about a row that is no indicator."""
    return Question(Finding(kind, REGISTER, sheet, value=value, details=details))


def at(question: Question, cell: str) -> Question:
    """Return the question with the cell that it is about."""
    return replace(question, finding=replace(question.finding, cell=cell))
