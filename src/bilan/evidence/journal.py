"""The journal: an append-only list of facts, each row committing itself to its payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

from bilan.evidence.commitment import canonical_bytes, commitment, read_payload
from bilan.evidence.projections import project
from bilan.evidence.records import Entry, Row
from bilan.evidence.store import Store
from bilan.evidence.together import Together
from bilan.model.errors import BrokenDossier, WrongUse

ENTRY_TYPES = frozenset(
    {
        "dossier_opened",
        "exhibit_received",
        "text_extracted",
        "reading_failed",
        "failure_settled",
        "mapping_recorded",
        "copy_made",
        "item_sealed",
        "fixity_checked",
        "claim_accepted",
        "claim_corrected",
        "claim_rejected",
        "claims_linked",
        "claims_unlinked",
        "model_answered",
        "grade_decided",
        "codebook_adopted",
        "release_made",
        "anchor_requested",
        "anchor_received",
    }
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_PAGE = 500
_ROWS_PAGE = 10_000

Clock = Callable[[], datetime]
Salts = Callable[[], bytes]


def stamp(moment: datetime) -> str:
    """A moment as the journal writes it: UTC, microseconds, always of the same length.

    >>> stamp(datetime(2017, 7, 1, 12, 0, tzinfo=UTC))
    '2017-07-01T12:00:00.000000Z'
    """
    if moment.tzinfo is None:
        raise WrongUse("a moment without its time zone cannot be recorded")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Journal:
    """Facts in the order in which they became known. Never updated, never removed."""

    def __init__(self, store: Store, clock: Clock, salts: Salts) -> None:
        self._store = store
        self._known = (0, 0)
        self._together = Together(self._write, store.transaction)
        self.clock = clock
        self.salts = salts

    def append(self, type: str, payload: Mapping[str, Any], *, at: datetime | None = None) -> Entry:
        """Record one fact, together with what follows from it in the projections: all of it or nothing."""
        if self._store.is_mine:
            return self._write(type, payload, at)
        return self._together.append(type, payload, at)

    def transaction(self) -> AbstractContextManager[None]:
        """Several facts that become known together, or not at all."""
        return self._store.transaction()

    def _write(self, type: str, payload: Mapping[str, Any], at: datetime | None) -> Entry:
        if type not in ENTRY_TYPES:
            raise WrongUse(f"no such kind of fact: {type!r}")
        body, salt = canonical_bytes(payload), self.salts()
        last = self._last()
        time = stamp(at or self.clock())
        entry = Entry(last + 1, type, time, commitment(last + 1, type, time, body, salt), read_payload(body))
        self._store.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (entry.seq, type, time, entry.commitment))
        self._store.execute("INSERT INTO payload VALUES (?, ?, ?)", (entry.seq, body, salt))
        try:
            project(self._store, entry)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise WrongUse(f"this {type} lacks or garbles something: {error!r}", why="nothing was recorded") from error
        self._known = (self._store.turns, entry.seq)
        return entry

    def _last(self) -> int:
        """The newest number, asked for once in a transaction: until its end nobody else can write."""
        turn, seq = self._known
        return seq if turn == self._store.turns else self.newest()

    def entries(self, type: str | None = None) -> Iterator[Entry]:
        """The facts from the first on, each checked against its commitment; one whose bytes changed stops the reading."""
        for entry, _, _ in self.laid_open(type):
            yield entry

    def laid_open(self, type: str | None = None) -> Iterator[tuple[Entry, bytes | None, bytes | None]]:
        """The same, each with the bytes of its payload and its salt (None: sealed)."""
        done = 0
        while rows := self._rows_after(done):
            for seq, kind, time, committed, body, salt in rows:
                if seq != done + 1 or not _TIME.fullmatch(time):
                    raise _broken_after(done)
                done = seq
                if type is None or kind == type:
                    yield Entry(seq, kind, time, committed, _opened(seq, kind, time, committed, body, salt)), body, salt

    def commitments(self, after: int = 0, until: int | None = None) -> Iterator[tuple[int, str]]:
        """(number, commitment) of each row after `after`, up to and with `until`, in order. No payload is read."""
        for row in self.rows(after, until):
            yield row.seq, row.commitment

    def rows(self, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The public part of each row after `after`, up to and with `until`, in order: nothing of what was told."""
        while until is None or after < until:
            found = self._store.execute(
                "SELECT seq, type, time, commitment FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
                (after, _ROWS_PAGE if until is None else min(_ROWS_PAGE, until - after)),
            )
            for number, row in enumerate(found, after + 1):
                if row[0] != number:
                    raise _broken_after(number - 1)
                yield Row(*row)
            if not found:
                return
            after += len(found)

    def _rows_after(self, seq: int) -> list[tuple[Any, ...]]:
        return self._store.execute(
            "SELECT j.seq, j.type, j.time, j.commitment, p.body, p.salt FROM journal j "
            "LEFT JOIN payload p ON p.seq = j.seq WHERE j.seq > ? ORDER BY j.seq LIMIT ?",
            (seq, _PAGE),
        )

    def newest(self) -> int:
        """The number of the newest fact; 0: there is none."""
        return int(self._store.execute("SELECT coalesce(max(seq), 0) FROM journal")[0][0])

    def newest_date(self) -> date | None:
        """The day of the newest fact: the default of every question that depends on the calendar."""
        rows = self._store.execute("SELECT time FROM journal ORDER BY seq DESC LIMIT 1")
        return date.fromisoformat(rows[0][0][:10]) if rows else None

    def __len__(self) -> int:
        return int(self._store.execute("SELECT count(*) FROM journal")[0][0])


def _broken_after(seq: int) -> BrokenDossier:
    return BrokenDossier(
        f"the journal is broken after row {seq}",
        why="a fact is missing",
        advice="restore the dossier from a backup",
    )


def _opened(
    seq: int, kind: str, time: str, committed: str, body: bytes | None, salt: bytes | None
) -> dict[str, Any] | None:
    if body is None or salt is None:
        return None
    if commitment(seq, kind, time, body, salt) != committed:
        raise BrokenDossier(
            f"row {seq} of the journal does not hold what it committed itself to",
            why="somebody or something changed it",
            advice="restore the dossier from a backup",
        )
    try:
        return read_payload(body)
    except ValueError as error:
        raise BrokenDossier(f"row {seq} of the journal cannot be read: {error}") from error
