"""What kills and failing edits share: the versions between which a run goes, and what stands."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from scripts.common.runs.publishing import DRAFT, JOURNAL
from tests.studies import Study, Version, files_below

MEASURED = Path(__file__).parent / "measured"
# What is edited: a claim, which a figure and the report show, and a cell that most steps use.
EDITS = {
    "claim": ("data/raw/claims.yaml", "quoted: 50\n", "quoted: 49\n"),
    "cell": ("data/raw/jica.csv", "50.3", "50.4"),
}


def undisturbed(a: Study, folder: Path, edit: str) -> tuple[Version, float]:
    """The version that an undisturbed run on the edited input gives, and its seconds.

    Beside it a study stays in which all of B is made and nothing of it published.
    """
    kept = folder / f"{edit}.json"
    if not kept.is_file():
        study = a.clone(folder / "undisturbed")
        study.edit(*EDITS[edit])
        started = time.monotonic()
        study.complete("render_report", "write_latex")
        seconds = time.monotonic() - started
        study.clone(folder / f"staged-{edit}")
        study.complete()
        kept.write_text(json.dumps([study.published(), seconds]), encoding="utf-8")
    version, seconds = json.loads(kept.read_text(encoding="utf-8"))
    return version, seconds


def standing(study: Study, old: Version, new: Version) -> str:
    """Which version stands: old, new, journal (renaming was interrupted, as it says) or mixed."""
    if (study.folder / JOURNAL).is_file():
        return "journal"
    now = study.published()
    return "old" if now == old else "new" if now == new else "mixed"


def recovered(study: Study, expected: Version) -> dict[str, Any]:
    """What a plain run gives after the fault, and how many drafts are left after it."""
    status, shown = study.run()
    if status != 0:
        print(shown, flush=True)
    files = files_below(study.folder, "data", "results", "build", "figures", "report")
    drafts = [p for p in files if p.name.startswith(".") and p.suffix in (".part", DRAFT)]
    return {
        "completed": status == 0,
        "lock": "LockException" in shown,
        "same_bytes": study.published() == expected,
        "leftovers": len(drafts),
    }


def record(name: str, content: dict[str, Any]) -> None:
    """Keep what was measured beside the code that measured it."""
    MEASURED.mkdir(exist_ok=True)
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (MEASURED / f"{name}.json").write_text(text + "\n", encoding="utf-8")
