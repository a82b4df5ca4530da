"""What hypotheses compare, as it is drawn: means, lines, and lines continued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scripts.methods.design import Sample
from scripts.methods.least_squares import solve
from scripts.methods.result import Infeasible


@dataclass(frozen=True)
class FittedPath:
    """A fitted mean, a fitted line, or a line projected beyond the years it was fitted to."""

    mark: str  # mean, line, projected line
    years: tuple[int, ...]
    heights: tuple[float, ...]


def fitted_paths(values: pd.DataFrame, hypotheses: Iterable[Mapping[str, Any]]) -> list[FittedPath]:
    """Return what the hypotheses about one series, as from `on_calendar`, compare, each path once.

    Means before and after for "higher after"; for "changed course" the segmented line and the
    projection of its first part. Least squares, the event year coded as in the headline.
    """
    observed = values.dropna(subset="value")
    paths: dict[FittedPath, None] = {}
    for hypothesis in hypotheses:
        window = observed["year"].between(hypothesis["first_year"], hypothesis["last_year"])
        years, heights = (observed.loc[window, column].to_numpy() for column in ("year", "value"))
        sample = Sample.cut(years.tolist(), heights, hypothesis["event_year"], hypothesis["coding"])
        fitted = _means if hypothesis["question"] == "higher_after" else _lines
        paths |= dict.fromkeys(fitted(sample))
    return list(paths)


def _means(sample: Sample) -> Iterator[FittedPath]:
    observed = np.array(sample.design.years)
    for part, heights in ((~sample.design.post, sample.pre), (sample.design.post, sample.post)):
        if part.any():
            span = range(int(observed[part][0]), int(observed[part][-1]) + 1)
            yield FittedPath("mean", tuple(span), (float(heights.mean()),) * len(span))


def _lines(sample: Sample) -> Iterator[FittedPath]:
    design, x = sample.design, sample.design.segmented()
    try:
        design.require(pre=2, post=2)
        beta = solve(x, sample.values).beta
    except Infeasible:
        return
    post, last_before = design.post, design.n_pre - 1
    projected = x[:, :2] @ beta[:2]
    for mark, part, line in (
        ("line", ~post, projected),
        ("projected line", np.arange(len(post)) >= last_before, projected),
        ("line", post, x @ beta),
    ):
        years = tuple(int(y) for y in np.array(design.years)[part])
        # Rounded so that the same line from two windows, equal but for the last bit, is drawn once.
        yield FittedPath(mark, years, tuple(float(v) for v in np.round(line[part], 9)))
