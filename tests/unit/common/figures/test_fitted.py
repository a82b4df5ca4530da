"""Means and lines that figures draw."""

from __future__ import annotations

import pandas as pd
import pytest

from scripts.common.figures.fitted import fitted_paths


def test_lines_and_means_are_least_squares() -> None:
    years = list(range(1980, 1990))
    values = pd.DataFrame(
        {"year": years, "value": [float(y - 1980 + 5 * (y > 1985)) for y in years]}
    )
    cut = {"first_year": 1980, "last_year": 1989, "event_year": 1985, "coding": "drop"}
    means = fitted_paths(values, [{"question": "higher_after", **cut}])
    assert [path.heights[0] for path in means] == pytest.approx([2.0, 12.5])
    before, ahead, after = fitted_paths(values, [{"question": "changed_course", **cut}])
    assert before.heights == pytest.approx([0, 1, 2, 3, 4])
    assert (ahead.mark, ahead.heights) == ("projected line", pytest.approx([4, 6, 7, 8, 9]))
    assert after.heights == pytest.approx([11, 12, 13, 14])
