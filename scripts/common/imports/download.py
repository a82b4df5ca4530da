"""What a statistical download says, whoever it is from: readings of series, and where they stand.

`read_download` finds out which form a file has; each form is read by a module of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path

from scripts.common.errors import Fault, Problem, TableError
from scripts.common.periods import NOUNS, frequency_of, parse_period

LONGEST_PREAMBLE = 10  # lines in which the header is looked for
MOST_PROBLEMS = 20  # more of the same kind help nobody
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EXPONENT = re.compile(r"-?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,3}")

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Reading:
    """One cell of a download.

    Parameters
    ----------
    line : int
    column : str
        Where it stands.
    codes : tuple of str
        Of its series, one for each dimension.
    period : str
        As printed.
    text : str
        The number as printed, or what stands in its place.
    status : str
        The owner's mark on it, such as ``E`` for estimated; empty if there is none.
    """

    line: int
    column: str
    codes: tuple[str, ...]
    period: str
    text: str
    status: str = ""


@dataclass
class Download:
    """A file as far as it tells about itself.

    Parameters
    ----------
    owner : str
    title : str
        Of the data set; empty if the file does not tell.
    dimensions : tuple of str
        Names of the columns whose codes make a series.
    subject : int
        The dimension that says what is measured, the others saying of whom.
    missing : frozenset of str
        What stands where there is no number.
    readings : iterator of Reading
        To be used up before the rest is looked at.
    names : dict
        What a code of a dimension means.
    units : dict
        Unit of a series by its codes, where the file tells.
    asides : list of str
        What stands above and below the table, a line each.
    """

    owner: str
    dimensions: tuple[str, ...]
    subject: int
    missing: frozenset[str]
    title: str = ""
    readings: Iterator[Reading] = field(default_factory=lambda: iter(()))
    names: dict[tuple[int, str], str] = field(default_factory=dict)
    units: dict[tuple[str, ...], str] = field(default_factory=dict)
    asides: list[str] = field(default_factory=list)

    def aside(self, form: str) -> str:
        """The first group of a regular expression, where the lines around the table match it."""
        found = re.search(form, "\n".join(self.asides))
        return found[1].strip() if found else ""


@dataclass(frozen=True)
class Series:
    """The numbers of one series by period, a missing code where there is none."""

    codes: tuple[str, ...]
    values: dict[int, str]
    marks: dict[int, str]


Form = Callable[[Sequence[str], Rows], "Download | None"]


def read_download(
    path: str | Path, forms: Sequence[Form], only: Mapping[str, set[str]]
) -> Download:
    """Recognise a download, its readings still to be taken.

    Parameters
    ----------
    path : path
    forms : sequence of callables
        Each takes header and rows and returns None if the header is not of its form.
    only : mapping
        By the name of a column, the values that a row must have there to be read.

    Raises
    ------
    TableError
        If the file is of no known form, or `only` names a column that it does not have.
    """
    rows = _rows(Path(path))
    asides: list[str] = []
    for line, header in islice(rows, LONGEST_PREAMBLE):
        if any(form(header, iter(())) for form in forms):
            _check_choice(only, header, line, Path(path).as_posix())
            table = _chosen(rows, header, only, asides)
            found = next(d for form in forms if (d := form(header, table)))
            found.asides = asides  # the ones below are added while the rows are read
            return found
        asides.append(", ".join(cell for cell in header if cell))
    unknown = Fault(
        "form",
        "has none of the headers of a World Bank or OECD download in its first lines",
        "Download it as CSV: from DataBank or the indicator's page (Country Name, Country Code,"
        " ..., years), or from the OECD Data Explorer (..., TIME_PERIOD, OBS_VALUE).",
    )
    raise TableError([unknown.at(Path(path).as_posix())])


def collect(download: Download, path: str | Path) -> list[Series]:
    """Take all readings of a download, those series first that stand first.

    Raises
    ------
    TableError
        With every cell that is no number, period that cannot be read and reading given twice.
    """
    file = Path(path).as_posix()
    found: dict[tuple[str, ...], Series] = {}
    lines: dict[tuple[tuple[str, ...], int], int] = {}
    problems: list[Problem] = []
    for reading in download.readings:
        try:
            period, text = _period(reading.period), _number(reading.text, download.missing)
            if (reading.codes, period) in lines:
                raise _twice(reading, lines[reading.codes, period])
        except Fault as fault:
            value = reading.period if fault.rule == "period" else reading.text
            problems.append(fault.at(file, reading.line, reading.column, value))
            if len(problems) == MOST_PROBLEMS:
                break
            continue
        lines[reading.codes, period] = reading.line
        series = found.setdefault(reading.codes, Series(reading.codes, {}, {}))
        series.values[period] = text
        if reading.status:
            series.marks[period] = reading.status
    if not problems:
        problems = [fault.at(file) for fault in _whole_faults([*found.values()], download.missing)]
    if problems:
        raise TableError(problems)
    return [one for one in found.values() if set(one.values.values()) - download.missing]


def _whole_faults(series: Sequence[Series], missing: frozenset[str]) -> Iterator[Fault]:
    kinds = sorted({frequency_of(period) for one in series for period in one.values})
    if not any(set(one.values.values()) - missing for one in series):
        remedy = "Look at what was chosen by --only, and at the values that its columns have."
        yield Fault("empty", "the chosen rows hold no number", remedy)
    elif len(kinds) > 1:
        nouns = " and ".join(f"{NOUNS[kind]}s" for kind in kinds)
        remedy = "Choose one of them, as in --only FREQ=A."
        yield Fault("frequency", f"the chosen rows mix {nouns}", remedy)


def _rows(path: Path) -> Rows:
    """Line and cells of every row that is not blank; the line is that of the row's first cell."""
    file = path.as_posix()
    try:
        with path.open(encoding="utf-8-sig", newline="") as content:
            reader = csv.reader(content, strict=True)
            line = 1
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield line, [cell.strip() for cell in row]
                line = reader.line_num + 1
    except OSError as error:
        fault = Fault("file", f"cannot be read ({error.strerror})", "Name the downloaded CSV file.")
        raise TableError([fault.at(file)]) from error
    except UnicodeDecodeError as error:
        remedy = "Download it again as CSV in UTF-8; unpack a zip first."
        raise TableError([Fault("encoding", "is not UTF-8", remedy).at(file)]) from error
    except csv.Error as error:
        remedy = "Download it again: a quotation mark may have been lost."
        fault = Fault("row", f"this is not valid CSV ({error})", remedy)
        raise TableError([fault.at(file, line)]) from error


