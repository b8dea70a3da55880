"""Sealing: destroy what was told of an item, for good, and leave a visible hole where it stood.

A row keeps its number, type, time and commitment, so that every proof over the others still holds; its payload and salt
are gone, and without the salt nobody can try guesses against the commitment. The entry `item_sealed` names the rows,
who sealed them and why, and nothing of what they said: no name, no hash of a document.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bilan.evidence.records import Entry
from bilan.evidence.storage import writing
from bilan.model.errors import Refused
from bilan.model.ids import ExhibitId

if TYPE_CHECKING:
    from bilan.evidence.dossier import Dossier

_SHA = re.compile(r"[0-9a-f]{64}")
_STAYS = frozenset(
    {"dossier_opened", "item_sealed", "fixity_checked", "release_made", "anchor_requested", "anchor_received"}
)
_UNFINISHED = "unfinished"  # in the table `doomed`: a seal was made, and its traces are still to be removed


def rows_about(dossier: Dossier, exhibit: ExhibitId) -> list[int]:
    """The facts that tell of an exhibit, of what was taken out of it, and of the claims it makes: their numbers.

    A decision on another document's claim is among them when it quotes a claim of this one.
    """
    known = {str(exhibit)}
    while True:
        rows, more = [], set[str]()
        for entry in dossier.journal.entries():
            if entry.payload is None or entry.type in _STAYS:
                continue
            if known.isdisjoint(strings(entry.payload)):
                continue
            rows.append(entry.seq)
            if entry.type == "exhibit_received":
                more.add(entry.payload["exhibit"])
            more |= set(_claims_of(entry.payload, known))
        if more <= known:
            return rows
        known |= more


def seal(dossier: Dossier, rows: Iterable[int], *, by: str, reason: str, at: datetime | None = None) -> Entry:
    """Destroy the payloads and salts of these rows, and the objects and keys that no other row speaks of.

    One transaction for the database; what lies in the vault goes right after it, and on the next opening where the
    process is killed in between. Everything derived is deleted, to be made again from what is left.
    """
    store, wanted = dossier.store, sorted(set(rows))
    with store.transaction():
        told, left = _told(dossier, set(wanted))
        entry = dossier.journal.append("item_sealed", {"rows": wanted, "by": by, "reason": reason}, at=at)
        for row in wanted:
            store.execute("DELETE FROM payload WHERE seq = ?", (row,))
        for sha in sorted(told - left):
            key = dossier.keys.find(sha)
            dossier.keys.destroy(sha)
            if key is not None or dossier.vault.storage.holds(sha):
                _doom(dossier, key.object if key else sha)
        _doom(dossier, _UNFINISHED)
        dossier.rebuild()
    finish_seals(dossier)
    return entry


def finish_seals(dossier: Dossier) -> None:
    """Remove what a seal has doomed from the vault, from everything derived, and from the database's own files."""
    doomed = [name for (name,) in dossier.store.execute("SELECT object FROM doomed ORDER BY object")]
    if not doomed or not dossier.can_be_written:
        return
    for name in doomed:
        if name != _UNFINISHED:
            dossier.vault.storage.remove(name)
    with writing("the folder of what is derived"):
        for path in dossier.derived.iterdir() if dossier.derived.is_dir() else ():
            with suppress(FileNotFoundError):  # another process finishes the same seal
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    dossier.store.scrub("payload", "blob_key")
    dossier.store.execute("DELETE FROM doomed")
    dossier.store.scrub("doomed")


def holes(dossier: Dossier) -> list[int]:
    """The rows whose payload is gone."""
    sql = "SELECT j.seq FROM journal j LEFT JOIN payload p ON p.seq = j.seq WHERE p.seq IS NULL ORDER BY j.seq"
    return [int(seq) for (seq,) in dossier.store.execute(sql)]


def sealed_rows(dossier: Dossier) -> list[int]:
    """The rows that a seal names."""
    return [int(row) for (row,) in dossier.store.execute("SELECT hole FROM sealed ORDER BY hole")]


def strings(value: Any) -> Iterator[str]:
    """Every string inside a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inside in value.values():
            yield from strings(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from strings(inside)


def objects_in(payload: Mapping[str, Any]) -> set[str]:
    """Whatever a payload says that could name bytes in the vault."""
    return {s for s in strings(payload) if _SHA.fullmatch(s)}


def _told(dossier: Dossier, rows: set[int]) -> tuple[set[str], set[str]]:
    """What could name bytes in the rows to be sealed, and in all others."""
    told, left, found = set[str](), set[str](), set[int]()
    for entry in dossier.journal.entries():
        if entry.seq in rows:
            found.add(entry.seq)
            if entry.type in _STAYS:
                raise Refused(
                    f"entry {entry.seq} cannot be sealed", why=f"{entry.type.replace('_', ' ')} says nothing of anybody"
                )
        if entry.payload is not None:
            (told if entry.seq in rows else left).update(objects_in(entry.payload))
    if not rows or rows - found:
        raise Refused("there is no such entry in the journal", why="nothing was sealed")
    if rows <= set(holes(dossier)):
        raise Refused("this is sealed already", why="nothing of it is left to destroy")
    return told, left


def _claims_of(payload: Mapping[str, Any], exhibits: set[str]) -> Iterator[str]:
    """The claims that a decision or a link says to be in one of these exhibits."""
    pairs = [(payload.get("claim"), payload.get("anchor"))]
    pairs += [(r.get("claim"), r.get("anchor")) for r in payload.get("related", ()) if isinstance(r, Mapping)]
    with suppress(TypeError):
        pairs += zip(payload.get("claims", ()), payload.get("anchors", ()), strict=False)
    for claim, anchor in pairs:
        if isinstance(claim, str) and isinstance(anchor, Mapping) and anchor.get("exhibit") in exhibits:
            yield claim


def _doom(dossier: Dossier, name: str) -> None:
    dossier.store.execute("INSERT INTO doomed VALUES (?) ON CONFLICT (object) DO NOTHING", (name,))
