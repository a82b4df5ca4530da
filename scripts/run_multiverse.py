"""Answer every hypothesis in all defensible ways at once: the specification curve.

From data/processed/, as printed and corrected, and results/nulls/ for the headline specifications,
to results/multiverse/{hypothesis}.csv, one row for each specification, with the summary of the
curve and its joint test repeated in every row. An infeasible specification is a row with its
reason. The shares and medians count the feasible specifications.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import pandas as pd

from scripts.common.estimation.choices import universe_of
from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.seeds import stream
from scripts.common.periods import relabelled, window_label
from scripts.common.runs.script import run
from scripts.common.study.model import Hypothesis
from scripts.common.tables import read_processed, write_csv
from scripts.methods.ar1_reference import NullTable, Restriction, tabulate_nulls
from scripts.methods.design import trend_id
from scripts.methods.linear_model import LinearModel
from scripts.methods.result import Infeasible
from scripts.methods.specification_curve import (
    ModelKey,
    Point,
    Summary,
    Universe,
    estimate,
    key_of,
    summarise,
)

CHOICES = [
    *("event_year", "window", "outcome", "table", "last_year", "trend", "hold_covariate"),
    *("gap", "covariance"),
]
COLUMNS = [
    *("hypothesis", "specification", "rank", *CHOICES, "estimate", "estimate_sd", "ci_low"),
    *("ci_high", "p_two_sided", "sign_as_claimed", "significant", "headline", "status", "reason"),
    *Summary.__dataclass_fields__,
]


def run_multiverse(
    paths_to_series: list[str],
    paths_to_corrected: list[str],
    paths_to_nulls: list[str],
    hypotheses: list[Hypothesis],
    kinds: dict[str, str],
    multiverse: dict[str, Any],
    level: float,
    seed: int,
    paths_to_output: list[str],
) -> None:
    """Write the specification curve of every hypothesis.

    Parameters
    ----------
    paths_to_series : list of str
        Processed tables of the hypotheses' series and of those that convert or accompany them.
    paths_to_corrected : list of str
        Those of the hypotheses' series with the corrected cells in place.
    paths_to_nulls : list of str
        Null distributions of the event tests; the headline specification refers to them.
    kinds : dict
        ``share``, ``amount`` or ``count``, by series.
    multiverse : dict
        The choices, as in config.yaml.
    paths_to_output : list of str
        One for each hypothesis, in their order.
    """
    frame = pd.concat([read_processed(path) for path in paths_to_series])
    corrected = pd.concat([read_processed(path) for path in paths_to_corrected])
    universes = [universe_of(frame, corrected, h, kinds[h.series], multiverse) for h in hypotheses]
    nulls = _tabulated(_models(universes), multiverse["draws"], seed)
    designs = {universe.specifications[0].design.id for universe in universes}
    of_tests = read_designs(paths_to_nulls, designs)
    for hypothesis, universe, path in zip(hypotheses, universes, paths_to_output, strict=True):
        known = nulls | _headline(universe, of_tests)
        points = estimate(universe, known, level)
        rng = stream(seed, "multiverse", "joint", hypothesis.id)
        summary = summarise(universe, points, known, multiverse["joint_draws"], rng, level)
        rows = pd.DataFrame(_rows(hypothesis.id, universe, points, summary), columns=COLUMNS)
        write_csv(rows.astype({"rank": "Int64"}), path)


def _models(universes: Iterable[Universe]) -> list[LinearModel]:
    models: dict[ModelKey, LinearModel] = {}
    for universe in universes:
        for specification in universe.specifications:
            with suppress(Infeasible):
                model = universe.model(specification)
                models.setdefault(key_of(model), model)
    return list(models.values())


def _tabulated(models: list[LinearModel], draws: int, seed: int) -> dict[ModelKey, NullTable]:
    """Null distributions by model; those on the same years share their innovations."""
    restrictions: dict[tuple[int, ...], dict[str, Restriction]] = {}
    keys: dict[str, ModelKey] = {}
    for number, model in enumerate(models):
        with suppress(Infeasible):
            (restriction,) = model.restrictions().values()
            restrictions.setdefault(model.years, {})[str(number)] = restriction
            keys[str(number)] = key_of(model)
    tables: dict[ModelKey, NullTable] = {}
    for years, named in restrictions.items():
        rng = stream(seed, "multiverse", "nulls", trend_id(years))
        tables |= {keys[n]: t for n, t in tabulate_nulls(named, draws, rng).items()}
    return tables


def _headline(
    universe: Universe, of_tests: Mapping[str, Mapping[str, NullTable]]
) -> dict[ModelKey, NullTable]:
    """The null distribution that the event tests refer the headline specification to."""
    with suppress(Infeasible):
        model = universe.model(universe.specifications[0])
        found = of_tests[universe.specifications[0].design.id]
        name = f"{model.prefix}/{model.contrasts[0].parameter}"
        return {key_of(model): found[name]} if name in found else {}
    return {}


def _rows(
    hypothesis: str, universe: Universe, points: list[Point], summary: Summary
) -> list[dict[str, Any]]:
    effects = {i: p.estimate_sd for i, p in enumerate(points) if p.estimate_sd is not None}
    ranks = {i: rank for rank, i in enumerate(sorted(effects, key=lambda i: effects[i]), 1)}
    return [
        {
            "hypothesis": hypothesis,
            "specification": i + 1,
            "rank": ranks.get(i),
            **{choice: getattr(universe.specifications[i], choice) for choice in CHOICES},
            "window": window_label(*universe.specifications[i].window),
            **vars(point),
            "reason": relabelled(point.reason),
            "headline": i == 0,
            "status": "infeasible" if point.reason else "ok",
            **vars(summary),
        }
        for i, point in enumerate(points)
    ]


if __name__ == "__main__":
    run(run_multiverse, snakemake)
