"""Panel regressions with fixed effects."""

import numpy as np
import pytest

from scripts.methods.panel import PANEL_MODELS, Panel, panel_dk, within
from scripts.methods.panel_bootstrap import WEBB_WEIGHTS, _WildTest, panel_wild
from scripts.methods.result import Infeasible
from tests.reference.certified import TIGHT, certified, recipients

R = certified("panel")
YEARS = list(range(1989, 2000))


def table(seed=1, units=5, holes=True):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((11, units)).cumsum(axis=0) + np.arange(units) * 3
    if holes:
        values[[4, 5, 7], units - 1] = np.nan
    return values


def dummies(panel, model):
    post = (panel.years >= panel.first_post).astype(float)
    t = panel.years - 1994.0
    columns = {
        "shift": [post],
        "trend": [t, post],
        "its": [t, post, post * (panel.years - panel.first_post)],
    }[model]
    units = (panel.units[:, None] == np.unique(panel.units)).astype(float)
    return np.column_stack([*columns, units]), len(columns)


def cluster_t(x, y, units, i):
    """Cluster-robust t of coefficient i, by the textbook formula."""
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ y
    e = y - x @ beta
    groups = np.unique(units)
    scores = np.array([x[units == g].T @ e[units == g] for g in groups])
    g, (n, k) = len(groups), x.shape
    v = bread @ scores.T @ scores @ bread * g / (g - 1) * (n - 1) / (n - k)
    return beta[i], np.sqrt(v[i, i])


def test_cut_counts_what_is_missing():
    panel = Panel.cut(YEARS, table(), 1997, "drop")
    assert (len(panel.values), panel.dropped, panel.n_units) == (47, 3, 5)
    assert panel.first_post == 1998
    assert 1997 not in panel.years
    assert Panel.cut(YEARS, np.full((11, 2), np.nan), 1997, "drop").n_units == 0


@pytest.mark.parametrize("model", PANEL_MODELS)
def test_estimates_equal_dummy_regression(model):
    panel = Panel.cut(YEARS, table(), 1994, "drop")
    x, k = dummies(panel, model)
    beta = np.linalg.lstsq(x, panel.values, rcond=None)[0][:k]
    np.testing.assert_allclose([r.estimate for r in panel_dk(panel, model)], beta, rtol=1e-10)
    results = panel_wild(panel, model)
    np.testing.assert_allclose([r.estimate for r in results], beta, rtol=1e-10)
    errors = [cluster_t(x, panel.values, panel.units, i)[1] for i in range(k)]
    np.testing.assert_allclose([r.se for r in results], errors, rtol=1e-10)


@pytest.mark.parametrize("case", R)
def test_equal_to_r(case):
    sample, model = case.split("_")
    years, table = recipients("usd")
    table = np.log(table[:, :4] if sample == "balanced" else table)
    if sample == "gaps":
        table[years.index(1997)] = np.nan
    panel = Panel.cut(years, table, 1994 if model == "its" else 1997, "pre")
    short = {"slope": "t", "level_change": "post", "slope_change": "after"}
    for dk, wild in zip(panel_dk(panel, model, 2), panel_wild(panel, model), strict=True):
        name, r = short[dk.parameter], R[case]
        assert dk.estimate == pytest.approx(r[f"estimate_{name}"], rel=TIGHT)
        assert dk.se == pytest.approx(r[f"se_{name}"], rel=TIGHT)
        assert wild.se == pytest.approx(r[f"se_cluster_{name}"], rel=TIGHT)
        if sample == "balanced":
            # sandwich without small-sample factor.
            n = len(panel.values)
            factor = np.sqrt((n - 4 - len(panel_dk(panel, model, 2))) / n)
            assert dk.se * factor == pytest.approx(r[f"se_sandwich_{name}"], rel=TIGHT)


def test_gap_is_not_closed():
    values = table(holes=False)
    values[5] = np.nan
    panel = Panel.cut(YEARS, values, 1996, "pre")
    fit = within(panel, "shift")
    years = np.unique(panel.years)
    h = np.array([(fit.x[:, 0] * fit.residuals)[panel.years == t].sum() for t in years])
    # One lag: the years on both sides of 1994 are two years apart and share nothing.
    total = h @ h + 2 * 0.5 * sum(
        h[i] * h[i + 1] for i in range(len(h) - 1) if years[i + 1] - years[i] == 1
    )
    variance = total * fit.bread[0, 0] ** 2 * len(fit.y) / fit.df
    assert panel_dk(panel, "shift", bandwidth=1)[0].se == pytest.approx(np.sqrt(variance))


