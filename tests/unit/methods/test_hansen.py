"""Hansen's asymptotic p-values between, at and beyond the tabulated trimmings."""

import numpy as np
import pytest

from scripts.methods.break_tests import REFERENCES
from scripts.methods.hansen import p_hansen
from scripts.methods.result import Infeasible


def test_hansen_between_the_tabulated_trimmings():
    # Andrews (2003), corrected 5% critical values of supF for trimming 0.15: 8.68 and 11.72.
    assert p_hansen("supf", 8.68, 1, 0.15) == pytest.approx(0.05, abs=0.004)
    assert p_hansen("supf", 11.72, 2, 0.15) == pytest.approx(0.05, abs=0.004)


@pytest.mark.parametrize("test", REFERENCES)
@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("tau", [0.005, 0.01, 0.1, 0.15, 0.2, 0.33, 0.49, 0.495, 0.5])
def test_hansen_p_falls_with_the_statistic(test, k, tau):
    # strucchange's comes back to one where its polynomial turns down.
    p = [p_hansen(test, x, k, tau) for x in np.linspace(0, 60, 241)]
    assert all(0 <= value <= 1 for value in p)
    assert np.all(np.diff(p) <= 1e-12)
    assert p[0] > 0.9
    assert p[-1] < 1e-3


def test_hansen_with_a_single_date_is_chi_squared():
    assert p_hansen("supf", 3.841458820694124, 1, 0.5) == pytest.approx(0.05, rel=1e-12)
    assert p_hansen("expf", 3.841458820694124 / 2, 1, 0.5) == pytest.approx(0.05, rel=1e-12)
    with pytest.raises(Infeasible, match="1 and 2 parameters"):
        p_hansen("supf", 1.0, 3, 0.15)
