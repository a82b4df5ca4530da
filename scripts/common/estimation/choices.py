"""From the choices of config.yaml to the multiverse of one hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scripts.common.periods import as_period, frequency_of, split_window
from scripts.common.study.model import Hypothesis
from scripts.common.tables import series_values
from scripts.methods.multiverse import Choices, Outcome, specifications
from scripts.methods.specification_curve import Universe

if TYPE_CHECKING:
    import pandas as pd


def universe_of(
    frame: pd.DataFrame,
    corrected: pd.DataFrame,
    hypothesis: Hypothesis,
    kind: str,
    multiverse: dict[str, Any],
) -> Universe:
    """The multiverse of one hypothesis from the choices that config.yaml declares.

    Parameters
    ----------
    frame : DataFrame
        All processed series that the multiverse needs, as printed.
    corrected : DataFrame
        Those of the hypotheses with the corrected cells in place.
    kind : ``share``, ``amount`` or ``count``
    multiverse : dict
        The part `multiverse` of config.yaml.
    """
    years, values = series_values(frame, hypothesis.series)
    observed = tuple(years.tolist())
    outcomes = _outcomes(frame, hypothesis.series, kind, multiverse)
    cells = {
        "suspect_dropped": _years_with(frame, hypothesis.series, "suspected"),
        "corrected": _years_with(corrected, hypothesis.series, "corrected"),
    }
    choices = _choices(hypothesis, observed, tuple(outcomes), cells, multiverse)
    covariate = _by_year(frame, multiverse["covariate"]) if "covariate" in multiverse else {}
    return Universe(
        observed=observed,
        values=values,
        corrected=series_values(corrected, hypothesis.series)[1],
        sign=1.0 if hypothesis.claimed == "up" else -1.0,
        specifications=specifications(
            choices, hypothesis.question, observed, hypothesis.event_year
        ),
        outcomes=outcomes,
        log_covariate={year: float(np.log(value)) for year, value in covariate.items()},
    )


def _outcomes(
    frame: pd.DataFrame, series: str, kind: str, multiverse: dict[str, Any]
) -> dict[str, Outcome]:
    found = {name: Outcome(name, log=name == "log") for name in multiverse["outcome"][kind]}
    for entry in multiverse["conversions"]:
        if series in entry["series"]:
            by = _by_year(frame, entry["divide_by"])
            divisor = {year: value / entry["base"] for year, value in by.items()}
            found[entry["outcome"]] = Outcome(entry["outcome"], divisor=divisor)
    return found


def _choices(
    hypothesis: Hypothesis,
    years: tuple[int, ...],
    outcomes: tuple[str, ...],
    cells: dict[str, tuple[int, ...]],
    multiverse: dict[str, Any],
) -> Choices:
    first, last = years[0], years[-1]
    own = (hypothesis.first_year, hypothesis.last_year)
    others = map(split_window, multiverse["window"].get(hypothesis.event, []))
    # An event may have windows in years and in quarters, for tables of either.
    fitting = [(a, b) for a, b in others if frequency_of(a) == frequency_of(first)]
    clipped = [own, *((max(a, first), min(b, last)) for a, b in fitting)]
    years_of = {
        key: tuple(
            as_period(y)
            for e in multiverse[key]
            if hypothesis.series in e["series"]
            for y in e["years"]
        )
        for key in ("partial_years", "interpolated_years")
    }
    return Choices(
        event_year=tuple(dict.fromkeys([hypothesis.coding, *multiverse["event_year"]])),
        window=tuple(dict.fromkeys(clipped)),
        outcome=outcomes,
        table={
            option: cells[option] if option == "suspect_dropped" else ()
            for option in multiverse["table"]
        },
        corrected={"corrected": cells["corrected"]},
        last_year=_with_years(multiverse["last_year"], years_of["partial_years"]),
        trend=tuple(multiverse["trend"]),
        hold_covariate=tuple(multiverse["hold_covariate"]),
        gap=_with_years(multiverse["gap"], years_of["interpolated_years"]),
        covariance=tuple(multiverse["covariance"]),
    )


def _with_years(options: list[str], years: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The first option leaves the series as it is; any other acts on the declared years."""
    return {option: years if i else () for i, option in enumerate(options)}


def _years_with(frame: pd.DataFrame, series: str, status: str) -> tuple[int, ...]:
    rows = frame[(frame["series"] == series) & (frame["status"] == status)]
    return tuple(rows["year"].tolist())


def _by_year(frame: pd.DataFrame, series: str) -> dict[int, float]:
    return dict(zip(*(a.tolist() for a in series_values(frame, series)), strict=True))
