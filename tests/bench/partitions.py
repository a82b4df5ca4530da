"""Time `bai_perron` on one series in a process of its own, the twin of partitions.R.

``python -m tests.bench.partitions SERIES``: one value a line. Prints the seconds, the peak memory
of the process in MB (NA where the system does not tell) and the break dates for each number.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from scripts.methods.breaks import bai_perron

STATUS = Path("/proc/self/status")


def peak_memory() -> str:
    """Peak resident memory of this process in MB, as text."""
    if not STATUS.exists():
        return "NA"
    lines = STATUS.read_text(encoding="utf-8").splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return f"{int(peak.split()[1]) / 1024:.0f}"


def main(path_to_series: str) -> None:
    """Print what partitions.R prints."""
    y = np.loadtxt(path_to_series)
    start = time.perf_counter()
    found = bai_perron(range(1, len(y) + 1), y)
    print(f"{time.perf_counter() - start:.6f}\n{peak_memory()}")
    for partition in found.partitions[1:]:
        print(*partition.sizes)


if __name__ == "__main__":
    main(sys.argv[1])
