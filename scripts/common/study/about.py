"""A completed config, and what its names may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.common.periods import Frequency, frequency_of, split_window
from scripts.common.study.events import Event
from scripts.common.study.model import Series


@dataclass(frozen=True)
class About:
    """What checks and study are made of.

    Parameters
    ----------
    config, sources : mapping
        Both of the right form.
    series : mapping
        Every series by its id.
    """

    config: Mapping[str, Any]
    sources: Mapping[str, Any]
    series: Mapping[str, Series]

    @cached_property
    def spans(self) -> dict[str, str]:
        """First and last period of every table, as in ``1980-1999``."""
        return {table: entry["years"] for table, entry in self.sources["tables"].items()}

    @cached_property
    def frequencies(self) -> dict[str, Frequency]:
        """Whether a table has years, quarters or months."""
        return {table: frequency_of(split_window(span)[0]) for table, span in self.spans.items()}

    @cached_property
    def calendars(self) -> dict[str, str]:
        """The calendar of every table."""
        return {table: entry["calendar"] for table, entry in self.sources["tables"].items()}

    @cached_property
    def events(self) -> dict[str, Event]:
        """The events by id."""
        return {name: Event(name, **entry) for name, entry in self.config["events"].items()}

    @cached_property
    def analysed(self) -> dict[str, Series]:
        """The series of analysed tables."""
        return self._of("analysed")

    @cached_property
    def kept(self) -> dict[str, Series]:
        """The series of analysed and reference tables."""
        return self._of("analysed", "reference")

    def period_of(self, event: str, table: str) -> int:
        """The period of a table that holds an event."""
        return self.events[event].period(self.calendars[table], self.frequencies[table])

    def _of(self, *roles: str) -> dict[str, Series]:
        tables = {table for role in roles for table in self.config["tables"][role]}
        return {name: s for name, s in self.series.items() if s.table in tables}
