"""The README of a package, with the sections that social science data editors ask for.

Every number in it is measured or read from the run; the words stand in the template.
"""

from __future__ import annotations

import ast
import csv
import html
import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.common.package.record import Step, peak_memory, running_time
from scripts.common.raw.metadata import load_sources
from scripts.common.runs.publishing import STAGE
from scripts.common.templates import jinja

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = "package_readme.md.j2"
SOURCES, NUMBERS, REPORT = "data/raw/sources.yaml", "report/numbers.csv", "report/report.html"
_CAPTION = re.compile(
    r'<figcaption id="caption-([^"]+)"><strong>(Table \d+)\.</strong> (.*?)</figcaption>', re.S
)
_DRAWING = re.compile(r'id="figure-([^"]+)">.*?<figcaption><strong>(Figure \d+)\.', re.S)


def package_readme(
    root: str | Path,
    manifest: Mapping[str, Any],
    project: Mapping[str, Any],
    citation: Mapping[str, Any],
    steps: Sequence[Step],
) -> str:
    """Fill the template.

    Parameters
    ----------
    root : path
        The study's folder.
    manifest, citation : mapping
        Contents of ``results/manifest.json`` and ``CITATION.cff``.
    project : mapping
        The table of that name in ``pyproject.toml``.
    steps : sequence of Step
        Of the last run.
    """
    folder = Path(root)
    running, together = running_time(steps)
    memory, largest = peak_memory(folder, steps)
    sources = load_sources(folder / SOURCES)
    made = {output: step for step in steps for output in step.outputs}
    environment = jinja(TEMPLATES, autoescape=False)  # it is Markdown
    environment.filters["cell"] = _cell
    return environment.get_template(TEMPLATE).render(
        manifest=manifest,
        project=project,
        citation=citation,
        data={**sources["tables"], **sources["facts"]},
        works=sources["works"],
        direct=_direct(project, manifest["packages"]),
        figures=_figures(folder, manifest, made),
        tables=_tables(folder, made),
        rules=_rules(folder, steps),
        steps=steps,
        system=f"{platform.system()} on {platform.machine()}",
        cores=os.cpu_count(),
        running=_minutes(running),
        together=_minutes(together),
        longest=max(steps, key=lambda step: step.end - step.start),
        memory=memory,
        largest=largest,
    )


def _figures(
    folder: Path, manifest: Mapping[str, Any], made: Mapping[str, Step]
) -> list[dict[str, Any]]:
    """Each figure with its number in the report, title, and the step that drew it."""
    numbers = dict(_DRAWING.findall((folder / REPORT).read_text(encoding="utf-8")))
    found = []
    for page in (path for path in manifest["published"] if path.endswith(".md")):
        id = Path(page).stem
        title = (folder / page).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        about = {"id": id, "number": numbers.get(id, ""), "title": title}
        found.append({**about, "step": made[f"{STAGE}/{page}"]})
    return sorted(found, key=lambda figure: _place(figure["number"]))


def _tables(folder: Path, made: Mapping[str, Step]) -> list[dict[str, Any]]:
    """Each table of the report with the files that its numbers stand in, and who made those."""
    captions = {
        id: (number, html.unescape(re.sub(r"<[^>]+>", "", caption)).strip())
        for id, number, caption in _CAPTION.findall((folder / REPORT).read_text(encoding="utf-8"))
    }
    files: dict[str, set[str]] = {id: set() for id in captions}
    with (folder / NUMBERS).open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["place"] in files:
                files[row["place"]].update(row["file"].split(";"))
    found = [
        {
            "number": captions[id][0],
            "title": captions[id][1],
            "files": _gathered(paths),
            "rules": sorted({made[path].rule for path in paths if path in made}),
        }
        for id, paths in files.items()
    ]
    return sorted(found, key=lambda table: _place(table["number"]))


def _gathered(paths: set[str]) -> list[str]:
    """Several files of one folder as the folder."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(Path(path).parent.as_posix(), []).append(path)
    whole = {"results", "data/raw"}  # what lies there has little to do with one another
    return [
        entry
        for place, inside in folders.items()
        for entry in (inside if place in whole or len(inside) == 1 else [f"{place}/*.csv"])
    ]


def _rules(folder: Path, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Each rule with what its script says of itself, in the order in which they first began."""
    scripts = {step.rule: step.script for step in steps}
    return [
        {
            "name": rule,
            "script": script,
            "does": _first_line(folder / script),
            "jobs": sum(step.rule == rule for step in steps),
        }
        for rule, script in scripts.items()
    ]


def _first_line(script: Path) -> str:
    said = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8")))
    assert said, f"{script} says nothing of itself"
    return said.partition("\n")[0]


def _direct(project: Mapping[str, Any], packages: Mapping[str, str]) -> dict[str, str]:
    """Versions of what `pyproject.toml` asks for by name."""
    names = (re.split(r"[\s<>=!~\[;]", wanted, maxsplit=1)[0] for wanted in project["dependencies"])
    return {name: packages[name] for name in names}


def _place(number: str) -> tuple[bool, int]:
    """Sort key of ``Table 10`` and the like; what has no number comes last."""
    return (not number, int(number.split()[1]) if number else 0)


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _cell(text: str) -> str:
    """A text in a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", r"\|")
