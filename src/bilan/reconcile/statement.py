"""A claim made ready for arithmetic: names resolved, unknown dimensions kept apart from known ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeGuard

from bilan.actors import Capacity, registry
from bilan.model.claim import Claim, FiledClaim, Mention
from bilan.model.ids import ActorId, ClaimId, PlaceId, VoiceId
from bilan.model.period import Period
from bilan.model.vocab import Basis, Stance
from bilan.places import gazetteer
from bilan.reconcile.region import (
    EVERYWHERE,
    SOMEBODY_ELSE,
    Opinion,
    Region,
    causes_of,
    harms_of,
    is_within,
    people_of,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one claim says, in ids.

    period, places   what is known; where nothing is known: the widest that can be (up to the publication,
                     everywhere), and `period_known` or `place_known` is False
    by               the elementary actors blamed; None: not said
    blamed           the actors as named (an alliance is itself here, not its members)
    speaker          the institution that speaks, as far as it is known; None: the text's own author
    others           where the report sets this count against another whose author it names, and names none
                     here: everybody but that author
    """

    claim: FiledClaim
    voice: VoiceId
    period: Period
    period_known: bool
    places: tuple[PlaceId, ...]
    place_known: bool
    by: frozenset[ActorId] | None
    blamed: tuple[ActorId, ...]
    speaker: ActorId | None
    others: frozenset[ActorId] | None = None
    id: ClaimId = field(init=False, repr=False, compare=False)
    record: Claim = field(init=False, repr=False, compare=False)
    region: Region = field(init=False, repr=False, compare=False)
    opinion: Opinion = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        record = self.claim.record
        people, status = people_of(record.groups)
        region = Region(self.places, self.period, people, harms_of(record.harm), causes_of(record.cause))
        keep = object.__setattr__  # worked out once: every question asks for them
        keep(self, "id", self.claim.id)
        keep(self, "record", record)
        keep(self, "region", region)
        keep(self, "opinion", Opinion(self.by if self.by is not None else self.others, status))


def actor_id(name: str) -> ActorId:
    """The registry's actor of that name, or one of its own for a name that the registry does not hold."""
    known = registry().resolve(name)
    if known is not None:
        return known.id
    return ActorId("?" + re.sub(r"\W+", "-", name.casefold()).strip("-"))


def _elements(ids: Sequence[ActorId], during: Period) -> frozenset[ActorId]:
    found: set[ActorId] = set()
    for actor in ids:
        found |= {actor} if actor.startswith("?") else registry().elements(actor, during)
    return frozenset(found)


def _kept(mentions: tuple[Mention, ...], basis: Basis, stated_only: bool) -> tuple[Mention, ...]:
    return () if stated_only and basis is Basis.INHERITED else mentions


def statement(c: FiledClaim, voice: VoiceId, as_of: date, *, stated_only: bool = False) -> Statement:
    """Resolve a claim's names and dates. With `stated_only`, what it merely inherits counts as unknown."""
    r = c.record
    until = c.dated.end if c.dated and c.dated.end else as_of
    period, period_known = Period(None, until), False
    given = None if stated_only and r.basis.period is Basis.INHERITED else r.period
    if given is not None:
        # "since 2014" runs to the day the total is dated, the publication's when the text gives none
        end = given.end or (r.as_of or until)
        start = given.start if given.start is None or given.start <= end else end
        period, period_known = Period(start, end), True
    elif r.running:
        period, period_known = Period(None, r.as_of or until), True
    named = _kept(r.place, r.basis.place, stated_only)
    places = gazetteer().resolve_chain([m.name for m in named]) if named else ()
    blamed = tuple(actor_id(m.name) for m in _kept(r.by, r.basis.by, stated_only))
    voice_of = r.on_behalf_of or r.speaker
    speaker = actor_id(voice_of.name) if voice_of else None
    stands_alone = c.part_of is None and c.same_as is None  # else the including or the restated figure says whose
    if not blamed and r.stance is Stance.ADMITS and stands_alone and not r.possible and _is_party(speaker):
        blamed = (speaker,)  # who admits speaks of its own doing, unless it names another
    return Statement(
        claim=c,
        voice=voice,
        period=period,
        period_known=period_known,
        places=places or (EVERYWHERE,),
        place_known=bool(places),
        by=_elements(blamed, period) if blamed else None,
        blamed=blamed,
        speaker=speaker,
    )


def _is_party(actor: ActorId | None) -> TypeGuard[ActorId]:
    """Whether it is a belligerent that we know; a spokesman's own name blames nobody."""
    return actor is not None and not actor.startswith("?") and registry().get(actor).capacity is Capacity.PARTY


def fill(known: Statement, other: Statement, *, stated: bool = False) -> Statement:
    """Take from a statement about the same (or the including) people what this one leaves unknown.

    `stated`: only what the other one's own words say, not what it inherits itself.
    """
    basis = other.record.basis
    changed = known
    if not known.place_known and other.place_known and not (stated and basis.place is Basis.INHERITED):
        changed = replace(changed, places=other.places, place_known=True)
    if not known.period_known and other.period_known and not (stated and basis.period is Basis.INHERITED):
        changed = replace(changed, period=other.period, period_known=True)
    if known.by is None and other.by is not None and not (stated and basis.by is Basis.INHERITED):
        changed = replace(changed, by=other.by, blamed=other.blamed)
    return changed


def among(part: Statement, whole: Statement) -> Statement:
    """A part's people are among its whole's: places and days that the part leaves wider are the whole's.

    A part that lies outside its whole is left as it is: it is a tension, not ours to mend.
    """
    changed = part
    if part.place_known and whole.place_known:
        inner = [p for p in part.places if any(is_within(p, q) for q in whole.places)]
        inner += [q for q in whole.places if any(is_within(q, p) for p in part.places)]
        places = tuple(dict.fromkeys(inner))
        if places and set(places) != set(part.places):
            changed = replace(changed, places=places)
    if part.period_known and whole.period_known:
        days = part.period.meet(whole.period)
        if days is not None and days != part.period:
            changed = replace(changed, period=days)
    return changed


def set_apart(statements: Mapping[ClaimId, Statement]) -> dict[ClaimId, Statement]:
    """Two counts that one report sets against each other are of different people.

    Where only one names its author, the other is by anybody else ("alors que", "while").
    """
    named = frozenset({SOMEBODY_ELSE}.union(*(s.by for s in statements.values() if s.by is not None)))
    apart = dict(statements)
    for s in statements.values():
        other = statements.get(s.claim.against) if s.claim.against is not None else None
        if other is None:
            continue
        for one, two in ((s, other), (other, s)):
            if one.by is None and two.by is not None:
                apart[one.id] = replace(one, others=named - two.by)
    return apart


def classes(statements: Mapping[ClaimId, Statement], figure_of: Mapping[ClaimId, ClaimId]) -> dict[ClaimId, ClaimId]:
    """For each claim the one that stands for its figure: restatements and relays point to their original."""
    stands_for: dict[ClaimId, ClaimId] = {}
    for id in statements:
        seen, at = {id}, id
        while True:
            step = statements[at].claim.same_as or figure_of.get(at, at)
            if step == at or step in seen or step not in statements:
                break
            seen.add(step)
            at = step
        stands_for[id] = at
    return stands_for
