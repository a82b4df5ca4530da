"""Every known-date method on many series at once against the same method on each alone."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.common.estimation.battery import run_on_each
from scripts.common.estimation.event_battery import event_methods
from scripts.methods.ar1_reference import tabulate_nulls
from scripts.methods.design import EventDesign
from scripts.methods.linear_model import segmented_model, shift_model
from scripts.methods.result import Infeasible

DESIGNS = [
    EventDesign((1980, 1981, *range(1983, 1997)), 1986),
    EventDesign(tuple(range(1989, 1999)), 1998),
    EventDesign(tuple(range(1960, 2000)), 1990),
    EventDesign((1990, 1991, 1992), 1992),
]
MODELS = {"higher_after": shift_model, "changed_course": segmented_model}


def series(design: EventDesign) -> np.ndarray:
    """Easy, tied, constant, exactly fitted, negative and large series."""
    rng = np.random.default_rng(4)
    n, after = len(design.years), design.post
    noise = rng.standard_normal((6, n))
    line = 0.5 * (np.array(design.years) - 1950)
    return np.array(
        [
            40 + noise[0] + 2 * after,
            np.round(40 + noise[1], 1),
            np.full(n, 7.0),
            10 + line,
            np.where(after, 3.0, 1.0),
            noise[2] - 5.0,
            1e9 * (40 + noise[3]),
            np.round(40 + 2 * noise[4]),
            np.exp(3 + noise[5]),
        ]
    )


def nulls_of(question: str, design: EventDesign) -> dict:
    try:
        model = MODELS[question](design)
        tables = tabulate_nulls(model.restrictions(), 199, np.random.default_rng(3))
    except Infeasible:
        return {}
    return {f"{model.prefix}/{name}": table for name, table in tables.items()}


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.id)
@pytest.mark.parametrize("kind", ["share", "amount"])
@pytest.mark.parametrize("question", list(MODELS))
def test_a_series_among_others_has_the_answers_that_it_has_alone(question, kind, design):
    values, nulls = series(design), nulls_of(question, design)

    def rows_of(some: np.ndarray) -> list[list[dict]]:
        methods = event_methods(question, kind, design, some, nulls)
        return run_on_each((m for m in methods if m[0] != "counterfactual"), len(some))

    together = rows_of(values)
    for i, own in enumerate(together):
        (alone,) = rows_of(values[i : i + 1])
        assert len(own) == len(alone)
        for one, other in zip(own, alone, strict=True):
            for name in one.keys() | other.keys():
                number = isinstance(one[name], float)
                # A power is rounded differently in the processor's vector and scalar code.
                expected = pytest.approx(other[name], rel=1e-12) if number else other[name]
                assert one[name] == expected, (i, name, one)
    statuses = {row["status"] for own in together for row in own}
    assert "infeasible" in statuses
    assert "ok" in statuses or question == "changed_course"
