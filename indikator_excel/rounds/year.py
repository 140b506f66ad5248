"""The rows of the register moved a year: outcomes become *Läget*, targets of their own are emptied."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from indikator_excel.findings import about_register
from indikator_excel.indicators.model import Indicator
from indikator_excel.indicators.next_year import Move, emptied_baseline, moved_target, years_in
from indikator_excel.indicators.scales import DEFAULT
from indikator_excel.indicators.target_text import read_target
from indikator_excel.indicators.text import clean, fold
from indikator_excel.indicators.vocabulary import Direction, ValueType
from indikator_excel.register import layout
from indikator_excel.register.book import Book, SheetTable
from indikator_excel.register.history import PastAnswer, YearOutcome
from indikator_excel.register.layout import AREAS, GOALS, HERS, HISTORY, INDICATORS, QUESTIONS, SETTINGS
from indikator_excel.register.model import Register
from indikator_excel.register.pending import settles
from indikator_excel.register.reader import own_setting, register_from
from indikator_excel.rounds.change import Change, ChangeKind

_TEXTS = (
    "Område",
    "Mål",
    "Indikatorgrupp",
    "Underrubrik",
    "Indikator",
    "Beskrivning",
    "Källa",
    "Anmärkning",
)
_OWN_YEARS = {s.name for s in (layout.YEAR, layout.BASELINE_YEAR, layout.ROUND_NAME, layout.DEADLINE)}
#: Questions about the words beside the sign: an answer that it shall stand holds as long as both stand.
_ABOUT_SIGN = frozenset({about_register.STANDING_STILL.code, about_register.WRONG_WAY.code})
_KEEPS_SIGN = (Move.YEAR_MOVED, Move.COMPARES)


class Outcomes(Struct, frozen=True):
    """What the indicators came to, by ID, and the round that says so; no round where all were forecasts."""

    by_id: Mapping[str, YearOutcome]
    source: str | None


def move_year(book: Book, old: Register, outcomes: Outcomes) -> list[Change]:
    """Move every row a year and tell each thing that changed, and each that did not but has to be looked at.

    Args:
        book: The register, its settings already those of the new year.
        old: The register as it was.
        outcomes: What becomes *Läget*.
    """
    table, record = book.require(INDICATORS), book.record()
    changes: list[Change] = []
    for row in table.rows():
        indicator = old.by_id.get(clean(table.text(row, "ID")))
        if indicator is not None:
            entry = record.setdefault(indicator.id, {"ID": indicator.id})
            mover = _Mover(table, row, indicator, old, entry)
            changes += mover.move(outcomes)
    book.write_record(record)
    changes += _kept_scales(book, old)
    return changes


def still_settled(book: Book, old: Register) -> frozenset[tuple[str, str]]:
    """Return the questions (code, ID) that stay settled: she has let the sign stand, and it stands."""
    questions = book.table(QUESTIONS)
    if questions is None:
        return frozenset()
    settled = {
        (clean(questions.text(row, "Kod")), clean(questions.text(row, "ID")))
        for row in questions.rows()
        if settles(questions, row)
    }
    return frozenset(
        (code, id_)
        for code, id_ in settled
        if code in _ABOUT_SIGN
        and id_ in old.by_id
        and moved_target(old.by_id[id_].target_text, old.readings[id_]).move in _KEEPS_SIGN
    )


class _Mover:
    """Moves one row."""

    def __init__(
        self, table: SheetTable, row: int, indicator: Indicator, old: Register, entry: dict[str, str]
    ) -> None:
        self._table, self._row, self._indicator, self._entry = table, row, indicator, entry
        self._reading = old.readings[indicator.id]
        self._year = old.round.year + 1

    def move(self, outcomes: Outcomes) -> Iterator[Change]:
        for header in (layout.BASELINE_HEADER, layout.TARGET_HEADER):
            self._entry[header] = ""  # the annex headed its tables with the years that are over
        yield self._baseline(outcomes)
        yield from self._target()

    def _changed(self, kind: ChangeKind, column: str, before: str, after: str, note: str) -> Change:
        label = self._indicator.label
        return Change(kind, INDICATORS.title, label, column, before, after, note, self._indicator.id)

    def _baseline(self, outcomes: Outcomes) -> Change:
        """Put the outcome in *Läget*, or empty it."""
        before, baseline_year = self._table.text(self._row, "Läget"), self._year - 1
        outcome = outcomes.by_id.get(self._indicator.id, YearOutcome())
        after = outcome.value
        if after:
            kind = ChangeKind.KEPT if after == before else ChangeKind.CHANGED
            note = f"utfallet i {outcomes.source} blir läget {baseline_year}"
        else:
            after = emptied_baseline(self._reading)
            kind, note = ChangeKind.EMPTIED, _why_emptied(outcome, outcomes.source, baseline_year)
            if after == before:
                kind = ChangeKind.ASKED
        self._table.set(self._row, "Läget", after)
        self._entry["Läget"] = after
        return self._changed(kind, "Läget", before, after, note)

    def _target(self) -> Iterator[Change]:
        indicator, later = self._indicator, f"Målvärde {self._year}"
        before = indicator.target_text
        given = self._table.text(self._row, later) if self._table.has(later) else ""
        moved = moved_target(before, self._reading)
        self._entry[layout.LAST_TARGET] = self._entry[layout.SUGGESTED_TARGET] = ""
        untouched = fold(self._entry.get("Målvärde", "")) == fold(before)
        if given:
            self._write_target(given)
            self._table.set(self._row, later, "")
            yield self._changed(ChangeKind.CHANGED, "Målvärde", before, given, f"årets mål stod i kolumnen {later}")
            yield self._changed(ChangeKind.CHANGED, later, given, "", "flyttat till kolumnen Målvärde")
            yield from self._without_own_target()
            yield from self._direction(given)
        elif moved.move is Move.EMPTIED:
            self._write_target("")
            self._entry[layout.LAST_TARGET], self._entry[layout.SUGGESTED_TARGET] = before, moved.suggestion
            note = f"målet gällde {self._year - 1}; skriv målet för {self._year}"
            yield self._changed(ChangeKind.EMPTIED, "Målvärde", before, "", note)
            yield from self._without_own_target()
            yield from self._direction("")
        else:
            if moved.move is Move.YEAR_MOVED:
                self._table.set(self._row, "Målvärde", moved.text)
                if untouched:
                    self._entry["Målvärde"] = moved.text
            kind, note = self._told(moved.move)
            yield self._changed(kind, "Målvärde", before, moved.text, note)
        yield from self._own_values(moved.move)

    def _write_target(self, text: str) -> None:
        self._table.set(self._row, "Målvärde", text)
        self._entry["Målvärde"] = text

    def _told(self, move: Move) -> tuple[ChangeKind, str]:
        match move:
            case Move.YEAR_MOVED:
                return ChangeKind.CHANGED, "målet jämförs med läget, som är ett år nyare"
            case Move.COMPARES:
                return ChangeKind.KEPT, f"målet jämförs med läget, som nu är läget {self._year - 1}"
            case Move.OUTSIDE:
                return ChangeKind.KEPT, "målet jämförs med ett annat värde"
            case Move.LISTED:
                return ChangeKind.KEPT, f"texten har ett mål för {self._year}"
            case Move.FIXED:
                return ChangeKind.LOOK, "målet jämförs med ett bestämt år"
            case Move.NOT_LISTED:
                return ChangeKind.ASKED, f"texten har mål för senare år, men inte för {self._year}"
        return ChangeKind.ASKED, "målet var inte ifyllt"

    def _direction(self, target: str) -> Iterator[Change]:
        """Keep which way is better, where last year's target said so: of "högst 14" may be left "12" this year."""
        reading, header = self._reading, "Riktning"
        higher = reading.higher_is_better
        if higher is None or reading.direction_presumed or reading.measure.scale is not None:
            return
        stated = target and read_target(target, reading.baseline, reading.years, DEFAULT).stated
        if stated or own_setting(self._table, self._row, header, self._entry):
            return
        direction = Direction.HIGHER if higher else Direction.LOWER
        self._table.set(self._row, header, direction)
        self._entry[header] = ""  # it is no reading of this year's target
        yield self._changed(ChangeKind.CHANGED, header, "", direction, "det hållet sa förra årets mål")

    def _without_own_target(self) -> Iterator[Change]:
        """Empty the controller's own reading of a target that is no more."""
        header = "Tolkat målvärde"
        own = own_setting(self._table, self._row, header, self._entry)
        if own:
            self._table.set(self._row, header, "")
            self._entry[header] = ""
            yield self._changed(ChangeKind.EMPTIED, header, own, "", "din läsning gällde det gamla målet")

    def _own_values(self, move: Move) -> Iterator[Change]:
        """Empty an outside value of the year that is over; list what may have been set for the old target."""
        outside = self._table.text(self._row, "Jämförelsevärde")
        if outside and move is Move.OUTSIDE:
            self._table.set(self._row, "Jämförelsevärde", "")
            note = f"värdet gällde {self._year - 1}; fyll i det som målet för {self._year} jämförs med"
            yield self._changed(ChangeKind.EMPTIED, "Jämförelsevärde", outside, "", note)
        elif outside:
            yield self._changed(ChangeKind.LOOK, "Jämförelsevärde", outside, outside, "gäller värdet fortfarande?")
        amber = self._table.text(self._row, "Gult från")
        if amber:
            yield self._changed(ChangeKind.LOOK, "Gult från", amber, amber, "gränsen sattes för det gamla målet")
        for header in ("Jämförelse", "Jämförs med") if move is Move.EMPTIED else ():
            own = own_setting(self._table, self._row, header, self._entry)
            if own:
                yield self._changed(ChangeKind.LOOK, header, own, own, "du satte det för det gamla målet")


