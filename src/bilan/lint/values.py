"""Numbers and days as recorders write them. What cannot be read is said, never taken for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([,   '’ ])\d{3})(?:\1\d{3})*(?:\.\d+)?$")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?$")
_DIGITS = 15  # more than that is no count of people, and no coordinate
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?$")


def number(words: str) -> Decimal | None:
    """The number that words hold; `None`: they hold none.

    >>> number("1,061"), number("-3"), number("4.0"), number("٥٨٠٠"), number("35.331032")
    (Decimal('1061'), Decimal('-3'), Decimal('4.0'), Decimal('5800'), Decimal('35.331032'))
    >>> number("10+"), number("many"), number("nan"), number("1e300")
    (None, None, None, None)
    """
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in words.strip())
    text = text.replace("−", "-")
    if _GROUPED.match(text):
        text = re.sub(r"[,   '’ ]", "", text)
    elif not _PLAIN.match(text):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.adjusted() < _DIGITS else None


def day(words: str, forms: Sequence[str] = ()) -> date | None:
    """The day that words hold: ISO, with or without the time, or one of the forms of the layout.

    >>> day("2017-03-17"), day("2017-03-17T00:00:00Z"), day("17 March 2017", ["%d %B %Y"])
    (datetime.date(2017, 3, 17), datetime.date(2017, 3, 17), datetime.date(2017, 3, 17))
    >>> day("2017-02-30"), day("March 2017")
    (None, None)
    """
    text = words.strip()
    match = _ISO.match(text)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    for form in forms:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def said(value: Decimal | float) -> str:
    """A number unrounded, as a person would write it.

    >>> said(Decimal("4.0")), said(Decimal("3.25")), said(Decimal("1061"))
    ('4', '3.25', '1061')
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return str(int(exact)) if exact == exact.to_integral_value() else format(exact.normalize(), "f")
