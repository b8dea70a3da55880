"""Belligerents: the dead that a sum by belligerent counts again, and names that nobody listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from bilan.actors import registry
from bilan.lint.record import Record, Tables
from bilan.lint.rulebook import Fact, Hit, rule
from bilan.lint.totals import headline, totals


def _has_belligerents(tables: Tables) -> str | None:
    names = tables.layout.belligerents
    if names is None:
        return "the layout names no column of belligerents"
    if not set(names.columns) & tables.columns:
        return f"there is no column {', '.join(names.columns)}"
    return None


def _has_several(tables: Tables) -> str | None:
    lacking = _has_belligerents(tables)
    if tables.layout.belligerents is not None and tables.layout.belligerents.sides:
        return "its names are the sides of a fight, not those who share in one harm"
    if lacking is not None and tables.attributions is None:
        return lacking
    rule = headline(tables)
    return None if rule and rule.low in tables.columns else "no count of killed has a minimum"


@rule("double-counting", _has_several)
def double_counting(tables: Tables) -> Iterator[Hit | None]:
    """One case: the table as a whole."""
    sums = totals(tables)
    once = sums["each_once"]
    again = sums.get("by_belligerent_name") or sums["by_belligerent_row"]
    if once.low is None or again.low is None or again.low <= once.low:
        yield None
        return
    several = sum(1 for r in tables.records if len(r.belligerents) > 1)
    share = (Decimal(100) * (again.low - once.low) / once.low).quantize(Decimal("0.1")) if once.low else Decimal(100)
    facts: dict[str, Fact] = {
        "once": once.low,
        "again": again.low,
        "share": f"{share:f}",
        "several": several,
        "once_high": _or_open(once.high),
        "again_high": _or_open(again.high),
    }
    yield Hit(None, {}, facts)


@rule("unknown-belligerent", _has_belligerents)
def unknown(tables: Tables) -> Iterator[Hit | None]:
    """One case for each name; the finding stands at the first record that bears it."""
    first: dict[str, Record] = {}
    times: Counter[str] = Counter()
    for record in tables.records:
        for name in record.belligerents:
            if name.casefold() not in tables.layout.no_names:
                first.setdefault(name, record)
                times[name] += 1
    for name, record in first.items():
        known = any(registry().resolve(form) is not None for form in (name, name.replace(".", "")))
        column = tables.layout.belligerents.columns[0] if tables.layout.belligerents else ""
        yield None if known else Hit(record, {column: name}, {"name": name, "n": times[name]})


def _or_open(n: Decimal | None) -> Decimal | str:
    return "…" if n is None else n
