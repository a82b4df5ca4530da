"""Edits of the study, one of each kind that a user makes, in the order of docs/reruns.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.studies import SOURCE as PARTS
from tests.studies import files_below, replaced


class Edit(NamedTuple):
    """One edit of one file, or of all files of a folder."""

    what: str
    path: str
    change: Callable[[Path], None]


def text(old: str, new: str) -> Callable[[Path], None]:
    """The first `old` becomes `new`."""

    def change(path: Path) -> None:
        path.write_text(replaced(path.read_text(encoding="utf-8"), old, new), encoding="utf-8")

    return change


def key(name: str, value: str) -> Callable[[Path], None]:
    """The first key of this name gets another value, whatever it was."""

    def change(path: Path) -> None:
        before = path.read_text(encoding="utf-8")
        after, found = re.subn(
            rf"^([ -]*{name}: ).*$", rf"\g<1>{value}", before, count=1, flags=re.MULTILINE
        )
        assert found, f"{name} is not in {path}"
        assert after != before, f"{name} has this value already"
        path.write_text(after, encoding="utf-8")

    return change


def line(content: str) -> Callable[[Path], None]:
    """One more line at the end."""

    def change(path: Path) -> None:
        path.write_text(path.read_text(encoding="utf-8") + content + "\n", encoding="utf-8")

    return change


def files_of(path: Path) -> list[Path]:
    """A file, or the files of the study below a folder that a run does not write."""
    return [path] if path.is_file() else list(files_below(path, *PARTS))


def lost(path: Path) -> None:
    """The file is deleted."""
    path.unlink()


def touch(path: Path) -> None:
    """The files get today's time and keep their content."""
    for file in files_of(path):
        file.touch()


RAW, CODE, TEMPLATES = "data/raw", "scripts", "scripts/templates"
CONFIG, SOURCES = "config.yaml", f"{RAW}/sources.yaml"
COMMENT = line("# A remark.")

EDITS = {
    "Nothing new": [
        Edit("touch a table", f"{RAW}/exim.csv", touch),
        Edit("touch the choices", CONFIG, touch),
        Edit("touch a script", f"{CODE}/plot_levels.py", touch),
        Edit("touch a helper", f"{CODE}/common/tables.py", touch),
        Edit("touch a result", "results/verdicts.csv", touch),
        Edit("touch every source file", ".", touch),
        Edit("a comment in the workflow", "Snakefile", COMMENT),
        Edit("how the choices are read and checked", f"{CODE}/common/study/load.py", COMMENT),
        Edit("a command that is no rule", f"{CODE}/verify.py", COMMENT),
    ],
    "Cells": [
        Edit("an amount of the bank", f"{RAW}/exim.csv", text("1996,330.6", "1996,330.7")),
        Edit("a share of the aid", f"{RAW}/oda.csv", text("1989,832.2,55.7", "1989,832.2,55.8")),
        Edit("a share of the experts", f"{RAW}/jica.csv", text("59.6", "59.7")),
        Edit("a rate of the yen", f"{RAW}/fx.csv", text("347.7857", "347.7858")),
        Edit("aid as others report it", f"{RAW}/dac.csv", text("387890015", "387890016")),
        Edit("direct investment, for claims alone", f"{RAW}/fdi.csv", text("7.7", "7.8")),
        Edit("a number in the paper's text", f"{RAW}/facts.csv", text(",937,", ",938,")),
        Edit("evidence from elsewhere", f"{RAW}/evidence.csv", text("nearly", "about")),
    ],
    "Descriptions of the data": [
        Edit("the label of a series", SOURCES, text("short_label: Ex-Im", "short_label: Bank")),
        Edit("a note on a table", SOURCES, text("cell by cell, twice", "cell by cell, thrice")),
        Edit("a text of the data package", f"{RAW}/datapackage.json", text("How to", "How you")),
        Edit("the value to use for a misprint", f"{RAW}/corrections.yaml", text("393.9", "339.9")),
        Edit("the reading of a claim", f"{RAW}/claims.yaml", text("at most a ten", "up to a ten")),
    ],
    "Choices": [
        Edit("a comment", CONFIG, COMMENT),
        Edit("`study.title`", CONFIG, key("title", "Did it rise?")),
        Edit("`seed`", CONFIG, key("seed", "1")),
        Edit("an event's `date`, in the same year", CONFIG, text("1985-09-22", "1985-09-23")),
        Edit("an event's `date`, in another year", CONFIG, text("1985-09-22", "1986-09-22")),
        Edit("an event's `label`", CONFIG, text("label: Plaza", "label: The Plaza")),
        Edit("`methods.null_draws`", CONFIG, key("null_draws", "1999")),
        Edit("`methods.bootstrap_draws`", CONFIG, key("bootstrap_draws", "399")),
        Edit("`calibration.replications`", CONFIG, key("replications", "300")),
        Edit("`calibration.usable_size`", CONFIG, key("usable_size", "0.1")),
        Edit("a window without a date", CONFIG, text("1989-1999", "1990-1999")),
        Edit("an option of the multiverse", CONFIG, text("- linear", "")),
        Edit("a hypothesis's `window`", CONFIG, key("window", "1981-1996")),
        Edit("a hypothesis's `smallest_effect`", CONFIG, key("smallest_effect", "4")),
        Edit("a hypothesis's `locator`", CONFIG, text("Section 3.5, a", "Section 3.6, a")),
        Edit("a panel's `scale`", CONFIG, text("scale: log", "scale: level")),
        Edit("a prediction", CONFIG, key("predicted", "none")),
        Edit("the `tolerance` of an external check", CONFIG, key("tolerance", "0.2")),
    ],
    "Scripts and helpers": [
        Edit("a script that draws", f"{CODE}/plot_levels.py", COMMENT),
        Edit("a script that estimates", f"{CODE}/fit_trends.py", COMMENT),
        Edit("a method", f"{CODE}/methods/forensics.py", COMMENT),
        Edit("a method that others build on", f"{CODE}/methods/least_squares.py", COMMENT),
        Edit("how tables are read and written", f"{CODE}/common/tables.py", COMMENT),
        Edit("how figures are styled", f"{CODE}/common/figures/style.py", COMMENT),
        Edit("how sentences are worded", f"{CODE}/common/wording/terms.py", COMMENT),
    ],
    "Templates, style, versions": [
        Edit("texts of figures", f"{TEMPLATES}/figures.yaml", COMMENT),
        Edit("the page beside a figure", f"{TEMPLATES}/figure.md.j2", line("")),
        Edit("the report as PDF", f"{TEMPLATES}/report.typ.j2", line("")),
        Edit("the report's style", f"{TEMPLATES}/report.css", line("/* A remark. */")),
        Edit("the methods in words", f"{TEMPLATES}/report_methods.yaml", COMMENT),
        Edit("macros for papers", f"{TEMPLATES}/numbers.tex.j2", line("% A remark.")),
        Edit("the pinned packages", "requirements.txt", COMMENT),
        Edit("how to cite the study", "CITATION.cff", COMMENT),
    ],
    "Lost files": [
        Edit("delete a published figure", "figures/jica.pdf", lost),
        Edit("delete a staged figure", "build/figures/jica.pdf", lost),
        Edit("delete a result", "results/trends/jica.csv", lost),
        Edit("delete the record of the set", "results/manifest.json", lost),
    ],
}
ALL = [edit for group in EDITS.values() for edit in group]
