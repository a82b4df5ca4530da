"""The workflow as plain data: which rule reads what which other rule writes, asked of Snakemake.

The Snakefile hands the graph to the figure of the workflow, so that it cannot be out of date.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from snakemake.iocontainers import Wildcards

HEADING = re.compile(r"# -{8,} *(?P<stage>.+?) *$")


def rule_graph(workflow: Any, target: str, printed: str) -> list[dict[str, Any]]:
    """Follow the files that a rule asks for back to those that no rule makes.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
        After all its rules are defined.
    target : str
        The rule whose inputs are the complete set.
    printed : str
        Pattern of the files that hold printed values.

    Returns
    -------
    list of dict
        In the order of the Snakefile: ``rule``, its ``stage`` (the heading above it), the rules
        that it reads ``after``, the ``printed`` files that it reads, and how often it runs, `jobs`.
    """
    # Like Snakemake, ask a rule without wildcards first.
    found = sorted(workflow.rules, key=lambda rule: rule.has_wildcards())
    rules = {rule.name: rule for rule in found if rule.name != target}
    jobs: dict[str, set[tuple[str, ...]]] = {name: set() for name in rules}
    after: dict[str, set[str]] = {name: set() for name in rules}
    read: dict[str, set[str]] = {name: set() for name in rules}

    @cache  # most jobs read the same modules
    def maker_of(file: str) -> str | None:
        return next((name for name, rule in rules.items() if rule.is_producer(file)), None)

    waiting = [(file, "") for file in workflow.get_rule(target).expand_input(Wildcards())[0]]
    while waiting:
        file, user = waiting.pop()
        maker = maker_of(file)
        if maker is None:
            read[user] |= {str(file)} if fnmatch(file, printed) else set()
            continue
        after.get(user, set()).add(maker)
        values = rules[maker].get_wildcards(file)
        job = tuple(f"{name}={values[name]}" for name in sorted(values))
        if job not in jobs[maker]:
            jobs[maker].add(job)
            given = rules[maker].expand_input(Wildcards(fromdict=values))[0]
            waiting += [(one, maker) for one in given]
    headings = _headings(Path(workflow.main_snakefile).read_text(encoding="utf-8"))
    # Rules know their line in the Python that Snakemake makes of its file.
    lines = workflow.linemaps[workflow.main_snakefile]
    return [
        {
            "rule": rule.name,
            "stage": next((h for at, h in reversed(headings) if at < lines[rule.lineno]), ""),
            "after": sorted(after[rule.name]),
            "printed": sorted(read[rule.name]),
            "jobs": len(jobs[rule.name]),
        }
        for rule in workflow.rules
        if jobs.get(rule.name)
    ]


def _headings(text: str) -> list[tuple[int, str]]:
    """Return the headings between rules, each with its line."""
    found = ((at, HEADING.match(line)) for at, line in enumerate(text.splitlines(), start=1))
    return [(at, match["stage"]) for at, match in found if match]
