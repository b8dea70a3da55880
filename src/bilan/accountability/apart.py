"""Admissions without an allegation: what an actor conceded that nobody is on file to have alleged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bilan.model.ids import ClaimId, IncidentId
from bilan.reconcile.region import EVERYWHERE
from bilan.reconcile.select import TELLING
from bilan.reconcile.statement import Statement
from bilan.reconcile.world import World

_LONG = 4  # years; a period that touches more is looked at from every side
_Bucket = tuple[str, int]


def apart(world: World, admitted: Sequence[ClaimId], own: Callable[[Statement], bool]) -> tuple[ClaimId, ...]:
    """Those of an actor's admissions that answer no allegation on file (DESIGN, "Gap": they are listed apart).

    An admission answers an allegation when both state one figure, when they are linked to one incident, or when the
    people may be the same: place, time, harm and group touch, and the allegation does not blame somebody else.
    `own`: whether a statement is the actor's own word, which is no allegation against it.
    """
    statements, stands_for, linked = world.statements(), world.stands_for, world.incidents.linked()
    told = [s for s in statements.values() if s.record.stance in TELLING and not own(s)]
    roots = {stands_for[s.id] for s in told}
    near = _index(told)
    return tuple(
        id
        for id in admitted
        if stands_for[id] not in roots
        and not any(_may_answer(statements[id], t, linked) for t in _around(statements[id], near))
    )


def _may_answer(s: Statement, t: Statement, linked: Mapping[ClaimId, IncidentId]) -> bool:
    one, two = linked.get(s.id), linked.get(t.id)
    if one is not None and two is not None:
        return one == two
    return (s.by is None or t.by is None or bool(s.by & t.by)) and s.region.touches(t.region)


def _index(told: Iterable[Statement]) -> dict[_Bucket | None, list[Statement]]:
    """Statements by country and year; under None those that are not so precise."""
    found: dict[_Bucket | None, list[Statement]] = defaultdict(list)
    for t in told:
        for key in _keys(t) or (None,):
            found[key].append(t)
    return found


def _around(s: Statement, near: Mapping[_Bucket | None, list[Statement]]) -> Iterator[Statement]:
    keys = _keys(s)
    for key in (*keys, None) if keys else near:
        yield from near.get(key, ())


def _keys(s: Statement) -> tuple[_Bucket, ...]:
    start, end = s.period.start, s.period.end
    if EVERYWHERE in s.places or start is None or end is None or end.year - start.year > _LONG:
        return ()
    countries = dict.fromkeys(p.partition("/")[0] for p in s.places)
    return tuple((c, y) for c in countries for y in range(start.year, end.year + 1))
