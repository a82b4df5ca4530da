"""One small table through the stages after cleaning: a series that jumps, and one that does not."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scripts.calibrate_nulls import calibrate_nulls
from scripts.common.study.model import Hypothesis
from scripts.common.tables import PROCESSED_COLUMNS
from scripts.methods.design import EventDesign
from scripts.run_event_tests import run_event_tests

YEARS = list(range(1980, 1997))
EVENT_YEAR = 1988


def hypothesis(series: str, question: str, **changes: Any) -> Hypothesis:
    ending = {"higher_after": "higher", "changed_course": "course"}[question]
    return Hypothesis(
        id=f"{series}_event_{ending}",
        series=series,
        table="little",
        event="event",
        question=question,
        event_year=EVENT_YEAR,
        coding="drop",
        first_year=YEARS[0],
        last_year=YEARS[-1],
        claimed="up",
        smallest_effect=1.0,
        unit="% of all",
        primary=True,
        locator="Table 1",
        **changes,
    )


def write_series(folder: Path, corrected: dict[tuple[str, int], float] | None = None) -> Path:
    """data/processed/little.csv with `little_jump` (up by 8 after 1988) and `little_flat`.

    data/processed/corrected/little.csv is the same with the values `corrected` in place.
    """
    rng = np.random.default_rng(7)
    noise = rng.standard_normal((2, len(YEARS)))
    jump = 20 + noise[0] + 8 * (np.array(YEARS) > EVENT_YEAR)
    rows = []
    for name, values in (("little_jump", jump), ("little_flat", 20 + noise[1])):
        for year, value in zip(YEARS, values, strict=True):
            rows.append([name, year, value, "% of all", "observed", str(value), 1, "x.csv", 2, "y"])
    path = folder / "data/processed/little.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(rows, columns=list(PROCESSED_COLUMNS))
    frame.to_csv(path, index=False)
    for (name, year), value in (corrected or {}).items():
        cell = (frame["series"] == name) & (frame["year"] == year)
        frame.loc[cell, ["value", "status"]] = [value, "corrected"]
    (path.parent / "corrected").mkdir(exist_ok=True)
    frame.to_csv(path.parent / "corrected/little.csv", index=False)
    return path


def write_nulls(folder: Path, draws: int = 999) -> Path:
    """Null tables of the event design, of every year left out and of a few placebo dates."""
    variants = []
    for question in ("higher_after", "changed_course"):
        design = EventDesign.cut(YEARS, EVENT_YEAR, "drop")
        cuts = [design] + [EventDesign.cut(YEARS, y, "drop") for y in range(1981, 1996)]
        cuts += [
            EventDesign(tuple(y for y in design.years if y != dropped), design.first_post)
            for dropped in design.years
        ]
        variants += [
            {"years": list(c.years), "first_post": c.first_post, "question": question} for c in cuts
        ]
    path = folder / "results/nulls/little.npz"
    designs = [{"years": YEARS, "event_year": EVENT_YEAR}]
    calibrate_nulls(designs, variants, [], draws, 1, str(path))
    return path


def write_events(folder: Path, hypotheses: list[Hypothesis]) -> Path:
    path = folder / "results/events/little.csv"
    series = {h.series for h in hypotheses}
    run_event_tests(
        str(folder / "data/processed/little.csv"),
        str(folder / "data/processed/corrected/little.csv"),
        [str(folder / "results/nulls/little.npz")],
        hypotheses,
        dict.fromkeys(series, YEARS),
        dict.fromkeys(series, "share"),
        [],
        "all",
        str(path),
        str(folder / "results/events/corrected/little.csv"),
    )
    return path
