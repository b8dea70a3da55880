"""A passage as the grammar sees it: plain letters, with a way back to every code point of the original.

Typography hides words from a reader: non-breaking spaces, curly quotes, digits of other scripts, tatweel,
marks that steer the direction of writing, letters starred out to slip past a filter. `plain` has none of
these, and `Passage.span` leads from it back to the text that was received.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from bilan.model.text import Span
from bilan.search.words import LARGEST, PASSAGE

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c"
_ONE_FOR_ONE = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, "‘’‚‛ʼ`´′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″❝❞"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒⁃−"), "-"),
    **dict.fromkeys(map(ord, "–—―"), "–"),
    **{c: " " for c in range(32) if chr(c) not in "\n\t\x0b\x0c"},
    **dict.fromkeys(range(127, 160), " "),
    0x2028: "\n",
    0x2029: "\n",
    ord("İ"): "I",
    **{
        c: str(unicodedata.decimal(chr(c)))
        for c in range(0x80, sys.maxunicode + 1)
        if unicodedata.category(chr(c)) == "Nd"
    },
}
# What leaves no trace in `plain`: tatweel, Arabic vowel signs, direction and joining marks, soft hyphens, and
# stars inside a word; a letter followed by a combining accent becomes the accented letter.
_EDITS = re.compile(
    "[\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
    "|[^\\W\\d_][\u0300-\u036f]+"
    "|(?<=[^\\W\\d_])\\*{1,3}(?=[^\\W\\d_])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of `plain`: its bounds, the block (set off by blank lines) and what kind of line it is."""

    start: int
    end: int
    block: int
    kind: str  # "text", "headline" or "caption"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its plain reading, its sentences.

    >>> p = Passage.of("Plus de ٥٨٠٠ civils")
    >>> p.plain, p.span(8, 12).of(p.text)
    ('Plus de 5800 civils', '٥٨٠٠')
    """

    text: str
    plain: str
    lower: str
    sentences: tuple[Sentence, ...]
    _plain_marks: tuple[int, ...]
    _text_marks: tuple[int, ...]

    @classmethod
    def of(cls, text: str, abbreviations: frozenset[str] = frozenset()) -> Passage:
        return (_lately if PASSAGE <= len(text) <= LARGEST else _passage)(text, abbreviations)

    @classmethod
    def uncut(cls, text: str) -> Passage:
        """A few words of a text, not cut into sentences."""
        plain, at_plain, at_text = _plain(text)
        return cls(text, plain, plain.lower(), (), tuple(at_plain), tuple(at_text))

    def back(self, position: int) -> int:
        """The code point of the original that stands at this place of `plain`."""
        nearest = bisect_right(self._plain_marks, position) - 1
        return self._text_marks[nearest] + position - self._plain_marks[nearest]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original behind `plain[start:end]`."""
        first = self.back(start)
        return Span(first, max(first + 1, self.back(end - 1) + 1))


def _passage(text: str, abbreviations: frozenset[str]) -> Passage:
    plain, at_plain, at_text = _plain(text)
    sentences = tuple(_sentences(plain, abbreviations))
    return Passage(text, plain, plain.lower(), sentences, tuple(at_plain), tuple(at_text))


_lately = lru_cache(maxsize=4)(_passage)  # who reads and who verifies look at one passage after the other


def _plain(text: str) -> tuple[str, list[int], list[int]]:
    pieces: list[str] = []
    at_plain, at_text = [0], [0]
    done = length = 0
    for edit in _EDITS.finditer(text):
        before = text[done : edit.start()]
        kept = unicodedata.normalize("NFC", edit.group())[:1] if edit.group()[0].isalpha() else ""
        pieces += [before, kept]
        length += len(before) + len(kept)
        done = edit.end()
        at_plain.append(length)
        at_text.append(done)
    pieces.append(text[done:])
    return "".join(pieces).translate(_ONE_FOR_ONE), at_plain, at_text


# "date 2017-07": the month of publication that some files open with is no part of what they say
_FRONT = re.compile(r"\s*date \d{4}-\d\d(?:-\d\d)?\s")
_BLANK = re.compile(r"\n[ ]*\n\s*")
_STOP = re.compile(r'[.!?…؟]+["\')\]]*(?=\s+["(\[–-]?\s*["\[]?[^\W_a-zß-ÿ]|\s*$|[A-ZÀ-Þ][a-zà-ÿ])|[;؛](?=\s)|\n')
_WORD_BEFORE = re.compile(r"([^\W_]+)$")
_LONGEST = 1600


def _sentences(plain: str, abbreviations: frozenset[str]) -> list[Sentence]:
    found: list[Sentence] = []
    front = _FRONT.match(plain)
    start = front.end() if front else 0
    bounds = [(m.start(), m.end()) for m in _BLANK.finditer(plain, start)] + [(len(plain), len(plain))]
    for number, (end, next_start) in enumerate(bounds):
        cuts = _cuts(plain, start, end, abbreviations)
        lines = list(zip([start, *cuts], [*cuts, end], strict=True))
        for first, last in lines:
            while first < last and plain[first].isspace():
                first += 1
            while last > first and plain[last - 1].isspace():
                last -= 1
            for piece_start in range(first, last, _LONGEST):
                piece_end = min(last, piece_start + _LONGEST)
                found.append(Sentence(piece_start, piece_end, number, _kind(plain, piece_start, piece_end, start, end)))
        start = next_start
    return found


def _kind(plain: str, start: int, end: int, block_start: int, block_end: int) -> str:
    if plain[block_start:block_end].lstrip().startswith("©"):
        return "caption"
    ends_line = end >= block_end or plain[end : end + 1] == "\n"
    return "headline" if ends_line and plain[end - 1] not in '.!?…"' and end - start < 160 else "text"


def _cuts(plain: str, start: int, end: int, abbreviations: frozenset[str]) -> list[int]:
    cuts: list[int] = []
    line_start = start
    for stop in _STOP.finditer(plain, start, end):
        mark = stop.group()
        if mark == "\n":
            line = plain[line_start : stop.start()]
            following = plain[stop.end() : stop.end() + 1]
            wrapped = len(line) >= 55 and line[-1:] not in '.!?:"…' and line == line.upper()
            line_start = stop.end()
            if following.islower() or wrapped or not following:
                continue
        elif mark.startswith(".") and not mark.startswith(".."):
            word = _WORD_BEFORE.search(plain, max(start, stop.start() - 24), stop.start())
            glued = stop.end() < end and not plain[stop.end()].isspace()
            if word is not None:
                lonely = (
                    len(word.group()) == 1 and word.group().isalpha() and plain[word.start() - 1 : word.start()] != "-"
                )
                if lonely or word.group().lower() in abbreviations or (glued and len(word.group()) < 4):
                    continue
        cuts.append(stop.end())
    return cuts
