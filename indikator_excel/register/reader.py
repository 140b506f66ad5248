"""register.xlsx → :class:`Register`."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from msgspec.structs import replace

from indikator_excel.errors import UserError
from indikator_excel.files import now
from indikator_excel.indicators.mail_server import MailServer, Security
from indikator_excel.indicators.model import Department, Indicator, Round
from indikator_excel.indicators.numbers import parse_number, parse_year
from indikator_excel.indicators.reading import Overrides, read_amber_from
from indikator_excel.indicators.rule import PartlySetting
from indikator_excel.indicators.scales import DEFAULT, TWO_VALUED, Scale, Step
from indikator_excel.indicators.text import clean, fold, join_and, quote
from indikator_excel.indicators.vocabulary import (
    Against,
    Aggregation,
    Comparison,
    Direction,
    Kind,
    PartlyRule,
    ValueType,
    Verdict,
)
from indikator_excel.register import layout
from indikator_excel.register.history import (
    known_baselines,
    past_answers,
    references,
    values_by_department,
    values_by_year,
)
from indikator_excel.register.model import LastTarget, Register
from indikator_excel.register.tables import Rows, Tables

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


def register_from(book: Tables) -> Register:
    """Read a register from an open workbook. What can't be read is listed in ``problems``, never guessed."""
    problems: list[str] = []
    round_ = _round(book, problems)
    departments = _departments(book, problems)
    table = book.table(layout.INDICATORS)
    if table is None:
        raise UserError(
            "register.xlsx saknar bladet Indikatorer, eller dess rubriker (ID, Område, Indikator, Läget, "
            "Målvärde). Skriv tillbaka dem, eller gör ett nytt register med ”indikator-excel läs-bilaga FIL”."
        )
    require_columns(table, round_.year)
    indicators = _indicators(table, round_, departments, book.record(), problems)
    if not any(clean(table.text(row, "Indikator")) for row in table.rows()):
        raise UserError(
            "register.xlsx har inga indikatorer. Skriv in dem på bladet Indikatorer, eller läs in en bilaga med "
            "”indikator-excel läs-bilaga FIL”."
        )
    if not indicators:
        raise UserError(
            "register.xlsx: ingen indikator kan läsas, för att raderna saknar ID. Kör ”indikator-excel granska”, så "
            "får de var sitt."
        )
    past, record = past_answers(book), book.record()
    earlier = references(past, round_, departments)
    indicators = [replace(i, reference=earlier.get(i.id, {})) for i in indicators]
    scales = _scales(book)
    problems += _unknown_scales(indicators, scales)
    return Register(
        round=round_,
        departments=tuple(departments),
        indicators=tuple(indicators),
        areas=_pairs(book, layout.AREAS),
        goals=_pairs(book, layout.GOALS),
        scales=scales,
        history=values_by_year(past, indicators, round_.year),
        history_by_department=values_by_department(past, departments, round_.year),
        headers={
            id_: (entry.get(layout.BASELINE_HEADER, ""), entry.get(layout.TARGET_HEADER, ""))
            for id_, entry in record.items()
        },
        known_baselines=known_baselines(past, round_.baseline_year, indicators, departments),
        last_targets={
            id_: LastTarget(entry[layout.LAST_TARGET], entry.get(layout.SUGGESTED_TARGET, ""))
            for id_, entry in record.items()
            if entry.get(layout.LAST_TARGET)
        },
        annex_texts=book.record(),
        mail_server=_mail_server(book, problems),
        problems=tuple(problems),
    )


def _choice(enum: type[_E], text: str) -> _E | None:
    """Return the member whose word is ``text``, without regard to case."""
    return next((member for member in enum if fold(member.value) == fold(text)), None)


def require_columns(table: Rows, year: int) -> None:
    """Refuse a sheet of indicators that has lost a column without which its rows mean nothing.

    Raises:
        UserError: Names the missing columns.
    """
    missing = [h for h in ("ID", "Område", "Läget", "Målvärde") if not table.has(h)]
    if table.has(f"Målvärde {year}") and "Målvärde" in missing:
        missing.remove("Målvärde")
    if missing:
        raise UserError(
            f"register.xlsx: bladet Indikatorer saknar {join_and(missing)}. Skriv tillbaka kolumnen med sin rubrik, "
            "eller ta tillbaka register.föregående.xlsx."
        )


