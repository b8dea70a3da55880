"""Incidents that may have been entered twice under two codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bilan.lint.record import Record, Tables
from bilan.lint.rulebook import Fact, Hit, needs, rule


def _has_place(tables: Tables) -> str | None:
    if (tables.has("lat") and tables.has("lon")) or tables.has("place"):
        return None if tables.counts else "there is no column with a count"
    return "the table has neither coordinates nor a place"


@rule("possible-duplicate", needs("date"), _has_place)
def possible_duplicate(tables: Tables) -> Iterator[Hit | None]:
    """One case for each day, place and set of numbers; the finding stands at the second record."""
    alike: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in tables.records:
        where = record.point or record.words("place").casefold()
        numbers = tuple((c.low, c.best, c.high) for c in record.counts)
        someone = any(n for c in record.counts for n in (c.low, c.best, c.high))
        if "date" in record.days and where and someone:
            alike[record.days["date"], record.days.get("date_end"), where, numbers].append(record)
    for records in alike.values():
        codes = tuple(dict.fromkeys(r.name for r in records))
        rows = tuple(r.row for r in records)
        columns = [m for m in ("date", "lat", "lon", "place") if records[0].words(m)]
        values = {c.column: c.words for c in map(records[0].cell, columns) if c.column}
        facts: dict[str, Fact] = {"codes": codes, "rows": rows, "day": records[0].days["date"]}
        yield Hit(records[1], values, facts) if len(records) > 1 else None
