"""The edits that must fail: kind, file, what is done, and what becomes of the text."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from tests.studies import replaced

Change = Callable[[str], str]


@dataclass(frozen=True)
class Fault:
    """One failing edit.

    Parameters
    ----------
    kind, path : str
    said : str
        What is done, for whoever reads the record.
    change : function
        From the text of the file to the faulty one.
    """

    kind: str
    path: str
    said: str
    change: Change


def _replaced(*pairs: tuple[str, str]) -> Change:
    return lambda text: reduce(lambda text, pair: replaced(text, *pair), pairs, text)


def _edits(kind: str, path: str, *pairs: tuple[str, str]) -> list[Fault]:
    return [Fault(kind, path, " -> ".join(map(repr, pair)), _replaced(pair)) for pair in pairs]


def _emptied(kind: str, path: str) -> Fault:
    return Fault(kind, path, "emptied", lambda text: "")


def _failing(name: str, line: str, last: bool = False) -> Fault:
    """The function of a script fails before anything is done, or after all is written."""

    def change(text: str) -> str:
        body = ast.parse(text).body
        (function,) = (f for f in body if isinstance(f, ast.FunctionDef) and f.name == name)
        lines = text.splitlines(keepends=True)
        place = function.end_lineno if last else function.body[1].lineno - 1  # below its docstring
        lines.insert(place, f"    {line}\n")
        return "".join(lines)

    said = f"{'ends' if last else 'begins'} with {line}"
    return Fault("exception", f"scripts/{name}.py", said, change)


_EXIM, _ODA, _JICA = (f"data/raw/{table}.csv" for table in ("exim", "oda", "jica"))
_CELLS = [
    *_edits(
        "cell",
        _EXIM,
        ("1996,330.6", "1996,33O.6"),
        ("1996,330.6", "1996,３30.6"),
        ("1985,41.3", "1985,△41.3"),
        ("1984,52.4", "1984,"),
        ("year,loans,share", "year,loan,share"),
        ("1991,188.7,12.7\n", ""),
        ("1991,188.7,12.7\n", "1991,188.7,12.7\n1991,188.7,12.7\n"),
        ("1980,79.1,8.5", "1980,79.1,85%"),
    ),
    *_edits(
        "cell",
        _ODA,
        ('"1,050.8"', '"1.050,8"'),
        ("81.3", "181.3"),
        ("1996,861.7", "1906,861.7"),
        ("861.7,51.6,965.6", "861.7,51.6,965.6,1"),
    ),
    *_edits("cell", _JICA, ('"1,292"', '"1,292'), ("59.6", "59.6*"), ("59.6", "fifty-nine")),
    _emptied("cell", _JICA),
]
_CONFIG = [
    *_edits(
        "config",
        "config.yaml",
        ("seed:", "sede:"),
        ("seed: 20021031", "seed: many"),
        ("level: 0.95", "level: 95"),
        ("null_draws: 999", "null_draws: -1"),
        ("- 1980-1999", "- 1999-1980"),
        ("event: plaza", "event: plazza"),
        ("covariance:", "covariances:"),
        ("smallest_effect: 300", "smallest_effect: a lot"),
        ("replications: 200\n", "replications: 200\n  replications: 300\n"),
        ("date: 1985-09-22", "date: 1985-13-22"),
        ("study:", "study: ["),
    ),
    _emptied("config", "config.yaml"),
]
_DESCRIPTIONS = [
    *_edits(
        "description",
        "data/raw/corrections.yaml",
        ('printed: "939.3"', 'printed: "939.4"'),
        ("table: oda", "table: odo"),
    ),
    *_edits(
        "description",
        "data/raw/claims.yaml",
        ("relation: between", "relation: beside"),
        ("mean(oda_china_share", "mean(oda_chine_share"),
    ),
    *_edits("description", "data/raw/datapackage.json", ("{", "")),
    *_edits("description", "figures.yaml", ("series.exim_share.label", "serie.x")),
]
_RAISE = 'raise RuntimeError("injected")'
_RAISING = ("clean_table", "audit_claims", "plot_claims", "plot_levels", "render_report", "publish")
_EXCEPTIONS = [
    *(_failing(name, _RAISE) for name in _RAISING),
    _failing("plot_levels", _RAISE, last=True),
    _failing("render_report", '__import__("os")._exit(3)', last=True),
    _failing("publish", _RAISE, last=True),
    *_edits("exception", "scripts/methods/trends.py", ("def ", "deaf ")),
]
_FULL = 'raise OSError(28, "No space left on device")'
_WRITE = "        file.write(text)\n"
_WRITE_HALF = f"        file.write(text[:99])\n        {_FULL}\n"
_COPY = "            shutil.copyfile(source"
_FLUSH = "    _flush(drafts.values())\n"
_LOOP = "    for target, draft in entry"
_MOVE = "            os.replace(draft, target)"
_COPY_20 = f"            if len(drafts) == 20:\n                {_FULL}\n{_COPY}"
_COUNTED = f"    done = []\n{_LOOP}"
_MOVE_20 = f"            if len(done) == 20:\n                {_FULL}\n{_MOVE}"
_MOVE_20 = f"            done.append(draft)\n{_MOVE_20}"
_PUBLISHING = "scripts/common/runs/publishing.py"
_DISK = [
    Fault(
        "disk",
        "scripts/common/tables.py",
        "full in the midst of a file",
        _replaced((_WRITE, _WRITE_HALF)),
    ),
    Fault("disk", _PUBLISHING, "full after 20 drafts", _replaced((_COPY, _COPY_20))),
    Fault("disk", _PUBLISHING, "full before the journal", _replaced((_FLUSH, f"    {_FULL}\n"))),
    Fault(
        "disk",
        _PUBLISHING,
        "fails after 19 renames",
        _replaced((_LOOP, _COUNTED), (_MOVE, _MOVE_20)),
    ),
]
FAULTS = [*_EXCEPTIONS, *_DISK, *_DESCRIPTIONS, *_CONFIG, *_CELLS]