def settings_of(book: Tables) -> dict[str, str]:
    """Return the settings that are given: name -> text."""
    table = book.table(layout.SETTINGS)
    if table is None:
        return {}
    names = {fold(setting.name): setting.name for setting in layout.ALL_SETTINGS}
    return {
        names.get(fold(name := clean(table.text(row, "Inställning"))), name): clean(table.text(row, "Värde"))
        for row in table.rows()
        if clean(table.text(row, "Värde"))
    }


def _setting(
    book: Tables,
    problems: list[str],
    setting: layout.Setting,
    parse: Callable[[str], _T | None],
    default: _T,
    told: str,
) -> _T:
    """Read one setting; ``told`` says how to write one that can't be read, for which the default is taken."""
    text = settings_of(book).get(setting.name, "")
    if not text:
        return default
    value = parse(text)
    if value is None:
        problems.append(f"Inställningar: {setting.name} är {quote(text)}. {told}")
        return default
    return value


def _mail_server(book: Tables, problems: list[str]) -> MailServer:
    given = settings_of(book)
    before = len(problems)
    port = _setting(book, problems, layout.MAIL_PORT, _port, 0, "Skriv ett tal, till exempel 587, eller töm cellen.")
    security = _setting(
        book,
        problems,
        layout.MAIL_SECURITY,
        lambda t: _choice(Security, t),
        Security.STARTTLS,
        f"Välj {', '.join(Security)}.",
    )
    host = given.get(layout.MAIL_SERVER.name, "")
    name, colon, number = host.partition(":")
    if colon and number.isdecimal():  # "smtp.kommunen.se:587", as other programs want it
        host, port = name, port or _port(number) or 0
    wrong = tuple(problem.removeprefix("Inställningar: ") for problem in problems[before:])
    return MailServer(host, port or None, security, given.get(layout.MAIL_USER.name, ""), wrong)


def _port(text: str) -> int | None:
    return int(text) if text.isdecimal() and 0 < int(text) < 1 << 16 else None


