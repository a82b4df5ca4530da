"""The little study of the report, with what its LaTeX needs besides."""

from pathlib import Path
from typing import Any

from tests.unit import little_report

CITATION = (
    'cff-version: 1.2.0\nmessage: Cite.\ntitle: "A study: 100% & more"\nversion: 1.2.3\n'
    'date-released: "2026-11-23"\nauthors:\n  - name: The Group\n'
    "  - {family-names: Müller, given-names: Ann}\n"
)


def write(folder: Path, **words: str) -> dict[str, Any]:
    """Write all inputs below `folder` and return the arguments of `write_latex`."""
    given = little_report.write(folder, **words)
    for page in map(Path, given["paths"]["captions"]):
        page.write_text(f"{page.read_text('utf-8')}(version 1.2.3, data `0a1b2c`)\n", "utf-8")
    (folder / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    return {
        "paths": given["paths"] | {"citation": [str(folder / "CITATION.cff")]},
        "study": given["study"],
        "path_to_numbers": str(folder / "report/latex/numbers.tex"),
        "path_to_tables": str(folder / "report/latex/tables.tex"),
        "path_to_figures": str(folder / "report/latex/figures.tex"),
        "path_to_bib": str(folder / "figures/figures.bib"),
        "path_to_folder_of_tables": str(folder / "report/latex/tables"),
    }
