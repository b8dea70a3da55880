"""Answers that carry no figure of their own and attach to one told before.

"X denied any involvement."                      X rejects the figure told last of its own deeds
"An inquiry was opened."                         somebody looks into it
"X has still not acknowledged the raid."         said of X, not by X
"X admitted an error."                           X owns the deed that the figure is about
"The dead were all militants, X said."           X reads the figure another way
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bilan.actors import Capacity, registry
from bilan.claims.reading.blame import as_forces, same_side
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.reply_cues import Cue, reply_cues
from bilan.claims.reading.scene import Named, PlaceNamed, Scene, Speech
from bilan.claims.reading.stance import answers_for
from bilan.model.vocab import Basis, Group, Harm, Stance

_TOWN, _UNLISTED = 5, 150  # ranks of places: from a city on, by the last figure; then those that no list knows
_BACK = 4  # sentences back in which the figure answered may stand
_FIRST = (Harm.KILLED, Harm.KILLED_OR_INJURED)
_HURT = (*_FIRST, Harm.INJURED, Harm.MISSING)  # who is arrested is seldom denied
_ANSWERS = frozenset({Stance.DENIES, Stance.DISPUTES, Stance.INVESTIGATES, Stance.NO_ADMISSION})
_ANSWERABLE = frozenset({"army", "Defence Ministry", "Ministry", "police", "authorities", "local authorities", "government", "military official", "official", "officials"})  # fmt: skip
_WHO = frozenset({"who", "qui", "was", "were", "is"})
_AGENTS = frozenset({"by", "par", "de", "of", "du", "des", "d'"})
_LIGHT = frozenset({"abord", "d'", "jusqu'", "ici", "lui", "quant", "à", "l'", "le", "la", "pas", "toujours", "since", "still", ",", "initially", "have", "en"})  # fmt: skip


def replies(scene: Scene, scenes: Sequence[Scene], earlier: Sequence[Draft], here: Sequence[Draft]) -> list[Draft]:
    """The answers of a sentence to figures told `earlier`, or `here` in the same sentence."""
    found = [r for d in here if d.stance is Stance.DENIES and (r := _rebuttal(d, scene)) is not None]
    if not here and not (earlier and scene.number - earlier[-1].scene.number <= _BACK):
        return found
    for cue in reply_cues(scene):
        if cue.stance is not Stance.ADMITS and any(d.stance is cue.stance for d in (*here, *found)):
            continue  # a figure of its own carries this answer
        who = _answering(scene, cue) or _meant(scene, scenes, cue)
        if who is None and not (cue.stance is Stance.INVESTIGATES and cue.passive):
            continue
        if cue.stance is Stance.ADMITS and _of_another(scene, cue, who):
            continue
        target = _target(scene, cue, who, earlier, here)
        if target is not None:
            found.append(reply(scene, target, who, cue.stance, cue.at))
    return found


def _of_another(scene: Scene, cue: Cue, who: Named | None) -> bool:
    """ "acknowledged Russia's responsibility": what is granted is another's deed."""
    near = range(cue.at + 1, cue.at + 11)
    others = [n for n in scene.actors if scene.word_at(n.start) in near and _party(n)]
    return any(not same_side(n.actor, answers_for(who)) for n in others)


def _rebuttal(d: Draft, scene: Scene) -> Draft | None:
    """ "X rejected the UN report that 23 had died": the UN's figure, and X's denial of it."""
    if d.speech is None or not d.quantity.low:
        return None
    who, cue = d.speech.speaker, scene.word_at(d.speech.start)
    source = next((n for n in scene.sources if _reports(n, scene, cue, d.hit.counted.first, who)), None)
    if source is None:
        return None
    actor = answers_for(source)
    told = actor is not None and actor.capacity is not Capacity.PARTY
    d.stance = Stance.REPORTS if told else Stance.ALLEGES
    d.speech = Speech(source, (), source.start, True, "says")
    return reply(scene, d, who, Stance.DENIES, cue)


def _reports(named: Named, scene: Scene, cue: int, count: int, who: Named) -> bool:
    """Whether a report or a charge between the verb that rejects it and the figure is somebody else's."""
    first, last = scene.word_at(named.start), scene.word_at(named.end - 1) + 1
    if not cue < first < count or named.sort == "phrase" or same_side(answers_for(named), answers_for(who)):
        return False
    words = scene.words
    made = [w for w in words[max(cue + 1, first - 4) : first] if w.has("report") or w.has("charge")]
    whose = last < len(words) and words[last].low == "'s" and any(w.has("charge") for w in words[last + 1 : last + 3])
    linked = first > 0 and (
        words[first - 1].has("article") or words[first - 1].has("of") or words[first - 1].low == "by"
    )
    return whose or (bool(made) and linked)


