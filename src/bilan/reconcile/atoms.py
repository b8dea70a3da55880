"""Cut the space of deaths into atoms: the parts that the regions of the figures induce.

Two places of the space that belong to exactly the same regions are one atom. Only cells that a region
covers are visited: at each place, the regions that hold there; between two of their dates, those that
hold then; and so on for people, harms and causes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bilan.model.ids import IncidentId, PlaceId
from bilan.reconcile.region import EVERY_CAUSE, EVERYONE, EVERYWHERE, PROTECTED, Region

_EVERY_HARM = (1 << 5) - 1
_DAWN, _DUSK = 0, date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Atom:
    """Deaths that no claim tells apart. `members`: indices of the regions they lie in."""

    members: frozenset[int]
    protected: bool
    place: PlaceId
    days: tuple[int, int]


def _bounds(region: Region) -> tuple[int, int]:
    start = region.period.start.toordinal() if region.period.start else _DAWN
    end = region.period.end.toordinal() + 1 if region.period.end else _DUSK
    return start, end


def _ancestors(place: PlaceId) -> Iterator[PlaceId]:
    """The place itself, then what it lies in, out to everywhere."""
    path = place
    while path:
        yield path
        path = PlaceId(path.rpartition("/")[0])
    yield EVERYWHERE


def _pieces(active: Sequence[int], regions: Sequence[Region]) -> Iterator[tuple[frozenset[int], bool]]:
    """Split people × harms × causes by the active regions; yield which hold, and whether all are protected."""
    shapes: dict[tuple[int, int, int], list[int]] = {}
    for i in active:
        r = regions[i]
        shapes.setdefault((r.people, r.harms, r.causes), []).append(i)
    boxes: list[tuple[int, int, int, frozenset[int]]] = [
        (PROTECTED, _EVERY_HARM, EVERY_CAUSE, frozenset()),
        (EVERYONE & ~PROTECTED, _EVERY_HARM, EVERY_CAUSE, frozenset()),
    ]
    for (people, harms, causes), holders in shapes.items():
        cut = []
        for p, h, c, held in boxes:
            if not (p & people and h & harms and c & causes):
                cut.append((p, h, c, held))
                continue
            cut.append((p & people, h & harms, c & causes, held.union(holders)))
            if p & ~people:
                cut.append((p & ~people, h, c, held))
            if h & ~harms:
                cut.append((p & people, h & ~harms, c, held))
            if c & ~causes:
                cut.append((p & people, h & harms, c & ~causes, held))
        boxes = cut
    for people, _, _, held in boxes:
        yield held, not people & ~PROTECTED


def cut(regions: Sequence[Region]) -> list[Atom]:
    """Every atom that lies in at least one region.

    >>> whole, part = Region(places=(PlaceId("iq"),)), Region(places=(PlaceId("iq/nineveh"),))
    >>> sorted({tuple(sorted(a.members)) for a in cut([whole, part])})
    [(0,), (0, 1)]
    """
    at: dict[PlaceId, list[int]] = {EVERYWHERE: []}
    for i, region in enumerate(regions):
        for place in region.places:
            at.setdefault(place, []).append(i)
    spans = [_bounds(r) for r in regions]
    atoms: dict[tuple[frozenset[int], bool], Atom] = {}
    seen: dict[tuple[int, ...], list[tuple[frozenset[int], bool]]] = {}
    for node in at:
        here = sorted({i for place in _ancestors(node) for i in at.get(place, ())})
        labels: dict[IncidentId | None, list[int]] = {None: []}
        for i in here:
            labels.setdefault(regions[i].incident, []).append(i)
        for label, holders in labels.items():
            held_here = labels[None] if label is None else sorted(labels[None] + holders)
            days = sorted({day for i in held_here for day in spans[i]})
            for start, end in pairwise(days):
                active = tuple(i for i in held_here if spans[i][0] <= start and end <= spans[i][1])
                if label is not None and not any(regions[i].incident == label for i in active):
                    continue
                if active not in seen:
                    seen[active] = list(_pieces(active, regions))
                for members, protected in seen[active]:
                    if members and (members, protected) not in atoms:
                        atoms[members, protected] = Atom(members, protected, node, (start, end))
    return list(atoms.values())
