"""Is the dossier well? Everything that can be checked from inside it, each as one line with its reason."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bilan.evidence.fixity import held
from bilan.evidence.schema import FORMAT, PROJECTION
from bilan.evidence.sealing import sealed_rows
from bilan.evidence.storage import FolderStorage
from bilan.model.errors import BrokenDossier

if TYPE_CHECKING:
    from bilan.evidence.dossier import Dossier

_LITTLE = 500 << 20  # bytes free, under which a dossier should not be worked on

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `ok` False: somebody must act."""

    name: str
    ok: bool
    detail: str


def examine(dossier: Dossier, *, read_vault: bool = True, progress: Progress | None = None) -> list[Check]:
    """All checks, in the order in which a person would make them. Nothing is changed by looking.

    `read_vault`: every kept byte is hashed again, which takes as long as reading it all.
    """
    tell = progress or (lambda done, total, name: None)
    tell(0, 3, "the journal and every kept file")
    problems = dossier.problems(read_vault=read_vault)
    tell(1, 3, "the projections")
    lying = dossier.lying() if not problems else []
    tell(2, 3, "everything around them")
    entries, kept = len(dossier.journal), len(dossier.exhibits())
    return [
        Check("journal and vault", not problems, "; ".join(problems) or _counted(entries, kept, read_vault)),
        Check("projections", not problems and not lying, _said_of_projections(bool(problems), lying)),
        _formats(dossier),
        *_around(dossier),
    ]


_UNKNOWN = "not checked: the journal or the vault must be restored first"


def _around(dossier: Dossier) -> Iterator[Check]:
    faults = dossier.store.faults()
    yield Check("database", not faults, "; ".join(faults) or f"{dossier.store.kind}, sound")
    yield _unless_broken("seals", _seals, dossier)
    yield _disk(dossier.path)
    yield _modes(dossier)
    yield _unless_broken("fixity", _fixity, dossier)
    yield _unless_broken("anchors", _anchors, dossier)


def _unless_broken(name: str, check: Callable[[Dossier], Check], dossier: Dossier) -> Check:
    """A check that reads the journal; where that is broken, nothing can be said."""
    try:
        return check(dossier)
    except BrokenDossier:
        return Check(name, False, _UNKNOWN)


def _counted(entries: int, kept: int, read_vault: bool) -> str:
    said = f"{entries:,} {'entry' if entries == 1 else 'entries'}, {kept:,} {'exhibit' if kept == 1 else 'exhibits'}"
    return said if read_vault else f"{said}; the kept files were not read"


def _said_of_projections(broken: bool, lying: list[str]) -> str:
    if broken:
        return _UNKNOWN
    if lying:
        return f"do not follow from the journal: {', '.join(lying)}"
    return "equal to a rebuild from the journal"


def _formats(dossier: Dossier) -> Check:
    found = dossier.store.numbers()
    said = f"facts {found and found[0]}, projections {found and found[1]}"
    return Check("format", found == (FORMAT, PROJECTION), said)


def _seals(dossier: Dossier) -> Check:
    unfinished = dossier.store.execute("SELECT count(*) FROM doomed")[0][0]
    rows, keys = len(sealed_rows(dossier)), len(dossier.keys.all())
    said = f"{rows} sealed, {keys} kept encrypted"
    return Check(
        "seals",
        not unfinished,
        f"{said}; a seal is not finished: open the dossier where it can be written" if unfinished else said,
    )


def _disk(path: Path) -> Check:
    free = shutil.disk_usage(path).free
    said = "more than 10 GiB free" if free > 10 << 30 else f"{free >> 20:,} MiB free"
    return Check("disk", free >= _LITTLE, said if free >= _LITTLE else f"only {said}: make room")


def _modes(dossier: Dossier) -> Check:
    """Nobody else may look into the folder; nobody may write a kept file."""
    found = []
    if dossier.path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        found.append(f"others may look into the folder (chmod 700 {dossier.path.name})")
    storage = dossier.vault.storage
    if isinstance(storage, FolderStorage):
        writable = sum(bool(storage.path(name).stat().st_mode & 0o222) for name in storage.names())
        if writable:
            found.append(f"{writable} kept files may be written (chmod -R a-w vault/??)")
        left = sum(1 for _ in storage.folder.glob("tmp/incoming-*"))
        if left:
            found.append(f"{left} unfinished files lie in vault/tmp; nothing refers to them, and they can be deleted")
    return Check("modes", True, "; ".join(found) or "private and read-only, as they should be")


def _anchors(dossier: Dossier) -> Check:
    """Stamps of time that were asked for and have not come."""
    from bilan.evidence.anchors.queue import waiting

    pending = waiting(dossier)
    if not pending:
        return Check("anchors", True, "none is waited for")
    asked = dossier.journal.rows(pending[0].seq - 1, pending[0].seq)
    day = next(asked).time[:10]
    said = f"{len(pending)} waited for, the longest since {day}: send the queries with bilan anchor DIR"
    return Check("anchors", True, said)


def _fixity(dossier: Dossier) -> Check:
    """When the kept bytes were last looked at on purpose; what was found broken and not looked at since."""
    broken = dossier.store.execute("SELECT hold, said FROM fixity WHERE said <> '' ORDER BY hold")
    if broken:
        return Check("fixity", False, "; ".join(f"entry {row}: {said}" for row, said in broken[:10]))
    seen = sorted(h.seen for h in held(dossier) if h.seen)
    total = sum(1 for _ in held(dossier))
    if not total:
        return Check("fixity", True, "nothing is kept yet")
    if not seen:
        return Check("fixity", True, "no audit was made yet: bilan fixity DIR")
    return Check("fixity", True, f"{len(seen)} of {total} looked at, the longest ago on {seen[0][:10]}")
