"""From a processed table to verdicts: event tests, robustness, judgement, scorecard."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from scripts.common.errors import UserError
from scripts.judge_scorecard import judge_scorecard
from scripts.judge_verdicts import judge_verdicts
from scripts.methods.design import CODINGS, EventDesign
from scripts.run_event_tests import run_event_tests
from scripts.run_robustness import run_robustness
from tests.unit.little_study import (
    EVENT_YEAR,
    YEARS,
    hypothesis,
    write_events,
    write_nulls,
    write_series,
)

HYPOTHESES = [
    hypothesis("little_jump", "higher_after"),
    hypothesis("little_jump", "changed_course"),
    hypothesis("little_flat", "higher_after"),
]
PRIMARY = {"higher_after": ("shift_boot_ar1", "level_shift"),
           "changed_course": ("its_boot_ar1", "average_gap")}  # fmt: skip


def write_methods(folder: Path, usable: bool = True) -> str:
    rows = [
        {"hypothesis": h.id, "method": PRIMARY[h.question][0],
         "parameter": PRIMARY[h.question][1], "worst_size": 0.04, "coverage": 0.96,
         "mde80_sd": 2.5, "usable": usable, "primary": True}
        for h in HYPOTHESES
    ]  # fmt: skip
    path = folder / "results/methods.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("little")
    write_series(folder)
    write_nulls(folder)
    write_events(folder, HYPOTHESES)
    (folder / "results/multiverse").mkdir(parents=True)
    for h in HYPOTHESES:
        frame = pd.DataFrame(
            {"status": ["ok"], "headline": [True], "sign_as_claimed": [True], "significant": [True]}
        )
        frame.to_csv(folder / f"results/multiverse/{h.id}.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def robustness(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    paths = [str(folder / f"results/{name}.csv") for name in ("leave_one_out", "placebo")]
    series, nulls = f"{folder}/data/processed/little.csv", f"{folder}/results/nulls/little.npz"
    kinds = {"little_jump": "share", "little_flat": "share"}
    run_robustness([series], [nulls], write_methods(folder), HYPOTHESES, kinds, *paths)
    return pd.read_csv(paths[0]), pd.read_csv(paths[1])


def judged(folder: Path, usable: bool = True, robust: bool = True) -> pd.DataFrame:
    design = EventDesign.cut(YEARS, EVENT_YEAR, "drop")
    plain = {"years": design.years, "first_post": design.first_post}
    output = folder / "results/verdicts.csv"
    judge_verdicts(
        [str(folder / "results/events/little.csv")],
        [str(folder / "results/events/corrected/little.csv")],
        write_methods(folder, usable),
        HYPOTHESES,
        {h.id: plain for h in HYPOTHESES},
        {"little_jump": "The jump", "little_flat": "The flat one", "event": "event"},
        0.95,
        str(output),
        [str(folder / "results/leave_one_out.csv")] * robust,
        [str(folder / f"results/multiverse/{h.id}.csv") for h in HYPOTHESES] * robust,
    )
    return pd.read_csv(output).set_index("hypothesis")


def test_all_codings_and_methods_are_computed(folder):
    events = pd.read_csv(folder / "results/events/little.csv")
    own = events[events["hypothesis"] == "little_jump_event_higher"]
    assert set(own["event_year"]) == set(CODINGS)
    assert len(set(own["event_year"].value_counts())) == 1
    assert {"shift_boot_ar1", "shift_ar1", "shift_hac", "welch", "perm_mean", "mwu"} <= set(
        own["method"]
    )
    ok = own[(own["status"] == "ok") & own["method"].ne("hedges_g")]
    assert ok["p_two_sided"].between(0, 1).all()
    assert ok["p_claimed_direction"].dropna().eq(ok["p_greater"].dropna()).all()
    assert own["null"].str.endswith(".").all()


def test_undeclared_years_stop_the_tests(folder):
    with pytest.raises(UserError, match=r"little_jump prints a number in other periods.*1980"):
        run_event_tests(
            str(folder / "data/processed/little.csv"),
            str(folder / "data/processed/corrected/little.csv"),
            [str(folder / "results/nulls/little.npz")],
            HYPOTHESES[:1],
            {"little_jump": YEARS[1:]},
            {"little_jump": "share"},
            [],
            "all",
            str(folder / "never.csv"),
            str(folder / "never_corrected.csv"),
        )
    assert not (folder / "never.csv").exists()


def test_every_year_is_left_out_once(robustness):
    dropped, _ = robustness
    own = dropped[dropped["hypothesis"] == "little_jump_event_higher"]
    assert own["dropped_year"].tolist() == [y for y in YEARS if y != EVENT_YEAR]
    assert own["status"].eq("ok").all()
    assert (own["n_pre"] + own["n_post"]).eq(len(YEARS) - 2).all()


def test_the_event_stands_among_its_placebos(robustness, folder):
    _, placebo = robustness
    own = placebo[placebo["hypothesis"] == "little_jump_event_higher"]
    actual = own[own["actual"]].iloc[0]
    assert actual["placebo_year"] == EVENT_YEAR
    events = pd.read_csv(folder / "results/events/little.csv")
    headline = events.query(
        "hypothesis == 'little_jump_event_higher' and method == 'shift_boot_ar1' "
        "and event_year == 'drop'"
    ).iloc[0]
    assert actual["estimate"] == pytest.approx(headline["estimate"], rel=1e-12)
    # The year dropped next to the jump makes its neighbour look alike; none lies far above it.
    assert actual["estimate"] > 0.95 * own["estimate"].max()


@pytest.mark.usefixtures("robustness")
def test_a_jump_is_supported_and_nothing_is_not(folder):
    verdicts = judged(folder)
    assert verdicts.loc["little_jump_event_higher", "verdict"] == "supported"
    assert verdicts.loc["little_flat_event_higher", "verdict"] in ("not supported", "cannot tell")
    jump = verdicts.loc["little_jump_event_higher"]
    assert jump["p_adjusted"] >= jump["p_value"]
    assert jump["mde80"] == pytest.approx(2.5 * 1.0, rel=0.5)
    assert "The jump" in jump["sentence"]


@pytest.mark.usefixtures("robustness")
def test_without_a_usable_method_the_design_cannot_tell(folder):
    verdicts = judged(folder, usable=False)
    assert set(verdicts["verdict"]) == {"cannot tell"}
    assert verdicts["sentence"].str.contains("no method keeps its promised error rate").all()


@pytest.mark.usefixtures("robustness")
def test_without_robustness_the_verdicts_stand_and_say_nothing_of_it(folder):
    with_it, without = judged(folder), judged(folder, robust=False)
    unknown = ["flips_multiverse", "flips_leave_one_out", "flipping_years"]
    assert without[unknown].isna().all(axis=None)
    assert with_it["flips_leave_one_out"].notna().all()
    assert without.loc["little_jump_event_higher", "verdict"] == "supported"
    assert not without["sentence"].str.contains("robust|choices|period").any()
    fragile = with_it["verdict"].eq("supported but fragile")
    assert without.loc[fragile, "verdict"].eq("supported").all()
    others = [c for c in without.columns if c not in unknown]
    pd.testing.assert_frame_equal(without.loc[~fragile, others], with_it.loc[~fragile, others])


def test_only_the_wanted_methods_and_codings_run(folder):
    for skip, codings in (([], "headline"), (["mwu", "shift_ar1", "chow"], "all")):
        write_events(folder, HYPOTHESES)
        whole = pd.read_csv(folder / "results/events/little.csv")
        path = folder / "some.csv"
        run_event_tests(
            str(folder / "data/processed/little.csv"),
            str(folder / "data/processed/corrected/little.csv"),
            [str(folder / "results/nulls/little.npz")],
            HYPOTHESES,
            dict.fromkeys(("little_jump", "little_flat"), YEARS),
            dict.fromkeys(("little_jump", "little_flat"), "share"),
            skip,
            codings,
            str(path),
            str(folder / "some_corrected.csv"),
        )
        kept = ~whole["method"].isin(skip) & whole["event_year"].isin(
            ["drop"] if codings == "headline" else CODINGS
        )
        pd.testing.assert_frame_equal(pd.read_csv(path), whole[kept].reset_index(drop=True))


@pytest.mark.usefixtures("robustness")
def test_the_scorecard_sets_both_theories_beside_a_verdict(folder):
    judged(folder)
    about = {"series": "little_jump", "event": "event", "question": "higher_after",
             "locator": "Section 1", "hypothesis": "little_jump_event_higher"}  # fmt: skip
    predictions = [
        {**about, "theory": "regionalization", "predicted": "up"},
        {**about, "theory": "globalization", "predicted": "down"},
    ]
    path = folder / "results/scorecard.csv"
    judge_scorecard(str(folder / "results/verdicts.csv"), predictions, 0.95, str(path))
    assert pd.read_csv(path)["fits"].tolist() == ["yes", "no"]


CORRECTED = [f"{k}_corrected" for k in ("estimate", "ci_low", "ci_high", "p_adjusted")]


@pytest.fixture
def copy(folder: Path, robustness: object, tmp_path: Path) -> Path:
    """The study in a folder that a test may correct."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path


