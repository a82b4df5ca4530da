"""The study as data: config.yaml, sources.yaml and corrections.yaml, checked and typed.

Whatever is wrong is said at once, each fault with its key, its value and what is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError
from scripts.common.periods import as_period, split_window
from scripts.common.raw.metadata import load_sources
from scripts.common.raw.metadata_checks import form_faults
from scripts.common.strict_yaml import read_yaml
from scripts.common.study.about import About
from scripts.common.study.checks import (
    cross_faults,
    hypothesis_faults,
    prediction_faults,
    schema_faults,
    table_faults,
)
from scripts.common.study.correction_checks import correction_faults
from scripts.common.study.defaults import completed, expanded
from scripts.common.study.figures import default_figures, drawable, figure_faults
from scripts.common.study.model import Hypothesis, Study
from scripts.common.study.series import series_of_sources

QUESTION_ENDINGS = {"higher_after": "higher", "changed_course": "course"}


class ConfigError(UserError):
    """Everything that is wrong with the config, said at once."""


def load_study(
    path_to_config: str | Path, path_to_sources: str | Path, path_to_corrections: str | Path
) -> Study:
    """Read and check the study.

    Parameters
    ----------
    path_to_config : path
        What it leaves out is in ``config.defaults.yaml``.
    path_to_sources : path
        Beside it lies ``datapackage.json``.
    path_to_corrections : path
        Where there is no such file, nothing is corrected.

    Raises
    ------
    ConfigError
        Naming every key that does not fit, its value and what is accepted.
    TableError
        If the series of a long table must be read from it, and it has a problem.
    """
    written, sources = _read_config(path_to_config), _read_sources(path_to_sources)
    corrections = _read(path_to_corrections) if Path(path_to_corrections).exists() else []
    about = _checked(written, sources, path_to_config, path_to_sources)
    config, tables = about.config, about.config["tables"]
    hypotheses = tuple(_hypotheses(about))
    faults = hypothesis_faults(hypotheses, about.series)
    _stop_if([*faults, *prediction_faults(config, hypotheses)], path_to_config)
    _stop_if(correction_faults(corrections, about), path_to_corrections)
    pairs = _pairs(sources, tables["analysed"])
    kinds = drawable(config, pairs, Path(path_to_sources).with_name("claims.yaml").exists())
    asked = [t for t in tables["analysed"] if any(h.table == t for h in hypotheses)]
    figures = config.get("figures", default_figures(asked, kinds))
    _stop_if(figure_faults(figures, about.analysed, kinds), path_to_config)
    return Study(
        **config["study"],
        **{key: config[key] for key in ("seed", "methods", "calibration", "chunk")},
        analysed=tuple(tables["analysed"]),
        reference=tuple(tables["reference"]),
        facts=tuple(tables["facts"]),
        calendars=about.calendars,
        frequencies=about.frequencies,
        series=about.series,
        events=about.events,
        hypotheses=hypotheses,
        windows={t: tuple(w) for t, w in config["windows"].items()},
        panels=tuple(_panels(about)),
        predictions=tuple(_predictions(config["predictions"])),
        evidence=tuple(config["evidence"]),
        multiverse=config.get("multiverse", {}),
        external_checks=tuple(_external_checks(about)),
        pairs=pairs,
        figures=tuple(figures),
        corrections=tuple({**c, "year": as_period(c["year"])} for c in corrections),
    )


def _checked(
    written: Mapping[str, Any],
    sources: Mapping[str, Any],
    path_to_config: str | Path,
    path_to_sources: str | Path,
) -> About:
    """Complete the config and check it by itself and against the sources."""
    _stop_if(schema_faults(written), path_to_config)
    config = completed(written, About({}, sources, {}).spans)
    tables = config["tables"]
    _stop_if(table_faults(tables, sources), path_to_config)
    found = series_of_sources(sources, path_to_sources, tables["analysed"] + tables["reference"])
    about = About(config, sources, {series.id: series for series in found})
    about = replace(about, config=expanded(config, list(about.analysed)))
    _stop_if(cross_faults(about), path_to_config)
    return about


def _pairs(
    sources: Mapping[str, Any], tables: Iterable[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Ids of each amount and its share, by table."""
    return {
        table: tuple(
            (f"{table}_{about['total_of']}", f"{table}_{name}")
            for name, about in sources["tables"][table].get("columns", {}).items()
            if "total_of" in about
        )
        for table in tables
    }


