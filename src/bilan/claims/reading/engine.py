"""The cascade: words → counted people → frames → who, where, when, by whom → claims with their grounds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bilan.actors import ActorKind, Capacity, registry
from bilan.claims.passage import Passage, Sentence
from bilan.claims.reading.analysis import Analysis, analyse
from bilan.claims.reading.answers import answers
from bilan.claims.reading.blame import blamed
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.frames import Hit, harm_frames
from bilan.claims.reading.generic import generic_actors
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.periods import FoundPeriod, date_spans, find_periods
from bilan.claims.reading.polarity import answer_before, owns_the_attack
from bilan.claims.reading.relations import relate
from bilan.claims.reading.scene import Named, PlaceNamed, Scene, Speech
from bilan.claims.reading.stance import answers_for, stance_of
from bilan.claims.reading.voices import sources, speech_for, speeches
from bilan.claims.reading.where import find_places, inherited_place, place_of, topic
from bilan.claims.reading.words import Word
from bilan.model.claim import Claim, Grounds, Mention, Proposal, Why
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Basis, Cause, Stance


@dataclass(frozen=True, slots=True)
class GrammarReader:
    """A reader made of a language pack and the shared grammar."""

    pack: Pack

    @property
    def lang(self) -> str:
        return self.pack.lang

    @property
    def version(self) -> str:
        return f"grammar-{self.pack.lang}-{self.pack.version}"

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        """The claims of a text, in its order."""
        passage = Passage.of(text, self.pack.abbreviations)
        scenes = set_scenes(passage, self.pack, published)
        subject = topic(scenes)
        drafts = [d for scene in scenes for d in _drafts(scene, scenes, passage, self.pack, subject)]
        relate(drafts, scenes)
        drafts = answers(drafts, scenes, passage, self.pack)
        drafts.sort(key=lambda d: (d.scene.number, d.span.start, d.span.end, d.answer))
        number = {id(d): i for i, d in enumerate(drafts)}
        return [_proposal(d, number, passage) for d in drafts]


# ---------------------------------------------------------------- scenes


def set_scenes(passage: Passage, pack: Pack, published: Period | None) -> list[Scene]:
    """Every sentence with what it names. Actors and places are looked up once for the whole passage."""
    actors = [
        Named(f.span.start, f.span.end, f.actor.name, "actor", f.actor, f.through)
        for f in registry().find(passage.plain, pack.lang)
        if not (len(f.words) <= 4 and f.words.islower())
        and not (len(f.words) <= 3 and _shouted(passage.plain, f.span.start, f.span.end))
    ]
    made = generic_actors(passage, pack.lang, actors)
    inside = {a.start for m in made for a in actors if m.start <= a.start < m.end}
    actors = sorted([*(a for a in actors if a.start not in inside), *made], key=lambda a: a.start)
    places = find_places(passage, pack.lang, actors)
    actors_by, places_by = _by_sentence(passage, actors), _by_sentence(passage, places)
    scenes = [_scene(number, sentence, passage, pack) for number, sentence in enumerate(passage.sentences)]
    near = _near_harm(scenes)
    spoken: list[Named] = []
    for scene in scenes:
        scene.actors = actors_by.get(scene.number, [])
        scene.places = places_by.get(scene.number, [])
        if scene.number in near:
            _look_closer(scene, passage, pack, published, spoken)
    _share_trailing(scenes)
    return scenes


_HARM = frozenset(
    {"vfin", "vpart", "vger", "vinf", "vintr", "vintrfin", "vadj", "victim", "events", "bodies", "bare_harm"}
)
_BACK, _ON = 8, 4  # sentences before and after one that speaks of harm which may say who, where, when, or answer it


def _scene(number: int, sentence: Sentence, passage: Passage, pack: Pack) -> Scene:
    """A sentence with its counted people; one without a word of harm counts nobody."""
    words = pack.lexicon.words(passage, sentence)
    if not any(not _HARM.isdisjoint(w.tags) for w in words):
        return Scene(number, sentence, words, Analysis(words), [])
    atoms, spans = date_spans(passage.lower, sentence.start, sentence.end, pack.dates)
    dated = {i for i, w in enumerate(words) if any(s <= w.start < e for s, e in spans)} if spans else set[int]()
    analysis = analyse(words, dated, pack)
    scene = Scene(number, sentence, words, analysis, harm_frames(analysis, pack))
    scene.dated, scene.harmful = bool(atoms), True
    return scene


def _near_harm(scenes: Sequence[Scene]) -> set[int]:
    """The sentences worth a closer look: those that speak of harm, and their neighbours."""
    return {k for s in scenes if s.harmful for k in range(s.number - _BACK, s.number + _ON + 1)}


def _look_closer(scene: Scene, passage: Passage, pack: Pack, published: Period | None, spoken: list[Named]) -> None:
    words, sentence = scene.words, scene.sentence
    scene.blamed = blamed(scene, pack)
    scene.periods = find_periods(passage.lower, sentence.start, sentence.end, pack.dates, published)
    scene.causes = [(w.start, Cause(w.value("cause"))) for w in words if w.has("cause")]
    scene.sources = sources(scene, pack, passage.plain)
    scene.speeches = speeches(scene, pack, passage.plain, spoken)
    scene.continues = bool(words) and words[0].has("while_clause") and scene.number > 0 and not _has_main(words)
    _remember(spoken, scene)


T = TypeVar("T", Named, PlaceNamed)


def _by_sentence(passage: Passage, named: Sequence[T]) -> dict[int, list[T]]:
    starts = [s.start for s in passage.sentences]
    found: dict[int, list[T]] = {}
    for n in named:
        at = bisect_right(starts, n.start) - 1
        if at >= 0 and n.start < passage.sentences[at].end:
            found.setdefault(at, []).append(n)
    return found


def _shouted(plain: str, start: int, end: int) -> bool:
    """Whether the text around is all capitals, where an abbreviation cannot be told from a word."""
    around = [c for c in plain[max(0, start - 40) : end + 40] if c.isalpha()]
    return len(around) > 20 and sum(c.isupper() for c in around) > 0.9 * len(around)


def _has_main(words: Sequence[Word]) -> bool:
    """A sentence that opens with "while" is a fragment unless a comma closes its clause before a further verb."""
    comma = next((i for i, w in enumerate(words) if w.low == ","), None)
    if comma is None:
        return False
    rest = words[comma + 1 :]
    spoken = next((i for i, w in enumerate(rest) if w.has("say") or w.has("citing")), len(rest))
    return any(w.has("be") or w.has("have") or w.has("vfin") for w in rest[: spoken + 1])


def _remember(spoken: list[Named], scene: Scene) -> None:
    """Who may be meant by the next pronoun: who speaks here, or whose report this sentence mentions last."""
    opener = next((s for s in scene.sources if s.sort == "person" and scene.word_at(s.start) <= 1), None)
    if opener is not None:
        spoken.append(opener)
    for speech in scene.speeches:
        if not speech.inherited:
            spoken.append(speech.speaker)
    for named in scene.sources:
        i = scene.word_at(named.start)
        before = scene.words[max(0, i - 3) : i]
        if named.actor is not None and any(w.has("report") for w in before):
            first = next(w for w in before if w.has("report"))
            spoken.append(replace(named, start=first.start))


def _share_trailing(scenes: list[Scene]) -> None:
    """ "… . Alors que …, rapporte X": the attribution after the fragment covers the sentence before it."""
    for i, scene in enumerate(scenes):
        if scene.continues and not scenes[i - 1].speeches:
            scenes[i - 1].speeches = [
                replace(s, start=scenes[i - 1].sentence.end, forward=False, inherited=True)
                for s in scene.speeches
                if not s.forward
            ]


# ---------------------------------------------------------------- drafts


def _segment(scene: Scene, position: int) -> tuple[int, int]:
    """The clause around a character: between the contrasts and subordinators of its sentence."""
    for left, right in _brackets(scene):
        if left <= position < right:
            return left, right
    cuts = _cuts(scene)
    at = bisect_right(cuts, position)
    start = cuts[at - 1] if at else scene.sentence.start
    return start, cuts[at] if at < len(cuts) else scene.sentence.end


def _cuts(scene: Scene) -> list[int]:
    """Where the clauses of a sentence begin, leaving bracketed asides out of account; worked out once."""
    if scene.cuts is None:
        spoken = {s.speaker.end for s in scene.speeches}
        scene.cuts = [
            w.start
            for i, w in enumerate(scene.words)
            if (
                (w.has("contrast") or w.has("subordinator") or w.low == ";" or _new_clause(scene, i))
                and not _in_brackets(w.start, scene)
            )
            or (w.has("relative") and any(w.start - gap in spoken for gap in (0, 1, 2)))
        ]
    return scene.cuts


def _clause_between(scene: Scene, start: int, end: int) -> bool:
    return any(start <= w.start < end and _new_clause(scene, i) for i, w in enumerate(scene.words))


def _brackets(scene: Scene) -> list[tuple[int, int]]:
    """The bracketed asides of a sentence that are long enough to say something."""
    if scene.brackets is None:
        scene.brackets = []
        left: int | None = None
        for w in scene.words:
            if w.low == "(":
                left = w.start
            elif w.low == ")" and left is not None:
                if w.end - left > 25:
                    scene.brackets.append((left, w.end))
                left = None
    return scene.brackets


def _in_brackets(start: int, scene: Scene) -> bool:
    return any(left <= start < right for left, right in _brackets(scene))


def _bracketed(start: int, position: int, scene: Scene) -> bool:
    """Whether something stands in an aside that does not hold `position`."""
    return any(left <= start < right and not left <= position < right for left, right in _brackets(scene))


def _new_clause(scene: Scene, i: int) -> bool:
    """ "… et a jusqu'ici confirmé": a second verb of the same subject opens a clause of its own."""
    w = scene.words[i]
    if w.low not in ("et", "and") or i + 1 >= len(scene.words):
        return False
    following = scene.words[i + 1]
    return following.has("have") or (following.has("pronoun") and following.low not in ("it",))


def _own_segment(hit: Hit, scene: Scene, segment: tuple[int, int]) -> tuple[int, int]:
    """Whole and part share their clause, unless the part comes after all that is said of the whole."""
    words = scene.words
    parts = [h for h in scene.hits if h.parent is hit and h.counted.first >= hit.cue[1] and _own_verb(scene, h)]
    if parts:
        return segment[0], min(segment[1], words[_marker(scene, parts[0])].start)
    if hit.parent is not None and hit.parent.cue[1] <= hit.counted.begin and _own_verb(scene, hit):
        return max(segment[0], words[_marker(scene, hit)].start), segment[1]
    return segment


def _own_verb(scene: Scene, part: Hit) -> bool:
    """ "377, incluant 105 tués dans un bombardement à …": the part has a verb, a place and a date of its own."""
    end = part.counted.end
    while end < len(scene.words) and scene.words[end].has("adverb"):
        end += 1
    if _single_attack(scene, end):
        return True
    of_the_whole = part.parent.predicate if part.parent is not None else None
    return any(
        p.first == end and (of_the_whole is None or p.first != of_the_whole.first) for p in scene.analysis.predicates
    )


def _single_attack(scene: Scene, at: int) -> bool:
    """ "dont 105 dans une seule frappe à …", "including 105 in a single strike in …": one event of its own."""
    words = scene.words[at : at + 6]
    if not words or not (words[0].has("preposition") or words[0].low in ("dans", "lors", "in", "during")):
        return False
    return any(
        w.has("attack") and any(x.low in ("une", "un", "a", "one", "single", "seule", "seul") for x in words[:k])
        for k, w in enumerate(words)
    )


def _marker(scene: Scene, hit: Hit) -> int:
    for k in range(hit.counted.begin - 1, max(-1, hit.counted.begin - 8), -1):
        if scene.words[k].has("including"):
            return k
    return hit.counted.begin


def _drafts(
    scene: Scene, scenes: list[Scene], passage: Passage, pack: Pack, subject: Sequence[PlaceNamed]
) -> list[Draft]:
    made: list[Draft] = []
    by_hit: dict[int, Draft] = {}
    for hit in scene.hits:
        draft = _draft(hit, scene, scenes, passage, pack, scene.blamed, subject)
        by_hit[id(hit)] = draft
        made.append(draft)
    for hit in scene.hits:
        if hit.parent is not None and id(hit.parent) in by_hit:
            whole, part = by_hit[id(hit.parent)], by_hit[id(hit)]
            part.part_of = whole
            if not part.by and whole.by:
                part.by, part.by_basis = whole.by, Basis.INHERITED
                if whole.speech is part.speech:  # one breath: what is said of the whole is said of its part
                    part.stance = whole.stance
    return made


def _span_of(hit: Hit, scene: Scene, passage: Passage) -> Span:
    words, c = scene.words, hit.counted
    last = c.end if c.kind in ("one", "plural") else c.last
    return passage.span(words[c.first].start, words[last - 1].end)


def _draft(
    hit: Hit,
    scene: Scene,
    scenes: list[Scene],
    passage: Passage,
    pack: Pack,
    everyone: list[Named],
    subject: Sequence[PlaceNamed],
) -> Draft:
    words, c = scene.words, hit.counted
    position = words[c.first].start
    segment = _own_segment(hit, scene, _segment(scene, position))
    speech = speech_for(position, scene) or _continued_speech(scene, scenes)
    by = _by_of(hit, scene, segment, everyone)
    by_basis = Basis.STATED
    own_date = any(segment[0] <= p.start < segment[1] and p.kind != "until" for p in scene.periods)
    if not by and not own_date and hit.parent is None:
        by = _inherited_by(scene, scenes, pack)
        by_basis = Basis.INHERITED if by else Basis.STATED
    place = place_of(position, words[c.end - 1].end, segment, scene, passage)
    place_basis = Basis.STATED
    if not place:
        place = inherited_place(scene, scenes, passage, subject)
        place_basis = Basis.INHERITED if place else Basis.STATED
    period, period_basis = _period_of(position, segment, scene, scenes)
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
        and any(w.has("own") for w in scene.words)
        and speech.speaker.actor is not None
    ):
        draft.by, draft.by_basis = (speech.speaker,), Basis.STATED
    if not by_or_own(draft) and speech is not None and _itself(hit, scene) and _is_party(speech):
        draft.by, draft.by_basis = (speech.speaker,), Basis.STATED
    if not draft.by and speech is not None and _is_party(speech) and owns_the_attack(scene, hit, segment):
        draft.by, draft.by_basis = (speech.speaker,), Basis.STATED
    by = list(draft.by)
    draft.stance = stance_of(hit, scene, speech, by, segment, False)
    answered = answer_before(hit, scene) if speech is not None and _answers(speech) else None
    if answered is not None and speech is not None:
        draft.stance = answered
        if answered is Stance.NO_ADMISSION:  # said of the party by the text, not by the party
            draft.by, draft.by_basis, draft.speech = (speech.speaker,), Basis.STATED, None
    _running(draft, scene, passage, pack)
    draft.members = _members(by, scene, passage)
    return draft


def _is_party(speech: Speech) -> bool:
    actor = answers_for(speech.speaker)
    return actor is not None and actor.capacity is Capacity.PARTY and speech.kind != "accuses"


def _answers(speech: Speech) -> bool:
    """Whether a party, or nobody the registry knows better, speaks: a monitor's denial is no party's."""
    actor = answers_for(speech.speaker)
    return actor is None or actor.capacity is Capacity.PARTY


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


def _continued_speech(scene: Scene, scenes: list[Scene]) -> Speech | None:
    """A quotation that goes on, or "meanwhile …" after a monitor's sentence: the same speaker."""
    if scene.number == 0 or scene.speeches or not scene.words:
        return None
    previous = scenes[scene.number - 1]
    if previous.sentence.block != scene.sentence.block or not previous.speeches:
        return None
    first = scene.words[0]
    if first.low == '"' or first.has("continuing"):
        return replace(previous.speeches[-1], inherited=True)
    return None


