"""Look for breaks at unknown dates in every series of one table.

From data/processed/{table}.csv to results/breaks/{table}.csv (one row per series, window, model,
trimming and test), results/fstats/{table}.csv (the whole F path) and results/partitions/{table}.csv
(the best partition for every number of breaks). Infeasible tests are rows with their reason.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.logs import logged
from scripts.common.seeds import stream
from scripts.common.tables import read_processed, series_values, write_csv
from scripts.methods.ar1_reference import RhoTable, tabulate_rho
from scripts.methods.break_dates import break_date_set
from scripts.methods.break_intervals import break_intervals
from scripts.methods.breaks import MODELS, BreakModel, Model, f_path, f_tests
from scripts.methods.cusum import cusum_ols, cusum_rec
from scripts.methods.design import Floats
from scripts.methods.partitions import best_partitions
from scripts.methods.result import Infeasible
from scripts.methods.sequential_breaks import sequential_tests
from scripts.methods.straight_trend import sup_f_of_straight_trend

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
# A date set simulates its null at every candidate year, so it takes a fifth of the draws for each.
_DATE_SET_SHARE = 5
Rows = Iterator[dict[str, Any]]


def find_breaks(
    path_to_series: str,
    spans: list[dict[str, Any]],
    trimmings: list[float],
    draws: int,
    seed: int,
    path_to_breaks: str,
    path_to_paths: str,
    path_to_partitions: str,
) -> None:
    """Test every series of one table for breaks at unknown dates in every window.

    Parameters
    ----------
    spans : list of dict
        ``series``, ``window``, ``first_year`` and ``last_year``, one entry for each series and
        window.
    trimmings : list of float
        Shares of the observations that each segment must hold.
    draws : int
        Bootstrap draws.
    """
    frame = read_processed(path_to_series)
    breaks: list[dict[str, Any]] = []
    paths: list[dict[str, Any]] = []
    partitions: list[dict[str, Any]] = []
    for span, model in product(spans, MODELS):
        observed, values = series_values(
            frame, span["series"], span["first_year"], span["last_year"]
        )
        years = observed.tolist()
        label = {"series": span["series"], "window": span["window"], "model": model}
        name = ("breaks", span["series"], span["window"], model)
        trend_rhos = _rhos(years, "trend", draws, stream(seed, *name, "trend_rho"))
        for trimming in trimmings:
            about = {**label, "trimming": trimming, "n_obs": len(years)}
            rng = stream(seed, *name, str(trimming))
            breaks += ({**about, **r} for r in _tests(years, values, about, draws, rng, trend_rhos))
            paths += ({**about, **r} for r in _path(years, values, about))
        breaks += ({**label, "n_obs": len(years), **row} for row in _cusums(years, values, model))
        rng = stream(seed, *name, "partitions")
        partitions += ({**label, **row} for row in _partitions(years, values, model, draws, rng))
    found = pd.DataFrame(breaks, columns=BREAK_COLUMNS).astype({"break_year": "Int64"})
    write_csv(found, path_to_breaks)
    write_csv(pd.DataFrame(paths, columns=PATH_COLUMNS), path_to_paths)
    write_csv(pd.DataFrame(partitions, columns=PARTITION_COLUMNS), path_to_partitions)


def _tests(
    years: list[int],
    values: Floats,
    about: dict[str, Any],
    draws: int,
    rng: np.random.Generator,
    trend_rhos: RhoTable | None,
) -> Rows:
    try:
        model = BreakModel(years, about["model"], about["trimming"])
        f_path(values, model)
        tests = f_tests(values, model, tabulate_rho(model, draws, rng), draws, rng)
    except Infeasible as reason:
        yield {"test": "supf", "status": "infeasible", "reason": str(reason)}
        return
    more: dict[str, Any] = {}
    try:
        dates = break_date_set(values, model, draws // _DATE_SET_SHARE, rng)
        more = {
            "date_set_iid": _listed(dates.set_iid),
            "date_set_ar1": _listed(dates.set_ar1),
            "date_identified": dates.identified,
        }
        if about["model"] == "mean" and trend_rhos is not None:
            straight = sup_f_of_straight_trend(values, model, trend_rhos, draws, rng)
            more["p_straight_trend"] = straight.p_value
    except Infeasible as reason:
        more["reason"] = str(reason)
    for test in tests:
        # Date set and straight trend belong to the largest F, so they stand in its row.
        extra = more if test.test == "supf" else {}
        yield {**vars(test), "status": "ok", **extra}


def _path(years: list[int], values: Floats, about: dict[str, Any]) -> Rows:
    try:
        path = f_path(values, BreakModel(years, about["model"], about["trimming"]))
    except Infeasible:
        return
    for year, statistic in zip(path.years, path.statistic, strict=True):
        yield {"year": year, "statistic": statistic}


def _cusums(years: list[int], values: Floats, model: Model) -> Rows:
    for name, test in (("cusum_ols", cusum_ols), ("cusum_rec", cusum_rec)):
        try:
            result = test(years, values, model)[0]
        except Infeasible as reason:
            yield {"test": name, "status": "infeasible", "reason": str(reason)}
            continue
        yield {
            "test": name,
            "statistic": result.statistic,
            "p_asymptotic": result.p_two_sided,
            "null": result.null,
            "reference": result.reference,
            "status": "ok",
        }


def _partitions(
    years: list[int], values: Floats, model: Model, draws: int, rng: np.random.Generator
) -> Rows:
    try:
        found = best_partitions(years, values, model)
    except Infeasible as reason:
        yield {"status": "infeasible", "reason": str(reason), "n_obs": len(years)}
        return
    try:
        following = {t.breaks: t for t in sequential_tests(years, values, found, draws, rng)}
    except Infeasible:
        following = {}
    for partition in found.partitions:
        row = {
            "min_segment": found.min_segment,
            "n_breaks": partition.breaks,
            "break_years": _listed(partition.break_years),
            **{k: getattr(partition, k) for k in ("rss", "bic", "lwz")},
            "chosen": partition.breaks == found.chosen_bic,
            "chosen_lwz": partition.breaks == found.chosen_lwz,
            "n_obs": found.n_obs,
            "status": "ok",
        }
        try:
            ends = break_intervals(years, values, partition, model)
            row["ci_low"] = _listed(end.low_year for end in ends)
            row["ci_high"] = _listed(end.high_year for end in ends)
            row["identified"] = all(end.identified for end in ends) if ends else None
        except Infeasible as reason:
            row["reason"] = str(reason)
        if (test := following.get(partition.breaks)) is not None:
            row["f_next"] = test.statistic
            row["p_next_boot_iid"], row["p_next_boot_ar1"] = test.p_boot_iid, test.p_boot_ar1
        yield row


def _rhos(years: list[int], model: Model, draws: int, rng: np.random.Generator) -> RhoTable | None:
    try:
        return tabulate_rho(BreakModel(years, model, 0.0), draws, rng)
    except Infeasible:
        return None


def _listed(years: Any) -> str:
    return ";".join("" if year is None else str(year) for year in years)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        find_breaks(
            path_to_series=snakemake.input.series,
            spans=snakemake.params.spans,
            trimmings=snakemake.params.trimmings,
            draws=snakemake.params.draws,
            seed=snakemake.params.seed,
            path_to_breaks=snakemake.output.breaks,
            path_to_paths=snakemake.output.fstats,
            path_to_partitions=snakemake.output.partitions,
        )
