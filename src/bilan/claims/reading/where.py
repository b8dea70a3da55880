"""Where it happened: the places of the clause, else of the sentence, else what the passage has said before."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence

from bilan.claims.passage import Passage
from bilan.claims.reading.scene import Named, PlaceNamed, Scene
from bilan.model.claim import Mention
from bilan.model.text import Span
from bilan.model.vocab import Basis
from bilan.places import Place, PlaceKind, gazetteer

_RANK = {kind: i for i, kind in enumerate(PlaceKind)}
_NO_PLACE = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "islam",
        "islamic",
        "arabic",
        "english",
        "french",
        "god",
        "facebook",
        "twitter",
        "telegram",
        "whatsapp",
        "international",
        "general",
        "the",
        "this",
        "airwars",
    ]
)
_COMPASS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "north-east",
        "north-west",
        "south-east",
        "south-west",
        "central",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
    ]
)
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
    ]
)


def find_places(passage: Passage, lang: str, actors: Sequence[Named]) -> list[PlaceNamed]:
    """Every place that the passage names, as characters of its plain text."""
    skip = [
        Span(a.start, a.end)
        for a in actors
        if not (a.actor is not None and a.actor.kind == "state") and a.through != "seat"
    ]
    found = []
    for f in gazetteer().find(passage.plain, lang, skip):
        name = f.name if f.name and f.name.split()[0].casefold() in _COMPASS else f.place.name
        found.append(PlaceNamed(f.span.start, f.span.end, name, f.place.id, _rank(f.place)))
    return sorted(found + _apposed(passage, lang, found, actors), key=lambda p: p.start)


# "dans une banlieue de Mossoul, al-Jadid,": the name that follows is the narrower place
_APPOSED = re.compile(
    r"\b(?:banlieue|quartier|village|localité|faubourg|bourgade|commune|suburb|neighbou?rhood|village|town|hamlet)\b[^,.;:()\n]{2,40}, "
    r"((?:al-|el-|Al-|El-)?[A-ZÀ-Þ][\w'-]{1,40}+(?: [A-ZÀ-Þ][\w'-]{1,40}+)?)(?=[,.;])"
)


# "à Luhanga", "in Hajin", "Kaira village": a name nobody has listed, after a word of location
# The parts of a name are matched once and for all (possessive): a line of hyphens is read in linear time.
_NAME = r"((?:[Aa]l-|[Ee]l-)?[A-ZÀ-Þ](?=[\w'-]{0,40}[a-zà-ÿ])[\w'-]{0,40}+(?: [A-ZÀ-Þ][\w'-]{1,40}+){0,2})"
_AFTER = {
    "fr": re.compile(
        rf"(?:\bà|\b(?:rivière|axe|camp|village|localité|commune|ville|quartier|base)(?: (?:de|d'|du|des|appelée?))?) ?{_NAME}"
    ),
    "en": re.compile(
        rf"(?:\b(?:in|near|at|outside)(?: the)?|\broad to) {_NAME}(?! (?:forces|military|army|airstrike|strike|government|officials?)\b)"
    ),
}
_BEFORE = {
    "en": re.compile(
        rf"{_NAME} (?:village|town|prison|jail|hospital|school|refugee camp|camp|neighbou?rhood|street|district|mosque|market)\b"
    )
}


def _apposed(passage: Passage, lang: str, known: Sequence[PlaceNamed], actors: Sequence[Named]) -> list[PlaceNamed]:
    found: list[PlaceNamed] = []
    taken = sorted([(p.start, p.end) for p in known] + [(a.start, a.end) for a in actors])
    patterns = [(_APPOSED, 200)] + [(book[lang], 150) for book in (_AFTER, _BEFORE) if lang in book]
    for pattern, rank in patterns:
        for m in pattern.finditer(passage.plain):
            start, end = m.span(1)
            i = bisect_left(taken, (start, end))
            if (
                any(s < end and start < e for s, e in taken[max(0, i - 2) : i + 2])
                or m.group(1).split()[0].casefold() in _NO_PLACE
            ):
                continue
            found.append(PlaceNamed(start, end, m.group(1), None, rank))
            insort(taken, (start, end))
    return found


def _rank(place: Place) -> int:
    return (
        10 * place.id.count("/") + _RANK[place.kind] if not place.id.startswith("unplaced") else 100 + _RANK[place.kind]
    )


def usable(place: PlaceNamed, scene: Scene) -> bool:
    """A country is a place only after a word of location, in a headline's address, or beside another place."""
    if any(n.start < place.end and place.start < n.end for n in scene.blamed):
        return False
    seat = any(a.through == "seat" and a.start < place.end and place.start < a.end for a in scene.actors)
    if place.rank > 1 and not seat:
        return True
    i = scene.word_at(place.start)
    before = scene.words[i - 1] if i > 0 else None
    if before is not None and (before.has("article")) and i > 1:
        before = scene.words[i - 2]
    if seat:
        return before is not None and before.low in _LOCATIVE
    if before is not None and before.low in _LOCATIVE and i > 1 and scene.words[i - 2].low in _BASED:
        return False
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
    chosen = inside or [p for p in here if p.start < segment[0]]
    return ordered(_one_chain(chosen, start, end), passage)


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


def inherited_place(
    scene: Scene, scenes: Sequence[Scene], passage: Passage, subject: Sequence[PlaceNamed] = ()
) -> tuple[Mention, ...]:
    """From the nearest earlier sentence of the block, else the headline above, else the text's topic."""
    block = scene.sentence.block
    for earlier in reversed(scenes[max(0, scene.number - 8) : scene.number]):
        near = earlier.sentence.block == block
        heading = earlier.sentence.kind == "headline" and block - earlier.sentence.block <= 1
        if not (near or heading):
            break
        places = [p for p in earlier.places if usable(p, earlier)]
        if places:
            return ordered(_one_chain(places, 0, 0) if len(places) > 3 else places, passage)
    return ordered(subject, passage)


BASIS = {True: Basis.INHERITED, False: Basis.STATED}
