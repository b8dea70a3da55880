"""Series: does a repeated official report add up with itself?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

from bilan.exchange.cells import whole_number
from bilan.exchange.fields import bad, known_keys, text_at, texts_at
from bilan.exchange.rules import Condition, conditions
from bilan.model.period import Period

Record = Mapping[str, str]
STEPS = ("month", "day", "row")


@dataclass(frozen=True, slots=True)
class Identity:
    """One sum that a report should satisfy, and whether it does.

    expected  what the other cells give; found: what the cell says (text where it holds no number)
    terms     the sum as read, such as "352 + 132 = 484"
    """

    period: str
    rule: str
    holds: bool
    expected: int | str
    found: int | str
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One summand: a column of this row, of the row before (`previous.`), or of another table (`beside.`).

    Several readings are tried in turn; the first that is given counts.
    """

    sign: int
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    sum: tuple[Term, ...]
    equals: Term


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of another table: the one dated `on` a column of ours, or `after` one and `before` another."""

    name: str
    file: str
    value: str
    date: str
    where: tuple[Condition, ...]
    on: str | None
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class SeriesRules:
    """A series as its mapping describes it: which column dates a report, what comes before what, which sums hold."""

    period: str
    step: str
    rules: tuple[Rule, ...]
    beside: Mapping[str, Beside]

    @property
    def needed(self) -> set[str]:
        """The columns that must be there: the period and what only our own row can give."""
        own = {r for rule in self.rules for t in (*rule.sum, rule.equals) for r in t.readings}
        own = {r.removeprefix("previous.") for r in own if not r.startswith("beside.")}
        dates = {d for b in self.beside.values() for d in (b.on, b.after, b.before) if d}
        return ({self.period} | own | {d.removeprefix("previous.") for d in dates}) if self.rules else set()


def series_rules(table: Mapping[str, Any], where: str = "table") -> SeriesRules:
    """The sums of one `[[table]]`; raises WrongUse naming the key that is wrong."""
    identities = table.get("identity", [])
    if not isinstance(identities, list) or not all(isinstance(i, Mapping) for i in identities):
        raise bad(f"{where}.identity", "must be written [[table.identity]]")
    if not identities:
        return SeriesRules("", "row", (), {})
    period = text_at(table, "period", where)
    if period is None:
        raise bad(f"{where}.period", "is missing", "name the column that dates each report")
    step = table.get("step", "row")
    if step not in STEPS:
        raise bad(f"{where}.step", f"says {step!r}", f"use one of {', '.join(STEPS)}")
    besides = {b.name: b for i, o in enumerate(table.get("beside", [])) for b in [_beside(o, f"{where}.beside[{i}]")]}
    rules = tuple(_rule(own, f"{where}.identity[{i}]") for i, own in enumerate(identities))
    for rule in rules:
        for reading in (r for t in (*rule.sum, rule.equals) for r in t.readings):
            if reading.startswith("beside.") and reading.removeprefix("beside.") not in besides:
                raise bad(f"{where}.identity", f"names `{reading}`, which no [[table.beside]] is called")
    return SeriesRules(period, str(step), rules, besides)


def _rule(own: Mapping[str, Any], where: str) -> Rule:
    known_keys(own, {"rule", "sum", "equals"}, where)
    name, equals = text_at(own, "rule", where), text_at(own, "equals", where)
    terms = tuple(_term(t) for t in texts_at(own, "sum", where))
    if not name or not equals or not terms:
        raise bad(where, "needs `rule`, `sum` and `equals`")
    return Rule(name, terms, _term(equals))


def _term(text: str) -> Term:
    sign = -1 if text.lstrip().startswith("-") else 1
    return Term(sign, tuple(part.strip() for part in text.lstrip(" -+").split("|")))


def _beside(own: Any, where: str) -> Beside:
    if not isinstance(own, Mapping):
        raise bad(where, "must be a table")
    known_keys(own, {"name", "file", "value", "date", "where", "on", "after", "before"}, where)
    need = {key: text_at(own, key, where) for key in ("name", "file", "value", "date")}
    for key, given in need.items():
        if not given:
            raise bad(f"{where}.{key}", "is missing")
    on, after, before = (text_at(own, key, where) for key in ("on", "after", "before"))
    if (on is None) == (after is None or before is None):
        raise bad(where, "needs either `on`, or `after` and `before`")
    return Beside(
        str(need["name"]), str(need["file"]), str(need["value"]), str(need["date"]),
        conditions(own.get("where"), f"{where}.where"), on, after, before,
    )  # fmt: skip


def check_series(
    rows: Sequence[Record], table: Mapping[str, Any], beside: Mapping[str, Sequence[Record]] | None = None
) -> list[Identity]:
    """Check every sum that the given cells allow; a sum with an empty cell is not checked, rather than failed.

    `beside` holds the rows of other tables by file name; without them, sums that need them are not checked.

    >>> table = {"period": "month", "step": "month", "identity": [
    ...     {"rule": "total", "sum": ["previous.total", "new"], "equals": "total"}]}
    >>> check_series([{"month": "2017-03", "new": "", "total": "352"},
    ...               {"month": "2017-04", "new": "132", "total": "484"}], table)
    [Identity(period='2017-04', rule='total', holds=True, expected=484, found=484, terms='352 + 132 = 484')]
    """
    series = series_rules(table)
    found: list[Identity] = []
    for row, before in zip(rows, _before(rows, series), strict=True):
        for rule in series.rules:
            found.extend(_check(rule, series, row, before, beside or {}))
    return found


def _before(rows: Sequence[Record], series: SeriesRules) -> list[Record | None]:
    """For each row the one before it: the row above, or that of the month or day before."""
    if series.step == "row":
        return [None, *rows[:-1]] if rows else []
    by_start = {}
    for row in rows:
        if (period := _when(row.get(series.period, ""))) and period.start:
            by_start[period.end] = row
    out: list[Record | None] = []
    for row in rows:
        period = _when(row.get(series.period, ""))
        out.append(by_start.get(period.start - timedelta(days=1)) if period and period.start else None)
    return out


def _when(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _check(
    rule: Rule, series: SeriesRules, row: Record, before: Record | None, tables: Mapping[str, Sequence[Record]]
) -> Iterator[Identity]:
    given = [_values(t, series, row, before, tables) for t in (*rule.sum, rule.equals)]
    for pick in _ways(given):
        *parts, last = pick
        numbers = [whole_number(p) for p in parts]
        signs = [t.sign for t in rule.sum]
        shown = " ".join(f"{'-' if s < 0 else '+'} {p}" for s, p in zip(signs, map(_shown, parts), strict=True))
        terms = f"{shown.removeprefix('+ ')} = {_shown(last)}"
        said = whole_number(last)
        if any(n is None for n in numbers) or said is None:
            yield Identity(row.get(series.period, ""), rule.name, False, "a number in every cell", last, terms)
            continue
        expected = sum(s * n for s, n in zip(signs, numbers, strict=True) if n is not None)
        yield Identity(row.get(series.period, ""), rule.name, expected == said, expected, said, terms)


def _shown(words: str) -> str:
    number = whole_number(words)
    return words if number is None else str(number)


def _ways(given: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Every combination; only figures of another table ever give more than one, an empty cell gives none."""
    if not given:
        yield ()
        return
    for first in given[0]:
        for rest in _ways(given[1:]):
            yield (first, *rest)


