"""Tensions: claims that pull against each other, each with a sentence, a rank and what would resolve it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from bilan.actors import registry
from bilan.lineage.figures import number
from bilan.model.ids import ActorId, ClaimId, IncidentId, TensionId
from bilan.model.period import ALWAYS
from bilan.model.quantity import Quantity
from bilan.model.sentence import Sentence
from bilan.model.vocab import Basis, Hedge, Stance, TensionKind
from bilan.reconcile import say, telling
from bilan.reconcile.contradictions import contradictions, limits_exceeded
from bilan.reconcile.drifting import drift_people, drift_relaxations, drift_sentence
from bilan.reconcile.ranking import ranked
from bilan.reconcile.region import ANY_STATUS, EVERYWHERE
from bilan.reconcile.say import Part
from bilan.reconcile.select import TELLING, admitting_actor, concedes
from bilan.reconcile.slips import meant, slip
from bilan.reconcile.statement import Statement
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
        *_arithmetic(world),
    ):
        found.setdefault(one.id, one)
    return ranked(found.values(), {c.id: c for c in world.claims}, world.line_of)


def _tension(
    kind: TensionKind,
    claims: Iterable[ClaimId],
    sentence: Sentence,
    relaxations: Iterable[Relaxation] = (),
    people: int = 0,
    more: str = "",
) -> Tension:
    ids = tuple(dict.fromkeys(claims))
    code = hashlib.sha256(f"bilan tension 1 {kind.value} {' '.join(sorted(ids))} {more}".encode()).hexdigest()[:12]
    return Tension(TensionId(code), kind, ids, sentence, tuple(relaxations), people)


def _ask(key: str, claims: Iterable[str] = (), **parts: Part) -> Relaxation:
    """What a person can ask or check: nothing to solve."""
    return Relaxation("ask", say.sentence(key, claims, **parts))


def _solved(change: str, key: str, s: Statement, **parts: Part) -> Relaxation:
    """A change of one claim after which nothing is left of the tension."""
    q, who = say.quantity(s.record.quantity), say.who(s.claim)
    return Relaxation(change, say.sentence(key, (s.id,), n=q, who=who, **parts), is_solved=True)


# ------------------------------------------------------------------ what cannot all hold, what holds by words alone


def _infeasible(world: World) -> Iterator[Tension]:
    """Minimal sets of claims that cannot all hold, one source's ceiling against another's floor."""
    for c in contradictions(world):
        listed = say.joined(telling.counted(world.claim(id)) for id in c.claims)
        text = say.sentence("t_infeasible", c.claims, list=listed)
        yield _tension(TensionKind.INFEASIBLE, c.claims, text, c.relaxations, c.people)


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
        ways = [_ask("r_meaning", found.claims, what=found.what), *found.relaxations]
        yield _tension(TensionKind.RIVAL, found.claims, text, ways, found.people, more="t_rival_limit")


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
            ways = [_ask("r_unlink", ids)]
            if opposed is _other_status:
                ways += [_solved("group", "r_status", s) for s in decisive]
            ways += [_solved("left out", "r_leave_out", s) for s in decisive]
            people = max(s.record.quantity.low for s in rivals)
            yield _tension(TensionKind.RIVAL, ids, text, ways, people, more=key)


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
            yield _tension(
                TensionKind.UNATTRIBUTED,
                claims,
                say.sentence("t_unattributed", claims, who=telling.actor(alliance), n=say.quantity(q)),
                [
                    *(_solved("link", "r_member", m) for m in _of_a_member(world, alliance, s)),
                    _ask("r_ask", who=telling.actor(alliance)),
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
        yield _tension(
            TensionKind.DRIFT,
            (d.frm, d.to),
            drift_sentence(d, before, after),
            drift_relaxations(d, before, after),
            drift_people(d, before, after),
            more=d.field,
        )


# ------------------------------------------------------------------ what a party disputes, sums that do not add up


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
            _ask("r_part", (s.id,), n=n, who=who),
            _ask("r_scope", (s.id,), n=n, who=who),
            _ask("r_link", (s.id, most.id)),
        ]
        apart = max(0, most.record.quantity.low - (q.high if q.high is not None else q.low))
        yield _tension(TensionKind.DISPUTED, (s.id, most.id), text, ways, apart)


def _slips(s: Statement, other: Quantity) -> list[Relaxation]:
    """Whether one slip of the pen is all that lies between two numbers."""
    own, given = number(s.record.quantity), number(other)
    if own is None or given is None or len(own) + len(given) != 2:
        return []
    how, fixed = slip(given[0], own[0]), renumbered(s.record.quantity, given[0])
    if how is None or fixed is None:
        return []
    was, now = say.quantity(s.record.quantity), say.quantity(fixed)
    return [_solved("slip", "r_slip", s, was=was, now=now, detail=say.words(f"slip_{how.value}"))]


def _may_be_same(s: Statement, t: Statement) -> bool:
    """Same harm, regions that touch, and not blamed on actors that exclude each other."""
    if not s.region.touches(t.region):
        return False
    return s.by is None or t.by is None or bool(s.by & t.by)


def _arithmetic(world: World) -> Iterator[Tension]:
    """A part above its whole, or outside it; an official series that does not add up."""
    statements = world.statements()
    for s in statements.values():
        whole = statements.get(s.claim.part_of) if s.claim.part_of is not None else None
        if whole is None or s.record.possible:
            continue
        yield from _outside(s, whole)
        if whole.record.quantity.high is None:
            continue
        if s.record.quantity.low > whole.record.quantity.high:
            part, total = s.record.quantity, whole.record.quantity
            text = say.sentence(
                "t_part_exceeds",
                (s.id, whole.id),
                part=say.quantity(part),
                whole=say.quantity(total),
                who=say.who(s.claim),
            )
            beyond = part.low - whole.record.quantity.high
            yield _tension(TensionKind.ARITHMETIC, (s.id, whole.id), text, _fitting(s, whole), beyond)
    for identity in world.series:
        how = _slip_of(identity.expected, identity.found)
        expected, found = say.literal(str(identity.expected)), say.literal(str(identity.found))
        detail = say.words(f"slip_{how}" if how else "slip_none")
        text = say.sentence(
            "t_series",
            period=say.literal(str(identity.period)),
            rule=say.literal(identity.rule),
            expected=expected,
            found=found,
        )
        yield _tension(
            TensionKind.ARITHMETIC,
            (),
            text,
            [Relaxation("slip", say.sentence("r_series", found=found, expected=expected, detail=detail), bool(how))],
            _apart(identity.expected, identity.found),
            more=f"{identity.period} {identity.rule}",
        )


def _outside(s: Statement, whole: Statement) -> Iterator[Tension]:
    """A part whose place or days its whole does not hold."""
    for known, field, apart, said in (
        (s.place_known and whole.place_known, "place", replace(s.region, period=ALWAYS), telling.places),
        (s.period_known and whole.period_known, "period", replace(s.region, places=(EVERYWHERE,)), telling.period),
    ):
        same = replace(whole.region, people=apart.people, harms=apart.harms, causes=apart.causes)
        if not known or apart.touches(same):
            continue
        mine, theirs = (r.places if field == "place" else r.period for r in (s.region, whole.region))
        text = say.sentence(
            "t_part_outside",
            (s.id, whole.id),
            part=telling.counted(s.claim),
            whole=say.quantity(whole.record.quantity),
            field=say.words(f"field_{field}"),
            mine=said(mine),  # type: ignore[arg-type]
            theirs=said(theirs),  # type: ignore[arg-type]
        )
        total = say.quantity(whole.record.quantity)
        ways = [
            *(
                _solved("context", "r_outside_context", c, detail=say.words(f"field_{field}"))
                for c in (s, whole)
                if _took(c, field)
            ),
            _solved("part", "r_not_part", s, whole=total),
            *(_solved("left out", "r_leave_out", c) for c in (s, whole)),
        ]
        yield _tension(TensionKind.ARITHMETIC, (s.id, whole.id), text, ways, s.record.quantity.low, more=field)


def _took(s: Statement, field: str) -> bool:
    """Whether a claim takes its place or period over from elsewhere."""
    basis = s.record.basis
    return (basis.place if field == "place" else basis.period) is Basis.INHERITED


def _fitting(part: Statement, whole: Statement) -> Iterator[Relaxation]:
    """What would let a part fit into its whole: a slip in either, a whole that is a minimum, no part at all."""
    most = whole.record.quantity.high
    for s, other, fits in (
        (part, whole, lambda q: most is not None and q.low <= most),
        (whole, part, lambda q: q.high is None or part.record.quantity.low <= q.high),
    ):
        own = number(s.record.quantity)
        tried = meant(own[0], number(other.record.quantity) or ()) if own is not None and len(own) == 1 else []
        solved = [(q, how) for n, how in tried if (q := renumbered(s.record.quantity, n)) is not None and fits(q)]
        for q, how in solved[:2]:
            was, now = say.quantity(s.record.quantity), say.quantity(q)
            yield _solved("slip", "r_slip", s, was=was, now=now, detail=say.words(f"slip_{how.value}"))
    total = say.quantity(whole.record.quantity)
    yield _solved("no ceiling", "r_whole_floor", whole, whole=total)
    yield _solved("part", "r_not_part", part, whole=total)
    yield _ask("r_check", (part.id,), n=say.quantity(part.record.quantity), who=say.who(part.claim))


def _slip_of(expected: object, found: object) -> str | None:
    """The slip that turns one cell into another, where both are whole numbers."""
    try:
        how = slip(int(str(expected)), int(str(found)))
    except ValueError:
        return None
    return how.value if how is not None else None


def _apart(expected: object, found: object) -> int:
    try:
        return abs(int(float(str(expected))) - int(float(str(found))))
    except ValueError:
        return 0
