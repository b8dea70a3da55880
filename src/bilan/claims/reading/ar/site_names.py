"""Places that Arabic names by others: two countrysides in one word, a hospital or an airport of a town.

"ريفي حماة وحمص"            the countrysides of both
"مستشفى حماة الوطني"        a hospital by its town and its rank
"""

from __future__ import annotations

from bilan.places import gazetteer
from bilan.search.words import fold, words

_HEADS = {fold(k): v for k, v in {
    "مستشفى": "Hospital", "مشفى": "Hospital", "مطار": "Airport", "سجن": "Prison", "جامعة": "University",
}.items()}  # fmt: skip
_RANKS = {fold(k): v for k, v in {
    "الجامعي": "University", "الوطني": "National", "المركزي": "Central", "الدولي": "International",
    "العسكري": "Military", "العام": "General",
}.items()}  # fmt: skip
_BOTH = fold("ريفي")


def head_of(word: str) -> str:
    """What a folded word says the place is, with or without a small word written onto it; "" when it says nothing.

    >>> head_of("بمستشفي"), head_of("مطار"), head_of("بيت")
    ('Hospital', 'Airport', '')
    """
    return _HEADS.get(word) or (_HEADS.get(word[1:], "") if word[:1] in ("ب", "ل", "و") else "")


def is_rank(word: str) -> bool:
    """Whether a folded word is the rank of such a place."""
    return word in _RANKS


def opens_two(word: str) -> bool:
    """ "ريفي", "بريفي": the countrysides of two places follow."""
    return word == _BOTH or (word[:1] in ("ب", "ل", "و") and word[1:] == _BOTH)


def said_by_others(said: str) -> str | None:
    """The English name of such words; None where they are none.

    >>> said_by_others("مطار دمشق الدولي"), said_by_others("ريفي إدلب وحلب"), said_by_others("ريف حلب")
    ('Damascus International Airport', 'Idlib and Aleppo countrysides', None)
    """
    cut = list(words(said))
    if len(cut) < 3:
        return None
    if opens_two(cut[0].folded):
        for k in range(2, len(cut)):
            if cut[k].folded.startswith("و"):
                one = _base(said[cut[1].start : cut[k - 1].end])
                two = _base(said[cut[k].start + 1 : cut[-1].end])
                if one and two:
                    return f"{one} and {two} countrysides"
        return None
    head = head_of(cut[0].folded)
    if not head or not is_rank(cut[-1].folded):
        return None
    town = _base(said[cut[1].start : cut[-2].end])
    return f"{town} {_RANKS[cut[-1].folded]} {head}" if town else None


def _base(name: str) -> str:
    place = gazetteer().resolve(name)
    return place.name.removesuffix(" city") if place is not None else ""


__all__ = ["head_of", "is_rank", "opens_two", "said_by_others"]
