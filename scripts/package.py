"""Put everything a journal's data editor needs into one zip: data, code, lock, outputs, README.

    make package

From the folder of the study and the records of its last run to dist/{name}-{version}.zip. Refuses
unless the published set is one complete version, made from what lies here now. Run by hand, not by
a rule; the same bytes as long as nothing was changed or run again.
"""

import json
import tomllib
from pathlib import Path

from scripts.common.errors import UserError, answered
from scripts.common.latex.citation import read_citation
from scripts.common.package.files import sources_of, write_zip
from scripts.common.package.readme import package_readme
from scripts.common.package.record import read_steps
from scripts.common.package.ro_crate import METADATA, describe_run
from scripts.common.runs.publishing import MANIFEST, read_manifest
from scripts.verify import verify

README, PROJECT_README = "README.md", "README-study.md"
HOME = "data/raw/datapackage.json"


def package(root: str | Path) -> Path:
    """Write the package of a study.

    Parameters
    ----------
    root : path
        The study's folder.

    Returns
    -------
    path
        The zip.

    Raises
    ------
    UserError
        If the published set is not whole, or the run left no record.
    """
    folder = Path(root)
    if wrong := verify(folder):
        raise UserError("\n".join(["Nothing is packaged, since:", *wrong]))
    manifest = read_manifest(folder)
    citation = read_citation(folder / "CITATION.cff", manifest["version"])
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    steps = read_steps(folder, MANIFEST)
    paths = {*sources_of(folder), *manifest["results"], *manifest["published"], MANIFEST}
    files: dict[str, Path | bytes] = {path: folder / path for path in paths}
    # A data editor looks for README.md; in a package of a package the study's own has moved.
    files.setdefault(PROJECT_README, folder / README)
    files[README] = package_readme(folder, manifest, project, citation, steps).encode()
    ends = min(step.start for step in steps), max(step.end for step in steps)
    described = describe_run(files, manifest, citation, _licenses(folder), *ends)
    files[METADATA] = (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()
    top = f"{project['name']}-{manifest['version']}"
    target = folder / "dist" / f"{top}.zip"
    write_zip(top, files, target)
    return target


def _licenses(folder: Path) -> dict[str, dict[str, str]]:
    """The licence of every raw table by its path."""
    described = json.loads((folder / HOME).read_text(encoding="utf-8"))
    place = Path(HOME).parent
    return {
        (place / resource["path"]).as_posix(): resource["licenses"][0]
        for resource in described["resources"]
    }


def _told(written: Path) -> str:
    size = written.stat().st_size / 1e6
    return f"{written.as_posix()} ({size:.1f} MB): unpacked, make reproduce runs it all again."


if __name__ == "__main__":
    raise SystemExit(answered(lambda: _told(package("."))))
