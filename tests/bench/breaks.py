"""Breaks at unknown dates, beside R's strucchange and ruptures, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from scripts.methods.breaks import bai_perron
from scripts.methods.design import Floats
from scripts.methods.f_statistics import BreakModel, Model
from tests.bench.frame import HERE, Row, lines_of, timed

EXIM_YEARS = (1980, 1981, *range(1983, 2000))
DRAWS = 9_999
SAMPLE = 1_000
NOTES = (
    f"- supF: {DRAWS:,} wild bootstrap draws on 19 years; the same series give the same supF to "
    "eight digits in both.",
    "- Partitions: a constant in each segment, up to five breaks, segments of at least 15%. Break "
    "dates are compared for every number of breaks, and the run stops if they differ.",
)
_HAS_STRUCCHANGE = "quit(status = !requireNamespace('strucchange', quietly = TRUE))"


def rows(full: bool) -> Iterator[Row | str]:
    """All rows of this module, and what was left out; `full` also waits for R at n = 5,000."""
    has_r = bool(shutil.which("Rscript")) and not (
        subprocess.run(["Rscript", "-e", _HAS_STRUCCHANGE], capture_output=True).returncode
    )
    if has_r:
        yield from bootstrap_supf()
    yield from partitions(full, has_r)
    if not has_r:
        yield "- Rscript with strucchange was not found: its rows are left out."


def bootstrap_supf() -> Iterator[Row]:
    """Wild bootstrap of supF against strucchange's Fstats in a loop."""
    models: tuple[Model, ...] = ("mean", "trend")
    for name in models:
        model = BreakModel(EXIM_YEARS, name, 0.15)
        residuals = model.null_residuals(np.random.default_rng(6).normal(size=(1, 19)))

        def supf(draws: int, model: BreakModel = model, e: Floats = residuals) -> Floats:
            series = e * np.random.default_rng(7).standard_normal((draws, 19))
            return np.asarray(model.f_paths(model.null_residuals(series)).max(axis=1))

        with TemporaryDirectory() as folder:
            years, series = Path(folder) / "years", Path(folder) / "series"
            np.savetxt(years, EXIM_YEARS, fmt="%d")
            draws = np.random.default_rng(7).standard_normal((SAMPLE, 19))
            np.savetxt(series, residuals * draws, fmt="%.17g")
            answer = lines_of("Rscript", str(HERE / "supf.R"), name, str(years), str(series))
        np.testing.assert_allclose(np.array(answer[1:], dtype=float), supf(SAMPLE), rtol=1e-8)
        yield Row(
            f"bootstrap supF, {name} model, {DRAWS:,} draws",
            timed(lambda supf=supf: supf(DRAWS), repeat=5),
            float(answer[0]) / SAMPLE * DRAWS,
            f"R strucchange `Fstats` in a loop, extrapolated from {SAMPLE:,} draws",
        )


def partitions(full: bool, has_r: bool) -> Iterator[Row | str]:
    """Partitions against strucchange::breakpoints and ruptures.Dynp."""
    in_r: tuple[int, float] | None = None
    for n in (200, 1_000, 2_000, 5_000):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "series"
            np.savetxt(path, broken_series(n), fmt="%.17g")
            ours = lines_of(sys.executable, "-m", "tests.bench.partitions", str(path))
            task, memory = f"Bai-Perron partitions, n = {n:,}", f"peak {ours[1]} MB"
            if not has_r:
                yield Row(task, float(ours[0]), our_note=memory)
            elif n < 5_000 or full:
                theirs = lines_of("Rscript", str(HERE / "partitions.R"), str(path))
                same = [ours[2:], theirs[2:]]
                assert [s.split() for s in same[0]] == [s.split() for s in same[1]], same
                in_r = (n, float(theirs[0]))
                note = f"R strucchange `breakpoints`, peak {theirs[1]} MB, same partitions"
                yield Row(task, float(ours[0]), in_r[1], note, memory)
            elif in_r is not None:
                peer = in_r[1] * (n / in_r[0]) ** 2
                note = f"R strucchange `breakpoints`, extrapolated from n = {in_r[0]:,} as n²"
                yield Row(task, float(ours[0]), peer, note, memory)
    yield from ruptures_dynp(200)


def ruptures_dynp(n: int) -> Iterator[Row | str]:
    """Dynp for five breaks, where the package is installed."""
    try:
        import ruptures
    except ImportError:
        yield "- ruptures is not among the requirements and was not found: its row is left out."
        return
    y = broken_series(n)
    found = bai_perron(range(1, n + 1), y)

    def dynp() -> list[int]:
        search = ruptures.Dynp(model="l2", min_size=found.min_segment, jump=1)
        return list(search.fit(y).predict(n_bkps=5))

    assert dynp()[:-1] == list(found.partitions[5].sizes)
    yield Row(
        f"Bai-Perron partitions, n = {n:,}, in one process",
        timed(lambda: bai_perron(range(1, n + 1), y), repeat=5),
        timed(dynp),
        "ruptures `Dynp` for five breaks, same partition",
    )


def broken_series(n: int) -> Floats:
    """Noise about a mean that changes three times."""
    level = np.repeat([0.0, 1.0, -0.5, 0.7], -(-n // 4))[:n]
    return np.asarray(level + np.random.default_rng(n).normal(size=n))
