"""Publish a dossier: build everything beside the old release, then let it take its place at once.

A program that is stopped on the way leaves the old release as it was. Who runs it again goes on: the site is kept
under `derived/`, and a release that the journal has recorded already is not recorded twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bilan import __version__
from bilan.evidence import Dossier
from bilan.evidence.log import Checkpoint, ForkedJournal, JournalLog, KeyRing, Note, Tiles, root
from bilan.evidence.log.opening import Opened, laid_open, rows_of
from bilan.model.errors import BilanError, Refused
from bilan.model.ids import ExhibitId
from bilan.reconcile.world import World
from bilan.release.book import open_book
from bilan.release.bundle import Bundle, Item, refuse_what_is_no_release, settle
from bilan.release.data import claim_record, exhibit_record
from bilan.release.manifest import STAMP
from bilan.release.proven import proven_figures
from bilan.release.published import Published, publishable
from bilan.release.site import build_site
from bilan.release.swap import beside

UNREDACTED = "unredacted"
PROFILES = (UNREDACTED,)
_HASH = re.compile(r"[0-9a-f]{64}")

Progress = Callable[[int, int, str], None]


class Record(Protocol):
    """Write in the journal that a release with this content is made; the number of the row."""

    def __call__(self, payload: dict[str, Any], /) -> int: ...


@dataclass(frozen=True, slots=True)
class Released:
    """What was published: where, from which checkpoint, and on whose word ("reviewed" or "machine")."""

    path: Path
    checkpoint: Note
    seq: int
    basis: str
    claims: int
    exhibits: int
    figures: int
    left_out: int
    files: int

    @property
    def size(self) -> int:
        return Checkpoint.parse(self.checkpoint.text).size


def publish(
    dossier: Dossier,
    world: World,
    ring: KeyRing,
    out: Path,
    record: Record,
    *,
    witnesses: Sequence[str] = (),
    anchors: Sequence[tuple[str, bytes]] = (),
    progress: Progress | None = None,
) -> Released:
    """Write the release of a dossier to `out`: the old one or the new one stands there, never anything between.

    witnesses  the keys of the partners who sign its checkpoints
    anchors    files about earlier checkpoints: (name, content)
    """
    refuse_what_is_no_release(out)
    ring.key()  # before any work: without it nothing can be signed
    found = publishable(dossier, world, dossier.links())
    if not found.shown:
        raise Refused("there is no claim that could be published", why="a release of nothing says nothing")
    with _told_plainly(out):
        return _publish(dossier, world, found, ring, out, record, witnesses, anchors, progress or _quiet)


def _quiet(done: int, of: int, what: str) -> None:
    pass


@contextmanager
def _told_plainly(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BilanError(
            f"the release cannot be written: {error.strerror or error}",
            why=f"nothing was published, and what stood in {out} still does",
            advice="make room on the disk, or choose a folder that may be written, and run it again",
        ) from error


def _publish(
    dossier: Dossier,
    world: World,
    found: Published,
    ring: KeyRing,
    out: Path,
    record: Record,
    witnesses: Sequence[str],
    anchors: Sequence[tuple[str, bytes]],
    tell: Progress,
) -> Released:
    key, site = ring.key(), dossier.derived / "release" / "site"
    build_site(found, found.world, site, edition=found.edition, progress=lambda n, of: tell(n, of, "Writing the site"))
    with beside(out) as new:
        bundle = Bundle(new)
        tell(0, 5, "Gathering")
        bundle.copy_tree(site, leave=[STAMP])
        tell(1, 5, "Proving the figures")
        counts = _publish_rows(bundle, found)
        for name, content in anchors:
            bundle.write(f"anchors/{name}", content)
        bundle.describe(
            {
                "origin": key.name,
                "key": str(key.verifier),
                "witnesses": list(witnesses),
                "profile": UNREDACTED,
                "unredacted": True,
                "basis": found.edition,
                "as_of": world.as_of.isoformat(),
                "program": f"bilan {__version__}",
            }
        )
        tell(2, 5, "Recording it in the journal")
        seq = _recorded(dossier, bundle.content, world, found, counts, record)
        log = JournalLog(dossier.journal, dossier.derived / "log")
        checkpoint = log.checkpoint(ring)
        tiles = log.tiles(Checkpoint.parse(checkpoint.text).size)
        _must_continue_what_stands(out, checkpoint, tiles, ring)
        tell(3, 5, "Writing the proofs")
        bundle.add_log(checkpoint, tiles, log.read)
        bundle.add_proofs(_items(dossier, found, seq), _Rows(dossier, found), tiles)
        bundle.sign(key)
        tell(4, 5, "Publishing")
        settle()
    tell(5, 5, "Published")
    return Released(out, checkpoint, seq, found.edition, *counts, found.left_out, len(bundle.listed) + 2)


def _must_continue_what_stands(out: Path, checkpoint: Note, tiles: Tiles, ring: KeyRing) -> None:
    """A dossier put back from an old backup does not know what was published since; the old release does."""
    published = out / "log" / "checkpoint"
    if not published.is_file():
        return
    note = Note.parse(published.read_bytes())
    before, now = Checkpoint.parse(note.text), Checkpoint.parse(checkpoint.text)
    if before.origin != now.origin or not note.is_signed_by(ring.key().verifier):
        return  # another dossier's, or of another key: it is replaced, and continues nothing
    if before.size > now.size or root(before.size, tiles.at) != before.root:
        raise ForkedJournal(
            f"the journal does not continue the {before.size} entries of the release that stands in {out}",
            why="publishing another history would be a proof of forgery against you; the old release stands",
            advice="restore the newest backup of the dossier",
        )


def _publish_rows(bundle: Bundle, found: Published) -> tuple[int, int, int]:
    book = open_book(found, found.world, found.edition)
    figures = list(proven_figures(book))
    bundle.publish(
        (claim_record(book, c) for c in book.claims.values()),
        (exhibit_record(book, e) for e in book.exhibits.values()),
        figures,
    )
    return len(book.claims), len(book.exhibits), len(figures)


def _recorded(
    dossier: Dossier, content: str, world: World, found: Published, counts: tuple[int, int, int], record: Record
) -> int:
    """The row that records this release: a new one, unless the newest such row is of the very same content."""
    made = list(rows_of(dossier.store, "release_made"))
    told = made[-1].payload if made else None
    if told is not None and told.get("content") == content:
        return made[-1].row.seq
    claims, exhibits, figures = counts
    return record(
        {
            "profile": UNREDACTED,
            "basis": found.edition,
            "content": content,
            "as_of": world.as_of.isoformat(),
            "claims": claims,
            "exhibits": exhibits,
            "figures": figures,
        }
    )


class _Rows:
    """The journal rows behind what is published. One that names a document which is not released stays closed."""

    def __init__(self, dossier: Dossier, found: Published) -> None:
        self._store = dossier.store
        hidden = {e.id for e in dossier.exhibits()} - found.shown
        texts = {c.text for id, c in dossier.working_copies().items() if id in hidden}
        self._hidden = {str(h) for h in (*hidden, *texts)}

    def __call__(self, seqs: Sequence[int]) -> Iterator[Opened]:
        for opened in laid_open(self._store, seqs):
            body = (opened.body or b"").decode()
            if self._hidden.isdisjoint(_HASH.findall(body)):
                yield opened
            else:
                yield Opened(opened.row, None, None)


def _items(dossier: Dossier, found: Published, release: int) -> list[Item]:
    """What is published, with the row that each item rests on: a decision, the receipt of a document, this release."""
    items = [Item("release", release)]
    items += [Item(f"exhibit:{id}", seq) for id, seq in _receipts(dossier, found.shown)]
    decisions = dossier.decisions()
    for claim in found.world.claims:
        decision = decisions.get(claim.id)
        if decision is not None and claim.is_reviewed:
            items.append(Item(f"claim:{claim.id}", decision.seq))
    return items


def _receipts(dossier: Dossier, shown: frozenset[ExhibitId]) -> Iterator[tuple[str, int]]:
    for id, seq in dossier.store.execute("SELECT id, seq FROM exhibit ORDER BY seq"):
        if id in shown:
            yield id, int(seq)
