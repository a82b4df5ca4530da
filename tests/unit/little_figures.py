"""Literal inputs of every figure: a little study's results, some of them awkward."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.figures.files import Publication
from scripts.common.tables import PROCESSED_COLUMNS, write_csv

ROOT = Path(__file__).parents[2]
# As printed; "-" is a year without a number.
PRINTED = {
    "exim_loans": "79.1 90.2 - 77.0 52.4 41.3 11.9 198.7 42.0 135.7 199.7 188.7 319.3 163.7 188.5"
    " 251.2 330.6 939.3 201.4 203.7",
    "exim_share": "8.5 5.6 - 8.0 6.7 4.7 1.1 14.1 2.9 8.0 12.6 12.7 16.7 13.1 10.9 15.3 22.3 24.5"
    " 12.2 18.8",
    "jica_experts": "1292 1354 1513 1583 1565 1804 1915 2385 3351",
    "jica_share": "50.3 49.7 51.9 52.9 51.4 59.0 59.0 59.6 57.6",
    "oda_china_usd": "832.2 723 585.3 1050.8 1350.7 1479.4 1380.2 861.7 576.9 1158.2 1226",
    "oda_china_share": "55.7 51 46.3 50.6 60.2 61.8 54.5 51.6 47 66.9 -",
    "oda_indonesia_usd": "1145.3 867.8 1065.5 1356.7 1148.9 886.2 892.4 965.6 496.9 828.5 1605.8",
    "oda_indonesia_share": "67.2 57.2 60.9 68.8 60.1 56.9 68.5 90.9 62.9 66.6 -",
    "oda_thailand_usd": "488.9 418.6 406.2 414 350.2 382.6 667.4 664 468.3 558.4 880.3",
    "oda_thailand_share": "74.4 57.2 63.5 59.5 62.2 70.4 80.7 82.7 77.9 62.6 -",
    "oda_philippines_usd": "403.8 647.5 458.9 1030.7 758.4 591.6 416.1 414.5 319 297.6 413",
    "oda_philippines_share": "53.3 58.8 53.2 67 56.8 62.8 55.6 55.4 56.2 56.4 -",
    "oda_malaysia_usd": "79.6 372.6 199.9 157.1 - - 64.8 - - 179.1 122.61",
    "oda_malaysia_share": "60.3 81.3 73.2 80.6 - - 60.7 - - 90.4 -",
    "oda_pooled_share": "62.2 58 56.7 61.9 59.6 61.4 62 67.8 58.4 65.8 -",
}
SUSPECTED = [("exim_loans", 1997), ("exim_share", 1997), ("oda_thailand_share", 1998)]
# What draws the figures of this study's tables.
KINDS = {"exim_share": "event_study", "exim_breaks": "breaks", "oda": "pairs", "jica": "levels"}
FIRST = {"exim": 1980, "jica": 1991, "oda": 1989}
METHODS = {
    "higher_after": {
        "shift_boot_ar1": "level_shift",
        "shift_ar1": "level_shift",
        "shift_hac": "level_shift",
        "shift_ols": "level_shift",
        "welch": "mean_difference",
        "perm_mean": "mean_difference",
        "mwu": "hodges_lehmann_shift",
    },
    "changed_course": {
        "its_boot_ar1": "average_gap",
        "its_ar1": "average_gap",
        "its_hac": "average_gap",
        "its_ols": "average_gap",
    },
}
UNKNOWN = {"status": "infeasible", "parameter": None}
LAWS = ("gaussian", "t5", "variance_doubles")
RHOS = (0.0, 0.2, 0.4, 0.6, 0.8)
LIMITS = {"promised": 0.05, "usable": 0.075, "up_to_rho": 0.6}


def processed(table: str) -> pd.DataFrame:
    rows = [
        {"series": name, "year": FIRST[table] + i, "value": None if text == "-" else float(text)}
        for name, numbers in PRINTED.items()
        if name.startswith(table)
        for i, text in enumerate(numbers.split())
    ]
    frame = pd.DataFrame(rows).reindex(columns=PROCESSED_COLUMNS)
    frame["status"] = np.where(frame["value"].isna(), "missing", "observed")
    doubted = [key in SUSPECTED for key in zip(frame["series"], frame["year"], strict=True)]
    frame.loc[doubted, "status"] = "suspected"
    return frame


def event_rows(hypotheses: list[dict[str, Any]]) -> pd.DataFrame:
    """Estimates of every method: of about the true size, the intervals of very different widths."""
    rows = []
    for i, h in enumerate(hypotheses):
        infeasible = h["series"].startswith("oda") and h["series"].endswith("share")
        infeasible &= h["question"] == "changed_course"
        for j, (method, parameter) in enumerate(METHODS[h["question"]].items()):
            estimate = h["smallest_effect"] * ((i * 7) % 5 - 1)
            half = h["smallest_effect"] * ((i * 3) % 4 + 1.5) * (20 if (i, j) == (4, 2) else 1)
            row = {"estimate": estimate, "ci_low": estimate - half, "ci_high": estimate + half}
            row |= {"status": "ok", "parameter": parameter, "unit": h["unit"]}
            if j == 3:  # a permutation interval that does not exist
                row |= {"ci_low": None, "ci_high": None}
            if infeasible:
                row = {**UNKNOWN, "reason": "needs 2"}
            if method == "its_hac" and h["event"] == "crisis":  # cannot be computed in one row only
                row = {**UNKNOWN, "reason": "needs more"}
            shared = {"hypothesis": h["id"], "event_year": "drop", "method": method}
            rows.append(shared | {"n_pre": 8, "n_post": 1} | row)
    columns = ["hypothesis", "event_year", "method", "parameter", "estimate", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=[*columns, "unit", "status", "reason", "n_pre", "n_post"])


def method_rows(hypotheses: list[dict[str, Any]]) -> pd.DataFrame:
    """Every method's error rate; each third primary one is unusable, some questions have none."""
    rows: list[dict[str, Any]] = []
    for i, h in enumerate(hypotheses):
        if h["series"].startswith("oda_") and h["id"].endswith("share_crisis_course"):
            continue
        for j, (method, parameter) in enumerate(METHODS[h["question"]].items()):
            size = 0.11 if j == i % 3 == 0 else 0.04 + 0.03 * j
            rows.append({"hypothesis": h["id"], "method": method, "parameter": parameter})
            rows[-1] |= {"worst_size": size, "usable": size <= 0.075, "eligible": True}
            rows[-1] |= {"power_1sd": 0.15, "mde80_sd": [2.4, 7.9, None][i % 3], "primary": j == 0}
        rows.append({"hypothesis": h["id"], "method": "perm_shift", "parameter": "mean_difference"})
        rows[-1] |= {"worst_size": 0.0, "usable": True, "eligible": False, "primary": False}
    return pd.DataFrame(rows)


