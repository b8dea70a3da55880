"""What a speaker does with a figure: reports, alleges, admits, claims an action, disputes, denies, looks into it."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import Actor, ActorKind, Capacity, registry
from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.hit import Hit
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.speeches import Speech
from bilan.claims.reading.ar.who import Blamed
from bilan.model.vocab import Group, Hedge, Stance
from bilan.search.words import Word


def stance(
    hit: Hit, text: str, cut: Sequence[Word], s: Sentence, speech: Speech | None, by: Sequence[Blamed], higher: bool
) -> Stance:
    """What the speaker does with the number. `higher`: the passage has told a higher figure of that harm before."""
    actor = speech.actor if speech is not None else None
    party = actor is not None and actor.capacity is Capacity.PARTY
    own = actor is not None and own_side(actor, by)
    if speech is not None:
        answer = _answer(hit, speech, party or own)
        if answer is not None:
            return answer
    if own and hit.rule == "the victim" and set(hit.counted.groups) == {Group.COMBATANT}:
        return Stance.DISPUTES  # "القتيل عنصر في …": another reading of the one told before
    if hit.counted.quantity.low == 0 and (own or (party and not by) or (actor is not None and allied(actor, by))):
        return Stance.DENIES
    if party and speech is not None and speech.verb not in ("admit", "only") and _looks_into(text, cut, s, hit):
        return Stance.INVESTIGATES
    if _distant(text, cut, s, hit):
        return Stance.ALLEGES
    if speech is None:
        return Stance.REPORTS
    less = higher and hit.counted.quantity.hedge in (Hedge.ONLY, Hedge.UP_TO)
    if own or (party and speech.verb in ("admit", "only")):
        fighters = set(hit.counted.groups) <= {Group.COMBATANT}
        return Stance.CLAIMS_ACTION if fighters else Stance.DISPUTES if less else Stance.ADMITS
    return Stance.DISPUTES if party and less else _asserts(speech)


def _answer(hit: Hit, speech: Speech, party: bool) -> Stance | None:
    """The answer that governs a figure: it stands after the verb of the answer."""
    if speech.at > hit.counted.first:
        return None
    if speech.verb == "unadmitted":
        return Stance.NO_ADMISSION
    if speech.verb == "deny":
        return Stance.DENIES if party else Stance.DISPUTES
    if speech.verb == "dispute":
        return Stance.DISPUTES
    return Stance.INVESTIGATES if speech.verb == "inquire" else None


def _asserts(speech: Speech) -> Stance:
    actor = speech.actor
    if actor is None:
        monitors = lists().books["title_monitors"].lookup(speech.head) if speech.head else ()
        return Stance.REPORTS if monitors else Stance.ALLEGES
    witness = actor.kind is ActorKind.OTHER and actor.capacity is Capacity.WITNESS
    return Stance.ALLEGES if witness or actor.capacity in (Capacity.PARTY, Capacity.OTHER) else Stance.REPORTS


def _looks_into(text: str, cut: Sequence[Word], s: Sentence, hit: Hit) -> bool:
    book = lists().books["answer_inquire_old"]
    return any(hits(book, text, cut, k) for k in range(max(s.first, hit.counted.first - 7), hit.counted.first))


def _distant(text: str, cut: Sequence[Word], s: Sentence, hit: Hit) -> bool:
    book = lists().books["distance"]
    return any(hits(book, text, cut, k) for k in range(max(s.first, hit.counted.begin - 7), hit.counted.begin))


def allied(speaker: Actor, by: Sequence[Blamed]) -> bool:
    """Whether those blamed are an alliance of which the speaker's state is a member."""
    r = registry()
    state = r.state_of(speaker.id)
    return state is not None and any(b.actor.id in r.alliances_of(state, None) for b in by)


def own_side(speaker: Actor, by: Sequence[Blamed]) -> bool:
    """Whether the speaker, its government or its forces are those blamed."""
    r = registry()
    line = set(r.government_line(speaker.id))
    return any(line & set(r.government_line(b.actor.id)) for b in by)
