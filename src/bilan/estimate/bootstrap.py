"""Draw the table again, choose the model again: how far the figure moves when the choice may change.

B. Efron, "Better bootstrap confidence intervals", JASA 82 (1987) for the BCa limits; Silverman, Chan and Vincent (2024)
for repeating the choice of model among the best rivals only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from bilan.estimate.hierarchy import Models
from bilan.estimate.poisson import best_of

Floats = NDArray[np.float64]


def resampled(
    counts: NDArray[np.int64], rivals: Models, penalty: float, replicates: int, seed: int
) -> tuple[Floats, NDArray[np.int64]]:
    """(N, place of the model chosen) for each of so many tables of the same size, drawn from the observed patterns.

    NaN and −1 where a drawn table determines none of the rivals.
    """
    n = int(counts[1:].sum())
    draws = np.random.default_rng(seed).multinomial(n, counts / n, size=replicates)
    missing, chosen = best_of(draws.astype(np.float64), rivals, penalty)
    return n + missing, chosen


def leave_one_out(counts: NDArray[np.int64], rivals: Models, penalty: float) -> tuple[Floats, NDArray[np.int64]]:
    """(N without one person of a pattern, how many people have that pattern), for each observed pattern."""
    cells = np.flatnonzero(counts)
    tables = np.repeat(counts[None, :].astype(np.float64), len(cells), axis=0)
    tables[np.arange(len(cells)), cells] -= 1
    missing, _ = best_of(tables, rivals, penalty)
    return counts.sum() - 1 + missing, counts[cells]


def corrected_limits(
    values: Floats, estimate: float, left_out: Floats, times: NDArray[np.int64], tails: Sequence[float]
) -> tuple[float, float]:
    """The bias-corrected and accelerated limits at the two tails.

    `values`: the replicates; `left_out` with `times`: the jackknife, each value so many times. With replicates all on
    one side of the estimate the correction has no meaning, and plain percentiles are given.
    """
    below = float((values < estimate).mean() + (values == estimate).mean() / 2)
    sound = np.isfinite(left_out)
    pull = _acceleration(left_out[sound], times[sound]) if sound.any() else 0.0
    if not 0 < below < 1:
        low, high = np.quantile(values, tails)
        return float(low), float(high)
    shift = ndtri(below)
    moved = [float(ndtr(shift + (shift + z) / max(1 - pull * (shift + z), 1e-3))) for z in ndtri(tails)]
    low, high = np.quantile(values, moved)
    return float(low), float(high)


def _acceleration(left_out: Floats, times: NDArray[np.int64]) -> float:
    """How fast the spread grows with the estimate: a sixth of the jackknife's skewness."""
    away = np.average(left_out, weights=times) - left_out
    spread = float((times * away**2).sum())
    return float((times * away**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
