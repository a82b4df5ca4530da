"""The one shape of every answer: a frozen result that says its null, its numbers and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

Direction = Literal["up", "down"]
T = TypeVar("T")


class Infeasible(ValueError):
    """A method cannot be applied to this sample; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One estimate or test of one parameter by one method.

    Attributes
    ----------
    method : str
        Id of the method, for example ``welch``.
    null : str
        The null hypothesis as a sentence.
    reference : str
        Where the method is defined.
    parameter : str
        What is estimated or tested, for example ``level_change``.
    unit : str
        Unit of the estimate; ``{unit}`` stands for the unit of the series.
    estimate, se, ci_low, ci_high : float, optional
        Point estimate, standard error and 95% interval; None where the method gives none.
    statistic, df, df_num : float, optional
        Test statistic, its (denominator) degrees of freedom and numerator degrees of freedom.
    p_two_sided, p_greater, p_less : float, optional
        p-values against a difference either way, an increase, a decrease.
    p_exact : float, optional
        Exact two-sided p-value where ``p_two_sided`` is an approximation.
    p_mc_se : float, optional
        Monte Carlo standard error of ``p_two_sided``, where it was simulated.
    n_obs, n_pre, n_post : int, optional
        Observations used: all, before the event, after it.
    note : str
        Anything a reader of the number must know, such as the estimated autocorrelation.
    """

    method: str
    null: str
    reference: str
    parameter: str
    unit: str = "{unit}"
    estimate: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    statistic: float | None = None
    df: float | None = None
    df_num: float | None = None
    p_two_sided: float | None = None
    p_greater: float | None = None
    p_less: float | None = None
    p_exact: float | None = None
    p_mc_se: float | None = None
    n_obs: int | None = None
    n_pre: int | None = None
    n_post: int | None = None
    note: str = ""


def only(found: Sequence[T | Infeasible]) -> T:
    """What was found for the one series there is; raises the reason why nothing was."""
    (one,) = found
    if isinstance(one, Infeasible):
        raise one
    return one
