"""What an edit costs, as found: `python -m tests.workflow.reruns FOLDER` writes docs/reruns.md.

Every edit is made in a complete small study below FOLDER, Snakemake is asked which rules it would
run, and the edit is taken back. The page is meant to be read before it is kept: a rule too many in
it is a dependency too wide. tests/workflow/test_reruns.py holds the study to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from scripts.common.study.figures import KINDS
from tests.studies import ROOT, Study, asked
from tests.workflow.edits import ALL, EDITS, Edit, files_of

PAGE = ROOT / "docs/reruns.md"
RULE = re.compile(r"^rule (\w+):", re.MULTILINE)
NAME = re.compile(r"`(\w+)`")

INTRODUCTION = """# What an edit costs

Which rules run again after an edit, and no others. Each row is a test, in a complete small copy of
the study: the edit is made, Snakemake is asked what it would run (`snakemake --dry-run`), its
answer must be the set printed here, and the edit is taken back. After rules have changed,
`python -m tests.workflow.reruns FOLDER` writes this page anew, to be reviewed.

Content counts, not time: a file that is touched or checked out again makes nothing run. A rule
follows its input files, its script, the modules and templates that the script imports or names,
and the parts of `config.yaml` that it is given. A remark in a method reruns what a new method
reruns, and what reads the output of a rule that runs will run after it, even where that output
comes out as before: the sets say what runs, not what comes out different. A rule that works table
by table or hypothesis by hypothesis is named once, however many of them it runs for. The record of
what is published, `results/manifest.json`, holds the hash of every file of `data/raw` and of
`config.yaml`, so even a comment there is published anew.

Rules that mostly run together have one name below:
"""


# Rules that the page names together.
TOGETHER = {
    "calibration": ["calibrate_nulls", "calibrate_design", "judge_methods"],
    "estimates": [
        *("run_event_tests", "find_breaks", "fit_trends"),
        *("run_robustness", "run_multiverse"),
    ],
    "verdicts": ["judge_verdicts", "judge_scorecard"],
    "figures": [],  # all that the Snakefile draws
    "report": ["render_report", "write_latex"],
    "publication": ["publish", "compare_runs"],
}


@contextmanager
def made(edit: Edit, folder: Path) -> Iterator[None]:
    """Make an edit and take it back, with the times of the files."""
    files = {file: (file.read_bytes(), file.stat()) for file in files_of(folder / edit.path)}
    try:
        edit.change(folder / edit.path)
        yield
    finally:
        for file, (content, about) in files.items():
            file.write_bytes(content)
            os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


def found(study: Study, copies: list[Path]) -> dict[Edit, frozenset[str]]:
    """Make every edit of `EDITS`, as many at a time as there are places for copies of the study."""
    places: Queue[Study] = Queue()
    for copy in copies:
        places.put(study.clone(copy))

    def rules_after(edit: Edit) -> frozenset[str]:
        place = places.get()
        try:
            with made(edit, place.folder):
                return frozenset(place.planned())
        finally:
            places.put(place)

    with ThreadPoolExecutor(len(copies)) as pool:
        return dict(zip(ALL, pool.map(rules_after, ALL), strict=True))


def page(answers: dict[Edit, frozenset[str]]) -> str:
    """The page with what was found."""
    rules = RULE.findall(_with_rules_of_figures((ROOT / "Snakefile").read_text(encoding="utf-8")))
    together = TOGETHER | {"figures": [rule for rule in rules if rule.startswith("plot_")]}
    lines = [INTRODUCTION]
    lines += [f"- **{name}**: {_listed(members)}" for name, members in together.items()]
    for heading, edits in EDITS.items():
        lines += ["", f"## {heading}", "", "| edit | file | rules that run |", "|---|---|---|"]
        for edit in edits:
            cell = _cell([rule for rule in rules if rule in answers[edit]], together)
            lines.append(f"| {edit.what} | {_file(edit)} | {cell} |")
    return "\n".join(lines) + "\n"


def _with_rules_of_figures(snakefile: str) -> str:
    """The Snakefile as if it held the rules that it makes for each kind of figure."""
    loop = "for kind in DRAWN_FROM:\n"
    assert loop in snakefile
    return snakefile.replace(loop, "".join(f"rule plot_{kind}:\n" for kind in KINDS))


def _cell(rules: list[str], together: dict[str, list[str]]) -> str:
    """Rules in the order of the Snakefile, groups by their name where that is shorter."""
    left, parts = list(rules), []
    for name, members in together.items():
        without = [rule for rule in members if rule not in rules]
        if len(without) <= len(members) // 2 - 1:
            left = [rule for rule in left if rule not in members]
            parts.append(f"**{name}**" + (f" but {_listed(without)}" if without else ""))
    return "; ".join([*([_listed(left)] if left else []), *parts]) or "none"


def _listed(rules: list[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules)


def _file(edit: Edit) -> str:
    return "all" if edit.path == "." else f"`{edit.path}`"


def printed(content: str) -> dict[tuple[str, str], frozenset[str]]:
    """The table of the page: from what is edited, and its file, to the rules that run."""
    together = {
        name: frozenset(NAME.findall(rules))
        for name, rules in re.findall(r"^- \*\*(\w+)\*\*: (.+)$", content, re.MULTILINE)
    }
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", content, re.MULTILINE)
    table = [row for row in rows if row[0] != "edit"]
    assert len({row[:2] for row in table}) == len(table), "an edit stands twice"
    return {row[:2]: _rules(row[2], together) for row in table}


def _rules(cell: str, together: dict[str, frozenset[str]]) -> frozenset[str]:
    rules: frozenset[str] = frozenset()
    for part in cell.split("; "):
        named = frozenset(NAME.findall(part))
        group = re.match(r"\*\*(\w+)\*\*( but )?", part)
        rules |= together[group[1]] - named if group else named
    return rules


def row(edit: Edit) -> tuple[str, str]:
    """How the table names an edit."""
    return edit.what, _file(edit)


if __name__ == "__main__":
    folder = asked(__doc__).folder
    complete = Study.built(folder / "complete")
    PAGE.write_text(page(found(complete, [folder / "1", folder / "2"])), encoding="utf-8")
