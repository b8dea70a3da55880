"""From figures to bounds, feasible or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bilan.reconcile.programme import Programme, World, build
from bilan.reconcile.region import ANY_OPINION, Figure, Opinion, Region
from bilan.reconcile.solve import Solution, is_feasible, solve

_MOST_CONFLICTS = 64


@dataclass(frozen=True, slots=True)
class Consistent:
    """A maximal set of figures that can all hold (`without`: those left out) and its range."""

    without: frozenset[str]
    low: int
    high: int | None
    least: Solution
    most: Solution


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most; the envelope of the consistent sets where not all can hold.

    conflicts  minimal sets of figure keys that cannot all hold; empty: feasible
    """

    low: int
    high: int | None
    programme: Programme
    sets: tuple[Consistent, ...]
    conflicts: tuple[frozenset[str], ...]

    @property
    def feasible(self) -> bool:
        return not self.conflicts


def bounds(figures: Sequence[Figure], asked: Region, opinion: Opinion = ANY_OPINION, world: World = "open") -> Bounds:
    """The defensible range of deaths in a region, from what the figures say.

    >>> nested = [Figure("a", ("a",), "v", Region(), 377, 377), Figure("b", ("b",), "v", Region(), 105, 105, part_of="a")]
    >>> result = bounds(nested, Region(), world="closed")
    >>> result.low, result.high
    (377, 377)
    """
    p = build(figures, asked, opinion, world)
    if is_feasible(p):
        one = _range(p, frozenset())
        return Bounds(one.low, one.high, p, (one,), ())
    conflicts = _conflicts(p)
    sets = tuple(_range(p.without(gone), gone) for gone in _repairs(conflicts))
    highs = [s.high for s in sets]
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    return Bounds(min(s.low for s in sets), high, p, sets, tuple(conflicts))


def _range(p: Programme, without: frozenset[str]) -> Consistent:
    least, most = solve(p, "min"), solve(p, "max")
    assert least.value is not None  # a sum of non-negative unknowns has a least value
    # people are whole: a bound of 4 1/2 means at least 5, at most 4
    high = None if most.value is None else math.floor(most.value)
    return Consistent(without, math.ceil(least.value), high, least, most)


def _constraints(p: Programme) -> list[str]:
    return list(dict.fromkeys(r.figure for r in p.rows if r.figure and r.kind in ("floor", "ceiling")))


def _shrink(p: Programme, suspects: Sequence[str], everybody: frozenset[str]) -> frozenset[str]:
    """A minimal set of figures that cannot all hold, by trying to do without each in turn."""
    kept = list(suspects)
    for key in list(suspects):
        trial = [k for k in kept if k != key]
        if not is_feasible(p.without(everybody - set(trial))):
            kept = trial
    return frozenset(kept)


def _conflicts(p: Programme) -> list[frozenset[str]]:
    """Minimal infeasible sets: every repair found so far must leave a conflict, or they are all found.

    The hitting-set duality of Reiter (1987): the minimal repairs are the minimal sets that hit every
    conflict; a repair that does not restore consistency shows a conflict not yet known.
    """
    keys = _constraints(p)
    everybody = frozenset(keys)
    found = [_shrink(p, keys, everybody)]
    while len(found) < _MOST_CONFLICTS:
        for gone in _repairs(found):
            rest = p.without(gone)
            if not is_feasible(rest):
                found.append(_shrink(p, [k for k in keys if k not in gone], everybody))
                break
        else:
            return found
    return found


def _repairs(conflicts: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The minimal sets of figures that touch every conflict (Berge's multiplication)."""
    repairs = [frozenset[str]()]
    for conflict in conflicts:
        done = {r for r in repairs if r & conflict}
        grown = done | {r | {key} for r in repairs if not r & conflict for key in conflict}
        repairs = sorted((r for r in grown if not any(o < r for o in grown)), key=lambda r: (len(r), sorted(r)))
    return repairs