def break_frames(series: list[str]) -> dict[str, pd.DataFrame]:
    """Break statistics: dated and not, with and without breaks that BIC chooses."""
    paths, tests, best = [], [], []
    peaks = ((23, 1989), (9, 1995), (5, 1986), (34, 1996))
    shared = {"window": "1980-1999", "trimming": 0.15}
    for (model, name), (top, year) in zip(product(("mean", "trend"), series), peaks, strict=True):
        keys = {"series": name, "model": model, **shared}
        for y in [1981, *range(1983, 1998)]:
            paths.append({**keys, "year": y, "statistic": top * np.exp(-((y - year) ** 2) / 16)})
        found = {"test": "supf", "statistic": top, "break_year": year, "rho": 0.4, "draws": 9999}
        dates = {"date_set_ar1": "1986;1987;1988;1989;1991", "date_identified": top == 23}
        trend = {"p_straight_trend": 0.4468 if model == "mean" else None}
        rates = {"p_boot_iid": 0.0004, "p_boot_ar1": 0.17}
        tests.append({**keys, **found, **rates, **dates, **trend})
        years = {23: "1989;1995", 34: "1996"}.get(top)
        best += [{**keys, "break_years": years, "chosen": chosen} for chosen in (False, True)]
    frames = {"fstats": paths, "breaks": tests, "partitions": best}
    return {name: pd.DataFrame(rows) for name, rows in frames.items()}


