"""Actors that only their passage makes known: "government forces", "non-US strikes", "the other members".

The registry knows names. These words name somebody only beside another name: the government forces are those of
the state that the passage last named forces of; the strikes that are not of one member are the other members'.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bilan.actors import Actor, ActorKind, Through, registry
from bilan.claims.passage import Passage
from bilan.claims.reading.scene import Named
from bilan.places import gazetteer

_GOVERNMENT = {
    "fr": re.compile(r"\b(?:forces gouvernementales|troupes gouvernementales|forces loyalistes|forces régulières)\b"),
    "en": re.compile(
        r"\b(?:government forces|government troops|loyalist forces|pro-government forces)\b", re.IGNORECASE
    ),
}
# "the army", "les soldats": of which state, only the passage says. The organ that each of these words names.
_ORGANS = {
    "fr": re.compile(
        r"\b(?:(?P<air>armée de l'[Aa]ir)|(?P<army>(?<=[Ll]')(?:armée|état-major)(?! (?:nationale|de libération|islamique|rouge|populaire)\b)|haut commandement)"
        r"|(?P<forces>(?:forces de sécurité|forces de l'ordre|forces armées|militaires|soldats|troupes)(?! (?:de l'ONU|onusien)))\b)"
    ),
    "en": re.compile(
        r"\b(?:(?P<air>air force)|(?P<army>(?<=[Tt]he )(?:army|military)|(?<=THE )ARMY|(?<=THE\n)ARMY)(?! (?:base|camp|post|convoy|barracks|court|council|officials?|source))"
        r"|(?P<forces>security forces|armed forces|army (?:troops|soldiers)|ARMED FORCES|SECURITY FORCES))\b"
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

_ALLIANCE = {
    "fr": re.compile(r"(?<=[Ll]')alliance(?! (?:de|des|du|entre|avec|électorale|politique)\b)"),
    "en": re.compile(r"(?<=[Tt]he )alliance(?! (?:of|between|with)\b)"),
}


def generic_actors(passage: Passage, lang: str, actors: Sequence[Named]) -> list[Named]:
    """Who is meant by such words, given the actors named in the passage."""
    if lang not in _GOVERNMENT:
        return []
    found: list[Named] = []
    starts = [a.start for a in actors]
    found += _organs(passage, lang, actors, starts)
    for m in _GOVERNMENT[lang].finditer(passage.plain):
        if not _taken(actors, starts, m.start(), m.end()):
            forces = _last_forces(actors[: bisect_left(starts, m.start())])
            forces = forces or registry().organ_of(_home(passage, lang), "forces")
            if forces is not None:
                found.append(Named(m.start(), m.end(), forces.name, "actor", forces))
    alliance = next((a.actor for a in actors if a.actor is not None and a.actor.kind is ActorKind.ALLIANCE), None)
    if alliance is None:
        return found
    for m in _ALLIANCE[lang].finditer(passage.plain):
        if not _taken(actors, starts, m.start(), m.end()):
            found.append(Named(m.start(), m.end(), alliance.name, "actor", alliance))
    for m in _NOT_OF[lang].finditer(passage.plain):
        others = _without(alliance, m.group("who"), lang)
        if others is not None:
            found.append(Named(m.start(), m.end(), others.name, "actor", others, Through.ACTION))
    for m in _MEMBERS[lang].finditer(passage.plain):
        others = next((a for a in registry() if a.of == alliance.id), None)
        if others is not None and not _taken(actors, starts, m.start(), m.end()):
            found.append(Named(m.start(), m.end(), others.name, "actor", others))
    return found


def _organs(passage: Passage, lang: str, actors: Sequence[Named], starts: Sequence[int]) -> list[Named]:
    """The army of the state whose forces were named last, else of the one country that the passage is about."""
    found: list[Named] = []
    book = registry()
    home: str | None = None
    for m in _ORGANS[lang].finditer(passage.plain):
        if _taken(actors, starts, m.start(), m.end()):
            continue
        before = _last_forces(actors[: bisect_left(starts, m.start())], organs=True)
        state = book.state_of(before.id) if before is not None else None
        if state is None:
            home = _home(passage, lang) if home is None else home
        organ = {"air": "air-force"}.get(m.lastgroup or "", m.lastgroup or "")
        actor = book.organ_of(state or home or "", organ)
        if actor is not None:
            found.append(Named(m.start(), m.end(), actor.name, "actor", actor, Through.ORGAN))
    return found


def _home(passage: Passage, lang: str) -> str:
    """The country of most of the places that a passage names; "" when they do not agree."""
    named = Counter(f.place.id[:2] for f in gazetteer().find(passage.plain, lang) if not f.place.made_up)
    most = named.most_common(2)
    if not most or (len(most) > 1 and most[1][1] * 2 > most[0][1]):
        return ""
    return most[0][0]


def _taken(actors: Sequence[Named], starts: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(starts, end)
    return any(a.start < end and start < a.end for a in actors[max(0, at - 2) : at])


def _last_forces(before: Sequence[Named], organs: bool = False) -> Actor | None:
    """The forces named last before; `organs`: the actor itself, and no place that stands for its government."""
    book = registry()
    for named in reversed(before[-60:]):
        if (
            named.actor is not None
            and named.actor.kind in (ActorKind.ARMED_FORCES, ActorKind.GOVERNMENT)
            and named.through is not Through.ACTION
            and not (organs and named.through is Through.SEAT)
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
