"""Jinja as all templates of the project are filled with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2


def jinja(folder: str | Path, **settings: Any) -> jinja2.Environment:
    """Jinja that stops at a name that is not given, and whose blocks leave no lines of their own.

    Parameters
    ----------
    folder : path
        Where the templates lie.
    settings
        Further ones of `jinja2.Environment`.
    """
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **settings,
    )
