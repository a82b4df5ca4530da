"""Write docs/reliability.md from what was measured: `python -m tests.reliability.page`."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from typing import Any

from tests.reliability.trials import MEASURED
from tests.studies import FEW, ROOT

Found = dict[str, Any]

BEGINNING = """# Reliability, measured

Whatever interrupts a run, `figures/` and `report/` hold one complete version: the one before or the
new one, or a journal says that the next command completes it. The next run completes without a
repair by hand. The same inputs give the same bytes on any machine with this kind of processor, and
the same numbers to ten digits on others. This page says how each of these was tried and what came
of it, failures included.

It is written by `python -m tests.reliability.page` from `tests/reliability/measured/`, which holds
every case. `make test-reliability FOLDER=folder` measures all of it again. The studies that are
built in that folder have fewer draws than `config.yaml`, so that it is quick: {draws}.
"""
STOOD = {
    "old": "the version before, complete",
    "new": "the new version, complete",
    "journal": "a journal, from which the next command finishes the new version",
    "mixed": "a mixture that nothing tells",
}
KILLS = """## Killed runs

`python -m tests.reliability.kills FOLDER` (seed {seed}) starts {kills} runs after an edit of the
input and ends each with all its processes by SIGKILL; {running} still ran when it came. The moment
is drawn at random: for {aimed} runs within the fraction of a second in which the files are put in
place, for the others within the whole run.

{table}

A plain run afterwards completed {completed} times, {same_bytes} times to the bytes of an
undisturbed run. A stale lock stopped it {lock} times. Drafts of the killed run were left after it
{leftovers} times.
"""
EDITS = """## Failing edits

`python -m tests.reliability.failing_edits FOLDER` makes one edit at a time that must make the run
fail, or lets it run on a file system that is full. Then the fault is taken back and a plain run
made.

{table}

{stood}

The terminal showed a traceback of our scripts {ours} times and one of Snakemake's {theirs} times.
Drafts were left after the plain run {leftovers} times.
"""
ELSEWHERE = """## Built elsewhere

`python -m tests.reliability.double_build FOLDER` builds the study as it lies here, and twice more
with all of the following changed at once. Every file of `data/processed/`, `results/`, `figures/`
and `report/` is compared byte for byte; not compared are the commit that the manifest names and
what says how this run differs from the one before.

{table}

{builds}
"""
KERNELS = """## Other kernels of linear algebra

`python -m tests.reliability.blas FOLDER` forces other kernels of OpenBLAS, which chooses them by
the processor and whose sums differ in the last digits, and one thread. All {cells} cells of
`results/` and `data/processed/` are compared with those of this processor's kernel, {default}.
Numbers agree if they differ by less than a unit of the tenth significant digit; texts must be the
same.

{table}
"""


def page() -> str:
    """The page, with a section for each measurement that was made."""
    draws = ", ".join(f"{k} {v}" for part in FEW.values() for k, v in part.items())
    parts = [BEGINNING.format(draws=draws)]
    sections = {"kills": _kills, "failing_edits": _failing_edits}
    sections |= {"double_build": _double_build, "blas": _blas}
    for name, section in sections.items():
        path = MEASURED / f"{name}.json"
        if path.is_file():
            parts.append(section(json.loads(path.read_text(encoding="utf-8"))))
    return "\n\n".join(_filled(block) for block in "\n".join(parts).split("\n\n"))


def _filled(block: str) -> str:
    """A paragraph with even lines; headings, lists and tables as they are."""
    text = block.strip("\n")
    prose = not text.startswith(("#", "|", "-"))
    filled = textwrap.fill(text, 100, break_on_hyphens=False, break_long_words=False)
    return filled if prose else text


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows])


def _stood(groups: dict[str, list[Found]]) -> str:
    """What stood after the fault, for each group of cases."""
    counts = {name: Counter(case["stood"] for case in cases) for name, cases in groups.items()}
    rows = [
        f"| {said} | {' | '.join(str(counts[name][stood]) for name in groups)} |"
        for stood, said in STOOD.items()
    ]
    return _table(f"| what stood | {' | '.join(groups)} |", rows)


def _kills(found: Found) -> str:
    each = found["each"]
    counts = {key: _count(each, key) for key in each[0]}
    groups = {
        "killed while publishing": [k for k in each if k["aimed"]],
        "killed at any time": [k for k in each if not k["aimed"]],
    }
    return KILLS.format(**counts, seed=found["seed"], kills=len(each), table=_stood(groups))


def _failing_edits(found: Found) -> str:
    groups: dict[str, list[Found]] = {}
    for case in found["each"]:
        groups.setdefault(case["kind"], []).append(case)
    rows = [
        f"| {kind} | {len(cases)} | {_count(cases, 'failed')} | {_count(cases, 'completed')}"
        f" | {_count(cases, 'same_bytes')} |"
        for kind, cases in groups.items()
    ]
    head = "| fault | cases | exit status not 0 | completed without it | to the same bytes |"
    traces = Counter(case["traceback"] for case in found["each"])
    return EDITS.format(
        table=_table(head, rows),
        stood=_stood(groups),
        ours=traces["ours"],
        theirs=traces["Snakemake"],
        leftovers=_count(found["each"], "leftovers"),
    )


def _count(cases: list[Found], key: str) -> int:
    return sum(bool(case[key]) for case in cases)


def _double_build(found: Found) -> str:
    rows = [f"| {name} | {' | '.join(values)} |" for name, values in found["dimensions"].items()]
    builds = "\n".join(
        f"- Build {number}: {build['files']} files beside {found['files']} of the plain build;"
        f" differing: {', '.join(build['differing']) or 'none'}."
        for number, build in enumerate(found["builds"], start=1)
    )
    return ELSEWHERE.format(table=_table("| dimension | first | second |", rows), builds=builds)


def _blas(found: Found) -> str:
    rows = [
        f"| {build['kernel']} | {build['unequal']} | {build['beyond']} | {build['texts']}"
        f" | {build['largest']:.1e}"
        f" | {' '.join(map(str, build['where'] or ['nowhere']))} |"
        for build in found["builds"].values()
    ]
    head = "| kernel | cells unequal | beyond ten digits | of them texts"
    head += " | largest relative difference of numbers | where |"
    return KERNELS.format(**found, table=_table(head, rows))


if __name__ == "__main__":
    (ROOT / "docs" / "reliability.md").write_text(page() + "\n", encoding="utf-8")
