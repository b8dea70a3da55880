"""The scenes of a passage: each sentence with the harm, the people, the places and the dates that it names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bilan.actors import ActorKind, Capacity, registry
from bilan.claims.passage import Passage, Sentence
from bilan.claims.reading.analysis import Analysis, analyse
from bilan.claims.reading.apposed import apposed
from bilan.claims.reading.blame import blamed
from bilan.claims.reading.carried import carry_groups
from bilan.claims.reading.elided import elided
from bilan.claims.reading.enumerated import enumerated
from bilan.claims.reading.frames import harm_frames
from bilan.claims.reading.generic import generic_actors
from bilan.claims.reading.harm_told import ONLY_NEW, TOLD_SO, told_of
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.periods import date_spans, find_periods
from bilan.claims.reading.place_names import find_places
from bilan.claims.reading.quoted_on import quote_on
from bilan.claims.reading.retold import opens_a_list, retold
from bilan.claims.reading.scene import Named, PlaceNamed, Scene
from bilan.claims.reading.sided import side_groups
from bilan.claims.reading.sources import sources
from bilan.claims.reading.voices import speeches
from bilan.claims.reading.when import written_on
from bilan.claims.reading.words import Word
from bilan.model.period import Period
from bilan.model.vocab import Cause, Harm


def set_scenes(passage: Passage, pack: Pack, published: Period | None) -> list[Scene]:
    """Every sentence with what it names; none where no sentence speaks of harm.

    Actors and places are looked up once for the whole passage.
    """
    cut = [pack.lexicon.words(passage, sentence) for sentence in passage.sentences]
    harmful = [any(not _HARM.isdisjoint(w.tags) for w in words) or _goes_on(words) for words in cut]
    if not any(harmful):
        return []
    published = published or written_on(passage, pack.dates)
    actors = [
        Named(f.span.start, f.span.end, f.actor.name, "actor", f.actor, f.through)
        for f in registry().find(passage.plain, pack.lang)
        if not ((len(f.words) <= 4 or f.actor.kind is ActorKind.STATE) and f.words.islower())
        and not (len(f.words) <= 3 and _shouted(passage.plain, f.span.start, f.span.end))
    ]
    made = generic_actors(passage, pack.lang, actors)
    inside = {a.start for m in made for a in actors if m.start <= a.start < m.end}
    actors = sorted([*(a for a in actors if a.start not in inside), *made], key=lambda a: a.start)
    places = find_places(passage, pack.lang, actors)
    actors_by, places_by = _by_sentence(passage, actors), _by_sentence(passage, places)
    scenes = [
        _scene(number, sentence, words, passage, pack, [*actors_by.get(number, []), *places_by.get(number, [])])
        if speaks
        else Scene(number, sentence, words, Analysis(words), [])
        for number, (sentence, words, speaks) in enumerate(zip(passage.sentences, cut, harmful, strict=True))
    ]
    for scene in scenes:
        if scene.analysis.counted:
            enumerated(scene, scenes, pack)
            retold(scene, scenes, pack)
            apposed(scene)
            elided(scene, scenes, pack)
            carry_groups(scene, pack.lang)
    _told_before(scenes)
    near = _near_harm(scenes)
    spoken: list[Named] = []
    years: dict[int, int] = {}
    for scene in scenes:
        scene.actors = actors_by.get(scene.number, [])
        scene.places = places_by.get(scene.number, [])
        side_groups(scene)
        if scene.number in near:
            _look_closer(scene, passage, pack, published, spoken, years)
    _share_trailing(scenes)
    quote_on(scenes)
    return scenes


def _told_before(scenes: Sequence[Scene]) -> None:
    """ "He was killed" says nothing new where somebody's death was told before it; "the diver killed", where a diver's."""
    told: set[Harm] = set()
    nouns: set[tuple[Harm, str]] = set()
    for scene in scenes:
        if any(h.rule in (ONLY_NEW, TOLD_SO) for h in scene.hits):
            here = {h.harm for h in scene.hits if h.rule not in (ONLY_NEW, TOLD_SO)}
            scene.hits = [
                h
                for h in scene.hits
                if (h.rule != ONLY_NEW or h.harm not in told | here)
                and (h.rule != TOLD_SO or not told_of(h, scene, nouns, h.harm in told | here))
            ]
        told |= {h.harm for h in scene.hits if h.counted.quantity.low}
        nouns |= {(h.harm, w.low) for h in scene.hits for w in scene.words[h.counted.begin : h.counted.end]}


_HARM = frozenset(
    {"vfin", "vpart", "vger", "vinf", "vintr", "vintrfin", "vadj", "victim", "events", "bodies", "bare_harm"}
    | {"share", "counts", "toll", "takes_lives", "told"}
)
_COUNT_ALONE = frozenset({"c'", "ils", "elles", "they", "la", "une", "most", "half"})


def _goes_on(words: Sequence[Word]) -> bool:
    """ "Most were children.", "Six étaient des élèves.", "C'était plus de 70.": more of those told of just before."""
    first = words[0] if words else None
    if first is None or len(words) < 3:
        return False
    if opens_a_list(words) and any(w.has("person") for w in words):
        return True
    if not any(w.has("be") for w in words[1:6]):
        return False
    return first.has("most") or first.low in _COUNT_ALONE or (words[1].has("be") and first.low.isalnum())


_MOST = 60  # claims in one sentence: whatever counts more people than that is no sentence
_BACK, _ON = 8, 4  # sentences before and after one that speaks of harm which may say who, where, when, or answer it


def _scene(
    number: int,
    sentence: Sentence,
    words: list[Word],
    passage: Passage,
    pack: Pack,
    known: Sequence[Named | PlaceNamed],
) -> Scene:
    """A sentence that speaks of harm, with its counted people."""
    atoms, spans = date_spans(passage.lower, sentence.start, sentence.end, pack.dates)
    starts = [w.start for w in words]
    dated = _beginning(starts, spans)
    taken = _beginning(starts, [(k.start, k.end) for k in known])
    shouting = sum(w.raw.isupper() for w in words) > 0.7 * sum(w.raw.isalpha() for w in words)
    analysis = analyse(words, dated, pack, frozenset(taken), shouting)
    hits = harm_frames(analysis, pack)
    scene = Scene(number, sentence, words, analysis, hits if len(hits) <= _MOST else [])
    scene.dated, scene.harmful = bool(atoms), True
    return scene


def _beginning(starts: Sequence[int], stretches: Sequence[tuple[int, int]]) -> set[int]:
    """The numbers of the words that begin inside one of these stretches."""
    return {i for start, end in stretches for i in range(bisect_left(starts, start), bisect_left(starts, end))}


def _near_harm(scenes: Sequence[Scene]) -> set[int]:
    """The sentences worth a closer look: those that speak of harm, and their neighbours."""
    return {k for s in scenes if s.harmful for k in range(s.number - _BACK, s.number + _ON + 1)}


def _look_closer(
    scene: Scene, passage: Passage, pack: Pack, published: Period | None, spoken: list[Named], years: dict[int, int]
) -> None:
    words, sentence = scene.words, scene.sentence
    scene.blamed = blamed(scene, pack)
    scene.periods = find_periods(passage.lower, sentence.start, sentence.end, pack.dates, published, years)
    _remember_years(years, scene)
    scene.causes = [(w.start, Cause(w.value("cause"))) for w in words if w.has("cause")]
    scene.sources = sources(scene, pack, passage.plain)
    scene.speeches = speeches(scene, pack, passage.plain, spoken)
    scene.continues = bool(words) and words[0].has("while_clause") and scene.number > 0 and not _has_main(words)
    _remember(spoken, scene)


def _remember_years(years: dict[int, int], scene: Scene) -> None:
    for period in scene.periods:
        first, last = period.period.start, period.period.end
        if first is not None and last is not None and (first.year, first.month) == (last.year, last.month):
            years[first.month] = first.year


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


def _may_report(named: Named) -> bool:
    """A person or an organisation; a party at the head of a sentence has acted rather than spoken."""
    return named.sort == "person" or (named.actor is not None and named.actor.capacity is not Capacity.PARTY)


def _in_dateline(scene: Scene) -> bool:
    """ "ABUJA - The air force …": the sentence begins behind the dash."""
    return len(scene.words) > 2 and scene.words[0].raw.isupper() and scene.words[1].low in ("-", "–", "—")


def _remember(spoken: list[Named], scene: Scene) -> None:
    """Who may be meant by the next pronoun: who speaks here, or whose report this sentence mentions last."""
    head = 2 if _in_dateline(scene) else 0
    opener = next((s for s in scene.sources if head <= scene.word_at(s.start) <= head + 1), None)
    if opener is not None and opener.sort != "phrase":
        spoken.append(opener if _may_report(opener) else replace(opener, sort="acted"))
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
