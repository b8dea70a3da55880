"""Fixity: are the bytes still those that were received? Looked at on a schedule, and recorded that somebody looked."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bilan.evidence.journal import stamp
from bilan.evidence.kept import kept_by
from bilan.model.errors import BilanError, WrongUse

if TYPE_CHECKING:
    from bilan.evidence.dossier import Dossier

LOST = "the vault lacks what it brought"
CHANGED = "the bytes that it brought are no longer those that were received"
_AT_ONCE = 500  # objects, then it is recorded: what was looked at before an interruption counts

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Audit:
    """What an audit found.

    due      the objects whose turn it was
    checked  those that were read again; bytes: how many they hold
    broken   the number of the fact that brought an object, and what is wrong with it
    """

    due: int = 0
    checked: int = 0
    size: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Held:
    """An object of the vault: the fact that brought it, its name, and when it was last looked at (None: never)."""

    row: int
    sha: str
    seen: str | None


def held(dossier: Dossier) -> Iterator[Held]:
    """Everything that the vault should hold, in the order in which it came; each once."""
    seen: dict[int, str] = {int(row): str(time) for row, time in dossier.store.execute("SELECT hold, time FROM fixity")}
    told: set[str] = set()
    for entry in dossier.journal.entries():
        sha = kept_by(entry)
        if sha is not None and sha not in told:
            told.add(sha)
            yield Held(entry.seq, sha, seen.get(entry.seq))


def audit(
    dossier: Dossier,
    *,
    by: str,
    sample: int | None = None,
    older_than: timedelta | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Hash objects of the vault again and record, batch by batch, which were looked at and what was wrong.

    `older_than`: only those that nobody looked at for so long; after an interruption the same command goes on where it
    was. `sample`: so many of them, picked by chance.
    """
    if sample is not None and sample < 1:
        raise WrongUse("a sample has at least one object")
    due = list(held(dossier))
    if older_than is not None:
        before = stamp(dossier.journal.clock() - older_than)
        due = [h for h in due if h.seen is None or h.seen < before]
    due.sort(key=lambda h: (h.seen or "", h.row))
    if sample is not None and sample < len(due):
        due = sorted(secrets.SystemRandom().sample(due, sample), key=lambda h: h.row)
    found = Audit(due=len(due))
    for start in range(0, len(due), _AT_ONCE):
        _look(dossier, due[start : start + _AT_ONCE], found, by, progress)
    if progress and due:
        progress(len(due), len(due), "")
    return found


def _look(dossier: Dossier, some: list[Held], found: Audit, by: str, progress: Progress | None) -> None:
    """One batch, and its entry in the journal; where the dossier may only be read, nothing is recorded."""
    rows: list[int] = []
    broken: list[tuple[int, str]] = []
    size = 0
    try:
        for held in some:
            if progress:
                progress(found.checked + len(rows), found.due, held.sha[:16])
            try:
                dossier.vault.open(held.sha, verify=True).close()
                size += dossier.vault.size(held.sha)
            except BilanError:  # told without its hash: the entry outlives a seal
                lost = not dossier.vault.holds(held.sha)
                broken.append((held.row, LOST if lost else CHANGED))
            rows.append(held.row)
    finally:
        found.checked += len(rows)
        found.size += size
        found.broken += broken
        if rows and dossier.can_be_written:
            dossier.journal.append(
                "fixity_checked",
                {
                    "rows": rows,
                    "bytes": size,
                    "broken": [{"row": row, "reason": reason} for row, reason in broken],
                    "by": by,
                },
            )
