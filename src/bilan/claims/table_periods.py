"""The days that a row of a table speaks of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bilan.exchange.cells import Row, Sheet
from bilan.exchange.fields import BadCell
from bilan.exchange.rules import PeriodRule
from bilan.model.period import Period


def last_day(period: Period | None) -> date | None:
    return period.end if period else None


_WEEK = timedelta(days=6)


def row_period(rule: PeriodRule | None, sheet: Sheet, row: Row) -> tuple[Period | None, Any]:
    """The days a row speaks of, as precisely as its source knows them, and the cell that says so."""
    if rule is None:
        return None, None
    period, span = _days(rule, sheet, row)
    exact = rule.precision.one(sheet, row) if rule.precision and period else None
    return (_as_precise(period, exact.value) if period and exact else period), span


def _as_precise(period: Period, precision: str) -> Period:
    """A day that stands for its week or its month, as all the days it may be.

    >>> _as_precise(Period.parse("2031-03-09"), "month").iso, _as_precise(Period.parse("2031-03-09"), "week").iso
    ('2031-03', '2031-03-03/2031-03-15')
    """
    start, end = period.start, period.end
    if precision == "month":
        return Period(start.replace(day=1) if start else None, Period.parse(f"{end:%Y-%m}").end if end else None)
    if precision == "week":
        return Period(start - _WEEK if start else None, end + _WEEK if end else None)
    return period


def _days(rule: PeriodRule, sheet: Sheet, row: Row) -> tuple[Period | None, Any]:
    if rule.whole is None:
        ends = [f.one(sheet, row) if f else None for f in (rule.start, rule.end)]
        span = next((p.span for p in ends if p), None)
        first, last = (p.value if p and p.value else None for p in ends)
        return _between(rule, first or (last if rule.closed else None), last or (first if rule.closed else None)), span
    if rule.whole.column and any({"from", "to", "at"} & set(p.groupindex) for p in rule.whole.patterns):
        parts = rule.whole.parts(sheet, row)
        span = next((p.span for p in parts.values()), None)
        if at := parts.get("at"):
            return _between(rule, at.value, at.value), span
        start, end = parts.get("from"), parts.get("to")
        return _between(rule, start.value if start else None, end.value if end else None), span
    piece = rule.whole.one(sheet, row)
    return (_between(rule, piece.value, piece.value), piece.span) if piece else (None, None)


def _between(rule: PeriodRule, start: str | None, end: str | None) -> Period | None:
    if start is None and end is None:
        return None
    first, last = (f.column or "" if f else "" for f in (rule.start or rule.whole, rule.end or rule.whole))
    days = [_parsed(rule, words, column) for words, column in ((start, first), (end, last))]
    begin, finish = days[0].start if days[0] else None, days[1].end if days[1] else None
    if begin and finish and begin > finish:
        raise BadCell(
            f"{rule.where}: a period cannot run backwards, from {begin} to {finish}",
            column=last,
            value=end or "",
            expected=f"{begin} or later",
        )
    return Period(begin, finish)


def _parsed(rule: PeriodRule, words: str | None, column: str) -> Period | None:
    if not words:
        return None
    try:
        return Period.parse(words)
    except ValueError as error:
        raise BadCell(
            f"{rule.where}: {error}", column=column, value=words, expected="a date such as 2017, 2017-03 or 2017-03-17"
        ) from None
