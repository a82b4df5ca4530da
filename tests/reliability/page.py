"""Write docs/reliability.md from what was measured: `python -m tests.reliability.page`."""

from __future__ import annotations

import json
from typing import Any

from tests.reliability.studies import MEASURED, ROOT

STOOD = {
    "old": "the version before, complete",
    "new": "the new version, complete",
    "journal": "the renaming was interrupted; a journal stands and says so",
    "mixed": "a mixture that nothing tells",
}
KILLS = """## Killed runs

`python -m tests.reliability.kills FOLDER` (seed {seed}): {kills} runs, {running} of them killed
while they ran, {aimed} aimed at the moment of publishing. The whole process group gets SIGKILL.

{table}

A plain run completed {completed} times, {same_bytes} times to the bytes of an undisturbed run. It
met a stale lock {locks} times. Drafts of a killed process were left over {leftovers} times.
"""
EDITS = """## Failing edits

`python -m tests.reliability.failing_edits FOLDER`: {edits} cases ({kinds}); {failed} ended with an
exit status that is not 0.

{table}

With the fault taken back a plain run completed {completed} times, {same_bytes} times to the bytes
of an undisturbed run. Drafts were left over {leftovers} times.
"""


def page() -> str:
    """The page, with a section for each measurement that was made."""
    sections = {"kills": _kills, "failing_edits": _failing_edits}
    sections |= {"double_build": _double_build, "blas": _blas}
    parts = [
        "# Reliability, measured\n\nWritten by `python -m tests.reliability.page` from"
        " `tests/reliability/measured/`. Every command takes\nthe folder where it may build; the"
        " study has few draws there, so that it is quick.\n"
    ]
    for name, section in sections.items():
        path = MEASURED / f"{name}.json"
        if path.is_file():
            parts.append(section(json.loads(path.read_text(encoding="utf-8"))))
    return "\n".join(parts)


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows])


def _stood(counts: dict[str, int]) -> str:
    rows = [f"| {said} | {counts.get(name, 0)} |" for name, said in STOOD.items()]
    return _table("| what stood afterwards | times |", rows)


def _kills(found: dict[str, Any]) -> str:
    return KILLS.format(**found, table=_stood(found["stood"]))


def _failing_edits(found: dict[str, Any]) -> str:
    kinds = ", ".join(f"{number} {kind}" for kind, number in found["kinds"].items())
    return EDITS.format(**{**found, "kinds": kinds}, table=_stood(found["stood"]))


def _double_build(found: dict[str, Any]) -> str:
    rows = [f"| {name} | {' | '.join(values)} |" for name, values in found["dimensions"].items()]
    said = "`python -m tests.reliability.double_build FOLDER` changes all of these at once:"
    builds = "\n".join(
        f"- Build {number}: {build['files']} files beside {found['files']} of the plain build;"
        f" differing: {', '.join(build['differing']) or 'none'}."
        for number, build in enumerate(found["builds"], start=1)
    )
    table = _table("| dimension | first | second |", rows)
    return f"## Built elsewhere\n\n{said}\n\n{table}\n\n{builds}\n"


def _blas(found: dict[str, Any]) -> str:
    rows = [
        f"| {build['kernel']} | {build['unequal']} | {build['beyond']} | {build['largest']:.1e}"
        f" | {' '.join(map(str, build['where'] or ['nowhere']))} |"
        for build in found["builds"].values()
    ]
    head = "| kernel | cells unequal | beyond ten digits | largest relative difference | where |"
    said = (
        f"`python -m tests.reliability.blas FOLDER` compares {found['cells']} cells of `results/`"
        f" and\n`data/processed/` with the build on this processor's kernel ({found['default']})."
    )
    return f"## Other kernels of BLAS\n\n{said}\n\n{_table(head, rows)}\n"


if __name__ == "__main__":
    (ROOT / "docs" / "reliability.md").write_text(page(), encoding="utf-8")
