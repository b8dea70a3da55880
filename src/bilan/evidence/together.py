"""Facts that several people tell at the same moment share one wait for the disk.

Each of them is acknowledged only when it is on disk, as if it was alone. Whoever comes while another is writing waits;
then one of those who waited writes for all of them, in one transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bilan.evidence.records import Entry
from bilan.model.errors import BilanError

Write = Callable[[str, Mapping[str, Any], datetime | None], Entry]


@dataclass(slots=True, eq=False)
class _Told:
    """A fact on its way. When it is done, it has become an entry or an error."""

    type: str
    payload: Mapping[str, Any]
    at: datetime | None
    entry: Entry | None = None
    error: BilanError | None = None

    @property
    def is_done(self) -> bool:
        return self.entry is not None or self.error is not None


class Together:
    """`write` appends one fact inside a transaction; `transaction` is one of the database."""

    def __init__(self, write: Write, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._write = write
        self._transaction = transaction
        self._guard = threading.Lock()
        self._waiting: list[_Told] = []
        self._writing = threading.Lock()

    def append(self, type: str, payload: Mapping[str, Any], at: datetime | None) -> Entry:
        """Record one fact; it is on disk when this returns."""
        mine = _Told(type, payload, at)
        with self._guard:
            self._waiting.append(mine)
        with self._writing:
            if not mine.is_done:
                self._write_for_all()
        if mine.error is not None:
            raise mine.error
        assert mine.entry is not None
        return mine.entry

    def _write_for_all(self) -> None:
        with self._guard:
            batch, self._waiting = self._waiting, []
        try:
            try:
                self._write_in_one(batch)
            except BilanError:  # one of them is wrong, and none was recorded: each by itself, then
                for told in batch:
                    try:
                        self._write_in_one([told])
                    except BilanError as error:
                        told.error = error
        finally:  # interrupted: whoever waits is written by the next
            with self._guard:
                self._waiting = [told for told in batch if not told.is_done] + self._waiting

    def _write_in_one(self, batch: list[_Told]) -> None:
        with self._transaction():
            entries = [self._write(told.type, told.payload, told.at) for told in batch]
        for told, entry in zip(batch, entries, strict=True):
            told.entry = entry
