"""Counts that cannot be, alone or beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from bilan.lint.record import Count, Record, Tables
from bilan.lint.rulebook import Fact, Hit, Need, needs, rule
from bilan.lint.totals import headline
from bilan.lint.values import number
from bilan.model.vocab import Harm


def _has_counts(tables: Tables) -> str | None:
    return None if tables.counts else "there is no column with a count"


def _has_range(tables: Tables) -> str | None:
    ranges = [r for r in tables.counts if r.low and r.high and r.low != r.high and {r.low, r.high} <= tables.columns]
    return None if ranges else "no count has both a minimum and a maximum"


def _has_best(tables: Tables) -> str | None:
    bests = [r for r in tables.counts if r.best and r.best in tables.columns and len(set(r.columns)) > 1]
    return None if bests else "no count has a best estimate beside its minimum or maximum"


def _has_parts(harm: Harm) -> Need:
    def lacking(tables: Tables) -> str | None:
        counts = [r for r in tables.counts if r.harm is harm]
        parts = any(r.part_of and r.low in tables.columns for r in counts)
        wholes = {r.part_of for r in tables.layout.counts} & {r.name for r in counts if r.high in tables.columns}
        return None if parts and wholes else f"no count of {harm.value} has both parts and a whole"

    return lacking


def _has_exact_parts(tables: Tables) -> str | None:
    wholes = {r.name for r in tables.counts if r.exact_parts}
    return None if any(r.part_of in wholes for r in tables.counts) else "no whole is said to be the sum of its parts"


def _has_named(tables: Tables) -> str | None:
    rule = headline(tables)
    if rule is None or rule.high not in tables.columns:
        return "no count of killed has a maximum"
    if tables.victims is not None or tables.has("named"):
        return None
    if tables.layout.victims is not None:
        return f"the table {tables.layout.victims.file} is not there: give the folder that holds both"
    return "the layout names no column and no table for named victims"


def _has_victims(tables: Tables) -> str | None:
    if tables.victims is not None:
        return None
    beside = tables.layout.victims
    return (
        f"the table {beside.file} is not there: give the folder that holds both"
        if beside
        else "the layout names no table of victims"
    )


@rule("unreadable-number", _has_counts)
def unreadable(tables: Tables) -> Iterator[Hit | None]:
    for record, count in _each(tables):
        for column, words in count.cells.items():
            bad = number(words) is None
            yield Hit(record, {column: words}, {"column": column, "words": words}) if bad else None


@rule("negative-count", _has_counts)
def negative(tables: Tables) -> Iterator[Hit | None]:
    for record, count in _each(tables):
        for column, words in count.cells.items():
            n = number(words)
            if n is not None:
                yield Hit(record, {column: words}, {"column": column, "words": words}) if n < 0 else None


@rule("fractional-count", _has_counts)
def fractional(tables: Tables) -> Iterator[Hit | None]:
    for record, count in _each(tables):
        for column, words in count.cells.items():
            n = number(words)
            if n is not None:
                whole = n == n.to_integral_value()
                yield None if whole else Hit(record, {column: words}, {"column": column, "words": words})


@rule("min-above-max", _has_range)
def min_above_max(tables: Tables) -> Iterator[Hit | None]:
    for record, count in _each(tables):
        if count.rule.low != count.rule.high and count.low is not None and count.high is not None:
            wrong = count.low > count.high
            yield Hit(record, count.cells, _facts(count, low=count.low, high=count.high)) if wrong else None


@rule("best-outside-range", _has_best)
def best_outside(tables: Tables) -> Iterator[Hit | None]:
    for record, count in _each(tables):
        if count.best is None or len(set(count.rule.columns)) < 2 or (count.low is None and count.high is None):
            continue
        below = count.low is not None and count.best < count.low
        above = count.high is not None and count.best > count.high
        low, high = _or_open(count.low), _or_open(count.high)
        facts = _facts(count, best=count.best, low=low, high=high)
        yield Hit(record, count.cells, facts) if below or above else None


@rule("half-a-range", _has_range)
def half_a_range(tables: Tables) -> Iterator[Hit | None]:
    for record, count in _each(tables):
        rule = count.rule
        if rule.low == rule.high or not {rule.low, rule.high} <= tables.columns or not count.said:
            continue
        given, empty = (rule.low, rule.high) if count.low is not None else (rule.high, rule.low)
        whole = count.low is not None and count.high is not None
        yield None if whole else Hit(record, count.cells, _facts(count, given=str(given), empty=str(empty)))


@rule("parts-exceed-whole", _has_parts(Harm.KILLED))
def killed_parts(tables: Tables) -> Iterator[Hit | None]:
    yield from _parts(tables, Harm.KILLED)


@rule("injured-parts-exceed-whole", _has_parts(Harm.INJURED))
def injured_parts(tables: Tables) -> Iterator[Hit | None]:
    yield from _parts(tables, Harm.INJURED)


@rule("parts-differ-from-whole", _has_exact_parts)
def parts_differ(tables: Tables) -> Iterator[Hit | None]:
    wholes = [r for r in tables.counts if r.exact_parts]
    for record in tables.records:
        by_name = {c.rule.name: c for c in record.counts}
        for whole in (by_name[r.name] for r in wholes):
            parts = [c for c in record.counts if c.rule.part_of == whole.rule.name]
            if whole.best is None or any(p.best is None for p in parts):
                continue
            total = sum((p.best for p in parts if p.best is not None), Decimal(0))
            values = {c: w for count in (*parts, whole) for c, w in count.cells.items()}
            facts = _facts(whole, best=whole.best, total=total)
            yield Hit(record, values, facts) if total != whole.best else None


@rule("named-exceed-maximum", _has_named)
def named_exceed(tables: Tables) -> Iterator[Hit | None]:
    rule = headline(tables)
    named = _named(tables)
    for record in tables.records:
        count = next((c for c in record.counts if c.rule is rule), None)
        n = named.get(record.row)
        if count is None or count.high is None or not n:
            continue
        cell = record.cell("named")
        values = {str(count.rule.high): count.cells[str(count.rule.high)]} | (
            {cell.column: cell.words} if cell.column else {}
        )
        yield Hit(record, values, {"named": n, "high": count.high}) if n > count.high else None


@rule("victim-count-differs", needs("n_victims"), _has_victims)
def victims_differ(tables: Tables) -> Iterator[Hit | None]:
    listed = Counter(v.incident.words for v in tables.victims or ())
    for record in tables.records:
        cell, rows = record.cell("n_victims"), listed[tables.key(record, "victims")]
        stated = number(cell.words)
        if stated is not None:
            hit = Hit(record, {cell.column: cell.words}, {"stated": stated, "listed": rows})
            yield hit if stated != rows else None


def _parts(tables: Tables, harm: Harm) -> Iterator[Hit | None]:
    """The minima of parts that exclude each other, added up; a part that may overlap with them, alone."""
    for record in tables.records:
        for whole, given in _wholes(record):
            if whole.rule.harm is not harm or whole.high is None:
                continue
            alone = [[p] for p in given if p.rule.overlaps]
            together = [p for p in given if not p.rule.overlaps]
            worst = max((s for s in (together, *alone) if s), key=_lowest)
            total = _lowest(worst)
            values = {str(p.rule.low): p.cells[str(p.rule.low)] for p in worst}
            values |= {str(whole.rule.high): whole.cells[str(whole.rule.high)]}
            facts = _facts(whole, parts=tuple(p.rule.group for p in worst), total=total, high=whole.high)
            yield Hit(record, values, facts) if total > whole.high else None


def _lowest(parts: list[Count]) -> Decimal:
    return sum((p.low for p in parts if p.low is not None), Decimal(0))


def _wholes(record: Record) -> Iterator[tuple[Count, list[Count]]]:
    """Each whole that has a maximum, with those parts of it that have a minimum. A part whose own whole says nothing
    here is a part of the next larger one."""
    by_name = {c.rule.name: c for c in record.counts}
    parts: dict[str, list[Count]] = {}
    for part in record.counts:
        whole = by_name.get(part.rule.part_of or "")
        while whole is not None and whole.high is None:
            whole = by_name.get(whole.rule.part_of or "")
        if whole is not None and part.low is not None:
            parts.setdefault(whole.rule.name, []).append(part)
    for name, given in parts.items():
        yield by_name[name], given


def _each(tables: Tables) -> Iterator[tuple[Record, Count]]:
    for record in tables.records:
        for count in record.counts:
            yield record, count


def _named(tables: Tables) -> dict[int, int]:
    """How many dead are named, by row of the record: those listed as killed, or what a column says."""
    if tables.victims is not None and tables.layout.victims is not None:
        killed = set(tables.layout.victims.killed)
        listed = Counter(v.incident.words for v in tables.victims if not killed or v.words("status") in killed)
        return {r.row: listed[tables.key(r, "victims")] for r in tables.records}
    stated = {r.row: number(r.words("named")) for r in tables.records}
    return {row: int(n) for row, n in stated.items() if n is not None}


def _facts(count: Count, **facts: Fact) -> dict[str, Fact]:
    return {"group": count.rule.group, "harm": count.rule.harm, **facts}


def _or_open(n: Decimal | None) -> Decimal | str:
    return "…" if n is None else n