def judged_with(folder: Path, corrected: dict[tuple[str, int], float]) -> pd.DataFrame:
    write_series(folder, corrected)
    write_events(folder, HYPOTHESES)
    return judged(folder)


def test_without_a_correction_nothing_is_compared(copy):
    assert (copy / "results/events/corrected/little.csv").read_text().count("\n") == 1
    verdicts = judged(copy)
    assert verdicts[[*CORRECTED, "corrected", "flips_corrected"]].isna().all(axis=None)
    assert verdicts["as_printed"].eq(verdicts["verdict"]).all()


def test_a_verdict_that_survives_its_correction(copy):
    before = judged(copy)
    verdicts = judged_with(copy, {("little_jump", 1990): 27.0})
    jump = verdicts.loc["little_jump_event_higher"]
    assert (jump["verdict"], jump["as_printed"], jump["corrected"]) == ("supported",) * 3
    assert not jump["flips_corrected"]
    assert jump["estimate_corrected"] != jump["estimate"]
    assert jump["ci_low_corrected"] < jump["estimate_corrected"] < jump["ci_high_corrected"]
    # The series that no correction touches, and every printed number, stay as they were.
    assert verdicts.loc["little_flat_event_higher", CORRECTED].isna().all()
    printed = [c for c in before.columns if "corrected" not in c]
    pd.testing.assert_frame_equal(verdicts[printed], before[printed])


