"""The columns of *Måluppfyllelse*: what stands in each, row by row."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from indikator_excel.consolidation.merge import Consolidation
from indikator_excel.consolidation.own import CHOICES, NOBODY, NOTE, OWN_VERDICT, REASON, OwnFormula, shown_verdict
from indikator_excel.consolidation.row import Outcome, Row
from indikator_excel.consolidation.workbook.hers import ADDED_WIDTH, Layout
from indikator_excel.consolidation.workbook.outcomes import Outcomes, number_cell, outcome_cell
from indikator_excel.indicators.formula import quoted, verdict_formula, worst_formula
from indikator_excel.indicators.model import Round
from indikator_excel.indicators.numbers import with_unit
from indikator_excel.indicators.rule import NotAssessable, Rule
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.templates import layout
from indikator_excel.xlsx.book import Book
from indikator_excel.xlsx.content import ROW, Column, Content, Formula, Styled
from indikator_excel.xlsx.fit import width_for_numbers

TITLE = "Måluppfyllelse"
#: The header's row from 0; title and explanation stand above.
HEADER = 2
_LONGEST_LITERAL = 255  # Excel's limit for a text constant in a formula
#: The verdict that counts, and the one by the rule.
VERDICT = "Bedömning"
CALCULATED = "Beräknad bedömning"
LAST_PRINTED = "Åtgärd"
#: The curve over the years.
CURVE = "Historik"
#: What a cell needs beside a name, and the most that a column is widened for it.
_BESIDE_NAME, _WIDEST_NAME = 3.0, 26.0
_OURS = frozenset(
    {
        *("ID", "Område", "Mål", "Indikatorgrupp", "Underrubrik", "Indikator", "Förvaltning", "Kvinnor", "Män"),
        *(VERDICT, "Trend", CURVE, "Varför", "Kommentar", LAST_PRINTED, CALCULATED, OWN_VERDICT, REASON, NOTE),
    }
)
_OF_A_YEAR = re.compile(r"(?:Läget|Målvärde|Prognos|Utfall) \d{4}\b.*")
_CHOICES = "{" + ",".join(quoted(verdict.label) for verdict in CHOICES) + "}"

_Cells = Sequence[Content | Styled]


def added_headers(headers: Sequence[str], round_: Round) -> tuple[str, ...]:
    """Return the headers of columns that the controller has added to a sheet of this round's or another's.

    A year's column is the program's, but for one of another year where the sheet has this round's.
    """
    fields = (layout.Field.BASELINE, layout.Field.TARGET, *layout.PERIODS)
    of_round = {layout.header(field, round_) for field in fields}
    same = round_.value_header in headers

    def is_ours(header: str) -> bool:
        return header in _OURS or (bool(_OF_A_YEAR.fullmatch(header)) and (header in of_round or not same))

    return tuple(dict.fromkeys(header for header in headers if header and not is_ours(header)))


class Places(Struct, frozen=True):
    """Where the columns stand, as absolute references. ``widths`` are theirs, by header and in order."""

    first: int  # from 1
    last: int
    letters: dict[str, str]
    widths: dict[str, float]

    def area(self, header: str) -> str:
        """Return a column's cells, to be used from any sheet."""
        letter = self.letters[header]
        return f"{TITLE}!${letter}${self.first}:${letter}${self.last}"

    def cell(self, header: str, position: int) -> str:
        """Return one cell by the row's position from 0."""
        return f"{TITLE}!{self.letters[header]}{self.first + position}"

    def beside(self, header: str) -> str:
        """Return the cell of the same row, in a formula of the sheet itself."""
        return f"${self.letters[header]}{ROW}"


def places(result: Consolidation) -> Places:
    """Work out where the columns will stand, before any sheet is written."""
    from xlsxwriter.utility import xl_col_to_name

    first = HEADER + 2
    widths = headers(result)
    letters = {header: str(xl_col_to_name(n)) for n, header in enumerate(widths)}
    return Places(first, first + max(1, len(result.rows)) - 1, letters, widths)


def _beside(heads: Sequence[str]) -> dict[str, str]:
    """Return the cell of the same row by header, in a formula of the sheet itself."""
    from xlsxwriter.utility import xl_col_to_name

    return {header: f"${xl_col_to_name(n)}{ROW}" for n, header in enumerate(heads)}


def _added(book: Book, written: str | float | OwnFormula | None, beside: Mapping[str, str]) -> Content | Styled:
    """Return what she has in a column that she has added: a formula again, where all that it uses is still there."""
    if not isinstance(written, OwnFormula):
        return written
    look = book.cell_with(bg_color=book.theme.entry, num_format=written.number_format)
    if not written.uses <= beside.keys():
        return Styled(written.shown, look)
    text = "".join(beside[part] if n % 2 else part for n, part in enumerate(written.parts))
    return Styled(Formula(text, written.shown), look)


