"""What the benchmarks share: how a task is timed, how its row reads, and the page that they write.

Imports no numpy, which reads the number of threads once, when it is imported.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.studies import ROOT

HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "benchmarks.md"
MANY_SERIES = "\n## Many series\n"


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds, `peer_note` says whose and how it was timed."""

    task: str
    ours: float
    peer: float | None = None
    peer_note: str = ""
    our_note: str = ""

    def __str__(self) -> str:
        ours = f"{seconds(self.ours)}{self.our_note and ', ' + self.our_note}"
        if self.peer is None:
            return f"| {self.task} | {ours} | {self.peer_note} | |"
        ratio = self.peer / self.ours
        times = f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"
        return f"| {self.task} | {ours} | {seconds(self.peer)}, {self.peer_note} | {times} |"


def seconds(value: float) -> str:
    """Three digits, in milliseconds below a second."""
    if value < 1:
        return f"{1000 * value:.3g} ms"
    return f"{value:,.0f} s" if value >= 100 else f"{value:.3g} s"


def timed(task: Callable[[], object], repeat: int = 1) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - start)
    return best


def lines_of(*command: str) -> list[str]:
    """What a program prints."""
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return answer.stdout.splitlines()


def write_page(comparisons: str | None = None, many_series: str | None = None) -> None:
    """Write the section of `make bench` or that of `make bench-scale` anew, and keep the other."""
    first, _, second = PAGE.read_text(encoding="utf-8").partition(MANY_SERIES)
    page = [comparisons or first, MANY_SERIES, many_series or second]
    PAGE.write_text("".join(page), encoding="utf-8")
