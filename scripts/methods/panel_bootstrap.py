"""Panel: wild cluster bootstrap of the fixed-effects regressions, for very few clusters."""

from __future__ import annotations

from itertools import product

import numpy as np

from scripts.methods.design import Floats
from scripts.methods.panel import Panel, PanelModel, WithinFit, result_of, within
from scripts.methods.result import Infeasible, Result

# Webb (2014): six points with mean zero and variance one, for fewer than a dozen clusters.
WEBB_WEIGHTS: Floats = np.sqrt([1.5, 1.0, 0.5, 0.5, 1.0, 1.5]) * (-1, -1, -1, 1, 1, 1)
# All weight vectors are enumerated up to this many: six clusters.
ENUMERATE_UP_TO = 6**6


def panel_wild(
    panel: Panel,
    model: PanelModel = "shift",
    draws: int = 9999,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> tuple[Result, ...]:
    """Wild cluster bootstrap of the cluster-robust t, clusters being units, with Webb weights.

    The null is imposed; up to six clusters all 6^G weight vectors are enumerated, so p-values are
    exact shares without Monte Carlo error. The interval inverts the two-sided test: the hull of all
    values not rejected, None at an end that no value closes. Clusters are taken as independent: a
    shock that all recipients share in a year is not allowed for, and with five clusters even this
    bootstrap is only approximate.

    Parameters
    ----------
    draws, rng : for more than six clusters, where weight vectors are drawn

    Raises
    ------
    Infeasible
        With fewer than two clusters that bear on the parameter, or if the model is not determined
        or fits exactly.

    References
    ----------
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414-427; Webb (2014),
    Queen's Economics Department Working Paper 1315. Checked against refits in a loop.
    """
    fit = within(panel, model)
    weights, drawn = _weight_vectors(panel.n_units, draws, rng)
    results = []
    for i, name in enumerate(fit.names):
        test = _WildTest(panel, fit, i, weights, added=int(drawn))
        two_sided, greater, less = test.p_values(0.0)
        low, high = (test.end(sign, 1 - level) for sign in (-1.0, 1.0))
        results.append(
            result_of(
                panel,
                f"panel_{model}_wild",
                name,
                "Cameron, Gelbach and Miller (2008); Webb (2014)",
                f"{len(weights) if drawn else 'all'} weight vectors",
                estimate=float(fit.beta[i]),
                se=test.se,
                ci_low=low,
                ci_high=high,
                statistic=float(fit.beta[i]) / test.se,
                p_two_sided=two_sided,
                p_greater=greater,
                p_less=less,
                p_mc_se=float(np.sqrt(two_sided * (1 - two_sided) / len(weights)) * test.added),
            )
        )
    return tuple(results)


def _weight_vectors(g: int, draws: int, rng: np.random.Generator | None) -> tuple[Floats, bool]:
    """Weights (B, g) of g clusters, and whether they are drawn: few enough are enumerated."""
    if len(WEBB_WEIGHTS) ** g <= ENUMERATE_UP_TO:
        return np.array(list(product(WEBB_WEIGHTS, repeat=g))), False
    if rng is None:
        raise Infeasible(
            f"{g} clusters have too many weight vectors to enumerate; needs a generator"
        )
    return rng.choice(WEBB_WEIGHTS, (draws, g)), True


class _WildTest:
    """All bootstrap t statistics of one coefficient as array code.

    With the other regressors partialled out, coefficient and scores of a bootstrap series are
    linear in its G weights: one (G,) vector and one (G, G) matrix serve all weight vectors. Both
    are linear in the hypothesised value too.
    """

    def __init__(self, panel: Panel, fit: WithinFit, i: int, weights: Floats, added: int) -> None:
        self.weights, self.added = weights, added
        others = np.delete(fit.x, i, axis=1)
        q = np.linalg.qr(others)[0] if others.shape[1] else np.zeros((len(fit.y), 0))
        focal = fit.x[:, i] - q @ (q.T @ fit.x[:, i])
        # The null residuals at zero, and what they lose per unit of the hypothesised value.
        null = np.column_stack([fit.y - q @ (q.T @ fit.y), focal])
        g, n = panel.n_units, len(fit.y)
        factor = g / max(g - 1, 1) * (n - 1) / fit.df
        member = (panel.units[:, None] == np.arange(g)).astype(float)
        norm = float(focal @ focal)
        full = np.linalg.qr(fit.x)[0]
        # (2, G) and (2, G, G): bootstrap coefficient and cluster scores, per weight.
        # Weights are constant within a unit, whose null residuals sum to zero: no new fixed
        # effects.
        pieces = [member * null[:, [j]] for j in (0, 1)]
        self.coefficient = np.array([focal @ piece for piece in pieces]) / norm
        self.scores = np.array(
            [(member * focal[:, None]).T @ (p - full @ (full.T @ p)) for p in pieces]
        ) * (np.sqrt(factor) / norm)
        own = (member * focal[:, None]).T @ fit.residuals
        self.estimate = float(fit.beta[i])
        self.se = float(np.sqrt(factor * own @ own) / norm)
        if g < 2 or self.se <= 1e-10 * abs(float(np.sqrt(fit.y @ fit.y / norm))):
            raise Infeasible("needs at least 2 clusters whose scores vary")

    def p_values(self, value: float) -> tuple[float, float, float]:
        """Two-sided p-value and those against an increase and a decrease, of one value."""
        coefficient = self.weights @ (self.coefficient[0] - value * self.coefficient[1])
        scores = self.weights @ (self.scores[0] - value * self.scores[1]).T
        spread = np.sqrt(np.einsum("ij,ij->i", scores, scores))
        observed = (self.estimate - value) / self.se
        # Compared without division, so that a series without spread counts as infinitely far out;
        # equal statistics, such as that of the sample itself, count as equal.
        slack = 1e-9 * (np.abs(coefficient) + abs(observed) * spread)
        exceed = (
            np.abs(coefficient) >= abs(observed) * spread - slack,
            coefficient >= observed * spread - slack,
            coefficient <= observed * spread + slack,
        )
        total = len(self.weights) + self.added
        two_sided, greater, less = (float((np.sum(e) + self.added) / total) for e in exceed)
        return two_sided, greater, less

    def end(self, sign: float, alpha: float) -> float | None:
        """Outermost value in one direction that is not rejected; None if there is no end."""
        steps = np.concatenate([np.linspace(0.0, 10.0, 101), np.geomspace(10.0, 1000.0, 40)[1:]])
        values = self.estimate + sign * steps * self.se
        accepted = [self.p_values(float(v))[0] > alpha for v in values]
        last = int(np.flatnonzero(accepted)[-1])
        if last == len(steps) - 1:
            return None
        inside, outside = float(values[last]), float(values[last + 1])
        for _ in range(50):
            middle = 0.5 * (inside + outside)
            if self.p_values(middle)[0] > alpha:
                inside = middle
            else:
                outside = middle
        return inside
