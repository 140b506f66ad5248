"""The example that a newcomer runs: it shows what it promises, always the same, and from an installed wheel too."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from helpers import ROOT
from openpyxl import load_workbook

from indikator_excel.cli import run
from indikator_excel.example.__main__ import EXAMPLE_DAY
from indikator_excel.example.data import read_example
from indikator_excel.example.round import free_folder, try_out
from indikator_excel.log.journal import Journal

if TYPE_CHECKING:
    from indikator_excel.example.round import TriedOut

HASH = re.compile(r"[0-9a-f]{64}\Z|[0-9a-f]{16}(?: [0-9a-f]{16})*\Z")
RESULT = ROOT / "exempel" / "resultat"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> TriedOut:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = EXAMPLE_DAY
    try:
        return try_out(tmp_path_factory.mktemp("exempel") / "prova", Journal("prova"))
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def test_the_example_shows_the_mistakes_that_people_make(done: TriedOut) -> None:
    codes = {(f.code, f.indicator_id or Path(f.file).name) for f in done.result.findings}
    assert codes == {
        ("F03", "Budget 2025.xlsx"),  # not our workbook
        ("F04", "Fastighet – Prognos Delår augusti 2024.xlsx"),  # another round
        ("F09", "Personal – Utfall Helår 2024 (1).xlsx"),  # a copy
        ("V03", "KK-02"),  # a comment in the value cell
        ("V06", "KK-01"),  # 0,15 without a percent format
        ("V08", "ÖK-06"),  # 3-4
        ("V04", "ÖK-09"),  # a word outside the scale
        ("V20", "ÖK-04"),  # ca 20
        ("S04", "MU-02"),  # a row is missing
        ("S05", "ÖK-07"),  # the target was changed
        ("H02", ""),  # nobody answered
        *(("R09", id_) for id_ in ("ÖK-02", "KK-03", "HK-01")),  # more decimals than the annex has
    }
    assert [d.department.name for d in done.result.departments if d.status == "avvisad"] == ["Fastighet"]
    outcomes = {row.indicator_id: row.outcome for row in done.result.rows}
    assert (outcomes["ÖK-01"], str(outcomes["ÖK-02"])) == (97, "78.5")  # text percents are read
    assert done.result.reconciliation.adds_up
    assert len(done.templates.files) == 9
    assert not done.result.register.unassigned


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what a workbook says: every cell's content and format, sheet by sheet.

    File hashes are left out: they change with the version of the library that packs the files.
    """
    return {
        sheet.title: [
            (c.coordinate, c.value, c.number_format, c.protection.locked)
            for row in sheet
            for c in row
            if c.value and not HASH.match(str(c.value))
        ]
        for sheet in load_workbook(path)
    }


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_the_finished_example_is_up_to_date(done: TriedOut) -> None:
    made = {p.relative_to(done.folder.path) for p in done.folder.path.rglob("*") if p.is_file()}
    assert {p.relative_to(RESULT) for p in RESULT.rglob("*") if p.is_file()} == made
    for name in made:
        if name.suffix == ".xlsx":
            told = f"{name} is out of date: run python -m indikator_excel.example"
            assert contents(RESULT / name) == contents(done.folder.path / name), told


def test_the_same_round_gives_the_same_bytes(done: TriedOut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EXAMPLE_DAY)
    again = try_out(tmp_path / "prova", Journal("prova"))
    for path in sorted(p for p in done.folder.path.rglob("*") if p.is_file()):
        assert (again.folder.path / path.relative_to(done.folder.path)).read_bytes() == path.read_bytes(), path.name


def test_the_command_takes_a_new_folder_and_says_what_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["prova"]) == 0
    told = capsys.readouterr().out
    assert told.count("\n") < 30
    assert "Öppna prova/sammanställning.xlsx" in told.replace("\\", "/")
    assert run(["prova"]) == 0
    assert (tmp_path / "prova-2" / "sammanställning.xlsx").exists()
    assert run(["prova", "prova"]) == 2
    assert "finns redan" in capsys.readouterr().err
    assert free_folder(tmp_path / "prova").name == "prova-3"


def test_everybody_in_the_example_is_plainly_invented() -> None:
    example = read_example()
    assert "(exempel)" in example.settings["Kommun"]
    for department in example.departments:
        assert department.email.endswith("@example.se")
        assert department.contact.startswith("Exempel ")
    assert all(not r.saved_by or r.saved_by.startswith("Exempel ") for r in example.replies)


def built(source: Path, target: Path, kind: str) -> Path:
    """Build a wheel or an sdist of a folder with the backend that pip builds it with."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(target.iterdir())


def packed(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


def test_the_sdist_holds_the_whole_project_and_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built(ROOT, tmp_path / "sdist", "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = packed(built(unpacked, tmp_path / "wheel", "wheel"))
    assert again == packed(wheel)
    names = {name.partition("/")[2] for name in again}
    assert {"mallar/brev.txt", "exempel/bilaga-2024.docx", "cli/completion.py"} <= names
    assert {name.partition("/")[0] for name in again} == {
        "indikator_excel",
        wheel.name[: -len("-py3-none-any.whl")] + ".dist-info",
    }
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S607
        lacks = [name for name in listed.decode().split("\0") if name and not (unpacked / name).exists()]
        assert not lacks


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_the_wheel_runs_without_the_checkout_in_sight(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "en miljö"
    venv.create(environment, with_pip=False)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    python = programs / Path(sys.executable).with_stem("python").name
    # The dependencies are those of this environment; the package itself comes from the wheel alone.
    site = next(environment.rglob("site-packages"))
    dependencies = Path(load_workbook.__code__.co_filename).parents[2]
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", f"--python={python}", "--disable-pip-version-check", "-q"]
    command = [*pip, "install", "--no-deps", "--no-index", "--ignore-installed", str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"SOURCE_DATE_EPOCH": EXAMPLE_DAY}
    done = subprocess.run(
        [str(programs / "indikator-excel"), "prova", "--json"],
        cwd=tmp_path,
        check=True,
        env=clean,
        capture_output=True,
    )
    assert json.loads(done.stdout)["avstämning"]["lästa"] == 36
    asked = "import indikator_excel; print(indikator_excel.__file__)"
    found = subprocess.run([str(python), "-c", asked], cwd=tmp_path, check=True, env=clean, capture_output=True)
    assert Path(os.fsdecode(found.stdout).strip()).is_relative_to(site)
    made = {p.relative_to(tmp_path / "prova") for p in (tmp_path / "prova").rglob("*") if p.is_file()}
    assert made == {p.relative_to(RESULT) for p in RESULT.rglob("*") if p.is_file()}
    name = "sammanställning.xlsx"
    assert contents(tmp_path / "prova" / name) == contents(RESULT / name)


def test_what_prova_says_reads_as_swedish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prova", str(tmp_path / "prova")]) == 0
    said = capsys.readouterr().out
    assert "28 frågor på bladet Frågor, 12 målvärden är uppfyllda redan vid oförändrat läge." in said
    assert "23 målvärden: uppfyllt 8, delvis uppfyllt 4, ej uppfyllt 3, kan ej bedömas 5, svar saknas 3." in said
    assert not re.search(r"\b(?:None|True|False)\b|[{}\[\]]|\('", said), "a value of the program, not a sentence"
