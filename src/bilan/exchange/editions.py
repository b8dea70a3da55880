"""Editions of a report: what came before it, what a later edition restates, which running totals fall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bilan.exchange.cells import whole_number
from bilan.exchange.series_rules import SeriesRules, Total
from bilan.model.period import Period

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """A later edition of the same period gives another figure. Both are kept; neither is an error by itself.

    earlier, later  the two editions: their dates where the report gives them, else their rows ("row 5")
    """

    period: str
    column: str
    before: str
    after: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Fall:
    """A running total that is lower than at the report before: `since` is the period of that report."""

    period: str
    column: str
    before: int
    after: int
    since: str


def when(text: str) -> Period | None:
    """The days that a cell names in ISO form; None: it names none."""
    try:
        return Period.parse(text)
    except ValueError:
        return None


def before(rows: Sequence[Record], series: SeriesRules) -> list[Record | None]:
    """For each report the one before it, as it stood when this one was published.

    The report before is that of the month or day before, or, counting rows, that of the period listed before. Where it
    has several editions, the newest that is not younger than this report counts.
    """
    order = _Order(rows, series)
    return [order.before(i) for i in range(len(rows))]


def corrections(rows: Sequence[Record], series: SeriesRules) -> list[Correction]:
    """What later editions of a period say differently; an empty cell says nothing.

    >>> from bilan.exchange.series_rules import series_rules
    >>> rules = series_rules({"period": "month", "step": "month", "edition": "published", "identity": [
    ...     {"rule": "total", "sum": ["previous.total", "new"], "equals": "total"}]})
    >>> rows = [{"month": "2031-01", "published": "2031-02-02", "new": "4", "total": "9"},
    ...         {"month": "2031-01", "published": "2031-05-02", "new": "6", "total": "11"}]
    >>> [(c.column, c.before, c.after, c.later) for c in corrections(rows, rules)]
    [('total', '9', '11', '2031-05-02'), ('new', '4', '6', '2031-05-02')]
    """
    order = _Order(rows, series)
    found: list[Correction] = []
    for editions in order.editions:
        for column in series.figures if len(editions) > 1 else ():
            given = [(i, words) for i in editions if (words := rows[i].get(column, "").strip())]
            for (i, old), (j, new) in pairwise(given):
                if _value(old) != _value(new):
                    period = rows[i].get(series.period, "")
                    found.append(Correction(period, column, old, new, order.name(i), order.name(j)))
    return found


def falls(rows: Sequence[Record], series: SeriesRules) -> list[Fall]:
    """Running totals that fall from one report to the next that gives them."""
    order = _Order(rows, series)
    return [fall for total in series.totals for i in range(len(rows)) for fall in _fall(total, i, rows, series, order)]


def _fall(total: Total, i: int, rows: Sequence[Record], series: SeriesRules, order: _Order) -> Iterator[Fall]:
    now = whole_number(rows[i].get(total.column, ""))
    if now is None:
        return
    for earlier in order.earlier(i):
        if any(earlier.get(c, "") != rows[i].get(c, "") for c in total.within):
            return
        then = whole_number(earlier.get(total.column, ""))
        if then is not None:
            if now < then:
                yield Fall(rows[i].get(series.period, ""), total.column, then, now, earlier.get(series.period, ""))
            return


class _Order:
    """The periods of a series in their order, and the editions of each, oldest first."""

    def __init__(self, rows: Sequence[Record], series: SeriesRules) -> None:
        self._rows, self._series = rows, series
        self._periods = [when(row.get(series.period, "")) for row in rows]
        by_period: dict[object, list[int]] = {}
        for i, (row, period) in enumerate(zip(rows, self._periods, strict=True)):
            words = row.get(series.period, "").strip()
            by_period.setdefault(period or words or i, []).append(i)
        groups = list(by_period.values())
        if series.step != "row":
            groups.sort(key=lambda g: self._start(g[0]))
        self.editions = [sorted(g, key=self._age) for g in groups]
        self._place = {i: at for at, group in enumerate(self.editions) for i in group}
        self._ending = {p.end: at for at, g in enumerate(self.editions) if (p := self._periods[g[0]]) and p.end}

    def name(self, i: int) -> str:
        words = self._rows[i].get(self._series.edition, "").strip() if self._series.edition else ""
        return words or f"row {i + 2}"

    def before(self, i: int) -> Record | None:
        if self._series.step == "row":
            at = self._place[i] - 1
            return self._as_it_stood(at, i) if at >= 0 else None
        period = self._periods[i]
        if period is None or period.start is None:
            return None
        found = self._ending.get(period.start - timedelta(days=1))
        return self._as_it_stood(found, i) if found is not None else None

    def earlier(self, i: int) -> Iterator[Record]:
        for at in range(self._place[i] - 1, -1, -1):
            yield self._as_it_stood(at, i)

    def _as_it_stood(self, at: int, i: int) -> Record:
        group = self.editions[at]
        known = [j for j in group if self._age(j) <= self._age(i)] if len(group) > 1 else group
        return self._rows[known[-1] if known else group[0]]

    def _age(self, i: int) -> tuple[date, int]:
        dated = when(self._rows[i].get(self._series.edition, "")) if self._series.edition else None
        return (dated.end or date.min if dated else date.min, i)

    def _start(self, i: int) -> date:
        period = self._periods[i]
        return period.start or date.min if period else date.min


def _value(words: str) -> int | str:
    number = whole_number(words)
    return words if number is None else number
