"""Turn a World Bank or OECD CSV download into a table of a study, described as far as it tells.

    python -m scripts.import_table WDI.csv --study folder --table gdp
    python -m scripts.import_table WDI.csv --study folder --table gdp --only "Country Code=CHN,IDN"
    python -m scripts.import_table oecd.csv --study folder --table rates --only FREQ=A --layout long

Writes data/raw/{table}.csv and adds the table to the study's datapackage.json and sources.yaml.
What the download does not tell is marked TODO there, and the pipeline names it until it is written.
Run by hand, not by a rule; uses no network.
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path

from scripts.common.errors import UserError, answered
from scripts.common.imports.describe import Imported, described
from scripts.common.imports.download import collect, read_download
from scripts.common.imports.oecd import oecd
from scripts.common.imports.world_bank import world_bank
from scripts.common.imports.write import check_new, write_import
from scripts.common.raw.metadata_checks import unfinished_faults

MOST_COLUMNS = 30  # series that a table has side by side; more are written below each other
NAME = re.compile("[a-z][a-z0-9_]*")


def import_table(
    path_to_download: str | Path,
    path_to_study: str | Path,
    table: str,
    only: dict[str, set[str]] | None = None,
    layout: str | None = None,
) -> list[str]:
    """Import a download as a table.

    Parameters
    ----------
    path_to_download : path
        A CSV file; see `scripts.common.imports.world_bank` and `scripts.common.imports.oecd`.
    path_to_study : path
        A study's folder, whose data/raw has datapackage.json and sources.yaml.
    table : str
        The name it will have: lower-case letters, digits and underscores.
    only : dict, optional
        By column of the download, the values of rows to be read.
    layout : {"wide", "long"}, optional
        A column for each series, or a row for each number; by default wide up to 30 series.

    Returns
    -------
    list of str
        What was imported and what is left to do, lines for a terminal.

    Raises
    ------
    UserError
        If the download cannot be read, or the study has such a table.
    """
    if not NAME.fullmatch(table):
        raise UserError(
            f'--table: "{table}" is no name for a table. Use lower-case letters, digits and'
            " underscores, beginning with a letter, such as gdp."
        )
    check_new(Path(path_to_study) / "data/raw", table)
    download = read_download(path_to_download, (world_bank, oecd), only or {})
    series = collect(download, path_to_download)
    layout = layout or ("wide" if len(series) <= MOST_COLUMNS else "long")
    digest = hashlib.sha256(Path(path_to_download).read_bytes()).hexdigest()[:16]
    read_from = f"{Path(path_to_download).name} (SHA-256 {digest}...)"
    found = described(download, series, table, layout, read_from)
    write_import(Path(path_to_study) / "data/raw", table, found)
    return _told(table, found, [f"{table}_{name}" for name in found.names])


def _told(table: str, found: Imported, ids: list[str]) -> list[str]:
    shown = ids[:8] + ([f"... and {len(ids) - 8} more"] if len(ids) > 8 else [])
    todo = unfinished_faults(
        {"works": {found.source["work"]: found.work}, "tables": {table: found.source}}
    )
    return [
        f"data/raw/{table}.csv: {len(ids)} series, {found.source['years']}, {len(found.rows)} rows",
        *(f"  {name}" for name in shown),
        "Still to be written in data/raw/sources.yaml:",
        *(f"  {fault.message}" for fault in todo),
        f"To analyse it, add {table} to tables.analysed in config.yaml, and a hypothesis about its"
        f" series, such as {ids[0]}.",
    ]


def _choice(text: str) -> tuple[str, set[str]]:
    column, equals, values = text.partition("=")
    if not equals or not values:
        raise argparse.ArgumentTypeError(f'"{text}" is not COLUMN=VALUE or COLUMN=VALUE,VALUE')
    return column, set(values.split(","))


def main(arguments: list[str]) -> int:
    """Import and say what is left to do; 1 if it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="import_table",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("download", help="the CSV file, as downloaded")
    parser.add_argument("--study", required=True, help="the study's folder")
    parser.add_argument("--table", required=True, help="name of the table to be")
    parser.add_argument(
        "--only", action="append", default=[], type=_choice, metavar="COLUMN=VALUE[,VALUE]",
        help="read only rows with these values; may be repeated",
    )  # fmt: skip
    parser.add_argument("--layout", choices=["wide", "long"], help="wide up to 30 series")
    options = parser.parse_args(arguments)
    asked = options.download, options.study, options.table, dict(options.only), options.layout
    return answered(lambda: "\n".join(import_table(*asked)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
