"""Words and their lexicon: a language's TOML lists, looked up longest entry first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from bilan.claims.passage import Passage, Sentence

_WORD = re.compile(r"\d+(?:[.,' ]\d{3})*(?![\d])|\d+|[^\W\d_]+'(?=[^\W\d_])|'s\b|[^\W\d_]+|[^\w\s]")
_WORD_FR = re.compile(r"\d{1,3}(?:[., ]\d{3})+(?!\d)|\d+|[^\W\d_]+'(?=\s?[^\W\d_]|$)|[^\W\d_]+|[^\w\s]")
_WORD_EN = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+|[^\W\d_]+(?='s?\b)|'s\b|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]")
WORD_PATTERNS = {"fr": _WORD_FR, "en": _WORD_EN}


@dataclass(slots=True)
class Word:
    """A word of a sentence; `tags` says what it may be: tag -> (value, how many words the entry spans)."""

    start: int
    end: int
    low: str
    raw: str
    tags: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def has(self, tag: str) -> bool:
        return tag in self.tags

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
        self._opens: dict[str, list[Entry]] = {}  # the phrases that begin with it, the longest first
        for phrase, tag, value in entries:
            words = tuple(self.pattern.findall(phrase.lower()))
            if len(words) == 1:
                self._alone.setdefault(words[0], {}).setdefault(tag, (value, 1))
            else:
                self._opens.setdefault(words[0], []).append((words, tag, value))
        for options in self._opens.values():
            options.sort(key=lambda e: -len(e[0]))

    def words(self, passage: Passage, sentence: Sentence) -> list[Word]:
        """The words of a sentence with every tag that the lexicon knows for them."""
        plain, lower = passage.plain, passage.lower
        words = [
            Word(m.start(), m.end(), lower[m.start() : m.end()], plain[m.start() : m.end()])
            for m in self.pattern.finditer(plain, sentence.start, sentence.end)
        ]
        lows = [w.low for w in words]
        for i, word in enumerate(words):
            alone = self._alone.get(word.low)
            if alone is not None:
                word.tags.update(alone)
            longer: set[str] = set()
            for phrase, tag, value in self._opens.get(word.low, ()):
                width = len(phrase)
                if tag not in longer and i + width <= len(lows) and tuple(lows[i : i + width]) == phrase:
                    longer.add(tag)
                    word.tags[tag] = (value, width)
        return words


def load_toml(package: str, name: str) -> dict[str, Any]:
    """A data file that lies beside the code of a language."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def flat(table: Mapping[str, Iterable[str]], tag: str) -> list[tuple[str, str, Any]]:
    """`{value: [phrases]}` as lexicon entries."""
    return [(phrase, tag, value) for value, phrases in table.items() for phrase in phrases]
