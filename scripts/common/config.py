"""The study as data: config.yaml, sources.yaml and corrections.yaml, checked and typed.

Whatever is wrong is said at once, each fault with its key, its value and what is accepted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from scripts.common.config_checks import (
    correction_faults,
    cross_faults,
    external_faults,
    hypothesis_faults,
    multiverse_faults,
    prediction_faults,
    schema_faults,
)
from scripts.common.errors import UserError
from scripts.common.strict_yaml import read_yaml
from scripts.common.study import Event, Hypothesis, Series, Study, split_window

QUESTION_ENDINGS = {"higher_after": "higher", "changed_course": "course"}


class ConfigError(UserError):
    """Everything that is wrong with the config, said at once."""


def load_study(
    path_to_config: str | Path, path_to_sources: str | Path, path_to_corrections: str | Path
) -> Study:
    """Read and check the study.

    Raises
    ------
    ConfigError
        Naming every key that does not fit, its value and what is accepted.
    """
    config, sources = _read_mapping(path_to_config), _read_mapping(path_to_sources)
    corrections = _read_yaml(path_to_corrections)
    config = _dates_as_text(config)
    _stop_if(schema_faults(config), path_to_config)
    series = {s.id: s for s in _series(sources)}
    observed = {s.id: s.years for s in series.values() if s.table in config["tables"]["analysed"]}
    events = {k: Event(k, **v) for k, v in config["events"].items()}
    calendars = {t: str(entry["calendar"]) for t, entry in sources["tables"].items()}
    faults = [
        *cross_faults(config, sources, list(observed)),
        *multiverse_faults(config, series, list(observed)),
        *external_faults(config, series, list(observed)),
    ]
    _stop_if(faults, path_to_config)
    hypotheses = tuple(_hypotheses(config, series, events, calendars))
    faults = [*hypothesis_faults(hypotheses, observed), *prediction_faults(config, hypotheses)]
    _stop_if(faults, path_to_config)
    _stop_if(
        correction_faults(corrections, series, sources, config["tables"]["analysed"]),
        path_to_corrections,
    )
    return Study(
        **config["study"],
        seed=config["seed"],
        analysed=tuple(config["tables"]["analysed"]),
        reference=tuple(config["tables"]["reference"]),
        facts=tuple(config["tables"]["facts"]),
        calendars=calendars,
        series=series,
        events=events,
        hypotheses=hypotheses,
        windows={t: tuple(w) for t, w in config["windows"].items()},
        panels=tuple(_panels(config["panels"], series, events, calendars)),
        predictions=tuple(_predictions(config["predictions"])),
        methods=config["methods"],
        calibration=config["calibration"],
        multiverse=config["multiverse"],
        external_checks=tuple(_external_checks(config["external_checks"], series)),
        corrections=tuple(corrections),
    )


def _read_yaml(path: str | Path) -> Any:
    if not Path(path).exists():
        raise ConfigError(f"{path} is missing; the study cannot be read without it.")
    try:
        return read_yaml(path)
    except UserError as error:
        raise ConfigError(str(error)) from error


def _read_mapping(path: str | Path) -> dict[str, Any]:
    content = _read_yaml(path)
    if not isinstance(content, dict):
        raise ConfigError(f"{path} must hold keys and values; it holds {content!r}.")
    return content


def _dates_as_text(node: Any) -> Any:
    """YAML turns 1985-09-22 into a date and 1991 into a number; events are compared as text."""
    if isinstance(node, dict):
        return {
            str(k): str(v) if k == "date" and isinstance(v, int) else _dates_as_text(v)
            for k, v in node.items()
        }
    if isinstance(node, list):
        return [_dates_as_text(v) for v in node]
    return node.isoformat() if isinstance(node, datetime.date) else node


def _hypotheses(
    config: dict[str, Any],
    series: Mapping[str, Series],
    events: Mapping[str, Event],
    calendars: Mapping[str, str],
) -> Iterator[Hypothesis]:
    for entry in config["hypotheses"]:
        first, last = split_window(entry["window"])
        for name in entry["series"]:
            for question in entry["questions"]:
                yield Hypothesis(
                    id=f"{name}_{entry['event']}_{QUESTION_ENDINGS[question]}",
                    series=name,
                    table=series[name].table,
                    event=entry["event"],
                    question=question,
                    event_year=events[entry["event"]].year(calendars[series[name].table]),
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
    events: Mapping[str, Event],
    calendars: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    for entry in entries:
        first = series[entry["series"][0]]
        yield {
            **entry,
            "table": first.table,
            "unit": first.unit,
            "event_year": events[entry["event"]].year(calendars[first.table]),
            "first_year": split_window(entry["window"])[0],
            "last_year": split_window(entry["window"])[1],
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


def _series(sources: dict[str, Any]) -> Iterator[Series]:
    for table, entry in sources["tables"].items():
        first, last = split_window(entry["years"])
        missing: dict[str, set[int]] = {}
        for gap in entry.get("missing", []):
            for column in gap["columns"]:
                missing.setdefault(column, set()).update(gap["years"])
        for column, about in {**entry["columns"], **entry.get("derived", {})}.items():
            parts = about.get("pools", [column])
            absent = set.intersection(*(missing.get(part, set()) for part in parts))
            yield Series(
                id=f"{table}_{column}",
                table=table,
                column=column,
                label=about["label"],
                short_label=about["short_label"],
                unit=about["unit"],
                kind=about["kind"],
                years=tuple(y for y in range(first, last + 1) if y not in absent),
            )


def _stop_if(faults: list[str], path: str | Path) -> None:
    if faults:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ConfigError("\n".join([f"{count} in {path}:", *(f"  {f}" for f in faults)]))
