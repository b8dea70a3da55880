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
    """Grouped in the order in which they first come; worked out once for a page and its translations."""
    found: list[Heard] = book.once(book.corners, ("heard", *(c.id for c in claims)), lambda: _heard(book, claims))
    return found


def _heard(book: Book, claims: Sequence[FiledClaim]) -> list[Heard]:
    relays, hows, known = book.world.lineage.relays, book.world.lineage.how, book.claims
    taken_by = {c.id: known.get(relays.get(c.id, ClaimId(""))) for c in claims}
    found: dict[tuple[object, ...], list[FiledClaim]] = {}
    for claim in claims:
        taken = taken_by[claim.id]
        key = (claim.exhibit, claim.outlet, claim.dated, hows.get(claim.id), taken.exhibit if taken else None)
        found.setdefault(key, []).append(claim)
    return [
        Heard(tuple(group), how, tuple(t for c in group if (t := taken_by[c.id]) is not None))
        for (_, _, _, how, _), group in found.items()
    ]
