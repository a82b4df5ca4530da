"""Tabulated null distributions on disk: one compressed file per table of the study."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np

from scripts.common.files import replacing
from scripts.methods.ar1_reference import NullTable

_FIELDS = ("rho", "median_r1", "exceed", "critical")


def write_nulls(tables: Mapping[str, NullTable], path: str | Path) -> None:
    """Write null tables by name; the file appears complete or not at all."""
    arrays = {f"{name}/{f}": getattr(t, f) for name, t in tables.items() for f in _FIELDS}
    draws = {f"{name}/draws": np.array(t.draws) for name, t in tables.items()}
    with replacing(path) as draft, draft.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays, **draws)


def read_designs(
    paths: Iterable[str | Path], designs: Collection[str]
) -> dict[str, dict[str, NullTable]]:
    """Null tables by design and the rest of their name; each file is opened once.

    Parameters
    ----------
    paths : files as `scripts.common.estimation.nulls.write_nulls` writes them
    designs : ids of the designs to read; one without a table has an empty entry
    """
    found: dict[str, dict[str, NullTable]] = {design: {} for design in designs}
    for path in paths:
        with np.load(path) as file:
            for name in sorted({key.rsplit("/", 1)[0] for key in file.files}):
                design, rest = name.split("/", 1)
                if design in found:
                    found[design][rest] = NullTable(
                        rho=file[f"{name}/rho"],
                        median_r1=file[f"{name}/median_r1"],
                        exceed=file[f"{name}/exceed"],
                        critical=file[f"{name}/critical"],
                        draws=int(file[f"{name}/draws"]),
                    )
    return found
