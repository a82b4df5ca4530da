"""Run everything afresh, beside what is published, and say whether the same files come out.

    make reproduce

From the study's own files (tables, config.yaml, texts) to results, figures and report in the folder
reproduced/; each file is compared with its SHA-256 in results/manifest.json. Ends with status 1 if
the published set is not whole to begin with, the run fails, or a file differs. Run by hand, not by
a rule.
"""

import platform
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from scripts.common.runs.memory import peak_memory
from scripts.common.runs.publishing import digest, read_manifest
from scripts.common.runs.surroundings import installed
from scripts.verify import verify

FRESH = "reproduced"
CODE = "scripts/"  # runs from where it is


def reproduce(root: str | Path) -> list[str]:
    """Run the pipeline in a folder of its own and return what came out differently.

    Parameters
    ----------
    root : path
        The study's folder. Its ``reproduced/`` is replaced.

    Returns
    -------
    list of str
        A sentence each; nothing if every file is the same.
    """
    folder, fresh = Path(root), Path(root) / FRESH
    if wrong := verify(folder):
        return ["Nothing was run, since the published set is not whole:", *wrong]
    shutil.rmtree(fresh, ignore_errors=True)
    manifest = read_manifest(folder)
    for path in manifest["inputs"]:
        if not path.startswith(CODE):
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / path, fresh / path)
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(folder / "Snakefile")]
    if subprocess.run([*command, "--directory", str(fresh)], check=False).returncode:
        return ["The run failed; its message stands above."]
    differing = differences(manifest, fresh)
    return [*differing, *(other_versions(manifest) if differing else [])]


def differences(manifest: dict[str, Any], fresh: Path) -> list[str]:
    """Files of the manifest that are not there, or not the same, in another folder."""
    found = []
    for path, was in {**manifest["results"], **manifest["published"]}.items():
        if not (fresh / path).is_file():
            found.append(f"{path} was not made.")
        elif digest(fresh / path) != was:
            found.append(f"{path} differs; compare it with {fresh.name}/{path}.")
    return found


def other_versions(manifest: dict[str, Any]) -> list[str]:
    """What is installed here in another version than in the run of the manifest."""
    there = {"python": manifest["python"], **manifest["packages"]}
    here = {"python": platform.python_version(), **installed(manifest["packages"])}
    return [
        f"{name} is {here.get(name, 'not installed')} here and was {was} there."
        for name, was in there.items()
        if here.get(name) != was
    ]


if __name__ == "__main__":
    began = time.monotonic()
    found = reproduce(Path.cwd())
    if found:
        print("\n".join(found))
        sys.exit(1)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    listed = read_manifest(Path())
    memory = peak_memory(resource.RUSAGE_CHILDREN)
    print(
        f"All {len(listed['published'])} published files, and the {len(listed['results'])} results"
        " behind them, are identical to those in the package.\n"
        f"Run afresh in {minutes} min {seconds} s, with at most {memory} MB in a process."
    )
