"""The data validation of each input cell: what it accepts, its prompt and its error text, in Swedish.

Validation stops what is of the wrong type. What is possible but suspicious shows in *Status*.
"""

from decimal import Decimal
from typing import Any

from indikator_excel.indicators.model import Round
from indikator_excel.indicators.numbers import swedish, with_unit
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.units import canonical_unit, is_place
from indikator_excel.indicators.values import Measure
from indikator_excel.indicators.vocabulary import Kind, ValueType
from indikator_excel.templates import layout
from indikator_excel.templates.layout import Field

_PROMPT_TITLE, _PROMPT = 32, 255  # Excel's limits
_MORE = " … Mer på Läs mig."
_LARGEST = 1e12
_LONGEST_TEXT = 30_000  # an Excel cell holds 32,767

#: The prompt of an outcome whose target is judged by hand.
_FREE_PROMPT = "Skriv utfallet som det är: ett datum, ett tal eller några ord. Målet bedöms för hand."
_MEASURED = {
    Kind.OUTCOME: "Datum då värdet mättes, till exempel {year}-12-31.",
    Kind.FORECAST: "Datum då prognosen gjordes, till exempel {year}-09-15.",
}
#: The prompts of the columns that take any text.
_TEXT_PROMPTS = {
    Field.COMMENT: "Skriv det som behövs för att förstå värdet: varför det blev så, vad som är ovanligt.",
    Field.ACTION: "Skriv vad ni gör för att nå målet, vem som ansvarar och när det ska vara klart.",
    Field.RESPONDENT: "Vem som lämnar uppgiften, om det är en annan än den som står på Läs mig.",
}


def text_validation(title: str, prompt: str) -> dict[str, Any]:
    """Return the validation of a cell that takes any text, up to a length that every program keeps.

    A prompt alone is no validation to LibreOffice, which drops it when it saves.
    """
    return {
        "validate": "length",
        "criteria": "<=",
        "value": _LONGEST_TEXT,
        "input_title": title,
        "input_message": prompt,
        "error_title": "Texten är för lång",
        "error_message": f"Skriv högst {swedish(Decimal(_LONGEST_TEXT))} tecken, eller skicka texten i mejlet.",
    }


def column_validation(column: Field, round_: Round) -> dict[str, Any]:
    """Return the validation of an input column that is the same on every row."""
    common = {"input_title": column.value}
    if column is Field.NOT_MEASURED:
        return common | {
            "validate": "list",
            "source": list(layout.NOT_MEASURED_REASONS),
            "input_message": "Välj bara här om det inte finns något värde. Lämna annars tomt.",
            "error_title": "Välj i listan",
            "error_message": "Välj ett av skälen i listan. Skriv mer i Kommentar.",
        }
    if column is Field.MEASURED_ON:
        return common | {
            "validate": "date",
            "criteria": "between",
            "minimum": layout.FIRST_DAY,
            "maximum": layout.LAST_DAY,
            "input_message": _MEASURED[round_.kind].format(year=round_.year),
            "error_title": "Inte ett datum",
            "error_message": f"Skriv datumet som {round_.year}-12-31, eller lämna cellen tom.",
        }
    return text_validation(column.value, _TEXT_PROMPTS[column])


def value_validation(rule: Rule | NotAssessable, value_header: str, description: str = "") -> dict[str, Any]:
    """Return the validation, prompt and error text of a value cell, by its type.

    ``description`` says how the indicator is measured; it stands last in the prompt, as far as there is room.
    """
    validation = _by_type(rule, value_header)
    prompt = f"{validation['input_message']} {description}".strip()
    if len(prompt) > _PROMPT:
        prompt = prompt[: _PROMPT - len(_MORE)].rsplit(" ", 1)[0] + _MORE
    validation["input_message"] = prompt
    return validation


def _by_type(rule: Rule | NotAssessable, value_header: str) -> dict[str, Any]:
    measure = rule.measure
    common = {"input_title": value_header[:_PROMPT_TITLE], "error_title": "Värdet passar inte"}
    if measure.value_type is ValueType.TEXT:
        return common | text_validation(value_header[:_PROMPT_TITLE], _FREE_PROMPT)
    if measure.scale is not None:
        words = measure.scale.words
        listed = ", ".join(words)
        if len(",".join(words)) > _PROMPT or any("," in word for word in words):
            return common | text_validation(value_header[:_PROMPT_TITLE], f"Skriv ett av orden: {listed}."[:_PROMPT])
        return common | {
            "validate": "list",
            "source": words,
            "input_message": f"Välj i listan: {listed}."[:_PROMPT],
            "error_message": f"Välj ett av orden i listan: {listed}. Skriv förklaringen i Kommentar."[:_PROMPT],
        }
    example = _example(rule)
    if measure.is_percent:
        return common | {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -10,
            "maximum": 10,
            "input_message": f"Procent. Skriv bara talet: {example} betyder {example} %.",
            "error_message": f"Skriv bara talet, till exempel {example} för {example} %. Text skrivs i Kommentar.",
        }
    if measure.lowest is not None and measure.highest is not None:
        low, high = swedish(measure.lowest), swedish(measure.highest)
        return common | {
            "validate": "decimal",
            "criteria": "between",
            "minimum": float(measure.lowest),
            "maximum": float(measure.highest),
            "input_message": f"{_what(measure)}. Skriv bara talet, till exempel {example}.",
            "error_message": f"Skriv ett tal från {low} till {high}. Text skrivs i Kommentar.",
        }
    if measure.value_type is ValueType.COUNT and not measure.decimals:
        return common | {
            "validate": "integer",
            "criteria": "between",
            "minimum": int(measure.lowest or 0),
            "maximum": int(_LARGEST),
            "input_message": f"{_what(measure)}. Skriv bara talet, till exempel {example}.",
            "error_message": f"Skriv ett heltal, till exempel {example}. Text skrivs i Kommentar.",
        }
    return common | {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -_LARGEST,
        "maximum": _LARGEST,
        "input_message": f"{_what(measure)}. Skriv bara talet, till exempel {example}.",
        "error_message": f"Skriv bara talet, till exempel {example}. Text skrivs i Kommentar.",
    }


def _what(measure: Measure) -> str:
    """Say what kind of number a row is answered with: ``Tal i dagar``, ``Tal på skalan 1–5``, ``Indextal``."""
    unit = measure.unit
    if is_place(unit):
        return "Placering, ett heltal" if not measure.decimals else "Placering"
    index = canonical_unit(unit) == "index"
    if measure.lowest is not None and measure.highest is not None:
        ends = f"{swedish(measure.lowest)}–{swedish(measure.highest)}"
        return f"Indextal, {ends}" if index else f"Poäng, {ends}" if unit == "poäng" else f"Tal på skalan {ends}"
    if index:
        return "Indextal"
    whole = measure.value_type is ValueType.COUNT and not measure.decimals
    return f"{'Heltal' if whole else 'Tal'}{f' i {unit}' if unit and '/' not in unit else ''}"


def _example(rule: Rule | NotAssessable) -> str:
    """Return a number of about the size of this row's own, for prompts; never the target, which is no suggestion."""
    measure = rule.measure
    if measure.is_percent:
        return "81"
    if measure.lowest is not None and measure.highest is not None:
        return with_unit((measure.lowest + measure.highest) / 2, "", measure.decimals)
    threshold = abs(rule.threshold) if isinstance(rule, Rule) else Decimal(0)
    size = max(threshold.adjusted() if threshold else 0, 1)
    digits = Decimal("1234567890123456789"[: size + 1])
    return with_unit(digits + (Decimal("0.5") if measure.decimals else 0), "", measure.decimals)
