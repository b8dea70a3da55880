"""Arabic dates: both sets of month names, numeric dates, weekdays and "today" counted from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bilan.claims.reading.ar.lexicon import read_data
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.search.phrases import Phrasebook
from bilan.search.words import Word, fold, stems

_NUMERIC = re.compile(r"(?<![\d.,٫/-])(\d{1,4})([-/.])(\d{1,2})\2(\d{2,4})(?![\d/-])")
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A stretch of words that says when. `period` None: it says when, but the passage does not supply the year.

    `since`: "منذ …", its end open; `until`: "حتى …" alone, up to when a total holds.
    """

    first: int
    last: int
    span: Span
    period: Period | None
    vague: bool = False
    since: bool = False
    until: bool = False


@dataclass(frozen=True, slots=True)
class _Calendar:
    months: Phrasebook[int]
    weekdays: Phrasebook[int]
    relative: Phrasebook[int]
    ordinals: Mapping[str, int]
    since: frozenset[str]
    until: frozenset[str]
    before: frozenset[str]
    this_year: Phrasebook[int]


@cache
def _calendar() -> _Calendar:
    data = read_data("dates.toml")
    books: list[Phrasebook[int]] = []
    for name in ("months", "weekdays", "relative"):
        book: Phrasebook[int] = Phrasebook()
        for word, value in data[name].items():
            book.add(word, value)
        books.append(book)
    this_year: Phrasebook[int] = Phrasebook()
    for phrase in data["lead"]["this_year"]:
        this_year.add(phrase, 0)
    lead = {k: frozenset(fold(w) for w in v if " " not in w) for k, v in data["lead"].items()}
    ordinals = {fold(w): n for w, n in data["ordinals"].items()}
    return _Calendar(books[0], books[1], books[2], ordinals, lead["since"], lead["until"], lead["before"], this_year)


def dates(text: str, cut: Sequence[Word], s: Sentence, published: Period | None) -> list[Dated]:
    """Every date of a sentence, left to right; "منذ … وحتى …" is one."""
    c = _calendar()
    found: list[Dated] = []
    i = s.first
    while i < s.last:
        dated = (
            _numeric(text, cut, i, s)
            or _written(text, cut, i, s, c, published)
            or _relative(text, cut, i, s, c, published)
        )
        if dated is None:
            i += 1
            continue
        while found and found[-1].first >= dated.first:
            found.pop()  # "الجمعة" alone, before "الجمعة 1 يونيو"
        found.append(dated)
        i = max(dated.last, i + 1)
    return _joined(text, cut, s, found, c, published)


def is_date_word(found: Sequence[Dated], i: int) -> bool:
    """Whether word `i` belongs to a date: its number counts nobody."""
    return any(d.first <= i < d.last for d in found)


def _numeric(text: str, cut: Sequence[Word], i: int, s: Sentence) -> Dated | None:
    if not cut[i].folded.isdigit():
        return None
    plain = text[cut[i].start : min(cut[i].start + 12, s.end)].translate(_DIGITS)
    match = _NUMERIC.match(plain)
    if match is None or (match[2] == "." and len(match[4]) != 4):
        return None
    a, b, y = int(match[1]), int(match[3]), int(match[4])
    day, month, year = (y, b, a) if len(match[1]) == 4 else (a, b, y if y > 99 else 2000 + y)
    if month > 12 and day <= 12:
        day, month = month, day
    period = _day(year, month, day)
    if period is None:
        return None
    last = i
    while last < s.last and cut[last].start < cut[i].start + match.end():
        last += 1
    return Dated(i, last, Span(cut[i].start, cut[i].start + match.end()), period)


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def _written(
    text: str, cut: Sequence[Word], i: int, s: Sentence, c: _Calendar, published: Period | None
) -> Dated | None:
    """ "5 تشرين الأول 2023", "الثالث من مايو", "مارس 2017", "عام 2021"."""
    day: int | None = None
    j = i
    word = cut[i].folded
    if len(word) <= 2 and word.isdigit() and 1 <= int(word) <= 31:
        day, j = int(word), i + 1
    elif word in c.ordinals:
        day, j = c.ordinals[word], i + 1
    if day is not None and j < s.last and cut[j].folded == "من":
        j += 1
    today = published.start if published is not None and published.is_one_day else None
    if day is not None and today is not None and _this_month(cut, j, s):
        span = Span(cut[i].start, cut[j + 1].end)
        return Dated(i, j + 2, span, _day(today.year, today.month, day))
    month = c.months.longest(text, cut, j) if j < s.last else None
    if month is not None:
        last = month.last
        if (
            last < s.last
            and text[month.end : cut[last].start].strip() == "/"
            and (second := c.months.longest(text, cut, last))
        ):
            last = second.last
        year, last = _year_after(cut, last, s)
        if year is None and last < s.last and cut[last].folded == "الماضي":
            last += 1
        if year is None and day is None and not _leads(cut, j, c):
            return None
        if year is None:
            year = _year_of(month.entry.value, day or 1, published)
        start = _opens(text, cut, i, s, c)
        span = Span(cut[start].start, cut[last - 1].end)
        if year is None:
            return Dated(start, last, span, None)
        return Dated(start, last, span, _day(year, month.entry.value, day))
    if day is None and (years := _years(cut, i, s)) is not None:
        first, last, period = years
        return Dated(first, last, Span(cut[first].start, cut[last - 1].end), period)
    if (
        day is None
        and _YEAR.match(word)
        and i > s.first
        and any(st in ("عام", "سنه", "خلال") for st, _, _ in stems(cut[i - 1].folded))
    ):
        start = i - 1
        return Dated(start, i + 1, Span(cut[start].start, cut[i].end), Period.parse(word))
    return None


