"""Complete a config: what it leaves out, and the series that its patterns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import filter as matching
from pathlib import Path
from typing import Any

from scripts.common.strict_yaml import read_yaml

_DEFAULTS = Path(__file__).with_name("config.defaults.yaml")
_PATTERN = "*"


def completed(config: Mapping[str, Any], spans: Mapping[str, str]) -> dict[str, Any]:
    """A config with the defaults of ``config.defaults.yaml`` where it says nothing.

    Parameters
    ----------
    config : mapping
        Of the right form.
    spans : mapping
        First and last period of every table, for windows.
    """
    defaults = read_yaml(_DEFAULTS)
    entries = defaults.pop("entries")
    whole = {**defaults, **config}
    for key, default in defaults.items():
        if isinstance(default, dict):
            whole[key] = {**default, **config.get(key, {})}
    for key, default in entries.items():
        whole[key] = [
            {**entry, **{k: v for k, v in default.items() if k not in entry}}
            for entry in whole[key]
        ]
    analysed = whole["tables"]["analysed"]
    windows = {table: [spans[table]] for table in analysed if table in spans}
    whole["windows"] = {**windows, **_by_name(whole["windows"], analysed)}
    return whole


def expanded(config: Mapping[str, Any], series: Sequence[str]) -> dict[str, Any]:
    """A config with the series that its patterns mean.

    A pattern that means none stays, to be told of as an unknown name.
    """
    whole = dict(config)
    for key in ("hypotheses", "panels", "predictions"):
        whole[key] = _with_series(config[key], series)
    if "multiverse" in config:
        whole["multiverse"] = dict(config["multiverse"])
        for key in ("conversions", "partial_years", "interpolated_years"):
            whole["multiverse"][key] = _with_series(config["multiverse"][key], series)
    return whole


def _by_name(windows: Mapping[str, Any], analysed: Sequence[str]) -> dict[str, Any]:
    """Windows by table; a table's own name counts more than a pattern that means it."""
    patterns = {name: entry for name, entry in windows.items() if _PATTERN in name}
    meant = {table: entry for name, entry in patterns.items() for table in matching(analysed, name)}
    # A pattern that means no table stays, to be told of as an unknown name.
    lost = {name: e for name, e in patterns.items() if not matching(analysed, name)}
    return {**meant, **{n: e for n, e in windows.items() if n not in patterns}, **lost}


def _with_series(
    entries: Iterable[Mapping[str, Any]], known: Sequence[str]
) -> list[dict[str, Any]]:
    return [{**e, "series": list(dict.fromkeys(_names(e["series"], known)))} for e in entries]


def _names(wanted: Iterable[str], known: Sequence[str]) -> Iterator[str]:
    for name in wanted:
        yield from (_PATTERN in name and matching(known, name)) or [name]
