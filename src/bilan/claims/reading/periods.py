"""Periods: dates in words and digits, ranges, "since", weeks that end at publication.

A date without a year that neither the words nor the day of publication supply is no period (None): the
grammar never guesses a year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bilan.model.period import Period


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period in `lower[start:end]`; `kind`: "at", "since", "until" (a running total's day) or "range"."""

    start: int
    end: int
    period: Period
    kind: str


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    days: Period | None = None


@dataclass(frozen=True, slots=True)
class DateWords:
    """The calendar words of a language, as compiled patterns."""

    atom: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    relative: dict[str, int]
    spans: dict[str, tuple[str, int]]
    day_before: re.Pattern[str]
    day_after: re.Pattern[str]
    year_before: re.Pattern[str]
    year_after: re.Pattern[str]
    since: re.Pattern[str]
    until: re.Pattern[str]
    between: re.Pattern[str]
    joint: re.Pattern[str]
    lead: re.Pattern[str]
    early: re.Pattern[str]
    to_date: re.Pattern[str]


def date_words(data: dict[str, Any]) -> DateWords:
    """From the table `dates.toml` of a language."""
    months, weekdays, relative = data["months"], data["weekdays"], data["relative"]
    spans = {phrase: (kind, offset) for kind, table in data["spans"].items() for phrase, offset in table.items()}
    m = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    w = "|".join(sorted(map(re.escape, weekdays), key=len, reverse=True))
    r = "|".join(sorted(map(re.escape, relative), key=len, reverse=True)) or "(?!)"
    z = "|".join(sorted(map(re.escape, spans), key=len, reverse=True))
    day = r"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])"
    suffix = data["ordinal"]
    first = "".join(sorted({re.escape(phrase[0]) for phrase in (*months, *weekdays, *relative, *spans)}))
    atom = re.compile(
        rf"(?=\d|\b[{first}])(?:"  # where no date can begin, nothing else is tried
        rf"\b(?P<iso>(?:19|20)\d\d-\d\d(?:-\d\d)?)\b"
        rf"|(?P<d5>{day})-(?P<m5>{m})-(?P<y5>\d\d(?:\d\d)?)\b"
        rf"|(?:\b(?P<w1>{w})\b,? ?(?:{data['article']})?)?(?P<d1>{day})(?:{suffix})?[ -](?:of )?(?P<m1>{m})\b\.?(?:,? ?(?:of )?[ -]?(?P<y1>(?:1[89]|20)\d\d|'\d\d|\d\d(?= \())(?!\d))?"
        rf"|(?:\b(?P<w2>{w})\b,? ?)?\b(?P<m2>{m})\b\.? (?P<d2>{day})(?:{suffix})?(?!\d|,\d)(?:,? (?P<y2>(?:1[89]|20)\d\d)\b)?"
        rf"|\b(?P<d4>0?[1-9]|[12]\d|3[01])(?P<sep>[/.])(?P<m4>0?[1-9]|1[0-2])(?P=sep)(?P<y4>(?:19|20)?\d\d)\b"
        rf"|\b(?P<m3>{m})\b\.?,? (?:of )?(?P<y3>(?:1[89]|20)\d\d|'\d\d)\b"
        rf"|\b(?P<y6>(?:1[89]|20)\d\d)\b(?![.,]\d|%)"
        rf"|\b(?P<m7>{m})\b"
        rf"|\b(?P<w8>{w})\b(?: (?P<d8>{day})(?= (?:au|to|and|et)\b|[ ]?[-–]))?"
        rf"|\b(?P<rel>{r})\b"
        rf"|\b(?P<span>{z})\b)"
    )
    joint = data["patterns"]["joint"]
    compiled = {k: re.compile(v) for k, v in data["patterns"].items()}
    day_before = re.compile(rf"\b(?:(?:{w}) )?(?P<day>{day})(?:{suffix})?(?:{joint})(?:(?:{w}),? )?$")
    day_after = re.compile(
        rf"(?:{joint})(?:(?:{w}),? )?(?P<day>{day})(?:{suffix})?(?!\d|[.,:h]\d| ?%| (?:{m})\b)(?:,? (?P<year>(?:19|20)\d\d)\b)?"
    )
    return DateWords(atom, months, weekdays, relative, spans, day_before, day_after, **compiled)


