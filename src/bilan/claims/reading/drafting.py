"""Drafts: each counted group with its speaker, doers, place, date, cause and stance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bilan.actors import Actor, ActorKind, Capacity, registry
from bilan.claims.passage import Passage
from bilan.claims.reading.blame import as_forces, same_side
from bilan.claims.reading.clauses import clause_at, own_clause
from bilan.claims.reading.doers import doers_of
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.members import members_of
from bilan.claims.reading.owning import own_losses
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.polarity import answer_after, answer_before, owns_the_attack
from bilan.claims.reading.scene import PlaceNamed, Scene, Speech
from bilan.claims.reading.stance import answers_for, stance_of
from bilan.claims.reading.voices import speech_for
from bilan.claims.reading.when import period_of
from bilan.claims.reading.where import places_of
from bilan.model.text import Span
from bilan.model.vocab import Basis, Cause, Group, Hedge, Stance


def drafts_of(
    scene: Scene,
    scenes: list[Scene],
    passage: Passage,
    pack: Pack,
    subject: Sequence[PlaceNamed],
    by_hit: dict[int, Draft],
) -> list[Draft]:
    """The drafts of one sentence; `by_hit` holds those of the passage so far."""
    made: list[Draft] = []
    for hit in scene.hits:
        draft = _draft(hit, scene, scenes, passage, pack, subject)
        by_hit[id(hit)] = draft
        made.append(draft)
        if hit.antecedent is not None and id(hit.antecedent) in by_hit:
            _as_before(draft, by_hit[id(hit.antecedent)])
    for hit in scene.hits:
        if hit.parent is not None and id(hit.parent) in by_hit:
            whole, part = by_hit[id(hit.parent)], by_hit[id(hit)]
            part.part_of = whole
            if part.speech is None and whole.speech is not None and whole.scene is not scene and not scene.speeches:
                part.speech, part.stance = replace(whole.speech, inherited=True), whole.stance
            if not part.by and whole.by:
                part.by, part.by_basis = whole.by, Basis.INHERITED
                if whole.speech is part.speech:  # one breath: what is said of the whole is said of its part
                    part.stance = whole.stance
    return made


def _as_before(draft: Draft, said: Draft) -> None:
    """What a count without a verb does not say is as it was said of the count before."""
    if said.scene is not draft.scene:
        draft.harm_said = said.scene
    if not draft.by and said.by:
        draft.by, draft.by_basis = said.by, Basis.INHERITED
    if not draft.place and said.place:
        draft.place, draft.place_basis = said.place, Basis.INHERITED
    if draft.period is None and said.period is not None:
        draft.period, draft.period_basis = said.period, Basis.INHERITED
    if draft.speech is None and said.speech is not None and not draft.scene.speeches:
        draft.speech = replace(said.speech, inherited=True)


def _span_of(hit: Hit, scene: Scene, passage: Passage) -> Span:
    words, c = scene.words, hit.counted
    last = c.end if c.kind in ("one", "plural", "named") else c.last
    return passage.span(words[c.first].start, words[last - 1].end)


def _draft(
    hit: Hit,
    scene: Scene,
    scenes: list[Scene],
    passage: Passage,
    pack: Pack,
    subject: Sequence[PlaceNamed],
) -> Draft:
    words, c = scene.words, hit.counted
    position = words[c.first].start
    segment = own_clause(hit, scene, clause_at(scene, position))
    speech = speech_for(position, scene) or _continued_speech(scene, scenes) or _counted_on(hit, scene, scenes)
    by, by_basis = doers_of(hit, segment, scene, scenes)
    place, place_basis = places_of(position, words[c.end - 1].end, segment, scene, scenes, passage, subject)
    # "only 200" answers somebody else's total: when it begins and ends is not for the paragraph before to say
    back = 0 if hit.counted.quantity.hedge is Hedge.ONLY else None
    period, period_basis = period_of(position, segment, scene, scenes, back)
    draft = Draft(
        hit=hit,
        scene=scene,
        span=_span_of(hit, scene, passage),
        quantity=replace(c.quantity, verbatim=_span_of(hit, scene, passage).of(passage.text)),
        speech=speech,
        by=tuple(by),
        by_basis=by_basis,
        place=place,
        place_basis=place_basis,
        period=period,
        period_basis=period_basis,
        cause=_cause_of(position, segment, scene),
        segment=segment,
    )
    if (
        not by_or_own(draft)
        and speech is not None
        and speech.kind == "admits"
        and scene.any_tag("own")
        and speech.speaker.actor is not None
    ):
        draft.by, draft.by_basis = (as_forces(speech.speaker),), Basis.STATED
    if not by_or_own(draft) and speech is not None and _itself(hit, scene) and _is_party(speech):
        draft.by, draft.by_basis = (as_forces(speech.speaker),), Basis.STATED
    ours = owns_the_attack(scene, hit, segment) or _enemies(hit, scene)
    if not draft.by and speech is not None and _is_party(speech) and ours:
        draft.by, draft.by_basis = (as_forces(speech.speaker),), Basis.STATED
    if speech is not None and speech.kind == "admits" and _is_party(speech) and not by_or_own(draft):
        others = not any(_shares(answers_for(speech.speaker), b.actor) for b in draft.by)
        deed = draft.by or (c.quantity.hedge is not Hedge.ONLY and not own_losses(hit, scene))
        if others and deed:  # nobody admits another's deed
            draft.by, draft.by_basis = (as_forces(speech.speaker),), Basis.STATED
    by = draft.by
    draft.stance = stance_of(hit, scene, speech, by, segment, False)
    carried = speech is not None and speech.inherited and speech.kind != "admits" and not scene.speeches
    if draft.stance is Stance.ADMITS and carried and words[0].low != '"':
        draft.stance = stance_of(hit, scene, None, by, segment, False)  # nobody confesses by a carried-over word
    if draft.stance is Stance.ADMITS and not by_or_own(draft) and not _owns_up(draft):
        draft.stance = stance_of(hit, scene, speech, (), segment, False)  # the deed is another sentence's
    answered = (
        answer_before(hit, scene) or answer_after(hit, scene) if speech is not None and _answers(speech) else None
    )
    if answered is not None and speech is not None:
        draft.stance = answered
        if answered in (Stance.NO_ADMISSION, Stance.ALLEGES):  # said of the party by the text, not by the party
            state = speech.speaker.actor is not None and speech.speaker.actor.kind is ActorKind.STATE
            who = speech.speaker if state else as_forces(speech.speaker)
            draft.by, draft.by_basis, draft.speech = (who,), Basis.STATED, None
        elif answered in (Stance.DISPUTES, Stance.DENIES) and not draft.by and _is_party(speech):
            draft.by, draft.by_basis = (as_forces(speech.speaker),), Basis.STATED
    _running(draft, scene, passage, pack)
    draft.members = members_of(by, scene, passage)
    return draft


def _shares(speaker: Actor | None, doer: Actor | None) -> bool:
    """Whether a deed is the speaker's too: its own side's, or that of an alliance to which it belongs."""
    if speaker is None or doer is None:
        return False
    return same_side(speaker, doer) or doer.id in registry().alliances_of(speaker.id)


def _is_party(speech: Speech) -> bool:
    actor = answers_for(speech.speaker)
    return actor is not None and actor.capacity is Capacity.PARTY and speech.kind != "accuses"


def _answers(speech: Speech) -> bool:
    """Whether a party, or nobody the registry knows better, speaks: a monitor's denial is no party's."""
    actor = answers_for(speech.speaker)
    return actor is None or actor.capacity is Capacity.PARTY


def _enemies(hit: Hit, scene: Scene) -> bool:
    """ "The army reported that 110 terrorists died": a party's word for those it fights."""
    words = scene.words[hit.counted.begin : hit.counted.end]
    return Group.COMBATANT in hit.counted.groups and any(w.has("enemy") for w in words)


