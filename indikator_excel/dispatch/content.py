"""What the fields of each kind of letter hold, from the register, the standing and the consolidation. No files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from indikator_excel.consolidation.choose import DepartmentStatus
from indikator_excel.dispatch.blocks import Block, Cell, Paragraph, Point, Points, Table
from indikator_excel.dispatch.letter import LetterKind
from indikator_excel.dispatch.text import Value
from indikator_excel.findings.finding import Finding, Level
from indikator_excel.findings.grouping import Group, grouped
from indikator_excel.indicators.address import MailAddress, read_addresses, shown_name
from indikator_excel.indicators.days import long_date, time_left
from indikator_excel.indicators.model import Department, Indicator, Round
from indikator_excel.indicators.text import clean, counted, join_and
from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.register.model import Register
from indikator_excel.templates.layout import DECISIVE

if TYPE_CHECKING:
    from indikator_excel.consolidation.merge import Consolidation

#: Each kind's text in ``mallar/``, and the fields without which it would say nothing.
TEXTS: Mapping[LetterKind, tuple[str, tuple[str, ...]]] = {
    LetterKind.DISPATCH: ("brev.txt", ()),
    LetterKind.REMINDER: ("påminnelse.txt", ("rader",)),
    LetterKind.CORRECTION: ("rättelsebrev.txt", ("fel",)),
    LetterKind.RECEIPT: ("kvitto.txt", ("svar",)),
}
#: How a receipt tells what became of an answer that gave no value.
_REFUSED, _NONE = "kan inte användas", "inget värde"


def sender_of(round_: Round) -> tuple[MailAddress | None, str]:
    """Return who the letters come from, and what is wrong with *Avsändare*, a Swedish sentence or nothing.

    Without *Avsändare* it is the address in *Kontakt*; without one there either, the mail program's own.
    """
    found, _ = read_addresses(round_.sender or round_.contact)
    if found:
        name = found[0].name or ("" if round_.sender else contact_name(round_))
        return MailAddress(found[0].local, found[0].domain, name), ""
    if not round_.sender:
        return None, ""
    return None, (
        f"Avsändare på registrets blad Inställningar, ”{round_.sender}”, har ingen e-postadress som går att använda. "
        "Skriv namn och adress, till exempel Kim Berg <kim.berg@example.se>."
    )


def contact_name(round_: Round) -> str:
    """Return the name in *Kontakt*: what stands before the first comma, unless it is an address or a number."""
    name = round_.contact.split(",")[0].split(";")[0]
    return "" if "@" in name or any(c.isdigit() for c in name) else shown_name(name)


def common_fields(register: Register, department: Department, today: date, file: str) -> dict[str, Value]:
    """Return the fields that every letter has."""
    round_ = register.round
    sender, _ = sender_of(round_)
    signed = (sender.name if sender else "") or contact_name(round_) or round_.municipality
    rows = register.indicators_of(department)
    return {
        "förvaltning": department.name,
        "kontaktperson": department.contact,
        "kommun": round_.municipality,
        "omgång": round_.title,
        "år": str(round_.year),
        "värde": round_.value_header,
        "avser": round_.kind.lower(),
        "antal": counted(len(rows), "indikator", "indikatorer"),
        "sista svarsdag": long_date(round_.deadline) if round_.deadline else "",
        "tid kvar": time_left(round_.deadline, today) if round_.deadline else "",
        "kontakt": round_.contact,
        "avsändare": signed,
        "fil": file,
    }


def dispatch_fields(register: Register, department: Department) -> dict[str, Value]:
    """Return what only the first letter has."""
    return {"rader": (_listed(register.indicators_of(department)),)}


def reminder_fields(register: Register, status: DepartmentStatus) -> dict[str, Value]:
    """Return what only a reminder has: how far the department has come, and the rows that are missing."""
    missing = [register.by_id[id_] for id_ in status.missing]
    send = "spara den och svara på det här mejlet med filen bifogad."
    to_do = f"Fyll i den bifogade filen, {send}"
    match status.status:
        case "delvis":
            standing = f"Tack för det ni har skickat. {status.filled} av {status.expected} indikatorer är besvarade."
            if status.sent_no_answer:
                standing = "Vi har fått en fil från er, men ingen av indikatorerna är besvarad i den."
            rows = "raden" if len(missing) == 1 else "raderna"
            to_do = f"Fyll i {rows} i filen ni redan har, eller i den bifogade, {send}"
        case "avvisad":
            standing = "Vi har fått en fil från er, men den går inte att använda. Era svar saknas därför fortfarande."
        case _:
            standing = f"Vi har ännu inte fått något svar från {status.department.name}."
    return {
        "läget": standing,
        "antal kvar": counted(len(missing), "indikator", "indikatorer"),
        "rader": (_listed(missing),),
        "att göra": to_do,
    }


def correction_fields(findings: Iterable[Finding], status: DepartmentStatus) -> dict[str, Value]:
    """Return what only the letter with a correction has: what must be put right, and what is worth a look."""
    findings = list(findings)
    must = grouped(f for f in findings if f.level is Level.ERROR)
    look = grouped(f for f in findings if f.level is not Level.ERROR)
    blocks = [Points(tuple(map(_fault, must)), "Det här behöver rättas:")] if must else []
    blocks += [Points(tuple(map(_fault, look)), "Titta gärna på det här också:")] if look else []
    if status.status == "avvisad":
        standing = "Vi har fått er fil, men kan tyvärr inte använda den. Fyll i den bifogade filen i stället."
    else:
        standing = (
            "Tack för ert svar. En del av det kan vi inte använda som det är. I den bifogade filen står allt ni har "
            "svarat, och det som behöver rättas är markerat."
        )
    return {"läget": standing, "fel": tuple(blocks)}


def receipt_fields(result: "Consolidation", status: DepartmentStatus) -> dict[str, Value]:
    """Return what only a receipt has: how each answer was read and judged.

    The verdict is the calculated one. The controller's own belongs to her report, and may not be settled yet.
    """
    from indikator_excel.consolidation.cells import Fate
    from indikator_excel.consolidation.frames import records
    from indikator_excel.consolidation.in_words import values_in_words
    from indikator_excel.consolidation.row_checks import lacks_comment

    part = result.of(status.department)
    own = part.cells
    refused = {r.indicator_id for r in records(own[own["fate"].eq(Fate.REJECTED)]) if r.field in DECISIVE}
    rows: list[tuple[Cell, ...]] = []
    for row in part.rows:
        indicator = result.register.by_id[row.indicator_id]
        read = "; ".join(values_in_words(row, result.register.readings[indicator.id].measure))
        wrote = "; ".join(clean(text) for text in (row.raw, row.raw_2) if text)
        nothing = (_REFUSED if indicator.id in refused else _NONE) if wrote else ""
        verdict = row.calculated
        cells = (
            Cell(indicator.id),
            Cell(indicator.label),
            Cell(wrote),
            Cell(read or nothing),
            Cell(clean(indicator.target_text)),
            Cell(verdict.label, verdict),
            Cell("" if verdict is Verdict.NO_ANSWER else row.calculated_why),
        )
        rows.append(cells)
    asked = [i.id for i in result.register.indicators_of(status.department)]
    headers = ("ID", "Indikator", "Ni skrev", "Läst som", "Målvärde", "Bedömning", "Varför")
    unexplained = [r.indicator_id for r in part.rows if lacks_comment(r, result.register)]
    left = _received(status, [i for i in asked if i in refused], [i for i in unexplained if i not in refused])
    return {"svar": (Table(headers, tuple(rows)),), "läget": left}


def _received(status: DepartmentStatus, refused: list[str], unexplained: list[str]) -> str:
    """Return what is left to do, by the rows' IDs: answers that can't be used, and those that need a comment."""
    told = []
    if refused:
        again = "Det får ni" if len(refused) == 1 else "De får ni"
        told.append(f"{_of(refused, 'svar', 'svar')} {_REFUSED}. {again} tillbaka att rätta i ett eget mejl.")
    if status.missing:
        told.append(
            f"{_of(status.missing, 'indikator', 'indikatorer')} saknar ännu svar. Fyll i, och skicka filen igen."
        )
    if unexplained:
        rows = _of(unexplained, "indikator", "indikatorer")
        told.append(f"{rows} behöver en kommentar. Skriv den i kolumnen Kommentar, och skicka filen igen.")
    if not told:
        all_in = (
            "Er indikator är besvarad" if status.expected == 1 else f"Alla {status.expected} indikatorer är besvarade"
        )
        told.append(f"{all_in}, och ni behöver inte göra något mer.")
    return " ".join(told)


def _of(ids: Sequence[str], singular: str, plural: str) -> str:
    """Return how many and which: ``2 svar (KK-01 och KK-02)``."""
    return f"{counted(len(ids), singular, plural)} ({join_and(list(ids))})"


def _listed(indicators: Iterable[Indicator]) -> Block:
    points = tuple(Point(f"{i.id} {i.label}") for i in indicators)
    return Points(points) if points else Paragraph(())


def _fault(group: Group) -> Point:
    """Return what is wrong, with the row's ID where it is about one, and what the department is asked to do."""
    id_ = group.first.indicator_id if len(group.findings) == 1 else ""
    # The request is written for the workbook, and says "this file".
    request = group.first.request.replace("den här filen", "den bifogade filen")
    return Point(f"{id_} {group.message}".strip(), request)
