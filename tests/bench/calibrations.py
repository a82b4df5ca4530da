"""Calibration and the exact permutation test, beside loops over statsmodels and scipy."""

from __future__ import annotations

import multiprocessing
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from scripts.calibrate_design import calibrate_design
from scripts.common.estimation.nulls import read_designs
from scripts.common.study.load import load_study
from scripts.methods.calibration import (
    EFFECTS,
    ERROR_LAWS,
    LARGE_EFFECTS,
    RHOS,
    calibrate,
    errors_at,
)
from scripts.methods.design import EventDesign, Floats, Sample
from scripts.methods.exact_tests import perm_mean
from scripts.methods.kernels import Kernel, Name, higher_after_kernels
from tests.bench.frame import ROOT, Row, timed

PLAZA = EventDesign((1980, 1981, 1983, 1984, *range(1986, 1997)), 1986)
REPLICATIONS = 10_000
CELLS = len(RHOS) * (len(ERROR_LAWS) * len(EFFECTS) + len(LARGE_EFFECTS))
CLOSED_FORMS = {"shift_ols", "shift_hac_rows", "welch", "mwu"}
NOTE = (
    f"- Calibration: {REPLICATIONS:,} series in each of {CELLS} cells (three error laws, five "
    "autocorrelations, nine effects and, under Gaussian errors, five larger ones). The loop "
    "simulates a series, then calls statsmodels for least squares, HAC and the AR(1) regression "
    "(`ARIMA`) and scipy for Welch's t, Mann-Whitney and the exact permutation test. Ours runs "
    "four more methods on every series, three of which no library has. pymannkendall has no part "
    "in it: a trend test does not know of an event."
)


def rows() -> Iterator[Row]:
    """All rows of this module."""
    yield from one_calibration()
    yield full_calibration()
    yield from exact_permutation()


def one_calibration() -> Iterator[Row]:
    """The Plaza step at full size, against a loop timed on a sample of series."""
    kernels = higher_after_kernels(PLAZA, read_designs([nulls_of("exim")], {PLAZA.id})[PLAZA.id])
    few = {name: kernel for name, kernel in kernels.items() if name[0] in CLOSED_FORMS}
    for task, used, tests, sample in (
        (f"calibration of one hypothesis, {len(kernels)} methods", kernels, all_tests, 54),
        ("the same, four closed forms only", few, closed_forms, 540),
    ):
        ours = timed(lambda used=used: calibrated(used))
        loop = timed(lambda tests=tests, sample=sample: written_loop(tests, sample)) / sample
        note = f"loop over statsmodels and scipy, extrapolated from {sample} series"
        yield Row(task, ours, loop * REPLICATIONS * CELLS, note)


def calibrated(kernels: dict[Name, Kernel]) -> int:
    """Run the calibration through."""
    return sum(1 for _ in calibrate(PLAZA, kernels, REPLICATIONS, np.random.default_rng(1)))


def written_loop(tests: Callable[[Floats], None], sample: int) -> None:
    """One series after the other, some from every cell in turn."""
    rng = np.random.default_rng(2)
    cells = islice(cycle(product(ERROR_LAWS, RHOS, EFFECTS)), 0, 7 * sample, 7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an optimiser that has not converged
        for errors, rho, effect in cells:
            shape = (61 + PLAZA.years[-1] - PLAZA.years[0], 1)
            innovations = rng.standard_t(5, shape) if errors == "t5" else rng.normal(size=shape)
            tests(errors_at(PLAZA, rho, innovations, errors)[0] + effect * PLAZA.post)


def closed_forms(y: Floats) -> None:
    """Least squares, HAC, Welch and Mann-Whitney of one series."""
    import statsmodels.api as sm
    from scipy import stats

    post = PLAZA.post
    x = sm.add_constant(post.astype(float))
    assert 0 <= sm.OLS(y, x).fit().pvalues[1] <= 1
    hac = {"maxlags": 2, "use_correction": True}
    assert 0 <= sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=hac, use_t=True).pvalues[1] <= 1
    stats.ttest_ind(y[post], y[~post], equal_var=False)
    stats.mannwhitneyu(y[post], y[~post], method="exact")


