"""The timeline as a picture: from events to marks on an axis, and the rows of the table that says the same.

Places along the axis are percentages, so that the picture fits a phone and a wall without making its words smaller.
In Arabic time runs from right to left: the marks are mirrored here, the words are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from bilan.model.ids import ActorId, ClaimId
from bilan.model.period import Period
from bilan.release.chronicle import Chronicle, Event, Kind, Lane, Total
from bilan.release.words import Words

EDGE = 3.0  # per cent left free on either side
LEAST = 0.7  # per cent: a day is still seen
LONG = 366  # days: a longer period does not stretch the axis, it runs out of the picture with an arrow
TICKS = 8
ROWS = 5  # of bars that overlap in time; further ones share the last row
BAR, LABEL, SYMBOL, STEPS = 11, 19, 19, 58  # heights in pixels
_STEPS_IN_DAYS = (1, 2, 7, 14)
_STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar from `x` on, `width` wide, in per cent; its symbol in the middle; `row`: of the table that says it."""

    kind: Kind
    x: float
    width: float
    y: int
    row: int
    many: int
    before: bool  # begins before the picture does, or nobody says when
    after: bool
    words: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def is_exact(self) -> bool:
        return self.width <= LEAST and not self.before and not self.after


@dataclass(frozen=True, slots=True)
class Track:
    """One kind of event in a lane; `y`: where its label stands."""

    kind: str
    y: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A total that holds from one day on: a level line from `x1` to `x2`, solid for the least, pale for the most."""

    x1: float
    x2: float
    low: int
    high: int | None
    rise_low: int  # where the line stood before
    row: int
    figure_id: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A lane as it is drawn."""

    lane: Lane
    tracks: tuple[Track, ...]
    steps: tuple[Step, ...]
    height: int
    steps_y: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str
    year: str
    minor: bool  # left out on a phone


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table: an event or a total, of one actor or of several."""

    number: int
    kind: str
    period: Period
    actors: tuple[ActorId, ...]
    claims: tuple[ClaimId, ...] = ()
    total: Total | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    strips: tuple[Strip, ...]
    ticks: tuple[Tick, ...]
    entries: tuple[Entry, ...]
    grain: str
    more: int


@dataclass(frozen=True, slots=True)
class Axis:
    """Days to per cent.

    >>> Axis(date(2017, 1, 1), date(2017, 12, 31), False).at(date(2017, 1, 1))
    3.0
    >>> Axis(date(2017, 1, 1), date(2017, 12, 31), True).at(date(2017, 1, 1))
    97.0
    """

    start: date
    end: date
    mirrored: bool

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def at(self, day: date, after: int = 0) -> float:
        """Where the morning of a day lies; `after=1`: its evening."""
        along = min(max((day - self.start).days + after, 0), self.days) / self.days * (100 - 2 * EDGE) + EDGE
        return round(100 - along if self.mirrored else along, 2)

    def stretch(self, period: Period) -> tuple[float, float]:
        a = self.at(period.start or self.start)
        b = self.at(period.end or self.end, 1)
        x, width = min(a, b), abs(b - a)
        if width < LEAST:
            x, width = x + width / 2 - LEAST / 2, LEAST
        return round(x, 2), round(width, 2)


def picture(told: Chronicle, words: Words) -> Picture:
    """Everything that a template needs to draw it, in one language."""
    axis = _axis(told, words.direction == "rtl")
    if axis is None:
        return Picture((), (), (), told.grain, told.more)
    entries = _entries(told)
    row_of = {(e.kind, e.period, e.claims): e.number for e in entries if e.total is None}
    total_of = {e.total.figure.id: e.number for e in entries if e.total is not None}
    strips = tuple(_strip(lane, axis, words, row_of, total_of) for lane in told.lanes)
    return Picture(strips, tuple(_ticks(axis, words)), tuple(entries), told.grain, told.more)


# ---------------------------------------------------------------- the table


def _entries(told: Chronicle) -> list[Entry]:
    """Each event once, whoever's lanes it stands in, by date."""
    actors: dict[tuple[str, Period, tuple[ClaimId, ...]], list[ActorId]] = {}
    for lane in told.lanes:
        for e in lane.events:
            known = actors.setdefault((e.kind, e.period, e.claims), [])
            known += [a for a in lane.actors if a not in known]
    rows = [Entry(0, kind, period, tuple(who), claims) for (kind, period, claims), who in actors.items()]
    rows += [
        Entry(0, "total", Period.day(t.day), lane.actors, t.figure.claims, t)
        for lane in told.lanes
        for t in lane.totals
    ]
    order = [*(k.value for k in Kind), "total"]
    rows.sort(key=lambda e: (e.period.start or date.min, e.period.end or date.max, order.index(e.kind), e.actors))
    return [Entry(n, e.kind, e.period, e.actors, e.claims, e.total) for n, e in enumerate(rows, 1)]


# ---------------------------------------------------------------- the axis