def _read(path: str | Path, read: Callable[[str | Path], Any] = read_yaml) -> Any:
    if not Path(path).exists():
        raise ConfigError(f"{path} is missing; the study cannot be read without it.")
    try:
        return read(path)
    except UserError as error:
        raise ConfigError(str(error)) from error


def _read_config(path: str | Path) -> Any:
    content = _read(path)
    if not isinstance(content, dict):
        raise ConfigError(f"{path} must hold keys and values; it holds {content!r}.")
    return _years_as_text(content)


def _read_sources(path: str | Path) -> Any:
    sources = _read(path, load_sources)
    _stop_if((f"{fault.message}. {fault.remedy}" for fault in form_faults(sources)), path)
    return sources


def _years_as_text(node: Any) -> Any:
    """YAML reads the date 1991 as a number; events are compared as text."""
    if isinstance(node, dict):
        return {
            str(k): str(v) if k == "date" and isinstance(v, int) else _years_as_text(v)
            for k, v in node.items()
        }
    return [_years_as_text(v) for v in node] if isinstance(node, list) else node


def _hypotheses(about: About) -> Iterator[Hypothesis]:
    for entry in about.config["hypotheses"]:
        for name in entry["series"]:
            series = about.series[name]
            first, last = split_window(entry.get("window", about.spans[series.table]))
            event_year = about.period_of(entry["event"], series.table)
            for question in entry["questions"]:
                yield Hypothesis(
                    id=f"{name}_{entry['event']}_{QUESTION_ENDINGS[question]}",
                    series=name,
                    table=series.table,
                    event=entry["event"],
                    question=question,
                    event_year=event_year,
                    coding=entry["event_year"],
                    first_year=first,
                    last_year=last,
                    claimed=entry["claimed"],
                    smallest_effect=float(entry["smallest_effect"]),
                    unit=series.unit,
                    primary=entry["primary"],
                    locator=entry["locator"],
                )


def _panels(about: About) -> Iterator[dict[str, Any]]:
    for entry in about.config["panels"]:
        first = about.series[entry["series"][0]]
        window = entry.get("window", about.spans[first.table])
        first_year, last_year = split_window(window)
        yield {
            **entry,
            "window": window,
            "table": first.table,
            "unit": first.unit,
            "event_year": about.period_of(entry["event"], first.table),
            "first_year": first_year,
            "last_year": last_year,
        }


def _predictions(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        for name, question in product(entry["series"], entry["questions"]):
            yield {
                "hypothesis": f"{name}_{entry['event']}_{QUESTION_ENDINGS[question]}",
                "series": name,
                "question": question,
                **{k: entry[k] for k in ("theory", "event", "predicted", "locator")},
            }


def _external_checks(about: About) -> Iterator[dict[str, Any]]:
    """One check per printed series: the external series (two: their ratio), scale, tolerance."""
    for entry in about.config["external_checks"]:
        numbers = {key: float(entry[key]) for key in ("scale", "tolerance")}
        for name, external in entry["against"].items():
            own = {"table": about.series[name].table, "unit": about.series[name].unit}
            yield {"series": name, "external": external, **own, **numbers}


def _stop_if(found: Iterable[str], path: str | Path) -> None:
    if faults := list(found):
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ConfigError("\n".join([f"{count} in {path}:", *(f"  {f}" for f in faults)]))
