"""Where it happened: the places of the clause, else of the sentence, else what the passage has said before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bilan.claims.passage import Passage
from bilan.claims.reading.clauses import paragraphs_back
from bilan.claims.reading.place_standing import usable
from bilan.claims.reading.scene import PlaceNamed, Scene
from bilan.model.claim import Mention
from bilan.model.vocab import Basis
from bilan.places import gazetteer


def ordered(places: Sequence[PlaceNamed], passage: Passage) -> tuple[Mention, ...]:
    """Most specific first; a name once."""
    best: dict[str, PlaceNamed] = {}
    for p in _narrowed(sorted(places, key=lambda p: (-p.rank, p.start)), passage):
        best.setdefault(p.name, p)
    return tuple(p.mention(passage) for p in best.values())


_LIES_IN = re.compile(
    r"^,? (?:(?:area|district|neighbou?rhood|quarter) )?(?:in|of|à|de|dans) (?:the )?"
    r"(?:(?:eastern|western|northern|southern|central) )?$"
)


def _narrowed(places: list[PlaceNamed], passage: Passage) -> list[PlaceNamed]:
    """ "al-Rimiya area in western Maarat Misrin": the first lies in the second, whatever the tables say."""
    if len(places) > 1:
        first, second = places[0], places[1]
        link = passage.plain[second.end : first.start]
        if second.rank >= 20 and 0 < len(link) < 40 and _LIES_IN.match(link) and not _contains(second, first):
            return [second, first, *places[2:]]
    return places


def place_of(start: int, end: int, segment: tuple[int, int], scene: Scene, passage: Passage) -> tuple[Mention, ...]:
    """The places stated of the claim at `start:end`: those of its clause, else of its sentence."""
    here = [p for p in scene.places if usable(p, scene)]
    away = [p for p in here if not _is_dateline(p, scene)]
    here = away or here
    inside = [p for p in here if segment[0] <= p.start < segment[1]]
    chosen = inside or [p for p in here if p.start < segment[0]] or _further_on(here, segment, scene)
    label = [p for p in chosen if _opens(p, scene)]
    others = [p for p in chosen if p not in label]
    return ordered([*_one_chain(others, start, end), *label], passage)


def _opens(place: PlaceNamed, scene: Scene) -> bool:
    """ "Nord-Kivu: deux morts à Saké": what is said after the mark lies in the place before it."""
    after = next((w for w in scene.words if w.start >= place.end), None)
    return place.start == scene.sentence.start and after is not None and after.low in (":", "|")


def _further_on(here: Sequence[PlaceNamed], segment: tuple[int, int], scene: Scene) -> list[PlaceNamed]:
    """ "12 were killed after a strike hit X": the place of a later clause that counts nobody of its own."""
    opener = scene.words[min(len(scene.words) - 1, scene.word_at(segment[1]))]
    if not opener.has("subordinator") or opener.has("contrast"):
        return []
    counted = [scene.words[h.counted.first].start for h in scene.hits]
    until = min((at for at in counted if at >= segment[1]), default=scene.sentence.end)
    return [p for p in here if segment[1] <= p.start < until]


def _is_dateline(place: PlaceNamed, scene: Scene) -> bool:
    """ "BEIRUT (Agency) –", "BEYROUTH -": where it was written, not where it happened."""
    after = next((w for w in scene.words if w.start >= place.end), None)
    return (
        place.start == scene.sentence.start
        and after is not None
        and after.low in ("-", "–", "(", ",")
        and scene.words[0].raw.isupper()
        and len(scene.words[0].raw) > 3
    )


def _one_chain(places: list[PlaceNamed], start: int, end: int) -> list[PlaceNamed]:
    """Places that stand close together belong together; of several such chains, the nearest to the claim."""
    chains: list[list[PlaceNamed]] = []
    for p in sorted(places, key=lambda p: p.start):
        if chains and (
            p.start - chains[-1][-1].end <= 40 or _contains(chains[-1][-1], p) or _contains(p, chains[-1][-1])
        ):
            chains[-1].append(p)
        else:
            chains.append([p])
    if len(chains) <= 1:
        return chains[0] if chains else []

    def distance(chain: list[PlaceNamed]) -> int:
        first, last = chain[0].start, chain[-1].end
        return first - end if first >= end else (start - last) * 3 if last <= start else 0

    return min(chains, key=distance)


def _contains(a: PlaceNamed, b: PlaceNamed) -> bool:
    return a.id is not None and b.id is not None and gazetteer().contains(a.id, b.id)  # type: ignore[arg-type]


def topic(scenes: Sequence[Scene]) -> list[PlaceNamed]:
    """The place a long text keeps coming back to: named in three sentences or more, the most specific of those."""
    seen: Counter[str] = Counter()
    first: dict[str, PlaceNamed] = {}
    for scene in scenes:
        if scene.sentence.kind == "caption":
            continue
        for id in {p.id for p in scene.places if p.id and p.rank > 1}:
            seen[id] += 1
        for p in scene.places:
            if p.id:
                first.setdefault(p.id, p)
    often = [id for id, n in seen.items() if n >= 3]
    if not often:
        return []
    return [first[max(often, key=lambda id: (seen[id], -first[id].start))]]


def places_of(
    start: int,
    end: int,
    segment: tuple[int, int],
    scene: Scene,
    scenes: Sequence[Scene],
    passage: Passage,
    subject: Sequence[PlaceNamed] = (),
) -> tuple[tuple[Mention, ...], Basis]:
    """The places of a claim and whether its own sentence names them."""
    place = place_of(start, end, segment, scene, passage)
    if place:
        meant = _described(segment, scene, scenes)
        return (tuple(dict.fromkeys((*ordered(meant, passage), *place))) if meant else place), Basis.STATED
    place = _in_the_country(segment, scene, scenes, passage) or inherited_place(scene, scenes, passage, subject)
    later = _said_later(scene, scenes, passage)
    if later and (not place or _inside(later[0].name, place[0].name)):
        place = later
    return place, Basis.INHERITED if place else Basis.STATED


def _inside(narrow: str, wide: str) -> bool:
    """Whether what is said later only says more closely what was said before."""
    a, b = gazetteer().resolve(narrow), gazetteer().resolve(wide)
    return a is not None and b is not None and a.id != b.id and gazetteer().contains(b.id, a.id)


def _in_the_country(
    segment: tuple[int, int], scene: Scene, scenes: Sequence[Scene], passage: Passage
) -> tuple[Mention, ...]:
    """ "dans le pays", "across the country": the country that was named last."""
    words = scene.between(*segment)
    if not any(
        w.low in ("pays", "country") and words[k - 1].low in ("le", "the") and words[k - 2].low in _WITHIN
        for k, w in enumerate(words)
        if k > 1
    ):
        return ()
    for earlier in reversed(scenes[max(0, scene.number - 6) : scene.number]):
        countries = [p for p in earlier.places if p.id is not None and len(p.id) == 2]
        if countries:
            return ordered(countries[-1:], passage)
    return ()


_WITHIN = frozenset(("in", "across", "throughout", "dans", "inside", "tout", "within"))


_THIS = frozenset(("ce", "cet", "cette", "this", "that"))
_SORT = frozenset(
    [
        "bourg",
        "bourgade",
        "ville",
        "village",
        "localité",
        "commune",
        "hameau",
        "quartier",
        "camp",
        "district",
        "town",
        "city",
        "settlement",
        "neighbourhood",
        "neighborhood",
        "hamlet",
    ]
)


def _described(segment: tuple[int, int], scene: Scene, scenes: Sequence[Scene]) -> list[PlaceNamed]:
    """ "dans ce bourg du centre du Mali": the narrow place that was named just before."""
    words = scene.between(*segment)
    if not any(w.low in _THIS and words[k + 1].low in _SORT for k, w in enumerate(words[:-1])):
        return []
    for earlier in reversed(scenes[max(0, scene.number - 3) : scene.number]):
        narrow = [p for p in earlier.places if p.rank >= 20 and usable(p, earlier)]
        if narrow:
            return [max(narrow, key=lambda p: p.rank)]
    return []


_FURTHER = frozenset(("others", "other", "autres"))


def further_people(later: Scene, scene: Scene) -> bool:
    """ "Four died. Three others were hurt in the strike on X": the next sentence tells of the same attack."""
    beside = later.number == scene.number + 1 and later.sentence.block == scene.sentence.block
    return beside and any(
        w.low in _FURTHER for h in later.hits for w in later.words[h.counted.begin : h.counted.end + 1]
    )


def _said_later(scene: Scene, scenes: Sequence[Scene], passage: Passage) -> tuple[Mention, ...]:
    """ "Three people were killed. The strike hit the village of X.": the attack's place, said afterwards."""
    for later in scenes[scene.number + 1 : scene.number + 5]:
        near = later.sentence.block - scene.sentence.block <= (1 if scene.sentence.kind == "headline" else 0)
        if not near:
            return ()
        if not any(w.has("attack") and w.has("cause") for w in later.words):
            continue
        if later.hits and not further_people(later, scene):
            continue
        places = [p for p in later.places if p.rank >= 20 and usable(p, later) and not _is_dateline(p, later)]
        if places:
            return ordered(_one_chain(places, 0, 0), passage)
    return ()


def inherited_place(
    scene: Scene, scenes: Sequence[Scene], passage: Passage, subject: Sequence[PlaceNamed] = ()
) -> tuple[Mention, ...]:
    """From the nearest earlier sentence of the block, else the headline above, else the text's topic."""
    block = scene.sentence.block
    reach = 0 if subject else paragraphs_back(scenes)
    for earlier in reversed(scenes[max(0, scene.number - 8) : scene.number]):
        near = block - earlier.sentence.block <= (reach if scene.sentence.kind == "text" else 0)
        heading = earlier.sentence.kind == "headline" and block - earlier.sentence.block <= 1
        if not (near or heading):
            break
        places = [p for p in earlier.places if usable(p, earlier)]
        if places:
            places += _described((earlier.sentence.start, earlier.sentence.end), earlier, scenes)
            return ordered(_one_chain(places, 0, 0) if len(places) > 3 else places, passage)
    return ordered(subject, passage)


BASIS = {True: Basis.INHERITED, False: Basis.STATED}
