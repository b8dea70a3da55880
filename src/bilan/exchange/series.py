"""Series: does a repeated official report add up with itself?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from bilan.exchange.cells import whole_number
from bilan.exchange.editions import Record, when
from bilan.exchange.editions import before as reports_before
from bilan.exchange.series_rules import Beside, Rule, SeriesRules, Term, series_rules


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
    for row, earlier in zip(rows, reports_before(rows, series), strict=True):
        for rule in series.rules:
            if all(c.accepts(row.get(c.column, "").strip()) for c in rule.when):
                found.extend(_check(rule, series, row, _of_one_count(rule, row, earlier), beside or {}))
    return found


def _of_one_count(rule: Rule, row: Record, earlier: Record | None) -> Record | None:
    """The report before, unless a new count has begun since."""
    if earlier is not None and any(earlier.get(c, "") != row.get(c, "") for c in rule.within):
        return None
    return earlier


def _check(
    rule: Rule, series: SeriesRules, row: Record, before: Record | None, tables: Mapping[str, Sequence[Record]]
) -> Iterator[Identity]:
    given = [_values(t, series, row, before, tables) for t in (*rule.sum, rule.equals)]
    for pick in _ways(given):
        *addends, (last, *_) = pick
        parts = [words for several in addends for words in several]
        numbers = [whole_number(p) for p in parts]
        signs = [t.sign for t, several in zip(rule.sum, addends, strict=True) for _ in several]
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


Summands = tuple[str, ...]  # what one term stands for: a cell, or all the items of another table


def _ways(given: Sequence[Sequence[Summands]]) -> Iterator[tuple[Summands, ...]]:
    """Every combination; only figures of another table ever give more than one, an empty cell gives none."""
    if not given:
        yield ()
        return
    for first in given[0]:
        for rest in _ways(given[1:]):
            yield (first, *rest)


def _values(
    term: Term, series: SeriesRules, row: Record, before: Record | None, tables: Mapping[str, Sequence[Record]]
) -> Sequence[Summands]:
    for reading in term.readings:
        if reading.startswith("beside."):
            beside = series.beside[reading.removeprefix("beside.")]
            values = _looked_up(beside, row, before, tables)
            if beside.add and values:
                return [tuple(values)] if all(values) else []
            if given := [(v,) for v in dict.fromkeys(values) if v]:
                return given
        elif words := _cell(reading, row, before):
            return [(words,)]
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
            if counts and _in_time(beside, other, row, before):
                found.append(words)
    return found


def _in_time(beside: Beside, other: Record, row: Record, before: Record | None) -> bool:
    dated = when(other.get(beside.date, ""))
    if dated is None:
        return False
    if beside.on:
        return dated == when(_cell(beside.on, row, before))
    if beside.until:
        last = when(_cell(beside.until, row, before))
        return last is not None and last.end is not None and dated.end is not None and dated.end <= last.end
    after, until = (when(_cell(str(d), row, before)) for d in (beside.after, beside.before))
    if not (after and until and after.start and until.start and dated.start and dated.end):
        return False
    return after.start <= dated.start and dated.end < until.start
