"""Words and their lexicon: a language's TOML lists, looked up longest entry first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from bilan.claims.passage import Passage, Sentence

_WORD = re.compile(r"\d+(?:[.,' ]\d{3})*(?![\d])|\d+|[^\W\d_]+'(?=[^\W\d_])|'s\b|[^\W\d_]+|[^\w\s]")
_WORD_FR = re.compile(r"\d{1,3}(?:[., ]\d{3})+(?!\d)|\d+|[^\W\d_]+'(?=\s?[^\W\d_]|$)|[^\W\d_]+|[^\w\s]")
_WORD_EN = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+|[^\W\d_]+(?='s?\b)|'s\b|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]")
WORD_PATTERNS = {"fr": _WORD_FR, "en": _WORD_EN}


Tags = Mapping[str, tuple[Any, int]]
_NO_TAGS: Tags = {}


class Word:
    """A word of a sentence; `tags` says what it may be: tag -> (value, how many words the entry spans).

    `has(tag)` says whether it may be that. The tags of a word are shared with others: nobody writes to them.
    """

    __slots__ = ("end", "has", "low", "raw", "start", "tags")

    def __init__(self, start: int, end: int, low: str, raw: str, tags: Tags = _NO_TAGS) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.raw = raw
        self.tags = tags
        self.has = tags.__contains__  # asked some hundred times of every word

    def __repr__(self) -> str:
        return f"Word({self.start}, {self.end}, {self.raw!r}, {sorted(self.tags)})"

    def has_any(self, tags: Iterable[str]) -> bool:
        """Whether it may be one of several things."""
        return bool(self.tags) and not self.tags.keys().isdisjoint(tags)

    def value(self, tag: str) -> Any:
        entry = self.tags.get(tag)
        return entry[0] if entry else None

    def width(self, tag: str) -> int:
        entry = self.tags.get(tag)
        return entry[1] if entry else 0


Entry = tuple[tuple[str, ...], str, Any]


class Lexicon:
    """All entries of a language: a phrase (words as the tokeniser cuts them), its tag, its value."""

    def __init__(self, lang: str, entries: Iterable[tuple[str, str, Any]]) -> None:
        self.pattern = WORD_PATTERNS.get(lang, _WORD)
        self._alone: dict[str, dict[str, tuple[Any, int]]] = {}  # what a word may be by itself
        self._opens: dict[str, dict[str, list[Entry]]] = {}  # the phrases that begin with two words, the longest first
        for phrase, tag, value in entries:
            words = tuple(self.pattern.findall(phrase.lower()))
            if len(words) == 1:
                self._alone.setdefault(words[0], {}).setdefault(tag, (value, 1))
            else:
                self._opens.setdefault(words[0], {}).setdefault(words[1], []).append((words, tag, value))
        for seconds in self._opens.values():
            for options in seconds.values():
                options.sort(key=lambda e: -len(e[0]))

    def words(self, passage: Passage, sentence: Sentence) -> list[Word]:
        """The words of a sentence with every tag that the lexicon knows for them."""
        plain, lower = passage.plain, passage.lower
        bounds = [m.span() for m in self.pattern.finditer(plain, sentence.start, sentence.end)]
        lows = [lower[start:end] for start, end in bounds]
        alone, opens = self._alone, self._opens
        return [
            Word(
                start,
                end,
                low,
                plain[start:end],
                _with_phrases(alone.get(low, _NO_TAGS), opens[low], lows, i)
                if low in opens
                else alone.get(low, _NO_TAGS),
            )
            for i, ((start, end), low) in enumerate(zip(bounds, lows, strict=True))
        ]


def _with_phrases(alone: Tags, opens: Mapping[str, Iterable[Entry]], lows: list[str], i: int) -> Tags:
    """What a word may be by itself, and the phrases that begin with it here; the longest one of each tag."""
    options = opens.get(lows[i + 1]) if i + 1 < len(lows) else None
    if options is None:
        return alone
    longer: dict[str, tuple[Any, int]] = {}
    for phrase, tag, value in options:
        width = len(phrase)
        if tag not in longer and tuple(lows[i : i + width]) == phrase:
            longer[tag] = (value, width)
    return {**alone, **longer} if longer else alone


def load_toml(package: str, name: str) -> dict[str, Any]:
    """A data file that lies beside the code of a language."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def flat(table: Mapping[str, Iterable[str]], tag: str) -> list[tuple[str, str, Any]]:
    """`{value: [phrases]}` as lexicon entries."""
    return [(phrase, tag, value) for value, phrases in table.items() for phrase in phrases]
