"""A broken or hostile file is reported within bounds, and the good replies beside it come out unchanged.

Every file of ``hostile.CASES`` is read in a process of its own and merged with good replies, so that whatever it
does to that process is reported under its name. One alone: ``pytest tests/test_hostile.py -k "a cell twice"``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from bounded import MAX_MEGABYTES, MAX_SECONDS, BoundedReader, Outcome
from helpers import BILDNING, OVRIGA, VERDICTS, assign, fill, template, value
from hostile import CASES, EITHER, FINDING, READ, Case, filled

from indikator_excel.annex.read import read_annex
from indikator_excel.folder import RoundFolder
from indikator_excel.register.update import update_register
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    Json = dict[str, Any]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured through /proc")

#: What only says where an answer stood.
PLACE = ("fil", "blad", "cell")
#: A message is read by a person, whatever a file holds.
LONGEST_MESSAGE = 4_000
FRONT = {"Vi är klara": "ja", "Uppgiftslämnare": "Kim Test", "Mätdatum": 45_657}
GOOD = BILDNING | {"ÖK-01": value(0.97, Mätdatum=45_656)}
#: Every so many files are read once more, all in one folder.
SAMPLE = 5
#: Those that are slow or large are only measured one by one: in a folder, no clock can tell which one it was.
LARGE = ("bombs", "absurd_xml", "hidden_extents", "formulas", "crowds")


@dataclass(frozen=True)
class Bench:
    """A round with two good replies, the reader, and what the good replies are read as."""

    folder: RoundFolder
    good: bytes
    reader: BoundedReader
    clean: Outcome
    scratch: Path

    def read(self, case: Case) -> Outcome:
        path = self.scratch / f"svar{case.suffix}"
        path.write_bytes(case.make(self.good))
        try:
            return self.reader.read(path, f"konstig{case.suffix}")
        finally:
            path.unlink()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, annex_file: Path) -> Iterator[Bench]:
    path = tmp_path_factory.mktemp("hostile")
    folder = RoundFolder(path / "Omgång 1")
    folder.path.mkdir()
    update_register(folder, read_annex(annex_file))
    assign(folder, {"BIL": ("Bildning", range(10)), "ÖVR": ("Övriga", range(10, 23))})
    create_templates(folder)
    folder.replies.mkdir()
    good = filled(template(folder, "Bildning").read_bytes(), GOOD, FRONT)
    own, other = folder.replies / "Bildning.xlsx", folder.replies / "Övriga.xlsx"
    own.write_bytes(good)
    fill(template(folder, "Övriga"), other, OVRIGA)
    with BoundedReader(folder.path, own, other) as reader:
        yield Bench(folder, good, reader, reader.read(own, own.name), path)


def faults(outcome: Outcome, case: Case, clean: Outcome) -> list[str]:
    """Return everything that is wrong with what came of a file."""
    if outcome.ended != "read":
        return [outcome.ended]
    found = []
    if outcome.seconds > MAX_SECONDS:
        found.append(f"took {outcome.seconds:.1f} s")
    if outcome.megabytes > MAX_MEGABYTES:
        found.append(f"took {outcome.megabytes:.0f} MB")
    if outcome.console:
        found.append(f"wrote to the console: {outcome.console[:300]}")
    if outcome.events:
        found.append(f"reached out: {outcome.events[:3]}")
    if not outcome.balanced:
        found.append("the reconciliation does not add up")
    new = news(outcome.findings, clean.findings)
    found += unfit(new)
    used = bool(outcome.answers)
    if used:
        found += wrong_answers(outcome, new, clean, case)
        found += ["was used"] if case.expect is FINDING else []
    else:
        found += ["was not read"] if case.expect is READ else []
        found += refused_badly(outcome, new, f"konstig{case.suffix}", clean)
    return found


def news(findings: Sequence[Json], known: Sequence[Json]) -> list[Json]:
    before = {f["meddelande"] for f in known}
    return [f for f in findings if f["meddelande"] not in before]


def unfit(findings: Sequence[Json]) -> list[str]:
    """Return what makes findings useless to a person, or gives a secret away."""
    found = []
    for finding in findings:
        said = f"{finding['meddelande']} {finding['gör_så_här']}"
        if not finding["meddelande"] or not finding["gör_så_här"]:
            found.append(f"{finding['kod']} says nothing")
        if len(said) > LONGEST_MESSAGE:
            found.append(f"{finding['kod']} has {len(said)} characters")
        if "MemoryError" in said or "RecursionError" in said or "Traceback" in said:
            found.append(f"{finding['kod']} stems from a fault: {said[:200]}")
        if "root:" in said or "root:" in str(finding["värde"]):
            found.append(f"{finding['kod']} gives /etc/passwd away")
    return sorted(set(found))[:5]


def wrong_answers(outcome: Outcome, new: Sequence[Json], clean: Outcome, case: Case) -> list[str]:
    """Return the answers that differ from the good file's.

    Where a file may be refused as well, an answer may differ if an error or a warning tells of its row. What is for
    the record only is not enough, because nobody has to look at it.
    """
    serious = [f for f in new if f["nivå"] != "upplysning"]
    told = set(case.own)
    if case.expect is not READ:
        told |= {f["indikator_id"] or "Läs" for f in serious}  # a finding of the whole file tells of Läs mig
    # A value stays what it is where the file can't tell its format, if that is told and its row comes out alike.
    told_unknown = any(f["kod"] == "F16" for f in new)
    differing = {}
    for key in sorted(set(outcome.answers) | set(clean.answers)):
        now, before = outcome.answers.get(key), clean.answers.get(key)
        if now != before and not (told_unknown and str(now).endswith(" None")):
            differing[key.split(" ")[0]] = f"{key} is {now!r:.80}, not {before!r:.80}, and nothing tells of it"
    for id_, row in outcome.rows.items():
        before = clean.rows[id_]
        as_shown = (*PLACE, "utfall_rått") if told_unknown else PLACE
        wrong = next((k for k, v in row.items() if k not in as_shown and v != before[k]), None)
        if wrong:
            differing.setdefault(id_, f"{id_}: {wrong} is {row[wrong]!r:.80}, not {before[wrong]!r:.80}")
    return [text for id_, text in differing.items() if id_ not in told]


def refused_badly(outcome: Outcome, new: Sequence[Json], name: str, clean: Outcome) -> list[str]:
    """Return what is wrong with how a file was refused."""
    found = []
    if not [f for f in new if f["nivå"] == "fel" and f["fil"] == name]:
        found.append("is not used, and no error names it")
    if outcome.rows != clean.rows:
        found.append("is not used, and yet the good replies came out otherwise")
    return found


def test_the_good_file_is_good(bench: Bench) -> None:
    """Whatever is found of the others is then their own fault."""
    clean = bench.clean
    assert clean.ended == "read"
    assert {id_: row["bedömning"] for id_, row in clean.rows.items()} == VERDICTS
    assert {row["fil"] for row in clean.rows.values()} == {"Bildning.xlsx", "Övriga.xlsx"}
    assert not [f for f in clean.findings if f["nivå"] == "fel"]
    assert clean.answers["Läs mig"] == "True Kim Test 2024-12-31"
    assert len(clean.answers) == sum(len(cells) for cells in GOOD.values()) + 1


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_read_right_or_reported_within_bounds(bench: Bench, name: str) -> None:
    case = CASES[name]
    outcome = bench.read(case)
    found = faults(outcome, case, bench.clean)
    if found:
        pytest.fail(
            f"{name} ({case.expect}, {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB): " + "; ".join(found[:6]),
            pytrace=False,
        )


def test_the_table_holds_what_it_promises() -> None:
    counted = Counter(case.expect for case in CASES.values())
    assert counted[FINDING] >= 260
    assert counted[READ] + counted[EITHER] >= 260


@pytest.mark.parametrize("start", range(2))
def test_beside_many_hostile_files_the_good_replies_are_merged_unchanged(
    bench: Bench, tmp_path: Path, start: int
) -> None:
    """The program itself, as the controller starts it: no file of the folder takes it down."""
    folder = RoundFolder(tmp_path / "Omgång 1")
    for source in (bench.folder.register, *bench.folder.replies.iterdir()):
        target = folder.path / source.relative_to(bench.folder.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    refusable = [c for n, c in CASES.items() if c.expect is FINDING and not n.startswith(LARGE)]
    doomed = refusable[start::SAMPLE]
    names = []
    for number, case in enumerate(doomed):
        names.append(f"{number:03}{case.suffix}")
        (folder.replies / names[-1]).write_bytes(case.make(bench.good))
    command = [sys.executable, "-m", "indikator_excel", "sammanställ", "--json", "--mapp", str(folder.path)]
    environment = os.environ | {"OPENPYXL_LXML": "False"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)
    told = {name: case.name for name, case in zip(names, doomed, strict=True)}
    assert done.returncode == 0, f"{done.stderr[-1500:]}\n{told}"
    assert "Traceback" not in done.stderr
    document = json.loads(done.stdout)
    assert {r["indikator_id"]: r for r in document["rader"]} == bench.clean.rows
    assert folder.consolidation.exists()
    new = news(document["avvikelser"], bench.clean.findings)
    named = {f["fil"] for f in new if f["nivå"] == "fel"}
    assert {told[name] for name in names if name not in named} == set(), "no error names these"
    refused = {e["fil"] for e in document["inlämningar"] if e["status"] == "avvisad"}
    assert {told[name] for name in names if name not in refused} == set(), "these were not refused"
    assert {f["fil"] for f in new} <= set(names), "the good replies are blamed"
