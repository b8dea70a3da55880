"""From figures to bounds, feasible or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from bilan.reconcile.atoms import Atom
from bilan.reconcile.feasible import blamed, is_feasible
from bilan.reconcile.programme import Draft, Programme, Row, World, build
from bilan.reconcile.region import ANY_OPINION, Figure, Opinion, Region
from bilan.reconcile.solve import Solution, attempt, solve
from bilan.reconcile.whole import Whole, whole

MOST_SETS = 16  # beyond this many maximal consistent sets, one range that encloses them all is given instead


@dataclass(frozen=True, slots=True)
class Consistent:
    """A maximal set of figures that can all hold (`without`: those left out) and its range.

    low, high      of whole people
    least, most    the linear optima
    whole_least, whole_most  what these come to in whole people, where they count parts of somebody
    """

    without: frozenset[str]
    low: int
    high: int | None
    least: Solution
    most: Solution
    whole_least: Whole | None = None
    whole_most: Whole | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most; the envelope of the consistent sets where not all can hold.

    programme   `programme.without(s.without)` is the programme of a consistent set
    conflicts   minimal sets of figure keys that cannot all hold; empty: feasible
    is_complete False: there are too many consistent sets to list. `sets` then holds one that reaches the low
                and one that reaches the high; where even one tangle of figures has too many ways out, all
                of it that may be contradicted binds nobody in them, and the range encloses every set's
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


def bounds(
    figures: Sequence[Figure],
    asked: Region,
    opinion: Opinion = ANY_OPINION,
    world: World = "open",
    atoms: Sequence[Atom] | None = None,
) -> Bounds:
    """The defensible range of deaths in a region, from what the figures say.

    `atoms`: those of the figures' regions and the region asked about, where they are cut already.

    >>> nested = [Figure("a", ("a",), "v", Region(), 377, 377), Figure("b", ("b",), "v", Region(), 105, 105, part_of="a")]
    >>> result = bounds(nested, Region(), world="closed")
    >>> result.low, result.high
    (377, 377)
    """
    p = build(figures, asked, opinion, world, atoms)
    least = attempt(p, "min")  # a world that reaches the least is a world in which all holds
    if (least is not None and _fits(whole(p, least))) or is_feasible(p):
        one = _range(p, frozenset(), least)
        return Bounds(one.low, one.high, p, (one,), ())
    tangles = _tangles(p)
    conflicts = tuple(c for t in tangles for c in t.conflicts)
    ways = [t.repairs for t in tangles]
    is_complete = None not in ways and math.prod(len(w) for w in ways if w) <= MOST_SETS
    if is_complete:
        repairs = [frozenset[str]().union(*some) for some in product(*(w for w in ways if w))]
    else:
        p = p.loosened(frozenset().union(*(t.doubtful for t in tangles if t.repairs is None)))
        extremes = [_extremes(p, t) for t in tangles]
        repairs = list(dict.fromkeys(frozenset[str]().union(*some) for some in zip(*extremes, strict=True)))
    sets = tuple(_range(p, gone) for gone in sorted(repairs, key=lambda r: (len(r), sorted(r))))
    highs = [s.high for s in sets]
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    return Bounds(min(s.low for s in sets), high, p, sets, conflicts, is_complete)


def _range(p: Programme, without: frozenset[str], least: Solution | None = None) -> Consistent:
    rest = p.without(without)
    least, most = least or solve(rest, "min"), solve(rest, "max")
    assert least.value is not None  # a sum of non-negative unknowns has a least value
    fewest, greatest = whole(rest, least), whole(rest, most)
    # people are whole: a bound of 4 1/2 means at least 5, at most 4
    low, high = math.ceil(least.value), None if most.value is None else math.floor(most.value)
    if fewest is not None and fewest.value is not None:
        low = fewest.value
    if greatest is not None and greatest.value is not None:
        high = greatest.value
    return Consistent(without, low, high, least, most, fewest, greatest)


def _fits(people: Whole | None) -> bool:
    return people is None or people.value is not None


@dataclass(frozen=True, slots=True)
class _Tangle:
    """Figures that touch each other and cannot all hold.

    repairs   what to leave out, in each minimal way; None: too many ways
    doubtful  with too many ways: all that may have to be left out
    """

    figures: frozenset[str]
    conflicts: tuple[frozenset[str], ...]
    repairs: tuple[frozenset[str], ...] | None
    doubtful: frozenset[str] = frozenset()


def _tangles(p: Programme) -> list[_Tangle]:
    assert p.draft is not None
    everybody = frozenset(f.key for f in p.draft.figures)
    # A figure that nothing can contradict is in every consistent set: the quarrel is among the others.
    quarrel = _contradictable(p)
    core = p.without(everybody - quarrel)
    if is_feasible(core):  # what the others speak of carries part of the quarrel after all
        core = p
    suspects = blamed(core)
    found = []
    for figures in core.components():
        alone = p.without(everybody - figures)
        if not figures & suspects or is_feasible(alone):
            continue
        conflicts, repairs = _conflicts(alone)
        if repairs is None:
            found.append(_Tangle(figures, tuple(conflicts), None, _contradictable(alone) & figures))
        else:
            found.append(_Tangle(figures, tuple(conflicts), tuple(repairs)))
    if not found:  # no component is at odds with itself alone: the whole is
        conflicts, repairs = _conflicts(p)
        found = [_Tangle(everybody, tuple(conflicts), None if repairs is None else tuple(repairs), quarrel)]
    return found


def _extremes(p: Programme, tangle: _Tangle) -> tuple[frozenset[str], frozenset[str]]:
    """Of the ways out of a tangle, one with the least and one with the greatest answer."""
    if tangle.repairs is None:
        return tangle.doubtful, tangle.doubtful
    assert p.draft is not None
    others = frozenset(f.key for f in p.draft.figures) - tangle.figures
    ranges = [(repair, _range(p, others | repair)) for repair in tangle.repairs]
    least = min(ranges, key=lambda r: r[1].low)
    most = max(ranges, key=lambda r: (r[1].high is None, r[1].high or 0))
    return least[0], most[0]


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
    size = len(kept)
    while size > 1:  # try without a half, then a quarter … then each: a conflict is small beside what is blamed
        size = (size + 1) // 2
        some = [key for key in whole if key in kept]
        for i in range(0, len(some), size):
            fewer = kept.difference(some[i : i + size])
            if not is_feasible(p.without(everybody - fewer)):
                kept = fewer
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
    can be reached, in any world, by adding people whom no ceiling counts and of whom the figure itself speaks.
    A ceiling so high that all floors together stay below it counts as none.
    """
    draft = p.draft
    assert draft is not None
    keys = {f.key for f in draft.figures}
    low_ceilings = _low_ceilings(draft)
    closed = draft.world == "closed"
    alone = {
        f.key
        for f in draft.figures
        if f.key not in low_ceilings and not (closed and (f.part_of in keys or (f.high is not None and f.high < f.low)))
    }
    bent = [r for r in p.rows if r.kind in ("asked", "split") or (r.kind == "ceiling" and r.figure in low_ceilings)]
    growth = Programme(list(p.names), [replace(r, bound=0) for r in bent])
    lifted: dict[str, int] = {}
    for row in p.rows:
        if row.kind == "floor" and row.figure in alone:
            u = lifted[row.figure] = growth.unknown(row.figure)
            growth.target.append(u)
            growth.rows.append(Row("floor", ((u, 1), *((t, -c) for t, c in row.terms)), "<=", 0))
            growth.rows.append(Row("unit", ((u, 1),), "<=", 1))
    reached = solve(growth, "max").primal
    free = {f.key for f in draft.figures if f.low <= 0 and f.key not in low_ceilings}
    return frozenset(keys - free - {key for key, u in lifted.items() if reached[u] > 0})


def _low_ceilings(draft: Draft) -> set[str]:
    """Ceilings that the floors which touch them may exceed together."""
    figures = draft.figures
    touching: dict[int, set[int]] = {k: set() for k, f in enumerate(figures) if f.ceiling is not None}
    for atom in draft.atoms:
        for k in atom.members & touching.keys():
            touching[k] |= atom.members - {len(figures)}
    return {
        figures[k].key for k, near in touching.items() if sum(figures[o].low for o in near) > (figures[k].ceiling or 0)
    }


def _repairs(conflicts: Sequence[frozenset[str]]) -> list[frozenset[str]] | None:
    """The minimal sets of figures that touch every conflict (Berge's multiplication); None: too many to list."""
    repairs = [frozenset[str]()]
    for conflict in conflicts:
        done = {r for r in repairs if r & conflict}
        grown = done | {r | {key} for r in repairs if not r & conflict for key in conflict}
        repairs = sorted((r for r in grown if not any(o < r for o in grown)), key=lambda r: (len(r), sorted(r)))
        if len(repairs) > MOST_SETS:
            return None
    return repairs
