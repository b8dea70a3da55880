"""The map: claims by place, each shown as precisely as its source says, and no more precisely than our gazetteer knows.

- a town is a point (a claim about a street or a quarter of it is shown at the town)
- a province is a ring around its middle: somewhere in there
- a country is its whole outline, never a point
- places that share one figure are marked together, and none of them gets the number for itself
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bilan.model.ids import ClaimId, PlaceId
from bilan.model.vocab import Basis, ClaimState, Stance
from bilan.places import Place, PlaceKind, UnknownPlace, gazetteer
from bilan.release.atlas import HIGH, WIDE, Drawn, Window, draw, outline, window
from bilan.release.book import Book
from bilan.release.corner import Corner, corner
from bilan.release.words import Words

MOST_LABELS = 26
PHONE = 358  # pixels that the map is wide on a small phone, and
SCREEN = 960  # on a screen
# As mere ground these stay without a name: to name one and leave out the other, for want of room, would take a side.
_UNNAMED = frozenset({"il", "ps", "ma", "eh", "rs", "xk", "cy"})
_LINE = 17  # pixels
_ON_LAND = [(0, 0, "middle"), (0, 30, "middle"), (0, -30, "middle"), (0, 60, "middle"), (0, -60, "middle")]
_TOWNS = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.CAMP)
_AREAS = (PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.TERRITORY, PlaceKind.DISTRICT)
_OF_HARM = frozenset({Stance.REPORTS, Stance.ALLEGES, Stance.ADMITS, Stance.DISPUTES})


class Precision(StrEnum):
    """How precisely a place is known, as the map may show it."""

    TOWN = "town"
    AREA = "area"
    COUNTRY = "country"
    SEVERAL = "several"
    UNPLACED = "unplaced"  # named, but not known to the gazetteer, or without a point of its own


@dataclass(frozen=True, slots=True)
class Spot:
    """Everything said of one place (or of several places in one figure). `inherited`: claims that take their place
    from the text around them."""

    key: str
    places: tuple[PlaceId, ...]
    precision: Precision
    claims: tuple[ClaimId, ...]
    inherited: int
    within: tuple[PlaceId, ...] = ()  # more precise places that are shown here: quarters, streets, unknown villages


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot as it is drawn. Per cent of the picture's width and height; `r` in pixels; `row`: of the table."""

    shape: str  # "dot", "ring" or "land"
    x: float
    y: float
    r: int
    inner: int  # of the disc that is admitted, in the same measure
    row: int
    shared: bool
    words: str


@dataclass(frozen=True, slots=True)
class Label:
    """`x`, `y` in per cent, `dx`, `dy` in pixels from there, so that a name keeps its distance on every screen."""

    x: float
    y: float
    dx: int
    dy: int
    anchor: str
    words: str
    phone: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class Land:
    """`row`: of the table, where a claim speaks of the whole country; 0: only ground."""

    path: str
    row: int


