"""Quarters and months through the scripts, against R: `periods.R` beside wrote `periods.csv`."""

import numpy as np
import pandas as pd
import pytest

from scripts.calibrate_breaks import calibrate_breaks
from scripts.common.periods import parse_period, period_label
from scripts.common.study.model import Span
from scripts.common.tables import PROCESSED_COLUMNS, write_csv
from scripts.find_breaks import find_breaks
from scripts.fit_trends import fit_trends
from tests.reference.certified import TIGHT, certified, nile

PERIODS = certified("periods")
FORMS = {"RealInt": "{year:.0f}Q{part:.0f}", "BostonHomicide": "{year:.0f}M{part:02.0f}"}


def sample(name):
    if name == "Nile":
        return nile()
    r = PERIODS[name]
    y = np.array([value for key, value in r.items() if key.startswith("value_")])
    first = parse_period(FORMS[name].format(year=r["first_year"], part=r["first_part"]))
    return list(range(first, first + len(y))), y


@pytest.fixture(scope="module", params=[*PERIODS, "Nile"])
def found(request, tmp_path_factory):
    """Tables of breaks, partitions and trends of one series, as the scripts write them."""
    folder, (years, y) = tmp_path_factory.mktemp(request.param), sample(request.param)
    frame = pd.DataFrame({"series": "one", "year": map(period_label, years), "value": y})
    write_csv(frame.reindex(columns=PROCESSED_COLUMNS), folder / "one.csv")
    calibrate_breaks([years], [0.15], 199, 1, folder / "nulls.npz")
    span = Span("one", "%", "all", years[0], years[-1], tuple(years))
    find_breaks(
        folder / "one.csv",
        [folder / "nulls.npz"],
        [span],
        trimmings=[0.15],
        draws=199,
        skip=["date_set", "sequential"],
        seed=1,
        path_to_breaks=folder / "breaks.csv",
        path_to_fstats=folder / "paths.csv",
        path_to_partitions=folder / "partitions.csv",
    )
    fit_trends(folder / "one.csv", [], [span], ["trend_boot_ar1"], folder / "trends.csv")
    return request.param, lambda name: pd.read_csv(folder / f"{name}.csv", dtype={"ci_low": str})


def labels(name, model, quantity):
    r, (years, _) = PERIODS[name], sample(name)
    count = int(r[f"{model}_chosen"])
    sizes = [int(r[f"{model}_{quantity}_{i + 1}"]) for i in range(count)]
    return ";".join(period_label(years[size - 1]) for size in sizes)


@pytest.mark.parametrize("model", ["mean", "trend"])
def test_breaks_and_their_intervals_are_written_as_periods(found, model):
    name, read = found
    partitions = read("partitions").query("model == @model and chosen")
    cells = [str(partitions.iloc[0][c]) for c in ("break_years", "ci_low", "ci_high")]
    if name == "Nile":
        if model == "mean":
            assert cells == ["1898", "1895", "1902"]
        return
    assert cells == [labels(name, model, kind) for kind in ("break", "low", "high")]
    if model == "mean":
        assert cells[0] == {"RealInt": "1972Q3;1980Q3", "BostonHomicide": "1996M07"}[name]


@pytest.mark.parametrize("model", ["mean", "trend"])
def test_the_largest_f_is_that_of_strucchange(found, model):
    name, read = found
    row = read("breaks").query("model == @model and test == 'supf'").iloc[0]
    path = read("paths").query("model == @model")
    assert row["break_year"] == path.loc[path["statistic"].idxmax(), "year"]
    if name != "Nile":
        years, r = sample(name)[0], PERIODS[name]
        assert row["statistic"] == pytest.approx(r[f"{model}_supf"], rel=TIGHT)
        assert row["break_year"] == period_label(years[int(r[f"{model}_supf_break"]) - 1])


def test_trends_are_per_period(found):
    name, read = found
    trends = read("trends").set_index("method")
    noun = {"RealInt": "quarter", "BostonHomicide": "month", "Nile": "year"}[name]
    assert trends.loc[["trend_ols", "sen"], "unit"].tolist() == [f"% per {noun}"] * 2
    if name != "Nile":
        r = PERIODS[name]
        assert trends.loc["trend_ols", "estimate"] == pytest.approx(r["slope"], rel=TIGHT)
        assert trends.loc["mk", "estimate"] == pytest.approx(r["tau_b"], rel=TIGHT)
        assert trends.loc["mk", "p_two_sided"] == pytest.approx(r["p_kendall"], rel=TIGHT)