def _check_choice(
    only: Mapping[str, set[str]], header: Sequence[str], line: int, file: str
) -> None:
    known = ", ".join(name for name in header if name)
    problems = [
        Fault("only", "is no column to choose by", f"Use one of {known}.").at(
            file, line, value=name
        )
        for name in only
        if name not in header
    ]
    if problems:
        raise TableError(problems)


def _chosen(
    rows: Rows, header: Sequence[str], only: Mapping[str, set[str]], asides: list[str]
) -> Rows:
    """The rows that `only` leaves; short ones, such as a footer, are asides."""
    wanted = [(header.index(name), values) for name, values in only.items()]
    width = len(header) - 1  # some files end their header with a comma and their rows without
    for line, row in rows:
        if len(row) < width:
            asides.append(", ".join(cell for cell in row if cell))
        elif all(row[place] in values for place, values in wanted):
            yield line, row


def _period(text: str) -> int:
    try:
        return parse_period(text)
    except ValueError as error:
        message = "is no year, quarter or month"
        remedy = "Choose annual, quarterly or monthly rows, as in --only FREQ=A."
        raise Fault("period", message, remedy) from error


def _number(text: str, missing: frozenset[str]) -> str:
    """The text of a number, its digits written out; a missing code as it stands."""
    if text in missing or _PLAIN.fullmatch(text):
        return text
    if _EXPONENT.fullmatch(text):
        return f"{Decimal(text):f}"
    codes = " or ".join(f'"{code}"' if code else "nothing" for code in sorted(missing))
    remedy = (
        "Download it again without number format: a number has digits and at most one point;"
        f" where there is none stands {codes}."
    )
    raise Fault("number", "is not a number", remedy)


def _twice(reading: Reading, line: int) -> Fault:
    message = f"is the second number for {' '.join(reading.codes)} in {reading.period}"
    remedy = f"The first is in line {line}: choose between them with --only COLUMN=VALUE."
    return Fault("duplicate", message, remedy)
