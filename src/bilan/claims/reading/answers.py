"""What an actor answers to a figure: it denies, looks into it, or has admitted nothing.

These claims often carry no number of their own: then they take the figure that they answer (`same_as`).
"""

from __future__ import annotations

from dataclasses import replace

from bilan.actors import Actor, ActorKind, Capacity, registry
from bilan.claims.passage import Passage
from bilan.claims.reading.blame import same_side
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.members import members_named
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.scene import Named, Scene, Speech
from bilan.claims.reading.stance import answers_for
from bilan.claims.reading.where import place_of
from bilan.model.claim import Mention
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Group, Harm, Hedge, Stance


def answers(drafts: list[Draft], scenes: list[Scene], passage: Passage, pack: Pack) -> list[Draft]:
    """The drafts with the answers that the passage holds added."""
    found = list(drafts)
    oldest = 0
    for scene in scenes:
        while oldest < len(drafts) and drafts[oldest].scene.number < scene.number - 3:
            oldest += 1
        found += _no_admission(scene, scenes, passage, pack)
        found += _avoidance(scene, scenes, passage, pack)
        if not scene.hits:
            earlier = [d for d in drafts[oldest : oldest + 60] if d.scene.number < scene.number]
            found += _replies(scene, scenes, earlier, passage, pack)
    return found


def _bare(scene: Scene) -> tuple[int, int, Harm, tuple[Group, ...]] | None:
    """The harm noun without a number in a sentence: "pertes humaines civiles", "civilian casualties"."""
    for i, w in enumerate(scene.words):
        if w.has("bare_harm"):
            end = i + w.width("bare_harm")
            groups = tuple(x.value("gadj") for x in scene.words[i:end] if x.has("gadj"))
            text = " ".join(x.low for x in scene.words[i:end])
            if "civ" in text:
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
    place = place_of(words[first].start, words[end - 1].end, (scene.sentence.start, scene.sentence.end), scene, passage)
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
        None,
        Basis.STATED,
        None,
        (scene.sentence.start, scene.sentence.end),
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


def _no_admission(scene: Scene, scenes: list[Scene], passage: Passage, pack: Pack) -> list[Draft]:
    """ "aucun des 12 alliés n'admettra aucun rôle dans ces pertes", "X has never admitted …"."""
    words = scene.words
    for i, w in enumerate(words):
        nobody, never = w.has("nobody"), w.has("never")
        if not (nobody or never):
            continue
        window = words[i : i + (60 if nobody else 14)]  # a list of members may stand in between
        if not any(x.has("admit") for x in window):
            continue
        who = collective(scene, scenes, i + 1, 8) if nobody else _before(scene, scenes, i)
        bare = _bare(scene)
        if who is None or bare is None:
            continue
        draft = _made(scene, scenes, passage, bare, f"{who.name} is said to have admitted nothing")
        draft.by = (who,)
        draft.stance = Stance.NO_ADMISSION
        draft.members = _members_nearby(who, scene, scenes, passage)
        return [draft]
    return []


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
    for i, w in enumerate(words):
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


def _replies(scene: Scene, scenes: list[Scene], earlier: list[Draft], passage: Passage, pack: Pack) -> list[Draft]:
    """A denial or an inquiry that answers the last figure, by a party or its spokesperson."""
    words = scene.words
    target = _answered(scene, earlier)
    if target is None:
        return []
    found: list[Draft] = []
    who: Named | None = None
    for kind, tag in ((Stance.DENIES, "deny"), (Stance.INVESTIGATES, "investigate")):
        cue = next((i for i, w in enumerate(words) if w.has(tag)), None)
        if cue is None:
            continue
        if kind is Stance.INVESTIGATES and not any(w.has("investigate_verb") for w in words):
            continue
        if (
            kind is Stance.INVESTIGATES
            and pack.lang == "fr"
            and cue
            and not (words[cue - 1].has("article") or words[cue - 1].has("of"))
        ):
            continue
        speaker = who or _replier(scene, cue)
        if speaker is None:
            continue
        who = speaker
        found.append(_reply(scene, target, speaker, kind, cue, pack))
    return found


def _answered(scene: Scene, earlier: list[Draft]) -> Draft | None:
    near = [
        d
        for d in earlier
        if d.answer == 0
        and d.part_of is None
        and d.same_as is None
        and scene.number - d.scene.number <= 3
        and d.hit.harm in (Harm.KILLED, Harm.KILLED_OR_INJURED, Harm.INJURED)
    ]
    if not near:
        return None
    last = max(d.scene.number for d in near)
    return next(d for d in near if d.scene.number == last)


def _replier(scene: Scene, cue: int) -> Named | None:
    for named in scene.sources:
        actor = answers_for(named)
        if scene.word_at(named.start) < cue and actor is not None and actor.capacity is Capacity.PARTY:
            return named
    return None


def _reply(scene: Scene, target: Draft, speaker: Named, stance: Stance, cue: int, pack: Pack) -> Draft:
    actor = answers_for(speaker)
    by: tuple[Named, ...] = target.by
    basis = Basis.INHERITED
    if not any(same_side(b.actor, actor) for b in by) and actor is not None and stance is Stance.DENIES:
        by, basis = (replace(speaker, name=registry().forces_of(actor.id).name, actor=actor),), Basis.STATED
    return replace(
        target,
        hit=replace(target.hit, rule="answer", cue=(cue, cue + 1), confidence=0.75, parent=None),
        scene=scene,
        speech=Speech(speaker, (), scene.words[cue].start, True, "says"),
        by=by,
        by_basis=basis if by else Basis.STATED,
        place_basis=Basis.INHERITED if target.place else Basis.STATED,
        period_basis=Basis.INHERITED if target.period else Basis.STATED,
        stance=stance,
        same_as=target,
        part_of=None,
        against=None,
        answer=1,
        segment=(scene.sentence.start, scene.sentence.end),
        note=f"{speaker.name} answers the figure “{target.quantity.verbatim}”",
    )
