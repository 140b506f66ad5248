"""Bringing a register up to its annex: what is new is added, what the controller has set stays, changes are told.

Each row is held three ways: the annex as it is now, the annex as it was last read (the book's record), and the
register. A text that the controller has not touched follows the annex; one that she has changed is hers.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from indikator_excel.annex.model import Annex, AnnexRow
from indikator_excel.files import read_bytes, workbook_bytes, write_whole
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.numbers import swedish
from indikator_excel.indicators.reading import Reading
from indikator_excel.indicators.rule import NotAssessable, Rule, describe_reading
from indikator_excel.indicators.scales import DEFAULT
from indikator_excel.indicators.text import clean, fold, quote
from indikator_excel.indicators.vocabulary import Against, Direction
from indikator_excel.log.event import What
from indikator_excel.log.journal import Record, of_file, unrecorded
from indikator_excel.register import layout
from indikator_excel.register.answers import Answers, take_answers
from indikator_excel.register.beside import merge_beside, record_earlier
from indikator_excel.register.book import Book, SheetTable, style_reading, style_row
from indikator_excel.register.history import past_answers
from indikator_excel.register.ids import Ids
from indikator_excel.register.layout import HERS, INDICATORS, READ_AS, Owner
from indikator_excel.register.matching import KEY_COLUMNS, annex_texts, match_rows
from indikator_excel.register.reader import last_written, own_setting, register_from, require_columns, settings_of


class ChangeKind(StrEnum):
    """What happened to a row or a text."""

    NEW = "ny"
    UPDATED = "ändrad"
    KEPT = "behållen"
    GONE = "borta"


class Change(Struct, frozen=True):
    """One difference between the annex and the register, and what was done about it."""

    kind: ChangeKind
    id: str
    what: str
    column: str = ""
    register: str = ""
    annex: str = ""

    @property
    def sentence(self) -> str:
        """Say it in Swedish."""
        name = " ".join(part for part in (self.id, quote(self.what)) if part)
        match self.kind:
            case ChangeKind.NEW:
                return f"ny: {name}"
            case ChangeKind.UPDATED:
                return f"ändrad i bilagan: {name}, {self.column} {quote(self.register)} → {quote(self.annex)}"
            case ChangeKind.KEPT if self.column == layout.SETTINGS.title:
                return (
                    f"din inställning behålls: {self.what} är {quote(self.register)}; "
                    f"bilagan säger {quote(self.annex)}"
                )
            case ChangeKind.KEPT:
                return (
                    f"ditt värde behålls: {name}, {self.column} är {quote(self.register)} i registret "
                    f"och {quote(self.annex)} i bilagan"
                )
            case ChangeKind.GONE:
                return f"står inte i bilagan men finns kvar i registret: {name}"


class RegisterUpdate(Struct, frozen=True):
    """What ``läs-bilaga`` did. ``saved_as`` is another file than the register where a rewrite would lose parts."""

    created: bool
    changes: tuple[Change, ...]
    saved_as: str
    losses: tuple[str, ...]
    answers: Answers = field(default_factory=Answers)
    #: How many outcomes of earlier years were written into *Historik*.
    earlier: int = 0


def update_register(
    folder: RoundFolder, annex: Annex, source: Path | None = None, record: Record = unrecorded
) -> RegisterUpdate:
    """Write the annex into the folder's register, or make one. ``source`` is the file that the annex was read from.

    Raises:
        UserError: The register can't be read or written.
    """
    created = not folder.register.exists()
    book = Book.blank() if created else Book.open(folder.register)
    answers = take_answers(book)
    before = len(past_answers(book))
    changes = merge_annex(book, annex)
    refresh(book)
    saved_as = save(folder, book)
    read = [of_file(What.READ, folder, source)] if source is not None else []
    record(folder, [*read, of_file(What.WRITTEN, folder, folder.path / saved_as)])
    earlier = len(past_answers(book)) - before
    return RegisterUpdate(created, tuple(changes), saved_as, book.losses, answers, earlier)


def blank_register() -> Book:
    """Return a register without indicators, with its settings and the default scale: a start without an annex."""
    book = Book.blank()
    _merge_settings(book, Annex("", "", None, None, "", (), (), ()))
    _default_scale(book)
    book.finish()
    return book


def save(folder: RoundFolder, book: Book) -> str:
    """Write the book, keeping the file before it; beside it where parts would be lost. Return the file's name."""
    data = workbook_bytes(book.workbook)
    if book.losses:
        write_whole(folder.register_beside, data)
        return folder.register_beside.name
    if folder.register.exists():
        write_whole(folder.register_previous, read_bytes(folder.register))
    write_whole(folder.register, data)
    return folder.register.name


