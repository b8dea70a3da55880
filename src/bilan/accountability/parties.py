"""Who answers: an institution's alliance where it speaks for one, else its state, else itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bilan.actors import Capacity, registry
from bilan.model.ids import ActorId


@dataclass(frozen=True, slots=True)
class Party:
    """Who answers. `id` begins with "?" where the register does not know the name."""

    id: ActorId
    name: str


NOBODY = Party(ActorId("?not-named"), "not named")


@cache
def party(name: str) -> Party:
    """The party that a name means: the register's, or one of its own; `NOBODY` where nothing is said.

    >>> party("united_kingdom").name, party("Russian forces").name, party("CJTF-OIR").name
    ('United Kingdom', 'Russia', 'US-led Coalition')
    >>> party("The Green Riders").id, party("").name
    ('?the-green-riders', 'not named')
    """
    words = " ".join(name.replace("_", " ").split())
    if not words:
        return NOBODY
    known = registry().resolve(words)
    return Party(ActorId("?" + "-".join(words.casefold().split())), words) if known is None else party_of(known.id)


def party_of(actor: ActorId) -> Party:
    """The party that an institution of the register answers for; a name that it lacks stands for itself."""
    if actor.startswith("?"):
        return Party(actor, actor[1:].replace("-", " "))
    known = registry()
    alliance = next((a for a in known.government_line(actor) if known.members(a)), None)
    top = known.get(alliance).of or alliance if alliance is not None else known.state_of(actor) or actor
    return Party(top, known.get(top).name)


def only_records(actor: ActorId) -> bool:
    """Whether it records or prints, and is no belligerent."""
    if actor.startswith("?"):
        return False
    return registry().get(actor).capacity in (Capacity.RECORDER, Capacity.PRESS, Capacity.WITNESS)
