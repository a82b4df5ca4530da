"""Which printed pairs of amount and share imply a total that cannot be right?

An amount a and its share s, in percent, imply the total 100 a / s, known as far as the printed
digits go. A misprint in either cell moves it. Totals of neighbouring years are the yardstick:

1. A series' steady growth (Theil-Sen slope of the log totals) is taken out, so that a series that
   grows is not odd at its ends.
2. Each log total is compared with the median of those within `WINDOW` calendar years, itself
   excluded: a missing year thins the window and never stretches it. At an end, or where years are
   missing, that median lies farther away and an ordinary year deviates more; the deviation is
   divided by how much it typically does *at that position* under a random walk.
3. Robust z: deviation less the median deviation of the series, over 1.4826 MAD. The MAD is pooled
   over the series of a table (each around its own median), or the series' own where that is
   larger: six years say little about a series' scale, and a volatile series must not be judged by
   its quiet neighbours. It is never less than the rounding's own half-width.
4. Of all roundings that the printed digits allow the least remarkable one counts.

One bad year spoils the windows of its neighbours and inflates the scale (masking, swamping).
Medians bound that damage, and the screen peels: the most remarkable pair is flagged, left out of
every slope, window and scale, and everything is computed again until none is left above the
threshold. A wrong year can lend its neighbours at most a part of its own deviation, so it goes
first. Scoring each pair with itself left out from the start was tried: no more power, for a scale
that needs a higher threshold.

The promise: in a table without misprints, at most `FALSE_ALARMS` of tables get any flag at all, if
log totals follow an AR(1) with any autocorrelation among `NULLS` (1 is the random walk), any steady
growth and Gaussian shocks of any scale, one for the table or `WILD` times that for its shortest
series, whose own scale is the least known. The threshold is the largest such quantile on the
table's own years and gaps. Peeling cannot break the promise: it starts only after a first flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from scripts.methods.ar1_reference import simulate_ar1
from scripts.methods.design import Floats

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

WINDOW = 3  # years on either side
FEWEST_NEIGHBOURS = 2  # where the window holds fewer, the nearest ones beyond it count
FEWEST_PAIRS = 5  # a shorter series is not screened
FALSE_ALARMS = 0.05
NULLS = (0.0, 0.5, 1.0)  # autocorrelations of the log totals around their growth
WILD = 2.0  # how much more volatile the shortest series may be than the others of its table
MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class Totals:
    """Log implied totals of one series, with what the rounding of both cells leaves open.

    Parameters
    ----------
    years : ndarray of int, shape (n,)
        Ascending.
    log, low, high : ndarray of float, shape (n,)
        Natural logs of the implied total and of the ends of its rounding interval.
    """

    years: Ints
    log: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Yardstick:
    """What the years of a table alone decide: see `calibrate`.

    Parameters
    ----------
    spreads : tuple of ndarray, each of shape (n,)
        Typical deviation at every position of every series, under a random walk of unit shocks.
    threshold : float
        Robust z above which a pair is flagged.
    """

    spreads: tuple[Floats, ...]
    threshold: float


@dataclass(frozen=True)
class Screening:
    """The judgement on one series; all arrays have shape (n,).

    Parameters
    ----------
    expected : ndarray
        Log total that the neighbours lead one to expect.
    unit : ndarray
        One robust standard deviation around it, in logs.
    z, least_z : ndarray
        Robust z of the printed pair, and of the least remarkable rounding of it.
    flagged : ndarray of bool
        Whether `least_z` is beyond the threshold. Flagged pairs are in no expectation or unit.
    """

    expected: Floats
    unit: Floats
    z: Floats
    least_z: Floats
    flagged: Bools


def implied_totals(
    years: Ints, amounts: Floats, amount_decimals: Floats, shares: Floats, share_decimals: Floats
) -> Totals:
    """Implied totals of printed pairs, 100 [a - h, a + h] / [s - h, s + h].

    All arrays have shape (n,). Half a unit of the last printed digit is h, for each cell by its own
    number of decimals. Every amount and share must exceed its h: what may be zero implies no total.

    Examples
    --------
    >>> cells = [np.array([v]) for v in (1997, 939.3, 1, 24.5, 1)]
    >>> np.exp(implied_totals(*cells).log).round(1).tolist()
    [3833.9]
    """
    h_a, h_s = 0.5 * 10.0**-amount_decimals, 0.5 * 10.0**-share_decimals
    low, high = (amounts - h_a) / (shares + h_s), (amounts + h_a) / (shares - h_s)
    return Totals(years, np.log(100 * amounts / shares), np.log(100 * low), np.log(100 * high))


def calibrate(
    years: Sequence[Ints],
    rng: np.random.Generator,
    draws: int = 10_000,
    false_alarms: float = FALSE_ALARMS,
) -> Yardstick:
    """Spreads and threshold for a table, from the years of its series alone.

    Parameters
    ----------
    years : sequence of ndarray
        Printed years of each series.
    rng : Generator
    draws : int
        Simulated tables under each of `NULLS`; the same shocks serve all of them.
    false_alarms : float
        Share of clean tables that may get a flag.
    """
    kept = [np.ones(len(y), dtype=bool) for y in years]
    shocks = [rng.standard_normal((draws, int(y[-1] - y[0]) + 1)) for y in years]
    spreads = [
        robust_sd(walk - _expectation(y, walk, k), axis=0)
        for y, k, walk in zip(years, kept, _simulated(years, shocks, 1.0), strict=True)
    ]
    unrounded = [np.zeros(len(y)) for y in years]
    quantiles = []
    shortest = min(range(len(years)), key=lambda i: len(years[i]))
    for rho, wild in product(NULLS, (1.0, WILD) if len(years) > 1 else (1.0,)):
        logs = _simulated(years, shocks, rho)
        logs[shortest] = wild * logs[shortest]
        judged = zip(logs, _yardsticks(years, logs, unrounded, kept, spreads), strict=True)
        worst = [np.abs((x - expected) / unit).max(axis=-1) for x, (expected, unit) in judged]
        quantiles.append(np.quantile(np.max(worst, axis=0), 1 - false_alarms))
    return Yardstick(tuple(spreads), float(max(quantiles)))


def screen(series: Sequence[Totals], yardstick: Yardstick) -> list[Screening]:
    """Screen the series of one table together; the module's docstring says how.

    Parameters
    ----------
    series : sequence of Totals
        Each of at least `FEWEST_PAIRS` years.
    yardstick : Yardstick
        Calibrated on the years of these series.
    """
    years, logs = [s.years for s in series], [s.log for s in series]
    rounding = [(s.high - s.low) / 2 for s in series]
    kept = [np.ones(len(y), dtype=bool) for y in years]
    while True:
        units = _yardsticks(years, logs, rounding, kept, yardstick.spreads)
        found = [
            Screening(
                expected,
                unit,
                (s.log - expected) / unit,
                least_remarkable(s.low, s.high, expected, unit),
                ~k,
            )
            for s, k, (expected, unit) in zip(series, kept, units, strict=True)
        ]
        # A series that too few pairs are left of has no neighbourhood to differ from.
        scores = [
            np.where(k & (k.sum() >= FEWEST_PAIRS), np.abs(f.least_z), 0.0)
            for k, f in zip(kept, found, strict=True)
        ]
        worst = max(range(len(series)), key=lambda i: scores[i].max())
        if scores[worst].max() <= yardstick.threshold:
            return found
        kept[worst][scores[worst].argmax()] = False


def least_remarkable(low: Floats, high: Floats, expected: Floats, unit: Floats) -> Floats:
    """The robust z nearest to zero in a rounding interval: 0 where it holds what is expected."""
    return (np.clip(expected, low, high) - expected) / unit


def robust_sd(values: Floats, axis: int = -1, centre: bool = True) -> Floats:
    """1.4826 MAD along an axis, around the median or around zero."""
    middle = np.median(values, axis=axis, keepdims=True) if centre else 0.0
    return np.asarray(MAD_TO_SD * np.median(np.abs(values - middle), axis=axis))


def _simulated(years: Sequence[Ints], shocks: Sequence[Floats], rho: float) -> list[Floats]:
    return [simulate_ar1(y.tolist(), rho, e) for y, e in zip(years, shocks, strict=True)]


def _yardsticks(
    years: Sequence[Ints],
    logs: Sequence[Floats],
    rounding: Sequence[Floats],
    kept: Sequence[Bools],
    spreads: Sequence[Floats],
) -> list[tuple[Floats, Floats]]:
    """Return what to expect and one robust sd around it, for each series, shapes (..., n)."""
    expectations = [_expectation(y, x, k) for y, x, k in zip(years, logs, kept, strict=True)]
    scaled = [
        ((x - expected) / spread)[..., k]
        for x, expected, spread, k in zip(logs, expectations, spreads, kept, strict=True)
    ]
    centres = [np.median(d, axis=-1, keepdims=True) for d in scaled]
    centred = [d - centre for d, centre in zip(scaled, centres, strict=True)]
    pooled = robust_sd(np.concatenate(centred, axis=-1), centre=False)
    result = []
    for i, spread in enumerate(spreads):
        floor = np.median((rounding[i] / spread)[kept[i]])
        scale = np.maximum(np.maximum(pooled, robust_sd(centred[i], centre=False)), floor)
        result.append((expectations[i] + centres[i] * spread, scale[..., None] * spread))
    return result


def _expectation(years: Ints, logs: Floats, kept: Bools) -> Floats:
    """Return the median of each pair's kept neighbours, carried to its year by the growth."""
    slope = _theil_sen(years[kept], logs[..., kept])
    growth: Floats = slope[..., None] * (years - years[0])
    level = logs - growth
    return growth + np.stack(
        [np.median(level[..., _neighbours(years, k, kept)], axis=-1) for k in range(len(years))],
        axis=-1,
    )


def _neighbours(years: Ints, position: int, kept: Bools) -> Ints:
    """Return positions of the kept pairs in the window around one, or of the nearest beyond it."""
    distance = np.abs(years - years[position])
    others = np.flatnonzero(kept & (distance > 0))
    nearest: Ints = others[np.argsort(distance[others], kind="stable")]
    return nearest[: max(int((distance[others] <= WINDOW).sum()), FEWEST_NEIGHBOURS)]


def _theil_sen(years: Ints, logs: Floats) -> Floats:
    """Return the median slope over all pairs of years, shape (...)."""
    i, j = np.triu_indices(len(years), k=1)
    return np.asarray(np.median((logs[..., j] - logs[..., i]) / (years[j] - years[i]), axis=-1))
