"""Which statements a question hears, and what each stands for: one statement for each distinct figure."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bilan.actors import registry
from bilan.model.ids import ActorId, ClaimId, IncidentId
from bilan.model.period import ALWAYS
from bilan.model.vocab import Hedge, Stance, View
from bilan.reconcile.statement import Statement, among, fill

ALLEGING = frozenset({Stance.REPORTS, Stance.ALLEGES, Stance.ADMITS})
_AHEAD = 50  # how many later totals of a series are looked at for the one that continues it
TELLING = frozenset({Stance.REPORTS, Stance.ALLEGES})


@dataclass(frozen=True, slots=True)
class Heard:
    """One distinct figure: the statement that stands for it, and all that restate or relay it."""

    statement: Statement
    claims: tuple[ClaimId, ...]
    part_of: ClaimId | None  # the statement that stands for the including figure
    incident: IncidentId | None


def concedes(s: Statement) -> bool:
    """Admits, or disputes with a number of its own: a dispute without a number concedes nothing."""
    if s.record.possible:
        return False
    if s.record.stance is Stance.ADMITS:
        return True
    return s.record.stance is Stance.DISPUTES and s.record.quantity.hedge not in (Hedge.SOME, Hedge.NONE)


def admitting_actor(s: Statement) -> tuple[ActorId, ...]:
    """Who concedes: the institution that speaks; where the text names none, whom it blames."""
    return (s.speaker,) if s.speaker is not None else s.blamed


def admits_for(s: Statement, actor: ActorId) -> bool:
    """Whether a concession counts for an actor: its own, its government's, its alliance's for the alliance,
    or a member's for the alliance."""
    names = registry()
    for speaker in admitting_actor(s):
        line = names.government_line(speaker) if not speaker.startswith("?") else (speaker,)
        if actor in line:
            return True
        if any(actor in names.alliances_of(a, s.period) for a in line if not a.startswith("?")):
            # a member's word counts for the alliance unless it speaks of something else altogether
            return not s.by or bool(s.by & names.elements(actor, s.period))
    return False


def hears(s: Statement, view: View, by: ActorId | None) -> bool:
    """Whether a statement has a voice in a view."""
    if view is View.ALLEGED:
        return s.record.stance in ALLEGING and not s.record.possible
    return concedes(s) and (by is None or admits_for(s, by))


def distinct(
    heard: Iterable[Statement],
    stands_for: Mapping[ClaimId, ClaimId],
    linked: Mapping[ClaimId, IncidentId],
    every: Mapping[ClaimId, Statement],
) -> dict[ClaimId, Heard]:
    """One entry for each distinct figure, keyed by the claim that stands for it.

    The original's own words win over what a relay makes of them; a relay's words fill only what the
    original leaves open.
    """
    members: dict[ClaimId, list[Statement]] = defaultdict(list)
    for s in heard:
        members[stands_for[s.id]].append(s)
    chosen: dict[ClaimId, ClaimId] = {}
    found: dict[ClaimId, Heard] = {}
    for root, group in members.items():
        first = next((s for s in group if s.id == root), group[0])
        chosen[root] = first.id
    for root, group in members.items():
        first = next(s for s in group if s.id == chosen[root])
        for other in group:
            if other is not first:
                first = fill(first, other, stated=True)
        wholes = [s.claim.part_of for s in group if s.claim.part_of is not None and s.claim.part_of in every]
        parent = next(
            (chosen[stands_for[w]] for w in wholes if stands_for[w] in chosen and stands_for[w] != root), None
        )
        whole = next((every[w] for w in wholes), None)
        if whole is not None:
            first = among(fill(first, whole), whole)
        incident = next((linked[s.id] for s in group if s.id in linked), None)
        found[first.id] = Heard(first, tuple(s.id for s in group), parent, incident)
    return _series(found)


def _series(found: dict[ClaimId, Heard]) -> dict[ClaimId, Heard]:
    """An earlier running total is part of the next later one of its series: same speaker, same people."""
    names = registry()
    series: dict[tuple[object, ...], list[Heard]] = defaultdict(list)
    for h in found.values():
        s = h.statement
        if not s.record.running or h.part_of is not None:
            continue
        who = admitting_actor(s) if concedes(s) else ()
        line = names.state_of(who[0]) or who[0] if who and not who[0].startswith("?") else (who[0] if who else s.voice)
        series[line, s.record.harm, s.record.groups, concedes(s)].append(h)
    for totals in series.values():
        totals.sort(key=lambda h: (h.statement.period.end, h.statement.record.quantity.low, h.statement.id))
        for n, earlier in enumerate(totals):
            later = next((t for t in totals[n + 1 : n + _AHEAD] if _continues(earlier.statement, t.statement)), None)
            if later is not None:
                found[earlier.statement.id] = replace(earlier, part_of=later.statement.id)
    return found


def _continues(earlier: Statement, later: Statement) -> bool:
    """Whether two running totals count the same people up to two dates: nothing known sets them apart."""
    if earlier.place_known and later.place_known:
        wider = replace(later.region, period=ALWAYS)
        if not wider.contains(replace(earlier.region, period=ALWAYS)):
            return False
    starts = earlier.period.start, later.period.start
    if starts[0] is not None and starts[1] is not None and starts[1] > _latest(starts[0]):
        return False
    return earlier.by is None or later.by is None or earlier.by <= later.by


def _latest(start: date) -> date:
    """The last day that a start may mean: "since 2014" may begin at any time of that year, "since August" likewise."""
    if (start.month, start.day) == (1, 1):
        return date(start.year, 12, 31)
    return date(start.year, start.month, monthrange(start.year, start.month)[1]) if start.day == 1 else start
