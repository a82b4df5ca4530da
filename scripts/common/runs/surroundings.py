"""The surroundings every job runs in: the same on any machine, for the same bytes."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterable
from contextlib import suppress

# One thread per job, so that sums are added in one order on any number of cores; no dependence on
# locale, time zone, hash seed, display or clock.
FIXED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "SOURCE_DATE_EPOCH": "0",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "MPLBACKEND": "agg",
}


def prepare_environment(folder_of_scripts: str) -> None:
    """Fix the environment that all jobs inherit, and let them import `scripts.*`."""
    os.environ.update(FIXED, PYTHONPATH=folder_of_scripts)


def installed(names: Iterable[str]) -> dict[str, str]:
    """Versions of those of some packages that are installed."""
    found = {}
    for name in names:
        with suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found
