"""The benchmarks run; how fast they say it goes is for people to read, not for a test to time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from helpers import ROOT

SCRIPTS = sorted((ROOT / "tests" / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_benchmark_runs_and_reports_ratios(script: object) -> None:
    done = subprocess.run([sys.executable, str(script), "50"], check=True, capture_output=True, text=True)
    assert "×" in done.stdout
