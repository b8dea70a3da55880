"""Intervals for the people on no list, whose number is positive and whose estimates are skewed."""

from __future__ import annotations

import math

from scipy.special import ndtri


def around_missing(n: int, missing: float, variance: float, level: float) -> tuple[float, float]:
    """The interval of Chao (1987) for N = n + missing: log-normal in the missing people, so never below n.

    `variance` is that of N; with nobody missing or no variance the interval is the estimate itself.

    >>> [round(x) for x in around_missing(100, 50.0, 400.0, 0.95)]
    [123, 206]
    """
    if missing <= 0 or variance <= 0:
        return n + missing, n + missing
    z = float(ndtri(0.5 + level / 2))
    factor = math.exp(z * math.sqrt(math.log1p(variance / missing**2)))
    return n + missing / factor, n + missing * factor
