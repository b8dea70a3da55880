"""From figures to bounds, feasible or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.reconcile.programme import Programme, Row, World, build
from bilan.reconcile.region import ANY_OPINION, Figure, Opinion, Region
from bilan.reconcile.solve import Solution, blamed, is_feasible, solve

_MOST_SETS = 64  # beyond this many maximal consistent sets, one range that encloses them all is given instead


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

    programme   `programme.without(s.without)` is the programme of a consistent set
    conflicts   minimal sets of figure keys that cannot all hold; empty: feasible
    is_complete False: there are too many consistent sets to list. `conflicts` are then some of them, and the
                one range in `sets` encloses that of every consistent set: only figures that nothing can
                contradict bind in it
    """

    low: int
    high: int | None
    programme: Programme
    sets: tuple[Consistent, ...]
    conflicts: tuple[frozenset[str], ...]
    is_complete: bool = True

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
    conflicts, repairs = _conflicts(p)
    if repairs is None:
        p, doubtful = p.loosened(), _contradictable(p)
        one = _range(p, doubtful)
        return Bounds(one.low, one.high, p, (one,), tuple(conflicts), is_complete=False)
    sets = tuple(_range(p, gone) for gone in repairs)
    highs = [s.high for s in sets]
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    return Bounds(min(s.low for s in sets), high, p, sets, tuple(conflicts))


def _range(p: Programme, without: frozenset[str]) -> Consistent:
    rest = p.without(without)
    least, most = solve(rest, "min"), solve(rest, "max")
    assert least.value is not None  # a sum of non-negative unknowns has a least value
    # people are whole: a bound of 4 1/2 means at least 5, at most 4
    high = None if most.value is None else math.floor(most.value)
    return Consistent(without, math.ceil(least.value), high, least, most)


def _conflict(p: Programme) -> frozenset[str]:
    """A minimal set of figures that cannot all hold: what the proof blames, less each that is not needed."""
    draft = p.draft
    assert draft is not None
    whole = {f.key: f.part_of for f in draft.figures if f.key not in draft.left_out}
    everybody = frozenset(whole)
    kept = blamed(p)
    while above := {w for k in kept if (w := whole[k]) in whole} - kept:  # a part stands otherwise without its whole
        kept |= above
    if is_feasible(p.without(everybody - kept)):
        kept = everybody
    for key in sorted(kept):
        if not is_feasible(p.without((everybody - kept) | {key})):
            kept -= {key}
    return kept


def _conflicts(p: Programme) -> tuple[list[frozenset[str]], list[frozenset[str]] | None]:
    """All minimal conflicts, and the minimal repairs: what to leave out to be consistent. None: too many.

    The hitting-set duality of Reiter (1987): the minimal repairs are the minimal sets that hit every
    conflict; a repair that does not restore consistency shows a conflict not yet known.
    """
    found = [_conflict(p)]
    sound: set[frozenset[str]] = set()
    while (repairs := _repairs(found)) is not None:
        broken = next((r for r in repairs if r not in sound and not _restores(p, r, sound)), None)
        if broken is None:
            return found, repairs
        found.append(_conflict(p.without(broken)))
    return found, None


def _restores(p: Programme, repair: frozenset[str], sound: set[frozenset[str]]) -> bool:
    if is_feasible(p.without(repair)):
        sound.add(repair)
        return True
    return False


def _contradictable(p: Programme) -> frozenset[str]:
    """The figures that may have to be left out. The others are in every maximal consistent set: a floor that
    can be reached, to any world, by adding people whom no ceiling counts and of whom the figure itself speaks.
    """
    draft = p.draft
    assert draft is not None
    keys = {f.key for f in draft.figures}
    free = {f.key for f in draft.figures if f.low <= 0 and f.ceiling is None}
    closed = draft.world == "closed"
    alone = {
        f.key
        for f in draft.figures
        if f.ceiling is None and not (closed and (f.part_of in keys or (f.high is not None and f.high < f.low)))
    }
    growth = Programme(list(p.names), [replace(r, bound=0) for r in p.rows if r.kind in ("asked", "split", "ceiling")])
    lifted: dict[int, str] = {}
    for row in p.rows:
        if row.kind == "floor" and row.figure in alone:
            u = growth.unknown(row.figure)
            lifted[u] = row.figure
            growth.target.append(u)
            growth.rows.append(Row("floor", ((u, 1), *((t, -c) for t, c in row.terms)), "<=", 0))
            growth.rows.append(Row("unit", ((u, 1),), "<=", 1))
    reached = solve(growth, "max").primal
    return frozenset(keys - free - {key for u, key in lifted.items() if reached[u] > 0})


def _repairs(conflicts: Sequence[frozenset[str]]) -> list[frozenset[str]] | None:
    """The minimal sets of figures that touch every conflict (Berge's multiplication); None: too many to list."""
    repairs = [frozenset[str]()]
    for conflict in conflicts:
        done = {r for r in repairs if r & conflict}
        grown = done | {r | {key} for r in repairs if not r & conflict for key in conflict}
        repairs = sorted((r for r in grown if not any(o < r for o in grown)), key=lambda r: (len(r), sorted(r)))
        if len(repairs) > _MOST_SETS:
            return None
    return repairs
