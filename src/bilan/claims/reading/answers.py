"""What an actor answers to a figure: it denies, looks into it, or has admitted nothing.

These claims often carry no number of their own: then they take the figure that they answer (`same_as`).
"""

from __future__ import annotations

from dataclasses import replace

from bilan.actors import Actor, ActorKind, Capacity, registry
from bilan.claims.passage import Passage
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.members import members_named
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.replies import answered, once, replies, reply
from bilan.claims.reading.reviews import found_by_review
from bilan.claims.reading.scene import Named, Scene, Speech
from bilan.claims.reading.stance import answers_for
from bilan.claims.reading.when import period_of
from bilan.claims.reading.where import place_of
from bilan.model.claim import Mention
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Group, Harm, Hedge, Stance


def answers(drafts: list[Draft], scenes: list[Scene], passage: Passage, pack: Pack) -> list[Draft]:
    """The drafts with the answers that the passage holds added."""
    found = list(drafts)
    oldest = 0
    for scene in scenes:
        while oldest < len(drafts) and drafts[oldest].scene.number < scene.number - 4:
            oldest += 1
        earlier = [d for d in drafts[oldest : oldest + 60] if d.scene.number < scene.number]
        here = [d for d in drafts[oldest : oldest + 120] if d.scene is scene]
        for d in here if scene.any_tag("clears", "clears_after", "unproven") else ():
            _reviewed(d, scene, scenes)
        nothing = _no_admission(scene, scenes, earlier, passage)
        found += nothing
        found += _avoidance(scene, scenes, passage, pack)
        if not nothing:
            replied = replies(scene, scenes, earlier, here)
            found += replied or ([] if scene.hits else _unnumbered(scene, scenes, passage))
    for d in drafts:
        if d.stance is Stance.NO_ADMISSION:
            found += _each_of(d)
    return list(once(found))


def _reviewed(d: Draft, scene: Scene, scenes: list[Scene]) -> None:
    """ "We have seen no evidence that twelve civilians were harmed": a party's review of a figure, not its report."""
    c = d.hit.counted
    first = max(0, c.first - 12)
    finding = found_by_review(scene.words[first:], c.first - first, max(c.end, d.hit.cue[1]) - first)
    if finding not in (Stance.DENIES, Stance.DISPUTES) or d.stance not in (Stance.REPORTS, Stance.ALLEGES):
        return
    voices = [answers_for(s.speaker) for s in scene.speeches]
    if any(a is None or a.capacity is not Capacity.PARTY for a in voices):
        return  # a monitor that could not determine it
    who = d.speech.speaker if d.speech is not None else next(iter(d.by), None) or _party_before(scene, scenes)
    actor = answers_for(who)
    if who is None or actor is None or actor.capacity is not Capacity.PARTY or not d.quantity.low:
        return
    d.stance = finding
    if not d.by:
        d.by, d.by_basis = (who,), Basis.STATED if who in scene.actors else Basis.INHERITED


def _each_of(d: Draft) -> list[Draft]:
    """ "Neither X nor Y has admitted killing 7": the same of each."""
    opener = next((i for i, w in enumerate(d.scene.words) if w.has("neither")), None)
    if opener is None:
        return []
    everybody = _parties_between(d.scene, opener, len(d.scene.words))
    named = {b.name for b in d.by}
    return [replace(d, by=(p,), by_basis=Basis.STATED, answer=1) for p in everybody if p.name not in named]


def _parties_between(scene: Scene, first: int, last: int) -> list[Named]:
    """The parties of "neither X nor Y", up to the verb."""
    found: list[Named] = []
    for a in scene.actors:
        at = scene.word_at(a.start)
        if first < at < last and a.actor is not None and a.actor.capacity is Capacity.PARTY:
            if any(w.has("admit") or w.has("say") for w in scene.words[first:at]):
                break
            found.append(a)
    return found


