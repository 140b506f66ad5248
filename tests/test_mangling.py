"""Everything that people and programs do to a filled template, alone and together, and what must come out of it."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import isclose
from typing import TYPE_CHECKING, Any

import pytest
from helpers import (
    PLACE,
    Master,
    balanced,
    forms_of,
    hashes,
    is_number,
    mistyped,
    put,
    put_saved,
    read_register,
    saved_by_writer,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mangling import (
    ANSWERED,
    CONTENT,
    EARLIER,
    INPUT_HEADERS,
    KIT,
    LATER,
    OUTCOME,
    Mangle,
    Said,
    Stage,
    as_excel_writes,
    edit_all,
    go_together,
    in_turn,
    mangle,
    rework_all,
    typed,
    united,
)
from openpyxl import load_workbook

from indikator_excel.consolidation.cells import Fate
from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.frames import records
from indikator_excel.consolidation.merge import merge
from indikator_excel.corrections.run import write_corrections
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import fold
from indikator_excel.opening.cells import CellKind
from indikator_excel.replies.folder import read_replies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from indikator_excel.register.model import Register

    Json = dict[str, Any]

SAVED = "2025-01-10T10:00:00Z"
#: What a changed value changes with it; in what words is another test's matter.
FOLLOWS = {"varför", "trend", "utfall_rått"}


@dataclass(frozen=True)
class Result:
    """What came out: rows by ID, and the findings beside those of the right answers."""

    rows: dict[str, Json]
    findings: list[Json]
    submissions: list[Json]

    def refused(self, reply: str) -> list[Json]:
        """Return the files of a reply's folder that are not used at all, if none of its files is."""
        own = [e for e in self.submissions if (e["fil"] or "").startswith(f"{reply}/")]
        return [] if any(e["status"] != "avvisad" for e in own) else own


class Kit:
    """The round's register, both departments' filled templates as Excel saves them, and what comes out of those.

    No data class, because hypothesis would print all of it.
    """

    def __init__(self, folder: RoundFolder, register: Register, filled: Mapping[str, Path], empty: Path) -> None:
        self.folder = folder
        self.register = register
        self.filled = filled
        self.empty = empty
        self.alone: dict[str, bool] = {}
        for name in filled:
            put(filled[name], folder)
        self._known: Counter[str] = Counter()
        clean = self.read(folder)
        self._known = Counter(f["meddelande"] for f in clean.findings)
        self.clean = clean.rows

    def emptied(self) -> RoundFolder:
        """Return the folder with no replies in it."""
        shutil.rmtree(self.folder.replies)
        self.folder.replies.mkdir()
        return self.folder

    def read(self, folder: RoundFolder) -> Result:
        """Read and merge. The replies must be as they were, and every cell accounted for."""
        before = hashes(folder)
        merged = merge(self.register, read_replies(folder, self.register))
        document = as_json(merged)
        assert hashes(folder) == before
        balanced(document)
        assert not mistyped(merged.rows)
        told = {r.indicator_id: (r.respondent, r.measured_on) for r in merged.rows}
        rows = {
            row["indikator_id"]: row
            | dict(zip(("uppgiftslämnare", "mätdatum"), (t or None for t in told[row["indikator_id"]]), strict=True))
            for row in document["rader"]
        }
        new = [f for f in document["avvikelser"] if f["meddelande"] not in self._known]
        return Result(rows, new, document["inlämningar"])

    def faults_of(self, mangles: Sequence[Mangle]) -> list[str]:
        """Do all of it to a right answer, and return what did not come out as it must."""
        return self.faults(self.result_of(mangles), *united(mangles))

    def result_of(self, mangles: Sequence[Mangle]) -> Result:
        """Do all of it to a right answer, beside the other department's, and read both."""
        folder = self.emptied()
        for path in self.filled.values():
            put(path, folder)
        mangle(mangles, folder.replies / f"{mangles[0].department}.xlsx", SAVED)
        return self.read(folder)

    def faults(self, result: Result, changes: Mapping[str, Json], says: Sequence[Said]) -> list[str]:
        """Hold a result against what must come out."""
        faults = [
            fault for id_ in self.clean for fault in self._row_faults(id_, result.rows[id_], changes.get(id_, {}))
        ]
        faults += [f"{s} is not said" for s in says if not any(s.is_said_by(f) for f in result.findings)]
        for f in result.findings:
            place = f"{f['nivå']} {f['kod']} {f['fil']} {f['cell']}: {f['meddelande']}"
            if not f["meddelande"] or not f["gör_så_här"]:
                faults.append(f"{place} has no words")
            if f["nivå"] != "upplysning" and not any(said.is_said_by(f) for said in says):
                faults.append(place)
            if f["kod"][0] == "V" and f["cell"] and f["kod"] != "V28":
                row = result.rows[f["indikator_id"]]
                if (f["fil"], f["cell"]) != (row["fil"], row["cell"]):
                    faults.append(f"{place}, but the value stands in {row['cell']}")
        return faults

    def _row_faults(self, id_: str, row: Json, changed: Json) -> list[str]:
        clean = self.clean[id_]
        free = FOLLOWS - set(changed) if {"utfall", "bedömning"} & set(changed) else set()
        faults = []
        for key in sorted(set(clean) - set(PLACE) - free):
            wanted, came = (clean | changed)[key], row[key]
            if came != wanted and not (isinstance(wanted, float) and came == pytest.approx(wanted)):
                faults.append(f"{id_}: {key} is {came!r}, not {wanted!r}")
        return faults

    def passes_alone(self, one: Mangle) -> bool:
        if one.name not in self.alone:
            try:
                self.alone[one.name] = not self.faults_of([one])
            except AssertionError:
                self.alone[one.name] = False
        return self.alone[one.name]


