"""The rule run_multiverse on two literal series, beside the event tests of the same series."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scripts.calibrate_nulls import calibrate_nulls
from scripts.common.periods import parse_period
from scripts.common.study.model import Hypothesis
from scripts.common.tables import with_labels
from scripts.run_event_tests import run_event_tests
from scripts.run_multiverse import COLUMNS, run_multiverse
from tests.unit.methods.little_samples import LOANS, SHARE, YEARS

MULTIVERSE = {
    "draws": 199,
    "joint_draws": 99,
    "event_year": ["drop", "pre", "post"],
    "window": {"plaza": ["1980-1999", "1986-1999"]},
    "outcome": {"share": ["level"], "amount": ["level", "log"], "count": ["level", "log"]},
    "conversions": [
        {"outcome": "dollars", "series": ["bank_loans"], "divide_by": "fx_yen", "base": 1}
    ],
    "table": ["as_printed", "corrected", "suspect_dropped"],
    "last_year": ["kept", "dropped"],
    "partial_years": [{"series": ["bank_loans"], "years": [1999], "reason": "half a year"}],
    "trend": ["none"],
    "hold_covariate": ["no", "yes"],
    "covariate": "fx_yen",
    "gap": ["missing", "interpolated"],
    "interpolated_years": [{"series": ["bank_share"], "years": [1982], "reason": "no source"}],
    "covariance": ["boot_ar1", "hac", "ols"],
}
KINDS = {"bank_loans": "amount", "bank_share": "share"}
DOUBTED = {("bank_loans", 1990): 55.5}  # inside every window, and its corrected value


def processed(
    path: Path,
    series: dict[str, tuple[tuple[int, ...], np.ndarray]],
    corrected: dict[tuple[str, int], float] | None = None,
) -> str:
    rows = [
        {"series": name, "year": year, "value": value, "unit": "u", "status": "observed"}
        for name, (years, values) in series.items()
        for year, value in zip(years, values, strict=True)
    ]
    for row in rows:
        cell = row["series"], row["year"]
        if cell in DOUBTED:
            row |= {"status": "suspected"}
        if corrected and cell in corrected:
            row |= {"status": "corrected", "value": corrected[cell]}
    columns = ["printed", "decimals", "source_file", "source_line", "source_column"]
    pd.DataFrame(rows).assign(**dict.fromkeys(columns, "")).to_csv(path, index=False)
    return str(path)


def hypothesis(series: str, question: str) -> Hypothesis:
    return Hypothesis(
        id=f"{series}_{question}",
        series=series,
        table="bank",
        event="plaza",
        question=question,
        event_year=1985,
        coding="drop",
        first_year=1980,
        last_year=1996,
        claimed="up",
        smallest_effect=1.0,
        unit="u",
        primary=True,
        locator="",
    )


HYPOTHESES = [hypothesis(s, q) for s in KINDS for q in ("higher_after", "changed_course")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    bank = {"bank_loans": (YEARS, LOANS), "bank_share": (YEARS, SHARE)}
    processed(folder / "bank.csv", bank)
    processed(folder / "corrected.csv", bank, DOUBTED)
    every = tuple(range(1980, 2000))
    processed(folder / "fx.csv", {"fx_yen": (every, 240.0 - 6.0 * np.arange(20) + np.sin(every))})
    inside = [y for y in YEARS if y <= 1996]
    calibrate_nulls(
        designs=[{"years": inside, "event_year": 1985}],
        variants=[],
        spans=[],
        draws=299,
        seed=1,
        path_to_output=str(folder / "bank.npz"),
    )
    return folder


def run(folder: Path, name: str, hypotheses: list[Hypothesis] = HYPOTHESES) -> list[Path]:
    paths = [folder / name / f"{h.id}.csv" for h in hypotheses]
    run_multiverse(
        [str(folder / "bank.csv"), str(folder / "fx.csv")],
        [str(folder / "corrected.csv")],
        [str(folder / "bank.npz")],
        hypotheses,
        KINDS,
        MULTIVERSE,
        0.95,
        1,
        [str(p) for p in paths],
    )
    return paths


@pytest.fixture(scope="module")
def curves(folder) -> dict[str, pd.DataFrame]:
    return {p.stem: pd.read_csv(p) for p in run(folder, "first")}


def test_one_row_for_each_specification(curves):
    for frame in curves.values():
        assert list(frame.columns) == COLUMNS
        assert frame["specification"].tolist() == list(range(1, len(frame) + 1))
        assert frame["headline"].tolist() == [True] + [False] * (len(frame) - 1)
        ranked = frame.dropna(subset=["rank"]).sort_values("rank")
        assert ranked["estimate_sd"].is_monotonic_increasing
        assert frame["n_specifications"].unique().tolist() == [(frame["status"] == "ok").sum()]
    share, loans = curves["bank_share_higher_after"], curves["bank_loans_higher_after"]
    assert set(share["outcome"]) == {"level"}
    assert set(share["gap"]) == {"missing", "interpolated"}
    assert set(share["table"]) == {"as_printed"}
    assert set(share["last_year"]) == {"kept"}
    assert set(loans["outcome"]) == {"level", "log", "dollars"}
    assert set(loans["gap"]) == {"missing"}
    assert set(loans["table"]) == {"as_printed", "corrected", "suspect_dropped"}


def test_infeasible_specifications_are_rows_with_a_reason(curves):
    for frame in curves.values():
        infeasible = frame[frame["status"] == "infeasible"]
        # A window that begins after the event has no year before it.
        assert (infeasible["window"] == "1986-1999").any()
        assert infeasible["reason"].notna().all()
        assert infeasible["estimate"].isna().all()
        assert frame.loc[frame["status"] == "ok", "reason"].isna().all()


def test_the_headline_is_the_event_test(folder, curves):
    observed = {name: list(YEARS) for name in KINDS}
    path = folder / "events.csv"
    corrected = folder / "events_corrected.csv"
    run_event_tests(
        str(folder / "bank.csv"),
        str(folder / "corrected.csv"),
        [str(folder / "bank.npz")],
        HYPOTHESES,
        observed,
        KINDS,
        [],
        "all",
        str(path),
        str(corrected),
    )
    events = pd.read_csv(path)
    events = events[events["parameter"].isin(["level_shift", "average_gap"])]
    events = events[events["event_year"] == "drop"]
    numbers = ["estimate", "ci_low", "ci_high", "p_two_sided"]
    for name, frame in curves.items():
        prefix = "shift" if name.endswith("higher_after") else "its"
        for _, row in frame.head(3).iterrows():
            test = events[
                (events["hypothesis"] == name)
                & (events["method"] == f"{prefix}_{row['covariance']}")
            ]
            np.testing.assert_allclose(
                row[numbers].astype(float), test[numbers].iloc[0].astype(float), rtol=1e-10
            )


def test_the_corrected_headline_is_the_event_test_on_the_corrected_table(folder, curves):
    loans = [h for h in HYPOTHESES if h.series == "bank_loans"]
    path = folder / "corrected_events.csv"
    run_event_tests(
        str(folder / "bank.csv"),
        str(folder / "corrected.csv"),
        [str(folder / "bank.npz")],
        HYPOTHESES,
        {name: list(YEARS) for name in KINDS},
        KINDS,
        [],
        "all",
        str(folder / "printed_events.csv"),
        str(path),
    )
    events = pd.read_csv(path)
    assert set(events["hypothesis"]) == {h.id for h in loans}
    for h in loans:
        curve = curves[h.id]
        first = curve[curve["table"] == "corrected"].iloc[0]
        printed = curve.iloc[0]
        same = ["event_year", "window", "outcome", "trend", "covariance"]
        assert first[same].equals(printed[same])
        method = "shift_boot_ar1" if h.question == "higher_after" else "its_boot_ar1"
        own = events[(events["hypothesis"] == h.id) & (events["method"] == method)]
        own = own[own["parameter"].isin(["level_shift", "average_gap"])]
        test = own[own["event_year"] == "drop"].iloc[0]
        assert first["estimate"] == pytest.approx(test["estimate"], rel=1e-12)
        assert first["estimate"] != pytest.approx(printed["estimate"])


def test_the_same_bytes_whatever_else_runs(folder, curves):
    alone = run(folder, "alone", HYPOTHESES[-1:])[0]
    again = [p.read_bytes() for p in run(folder, "again", HYPOTHESES[::-1])]
    first = [(folder / "first" / f"{h.id}.csv").read_bytes() for h in HYPOTHESES[::-1]]
    assert again == first
    assert alone.read_bytes() == first[0]


def in_quarters(year: int) -> int:
    """The years of the little study as quarters that follow each other."""
    return parse_period("1990Q1") + year - 1980


def test_quarters_are_answered_as_years_are_and_bear_their_labels(tmp_path, curves):
    quarters = tuple(map(in_quarters, YEARS))
    path = processed(tmp_path / "bank.csv", {"bank_loans": (quarters, LOANS)})
    with_labels(pd.read_csv(path), "year").to_csv(path, index=False)
    asked = hypothesis("bank_loans", "higher_after")
    dates = ("event_year", "first_year", "last_year")
    asked = replace(asked, **{key: in_quarters(getattr(asked, key)) for key in dates})
    choices = MULTIVERSE | {
        "window": {"plaza": ["1980-1999", "1990Q1-1994Q4"]},  # the first for tables of years
        "conversions": [],
        "table": ["as_printed"],
        "partial_years": [{"series": ["bank_loans"], "years": ["1994-Q4"], "reason": "half"}],
        "hold_covariate": ["no"],
        "covariance": ["ols", "hac"],
    }
    del choices["covariate"]
    events = [{"years": [q for q in quarters if q <= asked.last_year],
               "event_year": asked.event_year}]  # fmt: skip
    calibrate_nulls(events, [], [], 299, 1, str(tmp_path / "bank.npz"))
    output = tmp_path / "curve.csv"
    run_multiverse(
        [path], [path], [str(tmp_path / "bank.npz")], [asked], KINDS, choices, 0.95, 1,
        [str(output)],
    )  # fmt: skip
    found = pd.read_csv(output)
    assert set(found["window"]) == {"1990Q1-1994Q1", "1990Q1-1994Q4"}
    assert set(found["last_year"]) == {"kept", "dropped"}
    named = ["window", "event_year", "outcome", "last_year", "covariance"]
    alike = curves["bank_loans_higher_after"].replace(
        {"window": {"1980-1996": "1990Q1-1994Q1", "1980-1999": "1990Q1-1994Q4"}}
    )
    alike = alike[(alike["table"] == "as_printed") & (alike["hold_covariate"] == "no")]
    both = found.merge(alike, on=named, suffixes=("", "_annual"))
    assert len(both) == len(found)
    for column in ("estimate", "ci_low", "ci_high", "p_two_sided"):
        np.testing.assert_allclose(both[column], both[f"{column}_annual"], rtol=1e-9)


def test_the_reason_of_an_infeasible_specification_names_quarters(tmp_path):
    quarters = tuple(map(in_quarters, YEARS))
    path = processed(
        tmp_path / "bank.csv",
        {"bank_loans": (quarters, LOANS), "bank_rate": (quarters[:-1], LOANS[:-1])},
    )
    with_labels(pd.read_csv(path), "year").to_csv(path, index=False)
    asked = replace(
        hypothesis("bank_loans", "higher_after"),
        event_year=in_quarters(1985),
        first_year=quarters[0],
        last_year=quarters[-1],
    )
    convert = {"outcome": "rated", "series": ["bank_loans"], "divide_by": "bank_rate", "base": 1}
    choices = MULTIVERSE | {"window": {}, "conversions": [convert], "hold_covariate": ["no"],
                            "covariance": ["ols"], "table": ["as_printed"]}  # fmt: skip
    events = [{"years": list(quarters), "event_year": asked.event_year}]
    calibrate_nulls(events, [], [], 299, 1, str(tmp_path / "bank.npz"))
    output = tmp_path / "curve.csv"
    choices |= {"covariate": "bank_rate", "partial_years": []}
    run_multiverse(
        [path], [path], [str(tmp_path / "bank.npz")], [asked], KINDS, choices, 0.95, 1,
        [str(output)],
    )  # fmt: skip
    found = pd.read_csv(output)
    reasons = set(found.loc[found["outcome"] == "rated", "reason"])
    assert reasons == {"a series it needs has no value in 1994Q4"}
