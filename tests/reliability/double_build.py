"""Build with all surroundings different: `python -m tests.reliability.double_build FOLDER`.

One build as a user would start it and two with every dimension of `VARIED` changed at once: if all
bytes agree, none of the dimensions matters. Needs Linux with `faketime` and `setpriv`, the locales
de_DE.UTF-8 and tr_TR.UTF-8, and root, which alone may change the user. The other user may read all
files, since the interpreter may lie in the home of root; to write it has no more rights than any
user. FOLDER must not exist, or hold the folder `plain` alone, built from the same source.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from scripts.common.runs.publishing import HISTORY, MANIFEST
from tests.reliability.trials import record
from tests.studies import Study, Version, asked

NOBODY = 65534
# 1980: Snakemake refuses a source that is younger than the clock.
LONG_AGO = 315_532_800
# Per dimension: the value in the first and in the second varied build.
VARIED = {
    "clock": ("2031-02-28 23:59:30", "1999-12-31 23:58:00"),
    "time zone": ("Asia/Tokyo", "America/St_Johns"),
    "locale": ("de_DE.UTF-8", "tr_TR.UTF-8"),
    "user": ("nobody", "nobody"),
    "home": ("home one", "nowhere/at all"),
    "path": ("写し with a space", "日本 (2)"),
    "umask": ("077", "002"),
    "cores": ("1", "2"),
    "hash seed": ("1", "4242"),
    "threads": ("4", "2"),
    "file order": ("from the last name", "from the last letter"),
    "terminal": ("dumb, 40 columns", "xterm-256color, 300 columns"),
}


def measure(folder: Path) -> None:
    """Build twice with everything varied; compare every generated file with the plain build."""
    expected = generated(Study.built(folder / "plain"))
    builds = []
    for number in (0, 1):
        value = {name: values[number] for name, values in VARIED.items()}
        found = generated(build(folder, value))
        differing = sorted(n for n in {*expected, *found} if expected.get(n) != found.get(n))
        builds.append({"files": len(found), "differing": differing})
        print(json.dumps(builds[-1]), flush=True)
        content = {"dimensions": VARIED, "files": len(expected), "builds": builds}
        record("double_build", content)


def build(folder: Path, value: dict[str, str]) -> Study:
    """Lay the source down in another order and build it in other surroundings."""
    place, home = folder / value["path"], folder / value["home"]
    source = Study.source(folder / "source").with_few_draws()
    paths = [p.relative_to(source.folder) for p in source.folder.rglob("*") if p.is_file()]
    by_letter = value["file order"] == "from the last letter"
    for path in sorted(paths, key=lambda p: str(p)[::-1] if by_letter else str(p), reverse=True):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.folder / path, place / path)
        os.utime(place / path, (LONG_AGO, LONG_AGO))
    shutil.rmtree(source.folder)
    home.mkdir(parents=True)
    for path in (place, *place.rglob("*"), home):
        os.chown(path, NOBODY, NOBODY)
    terminal, columns = value["terminal"].removesuffix(" columns").split(", ")
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    user += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    study = Study(place)
    study.complete(
        *("--cores", value["cores"]),
        within=[*user, "faketime", value["clock"]],
        variables={
            "TZ": value["time zone"],
            "LC_ALL": value["locale"],
            "LANG": value["locale"],
            "HOME": str(home),
            "PYTHONHASHSEED": value["hash seed"],
            "OMP_NUM_THREADS": value["threads"],
            "OPENBLAS_NUM_THREADS": value["threads"],
            "TERM": terminal,
            "COLUMNS": columns,
            # With a monotonic clock of long ago, waiting threads never wake.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
        umask=int(value["umask"], 8),
    )
    return study


def generated(study: Study) -> Version:
    """SHA-256 of every generated file; of the manifest all but the commit."""
    found = {name: was for name, was in study.hashes().items() if name not in HISTORY}
    manifest = json.dumps({**json.loads(study.read(MANIFEST)), "commit": None})
    return found | {MANIFEST: hashlib.sha256(manifest.encode()).hexdigest()}


if __name__ == "__main__":
    measure(asked(__doc__).folder)
