"""What several figures draw from results: headline estimates, fitted means and lines, events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scripts.methods.design import Sample
from scripts.methods.least_squares import solve
from scripts.methods.result import Infeasible

Hypothesis = Mapping[str, Any]


@dataclass(frozen=True)
class FittedPath:
    """A fitted mean, a fitted line, or a line projected beyond the years it was fitted to."""

    mark: str  # mean, line, projected line
    years: tuple[int, ...]
    heights: tuple[float, ...]


def headline(
    events: pd.DataFrame, hypotheses: Iterable[Hypothesis], methods: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    """Return the row that a verdict rests on, by hypothesis: headline coding, primary method.

    Parameters
    ----------
    events, methods : DataFrame
        results/events and results/methods.csv. A hypothesis without a primary method gets its first
        row, which says why nothing can be computed; ``usable`` is False there, and where the
        primary method rejects too often under no effect for a verdict to rest on it.
    """
    primary = methods[methods["primary"]].set_index("hypothesis")
    rows = {}
    for hypothesis in hypotheses:
        name = hypothesis["id"]
        own = (events["hypothesis"] == name) & (events["event_year"] == hypothesis["coding"])
        found, usable = events[own], False
        if name in primary.index:
            choice = primary.loc[name]
            of_method = found[found["method"] == choice["method"]]
            decisive = of_method[of_method["parameter"] == choice["parameter"]]
            found, usable = (decisive if len(decisive) else of_method), bool(choice["usable"])
        # The hypothesis has the last word: the unit is empty in the row of an infeasible test, and
        # the column event_year is the coding.
        rows[name] = {**found.iloc[0].to_dict(), **hypothesis, "usable": usable}
    return rows


def fitted_paths(values: pd.DataFrame, hypotheses: Iterable[Hypothesis]) -> list[FittedPath]:
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


def year_rows(values: pd.DataFrame, paths: Iterable[FittedPath] = ()) -> list[dict[str, Any]]:
    """Return a series, as from `on_calendar`, and fitted paths as rows of plotted data."""
    printed = values.rename(columns={"status": "mark"}).to_dict("records")
    name = str(values["series"].iloc[0])
    fitted = [
        {"series": name, "mark": path.mark, "year": year, "value": value}
        for path in paths
        for year, value in zip(path.years, path.heights, strict=True)
    ]
    return [{**{str(k): v for k, v in row.items()}, "panel": "years"} for row in printed + fitted]


def difference_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return headline estimates as rows of plotted data."""
    kept = ("series", "estimate", "ci_low", "ci_high", "unit")
    return [
        {"panel": "differences", "mark": row["parameter"], "hypothesis": row["id"]}
        | {("value" if k == "estimate" else k): row[k] for k in kept}
        for row in rows
    ]


def on_calendar(frame: pd.DataFrame, series: str) -> pd.DataFrame:
    """Return year, value and status of one series for every year of its table, NaN if missing."""
    rows = frame[frame["series"] == series].sort_values("year")
    return rows[["series", "year", "value", "status"]].reset_index(drop=True)


def missing_years(rows: pd.DataFrame) -> list[int]:
    """Return the years of `on_calendar` rows that print no number."""
    return [int(y) for y in rows.loc[rows["value"].isna(), "year"]]


def doubtful_years(rows: pd.DataFrame) -> list[int]:
    """Return the years of `on_calendar` rows whose cell is suspected of a misprint."""
    return [int(y) for y in rows.loc[rows["status"] == "suspected", "year"]]


def series_facts(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, Any]:
    """Return what texts say about series: first and last year, values, extremes, missing years.

    ``highest``, ``second`` and ``lowest`` are (year, value) by series.
    """
    values, ranked, missing = {}, {}, {}
    for name in names:
        rows = on_calendar(frame, name)
        values[name] = dict(zip(rows["year"].tolist(), rows["value"].tolist(), strict=True))
        seen = [(year, value) for year, value in values[name].items() if value == value]
        ranked[name] = sorted(seen, key=lambda pair: pair[1])
        missing[name] = missing_years(rows)
    return {
        "first": int(frame["year"].min()),
        "last": int(frame["year"].max()),
        "values": values,
        "missing": missing,
        "lowest": {name: pairs[0] for name, pairs in ranked.items()},
        "highest": {name: pairs[-1] for name, pairs in ranked.items()},
        "second": {name: pairs[-2] for name, pairs in ranked.items()},
    }


def interval_facts(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what texts say about intervals: how many, how many hold zero, which do not."""
    drawn = [row for row in rows.values() if not np.isnan(row["ci_low"])]
    clear = [row for row in drawn if not row["ci_low"] <= 0 <= row["ci_high"]]
    return {
        "estimates": rows,
        "n_intervals": len(drawn),
        "crossing": len(drawn) - len(clear),
        "clear": clear,
    }


def shown_events(
    events: Iterable[Mapping[str, Any]], hypotheses: Iterable[Hypothesis], years: Iterable[int]
) -> list[dict[str, Any]]:
    """Return the events within `years`, in order, and whether a hypothesis is about them."""
    span, tested = set(years), {h["event"] for h in hypotheses}
    shown = [{**e, "tested": e["id"] in tested} for e in events if e["year"] in span]
    return sorted(shown, key=lambda event: event["year"])