_THIS_MONTH = frozenset(map(fold, ("الجاري", "الحالي", "الحاضر")))


def _this_month(cut: Sequence[Word], j: int, s: Sentence) -> bool:
    """ "في الثالث من الشهر الجاري"."""
    return j + 1 < s.last and cut[j].folded == "الشهر" and cut[j + 1].folded in _THIS_MONTH


def _years(cut: Sequence[Word], i: int, s: Sentence) -> tuple[int, int, Period] | None:
    """ "بين 2017 و2020", "من 2014 إلى 2018": from the first day of the one to the last of the other."""
    if cut[i].folded[:1] not in ("1", "2") or i == s.first or i + 1 >= s.last:
        return None
    if cut[i - 1].folded.lstrip("و") not in ("بين", "من", "عامي", "عام"):
        return None
    if not (_YEAR.match(cut[i].folded) and len(cut[i].folded) == 4):
        return None
    k = i + 2 if cut[i + 1].folded in ("و", "الي", "حتي") else i + 1
    if k + 1 < s.last and cut[k].folded in ("عام", "سنه"):
        k += 1
    if k == i + 1 or k >= s.last or not (_YEAR.match(cut[k].folded) and len(cut[k].folded) == 4):
        return None
    low, high = int(cut[i].folded), int(cut[k].folded)
    return (i - 1, k + 1, Period(date(low, 1, 1), date(high, 12, 31))) if low < high else None


def _year_after(cut: Sequence[Word], j: int, s: Sentence) -> tuple[int | None, int]:
    k = j
    while k < s.last and k - j < 2 and cut[k].folded in ("من", "عام", "العام", "سنه"):
        k += 1
    if (
        k < s.last
        and _YEAR.match(cut[k].folded[:4])
        and cut[k].folded[:4].isdigit()
        and not cut[k].folded[4:5].isdigit()
    ):
        return int(cut[k].folded[:4]), k + 1
    return None, j


def _leads(cut: Sequence[Word], i: int, c: _Calendar) -> bool:
    return i > 0 and any(stem in c.before for stem, _, _ in stems(cut[i - 1].folded))


def _opens(text: str, cut: Sequence[Word], i: int, s: Sentence, c: _Calendar) -> int:
    """The weekday and "today" before a date belong to it."""
    k = i
    while k > s.first:
        hit = c.weekdays.longest(text, cut, k - 1) or c.relative.longest(text, cut, k - 1)
        if hit is None or hit.last != k or any(ch in text[cut[k - 1].end : cut[k].start] for ch in ".:"):
            break
        k -= 1
    return k


