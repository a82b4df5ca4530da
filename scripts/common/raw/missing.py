"""Cells that print no number: which texts are read as missing, and where one may stand.

The codes of a table are the ``missingValues`` of datapackage.json. A cell that holds one is
declared in sources.yaml, with the code and the reason, unless all series of a long table are
described at once. No other text is read as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.common.errors import Fault
from scripts.common.periods import as_period
from scripts.common.raw.description import Description


def declared_missing(source: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Return the printed code of every cell that ``sources.yaml`` declares missing."""
    return {
        (column, as_period(year)): entry["printed"]
        for entry in source.get("missing", [])
        for column in entry["columns"]
        for year in entry["years"]
    }


class MissingCodes:
    """The missing codes of one table."""

    def __init__(self, about: Description) -> None:
        self.about = about
        self.codes = frozenset(about.schema["missingValues"])
        self.declared = declared_missing(about.source)

    def read(self, text: str, series: str, period: int | None) -> bool:
        """Whether a cell is a missing one.

        Raises
        ------
        Fault
            If it holds a code without being declared, or anything else than the declared code.
        """
        printed = self.declared.get((series, period)) if period and self.declared else None
        if printed is None and text not in self.codes:
            return False
        if printed is None and not self._allowed(series, period):
            raise Fault(
                "missing-code",
                "is a missing code in a cell that is not declared missing",
                "Type the printed number, or declare the cell with its reason in sources.yaml.",
            )
        if printed is not None and text != printed:
            raise Fault(
                "missing-code",
                f'stands where sources.yaml declares a missing cell, printed as "{printed}"',
                "Restore the printed code, or take the cell off the list of missing ones there.",
            )
        return True

    def _allowed(self, series: str, period: int | None) -> bool:
        """Whether a cell may be missing without being declared so."""
        everywhere = period is None or "each" in self.about.source
        return everywhere and not self.about.limits_of(series).get("required", False)
