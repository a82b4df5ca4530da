"""Print the correct digits of least squares on the NIST StRD sets: ours beside statsmodels'.

Run from the root of the repository: ``python -m tests.reference.accuracy``.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np

from scripts.methods.least_squares import solve

SETS = Path(__file__).with_name("nist_strd_linear.json")


def digits(values: np.ndarray, certified: np.ndarray) -> float:
    """Correct digits of the worst value, at most 15: NIST's log relative error."""
    size = np.where(certified == 0, 1.0, np.abs(certified))
    with np.errstate(divide="ignore"):
        return float(np.clip(-np.log10(np.abs(values - certified) / size), 0.0, 15.0).min())


def nist_sets() -> dict[str, dict[str, np.ndarray]]:
    """Regressors ``X``, response ``y``, certified coefficients ``b`` and standard errors ``s``."""
    sets = json.loads(SETS.read_text(encoding="utf-8"))
    return {n: {k: np.array(v, dtype=float) for k, v in sets[n].items()} for n in sorted(sets)}


def main() -> None:
    """Print one line per set."""
    import statsmodels.api as sm

    print("Correct digits (of 15) of the worst coefficient and the worst standard error")
    print(f"{'':10} {'ours':>13} {'statsmodels':>13}")
    print(f"{'':10} {'b':>6} {'se':>6} {'b':>6} {'se':>6}")
    for name, data in nist_sets().items():
        fit = solve(data["X"], data["y"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = sm.OLS(data["y"], data["X"]).fit()
            columns = [fit.beta, np.sqrt(np.diag(fit.covariance)), theirs.params, theirs.bse]
        right = [digits(c, data[k]) for c, k in zip(columns, "bsbs", strict=True)]
        print(f"{name:10} " + " ".join(f"{d:6.1f}" for d in right))


if __name__ == "__main__":
    main()
