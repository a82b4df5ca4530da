"""Write and read the tidy tables: long-form CSV and JSON, the same bytes for the same content.

Reading the raw tables is in `scripts.common.raw.tables`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scripts.common.files import replacing
from scripts.common.periods import LAST_PERIOD, frequency_of, parse_period, period_label

if TYPE_CHECKING:  # pandas costs 0.3 s to import, which validating and cleaning can do without
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PROCESSED_COLUMNS = (
    "series",
    "year",
    "value",
    "unit",
    "status",
    "printed",
    "decimals",
    "source_file",
    "source_line",
    "source_column",
)

# What a spreadsheet would run when it opens the file, or take for the border of a cell.
_RUNNABLE = re.compile(r"\s*[=+@\-\uff1d\uff0b\uff0d\uff20].*\w|[\t\r\n]", re.DOTALL)
_NEGATIVE = re.compile(r"-[0-9.,]+(e[+-]?[0-9]+)?", re.IGNORECASE)


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a frame without its index; see `write_rows` for the form."""
    objects = frame.astype(object)
    rows = objects.where(frame.notna(), None).itertuples(index=False, name=None)
    write_rows([str(column) for column in frame.columns], rows, path)


def write_rows(header: Sequence[str], rows: Iterable[Sequence[object]], path: str | Path) -> None:
    """Write a CSV file, whole or not at all.

    Parameters
    ----------
    header : sequence of str
    rows : iterable of sequences
        None is written as an empty cell, a float with all the digits that make it that float. A
        text that a spreadsheet would run as a formula gets an apostrophe in front.
    path : path
        UTF-8, LF, one header line. Folders are made; an older file stays until the new one is
        complete.
    """
    with _text_of(path) as file:
        _fill(file, header, rows)


def write_records(
    header: Sequence[str], rows: Iterable[Mapping[str, object]], path: str | Path
) -> None:
    """Write rows by column as `write_rows` does; a column that a row lacks is empty there."""
    write_rows(header, ([row.get(column) for column in header] for row in rows), path)


def join_tables(paths: Sequence[str | Path], path: str | Path) -> None:
    """Write tables one below the other, under the header that they share, whole or not at all.

    Their rows are in the form of `write_rows` already and go through as they are.
    """
    with _text_of(path) as file:
        for i, one in enumerate(paths):
            with Path(one).open(encoding="utf-8", newline="") as rows:
                header = rows.readline()
                file.write("" if i else header)
                shutil.copyfileobj(rows, file, 1 << 20)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The text of a CSV file in the form of `write_rows`."""
    file = io.StringIO(newline="")
    _fill(file, header, rows)
    return file.getvalue()


def write_json(content: object, path: str | Path) -> None:
    """Write JSON, indented, in the order given, whole or not at all; NaN is refused."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=_as_python)
    write_text(text + "\n", path)


def write_text(text: str, path: str | Path) -> None:
    """Write a text as UTF-8, whole or not at all."""
    write_texts([text], path)


def write_texts(texts: Iterable[str], path: str | Path) -> None:
    """Write texts one after another as UTF-8, whole or not at all."""
    with _text_of(path) as file:
        file.writelines(texts)


def rows_of_series(path: str | Path, series: Collection[str] | None) -> Iterator[str]:
    """The header and the rows of some series of a processed table, or of all, as text.

    Reads row by row, without parsing what nobody asked for; the series is the first column.
    """
    row, kept = "", {PROCESSED_COLUMNS[0], *(series or ())}
    with Path(path).open(encoding="utf-8", newline="") as file:
        for line in file:
            row += line
            if row.count('"') % 2 == 0:  # or else a line break inside a cell
                if series is None or row.partition(",")[0] in kept:
                    yield row
                row = ""


def read_processed(path: str | Path, series: Collection[str] | None = None) -> pd.DataFrame:
    """Read a table written by the rule ``clean_table``.

    Parameters
    ----------
    path : path
        A file like ``data/processed/exim.csv``.
    series : collection of str, optional
        Which series to read; all by default.

    Returns
    -------
    DataFrame
        The columns `PROCESSED_COLUMNS`. ``year`` is a period as an integer; ``value`` is NaN where
        the status is ``missing``; ``printed`` is text as printed, so the code ``n/a`` stays
        ``n/a``.
    """
    import pandas as pd

    numbers = {"value": "float64", "decimals": "Int64", "source_line": "Int64"}
    texts = [column for column in PROCESSED_COLUMNS if column not in (*numbers, "year")]
    frame = pd.read_csv(
        path if series is None else io.StringIO("".join(rows_of_series(path, series))),
        dtype={**numbers, **dict.fromkeys(texts, "str")},
        keep_default_na=False,
        na_values={column: [""] for column in numbers},
    )
    return with_periods(frame, "year")


def with_periods(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A frame that was read from a file, with the labels in some columns as periods.

    Columns of years are integers already; an empty cell stays empty.
    """
    for column in columns:
        if frame[column].dtype.kind not in "iuf":
            labels = frame[column].dropna().unique()
            numbers = {label: parse_period(label) for label in labels if label}
            periods = frame[column].map(numbers)
            frame[column] = periods.astype("Int64" if periods.hasnans else "int64")
    return frame


def with_labels(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A copy of a frame for a file: the periods in some columns as labels, years as they are."""
    labelled = frame.copy(deep=False)
    for column in columns:
        numbers = frame[column].dropna().unique()
        if any(frequency_of(int(number)) != "annual" for number in numbers):
            labels = {number: period_label(int(number)) for number in numbers}
            labelled[column] = frame[column].map(labels)
    return labelled


def series_values(
    frame: pd.DataFrame, series: str, first: int = 0, last: int = LAST_PERIOD
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the periods and values of one series that hold a number.

    Parameters
    ----------
    frame : DataFrame
        As returned by `read_processed`.
    series : str
        For example ``exim_share``.
    first, last : int
        Window, both periods included; all periods by default.

    Returns
    -------
    years : ndarray of int, shape (n,)
        Ascending; a missing period is absent, so gaps show in the differences.
    values : ndarray of float, shape (n,)

    Raises
    ------
    KeyError
        If the frame has no such series.
    """
    rows = frame[frame["series"] == series]
    if rows.empty:
        raise KeyError(f"no series {series} in this table")
    rows = rows[rows["value"].notna() & rows["year"].between(first, last)].sort_values("year")
    return rows["year"].to_numpy(dtype="int64"), rows["value"].to_numpy(dtype="float64")


def _fill(file: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    # Of millions of cells few need a second look; csv writes the others as `_as_text` would.
    writer.writerows(
        [
            value
            if not value
            or (value.__class__ is str and value[:1].isalnum() and "\r" not in value)
            or (value.__class__ is float and value == value)
            else _as_text(value)
            for value in row
        ]
        for row in rows
    )


@contextmanager
def _text_of(path: str | Path) -> Iterator[IO[str]]:
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        yield file


def _as_text(value: object) -> str:
    """Return a cell; repr of a float is the shortest text that reads back as the same float."""
    if isinstance(value, str):
        return _inert(value)
    value = _as_python(value) if hasattr(value, "item") else value
    if value is None or value != value:
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def _inert(text: str) -> str:
    """A text that no spreadsheet runs: negative numbers and codes such as ``--`` stay as they are.

    A text that is given the apostrophe keeps it when it is read again, so it stays inert if it is
    written once more.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # csv leaves a bare CR without quotes
    return f"'{text}" if _RUNNABLE.match(text) and not _NEGATIVE.fullmatch(text) else text


def _as_python(value: Any) -> object:
    """Return a numpy scalar or array as plain Python."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
