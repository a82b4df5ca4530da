"""Read an OECD CSV download: SDMX-CSV of the Data Explorer, or the older OECD.Stat form.

In both a row is one observation: its dimensions stand before the time, in columns with names in
capitals, each perhaps followed by a column that spells the code out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.common.imports.download import Download, Reading, Rows

MISSING = frozenset({"", "NaN"})
_FORMS = {"TIME_PERIOD": "OBS_VALUE", "TIME": "Value"}  # time and value of the two forms
# Columns before the time that are about the file, or the same for a whole frequency.
_NO_DIMENSION = {"STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "DATAFLOW"}
_NO_DIMENSION |= {"FREQ", "FREQUENCY"}
_SUBJECTS = ("INDICATOR", "MEASURE", "VARIABLE", "TRANSACT", "SUBJECT")  # the first there is
_STATUS = ("OBS_STATUS", "Flag Codes")
_NORMAL = ("A", "")  # statuses that say nothing: an ordinary observation
_UNITS = ("UNIT_MEASURE", "Unit Code", "MEASURE")
_MULTIPLES = ("UNIT_MULT", "PowerCode Code")


def oecd(header: Sequence[str], rows: Rows) -> Download | None:
    """Read the download, or return None if the header is not of this kind."""
    time = next((t for t, v in _FORMS.items() if t in header and v in header), None)
    dimensions = tuple(
        name for name in header[: header.index(time) if time else 0]
        if name.isupper() and name not in _NO_DIMENSION
    )  # fmt: skip
    if time is None or not dimensions:
        return None
    measured = next((name for name in _SUBJECTS if name in dimensions), dimensions[-1])
    download = Download(
        owner="OECD",
        dimensions=dimensions,
        subject=dimensions.index(measured),
        missing=MISSING,
    )
    download.readings = _readings(download, list(header), rows, time)
    return download


def _readings(download: Download, header: list[str], rows: Rows, time: str) -> Iterator[Reading]:
    places = [header.index(name) for name in download.dimensions]
    value, status = header.index(_FORMS[time]), _place(header, _STATUS)
    for line, row in rows:
        codes = tuple(row[i] for i in places)
        _learn(download, header, row, codes)
        text = row[value] if value < len(row) else ""
        mark = row[status] if status is not None and status < len(row) else ""
        yield Reading(
            line,
            _FORMS[time],
            codes,
            row[header.index(time)],
            text,
            "" if mark in _NORMAL else mark,
        )


def _learn(
    download: Download, header: list[str], row: Sequence[str], codes: tuple[str, ...]
) -> None:
    """Note what the codes of a row mean, the unit of its series and the name of its data set."""
    if codes in download.units:
        return
    for number, (name, code) in enumerate(zip(download.dimensions, codes, strict=True)):
        download.names[number, code] = _spelled_out(header, row, header.index(name))
    unit, multiple = _place(header, _UNITS), _place(header, _MULTIPLES)
    parts = [] if unit is None else [_spelled_out(header, row, unit)]
    if multiple is not None and multiple < len(row) and row[multiple] not in ("", "0"):
        power = _spelled_out(header, row, multiple)
        parts.append(f"10^{power}" if power.isdigit() else power.lower())
    download.units[codes] = ", ".join(part for part in parts if part)
    flow = next((name for name in ("STRUCTURE_ID", "DATAFLOW") if name in header), None)
    if flow and not download.title:
        named = "STRUCTURE_NAME" in header and row[header.index("STRUCTURE_NAME")]
        download.title = named or f"OECD data set {row[header.index(flow)]}"


def _place(header: list[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _spelled_out(header: list[str], row: Sequence[str], place: int) -> str:
    """What the column after a code says, if that column spells codes out; else the code."""
    after = place + 1
    spelled = (
        after < len(row) and not header[after].isupper() and header[after] not in _FORMS.values()
    )
    return (row[after] if spelled else "") or row[place]
