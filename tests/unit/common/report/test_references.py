"""References are sorted, cited by author and year, and told apart."""

import pytest

from scripts.common.report.references import read_references
from tests.unit.little_report import TEMPLATES


def test_references_are_sorted_and_told_apart():
    cited = {"andrews1993break", "andrews1993median", "mann1945", "mann1947"}
    entries = read_references(TEMPLATES / "report.bib", {}, cited)
    assert [entry.cited_as for entry in entries] == [
        "Andrews (1993a)",
        "Andrews (1993b)",
        "Mann (1945)",
        "Mann and Whitney (1947)",
    ]
    with pytest.raises(KeyError, match="nobody2000"):
        read_references(TEMPLATES / "report.bib", {}, {"nobody2000"})