def headers(result: Consolidation) -> dict[str, float]:
    """Return the sheet's headers and widths in order; a column that would be empty on every row is left out.

    The columns of the report are kept so narrow that a page of A4 shows them in letters that can be read.
    """
    round_, rows = result.register.round, result.rows
    wanted: list[tuple[str, float, str]] = [
        ("ID", max((7.0, *(len(row.indicator_id) + 1.0 for row in rows))), ""),
        ("Område", 12, ""),
        ("Mål", 16, "goal"),
        ("Indikatorgrupp", 22, "group"),
        ("Underrubrik", 14, "subheading"),
        ("Indikator", 20, ""),
        ("Förvaltning", 14, ""),
        (f"Läget {round_.baseline_year}", 11, ""),
        (f"Målvärde {round_.year}", 13, ""),
        (round_.value_header, 11, ""),
        (second_header(result), 11, "outcome_2"),
        ("Kvinnor", 10, "women"),
        ("Män", 9, "men"),
        (VERDICT, 17, ""),
        ("Trend", 11, ""),
        (CURVE, 12, "past"),
        ("Varför", 25, ""),
        ("Kommentar", 24, ""),
        (LAST_PRINTED, 18, ""),
        (CALCULATED, 17, ""),
        (OWN_VERDICT, 17, ""),
        (REASON, 28, ""),
        (NOTE, 28, ""),
    ]
    used = {"past": result.register.has_history}
    used["outcome_2"] = any(map(result.has_two, rows))
    used |= {c: any(getattr(row, c) not in (None, "") for row in rows) for _, _, c in wanted if c and c not in used}
    if any(i.by_sex for i in result.register.indicators):
        used |= {"women": True, "men": True}  # also where none could be used
    return {h: w for h, w, column in wanted if not column or used[column]}


def second_header(result: Consolidation) -> str:
    """Return the header of the second period's values."""
    return layout.header(layout.Field.VALUE_2, result.register.round)


def columns(book: Book, result: Consolidation, where: Places, outcomes: Outcomes, hers: Layout) -> list[Column]:
    """Return the columns with their cells, hers last, where they move none of the others.

    Args:
        book: The workbook.
        result: What was consolidated.
        where: Where the columns stand.
        outcomes: The rows' outcomes as cells.
        hers: What she has set, with the columns that she has added.
    """
    added = hers.columns
    round_, rows = result.register.round, result.rows
    own = [row.own for row in rows]
    beside = _beside([*where.widths, *added])
    seconds = [_second(book, result, row) for row in rows]
    told: dict[str, _Cells] = {
        "ID": [row.indicator_id for row in rows],
        "Område": [row.area for row in rows],
        "Mål": [row.goal for row in rows],
        "Indikatorgrupp": [row.group for row in rows],
        "Underrubrik": [row.subheading for row in rows],
        "Indikator": [row.indicator for row in rows],
        "Förvaltning": [row.department_name or NOBODY for row in rows],
        f"Läget {round_.baseline_year}": list(map(_baseline, rows)),
        f"Målvärde {round_.year}": [row.target for row in rows],
        round_.value_header: outcomes.cells,
        second_header(result): seconds,
        "Kvinnor": _part(book, rows, [row.women for row in rows]),
        "Män": _part(book, rows, [row.men for row in rows]),
        VERDICT: _verdicts(result, where),
        "Trend": _trends(result, where, outcomes),
        CURVE: [None] * len(rows),
        "Varför": _reasons(result, where, outcomes, seconds),
        "Kommentar": [row.comment for row in rows],
        LAST_PRINTED: [row.action for row in rows],
        CALCULATED: _calculated(result, where),
    }
    own_cells: dict[str, _Cells] = {
        OWN_VERDICT: [shown_verdict(o) for o in own],
        REASON: [o.reason for o in own],
        NOTE: [o.note for o in own],
        **{header: [_added(book, o.more.get(header), beside) for o in own] for header in added},
    }
    entry = book.cell_with(bg_color=book.theme.entry)
    heads = [*where.widths.items(), *((header, ADDED_WIDTH) for header in added)]
    looks = {
        header: book.cell_with(bg_color=book.theme.entry, num_format=form)
        for header, form in hers.number_formats.items()
    }
    return [
        Column(header, width, own_cells[header], looks.get(header, entry))
        if header in own_cells
        else Column(header, width, told[header])
        for header, width in heads
    ]


def widths_needed(result: Consolidation, outcomes: Outcomes) -> dict[str, float]:
    """Return the widths that numbers need, which else are shown as ####, and departments' names not to be cut."""
    columns: dict[str, Sequence[Outcome]] = {
        second_header(result): [row.outcome_2 for row in result.rows],
        "Kvinnor": [row.women for row in result.rows],
        "Män": [row.men for row in result.rows],
    }
    needed = {result.register.round.value_header: outcomes.width}
    for header, given in columns.items():
        cells = zip(given, result.rows, strict=True)
        needed[header] = width_for_numbers((n, row.rule.measure) for n, row in cells if isinstance(n, Decimal))
    words = [word for d in result.register.departments for word in d.name.split()]
    needed["Förvaltning"] = min(_WIDEST_NAME, max(map(len, words), default=0) + _BESIDE_NAME)
    return needed


