"""The field's fixed words. Each member's value is the Swedish word that users, files and JSON see."""

from enum import StrEnum


class ValueType(StrEnum):
    """What kind of value an indicator is measured in (*värdetyp*)."""

    PERCENT = "procent"
    COUNT = "antal"
    QUANTITY = "mängd"
    SCALE = "skala"
    YES_NO = "ja/nej"
    TEXT = "fritext"

    @property
    def is_number(self) -> bool:
        """Whether an outcome is a number rather than a word."""
        return self not in (ValueType.SCALE, ValueType.YES_NO, ValueType.TEXT)


class Comparison(StrEnum):
    """How an outcome is held against the target (*jämförelse*)."""

    AT_LEAST = "minst"
    AT_MOST = "högst"
    MORE = "mer än"
    LESS = "mindre än"
    EQUAL = "lika med"
    BETWEEN = "mellan"


class Against(StrEnum):
    """What an outcome is held against (*jämförs med*)."""

    NUMBER = "tal"
    WORD = "ord"
    BASELINE = "läget"
    OUTSIDE = "annat värde"
    UNKNOWN = "okänt"
    MANUAL = "manuell bedömning"


class Direction(StrEnum):
    """Which way is better (*riktning*)."""

    HIGHER = "högre"
    LOWER = "lägre"


class Aggregation(StrEnum):
    """How the answers of several departments make one (*sammanvägning*)."""

    SEPARATE = "redovisas var för sig"
    SUM = "summa"
    MEAN = "medel"
    LOWEST = "lägsta"
    HIGHEST = "högsta"
    ALL = "alla ska uppfylla"


class Kind(StrEnum):
    """Whether a round asks for a forecast or an outcome (*värdet avser*)."""

    FORECAST = "Prognos"
    OUTCOME = "Utfall"


class PartlyRule(StrEnum):
    """When an outcome short of its target is *delvis uppfyllt* (*regel för delvis*)."""

    SHARE = "andel av målet"
    CLOSER = "närmare målet än läget"
    NONE = "ingen"


class Verdict(StrEnum):
    """The verdict (*bedömning*) of one outcome."""

    MET = "uppfyllt"
    PARTLY = "delvis uppfyllt"
    NOT_MET = "ej uppfyllt"
    NOT_ASSESSABLE = "kan ej bedömas"
    NO_ANSWER = "svar saknas"

    @property
    def symbol(self) -> str:
        """The sign beside the colour, so that no verdict rests on colour alone."""
        return _SYMBOLS.get(self, "")

    @property
    def label(self) -> str:
        """Symbol and word, as cells show it: ``◐ delvis uppfyllt``."""
        return _LABELS[self]


_SYMBOLS = {Verdict.MET: "●", Verdict.PARTLY: "◐", Verdict.NOT_MET: "○", Verdict.NOT_ASSESSABLE: "–"}
_LABELS = {verdict: f"{verdict.symbol} {verdict}".strip() for verdict in Verdict}


class Trend(StrEnum):
    """The outcome beside the baseline, by what is better and not by up or down."""

    BETTER = "bättre"
    WORSE = "sämre"
    SAME = "oförändrat"
    UNKNOWN = "kan inte jämföras"


#: What a live cell says where a formula can't tell what the program can tell.
CHECK = "kontrollera"
