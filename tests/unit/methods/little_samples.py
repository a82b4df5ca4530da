"""Samples for the tests of methods, and what any result must satisfy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice

import numpy as np
import pytest

from scripts.methods.design import EventDesign, Sample
from scripts.methods.result import Infeasible, Result

# Loans of the Export-Import Bank of Japan to Asia, billion yen, and their share of all its loans,
# percent; 1982 is missing.
YEARS = (1980, 1981, *range(1983, 2000))
LOANS = np.fromstring(
    "79.1 90.2 77.0 52.4 41.3 11.9 198.7 42.0 135.7 199.7 188.7 319.3 163.7 188.5 "
    "251.2 330.6 939.3 201.4 203.7",
    sep=" ",
)
SHARE = np.fromstring(
    "8.5 5.6 8.0 6.7 4.7 1.1 14.1 2.9 8.0 12.6 12.7 16.7 13.1 10.9 15.3 22.3 24.5 12.2 18.8",
    sep=" ",
)

# Values that occur more or less often.
TIED = [
    [1, 2, 3, 4, 5, 6],
    [1, 1, 2, 3, 4],
    [2, 2, 2, 1, 1, 3],
    [5, 1, 1, 1, 1],
    [1, 1, 2, 2, 3, 3],
]
KINDS = ("noise", "constant", "zero", "line", "step", "ties", "outlier", "saw")


def exim(event: int = 1985, values: np.ndarray = SHARE) -> Sample:
    """The series cut at an event whose year is dropped."""
    return Sample.cut(YEARS, values, event, "drop")


def split(pre: list[float], post: list[float], first_year: int = 1980) -> Sample:
    """Consecutive years with these values before and after the event."""
    years = tuple(range(first_year, first_year + len(pre) + len(post)))
    return Sample(EventDesign(years, first_year + len(pre)), np.array(pre + post, dtype=float))


def exim_case(name: str) -> Sample:
    """The sample of a case of ``higher_after.csv``, such as ``exim_share_1985``."""
    _, column, event = name.split("_")
    return exim(int(event), {"share": SHARE, "loans": LOANS}[column])


def of_kind(kind: str, n: int, gap: int = 2) -> tuple[list[int], np.ndarray]:
    """Years (n,) with a gap in their middle, and an easy or degenerate series of them."""
    rng = np.random.default_rng(n)
    years = [t + gap * (t > n // 2) for t in range(n)]
    return years, {
        "noise": rng.standard_normal(n),
        "constant": np.full(n, 3.3),
        "zero": np.zeros(n),
        "line": 0.1 * np.array(years) + 1e6,
        "step": np.where(np.arange(n) < n // 2, 1.0, 2.0),
        "ties": np.round(rng.standard_normal(n)),
        "outlier": np.eye(1, n, n // 2)[0],
        "saw": np.arange(n) % 2 + 0.01 * np.arange(n),
    }[kind]


def sweep() -> Iterator[Sample]:
    """Series of 1 to 12 years, with and without a gap, easy and degenerate."""
    rng = np.random.default_rng(19)
    for n in range(1, 13):
        for gap in (0, 1):
            years = np.array([1980 + i + gap * (i >= 2) for i in range(n)])
            for first_post in sorted({years[0], years[n // 2], years[-1]}):
                after = years >= first_post
                for values in (
                    np.full(n, 7.3),
                    np.zeros(n),
                    0.1 * years,
                    np.where(after, 0.3, 0.1),
                    np.where(after, 0.1 * years - 190, 0.3 * (years - 1970)),
                    3 + (-1.0) ** np.arange(n),
                    rng.integers(1, 4, n).astype(float),
                    10 + rng.normal(size=n),
                    1e12 * (5 + rng.normal(size=n)),
                    np.where(after, 9 + rng.normal(size=n), 0.1),
                    np.append(np.full(n - 1, 2.0), 50.0),
                ):
                    yield Sample(EventDesign(tuple(years.tolist()), int(first_post)), values)


def assert_sound_everywhere(method: Callable[[Sample], tuple[Result, ...]], every: int = 1) -> None:
    """Over the sweep: sound numbers or a stated reason, and each of them at least once.

    A slow method can take only `every` so many-th sample.
    """
    seen = {"results": 0, "reasons": 0}
    for sample in islice(sweep(), 0, None, every):
        try:
            results = method(sample)
        except Infeasible as reason:
            seen["reasons"] += bool(str(reason))
            continue
        seen["results"] += 1
        for result in results:
            assert_sound(result)
    assert min(seen.values()) > 0


def assert_sound(result: Result) -> None:
    """Every number is finite, every p-value a probability, the interval around the estimate."""
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, float):
            assert math.isfinite(value), (field.name, result)
        if field.name in ("p_two_sided", "p_greater", "p_less") and value is not None:
            assert 0 <= value <= 1, (field.name, result)
    if result.ci_low is not None and result.estimate is not None:
        assert result.ci_high is not None
        rounding = 1e-9 * abs(result.estimate)
        assert result.ci_low - rounding <= result.estimate <= result.ci_high + rounding, result
    assert result.null.endswith(".")
    assert result.reference


def assert_same(
    results: tuple[Result, ...], others: tuple[Result, ...], rel: float = 1e-7, but: float = 1.0
) -> None:
    """The same tests; estimates in a unit `but` times as fine."""
    for one, other in zip(results, others, strict=True):
        for names, unit in (
            (("df", "p_two_sided", "p_greater", "p_less"), 1.0),
            (("estimate", "se", "ci_low", "ci_high"), but),
        ):
            for name in names:
                value = getattr(one, name)
                expected = value and pytest.approx(unit * value, rel=rel, abs=1e-9 * unit)
                assert getattr(other, name) == expected, (name, one)


def together() -> tuple[list[int], np.ndarray]:
    """Years (n,) and series (40, n) of them; the third is fitted exactly by every model."""
    years = [1980, 1981, *range(1983, 2010)]
    series = np.random.default_rng(5).standard_normal((40, len(years))).cumsum(axis=1)
    series[2] = 3.0
    return years, series


def alone(test: Callable[[np.ndarray], object], series: np.ndarray) -> list[object]:
    """What `test` gives for each series by itself, or the reason that it cannot."""
    found: list[object] = []
    for y in series:
        try:
            found.append(test(y))
        except Infeasible as reason:
            found.append(str(reason))
    assert [i for i, result in enumerate(found) if isinstance(result, str)] == [2]
    return found


def reasons_as_text(results: list) -> list:
    """The same results, reasons as `alone` gives them."""
    return [str(result) if isinstance(result, Infeasible) else result for result in results]
