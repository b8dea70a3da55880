"""What may stand between two people of one list: "a tailor, father of three, and his apprentice"."""

from __future__ import annotations

from collections.abc import Container, Sequence

from bilan.claims.reading.words import Word

_LONGEST = 12  # words of an aside, or of the complement of a noun
_AGED = frozenset({"âgé", "âgée", "âgés", "âgées", "aged", "originaire", "originaires", "né", "née", "born"})
_STOPS = frozenset({".", ";", ":", "?", "!", "(", ")"})
_BEGINS = frozenset({"article", "possessive", "quantifier", "hedge", "person", "victim"})
_CLAUSE = frozenset({"be", "have", "say", "modal", "negation", "pronoun", "vfin"})


def past_apposition(words: Sequence[Word], i: int, busy: Container[int], named: bool) -> int | None:
    """The comma that closes ", father of three,", where the list goes on with "and" after it."""
    if words[i].low != "," or i + 2 >= len(words):
        return None
    k = i + 1
    again = named and words[k].has("indefinite") and words[k + 1].has("person")
    if not (words[k].has("person") or words[k].low in _AGED or again):
        return None
    for m in range(k + 1, min(len(words) - 1, k + _LONGEST)):
        w = words[m]
        if w.low == ",":
            return m if words[m + 1].has("and") else None
        if w.low in _STOPS or w.has("and") or w.has("say") or m in busy:
            return None
    return None


def only_a_complement(words: Sequence[Word], first: int, last: int, busy: Container[int]) -> bool:
    """Whether nothing but the complement of a noun stands here: "of the water and forest service"."""
    if not first < last <= first + _LONGEST or not words[first].has("of"):
        return False
    for m in range(first + 1, last):
        w = words[m]
        if w.low == "," or w.low in _STOPS or m in busy or w.has_any(_CLAUSE) or w.low[0].isdecimal():
            return False
        if w.has("and") and (m + 1 == last or words[m + 1].has_any(_BEGINS)):
            return False
    return True


def stands_alone(words: Sequence[Word], i: int, busy: Container[int]) -> bool:
    """Whether no verb follows what ends at word `i`: "and the imam of the mosque.", not "and the imam fled"."""
    if i >= len(words):
        return True
    w = words[i]
    plain = w.has("preposition") or w.has("of") or w.has("relative") or w.has("and") or not w.low[0].isalpha()
    if not (plain or w.has("gadj")):
        return False
    for m in range(i, min(len(words), i + _LONGEST)):
        w = words[m]
        if w.low in _STOPS or w.low in (",", '"') or w.has("and") or w.has("relative"):
            return True
        if m in busy or w.has_any(_CLAUSE):
            return False
    return True


__all__ = ["only_a_complement", "past_apposition", "stands_alone"]