@dataclass(frozen=True, slots=True)
class Picture:
    lands: tuple[Land, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


def spots(book: Book) -> tuple[Spot, ...]:
    """Every place of the dossier that a claim of harm names, those with most claims first."""
    found: tuple[Spot, ...] = book.once(book.corners, "map.spots", lambda: tuple(_spots(book)))
    return found


def nowhere(book: Book) -> int:
    """How many claims of harm name no place at all."""
    found: int = book.once(book.corners, "map.nowhere", lambda: _nowhere(book))
    return found


def _nowhere(book: Book) -> int:
    return sum(1 for c in book.claims.values() if _counts(c.state, c.record.stance) and not c.record.place)


def path(spot: Spot) -> str:
    return f"places/{spot.key}.html"


def total(book: Book, spot: Spot) -> Corner:
    return corner(book, f"place-{spot.key}", path(spot), spot.claims)


def _counts(state: ClaimState, stance: Stance) -> bool:
    return state is not ClaimState.REJECTED and stance in _OF_HARM


def _spots(book: Book) -> Iterator[Spot]:
    found: dict[tuple[PlaceId, ...], list[ClaimId]] = defaultdict(list)
    within: dict[tuple[PlaceId, ...], dict[PlaceId, None]] = defaultdict(dict)
    for claim in book.claims.values():
        if not claim.record.place or not _counts(claim.state, claim.record.stance):
            continue
        said = gazetteer().resolve_chain([m.name for m in claim.record.place])
        shown = tuple(dict.fromkeys(shown_at(p) for p in said)) or (PlaceId("?"),)
        found[shown].append(claim.id)
        within[shown] |= {p: None for p in said if p not in shown}
    for places, claims in sorted(found.items(), key=lambda f: (-len(f[1]), f[0])):
        inherited = sum(book.claims[c].record.basis.place is Basis.INHERITED for c in claims)
        yield Spot(
            _key(places), tuple(p for p in places if p != "?"), _precision(places), tuple(claims), inherited,
            tuple(sorted(within[places])),
        )  # fmt: skip


def shown_at(id: PlaceId) -> PlaceId:
    """The place at which the map shows this one: the nearest that is a town with a point, a province or a country.

    >>> shown_at(PlaceId("iq/nineveh/mosul/old-city")), shown_at(PlaceId("iq/nineveh")), shown_at(PlaceId("iq"))
    ('iq/nineveh/mosul', 'iq/nineveh', 'iq')
    """
    for step in (id, *gazetteer().ancestors(id)):
        place = _known(step)
        if place is not None and (place.kind is PlaceKind.COUNTRY or (_has_point(place) and not place.made_up)):
            return step
    return PlaceId("?")


def _has_point(place: Place) -> bool:
    return place.lat is not None and place.lon is not None and place.kind in (*_TOWNS, *_AREAS)


def _known(id: PlaceId) -> Place | None:
    try:
        return gazetteer().get(id)
    except UnknownPlace:
        return None


def _precision(places: Sequence[PlaceId]) -> Precision:
    if len(places) > 1:
        return Precision.SEVERAL
    place = _known(places[0])
    if place is None:
        return Precision.UNPLACED
    if place.kind is PlaceKind.COUNTRY:
        return Precision.COUNTRY
    return Precision.TOWN if place.kind in _TOWNS else Precision.AREA


def _key(places: Sequence[PlaceId]) -> str:
    """An address of the gazetteer's own words; of several places, a hash."""
    if len(places) == 1:
        return "elsewhere" if places[0] == "?" else places[0].replace("/", "-")
    return "x" + hashlib.sha256("|".join(places).encode()).hexdigest()[:12]


# ---------------------------------------------------------------- the picture


def picture(book: Book, words: Words, shown: Sequence[Spot]) -> Picture | None:
    """None where no claim names a place that could be drawn. `shown`: the rows of the table, in its order."""
    row_of = {spot.key: n for n, spot in enumerate(shown, 1)}
    view = _window(shown)
    if view is None:
        return None
    lands = draw(view)
    told = {p: row_of[s.key] for s in reversed(shown) for p in s.places if "/" not in p}
    drawn = {land.code: land for land in lands}
    most = max((_least(book, s) for s in shown if s.precision is not Precision.COUNTRY), default=0)
    marks = [m for s in shown for m in _marks(book, words, s, row_of[s.key], view, drawn, most)]
    marks.sort(key=lambda m: (m.shape != "land", -m.r, m.row))
    labels = _labels(words, marks, lands)
    return Picture(tuple(Land(land.path, told.get(PlaceId(land.code), 0)) for land in lands), tuple(marks), labels)


def _window(shown: Sequence[Spot]) -> Window | None:
    boxes = []
    for id in dict.fromkeys(p for s in shown for p in s.places):
        place, whole = _known(id), outline(id[:2])
        if place is None:
            continue
        if place.kind is PlaceKind.COUNTRY and whole:
            boxes.append(whole.box)
        elif place.lat is not None and place.lon is not None:
            boxes.append((place.lon, place.lat, place.lon, place.lat))
    return window(boxes) if boxes else None


def _least(book: Book, spot: Spot) -> int:
    return total(book, spot).killed.alleged.low


def _marks(
    book: Book, words: Words, spot: Spot, row: int, view: Window, drawn: dict[str, Drawn], most: int
) -> Iterator[Mark]:
    shared = spot.precision is Precision.SEVERAL
    least, conceded = _least(book, spot), total(book, spot).killed.admitted.low
    for id in spot.places:
        place = gazetteer().get(id)
        name = place.names[words.lang]
        if place.kind is PlaceKind.COUNTRY:
            land = drawn.get(id)
            if land:
                x, y = land.middle
                yield Mark("land", _share(x, WIDE), _share(y, HIGH), 0, 0, row, shared, name)
        elif place.lat is not None and place.lon is not None:
            x, y = view.at(place.lon, place.lat)
            r = 5 if shared else _radius(least, most)
            shape = "dot" if place.kind in _TOWNS else "ring"
            inner = 0 if shared or shape == "ring" else min(r, _radius(conceded, most)) if conceded else 0
            yield Mark(
                shape, _share(x, WIDE), _share(y, HIGH), max(r, 11) if shape == "ring" else r, inner, row, shared, name
            )


def _radius(n: int, most: int) -> int:
    """The disc's surface grows with the number; a place is never too small to be seen.

    >>> _radius(0, 100), _radius(25, 100), _radius(100, 100)
    (4, 13, 26)
    """
    return max(4, round(26 * math.sqrt(n / most))) if most else 4


def _share(n: float, of: int) -> float:
    return round(n / of * 100, 2)


# ---------------------------------------------------------------- names, where there is room for them


@dataclass
class _Paper:
    """Boxes already taken, in pixels, on a picture of some width."""

    wide: int
    taken: list[tuple[float, float, float, float]]

    def place(self, x: float, y: float, dx: int, dy: int, anchor: str, words: str) -> bool:
        length = 7.4 * len(words) + 6
        px, py = x / 100 * self.wide + dx, y / 100 * self.wide * HIGH / WIDE + dy
        left = px - (length / 2 if anchor == "middle" else length if anchor == "end" else 0)
        box = (left, py - _LINE + 4, left + length, py + 4)
        if left < 2 or box[2] > self.wide - 2 or box[1] < 2 or box[3] > self.wide * HIGH / WIDE - 2:
            return False
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.taken):
            return False
        self.taken.append(box)
        return True


