"""The study as data: config.yaml, sources.yaml and corrections.yaml, checked and typed.

Whatever is wrong is said at once, each fault with its key, its value and what is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError
from scripts.common.periods import Frequency, as_period, split_window
from scripts.common.raw.metadata import load_sources
from scripts.common.raw.metadata_checks import form_faults
from scripts.common.strict_yaml import read_yaml
from scripts.common.study.checks import (
    About,
    cross_faults,
    hypothesis_faults,
    prediction_faults,
    schema_faults,
    table_faults,
)
from scripts.common.study.correction_checks import correction_faults
from scripts.common.study.defaults import completed, expanded
from scripts.common.study.figures import OF_STUDY, OF_TABLE, default_figures, figure_faults
from scripts.common.study.model import Event, Hypothesis, Series, Study
from scripts.common.study.series import series_of_sources

Dated = Callable[[str, str], int]
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
    config, sources = _read_mapping(path_to_config), _read_sources(path_to_sources)
    corrections = _read_yaml(path_to_corrections) if Path(path_to_corrections).exists() else []
    config = _years_as_text(config)
    _stop_if(schema_faults(config), path_to_config)
    spans = {table: entry["years"] for table, entry in sources["tables"].items()}
    config = completed(config, spans)
    tables = config["tables"]
    _stop_if(list(table_faults(tables, sources)), path_to_config)
    found = series_of_sources(sources, path_to_sources, tables["analysed"] + tables["reference"])
    series = {s.id: s for s in found}
    analysed = set(tables["analysed"])
    observed = {s.id: s.years for s in series.values() if s.table in analysed}
    config, faults = expanded(config, list(observed))
    about = About(config, sources, series, observed)
    _stop_if([*faults, *cross_faults(about)], path_to_config)
    events = {k: Event(k, **v) for k, v in config["events"].items()}
    calendars = {t: str(entry["calendar"]) for t, entry in sources["tables"].items()}
    dated = partial(_dated, events, calendars, about.frequencies)
    hypotheses = tuple(_hypotheses(config, series, spans, dated))
    faults = [*hypothesis_faults(hypotheses, observed), *prediction_faults(config, hypotheses)]
    _stop_if(faults, path_to_config)
    faults = correction_faults(corrections, series, sources, tables["analysed"])
    _stop_if(faults, path_to_corrections)
    pairs = _pairs(sources, tables["analysed"])
    kinds = _drawable(config, pairs, Path(path_to_sources).with_name("claims.yaml").exists())
    asked = [t for t in tables["analysed"] if any(h.table == t for h in hypotheses)]
    figures = config.get("figures", default_figures(asked, kinds))
    shown = {s.id: s for s in series.values() if s.table in analysed}
    _stop_if(list(figure_faults(figures, shown, kinds)), path_to_config)
    return Study(
        **config["study"],
        seed=config["seed"],
        analysed=tuple(tables["analysed"]),
        reference=tuple(tables["reference"]),
        facts=tuple(tables["facts"]),
        calendars=calendars,
        frequencies=about.frequencies,
        series=series,
        events=events,
        hypotheses=hypotheses,
        windows={t: tuple(w) for t, w in config["windows"].items()},
        panels=tuple(_panels(config["panels"], series, spans, dated)),
        predictions=tuple(_predictions(config["predictions"])),
        methods=config["methods"],
        calibration=config["calibration"],
        evidence=tuple(config["evidence"]),
        chunk=config["chunk"],
        multiverse=config.get("multiverse", {}),
        external_checks=tuple(_external_checks(config["external_checks"], series)),
        pairs=pairs,
        figures=tuple(figures),
        corrections=tuple({**c, "year": as_period(c["year"])} for c in corrections),
    )


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


def _drawable(
    config: Mapping[str, Any], pairs: Mapping[str, Collection[Any]], claims: bool
) -> list[str]:
    """Kinds of figures that the study has results for."""
    paired = any(pairs.values())
    needed = {
        "breaks": "breaks" in config["evidence"],
        "pairs": paired,
        "multiverse": "multiverse" in config,
        "placebo": "robustness" in config["evidence"],
        "scorecard": bool(config["predictions"]),
        "forensics": paired,
        "claims": claims,
    }
    return [kind for kind in (*OF_TABLE, *OF_STUDY) if needed.get(kind, True)]


def _require(path: str | Path) -> None:
    if not Path(path).exists():
        raise ConfigError(f"{path} is missing; the study cannot be read without it.")


def _read_yaml(path: str | Path) -> Any:
    _require(path)
    try:
        return read_yaml(path)
    except UserError as error:
        raise ConfigError(str(error)) from error


def _read_mapping(path: str | Path) -> dict[str, Any]:
    content = _read_yaml(path)
    if not isinstance(content, dict):
        raise ConfigError(f"{path} must hold keys and values; it holds {content!r}.")
    return content


def _read_sources(path: str | Path) -> dict[str, Any]:
    _require(path)
    try:
        sources = load_sources(path)
    except UserError as error:
        raise ConfigError(str(error)) from error
    _stop_if([f"{fault.message}. {fault.remedy}" for fault in form_faults(sources)], path)
    return sources


def _years_as_text(node: Any) -> Any:
    """YAML reads the date 1991 as a number; events are compared as text."""
    if isinstance(node, dict):
        return {
            str(k): str(v) if k == "date" and isinstance(v, int) else _years_as_text(v)
            for k, v in node.items()
        }
    return [_years_as_text(v) for v in node] if isinstance(node, list) else node


def _dated(
    events: Mapping[str, Event],
    calendars: Mapping[str, str],
    frequencies: Mapping[str, Frequency],
    event: str,
    table: str,
) -> int:
    """The period of a table that holds an event."""
    return events[event].period(calendars[table], frequencies[table])


def _hypotheses(
    config: dict[str, Any], series: Mapping[str, Series], spans: Mapping[str, str], dated: Dated
) -> Iterator[Hypothesis]:
    for entry in config["hypotheses"]:
        for name in entry["series"]:
            table = series[name].table
            first, last = split_window(entry.get("window", spans[table]))
            event_year = dated(entry["event"], table)
            for question in entry["questions"]:
                yield Hypothesis(
                    id=f"{name}_{entry['event']}_{QUESTION_ENDINGS[question]}",
                    series=name,
                    table=table,
                    event=entry["event"],
                    question=question,
                    event_year=event_year,
                    coding=entry["event_year"],
                    first_year=first,
                    last_year=last,
                    claimed=entry["claimed"],
                    smallest_effect=float(entry["smallest_effect"]),
                    unit=series[name].unit,
                    primary=entry["primary"],
                    locator=entry["locator"],
                )


def _panels(
    entries: list[dict[str, Any]],
    series: Mapping[str, Series],
    spans: Mapping[str, str],
    dated: Dated,
) -> Iterator[dict[str, Any]]:
    for entry in entries:
        first = series[entry["series"][0]]
        window = entry.get("window", spans[first.table])
        yield {
            **entry,
            "window": window,
            "table": first.table,
            "unit": first.unit,
            "event_year": dated(entry["event"], first.table),
            "first_year": split_window(window)[0],
            "last_year": split_window(window)[1],
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


def _external_checks(
    entries: list[dict[str, Any]], series: Mapping[str, Series]
) -> Iterator[dict[str, Any]]:
    """One check per printed series: the external series (two: their ratio), scale, tolerance."""
    for entry in entries:
        for name, external in entry["against"].items():
            about = {"table": series[name].table, "unit": series[name].unit}
            numbers = {k: float(entry[k]) for k in ("scale", "tolerance")}
            yield {"series": name, "external": external, **about, **numbers}


def _stop_if(faults: list[str], path: str | Path) -> None:
    if faults:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ConfigError("\n".join([f"{count} in {path}:", *(f"  {f}" for f in faults)]))
