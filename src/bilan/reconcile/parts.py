"""Connected parts: figures that share no death with the others are bounded on their own.

Figures are connected when a death may belong to both, or one is part of the other. What a question asks
of one connected part owes nothing to another, so the bounds of the whole are the sums; and one more claim
re-solves only the parts that it touches.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from multiprocessing import get_all_start_methods, get_context

from bilan.model.ids import PlaceId
from bilan.plugins.processes import end_with
from bilan.reconcile.bounds import Bounds, bounds
from bilan.reconcile.programme import World
from bilan.reconcile.region import ANY_OPINION, EVERYWHERE, Figure, Opinion, Region

# A programme of this many figures is solved in a few hundredths of a second; smaller parts are solved together.
TOGETHER = 400


@dataclass(frozen=True, slots=True)
class Part:
    """Figures solved together: one connected part, or several small ones, and their bounds alone."""

    figures: tuple[Figure, ...]
    low: int
    high: int | None
    feasible: bool


@dataclass
class Parts:
    """The connected parts of a set of figures under one question, kept so that more figures can join.

    low, high  the bounds of the whole; `high=None`: some part has no ceiling
    """

    asked: Region
    opinion: Opinion = ANY_OPINION
    world: World = "open"
    parts: dict[int, Part] = field(default_factory=dict)
    _at: dict[PlaceId, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    _of: dict[str, int] = field(default_factory=dict)
    _places: list[PlaceId] = field(default_factory=list)
    _next: int = 0

    @classmethod
    def of(
        cls,
        figures: Sequence[Figure],
        asked: Region,
        opinion: Opinion = ANY_OPINION,
        world: World = "open",
        workers: int = 1,
    ) -> Parts:
        """Solve everything, part by part; with `workers` > 1, in as many processes."""
        made = cls(asked, opinion, world)
        groups = list(packed(connected(figures), world))
        for group, solved in zip(groups, _solve_all(groups, (asked, opinion, world), workers), strict=True):
            made._keep(group, solved)
        return made

    @property
    def low(self) -> int:
        return sum(p.low for p in self.parts.values())

    @property
    def high(self) -> int | None:
        highs = [p.high for p in self.parts.values()]
        return None if None in highs else sum(h for h in highs if h is not None)

    def add(self, figure: Figure) -> None:
        """One more figure: only the parts that it touches are solved again."""
        touched = {self._of[figure.part_of]} if figure.part_of in self._of else set()
        start, end = days(figure.region)
        for place in figure.region.places:
            for near in self._near(place):
                touched.update(part for s, e, part in self._at[near] if s < end and start < e)
        if self.world == "open" and figure.ceiling is not None:
            touched.update(i for i, p in self.parts.items() if _is_capped(p.figures))
        group = [figure]
        for index in sorted(touched):
            group.extend(self.parts.pop(index).figures)
        self._keep(group, _solve(group, self.asked, self.opinion, self.world))

    def bounds(self, part: Part) -> Bounds:
        """A part's bounds with their proof, made anew."""
        return bounds(part.figures, self.asked, self.opinion, self.world)

    def _near(self, place: PlaceId) -> Iterator[PlaceId]:
        """The places on file that a place lies in, and those that lie in it."""
        yield from (p for p in chain(_above(place), [place]) if p in self._at)
        inside = place + "/" if place else ""
        for other in self._places[bisect_left(self._places, inside) :]:
            if not other.startswith(inside):
                break
            if other != place:
                yield other

    def _keep(self, group: Sequence[Figure], solved: _Range) -> None:
        index, self._next = self._next, self._next + 1
        self.parts[index] = Part(tuple(group), *solved)
        spans: dict[PlaceId, list[tuple[int, int]]] = defaultdict(list)
        for f in group:
            self._of[f.key] = index
            for place in f.region.places:
                spans[place].append(days(f.region))
        for place, taken in spans.items():
            if place not in self._at:
                self._places.insert(bisect_left(self._places, place), place)
            kept = [known for known in self._at[place] if known[2] in self.parts and known[2] != index]
            self._at[place] = kept + [(s, e, index) for s, e in _merged(taken)]


_Range = tuple[int, int | None, bool]
_waiting: list[list[Figure]] = []  # what a forked process finds of its parent's work, without a copy being sent


def _solve(group: Sequence[Figure], asked: Region, opinion: Opinion, world: World) -> _Range:
    found = bounds(group, asked, opinion, world)
    return found.low, found.high, found.feasible