def _labels(words: Words, marks: Sequence[Mark], lands: Sequence[Drawn]) -> tuple[Label, ...]:
    screen, phone = (_Paper(w, [_disc(m, w) for m in marks if m.r]) for w in (SCREEN, PHONE))
    found: dict[str, Label] = {}

    def put(name: str, x: float, y: float, tries: Sequence[tuple[int, int, str]], quiet: bool = False) -> None:
        for dx, dy, anchor in tries:
            if name not in found and screen.place(x, y, dx, dy, anchor, name):
                found[name] = Label(x, y, dx, dy, anchor, name, phone.place(x, y, dx, dy, anchor, name), quiet)

    for m in sorted(marks, key=lambda m: (-m.r, m.row)):
        if len(found) < MOST_LABELS:
            put(m.words, m.x, m.y, _around(m))
    for land in sorted(lands, key=lambda d: -d.size):
        place = _known(PlaceId(land.code)) if land.code and land.size > 6000 and land.code not in _UNNAMED else None
        if place:
            put(place.names[words.lang], _share(land.middle[0], WIDE), _share(land.middle[1], HIGH), _ON_LAND, True)
    return tuple(found.values())


def _disc(m: Mark, wide: int) -> tuple[float, float, float, float]:
    x, y = m.x / 100 * wide, m.y / 100 * wide * HIGH / WIDE
    return x - m.r, y - m.r, x + m.r, y + m.r


def _around(m: Mark) -> list[tuple[int, int, str]]:
    """Where a mark's name may stand: beside it, above it, below it; a country's in its middle."""
    if m.shape == "land":
        return _ON_LAND
    aside = m.r + 5
    return [(aside, 5, "start"), (-aside, 5, "end"), (0, -aside, "middle"), (0, aside + 11, "middle")]
