"""What the plots of an estimate show, as plain numbers; drawn as SVG by the pages, as an image by matplotlib."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bilan.estimate.result import Draws, Estimate
from bilan.estimate.table import CaptureTable

_BINS = 60


@dataclass(frozen=True, slots=True)
class Histogram:
    """`share[i]` of the probability lies between `edges[i]` and `edges[i + 1]`."""

    edges: tuple[float, ...]
    share: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The people on exactly these lists."""

    lists: tuple[str, ...]
    people: int


def histogram(estimate: Estimate) -> Histogram | None:
    """The distribution of N between its 0.5 % and 99.5 % quantiles; `None` for a method that gives none.

    >>> from bilan.estimate import Assumption
    >>> even = Estimate.from_distribution("dga", Assumption.LATENT_CLASSES, 5, Draws(np.arange(100.0)[None]))
    >>> len(histogram(even).share)
    60
    """
    held = estimate.distribution
    if held is None:
        return None
    low, high = held.quantile(0.005), held.quantile(0.995)
    edges = np.linspace(low, max(high, low + 1), _BINS + 1)
    if isinstance(held, Draws):
        share = np.histogram(held.values, bins=edges)[0] / held.values.size
    else:
        share = np.diff(np.interp(edges, held.last, np.cumsum(held.mass)))
    return Histogram(tuple(edges.tolist()), tuple(share.tolist()))


def overlaps(table: CaptureTable) -> tuple[Overlap, ...]:
    """Every combination of lists that somebody is on, the largest first.

    >>> overlaps(CaptureTable.from_patterns(("A", "B"), {(1, 0): 4, (1, 1): 9}))[0]
    Overlap(lists=('A', 'B'), people=9)
    """
    found = (
        Overlap(tuple(name for j, name in enumerate(table.lists) if pattern >> j & 1), people)
        for pattern, people in table.cells
    )
    return tuple(sorted(found, key=lambda one: (-one.people, one.lists)))


def ticks(low: float, high: float, *, logarithmic: bool = False) -> tuple[float, ...]:
    """Round numbers along an axis.

    >>> ticks(570, 1390), ticks(100, 90_000, logarithmic=True)
    ((600.0, 800.0, 1000.0, 1200.0), (100.0, 1000.0, 10000.0))
    """
    if logarithmic and high > 20 * max(low, 1e-9):
        first, last = int(np.ceil(np.log10(max(low, 1)) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
        return tuple(10.0**power for power in range(first, last + 1))
    span = max(high - low, 1e-9)
    unit = 10.0 ** np.floor(np.log10(span / 4))
    step = next(unit * m for m in (1, 2, 2.5, 5, 10) if span / (unit * m) <= 5)
    return tuple(float(x) for x in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step)
