"""Who competes for the same dead, and who does not."""

from __future__ import annotations

from collections.abc import Iterable

from bilan.accountability.parties import Party
from bilan.actors import registry


def apart(blamed: Iterable[Party]) -> tuple[str, ...]:
    """The parties blamed, each once: a member beside its own alliance is no other party.

    >>> from bilan.accountability.parties import party
    >>> apart([party("CJTF-OIR"), party("US military"), party("Russian forces")])
    ('US-led Coalition', 'Russia')
    """
    named = list(dict.fromkeys(blamed))
    alliances = {p.id for p in named if not p.id.startswith("?") and registry().members(p.id)}
    members = {m for a in alliances for m in registry().members(a)}
    return tuple(p.name for p in named if p.id not in members)
