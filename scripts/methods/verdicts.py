"""From numbers to a verdict: a pure function of saved results, the same for every hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import Floats
from scripts.methods.result import Direction

Verdict = Literal[
    "supported", "supported but fragile", "not supported", "contradicted", "cannot tell"
]
Fit = Literal["yes", "no", "cannot tell"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
# A decision that flips in more than this share of the multiverse is fragile.
FRAGILE_SHARE = 0.20


def judge(
    *,
    estimate: float | None,
    ci_low: float | None,
    ci_high: float | None,
    p_adjusted: float | None,
    claimed: Direction,
    smallest_effect: float,
    alpha: float = 0.05,
    usable: bool = True,
    flips_multiverse: float | None = None,
    flips_leave_one_out: bool | None = None,
    flips_corrected: bool | None = None,
) -> Verdict:
    """Judge one hypothesis by its primary method.

    =====================  =====================================================================
    cannot tell            no usable method; no estimate; or not significant, with an interval
                           that still holds the smallest effect worth talking about
    supported              significant in the claimed direction
    supported but fragile  the same, but the decision flips in more than 20% of the multiverse, on
                           dropping a single year, or between the printed and the corrected table
    contradicted           significant in the other direction
    not supported          not significant, and the interval excludes the smallest effect
    =====================  =====================================================================

    Parameters
    ----------
    estimate, ci_low, ci_high : float, optional
        In the unit of the series; None where the test is infeasible.
    p_adjusted : float, optional
        Two-sided p-value, adjusted for the family of hypotheses.
    claimed : {"up", "down"}
        Direction that the argument needs.
    smallest_effect : float
        Smallest difference worth talking about, positive.
    usable : bool
        Whether any method keeps its promised error rate on this design.
    flips_multiverse, flips_leave_one_out, flips_corrected : optional
        Robustness of the decision; None where not computed.
    """
    if not usable or estimate is None or p_adjusted is None:
        return "cannot tell"
    sign = 1.0 if claimed == "up" else -1.0
    if p_adjusted <= alpha:
        if sign * estimate < 0:
            return "contradicted"
        fragile = (
            (flips_multiverse or 0.0) > FRAGILE_SHARE or flips_leave_one_out or flips_corrected
        )
        return "supported but fragile" if fragile else "supported"
    if ci_low is None or ci_high is None:
        return "cannot tell"
    largest_plausible = ci_high if claimed == "up" else -ci_low
    return "not supported" if largest_plausible < smallest_effect else "cannot tell"


def decision(
    estimate: float | None, p_adjusted: float | None, alpha: float = 0.05
) -> tuple[bool, bool] | None:
    """What must not flip: the sign of the estimate, and whether it is significant."""
    if estimate is None or p_adjusted is None:
        return None
    return estimate > 0, p_adjusted <= alpha


def fits_prediction(predicted: Literal["up", "down", "none"], **numbers: Any) -> Fit:
    """Whether the data fit a theory's prediction about one series.

    ``up`` and ``down`` fit where a change that way is supported, and do not fit where it is
    contradicted or ruled out. ``none`` fits where the interval leaves no room for the smallest
    effect either way, and does not fit where a change either way is significant.

    Parameters
    ----------
    predicted : {"up", "down", "none"}
    **numbers
        As for `judge`, without ``claimed``.
    """
    directions: tuple[Direction, ...] = ("up", "down") if predicted == "none" else (predicted,)
    verdicts = [judge(claimed=direction, **numbers) for direction in directions]
    found = any(v.startswith("supported") for v in verdicts)
    if predicted == "none":
        excluded = all(v == "not supported" for v in verdicts)
        return "no" if found else "yes" if excluded else "cannot tell"
    if found:
        return "yes"
    return "cannot tell" if verdicts == ["cannot tell"] else "no"


class Family:
    """Hypotheses adjusted for each other, and what would follow from another p-value of one.

    Parameters
    ----------
    p_values : sequence of float or None
        None (infeasible) stays None and does not count.
    method : {"holm", "fdr_bh"}

    References
    ----------
    Holm (1979); Benjamini & Hochberg (1995); `statsmodels.stats.multitest.multipletests`.

    Examples
    --------
    >>> Family([0.01, None, 0.04], "holm").adjusted
    [0.02, None, 0.04]
    """

    def __init__(self, p_values: Sequence[float | None], method: Literal["holm", "fdr_bh"]) -> None:
        from statsmodels.stats.multitest import multipletests  # needed here alone, slow to import

        self.method = method
        known = [(p, place) for place, p in enumerate(p_values) if p is not None]
        self._ascending = np.array([p for p, _ in sorted(known)])
        self._ranks = {place: rank for rank, (_, place) in enumerate(sorted(known))}
        numbers = [p for p in p_values if p is not None]
        adjusted = iter(multipletests(numbers, method=method)[1].tolist() if numbers else [])
        self.adjusted = [None if p is None else next(adjusted) for p in p_values]

    def instead(self, place: int, p_values: Sequence[float | None]) -> list[float | None]:
        """Adjusted p-values of the member at `place`, had its own been each of `p_values`."""
        others = self._ascending
        if place in self._ranks:
            others = np.delete(others, self._ranks[place])
        known = np.array([p for p in p_values if p is not None], dtype=float)
        below = np.searchsorted(others, known)
        adjusted = iter(_STEPS[self.method](others, known, below).tolist())
        return [None if p is None else next(adjusted) for p in p_values]


def _holm(others: Floats, p: Floats, below: NDArray[np.intp]) -> Floats:
    """Holm's adjustment of each p, `below` of the ascending others being smaller."""
    count = len(others) + 1
    reached = np.maximum.accumulate(np.append(0.0, others * np.arange(count, 1, -1)))
    return np.minimum(np.maximum(reached[below], p * (count - below)), 1.0)


def _benjamini_hochberg(others: Floats, p: Floats, below: NDArray[np.intp]) -> Floats:
    count = len(others) + 1
    # In the order of `multipletests`: the share of ranks first, then the quotient.
    later = others / (np.arange(2, count + 1) / count)
    reached = np.minimum.accumulate(np.append(later, np.inf)[::-1])[::-1]
    return np.minimum(np.minimum(reached[below], p / ((below + 1) / count)), 1.0)


_STEPS = {"holm": _holm, "fdr_bh": _benjamini_hochberg}
