"""What a relay changed: place, period, number, group, hedge, attribution."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.actors import UnknownActor, registry
from bilan.lineage import figures as same
from bilan.lineage.voice import Change, Drift
from bilan.model.claim import FiledClaim, Mention
from bilan.model.ids import ActorId, VoiceId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Group, Hedge

# Two ways of saying the same thing: a plain number, and a list that has as many entries.
_PLAIN = {Hedge.EXACTLY, Hedge.LISTED}
_STATUS = frozenset({Group.CIVILIAN, Group.COMBATANT})
_NEVER_FIGHTERS = frozenset({Group.CHILD, Group.JOURNALIST, Group.MEDIC, Group.AID_WORKER})


def drifts(before: FiledClaim, after: FiledClaim, voice: VoiceId) -> Iterator[Drift]:
    """Compare a relay with the nearest earlier statement of its figure. What the relay leaves out is no change."""

    def changed(field: str, was: str, now: str, how: Change = Change.OTHER, inherited: bool = False) -> Drift:
        return Drift(before.id, after.id, voice, field, was, now, how, inherited)

    said, told = after.record, before.record
    place = same.place_change(same.places(before), same.places(after))
    if place is not None:
        taken = said.basis.place is Basis.INHERITED
        yield changed("place", _places(told.place), _places(said.place), place, taken)
    if same.number(told.quantity) != same.number(said.quantity):
        yield changed(
            "number", _count(told.quantity), _count(said.quantity), _count_change(told.quantity, said.quantity)
        )
    elif told.quantity.hedge is not said.quantity.hedge and not {told.quantity.hedge, said.quantity.hedge} <= _PLAIN:
        yield changed(
            "hedge", _count(told.quantity), _count(said.quantity), _hedge_change(told.quantity, said.quantity)
        )
    if told.period and said.period and told.period != said.period and not (told.running and said.running):
        taken = said.basis.period is Basis.INHERITED
        yield changed("period", told.period.iso, said.period.iso, _period_change(told.period, said.period), taken)
    if set(told.groups) != set(said.groups):
        yield changed("group", _groups(told.groups), _groups(said.groups), _group_change(told.groups, said.groups))
    one, other = same.actors(told.by), same.actors(said.by)
    if one and other and same.elements(one) != same.elements(other):
        taken = said.basis.by is Basis.INHERITED
        yield changed("by", _actors(told.by), _actors(said.by), _actor_change(one, other), taken)


def _places(mentions: tuple[Mention, ...]) -> str:
    """The places meant, without those that contain them."""
    names = tuple(m.name for m in mentions)
    meant = set(same.place_ids(names))
    return ", ".join(name for i, name in enumerate(names) if meant & set(same.place_ids(names[i:])))


def _actors(mentions: tuple[Mention, ...]) -> str:
    known = registry()
    names = []
    for mention, id in ((m, next(iter(same.actors((m,))))) for m in mentions):
        try:
            names.append(known.get(ActorId(id)).name)
        except UnknownActor:
            names.append(mention.name)
    return ", ".join(dict.fromkeys(names))


def _groups(groups: tuple[Group, ...]) -> str:
    return ", ".join(sorted(g.value for g in groups))


def _count(quantity: Quantity) -> str:
    """A count with its hedge, as people say it.

    >>> _count(Quantity.at_least(105)), _count(Quantity.exactly(9)), _count(Quantity.between(80, 120))
    ('at least 105', '9', '80 to 120')
    """
    n = " to ".join(str(part) for part in same.number(quantity) or (quantity.low,))
    return n if quantity.hedge in {*_PLAIN, Hedge.RANGE} else f"{quantity.hedge.value.replace('_', ' ')} {n}"


def _count_change(before: Quantity, after: Quantity) -> Change:
    return Change.NARROWER if after.low < before.low else Change.BROADER


def _hedge_change(before: Quantity, after: Quantity) -> Change:
    """Narrower: the words leave fewer numbers open ("at least 105" → "105"). "About" leaves more open than a bare number."""
    if Hedge.ABOUT in (before.hedge, after.hedge):
        plain = before.hedge if after.hedge is Hedge.ABOUT else after.hedge
        if plain not in _PLAIN | {Hedge.ONLY}:
            return Change.OTHER
        return Change.BROADER if after.hedge is Hedge.ABOUT else Change.NARROWER
    if _inside(after, before) == _inside(before, after):
        return Change.OTHER
    return Change.NARROWER if _inside(after, before) else Change.BROADER


def _inside(inner: Quantity, outer: Quantity) -> bool:
    above = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return above and inner.low >= outer.low


def _period_change(before: Period, after: Period) -> Change:
    if before.contains(after):
        return Change.NARROWER
    return Change.BROADER if after.contains(before) else Change.OTHER


def _group_change(before: tuple[Group, ...], after: tuple[Group, ...]) -> Change:
    """Children are civilians, civilians are people; women and children are more people than children."""
    narrower, broader = _among(after, before), _among(before, after)
    if narrower == broader:
        return Change.OTHER
    return Change.NARROWER if narrower else Change.BROADER


def _among(some: tuple[Group, ...], others: tuple[Group, ...]) -> bool:
    """Whether everybody whom some words mean is meant by the others too."""
    one, other = set(some) - _STATUS - {Group.PERSON}, set(others) - _STATUS - {Group.PERSON}
    if Group.FAMILY in other - one:
        return False
    one, other = one - {Group.FAMILY}, other - {Group.FAMILY}
    status = _status(some) <= _status(others)
    return status and (not other or (bool(one) and one <= other))


def _status(groups: tuple[Group, ...]) -> set[Group]:
    """Civilians, fighters, or either, as the words leave it open; a child or a medic is nobody's fighter."""
    named = set(groups) - _STATUS - {Group.PERSON, Group.FAMILY}
    if named and named <= _NEVER_FIGHTERS:
        return {Group.CIVILIAN}
    return set(groups) & _STATUS or set(_STATUS)


def _actor_change(before: frozenset[str], after: frozenset[str]) -> Change:
    one, other = same.elements(before), same.elements(after)
    if other < one:
        return Change.NARROWER
    return Change.BROADER if one < other else Change.OTHER
