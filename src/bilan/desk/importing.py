"""Importing a table of the field: evidence first, then its claims; what cannot be read is told cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.claims.tables import RowError, TableReading, read_rows
from bilan.desk.adding import add_and_read
from bilan.desk.person import Person
from bilan.evidence import Dossier
from bilan.exchange.mapping import Mapping as TableMapping
from bilan.exchange.mapping import required_columns
from bilan.intake.peeking import peek
from bilan.model.errors import UnreadableExhibit, WrongUse
from bilan.model.ids import ExhibitId


@dataclass(frozen=True, slots=True)
class Import:
    """What came in, or would come in.

    rows      the rows of the table; read: those without an error
    claims    how many claims each rule of the mapping makes, by the rule's name
    held      counts that stay cells of the exhibit because nothing follows from them for certain, by the rule's name
    errors    every cell that could not be read
    absent    columns that the mapping would read and that the table lacks
    unread    columns that the format does not know: kept in the exhibit, never exported
    exhibit   None: a dry run
    """

    rows: int
    read: int
    claims: Mapping[str, int]
    held: Mapping[str, int]
    errors: tuple[RowError, ...]
    absent: tuple[str, ...]
    unread: tuple[str, ...]
    exhibit: ExhibitId | None = None
    is_new: bool = False


def rehearse_import(path: Path, mapping: TableMapping) -> Import:
    """What an import of this file would bring. Nothing is written."""
    seen = peek(path)
    table = mapping.table_for(path.name, seen.columns)
    if table is None:
        raise _not_described(path.name, mapping)
    return _told(table, read_rows(seen.text, table))


def import_table(
    dossier: Dossier,
    path: Path,
    mapping: TableMapping,
    *,
    person: Person,
    progress: Callable[[int, int, str], None] | None = None,
) -> Import:
    """Keep a table as an exhibit with its mapping; its claims follow from both."""
    if not path.is_file():
        raise WrongUse(f"there is no file {path}", advice="name a table, one incident a row")
    added, readings = add_and_read(dossier, [path], person=person, mapping=mapping, progress=progress)
    exhibit = next(iter(added.exhibits), None)
    if exhibit is None or exhibit not in readings:
        reason = added.failures[0].reason if added.failures else "it holds no table"
        raise UnreadableExhibit(f"{path.name} is kept, but not read: {reason}")
    return _told(dossier.mappings()[exhibit], readings[exhibit], exhibit, is_new=exhibit in added.new)


def _told(
    table: Mapping[str, Any], reading: TableReading, exhibit: ExhibitId | None = None, is_new: bool = True
) -> Import:
    holds = table.get("holds") or reading.columns
    used = required_columns({**table, "absent_is_empty": False})
    return Import(
        rows=reading.rows,
        read=reading.rows - len({e.row for e in reading.errors}),
        claims=Counter(o.rule.name for o in reading.origins),
        held=Counter(o.rule.name for o in reading.held),
        errors=reading.errors,
        absent=tuple(sorted(used - set(reading.columns))),
        unread=tuple(c for c in reading.columns if c not in holds),
        exhibit=exhibit,
        is_new=is_new,
    )


def _not_described(name: str, mapping: TableMapping) -> WrongUse:
    return WrongUse(
        f"{name} is not a table that {mapping.name} describes",
        why="no claim could be read from it",
        advice="say another format, or describe its columns in a --mapping",
    )
