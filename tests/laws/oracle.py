"""A second opinion on bounds: whole people, counted one by one, without a linear programme.

Nothing here comes from `bilan.reconcile`; a spec is translated for it by `test_brute_force.py` alone.
What a figure means is written down again from DESIGN.md:

- The dead are whole people. Each died at one leaf place, on one day, was of one kind, by one cause and one
  harm, in at most one incident.
- Each voice gives every dead person one hand and one status, as it likes; a child or a journalist is
  never anybody's fighter. Of the people in a figure's region whom its voice puts under the figure's opinion
  there are at least `low` and, where the source sets one, at most `ceiling`. A contested figure is known to
  speak of somebody's victims, not of whose.
- Open world: anybody may have died. Closed world: every dead person is one of the people of a figure
  that is not a part of another, and a figure speaks of at most `high` people, none of them a fighter's
  figure's child.
- Asked about an opinion, the answer counts a set of dead people in the region that includes everyone whom
  some voice puts under it (and everyone who could be nothing else); in a closed world each of them is one of
  the people of a figure that may mean that opinion (a contested one may).

The method is an exhaustive knapsack: adding one person of each possible type, any number of times, to an
array indexed by what every figure has counted so far. It is exact for any number of people, since a floor
that is reached stays reached; a type of person that uses up no ceiling and counts makes the answer unbounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

LEAVES = ("", "p", "p/a", "p/b", "q", "q/a")  # each: there, and in none of the named places inside it
INSIDE = {
    "": frozenset(LEAVES),
    "p": frozenset({"p", "p/a", "p/b"}),
    "p/a": frozenset({"p/a"}),
    "p/b": frozenset({"p/b"}),
    "q": frozenset({"q", "q/a"}),
    "q/a": frozenset({"q/a"}),
}
DAYS = (0, 1, 2, 3, 4)  # 0 and 4: before and after every date that is named
KINDS = ("child", "woman", "man", "woman journalist", "man journalist")
SAFE = frozenset({"child", "woman journalist", "man journalist"})
CAUSES = ("airstrike", "artillery", "another")
HARMS = ("killed", "injured")
LABELS = (None, "i1", "i2")
HANDS = ("A", "B", "*")
STATUSES = ("civilian", "combatant")
TOO_BIG = 400_000


@dataclass(frozen=True)
class Where:
    """A region: a person is in it when each of their features is."""

    places: tuple[str, ...] = ("",)
    days: frozenset[int] = frozenset(DAYS)
    kinds: frozenset[str] = frozenset(KINDS)
    causes: frozenset[str] = frozenset(CAUSES)
    harms: frozenset[str] = frozenset({"killed"})
    label: str | None = None  # None: any incident, or none


@dataclass(frozen=True)
class View:
    """An opinion. hands=None: anybody's."""

    hands: frozenset[str] | None = None
    statuses: frozenset[str] = frozenset(STATUSES)

    def covers(self, hand: str, status: str) -> bool:
        return (self.hands is None or hand in self.hands) and status in self.statuses


ANY_VIEW = View()


@dataclass(frozen=True)
class Fig:
    key: str
    voice: str
    where: Where
    low: int
    high: int | None = None
    ceiling: int | None = None
    view: View = ANY_VIEW
    part_of: str | None = None
    contested: bool = False

    @property
    def known(self) -> View:
        """What is certain of the view: of a contested figure, not whose victims they are."""
        return View(None, self.view.statuses) if self.contested else self.view


@dataclass(frozen=True)
class Case:
    figures: tuple[Fig, ...]
    asked: Where
    view: View = ANY_VIEW
    closed: bool = False


@dataclass(frozen=True)
class Truth:
    """feasible, and the range; of an infeasible case the envelope of `subsets` {left out: range}."""

    feasible: bool
    low: int
    high: int | None
    conflicts: frozenset[frozenset[str]]
    subsets: dict[frozenset[str], tuple[int, int | None]]
    is_monotone: bool = True  # whether leaving figures out never makes the rest inconsistent


class TooBig(Exception):
    """The array would not fit; take another case."""


def _people(regions: Sequence[Where]) -> Iterator[tuple[frozenset[int], bool]]:
    """Which regions a person can be in at once, and whether that person can be called a fighter."""
    options: list[set[tuple[frozenset[int], bool]]] = []

    def feature(values: Iterable[object], holds) -> None:  # type: ignore[no-untyped-def]
        options.append({(frozenset(i for i, r in enumerate(regions) if holds(r, v)), v in SAFE) for v in values})

    feature(LEAVES, lambda r, v: any(v in INSIDE[p] for p in r.places))
    feature(DAYS, lambda r, v: v in r.days)
    feature(KINDS, lambda r, v: v in r.kinds)
    feature(CAUSES, lambda r, v: v in r.causes)
    feature(HARMS, lambda r, v: v in r.harms)
    feature(LABELS, lambda r, v: r.label is None or r.label == v)
    found = {(frozenset(range(len(regions))), False)}
    for option in options:
        found = {(a & b, safe or also) for a, safe in found for b, also in option}
    yield from found


@dataclass(frozen=True)
class _Type:
    """One kind of dead person: the counters that he or she moves, and whether the answer counts him or her."""

    soft: frozenset[int]  # figures that only have a floor
    hard: frozenset[int]  # figures with a ceiling; then, shifted, the people that a figure may speak of
    counts: bool