@pytest.fixture(scope="module")
def kit(master: Master, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    path = tmp_path_factory.mktemp("mangling")
    register = read_register(master.folder.register)
    filled = {}
    for department in register.departments:
        filled[department.name] = path / f"{department.name}.xlsx"
        data = saved_by_writer(register, department, ANSWERED[department.name])
        filled[department.name].write_bytes(data)
        put_saved(filled[department.name], SAVED)
    bildning = next(d for d in register.departments if d.name == "Bildning")
    (path / "tom.xlsx").write_bytes(saved_by_writer(register, bildning, {}))
    folder = RoundFolder(path / "Omgång 1")
    return Kit(folder, register, filled, path / "tom.xlsx")


# One at a time


def test_the_names_tell_the_mangles_apart() -> None:
    assert len(KIT) >= 75
    assert len({m.name for m in KIT}) == len(KIT)


@pytest.mark.parametrize("one", KIT, ids=lambda m: m.name)
def test_what_is_done_to_a_file_comes_out_as_it_must(kit: Kit, one: Mangle) -> None:
    result = kit.result_of([one])
    faults = kit.faults(result, *united([one]))
    if one.edit and not one.rework and not faults:
        faults = misplaced(result, kit.folder.replies / f"{one.department}.xlsx", one)
    assert not faults, "\n".join(faults)


def misplaced(result: Result, path: Path, one: Mangle) -> list[str]:
    """Return the rows whose place does not hold the value that was typed."""
    book = load_workbook(path)
    faults = []
    for id_, cells in ANSWERED[one.department].items():
        row = result.rows[id_]
        if id_ not in one.touches and row["utfall"] is not None:
            stored = book[row["blad"]][row["cell"]].value
            if stored != pytest.approx(cells[OUTCOME]):
                faults.append(f"{id_} is said to stand in {row['cell']}, which holds {stored!r}")
    return faults


# Several together


def partition(seed: int, largest: int = 6) -> list[list[Mangle]]:
    """Draw every mangle into a group of mangles that touch different things."""
    drawn = random.Random(seed)  # noqa: S311 - a draw that is the same every time
    left = [m for m in KIT if not m.alone]
    drawn.shuffle(left)
    groups: list[list[Mangle]] = []
    for one in left:
        fitting = [g for g in groups if len(g) < largest and go_together(g, one)]
        if fitting:
            drawn.choice(fitting).append(one)
        else:
            groups.append([one])
    return [g for g in groups if len(g) > 1]


TOGETHER = [(seed, group) for seed in (1, 2, 3) for group in partition(seed)]


@pytest.mark.parametrize(("seed", "group"), TOGETHER, ids=[f"{s}-{'+'.join(m.name for m in g)}" for s, g in TOGETHER])
def test_what_is_done_together_comes_out_as_the_sum(kit: Kit, seed: int, group: list[Mangle]) -> None:
    """One that fails alone tells nothing new in company, so the others are tried without it."""
    assert seed
    try:
        faults = kit.faults_of(group)
    except AssertionError as error:
        faults = [str(error)]
    if faults:
        sound = [m for m in group if kit.passes_alone(m)]
        if sound and len(sound) < len(group):
            faults = kit.faults_of(sound)
        assert not sound or not faults, "\n".join(faults)


# Saved by other programs, in other formats


def named(*names: str) -> list[Mangle]:
    by_name = {m.name: m for m in KIT}
    return [by_name[name] for name in names]


#: What a program does that does not keep how numbers are shown.
(LOST,) = named("formats pasted over")
#: What is done to a workbook before another program saves it.
BEFORE = {
    "as it was": [],
    "moved": named("rows sorted", "columns hidden", "sheets renamed", "number as text", "date")
    + named("odd spaces around a percentage", "word in capitals with spaces", "target changed"),
    "beside the table": named("note below the table", "a greeting on Läs mig", "rows and columns grouped"),
    "beside": named("sheet with notes added", "who answered, on Läs mig"),
    "texts": named("text 95 %", "ca 83", "number with its unit", "date typed as text", "synonym", "negative")
    + named("long comment"),
    "asked": named("83 in a percent cell", "31/12", "ja for a number", "misspelt word", "formula in error")
    + named("number for a word"),
    "formulas": named("formula with its result", "sum of other cells"),
    "notes": named(
        "note on a value cell", "dash", "number as a comment", "3/4 that became a date", "value and reason"
    ),
    "half": named("value cells emptied", "row deleted", "rows hidden", "protection cleared"),
    # A format that does not say how numbers are shown can't tell 0,83 from 83 %.
    "formats": named("0,83 in General", "comment that looks like a formula"),
}
PROGRAMS = {
    "LibreOffice": ("xlsx", "ods", "xls"),
    "Gnumeric": ("xlsx", "ods", "xls"),
    "SheetJS": ("xlsx", "xlsb", "ods", "xls"),
    "ExcelJS": ("xlsx",),
}


#: What a program does not write in a format, so that nobody can read it afterwards: notes, the rest of a long text,
#: or that 0,97 is shown as 97 %.
UNTOLD = {("SheetJS", "ods"): {"notes", "formats"}, ("SheetJS", "xls"): {"notes", "long texts"}}


def saver(program: str, request: pytest.FixtureRequest) -> Callable[[list[Path], str], list[Path]]:
    """Return what saves workbooks in a program; its fixture is asked for by name, because only one is needed."""
    if program == "LibreOffice":
        convert = request.getfixturevalue("convert")

        def all_at_once(sources: list[Path], to: str) -> list[Path]:
            folder = convert(sources[0], to, *sources[1:]).parent
            return [folder / f"{source.stem}.{to}" for source in sources]

        return all_at_once
    if program == "Gnumeric":
        recalculate = request.getfixturevalue("recalculate_in_gnumeric")
        return lambda sources, to: [recalculate(source, to) for source in sources]
    run = request.getfixturevalue("save_in_node")
    return lambda sources, to: [run(source, program.lower(), to=to) for source in sources]


@pytest.mark.parametrize("mangles", BEFORE.values(), ids=BEFORE.keys())
def test_what_is_done_before_another_program_saves_goes_together(mangles: list[Mangle]) -> None:
    assert all(go_together(mangles[:n], one) for n, one in enumerate(mangles))


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("program", "to"), [(program, to) for program, formats in PROGRAMS.items() for to in formats]
)
def test_what_another_program_saved_comes_out_the_same(
    kit: Kit, request: pytest.FixtureRequest, tmp_path: Path, program: str, to: str
) -> None:
    cases = {name: mangles for name, mangles in BEFORE.items() if name != "formats" or to == "xlsx"}
    untold = UNTOLD.get((program, to), set())
    if "long texts" in untold:
        cases = {name: [m for m in mangles if m.name != "long comment"] for name, mangles in cases.items()}
    if "formats" in untold:
        cases = {name: mangles for name, mangles in cases.items() if all(go_together([LOST], m) for m in mangles)}
    sources = []
    for number, mangles in enumerate(cases.values()):
        sources.append(tmp_path / f"{number}.xlsx")
        shutil.copyfile(kit.filled["Bildning"], sources[-1])
        mangle(mangles, sources[-1], SAVED)
        as_excel_writes(sources[-1])
    faults = []
    for (name, mangles), path in zip(cases.items(), saver(program, request)(sources, to), strict=True):
        folder = kit.emptied()
        put(kit.filled["Övriga"], folder)
        put(path, folder, f"Bildning.{to}")
        changes, says = united([*mangles, LOST] if "formats" in untold else mangles)
        if "notes" in untold:
            says = tuple(said for said in says if said.code != "S13")
        faults += [f"{name}: {fault}" for fault in kit.faults(kit.read(folder), changes, says)]
    assert not faults, "\n".join(faults)