def merge_annex(book: Book, annex: Annex) -> list[Change]:
    """Merge the annex into the book's sheets and return what differs."""
    changes = _merge_settings(book, annex)
    changes += _merge_pairs(book, layout.AREAS, [(a.name, a.description) for a in annex.areas])
    changes += _merge_pairs(book, layout.GOALS, [(a.name, goal) for a in annex.areas for goal in a.goals])
    _default_scale(book)
    changes += _merge_indicators(book, annex)
    return changes


def _merge_settings(book: Book, annex: Annex) -> list[Change]:
    table = book.require(layout.SETTINGS)
    rows = {fold(table.text(row, "Inställning")): row for row in table.rows()}
    read = {
        layout.MUNICIPALITY.name: annex.municipality,
        layout.YEAR.name: str(annex.year or ""),
        layout.BASELINE_YEAR.name: str(annex.baseline_year or ""),
    }
    changes = []
    given = settings_of(book)
    for setting in layout.ALL_SETTINGS:
        row = rows.get(fold(setting.name))
        if row is None:
            row = table.last_row + 1
            table.set(row, "Inställning", setting.name)
            table.set(row, "Värde", setting.default)
            table.set(row, "Förklaring", _explanation(setting))
            style_row(table, row)
        found, now = read.get(setting.name, ""), given.get(setting.name, "")
        if found and not now:
            table.set(row, "Värde", found)
        elif found and now != found:
            changes.append(Change(ChangeKind.KEPT, "", setting.name, "Inställningar", now, found))
    return changes


def _explanation(setting: layout.Setting) -> str:
    choices = f" Välj: {', '.join(setting.choices)}." if setting.choices else ""
    return setting.explanation + choices


def _merge_pairs(book: Book, sheet: layout.Sheet, pairs: Iterable[tuple[str, str]]) -> list[Change]:
    """Merge rows of two texts. An area is known by its first column, a goal by both."""
    table = book.require(sheet)
    first, second = sheet.headers
    by_both = sheet.key == second
    changes: list[Change] = []
    wanted = list(pairs)
    known = {_pair_key(table.text(r, first), table.text(r, second), by_both): r for r in table.rows()}
    fresh = not known
    for one, other in wanted:
        row = known.get(_pair_key(one, other, by_both))
        if row is None:
            row = table.last_row + 1
            table.set(row, first, one)
            table.set(row, second, other)
            style_row(table, row)
            if not fresh:
                changes.append(Change(ChangeKind.NEW, "", other if by_both else one))
        elif table.text(row, second) != other:
            changes.append(Change(ChangeKind.KEPT, "", one, second, table.text(row, second), other))
    left = set(known) - {_pair_key(one, other, by_both) for one, other in wanted}
    changes += [Change(ChangeKind.GONE, "", table.text(row, sheet.key)) for key, row in known.items() if key in left]
    return changes


def _pair_key(one: str, other: str, by_both: bool) -> tuple[str, str]:
    return fold(one), fold(other) if by_both else ""


def _default_scale(book: Book) -> None:
    """Write the default scale where the register has none, so that the controller sees it and may change it."""
    table = book.require(layout.SCALES)
    if any(table.rows()):
        return
    for order, step in enumerate(DEFAULT.steps, start=1):
        row = table.last_row + 1
        table.set(row, "Skala", DEFAULT.name)
        table.set(row, "Ordning", str(order))
        table.set(row, "Ord", step.word)
        table.set(row, "Synonymer", "; ".join(step.synonyms))
        style_row(table, row)


