"""A value given for women and men: ``kv 74 / m 69``, ``K: 74 % M: 69 %``, ``72 % (74 kvinnor, 69 män)``."""

import re
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from indikator_excel.indicators.numbers import NUMBER, parse_number
from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.units import canonical_unit

#: No value is longer; patterns over longer texts would cost the square of their length.
_LONGEST = 100
_WOMEN = r"kvinnor|kvinna|kv|k|flickor|fl|tjejer"
_MEN = r"män|man|m|pojkar|p|killar"
_TOTAL = r"totalt?|tot|alla|båda"
_UNIT = r"(?P<unit>%|procent\b|st\b)?"
_SEX = when_used(rf"(?<![^\W\d_])(?:{_WOMEN})(?![^\W\d_])", re.IGNORECASE)
_LABEL = rf"(?:(?P<women>{_WOMEN})|(?P<men>{_MEN})|(?P<total>{_TOTAL}))"
_LABEL_FIRST = when_used(rf"(?<!\w){_LABEL}\s*[:=.]?\s*(?P<number>{NUMBER})\s*{_UNIT}", re.IGNORECASE)
_LABEL_LAST = when_used(rf"(?<![\w,.])(?P<number>{NUMBER})\s*{_UNIT}\s*\(?{_LABEL}(?!\w)\.?\)?", re.IGNORECASE)
_TOTAL_FIRST = when_used(rf"(?P<number>{NUMBER})\s*{_UNIT}\s*\Z", re.IGNORECASE)
_BETWEEN_SEXES = when_used(r"(?:[\s,;/|()–-]|\boch\b|\bvarav\b)*\Z", re.IGNORECASE)


class BySex(Struct, frozen=True):
    """A value split by sex as written: the values of women and men, and the total where it is given."""

    women: Decimal
    men: Decimal
    total: Decimal | None
    unit: str


def by_sex(text: str) -> BySex | None:
    """Read ``kv 74 / m 69``, ``K: 74 % M: 69 %``, ``72 % (74 kvinnor, 69 män)``; None for anything else."""
    if len(text) > _LONGEST or not _SEX.search(text):
        return None
    found = (_labelled(list(pattern.finditer(text)), text) for pattern in (_LABEL_FIRST, _LABEL_LAST))
    return next((split for split in found if split is not None), None)


def _labelled(matches: list[re.Match[str]], text: str) -> BySex | None:
    """Put labelled numbers together; None where anything is left over, or one of the two is missing."""
    numbers: dict[str, Decimal | None] = {}
    for match in matches:
        label = next(name for name in ("women", "men", "total") if match[name])
        if label in numbers:
            return None
        numbers[label] = parse_number(match["number"])
    women, men = numbers.get("women"), numbers.get("men")
    if women is None or men is None:
        return None
    before = text[: matches[0].start()]
    first = None if "total" in numbers else _TOTAL_FIRST.match(before.rstrip(" (,;:–-"))
    total = parse_number(first["number"]) if first else numbers.get("total")
    between = [text[one.end() : other.start()] for one, other in pairwise(matches)]
    rest = [*between, text[matches[-1].end() :], "" if first else before]
    units = {canonical_unit(m["unit"]) for m in (*matches, *([first] if first else [])) if m["unit"]}
    if len(units) > 1 or not all(_BETWEEN_SEXES.match(part) for part in rest):
        return None
    return BySex(women, men, total, next(iter(units), ""))
