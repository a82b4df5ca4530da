"""Write the report, PDF and HTML from one content, and the verdicts in a few lines.

From results/, data/processed, the facts in data/raw and the figures to
report/report.pdf, report/report.html, report/summary.txt and report/numbers.csv (every number of
the report with the row that it comes from). Fails if a sentence would have a hole or the PDF does
not meet the standard for accessible documents (PDF/UA-1).
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from scripts.common.files import replacing
from scripts.common.report.content import write_report
from scripts.common.report.numbers import NUMBER_COLUMNS, traced_numbers
from scripts.common.report.reading import read_inputs
from scripts.common.report.rendering import html_text, pdf_bytes
from scripts.common.runs.script import run
from scripts.common.tables import csv_text


def render_report(
    paths: dict[str, list[str]],
    study: dict[str, Any],
    published: list[str],
    path_to_pdf: str,
    path_to_html: str,
    path_to_summary: str,
    path_to_numbers: str,
) -> None:
    """Write the four files of the report.

    Parameters
    ----------
    paths : dict
        What `read_inputs` reads, the drawings (``figures``) and the ``templates``.
    study : dict
        Titles, series, events, windows, methods and tables of the study, as plain data.
    published : list of str
        Where the report will stand, for the summary.
    """
    folder = Path(paths["templates"][0]).parent
    report = write_report(read_inputs(study, paths), published)
    used = {block.id for block in report.blocks() if block.kind == "figure"}
    drawings = {Path(path).stem: path for path in paths["figures"]}
    figures = {name: path for name, path in drawings.items() if name in used}
    contents: dict[str, Callable[[], bytes]] = {
        path_to_pdf: lambda: pdf_bytes(report, folder, figures),
        path_to_html: lambda: html_text(report, folder, figures).encode(),
        path_to_summary: lambda: ("\n".join(report.summary) + "\n").encode(),
        path_to_numbers: lambda: csv_text(NUMBER_COLUMNS, traced_numbers(report)).encode(),
    }
    with ExitStack() as together:  # all take their places once all of them are written
        for path, make in contents.items():
            together.enter_context(replacing(path)).write_bytes(make())


if __name__ == "__main__":
    run(render_report, snakemake)
