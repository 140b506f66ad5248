"""What the *Prognos/Utfall* cell of each indicator says: the outcome, the verdict in words, and its shade."""

from collections.abc import Sequence

from msgspec import Struct

from indikator_excel.consolidation.aggregate import Joint
from indikator_excel.consolidation.in_words import value_in_words, values_in_words
from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.row import Row
from indikator_excel.indicators.values import Measure
from indikator_excel.indicators.vocabulary import Verdict


class Line(Struct, frozen=True):
    """One line of a cell. ``verdict`` is told where the line has a shade of its own."""

    text: str
    verdict: Verdict | None = None


class Content(Struct, frozen=True):
    """A cell. ``verdict`` shades the whole; None where several departments' verdicts differ."""

    lines: tuple[Line, ...]
    verdict: Verdict | None

    @property
    def text(self) -> str:
        """The cell's text as it reads on one line."""
        return " ".join(line.text for line in self.lines)


def contents(result: Consolidation) -> dict[str, Content]:
    """Return what the cell of each indicator says, by its ID."""
    joint = {j.indicator_id: j for j in result.joint}
    by_id: dict[str, list[Row]] = {}
    for row in result.rows:
        by_id.setdefault(row.indicator_id, []).append(row)
    return {id_: _content(rows, joint.get(id_), result.register.readings[id_].measure) for id_, rows in by_id.items()}


def _content(rows: Sequence[Row], joint: Joint | None, measure: Measure) -> Content:
    if joint is not None and joint.outcome is not None:
        return Content((Line(value_in_words(joint.outcome, measure)), Line(joint.verdict.label)), joint.verdict)
    if len(rows) == 1:
        (row,) = rows
        return Content((*map(Line, values_in_words(row, measure)), Line(_verdict(row))), row.verdict)
    told = [f"{row.department_name}: {', '.join([*values_in_words(row, measure), _verdict(row)])}" for row in rows]
    if joint is not None:
        return Content((*map(Line, told), Line(f"Sammanvägt: {joint.verdict.label}")), joint.verdict)
    verdicts = {row.verdict for row in rows}
    if len(verdicts) == 1:
        return Content(tuple(map(Line, told)), verdicts.pop())
    return Content(tuple(Line(text, row.verdict) for text, row in zip(told, rows, strict=True)), None)


def _verdict(row: Row) -> str:
    """Return a row's verdict in words. One of the controller's own says so, since the figures may say otherwise."""
    return f"{row.verdict.label} (egen bedömning)" if row.own.counts else row.verdict.label
