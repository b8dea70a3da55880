"""What a release publishes of a dossier: the claims that people decided on, the documents they come from, no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.model.claim import FiledClaim
from bilan.model.exhibit import Exhibit, Failure, Sensitivity, WorkingCopy
from bilan.model.ids import ClaimId, ExhibitId
from bilan.model.vocab import ClaimState
from bilan.reconcile.world import World
from bilan.release.book import Edition, Papers, TextStore


@dataclass(frozen=True)
class Published:
    """The part of a dossier that may be shown, as the site reads it (`bilan.release.book.Papers`).

    world    its claims alone, reconciled again
    edition  "reviewed": decisions only; "machine": nobody has decided anything yet, so that proposals are shown
    left_out claims on file that are not published: undecided, rejected, or from a restricted document
    """

    papers: Papers
    world: World
    edition: Edition
    shown: frozenset[ExhibitId]
    left_out: int

    @property
    def vault(self) -> TextStore:
        return self.papers.vault

    def exhibits(self) -> list[Exhibit]:
        return [e for e in self.papers.exhibits() if e.id in self.shown]

    def working_copies(self) -> dict[ExhibitId, WorkingCopy]:
        return {id: copy for id, copy in self.papers.working_copies().items() if id in self.shown}

    def failures(self) -> list[Failure]:
        return []  # a document that could not be read is not released


def publishable(papers: Papers, world: World, links: Sequence[tuple[ClaimId, ClaimId]]) -> Published:
    """Decisions only, unless there are none; nothing of a restricted document."""
    open_ = {e.id for e in papers.exhibits() if e.sensitivity is Sensitivity.OPEN}
    live = [c for c in world.claims if c.exhibit in open_ and c.state is not ClaimState.REJECTED]
    decided = [c for c in live if c.is_reviewed]
    kept = decided or live
    ids = {c.id for c in kept}
    claims = [_within(c, ids) for c in kept]
    both = [(a, b) for a, b in links if a in ids and b in ids]
    series = world.series if len(open_) == len(papers.exhibits()) else ()
    shown = frozenset(c.exhibit for c in kept)
    return Published(
        papers,
        World.of(claims, both, world.as_of, series, world.adopted),
        "reviewed" if decided else "machine",
        shown,
        len(world.claims) - len(claims),
    )


def _within(claim: FiledClaim, ids: set[ClaimId]) -> FiledClaim:
    """A claim whose relations lead to published claims only."""
    return replace(
        claim,
        part_of=claim.part_of if claim.part_of in ids else None,
        same_as=claim.same_as if claim.same_as in ids else None,
        against=claim.against if claim.against in ids else None,
    )
