"""The Arabic reader: finite-state grammar over folded words, with the registry and the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.actors import Capacity, Found, registry
from bilan.claims.reading.ar.answers import reply, speaks_of_answers
from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.datelines import dateline
from bilan.claims.reading.ar.dates import Dated, dates, is_date_word
from bilan.claims.reading.ar.followers import with_followers
from bilan.claims.reading.ar.harm_words import heading_harm, item_of, speaks_of_harm
from bilan.claims.reading.ar.harms import harm_hits
from bilan.claims.reading.ar.hit import Hit
from bilan.claims.reading.ar.lexicon import lists, nation, noun
from bilan.claims.reading.ar.names import named_hits
from bilan.claims.reading.ar.one_name import one_named
from bilan.claims.reading.ar.parts import inside_the_lead, inside_the_risen_toll, under_the_headline
from bilan.claims.reading.ar.relations import MEMORY, against, among_earlier, higher, same_as
from bilan.claims.reading.ar.scene import (
    Scene,
    cause_of,
    clause_of,
    doers_of,
    headline_doers,
    headline_when,
    same_people_doers,
    when_of,
    where_of,
)
from bilan.claims.reading.ar.sentences import Sentence, place_in, sentences
from bilan.claims.reading.ar.speech_verbs import OPENS
from bilan.claims.reading.ar.speeches import CONCEDES, Speech, speech_for, speeches_in
from bilan.claims.reading.ar.stances import allied, stance
from bilan.claims.reading.ar.totals import running
from bilan.claims.reading.ar.where import at_home, busy, spots
from bilan.claims.reading.ar.who import FIGHTS, Blamed, blamed, doer, not_oman, the_occupier
from bilan.model.claim import Claim, Grounds, Proposal, Why
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Basis, Group, Harm, Stance
from bilan.places import FoundPlace, gazetteer
from bilan.search.words import Word, cut_up, fold

_AFTER = 3  # sentences after one that speaks of harm which may answer it
_BACK = 6  # sentences before one that speaks of harm which may say who, where and when
_CONFIDENCE = {
    "noun of the act": 0.9,
    "verb of harm": 0.88,
    "part": 0.85,
    "among": 0.8,
    "noun of harm": 0.8,
    "tally": 0.85,
    "nobody": 0.7,
    "the victim": 0.65,
    "the mourned": 0.65,
    "names": 0.75,
    "one name": 0.7,
}


@dataclass(frozen=True, slots=True)
class ArabicReader:
    """Reads the claims of an Arabic text; exact spans, nothing that its words do not bear."""

    lang: str = "ar"
    version: str = "grammar-ar-3"

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        """The claims of a text, in its order."""
        cut = cut_up(text)
        if not cut:
            return []
        whole = sentences(text, cut)
        harmful = {s.number for s in whole if speaks_of_harm(text, cut, s)}
        if not harmful and all(heading_harm(text, cut, s, None) is None for s in whole):
            return []
        dated = dateline(text)
        if published is None and dated is not None:
            published = dated[0]
        actors = with_followers(text, the_occupier(not_oman(text, registry().find(text, "ar"))))
        places = at_home(text, gazetteer().find(text, "ar", busy(actors)), actors)
        scenes: list[Scene] = []
        last: Speech | None = None
        a = b = 0
        quoting: Speech | None = None
        opened = False
        heading: Harm | None = None
        for s in whole:
            if quoting is not None and opened and not _in_quotes(text, s):
                quoting = None
            opened = False
            heading = heading_harm(text, cut, s, heading)
            near = (heading is not None and item_of(text, s)) or not harmful.isdisjoint(
                range(s.number, s.number + _BACK + 1)
            )
            if not near and not (
                not harmful.isdisjoint(range(s.number - _AFTER, s.number)) and speaks_of_answers(text, cut, s)
            ):
                scenes.append(Scene(s, [], [], [], [], []))
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
            scene = _scene(text, cut, s, here, around, published, last, heading if item_of(text, s) else None)
            if dated is not None:  # the day of publication is no day of what is told
                scene.when = [d for d in scene.when if not d.span.overlaps(dated[1])]
            last = next((x for x in scene.speeches if not x.inherited), None) or last
            if quoting is not None and not scene.speeches:
                scene.speeches = [
                    replace(quoting, inherited=True, at=s.first, verb="says", trails=False, cites=(), opens=0)
                ]
            scenes.append(scene)
            if last is not None and text[s.end : s.end + 3].lstrip(" ").startswith(":"):
                quoting, opened = last, True
            elif quoting is not None and any(c in text[s.end : s.end + 2] for c in '"”»'):
                quoting = None
        headline_when(scenes)
        headline_doers(scenes)
        same_people_doers(scenes)
        return _proposals(text, cut, scenes)


def _scene(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    actors: Sequence[Found],
    places: Sequence[FoundPlace],
    published: Period | None,
    last: Speech | None,
    heading: Harm | None,
) -> Scene:
    speeches = speeches_in(text, cut, s, actors, last)
    told = dates(text, cut, s, published)
    when = [d for d in told if not d.until and not _announced(cut, s, d, speeches) and not _same_day(text, d)]
    until = next((d.period.end for d in told if d.until and d.period is not None), None)
    doers = blamed(text, cut, s, actors, speeches)
    where = spots(text, cut, places, s, doers, speeches)
    named = [f.span for f in actors] + [w.found.span for w in where] + [d.span for d in told]
    found = [h for h in harm_hits(text, cut, s, named, heading) if not is_date_word(told, h.counted.first)]
    found = named_hits(text, cut, s, one_named(text, cut, s, found, named), len(cut))
    for h in found:
        if h.part_of is not None and h.part_of not in found:
            h.part_of = None
    causes = []
    for k in range(s.first, s.last):
        hit = lists().books["cause"].longest(text, cut, k)
        if hit is not None:
            causes.append((k, hit.entry.value))
    turns = [k for k in range(s.first + 1, s.last) if _turns(text, cut, k)]
    books = lists().books
    strange = [k for k in range(s.first, s.last) if hits(books["apart_causes"], text, cut, k)] if found else []
    opens = range(s.first, min(s.first + 3, s.last))
    apart = bool(found) and (
        any(hits(books["apart_opens"], text, cut, k) for k in opens) or bool(strange and not doers)
    )  # "وفي سياق آخر، …", "… بانفجار لغم": another event, or a cause without a known hand
    return Scene(s, found, doers, speeches, when, where, causes, turns, until, strange, apart)


def _in_quotes(text: str, s: Sentence) -> bool:
    """Whether the sentence behind a colon opens a quotation."""
    return any(c in text[max(0, s.start - 2) : s.start] for c in '"“«')


def _turns(text: str, cut: Sequence[Word], k: int) -> bool:
    last = hits(lists().books["turns"], text, cut, k)
    return bool(last) and not (last == k + 2 and cut[k + 1].folded == "الوقت")  # "في الوقت الراهن" turns to nothing


_THAT_DAY = ("هذا اليوم", "اليوم نفسه", "اليوم ذاته", "نفس اليوم", "ذات اليوم", "ذلك اليوم")


def _same_day(text: str, d: Dated) -> bool:
    """ "ظهر هذا اليوم", without a date: the day told before."""
    return d.period is None and any(w in text[max(0, d.span.start - 12) : d.span.end + 8] for w in _THAT_DAY)


def _announced(cut: Sequence[Word], s: Sentence, d: Dated, speeches: Sequence[Speech]) -> bool:
    """ "أعلن التحالف، الجمعة 1 يونيو، أن …": the day on which somebody speaks, not that of what is told."""
    if d.first <= s.first + 1 and any(not x.trails and 0 <= x.at - d.last <= 1 for x in speeches):
        return True  # "وأمس، أعلنت …"
    said = next((x for x in reversed(speeches) if not x.trails and x.at < d.first), None)
    if said is None or d.first - said.at > 12:
        return False
    opens = next((k for k in range(said.at + 1, s.last) if cut[k].folded in OPENS), None)
    return opens is not None and d.last <= opens <= d.last + 3


def _proposals(text: str, cut: Sequence[Word], scenes: Sequence[Scene]) -> list[Proposal]:
    made: list[Proposal] = []
    number: dict[int, int] = {}
    begins: list[int] = []  # how many claims there were before each sentence
    for n, scene in enumerate(scenes):
        begins.append(len(made))
        for hit in scene.hits:
            if (
                hit.rule == "names"
                and hit.harm is Harm.KILLED_OR_INJURED
                and any(p.claim.harm is Harm.KILLED for p in made[-MEMORY:])
            ):
                hit.harm = Harm.KILLED  # "أسماء الضحايا", after a toll of the killed
        scene.hits = [h for h in scene.hits if h.rule != "the mourned" or not _told_of(h, made)]
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
    headed = under_the_headline(inside_the_lead(made), [s.sentence.start for s in scenes if s.hits and not s.apart])
    return inside_the_risen_toll(text, headed)


def _told_of(hit: Hit, made: Sequence[Proposal]) -> bool:
    """Whether people harmed in that way have been told before."""
    return any(p.claim.harm in (hit.harm, Harm.KILLED_OR_INJURED) for p in made[-MEMORY:])


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
    scene: Scene,
    earlier: Sequence[Scene],
    hit: Hit,
    number: dict[int, int],
    made: Sequence[Proposal],
) -> Proposal:
    at = hit.counted.first
    doers, by_basis = doers_of(scene, earlier, at)
    where, place_basis = where_of(cut, scene, earlier, at)
    when, period_basis = when_of(scene, earlier, at)
    voices = [t for t in scene.turns if hits(lists().books["voices"], text, cut, t)]
    speech = speech_for(at, scene.speeches, voices, scene.sentence.first)
    if _answers_for_itself(speech, doers, by_basis) and speech is not None and speech.actor and speech.speaker.span:
        whose = speech.speaker.span
        doers = [Blamed(*place_in(cut, scene.sentence, whose), doer(speech.actor), whose)]
        by_basis = Basis.INHERITED if speech.inherited else Basis.STATED
    elif _claims_it(text, hit, speech, scene, at, cut) and speech is not None and speech.actor and speech.speaker.span:
        whose = speech.speaker.span
        doers, by_basis = [Blamed(*place_in(cut, scene.sentence, whose), doer(speech.actor), whose)], Basis.STATED
    told = stance(hit, text, cut, scene.sentence, speech, doers, higher(hit, made))
    if told is Stance.NO_ADMISSION:
        speech = None
    mine = number[id(hit)]
    span = hit.counted.span(cut)
    groups = hit.counted.groups or (Group.PERSON,)
    total, as_of = running(text, cut, scene, at, when)
    said = speech.speaker.name if speech else ""
    beside = [(h, made[number[id(h)]].claim) for h in scene.hits if number[id(h)] < mine]
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
        cause=cause_of(scene, earlier, at, by_basis),
        place=where,
        period=when.period if when else None,
        period_span=when.span if when else None,
        part_of=number.get(id(hit.part_of)) if hit.part_of is not None else among_earlier(hit, made),
        same_as=same_as(hit, scene, made),
        on_behalf_of=speech.behalf if speech else None,
        running=total,
        as_of=as_of,
        against=against(hit, scene, [w.folded for w in cut[: scene.sentence.last]], said, beside)
        if scene.turns and beside
        else None,
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
    if allied(speech.actor, doers):
        return False  # a member answers for its alliance
    return speech.actor.capacity is Capacity.PARTY and not (doers and by_basis is Basis.STATED)


_SOLDIERS = frozenset(map(fold, ("جندي", "جنود", "جنديا", "جنديين", "جنديان", "ضابط", "ضباط", "مجند", "عسكريين")))


def _claims_it(text: str, hit: Hit, speech: Speech | None, scene: Scene, at: int, cut: Sequence[Word]) -> bool:
    """ "أعلنت وزارة الدفاع تحييد عنصرين": who announces dead fighters, none of its own, killed them."""
    if speech is None or speech.actor is None or speech.verb != "says" or speech.trails or speech.inherited:
        return False
    if speech.actor.kind not in FIGHTS or speech.actor.capacity is not Capacity.PARTY:
        return False
    first, last = clause_of(scene, at)
    g = hit.counted
    foreign = g.end < scene.sentence.last and nation(cut[g.end].folded) is not None
    own = g.owned or any((n := noun(w.folded)) is not None and n.owned for w in cut[g.first : g.end])
    own = (
        own
        or any(c in fold(hit.cue.of(text)) for c in ("شهاد", "شهد", "ارتق"))
        or (not foreign and any(w.folded in _SOLDIERS for w in cut[g.first : g.end]))
    )
    near = any(first <= d.first < last for d in scene.doers)
    return set(g.groups) == {Group.COMBATANT} and not own and not near and 0 < at - speech.at < 26