def _unnumbered(scene: Scene, scenes: list[Scene], passage: Passage) -> list[Draft]:
    """ "X denied causing any civilian casualties", "X is looking into reports of civilian deaths"."""
    bare = _bare(scene)
    if bare is None:
        return []
    words = scene.words
    finding = found_by_review(words, bare[0], bare[1])
    who = next((a for a in scene.actors if a.actor is not None and a.actor.capacity is Capacity.PARTY), None)
    if finding is not None and who is None:
        who = _party_before(scene, scenes)
    if finding is not None and who is not None:
        draft = _made(
            scene, scenes, passage, bare, f"a review by {who.name}, or of its deeds, answers without a number"
        )
        doer = _charged_with(scene, bare[1])
        draft.by, draft.stance = (doer or who,), finding
        draft.by_basis = Basis.STATED if (doer or who) in scene.actors else Basis.INHERITED
        said = next((s for s in scene.speeches if s.forward and s.speaker.actor is who.actor), None)
        draft.speech = said if doer is not None else None
        return [draft]
    for kind, tag in ((Stance.DENIES, "deny"), (Stance.INVESTIGATES, "looks_into")):
        cue = next((i for i, w in enumerate(words[: bare[0]]) if w.has(tag) and bare[0] - i <= 12), None)
        speech = next(
            (s for s in scene.speeches if s.forward and cue is not None and s.start == words[cue].start), None
        )
        actor = answers_for(speech.speaker) if speech is not None else None
        if cue is None or speech is None or actor is None or actor.capacity is not Capacity.PARTY:
            continue
        draft = _made(scene, scenes, passage, bare, f"{speech.speaker.name} answers without a number")
        draft.speech, draft.stance = speech, kind
        draft.by = tuple(scene.blamed) or (speech.speaker,)
        return [draft]
    return []


def _charged_with(scene: Scene, end: int) -> Named | None:
    """ "reports of civilian deaths by the Coalition": whose deed the harm is said to be."""
    if end + 1 >= len(scene.words) or scene.words[end].low not in ("by", "par"):
        return None
    near = range(end + 1, end + 4)
    parties = [a for a in scene.actors if a.actor is not None and a.actor.capacity is Capacity.PARTY]
    return next((a for a in parties if scene.word_at(a.start) in near), None)


def _party_before(scene: Scene, scenes: list[Scene]) -> Named | None:
    """The party named last before a sentence that names none."""
    for earlier in reversed(scenes[max(0, scene.number - 4) : scene.number]):
        parties = [a for a in earlier.actors if a.actor is not None and a.actor.capacity is Capacity.PARTY]
        if parties:
            return parties[-1]
    return None


def _bare(scene: Scene) -> tuple[int, int, Harm, tuple[Group, ...]] | None:
    """The harm noun without a number in a sentence: "pertes humaines civiles", "civilian casualties"."""
    for i, w in enumerate(scene.words if scene.any_tag("bare_harm") else ()):
        if w.has("bare_harm"):
            end = i + w.width("bare_harm")
            groups = tuple(x.value("gadj") for x in scene.words[i:end] if x.has("gadj"))
            text = " ".join(x.low for x in scene.words[i:end])
            if "civ" in text or "combatant" in text:
                groups = (Group.CIVILIAN,)
            first = i - 1 if i and scene.words[i - 1].low in ("ces", "these") else i
            return first, end, w.value("bare_harm"), groups or (Group.PERSON,)
    return None


def _made(
    scene: Scene, scenes: list[Scene], passage: Passage, bare: tuple[int, int, Harm, tuple[Group, ...]], note: str
) -> Draft:
    first, end, harm, groups = bare
    words = scene.words
    span = passage.span(words[first].start, words[end - 1].end)
    quantity = Quantity(2, None, Hedge.SOME, span.of(passage.text))
    counted = Counted(first, end, first, end, quantity, "plural", "victim", first, groups, harm)
    segment = (scene.sentence.start, scene.sentence.end)
    place = place_of(words[first].start, words[end - 1].end, segment, scene, passage)
    period, period_basis = period_of(words[first].start, segment, scene, scenes, None)
    return Draft(
        Hit(counted, harm, "answer", (first, end), confidence=0.75),
        scene,
        span,
        quantity,
        None,
        (),
        Basis.STATED,
        place,
        Basis.STATED,
        period,
        period_basis,
        None,
        segment,
        note=note,
    )


def collective(scene: Scene, scenes: list[Scene], start_word: int, reach: int) -> Named | None:
    """A party named near a word, "the 12 allies" of an alliance in the passage included."""
    words = scene.words
    for k in range(start_word, min(len(words), start_word + reach)):
        named = next(
            (
                a
                for a in scene.actors
                if a.start <= words[k].start < a.end and a.actor is not None and a.actor.capacity is Capacity.PARTY
            ),
            None,
        )
        if named is not None:
            return named
        if words[k].low in ("alliés", "allies", "partenaires", "partners", "allied"):
            actor = partners(scenes)
            if actor is not None:
                first = k - 1 if k and words[k - 1].low[0].isdecimal() else k
                return Named(words[first].start, words[k].end, actor.name, "actor", actor)
    return None


