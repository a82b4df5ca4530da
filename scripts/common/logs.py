"""One wrapper for every script: the log gets everything, the terminal one plain sentence."""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.common.errors import UserError
from scripts.common.usage import peak_memory


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
    with path.open("w", encoding="utf-8") as log:
        warnings.showwarning = lambda message, category, *_: print(
            f"{category.__name__}: {message}", file=log
        )
        try:
            yield
        except UserError as error:
            traceback.print_exc(file=log)
            _stop(f"{error}\n(Details: {path_to_log})")
        except Exception as error:
            traceback.print_exc(file=log)
            _stop(
                f"This step stopped on an unexpected {type(error).__name__}: {error}\n"
                f"(Full traceback: {path_to_log})"
            )
        log.write(f"peak memory {peak_memory()} MB\nfinished\n")


def _stop(message: str) -> None:
    print(f"\n{message}\n", file=sys.stderr, flush=True)
    raise SystemExit(1)