def _why_emptied(outcome: YearOutcome, source: str | None, year: int) -> str:
    """Say why there is no value to be the baseline, and what to do."""
    if outcome.not_one:
        return f"{outcome.not_one}: skriv det som ska vara läget"
    forecast = "" if source else " (det finns bara en prognos)"
    return f"utfall för {year} saknas{forecast}; fyll i läget"


def told_baselines(kept: Iterable[PastAnswer]) -> list[Change]:
    """Tell of the baselines that went into *Historik* before *Läget* was written over."""
    return [
        Change(
            ChangeKind.CHANGED,
            HISTORY.title,
            p.indicator,
            "Värde",
            "",
            p.value,
            f"läget {p.year} läggs till i Historik, för kolumnen Läget skrivs över",
            p.id,
        )
        for p in kept
    ]


def _kept_scales(book: Book, old: Register) -> Iterator[Change]:
    """Name the scale of a row whose target stands, but no longer tells that it is measured in words."""
    new = register_from(book)
    table, record = book.require(INDICATORS), book.record()
    for row in table.rows():
        id_ = clean(table.text(row, "ID"))
        if id_ not in new.readings or id_ not in old.readings:
            continue
        before, after = old.readings[id_].measure, new.readings[id_].measure
        lost = before.value_type is ValueType.SCALE and after.value_type is not ValueType.SCALE
        if lost and before.scale is not None and new.by_id[id_].target_text and not old.by_id[id_].overrides.scale:
            table.set(row, "Skala", before.scale.name)
            record[id_]["Skala"] = HERS
            label, note = new.by_id[id_].label, "så att raden mäts i ord också medan läget saknas"
            yield Change(ChangeKind.CHANGED, INDICATORS.title, label, "Skala", "", before.scale.name, note, id_)
    book.write_record(record)


