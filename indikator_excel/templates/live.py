"""What the live cells of a row say: verdict, status and what to do, as formulas and as the results that are stored.

Each formula and its stored result stand side by side here, so that they can't drift apart.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from indikator_excel.indicators.formula import (
    formula_result,
    quoted,
    verdict_formula,
    worst_formula,
    worst_result,
)
from indikator_excel.indicators.model import Round
from indikator_excel.indicators.numbers import plain
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.values import BLANK, Remark, Value
from indikator_excel.indicators.vocabulary import CHECK, Verdict
from indikator_excel.templates.layout import PERIODS, Field, Hint, Status

_OTHER = {Field.VALUE: Field.VALUE_2, Field.VALUE_2: Field.VALUE}
_PARTS = (Field.WOMEN, Field.MEN)


class LiveRow(Struct, frozen=True):
    """A row's live cells.

    Args:
        rule: The rule that the department's answer is judged by.
        asked: The input columns that this row has.
        refer: Each input column's cell, as an expression that neither sorting nor cutting and pasting misleads.
        anchor: A blank cell with the number format that the value cells should have.
        verdict: The verdict's own cell.
        status: The status's own cell.
        contents: What the input cells store, for the stored results.
        values: The same value cells as the program reads them.
        to_correct: A condition that holds while something in the row must be put right; empty in a row without marks.
    """

    rule: Rule | NotAssessable
    asked: frozenset[Field]
    refer: Mapping[Field, str]
    anchor: str
    verdict: str
    status: str
    contents: Mapping[Field, object] = field(default_factory=dict)
    values: Mapping[Field, Value] = field(default_factory=dict)
    to_correct: str = ""

    # Verdict

    @property
    def verdict_formula(self) -> str:
        """The verdict of the row; of two periods the worse one's."""
        formulas = [
            verdict_formula(
                self.rule,
                self.refer[column],
                self.refer[Field.NOT_MEASURED],
                other_period=self._cell(_OTHER[column]),
                anchor=self.anchor,
                baseline=self._cell(Field.BASELINE_INPUT),
                parts=tuple(self.refer[part] for part in _PARTS if part in self.asked),
            )
            for column in self._periods
        ]
        return formulas[0] if len(formulas) == 1 else worst_formula(formulas)

    @property
    def verdict_shown(self) -> str:
        """What the verdict's formula shows."""
        shown = [self._shown(column) for column in self._periods]
        return shown[0] if len(shown) == 1 else worst_result(shown)

    def _shown(self, column: Field) -> str:
        content, reason = self.contents.get(column), self._text(Field.NOT_MEASURED)
        blank = content is None or not str(content).strip()
        if blank and any(str(self.contents.get(part) or "").strip() for part in _PARTS) and not reason:
            return CHECK
        if not blank and self._cell(_OTHER[column]) and not self._text(_OTHER[column]):
            reason = ""  # it says why the other period's value is missing
        rule = self.rule
        if not blank and not reason and any(self._is_unclear(part) for part in _PARTS):
            return CHECK
        baseline = self.values.get(Field.BASELINE_INPUT, BLANK)
        if isinstance(rule, NotAssessable) and rule.waiting is not None and baseline != BLANK:
            if not blank and not reason and not baseline.usable:
                return CHECK
            rule = rule.waiting.with_baseline(baseline) if baseline.usable else rule
        return formula_result(rule, content, self.values.get(column, BLANK), not_measured=reason)

    def _is_unclear(self, part: Field) -> bool:
        return formula_result(self.rule, self.contents.get(part), self.values.get(part, BLANK)) == CHECK

    @property
    def _periods(self) -> list[Field]:
        return [column for column in PERIODS if column in self.asked]

    # Status

    def status_formula(self, round_: Round) -> str:
        """What the row still needs."""
        needed = [f"{self.verdict}={quoted(v.label)}" for v in Verdict if v in round_.comment_required]
        done = quoted(Status.DONE)
        if needed:
            test = f'AND(OR({",".join(needed)}),TRIM({self.refer[Field.COMMENT]})="")'
            done = f"IF({test},{quoted(Status.EXPLAIN)},{done})"
        checked = f"{self.verdict}={quoted(CHECK)}"
        if self.to_correct:
            checked = f"OR({checked},{self.to_correct})"
        check = f"IF({checked},{quoted(Status.CHECK)},{done})"
        return f"=IF({self.verdict}={quoted(Verdict.NO_ANSWER.label)},{quoted(Status.FILL_IN)},{check})"

    def status_shown(self, round_: Round) -> Status:
        """What the status's formula shows."""
        shown = self.verdict_shown
        if shown == Verdict.NO_ANSWER.label:
            return Status.FILL_IN
        if shown == CHECK or self.to_correct:
            return Status.CHECK
        if not self._text(Field.COMMENT) and any(shown == v.label for v in round_.comment_required):
            return Status.EXPLAIN
        return Status.DONE

    # What to do

    @property
    def hint_formula(self) -> str:
        """What to do about the status, in words; for a row that is done only what else would be of use."""
        words = self.rule.measure.scale is not None
        wrong = quoted(Hint.WORD) if words else self._fault_formula(self._numbers)
        cells = [self.refer[c] for c in (*PERIODS, Field.NOT_MEASURED, Field.BASELINE_INPUT) if c in self.asked]
        if parts := [self.refer[part] for part in _PARTS if part in self.asked]:
            given = ",".join(f'TRIM({part})<>""' for part in parts)
            only_parts = f'AND(TRIM({self.refer[Field.VALUE]})="",OR({given}))'
            wrong = f"IF({only_parts},{quoted(Hint.TOTAL)},{wrong})"
            cells += parts
        filled = [f'TRIM({self.refer[c]})<>""' for c in (Field.NOT_MEASURED, *self._periods)]
        both = f"IF(AND({','.join(filled)}),{quoted(Hint.BOTH)},{wrong})"
        errors = ",".join(f"ISERROR({cell})" for cell in cells)
        wrong = f"IF(OR({errors}),{quoted(Hint.ERROR)},{both})"
        if self.to_correct:
            wrong = f"IF({self.to_correct},{quoted(Hint.TO_CORRECT)},{wrong})"
        return (
            f"=IF({self.status}={quoted(Status.DONE)},{self._more_formula},"
            f"IF({self.status}={quoted(Status.FILL_IN)},{quoted(self._fill_in)},"
            f"IF({self.status}={quoted(Status.EXPLAIN)},{quoted(Hint.EXPLAIN)},{wrong})))"
        )

    @property
    def _more_formula(self) -> str:
        """Write what would be of use in a row that is done, if it is not given a reason for having no value."""
        more = quoted("")
        for hint, columns in self._wanted:
            blank = ",".join(f'TRIM({self.refer[column]})=""' for column in columns)
            more = f"IF(OR({blank}),{quoted(hint)},{more})"
        return f'IF(TRIM({self.refer[Field.NOT_MEASURED]})="",{more},{quoted("")})' if self._wanted else more

    @property
    def _wanted(self) -> list[tuple[Hint, list[Field]]]:
        """The cells that a row can do without, with what to say of them; the last one is said first."""
        wanted = ((Hint.BOTH_SEXES, _PARTS), (Hint.BASELINE, (Field.BASELINE_INPUT,)))
        asked = [(hint, [c for c in columns if c in self.asked]) for hint, columns in wanted]
        return [(hint, columns) for hint, columns in asked if columns]

    @property
    def _fill_in(self) -> Hint:
        return Hint.BOTH_PERIODS if len(self._periods) > 1 else Hint.FILL_IN

    @property
    def _numbers(self) -> list[Field]:
        return [c for c in (*PERIODS, *_PARTS, Field.BASELINE_INPUT) if c in self.asked]

    def _fault_formula(self, columns: list[Field]) -> str:
        """Write what is wrong with the first of a row's number cells that can't be judged."""
        measure = self.rule.measure
        percent = measure.is_percent
        fault = quoted(Hint.PERCENT_LOST if percent else Hint.OTHER_FORMAT)
        texts, outside = [], []
        for column in columns:
            cell = self.refer[column]
            texts.append(f"ISTEXT({cell})")
            if percent:
                outside.append(f"ABS(N({cell}))>1")
            else:
                ends = (("<", measure.lowest), (">", measure.highest))
                beyond = [f"{cell}{sign}{plain(end):f}" for sign, end in ends if end is not None]
                outside += [f'AND(TRIM({cell})<>"",OR({",".join(beyond)}))'] if beyond else []
        if outside:
            fault = f"IF(OR({','.join(outside)}),{quoted(Hint.OVER_HUNDRED if percent else Hint.OUTSIDE)},{fault})"
        return f"IF(OR({','.join(texts)}),{quoted(Hint.TEXT)},{fault})"

    def hint_shown(self, round_: Round) -> str:
        """What the hint's formula shows."""
        match self.status_shown(round_):
            case Status.DONE:
                return self._more
            case Status.FILL_IN:
                return self._fill_in
            case Status.EXPLAIN:
                return Hint.EXPLAIN
        if self.to_correct:
            return Hint.TO_CORRECT
        if all(self._text(column) for column in (Field.NOT_MEASURED, *self._periods)):
            return Hint.BOTH
        if not self._text(Field.VALUE) and any(self._text(part) for part in _PARTS):
            return Hint.TOTAL
        if self.rule.measure.scale is not None:
            return Hint.WORD
        return self._fault(self._numbers)

    @property
    def _more(self) -> str:
        if not self._text(Field.NOT_MEASURED):
            for hint, columns in reversed(self._wanted):
                if not all(self._text(column) for column in columns):
                    return hint
        return ""

    def _fault(self, columns: list[Field]) -> Hint:
        contents = [self.contents.get(column) for column in columns]
        if any(isinstance(content, str) for content in contents):
            return Hint.TEXT
        percent = self.rule.measure.is_percent
        if percent and any(isinstance(c, int | float) and abs(c) > 1 for c in contents):
            return Hint.OVER_HUNDRED
        if any(Remark.OUTSIDE_BOUNDS in self.values.get(c, BLANK).remarks for c in columns):
            return Hint.OUTSIDE
        return Hint.PERCENT_LOST if percent else Hint.OTHER_FORMAT

    def _cell(self, column: Field) -> str:
        return self.refer[column] if column in self.asked else ""

    def _text(self, column: Field) -> str:
        return str(self.contents.get(column) if self.contents.get(column) is not None else "").strip()
