"""The texts of figures: those of their kind, and those of the study, which go before them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.common.errors import UserError
from scripts.common.wording.periods import template_in_periods


def own_texts(
    path_to_texts: str | Path, path_to_own: str | Path, figure_id: str, kind: str, noun: str
) -> dict[str, Any]:
    """Return the texts of one figure, each from the study's file if it is there.

    Labels are merged one by one; the study's own texts are not touched, the others are said of
    the periods of the study.

    Raises
    ------
    UserError
        If there is no such kind of figure.
    """
    kinds = _read_yaml(path_to_texts)["figures"]
    if kind not in kinds:
        raise UserError(f"there is no kind of figure {kind!r}; there are {', '.join(kinds)}.")
    generic = template_in_periods(kinds[kind], noun)
    own = _own(path_to_own).get("figures", {}).get(figure_id, {})
    return {**generic, **own, "labels": _merged(generic.get("labels", {}), own.get("labels", {}))}


def shared_labels(path_to_texts: str | Path, path_to_own: str | Path, noun: str) -> dict[str, Any]:
    """Return the labels that all figures share."""
    generic = template_in_periods(_read_yaml(path_to_texts)["labels"], noun)
    return _merged(generic, _own(path_to_own).get("labels", {}))


def _own(path: str | Path) -> dict[str, Any]:
    return _read_yaml(path) if path else {}


def _merged(generic: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
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
