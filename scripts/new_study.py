"""Begin a study of your own: a small one that already runs, to be filled with your numbers.

    make new STUDY=folder

Copies scripts/templates/new_study into a folder that is not there yet, or empty. Run by hand, not
by a rule.
"""

import argparse
import shutil
import sys
from pathlib import Path

from scripts.common.errors import UserError, answered

SKELETON = Path(__file__).parent / "templates/new_study"


def new_study(folder: str | Path) -> list[Path]:
    """Write the skeleton of a study.

    Parameters
    ----------
    folder : path
        Is made, with the folders above it, if it is not there.

    Returns
    -------
    list of path
        The files, relative to the folder.

    Raises
    ------
    UserError
        If something stands there already, or nothing can be written.
    """
    place = Path(folder)
    try:
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise UserError(
                f"{place} is not empty, and a new study would mix with what is there. Name a folder"
                " that is empty or does not exist: make new STUDY=folder"
            )
        shutil.copytree(SKELETON, place, dirs_exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{place} cannot be written ({error.strerror}). Name a folder you own."
        ) from error
    return sorted(path.relative_to(SKELETON) for path in SKELETON.rglob("*") if path.is_file())


def _told(folder: Path, files: list[Path]) -> str:
    return "\n".join(
        [
            f"{folder} holds a study with made-up numbers that already runs:",
            *(f"  {path.as_posix()}" for path in files),
            f'Run it:         make STUDY="{folder}"',
            "Make it yours:  docs/own-study.md",
        ]
    )


def main(arguments: list[str]) -> int:
    """Write the skeleton and say what to do next; 1 if it cannot be written."""
    parser = argparse.ArgumentParser(prog="new_study", description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where the study is to be")
    folder = Path(parser.parse_args(arguments).folder)
    return answered(lambda: _told(folder, new_study(folder)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
