"""The HTML report in a real browser: nothing overflows or is fetched, and everyone can read it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def views(tmp_path_factory):
    """What was found at each width, in light and dark."""
    report = ROOT / "report/report.html"
    assert report.is_file(), "run `make` first: the real report is opened"
    folder = os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots")
    command = ["node", "check.mjs", str(report), str(folder)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_all_widths_and_schemes_are_seen(views):
    seen = {(view["colorScheme"], view["width"]) for view in views}
    assert seen == {(scheme, w) for scheme in ("light", "dark") for w in (360, 768, 1440)}


def test_the_page_never_scrolls_sideways(views):
    assert [view["overflow"] for view in views] == [0] * len(views)


def test_no_error_in_the_console(views):
    assert [error for view in views for error in view["errors"]] == []


def test_nothing_is_fetched(views):
    assert [url for view in views for url in view["requests"]] == []


def test_no_serious_barrier(views):
    serious = [
        (view["colorScheme"], view["width"], found)
        for view in views
        for found in view["violations"]
        if found["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_tap_on_a_number_tells_where_it_comes_from(views):
    assert all(view["trace"].startswith("From results/") for view in views)


def test_a_table_sorts_by_the_column_whose_head_is_pressed(views):
    for view in views:
        assert sorted(view["sorted"]) == sorted(view["before"])
        assert view["sorted"] != view["before"]
