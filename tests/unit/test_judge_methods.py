"""From a folder of calibrations to the method of every hypothesis."""

from __future__ import annotations

import csv

import pytest

from scripts.judge_methods import COLUMNS, judge_methods

HEADER = "method,parameter,errors,rho,effect_sd,rejection_rate,mc_se,replications"
GOOD_DESIGN = f"""{HEADER}
shift_boot_ar1,level_shift,gaussian,0.0,0.0,0.05,0.002,10000
shift_boot_ar1,level_shift,gaussian,0.6,0.0,0.06,0.003,10000
shift_boot_ar1,level_shift,gaussian,0.8,0.0,0.09,0.003,10000
shift_boot_ar1,level_shift,gaussian,0.0,1.0,0.4,0.004,10000
shift_boot_ar1,level_shift,gaussian,0.0,2.0,0.9,0.004,10000
shift_ols,level_shift,gaussian,0.0,0.0,0.05,0.002,10000
shift_ols,level_shift,gaussian,0.6,0.0,0.24,0.004,10000
shift_ols,level_shift,gaussian,0.0,1.0,0.6,0.004,10000
shift_ols,level_shift,gaussian,0.0,2.0,0.99,0.001,10000
perm_shift,mean_difference,gaussian,0.0,0.0,0.0,0.0,10000
perm_shift,mean_difference,gaussian,0.0,1.0,0.0,0.0,10000
"""
BAD_DESIGN = f"""{HEADER}
its_ols,average_gap,gaussian,0.0,0.0,0.1,0.003,10000
its_ols,average_gap,gaussian,0.0,1.0,0.2,0.004,10000
its_hac,average_gap,gaussian,0.0,0.0,0.4,0.004,10000
its_hac,average_gap,gaussian,0.0,1.0,0.7,0.004,10000
its_hac,slope_change,gaussian,0.0,0.0,0.5,0.004,10000
"""
EMPTY_DESIGN = f"""{HEADER}
conformal,mean_absolute_residual,gaussian,0.0,0.0,0.0,0.0,10000
conformal,mean_absolute_residual,gaussian,0.0,1.0,0.0,0.0,10000
"""
CALIBRATIONS = {
    "share_up": "higher_after/good",
    "loans_up": "higher_after/good",
    "share_course": "changed_course/bad",
    "aid_course": "changed_course/empty",
}


@pytest.fixture
def judged(tmp_path):
    for file, designs in {
        "some": {"higher_after,good": GOOD_DESIGN, "changed_course,bad": BAD_DESIGN},
        "others": {"changed_course,empty": EMPTY_DESIGN},
    }.items():
        lines = [f"question,design,{HEADER}"]
        for name, text in designs.items():
            lines += [f"{name},{line}" for line in text.splitlines()[1:]]
        (tmp_path / f"{file}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def judge(usable_size=0.075):
        judge_methods(
            paths_to_designs=[str(tmp_path / f"{name}.csv") for name in ("some", "others")],
            calibrations=CALIBRATIONS,
            usable_size=usable_size,
            up_to_rho=0.6,
            paths_to_rates=[str(tmp_path / f"{h}.csv") for h in CALIBRATIONS],
            path_to_methods=str(tmp_path / "methods.csv"),
        )
        with (tmp_path / "methods.csv").open(encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows = {(r["hypothesis"], r["method"], r["parameter"]): r for r in reader}
        assert list(reader.fieldnames or []) == COLUMNS
        return rows

    judge.folder = tmp_path
    return judge


def primary(rows):
    return {h: m for (h, m, _), row in rows.items() if row["primary"] == "True" for h in [h]}


def test_every_method_of_every_hypothesis_is_assessed(judged):
    rows = judged()
    assert len(rows) == 3 + 3 + 3 + 1
    ours = rows["share_up", "shift_boot_ar1", "level_shift"]
    assert {key: ours[key] for key in ("worst_size", "worst_rho", "usable", "primary")} == {
        "worst_size": "0.06",
        "worst_rho": "0.6",
        "usable": "True",
        "primary": "True",
    }
    assert float(ours["coverage"]) == pytest.approx(0.94)
    assert float(ours["power_1sd"]) == pytest.approx(0.4)
    assert float(ours["mde80_sd"]) == pytest.approx(1.8)
    assert rows["share_course", "its_hac", "slope_change"]["power_1sd"] == ""
    assert rows["share_course", "its_ols", "average_gap"]["mde80_sd"] == ""


def test_the_usable_method_is_primary_and_hypotheses_with_one_design_share_it(judged):
    rows = judged()
    chosen = primary(rows)
    assert chosen["share_up"] == chosen["loans_up"] == "shift_boot_ar1"


def test_without_a_usable_method_the_least_bad_is_marked_and_not_usable(judged):
    rows = judged()
    assert primary(rows)["share_course"] == "its_ols"
    assert rows["share_course", "its_ols", "average_gap"]["usable"] == "False"
    assert "aid_course" not in primary(rows)


def test_a_laxer_limit_lets_the_more_powerful_method_in(judged):
    assert primary(judged(usable_size=0.25))["share_up"] == "shift_ols"


def test_the_rates_of_each_hypothesis_are_those_of_its_design(judged):
    judged()
    for hypothesis, text in (("loans_up", GOOD_DESIGN), ("share_course", BAD_DESIGN)):
        lines = (judged.folder / f"{hypothesis}.csv").read_text(encoding="utf-8").splitlines()
        assert lines[0] == f"hypothesis,{HEADER}"
        assert lines[1:] == [f"{hypothesis},{line}" for line in text.splitlines()[1:]]


def test_the_same_bytes_again(judged):
    judged()
    before = (judged.folder / "methods.csv").read_bytes()
    judged()
    assert (judged.folder / "methods.csv").read_bytes() == before
