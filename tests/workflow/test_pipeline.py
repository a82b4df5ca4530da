"""The promises of the pipeline, kept by the pipeline itself in a temporary copy."""

import zipfile

import pytest
import yaml

from scripts.common.runs.publishing import HISTORY
from scripts.common.trace.archive import Archive
from scripts.common.trace.back import chain
from scripts.package import package
from scripts.reproduce import reproduce
from scripts.trace import trace
from scripts.verify import verify
from tests.studies import lay_down

pytestmark = pytest.mark.workflow


def differing(before, after):
    return {name for name in before if before[name] != after[name]}


def test_a_run_leaves_the_complete_set(built):
    figures = [figure["id"] for figure in yaml.safe_load(built.read("config.yaml"))["figures"]]
    for figure in figures:
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
    study.complete()
    assert study.hashes() == before
    assert verify(study.folder) == []


def test_a_figure_made_alone_is_told_by_verify(study):
    study.edit("data/raw/jica.csv", "59.6", "59.7")
    study.complete("figures/jica.pdf")
    found = verify(study.folder)
    assert any(line.startswith("figures/jica.pdf is of another version") for line in found)
    assert any(line.startswith("data/raw/jica.csv has changed") for line in found)


def test_every_number_told_is_traced(built):
    archive = Archive(built.folder)
    places = {told.place: told for told in archive.told}
    assert len(places) > 1000
    for place in places:
        assert chain(archive, place, False), str(place)


def test_a_cell_is_followed_to_all_that_it_feeds(built):
    told = "\n".join(trace(built.folder, "exim:share:1996"))
    assert "figures/exim_share (" in told
    assert "none" not in told


def test_a_package_tells_every_step_of_the_run(study):
    lay_down(["README.md", "pyproject.toml", ".gitignore"], study.folder)
    with zipfile.ZipFile(package(study.folder)) as archive:
        [name] = [n for n in archive.namelist() if n.endswith("/README.md")]
        readme = archive.read(name).decode()
    rules = {log.stem for log in (study.folder / "logs").iterdir()}
    assert len(rules) > 30
    for rule in rules - {"compare_runs"}:  # says what the run moved, beside the published set
        assert f"| `{rule}` | `scripts/{rule}.py` |" in readme


def test_all_that_is_run_afresh_is_the_same(study):
    assert reproduce(study.folder) == []


def test_an_exception_in_a_script_leaves_the_published_set(study):
    before = study.hashes("figures", "report")
    study.edit("figures.yaml", "line breaks at", "line is broken at")
    study.edit("scripts/plot_pairs.py", "    figure = ", "    1 / 0\n    figure = ")
    assert "ZeroDivisionError" in study.stopped()
    assert study.hashes("figures", "report") == before


def test_an_edited_table_reruns_only_what_it_feeds(study):
    study.edit("data/raw/jica.csv", "59.6", "59.7")
    rules = [
        *("validate_tables", "clean_table", "audit_claims", "screen_tables", "run_event_tests"),
        *("find_breaks", "fit_trends", "run_robustness", "run_multiverse", "judge_verdicts"),
        *("judge_scorecard", "plot_effects", "plot_multiverse", "plot_placebo", "plot_scorecard"),
        *("plot_levels", "plot_forensics", "plot_claims", "plot_overview", "render_report"),
        *("write_latex", "publish", "compare_runs"),
    ]
    assert study.planned() == dict.fromkeys(rules, 1)


def test_an_edited_correction_reruns_its_table_alone(study):
    before = study.hashes()
    study.edit("data/raw/corrections.yaml", 'used: "393.9"', 'used: "339.9"')
    study.complete("results/verdicts.csv")
    moved = differing(before, study.hashes())
    assert "data/processed/corrected/exim.csv" in moved
    assert "results/events/corrected/exim.csv" in moved
    # Nothing that is computed from the printed table alone has moved.
    assert not moved & {"data/processed/exim.csv", "results/events/exim.csv"}
    assert not {name for name in moved if "oda" in name or "jica" in name}


@pytest.mark.parametrize(
    ("edit", "runs", "rests"),
    [
        (
            ("data/raw/corrections.yaml", 'used: "393.9"', 'used: "339.9"'),
            {"clean_table": 1, "run_event_tests": 1, "find_breaks": 1, "fit_trends": 1},
            {"calibrate_nulls"},
        ),
        (
            ("data/raw/exim.csv", "22.3", "22.4"),
            {"judge_verdicts": 1},
            {"calibrate_nulls", "calibrate_design", "judge_methods", "plot_calibration"},
        ),
        (
            ("scripts/methods/trends.py", '"""', '""" '),
            {"fit_trends": 3},
            {"run_event_tests", "clean_table"},
        ),
        (
            ("config.yaml", "smallest_effect: 300", "smallest_effect: 250"),
            {"run_event_tests": 1},
            {"calibrate_nulls", "fit_trends"},
        ),
    ],
    ids=["correction", "value", "helper", "choice"],
)
def test_an_edit_reruns_what_uses_it_and_nothing_before_it(study, edit, runs, rests):
    study.edit(*edit)
    jobs = study.planned()
    assert runs.items() <= jobs.items()
    assert not rests & jobs.keys()


def test_a_letter_in_a_number_stops_with_its_place_and_harms_nothing(study):
    before = study.hashes()
    study.edit("data/raw/exim.csv", "1996,330.6", "1996,33O.6")
    shown = study.stopped()
    for part in ("data/raw/exim.csv", "line 18", "column loans", '"33O.6"', "Remedy:"):
        assert part in shown
    assert "Traceback" not in shown
    assert study.hashes() == before
    study.edit("data/raw/exim.csv", "1996,33O.6", "1996,330.6")
    assert study.planned().keys() >= {"validate_tables", "clean_table", "publish"}
    study.complete("data/processed/exim.csv")
    assert study.hashes() == before


def test_an_edited_cell_changes_what_depends_on_it_and_nothing_else(built, edited):
    moved = differing(built.hashes(), edited.hashes())
    assert "data/processed/jica.csv" in moved
    assert "results/events/jica.csv" in moved
    assert "figures/jica.pdf" in moved
    assert "report/report.pdf" in moved
    for name in moved:
        assert not name.startswith(("data/processed/exim", "results/events/exim")), name
        assert not name.startswith(("figures/exim", "figures/oda", "results/calibration")), name
        assert not name.startswith(("results/multiverse/exim", "results/breaks/oda")), name


def test_after_a_mistake_another_number_of_cores_gives_the_same_bytes(built, edited, tmp_path):
    study = edited.clone(tmp_path / "study")
    study.edit("data/raw/jica.csv", "1,575", "1,57S")
    assert "1,57S" in study.stopped()
    study.write("data/raw/jica.csv", built.read("data/raw/jica.csv"))
    (study.folder / "results/nulls/jica.npz").unlink()
    study.complete("--cores", "3")
    assert study.hashes() == built.hashes() | study.hashes(*HISTORY)
