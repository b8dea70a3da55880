"""Where a figure's people are, and what somebody thinks of them.

Deaths are a measure over time × place × people × harm × cause. Who did it and whether the dead were
civilians or fighters are not places in that space: they are opinions, one axis for each voice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from bilan.model.ids import ActorId, IncidentId, PlaceId
from bilan.model.period import ALWAYS, Period
from bilan.model.vocab import Cause, Group, Harm

EVERYWHERE = PlaceId("")
SOMEBODY_ELSE = ActorId("*")  # an author of harm whom no claim names

# ---- people: base cells are (who) × (role) × (of a named family or not); children have no role
_WHO = ("child", "woman", "man", "old woman", "old man")
_ROLE = ("none", "journalist", "medic", "aid_worker")
_CELLS = [
    (who, role, family) for who, role, family in product(_WHO, _ROLE, (False, True)) if who != "child" or role == "none"
]
EVERYONE = (1 << len(_CELLS)) - 1


def _mask(wanted: Iterable[tuple[str, str, bool]]) -> int:
    mask = 0
    for cell in wanted:
        mask |= 1 << _CELLS.index(cell)
    return mask


_WHO_MASK = {
    Group.CHILD: _mask(c for c in _CELLS if c[0] == "child"),
    Group.WOMAN: _mask(c for c in _CELLS if c[0].endswith("woman")),
    Group.MAN: _mask(c for c in _CELLS if c[0] in ("man", "old man")),
    Group.ELDERLY: _mask(c for c in _CELLS if c[0].startswith("old")),
}
_ROLE_MASK = {
    Group.JOURNALIST: _mask(c for c in _CELLS if c[1] == "journalist"),
    Group.MEDIC: _mask(c for c in _CELLS if c[1] == "medic"),
    Group.AID_WORKER: _mask(c for c in _CELLS if c[1] == "aid_worker"),
}
_FAMILY = _mask(c for c in _CELLS if c[2])
# Nobody in these cells is anybody's combatant: a child, a journalist, a medic, a rescuer counts as civilian.
PROTECTED = (
    _WHO_MASK[Group.CHILD] | _ROLE_MASK[Group.JOURNALIST] | _ROLE_MASK[Group.MEDIC] | _ROLE_MASK[Group.AID_WORKER]
)

CIVILIAN, COMBATANT = 1, 2
ANY_STATUS = CIVILIAN | COMBATANT

_HARMS = (Harm.KILLED, Harm.INJURED, Harm.MISSING, Harm.ABDUCTED_OR_DETAINED, Harm.DISPLACED)
_CAUSES = (*(c for c in Cause if c is not Cause.OTHER), Cause.OTHER)
EVERY_CAUSE = (1 << len(_CAUSES)) - 1


def people_of(groups: Iterable[Group]) -> tuple[int, int]:
    """The people and the status that group words speak of.

    "women and children" are either, so are "women and journalists" (the words do not tell them from "women
    journalists", and a floor must not be too narrow); "child civilians" are both.

    >>> people_of([Group.PERSON]) == (EVERYONE, ANY_STATUS)
    True
    >>> people_of([Group.CIVILIAN, Group.CHILD])[1] == CIVILIAN
    True
    """
    return _people_of(frozenset(groups))


@cache
def _people_of(groups: frozenset[Group]) -> tuple[int, int]:
    named = [mask for kind in (_WHO_MASK, _ROLE_MASK) for group, mask in kind.items() if group in groups]
    people = _any(named) if named else EVERYONE
    if Group.FAMILY in groups:
        people &= _FAMILY
    status = (CIVILIAN if Group.CIVILIAN in groups else 0) | (COMBATANT if Group.COMBATANT in groups else 0)
    if people and not people & ~PROTECTED:
        status = CIVILIAN
    return people, status or ANY_STATUS


def _any(masks: Iterable[int]) -> int:
    total = 0
    for mask in masks:
        total |= mask
    return total


def harms_of(harm: Harm) -> int:
    """Killed or injured is either; every other harm is itself."""
    if harm is Harm.KILLED_OR_INJURED:
        return harms_of(Harm.KILLED) | harms_of(Harm.INJURED)
    return 1 << _HARMS.index(harm)


def causes_of(cause: Cause | None) -> int:
    """`other` means not named: it excludes no cause."""
    if cause is None or cause is Cause.OTHER:
        return EVERY_CAUSE
    return 1 << _CAUSES.index(cause)


def is_within(place: PlaceId, wider: PlaceId) -> bool:
    """Place ids are paths, so that what a place lies in is its prefix."""
    return wider == EVERYWHERE or place == wider or place.startswith(wider + "/")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the space of deaths.

    places    the union of these; `(EVERYWHERE,)`: no limit
    incident  None: whichever incident a death belongs to, or none
    """

    places: tuple[PlaceId, ...] = (EVERYWHERE,)
    period: Period = ALWAYS
    people: int = EVERYONE
    harms: int = 1
    causes: int = EVERY_CAUSE
    incident: IncidentId | None = None

    def contains(self, other: Region) -> bool:
        """Whether every death of `other` is certainly one of these (incidents aside)."""
        return (
            all(any(is_within(p, q) for q in self.places) for p in other.places)
            and self.period.contains(other.period)
            and not other.people & ~self.people
            and not other.harms & ~self.harms
            and not other.causes & ~self.causes
        )

    def touches(self, other: Region) -> bool:
        """Whether a death may belong to both."""
        return bool(  # what is told apart fastest comes first
            self.people & other.people
            and self.harms & other.harms
            and self.causes & other.causes
            and (self.incident is None or other.incident is None or self.incident == other.incident)
            and self.period.overlaps(other.period)
            and any(is_within(p, q) or is_within(q, p) for p in self.places for q in other.places)
        )


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whose hand, and civilian or fighter, according to one voice.

    actors  the elementary actors that may have done it; None: anybody
    """

    actors: frozenset[ActorId] | None = None
    status: int = ANY_STATUS

    @property
    def is_open(self) -> bool:
        return self.actors is None and self.status == ANY_STATUS

    def within(self, wider: Opinion) -> bool:
        actors = wider.actors is None or (self.actors is not None and self.actors <= wider.actors)
        return actors and not self.status & ~wider.status

    def meets(self, other: Opinion) -> bool:
        actors = self.actors is None or other.actors is None or bool(self.actors & other.actors)
        return actors and bool(self.status & other.status)


ANY_OPINION = Opinion()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to be reconciled: a claim, or several that are one, with what it commits to.

    low       people it says there are at least
    high      the most it speaks of; None: it leaves the top open
    ceiling   the bound that the source itself sets on everything in its region; None: none
    part_of   key of the figure whose people include these
    contested another voice gives the same people another author
    """

    key: str
    claims: tuple[str, ...]
    voice: str
    region: Region
    low: int
    high: int | None = None
    ceiling: int | None = None
    opinion: Opinion = ANY_OPINION
    part_of: str | None = None
    contested: bool = False
