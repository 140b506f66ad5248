"""Running the program as a process, in turn with what it is measured against."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

sys.path.append(str(Path(__file__).parents[1] / "tests"))

PROGRAM = ("-m", "indikator_excel")
#: An installed program is compiled once and for all; so is this one, whatever the environment says.
_ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "indikator-excel-benchmarks"),
    "PYTHONPATH": str(Path(__file__).parents[1]),
}


def python(*arguments: str, folder: Path | None = None) -> Callable[[], None]:
    """Return what runs Python with these arguments and waits for it."""

    def run() -> None:
        command = [sys.executable, *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=_ENVIRONMENT)

    return run


def peak_memory(*arguments: str, folder: Path) -> int:
    """Return how many bytes the process and those that it starts held at most, each at its own peak (Linux)."""
    code = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]], check=True, "
        "stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, check=True, capture_output=True, env=_ENVIRONMENT
    )
    return int(done.stdout) * 1024


def seconds(work: Callable[[], object]) -> float:
    """Return how long it takes to do something."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def medians(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each way, after one round that compiles and warms the disk."""
    for way in ways.values():
        way()
    return in_turn({name: partial(seconds, way) for name, way in ways.items()}, rounds)


def in_turn(ways: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median of what each way returns; they take turns, so that a busy moment meets all of them."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(way())
    return {name: statistics.median(all_) for name, all_ in taken.items()}


def report(title: str, taken: Mapping[str, float], bounds: Mapping[tuple[str, str], float]) -> None:
    """Print seconds, and the ratios that are bounded, each with its bound.

    Args:
        title: What is measured.
        taken: Seconds by way.
        bounds: By way and what it is measured against, the ratio that it must not exceed.
    """
    print(title)
    for name, seconds in taken.items():
        ratios = [
            f"{seconds / taken[other]:6.2f} × {other} (at most {bound} ×)"
            for (way, other), bound in bounds.items()
            if way == name
        ]
        print("  ".join([f"  {name:40} {seconds:8.3f} s", *ratios]))