@pytest.mark.parametrize("model", PANEL_MODELS)
@pytest.mark.parametrize("value", [0.0, 0.7])
def test_wild_bootstrap_equals_refits(model, value):
    panel = Panel.cut(YEARS, table(), 1994, "drop")
    x, k = dummies(panel, model)
    rng = np.random.default_rng(3)
    weights = rng.choice(WEBB_WEIGHTS, (60, 5))
    for i in range(k):
        # Impose the value, refit, multiply residuals by the weights of the units, refit again.
        others = np.delete(x, i, axis=1)
        target = panel.values - value * x[:, i]
        fitted = others @ np.linalg.lstsq(others, target, rcond=None)[0]
        estimate, se = cluster_t(x, target, panel.units, i)
        t = []
        for w in weights:
            series = fitted + (target - fitted) * w[panel.units]
            b, s = cluster_t(x, series, panel.units, i)
            t.append(b / s)
        t = np.array(t)
        test = _WildTest(panel, within(panel, model), i, weights, added=0)
        p = test.p_values(value)
        observed = estimate / se
        assert p[0] == pytest.approx(np.mean(np.abs(t) >= abs(observed)))
        assert p[1] == pytest.approx(np.mean(t >= observed))
        assert p[2] == pytest.approx(np.mean(t <= observed))


def test_wild_interval_inverts_the_test():
    panel = Panel.cut(YEARS, table(2), 1994, "drop")
    result = panel_wild(panel, "shift")[0]
    test = _WildTest(
        panel,
        within(panel, "shift"),
        0,
        np.array(np.meshgrid(*[WEBB_WEIGHTS] * 5)).reshape(5, -1).T,
        added=0,
    )
    assert len(test.weights) == 7776
    for end in (result.ci_low, result.ci_high):
        inward = end + 1e-6 * (result.estimate - end)
        assert test.p_values(inward)[0] > 0.05
        assert test.p_values(end - 1e-6 * (result.estimate - end))[0] <= 0.05
    assert result.p_two_sided == test.p_values(0.0)[0]
    assert result.p_mc_se == 0


def test_many_clusters_need_a_generator():
    panel = Panel.cut(YEARS, table(units=8), 1994, "drop")
    with pytest.raises(Infeasible, match="needs a generator"):
        panel_wild(panel)
    result = panel_wild(panel, draws=499, rng=np.random.default_rng(1))[0]
    assert result.p_two_sided * 500 == pytest.approx(round(result.p_two_sided * 500))
    assert result.p_mc_se > 0


def test_webb_weights_have_mean_zero_and_variance_one():
    assert WEBB_WEIGHTS.mean() == pytest.approx(0, abs=1e-15)
    assert (WEBB_WEIGHTS**2).mean() == pytest.approx(1)


@pytest.mark.parametrize("model", PANEL_MODELS)
@pytest.mark.parametrize("method", [panel_dk, panel_wild])
def test_levels_unit_and_order_of_units_do_not_matter(method, model):
    values = table()
    one = method(Panel.cut(YEARS, values, 1994, "drop"), model)
    moved = (values * 10 + np.array([5, -40, 0, 1, 2]))[:, ::-1]
    for r, q in zip(one, method(Panel.cut(YEARS, moved, 1994, "drop"), model), strict=True):
        assert q.estimate == pytest.approx(10 * r.estimate, rel=1e-9)
        assert q.p_two_sided == pytest.approx(r.p_two_sided, rel=1e-9)


def test_too_few_years_on_a_side_are_named():
    # 1998 alone after the event: its level is fitted exactly on average.
    with pytest.raises(Infeasible, match="has 8 and 1"):
        panel_dk(Panel.cut(YEARS[:10], table()[:10], 1997, "drop"), "trend")
    with pytest.raises(Infeasible, match="has 8 and 2"):
        panel_dk(Panel.cut(YEARS, table(), 1997, "drop"), "its")


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("units", [1, 2, 3])
@pytest.mark.parametrize("kind", ["noise", "constant", "line", "step", "ties", "holes"])
@pytest.mark.parametrize("model", PANEL_MODELS)
def test_finite_or_infeasible(n, units, kind, model):
    rng = np.random.default_rng(n)
    years = [1989 + t + (t > n // 2) for t in range(n)]
    noise = rng.standard_normal((n, units))
    values = {
        "noise": noise,
        "constant": np.full((n, units), 3.3),
        "line": np.repeat(0.1 * np.array(years)[:, None], units, axis=1),
        "step": np.repeat(1.0 * (np.arange(n) >= n // 2)[:, None], units, axis=1),
        "ties": np.round(noise),
        "holes": np.where(rng.random((n, units)) < 0.3, np.nan, noise),
    }[kind]
    panel = Panel.cut(years, values, years[n // 2], "drop")
    for method in (panel_dk, panel_wild):
        try:
            results = method(panel, model)
        except Infeasible:
            continue
        for r in results:
            assert np.isfinite([r.estimate, r.se, r.statistic]).all()
            assert r.se > 0
            assert all(0 <= p <= 1 for p in (r.p_two_sided, r.p_greater, r.p_less))
            assert all(end is None or np.isfinite(end) for end in (r.ci_low, r.ci_high))
