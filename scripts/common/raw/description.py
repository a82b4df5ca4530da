"""What is known of one raw table before it is read: its schema and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.common.periods import FREQUENCIES


@dataclass(frozen=True)
class Description:
    """How one table is read, and what it means.

    Parameters
    ----------
    schema : mapping
        Its Table Schema, from ``datapackage.json``.
    source : mapping
        Its entry in ``sources.yaml``; empty for a table without time.
    """

    schema: Mapping[str, Any]
    source: Mapping[str, Any]

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The columns of the file by name, in their order."""
        return {field["name"]: field for field in self.schema["fields"]}

    @cached_property
    def time(self) -> str | None:
        """The column of the periods, ``year``, ``quarter`` or ``month``: in the key, if any."""
        keys = self.schema.get("primaryKey") or self.fields
        return next((name for name in keys if name in FREQUENCIES), None)

    @property
    def is_long(self) -> bool:
        """Whether a row is one number of one series, and not one period of all of them."""
        return "layout" in self.source

    def column_of(self, series: str) -> str:
        """The column of the file that a series' numbers stand in."""
        return str(self.source["layout"]["value"]) if self.is_long else series

    def limits_of(self, series: str) -> Mapping[str, Any]:
        """The constraints on a series' cells."""
        found: Mapping[str, Any] = self.fields[self.column_of(series)].get("constraints", {})
        return found

    def meanings(self, series: Iterable[str]) -> dict[str, Any]:
        """What each series is; of a long table perhaps the same for all."""
        if "each" in self.source:
            return dict.fromkeys(series, self.source["each"])
        return dict(self.source["columns"])
