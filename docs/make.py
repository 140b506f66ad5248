"""Makes the pages of docs/ that say what the code says: ``python docs/make.py``.

The controller's manual is written by hand, save for what the program answers in it (see walkthrough.py). A test holds
that they are what this script would write.
"""

from __future__ import annotations

import csv
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
import walkthrough

from indikator_excel.cli import COMMANDS, cli
from indikator_excel.findings.catalogue import CATALOGUE
from indikator_excel.register import layout
from indikator_excel.register.layout import Owner
from indikator_excel.resources import fill, resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DOCS = Path(__file__).parent
NOTATIONS = DOCS.parent / "tests" / "data" / "notationer.tsv"

#: What each family of findings is about.
FAMILIES = {
    "F": "Filen",
    "S": "Filens blad, rader och kolumner",
    "V": "Ett värde",
    "R": "Det som en ifylld rad ger anledning att fråga",
    "H": "Helheten",
    "G": "Registret",
    "B": "Bilagan i Word",
}
_LANGUAGES = {"sv": "Svenska", "da": "Danska", "no": "Norska", "fi-sv": "Finlandssvenska"}
_OWNERS = {
    Owner.ANNEX: "bilagan",
    Owner.READING: "verktyget, tills du skriver något eget",
    Owner.CONTROLLER: "du",
}


def _page(title: str, intro: str, lines: Iterable[str]) -> str:
    made = "<!-- Sidan görs av docs/make.py. Ändra i koden, inte här. -->"
    return "\n".join([f"# {title}", "", made, "", intro, "", *lines]).rstrip() + "\n"


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in row)} |"
    yield ""


def _fields(text: str) -> str:
    """Show what a finding fills in as ``regler`` does."""
    return re.sub(r"\{(\w+)\}", lambda m: f"*{m[1].replace('_', ' ')}*", text)


def findings() -> str:
    """Return the page of every finding."""
    lines: list[str] = []
    for family, kinds in groupby(CATALOGUE.values(), key=lambda kind: kind.code[0]):
        lines += [f"## {family}: {FAMILIES[family]}", ""]
        for kind in kinds:
            lines += [f"### {kind.code} {kind.title} ({kind.level})", "", _fields(kind.message), ""]
            lines += [f"**Gör så här:** {_fields(kind.remedy)}", ""]
            if kind.request:
                lines += [f"**Det förvaltningen får läsa:** {_fields(kind.request)}", ""]
    intro = (
        "Allt som verktyget kan säga om svar, register och bilaga. Ett *fel* gör att värdet inte används, en "
        "*varning* att du bör titta på det, en *upplysning* är bara det. Det kursiva fylls i. Samma lista: "
        "`indikator-excel regler`."
    )
    return _page("Avvikelser", intro, lines)


def register() -> str:
    """Return the page of the register's sheets, column by column."""
    lines: list[str] = []
    for sheet in layout.SHEETS:
        lines += [f"## {sheet.title}", ""]
        if sheet is layout.SETTINGS:
            rows = [(s.name, s.default or "–", s.explanation) for s in layout.ALL_SETTINGS]
            lines += _table(("Inställning", "Annars gäller", "Förklaring"), rows)
            continue
        lines += _table(
            ("Kolumn", "Skrivs av", "Förklaring"),
            [(c.header, _OWNERS[c.owner], " ".join(filter(None, (c.help, _choices(c))))) for c in sheet.columns],
        )
    intro = (
        "`register.xlsx` är din egen fil. Egna kolumner, blad, bredder och kommentarer finns kvar när verktyget "
        "skriver om den. Inget är obligatoriskt utom indikatorerna själva."
    )
    return _page("Registret, kolumn för kolumn", intro, lines)


def _choices(column: layout.Column) -> str:
    return f"Välj: {', '.join(c for c in column.choices if c)}." if column.choices else ""


#: How targets are read, by the first words of the reading; the last are those that have other words.
_KINDS_OF_TARGETS = (
    "minst",
    "högst",
    "mer än",
    "mindre än",
    "mellan",
    "lika med",
    "plats",
    "kan ej bedömas",
    "annat",
)


def _kind_of_target(row: dict[str, str]) -> str:
    return next((kind for kind in _KINDS_OF_TARGETS if row["läses som"].startswith(kind)), _KINDS_OF_TARGETS[-1])


def targets() -> str:
    """Return the page of ways to write a target, from the table that the tests hold."""
    with NOTATIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines: list[str] = []
    languages = list(_LANGUAGES)
    rows.sort(key=lambda row: (languages.index(row["språk"]), _KINDS_OF_TARGETS.index(_kind_of_target(row))))
    for language, of_language in groupby(rows, key=lambda row: row["språk"]):
        lines += [f"## {_LANGUAGES[language]}", ""]
        for kind, listed in groupby(of_language, key=_kind_of_target):
            headers = ("Läget", "Målvärde", "Inställning i registret", "Läses som", "Utfall och färg")
            keys = ("läget", "målvärde", "inställningar", "läses som", "utfall och färg")
            lines += [f"### {_LANGUAGES[language]}: {kind}", ""]
            lines += _table(headers, [[row[key] for key in keys] for row in listed])
    intro = (
        "Så läser verktyget det som står i bilagan, och så bedöms några utfall. Varje rad är prövad. Pröva en egen: "
        '`indikator-excel bedöm "≥ 2023" --läge "17 %" --utfall "15 %"`.'
    )
    return _page("Sätt att skriva mål", intro, lines)


def commands() -> str:
    """Return the page of every command with its options."""
    lines: list[str] = []
    # As the program itself shows it, on a terminal of the usual width.
    settings = {**cli.context_settings, "terminal_width": 80}
    with click.Context(cli, info_name="indikator-excel", **settings) as root:
        for name in COMMANDS:
            command = cli.get_command(root, name)
            if command is None:
                raise LookupError(name)
            with click.Context(command, info_name=name, parent=root) as context:
                lines += [f"## {name}", "", command.get_help(context).join(("```text\n", "\n```")), ""]
    intro = "Samma text som `indikator-excel KOMMANDO --help`. Namnen kan skrivas utan å, ä och ö."
    return _page("Kommandon", intro, lines)


def department() -> str:
    """Return the department's page, with the steps that stand on *Läs mig*."""
    text = (DOCS / "förvaltningen.md").read_text("utf-8")
    steps = re.compile(r"(<!-- steg ur mallar/(\S+);[^\n]*-->\n).*?(<!-- slut -->)", re.DOTALL)
    return steps.sub(lambda found: f"{found[1]}{_numbered(resource(found[2]))}{found[3]}", text)


def _numbered(instruction: str) -> str:
    told = fill(instruction, {"värde": "Utfall 2024"}, "instruktion.txt")
    return "".join(f"{number}. {line}\n" for number, line in enumerate(told.splitlines(), start=1))


PAGES = {
    "avvikelser.md": findings,
    "registret.md": register,
    "mål.md": targets,
    "kommandon.md": commands,
    "controllern.md": walkthrough.page,
    "förvaltningen.md": department,
}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
