"""Groups that a count without a noun takes over from the one before it.

"2 soldats tués et plusieurs blessés"      the wounded are soldiers as well
"five children were killed and nine hurt"  so are these children
"15 civilians were killed, others hurt"    "others" need not be civilians; of soldiers they are
"one civilian, a woman, was killed"        the noun set beside one person says more of the same
"Man named Omar Fares killed"              and so does the noun before a name
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bilan.claims.reading.frames import Hit
from bilan.claims.reading.noun_phrase import Counted, past_age
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Group, Harm

_OTHERS = frozenset(("other", "others", "autre", "autres"))
_MORE = frozenset(("more", "further", "encore"))
_HURT = frozenset((Harm.INJURED, Harm.MISSING, Harm.ABDUCTED_OR_DETAINED))
_APART = frozenset((".", ";", ":", "!", "?", '"', "(", ")"))
_NAMED = frozenset((Group.FAMILY, Group.PERSON))


def carry_groups(scene: Scene, lang: str) -> None:
    """Let bare counts of a second harm hold the people of the count before them."""
    for hit in scene.hits:
        _appose(hit.counted, scene)
    wholes = sorted((h for h in scene.hits if h.parent is None), key=lambda h: h.counted.first)
    for before, hit in pairwise(wholes):
        if hit.counted.groups == (Group.PERSON,) and _goes_on(before, hit, scene, lang):
            hit.counted.groups = before.counted.groups


def _appose(c: Counted, scene: Scene) -> None:
    """Add what a noun in apposition says of one person, where it makes no claim of its own."""
    words = scene.words
    one = c.quantity.low == 1 and c.quantity.high in (1, None)
    if (
        not one
        or c.end + 3 >= len(words)
        or any(h.counted is not c and c.end <= h.counted.begin <= c.end + 2 for h in scene.hits)
    ):
        return
    groups: tuple[Group, ...] = ()
    if words[c.end].low in (",", "–", "(") and words[c.end + 1].has("indefinite"):
        first = past_age(words, c.end + 2)
        stop = next((k for k in range(first, len(words)) if words[k].low == "," or words[k].has("preposition")), first)
        at = next((k for k in range(first, min(stop, first + 5)) if words[k].has("person")), None)
        groups = words[at].value("person").groups if at is not None else ()
    elif c.begin > 1 and words[c.begin - 1].low in ("named", "nommé", "nommée") and words[c.begin - 2].has("person"):
        groups = words[c.begin - 2].value("person").groups
    said = [g for g in groups if g in _SAID]
    if said and (c.groups == (Group.PERSON,) or c.groups == (Group.CIVILIAN,)):
        c.groups = tuple(dict.fromkeys([*(g for g in c.groups if g is not Group.PERSON), *said]))


_SAID = frozenset(
    (
        Group.WOMAN,
        Group.MAN,
        Group.CHILD,
        Group.ELDERLY,
        Group.COMBATANT,
        Group.JOURNALIST,
        Group.MEDIC,
        Group.AID_WORKER,
    )
)


def _goes_on(before: Hit, hit: Hit, scene: Scene, lang: str) -> bool:
    a, b = before.counted, hit.counted
    if hit.harm is before.harm or _NAMED & set(a.groups) or a.kind not in ("numeral", "vague") or a.end > b.begin:
        return False
    combatants = Group.COMBATANT in a.groups
    others = _others(b, scene.words)
    if not combatants and (b.kind not in ("numeral", "vague") or (others and lang != "fr")):
        return False
    if not (others or _bare(hit, scene.words)) or not _harm_said(before, b, scene):
        return False
    between = scene.words[a.end : b.begin]
    return not any(
        w.low in _APART or w.has("say") or w.has("relative") or w.has("person") or w.has("contrast") for w in between
    )


def _others(c: Counted, words: Sequence[Word]) -> bool:
    """ "trois autres", "dozens of others": further people, with no noun of their own."""
    said = [w for w in words[c.begin : max(c.end, c.last + 1)] if w.low in _OTHERS]
    return bool(said) and (c.head != "person" or words[c.head_at].low in _OTHERS)


def _bare(hit: Hit, words: Sequence[Word]) -> bool:
    """A number that counts no noun, or the hurt themselves ("plusieurs blessés", "un disparu")."""
    c = hit.counted
    if c.head == "person":
        return words[c.head_at].low in _MORE
    return c.head == "none" or (c.head == "victim" and hit.harm in _HURT)


def _harm_said(before: Hit, c: Counted, scene: Scene) -> bool:
    """Whether the first harm is told before the second count: else both counts share one verb and stand apart."""
    first, last = before.cue
    return before.counted.last <= first and last <= c.begin


__all__ = ["carry_groups"]
