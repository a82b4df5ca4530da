"""Say what moved since the run before: cells, verdicts, claims, headline numbers.

From the verdicts, the processed tables, the claims, the forensics and the scorecard to
report/headlines.json (the headlines of this run, and those of the run before it) and
report/moved.txt. Running again on the same results says the same again.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from scripts.common.headlines import headlines_of, moved_lines
from scripts.common.logs import logged
from scripts.common.tables import write_json, write_text


def compare_runs(
    path_to_verdicts: str | Path,
    paths_to_processed: Iterable[str | Path],
    path_to_claims: str | Path,
    path_to_forensics: str | Path,
    path_to_scorecard: str | Path,
    path_to_headlines: str | Path,
    path_to_moved: str | Path,
) -> None:
    """Write what moved, then the headlines that the next run is compared with.

    Parameters
    ----------
    paths_to_processed : iterable of paths
        The tables as printed.
    path_to_headlines : path
        Read before it is written; where it is not there, this is the first run. If it already
        holds this run's headlines, the run before that one is what they are compared with.
    path_to_moved : path
        A few lines for the terminal.
    """
    now = headlines_of(
        verdicts=_rows(path_to_verdicts),
        processed=[row for path in paths_to_processed for row in _rows(path)],
        claims=_rows(path_to_claims),
        forensics=_rows(path_to_forensics),
        scorecard=_rows(path_to_scorecard),
    )
    before = None
    if Path(path_to_headlines).is_file():
        last = json.loads(Path(path_to_headlines).read_text(encoding="utf-8"))
        before = last["run_before"] if last["this_run"] == now else last["this_run"]
    write_text("\n".join(moved_lines(before, now)) + "\n", path_to_moved)
    # Last, so that a run killed in between compares with the same headlines again.
    write_json({"this_run": now, "run_before": before}, path_to_headlines)


def _rows(path: str | Path) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        compare_runs(
            path_to_verdicts=snakemake.input.verdicts,
            paths_to_processed=list(snakemake.input.processed),
            path_to_claims=snakemake.input.claims,
            path_to_forensics=snakemake.input.forensics,
            path_to_scorecard=snakemake.input.scorecard,
            path_to_headlines=snakemake.output.headlines,
            path_to_moved=snakemake.output.moved,
        )
