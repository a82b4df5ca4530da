"""Write the study for papers in LaTeX: its numbers, tables and figures, and how they are cited.

From what the report is written from and CITATION.cff to report/latex/ (numbers.tex, tables.tex,
figures.tex, tables/) and figures/figures.bib. Fails if two numbers would have macros of the same
name, or CITATION.cff speaks of another version.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.common.latex.citation import citation_of, entries, read_citation
from scripts.common.latex.numbers import headline_macros
from scripts.common.latex.tables import laid_out
from scripts.common.latex.text import latex_environment, macro_name, one_each
from scripts.common.report.content import write_report
from scripts.common.report.model import Figure, Table
from scripts.common.report.reading import read_inputs
from scripts.common.runs.script import run
from scripts.common.tables import write_text


def write_latex(
    paths: Mapping[str, Sequence[str]],
    study: Mapping[str, Any],
    path_to_numbers: str,
    path_to_tables: str,
    path_to_figures: str,
    path_to_bib: str,
    path_to_folder_of_tables: str,
) -> None:
    """Write the four files and one more for each table.

    Parameters
    ----------
    paths : mapping
        What `read_inputs` reads, the ``templates`` and, where the study has one, ``CITATION.cff``
        as ``citation``.
    study : mapping
        As for the report.

    Raises
    ------
    UserError
        If two macros share a name, a figure's page lacks its version, or versions differ.
    """
    inputs = read_inputs(study, paths)
    of_file = [read_citation(path, str(study["version"])) for path in paths.get("citation", ())]
    citation = of_file[0] if of_file else citation_of(study)
    # A table without a source holds no results: it describes methods in words.
    tables = [b for b in write_report(inputs, []).blocks() if isinstance(b, Table) and b.source]
    sheets = [sheet for sheet in map(laid_out, tables) if sheet.fits]
    pages = {Path(path).stem: path for path in paths["captions"]}
    templates = latex_environment(Path(paths["templates"][0]).parent)

    def made(name: str, **values: Any) -> str:
        return templates.get_template(f"{name}.j2").render(**values)

    named = _named("table", [sheet.table for sheet in sheets])
    contents = {
        path_to_numbers: made("numbers.tex", macros=headline_macros(inputs)),
        path_to_tables: made("tables.tex", tables=named),
        path_to_figures: made("figures.tex", figures=_named("figure", inputs.figures)),
        path_to_bib: made("figures.bib", entries=list(entries(inputs, citation, pages))),
    }
    bodies = {f"{sheet.table.id}.tex": made("table.tex", sheet=sheet) for sheet in sheets}
    _replace_folder(Path(path_to_folder_of_tables), bodies)
    for path, content in contents.items():
        write_text(content, path)


def _named(kind: str, blocks: Sequence[Table] | Sequence[Figure]) -> list[tuple[str, Any]]:
    """Each block with the name of its macro."""
    named = [(macro_name(kind, block.id), block) for block in blocks]
    one_each((name, f"{kind} {block.id}") for name, block in named)
    return named


def _replace_folder(path: Path, contents: Mapping[str, str]) -> None:
    """Write a folder of files; files of an earlier run that are not written again go."""
    draft = path.with_name(f".{path.name}.part")
    shutil.rmtree(draft, ignore_errors=True)  # a killed run may have left it
    draft.mkdir(parents=True)
    for name, content in contents.items():
        (draft / name).write_text(content, encoding="utf-8")
    shutil.rmtree(path, ignore_errors=True)
    draft.replace(path)


if __name__ == "__main__":
    run(write_latex, snakemake)
