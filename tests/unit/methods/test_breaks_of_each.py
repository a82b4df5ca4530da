"""Series of one design worked through together have the digits that each has alone."""

import numpy as np
import pytest

from scripts.methods.break_bootstrap import tabulate_breaks
from scripts.methods.break_intervals import break_intervals, intervals_of_each
from scripts.methods.break_tests import f_tests, f_tests_of_each
from scripts.methods.breaks import MODELS, BreakModel, f_path
from scripts.methods.cusum import cusum_ols, cusum_ols_of_each, cusum_rec, cusum_rec_of_each
from scripts.methods.partitions import best_partitions, partitions_of_each
from scripts.methods.result import Infeasible

YEARS = [1980, 1981, *range(1983, 2010)]
# The third series is fitted exactly by either model.
SERIES = np.random.default_rng(5).standard_normal((40, len(YEARS))).cumsum(axis=1)
SERIES[2] = 3.0


def alone(test):
    """What `test` gives for each series by itself, or the reason that it cannot."""
    found = []
    for y in SERIES:
        try:
            found.append(test(y))
        except Infeasible as reason:
            found.append(str(reason))
    assert [i for i, result in enumerate(found) if isinstance(result, str)] == [2]
    return found


def reasons_as_text(results):
    return [str(result) if isinstance(result, Infeasible) else result for result in results]


@pytest.mark.parametrize("name", MODELS)
def test_f_tests(name):
    rng, model = np.random.default_rng(6), BreakModel(YEARS, name, 0.15)
    nulls, multipliers = tabulate_breaks(model, 99, rng), rng.standard_normal((99, len(YEARS)))
    together = reasons_as_text(f_tests_of_each(SERIES, model, nulls, multipliers))
    tests = [result if isinstance(result, str) else result[1] for result in together]
    assert tests == alone(lambda y: f_tests(y, model, nulls, multipliers))
    np.testing.assert_array_equal(together[0][0].statistic, f_path(SERIES[0], model).statistic)


@pytest.mark.parametrize("model", MODELS)
def test_partitions_and_intervals(model):
    together = partitions_of_each(YEARS, SERIES, model)
    assert reasons_as_text(together) == alone(lambda y: best_partitions(YEARS, y, model))
    listed = [() if isinstance(found, Infeasible) else found.partitions for found in together]
    for y, partitions, intervals in zip(
        SERIES, listed, intervals_of_each(YEARS, SERIES, listed, model), strict=True
    ):
        assert intervals == [break_intervals(YEARS, y, p, model) for p in partitions]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("one", "each"), [(cusum_ols, cusum_ols_of_each), (cusum_rec, cusum_rec_of_each)]
)
def test_cusums(one, each, model):
    together = reasons_as_text(each(YEARS, SERIES, model))
    results = alone(lambda y: one(YEARS, y, model))
    assert together == [r if isinstance(r, str) else r[0] for r in results]
