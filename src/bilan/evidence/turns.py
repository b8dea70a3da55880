"""How the threads of one program share a dossier's database: one at a time, each transaction whole."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from bilan.evidence.store import Row, inserting


class TakesTurns(ABC):
    """What every database of a dossier does alike. `writing`, `reading`: the statements that begin a transaction.

    See `bilan.evidence.store.Store` for what the methods promise.
    """

    writing: str
    reading: str

    def __init__(self) -> None:
        self._turn = threading.RLock()
        self.turns = 0
        self._writer: int | None = None

    @property
    @abstractmethod
    def in_transaction(self) -> bool: ...

    @abstractmethod
    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]: ...

    @abstractmethod
    def _until_the_end(self, begin: str) -> AbstractContextManager[None]:
        """Begin with this statement; COMMIT at the end, ROLLBACK and raise again where something goes wrong."""

    @property
    def is_mine(self) -> bool:
        return self._writer == threading.get_ident()

    def put(self, table: str, row: Sequence[Any]) -> None:
        self.execute(inserting(table, replace=True), row)

    def put_new(self, table: str, row: Sequence[Any]) -> None:
        self.execute(inserting(table, replace=False), row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._turn:
            if self.in_transaction:
                yield
                return
            self.turns += 1
            self._writer = threading.get_ident()
            try:
                with self._until_the_end(self.writing):
                    yield
            finally:
                self._writer = None

    @contextmanager
    def looking(self) -> Iterator[None]:
        with self._turn:
            if self.in_transaction:
                yield
                return
            with self._until_the_end(self.reading):
                yield
