"""Models: what each contrast means, and the years that it needs."""

import numpy as np
import pytest

from scripts.methods.design import EventDesign
from scripts.methods.linear_model import segmented_model, shift_model
from scripts.methods.result import Infeasible

YEARS = (1983, 1984, 1985, 1986, 1988)


def test_models_require_years_on_both_sides():
    assert shift_model(EventDesign(YEARS, 1988)).n_post == 1
    with pytest.raises(Infeasible, match="at least 1 years before and 1 after"):
        shift_model(EventDesign(YEARS, 1999))
    with pytest.raises(Infeasible, match="has 4 and 1"):
        segmented_model(EventDesign(YEARS, 1988))


def test_contrasts_name_coefficients_of_the_segmented_line():
    model = segmented_model(EventDesign(YEARS, 1986))
    # Before 2 + (t - 1984), so 4 in 1986; after 12 + 4 (t - 1986): a jump of 8, slope up by 3.
    t = np.array(YEARS, dtype=float)
    y = np.where(t >= 1986, 12 + 4 * (t - 1986), 2 + (t - 1984))
    beta = np.linalg.lstsq(model.x, y, rcond=None)[0]
    found = {c.parameter: (c.rows @ beta).tolist() for c in model.contrasts}
    assert found["level_change"] == pytest.approx([8])
    assert found["slope_change"] == pytest.approx([3])
    assert found["average_gap"] == pytest.approx([8 + 3 * 1])
    assert found["joint"] == pytest.approx([8, 3])
