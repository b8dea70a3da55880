"""What the site says, in the reader's language: sentences from a catalogue, numbers and dates by locale.

The catalogues are `texts/fr.toml`, `en.toml`, `ar.toml`: one key, one sentence. A key whose value is a table
of plural categories (one, two, few, many, other) is chosen by the number `n`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from bilan.model.period import Period

_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# The locale of each language's numbers. "ar" alone keeps European digits; Iraq, Syria and Egypt write ٣٧٧ (decision 0008).
_LOCALES = {"fr": "fr", "en": "en_GB", "ar": "ar_IQ"}

_FIRST = re.compile("((?:<[^>]*>|\\s)*)([a-zà-ÿœ])(?=[^\\W\\d_]*(?:[\\s<(,’'-]|$))")
_BEFORE_LOW = re.compile(" (?=[:»%])")
_BEFORE_HIGH = re.compile(" (?=[;?!])")

Entry = str | dict[str, str]
Day = date


@cache
def catalogue(lang: str) -> dict[str, Entry]:
    """Every key of a language, flat: `overview.title`."""
    source = files("bilan.release").joinpath("texts", f"{lang}.toml").read_text(encoding="utf-8")
    return {key: _typeset_entry(lang, entry) for key, entry in _flat("", tomllib.loads(source))}


def _typeset_entry(lang: str, entry: Entry) -> Entry:
    return typeset(lang, entry) if isinstance(entry, str) else {k: typeset(lang, v) for k, v in entry.items()}


def typeset(lang: str, text: str) -> str:
    """Apostrophes and, in French, the spaces that must not break.

    >>> typeset("fr", "L'écart : « 105 » ?")
    'L’écart\u00a0: «\u00a0105\u00a0»\u202f?'
    """
    text = text.replace("'", "’")
    if lang == "fr":
        text = _BEFORE_HIGH.sub("\u202f", _BEFORE_LOW.sub("\u00a0", text.replace("« ", "«\u00a0")))
    return text


def capitalised(text: str, lang: str) -> str:
    """With the capital that a title or a sentence begins with (Arabic has none). Quotations and file names stay.

    >>> capitalised("coalition internationale", "fr"), capitalised("<bdi>écart</bdi>", "fr")
    ('Coalition internationale', '<bdi>Écart</bdi>')
    >>> capitalised("reports.csv", "en")
    'reports.csv'
    """
    if lang == "ar":
        return text
    found = _FIRST.match(text)
    raised = f"{found[1]}{found[2].upper()}{text[found.end() :]}" if found else text
    return Markup(raised) if isinstance(text, Markup) else raised


def _flat(prefix: str, table: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    for key, value in table.items():
        if isinstance(value, dict) and not set(value) <= _PLURALS:
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


@dataclass(frozen=True)
class Words:
    """One language's voice.

    >>> Words("en").say("range.between", low=377, high=457).striptags()
    'between 377 and 457'
    >>> Words("ar").number(5801)
    '٥٬٨٠١'
    """

    lang: str

    @property
    def locale(self) -> Locale:
        return _locale(self.lang)

    @property
    def direction(self) -> str:
        return "rtl" if self.lang == "ar" else "ltr"

    def say(self, key: str, **values: object) -> Markup:
        """The sentence of a key. Numbers are written as the language does; everything else is escaped."""
        if not values:
            return _plainly(self.lang, key)
        entry = catalogue(self.lang)[key]
        if isinstance(entry, dict):
            amount = values["n"]
            assert isinstance(amount, int)
            entry = entry.get(self.locale.plural_form(amount), entry["other"])
        shown = {k: self.number(v) if isinstance(v, int) else v for k, v in values.items()}
        return Markup(escape(entry)).format(**shown)

    def has(self, key: str) -> bool:
        return key in catalogue(self.lang)

    def number(self, n: int) -> str:
        return _number(self.lang, n)

    def typeset(self, text: str) -> str:
        return typeset(self.lang, text)

    def digits(self, text: str) -> str:
        """Digits as the reader writes them."""
        return text.translate(_ARABIC_DIGITS) if self.lang == "ar" else text

    def date(self, day: Day) -> str:
        """A day in full: 17 mars 2017, 17 March 2017, ١٧ آذار/مارس ٢٠١٧.

        >>> Words("fr").date(date(2017, 9, 1))
        '1er septembre 2017'
        """
        if self.lang == "ar":
            return self.digits(f"{day.day} {_arabic_month(day.month)} {day.year}")
        written = str(format_date(day, "long", locale=self.locale))
        return f"1er{written[1:]}" if self.lang == "fr" and day.day == 1 else written

    def month(self, day: Day) -> str:
        if self.lang == "ar":
            return self.digits(f"{_arabic_month(day.month)} {day.year}")
        return str(format_date(day, "LLLL y", locale=self.locale))

    def period(self, period: Period | None) -> str:
        """When, as precisely as known and no more.

        >>> Words("en").period(Period.parse("2017-03"))
        'March 2017'
        >>> Words("fr").period(Period(date(2017, 2, 19), date(2017, 6, 19)))
        'du 19 février 2017 au 19 juin 2017'
        """
        return _period(self.lang, period)

    def _period(self, period: Period | None) -> str:
        if period is None:
            return str(self.say("period.unknown"))
        start, end = period.start, period.end
        if start and end:
            iso = period.iso
            if len(iso) == 4:
                return self.digits(iso)
            if len(iso) == 7:
                return self.month(start)
            if start == end:
                return self.date(start)
            return str(self.say("period.between", start=self.date(start), end=self.date(end)))
        if start:
            return str(self.say("period.since", start=self.date(start)))
        if end:
            return str(self.say("period.until", end=self.date(end)))
        return str(self.say("period.always"))

    def percent(self, share: float) -> str:
        return str(self.say("unit.percent", n=round(share * 100)))


@cache
def _plainly(lang: str, key: str) -> Markup:
    """A sentence in which nothing is to be filled in."""
    return Markup(escape(catalogue(lang)[key])).format()


@lru_cache(maxsize=20_000)
def _period(lang: str, period: Period | None) -> str:
    return Words(lang)._period(period)


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(_LOCALES[lang])


@lru_cache(maxsize=100_000)
def _number(lang: str, n: int) -> str:
    written = format_decimal(n, locale=_locale(lang), numbering_system="default")
    return written.translate(_ARABIC_DIGITS) if lang == "ar" else written


@cache
def _arabic_month(month: int) -> str:
    """Both names, as the United Nations writes them: آذار/مارس."""
    east = get_month_names("wide", locale=Locale.parse("ar_IQ"))[month]
    west = get_month_names("wide", locale=Locale.parse("ar_EG"))[month]
    return east if east == west else f"{east}/{west}"
