"""The Arabic reader: finite-state grammar over folded words, with the registry and the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bilan.actors import Capacity, Found, registry
from bilan.claims.reading.ar.answers import reply, speaks_of_answers
from bilan.claims.reading.ar.dates import Dated, dates, is_date_word
from bilan.claims.reading.ar.groups import hits
from bilan.claims.reading.ar.harms import harm_hits, speaks_of_harm
from bilan.claims.reading.ar.hit import Hit
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.names import named_hits
from bilan.claims.reading.ar.parts import inside_the_lead, under_the_headline
from bilan.claims.reading.ar.sentences import Sentence, place_in, sentences
from bilan.claims.reading.ar.speech_verbs import OPENS
from bilan.claims.reading.ar.speeches import CONCEDES, Speech, speech_for, speeches_in
from bilan.claims.reading.ar.stances import stance
from bilan.claims.reading.ar.where import Spot, busy, mentions, nearest, spots
from bilan.claims.reading.ar.who import FIGHTS, Blamed, blamed, doer
from bilan.model.claim import Claim, Grounds, Mention, Proposal, Why
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Basis, Cause, Group, Harm, Hedge, Stance
from bilan.places import FoundPlace, gazetteer
from bilan.search.words import Word, fold, words

_MEMORY = 300  # claims back to which a restatement may point
_AFTER = 3  # sentences after one that speaks of harm which may answer it
_BACK = 4  # sentences before one that speaks of harm which may say who, where and when
_CONFIDENCE = {
    "noun of the act": 0.9,
    "verb of harm": 0.88,
    "part": 0.85,
    "among": 0.8,
    "noun of harm": 0.8,
    "tally": 0.85,
    "nobody": 0.7,
    "names": 0.75,
}


@dataclass(slots=True)
class _Scene:
    """A sentence with everything recognised in it."""

    sentence: Sentence
    hits: list[Hit]
    doers: list[Blamed]
    speeches: list[Speech]
    when: list[Dated]
    where: list[Spot]
    causes: list[tuple[int, Cause]] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    later: Dated | None = None  # a day that the text below a headline gives


@dataclass(frozen=True, slots=True)
class ArabicReader:
    """Reads the claims of an Arabic text; exact spans, nothing that its words do not bear."""

    lang: str = "ar"
    version: str = "grammar-ar-2"

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        """The claims of a text, in its order."""
        cut = list(words(text))
        if not cut:
            return []
        actors = registry().find(text, "ar")
        places = gazetteer().find(text, "ar", busy(actors))
        scenes: list[_Scene] = []
        last: Speech | None = None
        a = b = 0
        whole = sentences(text, cut)
        harmful = {s.number for s in whole if speaks_of_harm(text, cut, s)}
        for s in whole:
            near = not harmful.isdisjoint(range(s.number, s.number + _BACK + 1))
            if not near and not (
                not harmful.isdisjoint(range(s.number - _AFTER, s.number)) and speaks_of_answers(text, cut, s)
            ):
                scenes.append(_Scene(s, [], [], [], [], []))
                continue
            while a < len(actors) and actors[a].span.start < s.start:
                a += 1
            here = []
            while a < len(actors) and actors[a].span.start < s.end:
                here.append(actors[a])
                a += 1
            while b < len(places) and places[b].span.start < s.start:
                b += 1
            around = []
            while b < len(places) and places[b].span.start < s.end:
                around.append(places[b])
                b += 1
            scene = _scene(text, cut, s, here, around, published, last)
            last = next((x for x in scene.speeches if not x.inherited), None) or last
            scenes.append(scene)
        _headline_when(scenes)
        return _proposals(text, cut, scenes)


def _scene(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    actors: Sequence[Found],
    places: Sequence[FoundPlace],
    published: Period | None,
    last: Speech | None,
) -> _Scene:
    speeches = speeches_in(text, cut, s, actors, last)
    when = [d for d in dates(text, cut, s, published) if not _announced(cut, s, d, speeches)]
    doers = blamed(text, cut, s, actors, speeches)
    where = spots(text, cut, places, s, doers)
    named = [f.span for f in actors] + [w.found.span for w in where] + [d.span for d in when]
    found = [h for h in harm_hits(text, cut, s, named) if not is_date_word(when, h.counted.first)]
    found = named_hits(text, cut, s, found, len(cut))
    for h in found:
        if h.part_of is not None and h.part_of not in found:
            h.part_of = None
    causes = []
    for k in range(s.first, s.last):
        hit = lists().books["cause"].longest(text, cut, k)
        if hit is not None:
            causes.append((k, hit.entry.value))
    turns = [k for k in range(s.first + 1, s.last) if hits(lists().books["turns"], text, cut, k)]
    return _Scene(s, found, doers, speeches, when, where, causes, turns)


def _announced(cut: Sequence[Word], s: Sentence, d: Dated, speeches: Sequence[Speech]) -> bool:
    """ "أعلن التحالف، الجمعة 1 يونيو، أن …": the day on which somebody speaks, not that of what is told."""
    said = next((x for x in reversed(speeches) if not x.trails and x.at < d.first), None)
    if said is None or d.first - said.at > 12:
        return False
    opens = next((k for k in range(said.at + 1, s.last) if cut[k].folded in OPENS), None)
    return opens is not None and d.last <= opens <= d.last + 3


def _proposals(text: str, cut: Sequence[Word], scenes: Sequence[_Scene]) -> list[Proposal]:
    made: list[Proposal] = []
    number: dict[int, int] = {}
    begins: list[int] = []  # how many claims there were before each sentence
    for n, scene in enumerate(scenes):
        begins.append(len(made))
        for hit in scene.hits:
            if (
                hit.rule == "names"
                and hit.harm is Harm.KILLED_OR_INJURED
                and any(p.claim.harm is Harm.KILLED for p in made[-_MEMORY:])
            ):
                hit.harm = Harm.KILLED  # "أسماء الضحايا", after a toll of the killed
        ordered = sorted(scene.hits, key=lambda h: (h.counted.span(cut).start, h.counted.span(cut).end))
        for i, hit in enumerate(ordered):
            number[id(hit)] = begins[n] + i
        for hit in ordered:
            made.append(_proposal(text, cut, scene, scenes[:n], hit, number, made))
        for speech in scene.speeches:
            if any(h.counted.first > speech.at for h in scene.hits):
                continue
            answer = reply(text, cut, scene.sentence, speech, _just_told(made, begins, n), len(made))
            if answer is not None:
                made.append(answer)
    return under_the_headline(inside_the_lead(made), [s.sentence.start for s in scenes if s.hits])


def _just_told(made: Sequence[Proposal], begins: Sequence[int], n: int) -> Sequence[Proposal]:
    """The claims of the nearest sentence with any, this one or one of the three before."""
    end = len(made)
    for k in range(n, max(-1, n - 4), -1):
        if begins[k] < end:
            return made[begins[k] : end]
    return ()


def _proposal(
    text: str,
    cut: Sequence[Word],
    scene: _Scene,
    earlier: Sequence[_Scene],
    hit: Hit,
    number: dict[int, int],
    made: Sequence[Proposal],
) -> Proposal:
    at = hit.counted.first
    doers, by_basis = _doers(scene, earlier, at)
    where, place_basis = _where(cut, scene, earlier, at)
    when, period_basis = _when(scene, earlier, at)
    speech = speech_for(at, scene.speeches, scene.turns, scene.sentence.first)
    if _answers_for_itself(speech, doers, by_basis) and speech is not None and speech.actor and speech.speaker.span:
        whose = speech.speaker.span
        doers = [Blamed(*place_in(cut, scene.sentence, whose), doer(speech.actor), whose)]
        by_basis = Basis.INHERITED if speech.inherited else Basis.STATED
    elif _claims_it(hit, speech, scene, at, cut) and speech is not None and speech.actor and speech.speaker.span:
        whose = speech.speaker.span
        doers, by_basis = [Blamed(*place_in(cut, scene.sentence, whose), doer(speech.actor), whose)], Basis.STATED
    told = stance(hit, text, cut, scene.sentence, speech, doers, _higher(hit, made))
    if told is Stance.NO_ADMISSION:
        speech = None
    mine = number[id(hit)]
    span = hit.counted.span(cut)
    groups = hit.counted.groups or (Group.PERSON,)
    claim = Claim(
        n=mine,
        quote=Span(scene.sentence.start, max(scene.sentence.end, span.end)),
        count_span=span,
        quantity=hit.counted.quantity,
        harm=hit.harm,
        groups=groups,
        stance=told,
        speaker=speech.speaker if speech else None,
        cites=speech.cites if speech else (),
        by=tuple({b.actor.id: b.mention for b in doers}.values()),
        cause=_cause(scene, earlier, at, by_basis),
        place=where,
        period=when.period if when else None,
        period_span=when.span if when else None,
        part_of=number.get(id(hit.part_of)) if hit.part_of is not None else _among_earlier(hit, made),
        same_as=_same_as(hit, scene, made),
        on_behalf_of=speech.behalf if speech else None,
        basis=Grounds(
            place_basis, period_basis, by_basis, Basis.INHERITED if speech and speech.inherited else Basis.STATED
        ),
    )
    why = [Why(hit.rule, f"“{span.of(text)}”: {hit.rule}, “{hit.cue.of(text)}”", hit.cue)]
    if speech is not None:
        why.append(Why("speaker", f"{speech.speaker.name} speaks", speech.speaker.span))
    return Proposal(claim, _CONFIDENCE.get(hit.rule, 0.8), tuple(why))


def _answers_for_itself(speech: Speech | None, doers: Sequence[Blamed], by_basis: Basis) -> bool:
    """Who denies or admits without naming a doer speaks of its own strikes."""
    if speech is None or speech.actor is None or speech.verb not in (*CONCEDES, "deny"):
        return False
    return speech.actor.capacity is Capacity.PARTY and not (doers and by_basis is Basis.STATED)


_SOLDIERS = frozenset(map(fold, ("جندي", "جنود", "جنديا", "جنديين", "جنديان", "ضابط", "ضباط", "مجند", "عسكريين")))


def _claims_it(hit: Hit, speech: Speech | None, scene: _Scene, at: int, cut: Sequence[Word]) -> bool:
    """ "أعلنت وزارة الدفاع تحييد عنصرين": who announces dead fighters, none of its own, killed them."""
    if speech is None or speech.actor is None or speech.verb != "says" or speech.trails or speech.inherited:
        return False
    if speech.actor.kind not in FIGHTS or speech.actor.capacity is not Capacity.PARTY:
        return False
    first, last = _clause(scene, at)
    g = hit.counted
    own = g.owned or any(w.folded in _SOLDIERS for w in cut[g.first : g.end])
    near = any(first <= d.first < last for d in scene.doers)
    return set(g.groups) == {Group.COMBATANT} and not own and not near and 0 < at - speech.at < 9


def _higher(hit: Hit, made: Sequence[Proposal]) -> bool:
    """Whether an earlier claim of the same harm is higher."""
    q = hit.counted.quantity
    return any(p.claim.harm is hit.harm and p.claim.quantity.low > (q.high or q.low) for p in made[-_MEMORY:])


def _clause(scene: _Scene, at: int) -> tuple[int, int]:
    """The words of the clause around word `at`: between the turns of its sentence ("فيما", "بالتزامن مع", "كما")."""
    first = max((t for t in scene.turns if t <= at), default=scene.sentence.first)
    last = min((t for t in scene.turns if t > at), default=scene.sentence.last)
    return first, last


def _doers(scene: _Scene, earlier: Sequence[_Scene], at: int) -> tuple[list[Blamed], Basis]:
    if scene.doers:
        first, last = _clause(scene, at)
        near = [d for d in scene.doers if first <= d.first < last]
        ahead = [d for d in scene.doers if d.first < first]
        return _together(near or ahead or scene.doers, at), Basis.STATED
    for before in reversed(earlier[-4:]):
        if before.doers:
            return _together(before.doers, before.sentence.last), Basis.INHERITED
    return [], Basis.STATED


def _together(doers: Sequence[Blamed], at: int) -> list[Blamed]:
    """Those named together nearest to a word."""
    chains: list[list[Blamed]] = []
    for d in doers:
        if chains and d.first - chains[-1][-1].last <= 2:
            chains[-1].append(d)
        else:
            chains.append([d])
    return min(chains, key=lambda c: c[0].first - at if c[0].first >= at else (at - c[-1].last) * 1.1)


def _where(cut: Sequence[Word], scene: _Scene, earlier: Sequence[_Scene], at: int) -> tuple[tuple[Mention, ...], Basis]:
    if scene.where:
        first, last = _clause(scene, at)
        near = [w for w in scene.where if first <= w.first < last]
        ahead = [w for w in scene.where if w.first < first]
        return mentions(nearest(cut, near or ahead or scene.where, at)), Basis.STATED
    for before in reversed(earlier[-4:]):
        if before.where:
            return mentions(nearest(cut, before.where, before.sentence.last)), Basis.INHERITED
    return (), Basis.STATED


def _when(scene: _Scene, earlier: Sequence[_Scene], at: int) -> tuple[Dated | None, Basis]:
    if scene.when:
        known = [d for d in scene.when if d.period is not None]
        if not known:
            return None, Basis.STATED
        return min(known, key=lambda d: abs(d.first - at)), Basis.STATED
    if scene.later is not None:
        return scene.later, Basis.INHERITED
    for before in reversed(earlier[-3:]):
        known = [d for d in before.when if d.period is not None]
        if known:
            return known[0], Basis.INHERITED
        if before.when:
            break
    return None, Basis.STATED


def _headline_when(scenes: Sequence[_Scene]) -> None:
    """What a headline tells happened when the sentences right below it say."""
    first = next((n for n, scene in enumerate(scenes) if scene.hits), None)
    if first is None or first > 1 or any(d for scene in scenes[: first + 1] for d in scene.when):
        return
    for below in scenes[first + 1 : first + 5]:
        known = [d for d in below.when if d.period is not None]
        if known:
            scenes[first].later = known[0]
            return


def _cause(scene: _Scene, earlier: Sequence[_Scene], at: int, by_basis: Basis) -> Cause | None:
    first, last = _clause(scene, at)
    named = [c for c in scene.causes if c[1] is not Cause.OTHER] or scene.causes
    near = [c for c in named if first <= c[0] < last] or named
    if near:
        return min(near, key=lambda c: abs(c[0] - at))[1]
    if by_basis is Basis.INHERITED:
        for before in reversed(earlier[-4:]):
            if before.causes:
                return before.causes[-1][1]
    return None


def _among_earlier(hit: Hit, made: Sequence[Proposal]) -> int | None:
    """ "كان بين القتلى 4 أطفال": part of the last toll of that harm."""
    if hit.rule not in ("among", "names"):
        return None
    for p in reversed(made[-_MEMORY:]):
        c = p.claim
        if hit.rule == "names" and c.part_of is None and c.quantity.low == hit.counted.quantity.low:
            return None
        if hit.rule == "names" and c.quantity.high is not None and c.quantity.high < hit.counted.quantity.low:
            continue
        if c.harm in (hit.harm, Harm.KILLED_OR_INJURED) and c.part_of is None and c.quantity.low > 1:
            return c.n
    return None


def _same_as(hit: Hit, scene: _Scene, made: Sequence[Proposal]) -> int | None:
    """An earlier claim, of another sentence, with the same figure for the same people."""
    q = hit.counted.quantity
    if q.hedge in (Hedge.SOME, Hedge.NONE) or q.low < 2:
        return None
    for p in made[-_MEMORY:]:
        c = p.claim
        if (c.quote.start == scene.sentence.start and hit.rule != "names") or c.same_as is not None:
            continue
        if (
            c.harm is hit.harm
            and (c.quantity.low, c.quantity.high) == (q.low, q.high)
            and set(c.groups) & set(hit.counted.groups)
        ):
            return c.n
    return None