def _atoms(lower: str, start: int, end: int, book: DateWords, published: Period | None) -> list[_Atom]:
    atoms: list[_Atom] = []
    for m in book.atom.finditer(lower, start, end):
        g = {k: v for k, v in m.groupdict().items() if v is not None}
        before = lower[max(start, m.start() - 24) : m.start()]
        if "iso" in g:
            y, mo, *d = (int(x) for x in g["iso"].split("-"))
            if 1 <= mo <= 12:
                atoms.append(_Atom(m.start(), m.end(), y, mo, d[0] if d else None))
            continue
        year = month = day = weekday = None
        for k, v in g.items():
            if k == "sep":
                continue
            if k[0] == "y":
                year = int(v) if len(v) == 4 else 2000 + int(v.strip("'"))
            elif k == "m4":
                month = int(v)
            elif k[0] == "m":
                month = book.months[v]
            elif k[0] == "d":
                day = int(v)
            elif k[0] == "w":
                weekday = book.weekdays[v]
        if "y6" in g and not (book.year_before.search(before) or book.year_after.match(lower, m.end(), end)):
            continue
        if "m7" in g and not book.lead.search(before):
            continue
        if "span" in g:
            days = _spell(*book.spans[g["span"]], published)
            if days is not None:
                atoms.append(_Atom(m.start(), m.end(), days=days))
            continue
        if "rel" in g:
            if published is None or not published.is_one_day or published.start is None:
                continue
            when = published.start + timedelta(days=book.relative[g["rel"]])
            year, month, day = when.year, when.month, when.day
        atoms += _with_its_pair(lower, start, end, _Atom(m.start(), m.end(), year, month, day, weekday), atoms, book)
    return atoms


def _with_its_pair(
    lower: str, start: int, end: int, atom: _Atom, before: Sequence[_Atom], book: DateWords
) -> list[_Atom]:
    """ "du 3 au 5 mai", "May 3-5, 2020": a bare day that shares the month of the date beside it."""
    if atom.day is None or atom.month is None:
        return [atom]
    first_day = lower[atom.start : atom.end].lstrip()[:1].isdigit() or atom.weekday is not None
    if first_day:
        from_day = book.day_before.search(lower[max(start, atom.start - 30) : atom.start])
        if from_day is not None and int(from_day["day"]) < atom.day:
            at = max(start, atom.start - 30) + from_day.start()
            if not before or before[-1].end <= at:
                return [
                    replace(
                        atom,
                        start=at,
                        end=at + from_day.end("day") - from_day.start(),
                        day=int(from_day["day"]),
                        weekday=None,
                    ),
                    atom,
                ]
        return [atom]
    to_day = book.day_after.match(lower, atom.end, end) if atom.year is None else None
    if to_day is not None and int(to_day["day"]) > atom.day:
        year = int(to_day["year"]) if to_day["year"] else None
        return [
            replace(atom, year=year),
            _Atom(to_day.start("day"), to_day.end(), year, atom.month, int(to_day["day"])),
        ]
    return [atom]


def _spell(kind: str, offset: int, published: Period | None) -> Period | None:
    """ "last month", "cette année": counted from the day of publication; what is not over ends there."""
    day = published.end if published is not None else None
    if day is None or published is None or (kind == "week" and not published.is_one_day):
        return None
    if kind == "night":
        return Period(day + timedelta(days=offset), day) if published.is_one_day else None
    if kind == "week":
        monday = day - timedelta(days=day.weekday() - 7 * offset)
        return Period(monday, min(day, monday + timedelta(days=6)))
    if kind == "month":
        number = day.year * 12 + day.month - 1 + offset
        whole = Period.parse(f"{number // 12:04d}-{number % 12 + 1:02d}")
    else:
        whole = Period.parse(f"{day.year + offset:04d}")
    assert whole.end is not None
    return Period(whole.start, min(day, whole.end))


