"""A voice's claims as its page tells them: those together that one document tells and took from one other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId
from bilan.release.book import Book


@dataclass(frozen=True, slots=True)
class Heard:
    """Claims of a voice that one document tells: on which ground they are its, and what they were taken from."""

    claims: tuple[FiledClaim, ...]
    how: object
    taken_from: tuple[FiledClaim, ...]


def heard(book: Book, claims: Sequence[FiledClaim]) -> list[Heard]:
    """Grouped in the order in which they first come."""
    lineage = book.world.lineage
    found: dict[tuple[object, ...], list[FiledClaim]] = {}
    for claim in claims:
        relay = book.claims.get(lineage.relays.get(claim.id, claim.id))
        taken = relay.exhibit if relay and relay is not claim else None
        key = (claim.exhibit, claim.outlet, claim.dated, lineage.how.get(claim.id), taken)
        found.setdefault(key, []).append(claim)
    return [Heard(tuple(group), how, _taken(book, group)) for (_, _, _, how, _), group in found.items()]


def _taken(book: Book, group: Sequence[FiledClaim]) -> tuple[FiledClaim, ...]:
    relays = (book.world.lineage.relays.get(c.id, ClaimId("")) for c in group)
    return tuple(book.claims[id] for id in relays if id in book.claims)
