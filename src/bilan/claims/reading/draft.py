"""A draft: a claim while its parts are still being put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bilan.claims.reading.frames import Hit
from bilan.claims.reading.periods import FoundPeriod
from bilan.claims.reading.scene import Named, Scene, Speech
from bilan.model.claim import Mention
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Basis, Cause, Stance


@dataclass(slots=True, eq=False)
class Draft:
    """What `Claim` holds, with its relations as drafts and its names as `Named`."""

    hit: Hit
    scene: Scene
    span: Span
    quantity: Quantity
    speech: Speech | None
    by: tuple[Named, ...]
    by_basis: Basis
    place: tuple[Mention, ...]
    place_basis: Basis
    period: FoundPeriod | None
    period_basis: Basis
    cause: Cause | None
    segment: tuple[int, int]
    stance: Stance = Stance.REPORTS
    part_of: Draft | None = None
    same_as: Draft | None = None
    against: Draft | None = None
    running: bool = False
    as_of: date | None = None
    members: tuple[Mention, ...] = ()
    answer: int = 0
    note: str = ""
    harm_said: Scene | None = None  # the earlier sentence that says the harm, where this one does not
