"""Codes and ids by which a record is cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bilan.lint.record import Record, Tables
from bilan.lint.rulebook import Hit, needs, rule


def _has_identity(tables: Tables) -> str | None:
    return None if tables.has("code") or tables.has("id") else "the table has no column for a code or an id"


@rule("empty-id", _has_identity)
def empty(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        lacking = [m for m in ("code", "id") if tables.has(m) and not record.words(m)]
        columns = {tables.layout.columns[m]: "" for m in lacking}
        yield Hit(record, columns, {"columns": tuple(columns)}) if lacking else None


@rule("duplicate-code", needs("code"))
def duplicate_code(tables: Tables) -> Iterator[Hit | None]:
    yield from _duplicates(tables, "code")


@rule("duplicate-id", needs("id"))
def duplicate_id(tables: Tables) -> Iterator[Hit | None]:
    yield from _duplicates(tables, "id")


def _has_beside(tables: Tables) -> str | None:
    if tables.victims is not None or tables.attributions is not None:
        return None
    return "there is no table beside the incidents: give the folder that holds them"


@rule("unknown-incident", _has_beside)
def unknown_incident(tables: Tables) -> Iterator[Hit | None]:
    for table, rows in (("victims", tables.victims), ("attributions", tables.attributions)):
        known = {tables.key(r, table) for r in tables.records}
        for row in rows or ():
            cell = row.incident
            wrong = not cell.words or cell.words not in known
            yield Hit(None, {cell.column: cell.words}, {"id": cell.words}, row.row, table) if wrong else None


def _duplicates(tables: Tables, meaning: str) -> Iterator[Hit | None]:
    """One case for each code; the finding stands at the second record and names every row."""
    bearing: dict[str, list[Record]] = defaultdict(list)
    for record in tables.records:
        if record.words(meaning):
            bearing[record.words(meaning)].append(record)
    for code, records in bearing.items():
        rows = tuple(r.row for r in records)
        column = tables.layout.columns.get(meaning, meaning)
        yield Hit(records[1], {column: code}, {"code": code, "rows": rows}) if len(records) > 1 else None
