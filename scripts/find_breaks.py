"""Look for breaks at unknown dates in every series of one table.

From data/processed/{table}.csv and the null tables of the designs to results/breaks/{table}.csv
(one row per series, window, model, trimming and test), results/fstats/{table}.csv (the whole F
path) and results/partitions/{table}.csv (the best partition for every number of breaks). Infeasible
tests are rows with their reason.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any

import numpy as np

from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.observations import Observations, by_periods
from scripts.common.estimation.seeds import stream
from scripts.common.periods import period_label
from scripts.common.runs.script import run
from scripts.common.study.model import Span
from scripts.common.tables import read_processed, write_records
from scripts.methods.ar1_reference import NullTable
from scripts.methods.break_bootstrap import (
    Bootstrap,
    SequentialTest,
    break_date_set,
    sequential_tests,
)
from scripts.methods.break_intervals import BreakInterval, intervals_of_each
from scripts.methods.break_tests import f_tests_of_each, sup_f_of_straight_trend
from scripts.methods.breaks import Partitions, bai_perron_of_each
from scripts.methods.cusum import cusum_ols_of_each, cusum_rec_of_each
from scripts.methods.design import Floats, trend_id
from scripts.methods.f_statistics import MODELS, BreakModel, Model
from scripts.methods.result import Infeasible

BREAK_COLUMNS = [
    *("series", "window", "model", "trimming", "test", "statistic", "break_year", "p_hansen"),
    *("p_asymptotic", "p_boot_iid", "p_boot_ar1", "p_straight_trend", "rho", "date_set_iid"),
    *("date_set_ar1", "date_identified", "draws", "n_obs", "status", "reason", "null", "reference"),
]
PATH_COLUMNS = ["series", "window", "model", "trimming", "year", "statistic"]
PARTITION_COLUMNS = [
    *("series", "window", "model", "min_segment", "n_breaks", "break_years", "rss", "bic", "lwz"),
    *("chosen", "chosen_lwz", "ci_low", "ci_high", "identified", "f_next", "p_next_boot_iid"),
    *("p_next_boot_ar1", "n_obs", "status", "reason"),
]
# What may be left out. The last two are most of the cost: every series has its own null there.
PARTS = ("cusum", "straight_trend", "partitions", "date_set", "sequential")
# Series of one design that are worked through together: enough to share, few enough to hold.
TOGETHER = 256
Row = dict[str, Any]


def find_breaks(
    path_to_series: str,
    paths_to_nulls: list[str],
    spans: list[Span],
    trimmings: list[float],
    draws: int,
    skip: list[str],
    seed: int,
    path_to_breaks: str,
    path_to_fstats: str,
    path_to_partitions: str,
) -> None:
    """Test every series of one table for breaks at unknown dates in every window.

    Parameters
    ----------
    paths_to_nulls : list of str
        Files that between them hold the null tables of all designs.
    spans : list of Span
        Each series in each window.
    trimmings : list of float
        Shares of the observations that each segment must hold.
    draws : int
        Bootstrap draws.
    skip : list of str
        Which of `PARTS` to leave out.
    """
    samples = Observations(read_processed(path_to_series)).of_spans(spans)
    designs = by_periods(samples)
    nulls = read_designs(paths_to_nulls, [trend_id(years) for years in designs])
    found: dict[int, dict[str, list[Row]]] = {}
    # One design at a time: what its series share is large, and gone with the last of them.
    for years, members in designs.items():
        name = trend_id(years)
        bootstrap = Bootstrap(years, draws, stream(seed, "breaks", name))
        design = _Design(bootstrap, nulls[name], trimmings, skip)
        for start in range(0, len(members), TOGETHER):
            some = members[start : start + TOGETHER]
            labels = [{"series": spans[i].series, "window": spans[i].window} for i in some]
            rows = design.rows(np.array([samples[i][1] for i in some]), labels)
            found.update(zip(some, rows, strict=True))
    for kind, columns, path in (
        ("breaks", BREAK_COLUMNS, path_to_breaks),
        ("paths", PATH_COLUMNS, path_to_fstats),
        ("partitions", PARTITION_COLUMNS, path_to_partitions),
    ):
        ordered = (row for i in range(len(spans)) for row in found[i][kind])
        write_records(columns, ordered, path)


class _Design:
    """The tests of all series on one set of years, with what they share."""

    def __init__(
        self,
        bootstrap: Bootstrap,
        nulls: dict[str, NullTable],
        trimmings: list[float],
        skip: list[str],
    ) -> None:
        self.years, self.bootstrap, self.nulls = list(bootstrap.years), bootstrap, nulls
        self.trimmings, self.parts = trimmings, set(PARTS) - set(skip)
        self.models: dict[tuple[Model, float], BreakModel | Infeasible] = {}
        for key in product(MODELS, trimmings):
            try:
                self.models[key] = BreakModel(self.years, *key)
            except Infeasible as reason:
                self.models[key] = reason

    def rows(self, values: Floats, labels: list[Row]) -> list[dict[str, list[Row]]]:
        """Rows of every output for each series in the rows of `values` (b, n)."""
        found: list[dict[str, list[Row]]] = [
            {"breaks": [], "paths": [], "partitions": []} for _ in labels
        ]
        for model in MODELS:
            shared = {"model": model, "n_obs": len(self.years)}
            for trimming in self.trimmings:
                trimmed = {**shared, "trimming": trimming}
                for i, (tests, path) in enumerate(self._tests(values, model, trimming)):
                    about = {**labels[i], **trimmed}
                    found[i]["breaks"] += ({**about, **row} for row in tests)
                    found[i]["paths"] += ({**about, "year": t, "statistic": f} for t, f in path)
            if "cusum" in self.parts:
                for cusums in _cusums(self.years, values, model):
                    for i, row in enumerate(cusums):
                        found[i]["breaks"].append({**labels[i], **shared, **row})
            if "partitions" in self.parts:
                for i, rows in enumerate(self._partitions(values, model)):
                    found[i]["partitions"] += ({**labels[i], **shared, **row} for row in rows)
        return found

    def _tests(
        self, values: Floats, name: Model, trimming: float
    ) -> Iterator[tuple[list[Row], list[tuple[str, float]]]]:
        """Rows of the tests, and years and values of the F path, of each series."""
        model = self.models[name, trimming]
        if isinstance(model, Infeasible):
            yield from [([_infeasible(model, "supf")], [])] * len(values)
            return
        nulls = _below(self.nulls, f"breaks/{name}/{trimming}")
        years = [period_label(year) for year in model.candidate_years]
        results = f_tests_of_each(values, model, nulls, self.bootstrap.multipliers)
        for series, result in zip(values, results, strict=True):
            if isinstance(result, Infeasible):
                yield [_infeasible(result, "supf")], []
                continue
            path, tests = result
            rows: list[Row] = []
            for test in tests:
                # Date set and straight trend belong to the largest F, so they stand in its row.
                more = self._of_largest(series, model, trimming) if test.test == "supf" else {}
                year = period_label(test.break_year)
                rows.append({**vars(test), "break_year": year, "status": "ok", **more})
            yield rows, list(zip(years, path.statistic.tolist(), strict=True))

    def _of_largest(self, values: Floats, model: BreakModel, trimming: float) -> Row:
        more: Row = {}
        try:
            if "date_set" in self.parts:
                dates = break_date_set(values, model, self.bootstrap)
                more = {
                    "date_set_iid": _listed(dates.set_iid),
                    "date_set_ar1": _listed(dates.set_ar1),
                    "date_identified": dates.identified,
                }
            line = _below(self.nulls, f"breaks/trend/{trimming}").get("supf")
            if "straight_trend" in self.parts and model.model == "mean" and line is not None:
                innovations = self.bootstrap.innovations
                straight = sup_f_of_straight_trend(values, model, line, innovations)
                more["p_straight_trend"] = straight.p_value
        except Infeasible as reason:
            more["reason"] = str(reason)
        return more

    def _partitions(self, values: Floats, model: Model) -> Iterator[list[Row]]:
        """Rows of the best partitions of each series."""
        try:
            results = bai_perron_of_each(self.years, values, model)
        except Infeasible as reason:
            yield from [[_infeasible(reason)]] * len(values)
            return
        listed = [() if isinstance(r, Infeasible) else r.partitions for r in results]
        intervals = intervals_of_each(self.years, values, listed, model)
        for series, found, ends in zip(values, results, intervals, strict=True):
            if isinstance(found, Infeasible):
                yield [_infeasible(found)]
                continue
            following: dict[int, SequentialTest] = {}
            if "sequential" in self.parts:
                with suppress(Infeasible):
                    tests = sequential_tests(self.years, series, found, self.bootstrap)
                    following = {test.breaks: test for test in tests}
            yield list(_partition_rows(found, ends, following))


def _partition_rows(
    found: Partitions,
    intervals: list[tuple[BreakInterval, ...]],
    following: dict[int, SequentialTest],
) -> Iterator[Row]:
    for partition, ends in zip(found.partitions, intervals, strict=True):
        row = {
            "min_segment": found.min_segment,
            "n_breaks": partition.breaks,
            "break_years": _listed(partition.break_years),
            **{key: getattr(partition, key) for key in ("rss", "bic", "lwz")},
            "chosen": partition.breaks == found.chosen_bic,
            "chosen_lwz": partition.breaks == found.chosen_lwz,
            "ci_low": _listed(end.low_year for end in ends),
            "ci_high": _listed(end.high_year for end in ends),
            "identified": all(end.identified for end in ends) if ends else None,
            "status": "ok",
        }
        if (test := following.get(partition.breaks)) is not None:
            row["f_next"] = test.statistic
            row["p_next_boot_iid"], row["p_next_boot_ar1"] = test.p_boot_iid, test.p_boot_ar1
        yield row


def _below(nulls: dict[str, NullTable], folder: str) -> dict[str, NullTable]:
    """Null tables of one model and trimming by test."""
    return {
        key.removeprefix(f"{folder}/"): table
        for key, table in nulls.items()
        if key.startswith(f"{folder}/")
    }


def _cusums(years: list[int], values: Floats, model: Model) -> Iterator[list[Row]]:
    """Rows (b,) of each CUSUM test."""
    for name, test in (("cusum_ols", cusum_ols_of_each), ("cusum_rec", cusum_rec_of_each)):
        try:
            results = test(years, values, model)
        except Infeasible as reason:
            yield [_infeasible(reason, name)] * len(values)
            continue
        yield [
            _infeasible(result, name)
            if isinstance(result, Infeasible)
            else {
                "test": name,
                "statistic": result.statistic,
                "p_asymptotic": result.p_two_sided,
                "null": result.null,
                "reference": result.reference,
                "status": "ok",
            }
            for result in results
        ]


def _infeasible(reason: Infeasible, test: str | None = None) -> Row:
    return {"test": test, "status": "infeasible", "reason": str(reason)}


def _listed(years: Iterable[int | None]) -> str:
    return ";".join("" if year is None else period_label(year) for year in years)


if __name__ == "__main__":
    run(find_breaks, snakemake)