def _days(atom: _Atom, published: Period | None, years: Mapping[int, int] | None = None) -> Period | None:
    """The days an atomic date covers; None when its year is not supplied."""
    if atom.days is not None:
        return atom.days
    year, month, day = atom.year, atom.month, atom.day
    anchor = published.end if published is not None else None
    try:
        if month is None and year is None:
            return _weekday(atom, anchor, published)
        if year is None and month is not None and years and month in years:
            year = years[month]
        if year is None:
            if anchor is None or month is None:
                return None
            year = anchor.year
            if date(year, month, day or 1) > anchor:
                year -= 1
        if month is None:
            return Period.parse(f"{year:04d}")
        return Period.parse(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else ""))
    except ValueError:
        return None


def _weekday(atom: _Atom, anchor: date | None, published: Period | None) -> Period | None:
    if anchor is None or published is None or not published.is_one_day or atom.weekday is None:
        return None
    return Period.day(anchor - timedelta(days=(anchor.weekday() - atom.weekday) % 7))


def find_periods(
    lower: str,
    start: int,
    end: int,
    book: DateWords,
    published: Period | None,
    years: Mapping[int, int] | None = None,
) -> list[FoundPeriod]:
    """The periods that `lower[start:end]` states, in its order.

    `years`: the year of each month that the passage has dated in full before ("le 3 mars 2016 … Ce 3 mars …").
    """
    atoms = _atoms(lower, start, end, book, published)
    found: list[FoundPeriod] = []
    i = 0
    while i < len(atoms):
        atom = atoms[i]
        before = lower[max(start, atom.start - 90) : atom.start]
        opener = book.between.search(before)
        if i + 1 < len(atoms) and book.joint.fullmatch(lower, atom.end, atoms[i + 1].start):
            pair = _range(atom, atoms[i + 1], published)
            if pair is not None and (opener or atom.day or atom.weekday is not None or book.lead.search(before)):
                lead = opener or book.lead.search(before)
                found.append(FoundPeriod(_from(lead, before, atom), atoms[i + 1].end, pair, "range"))
                i += 2
                continue
        days = _days(atom, published, years)
        if days is not None:
            found.append(_single(lower, atom, days, before, book, published))
        i += 1
    return found


def _from(match: re.Match[str] | None, before: str, atom: _Atom) -> int:
    return atom.start if match is None else atom.start - len(before) + match.start()


def _range(first: _Atom, second: _Atom, published: Period | None) -> Period | None:
    """ "le 3 mars et le 5 mai 2018": what the second date supplies holds for the first."""
    if first.year is None and second.year is not None:
        first = replace(first, year=second.year)
        if first.month is None and second.month is not None and first.day is not None:
            first = replace(first, month=second.month)
    if first.weekday is not None and first.day is None and second.day and first.month is None and second.month:
        return None
    low, high = _days(first, published), _days(second, published)
    if low is None or high is None or low.start is None or high.end is None or low.start > high.end:
        return None
    return Period(low.start, high.end)


def _single(
    lower: str, atom: _Atom, days: Period, before: str, book: DateWords, published: Period | None
) -> FoundPeriod:
    since = book.since.search(before)
    if since is not None:
        stated = atom.year is not None and lower[atom.start : atom.end].find(str(atom.year)) >= 0
        end = None if stated or published is None else published.end
        if end is not None and days.start is not None and end < days.start:
            end = None
        return FoundPeriod(_from(since, before, atom), atom.end, Period(days.start, end), "since")
    until = book.until.search(before)
    if until is not None:
        return FoundPeriod(_from(until, before, atom), atom.end, days, "until")
    return FoundPeriod(_from(book.lead.search(before), before, atom), atom.end, days, "at")


def in_order(periods: Sequence[FoundPeriod]) -> list[FoundPeriod]:
    """The periods from left to right."""
    return sorted(periods, key=lambda p: p.start)


def date_spans(lower: str, start: int, end: int, book: DateWords) -> tuple[int, list[tuple[int, int]]]:
    """How many dates, and the characters that belong to dates and hours, which count nobody."""
    spans = [(a.start, a.end) for a in _atoms(lower, start, end, book, _ANY_DAY)]
    return len(spans), spans + [(m.start(), m.end()) for m in _HOUR.finditer(lower, start, end)]


_ANY_DAY = Period.parse("2000-01-01")
_HOUR = re.compile(r"\b\d{1,2} ?(?:h|:)(?: ?\d\d)?\b(?: ?[ap]\.?m\.?)?|\b\d{1,2} ?[ap]\.?m\b\.?")
