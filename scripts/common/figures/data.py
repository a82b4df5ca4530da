"""What several figures draw from results: headline estimates, fitted means and lines, events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.formatting import as_period
from scripts.common.tables import read_processed
from scripts.common.wording.terms import QUESTIONS
from scripts.methods.design import Sample
from scripts.methods.least_squares import solve
from scripts.methods.result import Infeasible

Hypothesis = Mapping[str, Any]
EXACT = 2  # so many points a straight line fits exactly


@dataclass(frozen=True)
class FittedPath:
    """A fitted mean, a fitted line, or a line projected beyond the years it was fitted to."""

    mark: str  # mean, line, projected line
    years: tuple[int, ...]
    heights: tuple[float, ...]


def of_series(
    names: Collection[str],
    hypotheses: Iterable[Hypothesis],
    path_to_series: str,
    path_to_events: str,
    path_to_methods: str,
) -> tuple[pd.DataFrame, list[Hypothesis], dict[str, dict[str, Any]]]:
    """Return what a figure draws of some series of a table, and nothing of the others.

    Returns
    -------
    frame : DataFrame
        Their processed rows.
    hypotheses : list
        Those about them.
    rows : dict
        Their headline rows, as `headline` returns them.
    """
    frame = read_processed(path_to_series, names)
    own = [h for h in hypotheses if h["series"] in names]
    rows = headline(pd.read_csv(path_to_events), own, pd.read_csv(path_to_methods))
    return frame, own, rows


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
    asked = {h["id"]: h for h in hypotheses}
    primary = methods[methods["primary"]].set_index("hypothesis")
    codings = events["hypothesis"].map({name: h["coding"] for name, h in asked.items()})
    found = events[events["event_year"] == codings]
    chosen = primary.reindex(found["hypothesis"])
    decided = found["hypothesis"].isin(primary.index).to_numpy()
    of_method = found["method"].to_numpy() == chosen["method"].to_numpy()
    of_both = of_method & (found["parameter"].to_numpy() == chosen["parameter"].to_numpy())
    # An infeasible test estimates no parameter, so that its method alone tells it.
    first = (
        found.assign(rank=np.where(of_both, 0, 1))[of_method | ~decided]
        .sort_values("rank", kind="stable")
        .drop_duplicates("hypothesis")
        .drop(columns="rank")
    )
    rows = {str(row["hypothesis"]): row for row in first.to_dict("records")}
    usable = primary["usable"].to_dict()
    # The hypothesis has the last word: the unit is empty in the row of an infeasible test, and the
    # column event_year is the coding.
    return {
        name: {
            **{str(k): v for k, v in rows[name].items()},
            **hypothesis,
            "usable": bool(usable.get(name, False)),
        }
        for name, hypothesis in asked.items()
    }


def read_periods(path: str, *columns: str) -> pd.DataFrame:
    """Read results whose `columns` hold labels of periods, as numbers that follow each other."""

    def number(text: str) -> float:
        return as_period(text) if text else np.nan

    return pd.read_csv(path, converters=dict.fromkeys(columns, number))


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

    ``started``, ``ended``, ``highest``, ``second`` and ``lowest`` are (year, value) by series.
    """
    values, ranked, missing, in_order = {}, {}, {}, {}
    for name in names:
        rows = on_calendar(frame, name)
        values[name] = dict(zip(rows["year"].tolist(), rows["value"].tolist(), strict=True))
        seen = [(year, value) for year, value in values[name].items() if value == value]
        in_order[name] = seen
        ranked[name] = sorted(seen, key=lambda pair: pair[1])
        missing[name] = missing_years(rows)
    return {
        "started": {name: next(iter(pairs), None) for name, pairs in in_order.items()},
        "ended": {name: pairs[-1] for name, pairs in in_order.items() if pairs},
        "first": int(frame["year"].min()),
        "last": int(frame["year"].max()),
        "values": values,
        "missing": missing,
        "lowest": {name: pairs[0] for name, pairs in ranked.items()},
        "highest": {name: pairs[-1] for name, pairs in ranked.items()},
        "second": {name: pairs[-2:][0] for name, pairs in ranked.items()},
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


def event_facts(
    rows: Mapping[str, Mapping[str, Any]],
    events: Iterable[Mapping[str, Any]],
    words: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what texts say about questions and events: which are asked, how, and by what method.

    Parameters
    ----------
    rows : mapping
        As from `headline`.
    events : iterable of mapping
        As from `shown_events`.
    """
    answers = list(rows.values())
    asked = {question: any(a["question"] == question for a in answers) for question in QUESTIONS}
    codings = {answer["coding"] for answer in answers}
    lines = [a for a in answers if a["question"] == "changed_course" and a["status"] == "ok"]
    computed = [answer["method"] for answer in answers if answer["status"] == "ok"]
    return {
        "answers": answers,
        "asked": asked,
        "questions": words["questions"],
        "names": {event["id"]: event["label"] for event in events},
        "names_tested": [event["label"] for event in events if event["tested"]],
        "untested": [event["label"] for event in events if not event["tested"]],
        "left_out": words["codings"][codings.pop() if len(codings) == 1 else "several"],
        "exact": any(min(line["n_pre"], line["n_post"]) <= EXACT for line in lines),
        "used": list(dict.fromkeys(words["methods"].get(m, m.replace("_", " ")) for m in computed)),
    }


def towards_claim(hypothesis: Mapping[str, Any]) -> float:
    """Return the smallest effect worth talking about, on the side that is claimed."""
    effect = float(hypothesis["smallest_effect"])
    return -effect if hypothesis["claimed"] == "down" else effect


def shown_events(
    events: Iterable[Mapping[str, Any]], hypotheses: Iterable[Hypothesis], years: Iterable[int]
) -> list[dict[str, Any]]:
    """Return the events within `years`, in order, and whether a hypothesis is about them."""
    span, tested = set(years), {h["event"] for h in hypotheses}
    shown = [{**e, "tested": e["id"] in tested} for e in events if e["year"] in span]
    return sorted(shown, key=lambda event: event["year"])
