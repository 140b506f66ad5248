"""Ordered words: indicators that are measured in *saknas < påbörjat < delvis < klart* and the like."""

import re
from functools import lru_cache

from msgspec import Struct

from indikator_excel.indicators.text import fold

_DENIAL = re.compile(r"(?<!\w)(?:inte|ej|icke)(?!\w)")
_OPPOSITE = re.compile(
    r"(?<!\w)(?:o(?:klar|färdig|fullständig|genomför|avsluta|påbörja|uppfyll)\w*|(?:in|upp|ned)(?:ställ|skjut|lag)\w*"
    r"|avbr[uy]t\w*|ing(?:et|en|a)|utgå\w*|sant|falskt|nja)(?!\w)"
)


class Step(Struct, frozen=True):
    """One step of a scale: the word that is shown, and the words that mean the same."""

    word: str
    synonyms: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The word and its synonyms."""
        return (self.word, *self.synonyms)


class Scale(Struct, frozen=True):
    """Steps from worst to best. Words are found without regard to case, spacing and synonyms."""

    name: str
    steps: tuple[Step, ...]

    def rank(self, text: str) -> int | None:
        """Return the step's place, 0 for the worst; None for a word outside the scale."""
        return _ranks(self).get(fold(text))

    @property
    def words(self) -> list[str]:
        """The steps' words, from worst to best."""
        return [step.word for step in self.steps]

    def closest(self, text: str) -> str | None:
        """Return the scale's word whose spelling is nearest to ``text``, if any is near."""
        spellings = {fold(spelling): step.word for step in self.steps for spelling in step.spellings}
        wanted = fold(text)
        if _DENIAL.search(wanted):
            return self.steps[0].word  # "inte klart" is near to "klart" in letters alone
        if _OPPOSITE.search(wanted):
            return None  # as "oklart" and "inställt" are
        contained = [word for spelling, word in spellings.items() if f" {spelling} " in f" {wanted} "]
        if contained:
            return contained[0]
        # "nästan klar" has as many letters in common with "inte klart" as with "klart".
        affirming = {spelling: word for spelling, word in spellings.items() if not _DENIAL.search(spelling)}
        from difflib import get_close_matches

        near = get_close_matches(wanted, affirming, n=1, cutoff=0.6)
        for word in wanted.split():
            near += get_close_matches(word, affirming, n=1, cutoff=0.8)
        return spellings[near[0]] if near else None


@lru_cache(maxsize=256)  # a register has a handful of scales, and every row asks for many words
def _ranks(scale: Scale) -> dict[str, int]:
    """Return the rank of each spelling, folded; the worst where two steps share one."""
    ranks: dict[str, int] = {}
    for rank, step in enumerate(scale.steps):
        for spelling in step.spellings:
            ranks.setdefault(fold(spelling), rank)
    return ranks


#: The scale of rows that are measured in words and name no scale of their own.
DEFAULT = Scale(
    "Genomförande",
    (
        Step(
            "saknas",
            (
                *("nej", "ej påbörjat", "ej klart", "ej infört", "inte påbörjat", "inte klart", "inte infört"),
                *("ej påbörjad", "ej klar", "ej införd", "inte påbörjad", "inte klar", "inte införd"),
                *("ej genomfört", "ej genomförd", "inte genomfört", "inte genomförd"),
            ),
        ),
        Step("påbörjat", ("pågår", "påbörjad")),
        Step("delvis", ("till viss del",)),
        Step(
            "klart",
            (
                *(
                    "ja",
                    "helt",
                    "klar",
                    "färdigt",
                    "färdig",
                    "avslutat",
                    "avslutad",
                    "genomfört",
                    "infört",
                    "implementerat",
                    "sammanställt",
                    "antagen",
                ),
                *("genomförd", "införd", "implementerad", "sammanställd", "antaget"),
            ),
        ),
    ),
)
#: Two-valued scales. They are chosen by the target's own word and never replaced by the register.
FULFILS = Scale(
    "Uppfyller",
    (
        Step(
            "uppfyller ej", ("uppfyller inte", "ej uppfyllt", "inte uppfyllt", "uppfylls ej", "uppfylls inte", "nej")
        ),
        Step("uppfyller", ("uppfyllt", "uppfylls", "ja")),
    ),
)
YES_NO = Scale("Ja/nej", (Step("nej"), Step("ja")))
TWO_VALUED = (FULFILS, YES_NO)


def two_valued_for(text: str, other: Scale = DEFAULT) -> Scale | None:
    """Return the two-valued scale that ``text`` (a target's word) belongs to.

    Its own words are found first, and what means the same only where it is no word of the row's ``other`` scale.
    """
    for scale in TWO_VALUED:
        if any(fold(word) == fold(text) for word in scale.words):
            return scale
    if other.rank(text) is not None:
        return None
    return next((scale for scale in TWO_VALUED if scale.rank(text) is not None), None)
