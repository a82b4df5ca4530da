"""Faults of headers and whole files: lost, truncated, in another format, no file at all."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.data.raw import Case, Table, encoded
from tests.data.row_faults import ALL, LONG, WIDE, Planted, key_of

OnFile = Callable[[Table, random.Random], Planted | None]
HUGE = 50_000_000


def header(change: Callable[[list[str]], list[str]], place: int, told: str | None = "") -> OnFile:
    """Change the header; the fault is told of the column at `place`, with the text there."""

    def make(table: Table, rng: random.Random) -> Planted:
        names = change(list(table.names))
        value = names[place] if told == "" else told
        old = table.names[place] if place < len(table.names) else value
        return table.with_rows(0, 1, names), 1, (str(old),), value

    return make


def every_row(change: Callable[[tuple[str, ...]], list[str]], place: int, known: bool) -> OnFile:
    def make(table: Table, rng: random.Random) -> Planted:
        rows = [change(row) for row in table.rows]
        value = rows[0][place] if abs(place) <= len(rows[0]) else None
        return encoded(rows), 1, (table.names[place] if known else str(value),), value

    return make


def whole(change: Callable[[bytes], bytes]) -> OnFile:
    """Change the bytes; the file as a whole is wrong."""
    return lambda table, rng: (change(table.with_rows(0, 0)), None, (), None)


def at_the_top(change: Callable[[bytes], bytes], columns: bool = True) -> OnFile:
    """Change the bytes; the first line is where it shows."""

    def make(table: Table, rng: random.Random) -> Planted:
        content = change(table.with_rows(0, 0))
        shown = content.decode("utf-8", "surrogateescape").split("\n")[0].removesuffix("\r")
        return content, 1, key_of(table), shown.split(",")[0].strip('"\t ')

    return make


def cut_inside(table: Table, rng: random.Random) -> Planted:
    """Cut in a row, before its last cell; what a cut inside that cell leaves may be a number."""
    row = rng.randrange(1, len(table.rows))
    content = b"".join(line.encode() for line in table.lines[:row])
    line = table.lines[row].encode()
    rest = line[: rng.randrange(1, len(encoded([table.rows[row][:-1]])))]
    shown = rest.decode("utf-8", "surrogateescape")
    return content + rest, row + 1, (), shown


def put(kind: str) -> OnFile:
    """Put something that is no table in the place of the file."""

    def plant(path: Path) -> None:
        if kind == "directory":
            path.mkdir()
        elif kind == "huge":
            path.touch()
            os.truncate(path, HUGE)
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind != "missing":
            targets = {"loop": path.name, "device": "/dev/zero", "link": "nowhere.csv"}
            path.symlink_to(targets[kind])

    return lambda table, rng: (plant, None, (), None)


def delimited(character: str) -> OnFile:
    def change(content: bytes) -> bytes:
        return content.replace(b'"', b"").replace(b",", character.encode())

    return at_the_top(change)


HTML, ZIP = (
    b"<!DOCTYPE html>\n<html><title>404</title></html>\n",
    b"PK\x03\x04\x14\x00\x06\n\x00\xff",
)
# kind: what is done to the file, the rules that see it, whether the schema can say so, and where
FILE_FAULTS: dict[str, tuple[OnFile, str, bool, list[str]]] = {
    "renamed column": (header(lambda n: [*n[:-1], "note"], -1), "header", True, ALL),
    "column name in capitals": (header(lambda n: [n[0].title(), *n[1:]], 0), "header", True, ALL),
    "swapped column names": (
        header(lambda n: [n[0], *n[-1:], *n[2:-1], n[1]], 1), "header", True, WIDE[:3]
    ),
    "merged column names": (
        header(lambda n: [n[0], f"{n[1]} {n[2]}", *n[3:]], 1), "header", True, ["exim", "oda"]
    ),
    "empty column name": (header(lambda n: [*n[:-1], ""], -1), "header", True, ALL),
    "column name lost": (header(lambda n: n[:-1], -1, None), "header", True, ALL),
    "invisible character in a column name": (
        header(lambda n: [*n[:-1], n[-1] + "\u200b"], -1), "encoding", True, ALL
    ),
    "extra column": (
        every_row(lambda row: [*row, "x"], -1, known=False), "header", True, ALL
    ),
    "missing column": (
        lambda t, rng: (
            encoded([row[:-1] for row in t.rows]), 1, (t.names[-1],), None
        ), "header", True, ALL,
    ),
    "commas at the end of all lines": (
        every_row(lambda row: [*row, ""], -1, known=False), "header", True, ALL
    ),
    "header lost": (
        lambda t, rng: (t.with_rows(0, 1), 1, key_of(t), t.rows[1][0]), "header", True, LONG
    ),
    "title above the header": (
        at_the_top(lambda c: b"Table 3\n" + c), "header", False, ALL
    ),
    "another table's content": (
        lambda t, rng: (b"nation,gdp\nJapan,1\n", 1, key_of(t), "nation"), "header", True, ALL
    ),
    "semicolons throughout": (delimited(";"), "header", False, ALL),
    "tabs throughout": (delimited("\t"), "header", False, ALL),
    "byte order mark": (at_the_top(lambda c: b"\xef\xbb\xbf" + c), "encoding", False, ALL),
    "UTF-16": (
        at_the_top(lambda c: c.decode().encode("utf-16")), "encoding", True, ALL
    ),
    "carriage returns as line ends": (
        whole(lambda c: c.replace(b"\n", b"\r")), "file", False, ALL
    ),
    "empty file": (whole(lambda c: b""), "file", True, ALL),
    "blank lines alone": (whole(lambda c: b" \n\n\t\n"), "file", True, ALL),
    "header alone": (whole(lambda c: c.split(b"\n")[0] + b"\n"), "file", False, ALL),
    "web page in its place": (
        at_the_top(lambda c: HTML), "header", True, ALL
    ),
    "spreadsheet file in its place": (at_the_top(lambda c: ZIP), "encoding", True, ALL),
    "cut inside a row": (cut_inside, "row", False, ALL),
    "huge file": (put("huge"), "file", False, ALL),
    "directory in its place": (put("directory"), "file", False, ALL),
    "pipe in its place": (put("pipe"), "file", False, ALL),
    "device in its place": (put("device"), "file", False, ALL),
    "link to nowhere": (put("link"), "file", False, ALL),
    "link to itself": (put("loop"), "file", False, ALL),
    "missing file": (put("missing"), "file", False, ALL),
}  # fmt: skip


def file_cases(tables: dict[str, Table]) -> Iterator[Case]:
    """One case of each kind and table."""
    for kind, (make, rules, in_schema, where) in FILE_FAULTS.items():
        rng = random.Random(kind)
        for name in where:
            what = make(tables[name], rng)
            if what:
                yield Case(kind, name, *what, frozenset(rules.split()), in_schema)