def _types(case: Case) -> set[_Type]:
    figures = case.figures
    n = len(figures)
    keys = {f.key for f in figures}
    tops = [k for k, f in enumerate(figures) if f.part_of not in keys]
    voices = sorted({f.voice for f in figures})
    found: set[_Type] = set()
    for members, safe in _people([*(f.where for f in figures), case.asked]):
        stamps = [(h, s) for h in HANDS for s in STATUSES if not (safe and s == "combatant")]
        says: list[set[tuple[frozenset[int], bool]]] = []
        for voice in voices:
            mine = [k for k in members if k < n and figures[k].voice == voice]
            if not mine:
                says.append({(frozenset(), all(case.view.covers(*s) for s in stamps))})
                continue
            says.append(
                {
                    (frozenset(k for k in mine if figures[k].known.covers(*stamp)), case.view.covers(*stamp))
                    for stamp in stamps
                }
            )
        inside = n in members
        may = any(case.view.covers(*s) for s in stamps)
        must = all(case.view.covers(*s) for s in stamps)
        for said in product(*says):
            moved = frozenset().union(*(k for k, _ in said))
            soft = frozenset(k for k in moved if figures[k].ceiling is None and figures[k].low > 0)
            hard = frozenset(k for k in moved if figures[k].ceiling is not None)
            forced = inside and (must or any(under for _, under in said))
            for counts in {forced, inside and may}:
                if not case.closed:
                    found.add(_Type(soft, hard, counts))
                    continue
                for k in tops:
                    f = figures[k]
                    spoken = k in members and any(
                        f.view.covers(*s) and (not counts or case.view.covers(*s)) for s in stamps
                    )
                    if spoken:
                        found.add(_Type(soft, hard | ({n + k} if f.high is not None else frozenset()), counts))
    return {
        t
        for t in found
        if (t.soft or t.hard or t.counts)
        and not any(o != t and o.counts == t.counts and o.hard == t.hard and o.soft > t.soft for o in found)
    }


def _fewest(case: Case, types: Iterable[_Type], sign: int) -> int | None:
    """The least (sign 1) number of people that count, or minus the most (sign -1); None: not all figures can hold."""
    figures, n = case.figures, len(case.figures)
    sizes: dict[int, int] = {}
    for k, f in enumerate(figures):
        if f.ceiling is not None:
            sizes[k] = f.ceiling + 1  # counted exactly: nobody beyond the ceiling
        elif f.low > 0:
            sizes[k] = f.low + 1  # the last index: `low` or more
    for t in types:
        for a in t.hard:
            if a >= n:
                high = figures[a - n].high
                assert high is not None
                sizes[a] = high + 1
    axes = list(sizes)
    shape = tuple(sizes[a] for a in axes)
    if int(np.prod(shape, dtype=np.int64)) > TOO_BIG:
        raise TooBig
    never = 10**6
    best = np.full(shape or (1,), never, dtype=np.int32)
    best.flat[0] = 0
    for t in types:
        for _ in range(max(shape, default=1)):
            moved = best
            for axis, a in enumerate(axes):
                if a in t.soft or a in t.hard:
                    source = np.moveaxis(moved, axis, 0)
                    target = np.full_like(source, never)
                    target[1:] = source[:-1]
                    if a in t.soft:
                        target[-1] = np.minimum(target[-1], source[-1])
                    moved = np.moveaxis(target, 0, axis)
            better = np.minimum(best, moved + (sign if t.counts else 0))
            if (better == best).all():
                break
            best = better
    goal = tuple(slice(figures[a].low, None) if a < n else slice(None) for a in axes)
    ends = best[goal] if axes else best
    return None if ends.size == 0 or ends.min() > never // 2 else int(ends.min()) * sign


def span(case: Case) -> tuple[int, int | None] | None:
    """The least and the most; None: not all figures can hold."""
    types = _types(case)
    low = _fewest(case, types, 1)
    if low is None:
        return None
    if any(t.counts and not t.hard for t in types):
        return low, None  # as many as one likes
    return low, _fewest(case, types, -1)


def truth(case: Case) -> Truth:
    """What the figures of a case allow, by looking at every subset where they cannot all hold."""
    whole = span(case)
    if whole is not None:
        return Truth(True, whole[0], whole[1], frozenset(), {frozenset(): whole})
    keys = [f.key for f in case.figures]
    ranges = {}
    for size in range(len(keys) + 1):
        for kept in combinations(keys, size):
            part = replace(case, figures=tuple(f for f in case.figures if f.key in kept))
            ranges[frozenset(kept)] = span(part)
    bad = [s for s, r in ranges.items() if r is None]
    conflicts = frozenset(s for s in bad if not any(o < s for o in bad))
    good = [s for s, r in ranges.items() if r is not None]
    subsets = {frozenset(keys) - s: ranges[s] for s in good if not any(s < o for o in good)}
    lows = [r[0] for r in subsets.values() if r]
    highs = [r[1] for r in subsets.values() if r]
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    is_monotone = not any(b < g for b in conflicts for g in good)
    return Truth(False, min(lows), high, conflicts, subsets, is_monotone)  # type: ignore[arg-type]
