"""A study's folder after a run, as small as a package needs it: one figure, one table."""

import base64
import json
import tomllib

from scripts.common.runs.publishing import MANIFEST, digest
from tests.studies import ROOT, lay_down

COPIED = ("Snakefile", "config.yaml", "CITATION.cff", "pyproject.toml", "data/raw")
SCRIPTS = ("clean_table", "plot_levels", "publish")
BEGAN = 1_000_000_000


def record(rule, inputs, start, end):
    return {
        "rule": rule,
        "input": inputs,
        "log": [f"logs/{rule}.log"],
        "starttime": BEGAN + start,
        "endtime": BEGAN + end,
    }


def write_record(root, output, about):
    name = base64.urlsafe_b64encode(output.encode()).decode()
    parts = [name[i : i + 250] for i in range(0, len(name), 250)]
    place = root.joinpath(".snakemake/metadata", *(f"@{p}" for p in parts[:-1]), parts[-1])
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(about))


def little_package(root):
    """Fill a folder and return its manifest."""
    lay_down(COPIED, root)
    texts = {f"scripts/{name}.py": (ROOT / f"scripts/{name}.py").read_text() for name in SCRIPTS}
    texts |= {f"logs/{name}.log": "peak memory 80 MB\nfinished\n" for name in SCRIPTS}
    texts |= {
        "README.md": "# The study\n",
        ".gitignore": "\n".join(["results/", "figures/", "report/", "data/processed/", "dist/"])
        + "\n.snakemake/\nlogs/\nbuild/\n",
        "logs/plot_levels.log": "peak memory 210 MB\nfinished\n",
        "data/processed/jica.csv": "series,year\n",
        "figures/jica.md": "# Experts | and their share\n\nmore\n",
        "report/numbers.csv": "place,file\nt,data/processed/jica.csv\n",
        "report/report.html": '<div id="figure-jica"><img><figcaption><strong>Figure 3. X</strong>'
        '</figcaption></div><figcaption id="caption-t"><strong>Table 7.</strong> Values &amp; '
        "<b>signs</b>.</figcaption>",
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    inputs = ["config.yaml", "data/raw/jica.csv"]
    published = ["figures/jica.md", "report/numbers.csv", "report/report.html"]
    manifest = {
        "version": "0.1.0",
        "seed": 7,
        "python": "3.11.0",
        "packages": packages(),
        "inputs": {path: digest(root / path) for path in inputs},
        "results": {"data/processed/jica.csv": digest(root / "data/processed/jica.csv")},
        "published": {path: digest(root / path) for path in published},
    }
    (root / "results").mkdir()
    (root / MANIFEST).write_text(json.dumps(manifest))
    table, page = "data/processed/jica.csv", "build/figures/jica.md"
    write_record(root, table, record("clean_table", ["data/raw/jica.csv"], 0, 2))
    write_record(root, page, record("plot_levels", [table], 1, 5))
    write_record(root, MANIFEST, record("publish", [page, table], 10, 11))
    return manifest


def packages():
    """Some version of everything that pyproject.toml names."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return {name.partition(">")[0]: "1.0" for name in wanted}
