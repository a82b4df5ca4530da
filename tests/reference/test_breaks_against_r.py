"""Unknown breaks, trends and panels against R: the `.R` files beside wrote the `.csv` files."""

import csv
from pathlib import Path

import numpy as np
import pytest

from scripts.methods.break_bootstrap import tabulate_breaks
from scripts.methods.break_intervals import break_intervals
from scripts.methods.break_tests import f_tests
from scripts.methods.breaks import BreakModel, f_path, functionals
from scripts.methods.cusum import cusum_ols, cusum_rec
from scripts.methods.hansen import p_hansen
from scripts.methods.panel import Panel, panel_dk
from scripts.methods.panel_bootstrap import panel_wild
from scripts.methods.partitions import best_partitions
from scripts.methods.regional_trends import mk_regional
from scripts.methods.trends import kendall_variance, mk, sen

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
TIGHT = 1e-8
# R takes tail probabilities as one minus a probability, so those below 1e-7 lose digits.
ROUNDING = 1e-15


def column(table, name):
    with (RAW / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        cells = [(int(r["year"]), r[name].replace(",", "")) for r in csv.DictReader(file)]
    seen = [(year, float(v)) for year, v in cells if v not in ("n/a", "none")]
    return [year for year, _ in seen], np.array([v for _, v in seen])


def nile():
    from statsmodels.datasets import nile as shipped

    data = shipped.load_pandas().data
    return data["year"].astype(int).tolist(), data["volume"].to_numpy(dtype=float)


def reference(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found: dict[str, dict[str, float]] = {}
        for row in csv.DictReader(file):
            value = float("nan") if row["value"] == "NA" else float(row["value"])
            found.setdefault(row["case"], {})[row["quantity"]] = value
    return found


BREAKS, TRENDS, PANEL = (reference(name) for name in ("breaks", "trends", "panel"))
SERIES = {
    "exim_share": column("exim", "share"),
    "exim_loans": column("exim", "loans"),
    "china_usd": column("oda", "china_usd"),
    "experts": column("jica", "experts"),
    "jica_share": column("jica", "share"),
    "nile": nile(),
}


def parts(case):
    series, model, kind = case.rsplit("_", 2)
    return *SERIES[series], model, kind


def cases(kind):
    return [case for case in BREAKS if case.rsplit("_", 1)[1].startswith(kind)]


@pytest.mark.parametrize("case", cases("f"))
def test_f_statistics(case):
    years, y, model, kind = parts(case)
    r = BREAKS[case]
    breaks = BreakModel(years, model, int(kind[1:]) / 100)
    path = f_path(y, breaks)
    expected = [r[f"f_{i + 1}"] for i in range(len(path.years))]
    np.testing.assert_allclose(path.statistic, expected, rtol=TIGHT)
    assert path.break_year == years[int(r["breakpoint"]) - 1]
    for test, values in functionals(path.statistic[None, :]).items():
        assert values[0] == pytest.approx(r[test], rel=TIGHT)
        if len(breaks.candidates) > 1:
            p = p_hansen(test, float(values[0]), breaks.k, breaks.candidates[0] / len(y))
            assert p == pytest.approx(r[f"p_{test}"], rel=TIGHT, abs=ROUNDING)


@pytest.mark.parametrize("case", cases("bootstrap"))
def test_bootstraps_within_three_standard_errors(case):
    years, y, model, _ = parts(case)
    r, draws = BREAKS[case], 9999
    breaks, rng = BreakModel(years, model, 0.15), np.random.default_rng(7)
    # The autocorrelation that the R script simulates, whatever that of the residuals.
    nulls = tabulate_breaks(breaks, draws, rng, r["rho"] + np.array([0.0, 1e-9]))
    tests = f_tests(y, breaks, nulls, rng.standard_normal((draws, len(y))))
    for test in tests:
        for kind, p in (("iid", test.p_boot_iid), ("ar1", test.p_boot_ar1)):
            theirs = r[f"p_{kind}_{test.test}"]
            pooled = (theirs * r["draws"] + p * draws) / (r["draws"] + draws)
            error = np.sqrt(pooled * (1 - pooled) * (1 / r["draws"] + 1 / draws))
            assert abs(p - theirs) <= 3 * error


@pytest.mark.parametrize("case", cases("partitions"))
def test_partitions(case):
    years, y, model, _ = parts(case)
    r = BREAKS[case]
    found = best_partitions(years, y, model)
    listed = sum(q.startswith("rss_") for q in r)
    for p in found.partitions[:listed]:
        m = p.breaks
        assert p.rss == pytest.approx(r[f"rss_{m}"], rel=TIGHT)
        assert p.bic == pytest.approx(r[f"bic_{m}"], rel=TIGHT)
        assert p.sizes == tuple(int(r[f"break_{m}_{i + 1}"]) for i in range(m))
        for kind in ("heterogeneous", "homogeneous"):
            if f"{kind}_{m}_1_low" not in r:
                continue
            intervals = break_intervals(years, y, p, model, heterogeneous=kind == "heterogeneous")
            for i, interval in enumerate(intervals):
                ends = [r[f"{kind}_{m}_{i + 1}_{end}"] for end in ("low", "high")]
                if np.isnan(ends).any():
                    assert interval.low_size is interval.high_size is None
                else:
                    assert [interval.low_size, interval.high_size] == ends
    # Ours may look at one break more than R, which leaves a segment's length of slack.
    if found.chosen_bic < listed:
        assert found.chosen_bic == int(r["chosen_bic"])


def test_nile_breaks_in_1898():
    years, y = SERIES["nile"]
    interval = break_intervals(years, y, best_partitions(years, y).partitions[1])[0]
    assert (interval.low_year, interval.break_year, interval.high_year) == (1895, 1898, 1902)


@pytest.mark.parametrize("case", cases("cusum"))
def test_cusums(case):
    years, y, model, _ = parts(case)
    for test in (cusum_ols, cusum_rec):
        result = test(years, y, model)[0]
        assert result.statistic == pytest.approx(BREAKS[case][result.method], rel=TIGHT)
        expected = BREAKS[case][f"p_{result.method}"]
        assert result.p_two_sided == pytest.approx(expected, rel=TIGHT, abs=ROUNDING)


@pytest.mark.parametrize("name", SERIES)
def test_trends(name):
    (years, y), r = SERIES[name], TRENDS[name]
    kendall, slope = mk(years, y)[0], sen(years, y)[0]
    assert kendall.statistic == r["s"]
    assert kendall.estimate == pytest.approx(r["tau_b"], rel=TIGHT)
    assert kendall.p_two_sided == pytest.approx(r["p_normal"], rel=TIGHT)
    assert kendall_variance(y) == pytest.approx(r["variance"], rel=TIGHT)
    for ours, side in (("p_exact", "two.sided"), ("p_greater", "greater"), ("p_less", "less")):
        if f"p_exact_{side}" in r:
            assert getattr(kendall, ours) == pytest.approx(r[f"p_exact_{side}"], rel=TIGHT)
    assert slope.estimate == pytest.approx(r["slope"], rel=TIGHT)
    assert (slope.ci_low, slope.ci_high) == pytest.approx((r["low"], r["high"]), rel=TIGHT)


def recipients(kind):
    names = ("china", "indonesia", "thailand", "philippines", "malaysia")
    years = list(range(1989, 2000))
    table = np.full((11, 5), np.nan)
    for i, name in enumerate(names):
        seen, values = column("oda", f"{name}_{kind}")
        table[np.array(seen) - 1989, i] = values
    return years, table


@pytest.mark.parametrize("kind", ["usd", "share"])
def test_regional_trends(kind):
    r = TRENDS[f"regional_{kind}"]
    together, independent = mk_regional(recipients(kind)[1])
    assert together.statistic == r["s"]
    assert together.se**2 == pytest.approx(r["variance"], rel=TIGHT)
    assert independent.se**2 == pytest.approx(r["variance_independent"], rel=TIGHT)
    assert together.p_two_sided == pytest.approx(r["p"], rel=TIGHT)


@pytest.mark.parametrize("case", PANEL)
def test_panel(case):
    sample, model = case.split("_")
    years, table = recipients("usd")
    table = np.log(table[:, :4] if sample == "balanced" else table)
    if sample == "gaps":
        table[years.index(1997)] = np.nan
    panel = Panel.cut(years, table, 1994 if model == "its" else 1997, "pre")
    short = {"slope": "t", "level_change": "post", "slope_change": "after"}
    for dk, wild in zip(panel_dk(panel, model, 2), panel_wild(panel, model), strict=True):
        name, r = short[dk.parameter], PANEL[case]
        assert dk.estimate == pytest.approx(r[f"estimate_{name}"], rel=TIGHT)
        assert dk.se == pytest.approx(r[f"se_{name}"], rel=TIGHT)
        assert wild.se == pytest.approx(r[f"se_cluster_{name}"], rel=TIGHT)
        if sample == "balanced":
            # sandwich without small-sample factor.
            n = len(panel.values)
            factor = np.sqrt((n - 4 - len(panel_dk(panel, model, 2))) / n)
            assert dk.se * factor == pytest.approx(r[f"se_sandwich_{name}"], rel=TIGHT)
