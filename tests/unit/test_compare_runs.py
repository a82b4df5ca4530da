"""What moved between two runs: cells, verdicts, numbers; nothing where nothing did."""

import json
import shutil

import pytest

from scripts.common.runs.headlines import FIRST_RUN, MOST_LINES, NOTHING
from scripts.compare_runs import compare_runs
from tests.studies import Study
from tests.unit.common import little_archive

HIGHER = "exim_share_plaza_higher"
VERDICTS, EXIM = "results/verdicts.csv", "data/processed/exim.csv"
SCORECARD = f"theory,hypothesis,fits\ngrowth,{HIGHER},cannot tell\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = little_archive.write(tmp_path_factory.mktemp("archive") / "study")
    text = (root / VERDICTS).read_text("utf-8").splitlines()
    extra = [f"{text[0]},p_adjusted_corrected", *(f"{line}," for line in text[1:])]
    (root / VERDICTS).write_text("\n".join(extra) + "\n", "utf-8")
    (root / "results/scorecard.csv").write_text(SCORECARD, "utf-8")
    return root


@pytest.fixture
def root(written, tmp_path):
    shutil.copytree(written, tmp_path / "study")
    return tmp_path / "study"


def _compared(root):
    compare_runs(
        path_to_verdicts=root / VERDICTS,
        paths_to_processed=[root / EXIM, root / "data/processed/oda.csv"],
        paths_to_claims=[root / "results/claims.csv"],
        paths_to_forensics=[root / "results/forensics.csv"],
        paths_to_scorecard=[root / "results/scorecard.csv"],
        path_to_headlines=root / "report/headlines.json",
        path_to_moved=root / "report/moved.txt",
    )
    return (root / "report/moved.txt").read_text("utf-8").splitlines()


def _edit(root, file, *changes):
    for old, new in changes:
        Study(root).edit(file, old, new)


def test_the_first_run_has_nothing_to_compare_with(root):
    assert _compared(root) == [FIRST_RUN]
    headlines = json.loads((root / "report/headlines.json").read_text("utf-8"))["this_run"]
    place = "data/raw/exim.csv, line 18, column share"
    assert headlines["cells"]["exim_share@1996"] == {"place": place, "printed": "22.3"}
    assert headlines["verdicts"][HIGHER]["estimate"] == 4.590909
    assert headlines["verdicts"]["exim_share_plaza_course"]["estimate"] is None
    assert headlines["claims"]["quarter"] == "contradicted"
    assert headlines["flagged"] == {"exim_loans and exim_share, 1997": "flagged"}
    assert not any("pooled" in cell for cell in headlines["cells"])  # it is printed nowhere


def test_what_moved_is_told_with_place_and_both_values(root):
    _compared(root)
    _edit(
        root, EXIM, ("22.3,% of commitments,observed,22.3", "32.3,% of commitments,observed,32.3")
    )
    _edit(
        root,
        VERDICTS,
        ("cannot tell,shift", "supported,shift"),
        ("4.590909", "5.26"),
        ("-8.232", "0.51"),
        ("0.539", "0.0213"),
    )
    _edit(root, "results/claims.csv", ("contradicted", "holds"))
    _edit(root, "results/forensics.csv", ("False", "True"))
    _edit(root, "results/scorecard.csv", ("cannot tell", "yes"))
    assert _compared(root) == [
        "Cells of the tables: 1 moved",
        "  data/raw/exim.csv, line 18, column share: 22.3 -> 32.3",
        "Verdicts: 1 moved",
        f"  {HIGHER}: cannot tell -> supported",
        "Pairs that stand out: 1 moved",
        "  exim_loans and exim_share, 1996: none -> flagged",
        "Claims of the paper: 1 moved",
        "  quarter: contradicted -> holds",
        "Predictions: 1 moved",
        f"  growth, {HIGHER}: cannot tell -> yes",
        "Numbers: 1 moved",
        f"  {HIGHER}: 4.6 points -> 5.3 points; interval −8.2 to 17.2 -> 0.5 to 17.2;"
        " adjusted p 0.54 -> 0.021",
    ]


def test_what_reads_the_same_has_not_moved(root):
    _compared(root)
    # Below the printed digits; and a hair over the border of rounding, as another machine may be.
    _edit(root, VERDICTS, ("4.590909", "4.61"), ("17.184", "17.1840000001"))
    assert _compared(root) == [NOTHING]
    _edit(root, VERDICTS, ("4.61", "4.6499999999"))
    _compared(root)
    _edit(root, VERDICTS, ("4.6499999999", "4.6500000001"))
    assert _compared(root) == [NOTHING]


def test_the_same_results_say_the_same_again(root):
    _compared(root)
    _edit(root, VERDICTS, ("4.590909", "9.9"))
    moved = _compared(root)
    files = [root / "report/headlines.json", root / "report/moved.txt"]
    before = [file.read_bytes() for file in files]
    assert "4.6 points -> 9.9 points" in moved[1]
    assert _compared(root) == moved
    assert [file.read_bytes() for file in files] == before


def test_hypotheses_that_come_or_go_are_named(root):
    _compared(root)
    _edit(root, VERDICTS, ("exim_share_plaza_course", "exim_share_crisis_course"))
    assert _compared(root) == [
        "Verdicts: 2 moved",
        "  exim_share_crisis_course: none -> cannot tell",
        "  exim_share_plaza_course: cannot tell -> none",
    ]


def test_a_long_list_is_counted(root):
    _compared(root)
    text = (root / EXIM).read_text("utf-8")
    (root / EXIM).write_text(text.replace("observed,", "observed,1"), "utf-8")
    count = text.count("observed,")
    lines = _compared(root)
    assert lines[0] == f"Cells of the tables: {count} moved"
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == f"  ... and {count - MOST_LINES + 1} more, see report/headlines.json"
