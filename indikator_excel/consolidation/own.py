"""The controller's own columns of *Måluppfyllelse*: her verdict with its reason, and her notes.

They are hers: every run takes them over from the workbook before it, row by row, and what no longer has a row is kept
beside. An own verdict counts only with a reason; the calculated one stays beside it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.consolidation.row_keys import RowKey, moved_rows
from indikator_excel.findings import about_whole
from indikator_excel.findings.finding import Finding
from indikator_excel.indicators.numbers import exact, swedish
from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.model import Register

#: The headers of the columns, in order.
OWN_VERDICT, REASON, NOTE = "Egen bedömning", "Motivering", "Anteckning"
#: Who reports a row that no department is named for.
NOBODY = "ingen utpekad"
#: The verdicts that she may choose among: an answer is missing or it is not.
CHOICES = (Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET, Verdict.NOT_ASSESSABLE)
_BY_TEXT = {fold(text): verdict for verdict in CHOICES for text in (verdict, verdict.label)}


class OwnFormula(Struct, frozen=True):
    """A formula of hers that follows its row.

    ``parts`` are its text, from the = on, and at every second place the header of a cell in the row. ``shown`` is
    what it showed, in the given number format.
    """

    parts: tuple[str, ...]
    shown: str | float
    number_format: str = "General"

    @property
    def uses(self) -> frozenset[str]:
        """The headers of the cells that it needs."""
        return frozenset(self.parts[1::2])


class Own(Struct, frozen=True):
    """What she has written in one row. ``indicator`` is its name, for a row that is gone.

    ``more`` is what stands in columns that she has added herself, by header.
    """

    verdict_text: str = ""
    reason: str = ""
    note: str = ""
    indicator: str = ""
    more: Mapping[str, str | float | OwnFormula] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict | None:
        """Her verdict; None for what is none."""
        return _BY_TEXT.get(fold(self.verdict_text)) if self.verdict_text else None

    @property
    def counts(self) -> bool:
        """Whether her verdict is what counts."""
        return self.verdict is not None and bool(clean(self.reason))

    @property
    def is_blank(self) -> bool:
        """Whether she has written nothing."""
        return not (self.verdict_text or self.reason or self.note or self.more)

    @property
    def told(self) -> str:
        """All that she has written, in one line."""
        shown = map(shown_value, self.more.values())
        more = (text if isinstance(text, str) else swedish(exact(text)) for text in shown)
        texts = (shown_verdict(self), self.reason, self.note, *more)
        return " / ".join(clean(text) for text in texts if text)


BLANK = Own()


class OwnColumns(Struct, frozen=True):
    """All that she has written: by row, and what has no row in this round. ``findings`` is what she must look at."""

    by_row: Mapping[RowKey, Own] = field(default_factory=dict)
    orphans: Mapping[RowKey, Own] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def settle_own(
    written: Mapping[RowKey, Own], stood: Collection[RowKey], rows: pd.DataFrame, register: Register
) -> OwnColumns:
    """Give what she wrote in the workbook before this one to this one's rows.

    Args:
        written: What she wrote, by row.
        stood: All rows of that workbook.
        rows: Those of this one.
        register: What is asked about.
    """
    keys = list(_keys(rows))
    renamed = {was: now for now, was in moved_rows(stood, keys).items()}
    of_one = _only_rows(keys)
    by_row: dict[RowKey, Own] = {}
    orphans: dict[RowKey, Own] = {}
    known = set(keys)
    once_before = _only_rows(written)
    # What stands on its own row comes first; what comes to it from another one adds to that, or is kept beside.
    for key, own in sorted(written.items(), key=lambda item: item[0] not in known):
        if own.is_blank:
            continue
        if key in known:
            by_row[key] = own
            continue
        now = renamed.get(key) or (of_one.get(key[0]) if key[0] in once_before else None)
        moves, stays = (BLANK, own) if now is None else _divided(key, now, own, stood)
        if now is not None and not moves.is_blank:
            together = _together(by_row.get(now, BLANK), moves)
            if together is None:
                stays = own
            else:
                by_row[now] = together
        if not stays.is_blank:
            orphans[key] = stays
    return OwnColumns(by_row, orphans, tuple(_findings(by_row, orphans, register)))


def _divided(was: RowKey, now: RowKey, own: Own, stood: Collection[RowKey]) -> tuple[Own, Own]:
    """Return what she wrote that follows its indicator to another row, and what stays behind.

    What she said of one department's answer is not said of another's; and a row that was there itself has texts of
    its own. A department that has only got another name was not there before.
    """
    if was[1] in ("", NOBODY) or all(department != now[1] for _, department in stood):
        return own, BLANK
    if now in stood:
        return BLANK, own
    return replace(own, verdict_text="", reason=""), Own(own.verdict_text, own.reason, indicator=own.indicator)


def _together(here: Own, more: Own) -> Own | None:
    """Return what stands on a row with what comes to it from another; None where they say two things of the same."""
    pairs: list[tuple[object, object]] = [(here.more.get(header, ""), text) for header, text in more.more.items()]
    pairs += [(here.verdict_text, more.verdict_text), (here.reason, more.reason), (here.note, more.note)]
    if any(one not in ("", other) and other != "" for one, other in pairs):
        return None
    return Own(
        here.verdict_text or more.verdict_text,
        here.reason or more.reason,
        here.note or more.note,
        here.indicator or more.indicator,
        {**more.more, **here.more},
    )


def with_own(rows: pd.DataFrame, own: OwnColumns) -> pd.DataFrame:
    """Let her verdicts count: add ``own`` and keep what was calculated as ``calculated`` and ``calculated_why``."""
    rows = rows.assign(calculated=rows["verdict"], calculated_why=rows["why"])
    given = [own.by_row.get(key, BLANK) for key in _keys(rows)]
    rows["own"] = pd.Series(given, index=rows.index, dtype=object)
    verdicts = zip(rows["calculated"], rows["calculated_why"], given, strict=True)
    counted = [(o.verdict, f"egen bedömning: {clean(o.reason)}") if o.counts else (v, w) for v, w, o in verdicts]
    rows["verdict"] = pd.Series([verdict for verdict, _ in counted], index=rows.index, dtype=object)
    rows["why"] = pd.Series([why for _, why in counted], index=rows.index, dtype=object)
    return rows


def shown_value(written: str | float | OwnFormula) -> str | float:
    """Return what a cell of hers showed."""
    return written.shown if isinstance(written, OwnFormula) else written


def shown_verdict(own: Own) -> str:
    """Return her verdict as cells show it, or what she wrote where it is none."""
    return own.verdict.label if own.verdict else own.verdict_text


def _keys(rows: pd.DataFrame) -> Iterator[RowKey]:
    return zip(rows["indicator_id"], rows["department_name"], strict=True)


def _only_rows(keys: Iterable[RowKey]) -> dict[str, RowKey]:
    """Return the row of each indicator that has one only."""
    found: dict[str, list[RowKey]] = {}
    for key in keys:
        found.setdefault(key[0], []).append(key)
    return {id_: listed[0] for id_, listed in found.items() if len(listed) == 1}


def _findings(by_row: Mapping[RowKey, Own], orphans: Mapping[RowKey, Own], register: Register) -> Iterable[Finding]:
    for (id_, department), own in by_row.items():
        if own.verdict_text and not own.counts:
            kind = about_whole.OWN_UNREADABLE if own.verdict is None else about_whole.OWN_WITHOUT_REASON
            label = register.by_id[id_].label
            yield Finding(
                kind, indicator_id=id_, indicator=label, department=department, value=clean(own.verdict_text)
            )
        if own.counts and register.by_id[id_].weighs_values:
            yield Finding(
                about_whole.OWN_OF_A_PART,
                indicator_id=id_,
                indicator=register.by_id[id_].label,
                department=department,
                value=shown_verdict(own),
            )
    for (id_, department), own in orphans.items():
        name = own.indicator or id_
        yield Finding(
            about_whole.OWN_WITHOUT_ROW, indicator_id=id_, indicator=name, department=department, value=own.told
        )
