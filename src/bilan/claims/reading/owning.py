"""Whether somebody who speaks of harm owns it. An admission that nobody made is the worst error of a reader.

"The bishop admitted that many had died."              a bystander owns nothing by granting it
"The army admitted 11 casualties among its troops."    its own people
"It inflicted 52 casualties on the enemy."             a boast
"Unfortunately, two passengers died."                  anybody's word
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import ActorKind, Capacity
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.scene import Named, Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Group, Harm

STATES_OWN = (ActorKind.ARMED_FORCES, ActorKind.ALLIANCE, ActorKind.GOVERNMENT, ActorKind.COLLECTIVE)
_DEFENCE = frozenset({"army", "Defence Ministry", "military sources", "military source", "military official"})
_OFFICES = _DEFENCE | {"Ministry", "government", "police", "official", "officials", "authorities", "local authorities"}
_ENEMY = frozenset({"enemy", "ennemi", "ennemis", "ennemie", "ennemies"})
_ON = frozenset({"on", "upon", "among", "aux", "à", "chez", "sur"})
_OF_ONES_OWN = frozenset({"regrettably", "unintentionally", "inadvertently", "involontairement", "regrettablement"})
_ANYBODYS = frozenset({"unfortunately", "malheureusement"})


def boasts(hit: Hit, scene: Scene, words: Sequence[Word]) -> bool:
    """ "X said that it had eliminated him", "inflicted losses on the rebels": not said of those one should spare."""
    p = hit.predicate
    if p is not None and any(w.has("boasts") for w in scene.words[p.first : p.last + 1]):
        return True
    if _members(hit, scene):
        return True
    after = scene.words[hit.counted.end : hit.counted.end + 6]
    on = next((k for k, w in enumerate(after) if w.low in _ON), len(after))
    return any(w.low in _ENEMY for w in words) or any(w.has("enemy") for w in after[on + 1 : on + 3])


def _members(hit: Hit, scene: Scene) -> bool:
    """ "killed five members of the M23": of a group that fights."""
    end = hit.counted.end
    if end >= len(scene.words) or not scene.words[end].has("of"):
        return False
    near = range(end + 1, end + 4)
    return any(
        a.actor is not None and a.actor.kind is ActorKind.ARMED_GROUP and scene.word_at(a.start) in near
        for a in scene.actors
    )


def own_losses(hit: Hit, scene: Scene) -> bool:
    """ "One soldier died and another five were wounded", "its troops sustained 11 casualties"."""
    before = [h for h in scene.hits if h.counted.end <= hit.counted.begin]
    rest = hit.counted.head in ("none", "unknown") or hit.counted.groups == (Group.PERSON,)
    if rest and any(Group.COMBATANT in h.counted.groups for h in before):
        return True
    near = scene.words[max(0, hit.counted.begin - 3) : hit.counted.begin]
    return rest and any(w.has("suffered") or w.low in ("lost", "perdu") for w in near)


def but_insists(hit: Hit, scene: Scene) -> bool:
    """ "conceded some deaths while insisting that the vote was calm": another reading."""
    after = scene.words[hit.counted.end : hit.counted.end + 6]
    turn = next((k for k, w in enumerate(after) if w.low in ("while", "but", "tout", "mais")), None)
    return turn is not None and any(w.has("saying") or w.has("insists") for w in after[turn + 1 : turn + 4])


def ministers(speaker: Named | None, by: Sequence[Named]) -> bool:
    """ "The ministry of defence admits one death by an RAF strike": whose ministry, the strikes it speaks of tell."""
    if speaker is None or speaker.actor is not None or speaker.on_behalf_of is not None or speaker.sort != "role":
        return False
    return bool(by) and speaker.name in _DEFENCE and _states_own(by)


def nobodys(speaker: Named, hit: Hit, scene: Scene) -> bool:
    """Whether a speaker who answers for nobody only grants what others did."""
    if speaker.sort == "role":
        return speaker.name not in _OFFICES or hit.harm is Harm.ABDUCTED_OR_DETAINED
    p = hit.predicate
    if speaker.sort not in ("person", "phrase"):
        return False
    return p is None or not (p.voice == "infinitive" or (p.voice == "active" and _by_pronoun(scene.words, p.first)))


def _by_pronoun(words: Sequence[Word], i: int) -> bool:
    return any(w.has("pronoun") or w.low == "avoir" for w in words[max(0, i - 2) : i + 1])


def regrets(words: Sequence[Word], by: Sequence[Named]) -> bool:
    """Who writes "regrettably" or "unintentionally", with no speaker in between, knows the intention: the actor."""
    said = {w.low for w in words if w.has("regret")} - _ANYBODYS
    if not said or any(w.has("distance") for w in words):
        return False
    return bool(said & _OF_ONES_OWN) or (bool(by) and _states_own(by))


def _states_own(by: Sequence[Named]) -> bool:
    return all(b.actor is not None and b.actor.kind in STATES_OWN and b.actor.capacity is Capacity.PARTY for b in by)


__all__ = ["STATES_OWN", "boasts", "but_insists", "ministers", "nobodys", "own_losses", "regrets"]