def _relative(
    text: str, cut: Sequence[Word], i: int, s: Sentence, c: _Calendar, published: Period | None
) -> Dated | None:
    """ "صباح اليوم", "أمس", "الثلاثاء": from the day of publication, when there is one."""
    day = published.start if published is not None and published.is_one_day else None
    hit = c.relative.longest(text, cut, i)
    weekday = c.weekdays.longest(text, cut, i) if hit is None else None
    if _last_hours(cut, i, s) and day is not None:
        last = next((k for k in range(i, min(i + 5, s.last)) if cut[k].folded in _PAST), i + 1) + 1
        return Dated(i, last, Span(cut[i].start, cut[last - 1].end), Period(day - timedelta(days=1), day), vague=True)
    this_year = c.this_year.longest(text, cut, i) if hit is None and weekday is None else None
    if this_year is not None:
        end = published.end if published is not None else None
        period = Period(date(end.year, 1, 1), end) if end is not None else None
        return Dated(i, this_year.last, Span(cut[i].start, this_year.end), period)
    found = hit or weekday
    if found is None:
        return None
    start = i
    parts = ("فجر", "صباح", "مساء", "ليل", "ليله", "ظهر", "عصر", "يوم", "منتصف")
    while start > s.first and any(st in parts for st, _, _ in stems(cut[start - 1].folded)):
        start -= 1
    last = found.last
    when: date | None = None
    if day is not None and hit is not None:
        back = -1 if start < i and "ليله" in cut[start].folded and hit.entry.value == -1 else hit.entry.value
        when = day + timedelta(days=back)
        nxt = c.weekdays.longest(text, cut, last) if last < s.last else None
        last = nxt.last if nxt is not None else last
    elif day is not None and weekday is not None:
        when = day - timedelta(days=(day.weekday() - weekday.entry.value) % 7)
    elif last < s.last and (nxt := c.weekdays.longest(text, cut, last)) is not None:
        last = nxt.last
    return Dated(start, last, Span(cut[start].start, cut[last - 1].end), Period.day(when) if when else None, vague=True)


_PAST = frozenset(map(fold, ("الماضية", "الأخيرة", "الفائتة", "المنصرمة")))


def _last_hours(cut: Sequence[Word], i: int, s: Sentence) -> bool:
    """ "الساعات الـ24 الماضية", "24 ساعة الأخيرة": since the day before."""
    near = [w.folded for w in cut[i : min(i + 5, s.last)]]
    if near[0] == "24" and near[1:2] == ["ساعه"] and any(w.folded == "خلال" for w in cut[max(s.first, i - 3) : i]):
        return True  # "خلال أقل من 24 ساعة"
    return (
        near[0] in ("24", "الساعات", "ساعات")
        and "24" in near
        and bool(_PAST & set(near))
        and any(w in ("الساعات", "ساعه", "الساعه", "ساعات") for w in near)
    )


def _joined(
    text: str, cut: Sequence[Word], s: Sentence, found: list[Dated], c: _Calendar, published: Period | None
) -> list[Dated]:
    """ "منذ … حتى …" and "بين … و…" make one window; "منذ …" alone leaves its end open, or at publication."""
    out: list[Dated] = []
    i = 0
    while i < len(found):
        d = found[i]
        since = next(
            (
                k
                for k in range(d.first, max(s.first - 1, d.first - 7), -1)
                if k < d.first and cut[k].folded.lstrip("و") in c.since
            ),
            None,
        )
        nxt = found[i + 1] if i + 1 < len(found) else None
        if nxt is not None and d.period is not None and nxt.period is not None and nxt.first - d.last <= 3:
            gap = [st for w in cut[d.last : nxt.first] for st, _, _ in stems(w.folded)]
            if any(g in c.until for g in gap) or (d.first and cut[d.first - 1].folded == "بين"):
                start = since if since is not None else d.first
                low, high = d.period.start, nxt.period.end
                if low is not None and high is not None and low <= high:
                    out.append(
                        Dated(
                            start,
                            nxt.last,
                            Span(cut[start].start, nxt.span.end),
                            Period(low, high),
                            since=since is not None,
                        )
                    )
                    i += 2
                    continue
        if since is not None and d.period is not None and not d.vague:
            out.append(
                Dated(since, d.last, Span(cut[since].start, d.span.end), Period(d.period.start, None), since=True)
            )
        elif d.first > s.first and d.period is not None and _till(cut, d.first, s, c):
            out.append(replace(d, until=True))
        else:
            out.append(d)
        i += 1
    return out


def _till(cut: Sequence[Word], i: int, s: Sentence, c: _Calendar) -> bool:
    """ "حتى 5 مايو", "لغاية يوم الأحد"; "من … إلى" is a window of its own."""
    return any(cut[k].folded.lstrip("و") in ("حتي", "لغايه") for k in range(max(s.first, i - 2), i))


def _year_of(month: int, day: int, published: Period | None) -> int | None:
    if published is None or published.end is None:
        return None
    try:
        this = date(published.end.year, month, day)
    except ValueError:
        return None
    return published.end.year if this <= published.end else published.end.year - 1


def _day(year: int, month: int, day: int | None) -> Period | None:
    try:
        return Period.parse(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else ""))
    except (ValueError, AssertionError):
        return None
