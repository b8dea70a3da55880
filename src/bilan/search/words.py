"""The words of a text, folded so that spelling habits do not matter, each with its own place.

Folding takes away case, accents, Arabic vowel signs, tatweel and the letter forms that writers mix
(أ إ آ ا, ة ه, ى ي), and the dots and gaps that some posts put inside words to escape filters ("صـ.ـاروخ", "صـ ـاروخ").
The text itself is never rewritten: a word keeps the offsets of what was received.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad"
_WORD = re.compile(
    rf"[^\W_](?:[^\W_]|[{_MARKS}{_INVISIBLE}]|(?<=\u0640)[ .•·*\-_/]{{1,3}}(?=\u0640)|(?<=\u0640)[.•·*](?=[\u0621-\u064a]))*",
)
_PLAIN_WORD = re.compile(r"[^\W_]+")  # all that `_WORD` finds where nothing of this kind stands:
_RARE = re.compile(rf"[{_MARKS}{_INVISIBLE}\u0640]")
# Arabic writes its numbers against the next word ("و38", "15سنة"): the two are parted, as
# are Arabic and Latin letters that a page has run together.
# So are words of which the first shows its end: with "ة", or drawn out ("عاجـــــل").
_LETTER = "\u0621-\u063a\u0641-\u064a"
_MIXED = re.compile(rf"[\u0620-\u064a][\dA-Za-z]|[\dA-Za-z][\u0620-\u064a]|ة[{_LETTER}]|ع\u0640*اج\u0640+ل[{_LETTER}]")
_PARTS = re.compile(rf"\d+|[^\d\u0600-\u06ff]+|ع\u0640*اج\u0640+ل|[^\dA-Za-zة]+(?:ة[^\dA-Za-z{_LETTER}]*)?|ة+")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_DROP = re.compile(rf"[{_MARKS}{_INVISIBLE}\u0640 .•·*\-_/]")
_ARABIC_FORMS = str.maketrans("أإآٱىةگکیھہ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايهككيهه01234567890123456789")
_LATIN_FORMS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "œ": "oe", "æ": "ae", "ß": "ss", "ı": "i", "ʿ": "", "ʾ": ""}
)


@dataclass(slots=True, unsafe_hash=True)
class Word:
    """One word: where it stands, and how it reads once folded. Nobody changes one (frozen ones are slow to make)."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One word without what writers vary.

    >>> fold("Étatsunienne"), fold("القُوَّات"), fold("إدلب") == fold("ادلب")
    ('etatsunienne', 'القوات', True)
    """
    if word.isascii():
        return word.lower()
    if _ARABIC.search(word):
        plain = unicodedata.normalize("NFKC", word)
        return _DROP.sub("", plain).translate(_ARABIC_FORMS)
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in plain.translate(_LATIN_FORMS) if not unicodedata.combining(c) and c.isalnum())


PASSAGE = 200  # characters; what is shorter is answered as fast as an answer is found again
LARGEST = 100_000  # characters of what is worth keeping for the next to ask; a longer text is cut anew


def cut_up(text: str) -> tuple[Word, ...]:
    """All the words of a text; those of a passage are kept while one step after the other asks for them."""
    return _cut_lately(text) if PASSAGE <= len(text) <= LARGEST else tuple(words(text))


@lru_cache(maxsize=4)
def _cut_lately(text: str) -> tuple[Word, ...]:
    return tuple(words(text))


def words(text: str) -> Iterator[Word]:
    """The words of a text from left to right; apostrophes and hyphens part words.

    >>> [w.folded for w in words("L'armée US-led")]
    ['l', 'armee', 'us', 'led']
    """
    mixed = _MIXED.search(text) is not None
    for match in (_WORD if _RARE.search(text) else _PLAIN_WORD).finditer(text):
        start, end = match.span()
        if mixed and _MIXED.search(text, start, end):
            for part in _PARTS.finditer(text, start, end):
                if folded := fold(part.group()):
                    yield Word(part.start(), part.end(), folded)
            continue
        folded = fold(match.group()) if end - start < 64 else match.group().lower()
        if folded:
            yield Word(start, end, folded)


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic script."""
    return bool(word) and "\u0600" <= word[0] <= "\u06ff"


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[tuple[str, bool, int], ...]:
    """The readings of a folded Arabic word without its clitics: (stem, has the article, letters taken away).

    Least taken first. "وبالقوات" may be the word itself or و + ب + ال + قوات.

    >>> ("نظام", True, 2) in stems("للنظام")
    True
    """
    found: dict[tuple[str, bool], int] = {}

    def keep(stem: str, definite: bool, taken: int) -> None:
        if len(stem) >= 2:
            found.setdefault((stem, definite), taken)

    def article(rest: str, taken: int) -> None:
        keep(rest, False, taken)
        if rest.startswith("ال") and len(rest) > 3:
            keep(rest[2:], True, taken + 2)

    article(word, 0)
    after = [(word, 0)]
    if word[0] in "وف" and len(word) > 3:
        article(word[1:], 1)
        after.append((word[1:], 1))
    for rest, taken in after:
        if rest.startswith("لل") and len(rest) > 4:
            keep(rest[2:], True, taken + 2)
            if rest[2:].startswith("ل"):
                keep(rest[1:], True, taken + 1)
        if rest[0] in "بلك" and len(rest) > 3:
            article(rest[1:], taken + 1)
    return tuple((stem, definite, taken) for (stem, definite), taken in found.items())


def in_arabic(text: str) -> bool:
    """Whether a text, whatever its language is said to be, is written in Arabic letters alone ("التحالف")."""
    return _ARABIC.search(text) is not None and _LATIN.search(text) is None


def key(word: str) -> str:
    """How a folded word is kept in a list of names: an Arabic one without its article."""
    return word[2:] if is_arabic(word) and word.startswith("ال") and len(word) > 3 else word
