"""When two claims state the same figure: the same number of compatible people, as far as both say."""

from __future__ import annotations

from functools import cache, lru_cache

from bilan.actors import UnknownActor, registry
from bilan.lineage.voice import Change
from bilan.model.claim import FiledClaim, Mention
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Group, Hedge
from bilan.places import gazetteer

Number = tuple[int, ...]
Figure = tuple[str, Number, frozenset[Group], frozenset[str]]
Slot = tuple[str, frozenset[Group], frozenset[str]]
Spot = tuple[str, frozenset[Group], tuple[PlaceId, ...], Period]

_VAGUE = {Hedge.SOME, Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS, Hedge.NONE}
_ANYBODY = {Group.PERSON}
_NOBODY: frozenset[str] = frozenset()
# Two reports rarely happen upon the same number from here on; below, it takes more than the number.
TELLING = 50


def number(quantity: Quantity) -> Number | None:
    """The number as a relay would copy it; `None`: the words give none ("dozens").

    >>> number(Quantity.more_than(5800)), number(Quantity.at_least(105)), number(Quantity.between(80, 120))
    ((5800,), (105,), (80, 120))
    """
    if quantity.hedge in _VAGUE:
        return None
    if quantity.hedge is Hedge.MORE_THAN:
        return (quantity.low - 1,)
    if quantity.hedge is Hedge.UP_TO and quantity.high is not None:
        return (quantity.high,)
    if quantity.hedge is Hedge.RANGE and quantity.high is not None:
        return (quantity.low, quantity.high)
    return (quantity.low,)


def slot(claim: FiledClaim) -> Slot:
    """The role of a count in its report: which harm, to whom, by whom."""
    said = claim.record
    groups = frozenset(said.groups) - {Group.CIVILIAN, Group.PERSON}
    return said.harm.value, groups, actors(said.by)


def spot(claim: FiledClaim) -> Spot | None:
    """What a count is about, but for its number; `None`: it gives no number, or does not itself say where and when."""
    said = claim.record
    if number(said.quantity) is None or not said.place or said.period is None or said.possible:
        return None
    if Basis.INHERITED in (said.basis.place, said.basis.period):
        return None
    groups = frozenset(said.groups) - {Group.CIVILIAN, Group.PERSON}
    return said.harm.value, groups, tuple(sorted(places(claim))), said.period


def figure(claim: FiledClaim) -> Figure | None:
    """What a careless copy keeps: the role and the number."""
    found = number(claim.record.quantity)
    if found is None:
        return None
    harm, groups, by = slot(claim)
    return harm, found, groups, by


def groups_agree(a: FiledClaim, b: FiledClaim) -> bool:
    """Whether one count could be of the other's people: nobody's women are another's children."""
    one, other = set(a.record.groups), set(b.record.groups)
    return one <= other or other <= one or one == _ANYBODY or other == _ANYBODY


def actors(mentions: tuple[Mention, ...]) -> frozenset[str]:
    """Whom these names mean, by id; a name the registry lacks stands for itself."""
    return frozenset(_actor(m.name) for m in mentions) if mentions else _NOBODY


@cache
def _actor(name: str) -> str:
    found = registry().resolve(name)
    return found.id if found else name.casefold()


@cache
def _elements(actor: str) -> frozenset[str]:
    try:
        return frozenset(registry().elements(ActorId(actor)))
    except UnknownActor:
        return frozenset({actor})


@lru_cache(maxsize=20_000)
def elements(ids: frozenset[str]) -> frozenset[str]:
    """The states and groups that these actors come down to."""
    return frozenset(e for i in ids for e in _elements(i))


def actors_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of actors may be the same people: nobody named, or somebody in common."""
    return not one or not other or one == other or bool(elements(one) & elements(other))


def periods_agree(a: Period | None, b: Period | None) -> bool:
    return a is None or b is None or a.overlaps(b)


@cache
def place_ids(names: tuple[str, ...]) -> tuple[PlaceId, ...]:
    """The places that these names, most specific first, mean together."""
    return tuple(gazetteer().resolve_chain(names)) if names else ()


def places(claim: FiledClaim) -> tuple[PlaceId, ...]:
    """The places a claim means, most specific only."""
    return place_ids(tuple(m.name for m in claim.record.place))


def _inside(inner: tuple[PlaceId, ...], outer: tuple[PlaceId, ...]) -> bool:
    return all(any(i == o or i.startswith(f"{o}/") for o in outer) for i in inner)


def place_change(before: tuple[PlaceId, ...], after: tuple[PlaceId, ...]) -> Change | None:
    """What became of a place on the way; `None`: nothing, or one side does not say."""
    if not before or not after or set(before) == set(after):
        return None
    if _inside(after, before):
        return Change.NARROWER
    return Change.BROADER if _inside(before, after) else Change.OTHER


def places_agree(a: FiledClaim, b: FiledClaim) -> bool:
    return place_change(places(a), places(b)) is not Change.OTHER
