"""Follow a number back to the cell it came from, or a cell forward to all that it feeds.

    make trace NUMBER=24.5                                    a number as it stands in the report
    make trace NUMBER="-8.2 to 17.2"
    make trace NUMBER=EximSharePlazaHigherEstimate            a macro of report/latex/numbers.tex
    make trace NUMBER="results/verdicts.csv exim_share_plaza_higher estimate"
    make trace CELL=exim:share:1996                           a cell of a table, forward

Reads the files of the last run and writes nothing. Not a rule: it is run by hand.
"""

import argparse
import difflib
import signal
import sys
from pathlib import Path

from scripts.common.errors import UserError, answered
from scripts.common.periods import relabelled
from scripts.common.trace.archive import Archive
from scripts.common.trace.back import back_from_number, chain, nearest_numbers, normal
from scripts.common.trace.forward import FORMS, cell_named, forward, looks_like_a_cell
from scripts.common.trace.places import Place

ACCEPTED = (
    'Accepted: a number as printed there (24.5, "-8.2 to 17.2"), a macro of'
    ' report/latex/numbers.tex, a results row ("results/verdicts.csv exim_share_plaza_higher'
    f' estimate"), or a cell ({FORMS}).'
)


def trace(root: str | Path, asked: str, everything: bool = False) -> list[str]:
    """Answer where something comes from, or what it feeds.

    Parameters
    ----------
    root : path
        The study's folder.
    asked : str
        A number, the name of a macro, a results file with row and column, or a cell.
    everything : bool
        Whether long lists are shown in full.

    Returns
    -------
    list of str
        Lines for a terminal.

    Raises
    ------
    UserError
        If nothing is known by that name; with the nearest ones and the accepted forms.
    """
    archive = Archive(root)
    if not asked.strip():
        raise UserError(f"What is to be traced? {ACCEPTED}")
    asked = " ".join(asked.split())
    if looks_like_a_cell(asked):
        found = cell_named(archive, asked)
        if not found:
            raise UserError(_no_cell(archive, asked))
        return forward(archive, *found, everything)
    if asked.startswith(("results/", "data/raw/")):
        return _of_row(archive, asked, everything)
    for told in archive.told:
        if told.where.endswith(f"\\{asked.removeprefix(chr(92))}"):
            head = [told.text, f"  stands in  {told.where}"]
            return [*head, *chain(archive, told.place, everything)]
    lines = back_from_number(archive, asked, everything)
    if not lines:
        raise UserError(_no_number(archive, asked))
    return lines


def _of_row(archive: Archive, asked: str, everything: bool) -> list[str]:
    """The chain of a file, row and column, with spaces or commas between."""
    place = Place.of(asked)
    if not place.row or not place.column:
        file, _, rest = asked.partition(" ")
        place = Place(file, *(rest.rsplit(" ", 1) if " " in rest else (rest, "")))
    rows = archive.find(place)
    known = archive.rows(place.file)
    if place.column and known and place.column not in known[0]:
        remedy = f"its columns are {', '.join(known[0])}"
        raise UserError(f"{place.file} has no column {place.column}; {remedy}.")
    if not rows:
        near = difflib.get_close_matches(place.row, archive.keys(place.file), 3, 0.3)
        raise UserError(
            f"{place.file} has no row {place.row}. Nearest: {'; '.join(near) or 'none'}."
        )
    return chain(archive, place, everything)


def _no_cell(archive: Archive, asked: str) -> str:
    cells = [(archive.study.series[s], row) for (s, _), row in archive.cells(archive.study.tables)]
    names = [f"{series.table}:{series.column}:{row['year']}" for series, row in cells]
    near = difflib.get_close_matches(asked.replace("@", ":"), names, 3, 0.3)
    return f'No table has the cell "{asked}". Nearest: {", ".join(near)}. Accepted: {FORMS}.'


def _no_number(archive: Archive, asked: str) -> str:
    near = nearest_numbers(archive, asked)
    about = f" Nearest: {', '.join(near)}." if near else ""
    return f'"{normal(asked)}" stands neither in the report nor in the tables.{about} {ACCEPTED}'


def main(arguments: list[str]) -> int:
    """Print the answer; 1 if there is none."""
    parser = argparse.ArgumentParser(
        prog="trace", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("asked", nargs="+", help="number, macro, results row or cell")
    parser.add_argument("--all", action="store_true", help="show long lists in full")
    parser.add_argument("--study", default=".", help="the study's folder")
    options = parser.parse_args(arguments)
    asked = " ".join(options.asked)
    return answered(
        lambda: relabelled("\n".join(trace(options.study, asked, options.all)).rstrip())
    )


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it without a traceback
    raise SystemExit(main(sys.argv[1:]))