# ------------------------------------------------------------ who answers


def _answering(scene: Scene, cue: Cue) -> Named | None:
    """Who denies, admits or looks into it: the subject of the verb, or whoever follows "by"."""
    position = scene.words[cue.at].start
    behind = [s.speaker for s in scene.speeches if (s.whole or not s.forward) and _may(s.speaker, cue, scene)]
    if cue.agent is not None:
        near = range(cue.agent, cue.agent + 4)
        agent = next((n for n in scene.sources if scene.word_at(n.start) in near and _may(n, cue, scene)), None)
        if agent is not None:
            return agent
    if cue.turned:
        after = [n for n in scene.sources if cue.at < scene.word_at(n.start) <= cue.at + 4]
        return after[0] if after and _may(after[0], cue, scene) else None
    beside = next((n for n in scene.sources if _may(n, cue, scene) and _subject(n, scene, cue)), None)
    if beside is not None:
        return beside
    said = [s.speaker for s in scene.speeches if s.start <= position and (s.forward or s.start == position)]
    if said and _may(said[-1], cue, scene) and not (said[-1].sort == "phrase" and said[-1].end > position):
        return said[-1]
    if cue.passive or cue.stance is Stance.DISPUTES:
        return behind[-1] if behind else None
    before = [n for n in scene.sources if scene.word_at(n.start) < cue.at]
    parties = [n for n in before if _party(n)]
    may = [n for n in before if _may(n, cue, scene)]
    return next(iter([*parties, *may, *reversed(behind)]), None)


_HELPERS = ("have", "be", "adverb", "negation", "never", "pronoun")


def _subject(named: Named, scene: Scene, cue: Cue) -> bool:
    """Whether somebody stands right before the verb: "X has since denied", "X, which denied"."""
    if cue.passive or cue.stance is Stance.DISPUTES:
        return False
    first = scene.word_at(named.end - 1) + 1
    between = scene.words[first : cue.at]
    lead = scene.words[scene.word_at(named.start) - 1] if scene.word_at(named.start) else None
    governed = lead is not None and (lead.has("preposition") or lead.low in _AGENTS)
    near = named.start < scene.words[cue.at].start and len(between) <= 6 and not governed
    return near and all(w.has_any(_HELPERS) or w.low in _LIGHT or w.has("relative") for w in between)


def _meant(scene: Scene, scenes: Sequence[Scene], cue: Cue) -> Named | None:
    """ "Five months later, it had still acknowledged nothing": the party that spoke or acted last."""
    if cue.passive or not any(w.has("pronoun") for w in scene.words[max(0, cue.at - 7) : cue.at]):
        return None
    for near in reversed(scenes[max(0, scene.number - 2) : scene.number]):
        spoke = [s.speaker for s in near.speeches if _party(s.speaker)]
        heads = [n for n in near.sources if near.word_at(n.start) <= 2 and _party(n)]
        if spoke or heads:
            return [*heads, *spoke][-1]
    return None


def _party(named: Named) -> bool:
    actor = answers_for(named)
    return actor is not None and actor.capacity is Capacity.PARTY


def _may(named: Named, cue: Cue, scene: Scene) -> bool:
    """Whether somebody may give this answer: a party, an office that answers for one; an inquiry, any official."""
    if _party(named):
        return True
    if answers_for(named) is not None and named.sort != "person":
        return cue.stance is Stance.INVESTIGATES and _mission(named)
    if named.sort == "role" and named.name in _ANSWERABLE:
        return cue.stance is not Stance.ADMITS
    if cue.stance is Stance.INVESTIGATES:
        inside = scene.between(named.start, named.end)
        whose = scene.words[cue.at - 1].low in _WHO  # "Judge X, who was investigating the case": said of X by the way
        return named.sort == "role" or (named.sort == "person" and not whose) or any(w.has("inquirer") for w in inside)
    return cue.stance is Stance.DENIES and cue.charged and named.sort in ("phrase", "acted") and _worded(named)


