"""A dossier's database as one file: SQLite, in WAL mode, each commit on disk before it is acknowledged."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from bilan.evidence.schema import APPLICATION_ID, FACTS, PROJECTIONS
from bilan.evidence.store import BusyDossier, Row, tables
from bilan.evidence.turns import TakesTurns
from bilan.model.errors import BilanError, BrokenDossier

WAIT_SECONDS = 30.0


class SqliteStore(TakesTurns):
    """The tables of a dossier in a file. Its threads take turns; other processes wait for each other."""

    kind = "SQLite"
    writing, reading = "BEGIN IMMEDIATE", "BEGIN"

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__()
        self._db = db

    @classmethod
    def open(cls, file: Path, *, wait: float = WAIT_SECONDS) -> Self:
        """The database in this file, begun there if the folder can be written."""
        with _told_plainly():
            return cls(_connect(file, wait) if os.access(file.parent, os.W_OK) else _connect_to_read(file))

    @classmethod
    def scratch(cls) -> Self:
        """Tables that nobody else sees and that are gone when they are closed (a temporary file, not memory)."""
        return cls(sqlite3.connect("", isolation_level=None, check_same_thread=False))

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._turn, _told_plainly():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _until_the_end(self, begin: str) -> Iterator[None]:
        self.execute(begin)
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:
                with suppress(BilanError):  # what went wrong first is what is told
                    self.execute("ROLLBACK")
            raise

    def numbers(self) -> tuple[int, int] | None:
        if not self.execute("SELECT 1 FROM sqlite_master WHERE name = 'dossier_format'"):
            return None
        rows = self.execute("SELECT format, projection FROM dossier_format")
        return (int(rows[0][0]), int(rows[0][1])) if rows else None

    def begin(self) -> None:
        for statement in _statements(FACTS):
            self.execute(statement)
        self.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def make_projections(self) -> None:
        for table in tables():
            self.execute(f'DROP TABLE IF EXISTS "{table}"')
        for statement in _statements(PROJECTIONS):
            self.execute(statement)

    def projection_tables(self) -> set[str]:
        there = {name for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return there & set(tables())

    def scrub(self, *tables: str) -> None:
        """`secure_delete` has overwritten the freed pages; the write-ahead log is taken in and cut to nothing."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            ((busy, _, _),) = self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if not busy:
                return
            if time.monotonic() > deadline:
                raise BusyDossier(
                    "another process is reading this dossier",
                    why="what was destroyed may still stand in journal.sqlite-wal",
                    advice="end that process and run: bilan doctor DIR",
                )
            time.sleep(0.05)

    def faults(self) -> list[str]:
        return [
            f"journal.sqlite is damaged: {said}" for (said,) in self.execute("PRAGMA quick_check(5)") if said != "ok"
        ]

    def close(self) -> None:
        self._db.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say in our words what SQLite says in its own."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _cannot(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise BrokenDossier(
            f"the journal refuses this: {error}", why="nothing was recorded", advice="restore the dossier from a backup"
        ) from error


def _cannot(said: str) -> BilanError:
    if "locked" in said or "busy" in said:
        return BusyDossier.now()
    advice = ""
    if "full" in said:
        said, advice = "its disk is full", "make room on the disk of the dossier and do it again"
    elif "readonly" in said:
        said, advice = "its folder may only be read", "copy the dossier to a place where you may write"
    elif "I/O" in said or "unable to open" in said:
        advice = "look after the disk of the dossier: it may be full, gone or failing"
    return BilanError(f"the dossier cannot be written: {said}", why="nothing was recorded", advice=advice)


def _connect(file: Path, wait: float) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            db.execute(f"PRAGMA {pragma}")
        _switch_to_wal(db, time.monotonic() + wait)
    except BaseException:
        db.close()
        raise
    return db


def _connect_to_read(file: Path) -> sqlite3.Connection:
    """A dossier in a folder that may not be written (an archive, a lent disk) can be read and asked all the same."""
    unfinished = file.with_name(file.name + "-wal")
    if unfinished.is_file() and unfinished.stat().st_size:
        raise BrokenDossier(
            "this dossier was not closed, and its folder may not be written",
            why="its newest facts cannot be read here",
            advice="copy the folder to a place where you may write, and open the copy",
        )
    where = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)


def _switch_to_wal(db: sqlite3.Connection, deadline: float) -> None:
    """SQLite does not wait by itself when two processes begin the same dossier at once."""
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _statements(script: str) -> list[str]:
    """The statements of a script, one by one (`executescript` would commit the transaction)."""
    found, held = [], ""
    for line in script.splitlines():
        held += line + "\n"
        if sqlite3.complete_statement(held):
            found.append(held.strip())
            held = ""
    return found
