"""Which language a text is in, by its script and its small words.

>>> identify("Plus de cent civils ont été tués dans la ville."), identify("قتل خمسة مدنيين")
('fr', 'ar')
"""

from __future__ import annotations

import re

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
_ENOUGH = 20_000


def identify(text: str) -> str:
    """ "fr", "en" or "ar"; English when nothing tells."""
    sample = text[:_ENOUGH]
    if len(_ARABIC.findall(sample)) > len(re.findall(r"[A-Za-z]", sample)):
        return "ar"
    words = [w.lower() for w in _LATIN.findall(sample)]
    score = {lang: sum(w in small for w in words) for lang, small in _SMALL_WORDS.items()}
    score["fr"] += sum(any(c in "éèêàçùâîôûœ" for c in w) for w in words)
    return "fr" if score["fr"] > score["en"] else "en"