def scorecard_rows(predictions: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Every prediction, the three answers in turn."""
    fits = ("yes", "no", "cannot tell", "cannot tell")
    return pd.DataFrame(
        {**one, "verdict": "cannot tell", "fits": fits[i % 4]} for i, one in enumerate(predictions)
    )


def rate_rows(hypothesis: dict[str, Any]) -> pd.DataFrame:
    """Rejection rates that grow with rho and the effect; one method never rejects."""
    rows = []
    methods = {**METHODS[hypothesis["question"]], "perm_shift": "mean_difference"}
    for (j, (method, parameter)), law, rho in product(enumerate(methods.items()), LAWS, RHOS):
        effects = (0.0, 0.5, 1.0, 3.0, 10.0) if law == "gaussian" else (0.0, 0.5, 1.0, 3.0)
        for effect in effects:
            size = 0.03 + 0.002 * LAWS.index(law) + 0.1 * j * (0.4 + rho)
            rate = 1 - (1 - size) * np.exp(-(effect**2) / (4 + 20 * rho))
            rate = 0.0 if method == "perm_shift" else rate
            keys = {"method": method, "parameter": parameter, "errors": law, "rho": rho}
            found = {"rejection_rate": rate, "mc_se": np.sqrt(rate * (1 - rate) / 1000)}
            rows.append({**keys, "effect_sd": effect, **found, "replications": 1000})
    return pd.DataFrame(rows)


def placebo_rows(hypotheses: list[dict[str, Any]]) -> pd.DataFrame:
    """Estimates by year: one far more uncertain and far away, one that cannot be computed."""
    rows = []
    for h in hypotheses:
        years = range(h["first_year"] + 2, h["last_year"] - 1)
        for i, year in enumerate(years):
            estimate, half = (-90.0, 95.0) if i == 0 else (5.0 - i, 12.0 + i)
            row = {"estimate": estimate, "ci_low": estimate - half, "ci_high": estimate + half}
            row |= {"status": "ok", "method": "shift_boot_ar1", "p_two_sided": 0.2}
            if i == 2:
                row = {"status": "infeasible", "reason": "needs more"}
            shared = {"hypothesis": h["id"], "series": h["series"], "event": h["event"]}
            shared |= {"question": h["question"], "actual": year == h["event_year"]}
            rows.append({**shared, "placebo_year": year, "unit": h["unit"], **row})
    return pd.DataFrame(rows)


def curve_rows(hypothesis: dict[str, Any]) -> pd.DataFrame:
    """A specification curve: some choices open, some closed, one specification infeasible."""
    own = f"{hypothesis['first_year']}-{hypothesis['last_year']}"
    options = product(
        ("drop", "pre", "post"), (own, "1980-1999"), ("none", "linear"), ("no", "yes")
    )
    rows: list[dict[str, Any]] = []
    for i, (coding, window, trend, yen) in enumerate(options):
        value = (i * 7) % 24 - 9.5 - 4 * (trend == "linear")
        row: dict[str, Any] = {"estimate": value, "estimate_sd": value / 4, "status": "ok"}
        row |= {"ci_low": value - 8, "ci_high": value + 8, "p_two_sided": 0.05 / max(abs(value), 1)}
        row |= {"significant": abs(value) > 8, "sign_as_claimed": value > 0}
        if i == 5:
            row = {"status": "infeasible", "reason": "too few years"}
        chosen = {"event_year": coding, "window": window, "trend": trend, "hold_covariate": yen}
        closed = {"outcome": "level", "table": "as_printed", "last_year": "kept"}
        closed |= {"gap": "missing", "covariance": "ols"}
        rows.append({"specification": i + 1, "headline": i == 0, **chosen, **closed, **row})
    summary = {"share_significant_claimed": 0.21, "p_joint_share": 0.3, "p_joint_median": 0.4}
    return pd.DataFrame(rows).assign(hypothesis=hypothesis["id"], **summary)


def inputs(study: Any, figure_id: str, folder: Path) -> dict[str, Any]:
    """What the rule of a figure gives its script."""
    all_tables = figure_id in ("effects", "scorecard")
    tables = list(FIRST) if all_tables else [figure_id.split("_")[0]]
    tables = ["exim"] if tables[0] not in FIRST else tables
    hypotheses = [h for table in tables for h in study.hypotheses_of(table)]
    series = [vars(s) for table in tables for s in study.series_of(table)]
    texts = ROOT / "scripts/templates"
    paths_to_texts = (texts / "figures.yaml", texts / "figure.md.j2")
    sources = ROOT / "data/raw/sources.yaml"
    about = (sources, tables, study.title, study.subtitle, study.author, study.version)
    own = {"kind": KINDS.get(figure_id, ""), "path_to_own_texts": ROOT / "figures.yaml"}
    given: dict[str, Any] = {"publication": Publication(*paths_to_texts, *about, **own)}

    def written(name: str, frame: pd.DataFrame) -> str:
        write_csv(frame, folder / f"{name}.csv")
        return str(folder / f"{name}.csv")

    if figure_id in ("scorecard", "calibration", "placebo", "multiverse"):
        asked = [h for h in hypotheses if h["primary"]]
        curves = [h for h in asked if h["question"] == "higher_after"]
        given["series"] = {s.id: vars(s) for s in study.series.values()}
        given["events"] = {e.id: vars(e) for e in study.events.values()}
        if figure_id == "scorecard":
            return given | {
                "path_to_scorecard": written("scorecard", scorecard_rows(study.predictions))
            }
        if figure_id == "placebo":
            path = written("placebo", placebo_rows(asked))
            return given | {"hypotheses": asked, "path_to_placebo": path}
        if figure_id == "multiverse":
            paths = [written(h["id"], curve_rows(h)) for h in curves]
            return given | {"hypotheses": curves, "paths_to_curves": paths}
        years = [y for y in range(1980, 1997) if y not in (1982, 1985)]
        return given | {
            "paths_to_rates": [written(f"rates_{h['id']}", rate_rows(h)) for h in asked],
            "path_to_methods": written("methods", method_rows(asked)),
            "hypotheses": asked,
            "designs": {h["id"]: {"years": years, "first_post": 1986} for h in asked},
            "limits": LIMITS,
        }
    given["series"] = sorted(series, key=lambda s: s["kind"] != "share")
    given["hypotheses"] = hypotheses
    given["events"] = study.events_in(tables[0])
    if figure_id == "exim_breaks":
        frames = break_frames([s["id"] for s in given["series"]])
        paths = {f"path_to_{name}": written(name, frame) for name, frame in frames.items()}
        return {**given, **paths, "window": "1980-1999", "trimming": 0.15}
    if figure_id != "effects":
        given["path_to_series"] = written("series", processed(tables[0]))
    if figure_id == "oda":
        amounts = [s["id"] for s in series if s["kind"] == "amount"]
        pairs = [(name, name.replace("_usd", "_share")) for name in amounts]
        return {**given, "pairs": pairs, "pooled": "oda_pooled_share"}
    events = written("events", event_rows(hypotheses))
    given["path_to_methods"] = written("methods", method_rows(hypotheses))
    if figure_id == "effects":
        return {**given, "paths_to_events": [events]}
    return {**given, "path_to_events": events}
