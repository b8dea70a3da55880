"""Actors that only their passage makes known: "government forces", "non-US strikes", "the other members".

The registry knows names. These words name somebody only beside another name: the government forces are those of
the state that the passage last named forces of; the strikes that are not of one member are the other members'.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from bilan.actors import Actor, ActorKind, Through, registry
from bilan.claims.passage import Passage
from bilan.claims.reading.scene import Named

_GOVERNMENT = {
    "fr": re.compile(r"\b(?:forces gouvernementales|troupes gouvernementales|forces loyalistes|forces régulières)\b"),
    "en": re.compile(
        r"\b(?:government forces|government troops|loyalist forces|pro-government forces)\b", re.IGNORECASE
    ),
}
_NOT_OF = {
    "fr": re.compile(r"\bnon[- ](?P<who>[a-zà-ÿ-]+)"),
    "en": re.compile(r"\bnon-(?P<who>U\.?S\.?(?![a-z])|[A-Z][a-z]+)"),
}
_MEMBERS = {
    "fr": re.compile(
        r"\b(?:autres membres|alliés|pays alliés|partenaires)(?= (?:de la|n'|ont|qui|au sein))|(?<=leurs )alliés"
    ),
    "en": re.compile(
        r"\b(?:other (?:[Cc]oalition )?(?:members|allies|partners)|partner nations|[Cc]oalition partners)\b"
    ),
}


def generic_actors(passage: Passage, lang: str, actors: Sequence[Named]) -> list[Named]:
    """Who is meant by such words, given the actors named in the passage."""
    if lang not in _GOVERNMENT or not actors:
        return []
    found: list[Named] = []
    starts = [a.start for a in actors]
    for m in _GOVERNMENT[lang].finditer(passage.plain):
        if not _taken(actors, starts, m.start(), m.end()):
            forces = _last_forces(actors[: bisect_left(starts, m.start())])
            if forces is not None:
                found.append(Named(m.start(), m.end(), forces.name, "actor", forces))
    alliance = next((a.actor for a in actors if a.actor is not None and a.actor.kind is ActorKind.ALLIANCE), None)
    if alliance is None:
        return found
    for m in _NOT_OF[lang].finditer(passage.plain):
        others = _without(alliance, m.group("who"), lang)
        if others is not None:
            found.append(Named(m.start(), m.end(), others.name, "actor", others, Through.ACTION))
    for m in _MEMBERS[lang].finditer(passage.plain):
        others = next((a for a in registry() if a.of == alliance.id), None)
        if others is not None and not _taken(actors, starts, m.start(), m.end()):
            found.append(Named(m.start(), m.end(), others.name, "actor", others))
    return found


def _taken(actors: Sequence[Named], starts: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(starts, end)
    return any(a.start < end and start < a.end for a in actors[max(0, at - 2) : at])


def _last_forces(before: Sequence[Named]) -> Actor | None:
    book = registry()
    for named in reversed(before[-60:]):
        if (
            named.actor is not None
            and named.actor.kind in (ActorKind.ARMED_FORCES, ActorKind.GOVERNMENT)
            and named.through is not Through.ACTION
        ):
            state = book.state_of(named.actor.id)
            if state is not None:
                return book.forces_of(state)
    return None


@lru_cache(maxsize=1024)
def _state_named(adjective: str, lang: str) -> str | None:
    book = registry()
    phrase = f"frappe {adjective}" if lang == "fr" else f"{adjective} airstrike"
    for found in book.find(phrase, lang):
        return book.state_of(found.actor.id)
    return None


def _without(alliance: Actor, adjective: str, lang: str) -> Actor | None:
    state = _state_named(adjective, lang)
    if state is None:
        return None
    return next((a for a in registry() if a.of == alliance.id and state in a.without), None)
