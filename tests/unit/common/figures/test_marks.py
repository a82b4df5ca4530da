"""Marks that recur in figures."""

from __future__ import annotations

import numpy as np

from scripts.common.figures import marks, style


def test_a_missing_year_breaks_the_line() -> None:
    figure = style.new_figure(style.SINGLE, 50)
    axes = figure.subplots()
    marks.draw_series(axes, [1980, 1981, 1982, 1983], [1.0, 2.0, float("nan"), 3.0])
    line, points = axes.lines
    assert np.isnan(np.asarray(line.get_ydata(), dtype=float)).sum() == 1
    assert len(np.asarray(points.get_xdata())) == 4
