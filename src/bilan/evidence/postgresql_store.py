"""A dossier's database as a schema of PostgreSQL: for a commission whose people write from several machines."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from bilan.evidence.schema import APPLICATION_ID, POSTGRESQL_FACTS, PROJECTIONS
from bilan.evidence.store import BusyDossier, Row, tables
from bilan.evidence.turns import TakesTurns
from bilan.model.errors import BilanError, BrokenDossier

if TYPE_CHECKING:
    import psycopg

WAIT_SECONDS = 30
_ESCAPE, _NUL = (
    "\x1a",
    "\x00",
)  # PostgreSQL's text knows no NUL: it is written as escape and 0, an escape as escape and 1


class PostgresqlStore(TakesTurns):
    """The tables of a dossier in a schema of their own. Writers queue at one advisory lock; readers never wait."""

    kind = "PostgreSQL"
    reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, db: psycopg.Connection, schema: str) -> None:
        super().__init__()
        self._db = db
        self._schema = schema
        self.writing = f"BEGIN; SELECT pg_advisory_xact_lock({APPLICATION_ID}, {_signed(zlib.crc32(schema.encode()))})"

    @classmethod
    def open(cls, address: str, schema: str, *, wait: float = WAIT_SECONDS) -> Self:
        """The schema in this database. `address`: postgresql://user@host/database, without a password."""
        try:
            import psycopg
        except ImportError as error:
            raise BilanError(
                f"this dossier is kept in PostgreSQL, and what speaks to it is not installed ({error})",
                why="it cannot be opened",
                advice="install it: pip install 'bilan[postgresql]'",
            ) from error
        try:
            db = psycopg.connect(address, autocommit=True, application_name="bilan", connect_timeout=10)
        except psycopg.Error as error:
            raise BilanError(
                f"the database of this dossier cannot be reached: {_first_line(error)}",
                why="it cannot be opened",
                advice="check its address in dossier.toml, and that the server runs and knows you",
            ) from error
        store = cls(db, schema)
        try:
            # Commits are on disk before they are acknowledged, whatever the server's defaults are.
            store.execute("SET synchronous_commit TO on")
            store.execute(f'SET search_path TO "{schema}"')
            store.execute(f"SET lock_timeout TO {int(wait * 1000)}")
        except BaseException:
            db.close()
            raise
        return store

    @property
    def in_transaction(self) -> bool:
        return bool(self._db.info.transaction_status)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._turn, _told_plainly():
            cursor = self._db.execute(_placeholders(sql), [_escaped(v) for v in values] if values else None)
            if not sql.startswith(("SELECT", "SHOW")):
                return []  # nothing to wait for: inside a transaction the answer comes with the next that is waited for
            return [tuple(map(_unescaped, row)) for row in cursor.fetchall()]

    @contextmanager
    def _until_the_end(self, begin: str) -> Iterator[None]:
        try:
            self.execute(begin)
            with _told_plainly(), self._db.pipeline():  # one way to the server and back for many statements
                yield
                self.execute("COMMIT")
        except BaseException:
            with suppress(BilanError):  # what went wrong first is what is told
                if self.in_transaction:
                    self.execute("ROLLBACK")
            raise

    def numbers(self) -> tuple[int, int] | None:
        if self.execute("SELECT to_regclass(?)", (f'"{self._schema}".dossier_format',)) == [(None,)]:
            return None
        rows = self.execute("SELECT format, projection FROM dossier_format")
        return (int(rows[0][0]), int(rows[0][1])) if rows else None

    def begin(self) -> None:
        if not self.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (self._schema,)):
            self.execute(f'CREATE SCHEMA "{self._schema}"')
        for statement in _statements(POSTGRESQL_FACTS.replace("@.", f'"{self._schema}".')):
            self.execute(statement)

    def make_projections(self) -> None:
        for table in tables():
            self.execute(f'DROP TABLE IF EXISTS "{table}"')
        for statement in _statements(_in_postgresql(PROJECTIONS)):
            self.execute(statement)

    def projection_tables(self) -> set[str]:
        there = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = ?", (self._schema,))
        return {name for (name,) in there} & set(tables())

    def scrub(self, *tables: str) -> None:
        """Rewrite the tables. The server's write-ahead log forgets in its own time."""
        for table in tables:
            self.execute(f'VACUUM (FULL) "{table}"')
        with suppress(BilanError):  # only a superuser may; else the server does it within minutes
            self.execute("CHECKPOINT")

    def faults(self) -> list[str]:
        wanted = ("fsync", "full_page_writes", "synchronous_commit")
        return [
            f"the server runs with {name} {said}: what it acknowledged may be lost when the power fails"
            for name in wanted
            for ((said,),) in [self.execute(f"SHOW {name}")]
            if said == "off"
        ]

    def close(self) -> None:
        self._db.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say in our words what PostgreSQL says in its own."""
    import psycopg

    try:
        yield
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
        raise BusyDossier.now() from error
    except psycopg.errors.DiskFull as error:
        raise BilanError(
            "the dossier cannot be written: the disk of its database is full",
            why="nothing was recorded",
            advice="make room there and do it again",
        ) from error
    except (psycopg.errors.IntegrityError, psycopg.errors.UndefinedTable) as error:
        raise BrokenDossier(
            f"the journal refuses this: {_first_line(error)}",
            why="nothing was recorded",
            advice="restore the dossier from a backup",
        ) from error
    except psycopg.Error as error:
        raise BilanError(
            f"the database of this dossier does not do what is asked: {_first_line(error)}",
            why="nothing was recorded",
            advice="look after the server, and do it again",
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@cache
def _placeholders(sql: str) -> Any:
    """`?` as psycopg writes it. No statement of ours holds a question mark or a percent sign of its own.

    >>> _placeholders("SELECT a FROM b WHERE c = ?")
    'SELECT a FROM b WHERE c = %s'
    """
    return sql.replace("?", "%s")


def _statements(script: str) -> list[str]:
    """The statements of a script, one by one; each begins a line with CREATE."""
    return [found for found in re.split(r"(?m)^(?=CREATE )", script) if found.strip()]


def _in_postgresql(script: str) -> str:
    """Tables as PostgreSQL makes them: whole numbers of 64 bits, text in the order of its code points."""
    script = re.sub(r"\bINTEGER\b", "BIGINT", script)
    return re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', script)


def _escaped(value: Any) -> Any:
    if isinstance(value, str) and (_NUL in value or _ESCAPE in value):
        return value.replace(_ESCAPE, _ESCAPE + "1").replace(_NUL, _ESCAPE + "0")
    return value


def _unescaped(value: Any) -> Any:
    if isinstance(value, str) and _ESCAPE in value:
        return value.replace(_ESCAPE + "0", _NUL).replace(_ESCAPE + "1", _ESCAPE)
    return value


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
