"""Figures of the real tables: no text in the way of another, none beyond the page."""

import pytest

from tests.unit.figure_boxes import collisions, published_boxes

pytestmark = pytest.mark.workflow


def test_texts_of_published_figures_neither_overlap_nor_leave_the_page(built):
    files = sorted((built.folder / "figures").glob("*.svg"))
    assert files
    for file in files:
        boxes, page = published_boxes(file.read_text(encoding="utf-8"))
        assert boxes, file.name
        assert collisions(boxes, page, 0.0) == [], file.name
