"""Implied totals beside the totals that another source gives for the same years."""

from __future__ import annotations

import numpy as np

from scripts.methods.design import Floats
from scripts.methods.forensics import FALSE_ALARMS, Screening, Totals, least_remarkable, robust_sd


def screen_external(
    totals: Totals, external: Floats, rng: np.random.Generator, draws: int = 10_000
) -> tuple[Screening, float]:
    """Screen implied totals against another source's totals of the same years.

    The log ratios of all pairs of a table are taken together: their median is what the two sources
    differ by throughout (a definition), 1.4826 MAD what they differ by from case to case
    (revisions). No window, so nothing to peel. The threshold promises `FALSE_ALARMS` per table as
    well, for independent Gaussian log ratios.

    Parameters
    ----------
    totals : Totals
        Of all series, one after the other; at least `FEWEST_PAIRS`.
    external : ndarray of float, shape (n,)
        The other source's totals, positive.

    Returns
    -------
    Screening
        Around the other source's totals.
    threshold : float
    """
    ratio = totals.log - np.log(external)
    expected = np.log(external) + np.median(ratio)
    floor = np.median(totals.high - totals.low) / 2
    unit = np.full(len(ratio), max(float(robust_sd(ratio)), float(floor)))
    null = rng.standard_normal((draws, len(ratio)))
    null -= np.median(null, axis=-1, keepdims=True)
    null /= robust_sd(null)[:, None]
    threshold = float(np.quantile(np.abs(null).max(axis=-1), 1 - FALSE_ALARMS))
    least = least_remarkable(totals.low, totals.high, expected, unit)
    flagged = np.abs(least) > threshold
    return Screening(expected, unit, (totals.log - expected) / unit, least, flagged), threshold
