"""The observations of many series, found once for a whole table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from scripts.common.study.model import Span

    Observed = tuple[NDArray[np.int64], NDArray[np.float64]]


class Observations:
    """Periods and values of every series of a processed table that hold a number.

    Parameters
    ----------
    frame : DataFrame
        As returned by `scripts.common.tables.read_processed`.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        import pandas as pd

        codes, names = pd.factorize(frame["series"])
        years, values = frame["year"].to_numpy("int64"), frame["value"].to_numpy("float64")
        order = np.lexsort((years, codes))
        order = order[~np.isnan(values[order])]
        ends = np.searchsorted(codes[order], np.arange(len(names) + 1))
        self._series: dict[str, Observed] = {
            str(name): (years[order[a:b]], values[order[a:b]])
            for name, a, b in zip(names, ends[:-1], ends[1:], strict=True)
        }

    def within(self, series: str, first: int, last: int) -> Observed:
        """Periods (n,), ascending, and values (n,) of one series from `first` to `last`.

        Raises
        ------
        KeyError
            If the table has no such series.
        """
        years, values = self._series[series]
        here = slice(*np.searchsorted(years, [first, last + 1]))
        return years[here], values[here]

    def of_spans(self, spans: Iterable[Span]) -> list[Observed]:
        """Periods and values of each series in its window."""
        return [self.within(s.series, s.first_year, s.last_year) for s in spans]


def by_periods(samples: Iterable[Observed]) -> dict[tuple[int, ...], list[int]]:
    """Places of the samples with the same periods, which are worked through together."""
    places: dict[tuple[int, ...], list[int]] = {}
    for place, (periods, _) in enumerate(samples):
        places.setdefault(tuple(periods.tolist()), []).append(place)
    return places