def all_tests(y: Floats) -> None:
    """The tests of `closed_forms`, the exact permutation test and the AR(1) regression."""
    from statsmodels.tsa.arima.model import ARIMA

    closed_forms(y)
    scipy_permutation(y, PLAZA.post)
    place = np.array(PLAZA.years) - PLAZA.years[0]
    calendar, step = np.full(place[-1] + 1, np.nan), np.zeros((place[-1] + 1, 2))
    calendar[place], step[place] = y, PLAZA.step()
    fit = ARIMA(calendar, exog=step, order=(1, 0, 0), trend="n").fit()
    assert len(fit.pvalues) == 4


def full_calibration() -> Row:
    """Every design of the study on two processes, as the workflow runs them."""
    study = load_study(
        ROOT / "config.yaml",
        ROOT / "data/raw/sources.yaml",
        ROOT / "data/raw/corrections.yaml",
    )
    names = sorted(set(study.calibrations().values()))
    with TemporaryDirectory() as folder:
        jobs = [
            {
                "designs": [design],
                "replications": study.calibration["replications"],
                "seed": study.seed,
                "skip": study.methods["skip"],
                "paths_to_nulls": [str(nulls_of(design["table"]))],
                "path_to_output": f"{folder}/{name}.csv",
            }
            for name in names
            for design in [study.calibrated(name)]
        ]
        # Fresh processes, as the workflow starts them; the longest jobs first.
        jobs.sort(key=lambda job: -len(job["designs"][0]["years"]))
        start = time.perf_counter()
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            pool.map(calibrate_job, jobs, chunksize=1)
        wall = time.perf_counter() - start
    hypotheses = len(study.calibrations())
    task = f"calibration of all {hypotheses} hypotheses ({len(jobs)} designs), two processes"
    return Row(task, wall, peer_note="wall time; see the first row for the loop")


def calibrate_job(job: dict[str, object]) -> None:
    """Calibrate one design."""
    calibrate_design(**job)  # type: ignore[arg-type]


def nulls_of(table: str) -> Path:
    """Null tables of an earlier run of the pipeline."""
    path = ROOT / "results" / "nulls" / f"{table}.npz"
    if not path.exists():
        sys.exit(f"{path.relative_to(ROOT)} is missing. Run `make` first.")
    return path


def exact_permutation() -> Iterator[Row]:
    """Plaza step, and ten years on each side, against scipy's exact test."""
    rng = np.random.default_rng(5)
    for label, design, repeat in (
        ("Plaza step, 1,365 assignments", PLAZA, 5),
        ("10 + 10 years, 184,756 assignments", EventDesign(tuple(range(1980, 2000)), 1990), 2),
    ):
        y = rng.normal(size=len(design.years)) + design.post
        (result,) = perm_mean(Sample(design, y))
        p_value = scipy_permutation(y, design.post)
        assert abs(p_value - (result.p_greater or 0.0)) < 1e-12
        ours = timed(lambda y=y, d=design: perm_mean(Sample(d, y)), repeat)
        peer = timed(lambda y=y, d=design: scipy_permutation(y, d.post), repeat)
        yield Row(
            f"exact permutation test, {label}",
            ours,
            peer,
            "scipy.stats.permutation_test",
            "with its interval",
        )


def scipy_permutation(y: Floats, post: np.ndarray) -> float:
    """One-sided p-value of the difference in means."""
    from scipy import stats

    def difference(after: Floats, before: Floats, axis: int) -> Floats:
        return np.asarray(after.mean(axis=axis) - before.mean(axis=axis))

    answer = stats.permutation_test(
        *((y[post], y[~post]), difference),
        vectorized=True,
        n_resamples=np.inf,
        alternative="greater",
    )
    return float(answer.pvalue)
