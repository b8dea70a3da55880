"""Nouns for people that no list knows: "two guards and a muleteer", "un rémouleur a été tué".

What stands in a list of people, or is murdered, kidnapped or wounded, is a person whatever the word for him.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.words import Word

_STOPS = frozenset({".", ";", ":", "?", "!", "(", ")"})
_THEY = frozenset({"ont", "sont", "étaient", "avaient", "furent", "were", "are", "have", "auraient", "seraient"})
# verbs of which no thing is the object: a bridge is not murdered
_PERSONAL = (
    "tué", "tue", "tuant", "assassin", "kidnapp", "égorg", "décapit", "poignard", "interpell", "lynch", "bless", "mort",
    "meurt", "décéd", "fusill", "étrangl", "séquestr", "incarcér",
)  # fmt: skip
_BETWEEN = ("be", "been", "have", "adverb", "deemed", "distance")


def unheard_of(words: Sequence[Word], i: int, end: int) -> bool:
    """Whether "a" with a noun that no list knows goes on a list of people: "two guards and a muleteer".

    `end` is where the people before it end.
    """
    if not words[i].has("indefinite") or i + 1 >= len(words) or not 0 < i - end <= 2 or not words[end:i]:
        return False
    noun, after = words[i + 1], words[i + 2] if i + 2 < len(words) else None
    if noun.tags or not noun.low.isalpha() or not noun.raw.islower() or len(noun.low) < 4:
        return False
    joined = words[i - 1].has("and")
    if not joined and words[i - 1].low != ",":
        return False
    if after is None or after.low in _STOPS:
        return joined
    if after.low == "," or after.has("and"):
        return joined or after.has("and") or any(w.has("and") for w in words[i + 3 : i + 9])
    return joined and (after.low in _THEY or after.has("vpart"))


def harmed(words: Sequence[Word], i: int) -> bool:
    """Whether "a" with a noun that no list knows is the subject or object of a verb said of people alone."""
    if not words[i].has("indefinite") or i + 1 >= len(words) or not _nameless(words[i + 1]):
        return False
    j = i + 2
    while j < len(words) and words[j].has_any(_BETWEEN):
        j += 1
    if j > i + 2 and j < len(words) and _personal(words[j]):
        return True
    k = i - 1
    while k > 0 and words[k].has("adverb"):
        k -= 1
    if k < 0 or (k > 1 and words[k - 1].has("be")):
        return False
    return (_personal(words[k]) and words[k].has_any(("vpart", "vfin", "vger"))) or (
        k > 0 and words[k].has("of") and words[k - 1].low in ("meurtre", "assassinat", "enlèvement", "rapt")
    )


def _nameless(w: Word) -> bool:
    return not w.tags and w.low.isalpha() and w.raw.islower() and len(w.low) > 3


def _personal(w: Word) -> bool:
    return w.low.startswith(_PERSONAL) and w.has_any(("vpart", "vfin", "vger", "vintr", "vintrfin", "vadj"))


__all__ = ["harmed", "unheard_of"]
