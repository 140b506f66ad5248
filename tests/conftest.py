"""Rounds to test on: the real annex, its register split on departments, and ways to fill and convert workbooks."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from helpers import BILDNING, OVRIGA, ROOT, VERDICTS, Master, assign, fill, put, put_saved, template

from indikator_excel.annex.read import read_annex
from indikator_excel.consolidation.document import as_json
from indikator_excel.consolidation.run import consolidate
from indikator_excel.folder import RoundFolder
from indikator_excel.register.update import update_register
from indikator_excel.templates.run import create_templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: LibreOffice shows stored results unless it is told to recalculate what another program wrote.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session")
def annex_file() -> Path:
    return ROOT / "exempel" / "bilaga-2024.txt"


@pytest.fixture
def folder(tmp_path: Path, annex_file: Path) -> RoundFolder:
    """A round with the annex's register, nobody assigned yet."""
    folder = RoundFolder(tmp_path / "Omgång 1")
    folder.path.mkdir()
    update_register(folder, read_annex(annex_file))
    return folder


@pytest.fixture
def round_(folder: RoundFolder) -> RoundFolder:
    """A round ready to be answered: Bildning has the first ten rows, Övriga the rest; templates are made."""
    assign(folder, {"BIL": ("Bildning", range(10)), "ÖVR": ("Övriga", range(10, 23))})
    create_templates(folder)
    folder.replies.mkdir()
    return folder


def _program(command: str, name: str) -> str:
    """Return the path of a spreadsheet engine; where it is missing, skip, or fail where CI is set."""
    path = shutil.which(command)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing; .ci/run must install it")
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Save a workbook from LibreOffice, recalculated, as ``to`` (xlsx, pdf, …); others beside it, since it starts
    slowly. The first one's path is returned."""
    soffice = _program("soffice", "LibreOffice")
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")

    def run(source: Path, to: str = "xlsx", *others: Path) -> Path:
        target = tmp_path_factory.mktemp("libreoffice")
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
        command += ["--outdir", str(target), *map(str, (source, *others))]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return target / f"{source.stem}.{to}"

    return run


@pytest.fixture(scope="session")
def recalculate_in_gnumeric(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Save a workbook from Gnumeric, recalculated, as ``to``."""
    ssconvert = _program("ssconvert", "Gnumeric")

    def run(source: Path, to: str = "xlsx") -> Path:
        target = tmp_path_factory.mktemp("gnumeric") / f"{source.stem}.{to}"
        subprocess.run(
            [ssconvert, "--recalc", str(source), str(target)], check=True, capture_output=True, timeout=180
        )
        return target

    return run


#: Where the packages of tests/node lie: the folder ``node_modules`` of an installation outside the repository.
_NODE_MODULES = "INDIKATOR_EXCEL_NODE_MODULES"


@pytest.fixture(scope="session")
def save_in_node(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Save a workbook from a library for Node, by the name of its script in ``tests/node``, as ``to``."""
    modules = os.environ.get(_NODE_MODULES, "")
    if not modules:
        if os.environ.get("CI"):
            pytest.fail(f"{_NODE_MODULES} is not set; .ci/run must install the packages and set it")
        pytest.skip(f"{_NODE_MODULES} names no folder with xlsx and exceljs")
    node = _program("node", "Node")

    def run(source: Path, script: str, *options: str, to: str = "xlsx") -> Path:
        target = tmp_path_factory.mktemp(script) / f"{source.stem}.{to}"
        command = [node, str(ROOT / "tests" / "node" / f"{script}.js"), str(source), str(target), *options]
        environment = os.environ | {"NODE_PATH": modules}
        subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
        return target

    return run


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory, annex_file: Path) -> Master:
    path = tmp_path_factory.mktemp("replies")
    folder = RoundFolder(path / "Omgång 1")
    folder.path.mkdir()
    update_register(folder, read_annex(annex_file))
    assign(folder, {"BIL": ("Bildning", range(10)), "ÖVR": ("Övriga", range(10, 23))})
    create_templates(folder)
    filled = {}
    for name, answers in (("Bildning", BILDNING), ("Övriga", OVRIGA)):
        filled[name] = fill(template(folder, name), path / "ifyllda" / f"{name}.xlsx", answers)
        put_saved(filled[name], "2025-01-10T10:00:00Z")
        put(filled[name], folder)
    clean = as_json(consolidate(folder))
    shutil.rmtree(folder.replies)
    folder.replies.mkdir()
    assert {r["indikator_id"]: r["bedömning"] for r in clean["rader"]} == VERDICTS
    assert not [f for f in clean["avvikelser"] if f["nivå"] == "fel"]
    return Master(folder, filled, clean)