def _axis(told: Chronicle, mirrored: bool) -> Axis | None:
    """From the first to the last dated thing. A period of years shows where it meets the rest."""
    periods = [e.period for lane in told.lanes for e in lane.events]
    short = [p for p in periods if p.start and p.end and (p.end - p.start).days <= LONG]
    days = [d for p in short or periods for d in (p.start, p.end) if d]
    days += [t.day for lane in told.lanes for t in lane.totals]
    if not days:
        return None
    first, last = min(days), max(days)
    margin = timedelta(days=max(2, (last - first).days // 25))
    try:
        return Axis(first - margin, last + margin, mirrored)
    except OverflowError:
        return Axis(first, last, mirrored)


def _ticks(axis: Axis, words: Words) -> Iterator[Tick]:
    days = _tick_days(axis)
    year = ""
    for n, day in enumerate(days):
        by_year = all(d.month == 1 and d.day == 1 for d in days)
        label = "" if by_year else _short(day, words, any(d.day != 1 for d in days))
        told = words.digits(str(day.year))
        yield Tick(axis.at(day), label, told if told != year else "", len(days) > 4 and n % 2 == 1)
        year = told


def _tick_days(axis: Axis) -> list[date]:
    for step in _STEPS_IN_DAYS:
        if axis.days / step <= TICKS:
            return [axis.start + timedelta(days=n) for n in range(0, axis.days, step)]
    for step in _STEPS_IN_MONTHS:
        if axis.days / (step * 30.4) <= TICKS:
            break
    first = axis.start.year * 12 + axis.start.month - 1
    last = axis.end.year * 12 + axis.end.month - 1
    months = [m for m in range(first, last + 1) if m % step == 0 and m >= 12]
    found = [date(m // 12, m % 12 + 1, 1) for m in months]
    return [d for d in found if axis.start <= d <= axis.end] or [axis.start]


def _short(day: date, words: Words, with_day: bool) -> str:
    return words.digits(str(format_date(day, "d MMM" if with_day else "LLL", locale=words.locale)))


# ---------------------------------------------------------------- the marks


def _strip(
    lane: Lane,
    axis: Axis,
    words: Words,
    row_of: dict[tuple[str, Period, tuple[ClaimId, ...]], int],
    total_of: dict[str, int],
) -> Strip:
    tracks: list[Track] = []
    y = 0
    for kind in Kind:
        events = lane.of(kind)
        if not events and kind is not Kind.ADMITTED:
            continue
        rows = _rows(events, axis) if kind is Kind.HAPPENED else [0] * len(events)
        marks = tuple(
            _mark(e, axis, words, y + LABEL + row * BAR, row_of[e.kind, e.period, e.claims])
            for e, row in zip(events, rows, strict=True)
        )
        tracks.append(Track(kind.value, y, marks))
        y += LABEL + ((max(rows, default=0) + 1) * BAR + 4 if kind is Kind.HAPPENED else SYMBOL if events else 3)
    steps = tuple(_steps(lane.totals, axis, total_of))
    if steps:
        tracks.append(Track("total", y))
        return Strip(lane, tuple(tracks), steps, y + LABEL + STEPS, y + LABEL)
    return Strip(lane, tuple(tracks), (), y)


def _mark(e: Event, axis: Axis, words: Words, y: int, row: int) -> Mark:
    x, width = axis.stretch(e.period)
    return Mark(
        e.kind, x, width, y, row, len(e.claims),
        before=e.period.start is None or e.period.start < axis.start,
        after=e.period.end is None or e.period.end > axis.end,
        words=f"{words.say(f'timeline.kind.{e.kind}')}: {words.period(e.period)}",
    )  # fmt: skip


def _rows(events: Sequence[Event], axis: Axis) -> list[int]:
    """Bars that overlap stand under each other."""
    ends: list[float] = []
    rows = []
    for e in events:
        x, width = axis.stretch(e.period)
        start, end = (100 - x - width, 100 - x) if axis.mirrored else (x, x + width)
        row = next((n for n, taken in enumerate(ends) if taken + 0.4 <= start), len(ends))
        if row == len(ends) and row < ROWS:
            ends.append(end)
        row = min(row, ROWS - 1)
        ends[row] = max(ends[row], end)
        rows.append(row)
    return rows


def _steps(totals: Sequence[Total], axis: Axis, row_of: dict[str, int]) -> Iterator[Step]:
    """From each total's day to the next one's; heights count down from the top of the track."""
    most = max((t.figure.high if t.figure.high is not None else t.figure.low for t in totals), default=0)
    if not most:
        return

    def level(n: int) -> int:
        return round((STEPS - 10) * (1 - n / most)) + 4

    before = 0
    for n, total in enumerate(totals):
        until = totals[n + 1].day if n + 1 < len(totals) else axis.end
        f = total.figure
        yield Step(
            axis.at(total.day), axis.at(until), level(f.low), None if f.high in (None, f.low) else level(f.high or 0),
            level(before), row_of[f.id], f.id,
        )  # fmt: skip
        before = f.low