def _by_of(hit: Hit, scene: Scene, segment: tuple[int, int], everyone: list[Named]) -> list[Named]:
    position = scene.words[hit.counted.first].start
    everyone = [n for n in everyone if not _bracketed(n.start, position, scene)]
    inside = [n for n in everyone if segment[0] <= n.start < segment[1]]
    others = [h for h in scene.hits if h is not hit]
    busy = {(_segment(scene, scene.words[h.counted.first].start)) for h in others}
    outside = [n for n in everyone if n not in inside and _segment(scene, n.start) not in busy]
    chosen = inside or outside
    return list({n.name: n for n in chosen}.values())


def _inherited_by(scene: Scene, scenes: list[Scene], pack: Pack) -> list[Named]:
    """From the nearest earlier sentence of the same block that blames somebody."""
    for earlier in reversed(scenes[max(0, scene.number - 4) : scene.number]):
        if earlier.sentence.block != scene.sentence.block or earlier.sentence.kind == "headline":
            return []
        found = earlier.blamed
        if found:
            return list({n.name: n for n in found}.values())
    return []


def _period_of(
    position: int, segment: tuple[int, int], scene: Scene, scenes: list[Scene]
) -> tuple[FoundPeriod | None, Basis]:
    usable = [p for p in scene.periods if p.kind != "until" and not _bracketed(p.start, position, scene)]
    inside = [p for p in usable if segment[0] <= p.start < segment[1]]
    others = {_segment(scene, scene.words[h.counted.first].start) for h in scene.hits}
    outside = [
        p
        for p in usable
        if p not in inside
        and p.start < segment[0]
        and _segment(scene, p.start) not in others - {segment}
        and not _clause_between(scene, p.end, position)
    ]
    choice = inside or outside
    if choice:
        return min(
            choice, key=lambda p: abs(p.start - position) if p.start >= position else 0.8 * abs(position - p.end)
        ), Basis.STATED
    if scene.dated:
        return None, Basis.STATED
    for earlier in reversed(scenes[max(0, scene.number - 3) : scene.number]):
        if earlier.sentence.block != scene.sentence.block or earlier.sentence.kind == "headline":
            break
        found = [p for p in earlier.periods if p.kind != "until"]
        if found:
            return found[-1] if scene.continues else found[0], Basis.INHERITED
    return None, Basis.STATED


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


