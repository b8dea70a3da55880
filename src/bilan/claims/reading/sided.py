"""What people are by whose they are, by their age, or by the rank before their name, where no noun counts them as that.

"three SDF members", "two leaders of the M23"     of a group that fights
"12-year-old Sami Nour"                           a child
"the group's commander Karim Nour"                a fighter
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import ActorKind
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Group

FIGHTING = (ActorKind.ARMED_GROUP, ActorKind.ARMED_FORCES)
_OF_A_SIDE = frozenset({
    "member", "members", "leader", "leaders", "official", "officials", "operative", "operatives", "element", "elements",
    "cadre", "cadres", "affiliate", "affiliates", "personnel", "forces", "figure", "figures", "men", "chief", "chiefs",
    "membre", "membres", "chef", "chefs", "responsable", "responsables", "dirigeant", "dirigeants",
})  # fmt: skip
_LINKS = frozenset({"of", "from", "in", "the", "de", "du", "des", "d'", "la", "le", "les", "l'", '"'})
GROWN = 18  # years


def side_groups(scene: Scene) -> None:
    """Fill the groups of people of whom nothing else is said."""
    for hit in scene.hits:
        c = hit.counted
        if c.groups != (Group.PERSON,):
            continue
        if _is_young(c, scene.words):
            c.groups = (Group.CHILD,)
        elif _of_fighters(c, scene) or _ranked(c, scene.words):
            c.groups = (Group.COMBATANT,)


def _is_young(c: Counted, words: Sequence[Word]) -> bool:
    return c.quantity.low == c.quantity.high == 1 and aged_below(words[c.begin : c.end + 4], GROWN, c.end - c.begin)


def aged_below(words: Sequence[Word], years: int, last: int | None = None) -> bool:
    """Whether an age below so many years is told, in words that begin before word `last`: "12-year-old"."""
    for k, w in enumerate(words[:last]):
        if w.low.isdecimal() and len(w.low) < 3 and int(w.low) < years:
            after = [x.low for x in words[k + 1 : k + 6]]
            if "old" in after and any(a in ("year", "years", "month", "months") for a in after):
                return True
    return False


def _of_fighters(c: Counted, scene: Scene) -> bool:
    """Whether a noun for members stands with the name of a group or an army, before it or after "of"."""
    words = scene.words
    head = words[c.head_at].low if c.head in ("person", "unknown") and c.head_at < len(words) else ""
    if head not in _OF_A_SIDE and not any(w.low in _OF_A_SIDE for w in words[c.last : c.end + 1]):
        return False
    end = c.end
    while end < len(words) and end - c.end < 4 and words[end].low in _LINKS:
        end += 1
    for a in scene.actors:
        if a.actor is None or a.actor.kind not in FIGHTING:
            continue
        at = scene.word_at(a.start)
        if c.last <= at < c.end or (at == end > c.end):
            return True
    return False


def _ranked(c: Counted, words: Sequence[Word]) -> bool:
    """ "the group's commander Karim Nour": one person named with what he commands."""
    if c.quantity.high != 1 or c.kind not in ("named", "one"):
        return False
    for w in words[max(0, c.begin - 1) : c.end]:
        noun = w.value("person")
        if isinstance(noun, Noun) and noun.groups == (Group.COMBATANT,) and not noun.plural:
            return True
    return False


__all__ = ["FIGHTING", "GROWN", "aged_below", "side_groups"]
