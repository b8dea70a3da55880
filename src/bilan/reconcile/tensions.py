"""Tensions: claims that pull against each other, each with a sentence, a rank and what would resolve it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from bilan.actors import registry
from bilan.lineage.figures import number
from bilan.model.ids import ActorId, ClaimId, IncidentId, TensionId
from bilan.model.quantity import Quantity
from bilan.model.vocab import Hedge, Stance, TensionKind
from bilan.reconcile import say, telling
from bilan.reconcile.contradictions import contradictions, limits_exceeded
from bilan.reconcile.drifting import drift_people, drift_relaxations, drift_sentence
from bilan.reconcile.ranking import ranked
from bilan.reconcile.region import ANY_STATUS
from bilan.reconcile.select import TELLING, admitting_actor, concedes
from bilan.reconcile.slips import slip
from bilan.reconcile.statement import Statement
from bilan.reconcile.sums import sums
from bilan.reconcile.tension import Relaxation, Tension
from bilan.reconcile.variants import renumbered

if TYPE_CHECKING:
    from bilan.reconcile.world import World

_FEW = 3


def tensions(world: World) -> list[Tension]:
    """Every tension of every kind, each once, ranked (see `bilan.reconcile.ranking`)."""
    found: dict[TensionId, Tension] = {}
    for one in (
        *_infeasible(world),
        *_limits(world),
        *_rival(world),
        *_unattributed(world),
        *_drift(world),
        *_disputed(world),
        *sums(world),
    ):
        found.setdefault(one.id, one)
    return ranked(found.values(), {c.id: c for c in world.claims}, world.line_of)


# ------------------------------------------------------------------ what cannot all hold, what holds by words alone


def _infeasible(world: World) -> Iterator[Tension]:
    """Minimal sets of claims that cannot all hold, one source's ceiling against another's floor."""
    for c in contradictions(world):
        listed = say.joined(telling.counted(world.claim(id)) for id in c.claims)
        text = say.sentence("t_infeasible", c.claims, list=listed)
        yield Tension.of(TensionKind.INFEASIBLE, c.claims, text, c.relaxations, c.people)


def _limits(world: World) -> Iterator[Tension]:
    """A limit that other voices exceed, both possible only if each counts other people under one word."""
    for found in limits_exceeded(world):
        text = say.sentence(
            "t_rival_limit",
            found.claims,
            limit=telling.counted(found.told.statement.claim),
            list=say.joined(telling.counted(o.statement.claim) for o in found.over),
            what=found.what,
        )
        ways = [Relaxation.ask("r_meaning", found.claims, what=found.what), *found.relaxations]
        yield Tension.of(TensionKind.RIVAL, found.claims, text, ways, found.people, more="t_rival_limit")


def _linked(world: World) -> Mapping[IncidentId, list[Statement]]:
    groups: dict[IncidentId, list[Statement]] = defaultdict(list)
    statements = world.statements()
    for id, incident in world.incidents.linked().items():
        if id in statements and statements[id].record.stance in (*TELLING, Stance.ADMITS, Stance.DISPUTES):
            groups[incident].append(statements[id])
    return groups


def _rival(world: World) -> Iterator[Tension]:
    """The same people, another author or another status, in two voices."""
    for group in _linked(world).values():
        for key, opposed in (("t_rival_actor", _other_author), ("t_rival_status", _other_status)):
            pairs = [
                (a, b)
                for a, b in combinations(sorted(group, key=lambda s: s.id), 2)
                if a.voice != b.voice and a.record.harm == b.record.harm and opposed(a, b)
            ]
            if not pairs:
                continue
            rivals = list({s.id: s for pair in pairs for s in pair}.values())
            rivals.sort(key=lambda s: s.id)
            ids = [s.id for s in rivals]
            text = say.sentence(key, ids, list=say.joined(telling.counted(s.claim) for s in rivals))
            decisive = [s for s in rivals if all(s in pair for pair in pairs)]
            ways = [Relaxation.ask("r_unlink", ids)]
            if opposed is _other_status:
                ways += [Relaxation.of_claim("group", "r_status", s) for s in decisive]
            ways += [Relaxation.of_claim("left out", "r_leave_out", s) for s in decisive]
            people = max(s.record.quantity.low for s in rivals)
            yield Tension.of(TensionKind.RIVAL, ids, text, ways, people, more=key)


def _other_author(a: Statement, b: Statement) -> bool:
    return a.by is not None and b.by is not None and not a.by & b.by


def _other_status(a: Statement, b: Statement) -> bool:
    one, other = a.opinion.status, b.opinion.status
    return ANY_STATUS not in (one, other) and one != other


# ------------------------------------------------------------------ what alliances admit, what relays change


def unattributed(world: World) -> dict[ActorId, list[ClaimId]]:
    """For each alliance: the figures that it admits and that none of its members admits as its own."""
    names = registry()
    statements = world.statements()
    stands_for = world.stands_for
    by_member: set[ClaimId] = set()
    by_alliance: dict[ActorId, list[ClaimId]] = defaultdict(list)
    linked = world.incidents.linked()
    incidents_of_members: set[IncidentId] = set()
    for s in statements.values():
        if not concedes(s):
            continue
        for actor in admitting_actor(s):
            if actor.startswith("?"):
                continue
            alliance = next((a for a in names.government_line(actor) if names.members(a)), None)
            if alliance is not None:
                by_alliance[alliance].append(s.id)
            else:
                by_member.add(stands_for[s.id])
                if s.id in linked:
                    incidents_of_members.add(linked[s.id])
    return {
        alliance: kept
        for alliance, ids in by_alliance.items()
        if (kept := [i for i in ids if stands_for[i] not in by_member and linked.get(i) not in incidents_of_members])
    }


def _unattributed(world: World) -> Iterator[Tension]:
    stands_for, statements = world.stands_for, world.statements()
    restating: dict[ClaimId, list[ClaimId]] = defaultdict(list)
    for c in world.claims:
        if c.id in stands_for:
            restating[stands_for[c.id]].append(c.id)
    for alliance, ids in unattributed(world).items():
        by_figure: dict[ClaimId, list[ClaimId]] = defaultdict(list)
        for i in ids:
            by_figure[stands_for[i]].append(i)
        for root, own in by_figure.items():
            claims = restating[root]
            s = statements[own[0]]
            q = s.record.quantity
            yield Tension.of(
                TensionKind.UNATTRIBUTED,
                claims,
                say.sentence("t_unattributed", claims, who=telling.actor(alliance), n=say.quantity(q)),
                [
                    *(Relaxation.of_claim("link", "r_member", m) for m in _of_a_member(world, alliance, s)),
                    Relaxation.ask("r_ask", who=telling.actor(alliance)),
                ],
                q.low,
            )


def _of_a_member(world: World, alliance: ActorId, s: Statement) -> list[Statement]:
    """Admissions of members that may be of these very people: the same number, and nothing that sets them apart."""
    members = registry().members(alliance, s.period)
    found = [
        t
        for t in world.statements().values()
        if concedes(t)
        and number(t.record.quantity) == number(s.record.quantity)
        and t.record.harm is s.record.harm
        and t.region.touches(s.region)
        and any(members & set(registry().government_line(a)) for a in admitting_actor(t) if not a.startswith("?"))
    ]
    return sorted(found, key=lambda t: t.id)[:_FEW]


def _drift(world: World) -> Iterator[Tension]:
    for d in world.lineage.drifts:
        before, after = world.claim(d.frm), world.claim(d.to)
        yield Tension.of(
            TensionKind.DRIFT,
            (d.frm, d.to),
            drift_sentence(d, before, after),
            drift_relaxations(d, before, after),
            drift_people(d, before, after),
            more=d.field,
        )


# ------------------------------------------------------------------ what a party disputes


def _disputed(world: World) -> Iterator[Tension]:
    """A party concedes less than an independent voice counts for what may be the same people."""
    statements = world.statements()
    stands_for = world.stands_for
    counts = [
        s
        for s in statements.values()
        if s.record.stance in TELLING and not s.record.possible and stands_for[s.id] == s.id
    ]
    counts.sort(key=lambda s: (-s.record.quantity.low, s.id))
    for s in statements.values():
        q = s.record.quantity
        if s.record.stance is not Stance.DISPUTES or s.record.possible:
            continue
        numbered = q.hedge is not Hedge.SOME
        rivals = [t for t in counts if t.voice != s.voice and _may_be_same(s, t) and t.record.quantity.low > q.low]
        if not rivals and s.claim.same_as is not None and s.claim.same_as in statements:
            rivals = [statements[s.claim.same_as]]
        if not rivals or not numbered:
            continue
        most = rivals[0]
        n, who = say.quantity(q), say.who(s.claim)
        text = say.sentence(
            "t_disputed",
            (s.id, most.id),
            who=telling.speaker(s.claim),
            n=n,
            other=telling.speaker(most.claim),
            most=say.quantity(most.record.quantity),
        )
        ways = [
            *_slips(s, most.record.quantity),
            Relaxation.ask("r_part", (s.id,), n=n, who=who),
            Relaxation.ask("r_scope", (s.id,), n=n, who=who),
            Relaxation.ask("r_link", (s.id, most.id)),
        ]
        apart = max(0, most.record.quantity.low - (q.high if q.high is not None else q.low))
        yield Tension.of(TensionKind.DISPUTED, (s.id, most.id), text, ways, apart)


def _slips(s: Statement, other: Quantity) -> list[Relaxation]:
    """Whether one slip of the pen is all that lies between two numbers."""
    own, given = number(s.record.quantity), number(other)
    if own is None or given is None or len(own) + len(given) != 2:
        return []
    how, fixed = slip(given[0], own[0]), renumbered(s.record.quantity, given[0])
    if how is None or fixed is None:
        return []
    was, now = say.quantity(s.record.quantity), say.quantity(fixed)
    return [Relaxation.of_claim("slip", "r_slip", s, was=was, now=now, detail=say.words(f"slip_{how.value}"))]


def _may_be_same(s: Statement, t: Statement) -> bool:
    """Same harm, regions that touch, and not blamed on actors that exclude each other."""
    if not s.region.touches(t.region):
        return False
    return s.by is None or t.by is None or bool(s.by & t.by)