def _members(by: Sequence[Named], scene: Scene, passage: Passage) -> tuple[Mention, ...]:
    """The members that the text names of a collective: "partners, which include France and Belgium"."""
    collective = next(
        (b for b in by if b.actor is not None and b.actor.kind in (ActorKind.COLLECTIVE, ActorKind.ALLIANCE)), None
    )
    if collective is None:
        return ()
    return members_named(collective, scene, passage)


def members_named(collective: Named, scene: Scene, passage: Passage) -> tuple[Mention, ...]:
    i = scene.word_at(collective.end)
    opened = next(
        (
            k
            for k in range(i, min(len(scene.words), i + 8))
            if scene.words[k].has("including")
            or scene.words[k].low in ("inclut", "incluent", "include", "includes", "comprend", "comprennent")
        ),
        None,
    )
    if opened is None:
        return ()
    found: list[Mention] = []
    position = scene.words[opened].end
    for named in scene.actors:
        if named.start < position or named.actor is None:
            continue
        gap = passage.plain[position : named.start]
        if len(gap) > 14 or any(ch in gap for ch in ".;:()–"):
            break
        if named.actor.kind is not ActorKind.STATE:
            break
        found.append(named.mention(passage))
        position = named.end
    return tuple(found)


# ---------------------------------------------------------------- claims


