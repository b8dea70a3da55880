"""Counts told again one by one beside themselves.

"five villagers were killed, an old man and four girls"   the man and the girls are parts of the five
"three weavers, a widow and two apprentices, were killed"
"at least one villager, a grandmother, was killed"        one person, told once
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.finder import Hit
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word

_REACH = 12  # words between the end of a count, or of its verb, and the list that tells it again
_OPENS = frozenset({",", "–", "-", ":", "("})
_CLOSES = frozenset({",", "–", "-", ")", ".", ";", "!"})


def apposed(scene: Scene) -> None:
    """Give the lists of a sentence to the counts that they tell again."""
    scene.hits = [h for h in scene.hits if not _one_of_them(h, scene)]
    for whole in [h for h in scene.hits if h.parent is None and h.counted.head != "thing"]:
        items = _list_after(whole, scene)
        if not items:
            continue
        own = {id(h.counted): h for h in scene.hits if h.harm is whole.harm}
        if whole.counted.quantity.low == 1:
            scene.hits = [h for h in scene.hits if h is not own.get(id(items[0]))]
            continue
        told = {h.counted.first for h in scene.hits if h.harm is not whole.harm}
        if any(c.first in told for c in items):
            continue
        for c in items:
            part = own.get(id(c))
            if part is None:
                part = Hit(c, whole.harm, "counted as a part of the whole", whole.cue, whole.predicate, None, 0.8)
                scene.hits.append(part)
            part.parent = whole
        scene.hits.sort(key=lambda h: (h.counted.first, h.harm.value))


def _one_of_them(h: Hit, scene: Scene) -> bool:
    """ "Lind, one of the best bakers of the town, was killed": told of Lind."""
    c, words = h.counted, scene.words
    if (
        c.quantity.low != 1
        or c.last - c.first > 1
        or c.last >= len(words)
        or not words[c.last].has("of")
        or not c.begin
    ):
        return False
    before = (x.counted for x in scene.hits if x.harm is h.harm and x.counted.quantity.low == 1)
    return words[c.begin - 1].low == "," and any(x.end == c.begin - 1 for x in before)


def _list_after(whole: Hit, scene: Scene) -> list[Counted]:
    """The people of a list, after a comma or a dash, who are as many as the whole; none otherwise."""
    words, c = scene.words, whole.counted
    total = c.quantity.low
    exact = c.kind == "numeral" or (c.kind == "one" and total == 1)
    if not exact or not 0 < total < 40:
        return []
    starts = (max(c.end, whole.cue[1]), c.end)
    after = [x for x in scene.analysis.counted if x.begin > c.end and _of_people(x)]
    first = next((x for x in after if any(0 < x.begin - s <= _REACH for s in starts) and _opens(words, x)), None)
    if first is None or not _leads_on(words, c.end, first.begin):
        return []
    items = [first]
    while sum(x.quantity.low for x in items) < total:
        following = next((x for x in after if x.begin >= items[-1].end and _joined(words, items[-1].end, x)), None)
        if following is None:
            return []
        items.append(following)
    end = items[-1].end
    closed = end >= len(words) or words[end].low in _CLOSES
    beside = total > 1 or first.begin - c.end <= 2
    return items if closed and beside and sum(x.quantity.low for x in items) == total else []


def _of_people(c: Counted) -> bool:
    return c.kind in ("one", "numeral") and c.head == "person" and c.quantity.high == c.quantity.low > 0


def _opens(words: Sequence[Word], c: Counted) -> bool:
    k = c.begin - 1
    return k > 0 and words[k].low in _OPENS


def _leads_on(words: Sequence[Word], first: int, last: int) -> bool:
    """No other clause and no other people begin between the count and its list."""
    return not any(
        w.low in (".", ";") or w.has("say") or w.has("and") or w.has("including") or w.has("subordinator")
        for w in words[first:last]
    )


def _joined(words: Sequence[Word], end: int, c: Counted) -> bool:
    """Whether a comma or an "and" alone, with "his" or "her", stands between two of the list."""
    between = words[end : c.begin]
    joins = [w for w in between if w.low == "," or w.has("and") or w.low in ("with", "avec")]
    return bool(joins) and all(w in joins or w.has("possessive") for w in between)


__all__ = ["apposed"]
