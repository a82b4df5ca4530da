"""Methods as array code: written for many series of one design, a single series being one of them.

A method takes what all series share (a design or a model) and a `Batch` of them, and returns one
`Answer` for each parameter. What makes it infeasible for one series leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from scripts.methods.design import EventDesign, Floats, Sample
from scripts.methods.linear_model import LinearModel
from scripts.methods.result import Infeasible, Result

P = ParamSpec("P")
S = TypeVar("S", EventDesign, LinearModel)


class Batch:
    """The series that a method can still be applied to, and the reasons of the others.

    Attributes
    ----------
    values : (b, n) values of the series that are left
    places : (b,) their places among all series
    reasons : why the method cannot be applied, by place
    """

    def __init__(self, values: Floats) -> None:
        self.values = np.asarray(values, dtype=float)
        self.places = np.arange(len(self.values))
        self.reasons: dict[int, str] = {}

    def require(self, able: NDArray[np.bool_], reason: str) -> NDArray[np.bool_]:
        """Drop the series that are not `able` (b,); returns it, to drop their numbers by.

        Raises
        ------
        Infeasible
            If none is left.
        """
        if not able.all():
            self.reasons |= dict.fromkeys(self.places[~able].tolist(), reason)
            self.values, self.places = self.values[able], self.places[able]
            if not able.any():
                raise Infeasible(reason)
        return able

    def drop_all(self, reason: str) -> None:
        """State one reason for every series that is left."""
        self.reasons |= dict.fromkeys(self.places.tolist(), reason)
        self.places = self.places[:0]


@dataclass(frozen=True)
class Answer:
    """One parameter by one method for b series.

    Attributes
    ----------
    shared : Result
        What all series have in common, but for the numbers of observations.
    numbers : mapping of (b,) arrays
        The other fields of `Result`; NaN where a series has no such number.
    notes : sequence of str, optional
        One for each series, where they differ.
    """

    shared: Result
    numbers: Mapping[str, Floats]
    notes: Sequence[str] | None = None

    def results(self, counts: Mapping[str, int | None]) -> Iterator[Result]:
        """The result of each series, with the `counts` of its observations."""
        shared = {**vars(self.shared), **counts}
        columns = [np.asarray(column, dtype=float).tolist() for column in self.numbers.values()]
        for i, row in enumerate(zip(*columns, strict=True)):
            # NaN alone differs from itself.
            own = {k: v if v == v else None for k, v in zip(self.numbers, row, strict=True)}
            note = {} if self.notes is None else {"note": self.notes[i]}
            yield Result(**{**shared, **own, **note})


@dataclass(frozen=True)
class Answers:
    """What one method gives for many series: results by place, and the reasons of the others."""

    results: Mapping[int, tuple[Result, ...]]
    reasons: Mapping[int, str]

    def of_each(self) -> Iterable[tuple[int, tuple[Result, ...]]]:
        """Place and results of every series that the method can be applied to."""
        return self.results.items()

    def only(self) -> tuple[Result, ...]:
        """The results of a single series; raises `Infeasible`."""
        for reason in self.reasons.values():
            raise Infeasible(reason)
        return self.results[0]


def t_test(estimate: Floats, se: Floats, df: Floats | float, level: float) -> dict[str, Floats]:
    """Student t tests of b estimates with their intervals, as fields of `Result`."""
    t, half = estimate / se, stdtrit(df, 0.5 + level / 2) * se
    return {
        "estimate": estimate,
        "se": se,
        "ci_low": estimate - half,
        "ci_high": estimate + half,
        "statistic": t,
        "p_two_sided": 2 * stdtr(df, -np.abs(t)),
        "p_greater": stdtr(df, -t),
        "p_less": stdtr(df, t),
    }


def one_at_a_time(
    method: Callable[[Sample], tuple[Result, ...]], design: EventDesign, values: Floats
) -> Answers:
    """Answers of a method that takes one sample, for the series in the rows of `values` (b, n)."""
    results, reasons = {}, {}
    for place, row in enumerate(values):
        try:
            results[place] = method(Sample(design, row))
        except Infeasible as reason:
            reasons[place] = str(reason)
    return Answers(results, reasons)


class OnEach(Generic[S, P]):
    """A method of what series share, a design or a linear model, and a batch of them."""

    __name__: str

    def __init__(self, method: Callable[Concatenate[S, Batch, P], tuple[Answer, ...]]) -> None:
        update_wrapper(self, method)  # type: ignore[arg-type]
        self._method: Callable[Concatenate[S, Batch, P], tuple[Answer, ...]] = method

    def each(self, shared: S, values: Floats, *args: P.args, **kwargs: P.kwargs) -> Answers:
        """Answers for the series in the rows of `values` (b, n)."""
        batch = Batch(values)
        answers: tuple[Answer, ...] = ()
        try:
            answers = self._method(shared, batch, *args, **kwargs)
        except Infeasible as reason:
            batch.drop_all(str(reason))
        counts = {"n_pre": shared.n_pre, "n_post": shared.n_post, "n_obs": len(shared.years)}
        results = zip(*(one.results(counts) for one in answers), strict=True)
        return Answers(dict(zip(batch.places.tolist(), results, strict=True)), batch.reasons)


class OnSamples(OnEach[EventDesign, P]):
    """A method of a design and a batch: called with a `Sample`, it answers that one series."""

    def __call__(self, sample: Sample, *args: P.args, **kwargs: P.kwargs) -> tuple[Result, ...]:
        """Results of one sample; raises `Infeasible`."""
        return self.each(sample.design, sample.values[None, :], *args, **kwargs).only()


class OnModels(OnEach[LinearModel, P]):
    """A method of a linear model and a batch: called with values (n,), it answers that series."""

    def __call__(
        self, model: LinearModel, y: Floats, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[Result, ...]:
        """Results of one series; raises `Infeasible`."""
        return self.each(model, y[None, :], *args, **kwargs).only()
