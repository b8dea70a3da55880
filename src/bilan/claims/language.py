"""Which language a text is in, by its script and its small words.

>>> identify("Plus de cent civils ont été tués dans la ville."), identify("قتل خمسة مدنيين")
('fr', 'ar')
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from bilan.plugins import load, offers

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]+")
_SMALL_WORDS = {
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "de",
            "des",
            "du",
            "et",
            "en",
            "dans",
            "un",
            "une",
            "qui",
            "que",
            "au",
            "aux",
            "ont",
            "par",
            "pour",
            "sur",
            "a",
            "est",
            "dont",
            "selon",
            "été",
            "mort",
            "morts",
            "tués",
            "civils",
            "cette",
            "son",
            "ses",
            "plus",
            "avec",
            "ne",
            "pas",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "in",
            "to",
            "a",
            "was",
            "were",
            "by",
            "on",
            "that",
            "for",
            "with",
            "is",
            "have",
            "has",
            "said",
            "at",
            "from",
            "killed",
            "people",
            "civilians",
            "their",
            "an",
            "as",
            "are",
            "been",
            "not",
            "it",
            "after",
        ]
    ),
}
_BUILT_IN = ("ar", "en", "fr")
_ENOUGH = 20_000


_WORD = re.compile(r"[^\W\d_]+")


def identify(text: str) -> str:
    """ "fr", "en" or "ar", or a language that somebody added and whose small words it uses most; English when nothing tells."""
    sample = text[:_ENOUGH]
    added = _added()
    if added:
        words = [w.lower() for w in _WORD.findall(sample)]
        most, lang = max((sum(w in small for w in words), name) for name, small in added.items())
        if most > len(words) / 12 and most > max(sum(w in small for w in words) for small in _SMALL_WORDS.values()):
            return lang
    if len(_ARABIC.findall(sample)) > len(re.findall(r"[A-Za-z]", sample)):
        return "ar"
    words = [w.lower() for w in _LATIN.findall(sample)]
    score = {lang: sum(w in small for w in words) for lang, small in _SMALL_WORDS.items()}
    score["fr"] += sum(any(c in "éèêàçùâîôûœ" for c in w) for w in words)
    return "fr" if score["fr"] > score["en"] else "en"


@cache
def _added() -> dict[str, frozenset[str]]:
    """The small words of languages that others added: `small_words` beside their `reader`."""
    found: dict[str, frozenset[str]] = {}
    for offer in offers("bilan.readers"):
        if offer.name not in _BUILT_IN and offer.name in load("bilan.readers"):
            small = frozenset[str](getattr(import_module(offer.value.partition(":")[0]), "small_words", ()))
            if small:
                found[offer.name] = small
    return found
