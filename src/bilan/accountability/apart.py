"""Admissions without an allegation: what an actor conceded that nobody is on file to have alleged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from bilan.model.ids import ClaimId, IncidentId
from bilan.reconcile.region import EVERYWHERE
from bilan.reconcile.select import TELLING
from bilan.reconcile.statement import Statement
from bilan.reconcile.world import World

_LONG = 4  # years; what may lie in more is looked for in every year
_EVER = 0


def apart(world: World, admitted: Sequence[ClaimId], own: Callable[[Statement], bool]) -> tuple[ClaimId, ...]:
    """Those of an actor's admissions that answer no allegation on file (DESIGN, "Gap": they are listed apart).

    An admission answers an allegation when both state one figure, when they are linked to one incident, or when the
    people may be the same: place, time, harm and group touch, and the allegation does not blame somebody else.
    `own`: whether a statement is the actor's own word, which is no allegation against it.
    """
    statements, stands_for, linked = world.statements(), world.stands_for, world.incidents.linked()
    told = [s for s in statements.values() if s.record.stance in TELLING and not own(s)]
    figures = {stands_for[s.id] for s in told}
    incidents = {linked[s.id] for s in told if s.id in linked}
    near = _Near(told)

    def is_answer(s: Statement) -> bool:
        incident = linked.get(s.id)
        if stands_for[s.id] in figures or incident in incidents:
            return True
        return any(_may_be_same(s, t, incident, linked.get(t.id)) for t in near.to(s))

    return tuple(id for id in admitted if not is_answer(statements[id]))


def _may_be_same(s: Statement, t: Statement, one: IncidentId | None, two: IncidentId | None) -> bool:
    if one is not None and two is not None:
        return one == two
    return (s.by is None or t.by is None or bool(s.by & t.by)) and s.region.touches(t.region)


class _Near:
    """Statements found by place and year: those in, at or around a place."""

    def __init__(self, told: Iterable[Statement]) -> None:
        self._at: dict[tuple[str, int], list[Statement]] = defaultdict(list)
        self._within: dict[tuple[str, int], list[Statement]] = defaultdict(list)
        self._all: list[Statement] = []
        for t in told:
            self._all.append(t)
            for year in _years(t):
                for place in t.places:
                    self._at[place, year].append(t)
                    for wider in _line(place):
                        self._within[wider, year].append(t)

    def to(self, s: Statement) -> Iterator[Statement]:
        years = _years(s)
        if years == (_EVER,):
            yield from self._all
            return
        for year in (*years, _EVER):
            for place in s.places:
                yield from self._within.get((place, year), ())
                for wider in _line(place):
                    yield from self._at.get((wider, year), ())


def _line(place: str) -> list[str]:
    """A place and all that it lies in; an id is a path."""
    return [EVERYWHERE, *accumulate(place.split("/"), lambda wider, name: f"{wider}/{name}")] if place else [EVERYWHERE]


def _years(s: Statement) -> tuple[int, ...]:
    start, end = s.period.start, s.period.end
    if start is None or end is None or end.year - start.year > _LONG:
        return (_EVER,)
    return tuple(range(start.year, end.year + 1))