def _values(
    term: Term, series: SeriesRules, row: Record, before: Record | None, tables: Mapping[str, Sequence[Record]]
) -> Sequence[str]:
    for reading in term.readings:
        if reading.startswith("beside."):
            values: Sequence[str] = _looked_up(series.beside[reading.removeprefix("beside.")], row, before, tables)
        else:
            words = _cell(reading, row, before)
            values = [words] if words else []
        if values:
            return values
    return []


def _cell(reading: str, row: Record, before: Record | None) -> str:
    if reading.startswith("previous."):
        return (before or {}).get(reading.removeprefix("previous."), "").strip()
    return row.get(reading, "").strip()


def _looked_up(beside: Beside, row: Record, before: Record | None, tables: Mapping[str, Sequence[Record]]) -> list[str]:
    found: list[str] = []
    for name, rows in tables.items():
        if not fnmatchcase(name, beside.file):
            continue
        for other in rows:
            counts = all(c.accepts(other.get(c.column, "")) for c in beside.where)
            words = other.get(beside.value, "").strip()
            if counts and words and words not in found and _in_time(beside, other, row, before):
                found.append(words)
    return found


def _in_time(beside: Beside, other: Record, row: Record, before: Record | None) -> bool:
    dated = _when(other.get(beside.date, ""))
    if dated is None:
        return False
    if beside.on:
        return dated == _when(_cell(beside.on, row, before))
    after, until = (_when(_cell(str(d), row, before)) for d in (beside.after, beside.before))
    if not (after and until and after.start and until.start and dated.start and dated.end):
        return False
    return after.start <= dated.start and dated.end < until.start
