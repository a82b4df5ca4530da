"""What a study derives from its hypotheses, once for those that share it, however many."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.common.study.model import Study
from scripts.methods.design import EventDesign
from tests.unit.common.little_long import CONFIG, labels, load, write_long

N_SERIES = 400


@pytest.fixture
def many(folder: Path) -> Study:
    """A study of many series, every tenth of which lacks a year."""
    rows = [
        f"{year},f{i},1.5"
        for i in range(N_SERIES)
        for year in labels("year")
        if (year, i % 10) != ("1999", 0)
    ]
    entry = {"series": ["firms_*"], "event": "reform", "smallest_effect": 1}
    write_long(folder, rows=rows, config=CONFIG | {"hypotheses": [entry]})
    return load()


def test_a_shared_design_is_made_once(many: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    cuts, cut = [], EventDesign.cut

    def counted(*given: object) -> EventDesign:
        cuts.append(given)
        return cut(*given)

    monkeypatch.setattr(EventDesign, "cut", counted)
    assert len(many.hypotheses) == 2 * N_SERIES
    calibrations = many.calibrations()
    assert len(set(calibrations.values())) == 4  # two questions, with and without the year
    for calibration in set(calibrations.values()):
        assert many.calibrated(calibration)["question"] == calibration.split("/")[0]
    assert len(cuts) == 2  # one for each set of years
    assert len(many.designs_of("firms")) == 2
    many.variants_of("firms")
    assert len(cuts) < 2 + 4 * len(labels("year"))


def test_a_calibration_is_that_of_its_hypotheses(many: Study) -> None:
    for h in many.hypotheses[:44]:
        shared = many.calibrated(many.calibrations()[h.id])
        design = many.design_of(h)
        assert (shared["years"], shared["first_post"]) == (list(design.years), design.first_post)
        assert many.calibrations()[h.id] == f"{h.question}/{design.id}"


def test_rules_may_change_what_they_are_given(many: Study) -> None:
    many.hypotheses_of("firms").clear()
    many.calibrations().clear()
    assert many.hypotheses_of("firms")[0] == many.hypotheses[0]
    assert len(many.calibrations()) == len(many.hypotheses)


def test_designs_hold_years_and_no_values(study: Study) -> None:
    for design in study.designs_of("exim"):
        assert set(design) == {"years", "event_year"}
        assert all(isinstance(year, int) for year in design["years"])


def test_placebo_years_leave_two_observed_ones_on_each_side(study: Study) -> None:
    for h in study.hypotheses:
        observed = study.series[h.series].within(h.first_year, h.last_year)
        after = min(2, sum(y > h.event_year for y in observed))
        assert h.placebo_years(observed) == [
            year
            for year in range(h.first_year + 1, h.last_year)
            if sum(y < year for y in observed) >= 2 and sum(y > year for y in observed) >= after
        ]
