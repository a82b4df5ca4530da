"""Unknown dates: where to cut many series into segments of least squares, by dynamic programming.

Method of Bai and Perron (2003), Journal of Applied Econometrics 18, 1-22.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import Floats
from scripts.methods.f_statistics import Model

# Segment costs held at a time, in numbers: those of many series, or some of those of a long one.
BLOCK = 2**16


def best_cuts(
    years: Sequence[int], e: Floats, model: Model, h: int, most: int
) -> list[list[tuple[int, ...]]]:
    """Sizes of the best partitions for m = 0..most breaks of each series in the rows of `e` (b, n).

    Parameters
    ----------
    e : deviations from the break-free fit
    h : observations each segment must hold
    """
    n = e.shape[1]
    together = max(1, BLOCK // (n * min(h, n)))
    return [
        [_traced(last, m, n) for m in range(most + 1)]
        for start in range(0, len(e), together)
        for last in _dynamic_programme(years, e[start : start + together], model, h, most)
    ]


def mean_costs(_: Floats, e: Floats, firsts: range) -> Floats:
    """Sums of squares about the mean of the segments of `e` (b, n) from `firsts` to every end.

    (b, rows, n - start); ends count from the start of the first row, and costs before the first
    observation of a row are zero.
    """
    d, sums = _since(e, firsts)
    # Observations before each one in its segment; before the segment the change is zero anyway.
    count = np.maximum(np.arange(1.0, d.shape[-1]) - np.arange(len(firsts))[:, None], 1.0)
    w = d[..., 1:] - sums[..., :-1] / count
    costs = np.zeros_like(d)
    np.cumsum(w * w * (count / (count + 1.0)), axis=-1, out=costs[..., 1:])
    return costs


def trend_costs(t: Floats, e: Floats, firsts: range) -> Floats:
    """Sums of squares about the line, as `mean_costs`; `t` (n,)."""
    (s, sums_s), (d, sums_d) = _since(t, firsts), _since(e, firsts)
    costs = np.zeros_like(d)
    if d.shape[-1] <= 2:
        return costs
    # Line through the r observations before each one, and its error there; a line needs two.
    exact = np.arange(2.0, d.shape[-1]) - np.arange(len(firsts))[:, None]
    r = np.maximum(exact, 2.0)
    # Increments of centred sums, which cannot cancel: deviation from the mean before, times weight.
    before = np.maximum(exact - 1.0, 1.0)
    ds = s[:, 1:-1] - sums_s[:, :-2] / before
    dd = d[..., 1:-1] - sums_d[..., :-2] / before
    weight = before / (before + 1.0)
    sxx, sxy = np.cumsum(weight * ds * ds, axis=-1), np.cumsum(weight * ds * dd, axis=-1)
    sxx[exact < 2.0] = 1.0
    u = s[:, 2:] - sums_s[:, 1:-1] / r
    w = d[..., 2:] - sums_d[..., 1:-1] / r - sxy / sxx * u
    w[..., exact < 2.0] = 0.0
    np.cumsum(w * w / (1.0 + 1.0 / r + u * u / sxx), axis=-1, out=costs[..., 2:])
    return costs


def _dynamic_programme(
    years: Sequence[int], e: Floats, model: Model, h: int, most: int
) -> NDArray[np.intp]:
    """``last[:, m, j]``: where the last of m + 1 segments of the first j observations begins.

    ``cost[:, m, j]`` is their least sum of squares. First observations are visited in blocks of at
    most h, so that all that precedes a block is final: no segment is shorter.
    """
    b, n = e.shape
    t = np.array(years, dtype=float)
    costs = mean_costs if model == "mean" else trend_costs
    cost = np.full((b, most + 1, n + 1), np.inf)
    last = np.zeros((b, most + 1, n + 1), dtype=np.intp)
    cost[:, 0, h:] = costs(t, e, range(1))[:, 0, h - 1 :]
    rows = min(h, max(1, BLOCK // n))
    for start in range(h, n - h + 1, rows):
        firsts = range(start, min(start + rows, n - h + 1))
        # From the first end that leaves h observations to the block's first row, to the end.
        segment = costs(t, e, firsts)[:, :, h - 1 :]
        segment[:, np.tri(len(firsts), segment.shape[2], -1, dtype=bool)] = np.inf
        ends = slice(start + h, n + 1)
        for m in range(1, min(most, firsts[-1] // h) + 1):
            candidates = cost[:, m - 1, firsts.start : firsts.stop, None] + segment
            row = candidates.argmin(axis=1)
            candidate = np.take_along_axis(candidates, row[:, None], axis=1)[:, 0]
            better = candidate < cost[:, m, ends]
            np.copyto(cost[:, m, ends], candidate, where=better)
            np.copyto(last[:, m, ends], row + start, where=better)
    return last


def _traced(last: NDArray[np.intp], m: int, n: int) -> tuple[int, ...]:
    sizes: list[int] = []
    end = n
    for segment in range(m, 0, -1):
        end = int(last[segment, end])
        sizes.insert(0, end)
    return tuple(sizes)


def _since(v: Floats, firsts: range) -> tuple[Floats, Floats]:
    """Change of `v` (..., n) since the first of each row (..., rows, n - start), and its sums.

    It is zero before the first.
    """
    later = np.arange(v.shape[-1] - firsts.start) >= np.arange(len(firsts))[:, None]
    from_start, at_first = v[..., None, firsts.start :], v[..., firsts.start : firsts.stop, None]
    change = np.where(later, from_start - at_first, 0.0)
    return change, np.cumsum(change, axis=-1)
