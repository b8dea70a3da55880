"""Where a dossier keeps its journal and its vault: in its own folder, unless `dossier.toml` in it says otherwise.

[journal]
postgresql = "postgresql:///commission?host=/run/postgresql"
schema = "mosul_2017"

[vault]
url = "s3://evidence/mosul_2017"
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.evidence.sqlite_store import SqliteStore
from bilan.evidence.storage import Storage, storage_at, write_whole
from bilan.evidence.store import Store
from bilan.model.errors import WrongUse

JOURNAL_FILE = "journal.sqlite"
SETTINGS_FILE = "dossier.toml"
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a dossier's folder says of places outside it.

    postgresql  the address of the database that keeps the journal; None: `journal.sqlite` in the folder.
                It holds no password: libpq finds that in PGPASSFILE, a service file, or the system's own users
    schema      the schema in that database, one for each dossier
    vault       an fsspec address; None: the folder `vault`
    """

    postgresql: str | None = None
    schema: str = "bilan"
    vault: str | None = None

    def check(self) -> None:
        """Refuse what cannot be meant."""
        if self.postgresql is not None and not re.match(r"postgres(ql)?://", self.postgresql):
            raise WrongUse(
                "the address of the journal is not one of PostgreSQL",
                advice="write it as postgresql://user@host/database",
            )
        if not _SCHEMA.fullmatch(self.schema) or self.schema.startswith("pg_"):
            raise WrongUse(
                f"{self.schema!r} cannot name the schema of a dossier",
                advice="use lower-case letters, digits and _, beginning with a letter: mosul_2017",
            )
        if self.vault is not None and not re.match(r"[a-z][a-z0-9+.-]*://", self.vault):
            raise WrongUse(f"{self.vault!r} is no address of a vault", advice="write it as s3://bucket/folder")

    def write(self, path: Path) -> None:
        """Put them into the folder of a dossier."""
        lines = []
        if self.postgresql:
            lines += ["[journal]", f"postgresql = {json.dumps(self.postgresql)}", f'schema = "{self.schema}"']
        if self.vault:
            lines += ["[vault]", f"url = {json.dumps(self.vault)}"]
        if lines:
            write_whole(path / SETTINGS_FILE, "\n".join([*lines, ""]).encode(), 0o600)

    def open_store(self, path: Path) -> Store:
        """The database of the dossier in this folder."""
        if self.postgresql is None:
            return SqliteStore.open(path / JOURNAL_FILE)
        from bilan.evidence.postgresql_store import PostgresqlStore

        return PostgresqlStore.open(self.postgresql, self.schema)

    def open_storage(self, path: Path) -> Storage:
        """The storage of its vault."""
        return storage_at(path, self.vault)


def is_dossier(path: Path) -> bool:
    """Whether this folder is one of a dossier."""
    return any((path / name).is_file() for name in (JOURNAL_FILE, SETTINGS_FILE))


def read_settings(path: Path) -> Settings:
    """The settings in this folder; without a file, everything lies in it."""
    file = path / SETTINGS_FILE
    if not file.is_file():
        return Settings()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        journal, vault = content.pop("journal", {}), content.pop("vault", {})
        known = Settings(
            _text(journal.pop("postgresql", None)),
            _text(journal.pop("schema", None)) or "bilan",
            _text(vault.pop("url", None)),
        )
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise WrongUse(f"{file} cannot be understood: {error}", advice="see docs/howto/keep-evidence.md") from error
    if unknown := sorted([*content, *journal, *vault]):
        raise WrongUse(f"{file} says what nobody knows: {', '.join(unknown)}", advice="see docs/howto/keep-evidence.md")
    known.check()
    return known


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"words were expected, not {value!r}")
    return value
