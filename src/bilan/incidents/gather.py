"""Gather claims into incidents, and propose which may be the same."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bilan.lineage import Lineage
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId, IncidentId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import Basis, Stance
from bilan.places import gazetteer

_LONGEST_EVENT_DAYS = 31
_TELLING = {Stance.REPORTS, Stance.ALLEGES, Stance.ADMITS, Stance.DISPUTES}


@dataclass(frozen=True, slots=True)
class Incident:
    """Harm at one place and time by one action, as the claims on file tell it.

    linked  the claims that people linked: they speak of the same people, whatever else they say
    """

    id: IncidentId
    claims: tuple[ClaimId, ...]
    places: tuple[PlaceId, ...]
    period: Period | None
    linked: bool


@dataclass(frozen=True, slots=True)
class SameIncident:
    """A proposal: these two claims may speak of one incident. A person decides.

    probability  how much they have in common, 0 to 1; not yet calibrated on decided pairs
    why          (feature, weight) in plain words
    """

    a: ClaimId
    b: ClaimId
    probability: float
    why: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Incidents:
    incidents: tuple[Incident, ...] = ()
    proposals: tuple[SameIncident, ...] = ()
    of: dict[ClaimId, IncidentId] = field(default_factory=dict)

    def linked(self) -> dict[ClaimId, IncidentId]:
        """Only what people linked: the part that arithmetic may rely on."""
        return {c: i.id for i in self.incidents if i.linked for c in i.claims}


def incidents(claims: Sequence[FiledClaim], links: Iterable[tuple[ClaimId, ClaimId]], lineage: Lineage) -> Incidents:
    """Linked claims are one incident; an unlinked claim with a place and one day is one of its own."""
    known = {c.id: c for c in claims}
    groups = _connected([(a, b) for a, b in links if a in known and b in known])
    found = [_incident([known[c] for c in group], linked=True) for group in groups]
    taken = {c for group in groups for c in group}
    alone: dict[tuple[tuple[PlaceId, ...], Period], list[FiledClaim]] = defaultdict(list)
    for c in claims:
        where = _places(c)
        if c.id not in taken and where and c.record.period is not None and c.record.period.is_one_day:
            alone[where, c.record.period].append(c)
    found += [_incident(group, linked=False) for group in alone.values()]
    of = {c: i.id for i in found for c in i.claims}
    decided = {c: i.id for i in found if i.linked for c in i.claims}
    return Incidents(tuple(found), tuple(_proposals(claims, lineage, decided)), of)


def _connected(pairs: Iterable[tuple[ClaimId, ClaimId]]) -> list[list[ClaimId]]:
    parent: dict[ClaimId, ClaimId] = {}

    def root(c: ClaimId) -> ClaimId:
        parent.setdefault(c, c)
        while parent[c] != c:
            parent[c] = parent[parent[c]]
            c = parent[c]
        return c

    for a, b in pairs:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    groups: dict[ClaimId, list[ClaimId]] = defaultdict(list)
    for c in sorted(parent):
        groups[root(c)].append(c)
    return [groups[r] for r in sorted(groups)]


def _incident(group: Sequence[FiledClaim], *, linked: bool) -> Incident:
    """A stable code from its earliest claim id, so that adding a claim keeps it."""
    ids = tuple(sorted(c.id for c in group))
    places = max((_places(c) for c in group), key=lambda p: (max((q.count("/") for q in p), default=-1), p))
    period: Period | None = None
    for c in group:
        if c.record.period is not None:
            period = c.record.period if period is None else (period.meet(c.record.period) or period)
    code = hashlib.sha256(f"bilan incident 1 {ids[0]}".encode()).hexdigest()[:12]
    return Incident(IncidentId(code), ids, places, period, linked)


def _places(c: FiledClaim) -> tuple[PlaceId, ...]:
    if not c.record.place:
        return ()
    return gazetteer().resolve_chain([m.name for m in c.record.place])


def _proposals(
    claims: Sequence[FiledClaim], lineage: Lineage, decided: dict[ClaimId, IncidentId]
) -> Iterable[SameIncident]:
    """Pairs of independent tellings with one number, one harm, and nothing that speaks against it.

    A place and a day in common decide nothing: such a pair is proposed until a person has linked it.

    Only claims that share a count, a place and a month are compared, so the work grows with the number of such pairs.
    """
    telling = [
        c
        for c in claims
        if c.record.stance in _TELLING
        and c.same_as is None
        and lineage.figure_of.get(c.id, c.id) == c.id
        and c.record.quantity.low >= 2
        and not c.record.possible
        and _is_event(c)
    ]
    by_count: dict[tuple[int, str], list[FiledClaim]] = defaultdict(list)
    for c in telling:
        stated = c.record.quantity.low - (c.record.quantity.hedge.value == "more_than")
        by_count[stated, c.record.harm.value].append(c)
    for (count, _), group in sorted(by_count.items()):
        for i, j in _near(group):
            a, b = group[i], group[j]
            if lineage.voice_of.get(a.id) == lineage.voice_of.get(b.id):
                continue
            if a.id in decided and decided[a.id] == decided.get(b.id):
                continue
            why = _common(a, b, count)
            if why is not None:
                first, second = sorted((a, b), key=lambda c: c.id)
                score = round(min(0.99, sum(w for _, w in why)), 2)
                yield SameIncident(first.id, second.id, score, why)


def _near(group: Sequence[FiledClaim]) -> list[tuple[int, int]]:
    """The pairs of which one place lies in the other and whose days may meet, by their numbers in the group."""
    at: dict[PlaceId, dict[int | None, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, c in enumerate(group):
        for place in _places(c):
            for month in _months(c.record.period):
                at[place][month].append(i)
    pairs: set[tuple[int, int]] = set()
    for j, c in enumerate(group):
        for place in dict.fromkeys(p for own in _places(c) for p in (own, *gazetteer().ancestors(own))):
            found = at.get(place, {})
            months = _months(c.record.period)
            for month in found if months == (None,) else (*months, None):
                pairs.update((min(i, j), max(i, j)) for i in found.get(month, ()) if i != j)
    return sorted(pairs)


def _months(period: Period | None) -> tuple[int | None, ...]:
    """The months that an event's days touch, numbered; `(None,)`: no date is known."""
    if period is None or period.start is None or period.end is None:
        return (None,)
    first, last = (day.year * 12 + day.month for day in (period.start, period.end))
    return tuple(range(first, last + 1))


