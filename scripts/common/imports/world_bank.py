"""Read a World Bank CSV download: the World Development Indicators and other databases of its kind.

Three forms: a column for each year (DataBank's ``1990 [YR1990]``, the ``1990`` of the bulk file and
of the indicator pages, whose header follows a preamble); a row for each year and series; a row for
each year with a column for each series (``GDP (current US$) [NY.GDP.MKTP.CD]``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scripts.common.imports.download import Download, Reading, Rows

MISSING = frozenset({"..", ""})
_WHO = ("Country Name", "Country Code")
_WHAT = [("Series Name", "Series Code"), ("Indicator Name", "Indicator Code")]
_TIMES = ("Time", "Year")
_PERIOD = re.compile(r"(?P<period>[0-9]{4}(?:Q[1-4]|M[01][0-9])?)(?: \[[A-Z0-9]+\])?")
_SERIES = re.compile(r"(?P<name>.+) \[(?P<code>[A-Z0-9]+(?:\.[A-Z0-9]+)+)\]")
# What tells a series' name and code, two columns or the header; and by place of the columns that
# hold its numbers the period, None if the row tells it.
Columns = list[tuple[tuple[str, str] | re.Match[str], Mapping[int, str | None]]]
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
        columns: Columns = [(what, dated)]
    elif what and time and "Value" in header:
        columns = [(what, {header.index("Value"): None})]
    elif time and coded:
        columns = [(found, {i: None}) for i, found in coded.items()]
    else:
        return None
    download.readings = _readings(download, list(header), rows, columns, time)
    return download


def _readings(
    download: Download, header: list[str], rows: Rows, columns: Columns, time: str | None
) -> Iterator[Reading]:
    for line, row in rows:
        said = dict(zip(header, row, strict=False))
        for series, periods in columns:
            if isinstance(series, tuple):
                name, code = (said[column] for column in series)
            else:
                name, code = series["name"], series["code"]
            codes = _learn(download, said, code, name)
            for i, period in periods.items():
                text = row[i] if i < len(row) else ""
                when = said[str(time)].split(" ")[0] if period is None else period
                yield Reading(line, header[i], codes, when, text)


def _learn(download: Download, said: Mapping[str, str], code: str, name: str) -> tuple[str, str]:
    """Note the country and the indicator, whose name ends with the unit in brackets."""
    country, who = (said[column] for column in _WHO)
    unit = _UNIT.search(name)
    download.names[0, who] = country
    download.names[1, code] = name[: unit.start()] if unit else name
    if unit:
        download.units[who, code] = unit["unit"]
    return who, code
