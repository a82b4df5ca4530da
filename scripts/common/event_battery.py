"""The known-date battery: which methods answer which question, and how each is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from scripts.common.battery import Method
from scripts.methods import changed_course, counterfactual, exact_tests, higher_after
from scripts.methods.ar1_reference import NullTable
from scripts.methods.design import EventDesign, Sample
from scripts.methods.linear_inference import by_ar1, by_boot_ar1, by_ewc, by_hac, by_ols
from scripts.methods.linear_model import LinearModel, segmented_model, shift_model
from scripts.methods.result import Result


def event_methods(
    question: str, kind: str, sample: Sample, nulls: dict[str, NullTable]
) -> list[Method]:
    """Every known-date method for one question, ready to run on one sample.

    Parameters
    ----------
    question : {"higher_after", "changed_course"}
    kind : {"share", "amount", "count"}
        What the series measures; shares and amounts have a method on their own scale each.
    nulls : dict of NullTable
        Tabulated nulls of the sample's design, as `read_nulls` returns them.
    """
    if question == "changed_course":
        return [
            *_regressions(segmented_model, "its", sample, nulls),
            ("chow", partial(changed_course.chow_mean, sample)),
            ("chow", partial(changed_course.chow_trend, sample)),
            ("conformal", partial(changed_course.conformal, sample)),
            ("endsample_s", partial(changed_course.endsample_s, sample)),
            ("counterfactual", partial(counterfactual.counterfactual, sample)),
        ]
    own_scale = higher_after.fraclogit if kind == "share" else higher_after.loglevel
    return [
        *_regressions(shift_model, "shift", sample, nulls),
        ("welch", partial(higher_after.welch, sample)),
        ("hedges_g", partial(higher_after.hedges_g, sample)),
        ("perm_mean", partial(exact_tests.perm_mean, sample)),
        ("mwu", partial(exact_tests.mwu, sample)),
        ("perm_shift", partial(exact_tests.perm_shift, sample)),
        (own_scale.__name__, partial(own_scale, sample)),
    ]


def _regressions(
    build: Callable[[EventDesign], LinearModel],
    prefix: str,
    sample: Sample,
    nulls: dict[str, NullTable],
) -> list[Method]:
    tables = {k.removeprefix(f"{prefix}/"): t for k, t in nulls.items()}

    # The model is built inside each method, so that what makes it infeasible becomes its reason.
    def regression(infer: Callable[..., tuple[Result, ...]], **more: Any) -> tuple[Result, ...]:
        return infer(build(sample.design), sample.values, **more)

    return [
        (f"{prefix}_boot_ar1", partial(regression, by_boot_ar1, tables=tables)),
        (f"{prefix}_ar1", partial(regression, by_ar1)),
        (f"{prefix}_ols", partial(regression, by_ols)),
        (f"{prefix}_hac", partial(regression, by_hac)),
        (f"{prefix}_hac_rows", partial(regression, by_hac, spacing="rows")),
        (f"{prefix}_ewc", partial(regression, by_ewc)),
    ]
