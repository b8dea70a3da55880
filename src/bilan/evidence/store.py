"""The seam between the journal and the database that keeps it: a folder's SQLite file, or a schema of PostgreSQL.

Statements are written once, in the SQL that both understand, with `?` for a value. What differs (how a table is made,
how a row is replaced, how a writer waits for another, how freed bytes are destroyed) is behind these methods.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from bilan.evidence.schema import PROJECTIONS
from bilan.model.errors import BilanError

Row = tuple[Any, ...]


class BusyDossier(BilanError):
    """Somebody else is writing to the dossier, and did not finish in time."""

    @classmethod
    def now(cls) -> BusyDossier:
        return cls(
            "another process is writing to this dossier",
            why="nothing was recorded",
            advice="wait until it is done and try again",
        )


class Store(Protocol):
    """A database that keeps one dossier: its facts, and the projections that follow from them.

    Every method says what goes wrong in our words (`BilanError`), never in the database's own.
    """

    @property
    def kind(self) -> str:
        """SQLite or PostgreSQL."""
        ...

    turns: int
    """How many transactions were begun to write: while it stays the same, nobody else has written."""

    @property
    def in_transaction(self) -> bool: ...

    @property
    def is_mine(self) -> bool:
        """Whether the transaction that writes now was begun by this very thread."""
        ...

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement; the rows that it gives, if any."""
        ...

    def put(self, table: str, row: Sequence[Any]) -> None:
        """Write a row of a projection, in the place of the one with the same key."""
        ...

    def put_new(self, table: str, row: Sequence[Any]) -> None:
        """Write a row of a projection, unless there is one with the same key."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, after every other writer. Inside another one it is part of it."""
        ...

    def looking(self) -> AbstractContextManager[None]:
        """Read one state of the dossier, whatever others write meanwhile; nobody waits for it."""
        ...

    def numbers(self) -> tuple[int, int] | None:
        """The format of the facts and of the projections; None: nothing was begun here."""
        ...

    def begin(self) -> None:
        """Make the tables of the facts that are not there yet, with the triggers that guard them."""
        ...

    def make_projections(self) -> None:
        """Make the tables of the projections anew, empty."""
        ...

    def projection_tables(self) -> set[str]:
        """The projections that have a table."""
        ...

    def scrub(self, *tables: str) -> None:
        """Overwrite what was deleted from these tables, as far as the database can: its files hold it no more."""
        ...

    def faults(self) -> list[str]:
        """What is wrong with the database itself, or with how it is set up to keep what it acknowledges."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the projections: the names of its columns, and those that tell its rows apart."""

    columns: tuple[str, ...]
    key: tuple[str, ...]


@cache
def tables() -> dict[str, Table]:
    """The projections, in the order in which the schema makes them."""
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(PROJECTIONS)
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
        found = {}
        for name in names:
            info = db.execute(f"PRAGMA table_info({name})").fetchall()
            key = sorted((place, column) for _, column, _, _, _, place in info if place)
            found[name] = Table(tuple(row[1] for row in info), tuple(column for _, column in key))
    finally:
        db.close()
    return found


@cache
def inserting(table: str, *, replace: bool) -> str:
    """The statement that writes a row of a projection: in the place of the one with its key, or only if there is none.

    >>> inserting("link", replace=True)
    'INSERT INTO "link" VALUES (?, ?, ?) ON CONFLICT ("a", "b") DO UPDATE SET "seq" = excluded."seq"'
    """
    known = tables()[table]
    places = ", ".join("?" * len(known.columns))
    others = [c for c in known.columns if c not in known.key]
    rest = ", ".join(f'"{c}" = excluded."{c}"' for c in others)
    todo = f"DO UPDATE SET {rest}" if replace and others else "DO NOTHING"
    key = ", ".join(f'"{c}"' for c in known.key)
    return f'INSERT INTO "{table}" VALUES ({places}) ON CONFLICT ({key}) {todo}'
