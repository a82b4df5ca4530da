"""The tasks of the benchmark, each measured beside its peer."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from scripts.methods.f_statistics import BreakModel, Model
from scripts.methods.kernels import Kernel, Name, higher_after_kernels

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PLAZA = EventDesign((1980, 1981, 1983, 1984, *range(1986, 1997)), 1986)
EXIM_YEARS = (1980, 1981, *range(1983, 2000))
REPLICATIONS = 10_000
DRAWS = 9_999
SAMPLE = 1_000
CELLS = len(RHOS) * (len(ERROR_LAWS) * len(EFFECTS) + len(LARGE_EFFECTS))
CLOSED_FORMS = {"shift_ols", "shift_hac_rows", "welch", "mwu"}
NOTES = (
    f"- Calibration: {REPLICATIONS:,} series in each of {CELLS} cells (three error laws, five "
    "autocorrelations, nine effects and, under Gaussian errors, five larger ones). The loop "
    "simulates a series, then calls statsmodels for least squares, HAC and the AR(1) regression "
    "(`ARIMA`) and scipy for Welch's t, Mann-Whitney and the exact permutation test. Ours runs "
    "four more methods on every series, three of which no library has. pymannkendall has no part "
    "in it: a trend test does not know of an event.",
    f"- supF: {DRAWS:,} wild bootstrap draws on 19 years; the same series give the same supF to "
    "eight digits in both.",
    "- Partitions: a constant in each segment, up to five breaks, segments of at least 15%. Break "
    "dates are compared for every number of breaks, and the run stops if they differ.",
    "- The whole run is `snakemake --forceall` in a copy, on all cores, from the printed tables to "
    "figures and report. Its peer is the import of three libraries, the least that any such "
    "program takes.",
)


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
    best = np.inf
    for _ in range(repeat):
        start = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - start)
    return float(best)


def measured(full: bool) -> Iterator[Row | str]:
    """All rows, and remarks on what was left out."""
    yield from one_calibration()
    yield full_calibration()
    yield from exact_permutation()
    has_r = bool(shutil.which("Rscript")) and r_has("strucchange")
    if has_r:
        yield from bootstrap_supf()
    yield from bai_perron(full, has_r)
    if not has_r:
        yield "- Rscript with strucchange was not found: its rows are left out."
    yield from whole_run()


# -------------------------------------------------------------------------------------- calibration


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


# --------------------------------------------------------------------------- exact permutation test


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


# ----------------------------------------------------------------------------------- unknown breaks


def r_has(package: str) -> bool:
    """Whether R finds a package."""
    probe = f"quit(status = !requireNamespace('{package}', quietly = TRUE))"
    return (
        subprocess.run(["Rscript", "-e", probe], check=False, capture_output=True).returncode == 0
    )


def lines_of(*command: str) -> list[str]:
    """What a program prints."""
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return answer.stdout.splitlines()


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


def bai_perron(full: bool, has_r: bool) -> Iterator[Row | str]:
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
    from scripts.methods.breaks import bai_perron

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


# ---------------------------------------------------------------------------------------- whole run


def whole_run() -> Iterator[Row | str]:
    """Everything from the printed tables on, against the import of three libraries."""
    imports = [sys.executable, "-c", "import pandas, statsmodels.api, seaborn"]
    peer = timed(lambda: subprocess.run(imports, check=True), repeat=3)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copy.mkdir()
        for name in ("Snakefile", "config.yaml", "scripts", "data", "profiles"):
            source = ROOT / name
            if source.is_dir():
                ignore = shutil.ignore_patterns("__pycache__", "processed")
                shutil.copytree(source, copy / name, ignore=ignore)
            else:
                shutil.copy(source, copy / name)
        start = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-m", "snakemake", "--forceall"],
            cwd=copy,
            check=False,
            capture_output=True,
            text=True,
        )
        wall = time.perf_counter() - start
    if answer.returncode != 0:
        print(answer.stderr, file=sys.stderr)
        yield "- The run of the pipeline failed: its row is left out."
        return
    yield Row("the whole run", wall, peer, "`import pandas, statsmodels.api, seaborn`")