def _round(book: Tables, problems: list[str]) -> Round:
    given = settings_of(book)

    def read(setting: layout.Setting, parse: Callable[[str], _T | None], default: _T, expected: str) -> _T:
        return _setting(book, problems, setting, parse, default, expected)

    presumed = now().year
    baseline_year = parse_year(given.get(layout.BASELINE_YEAR.name, ""))
    if baseline_year is not None:
        presumed = baseline_year + 1
    year = read(layout.YEAR, parse_year, presumed, f"Skriv ett årtal med fyra siffror. Nu antas {presumed}.")
    if layout.YEAR.name not in given:
        problems.append(f"Inställningar: År är tomt. Skriv året som målvärdena gäller. Nu antas {presumed}.")
    share = read(layout.PARTLY_SHARE, _share, Decimal("0.8"), "Skriv en andel mellan 1 och 99 %, till exempel 80 %.")
    rule = read(
        layout.PARTLY_RULE,
        lambda t: _choice(PartlyRule, t),
        PartlyRule.SHARE,
        f"Välj {', '.join(PartlyRule)}.",
    )
    return Round(
        year=year,
        baseline_year=read(layout.BASELINE_YEAR, parse_year, year - 1, "Skriv ett årtal med fyra siffror."),
        municipality=given.get(layout.MUNICIPALITY.name, ""),
        name=given.get(layout.ROUND_NAME.name, layout.ROUND_NAME.default),
        kind=read(layout.KIND, lambda t: _choice(Kind, t), Kind.OUTCOME, "Välj Prognos eller Utfall."),
        deadline=read(layout.DEADLINE, _date, None, "Skriv datumet som 2025-01-31."),
        contact=given.get(layout.CONTACT.name, ""),
        sender=given.get(layout.SENDER.name, ""),
        partly=PartlySetting(rule, share),
        comment_required=read(
            layout.COMMENT_REQUIRED,
            _verdicts,
            frozenset({Verdict.NOT_MET}),
            f"Skriv {Verdict.NOT_MET}, {Verdict.PARTLY} eller ingen, åtskilda med semikolon.",
        ),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _share(text: str) -> Decimal | None:
    number = parse_number(text.replace("%", "").replace("procent", ""))
    if number is None:
        return None
    share = number if number < 1 else number / 100
    return share if 0 < share < 1 else None


def _verdicts(text: str) -> frozenset[Verdict] | None:
    if fold(text) in ("ingen", "inget", "aldrig", "nej"):
        return frozenset()
    found = [_choice(Verdict, part) for part in split_list(text)]
    return frozenset(v for v in found if v) if all(found) else None


def split_list(text: str) -> list[str]:
    """Split what the controller lists with semicolons."""
    return [part for part in (clean(p) for p in text.split(";")) if part]


def _departments(book: Tables, problems: list[str]) -> list[Department]:
    table = book.table(layout.DEPARTMENTS)
    departments: list[Department] = []
    codes: set[str] = set()
    names: set[str] = set()
    if table is None:
        return departments
    for row in table.rows():
        name, code = clean(table.text(row, "Förvaltning")), clean(table.text(row, "Kod"))
        code, name = code or name, name or code
        place = f"Förvaltningar, rad {row}"
        if not code:
            problems.append(f"{place}: raden har varken kod eller namn. Fyll i dem eller ta bort raden.")
            continue
        if fold(code) in codes or fold(name) in names:
            problems.append(f"{place}: {quote(name)} eller koden {quote(code)} finns redan. Ge varje sin egen.")
            continue
        codes.add(fold(code))
        names.add(fold(name))
        written = clean(table.text(row, "Vikt"))
        weight = parse_number(written)
        if written and weight is None:
            problems.append(f"{place}: vikten {quote(written)} är inget tal. Skriv bara talet.")
        departments.append(
            Department(
                code,
                name,
                clean(table.text(row, "Kontaktperson")),
                clean(table.text(row, "E-post")),
                clean(table.text(row, "Kopia till")),
                weight,
            )
        )
    return departments


def _pairs(book: Tables, sheet: layout.Sheet) -> tuple[tuple[str, str], ...]:
    table = book.table(sheet)
    if table is None:
        return ()
    first, second = sheet.headers
    return tuple((table.text(row, first), table.text(row, second)) for row in table.rows())


def _scales(book: Tables) -> dict[str, Scale]:
    table = book.table(layout.SCALES)
    if table is None:
        return {}
    steps: dict[str, list[tuple[Decimal, Step]]] = {}
    names: dict[str, str] = {}
    for row in table.rows():
        name, word = clean(table.text(row, "Skala")), clean(table.text(row, "Ord"))
        if not (name and word):
            continue
        names.setdefault(fold(name), name)
        order = parse_number(table.text(row, "Ordning"))
        listed = steps.setdefault(fold(name), [])
        synonyms = tuple(split_list(table.text(row, "Synonymer")))
        listed.append((Decimal(len(listed) + 1) if order is None else order, Step(word, synonyms)))
    return {
        key: Scale(names[key], tuple(step for _, step in sorted(listed, key=lambda item: item[0])))
        for key, listed in steps.items()
    }


def _unknown_scales(indicators: list[Indicator], scales: dict[str, Scale]) -> list[str]:
    known = {*scales, fold(DEFAULT.name), *(fold(scale.name) for scale in TWO_VALUED)}
    return [
        f"Indikatorer, {i.id}: skalan {quote(i.overrides.scale)} finns inte på bladet Skalor. Rätta eller töm cellen."
        for i in indicators
        if i.overrides.scale and fold(i.overrides.scale) not in known
    ]


def _indicators(
    table: Rows,
    round_: Round,
    departments: list[Department],
    record: dict[str, dict[str, str]],
    problems: list[str],
) -> list[Indicator]:
    codes = {fold(d.code): d.code for d in departments} | {fold(d.name): d.code for d in departments}
    indicators: list[Indicator] = []
    seen: dict[str, int] = {}
    for row in table.rows():
        name = clean(table.text(row, "Indikator"))
        id_ = clean(table.text(row, "ID"))
        if not name:
            if any(table.has(h) and clean(table.text(row, h)) for h in ("Läget", "Målvärde", "Förvaltning")):
                named = f" ({id_})" if id_ else ""
                problems.append(
                    f"Indikatorer, rad {row}{named}: kolumnen Indikator är tom, och raden är inte med. Skriv texten "
                    "där, eller ta bort hela raden."
                )
            continue
        if not id_ or id_ in seen:
            why = f"samma ID som rad {seen[id_]}" if id_ in seen else "inget ID"
            problems.append(
                f"Indikatorer, rad {row}: {quote(name)} har {why} och är inte med. Lämna ID tomt och kör "
                "”indikator-excel granska”, så får raden ett eget."
            )
            continue
        seen[id_] = row
        reported_by = []
        for wanted in split_list(table.text(row, "Förvaltning").replace("\n", ";")):
            code = codes.get(fold(wanted))
            if code is None:
                problems.append(
                    f"{table.place(row, 'Förvaltning')}: förvaltningen {quote(wanted)} finns inte på bladet "
                    "Förvaltningar. Rätta stavningen eller lägg till den där."
                )
            elif code not in reported_by:
                reported_by.append(code)
        target_header = f"Målvärde {round_.year}"
        target = table.text(row, target_header) if table.has(target_header) else ""
        aggregation = clean(table.text(row, "Sammanvägning"))
        if aggregation and _choice(Aggregation, aggregation) is None:
            problems.append(
                f"{table.place(row, 'Sammanvägning')}: {quote(aggregation)} finns inte. Välj i listan, "
                f"annars redovisas svaren var för sig."
            )
        indicators.append(
            Indicator(
                id=id_,
                area=clean(table.text(row, "Område")),
                goal=clean(table.text(row, "Mål")),
                group=clean(table.text(row, "Indikatorgrupp")),
                subheading=clean(table.text(row, "Underrubrik")),
                name=name,
                baseline_text=table.text(row, "Läget"),
                target_text=target or table.text(row, "Målvärde"),
                departments=tuple(reported_by),
                aggregation=_choice(Aggregation, aggregation) or Aggregation.SEPARATE,
                overrides=_overrides(table, row, last_written(table, row, id_, record), problems),
                description=clean(table.text(row, "Beskrivning")),
                by_sex=_yes(table, row, "Könsuppdelad", problems),
                periods=_periods(table, row, "Antal värden", problems),
            )
        )
    return indicators


def _yes(table: Rows, row: int, header: str, problems: list[str]) -> bool:
    text = fold(table.text(row, header))
    if text not in ("", "ja", "nej"):
        problems.append(f"{table.place(row, header)}: skriv ja eller nej, inte {quote(text)}. Nu antas nej.")
    return text == "ja"


def _periods(table: Rows, row: int, header: str, problems: list[str]) -> int:
    text = clean(table.text(row, header))
    if text not in ("", "1", "2"):
        problems.append(f"{table.place(row, header)}: skriv 1 eller 2, inte {quote(text)}. Nu antas 1.")
    return 2 if text == "2" else 1


def last_written(table: Rows, row: int, id_: str, record: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """Return what the tool last wrote in a row.

    A row that it does not know but that has a reading (*Läst som*, which only the tool writes) is a copy of another
    one, or has got another ID: its readings are those of the row that it agrees with most, and not the controller's.
    """
    if id_ in record:
        return record[id_]
    shown = {header: fold(table.text(row, header)) for header in layout.READINGS if table.has(header)}
    reading = shown.get(layout.READ_AS, "")
    alike = [entry for entry in record.values() if reading and fold(entry.get(layout.READ_AS, "")) == reading]
    if not alike:
        return {}
    source = max(alike, key=lambda entry: sum(fold(entry.get(header, "")) == text for header, text in shown.items()))
    return {header: source[header] for header in layout.READINGS if header in source}


def own_setting(table: Rows, row: int, header: str, record: dict[str, str]) -> str:
    """Return what the controller has set in a column that the tool reads, or an empty string.

    A cell that still says what the tool last wrote there is the tool's reading; it follows the annex's text.
    """
    text = clean(table.text(row, header))
    return "" if fold(text) == fold(record.get(header, "")) else text


def _overrides(table: Rows, row: int, record: dict[str, str], problems: list[str]) -> Overrides:
    def own(header: str, parse: Callable[[str], _T | None]) -> _T | None:
        text = own_setting(table, row, header, record)
        if not text:
            return None
        value = parse(text)
        if value is None:
            problems.append(
                f"{table.place(row, header)}: {quote(text)} kan inte användas som {header}. "
                "Rätta värdet eller töm cellen."
            )
        return value

    return Overrides(
        value_type=own("Värdetyp", lambda t: _choice(ValueType, t)),
        unit=own("Måttenhet", str),
        decimals=own("Decimaler", _decimals),
        comparison=own("Jämförelse", lambda t: _choice(Comparison, t)),
        target=own("Tolkat målvärde", str),
        against=own("Jämförs med", lambda t: _choice(Against, t)),
        direction=own("Riktning", lambda t: _choice(Direction, t)),
        amber_from=own("Gult från", read_amber_from),
        scale=own("Skala", str),
        outside=own("Jämförelsevärde", str),
    )


def _decimals(text: str) -> int | None:
    number = parse_number(text)
    return int(number) if number is not None and 0 <= number <= 10 and number == int(number) else None  # noqa: PLR2004
