"""Tensions: claims that pull against each other, each with a sentence and what would resolve it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from bilan.actors import registry
from bilan.lineage import Drift
from bilan.model.ids import ActorId, ClaimId, IncidentId, TensionId
from bilan.model.sentence import Sentence
from bilan.model.vocab import Hedge, Stance, TensionKind
from bilan.reconcile import say
from bilan.reconcile.question import Question
from bilan.reconcile.region import ANY_STATUS
from bilan.reconcile.select import TELLING, admitting_actor, concedes
from bilan.reconcile.statement import Statement

if TYPE_CHECKING:
    from bilan.reconcile.answer import Tension
    from bilan.reconcile.world import World

_STRICT = Question(policy="strict")
_FIELDS = ("place", "period", "by", "number", "group", "hedge", "cause")


def tensions(world: World) -> list[Tension]:
    """Every tension of every kind, each once, in a stable order."""
    found: dict[TensionId, Tension] = {}
    for one in (
        *_infeasible(world),
        *_rival(world),
        *_unattributed(world),
        *_drift(world),
        *_disputed(world),
        *_arithmetic(world),
    ):
        found.setdefault(one.id, one)
    return list(found.values())


def _tension(
    kind: TensionKind,
    claims: Iterable[ClaimId],
    sentence: Sentence,
    relaxations: Iterable[Sentence] = (),
    more: str = "",
) -> Tension:
    from bilan.reconcile.answer import Tension

    ids = tuple(dict.fromkeys(claims))
    code = hashlib.sha256(f"bilan tension 1 {kind.value} {' '.join(sorted(ids))} {more}".encode()).hexdigest()[:12]
    return Tension(TensionId(code), kind, ids, sentence, tuple(relaxations))


def _infeasible(world: World) -> Iterator[Tension]:
    """Minimal sets of claims that cannot all hold, one source's ceiling against another's floor."""
    answer = world.answer(_STRICT)
    for conflict in sorted(answer.conflicts, key=lambda c: (len(c), c)):
        claims = [world.claim(c) for c in conflict]
        yield _tension(
            TensionKind.INFEASIBLE,
            conflict,
            say.sentence("t_infeasible", conflict, list=say.joined(say.counted(c) for c in claims)),
            [say.sentence("r_leave_out", (c.id,), n=say.quantity(c.record.quantity), who=say.who(c)) for c in claims],
        )


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
        by_actor: set[ClaimId] = set()
        by_status: set[ClaimId] = set()
        for a, b in combinations(group, 2):
            if a.voice == b.voice or a.record.harm != b.record.harm:
                continue
            if a.by is not None and b.by is not None and not a.by & b.by:
                by_actor |= {a.id, b.id}
            if ANY_STATUS not in (a.opinion.status, b.opinion.status) and a.opinion.status != b.opinion.status:
                by_status |= {a.id, b.id}
        for ids, key in ((by_actor, "t_rival_actor"), (by_status, "t_rival_status")):
            if ids:
                claims = [world.claim(i) for i in sorted(ids)]
                text = say.sentence(key, sorted(ids), list=say.joined(say.counted(c) for c in claims))
                yield _tension(TensionKind.RIVAL, sorted(ids), text, more=key)


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
    stands_for = world.stands_for
    for alliance, ids in unattributed(world).items():
        by_figure: dict[ClaimId, list[ClaimId]] = defaultdict(list)
        for i in ids:
            by_figure[stands_for[i]].append(i)
        for root in by_figure:
            claims = [c.id for c in world.claims if stands_for.get(c.id) == root]
            q = world.claim(by_figure[root][0]).record.quantity
            yield _tension(
                TensionKind.UNATTRIBUTED,
                claims,
                say.sentence("t_unattributed", claims, who=say.actor(alliance), n=say.quantity(q)),
                [say.sentence("r_ask", who=say.actor(alliance))],
            )


def _drift(world: World) -> Iterator[Tension]:
    for d in world.lineage.drifts:
        yield _tension(
            TensionKind.DRIFT,
            (d.frm, d.to),
            say.sentence(
                "t_drift",
                (d.frm, d.to),
                field=say.words(f"field_{d.field}") if d.field in _FIELDS else say.literal(d.field),
                before=_as_said(d, d.before),
                after=_as_said(d, d.after),
                n=say.quantity(world.claim(d.frm).record.quantity),
                from_who=say.carrier(world.claim(d.frm)),
                to_who=say.carrier(world.claim(d.to)),
            ),
            [say.sentence("r_origin", (d.frm,))],
            more=d.field,
        )


def _as_said(d: Drift, value: str) -> say.Part:
    """A drift's value in the reader's language where it is a place or an actor."""
    if d.field == "place":
        return say.place_named(value)
    if d.field == "by":
        return say.actor_named(value)
    return say.groups_named(value) if d.field == "group" else say.literal(value)


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
        most = rivals[0].claim
        yield _tension(
            TensionKind.DISPUTED,
            (s.id, most.id),
            say.sentence(
                "t_disputed",
                (s.id, most.id),
                who=say.who(s.claim),
                n=say.quantity(q),
                other=say.who(most),
                most=say.quantity(most.record.quantity),
            ),
            [say.sentence("r_period", (s.id,), n=say.quantity(q), who=say.who(s.claim)), say.sentence("r_link")],
        )


def _may_be_same(s: Statement, t: Statement) -> bool:
    """Same harm, regions that touch, and not blamed on actors that exclude each other."""
    if not s.region.touches(t.region):
        return False
    return s.by is None or t.by is None or bool(s.by & t.by)


def _arithmetic(world: World) -> Iterator[Tension]:
    """A part above its whole; an official series that does not add up."""
    statements = world.statements()
    for s in statements.values():
        whole = statements.get(s.claim.part_of) if s.claim.part_of is not None else None
        if whole is None or whole.record.quantity.high is None:
            continue
        if s.record.quantity.low > whole.record.quantity.high:
            part, total = s.record.quantity, whole.record.quantity
            yield _tension(
                TensionKind.ARITHMETIC,
                (s.id, whole.id),
                say.sentence(
                    "t_part_exceeds",
                    (s.id, whole.id),
                    part=say.quantity(part),
                    whole=say.quantity(total),
                    who=say.who(s.claim),
                ),
                [say.sentence("r_typo", (s.id,), n=say.quantity(part), who=say.who(s.claim))],
            )
    for identity in world.series:
        yield _tension(
            TensionKind.ARITHMETIC,
            (),
            say.sentence(
                "t_series",
                period=say.literal(str(identity.period)),
                rule=say.literal(identity.rule),
                expected=say.literal(str(identity.expected)),
                found=say.literal(str(identity.found)),
            ),
            more=f"{identity.period} {identity.rule}",
        )
