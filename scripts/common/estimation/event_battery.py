"""The known-date battery: which methods answer which question, and how each is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from scripts.common.estimation.battery import MethodOfEach, Row, run_on_each
from scripts.methods import changed_course, exact_tests, higher_after
from scripts.methods.ar1_reference import NullTable
from scripts.methods.counterfactual import counterfactual
from scripts.methods.design import EventDesign, Floats, Sample
from scripts.methods.each import Answers, OnModels, one_at_a_time
from scripts.methods.linear_inference import by_ar1, by_boot_ar1, by_ewc, by_hac, by_ols
from scripts.methods.linear_model import LinearModel, segmented_model, shift_model

Tables = Mapping[str, NullTable]


@dataclass(frozen=True)
class Asked:
    """One question about one sample; those that are `alike` are answered together.

    Parameters
    ----------
    question : {"higher_after", "changed_course"}
    kind : {"share", "amount", "count"}
        What the series measures; shares and amounts have a method on their own scale each.
    only : str, optional
        The id of the one method to run; all by default.
    """

    question: str
    kind: str
    sample: Sample
    only: str | None = None

    @property
    def alike(self) -> tuple[str, str, EventDesign, str | None]:
        """What questions have in common that are answered together."""
        return self.question, self.kind, self.sample.design, self.only


def answered(
    asked: Iterable[Asked], nulls: Mapping[str, Tables], skip: Collection[str] = ()
) -> list[list[Row]]:
    """The rows of the known-date battery for each question, in their order.

    Parameters
    ----------
    nulls : mapping
        Tabulated nulls by design, as `read_designs` returns them.
    skip : collection of str
        Ids of methods that are not run.
    """
    asked = list(asked)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, one in enumerate(asked):
        groups.setdefault(one.alike, []).append(place)
    rows: list[list[Row]] = [[] for _ in asked]
    for (question, kind, design, only), places in groups.items():
        values = np.array([asked[place].sample.values for place in places])
        methods = event_methods(question, kind, design, values, nulls[design.id])
        wanted = (m for m in methods if m[0] not in skip and only in (None, m[0]))
        for place, own in zip(places, run_on_each(wanted, len(places)), strict=True):
            rows[place] = own
    return rows


def event_methods(
    question: str, kind: str, design: EventDesign, values: Floats, nulls: Tables
) -> list[MethodOfEach]:
    """Every known-date method for one question, ready to run on series of one design.

    Parameters
    ----------
    question, kind : str
        As for `Asked`.
    values : (b, n) array
        The series in its rows.
    nulls : mapping of NullTable
        Tabulated nulls of the design.
    """
    if question == "changed_course":
        return [
            *_regressions(segmented_model, "its", design, values, nulls),
            ("chow", partial(changed_course.chow_mean.each, design, values)),
            ("chow", partial(changed_course.chow_trend.each, design, values)),
            ("conformal", partial(changed_course.conformal.each, design, values)),
            ("endsample_s", partial(changed_course.endsample_s.each, design, values)),
            ("counterfactual", partial(one_at_a_time, counterfactual, design, values)),
        ]
    own_scale = higher_after.fraclogit if kind == "share" else higher_after.loglevel
    return [
        *_regressions(shift_model, "shift", design, values, nulls),
        ("welch", partial(higher_after.welch.each, design, values)),
        ("hedges_g", partial(higher_after.hedges_g.each, design, values)),
        ("perm_mean", partial(exact_tests.perm_mean.each, design, values)),
        ("mwu", partial(exact_tests.mwu.each, design, values)),
        ("perm_shift", partial(exact_tests.perm_shift.each, design, values)),
        (own_scale.__name__, partial(own_scale.each, design, values)),
    ]


def _regressions(
    build: Callable[[EventDesign], LinearModel],
    prefix: str,
    design: EventDesign,
    values: Floats,
    nulls: Tables,
) -> Iterator[MethodOfEach]:
    tables = {k.removeprefix(f"{prefix}/"): t for k, t in nulls.items()}

    # The model is built inside each method, so that what makes it infeasible becomes its reason.
    def regression(infer: OnModels[...], **more: Any) -> Answers:
        return infer.each(build(design), values, **more)

    yield f"{prefix}_boot_ar1", partial(regression, by_boot_ar1, tables=tables)
    yield f"{prefix}_ar1", partial(regression, by_ar1)
    yield f"{prefix}_ols", partial(regression, by_ols)
    yield f"{prefix}_hac", partial(regression, by_hac)
    yield f"{prefix}_hac_rows", partial(regression, by_hac, spacing="rows")
    yield f"{prefix}_ewc", partial(regression, by_ewc)
