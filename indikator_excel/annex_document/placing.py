"""Which row of a document is which indicator, and what can't be placed."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from indikator_excel.annex.model import AnnexRow
from indikator_excel.annex.word.document import WordAnnex
from indikator_excel.annex.word.tree import Node
from indikator_excel.annex_document.column import column_for
from indikator_excel.annex_document.content import Content
from indikator_excel.findings import about_annex
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.text import fold, join_and, quote
from indikator_excel.register.matching import KEY_COLUMNS, match_rows
from indikator_excel.register.model import Register

_PICTURES = ("w:drawing", "w:pict", "w:object")


class Placed(Struct, frozen=True, eq=False):
    """An indicator's cell in the document. ``beside`` is its target's, which a blank cell takes its look from."""

    indicator: Indicator
    place: str
    cell: Node
    beside: Node | None
    content: Content


class Placing(Struct, frozen=True):
    """Where every outcome goes, and what is to be said of it."""

    placed: tuple[Placed, ...]
    findings: tuple[Finding, ...]


def place_outcomes(document: WordAnnex, register: Register, contents: Mapping[str, Content]) -> Placing:
    """Find the cell of every indicator. What is doubtful is told, and what is unclear is left as it is."""
    rows = document.annex.rows
    keys = {i.id: (i.area, i.goal, i.group, i.subheading, i.name) for i in register.indicators}
    here = {id_: dict(zip(KEY_COLUMNS, key, strict=True)) for id_, key in keys.items()}
    matched = match_rows(here, register.annex_texts, rows)
    placed: list[Placed] = []
    findings: list[Finding] = []
    refused: dict[tuple[int, str], list[str]] = {}
    for number, row in enumerate(rows):
        word = document.row_of(row)
        at = Finding(about_annex.UNKNOWN_ROW, document.package.name, cell=word.place)
        indicator = register.by_id.get(matched.get(number, ""))
        if indicator is None:
            findings.append(replace(at, value=row.indicator, details={"skäl": _why_unknown(row, register)}))
            continue
        at = replace(at, indicator_id=indicator.id, indicator=indicator.label)
        choice = column_for([head for head, _ in word.outcomes], register.round)
        if choice.place is None:
            refused.setdefault((word.table, choice.why), []).append(indicator.id)
            continue
        head, cell = word.outcomes[choice.place]
        if cell is None or cell.merged_down:
            why = "cellen hör ihop med cellen i en annan rad" if cell else f"raden har ingen cell under {quote(head)}"
            findings.append(replace(at, kind=about_annex.NO_CELL, details={"skäl": why}))
            continue
        content = contents[indicator.id]
        findings += _doubts(row, indicator, register, at)
        before = [*filter(None, [cell.text]), *(["en bild"] if any(cell.node.every(*_PICTURES)) else [])]
        if before and fold(" ".join(before)) != fold(content.text):
            details = {"nytt_värde": quote(content.text), "kolumn": quote(head)}
            findings.append(replace(at, kind=about_annex.REPLACED, value=" ".join(before), details=details))
        placed.append(Placed(indicator, word.place, cell.node, word.target.node if word.target else None, content))
    for (table, why), ids in refused.items():
        at = Finding(about_annex.NO_COLUMN, document.package.name, cell=f"tabell {table}")
        details = {"skäl": why, "rader": join_and(ids), "kolumn": quote(register.round.value_header)}
        findings.append(replace(at, details=details))
    known = set(matched.values())
    absent = Finding(about_annex.NOT_IN_DOCUMENT, document.package.name)
    left = [i for i in register.indicators if i.id not in known]
    findings += [replace(absent, indicator_id=i.id, indicator=i.label) for i in left]
    return Placing(tuple(placed), tuple(sorted(findings, key=lambda f: f.level.order)))


def _why_unknown(row: AnnexRow, register: Register) -> str:
    """Say why a row is no indicator's: none has its text, or several have."""
    alike = [i.id for i in register.indicators if fold(i.name) == fold(row.indicator)]
    if alike:
        return f"texten finns i registret ({join_and(alike)}), men under andra rubriker eller på fler rader"
    return "ingen indikator i registret har den texten"


def _doubts(row: AnnexRow, indicator: Indicator, register: Register, at: Finding) -> Iterator[Finding]:
    """Yield what differs between the row and the register, which the verdict comes from."""
    last = register.annex_texts.get(indicator.id, {})
    if fold(row.indicator) not in (fold(indicator.name), fold(last.get("Indikator", ""))):
        yield replace(at, kind=about_annex.ALIKE, value=row.indicator)
    texts = (
        ("läget", row.baseline, indicator.baseline_text),
        ("målet", row.target, indicator.target_text),
    )
    for what, in_document, in_register in texts:
        if fold(in_document) != fold(in_register):
            details = {"vad": what, "registrets_värde": quote(in_register)}
            yield replace(at, kind=about_annex.TEXT_DIFFERS, value=in_document, details=details)
