"""One wrapper for every script: the log gets everything, the terminal one plain sentence."""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError
from scripts.common.runs.memory import peak_memory


@contextmanager
def logged(path_to_log: str) -> Iterator[None]:
    """Run the body of a script with its own log.

    A `UserError` is shown as it is written, without a traceback; any other exception as one
    sentence with the place of the full traceback. Both end the script with exit status 1.

    Parameters
    ----------
    path_to_log : str
        File that receives warnings and tracebacks; replaced on every run.
    """
    path = Path(path_to_log)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")

    def show(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
        _add(path, f"{category.__name__}: {message}\n")

    warnings.showwarning = show
    try:
        yield
    except UserError as error:
        _stop(f"{error}\n(Details: {_add(path, traceback.format_exc())})")
    except Exception as error:
        _stop(
            f"This step stopped on an unexpected {type(error).__name__}: {error}\n"
            f"(Full traceback: {_add(path, traceback.format_exc())})"
        )
    _add(path, f"peak memory {peak_memory()} MB\nfinished\n")


def _add(path: Path, text: str) -> str:
    """Add to the log; returns its place, or why it holds nothing: a full disk takes no log."""
    try:
        with path.open("a", encoding="utf-8") as log:
            log.write(text)
    except OSError as error:
        return f"none, the log cannot be written: {error.strerror}"
    return str(path)


def _stop(message: str) -> None:
    print(f"\n{message}\n", file=sys.stderr, flush=True)
    raise SystemExit(1)