def _solve_all(groups: list[list[Figure]], question: tuple[Region, Opinion, World], workers: int) -> Iterable[_Range]:
    if workers < 2 or len(groups) < 2 * workers or "fork" not in get_all_start_methods():
        return [_solve(g, *question) for g in groups]
    _waiting[:] = groups
    try:
        with ProcessPoolExecutor(workers, get_context("fork"), end_with, (os.getpid(),)) as pool:
            return list(pool.map(partial(_solve_nth, question), range(len(groups)), chunksize=4))
    finally:
        _waiting.clear()


def _solve_nth(question: tuple[Region, Opinion, World], index: int) -> _Range:
    return _solve(_waiting[index], *question)


def days(region: Region) -> tuple[int, int]:
    """The days of a region as a half-open range of ordinals."""
    start = region.period.start.toordinal() if region.period.start else 0
    end = region.period.end.toordinal() + 1 if region.period.end else 4_000_000
    return start, end


def connected(figures: Sequence[Figure]) -> list[list[Figure]]:
    """The connected parts, each in the order of `figures`.

    >>> a = Figure("a", (), "v", Region(places=(PlaceId("iq"),)), 1)
    >>> b = Figure("b", (), "v", Region(places=(PlaceId("iq/nineveh"),)), 1)
    >>> c = Figure("c", (), "v", Region(places=(PlaceId("sy"),)), 1)
    >>> [[f.key for f in part] for part in connected([a, b, c])]
    [['a', 'b'], ['c']]
    """
    parent = list(range(len(figures)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(i: int, j: int) -> None:
        a, b = root(i), root(j)
        if a != b:
            parent[max(a, b)] = min(a, b)

    at: dict[PlaceId, list[int]] = defaultdict(list)
    where = {f.key: i for i, f in enumerate(figures)}
    for i, f in enumerate(figures):
        for place in dict.fromkeys(f.region.places):
            at[place].append(i)
        if f.part_of in where:
            join(i, where[f.part_of])
    stretches: dict[PlaceId, list[tuple[int, int, int]]] = {}
    for place in sorted(at):  # a place comes after what it lies in
        inherited = [s for above in _above(place) for s in stretches.get(above, ())]
        own = sorted((*days(figures[i].region), i) for i in at[place])
        joined: list[tuple[int, int, int]] = []
        for start, end, i in own:
            if joined and start < joined[-1][1]:
                join(i, joined[-1][2])
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]), joined[-1][2])
            else:
                joined.append((start, end, i))
        stretches[place] = joined
        _join_overlapping(joined, sorted(inherited), join)
    groups: dict[int, list[Figure]] = defaultdict(list)
    for i, f in enumerate(figures):
        groups[root(i)].append(f)
    return list(groups.values())


def _join_overlapping(own: Sequence[tuple[int, int, int]], above: Sequence[tuple[int, int, int]], join: object) -> None:
    """Join each stretch with those of the places above that overlap it. Both are in order of their start."""
    assert callable(join)
    active: list[tuple[int, int, int]] = []
    at = 0
    for start, end, i in own:
        while at < len(above) and above[at][0] < end:
            active.append(above[at])
            at += 1
        active = [s for s in active if s[1] > start]
        for _, _, j in active:
            join(i, j)


def _above(place: PlaceId) -> Iterator[PlaceId]:
    """What a place lies in, out to everywhere."""
    while place:
        place = PlaceId(place.rpartition("/")[0])
        yield place


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def packed(groups: Sequence[list[Figure]], world: World) -> Iterator[list[Figure]]:
    """Small parts together, so that a solver's start is paid once for many.

    In an open world the parts that hold a ceiling stay together: only jointly may they cover a question.
    """
    capped = [g for g in groups if world == "open" and _is_capped(g)]
    if capped:
        yield list(chain.from_iterable(capped))
    pack: list[Figure] = []
    for group in groups:
        if world == "open" and _is_capped(group):
            continue
        if pack and len(pack) + len(group) > TOGETHER:
            yield pack
            pack = []
        pack.extend(group)
    if pack:
        yield pack


def _is_capped(figures: Iterable[Figure]) -> bool:
    return any(f.ceiling is not None for f in figures)


__all__ = ["EVERYWHERE", "Part", "Parts", "connected", "packed"]
