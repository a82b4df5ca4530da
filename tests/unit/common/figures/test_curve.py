"""Specification curves: their scale and their choices."""

from __future__ import annotations

from typing import Any

import numpy as np

from scripts.common.figures.curve import option_rows, ordered
from tests.unit.little_figures import curve_rows


def test_curve_of_several_outcomes_is_in_standard_deviations(study: Any) -> None:
    hypothesis = vars(next(h for h in study.hypotheses_of("exim") if h.primary))
    rows = curve_rows(hypothesis)
    one = ordered(rows)
    assert one["value"].tolist() == sorted(rows["estimate"].dropna())
    rows.loc[3, "outcome"] = "log"
    several = ordered(rows)
    np.testing.assert_allclose(several["value"], several["estimate"] / 4)
    np.testing.assert_allclose(several["high"] - several["low"], 4.0)
    assert set(one["window"]) == {"as_tested", "longer"}
    words = {"choices": {column: {"name": column, "options": {}} for column in rows}}
    found = {row.choice for row in option_rows([one], words)}
    assert found == {"event_year", "window", "trend", "hold_covariate"}