def _worded(named: Named) -> bool:
    """A name of words alone: no brackets, no "we"."""
    return all(part.isalpha() for part in re.split(r"[ '’-]+", named.name) if part) and len(named.name) < 50


def _mission(named: Named) -> bool:
    """ "The UN mission opened an inquiry": neither a recorder, whose trade it is, nor the press."""
    actor = answers_for(named)
    return actor is not None and actor.capacity in (Capacity.WITNESS, Capacity.OTHER)


# ------------------------------------------------------------ which figure it answers


def _target(scene: Scene, cue: Cue, who: Named | None, earlier: Sequence[Draft], here: Sequence[Draft]) -> Draft | None:
    """The figure answered: of the same sentence, else the last one told, of the answering side's own deeds first."""
    if any(_governed(d, scene, cue) for d in here):
        return None  # what follows is what is answered
    looking = cue.stance is Stance.INVESTIGATES
    again = {c.quantity.low for c in scene.analysis.counted if c.first in cue.people}
    local = [d for d in here if _answerable(d, cue, again) and _beside(d, scene, cue)]
    usable = [d for d in local if not _own_word(d, who) and (cue.charged or _fits(d, cue, who))]
    if cue.stance is Stance.ADMITS and cue.where is None:
        local = usable = []
    if local and not looking:
        behind = [d for d in usable if cue.where is not None and d.hit.counted.first > cue.where]
        return _first(behind or usable) if usable else None
    if scene.any_tag("another_event"):
        return None
    near = [
        d
        for d in earlier
        if not _other_place(d, scene, cue) and 0 < scene.number - d.scene.number <= _BACK and _answerable(d, cue, again)
    ]
    pool = [d for d in near if _fits(d, cue, who)] + usable
    for better in (
        [d for d in pool if d.hit.harm is not Harm.KILLED_OR_INJURED or d.hit.counted.head == "victim"],
        [d for d in pool if d.hit.harm in _FIRST or d.hit.harm is Harm.ABDUCTED_OR_DETAINED],
        [d for d in pool if d.hit.counted.groups != (Group.COMBATANT,)],
        [d for d in pool if d.quantity.low in again],
        [d for d in pool if _of_side(d, who) and not looking],
    ):
        pool = [d for d in better if d in pool] or pool
    if not pool:
        return None
    last = max(d.scene.number for d in pool)
    return _first([d for d in pool if d.scene.number == last])


def _is_town(p: PlaceNamed) -> bool:
    """A town, a village, a camp, a quarter: one of two is not the other."""
    return p.rank % 10 >= _TOWN and p.rank < _UNLISTED


def _other_place(d: Draft, scene: Scene, cue: Cue) -> bool:
    """ "denied an attack at Dabam", where the figure is of another town."""
    if not d.place or cue.stance is Stance.INVESTIGATES:
        return False
    named = [p for p in scene.places if cue.at < scene.word_at(p.start) <= cue.at + 8 and _is_town(p)]
    return bool(named) and not {p.name for p in named} & {m.name for m in d.place}


def _governed(d: Draft, scene: Scene, cue: Cue) -> bool:
    """Whether a figure follows the answering verb in its clause: then the verb speaks of that one."""
    at = d.hit.counted.first
    if at < cue.at or (cue.where is not None and at > cue.where):
        return False
    between = scene.words[cue.at + 1 : at]
    return not any(w.low in (":", ";") or w.has("contrast") or w.has("say") for w in between)


def _first(drafts: Sequence[Draft]) -> Draft:
    """The dead before the missing before the wounded, and of those the first."""
    rank = {Harm.KILLED: 0, Harm.KILLED_OR_INJURED: 0, Harm.MISSING: 1, Harm.ABDUCTED_OR_DETAINED: 1}
    return min(drafts, key=lambda d: rank.get(d.hit.harm, 2))


def _root(d: Draft) -> Draft:
    while d.same_as is not None and d.answer == 0:
        d = d.same_as
    return d


def _answerable(d: Draft, cue: Cue, again: AbstractSet[int]) -> bool:
    held = d.hit.harm is Harm.ABDUCTED_OR_DETAINED and cue.involved
    told = d.answer == 0 and (d.part_of is None or d.quantity.low in again) and d.stance not in _ANSWERS
    return told and d.quantity.low > 0 and (held or d.hit.harm in _HURT)


def _beside(d: Draft, scene: Scene, cue: Cue) -> bool:
    """A figure of the same sentence told before the answer, or in the relative clause that it governs."""
    at = d.hit.counted.first
    return at < cue.at or (cue.where is not None and at > cue.where)