def test_a_verdict_that_hangs_on_a_misprint_is_fragile(copy):
    flat = {("little_jump", year): 20.0 + year % 3 for year in YEARS if year > EVENT_YEAR}
    jump = judged_with(copy, flat).loc["little_jump_event_higher"]
    assert (jump["verdict"], jump["as_printed"]) == ("supported but fragile", "supported")
    assert jump["corrected"] in ("not supported", "cannot tell")
    assert jump["flips_corrected"]
    assert jump["p_adjusted_corrected"] > 0.05 > jump["p_adjusted"]


def test_corrected_p_values_are_adjusted_in_their_family(copy):
    verdicts = judged_with(copy, {("little_jump", 1990): 27.0})
    corrected = pd.read_csv(copy / "results/events/corrected/little.csv")
    p = {
        h: corrected.query(
            "hypothesis == @h and event_year == 'drop' and method == @m and parameter == @q"
        )["p_two_sided"].iloc[0]
        for h, (m, q) in {
            "little_jump_event_higher": PRIMARY["higher_after"],
            "little_jump_event_course": PRIMARY["changed_course"],
        }.items()
    }
    p["little_flat_event_higher"] = verdicts.loc["little_flat_event_higher", "p_value"]
    # Holm by hand: three p-values, the smallest times three, the next times two, never falling.
    order = sorted(p, key=lambda h: p[h])
    adjusted, reached = {}, 0.0
    for factor, h in zip((3, 2, 1), order, strict=True):
        adjusted[h] = reached = max(reached, min(1.0, factor * p[h]))
    for h in ("little_jump_event_higher", "little_jump_event_course"):
        assert verdicts.loc[h, "p_adjusted_corrected"] == pytest.approx(adjusted[h])
