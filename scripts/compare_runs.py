"""Say what moved since the run before: cells, verdicts, claims, headline numbers.

From the verdicts, the processed tables, the claims, the forensics and the scorecard to
report/headlines.json (the headlines of this run, and those of the run before it) and
report/moved.txt. Running again on the same results says the same again.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.common.runs.headlines import headlines_of, moved_lines
from scripts.common.runs.script import run
from scripts.common.tables import write_json, write_text


def compare_runs(
    path_to_verdicts: str | Path,
    paths_to_processed: Iterable[str | Path],
    path_to_headlines: str | Path,
    path_to_moved: str | Path,
    paths_to_claims: Iterable[str | Path] = (),
    paths_to_forensics: Iterable[str | Path] = (),
    paths_to_scorecard: Iterable[str | Path] = (),
) -> None:
    """Write what moved, then the headlines that the next run is compared with.

    Parameters
    ----------
    paths_to_processed : iterable of paths
        The tables as printed.
    paths_to_claims, paths_to_forensics, paths_to_scorecard : iterable of paths
        The results of that name; none where the study has none.
    path_to_headlines : path
        Read before it is written; where it is not there, this is the first run. If it already
        holds this run's headlines, the run before that one is what they are compared with.
    path_to_moved : path
        A few lines for the terminal.
    """
    now = headlines_of(
        verdicts=_rows([path_to_verdicts]),
        processed=_rows(paths_to_processed),
        claims=_rows(paths_to_claims),
        forensics=_rows(paths_to_forensics),
        scorecard=_rows(paths_to_scorecard),
    )
    before = None
    if Path(path_to_headlines).is_file():
        last = json.loads(Path(path_to_headlines).read_text(encoding="utf-8"))
        before = last["run_before"] if last["this_run"] == now else last["this_run"]
    write_text("\n".join(moved_lines(before, now)) + "\n", path_to_moved)
    # Last, so that a run killed in between compares with the same headlines again.
    write_json({"this_run": now, "run_before": before}, path_to_headlines)


def _rows(paths: Iterable[str | Path]) -> Iterator[dict[str, str]]:
    for path in paths:
        with Path(path).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


if __name__ == "__main__":
    run(compare_runs, snakemake)
