"""Draw how far each test can be trusted on the very designs of the study.

From results/calibration/{hypothesis}.csv and results/methods.csv to figures/calibration.*: one row
per hypothesis; on the left how often each method rejects where nothing happened, on the right how
often the primary method finds an effect. No value of the data enters. Fails if a hypothesis has no
primary method.
"""

from typing import Any

import pandas as pd
from matplotlib.ticker import MultipleLocator

from scripts.common.figures import data, lettering, style
from scripts.common.figures.calibration import Curves, draw_power, draw_size, gather
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication
from scripts.common.formatting import number, percentage
from scripts.common.wording.terms import question_put
from scripts.methods.choice import TARGET_POWER

ROW, FURNITURE = 43.0, 8.0  # mm: one hypothesis; the labels of the lowest axes
COLUMNS = ["hypothesis", "panel", "method", "parameter", "errors", "rho", "effect_sd"]
COLUMNS += ["rejection_rate", "mc_se", "replications"]


def plot_calibration(
    paths_to_rates: list[str],
    path_to_methods: str,
    hypotheses: list[dict[str, Any]],
    designs: dict[str, dict[str, Any]],
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    limits: dict[str, float],
    publication: Publication,
) -> None:
    """Draw size and power, one row per hypothesis; files of rates are in the same order.

    See `scripts.common.study.parameters.of_figure`.
    """
    words, methods = publication.labels(), pd.read_csv(path_to_methods)
    decided = set(methods.loc[methods["primary"], "hypothesis"])
    given = [
        (h, gather(pd.read_csv(path), methods[methods["hypothesis"] == h["id"]], limits, words))
        for h, path in zip(hypotheses, paths_to_rates, strict=True)
        if h["id"] in decided
    ]
    figure = style.new_figure(style.DOUBLE, ROW * len(given) + FURNITURE)
    shared: dict[str, Any] = {"sharex": "col", "sharey": "col", "squeeze": False}
    panels = figure.subplots(len(given), 2, width_ratios=[1.15, 1], **shared)
    top = max(curves.size["rejection_rate"].max() for _, curves in given)
    panels[0][0].set_ylim(0, 103 * top)
    panels[0][0].yaxis.set_major_locator(MultipleLocator(20))
    facts: list[dict[str, Any]] = []
    for (left, right), (h, curves) in zip(panels, given, strict=True):
        name, design = data.about_what(h, series, events), designs[h["id"]]
        after = sum(year >= design["first_post"] for year in design["years"])
        sides = {"pre": len(design["years"]) - after, "post": after}
        title = f"{name}: {question_put(h['question'], h['claimed'])}"
        lettering.panel_title(left, title, words["years"].format(**sides), pad=4)
        said = words["usable" if curves.primary["usable"] else "unusable"]
        worst = f"{number(100 * float(curves.primary['worst_size']), 1)}%"
        lettering.panel_title(right, "", said.format(worst=worst), pad=4)
        rules = [percentage(limits[k]) for k in ("promised", "usable")] if not facts else []
        draw_size(left, curves, limits, [t.format(*rules) for t in words["rules"] if rules])
        draw_power(right, curves, TARGET_POWER, words)
        left.set_ylabel(words["size"])
        right.set_ylabel(words["power"])
        facts.append({**h, **curves.primary, **sides, "name": name})
    panels[-1][0].set_xlabel(words["rho"])
    panels[-1][1].set_xlabel(words["effect"])
    table = pd.concat([part for h, curves in given for part in _rows(h["id"], curves)])
    facts_given = {
        "panels": facts,
        "limits": limits,
        "target": TARGET_POWER,
        "largest": float(table["effect_sd"].max()),
        "silent": sorted({name for _, curves in given for name in curves.silent}),
        "draws": int(table["replications"].min()),
        "highest": [_worst_other(curves, limits) for _, curves in given],
    }
    save_figure(figure, table.reindex(columns=COLUMNS), facts_given, publication)


def _rows(hypothesis: str, curves: Curves) -> list[pd.DataFrame]:
    parts = {"size": curves.size, "power": curves.power}
    return [part.assign(hypothesis=hypothesis, panel=name) for name, part in parts.items()]


def _worst_other(curves: Curves, limits: dict[str, float]) -> dict[str, Any] | None:
    """Return the method, beside the primary one, that rejects a true null most often, if any."""
    others = curves.size[
        (curves.size["family"] != "primary") & (curves.size["rho"] <= limits["up_to_rho"])
    ]
    rows = others.sort_values("rejection_rate", kind="stable").to_dict("records")
    return {"label": rows[-1]["label"], "rate": rows[-1]["rejection_rate"]} if rows else None


if __name__ == "__main__":
    draw(plot_calibration, snakemake)
