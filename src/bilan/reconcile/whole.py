"""Whole people: where the linear optimum counts half of somebody, the best that whole people allow.

Three counts of one person each, about the places p and q, q and r, p and r, are satisfied by half a person in
each place: 3/2 in all. Two people are needed. Rounding the sum up finds them in one such ring; two rings have
3/2 + 3/2 = 3 and need four. So each connected part of a programme that the solver leaves fractional is solved
again in whole numbers, by trying each way to make an unknown whole (branch and bound), and every way is closed
by multipliers that additions alone can check. A part too large for that is rounded on its own: the bound may then
be wider than the truth, never narrower.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bilan.reconcile.programme import Programme, Row
from bilan.reconcile.solve import Direction, Solution, UnprovenBound, attempt, solve

MOST_UNKNOWNS, MOST_STEPS = 250, 80  # beyond these a part is only rounded
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Closed:
    """A way that leads no further: its multipliers show that nothing in it does better, or that nobody fits it.

    dual  one multiplier for each row of the part, then one for each choice on the way here
    """

    dual: tuple[Fraction, ...]
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An unknown is a whole number: at most this many, or at least one more."""

    unknown: int
    at_most: int
    fewer: Way
    more: Way


Way = Closed | Choice


@dataclass(frozen=True, slots=True)
class WholePart:
    """A connected part of a programme, in whole people.

    unknowns, rows  which of the programme's are its own
    value           None: no whole people fit its rows
    world           a value for each of its unknowns; None: the part was only rounded
    """

    unknowns: tuple[int, ...]
    rows: tuple[int, ...]
    value: int | None
    way: Way
    world: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """The bound in whole people. `value` None: no whole people fit.

    world  where every part could be solved: people in each unknown
    """

    value: int | None
    parts: tuple[WholePart, ...]
    world: tuple[Fraction, ...] | None = None


def whole(p: Programme, found: Solution) -> Whole | None:
    """What a linear optimum comes to in whole people; None: it is one of whole people already, or has no end."""
    if found.value is None:
        return None
    broken = [u for u, v in enumerate(found.primal) if v.denominator != 1]
    if not broken:
        return None
    parts = tuple(_solved(p, found, *part) for part in _parts(p, broken))
    if any(part.value is None for part in parts):
        return Whole(None, tuple(part for part in parts if part.value is None))
    inside = {u for part in parts for u in part.unknowns}
    rest = sum((found.primal[u] for u in p.target if u not in inside), Fraction(0))
    value = int(rest) + sum(part.value or 0 for part in parts)
    if any(part.world is None for part in parts):
        return Whole(value, parts)
    world = list(found.primal)
    for part in parts:
        for u, n in zip(part.unknowns, part.world or (), strict=True):
            world[u] = Fraction(n)
    return Whole(value, parts, tuple(world))


def _parts(p: Programme, broken: Sequence[int]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The connected parts that hold these unknowns: unknowns and rows, in order."""
    holding: dict[int, list[int]] = defaultdict(list)
    for r, row in enumerate(p.rows):
        for u, _ in row.terms:
            holding[u].append(r)
    seen: set[int] = set()
    found = []
    for start in broken:
        if start in seen:
            continue
        own, rows, ahead = {start}, set[int](), [start]
        while ahead:
            for r in holding[ahead.pop()]:
                if r not in rows:
                    rows.add(r)
                    new = {u for u, _ in p.rows[r].terms} - own
                    own |= new
                    ahead.extend(new)
        seen |= own
        found.append((tuple(sorted(own)), tuple(sorted(rows))))
    return found


def _solved(p: Programme, found: Solution, unknowns: tuple[int, ...], rows: tuple[int, ...]) -> WholePart:
    """One part in whole numbers; rounded where it is too large."""
    number = {u: n for n, u in enumerate(unknowns)}
    alone = Programme([p.names[u] for u in unknowns])
    alone.rows = [
        Row(row.kind, tuple((number[u], c) for u, c in row.terms), row.sense, row.bound, row.figure)
        for row in (p.rows[r] for r in rows)
    ]
    alone.target = [number[u] for u in p.target if u in number]
    value = sum((found.primal[u] for u in p.target if u in number), Fraction(0))
    rounded = math.ceil(value) if found.direction == "min" else math.floor(value)
    start = Closed(tuple(found.dual[r] for r in rows))
    if len(unknowns) <= MOST_UNKNOWNS:
        search = _Search(alone, found.direction)
        try:
            way = search.from_here(())
        except (_TooLong, UnprovenBound):
            return WholePart(unknowns, rows, rounded, start)
        return WholePart(unknowns, rows, search.best, way, search.world)
    return WholePart(unknowns, rows, rounded, start)


class _TooLong(Exception):
    """More steps than a part is worth."""


class _Search:
    """Branch and bound over one part. `best`: the best of whole people so far."""

    def __init__(self, p: Programme, direction: Direction) -> None:
        self._p, self._direction, self._steps = p, direction, 0
        self.best: int | None = None
        self.world: tuple[int, ...] | None = None

    def from_here(self, choices: tuple[Row, ...]) -> Way:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise _TooLong
        here = Programme(self._p.names, [*self._p.rows, *choices], self._p.target)
        found = attempt(here, self._direction)
        if found is None:
            return Closed(_nobody_fits(here), is_impossible=True)
        if found.value is None:
            raise _TooLong  # no end in this direction: nothing to gain by whole numbers
        if self.best is not None and not self._gains(found.value):
            return Closed(found.dual)
        broken = [(abs(v % 1 - _HALF), u) for u, v in enumerate(found.primal) if v.denominator != 1]
        if not broken:
            self.best, self.world = int(found.value), tuple(int(v) for v in found.primal)
            return Closed(found.dual)
        _, u = min(broken)
        down = math.floor(found.primal[u])
        at_most, at_least = Row("choice", ((u, 1),), "<=", down), Row("choice", ((u, 1),), ">=", down + 1)
        if self._direction == "min":  # the side that is likelier to hold whole people comes first
            more = self.from_here((*choices, at_least))
            return Choice(u, down, self.from_here((*choices, at_most)), more)
        fewer = self.from_here((*choices, at_most))
        return Choice(u, down, fewer, self.from_here((*choices, at_least)))

    def _gains(self, value: Fraction) -> bool:
        """Whether whole people between here and the linear optimum would be better than the best so far."""
        assert self.best is not None
        return math.ceil(value) < self.best if self._direction == "min" else math.floor(value) > self.best


def _nobody_fits(p: Programme) -> tuple[Fraction, ...]:
    """Multipliers that show that no values, whole or not, obey all rows (Farkas)."""
    soft = Programme(list(p.names))
    for row in p.rows:
        slack = soft.unknown(f"slack {len(soft.rows)}")
        soft.target.append(slack)
        terms = (*row.terms, (slack, 1 if row.sense == ">=" else -1))
        soft.rows.append(Row(row.kind, terms, row.sense, row.bound))
    least = solve(soft, "min")
    if not least.value:
        raise UnprovenBound("the solver calls rows at odds that are not", why="the bound is only rounded", advice="")
    return least.dual


__all__ = ["Choice", "Closed", "Way", "Whole", "WholePart", "whole"]
