"""Numerals: digits in the styles of each language, and numbers in words.

>>> from bilan.claims.reading.fr import PACK
>>> [read_number(w, PACK.numbers) for w in ("5.800", "5 800", "quatre-vingt-douze", "une douzaine")]
[5800, 5800, 92, 12]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bilan.claims.reading.words import WORD_PATTERNS, Word


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language.

    units        value of a word that is added ("sept", "trente", "thirty")
    scales       value of a word that multiplies what stands before it ("cent", "thousand")
    collectives  "douzaine", "trentaine": a number in a noun; `exact` ones ("dozen") multiply exactly
    joiners      words that may stand inside a numeral ("et", "and", "-")
    openers      every word that a numeral in words may begin with
    """

    lang: str
    units: dict[str, int]
    scales: dict[str, int]
    collectives: dict[str, int]
    joiners: frozenset[str]
    articles: frozenset[str]
    openers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        openers = frozenset([*self.units, *self.scales, *self.collectives, *self.articles, "half"])
        object.__setattr__(self, "openers", openers)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral of `words[first:last]`; `approximate` for a collective noun such as "une trentaine"."""

    first: int
    last: int
    value: int
    approximate: bool = False
    digits: bool = False


_DIGITS = re.compile(r"\d[\d., ']*$")


def numeral_at(words: Sequence[Word], i: int, book: NumberWords) -> Numeral | None:
    """The longest numeral that begins at word `i`; None when there is none."""
    first = words[i].low
    if first[0].isdecimal():
        return _digits_at(words, i, book)
    if first not in book.openers:
        return None
    if first in book.articles and i + 1 < len(words) and words[i + 1].low in book.collectives:
        return Numeral(i, i + 2, book.collectives[words[i + 1].low], book.lang == "fr")
    if (
        first in book.articles
        and i + 3 < len(words)
        and words[i + 3].low in book.collectives
        and words[i + 1].low in ("demi", "half")
    ):
        return Numeral(i, i + 4, book.collectives[words[i + 3].low] // 2, book.lang == "fr")
    if first == "half" and i + 2 < len(words) and words[i + 1].low == "a" and words[i + 2].low in book.collectives:
        return Numeral(i, i + 3, book.collectives[words[i + 2].low] // 2)
    if first in book.collectives:
        return Numeral(i, i + 1, book.collectives[first], book.lang == "fr")
    return _words_at(words, i, book)


def _digits_at(words: Sequence[Word], i: int, book: NumberWords) -> Numeral | None:
    raw = words[i].low
    if len(raw) > 18:
        return None
    value: float = int(re.sub(r"\D", "", raw))
    j = i + 1
    # "2.5 million"
    if (
        j + 2 < len(words)
        and words[j].low in (".", ",")
        and words[j + 1].low.isdecimal()
        and words[j].start == words[i].end
        and words[j + 1].start == words[j].end
    ):
        if words[j + 2].low in book.scales:
            value = float(f"{int(value)}.{words[j + 1].low}")
            j += 2
        else:
            return None
    while j < len(words) and words[j].low in book.scales and book.scales[words[j].low] >= 100:
        value *= book.scales[words[j].low]
        j += 1
    return Numeral(i, j, round(value), digits=True) if value < 10**10 else None


def _words_at(words: Sequence[Word], i: int, book: NumberWords) -> Numeral | None:
    total = current = 0
    last_added = last_scale = 10**12
    j = end = i
    while j < len(words):
        low = words[j].low
        if low in book.units:
            value = book.units[low]
            if low in ("vingt", "vingts") and current % 100 == 4 and end > i:
                current += 76
                last_added = 20
                j += 1
                end = j
                continue
            if value >= last_added or (end > i and value >= 100):
                break
            # "soixante-dix", "quatre-vingt-onze" add ten to nineteen; otherwise units follow tens
            if end > i and 10 <= value < 20 and current % 100 not in (0, 60, 80):
                break
            if (
                end > i
                and value < 10
                and 0 < current % 100 < 20
                and not (book.lang == "fr" and current % 100 == 10 and value > 6)
            ):
                break
            current += value
            last_added = 20 if value >= 20 else (10 if value >= 10 and current % 100 >= 70 else value)
            if value < 20:
                last_added = min(last_added, value)
        elif low in book.scales:
            scale = book.scales[low]
            if scale == 100:
                if current >= 100 or (end == i and low not in book.articles and book.lang == "en"):
                    break
                current = max(current, 1) * 100
                last_added = 100
            else:
                if end == i and book.lang == "en":
                    break
                if total and scale >= last_scale:
                    break
                total += max(current, 1) * scale
                current = 0
                last_added = 10**12
                last_scale = scale
        elif low in book.collectives and end > i and book.collectives[low] == 12:
            total, current, j = total + current * 12, 0, j + 1
            end = j
            break
        elif low in book.joiners and end > i and j + 1 < len(words) and _continues(words, i, j, current, total, book):
            j += 1
            continue
        else:
            break
        j += 1
        end = j
    return Numeral(i, end, total + current) if end > i else None


def _continues(words: Sequence[Word], i: int, j: int, current: int, total: int, book: NumberWords) -> bool:
    """Whether a joiner stands inside a numeral: "vingt et un", "one hundred and five", "trente-sept"."""
    joiner, following = words[j].low, words[j + 1].low
    if joiner == "-":
        return following in book.units or following in book.scales or following in book.joiners
    if book.lang == "fr":
        return following in ("un", "une", "onze") and current % 100 in (20, 30, 40, 50, 60)
    return following in book.units and (total + current) % 100 == 0 and total + current > 0


def read_number(text: str, book: NumberWords) -> int | None:
    """The number that a whole text states, None when it is not one numeral."""
    pattern = WORD_PATTERNS.get(book.lang, WORD_PATTERNS["fr"])
    words = [Word(m.start(), m.end(), m.group().lower(), m.group()) for m in pattern.finditer(text)]
    if not words:
        return None
    numeral = numeral_at(words, 0, book)
    return numeral.value if numeral is not None and numeral.last == len(words) else None


def number_words(lang: str, data: dict[str, Any]) -> NumberWords:
    """From the table `numbers.toml` of a language."""
    return NumberWords(
        lang,
        data["units"],
        data["scales"],
        data["collectives"],
        frozenset(data["joiners"]),
        frozenset(data["articles"]),
    )
