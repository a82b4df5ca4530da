"""Draw how far each test can be trusted on the very designs of the study.

From results/calibration/{hypothesis}.csv and results/methods.csv to figures/calibration.*: one row
per hypothesis; on the left how often each method rejects where nothing happened, on the right how
often the primary method finds an effect. No value of the data enters. Fails if a hypothesis has no
primary method.
"""

from typing import Any

import pandas as pd
from matplotlib.ticker import MultipleLocator

from scripts.common.figures import style
from scripts.common.figures.calibration import Curves, draw_power, draw_size, gather
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.formatting import number, percentage
from scripts.common.wording.terms import question_put
from scripts.methods.choice import TARGET_POWER

MOST = 5  # hypotheses: a page
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
    path_to_figure: str,
) -> None:
    """Draw size and power, one row per hypothesis.

    Parameters
    ----------
    paths_to_rates : list of str
        In the order of `hypotheses`.
    designs : dict
        ``years`` and ``first_post`` of each hypothesis.
    series, events : dict
        Fields of `scripts.common.study.model.Series` and `Event`, by id.
    limits : dict
        ``promised`` rejection rate, largest ``usable`` one, and ``up_to_rho``, the largest
        autocorrelation at which a usable method must keep to it.
    """
    words, methods = publication.labels("calibration"), pd.read_csv(path_to_methods)
    decided = set(methods.loc[methods["primary"], "hypothesis"])
    given = [
        pair for pair in zip(hypotheses, paths_to_rates, strict=True) if pair[0]["id"] in decided
    ]
    others = max(len(given) - MOST, 0)
    hypotheses, paths_to_rates = (list(part) for part in zip(*given[:MOST], strict=True))
    figure = style.new_figure(style.DOUBLE, ROW * len(hypotheses) + FURNITURE)
    panels = figure.subplots(
        len(hypotheses), 2, sharex="col", sharey="col", squeeze=False, width_ratios=[1.15, 1]
    )
    drawn, facts = [], []
    found = [
        gather(pd.read_csv(path), methods[methods["hypothesis"] == h["id"]], limits, words)
        for h, path in zip(hypotheses, paths_to_rates, strict=True)
    ]
    panels[0][0].set_ylim(0, 103 * max(c.size["rejection_rate"].max() for c in found))
    panels[0][0].yaxis.set_major_locator(MultipleLocator(20))
    for i, (h, curves) in enumerate(zip(hypotheses, found, strict=True)):
        name = f"{series[h['series']]['short_label']}, {events[h['event']]['label']}"
        design = designs[h["id"]]
        after = sum(year >= design["first_post"] for year in design["years"])
        sides = {"pre": len(design["years"]) - after, "post": after}
        title = f"{name}: {question_put(h['question'], h['claimed'])}"
        left, right = panels[i]
        style.panel_title(left, "acegikmo"[i], title, words["years"].format(**sides), pad=4)
        said = words["usable" if curves.primary["usable"] else "unusable"]
        worst = f"{number(100 * float(curves.primary['worst_size']), 1)}%"
        style.panel_title(right, "bdfhjlnp"[i], "", said.format(worst=worst), pad=4)
        rules = [percentage(limits[k]) for k in ("promised", "usable")]
        explained = [text.format(*rules) for text in words["rules"]] if i == 0 else []
        draw_size(left, curves, limits, explained)
        draw_power(right, curves, TARGET_POWER, words)
        left.set_ylabel(words["size"])
        right.set_ylabel(words["power"])
        drawn += _rows(h["id"], curves)
        facts.append({**h, **curves.primary, **sides, "name": name, "silent": curves.silent})
    panels[-1][0].set_xlabel(words["rho"])
    panels[-1][1].set_xlabel(words["effect"])
    table = pd.concat(drawn, ignore_index=True).reindex(columns=COLUMNS)
    facts_given = {
        "others": others,
        "panels": facts,
        "limits": limits,
        "target": TARGET_POWER,
        "largest": float(table["effect_sd"].max()),
        "silent": sorted({name for fact in facts for name in fact["silent"]}),
        "draws": int(table["replications"].min()),
        "questions": words["questions"],
        "highest": [_worst_other(curves, limits) for curves in found],
    }
    save_figure(figure, path_to_figure, table, facts_given, publication)


def _rows(hypothesis: str, curves: Curves) -> list[pd.DataFrame]:
    parts = {"size": curves.size, "power": curves.power}
    return [part.assign(hypothesis=hypothesis, panel=name) for name, part in parts.items()]


def _worst_other(curves: Curves, limits: dict[str, float]) -> dict[str, Any]:
    """Return the method, beside the primary one, that rejects a true null most often."""
    others = curves.size[
        (curves.size["family"] != "primary") & (curves.size["rho"] <= limits["up_to_rho"])
    ]
    worst = others.sort_values("rejection_rate", kind="stable").iloc[-1]
    return {"label": worst["label"], "rate": float(worst["rejection_rate"])}


if __name__ == "__main__":
    draw(plot_calibration, snakemake)
