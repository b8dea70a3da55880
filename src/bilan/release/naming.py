"""The names of actors and places in the reader's language; a name nobody knows stays as its source wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from bilan import actors, places
from bilan.model.ids import ActorId, PlaceId
from bilan.release.escape import foreign, plain


@dataclass(frozen=True)
class Names:
    """One language's names."""

    lang: str

    def actor(self, id: ActorId) -> str:
        """The name of an actor; of one nobody knows, its name as found (its id is that name after a question mark)."""
        try:
            return actors.registry().get(id).names[self.lang]
        except actors.UnknownActor:
            return plain(id.removeprefix("?").replace("-", " "))

    def mentioned(self, name: str) -> Markup:
        """An actor as a claim names it: in the reader's language where the registry knows it, isolated where not."""
        known = actor_id(name)
        return foreign(self.actor(known)) if known else _isolated(name)

    def place(self, name: str, within: str | None = None) -> Markup:
        """A place as a claim names it."""
        return _place(self.lang, name, within)

    def place_of(self, id: PlaceId) -> str:
        try:
            return places.gazetteer().get(id).names[self.lang]
        except places.UnknownPlace:
            return plain(id.rsplit("/", 1)[-1])


@lru_cache(maxsize=50_000)
def actor_id(name: str) -> ActorId | None:
    """Whom a name stands for, if the registry knows it."""
    found = actors.registry().resolve(name)
    return found.id if found else None


@lru_cache(maxsize=50_000)
def _place(lang: str, name: str, within: str | None) -> Markup:
    gazetteer = places.gazetteer()
    inside = gazetteer.resolve(within) if within else None
    found = (gazetteer.resolve(name, inside.id) if inside else None) or gazetteer.resolve(name)
    return foreign(found.names[lang]) if found else _isolated(name)


def _isolated(name: str) -> Markup:
    return Markup('<bdi lang="en">{}</bdi>').format(foreign(name))
