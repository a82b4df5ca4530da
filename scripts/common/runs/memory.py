"""What a process used."""

from __future__ import annotations

import resource
import sys


def peak_memory(who: int = resource.RUSAGE_SELF) -> int:
    """Megabytes at the peak: of this process, or of the largest child (``RUSAGE_CHILDREN``)."""
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(who).ru_maxrss * bytes_per_unit / 1e6)
