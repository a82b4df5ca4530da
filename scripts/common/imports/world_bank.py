"""Read a World Bank CSV download: the World Development Indicators and other databases of its kind.

Three forms: a column for each year (DataBank's ``1990 [YR1990]``, the ``1990`` of the bulk file and
of the indicator pages, whose header follows a preamble); a row for each year and series; a row for
each year with a column for each series (``GDP (current US$) [NY.GDP.MKTP.CD]``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scripts.common.imports.download import Download, Reading, Rows

MISSING = frozenset({"..", ""})
_WHO = ("Country Name", "Country Code")
_WHAT = [("Series Name", "Series Code"), ("Indicator Name", "Indicator Code")]
_TIMES = ("Time", "Year")
_PERIOD = re.compile(r"(?P<period>[0-9]{4}(?:Q[1-4]|M[01][0-9])?)(?: \[[A-Z0-9]+\])?")
_SERIES = re.compile(r"(?P<name>.+) \[(?P<code>[A-Z0-9]+(?:\.[A-Z0-9]+)+)\]")
_UNIT = re.compile(r" *\((?P<unit>[^()]*)\)$")


def world_bank(header: Sequence[str], rows: Rows) -> Download | None:
    """Read the download, or return None if the header is not of this kind."""
    if not set(_WHO) <= set(header):
        return None
    time = next((name for name in _TIMES if name in header), None)
    what = next((pair for pair in _WHAT if set(pair) <= set(header)), None)
    dated = {
        i: found["period"] for i, name in enumerate(header) if (found := _PERIOD.fullmatch(name))
    }
    coded = {i: found for i, name in enumerate(header) if (found := _SERIES.fullmatch(name))}
    download = Download(
        owner="World Bank",
        dimensions=("Country Code", what[1] if what else "Series Code"),
        subject=1,
        missing=MISSING,
    )
    if what and dated:
        download.readings = _by_column(download, header, rows, what, dated)
    elif what and time and "Value" in header:
        download.readings = _by_row(download, header, rows, what, time)
    elif time and coded:
        download.readings = _series_by_column(download, header, rows, coded, time)
    else:
        return None
    return download


def _by_column(
    download: Download,
    header: Sequence[str],
    rows: Rows,
    what: tuple[str, str],
    dated: dict[int, str],
) -> Iterator[Reading]:
    for line, row in rows:
        codes = _codes(download, header, row, what)
        for i, period in dated.items():
            text = row[i] if i < len(row) else ""
            yield Reading(line, header[i], codes, period, text)


def _by_row(
    download: Download, header: Sequence[str], rows: Rows, what: tuple[str, str], time: str
) -> Iterator[Reading]:
    place = header.index("Value")
    for line, row in rows:
        period = row[header.index(time)].split(" ")[0]
        yield Reading(line, "Value", _codes(download, header, row, what), period, row[place])


def _series_by_column(
    download: Download,
    header: Sequence[str],
    rows: Rows,
    coded: dict[int, re.Match[str]],
    time: str,
) -> Iterator[Reading]:
    for line, row in rows:
        period = row[header.index(time)].split(" ")[0]
        for i, found in coded.items():
            codes = _learn(download, header, row, found["code"], found["name"])
            yield Reading(line, header[i], codes, period, row[i])


def _codes(
    download: Download, header: Sequence[str], row: Sequence[str], what: tuple[str, str]
) -> tuple[str, str]:
    name, code = (row[header.index(column)] for column in what)
    return _learn(download, header, row, code, name)


def _learn(
    download: Download, header: Sequence[str], row: Sequence[str], code: str, name: str
) -> tuple[str, str]:
    """Note the country and the indicator, whose name ends with the unit in brackets."""
    country, who = (row[header.index(column)] for column in _WHO)
    unit = _UNIT.search(name)
    download.names[0, who] = country
    download.names[1, code] = name[: unit.start()] if unit else name
    if unit:
        download.units[who, code] = unit["unit"]
    return who, code
