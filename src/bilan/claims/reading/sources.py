"""Everybody in a sentence who could speak: named actors, generic sources ("residents"), persons."""

from __future__ import annotations

import re

from bilan.actors import Through
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.scene import Named, Scene
from bilan.claims.reading.words import Word

_PERSON = re.compile(r"[A-ZÀ-Þ][\w'-]+$")


def sources(scene: Scene, pack: Pack, plain: str) -> list[Named]:
    """Everybody in the sentence who could speak: named actors, generic sources, persons; left to right."""
    found = [a for a in scene.actors if a.through is not Through.ACTION and not _is_state_as_place(a, scene)]
    found += _roles(scene, pack, found)
    found += _persons(scene, found)
    return sorted(found, key=lambda n: n.start)


def _is_state_as_place(named: Named, scene: Scene) -> bool:
    i = scene.word_at(named.start)
    return (
        named.actor is not None
        and named.actor.kind == "state"
        and i > 0
        and scene.words[i - 1].low in ("in", "en", "au", "aux", "near", "from")
    )


def _inside(start: int, end: int, others: list[Named]) -> bool:
    return any(o.start < end and start < o.end for o in others)


def _roles(scene: Scene, pack: Pack, actors: list[Named]) -> list[Named]:
    words, found = scene.words, list[Named]()
    i = 0 if scene.any_tag("role") else len(words)
    while i < len(words):
        w = words[i]
        if not w.has("role"):
            i += 1
            continue
        last = i + w.width("role")
        behalf = None
        name = str(w.value("role"))
        # "le porte-parole de la coalition", "un responsable de l'ONU"
        j = last
        while (
            j < len(words)
            and j - last < 4
            and not words[j].has("of")
            and words[j].low.isalpha()
            and not words[j].has("say")
            and not words[j].has("and")
        ):
            j += 1
        if j < len(words) and (words[j].has("of") or words[j].low in ("for",)):
            k = j + 1
            while k < len(words) and (words[k].has("article") or words[k].has("of")):
                k += 1
            behalf = next((a for a in actors if k < len(words) and a.start <= words[k].start < a.end), None)
            if behalf is not None:
                last = max(last, scene.word_at(behalf.end - 1) + 1)
        start, end = words[i].start, words[last - 1].end
        if behalf is None and _qualifies(words, last, actors):
            i = last
            continue
        if behalf is not None or not _inside(start, end, actors):
            whole = Named(
                start,
                end,
                behalf.name if behalf is not None else name,
                "role",
                behalf.actor if behalf else None,
                on_behalf_of=behalf,
            )
            found.append(whole)
        i = last
    return found


def _qualifies(words: list[Word], i: int, actors: list[Named]) -> bool:
    """ "the official Syrian news agency SANA": the word describes the name that follows."""
    for k in range(i, min(len(words), i + 4)):
        if any(a.start == words[k].start for a in actors):
            return True
        if (
            not words[k].low.isalpha()
            or words[k].has("of")
            or words[k].has("say")
            or words[k].has("and")
            or words[k].has("preposition")
        ):
            return False
    return False


def _opens(w: Word) -> bool:
    """ "Since May", "After Friday": a capital because the sentence begins."""
    return w.has_any(("preposition", "adverb", "subordinator", "article", "hedge", "quantifier", "be", "say"))


def _persons(scene: Scene, others: list[Named]) -> list[Named]:
    """Two or more capitalised words in a row that are no actor, place or sentence start alone."""
    words, found = scene.words, list[Named]()
    shouting = sum(w.raw.isupper() for w in words) > 0.7 * max(1, len([w for w in words if w.raw.isalpha()]))
    acting = {scene.word_at(o.start) for o in others if o.actor is not None}
    i = 0
    while i < len(words):
        if not _PERSON.match(words[i].raw) or (i in acting and words[i].raw.isupper()):
            i += 1  # "l'AFP Marc Salvi": the agency is no part of the name
            continue
        j = i
        while j < len(words) and (
            (_PERSON.match(words[j].raw) and not (j == i and _opens(words[j])))
            or (
                words[j].low in ("-", "al", "abu", "bin", "el", "de", "ben", "van", "von")
                and j > i
                and j + 1 < len(words)
                and _PERSON.match(words[j + 1].raw)
            )
        ):
            if words[j].has("title") and j == i:
                i = j + 1
                j = i
                continue
            j += 1
        names = [w for w in words[i:j] if w.low != "-"]
        if len(names) >= 2 and not shouting and j > i:
            start, end = words[i].start, words[j - 1].end
            clash = _inside(start, end, others) or any(p.start < end and start < p.end for p in scene.places)
            if not clash and not words[i].has("role"):
                found.append(Named(start, end, " ".join(w.raw for w in words[i:j]).replace(" - ", "-"), "person"))
        i = max(j, i + 1)
    return found