def partners(scenes: list[Scene]) -> Actor | None:
    """The other members of the alliance that the passage speaks of."""
    book = registry()
    for scene in scenes:
        for named in scene.actors:
            if named.actor is not None and named.actor.kind is ActorKind.COLLECTIVE:
                return named.actor
    for scene in scenes:
        for named in scene.actors:
            if named.actor is not None and named.actor.kind is ActorKind.ALLIANCE:
                for actor in book:
                    if actor.of == named.actor.id:
                        return actor
    return None


def _no_admission(scene: Scene, scenes: list[Scene], earlier: list[Draft], passage: Passage) -> list[Draft]:
    """ "aucun des 12 alliés n'admettra aucun rôle dans ces pertes", "neither X nor Y has admitted …"."""
    words = scene.words
    if not scene.any_tag("admit", "grants"):
        return []
    for i, w in enumerate(words):
        nobody, never, neither = w.has("nobody"), w.has("never"), w.has("neither")
        if not (nobody or never or neither):
            continue
        window = words[i : i + (60 if nobody else 24 if neither else 14)]  # a list of members may stand in between
        cue = next(
            (k for k, x in enumerate(window, i) if x.has("admit") or (x.has("grants") and _of_civilians(scene))), None
        )
        if cue is None:
            continue
        if neither and not nobody:
            everybody = _parties_between(scene, i, cue)
        else:
            one = collective(scene, scenes, i + 1, 8) if nobody else _before(scene, scenes, i)
            everybody = [one] if one is not None else []
        found = [d for who in everybody for d in _nothing_from(who, cue, scene, scenes, earlier, passage)]
        if found:
            return found
    return []


def _of_civilians(scene: Scene) -> bool:
    """ "has not confirmed civilian casualties": what is not granted is harm to those who should have been spared."""
    bare = _bare(scene)
    return bare is not None and Group.CIVILIAN in bare[3]


def _nothing_from(
    who: Named, cue: int, scene: Scene, scenes: list[Scene], earlier: list[Draft], passage: Passage
) -> list[Draft]:
    bare = _bare(scene)
    if bare is not None:
        draft = _made(scene, scenes, passage, bare, f"{who.name} is said to have admitted nothing")
    else:
        target = answered(scene, earlier) if not scene.hits else None
        if target is None:
            return []
        draft = reply(scene, target, who, Stance.NO_ADMISSION, cue)
        draft.note = f"{who.name} is said not to have admitted the figure “{target.quantity.verbatim}”"
    draft.by, draft.by_basis = (who,), Basis.STATED
    draft.stance = Stance.NO_ADMISSION
    draft.members = _members_nearby(who, scene, scenes, passage)
    return [draft]


def _before(scene: Scene, scenes: list[Scene], i: int) -> Named | None:
    for k in range(i - 1, max(-1, i - 8), -1):
        found = collective(scene, scenes, k, 1)
        if found is not None:
            return found
    return None


def _members_nearby(who: Named, scene: Scene, scenes: list[Scene], passage: Passage) -> tuple[Mention, ...]:
    """Members of a collective named where it is described: in this sentence or the next two."""
    if who.actor is None:
        return ()
    for near in scenes[scene.number : scene.number + 3]:
        for named in [who] if near is scene else [*_collectives(near, scenes)]:
            if named.actor is not None and named.actor.id == who.actor.id:
                found = members_named(named, near, passage)
                if found:
                    return found
    return ()


def _collectives(scene: Scene, scenes: list[Scene]) -> list[Named]:
    return [
        a for a in scene.actors if a.actor is not None and a.actor.kind in (ActorKind.COLLECTIVE, ActorKind.ALLIANCE)
    ]


def _avoidance(scene: Scene, scenes: list[Scene], passage: Passage, pack: Pack) -> list[Draft]:
    """ "they claim a record avoidance of civilian casualties": another reading, without a number."""
    words = scene.words
    for i, w in enumerate(words if scene.any_tag("avoidance") else ()):
        if not w.has("avoidance"):
            continue
        bare = _bare(scene)
        if bare is None or not (i < bare[0] <= i + 6) or not any(x.has("say") for x in words[:i]):
            continue
        who = next(
            (
                a
                for a in scene.actors
                if a.actor is not None and a.actor.capacity is Capacity.PARTY and a.start < w.start
            ),
            None,
        )
        if who is None:
            continue
        draft = _made(scene, scenes, passage, bare, f"{who.name} claims to have avoided harm")
        draft.speech = Speech(who, (), who.start, True, "says")
        draft.by = (who,)
        draft.stance = Stance.DISPUTES
        draft.cause = next((c for _, c in scene.causes), None)
        draft.members = members_named(who, scene, passage)
        return [draft]
    return []
