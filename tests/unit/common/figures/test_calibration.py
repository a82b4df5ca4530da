"""Curves of size and power."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.common.figures.calibration import gather
from tests.unit.little_figures import LIMITS, method_rows, rate_rows


def test_calibration_needs_a_primary_method(study: Any) -> None:
    asked = vars(next(h for h in study.hypotheses_of("exim") if h.primary))
    methods = method_rows([asked]).assign(primary=False)
    with pytest.raises(ValueError, match="without a primary method"):
        gather(rate_rows(asked), methods, LIMITS, {"methods": {}, "families": {}, "silent": {}})
