"""Implied totals against those of another source."""

import numpy as np

from scripts.methods.external_totals import screen_external
from scripts.methods.forensics import Totals


def test_the_other_source_is_compared_apart_from_a_lasting_difference():
    rng = np.random.default_rng(3)
    external = np.exp(rng.normal(6, 1, 40))
    logs = np.log(external) + 0.1 + 0.02 * rng.standard_normal(40)
    logs[7] += 0.3
    found, threshold = screen_external(
        Totals(np.arange(40), logs, logs - 0.001, logs + 0.001), external, rng
    )
    assert np.flatnonzero(found.flagged).tolist() == [7]
    assert 3 < threshold < 5
