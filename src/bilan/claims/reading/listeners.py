"""Speakers in further places.

"…, a déclaré à l'AFP le maire", "…, a annoncé dimanche à Radio X la police"     after whoever is told
"X a revendiqué l'attaque, affirmant que …", "…, with Rimal Radio stating …"     before a participle of speech
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bilan.claims.reading.phrases import after_word, before_verb
from bilan.claims.reading.scene import Named, Scene, Speech

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


def participles(
    scene: Scene, by_word: Mapping[int, Named], found: Sequence[Speech], cites: tuple[Named, ...]
) -> list[Speech]:
    """The frames of "affirmant que", "stating that": said by the noun before them, else by the subject of the sentence."""
    made: list[Speech] = []
    for i, w in enumerate(scene.words if scene.any_tag("saying") else ()):
        if not w.has("saying") or w.has("say"):
            continue
        who, apart = _just_before(scene, by_word, i), i > 0 and scene.words[i - 1].low == ","
        if who is None and apart:
            who = next((s.speaker for s in reversed(found) if s.start < w.start), None) or _opener(scene, by_word)
        if who is not None:
            made.append(Speech(who, tuple(c for c in cites if c.start != who.start), w.start, True, "says"))
    return made


def _just_before(scene: Scene, by_word: Mapping[int, Named], i: int) -> Named | None:
    """ "with Rimal Radio stating", ", certaines études suggérant": a name or noun that stands apart for the participle."""
    words = scene.words
    named = next((n for n in by_word.values() if 0 <= words[i].start - n.end <= 1), None)
    start = scene.word_at(named.start) if named is not None else i
    while start > 0 and i - start < 6 and (words[start - 1].has("article") or words[start - 1].raw[:1].isupper()):
        start -= 1
    if start > 0 and start < i and words[start - 1].low == "with":
        return named or before_verb(scene, i, scene.analysis.dated)
    return named if named is not None and start > 0 and words[start - 1].low == "," else None


def _opener(scene: Scene, by_word: Mapping[int, Named]) -> Named | None:
    """Whoever heads the sentence."""
    words = scene.words
    return by_word.get(0) or (by_word.get(1) if words and words[0].has("article") else None)


__all__ = ["participles", "past_listener"]
