"""The multiverse of one hypothesis: every defensible combination of named choices.

A specification is one combination; the first option of every choice makes the headline. What a
choice does not change (1999 dropped from a window that ends in 1996) is not counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import product
from typing import Any

import numpy as np

from scripts.methods.design import Coding, EventDesign, Floats
from scripts.methods.linear_model import LinearModel, segmented_model, shift_model
from scripts.methods.result import Infeasible

Years = tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """The options of every choice for one hypothesis, the headline's option first.

    A `Specification` takes one option of each, under the same name.

    Attributes
    ----------
    event_year : codings of the partly exposed year
    window : first and last period
    outcome : names of `Outcome`
    table, last_year : years that each option leaves out
    corrected : years at which each option of `table` takes a corrected value; absent is none
    trend : ``none`` or ``linear``
    hold_covariate : ``no`` or ``yes``
    gap : years that each option fills by linear interpolation
    covariance : ``boot_ar1``, ``hac`` or ``ols``
    """

    event_year: tuple[Coding, ...]
    window: tuple[tuple[int, int], ...]
    outcome: tuple[str, ...]
    table: Mapping[str, Years]
    last_year: Mapping[str, Years]
    trend: tuple[str, ...]
    hold_covariate: tuple[str, ...]
    gap: Mapping[str, Years]
    covariance: tuple[str, ...]
    corrected: Mapping[str, Years] = field(default_factory=dict)


@dataclass(frozen=True)
class Specification:
    """One option of every choice, and the design that they lead to."""

    event_year: Coding
    window: tuple[int, int]
    outcome: str
    table: str
    last_year: str
    trend: str
    hold_covariate: str
    gap: str
    covariance: str
    question: str
    design: EventDesign
    filled: Years
    corrected: Years = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for two specifications that compute the same thing."""
        options = (self.outcome, self.trend, self.hold_covariate, self.covariance)
        sample = (self.design.years, tuple(self.design.post), self.filled, self.corrected)
        return (*sample, *options)


@dataclass(frozen=True)
class Outcome:
    """What is made of the values of a series: divided by another series, or its logarithm."""

    name: str
    log: bool = False
    divisor: Mapping[int, float] | None = None

    def of(self, years: Sequence[int], values: Floats) -> Floats:
        """(n,) the outcome; raises `Infeasible` where it is not defined."""
        values = values / self._divisor(years)
        if self.log and np.min(values, initial=1.0) <= 0:
            raise Infeasible("the logarithm needs positive values")
        return np.log(values) if self.log else values

    def of_deviations(self, years: Sequence[int], deviations: Floats) -> Floats:
        """(b, n) deviations of the outcome to first order, up to a constant factor.

        Around the mean of the series a logarithm moves in proportion to the value, and a quotient
        in proportion to one over its divisor.
        """
        return np.asarray(deviations / self._divisor(years))

    def _divisor(self, years: Sequence[int]) -> Floats:
        return np.ones(len(years)) if self.divisor is None else looked_up(self.divisor, years)


def specifications(
    choices: Choices, question: str, observed: Sequence[int], event_year: int
) -> list[Specification]:
    """All combinations that differ in what they compute, the headline first.

    Parameters
    ----------
    question : ``higher_after`` or ``changed_course``
        The segmented line of ``changed_course`` has a trend already.
    observed : years in which the series holds a number
    event_year : the partly exposed year
    """
    if question != "higher_after":
        choices = replace(choices, trend=("none",))
    options = [f.name for f in fields(Choices) if f.name != "corrected"]
    found: dict[tuple[object, ...], Specification] = {}
    for combination in product(*(getattr(choices, option) for option in options)):
        chosen: dict[str, Any] = dict(zip(options, combination, strict=True))
        first, last = chosen["window"]
        left_out = {*choices.table[chosen["table"]], *choices.last_year[chosen["last_year"]]}
        gap = choices.gap[chosen["gap"]]
        filled = tuple(y for y in gap if first <= y <= last and y not in observed)
        years = [y for y in {*observed, *filled} - left_out if first <= y <= last]
        design = EventDesign.cut(years, event_year, chosen["event_year"])
        corrected = choices.corrected.get(chosen["table"], ())
        specification = Specification(
            **chosen,
            question=question,
            design=design,
            filled=filled,
            corrected=_corrected(design.years, observed, corrected),
        )
        found.setdefault(specification.identity, specification)
    return list(found.values())


def model_of(specification: Specification, log_covariate: Mapping[int, float]) -> LinearModel:
    """The linear model of a specification with its one contrast.

    ``level_shift`` of the step, or ``average_gap`` of the segmented line, with the trend and the
    covariate held fixed.

    Raises
    ------
    Infeasible
        If there are too few years on a side of the event, or the covariate lacks a year.
    """
    design = specification.design
    build = shift_model if specification.question == "higher_after" else segmented_model
    base = build(design)
    columns = [base.x]
    if specification.trend == "linear":
        columns.append(_centred(np.array(design.years, dtype=float)))
    if specification.hold_covariate == "yes":
        columns.append(_centred(looked_up(log_covariate, design.years)))
    x = np.column_stack(columns)
    contrast = base.contrasts[0]
    rows = np.pad(contrast.rows, ((0, 0), (0, x.shape[1] - base.x.shape[1])))
    return replace(base, x=x, contrasts=(replace(contrast, rows=rows),))


def reading(years: Sequence[int], observed: Sequence[int]) -> Floats:
    """(n, m) matrix that reads a specification's years off the observed ones.

    A filled year is interpolated linearly between its observed neighbours.
    """
    units = np.eye(len(observed))
    return np.column_stack([np.interp(years, observed, unit) for unit in units])


def looked_up(series: Mapping[int, float], years: Sequence[int]) -> Floats:
    """(n,) values of another series; raises `Infeasible` naming the years it lacks."""
    absent = [y for y in years if y not in series]
    if absent:
        raise Infeasible(f"a series it needs has no value in {', '.join(map(str, absent))}")
    return np.array([series[y] for y in years])


def _corrected(years: Sequence[int], observed: Sequence[int], corrected: Years) -> Years:
    """The corrected years among those that a specification reads, its fillings included."""
    if not corrected:
        return ()
    read = np.array(observed)[np.any(reading(years, observed) != 0, axis=0)]
    return tuple(y for y in read.tolist() if y in corrected)


def _centred(column: Floats) -> Floats:
    # A constant moved between regressor and intercept changes no estimate, only the rounding.
    return np.asarray(column - column.mean())[:, None]
