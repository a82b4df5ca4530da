"""Set the verdicts beside the predictions of the two theories.

From results/verdicts.csv and the predictions of the config to results/scorecard.csv, one row per
prediction: does it fit the data, does it fail, or can the design not tell?
"""

from typing import Any

import pandas as pd

from scripts.common.runs.script import run
from scripts.common.tables import write_csv
from scripts.methods.verdicts import fits_prediction

COLUMNS = [
    *("theory", "series", "event", "question", "predicted", "locator", "hypothesis", "estimate"),
    *("unit", "ci_low", "ci_high", "p_adjusted", "verdict", "fits"),
]
NUMBERS = ["estimate", "ci_low", "ci_high", "p_adjusted"]


def judge_scorecard(
    path_to_verdicts: str, predictions: list[dict[str, Any]], level: float, path_to_output: str
) -> None:
    """Write for each prediction whether it fits.

    Parameters
    ----------
    predictions : list of dict
        ``theory``, ``hypothesis``, ``series``, ``event``, ``question``, ``predicted``, ``locator``.
    level : float
        Coverage of the intervals; 1 - level is the error rate.
    """
    verdicts = pd.read_csv(path_to_verdicts).set_index("hypothesis")
    rows = []
    for prediction in predictions:
        found = verdicts.loc[prediction["hypothesis"]]
        numbers = {k: None if pd.isna(found[k]) else float(found[k]) for k in NUMBERS}
        fits = fits_prediction(
            prediction["predicted"],
            **numbers,
            smallest_effect=float(found["smallest_effect"]),
            alpha=1.0 - level,
        )
        about = {k: found[k] for k in ("unit", "verdict")}
        rows.append({**prediction, **numbers, **about, "fits": fits})
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_output)


if __name__ == "__main__":
    run(judge_scorecard, snakemake)
