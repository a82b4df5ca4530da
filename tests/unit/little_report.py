"""A literal little study with results, for the tests of the report."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import yaml

from scripts.common.report.content import write_report
from scripts.common.report.model import Report, Table
from scripts.common.report.reading import read_inputs
from scripts.render_report import render_report
from tests.unit.little_results import VERDICTS, Rows, results

TEMPLATES = Path(__file__).parents[2] / "scripts" / "templates"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="252pt" height="90pt" viewBox="0 0 252 90">'
    '<text x="9" y="20" style="font-size: 8px; font-family: \'DejaVu Sans\'">a label</text></svg>'
)
HARMFUL = [
    "<script>alert(1)</script>",
    "#panic[x] $1/0$ @nobody *b* _i_ `c` [x] <label> // gone /* gone */",
    '=1+1 "quoted" \\" \\u{41} \\n',
    "{{ 7 * 7 }} {% raw %} ${x} %(x)s",
    "&amp; &#60; ' onmouseover=alert(1)",
    "\u202eright to left\u2066 \u200f\x00\x07 end",
    "x" * 10_000,
    "- item\n+ item\n/ term: x\n= heading\n",
]


def study(label: str = "Loans to Asia as a share") -> dict[str, Any]:
    """What the rule hands to the script as a parameter."""
    series = {
        "bank_share": {"label": label, "short_label": "Share", "unit": "% of all", "table": "bank"},
        "bank_loans": {"label": "Loans to Asia", "short_label": "Loans", "unit": "billion yen"},
    }
    series["bank_loans"]["table"] = "bank"
    series["bank_share"]["kind"], series["bank_loans"]["kind"] = "share", "amount"
    return {
        "title": "Did lending rise?",
        "subtitle": "A little study",
        "version": "1.2.3",
        "work": "paper",
        "analysed": ["bank"],
        "tables": ["bank"],
        "series": series,
        "events": {
            "accord": {"label": "Accord", "date": "1985-09-22"},
            "bubble": {"label": "Bubble bursts", "date": "1991"},
        },
        "windows": {"bank": ["1980-1996"]},
        "calibration": {"replications": 10000, "usable_size": 0.075, "up_to_rho": 0.6},
        "designs": {f"bank_{s}_accord_{q}": f"{q}/1980-1996" for s, q, *_ in VERDICTS},
        "methods": {"level": 0.95, "null_draws": 1999},
        "codings": {f"bank_{s}_accord_{q}": "drop" for s, q, *_ in VERDICTS},
        "corrections": [
            {
                "id": "bank_loans_1997",
                "table": "bank",
                "column": "loans",
                "year": 1997,
                "printed": "939.3",
                "used": "393.9",
                "doubted": ["loans", "share"],
                "reason": "The total\n  is out of line.",
                "source": "none",
                "status": "suspected",
            }
        ],
    }


def sources(note: str = "may cover half a year") -> dict[str, Any]:
    """A description of the little table."""
    return {
        "works": {
            "paper": {
                "type": "article",
                "author": "Author, Anne",
                "title": "A Paper",
                "journal": "A Journal",
                "volume": 5,
                "pages": "1-9",
                "year": 2002,
            }
        },
        "tables": {
            "bank": {
                "title": "Loans of a bank",
                "work": "paper",
                "locator": "Table 3, page 13",
                "calendar_note": "Fiscal years.",
                "missing": [
                    {"columns": ["loans"], "years": [1982], "printed": "n/a", "reason": "lost"}
                ],
                "flags": [{"columns": ["share"], "years": [1999], "note": note}],
            }
        },
    }


def write(
    folder: Path, label: str = "Loans to Asia as a share", note: str = "half a year"
) -> dict[str, Any]:
    """Write all inputs below `folder` and return the arguments of `render_report`."""
    paths = {
        "bib": [TEMPLATES / "report.bib"],
        "texts": [TEMPLATES / "report_methods.yaml"],
        "templates": [TEMPLATES / "report.typ.j2"],
        "sources": [folder / "sources.yaml"],
        "validation": [folder / "validation.json"],
        "captions": [],
        "figures": [],
    }
    (folder / "figures").mkdir(parents=True)
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources(note)), encoding="utf-8")
    checks = {"table": "bank", "rows": 20, "cells": 60, "missing": 1, "checks": ["a"]}
    (folder / "validation.json").write_text(json.dumps([checks | {"problems": []}]), "utf-8")
    for name, rows in results(label, note).items():
        paths[name] = [folder / f"{name}.csv"]
        write_table(paths[name][0], rows)
    for name in ("bank_share", "bank_breaks", "effects", "forensics", "claims", "calibration"):
        page, drawing = (folder / "figures" / f"{name}.{ending}" for ending in ("md", "svg"))
        page.write_text(
            f"# Title of {name}?\n\n**Caption.** About {name}.\n\n"
            f"**Alternative text.** Alt {name}.\n\n**Source.** x\n",
            encoding="utf-8",
        )
        drawing.write_text(SVG, encoding="utf-8")
        paths["captions"].append(page)
        paths["figures"].append(drawing)
    return {
        "paths": {name: [str(path) for path in files] for name, files in paths.items()},
        "study": study(label),
        "published": ["report/report.pdf", "report/report.html"],
        "path_to_pdf": str(folder / "out" / "report.pdf"),
        "path_to_html": str(folder / "out" / "report.html"),
        "path_to_summary": str(folder / "out" / "summary.txt"),
        "path_to_numbers": str(folder / "out" / "numbers.csv"),
    }


def content(arguments: dict[str, Any]) -> Report:
    """The content of the report that `render_report` would write."""
    inputs = read_inputs(arguments["study"], arguments["paths"])
    return write_report(inputs, [arguments["path_to_pdf"], arguments["path_to_html"]])


def tables(report: Report) -> dict[str, Table]:
    """The tables of a report by id."""
    return {block.id: block for block in report.blocks() if isinstance(block, Table)}


def rendered(arguments: dict[str, Any]) -> tuple[bytes, str]:
    """Write the files of the report; PDF and HTML of it."""
    render_report(**arguments)
    return written(arguments)


def written(arguments: dict[str, Any]) -> tuple[bytes, str]:
    """PDF and HTML as they stand."""
    html = Path(arguments["path_to_html"]).read_text("utf-8")
    return Path(arguments["path_to_pdf"]).read_bytes(), html


def write_table(path: Path, rows: Rows) -> None:
    """Write rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
