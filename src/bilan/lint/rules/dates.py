"""Days that cannot be, and days in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bilan.lint.record import Record, Tables
from bilan.lint.rulebook import Hit, needs, rule

_EPOCH = date(1970, 1, 1)
_EVENT = ("date", "date_end")


@rule("missing-date", needs("date"))
def missing(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        empty = not record.words("date")
        yield Hit(record, {tables.layout.columns["date"]: ""}, {}) if empty else None


@rule("unreadable-date", needs("date"))
def unreadable(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        for meaning in (*_EVENT, "published"):
            cell = record.cell(meaning)
            if cell.words:
                bad = meaning not in record.days
                yield Hit(record, {cell.column: cell.words}, {"words": cell.words}) if bad else None


@rule("epoch-date", needs("date"))
def epoch(tables: Tables) -> Iterator[Hit | None]:
    for record, meaning, found in _days(tables, *_EVENT):
        yield _hit(record, meaning, day=found) if _is_epoch(found) else None


@rule("date-before-start", needs("date"), lambda t: None if t.since else "no first day is given: --since DATE")
def before_start(tables: Tables) -> Iterator[Hit | None]:
    since = tables.since or date.min
    for record, meaning, found in _days(tables, *_EVENT):
        early = found < since and not _is_epoch(found)
        yield _hit(record, meaning, day=found, since=since) if early else None


@rule("future-date", needs("date"))
def future(tables: Tables) -> Iterator[Hit | None]:
    for record, meaning, found in _days(tables, *_EVENT, "published"):
        late = found > tables.as_of + timedelta(days=1)  # it may be tomorrow already, east of us
        yield _hit(record, meaning, day=found, today=tables.as_of) if late else None


@rule("end-before-start", needs("date"), needs("date_end"))
def end_before_start(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        start, end = record.days.get("date"), record.days.get("date_end")
        if start and end and not _is_epoch(start):
            yield _hit(record, "date_end", start=start, end=end) if end < start else None


@rule("published-before-event", needs("date"), needs("published"))
def published_before(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        start, published = record.days.get("date"), record.days.get("published")
        if start and published:
            yield _hit(record, "date", start=start, published=published) if published < start else None


def _is_epoch(found: date) -> bool:
    """The day that software writes for no day at all, in any time zone."""
    return abs(found - _EPOCH) <= timedelta(days=1)


def _days(tables: Tables, *meanings: str) -> Iterator[tuple[Record, str, date]]:
    for record in tables.records:
        for meaning in meanings:
            if meaning in record.days:
                yield record, meaning, record.days[meaning]


def _hit(record: Record, meaning: str, **facts: date) -> Hit:
    cell = record.cell(meaning)
    return Hit(record, {cell.column: cell.words}, facts)
