"""Killed civilians in all, each incident once, and what comes of adding them up by belligerent.

Recorders publish one row an incident. Who sums a table that has one row for each belligerent of an incident, or one
incident under each of its names, counts the same dead again. Both sums are told; the first is the one to publish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from bilan.lint.findings import Total
from bilan.lint.layout import CountRule
from bilan.lint.record import Record, Tables
from bilan.model.vocab import Harm


def headline(tables: Tables) -> CountRule | None:
    """The count that a table is summed by: its first one of killed that is part of no other."""
    return headline_of(tables.counts)


def headline_of(counts: Sequence[CountRule]) -> CountRule | None:
    """The same, of the counts of which a table has a column."""
    have = {r.name for r in counts}
    return next((r for r in counts if r.harm is Harm.KILLED and r.part_of not in have), None)


def totals(tables: Tables) -> dict[str, Total]:
    """The sums of minima and maxima; an empty cell adds nothing."""
    rule = headline(tables)
    if rule is None:
        return {}
    found = {"each_once": _summed(tables, rule, lambda r: 1)}
    names = tables.layout.belligerents
    if names and not names.sides and set(names.columns) & tables.columns:
        found["by_belligerent_name"] = _summed(tables, rule, lambda r: max(1, len(r.belligerents)))
    if tables.attributions is not None:
        rows = Counter(row.incident.words for row in tables.attributions)
        found["by_belligerent_row"] = _summed(tables, rule, lambda r: max(1, rows[tables.key(r, "attributions")]))
    return found


def _summed(tables: Tables, rule: CountRule, times: Callable[[Record], int]) -> Total:
    lows, highs = [], []
    for record in tables.records:
        count = next(c for c in record.counts if c.rule is rule)
        if count.low is not None:
            lows.append(count.low * times(record))
        if count.high is not None:
            highs.append(count.high * times(record))
    return Total(sum(lows, Decimal(0)) if lows else None, sum(highs, Decimal(0)) if highs else None)
