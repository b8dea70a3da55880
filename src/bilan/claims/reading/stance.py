"""What the speaker does with the number: reports, alleges, admits, claims an action, disputes, denies."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import Actor, Capacity, registry
from bilan.claims.reading.blame import same_side
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.owning import STATES_OWN, boasts, but_insists, ministers, nobodys, own_losses, regrets
from bilan.claims.reading.polarity import is_negated
from bilan.claims.reading.scene import Named, Scene, Speech
from bilan.claims.reading.words import Word
from bilan.model.vocab import Group, Hedge, Stance

_MONITORS = frozenset(
    {
        "police", "rescue services", "doctors", "hospital", "medical sources", "media", "war monitor", "state media",
        "health authorities", "sources", "most sources", "others", "television channels",
    }
)  # fmt: skip


def answers_for(speaker: Named | None) -> Actor | None:
    """The actor in whose name somebody speaks."""
    if speaker is None:
        return None
    if speaker.on_behalf_of is not None and speaker.on_behalf_of.actor is not None:
        return speaker.on_behalf_of.actor
    return speaker.actor


def concedes(speaker: Named | None, by: Sequence[Named]) -> bool:
    """Whether the speaker is the side that is said to have done it."""
    actor = answers_for(speaker)
    return any(same_side(actor, b.actor) for b in by)


def _joined(a: Actor | None, b: Actor | None) -> bool:
    """Whether one is the alliance of the other, or of the state that it serves."""
    if a is None or b is None:
        return False
    book = registry()
    lines = [set(book.government_line(x.id)) for x in (a, b)]
    return any(lines[1 - k] & set(book.alliances_of(i)) for k in (0, 1) for i in lines[k])


_ARMIES = frozenset({"army", "Defence Ministry", "Ministry", "government", "military sources", "military source", "military official"})  # fmt: skip


def _clears_itself(speaker: Named | None, by: Sequence[Named], hit: Hit) -> bool:
    """ "No civilians were killed, the army said": a party that says that nobody was harmed denies, of its own deeds."""
    if speaker is None or hit.counted.groups == (Group.COMBATANT,):
        return False
    actor = answers_for(speaker)
    if actor is None:
        ours = all(b.actor is not None and b.actor.kind in STATES_OWN for b in by)
        return speaker.sort == "role" and speaker.name in _ARMIES and ours
    return actor.capacity is Capacity.PARTY and (not by or concedes(speaker, by))


def _own_report(scene: Scene) -> bool:
    """ "it is assessed that three porters died when they walked into the target area": told by those who fired."""
    return scene.any_tag("self_report") and not scene.any_tag("distance")


_FINDS = frozenset({"determined", "assessed", "concluded"})


def _cleared_by_review(scene: Scene) -> bool:
    """ "After a review it was determined that … no civilian casualties": what those under review say of themselves."""
    words = scene.words
    reviewed = any(w.has("investigate") for w in words)
    found = any(w.low in _FINDS and k > 1 and words[k - 2].low in ("it", "has") for k, w in enumerate(words))
    return reviewed and found


_REJECTING = {"denies": Stance.DENIES, "looks into": Stance.INVESTIGATES}


def stance_of(
    hit: Hit, scene: Scene, speech: Speech | None, by: Sequence[Named], segment: tuple[int, int], higher: bool
) -> Stance:
    """The stance, from the speaker, the verb and the words of distance. `higher`: the passage holds a higher figure."""
    speaker = speech.speaker if speech else None
    actor = answers_for(speaker)
    party = actor is not None and actor.capacity is Capacity.PARTY
    quantity = hit.counted.quantity
    combatants = hit.counted.groups == (Group.COMBATANT,)
    words = scene.between(*segment)
    own = scene.any_tag("own")
    owned = own and party and speech is not None and speech.kind in ("says", "label", "cited")
    admits = owned or (speech is not None and speech.kind == "admits" and (party or actor is None))
    if hit.predicate is not None and hit.predicate.possible:
        return Stance.ALLEGES
    if quantity.low == 0:
        cleared = _clears_itself(speaker, by, hit) or (speaker is None and _cleared_by_review(scene))
        return Stance.DENIES if cleared else _plain(hit, scene, speech, words)
    if (
        admits
        and speech is not None
        and speech.kind != "accuses"
        and (concedes(speaker, by) or not by or (own and any(_joined(actor, b.actor) for b in by)))
    ):
        if actor is None and not by and not own and nobodys(speech.speaker, hit, scene):
            return _plain(hit, scene, speech, words)
        if quantity.hedge is Hedge.ONLY and higher:
            return Stance.DISPUTES
        if combatants or boasts(hit, scene, words):
            return Stance.CLAIMS_ACTION
        if own_losses(hit, scene):
            return Stance.ALLEGES
        return Stance.DISPUTES if but_insists(hit, scene) else Stance.ADMITS
    if ministers(speaker, by) and speech is not None and not combatants:
        sorry = any(w.has("regret") for w in words) and not any(w.has("distance") for w in words)
        if speech.kind == "admits" or (sorry and speech.kind == "says"):
            return Stance.ADMITS  # whose ministry it is, the strikes it speaks of tell
    rejects = speech is not None and speech.kind in _REJECTING and not by
    if party and speech is not None and (concedes(speaker, by) or rejects):
        if speech.kind in _REJECTING and not combatants:  # far from the verb that rejects, it rejects all the same
            turned = is_negated(scene.words, scene.word_at(speech.start))
            return _plain(hit, scene, speech, words) if turned else _REJECTING[speech.kind]
        return Stance.CLAIMS_ACTION if combatants or boasts(hit, scene, words) else Stance.ADMITS
    found_true = scene.any_tag("credible") and not scene.any_tag("negation")
    if party and found_true and not combatants and (not by or any(_joined(actor, b.actor) for b in by)):
        return Stance.ADMITS  # a party that calls reports of harm by its own side credible
    if speaker is None and not combatants and (regrets(words, by) or _own_report(scene)):
        return Stance.ADMITS
    return _plain(hit, scene, speech, words)


def _plain(hit: Hit, scene: Scene, speech: Speech | None, words: Sequence[Word]) -> Stance:
    distant = any(w.has("distance") for w in words) or (
        hit.predicate is not None and (hit.predicate.conditional or hit.predicate.possible)
    )
    if distant:
        return Stance.ALLEGES
    if speech is None:
        return Stance.REPORTS
    speaker = speech.speaker
    if speech.kind == "accuses":
        return Stance.ALLEGES
    if speaker.actor is not None and speaker.sort != "person":
        return Stance.REPORTS if speaker.actor.capacity in (Capacity.RECORDER, Capacity.PRESS) else Stance.ALLEGES
    if speaker.sort == "role" and speaker.name in _MONITORS:
        return Stance.REPORTS
    return Stance.ALLEGES
