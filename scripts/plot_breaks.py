"""Draw the evidence for a break in every candidate period: the path of F statistics.

From results/fstats/{table}.csv, results/breaks/{table}.csv and results/partitions/{table}.csv to
figures/{figure}.*: one column per series, one row per model, the maximum marked with its date and
its p-values, beside it the breaks that BIC chooses. Fails if the texts in figures.yaml ask for a
fact that is not there.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, lettering, marks, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication
from scripts.common.formatting import number, p_value, percentage, periods_in, year_ranges
from scripts.common.periods import period_label, split_window, window_label
from scripts.common.tables import with_periods

HEIGHT = 122.0  # mm
PANELS = 160.0  # mm, about: the width of the panels together
WIDE = 2  # so many panels side by side have room for words and many labels
LONGEST = 40  # letters of a set of dates that a panel has room for
MODELS = ("mean", "trend")
COLUMNS = ["series", "window", "model", "trimming", "mark", "year", "statistic", "p_boot_iid"]
COLUMNS += ["p_boot_ar1", "rho", "p_straight_trend", "date_set_ar1", "date_identified"]


def plot_breaks(
    path_to_fstats: str,
    path_to_breaks: str,
    path_to_partitions: str,
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    window: str,
    trimming: float,
    publication: Publication,
    others: int = 0,
) -> None:
    """Draw one panel per series and model; see `scripts.common.study.parameters.of_figure`."""
    paths, tests = (
        frame[frame["series"].isin(list(series)) & (frame["window"] == window)]
        for frame in (
            with_periods(pd.read_csv(path_to_fstats), "year"),
            with_periods(pd.read_csv(path_to_breaks), "break_year"),
        )
    )
    paths = paths[(paths["trimming"] == trimming) & paths["model"].isin(MODELS)]
    tests = tests[(tests["trimming"] == trimming) & (tests["test"] == "supf")]
    by_panel = {(test["series"], test["model"]): test for test in tests.to_dict("records")}
    chosen = _chosen_breaks(pd.read_csv(path_to_partitions), window)
    words = publication.labels()
    first, last = split_window(window)
    asked = [h for h in hypotheses if h["series"] in series]
    happened = data.shown_events(events, asked, range(first, last + 1))
    wide = len(series) <= WIDE
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    panels = figure.subplots(len(MODELS), len(series), sharex=True, sharey=True, squeeze=False)
    top = paths["statistic"].max()
    panels[0][0].set_ylim(0, (1.2 if wide else 1.75) * (top if top > 0 else 1.0))
    for axis, (model, name) in zip(panels.ravel(), product(MODELS, series), strict=True):
        upper, key = model == MODELS[0], (name, model)
        path = paths[(paths["series"] == name) & (paths["model"] == model)]
        lettering.year_axis(axis, first, last, "" if upper else words["axis"], 6 if wide else 3)
        above = marks.mark_events(axis, happened, labelled=upper, width=PANELS / len(series))
        if path.empty:
            lettering.note(axis, words["infeasible"], (0.5, 0.5), (0, 0), style.QUIET, ha="center")
        else:
            _draw_path(axis, path, by_panel[key], chosen.get(key, []))
            _write_test(axis, by_panel[key], chosen.get(key, []), words, wide=wide)
        about = words["models" if wide else "short_models"][model]
        title = f"{series[name]['short_label']}: {about}"
        lettering.panel_title(axis, title, pad=5 + 9.5 * above)
    for row in panels:
        row[0].set_ylabel(words["statistic"])
    facts = {
        "series": series,
        "window": window,
        "trimming": trimming,
        "tests": {f"{s}_{m}": test for (s, m), test in by_panel.items()},
        "chosen": {f"{s}_{m}": chosen.get((s, m), []) for s, m in by_panel},
        "draws": int(tests["draws"].iloc[0]),
        "others": others,
    }
    save_figure(figure, _table(paths, tests, chosen, window), facts, publication)


def _table(
    paths: pd.DataFrame,
    tests: pd.DataFrame,
    chosen: Mapping[tuple[str, str], list[int]],
    window: str,
) -> pd.DataFrame:
    best = [
        {"series": name, "window": window, "model": model, "mark": "chosen by BIC", "year": year}
        for (name, model), years in chosen.items()
        for year in years
    ]
    found = tests.assign(mark="maximum", year=tests["break_year"])
    parts = [paths.assign(mark="path"), found, pd.DataFrame(best)]
    return pd.concat([part.reindex(columns=COLUMNS) for part in parts], ignore_index=True)


def _chosen_breaks(partitions: pd.DataFrame, window: str) -> dict[tuple[str, str], list[int]]:
    """Return the last years of the segments that BIC chooses, by series and model."""
    best = partitions[(partitions["window"] == window) & partitions["chosen"].eq(True)]
    found = best[["series", "model", "break_years"]].itertuples(index=False, name=None)
    return {(series, model): periods_in(listed) for series, model, listed in found}


def _draw_path(axis: Axes, path: pd.DataFrame, test: Mapping[Any, Any], breaks: list[int]) -> None:
    # On every calendar year, so that the line breaks where a year is no candidate.
    years = np.arange(path["year"].min(), path["year"].max() + 1)
    values = path.set_index("year")["statistic"].reindex(years)
    marks.draw_series(axis, years.tolist(), values.tolist(), size=2.6)
    ring: dict[str, Any] = {"mfc": "none", "mec": style.PATH.colour, "mew": 1.4, "zorder": 5}
    axis.plot(int(test["break_year"]), float(test["statistic"]), "o", ms=7, **ring)
    if not breaks:  # an empty line counts as a point in the corner of the figure
        return
    look: dict[str, Any] = {"ms": 5.5, "color": style.MEAN.colour, "mew": 0, "zorder": 5}
    on_axis = axis.get_xaxis_transform()
    axis.plot(breaks, [0.0] * len(breaks), "^", transform=on_axis, clip_on=False, **look)


def _write_test(
    axis: Axes,
    test: Mapping[Any, Any],
    breaks: Sequence[int],
    words: Mapping[str, Any],
    *,
    wide: bool,
) -> None:
    """Write what a panel says of the largest F into an upper corner, away from the maximum."""
    year = int(test["break_year"])
    form = {} if wide else words["narrow"]
    words = {**words, **form}
    dated = words["date_set"].format(years=_dates(periods_in(test["date_set_ar1"]), words))
    shown = {"statistic": number(float(test["statistic"]), 1), "year": period_label(year)}
    lines = [
        words["maximum"].format(**shown),
        words["p_values"].format(iid=p_value(test["p_boot_iid"]), ar1=p_value(test["p_boot_ar1"])),
        dated if str(test["date_identified"]) == "True" else words["no_date"],
    ]
    if not pd.isna(test["p_straight_trend"]):
        share = percentage(round(float(test["p_straight_trend"]), 2))
        lines.append(words["straight"].format(share=share))
    listed = words["bic"].format(years=", ".join(map(period_label, breaks)))
    right = int(year < np.mean(axis.get_xlim()))
    look: dict[str, Any] = {"ha": "right" if right else "left", "va": "top"}
    look |= {"bbox": style.PAPER, "zorder": 6, "in_layout": False}
    start = (-2 if right else 4, -1)
    above = lettering.note(axis, "\n".join(lines), (right, 1), start, linespacing=1.25, **look)
    last = listed if breaks else words["no_break"]
    lettering.note(axis, last, (right, 0), (0, -1.5), style.MEAN.text, coords=above, **look)


def _dates(dates: Sequence[int], words: Mapping[str, Any]) -> str:
    """Return a set of dates; of one in many pieces where it begins and ends."""
    said = year_ranges(dates)
    if len(said) <= LONGEST:
        return said
    return str(words["gaps"]).format(ends=window_label(dates[0], dates[-1]).replace("-", "–"))


if __name__ == "__main__":
    draw(plot_breaks, snakemake)