def _itself(hit: Hit, scene: Scene) -> bool:
    """ "X announced that it killed …", "X a annoncé avoir tué …": the speaker did it."""
    p = hit.predicate
    if p is None or p.voice not in ("active", "either", "infinitive") or hit.rule != "object of the verb":
        return False
    first = scene.words[p.first]
    before = scene.words[p.first - 1] if p.first else None
    return first.low == "avoir" or first.has("vinf") or (before is not None and before.has("pronoun"))


def by_or_own(draft: Draft) -> bool:
    """Whether the clause itself names who did it."""
    return bool(draft.by) and draft.by_basis is Basis.STATED


def _owns_up(draft: Draft) -> bool:
    """Whether the words themselves admit, where the doer is taken over from another sentence."""
    speech = draft.speech
    plain = speech is not None and speech.kind != "admits" and not draft.scene.any_tag("own", "credible")
    return not plain or Group.CIVILIAN in draft.hit.counted.groups


def _continued_speech(scene: Scene, scenes: list[Scene]) -> Speech | None:
    """A quotation that goes on, or "meanwhile …" after a monitor's sentence: the same speaker."""
    if scene.number == 0 or scene.speeches or not scene.words:
        return None
    if scene.quoted is not None:
        return scene.quoted
    previous = scenes[scene.number - 1]
    first = scene.words[0]
    apart = scene.sentence.block - previous.sentence.block
    if previous.speeches and apart <= (1 if first.low == '"' else 0) and (first.low == '"' or first.has("continuing")):
        return replace(previous.speeches[-1], inherited=True)
    said = [x for s in scenes[: scene.number] if s.sentence.block == scene.sentence.block for x in s.speeches]
    label = next((x for x in said if x.kind == "label" and x.speaker.sort == "person"), None)
    return replace(label, inherited=True) if label is not None else None


def _counted_on(hit: Hit, scene: Scene, scenes: list[Scene]) -> Speech | None:
    """ "20 died, said X. Twelve were killed in A, eight in B.": bare numbers go on with the count just told."""
    c = hit.counted
    if scene.number == 0 or scene.speeches or c.end > c.last or c.kind in ("one", "plural", "named"):
        return None
    previous = scenes[scene.number - 1]
    if previous.sentence.block != scene.sentence.block or len(previous.speeches) != 1 or not previous.hits:
        return None
    return replace(previous.speeches[0], inherited=True)


def _cause_of(position: int, segment: tuple[int, int], scene: Scene) -> Cause | None:
    inside = [(abs(at - position), c) for at, c in scene.causes if segment[0] <= at < segment[1]]
    cues = inside or [(abs(at - position), c) for at, c in scene.causes]
    named = [x for x in cues if x[1] is not Cause.OTHER]
    return min(named or cues, key=lambda x: x[0])[1] if cues else None


def _running(draft: Draft, scene: Scene, passage: Passage, pack: Pack) -> None:
    """Running totals: "so far", "jusqu'ici", "since 2014"; `as_of` where the text says up to when."""
    inside = scene.between(*draft.segment)
    since = draft.period is not None and draft.period.kind == "since" and draft.period_basis is Basis.STATED
    draft.running = (
        since
        or any(w.has("running") for w in inside)
        or pack.dates.to_date.search(passage.lower, *draft.segment) is not None
    )
    until = [p for p in scene.periods if p.kind == "until"]
    if until and until[0].period.end is not None:
        draft.running = True
        draft.as_of = until[0].period.end
