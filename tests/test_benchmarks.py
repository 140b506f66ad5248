"""The benchmarks run; how fast they say it goes is for people to read, not for a test to time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from helpers import ROOT

FOLDER = ROOT / "benchmarks"
#: Each script with what makes it small.
SMALL = {
    "commands": ("1",),
    "consolidate": ("4", "1"),
    "growth": ("40", "1"),
    "make_templates": ("50", "1"),
    "read_replies": ("10",),
    "read_values": ("50", "1"),
}


@pytest.mark.parametrize("script", SMALL)
def test_a_benchmark_runs_and_reports_ratios(script: str) -> None:
    command = [sys.executable, str(FOLDER / f"{script}.py"), *SMALL[script]]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "×" in done.stdout


def test_every_benchmark_is_tried() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} - {"processes"} == set(SMALL)