# Whatever is typed, and whatever is done to it


#: What needs another department's file, and what makes a date a mere number.
NOT_DRAWN = named("two workbooks in one mail", "two workbooks in one zip", "styles lost")
#: What may be done to what somebody typed; what types something itself only when it is saved is left out.
POOL = [
    m for m in KIT if m.department == "Bildning" and not m.alone and not (m.edit and m.rework) and m not in NOT_DRAWN
]
_IDS = list(ANSWERED["Bildning"])
#: A number typed into a date's cell is shown as a date, which is another matter.
_CELLS = st.tuples(st.sampled_from(_IDS), st.sampled_from(INPUT_HEADERS), CONTENT).filter(
    lambda cell: cell[1] != "Mätdatum" or isinstance(cell[2], str | datetime)
)
_ROWS = st.lists(_CELLS, max_size=12)
_REPLIES = st.lists(
    st.tuples(_ROWS, st.lists(st.sampled_from(POOL), max_size=3), st.sampled_from((EARLIER, SAVED, LATER))),
    min_size=1,
    max_size=3,
)
_KEYS = ("utfall_rått", "ej_mätt", "kommentar", "åtgärd", "uppgiftslämnare", "mätdatum")


@dataclass(frozen=True)
class Stood:
    """Something that a person wrote, and where it stood in the file that she sent. Hypothesis prints it."""

    reply: str
    sheet: str
    cell: str
    id_: str
    content: Any

    def is_in(self, text: object) -> bool:
        """Whether a text that came out is what was written, alone or among others."""
        parts = {fold(part) for part in (str(text), *str(text).split(" / "), *str(text).split(" | "))}
        return bool(forms_of(self.content) & parts) or any(is_number(self.content, part) for part in parts)

    def reads_as(self, row: Json) -> bool:
        """Whether it is the row's outcome in another spelling, which another file gave too: ``95 %`` and ``95``."""
        numbers = re.findall(r"-?\d+(?:[.,]\d+)?", str(self.content))
        outcome = row["utfall"]
        if isinstance(outcome, str):
            return fold(str(self.content)) == fold(outcome)
        if outcome is None or len(numbers) != 1:
            return False
        number = float(numbers[0].replace(",", "."))
        return isclose(number, outcome) or (not isinstance(self.content, str) and isclose(100 * number, outcome))

    def is_found(self, result: Result) -> bool:
        """Whether it came out: in its row, in a finding that names where it stood, or with its whole file."""
        # A row that has lost its ID may be known by its text; which one it is, is for the other tests.
        own = re.sub(r"\W+", "-", fold(self.id_))  # IDs are typed with other dashes and in small letters
        rows = [row for id_, row in result.rows.items() if not own or fold(id_) == own]
        if any(self.is_in(row[key]) for row in rows for key in _KEYS) or any(self.reads_as(row) for row in rows):
            return True
        sent = [e for e in result.submissions if (e["fil"] or "").startswith(f"{self.reply}/")]
        if any(self.is_in(e[key]) for e in sent for key in ("uppgiftslämnare", "mätdatum")):
            return True
        if fold(str(self.content)) == "ja" and any(e["säger_sig_klar"] for e in sent):
            return True
        return bool(result.refused(self.reply)) or any(self._is_told(f) for f in result.findings)

    def _is_told(self, finding: Json) -> bool:
        message = finding["meddelande"]
        if (finding["fil"] or "").startswith(f"{self.reply}/"):
            if finding["kod"] in ("F09", "F10"):
                return True  # the whole file
            here = finding["cell"] == self.cell or (finding["cell"] is None and finding["blad"] == self.sheet)
            if here and self.is_in(finding["värde"]):
                return True
        elif f"{self.reply}/" not in message:
            return False
        # Word for word in the sentence: beside another cell's, or cut where it is long.
        return self.cell in re.findall(r"[A-Z]+\d+", message) and any(
            f"”{form}”" in fold(message) for form in forms_of(self.content)
        )


