"""Tabulated null distributions on disk: one compressed file per table of the study."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from scripts.methods.ar1_reference import NullTable

_FIELDS = ("rho", "median_r1", "exceed", "critical")


def write_nulls(tables: Mapping[str, NullTable], path: str | Path) -> None:
    """Write null tables by name; the file appears complete or not at all."""
    arrays = {f"{name}/{f}": getattr(t, f) for name, t in tables.items() for f in _FIELDS}
    draws = {f"{name}/draws": np.array(t.draws) for name, t in tables.items()}
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}")
    with temporary.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays, **draws)
    os.replace(temporary, path)


def read_nulls(path: str | Path, design: str) -> dict[str, NullTable]:
    """Null tables of one design by the rest of their name, for example ``shift/level_shift``."""
    with np.load(path) as file:
        names = {k.rsplit("/", 1)[0] for k in file.files if k.startswith(f"{design}/")}
        return {
            name.removeprefix(f"{design}/"): NullTable(
                rho=file[f"{name}/rho"],
                median_r1=file[f"{name}/median_r1"],
                exceed=file[f"{name}/exceed"],
                critical=file[f"{name}/critical"],
                draws=int(file[f"{name}/draws"]),
            )
            for name in sorted(names)
        }
