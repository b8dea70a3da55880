"""A book of phrases, and every place in a text where one of them stands: longest first, in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bilan.search.words import Word, is_arabic, key, stems, words

T = TypeVar("T")
_REMEMBERED = 50_000
_LEADING = frozenset({"the", "le", "la", "les", "l"})


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A phrase and what it stands for.

    written   as its list has it
    cased     the text must write it with these very capitals ("IS", "Le Monde")
    definite  a single Arabic word that needs its article (النظام is the regime, نظام any system)
    """

    value: T
    written: str
    cased: bool = False
    definite: bool = False


class _Node(Generic[T]):
    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.entries: list[Entry[T]] = []


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found: words `first` up to `last` (not included) of the text, and its entry."""

    first: int
    last: int
    start: int
    end: int
    entry: Entry[T]


class Phrasebook(Generic[T]):
    """Names cut into folded words, kept as a tree: one walk per word, as deep as the longest name.

    >>> book = Phrasebook[str]()
    >>> book.add("Syrian Network for Human Rights", "snhr")
    >>> book.add("التحالف الدولي", "coalition")
    >>> text = "according to the Syrian Network for Human Rights; والتحالف الدولي"
    >>> [(h.entry.value, text[h.start:h.end]) for h in book.find(text, list(words(text)))]
    [('snhr', 'Syrian Network for Human Rights'), ('coalition', 'التحالف الدولي')]
    """

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._opens: dict[str, bool] = {}

    def add(self, phrase: str, value: T, *, cased: bool = False) -> None:
        """Enter one phrase; several values may share it, first come first."""
        plain = [w.folded for w in words(phrase)]
        self._opens.clear()
        node = self._root
        for word in plain:
            node = node.next.setdefault(key(word), _Node())
        definite = len(plain) == 1 and is_arabic(plain[0]) and plain[0] != key(plain[0])
        if plain and all(e.value != value or e.cased != cased or (e.definite and not definite) for e in node.entries):
            node.entries.append(Entry(value, phrase, cased, definite))

    def lookup(self, phrase: str) -> list[Entry[T]]:
        """What the whole phrase stands for, with or without a leading article; empty when unknown."""
        plain = [key(w.folded) for w in words(phrase)]
        for attempt in (plain, plain[1:] if plain and plain[0] in _LEADING else []):
            node: _Node[T] | None = self._root if attempt else None
            for word in attempt:
                node = node.next.get(word) if node else None
            if node and node.entries:
                return node.entries
        return []

    def opens(self, word: str) -> bool:
        """Whether any phrase begins with this folded word, in any of its readings; remembered, for most never do."""
        known = self._opens.get(word)
        if known is None:
            known = any(stem in self._root.next for stem, _, _ in _readings(word))
            if len(self._opens) < _REMEMBERED:
                self._opens[word] = known
        return known

    def longest(self, text: str, cut: Sequence[Word], i: int) -> Hit[T] | None:
        """The longest phrase that begins with word `i`."""
        first = cut[i]
        known = self._opens.get(first.folded)
        if known is False or (known is None and not self.opens(first.folded)):
            return None
        best: Hit[T] | None = None
        for stem, definite, taken in _readings(first.folded):
            node = self._root.next.get(stem)
            j = i + 1
            while node is not None:
                entry = _fit(node.entries, text, first.start, cut[j - 1].end, definite)
                if entry is not None and (best is None or j > best.last):
                    best = Hit(i, j, _skip(text, first, taken, definite, len(stem)), cut[j - 1].end, entry)
                if j == len(cut) or not adjacent(text, cut[j - 1].end, cut[j].start):
                    break
                node = node.next.get(key(cut[j].folded))
                j += 1
        return best

    def find(self, text: str, cut: Sequence[Word]) -> Iterator[Hit[T]]:
        """Every phrase of the text, left to right, longest first, none inside another."""
        free = 0
        known = self._opens
        for i, word in enumerate(cut):
            opens = known.get(word.folded)
            if opens is False or i < free or (opens is None and not self.opens(word.folded)):
                continue
            hit = self.longest(text, cut, i)
            if hit is not None:
                yield hit
                free = hit.last


def _readings(word: str) -> tuple[tuple[str, bool, int], ...]:
    return stems(word) if is_arabic(word) else ((word, True, 0),)


def _fit(entries: list[Entry[T]], text: str, start: int, end: int, definite: bool) -> Entry[T] | None:
    for entry in entries:
        if entry.definite and not definite:
            continue
        if entry.cased and not _same_case(text[start:end], entry.written):
            continue
        return entry
    return None


def _same_case(found: str, written: str) -> bool:
    return [w for w in found if w.isalnum()] == [w for w in written if w.isalnum()]


def _skip(text: str, word: Word, taken: int, definite: bool, stem: int) -> int:
    """Where the name itself begins: after و ف ب ل ك, the article included."""
    if not taken or not is_arabic(text[word.start]) or word.end - word.start != taken + stem:
        return word.start
    if definite and text.startswith("ال", word.start + taken - 2):
        return word.start + taken - 2
    return word.start if definite else word.start + taken  # "للنظام": its article cannot be cut off


def adjacent(text: str, end: int, start: int) -> bool:
    """Whether two words stand together: spaces, hyphens, apostrophes, quotes, editor's brackets; no sentence end."""
    if start - end > 4:
        return False
    between = text[end:start]
    if between == " ":
        return True
    if any(c in ",;:!?()\n،؛؟" for c in between):
        return False
    return ". " not in between or (end >= 2 and text[end - 2] == ".")
