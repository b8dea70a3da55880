"""Figures that cannot all hold, and figures that hold only because each voice may mean other people by a word."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilan.model.ids import ClaimId
from bilan.model.vocab import Group, Harm
from bilan.reconcile import say, telling
from bilan.reconcile.bounds import bounds
from bilan.reconcile.brief import scope_of
from bilan.reconcile.feasible import shortfall
from bilan.reconcile.figures import Drafted
from bilan.reconcile.programme import build
from bilan.reconcile.question import Question
from bilan.reconcile.region import ANY_STATUS, CIVILIAN, Figure, Opinion
from bilan.reconcile.relaxing import in_one_voice, relaxations
from bilan.reconcile.say import Part
from bilan.reconcile.tension import Relaxation
from bilan.reconcile.variants import Told

if TYPE_CHECKING:
    from bilan.reconcile.world import World

_RULE = "strict"  # only what a source itself bounds is bounded: no rule of ours makes a contradiction
_MOST_UNDER_ONE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A minimal set of claims that cannot all hold.

    people  how far they are apart: the fewest people by whom the figures would have to bend
    """

    claims: tuple[ClaimId, ...]
    told: tuple[Told, ...]
    people: int
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on some people that other voices' counts of the same people exceed: possible, if each means others.

    what  the people in question: "civilians", "victims of …"
    """

    claims: tuple[ClaimId, ...]
    told: Told
    over: tuple[Told, ...]
    people: int
    what: Part
    relaxations: tuple[Relaxation, ...]


def contradictions(world: World) -> Iterator[Contradiction]:
    """Every minimal infeasible set, for each harm that is counted."""
    for question in _questions(world):
        answer = world.answer(question)
        if answer.feasible:
            continue
        asked, _ = scope_of(question)
        drafted, rule = _by_claims(world, question), world.brief(question).rule
        for claims in sorted(answer.conflicts, key=lambda c: (len(c), c)):
            told = tuple(_told(world, drafted[key]) for key in _keys(drafted, claims))
            short = shortfall(build([t.figure for t in told], asked))
            ways = relaxations(told, asked, rule)
            yield Contradiction(claims, told, max(1, math.ceil(short)), tuple(ways))


def limits_exceeded(world: World) -> Iterator[Limit]:
    """Limits that one voice sets and others exceed, where only their words for the dead keep them apart."""
    for question in _questions(world):
        asked, _ = scope_of(question)
        drafted, rule = _by_claims(world, question), world.brief(question).rule
        limits = [d.figure for d in drafted.values() if d.figure.ceiling is not None and not d.figure.opinion.is_open]
        if not limits:
            continue
        known = {frozenset(c) for c in world.answer(question).conflicts}
        for limit in sorted(limits, key=lambda f: f.key):
            over = _over(limit, [d.figure for d in drafted.values()])
            if not over:
                continue
            claims = tuple(ClaimId(c) for f in (limit, *over) for c in f.claims)
            if any(conflict <= frozenset(claims) for conflict in known):
                continue  # it is shown for what it is: figures that cannot all hold
            told = [_told(world, drafted[f.key]) for f in (limit, *over)]
            ways = relaxations(told, asked, rule, in_one_voice) if len(told) == 2 else []
            short = shortfall(build(in_one_voice([limit, *over]), asked))
            yield Limit(claims, told[0], tuple(told[1:]), max(1, math.ceil(short)), _meant(told[0]), tuple(ways))


def _questions(world: World) -> Iterator[Question]:
    """One for each harm that somebody sets a limit on: floors alone contradict nobody."""
    harms = {s.record.harm for s in world.statements().values() if s.record.quantity.sets_ceiling}
    if Harm.KILLED_OR_INJURED in harms:
        harms |= {Harm.KILLED, Harm.INJURED}
    for harm in Harm:
        if harm is Harm.KILLED or (harm in harms and harm is not Harm.KILLED_OR_INJURED):
            yield Question(harm=harm, policy=_RULE)


def _by_claims(world: World, question: Question) -> dict[str, Drafted]:
    return {d.figure.key: d for d in world.brief(question).drafted}


def _keys(drafted: Mapping[str, Drafted], claims: Sequence[ClaimId]) -> list[str]:
    wanted = set(claims)
    return sorted(key for key, d in drafted.items() if wanted.issuperset(d.figure.claims))


def _told(world: World, d: Drafted) -> Told:
    statements = world.statements()
    own = d.heard[0].statement
    others = tuple(statements[c] for c in d.heard[0].claims if c != own.id)
    return Told(d.figure, own, others)


def _over(limit: Figure, figures: Sequence[Figure]) -> list[Figure]:
    """Other voices' counts inside a limit that one alone exceeds each, or else the fewest that do together."""
    assert limit.ceiling is not None
    inside = [
        f
        for f in figures
        if f.low > 0
        and f.voice != limit.voice
        and limit.region.contains(f.region)
        and f.opinion.within(limit.opinion)
        and (limit.region.incident is None or limit.region.incident == f.region.incident)
    ]
    alone = [f for f in inside if f.low > limit.ceiling]
    if alone:
        return sorted(alone, key=lambda f: (-f.low, f.key))
    if sum(f.low for f in inside) <= limit.ceiling or len(inside) > _MOST_UNDER_ONE_LIMIT:
        return []
    found = bounds(in_one_voice([limit, *inside]), limit.region).conflicts
    first = min((c for c in found if limit.key in c), key=lambda c: (len(c), sorted(c)), default=frozenset[str]())
    return sorted((f for f in inside if f.key in first), key=lambda f: f.key)


def _meant(one: Told) -> Part:
    """The people whom a limit is about: "civilians", "victims of …"."""
    opinion: Opinion = one.figure.opinion
    group = None
    if opinion.status != ANY_STATUS:
        group = telling.groups([Group.CIVILIAN if opinion.status == CIVILIAN else Group.COMBATANT])
    if opinion.actors is None:
        return group if group is not None else telling.groups(one.statement.record.groups)
    who = telling.actors(one.statement.blamed)
    if group is None:
        return lambda lang: say.templates()["killed_by"][lang].format(who=who(lang))
    known = group
    return lambda lang: say.templates()["group_by"][lang].format(group=known(lang), who=who(lang))
