"""Clauses: which stretch of a sentence goes with a count, so that its place, date and doer are looked for there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bilan.claims.reading.frames import Hit
from bilan.claims.reading.scene import Scene


def clause_at(scene: Scene, position: int) -> tuple[int, int]:
    """The clause around a character: between the contrasts and subordinators of its sentence."""
    for left, right in _brackets(scene):
        if left <= position < right:
            return left, right
    cuts = _cuts(scene)
    at = bisect_right(cuts, position)
    start = cuts[at - 1] if at else scene.sentence.start
    return start, cuts[at] if at < len(cuts) else scene.sentence.end


_PARTS = frozenset({"contrast", "subordinator"})


def _cuts(scene: Scene) -> list[int]:
    """Where the clauses of a sentence begin, leaving bracketed asides out of account; worked out once."""
    if scene.cuts is None:
        spoken = {s.speaker.end for s in scene.speeches}
        apart = {h.counted.begin for h in scene.hits if h.antecedent is not None and h.rule.startswith("counted")}
        scene.cuts = [
            w.start
            for i, w in enumerate(scene.words)
            if (
                (w.has_any(_PARTS) or w.low == ";" or i in apart or _new_clause(scene, i))
                and not _in_brackets(w.start, scene)
            )
            or (w.has("relative") and any(w.start - gap in spoken for gap in (0, 1, 2)))
        ]
    return scene.cuts


def clause_between(scene: Scene, start: int, end: int) -> bool:
    return any(start <= w.start < end and _new_clause(scene, i) for i, w in enumerate(scene.words))


def _brackets(scene: Scene) -> list[tuple[int, int]]:
    """The bracketed asides of a sentence that are long enough to say something."""
    if scene.brackets is None:
        scene.brackets = []
        left: int | None = None
        for w in scene.words:
            if w.low == "(":
                left = w.start
            elif w.low == ")" and left is not None:
                if w.end - left > 25:
                    scene.brackets.append((left, w.end))
                left = None
    return scene.brackets


def _in_brackets(start: int, scene: Scene) -> bool:
    return any(left <= start < right for left, right in _brackets(scene))


def bracketed(start: int, position: int, scene: Scene) -> bool:
    """Whether something stands in an aside that does not hold `position`."""
    return any(left <= start < right and not left <= position < right for left, right in _brackets(scene))


def _new_clause(scene: Scene, i: int) -> bool:
    """ "… et a jusqu'ici confirmé": a second verb of the same subject opens a clause of its own."""
    w = scene.words[i]
    if w.low not in ("et", "and") or i + 1 >= len(scene.words):
        return False
    following = scene.words[i + 1]
    return following.has("have") or (following.has("pronoun") and following.low not in ("it",))


def paragraphs_back(scenes: Sequence[Scene]) -> int:
    """How many paragraphs back a sentence may lean: in a short text, or one that sets every sentence apart."""
    blocks = len({s.sentence.block for s in scenes})
    return 5 if len(scenes) <= 1.4 * blocks else 2 if blocks <= 3 else 0


def own_clause(hit: Hit, scene: Scene, segment: tuple[int, int]) -> tuple[int, int]:
    """Whole and part share their clause, unless the part comes after all that is said of the whole."""
    words = scene.words
    parts = [h for h in scene.hits if h.parent is hit and h.counted.first >= hit.cue[1] and _own_verb(scene, h)]
    if parts:
        return segment[0], min(segment[1], words[_marker(scene, parts[0])].start)
    if hit.parent is not None and hit.parent.cue[1] <= hit.counted.begin and _own_verb(scene, hit):
        return max(segment[0], words[_marker(scene, hit)].start), segment[1]
    return segment


def _own_verb(scene: Scene, part: Hit) -> bool:
    """ "377, incluant 105 tués dans un bombardement à …": the part has a verb, a place and a date of its own."""
    end = part.counted.end
    while end < len(scene.words) and scene.words[end].has("adverb"):
        end += 1
    if _single_attack(scene, end) or _told_apart(scene, part):
        return True
    of_the_whole = part.parent.predicate if part.parent is not None else None
    return any(
        p.first == end and (of_the_whole is None or p.first != of_the_whole.first) for p in scene.analysis.predicates
    )


def _told_apart(scene: Scene, part: Hit) -> bool:
    """ "377 deaths, including 105 in Mosul in March": a bare number with its place is told of the part alone."""
    c = part.counted
    return c.head == "none" and c.last < len(scene.words) and scene.words[c.last].low in _WHERE


_WHERE = frozenset(("in", "at", "near", "à", "au", "aux", "en", "dans", "près"))


def _single_attack(scene: Scene, at: int) -> bool:
    """ "dont 105 dans une seule frappe à …", "including 105 in a single strike in …": one event of its own."""
    words = scene.words[at : at + 6]
    if not words or not (words[0].has("preposition") or words[0].low in ("dans", "lors", "in", "during")):
        return False
    return any(
        w.has("attack") and any(x.low in ("une", "un", "a", "one", "single", "seule", "seul") for x in words[:k])
        for k, w in enumerate(words)
    )


def _marker(scene: Scene, hit: Hit) -> int:
    for k in range(hit.counted.begin - 1, max(-1, hit.counted.begin - 8), -1):
        if scene.words[k].has("including"):
            return k
    return hit.counted.begin