def _quote(scene: Scene, passage: Passage) -> Span:
    return passage.span(scene.sentence.start, scene.sentence.end)


def _proposal(d: Draft, number: dict[int, int], passage: Passage) -> Proposal:
    speaker = d.speech.speaker if d.speech else None
    speaker_basis = Basis.INHERITED if d.speech is not None and d.speech.inherited else Basis.STATED
    claim = Claim(
        n=number[id(d)],
        quote=_quote(d.scene, passage),
        count_span=d.span,
        quantity=d.quantity,
        harm=d.hit.harm,
        groups=d.hit.counted.groups,
        stance=d.stance,
        speaker=speaker.mention(passage) if speaker else None,
        cites=tuple(c.mention(passage) for c in d.speech.cites) if d.speech else (),
        by=tuple(b.mention(passage) for b in d.by),
        cause=d.cause,
        place=d.place,
        period=d.period.period if d.period else None,
        period_span=passage.span(d.period.start, d.period.end) if d.period else None,
        part_of=number.get(id(d.part_of)) if d.part_of is not None else None,
        same_as=number.get(id(d.same_as)) if d.same_as is not None else None,
        basis=Grounds(d.place_basis, d.period_basis, d.by_basis, speaker_basis),
        against=number.get(id(d.against)) if d.against is not None else None,
        as_of=d.as_of,
        running=d.running,
        possible=d.hit.predicate is not None and d.hit.predicate.possible,
        members=d.members,
        on_behalf_of=speaker.on_behalf_of.mention(passage)
        if speaker is not None and speaker.on_behalf_of is not None
        else None,
    )
    return Proposal(claim, d.hit.confidence, _why(d, passage))


def _why(d: Draft, passage: Passage) -> tuple[Why, ...]:
    words = d.scene.words
    first, last = d.hit.cue
    steps: list[Why] = []
    if 0 <= first < last <= len(words) and d.hit.rule != "answer":
        cue = passage.span(words[first].start, words[last - 1].end)
        steps.append(
            Why(d.hit.rule, f"“{d.span.of(passage.text)}” is read as {d.hit.rule}: “{cue.of(passage.text)}”", cue)
        )
    if d.speech is not None:
        who = d.speech.speaker.mention(passage)
        how = (
            "carried over from a sentence nearby"
            if d.speech.inherited
            else f"by a verb or preposition of speech ({d.speech.kind})"
        )
        steps.append(Why("speaker", f"{who.name} speaks, {how}", who.span))
    if d.note:
        steps.append(Why(d.hit.rule, d.note, d.span))
    return tuple(steps)
