"""The promises of the pipeline, kept by the pipeline itself in a temporary copy."""

import pytest

from scripts.common.trace.archive import Archive
from scripts.common.trace.back import chain
from scripts.verify import verify

pytestmark = pytest.mark.workflow

FIGURES = [
    *("scorecard", "exim_share", "effects", "exim_breaks", "oda", "jica"),
    *("calibration", "multiverse", "placebo", "forensics", "claims", "overview", "workflow"),
]


def test_a_run_leaves_the_complete_set(built):
    for figure in FIGURES:
        for ending in ("pdf", "svg", "png", "csv", "md"):
            assert (built.folder / f"figures/{figure}.{ending}").stat().st_size > 0
    for name in ("report.pdf", "report.html", "summary.txt", "numbers.csv", "latex/numbers.tex"):
        assert (built.folder / "report" / name).stat().st_size > 0
    for table in ("exim", "oda", "jica"):
        for kind in ("events", "breaks", "fstats", "partitions", "trends"):
            assert (built.folder / f"results/{kind}/{table}.csv").is_file()


def test_a_second_run_has_nothing_to_do(built):
    assert built.planned() == {}


def test_touching_a_table_reruns_nothing(study):
    (study.folder / "data/raw/jica.csv").touch()
    assert study.planned() == {}


def test_a_figure_is_a_target_of_its_own(study):
    (study.folder / "figures/jica.pdf").unlink()
    assert set(study.planned("figures/jica.pdf")) == {"publish_file"}
    study.edit("scripts/plot_levels.py", '"""', '""" ')
    assert set(study.planned("figures/jica.pdf")) == {"plot_levels", "publish_file"}


def test_a_lost_file_is_put_back_and_nothing_else_is_done(study):
    before = study.hashes()
    (study.folder / "figures/jica.pdf").unlink()
    assert study.planned() == {"publish_file": 1}
    assert study.snakemake("--cores", "2").returncode == 0
    assert study.hashes() == before
    assert verify(study.folder) == []


def test_a_figure_made_alone_is_told_by_verify(study):
    study.edit("data/raw/jica.csv", "59.6", "59.7")
    assert study.snakemake("--cores", "2", "figures/jica.pdf").returncode == 0
    found = verify(study.folder)
    assert any(line.startswith("figures/jica.pdf is of another version") for line in found)
    assert any(line.startswith("data/raw/jica.csv has changed") for line in found)


def test_every_number_told_is_traced(built):
    archive = Archive(built.folder)
    places = {told.place: told for told in archive.told}
    assert len(places) > 1000
    for place in places:
        assert chain(archive, place, False), str(place)


def test_an_exception_in_a_script_leaves_the_published_set(study):
    before = {k: v for k, v in study.hashes().items() if k.startswith(("figures", "report"))}
    study.edit("data/raw/jica.csv", "59.6", "59.7")
    study.edit("scripts/plot_pairs.py", "    frame = ", "    1 / 0\n    frame = ")
    answer = study.snakemake("--cores", "2")
    assert answer.returncode != 0
    assert "ZeroDivisionError" in answer.stdout + answer.stderr
    after = {k: v for k, v in study.hashes().items() if k.startswith(("figures", "report"))}
    assert after == before


def test_an_edited_table_reruns_only_what_it_feeds(study):
    study.edit("data/raw/jica.csv", "59.6", "59.7")
    assert study.planned() == {
        "validate_tables": 1,
        "clean_table": 1,
        "audit_claims": 1,
        "screen_tables": 1,
        "run_event_tests": 1,
        "find_breaks": 1,
        "fit_trends": 1,
        "run_robustness": 1,
        "run_multiverse": 1,
        "judge_verdicts": 1,
        "judge_scorecard": 1,
        "plot_effects": 1,
        "plot_multiverse": 1,
        "plot_placebo": 1,
        "plot_scorecard": 1,
        "plot_levels": 1,
        "plot_forensics": 1,
        "plot_claims": 1,
        "plot_overview": 1,
        "render_report": 1,
        "write_latex": 1,
        "publish": 1,
        "compare_runs": 1,
    }