def stood(path: Path, empty: Path, reply: str) -> list[Stood]:
    """Return all that stands in a workbook and not in its template: cells and notes."""
    ours = {
        fold(str(cell.value))
        for sheet in load_workbook(empty).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    found = []
    for sheet in load_workbook(path).worksheets:
        cells = sheet._cells.values()  # noqa: SLF001 - the public iterators walk to the last cell of a sheet
        heads = {c.column: str(c.value) for c in cells if c.row == header_row(sheet)}
        ids = {c.row: str(c.value or "") for c in cells if heads.get(c.column) == "ID"}
        for cell in cells:
            if cell.comment is not None:
                found.append(Stood(reply, sheet.title, cell.coordinate, "", cell.comment.text))
            is_known = cell.value is None or not fold(str(cell.value)) or fold(str(cell.value)) in ours
            # What identifies rows and columns is not an answer; that it was changed has findings of its own.
            if not is_known and heads.get(cell.column) != "ID" and cell.row != header_row(sheet):
                found.append(Stood(reply, sheet.title, cell.coordinate, ids.get(cell.row, ""), cell.value))
    return found


def header_row(sheet: Worksheet) -> int:
    """Return the row of the headers, 0 where there is none."""
    return next((c.row for c in sheet._cells.values() if c.value == "Indikator"), 0)  # noqa: SLF001


@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date")
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # what was lost is named; shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(replies=_REPLIES)
def test_all_that_somebody_wrote_can_be_found_again(
    kit: Kit, replies: list[tuple[list[tuple[str, str, Any]], list[Mangle], str]]
) -> None:
    folder = kit.emptied()
    wrote: list[Stood] = []
    for number, (cells, drawn, saved) in enumerate(replies):
        path = put(kit.empty, folder, f"{number}/Bildning.xlsx")
        mangles: list[Mangle] = []
        for one in drawn:
            if go_together(mangles, one):
                mangles.append(one)
        edit_all([filling(cells), *mangles], path, saved)
        wrote += stood(path, kit.empty, str(number))
        rework_all(mangles, path)
    result = kit.read(folder)
    lost = [one for one in wrote if not one.is_found(result)]
    assert not lost, (lost, [[m.name for m in drawn] for _, drawn, _ in replies])
    _hold_correction(kit, folder, result)


#: What the row's answer says, whatever file it stands in.
_SAID = ("utfall", "utfall_2", "utfall_kvinnor", "utfall_män", "läge_enligt_svaret", "bedömning", *_KEYS[1:])


def _hold_correction(kit: Kit, folder: RoundFolder, before: Result) -> None:
    """Send back what has errors, get it again as it was sent, and hold what comes out against what came out before.

    Nothing that was used is lost or another, nothing is wrong that was right, and what was refused is in the file.
    """
    merged = merge(kit.register, read_replies(folder, kit.register))
    made = write_corrections(folder, merged)
    refused = [(r.department, r.entry) for r in records(merged.cells[merged.cells["fate"].eq(Fate.REJECTED)])]
    for correction, name in made.files:
        path = put(folder.corrections / name, folder, f"rättad/{name}")
        own = [entry for code, entry in refused if code == correction.department.code]
        shown = [
            fold(str(c.value)) for sheet in load_workbook(path) for row in sheet.iter_rows() for c in row if c.value
        ]
        texts = {entry.cell.text for entry in own} - {
            entry.cell.text for entry in own if entry.cell.kind is CellKind.NUMBER
        }
        missing = [text for text in texts if not any(fold(text)[:50] in cell for cell in shown)]
        assert not missing, missing
    if not made.files:
        return
    after = kit.read(folder)
    wrong, still = ({f["indikator_id"] for f in r.findings if f["nivå"] == "fel"} for r in (before, after))
    assert still <= wrong
    for id_, row in after.rows.items():
        was = before.rows[id_]
        # Two reasons why there is no value stand side by side in the cell, and are then one; with a value beside them
        # the row is asked about again.
        asked = ("utfall", "bedömning") if id_ in still and "H01" in wrong_codes(before, id_) else ()
        kept = [k for k in _SAID if k not in asked and (k != "ej_mätt" or " eller " not in str(row[k]))]
        assert {key: row[key] for key in kept} == {key: was[key] for key in kept}, id_


def wrong_codes(result: Result, id_: str) -> set[str]:
    return {f["kod"] for f in result.findings if f["nivå"] == "fel" and f["indikator_id"] == id_}


def filling(cells: Sequence[tuple[str, str, Any]]) -> Mangle:
    """Fill in the cells of an empty template."""
    edits = [typed(id_, content, header=header) for id_, header, content in cells]
    return Mangle("filled in", Stage.CELLS, in_turn(*edits))
