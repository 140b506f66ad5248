"""Baselines that came with departments' answers: questions to the controller until the register has a baseline."""

import re
from collections.abc import Iterable

from msgspec import Struct

from indikator_excel.findings import about_register
from indikator_excel.indicators.text import clean
from indikator_excel.indicators.values import is_placeholder
from indikator_excel.register.book import Book
from indikator_excel.register.layout import QUESTIONS
from indikator_excel.register.model import Register
from indikator_excel.register.review.question import Asker, Question

#: The end of the question as the catalogue words it, by which the department is read back from the sheet.
_AFTER_VALUE = re.escape(about_register.BASELINE_OFFERED.message.rpartition("{värde}")[2])
_BY = re.compile(_AFTER_VALUE.replace(re.escape("{förvaltning}"), "(?P<department>.+)") + r"\Z")


class Offer(Struct, frozen=True):
    """A baseline as a department wrote it."""

    indicator_id: str
    value: str
    department: str


def stored_offers(book: Book) -> list[Offer]:
    """Return the offers that stand in *Frågor*."""
    table = book.table(QUESTIONS)
    if table is None:
        return []
    offers = []
    for row in table.rows():
        by = _BY.search(clean(table.text(row, "Fråga")))
        if clean(table.text(row, "Kod")) == about_register.BASELINE_OFFERED.code and by:
            id_, value = clean(table.text(row, "ID")), clean(table.text(row, "Förslag"))
            offers.append(Offer(id_, value, by["department"]))
    return offers


def offer_questions(offers: Iterable[Offer], register: Register) -> list[Question]:
    """Ask about the offers whose row still has no baseline."""
    questions = []
    for offer in dict.fromkeys(offers):
        indicator = register.by_id.get(offer.indicator_id)
        if indicator is not None and (not clean(indicator.baseline_text) or is_placeholder(indicator.baseline_text)):
            asker = Asker.of(indicator, register)
            questions.append(
                asker.ask(
                    about_register.BASELINE_OFFERED,
                    offer.value,
                    column="Läget",
                    suggestion=offer.value,
                    förvaltning=offer.department,
                )
            )
    return questions
