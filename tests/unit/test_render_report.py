"""The report as files: the same twice, whole or not at all, whatever the texts."""

from pathlib import Path

import pytest

from scripts.common.report.rendering import printable
from tests.unit import little_report
from tests.unit.little_page import Page, joined
from tests.unit.little_report import HARMFUL, rendered


def test_the_same_bytes_twice(tmp_path):
    arguments = little_report.write(tmp_path)
    first = rendered(arguments)
    assert rendered(arguments) == first
    assert not list(Path(arguments["path_to_pdf"]).parent.glob(".*"))


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_harmful_text_comes_out_as_text(tmp_path, text):
    _, html = rendered(little_report.write(tmp_path, label=f"L {text} L", note=text))
    page = Page(html)
    assert page.tags.count("script") == 1
    assert joined(printable(" ".join(text.split()))) in page.text
    assert "\u202e" not in html
    assert "\x00" not in html


def test_a_failing_render_leaves_the_last_report(tmp_path):
    arguments = little_report.write(tmp_path)
    before = rendered(arguments)
    Path(arguments["paths"]["verdicts"][0]).write_text("hypothesis\nx\n", encoding="utf-8")
    with pytest.raises(KeyError):
        rendered(arguments)
    assert little_report.written(arguments) == before
