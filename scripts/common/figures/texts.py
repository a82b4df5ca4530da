"""The texts of a figure: those of its kind, and those of the study, which go before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.common.errors import UserError
from scripts.common.formatting import as_period
from scripts.common.periods import frequency_of, split_window
from scripts.common.raw.metadata import load_sources
from scripts.common.wording.periods import YEAR, calendar_name, template_in_periods
from scripts.common.wording.terms import sentence_case


@dataclass(frozen=True)
class Publication:
    """Where a figure goes, and where its texts come from.

    Parameters
    ----------
    path_to_figure : path
        Without an ending; its last part is the id of the figure, for example ``figures/jica``.
    path_to_texts : path
        ``figures.yaml``: title, caption, alt text and labels of every kind of figure, as templates.
    path_to_page : path
        ``figure.md.j2``, the page of one figure.
    path_to_sources : path
        ``sources.yaml``, for tables, works and rights.
    tables : sequence of str
        Tables whose numbers the figure shows.
    title, subtitle, author, version : str
        Of the study.
    kind : str
        What kind of figure it is, an entry of `path_to_texts`.
    noun : str
        What a period of the tables is called; texts are written for years.
    path_to_own_texts : path, optional
        ``figures.yaml`` of the study: texts by id of the figure, which go before those of its kind.
    level : float
        Coverage of the intervals.
    """

    path_to_figure: str | Path
    path_to_texts: str | Path
    path_to_page: str | Path
    path_to_sources: str | Path
    tables: Sequence[str]
    title: str
    subtitle: str
    author: str
    version: str
    kind: str
    noun: str = YEAR
    path_to_own_texts: str | Path = ""
    level: float = 0.95

    @property
    def figure_id(self) -> str:
        """The id of the figure."""
        return Path(self.path_to_figure).name

    def flagged_years(self) -> list[int]:
        """Return the periods about which sources.yaml has a reservation, for the tables shown."""
        flags = [flag for table in self._tables() for flag in table.get("flags", [])]
        return sorted({as_period(year) for flag in flags for year in flag["years"]})

    def texts(self, kind: str = "") -> dict[str, Any]:
        """Return title, caption, alternative text and labels of the figure, as templates.

        Labels are merged one by one; the study's own texts are not touched, the others are said of
        the periods of the study. Of another `kind`, the texts of that kind, and those that the
        study has under its name.

        Raises
        ------
        UserError
            If there is no such kind of figure.
        """
        kinds = _read_yaml(self.path_to_texts)["figures"]
        known = kind or self.kind
        if known not in kinds:
            raise UserError(f"there is no kind of figure {known!r}; there are {', '.join(kinds)}.")
        generic = template_in_periods(kinds[known], self.noun)
        own = self._own_texts().get("figures", {}).get(kind or self.figure_id, {})
        return {**generic, **own, "labels": _merged(generic["labels"], own.get("labels", {}))}

    def labels(self, kind: str = "") -> dict[str, Any]:
        """Return the short texts that the figure draws: those of all figures, and its own.

        ``methods`` has the label of each method that figures name.
        """
        generic = template_in_periods(_read_yaml(self.path_to_texts)["labels"], self.noun)
        shared = _merged(generic, self._own_texts().get("labels", {}))
        methods: dict[str, str] = {}
        for family in shared["families"].values():
            methods |= family["methods"]
        named = {"methods": methods, "calendar_name": self.calendar_name()}
        return {**shared, **named, **self.texts(kind)["labels"]}

    def calendar_name(self) -> str:
        """Return what the time axis shows; of several tables that differ, the period alone."""
        names = {
            calendar_name(table["calendar"], frequency_of(split_window(str(table["years"]))[0]))
            for table in self._tables()
        }
        return names.pop() if len(names) == 1 else self.noun.capitalize()

    def _tables(self) -> list[dict[str, Any]]:
        return [load_sources(self.path_to_sources)["tables"][table] for table in self.tables]

    def _own_texts(self) -> dict[str, Any]:
        return _read_yaml(self.path_to_own_texts) if self.path_to_own_texts else {}


def method_label(method: str, words: Mapping[str, Any]) -> str:
    """Return what a figure calls a method: its label, or its id where it has none."""
    return str(words["methods"].get(method, method.replace("_", " ")))


def family_of(words: Mapping[str, Any]) -> dict[str, str]:
    """Return what each method that has a label supposes about neighbouring years."""
    return {m: name for name, family in words["families"].items() for m in family["methods"]}


def theory_name(theory: str, words: Mapping[str, Any]) -> str:
    """Return how a theory is headed: in the words of figures.yaml, or by its own name."""
    return str(words["theories"].get(theory, sentence_case(theory.replace("_", " "))))


def difference_unit(unit: str, words: Mapping[str, Any]) -> str:
    """Return the unit of a difference: points, between percentages."""
    return str(words["points"]) if unit.startswith("%") else unit


def _merged(generic: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested labels, the own ones in place of the generic ones of the same name."""
    both = generic.keys() & own.keys()
    inner = {
        name: _merged(generic[name], own[name])
        for name in both
        if isinstance(generic[name], dict) and isinstance(own[name], dict)
    }
    return {**generic, **own, **inner}


@cache
def _read_yaml(path: str | Path) -> dict[str, Any]:
    content = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert isinstance(content, dict)
    return content
