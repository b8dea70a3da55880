"""Where it happened: the places of the clause, else of the sentence, else what the passage has said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bilan.claims.passage import Passage
from bilan.claims.reading.clauses import paragraphs_back
from bilan.claims.reading.place_names import COMPASS
from bilan.claims.reading.scene import PlaceNamed, Scene
from bilan.claims.reading.words import Word
from bilan.model.claim import Mention
from bilan.model.vocab import Basis
from bilan.places import gazetteer

_BASED = frozenset(["based", "basé", "basée", "basés", "basées", "headquartered", "frontalière", "frontalier"])
_LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "to",
        "of",
        "from",
        "on",
        "inside",
        "outside",
        "around",
        "across",
        "within",
        "en",
        "à",
        "au",
        "aux",
        "dans",
        "de",
        "du",
        "des",
        "sur",
        "vers",
        "près",
        "sur",
        "over",
        "into",
        "s",
        "'s",
        "province",
        "region",
        "city",
        "town",
        "village",
        "villages",
        "district",
        "camp",
        "towns",
        "capitale",
        "tout",
        "toute",
        "whole",
        "entire",
        "capital",
        "ville",
    ]
)
_CARRIED = frozenset(
    [
        "taken",
        "rushed",
        "transferred",
        "transported",
        "brought",
        "carried",
        "evacuated",
        "admitted",
        "moved",
        "arrived",
        "reached",
        "treated",
        "transférés",
        "transférées",
        "transféré",
        "transportés",
        "transportées",
        "transporté",
        "évacués",
        "évacuées",
        "évacué",
        "conduits",
        "soignés",
        "soignées",
        "admis",
        "hospitalisés",
        "hospitalisées",
        "acheminés",
        "originaire",
        "originaires",
        "native",
        "natif",
        "né",
        "née",
        "nés",
        "born",
        "based",
        "basé",
        "basée",
        "basés",
        "basées",
        "établi",
        "établie",
        "installé",
        "installée",
        "headquartered",
        "siège",
        "envoyé",
        "correspondant",
        "correspondante",
        "refugees",
    ]
)
_TOWARDS = frozenset(
    [
        "to",
        "at",
        "in",
        "à",
        "au",
        "aux",
        "vers",
        "dans",
        "the",
        "l'",
        "la",
        "le",
        "de",
        "du",
        "spécial",
        "hospital",
        "hôpital",
        "l'hôpital",
    ]
)


_AT_HOSPITAL = frozenset(
    (
        "died",
        "succumbed",
        "décédé",
        "décédés",
        "reçu",
        "accueilli",
        "received",
        "reported",
        "enregistré",
        "recorded",
        "débordé",
    )
)
_HOSPITALS = frozenset(("hospital", "hospitals", "hôpital", "clinic", "clinique", "ambulances"))


def _elsewhere(words: Sequence[Word], i: int) -> bool:
    """ "taken to Nasser Hospital", "basé à Cayenne", "a farmer from Homs": where people came from or were carried to."""
    j = i - 1
    while j >= 0 and i - j <= 4 and words[j].low in _TOWARDS:
        j -= 1
    if j >= 0 and j < i - 1 and words[j].low in _CARRIED:
        return True
    if i < len(words) and any(w.low in _HOSPITALS for w in words[i : i + 5]):
        near = [*words[max(0, i - 10) : i], *words[i : i + 8]]
        if any(w.low in _CARRIED or w.low in _AT_HOSPITAL for w in near):
            return True
    origin = i > 1 and words[i - 1].low == "from" and (words[i - 2].has("person") or words[i - 2].has("victim"))
    return origin and not any(w.has("vpart") for w in words[max(0, i - 4) : i - 2])


def _is_base(scene: Scene, place: PlaceNamed) -> bool:
    """ "the Gaza-based agency": where somebody has an office."""
    after = [w.low for w in scene.words if w.start >= place.end][:2]
    return after in (["-", "based"], ["-", "born"])


def _in_a_name(scene: Scene, i: int) -> bool:
    """ "Yabark Rafah": the end of a longer name, mostly a person's."""
    if i < 1:
        return False
    before = scene.words[i - 1]
    if (
        not before.raw[:1].isupper()
        or before.raw.isupper()
        or len(before.raw) < 3
        or not before.raw.isalpha()
        or before.tags
    ):
        return False
    if i == 1 or scene.words[i - 2].low in _SENTENCE_MARKS or before.low in COMPASS:
        return False
    named = [(n.start, n.end) for n in scene.places] + [(n.start, n.end) for n in scene.actors]
    inside = any(start <= before.start < end for start, end in named)
    return not inside and before.end + 1 == scene.words[i].start


