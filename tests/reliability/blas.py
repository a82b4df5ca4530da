"""Compute the results with other kernels of BLAS: `python -m tests.reliability.blas FOLDER`.

OpenBLAS chooses its kernels by the processor; OPENBLAS_CORETYPE chooses others. numpy has kernels
of its own for elementary functions; NPY_DISABLE_CPU_FEATURES takes the wide ones away. Every number
of results/ and data/processed/ is compared with that of the plain build. They agree if they differ
by less than a unit of the tenth digit; numbers below `NOISE` are zeros up to rounding.
"""

from __future__ import annotations

import csv
import ctypes
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.reliability.trials import record
from tests.studies import Study, asked, files_below, surroundings

AGREEMENT = 1e-10
NOISE = 1e-12
WIDE = "AVX512_ICL X86_V4 X86_V3"
KERNELS = {
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell"},
    "Sandybridge": {"OPENBLAS_CORETYPE": "Sandybridge", "NPY_DISABLE_CPU_FEATURES": WIDE},
    "Nehalem": {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": WIDE},
}
# File, line and column.
Place = tuple[str, int, str]


def measure(folder: Path) -> None:
    """Build the results with each kernel; the largest relative difference and where it is."""
    expected = dict(cells(Study.built(folder / "plain")))
    targets = sorted({name for name, *_ in expected})
    content: dict[str, Any] = {"default": kernel({}), "cells": len(expected), "builds": {}}
    for name, variables in KERNELS.items():
        study = Study.source(folder / name).with_few_draws()
        study.complete("--cores", "1", *targets, variables=variables)
        found = dict(cells(study))
        content["builds"][name] = {"kernel": kernel(variables), **compared(expected, found)}
        print(name, content["builds"][name], flush=True)
        record("blas", content)


def kernel(variables: dict[str, str]) -> str:
    """The kernel that numpy's OpenBLAS takes under some variables."""
    command = [
        sys.executable,
        "-c",
        "from tests.reliability.blas import corename; print(corename())",
    ]
    environment = surroundings() | variables
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def corename() -> str:
    """The name of the kernel in use in this process."""
    import numpy.linalg  # noqa: F401  loads the library

    maps = Path(f"/proc/{os.getpid()}/maps").read_text(encoding="utf-8")
    library = next(line.split(maxsplit=5)[5] for line in maps.splitlines() if "openblas" in line)
    ask = ctypes.CDLL(library).scipy_openblas_get_corename64_
    ask.restype = ctypes.c_char_p
    return str(ask().decode())


def cells(study: Study) -> Iterator[tuple[Place, str]]:
    """Every cell of results/ and data/processed/ with its place."""
    tables = (
        f for f in files_below(study.folder, "data/processed", "results") if f.suffix == ".csv"
    )
    for path in tables:
        name = path.relative_to(study.folder).as_posix()
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        for number, row in enumerate(rows, start=2):
            for column, text in zip(header, row, strict=True):
                yield (name, number, column), text


def compared(expected: dict[Place, str], found: dict[Place, str]) -> dict[str, Any]:
    """Count what differs, and say where the largest relative difference of numbers is."""
    unequal = [p for p in {**expected, **found} if expected.get(p) != found.get(p)]
    distances = {p: relative(expected.get(p), found.get(p)) for p in unequal}
    numbers = {p: d for p, d in distances.items() if math.isfinite(d)}
    largest = max(numbers, key=lambda p: numbers[p], default=None)
    beyond = [p for p in unequal if distances[p] > AGREEMENT]
    return {
        "unequal": len(unequal),
        "beyond": len(beyond),
        "texts": len(distances) - len(numbers),
        "largest": numbers[largest] if largest else 0.0,
        "where": largest,
        "values": [expected.get(largest), found.get(largest)] if largest else None,
        "places beyond": beyond[:40],
    }


def relative(one: str | None, other: str | None) -> float:
    """The relative difference of two numbers; infinite where one of them is a text or missing."""
    try:
        a, b = float(one or ""), float(other or "")
    except ValueError:
        return math.inf
    size = max(abs(a), abs(b))
    return abs(a - b) / size if size > NOISE else 0.0


if __name__ == "__main__":
    measure(asked(__doc__).folder)
