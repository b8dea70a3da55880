"""The names of actors and places in the reader's language; a name nobody knows stays as its source wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from bilan import actors, places
from bilan.model.ids import ActorId, PlaceId
from bilan.release.escape import foreign, plain
from bilan.release.isolate import is_arabic
from bilan.release.words import typeset


@dataclass(frozen=True)
class Names:
    """One language's names."""

    lang: str

    def actor(self, id: ActorId) -> str:
        """The name of an actor; of one nobody knows, its name as found (its id is that name after a question mark)."""
        try:
            return typeset(self.lang, actors.registry().get(id).names[self.lang])
        except actors.UnknownActor:
            return plain(id.removeprefix("?").replace("-", " "))

    def mentioned(self, name: str) -> Markup:
        """An actor as a claim names it: in the reader's language where the registry knows it, isolated where not."""
        known = actor_id(name)
        return foreign(self.actor(known)) if known else _isolated(name, self.lang)

    def place(self, name: str, within: str | None = None) -> Markup:
        """A place as a claim names it."""
        return _place(self.lang, name, within)

    def place_of(self, id: PlaceId) -> str:
        try:
            return typeset(self.lang, places.gazetteer().get(id).names[self.lang])
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
    return foreign(typeset(lang, found.names[lang])) if found else _isolated(name, lang)


def _isolated(name: str, lang: str) -> Markup:
    """A name as its source wrote it. What language its Latin letters write we do not know; on an Arabic page we say
    that it is not Arabic."""
    said = "ar" if is_arabic(name) else "en" if lang == "ar" else None
    tag = Markup('<bdi lang="{}">').format(said) if said else Markup("<bdi>")
    return tag + foreign(name) + Markup("</bdi>")
