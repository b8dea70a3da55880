"""The day on which a page says that it was published: "2022-02-22" on a line of its own, "Mar 24, 2025" of a post.

It supplies the year and the day to "today" and "Monday"; it tells nothing of when anything happened.
"""

from __future__ import annotations

import re
from datetime import date

from bilan.model.period import Period
from bilan.model.text import Span

_HEAD = 500  # characters in which a page dates itself
_SPARE = 4  # words that may share the line of the date
_MONTHS = {m: n for n, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_NUMERIC = re.compile(
    r"(?<![\d./-])(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6(\d{4}))(?![\d/-])"
)
_POST = re.compile(
    r"(?<![A-Za-z])(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{1,2}), (\d{4})(?=\D|\d{0,9}$)"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def dateline(text: str) -> tuple[Period, Span] | None:
    """The first such day and where it stands; None: the page does not date itself.

    >>> dateline("قصف على قرية\\n2022-02-22\\nأصيب طفلان اليوم.")[0].start
    datetime.date(2022, 2, 22)
    >>> dateline("أصيب طفلان في 2022-02-22 بقصف على القرية الواقعة غربا.") is None
    True
    """
    head = text[:_HEAD].translate(_DIGITS)
    for m in _NUMERIC.finditer(head):
        if not _alone(head, m.start(), m.end()):
            continue
        y, a, b = (m[1], m[3], m[4]) if m[1] else (m[8], m[7], m[5])
        if (day := _day(int(y), int(a), int(b))) is not None:
            return Period.day(day), Span(m.start(), m.end())
    post = _POST.search(head)
    if post is not None and (day := _day(int(post[3]), _MONTHS[post[1].lower()], int(post[2]))) is not None:
        return Period.day(day), Span(post.start(), post.end())
    return None


def _alone(text: str, start: int, end: int) -> bool:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    rest = text[first:start] + " " + text[end : last if last >= 0 else len(text)]
    return len(_LETTERS.findall(rest)) <= _SPARE and "ليوم" not in rest  # "حصاد … ليوم …" is a title


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