def _fits(d: Draft, cue: Cue, who: Named | None) -> bool:
    """Whether somebody can answer this figure so: it is another's, and no deed of a third."""
    if cue.stance is Stance.INVESTIGATES or who is None:
        return True
    actor = answers_for(who)
    if _own_word(d, who):
        return False
    if cue.stance is Stance.ADMITS:
        ours = _of_side(d, who) or (not d.by and cue.deed)
        return ours and d.stance is not Stance.ADMITS and d.hit.counted.groups != (Group.COMBATANT,)
    if d.stance is Stance.ADMITS:
        return False
    return not d.by or d.by_basis is Basis.INHERITED or _of_side(d, who) or actor is None


def _own_word(d: Draft, who: Named | None) -> bool:
    """Whether whoever answers gave the figure."""
    if who is None or d.speech is None:
        return False
    speaker = d.speech.speaker
    return speaker.name == who.name or same_side(answers_for(speaker), answers_for(who))


def _of_side(d: Draft, who: Named | None) -> bool:
    actor = answers_for(who)
    if actor is None:
        return False
    book = registry()
    lines = [actor.id, *book.alliances_of(actor.id)]
    return any(
        same_side(b.actor, actor)
        or (b.actor is not None and (b.actor.id in lines or actor.id in book.alliances_of(b.actor.id)))
        for b in d.by
    )


# ------------------------------------------------------------ the answer


def reply(scene: Scene, target: Draft, who: Named | None, stance: Stance, cue: int) -> Draft:
    """The answer as a claim: the figure of its target, its own speaker and stance."""
    actor = answers_for(who)
    by: tuple[Named, ...] = target.by
    basis = Basis.INHERITED
    silent = stance is Stance.NO_ADMISSION
    of_itself = stance in (Stance.DENIES, Stance.ADMITS, Stance.NO_ADMISSION)
    if who is not None and of_itself and not any(same_side(b.actor, actor) for b in by):
        if actor is not None:
            by, basis = (as_forces(replace(who, name=actor.name, actor=actor)),), Basis.STATED
        elif stance is Stance.DENIES and not by and who.sort == "phrase":
            by, basis = (who,), Basis.STATED
    name = who.name if who is not None else "somebody"
    note = f"{name} answers the figure “{target.quantity.verbatim}”"
    if silent:
        note = f"{name} is said not to have admitted the figure “{target.quantity.verbatim}”"
    return replace(
        target,
        hit=replace(target.hit, rule="answer", cue=(cue, cue + 1), confidence=0.75, parent=None),
        scene=scene,
        speech=Speech(who, (), scene.words[cue].start, True, "says") if who is not None and not silent else None,
        by=by,
        by_basis=basis if by else Basis.STATED,
        place_basis=Basis.INHERITED if target.place else Basis.STATED,
        period_basis=Basis.INHERITED if target.period else Basis.STATED,
        stance=stance,
        same_as=_root(target),
        part_of=None,
        against=None,
        answer=1,
        segment=(scene.sentence.start, scene.sentence.end),
        note=note,
    )


def answered(scene: Scene, earlier: Sequence[Draft]) -> Draft | None:
    """The figure told last before a sentence, the dead before the wounded."""
    near = [d for d in earlier if d.same_as is None and scene.number - d.scene.number <= 3]
    near = [d for d in near if d.answer == 0 and d.part_of is None and d.quantity.low > 0 and d.stance not in _ANSWERS]
    near = [d for d in near if d.hit.harm in (Harm.KILLED, Harm.KILLED_OR_INJURED, Harm.INJURED)]
    if not near:
        return None
    last = max(d.scene.number for d in near)
    return _first([d for d in near if d.scene.number == last])


def once(found: Sequence[Draft]) -> Iterator[Draft]:
    """Each answer of one side to one figure once, where it was given first."""
    given: set[tuple[int, Stance, str]] = set()
    for d in found:
        who = d.speech.speaker if d.speech is not None else next(iter(d.by), None)
        actor = answers_for(who)
        side = registry().government_line(actor.id)[-1] if actor is not None else who.name if who is not None else ""
        key = (id(d.same_as), d.stance, side)
        if key not in given or d.answer == 0:
            yield d
        given.add(key)


__all__ = ["answered", "once", "replies", "reply"]
