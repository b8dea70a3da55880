"""From claims to voices: the story of this room, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.lineage.voice import Lineage, Voice
from bilan.model.claim import FiledClaim
from bilan.model.ids import VoiceId


def voices(claims: Sequence[FiledClaim]) -> Lineage:
    """Give every claim its voice."""
    found: dict[str, list[FiledClaim]] = {}
    for claim in claims:
        said = claim.record
        origin = said.cites[-1].name if said.cites else said.speaker.name if said.speaker else claim.outlet
        found.setdefault(origin or f"document {claim.exhibit[:12]}", []).append(claim)
    made = tuple(
        Voice(VoiceId(name), name, tuple(sorted({c.outlet or "" for c in of})), tuple(c.id for c in of), name)
        for name, of in found.items()
    )
    return Lineage(
        voices=made,
        voice_of={c: v.id for v in made for c in v.claims},
        figure_of={c.id: c.id for c in claims},
    )