def texts_with_years(book: Book, year: int, files: Iterable[tuple[str, str]]) -> list[Change]:
    """List texts that name a year, each once: only the controller knows whether it shall move.

    Args:
        book: The register.
        year: The year that is over.
        files: Name and content of the round's own texts.
    """
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for sheet, headers in ((INDICATORS, _TEXTS), (AREAS, AREAS.headers), (GOALS, GOALS.headers)):
        table = book.require(sheet)
        for row in table.rows():
            for header in headers:
                text = clean(table.text(row, header))
                if years_in(text, year):
                    known = [key for key in found if key[2] == text and sheet is not INDICATORS]
                    id_ = clean(table.text(row, "ID"))
                    found.setdefault(known[0] if known else (sheet.title, header, text), []).append(
                        (id_, clean(table.text(row, "Indikator")) if id_ else "")
                    )
    settings = book.require(SETTINGS)
    for row in settings.rows():
        name, text = clean(settings.text(row, "Inställning")), clean(settings.text(row, "Värde"))
        if name not in _OWN_YEARS and years_in(text, year):
            found.setdefault((SETTINGS.title, "Värde", text), []).append(("", name))
    for name, content in files:
        for line in content.splitlines():
            if years_in(line, year):
                found.setdefault((name, "", clean(line)), []).append(("", name))
    return [
        Change(
            ChangeKind.LOOK,
            sheet,
            next((name for _, name in rows if name), sheet),
            header,
            text,
            text,
            "texten nämner ett år: stämmer den fortfarande?",
            ", ".join(dict.fromkeys(id_ for id_, _ in rows if id_)),
        )
        for (sheet, header, text), rows in found.items()
    ]
