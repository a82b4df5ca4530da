"""What several figures draw from results: headline estimates, fitted means and lines, events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.figures.fitted import FittedPath, fitted_paths
from scripts.common.figures.texts import method_label
from scripts.common.tables import read_processed
from scripts.common.wording.terms import QUESTIONS

Hypothesis = Mapping[str, Any]
EXACT = 2  # so many points a straight line fits exactly
COLUMNS = ["panel", "mark", "series", "hypothesis", "year", "value", "ci_low", "ci_high", "unit"]


@dataclass(frozen=True)
class Tested:
    """Some series of a table, what the hypotheses about them found, and what happened meanwhile.

    Attributes
    ----------
    series : mapping
        By id, in the order to draw.
    frame : DataFrame
        Their processed rows.
    answers : dict
        Their headline rows, as `headline` returns them.
    events : list of dict
        As from `shown_events`.
    """

    series: Mapping[str, Mapping[str, Any]]
    frame: pd.DataFrame
    answers: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]

    @classmethod
    def read(
        cls,
        series: Mapping[str, Mapping[str, Any]],
        events: Mapping[str, Mapping[str, Any]],
        hypotheses: Iterable[Hypothesis],
        path_to_series: str,
        path_to_events: str,
        path_to_methods: str,
    ) -> Tested:
        """Read what is about these series, and nothing of the others of their table."""
        frame = read_processed(path_to_series, series)
        own = [h for h in hypotheses if h["series"] in series]
        answers = headline(pd.read_csv(path_to_events), own, pd.read_csv(path_to_methods))
        return cls(series, frame, answers, shown_events(events, own, frame["year"]))

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last period of the table."""
        return int(self.frame["year"].min()), int(self.frame["year"].max())

    def about(self, name: str) -> tuple[pd.DataFrame, list[dict[str, Any]], list[FittedPath]]:
        """Return a series as from `on_calendar`, the answers about it, and what they compare."""
        values = on_calendar(self.frame, name)
        found = [answer for answer in self.answers.values() if answer["series"] == name]
        return values, found, fitted_paths(values, found)

    def table(self) -> pd.DataFrame:
        """Return all of it as plotted data."""
        parts = [self.about(name) for name in self.series]
        rows = [
            row
            for values, found, paths in parts
            for row in year_rows(values, paths) + difference_rows(found)
        ]
        table = pd.DataFrame(rows, columns=COLUMNS)
        units = {name: one["unit"] for name, one in self.series.items()}
        return table.assign(unit=table["unit"].fillna(table["series"].map(units)))

    def facts(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Return what texts say about series, intervals, questions and events."""
        facts = series_facts(self.frame, self.series)
        return {
            **facts,
            **interval_facts(self.answers),
            **self._asked(words),
            "series": self.series,
            "events": {event["id"]: event for event in self.events},
            "suspected": sorted({year for years in facts["doubts"].values() for year in years}),
        }

    def _asked(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Return which questions are asked about which events, how, and by what method."""
        answers, events = list(self.answers.values()), self.events
        codings = {answer["coding"] for answer in answers}
        computed = [answer for answer in answers if answer["status"] == "ok"]
        lines = [answer for answer in computed if answer["question"] == "changed_course"]
        return {
            "answers": answers,
            "asked": {q: any(a["question"] == q for a in answers) for q in QUESTIONS},
            "names": {event["id"]: event["label"] for event in events},
            "names_tested": [event["label"] for event in events if event["tested"]],
            "untested": [event["label"] for event in events if not event["tested"]],
            "left_out": words["codings"][codings.pop() if len(codings) == 1 else "several"],
            "exact": any(min(line["n_pre"], line["n_post"]) <= EXACT for line in lines),
            "used": list(dict.fromkeys(method_label(a["method"], words) for a in computed)),
        }


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
    """Return what texts say about series: first and last year, values, extremes, odd years.

    ``started``, ``ended``, ``highest``, ``second`` and ``lowest`` are (year, value) by series;
    ``missing`` and ``doubts`` are years by series.
    """
    calendar = {name: on_calendar(frame, name) for name in names}
    values = {
        name: dict(zip(rows["year"].tolist(), rows["value"].tolist(), strict=True))
        for name, rows in calendar.items()
    }
    seen = {name: [(y, v) for y, v in own.items() if v == v] for name, own in values.items()}
    ranked = {name: sorted(pairs, key=lambda pair: pair[1]) for name, pairs in seen.items()}
    return {
        "started": {name: next(iter(pairs), None) for name, pairs in seen.items()},
        "ended": {name: pairs[-1] for name, pairs in seen.items() if pairs},
        "first": int(frame["year"].min()),
        "last": int(frame["year"].max()),
        "values": values,
        "missing": {name: missing_years(rows) for name, rows in calendar.items()},
        "doubts": {name: doubtful_years(rows) for name, rows in calendar.items()},
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


def towards_claim(hypothesis: Mapping[str, Any]) -> float:
    """Return the smallest effect worth talking about, on the side that is claimed."""
    effect = float(hypothesis["smallest_effect"])
    return -effect if hypothesis["claimed"] == "down" else effect


def shown_events(
    events: Mapping[str, Mapping[str, Any]],
    hypotheses: Iterable[Hypothesis],
    years: Iterable[int],
) -> list[dict[str, Any]]:
    """Return the events within `years`, in order, and whether a hypothesis is about them."""
    span, tested = set(years), {h["event"] for h in hypotheses}
    shown = [{**e, "tested": name in tested} for name, e in events.items() if e["year"] in span]
    return sorted(shown, key=lambda event: event["year"])


def about_what(
    hypothesis: Hypothesis,
    series: Mapping[str, Mapping[str, Any]],
    events: Mapping[str, Mapping[str, Any]],
) -> str:
    """Return what a hypothesis is about: "Ex-Im share, Plaza Accord"."""
    name, event = series[hypothesis["series"]], events[hypothesis["event"]]
    return f"{name['short_label']}, {event['label']}"
