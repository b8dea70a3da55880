"""Predicates: "were killed", "a tué", "killing", "injured": what is done, active or passive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bilan.claims.reading.compounds import compound
from bilan.claims.reading.noun_phrase import skip
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.words import Word
from bilan.model.vocab import Harm

Voice = Literal["active", "passive", "reduced", "either", "infinitive"]


@dataclass(slots=True)
class Predicate:
    """What is done to people: `words[first:last]`."""

    first: int
    last: int
    harm: Harm
    voice: Voice
    negated: bool = False
    conditional: bool = False
    possible: bool = False


_SOFT = ("adverb", "negation", "distance")


def _after_soft(words: list[Word], i: int) -> int:
    j = skip(words, i, *_SOFT)
    while j < len(words) and words[j].low == '"' and j - i < 6:
        closing = next((k for k in range(j + 1, min(j + 4, len(words))) if words[k].low == '"'), None)
        if closing is None:
            said = j + 1 < len(words) and (words[j + 1].has("vpart") or words[j + 1].has("vintr"))
            return j + 1 if said else j  # "avoir « éliminé quatorze hommes »"
        if any(w.has("vpart") or w.has("vintr") for w in words[j + 1 : closing]):
            return skip(words, j + 1, *_SOFT)  # "a « neutralisé » quatorze hommes"
        j = skip(words, closing + 1, *_SOFT)
    return j


def _negated(words: list[Word], first: int, last: int) -> bool:
    near = range(max(0, first - 2), last)
    return any(words[k].has("negation") and not _not_only(words, k) for k in near)


def _not_only(words: list[Word], k: int) -> bool:
    """ "not only killed", "non seulement tué": no negation."""
    return any(w.low in ("only", "just", "merely", "seulement") for w in words[k + 1 : k + 2])


_OPENS = frozenset({"be", "have", "vinf", "vger", "vpart", "vfin", "vintr", "vintrfin", "vadj"})


def sentenced(words: list[Word], i: int) -> bool:
    """ "condamnés à mort", "peine de mort", "menacés de mort": nobody has died yet."""
    return words[i].low == "mort" and i > 0 and words[i - 1].low in ("à", "de")


_ILL = frozenset({"atteint", "atteints", "atteinte", "atteintes"})
_SHOTS = frozenset(
    {"balle", "balles", "éclat", "éclats", "projectile", "projectiles", "tir", "tirs", "coups", "blessures"}
)


def _no_harm(words: list[Word], i: int) -> bool:
    """ "le plus touché", "porte atteinte", "atteints de diabète": nobody is hurt by anybody."""
    before = words[i - 1] if i else None
    if before is not None and before.low in ("plus", "moins") and i > 1 and words[i - 2].low in ("le", "la", "les"):
        return True
    if words[i].low not in _ILL:
        return False
    if before is not None and (before.low in ("une", "l'", "toute") or before.low.startswith("port")):
        return True
    after = words[i + 1 : i + 4]
    return bool(after) and after[0].low in ("de", "d'", "du") and not any(w.low in _SHOTS for w in after)


def predicate_at(words: list[Word], i: int, pack: Pack) -> Predicate | None:
    word = words[i]
    if not word.has_any(_OPENS) or sentenced(words, i) or (pack.lang == "fr" and _no_harm(words, i)):
        return None
    if word.has("be") or word.has("have"):
        return _compound(words, i, pack)
    modal = i > 0 and (
        words[i - 1].has("modal") or (i > 1 and words[i - 1].has("adverb") and words[i - 2].has("modal"))
    )
    if pack.lang == "en" and word.has("vinf") and compound(words, i, i + 1) and not words[i + 1].has("person"):
        return None  # "arrest warrants"
    if word.has("vinf") and (word.width("vinf") >= word.width("vfin")) and not word.has("person"):
        end = i + word.width("vinf")
        finite_plural = pack.lang == "en" and not modal
        if finite_plural and word.width("vpart") == word.width("vinf"):  # "12 hurt", "they hurt 12"
            return Predicate(i, end, word.value("vinf"), "either", _negated(words, i, i))
        return Predicate(i, end, word.value("vinf"), "active" if finite_plural else "infinitive")
    voices = {"vger": "active", "vpart": "either" if word.has("vfin") else "reduced", "vfin": "active"}
    voices |= {"vintr": "passive", "vintrfin": "passive", "vadj": "reduced"}
    said = [tag for tag in voices if word.has(tag)]
    if said:
        tag = max(said, key=word.width)  # "lost their lives" rather than "lost"
        voice = voices[tag]
        if tag == "vintr" and (pack.lang == "fr" or word.has("vadj")):
            voice = "reduced"
        if tag == "vpart" and voice == "either" and word.width("vfin") != word.width("vpart"):
            voice = "reduced"
        harm: Harm = word.value(tag)
        return Predicate(i, i + word.width(tag), harm, voice, _negated(words, i, i))  # type: ignore[arg-type]
    return None


def _after_aside(words: list[Word], i: int) -> int:
    """ "n'ayant, à l'en croire, perdu …": past an aside between commas."""
    if i >= len(words) or words[i].low != ",":
        return i
    close = next((k for k in range(i + 1, min(len(words), i + 8)) if words[k].low == ","), None)
    if close is None or close + 1 >= len(words):
        return i
    return close + 1 if any(words[close + 1].has(t) for t in ("vpart", "vintr", "vadj")) else i


def _let(words: list[Word], i: int, j: int, pack: Pack) -> tuple[int, bool]:
    """ "se sont fait enlever": the infinitive is what they suffered."""
    let = pack.lang == "fr" and i > 0 and words[i - 1].low in ("se", "s'") and j + 1 < len(words)
    if let and words[j].low in ("fait", "faits", "faite", "faites") and words[j + 1].has("vinf"):
        return j + 1, True
    return j, False


_CHANCE = frozenset({"possibility", "likelihood", "possibilité", "éventualité"})


def _compound(words: list[Word], i: int, pack: Pack) -> Predicate | None:
    """An auxiliary with its participle: "ont été tués", "has killed", "seraient morts"."""
    conditional = possible = False
    passive = False
    j = i
    saw_have = saw_be = False
    while j < len(words) and (words[j].has("be") or words[j].has("have") or words[j].has("been")):
        conditional |= words[j].has("conditional")
        saw_have |= words[j].has("have")
        if words[j].has("been") or words[j].has("be"):
            saw_be = True
        j = _after_soft(words, j + 1)
        j = _after_aside(words, j)
        if (
            j < len(words) and words[j].has("deemed") and saw_be
        ):  # "were reported killed", "is believed to have been killed"
            conditional = True
            j = _after_soft(words, j + words[j].width("deemed"))
            if j < len(words) and words[j - 1].low == "have":
                saw_be = words[j].has("been")
                j = _after_soft(words, j + 1) if saw_be else j
    passive = saw_be
    j, made = _let(words, i, j, pack) if saw_be else (j, False)
    if j >= len(words):
        return None
    word = words[j]
    possible = any(w.has("possible") for w in words[max(0, i - 2) : j])
    possible |= any(w.low in _CHANCE for w in words[max(0, i - 6) : i])  # "admitted the possibility that …"
    negated = _negated(words, i, j)
    if made:
        return Predicate(i, j + word.width("vinf"), word.value("vinf"), "passive", negated, conditional, possible)
    if word.has("vpart") and word.width("vpart") >= word.width("vintr"):
        voice: Voice = "passive" if passive else "active"
        last = j + word.width("vpart")
        return Predicate(i, last, word.value("vpart"), voice, negated, conditional, possible)
    for tag in ("vintr", "vadj"):
        if word.has(tag):
            return Predicate(i, j + word.width(tag), word.value(tag), "passive", negated, conditional, possible)
    return None
