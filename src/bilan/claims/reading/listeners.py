"""The speaker who comes after the one spoken to: "…, a déclaré à l'AFP le maire", "…, a annoncé dimanche à Radio X la police"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bilan.claims.reading.phrases import after_word
from bilan.claims.reading.scene import Named, Scene

_TO = frozenset(("à", "au", "aux", "auprès"))
_OWN = frozenset(("sa", "son", "leur", "ses"))
_SIDE = frozenset(("part", "côté", "tour"))
_MOST = 12


def past_listener(scene: Scene, by_word: Mapping[int, Named], i: int) -> Named | None:
    """Who speaks, where word `i` stands after a verb of speech and somebody is told first; None where nobody is."""
    words, k, told = scene.words, i, False
    while k < len(words) and k - i < _MOST:
        low = words[k].low
        after = words[k + 1].low if k + 1 < len(words) else ""
        if low == "," or k in scene.analysis.dated:
            k += 1
        elif low in _TO and not told:
            k, told = _past_whom(scene, by_word, k + 1), True
        elif low in ("pour", "de") and after in _OWN and k + 2 < len(words) and words[k + 2].low in _SIDE:
            k, told = k + 3, True
        elif words[k].has("adverb"):
            k += 1
        else:
            break
    if not told or k >= len(words) or words[k].low in ("que", "qu'", '"', ".", "avoir"):
        return None
    who = by_word.get(k) or (by_word.get(k + 1) if words[k].has("article") else None) or after_word(scene, k)
    return _by_name(who, scene, by_word) if who is not None else None


def _past_whom(scene: Scene, by_word: Mapping[int, Named], k: int) -> int:
    """Past "l'AFP", "la presse", "Radio Sol", "des journalistes"."""
    words = scene.words
    while k < len(words) and (words[k].has("article") or words[k].has("of")):
        k += 1
    named = by_word.get(k)
    return scene.word_at(named.end - 1) + 1 if named is not None else k + 1


def _by_name(who: Named, scene: Scene, by_word: Mapping[int, Named]) -> Named:
    """ "le porte-parole du ministère, Jean Tessa": the person whose office was said."""
    if who.sort == "person":
        return who
    words = scene.words
    commas = 0
    for k in range(scene.word_at(who.end - 1), min(len(words), scene.word_at(who.start) + 10)):
        named = by_word.get(k)
        if named is not None and named.sort == "person":
            return replace(named, on_behalf_of=who.on_behalf_of or (who if who.actor else None))
        commas += words[k].low == ","
        if commas > 1 or words[k].low in (".", '"', ";") or words[k].has("say"):
            break
    return who


__all__ = ["past_listener"]
