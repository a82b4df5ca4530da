"""The little report, rendered once for all tests."""

from typing import Any, NamedTuple

import pytest

from scripts.common.report.model import Report, Table
from tests.unit import little_report
from tests.unit.little_page import Page


class Little(NamedTuple):
    """The content of the little report and its forms."""

    report: Report
    pdf: bytes
    page: Page
    html: str

    def cells(self, id: str) -> list[list[str]]:
        """The texts of a table."""
        return [[cell.text for cell in row] for row in self.tables[id].rows]

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by id."""
        return little_report.tables(self.report)


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The little report as it is written and rendered."""
    arguments = little_report.write(tmp_path_factory.mktemp("little"))
    pdf, html = little_report.rendered(arguments)
    return Little(little_report.content(arguments), pdf, Page(html), html)
