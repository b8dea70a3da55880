"""Two lists: Lincoln and Petersen's ratio, with Chapman's correction."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.estimate.interval import around_missing
from bilan.estimate.result import Assumption, Estimate
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate


def chapman(table: CaptureTable, pair: Sequence[str] | None = None, *, level: float = 0.95) -> Estimate:
    """N from two lists that know nothing of each other: (a + 1)(b + 1) / (m + 1) − 1, m people on both.

    D. G. Chapman, "Some properties of the hypergeometric distribution" (1951); variance of G. A. F. Seber, "The
    effects of trap response on tag recapture estimates", Biometrics 26 (1970); interval log-normal in the missing.
    `pair` names the lists where the table has more; people on neither then drop out of `n_observed`. With nobody on
    both the figure has no upper limit that the table could give: `NoEstimate`.

    >>> chapman(CaptureTable.from_patterns(("A", "B"), {(1, 0): 40, (0, 1): 30, (1, 1): 19})).median
    149.0
    """
    used = table.keep(tuple(pair)) if pair is not None else table.active()
    if len(used.lists) != 2:
        raise NoEstimate(
            f"Chapman's estimate compares two lists, and the table has {len(used.lists)}: {', '.join(used.lists)}",
            reason="needs_two_lists",
            advice="name the two lists, or use a method for more of them",
        )
    (a, b), both = used.sizes, int(used.counts[3])
    if both == 0:
        raise NoEstimate(
            f"nobody is on both {used.lists[0]} and {used.lists[1]}",
            reason="no_overlap",
            why="any number of missing people agrees with the table",
            advice="bring a third list that overlaps with each",
        )
    total = (a + 1) * (b + 1) / (both + 1) - 1
    variance = (a + 1) * (b + 1) * (a - both) * (b - both) / ((both + 1) ** 2 * (both + 2))
    low, high = around_missing(used.n, total - used.n, variance, level)
    return Estimate(
        "chapman",
        Assumption.TWO_LISTS_INDEPENDENT,
        used.n,
        total,
        total,
        low,
        high,
        level,
        None,
        {"lists": list(used.lists), "both": both, "standard_error": variance**0.5},
        used.hash,
    )
