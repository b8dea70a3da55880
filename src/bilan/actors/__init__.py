"""Actors: names in French, English and Arabic → belligerents, recorders and press, with dated membership.

Reads   its own reviewed tables (data/*.toml) and the names of territories in CLDR
Writes  nothing
Never   guesses who an unknown name is, or lets a member speak for an alliance it has not yet joined
"""

from bilan.actors.actor import Actor, ActorKind, Capacity, Membership, Through, UnknownActor
from bilan.actors.registry import Found, Registry, registry

__all__ = [
    "Actor",
    "ActorKind",
    "Capacity",
    "Found",
    "Membership",
    "Registry",
    "Through",
    "UnknownActor",
    "registry",
]
