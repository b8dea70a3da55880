"""Cut the space of deaths into atoms: the parts that the regions of the figures induce.

Two places of the space that belong to exactly the same regions are one atom. Only cells that a region
covers are visited: at each place, the regions that hold there; between two of their dates, those that
hold then; and so on for people, harms and causes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from bilan.model.ids import IncidentId, PlaceId
from bilan.reconcile.region import EVERY_CAUSE, EVERYONE, EVERYWHERE, PROTECTED, Region

_EVERY_HARM = (1 << 5) - 1
_DAWN, _DUSK = 0, date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Atom:
    """Deaths that no claim tells apart.

    members    indices of the regions they lie in
    protected  nobody in it is anybody's combatant
    place, days  one spot where it is found (an atom may lie in several)
    """

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
        (EVERYONE, _EVERY_HARM, EVERY_CAUSE, frozenset()),
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


def _sweep(holders: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
    """The stretches of days in which the same regions hold, in order; days that none holds are left out."""
    starting: dict[int, list[int]] = {}
    ending: dict[int, list[int]] = {}
    for i in holders:
        starting.setdefault(spans[i][0], []).append(i)
        ending.setdefault(spans[i][1], []).append(i)
    active: set[int] = set()
    stretches = []
    for day, until in pairwise(sorted({*starting, *ending})):
        active.difference_update(ending.get(day, ()))
        active.update(starting.get(day, ()))
        if active:
            stretches.append((day, until, tuple(sorted(active))))
    return stretches


def _within(
    own: Sequence[tuple[int, int, tuple[int, ...]]], base: Sequence[tuple[int, int, tuple[int, ...]]]
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """The stretches of an incident, cut further by the regions that hold whatever the incident."""
    starts = [b[0] for b in base]
    for start, end, active in own:
        day = start
        for b_start, b_end, b_active in base[max(0, bisect_right(starts, start) - 1) :]:
            if b_start >= end:
                break
            if b_end <= day:
                continue
            if day < b_start:
                yield day, b_start, active
            day = min(end, b_end)
            yield max(b_start, start), day, tuple(sorted((*b_active, *active)))
        if day < end:
            yield day, end, active


def cut(regions: Sequence[Region]) -> list[Atom]:
    """Every atom that lies in at least one region.

    >>> whole, part = Region(places=(PlaceId("iq"),)), Region(places=(PlaceId("iq/nineveh"),))
    >>> sorted({tuple(sorted(a.members)) for a in cut([whole, part])})
    [(0,), (0, 1)]
    """
    at: dict[PlaceId, list[int]] = {EVERYWHERE: []}
    for i, region in enumerate(regions):
        for place in dict.fromkeys(region.places):
            at.setdefault(place, []).append(i)
    spans = [_bounds(r) for r in regions]
    atoms: dict[frozenset[int], Atom] = {}
    seen: set[tuple[int, ...]] = set()
    for node in at:
        labels: dict[IncidentId | None, list[int]] = {None: []}
        for i in sorted({i for place in _ancestors(node) for i in at.get(place, ())}):
            labels.setdefault(regions[i].incident, []).append(i)
        base = _sweep(labels.pop(None), spans)
        stretches = [base, *(_within(_sweep(own, spans), base) for own in labels.values())]
        for start, end, active in chain.from_iterable(stretches):
            if active in seen:
                continue
            seen.add(active)
            for members, protected in _pieces(active, regions):
                known = atoms.get(members)
                if members and (known is None or (known.protected and not protected)):
                    atoms[members] = Atom(members, protected, node, (start, end))
    return list(atoms.values())
