"""Running totals: the dead do not become fewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bilan.lint.layout import Running
from bilan.lint.record import Record, Tables
from bilan.lint.rulebook import Fact, Hit, rule
from bilan.lint.values import day, number


def _has_running(tables: Tables) -> str | None:
    if not tables.layout.running:
        return "the layout names no running total"
    if not any(r.column in tables.columns and r.order in tables.columns for r in tables.layout.running):
        return f"there is no column {', '.join(sorted({r.column for r in tables.layout.running}))}"
    return None


@rule("running-total-falls", _has_running)
def falls(tables: Tables) -> Iterator[Hit | None]:
    """One case for each total that has one before it."""
    for running in tables.layout.running:
        for series in _series(tables, running):
            before: tuple[Record, Decimal] | None = None
            for record, total in series:
                if before is not None:
                    last, was = before
                    values = {
                        running.column: record.line.get(running.column),
                        running.order: record.line.get(running.order),
                    }
                    facts: dict[str, Fact] = {
                        "column": running.column,
                        "was": was,
                        "before": last.line.get(running.order),
                        "total": total,
                        "now": record.line.get(running.order),
                    }
                    yield Hit(record, values, facts) if total < was else None
                before = record, total


def _series(tables: Tables, running: Running) -> Iterator[list[tuple[Record, Decimal]]]:
    """The rows that belong together, in order; a row without its total or its place in the order takes no part."""
    groups: dict[tuple[str, ...], list[tuple[tuple[int, date, Decimal], Record, Decimal]]] = defaultdict(list)
    for record in tables.records:
        total, order = number(record.line.get(running.column)), _order(record, running, tables)
        if total is not None and order is not None:
            groups[tuple(record.line.get(c) for c in running.within)].append((order, record, total))
    for rows in groups.values():
        rows.sort(key=lambda r: (r[0], r[1].row))
        yield [(record, total) for _, record, total in rows]


def _order(record: Record, running: Running, tables: Tables) -> tuple[int, date, Decimal] | None:
    words = record.line.get(running.order)
    found = day(words, tables.layout.date_forms)
    if found is not None:
        return 0, found, Decimal(0)
    n = number(words)
    return (1, date.min, n) if n is not None else None
