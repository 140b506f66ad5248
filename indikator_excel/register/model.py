"""The register as the rest of the round sees it."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from indikator_excel.indicators.mail_server import MailServer
from indikator_excel.indicators.model import Department, Indicator, Round, id_key
from indikator_excel.indicators.reading import Reading, interpret
from indikator_excel.indicators.rule import NotAssessable, Rule, rule_for
from indikator_excel.indicators.scales import Scale
from indikator_excel.indicators.target import Years
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.values import says_what_was
from indikator_excel.indicators.vocabulary import Aggregation
from indikator_excel.register.history import KnownBaseline


class LastTarget(Struct, frozen=True):
    """The target of the year before, which a new year emptied, and what may be suggested in its place."""

    text: str
    suggestion: str = ""


class Register(Struct, frozen=True, dict=True):
    """Everything that a round is asked about. The indicators stand in the annex's order.

    ``problems`` are rows of the register that could not be read as they stand, each a Swedish sentence with the
    cell's place.
    """

    round: Round
    departments: tuple[Department, ...]
    indicators: tuple[Indicator, ...]
    areas: tuple[tuple[str, str], ...] = ()
    goals: tuple[tuple[str, str], ...] = ()
    scales: Mapping[str, Scale] = field(default_factory=dict)
    #: *Historik*: ID -> earlier year -> the indicator's value as written, empty where the year has no single value.
    history: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    #: The same for each department's own answers: ID and department's code -> earlier year -> value as written.
    history_by_department: Mapping[tuple[str, str], Mapping[int, str]] = field(default_factory=dict)
    #: What the annex's own tables call *Läget* and *Målvärde*, by ID.
    headers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Each indicator's texts as the annex had them when it was last read: ID -> column -> text.
    annex_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: What is known, by ID, of baselines and targets that have to be filled in.
    known_baselines: Mapping[str, KnownBaseline] = field(default_factory=dict)
    last_targets: Mapping[str, LastTarget] = field(default_factory=dict)
    #: The server that letters are sent through.
    mail_server: MailServer = field(default_factory=MailServer)
    problems: tuple[str, ...] = ()
    #: Answers in *Frågor* that were taken over at this reading, each a Swedish sentence.
    answered: tuple[str, ...] = ()

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """How each indicator is read: ID -> reading."""
        return {
            i.id: interpret(i.baseline_text, i.target_text, self.years_of(i), self.scales, i.overrides)
            for i in self.indicators
        }

    @property
    def has_history(self) -> bool:
        """Whether *Historik* says anything of earlier years."""
        known = (*self.history.values(), *self.history_by_department.values())
        return any(text for years in known for text in years.values())

    def past_values(self, indicator: Indicator, code: str) -> Mapping[int, str]:
        """What a department answered in earlier years, and of a baseline that is known the year before this.

        Returns:
            Year -> value as written, for the years that are known.
        """
        own = self.history_by_department.get((indicator.id, code), {})
        whole = self.history.get(indicator.id, {})
        baseline = {self.round.baseline_year: indicator.baseline_text}
        if len(indicator.departments) > 1:
            # What departments' own answers came to together is none of theirs.
            answers = (self.history_by_department.get((indicator.id, c), {}) for c in indicator.departments)
            apart = {year for years in answers for year in years}
            whole = {year: text for year, text in whole.items() if year not in apart}
        # What is known best comes last; a year without an outcome hides nothing that is known of it.
        known = [(year, text) for values in (baseline, own, whole) for year, text in values.items()]
        return dict(sorted((year, text) for year, text in known if says_what_was(text)))

    def years_of(self, indicator: Indicator) -> Years:
        """The round's years, with what is known of the indicator in others."""
        return replace(self.round.years, earlier=self.history.get(indicator.id, {}))

    @cached_property
    def rules(self) -> dict[str, Rule | NotAssessable]:
        """The rule of each indicator in this round: ID -> rule."""
        return {id_: rule_for(reading, self.round.partly) for id_, reading in self.readings.items()}

    @cached_property
    def answer_rules(self) -> dict[str, Rule | NotAssessable]:
        """The rule that one department's answer is judged by: ID -> rule.

        It is the indicator's own, except where the answers are summed: a part is not held against the whole's
        target, only the sum is.
        """
        rules = dict(self.rules)
        for i in self.indicators:
            if len(i.departments) > 1 and i.aggregation is Aggregation.SUM:
                rules[i.id] = NotAssessable(rules[i.id].measure, "värdet är en del av en summa; bara summan bedöms")
        return rules

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """ID -> indicator."""
        return {i.id: i for i in self.indicators}

    @cached_property
    def with_two_periods(self) -> frozenset[str]:
        """The IDs of the indicators that are asked for two values."""
        return frozenset(i.id for i in self.indicators if i.periods > 1)

    @cached_property
    def known_texts(self) -> frozenset[str]:
        """Every text that the register has of its indicators, in the form in which texts are compared."""
        texts = (
            (i.id, i.area, i.goal, i.group, i.subheading, i.name, i.baseline_text, i.target_text)
            for i in self.indicators
        )
        return frozenset(fold(text) for row in texts for text in row)

    @cached_property
    def id_by_key(self) -> dict[str, str]:
        """The IDs as the register spells them, by what two spellings of an ID are compared by."""
        return {id_key(i.id): i.id for i in self.indicators}

    @cached_property
    def by_code(self) -> dict[str, Department]:
        """Code -> department."""
        return {d.code: d for d in self.departments}

    def indicators_of(self, department: Department) -> list[Indicator]:
        """Return the indicators that a department reports, in the annex's order."""
        return list(self._by_department.get(department.code, ()))

    @cached_property
    def _by_department(self) -> dict[str, list[Indicator]]:
        rows: dict[str, list[Indicator]] = {}
        for indicator in self.indicators:
            for code in dict.fromkeys(indicator.departments):
                rows.setdefault(code, []).append(indicator)
        return rows

    def part_of(self, department: Department) -> "Register":
        """Return what there is to know about one department's rows, without reading any other's."""
        rows = self.indicators_of(department)
        codes = {code for i in rows for code in i.departments}
        return replace(
            self,
            departments=tuple(d for d in self.departments if d.code in codes),
            indicators=tuple(rows),
            history={i.id: self.history[i.id] for i in rows if i.id in self.history},
            history_by_department={},
            headers={i.id: self.headers[i.id] for i in rows if i.id in self.headers},
            annex_texts={},
            known_baselines={},
            last_targets={},
            problems=(),
            answered=(),
        )

    @property
    def unassigned(self) -> list[Indicator]:
        """Indicators that no department answers for."""
        return [i for i in self.indicators if not i.departments]