_SENTENCE_MARKS = frozenset(('"', ".", ":", "(", "|", "–", "-", "/", "*"))


def usable(place: PlaceNamed, scene: Scene) -> bool:
    """A country is a place only after a word of location, in a headline's address, or beside another place."""
    if any(n.start < place.end and place.start < n.end for n in scene.blamed):
        return False
    seat = any(a.through == "seat" and a.start < place.end and place.start < a.end for a in scene.actors)
    i = scene.word_at(place.start)
    if _elsewhere(scene.words, i) or _in_a_name(scene, i) or _is_base(scene, place):
        return False
    if place.rank > 1 and not seat:
        return True
    before = scene.words[i - 1] if i > 0 else None
    if before is not None and (before.has("article")) and i > 1:
        before = scene.words[i - 2]
    if seat:
        return before is not None and before.low in _LOCATIVE
    if before is not None and before.low in _LOCATIVE and i > 1 and scene.words[i - 2].low in _BASED:
        return False
    if before is None and _is_label(scene):
        return True
    if before is None:
        after = next((w for w in scene.words if w.start >= place.end), None)
        return scene.sentence.kind == "headline" or (after is not None and after.low in (":", "–", "|", "-"))
    neighbours = [
        p
        for p in scene.places
        if p is not place
        and (0 <= place.start - p.end <= 6 or 0 <= p.start - place.end <= 6)
        and (p.rank > 1 or _after_location(p, scene))
    ]
    return before.low in _LOCATIVE or bool(neighbours) or scene.sentence.kind == "headline"


def _is_label(scene: Scene) -> bool:
    """ "Sénégal.", "El-Facher, Soudan.": a sentence that holds nothing but places says where the text happens."""
    rest = [w for w in scene.words if not any(p.start <= w.start < p.end for p in scene.places) and w.low.isalnum()]
    return len(scene.words) <= 10 and all(len(w.low) <= 4 or w.has("preposition") or w.low in COMPASS for w in rest)


def _after_location(place: PlaceNamed, scene: Scene) -> bool:
    i = scene.word_at(place.start)
    return i > 0 and scene.words[i - 1].low in _LOCATIVE


def ordered(places: Sequence[PlaceNamed], passage: Passage) -> tuple[Mention, ...]:
    """Most specific first; a name once."""
    best: dict[str, PlaceNamed] = {}
    for p in sorted(places, key=lambda p: (-p.rank, p.start)):
        best.setdefault(p.name, p)
    return tuple(p.mention(passage) for p in best.values())


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
    place = inherited_place(scene, scenes, passage, subject) or _said_later(scene, scenes, passage)
    return place, Basis.INHERITED if place else Basis.STATED


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


def _said_later(scene: Scene, scenes: Sequence[Scene], passage: Passage) -> tuple[Mention, ...]:
    """ "Three people were killed. The strike hit the village of X.": the attack's place, said afterwards."""
    for later in scenes[scene.number + 1 : scene.number + 5]:
        near = later.sentence.block - scene.sentence.block <= (1 if scene.sentence.kind == "headline" else 0)
        if not near:
            return ()
        if later.hits or not any(w.has("attack") and w.has("cause") for w in later.words):
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