def test_an_edited_correction_reruns_its_table_alone(study):
    before = study.hashes()
    study.edit("data/raw/corrections.yaml", 'used: "393.9"', 'used: "339.9"')
    jobs = study.planned()
    for rule in ("clean_table", "run_event_tests", "find_breaks", "fit_trends"):
        assert jobs[rule] == 1
    assert "calibrate_nulls" not in jobs
    assert study.snakemake("--cores", "2", "results/verdicts.csv").returncode == 0
    after = study.hashes()
    moved = {name for name in before if before[name] != after[name]}
    assert "data/processed/corrected/exim.csv" in moved
    assert "results/events/corrected/exim.csv" in moved
    # Nothing that is computed from the printed table alone has moved.
    assert not moved & {"data/processed/exim.csv", "results/events/exim.csv"}
    assert not {name for name in moved if "oda" in name or "jica" in name}


def test_an_expired_correction_stops_with_its_place_and_harms_nothing(study):
    before = study.hashes()
    study.edit("data/raw/exim.csv", "1997,939.3", "1997,393.9")
    answer = study.snakemake("--cores", "2")
    assert answer.returncode != 0
    shown = answer.stdout + answer.stderr
    for part in ("data/raw/exim.csv", "line 19", "column loans", '"393.9"', "exim_loans_1997"):
        assert part in shown
    assert study.hashes() == before


def test_a_value_does_not_move_the_calibration_or_the_choice_of_methods(study):
    study.edit("data/raw/exim.csv", "22.3", "22.4")
    jobs = study.planned()
    assert "judge_verdicts" in jobs
    for rule in ("calibrate_nulls", "calibrate_design", "judge_methods", "plot_calibration"):
        assert rule not in jobs


def test_an_edited_helper_reruns_its_users(study):
    study.edit("scripts/methods/trends.py", '"""', '""" ')
    jobs = study.planned()
    assert jobs["fit_trends"] == 3
    assert "run_event_tests" not in jobs
    assert "clean_table" not in jobs


def test_an_edited_choice_reruns_what_uses_it(study):
    study.edit("config.yaml", "smallest_effect: 300", "smallest_effect: 250")
    jobs = study.planned()
    assert jobs["run_event_tests"] == 1
    assert "calibrate_nulls" not in jobs
    assert "fit_trends" not in jobs


def test_a_letter_in_a_number_stops_with_its_place_and_harms_nothing(study):
    before = study.hashes()
    study.edit("data/raw/exim.csv", "1996,330.6", "1996,33O.6")
    answer = study.snakemake("--cores", "2")
    assert answer.returncode != 0
    shown = answer.stdout + answer.stderr
    for part in ("data/raw/exim.csv", "line 18", "column loans", '"33O.6"', "Remedy:"):
        assert part in shown
    assert "Traceback" not in shown
    assert study.hashes() == before
    study.edit("data/raw/exim.csv", "1996,33O.6", "1996,330.6")
    assert study.snakemake("--cores", "2").returncode == 0
    assert study.hashes() == before


def test_a_wrong_key_in_the_config_stops_with_its_place(study):
    before = study.hashes()
    study.edit("config.yaml", "seed:", "sede:")
    answer = study.snakemake("--cores", "2")
    assert answer.returncode != 0
    assert "unknown key 'sede' (did you mean 'seed'?)" in answer.stdout + answer.stderr
    assert study.hashes() == before


def test_an_edited_cell_changes_what_depends_on_it_and_nothing_else(study):
    before = study.hashes()
    study.edit("data/raw/jica.csv", "59.6", "61.6")
    assert study.snakemake("--cores", "2").returncode == 0
    after = study.hashes()
    moved = {name for name in before if before[name] != after[name]}
    assert "data/processed/jica.csv" in moved
    assert "results/events/jica.csv" in moved
    assert "figures/jica.pdf" in moved
    assert "report/report.pdf" in moved
    for name in moved:
        assert not name.startswith(("data/processed/exim", "results/events/exim")), name
        assert not name.startswith(("figures/exim", "figures/oda", "results/calibration")), name
        assert not name.startswith(("results/multiverse/exim", "results/breaks/oda")), name


def test_another_order_and_number_of_cores_gives_the_same_bytes(built, study):
    for name in ("results/events/jica.csv", "results/nulls/jica.npz", "figures/jica.svg"):
        (study.folder / name).unlink()
    assert study.snakemake("--cores", "1").returncode == 0
    assert study.hashes() == built.hashes()
