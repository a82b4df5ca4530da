"""Designs: the calendar, the event and what each regressor means."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.methods.design import EventDesign, Sample, neighbours, trend_design, trend_id

YEARS = (1983, 1984, 1985, 1986, 1988)


@pytest.mark.parametrize(
    ("coding", "years", "post"),
    [
        ("drop", (1983, 1984, 1986, 1988), [0, 0, 1, 1]),
        ("pre", YEARS, [0, 0, 0, 1, 1]),
        ("post", YEARS, [0, 0, 1, 1, 1]),
    ],
)
def test_the_event_year_is_coded_as_asked(coding, years, post):
    design = EventDesign.cut(YEARS, 1985, coding)
    assert design.years == years
    assert design.post.tolist() == [bool(p) for p in post]
    assert design.n_pre + design.n_post == len(years)
    values = np.arange(5.0)
    sample = Sample.cut(YEARS, values, 1985, coding)
    assert [*sample.pre, *sample.post] == values[np.isin(YEARS, years)].tolist()


def test_an_id_names_the_span_its_gaps_and_the_cut():
    assert EventDesign.cut(YEARS, 1985, "drop").id == "1983-1988_without_1985_1987_post_1986"
    assert trend_id((1990, 1991, 1992)) == "1990-1992_trend"


def test_step_and_segmented_columns_by_hand():
    design = EventDesign(YEARS, 1986)
    assert design.step().tolist() == [[1, 0], [1, 0], [1, 0], [1, 1], [1, 1]]
    # Mean year 1985.2; the slope changes from the first year after the event, calendar years apart.
    assert design.segmented() == pytest.approx(
        np.array(
            [
                [1, -2.2, 0, 0],
                [1, -1.2, 0, 0],
                [1, -0.2, 0, 0],
                [1, 0.8, 1, 0],
                [1, 2.8, 1, 2],
            ]
        )
    )
    assert design.average_gap().tolist() == [0, 0, 1, 1]
    assert trend_design(YEARS)[:, 1] == pytest.approx(np.array(YEARS) - 1985.2)


def test_neighbours_are_one_calendar_year_apart():
    assert neighbours(YEARS).tolist() == [0, 1, 2]
