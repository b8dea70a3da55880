"""The places in which a dossier may be kept. A test that asks for `begin` runs on each of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bilan.evidence import Dossier, Settings

Begin = Callable[..., Dossier]
_schemas = itertools.count()


def place(kind: str, request: pytest.FixtureRequest) -> Settings | None:
    """A new place of this kind."""
    number = next(_schemas)
    if kind == "SQLite":
        return None
    if kind == "objects":
        return Settings(vault=f"memory://vault-{number}")
    address = request.getfixturevalue("database")
    return Settings(
        postgresql=address, schema=f"dossier_{number}", vault=f"memory://pg-{number}" if kind == "both" else None
    )


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def begin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Begin]:
    """Begin a dossier (`begin()`, `begin("another")`), on SQLite and on PostgreSQL in turn."""
    with ExitStack() as stack:

        def beginning(name: str = "d", **more: Any) -> Dossier:
            settings = place(request.param, request)
            return stack.enter_context(Dossier.create(tmp_path / name, settings, **more))

        yield beginning