def _merge_indicators(book: Book, annex: Annex) -> list[Change]:
    found = book.table(INDICATORS)
    if found is not None and any(found.rows()):
        require_columns(found, annex.year or 0)
    table = book.require(INDICATORS)
    record = book.record()
    fresh = not any(table.rows())
    ids = Ids(table, record)
    ids.give_missing()
    by_id = {clean(table.text(row, "ID")): row for row in table.rows() if clean(table.text(row, "Indikator"))}
    here = {id_: {c: table.text(row, c) for c in KEY_COLUMNS} for id_, row in by_id.items()}
    matched = match_rows(here, record, annex.rows)
    headers = _headers_by_line(annex)
    changes: list[Change] = []
    earlier: list[tuple[str, AnnexRow]] = []
    rows = dict(by_id)
    previous: int | None = None
    for place, annex_row in enumerate(annex.rows):
        texts = annex_texts(annex_row)
        id_ = matched.get(place)
        if id_ is None:
            row = table.last_row + 1 if previous is None else previous + 1
            table.insert_row(row)
            if not fresh:
                rows = {known: at + (at >= row) for known, at in rows.items()}
            for header, text in texts.items():
                table.set(row, header, text)
            if annex_row.notes:
                table.set(row, "Anmärkning", f"Fotnot i bilagan: {' '.join(annex_row.notes)}")
            style_row(table, row)
            id_ = ids.give(row)
            rows[id_] = row
            record[id_] = {"ID": id_, **texts}
            if not fresh:
                changes.append(Change(ChangeKind.NEW, id_, annex_row.indicator))
        else:
            row = rows[id_]
            changes += _merge_row(table, row, id_, texts, record)
        name = table.text(row, "Indikator")
        for header, ours, theirs in merge_beside(table, row, annex_row, record[id_]):
            changes.append(Change(ChangeKind.KEPT, id_, name, header, ours, theirs))
        earlier.append((id_, annex_row))
        record[id_] |= headers[annex_row.line]
        previous = row
    record_earlier(book, earlier)
    gone = [(id_, row) for id_, row in by_id.items() if id_ not in set(matched.values())]
    names = {clean(table.text(r, "ID")): table.text(r, "Indikator") for r in table.rows()}
    changes += [Change(ChangeKind.GONE, id_, names[id_]) for id_, _ in gone]
    book.write_record(record)
    return changes


def _headers_by_line(annex: Annex) -> dict[int, dict[str, str]]:
    """Return what the table of each row calls *Läget* and *Målvärde*: line -> record header -> text."""
    found = {}
    for row in annex.rows:
        header = max((h for h in annex.headers if h.line < row.line), key=lambda h: h.line)
        found[row.line] = {layout.BASELINE_HEADER: header.baseline, layout.TARGET_HEADER: header.target}
    return found


def _merge_row(
    table: SheetTable, row: int, id_: str, texts: dict[str, str], record: dict[str, dict[str, str]]
) -> list[Change]:
    """Merge one known row: three ways, column by column."""
    changes = []
    last = record.setdefault(id_, {"ID": id_})
    for header, annex_text in texts.items():
        here = table.text(row, header)
        if here != annex_text:
            name = table.text(row, "Indikator")
            untouched = last.get(header, "") == here
            kind = ChangeKind.UPDATED if untouched else ChangeKind.KEPT
            if untouched:
                table.set(row, header, annex_text)
            changes.append(Change(kind, id_, name, header, here, annex_text))
        last[header] = annex_text
    return changes


def refresh(book: Book) -> None:
    """Give new rows their ID and write the tool's reading of every row, beside what the controller has set."""
    found = book.table(INDICATORS)
    if found is not None and any(found.rows()):
        require_columns(found, 0)
    table = book.require(INDICATORS)
    record = book.record()
    Ids(table, record).give_missing()
    register = register_from(book)
    written: set[str] = set()
    for row in table.rows():
        id_ = clean(table.text(row, "ID"))
        if id_ not in register.by_id or id_ in written:  # a second row with the same ID is none of the register's
            continue
        written.add(id_)
        last = record.setdefault(id_, {"ID": id_} | last_written(table, row, id_, record))
        for column in INDICATORS.columns:
            if column.owner is Owner.READING:
                text = _reading_text(column.header, register.readings[id_], register.rules[id_])
                own = column.header != READ_AS and own_setting(table, row, column.header, last)
                if own:
                    last[column.header] = HERS  # it stays hers, also when it comes to say what the text says
                else:
                    table.set(row, column.header, text)
                    last[column.header] = text
                style_reading(table.cell(row, column.header), own=bool(own))
    book.write_record(record)
    book.finish()


def _reading_text(header: str, reading: Reading, rule: Rule | NotAssessable) -> str:
    """Return what a reading column says about a row."""
    target, measure = reading.target, reading.measure
    match header:
        case layout.READ_AS:
            return describe_reading(reading, rule)
        case "Värdetyp":
            return measure.value_type
        case "Måttenhet":
            return measure.unit
        case "Decimaler":
            return str(measure.decimals) if measure.scale is None else ""
        case "Jämförelse":
            return target.comparison or ""
        case "Tolkat målvärde":
            numbers = [swedish(n).replace(" ", "") for n in (target.number, target.upper) if n is not None]
            return "–".join(numbers) if target.against != Against.WORD else target.word or ""
        case "Jämförs med":
            return target.against
        case "Riktning":
            higher = reading.higher_is_better
            return "" if higher is None else Direction.HIGHER if higher else Direction.LOWER
        case "Skala":
            return measure.scale.name if measure.scale else ""
    raise KeyError(header)
