"""Publishing: the lead decides that what was reviewed is shown to others. The journal says when, by whom and what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilan.desk.person import Action, Person
from bilan.evidence import Dossier
from bilan.evidence.log import KeyRing, SigningKey, VerifierKey
from bilan.evidence.log.opening import newest_of_others
from bilan.model.errors import Refused

if TYPE_CHECKING:  # the site and the arithmetic behind it are loaded by this verb alone
    from bilan.release.publish import Progress, Released

SIGNING = "signing"  # the folder of the dossier that holds the key
_OF_PUBLISHING = ("release_made", "anchor_requested", "anchor_received")


def signing_keys(dossier: Dossier) -> KeyRing:
    """Where the dossier keeps the key that signs its checkpoints and releases."""
    return KeyRing(dossier.path / SIGNING)


def begin_key(dossier: Dossier, person: Person, name: str | None = None) -> SigningKey:
    """Make the dossier's signing key. `name`: the log's origin line; by default made from the dossier's own number."""
    person.must_be_allowed_to(Action.RELEASE)
    first = next(dossier.journal.entries())
    number = str((first.payload or {}).get("dossier", first.commitment))[:16]
    return signing_keys(dossier).begin(name or f"bilan.invalid/{number}")


def publication_day(dossier: Dossier) -> date | None:
    """What counts as today in a release: the day of the newest fact that is not itself about publishing."""
    newest = newest_of_others(dossier.store, *_OF_PUBLISHING)
    return date.fromisoformat(newest[:10]) if newest else None


def make_release(
    dossier: Dossier,
    person: Person,
    profile: str,
    out: Path,
    *,
    as_of: date | None = None,
    witnesses: Sequence[VerifierKey] = (),
    now: datetime | None = None,
    progress: Progress | None = None,
    reading: Callable[[int, int, str], None] | None = None,
) -> Released:
    """Publish what people decided on, signed and with its proofs; one journal entry, `release_made`.

    A dossier's first release makes its signing key where there is none yet. Later a missing key is an error: readers
    have pinned it.
    """
    from bilan.evidence.anchors import anchor_files
    from bilan.reconcile.world import World
    from bilan.release.publish import PROFILES, publish

    person.must_be_allowed_to(Action.RELEASE)
    if profile not in PROFILES:
        raise Refused(
            f"there is no profile {profile!r}",
            why="nothing is published before it is decided what is taken out of it",
            advice=f"profiles: {', '.join(PROFILES)}",
        )

    ring = signing_keys(dossier)
    if not ring.holds_one and next(dossier.journal.entries("release_made"), None) is None:
        begin_key(dossier, person)

    def record(payload: dict[str, Any]) -> int:
        return dossier.journal.append("release_made", {**payload, "by": person.id}, at=now).seq

    world = World.load(dossier, as_of=as_of or publication_day(dossier), progress=reading)
    return publish(
        dossier,
        world,
        ring,
        out,
        record,
        witnesses=[str(w) for w in witnesses],
        anchors=anchor_files(dossier),
        progress=progress,
    )
