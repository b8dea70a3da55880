"""Policies: by which rule several counts of the same people become one range.

A policy is data: a codebook with its name, its version, where it comes from, and a few choices (`codebook.py`
reads it, `shelf.py` knows which there are).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from bilan.actors import Capacity
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import ALWAYS, Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Hedge, Lang, View
from bilan.places.place import PlaceKind
from bilan.reconcile.programme import World

AdjustmentKind = Literal["combatant_share", "baseline", "confirmed_overlaps", "possible_overlaps"]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One step that lowers a total over a wide place or period: how much, where and when, and says who.

    share   the least and the most of what is taken away, as a share of the total (of the overlaps)
    count   the same, as a number of people: a baseline over its own days, of which a total takes its part
    places  where it applies; empty: everywhere
    """

    kind: AdjustmentKind
    source: Mapping[Lang, str] = field(hash=False)
    share: tuple[Fraction, Fraction] = (Fraction(1), Fraction(1))
    count: tuple[int, int] = (0, 0)
    places: tuple[PlaceId, ...] = ()
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class Totals:
    """Which counts are totals rather than counts of an incident, and how they are lowered, in this order.

    longer_than_days, places  a total spans more days than these, or a place of one of these kinds
    exact                     the hedges of a total that is kept; others are held apart
    """

    longer_than_days: int
    places: frozenset[PlaceKind]
    exact: frozenset[Hedge]
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class Documented:
    """What shows that a source names or documents those whom it counts.

    hedges, words  the hedge of the count, or words of its sentence in the language of the document
    sources        those whose every figure rests on a record of each victim, by their published method
    """

    hedges: frozenset[Hedge]
    words: Mapping[str, tuple[str, ...]] = field(hash=False)
    sources: frozenset[ActorId]


@dataclass(frozen=True, slots=True)
class Adopted:
    """Who adopted a codebook for a dossier, when and why, and in which entry of the journal."""

    by: str
    time: str
    reason: str
    seq: int

    def as_json(self) -> dict[str, Any]:
        return {"by": self.by, "time": self.time, "reason": self.reason, "entry": self.seq}


@dataclass(frozen=True, slots=True)
class Policy:
    """A named rule.

    world       "open": deaths may exist that nobody mentions, so only a source's own ceiling bounds from above;
                "closed": the range covers what is claimed, from the lowest to the highest count
    linked      what claims linked to one incident commit to together: "highest" floor (each is what its
                source knows of) or "lowest" (the least that a credible source gives)
    tolerance   how far "about" reaches on either side, as a share of the number
    voices      how many independent voices a count needs; with fewer it is provisional, and in the high only
    counts      which counts of the same people make the range: "every" one, or those that most voices give
    best        the capacities whose counts decide the best estimate only where no other speaks; None: no best
    documented  None: every count counts; else only those that the source shows to be documented
    totals      None: a total is a count like others
    hash        SHA-256 of the codebook's content (RFC 8785)
    adopted     None: it came with the program or a package; else it is the dossier's own
    """

    id: str
    version: str
    source: str
    world: World
    linked: Literal["highest", "lowest"]
    tolerance: Fraction
    says: Mapping[Lang, str] = field(hash=False)
    title: str = ""
    url: str = ""
    changes: Mapping[Lang, str] = field(default_factory=dict, hash=False)
    voices: int = 1
    counts: Literal["every", "best_supported"] = "every"
    best: frozenset[Capacity] | None = None
    documented: Documented | None = None
    totals: Totals | None = None
    hash: str = ""
    content: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    adopted: Adopted | None = None

    @property
    def name(self) -> str:
        """Its name with its version: "ibc@1"."""
        return f"{self.id}@{self.version}"

    def for_view(self, view: View) -> Policy:
        """The same rule for what a party admits: that is what it has said itself, whoever confirms or documents it.

        Nobody admits more than it has said, whichever policy merges the counts.
        """
        if view is View.ALLEGED:
            return self
        return replace(self, world="closed", voices=1, counts="every", documented=None, totals=None)

    def floor(self, q: Quantity) -> int:
        """What the words commit to at the least.

        >>> from bilan.reconcile.shelf import policy
        >>> policy("strict").floor(Quantity.about(100)), policy("strict").floor(Quantity.at_least(105))
        (90, 105)
        """
        return max(1, math.floor(q.low * (1 - self.tolerance))) if q.hedge is Hedge.ABOUT else q.low

    def most(self, q: Quantity) -> int | None:
        """The most that the words speak of; None: they leave the top open."""
        if q.hedge is Hedge.ABOUT:
            return math.ceil(q.low * (1 + self.tolerance))
        return q.high

    def stamp(self) -> dict[str, Any]:
        """Under which codebook a figure was computed: what every published figure carries."""
        return {
            "id": self.id,
            "version": self.version,
            "hash": self.hash,
            "own": self.adopted is not None,
            "adopted": self.adopted.as_json() if self.adopted else None,
        }