def _is_event(c: FiledClaim) -> bool:
    """A count of one event, not a total over a long time or a whole country."""
    p = c.record.period
    if c.record.running or not c.record.place:
        return False
    if p is None:
        return c.record.basis.place is Basis.STATED
    return p.start is not None and p.end is not None and (p.end - p.start).days < _LONGEST_EVENT_DAYS


def _common(a: FiledClaim, b: FiledClaim, count: int) -> tuple[tuple[str, float], ...] | None:
    """What two claims share; None when their places or dates exclude each other, or too little is shared."""
    why = [("same count", 0.35 if count >= 20 else 0.15), ("same harm", 0.05)]
    gaz = gazetteer()
    pa, pb = _places(a), _places(b)
    if pa == pb:
        why.append(("same place", 0.3))
    elif any(gaz.contains(p, q) or gaz.contains(q, p) for p in pa for q in pb):
        why.append(("one place lies in the other", 0.25))
    else:
        return None
    ta, tb = a.record.period, b.record.period
    if ta is not None and tb is not None:
        if not ta.overlaps(tb):
            return None
        why.append(("same day" if ta.is_one_day and ta == tb else "dates overlap", 0.25 if ta == tb else 0.15))
    ca, cb = a.record.cause, b.record.cause
    if ca is not None and ca == cb:
        why.append(("same cause", 0.1))
    if {m.name for m in a.record.by} & {m.name for m in b.record.by}:
        why.append(("same author", 0.1))
    return tuple(why) if sum(w for _, w in why) >= 0.5 else None
