"""Words in figures."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scripts.common.figures import lettering


def test_spread_moves_labels_as_little_as_possible() -> None:
    assert lettering.spread([1.0, 5.0], 2.0, 10.0) == [1.0, 5.0]
    assert lettering.spread([4.0, 4.0], 2.0, 10.0) == pytest.approx([3.0, 5.0])
    crowded = lettering.spread([9.0, 9.5, 9.6], 2.0, 10.0)
    assert crowded[-1] == pytest.approx(10.0)
    assert all(b - a >= 2 - 1e-9 for a, b in pairwise(crowded))
