"""When, as precisely as the source says."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included. `None` = open on that side.

    >>> Period.parse("2017-03")
    Period(start=datetime.date(2017, 3, 1), end=datetime.date(2017, 3, 31))
    """

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError(f"a period cannot run backwards, from {self.start} to {self.end}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """A year, month or day in ISO form, as the days it covers. Raises ValueError on anything else."""
        match = _ISO.match(text.strip())
        if not match:
            raise ValueError(f"not a date: {text!r}; write 2017, 2017-03 or 2017-03-17")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return cls(date(year, month, day), date(year, month, day))

    @classmethod
    def day(cls, when: date) -> Period:
        return cls(when, when)

    @property
    def is_one_day(self) -> bool:
        return self.start is not None and self.start == self.end

    @property
    def iso(self) -> str:
        """The shortest ISO form: 2017, 2017-03, 2017-03-17, or an interval 2017-02-19/2017-06-19."""
        start, end = self.start, self.end
        if start and end:
            if start == end:
                return start.isoformat()
            if (start.day, start.year) == (1, end.year) and end.day == calendar.monthrange(end.year, end.month)[1]:
                if start.month == end.month:
                    return start.isoformat()[:7]
                if (start.month, end.month) == (1, 12):
                    return start.isoformat()[:4]
        return f"{self.start or '..'}/{self.end or '..'}"

    def overlaps(self, other: Period) -> bool:
        return not (
            (self.end is not None and other.start is not None and self.end < other.start)
            or (other.end is not None and self.start is not None and other.end < self.start)
        )

    def contains(self, other: Period) -> bool:
        after = self.start is None or (other.start is not None and other.start >= self.start)
        before = self.end is None or (other.end is not None and other.end <= self.end)
        return after and before

    def meet(self, other: Period) -> Period | None:
        """The days both speak of; `None` when there are none."""
        if not self.overlaps(other):
            return None
        starts = [d for d in (self.start, other.start) if d is not None]
        ends = [d for d in (self.end, other.end) if d is not None]
        return Period(max(starts, default=None), min(ends, default=None))


ALWAYS = Period(None, None)