def _baseline(row: Row) -> str:
    """Return the baseline as written, or the one that came with the answer where it was missing."""
    given = row.baseline_given
    if given is None:
        return str(row.baseline)
    told = with_unit(given, row.rule.measure.unit) if isinstance(given, Decimal) else given
    return f"{told} (enligt svaret)"


def _second(book: Book, result: Consolidation, row: Row) -> Styled | None:
    """Return the outcome of a second period."""
    if not result.has_two(row):
        return None
    return Styled(*outcome_cell(book, row.rule.measure, row.outcome_2, row.raw_2, row.not_measured))


def _part(book: Book, rows: Sequence[Row], numbers: Sequence[Decimal | None]) -> list[Styled | None]:
    """Return the values of women or of men."""
    cells = zip(numbers, rows, strict=True)
    return [None if number is None else number_cell(book, number, row.rule.measure) for number, row in cells]


def _her_verdict_counts(where: Places) -> str:
    """Return the condition under which her own verdict counts: it is one of them, and has a reason."""
    hers, reason = where.beside(OWN_VERDICT), where.beside(REASON)
    return f'AND(ISNUMBER(MATCH({hers},{_CHOICES},0)),TRIM({reason})<>"")'


def _verdicts(result: Consolidation, where: Places) -> list[Formula]:
    """Return the verdicts that count."""
    text = f"=IF({_her_verdict_counts(where)},{where.beside(OWN_VERDICT)},{where.beside(CALCULATED)})"
    shown = {verdict: Formula(text, verdict.label) for verdict in Verdict}
    return [shown[row.verdict] for row in result.rows]


def _calculated(result: Consolidation, where: Places) -> list[Formula]:
    """Return the verdicts by the rules, each formula made once for the rows of a rule."""
    value = where.beside(result.register.round.value_header)
    made: dict[tuple[int, bool], str] = {}
    cells = []
    for row in result.rows:
        two = result.has_two(row)
        # By which rule it is and not by what it says: to compare rules takes longer than to make the formula.
        key = (id(row.rule), two)
        if key not in made:
            made[key] = _judging(row.rule, value)
            if two:
                both = [made[key], _judging(row.rule, where.beside(second_header(result)))]
                made[key] = worst_formula(both, unreadable=Verdict.NOT_ASSESSABLE.label)
        cells.append(Formula(made[key], row.calculated.label))
    return cells


def _judging(rule: Rule | NotAssessable, cell: str) -> str:
    return verdict_formula(rule, cell, unreadable=Verdict.NOT_ASSESSABLE.label, trusted=True)


def _trends(result: Consolidation, where: Places, outcomes: Outcomes) -> list[Content]:
    """Return the trends, which are those of the first period."""
    value = where.beside(result.register.round.value_header)
    cells = zip(outcomes.cells, result.rows, strict=True)
    return [_as_of_run([(value, cell.content)], str(row.trend), "") for cell, row in cells]


def _reasons(
    result: Consolidation, where: Places, outcomes: Outcomes, seconds: Sequence[Styled | None]
) -> list[Content]:
    """Say why each verdict is what it is: by her reason where her own verdict counts, else by the rule."""
    value = where.beside(result.register.round.value_header)
    hers = f'=IF({_her_verdict_counts(where)},"egen bedömning: "&TRIM({where.beside(REASON)}),'
    found: list[Content] = []
    for cell, second, row in zip(outcomes.cells, seconds, result.rows, strict=True):
        values = [(value, cell.content)]
        if second is not None:
            values.append((where.beside(second_header(result)), second.content))
        by_rule = _as_of_run(values, row.calculated_why, "Värdet är ändrat efter sammanställningen.")
        if isinstance(by_rule, Formula):
            found.append(Formula(f"{hers}{by_rule.text.removeprefix('=')})", row.why))
        elif isinstance(by_rule, str) and len(by_rule) <= _LONGEST_LITERAL:
            found.append(Formula(f"{hers}{quoted(by_rule)})", row.why))
        else:  # longer than a formula may hold: it is as of the run
            found.append(row.why)
    return found


def _as_of_run(values: Sequence[tuple[str, Content]], text: str, otherwise: str) -> Content:
    """Say ``text`` for as long as the outcome is what it was when the workbook was made.

    Args:
        values: The cells of the outcome, and what they held then.
        text: What to say.
        otherwise: What to say when one of them holds something else.
    """
    texts = [text, *[content for _, content in values if isinstance(content, str)]]
    if not text or max(map(len, texts)) > _LONGEST_LITERAL:
        return text
    conditions = [_is_still(cell, content) for cell, content in values]
    same = conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"
    return Formula(f"=IF({same},{quoted(text)},{quoted(otherwise)})", text)


def _is_still(cell: str, content: Content) -> str:
    """Return the condition under which a cell holds what it held."""
    if content is None:
        return f'{cell}=""'
    if isinstance(content, str):
        return f"EXACT({cell},{quoted(content)})"
    return f'AND({cell}<>"",{cell}={content!r})'  # an empty cell equals zero
