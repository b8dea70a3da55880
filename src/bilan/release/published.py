"""What is shown of a dossier: in a release what people decided on, in a draft everything that is not restricted."""

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
    broken   the documents that could not be read, of which a draft tells and a release does not
    """

    papers: Papers
    world: World
    edition: Edition
    shown: frozenset[ExhibitId]
    left_out: int
    broken: tuple[Failure, ...] = ()

    @property
    def vault(self) -> TextStore:
        return self.papers.vault

    def exhibits(self) -> list[Exhibit]:
        return [e for e in self.papers.exhibits() if e.id in self.shown]

    def working_copies(self) -> dict[ExhibitId, WorkingCopy]:
        return {id: copy for id, copy in self.papers.working_copies().items() if id in self.shown}

    def failures(self) -> list[Failure]:
        return list(self.broken)


def publishable(papers: Papers, world: World, links: Sequence[tuple[ClaimId, ClaimId]]) -> Published:
    """Decisions only, unless there are none; nothing of a restricted document."""
    open_ = _open(papers)
    live = [c for c in world.claims if c.exhibit in open_ and c.state is not ClaimState.REJECTED]
    decided = [c for c in live if c.is_reviewed]
    kept = decided or live
    shown = frozenset(c.exhibit for c in kept)
    return Published(
        papers,
        _only(kept, world, links, whole=len(open_) == len(papers.exhibits())),
        "reviewed" if decided else "machine",
        shown,
        len(world.claims) - len(kept),
    )


def drafted(papers: Papers, world: World, links: Sequence[tuple[ClaimId, ClaimId]]) -> Published:
    """Everything that is on file, decided or not, of documents that are not restricted."""
    open_ = _open(papers)
    if len(open_) == len(papers.exhibits()):
        return Published(papers, world, "draft", open_, 0, tuple(papers.failures()))
    kept = [c for c in world.claims if c.exhibit in open_]
    broken = tuple(f for f in papers.failures() if f.exhibit is None or f.exhibit in open_)
    return Published(
        papers, _only(kept, world, links, whole=False), "draft", open_, len(world.claims) - len(kept), broken
    )


def _open(papers: Papers) -> frozenset[ExhibitId]:
    return frozenset(e.id for e in papers.exhibits() if e.sensitivity is Sensitivity.OPEN)


def _only(kept: Sequence[FiledClaim], world: World, links: Sequence[tuple[ClaimId, ClaimId]], *, whole: bool) -> World:
    """These claims reconciled by themselves; series only where no document is left out."""
    ids = {c.id for c in kept}
    both = [(a, b) for a, b in links if a in ids and b in ids]
    return World.of([_within(c, ids) for c in kept], both, world.as_of, world.series if whole else (), world.adopted)


def _within(claim: FiledClaim, ids: set[ClaimId]) -> FiledClaim:
    """A claim whose relations lead to published claims only."""
    return replace(
        claim,
        part_of=claim.part_of if claim.part_of in ids else None,
        same_as=claim.same_as if claim.same_as in ids else None,
        against=claim.against if claim.against in ids else None,
    )
