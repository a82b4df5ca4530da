"""The null tables of many designs, from the files that hold them between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from scripts.methods.ar1_reference import NullTable


def read_designs(
    paths: Iterable[str | Path], designs: Collection[str]
) -> dict[str, dict[str, NullTable]]:
    """Null tables by design and the rest of their name; each file is opened once.

    Parameters
    ----------
    paths : files as `scripts.common.nulls.write_nulls` writes them
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
