"""What the new round is called, what it asks for and by when."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from indikator_excel.errors import UserError
from indikator_excel.indicators.model import Round
from indikator_excel.indicators.next_year import with_years
from indikator_excel.indicators.period import CLOSES_THE_YEAR
from indikator_excel.indicators.text import clean, fold, quote
from indikator_excel.indicators.vocabulary import Kind
from indikator_excel.register import layout
from indikator_excel.register.book import Book, style_row
from indikator_excel.register.history import PastAnswer
from indikator_excel.register.reader import settings_of
from indikator_excel.rounds.change import Change, ChangeKind


class Wanted(Struct, frozen=True):
    """What the controller has said of the new round; None leaves it to the tool."""

    name: str | None = None
    kind: Kind | None = None
    deadline: date | None = None


class NewRound(Struct, frozen=True):
    """The new round: its year, name, what it asks for, and its deadline where one is given."""

    year: int
    name: str
    kind: Kind
    deadline: date | None


def next_in_year(round_: Round, past: Iterable[PastAnswer], wanted: Wanted) -> NewRound:
    """Return the year's next round: the full year's, unless told otherwise.

    Raises:
        UserError: The year already has a round of that name, or the one for the full year is over.
    """
    taken = {
        fold(_title(name, round_.year)) for name in (round_.name, *(p.round for p in past if p.year == round_.year))
    }
    name = clean(wanted.name or layout.ROUND_NAME.default)
    if fold(_title(name, round_.year)) in taken:
        told = f"Omgången {quote(_title(name, round_.year))} finns redan"
        other = "ett annat namn" if wanted.name else "namnet"
        raise UserError(
            f"{told}. Ange {other} på den nya omgången med --omgång NAMN, eller gå till nästa år med "
            "”indikator-excel nytt-år MAPP”."
        )
    return NewRound(round_.year, name, wanted.kind or _kind_by_name(name) or round_.kind, wanted.deadline)


def first_in_next_year(round_: Round, past: Iterable[PastAnswer], wanted: Wanted) -> NewRound:
    """Return the next year's first round: as the first of this year was, unless told otherwise."""
    first = next((p for p in past if p.year == round_.year and p.round), None)
    year = round_.year + 1
    default, kind = (first.round, first.kind) if first else (round_.name, round_.kind)
    name = clean(wanted.name or "") or with_years(default, {round_.year: year})
    same = fold(name) == fold(with_years(default, {round_.year: year}))
    chosen = wanted.kind or (kind if same else None) or _kind_by_name(name) or round_.kind
    return NewRound(year, name, chosen, wanted.deadline)


def _title(name: str, year: int) -> str:
    return Round(year, year - 1, name=name).title


def _kind_by_name(name: str) -> Kind | None:
    """Return what a round asks for that by its name closes the year: what it came to."""
    return Kind.OUTCOME if fold(name).startswith(CLOSES_THE_YEAR) else None


def write_round(book: Book, old: Round, new: NewRound) -> list[Change]:
    """Write the new round into *Inställningar* and tell every setting that changed."""
    given = settings_of(book)
    wanted = {
        layout.ROUND_NAME: (new.name, "den nya omgången"),
        layout.KIND: (str(new.kind), "den nya omgången"),
        layout.DEADLINE: (new.deadline.isoformat() if new.deadline else "", "den nya omgången"),
    }
    if new.year != old.year:
        wanted[layout.YEAR] = (str(new.year), "ett nytt år")
        if given.get(layout.BASELINE_YEAR.name):
            wanted[layout.BASELINE_YEAR] = (str(old.year), "utfallen blir läget")
    changes = []
    for setting, (after, why) in wanted.items():
        before = given.get(setting.name, setting.default)
        kind, note = ChangeKind.CHANGED, why
        if setting is layout.DEADLINE and not after:
            kind, note = ChangeKind.ASKED, "den gällde förra omgången; skriv den nya"
        if before != after:
            changes.append(Change(kind, layout.SETTINGS.title, setting.name, "Värde", before, after, note))
    _set(book, {setting.name: after for setting, (after, _) in wanted.items()})
    return changes


def _set(book: Book, texts: Mapping[str, str]) -> None:
    """Write settings, each in its row; one that the sheet lacks is added."""
    table = book.require(layout.SETTINGS)
    rows = {fold(table.text(row, "Inställning")): row for row in table.rows()}
    for name, text in texts.items():
        row = rows.get(fold(name))
        if row is None:
            row = table.last_row + 1
            table.set(row, "Inställning", name)
            style_row(table, row)
        table.set(row, "Värde", text)
