"""The edits that must fail: kind, file, and what becomes of its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], str]


@dataclass(frozen=True)
class Fault:
    """One failing edit.

    Parameters
    ----------
    kind, path : str
    change : function
        From the text of the file to the faulty one.
    """

    kind: str
    path: str
    change: Change


def _replaced(*pairs: tuple[str, str]) -> Change:
    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text, f"{old!r} is not there"
            text = text.replace(old, new, 1)
        return text

    return change


def _edits(kind: str, path: str, *pairs: tuple[str, str]) -> list[Fault]:
    return [Fault(kind, path, _replaced(pair)) for pair in pairs]


def _appended(line: str) -> Change:
    """Fail after everything was written."""
    return lambda text: f"{text.rstrip()}\n        {line}\n"


def _emptied(_: str) -> str:
    return ""


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
    Fault("cell", _JICA, _emptied),
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
    Fault("config", "config.yaml", _emptied),
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
    *_edits(
        "description", "scripts/templates/figures.yaml", ("series.exim_share.label", "serie.x")
    ),
]
_BODY = "    with logged(snakemake.log[0]):\n"
_RAISED = (_BODY, _BODY + '        raise RuntimeError("injected")\n')
_RAISING = ("clean_table", "audit_claims", "plot_claims", "plot_jica", "render_report", "publish")
_EXCEPTIONS = [
    *(Fault("exception", f"scripts/{name}.py", _replaced(_RAISED)) for name in _RAISING),
    Fault("exception", "scripts/plot_jica.py", _appended('raise RuntimeError("injected")')),
    Fault("exception", "scripts/render_report.py", _appended('__import__("os")._exit(3)')),
    Fault("exception", "scripts/publish.py", _appended('raise RuntimeError("injected")')),
    *_edits("exception", "scripts/methods/trends.py", ("def ", "deaf ")),
]
_FULL = 'raise OSError(28, "No space left on device")'
_WRITE = "        file.write(text)\n"
_COPY = "        shutil.copyfile(source"
_FLUSH = "    _flush(drafts.values())\n"
_LOOP = "    for target, draft in entry"
_MOVE = "            os.replace(draft, target)"
# In the midst of a file; after 20 drafts; before the journal; after 20 renames.
_DISK = [
    *_edits(
        "disk",
        "scripts/common/tables.py",
        (_WRITE, f"        file.write(text[:99])\n        {_FULL}\n"),
    ),
    *_edits(
        "disk",
        "scripts/common/publishing.py",
        (_COPY, f"        if len(drafts) == 20:\n            {_FULL}\n{_COPY}"),
        (_FLUSH, f"    {_FULL}\n"),
    ),
    Fault(
        "disk",
        "scripts/common/publishing.py",
        _replaced(
            (_LOOP, f"    done = []\n{_LOOP}"),
            (
                _MOVE,
                f"            done.append(draft)\n            if len(done) > 20:\n"
                f"                {_FULL}\n{_MOVE}",
            ),
        ),
    ),
]
FAULTS = [*_EXCEPTIONS, *_DISK, *_DESCRIPTIONS, *_CONFIG, *_CELLS]
