"""Journal rows laid open: what a row told and the salt it was committed with, for whoever may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bilan.evidence.commitment import commitment
from bilan.evidence.records import Row
from bilan.evidence.store import Store
from bilan.model.errors import BrokenDossier

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """A row with its payload (canonical JSON) and salt, by which anybody can check its commitment. None: sealed."""

    row: Row
    body: bytes | None
    salt: bytes | None

    @property
    def payload(self) -> dict[str, Any] | None:
        return None if self.body is None else dict(json.loads(self.body))


def laid_open(store: Store, seqs: Sequence[int]) -> Iterator[Opened]:
    """These rows, in order of their numbers."""
    wanted = sorted(set(seqs))
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        yield from _found(store, f"j.seq IN ({', '.join('?' * len(some))})", some)


def rows_of(store: Store, *types: str) -> Iterator[Opened]:
    """The rows of these types, in order; the others are not read."""
    after = 0
    while True:
        kinds = ", ".join("?" * len(types))
        some = list(_found(store, f"j.type IN ({kinds}) AND j.seq > ?", [*types, after], limit=True))
        yield from some
        if not some:
            return
        after = some[-1].row.seq


def newest_of_others(store: Store, *types: str) -> str | None:
    """The time of the newest row that is of none of these types."""
    rows = store.execute(
        f"SELECT time FROM journal WHERE type NOT IN ({', '.join('?' * len(types))}) ORDER BY seq DESC LIMIT 1", types
    )
    return str(rows[0][0]) if rows else None


def _found(store: Store, where: str, values: Sequence[Any], *, limit: bool = False) -> Iterator[Opened]:
    rows = store.execute(
        "SELECT j.seq, j.type, j.time, j.commitment, p.body, p.salt FROM journal j "
        f"LEFT JOIN payload p ON p.seq = j.seq WHERE {where} ORDER BY j.seq" + (f" LIMIT {_AT_ONCE}" if limit else ""),
        values,
    )
    for seq, type, time, committed, body, salt in rows:
        if body is None or salt is None:
            yield Opened(Row(seq, type, time, committed), None, None)
            continue
        if commitment(seq, type, time, bytes(body), bytes(salt)) != committed:
            raise BrokenDossier(
                f"row {seq} of the journal does not hold what it committed itself to",
                why="somebody or something changed it",
                advice="restore the dossier from a backup",
            )
        yield Opened(Row(seq, type, time, committed), bytes(body), bytes(salt))
