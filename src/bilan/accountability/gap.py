"""The gap table: one row an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bilan.model.ids import ActorId, ClaimId
from bilan.model.period import ALWAYS, Period

if TYPE_CHECKING:
    from bilan.reconcile.world import World


@dataclass(frozen=True, slots=True)
class Range:
    """A range of people. `high=None`: no ceiling."""

    low: int
    high: int | None
    claims: tuple[ClaimId, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class GapRow:
    """Alleged, admitted and the gap between them, for one actor.

    kind            alliance, member, party or unattributed (admitted by an alliance and by none of its members)
    no_admission    statements by others that it has admitted nothing; never its own denial
    denials         its own denials
    silent_days     days without an answer to the first dated public allegation; None: no dated allegation,
                    or it has answered
    median_lag_days from allegation to admission, over linked incidents; None: no such pair
    """

    actor: ActorId
    kind: Literal["alliance", "member", "party", "unattributed"]
    labels: dict[str, str]
    alleged: Range
    admitted: Range
    gap: Range
    no_admission: tuple[ClaimId, ...] = ()
    denials: tuple[ClaimId, ...] = ()
    disputes: tuple[ClaimId, ...] = ()
    silent_days: int | None = None
    median_lag_days: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "actor": self.labels["en"],
            "id": self.actor,
            "kind": self.kind,
            "labels": self.labels,
            "alleged": self.alleged.as_json(),
            "admitted": self.admitted.as_json(),
            "gap": self.gap.as_json(),
            "no_admission": len(self.no_admission),
            "denials": len(self.denials),
            "disputes": len(self.disputes),
            "claims": {
                "no_admission": list(self.no_admission),
                "denials": list(self.denials),
                "disputes": list(self.disputes),
            },
            "silent_days": self.silent_days,
            "median_lag_days": self.median_lag_days,
        }


def gap(world: World, period: Period = ALWAYS) -> list[GapRow]:
    """One row for each belligerent that the claims speak of, the alliances first."""
    raise AssertionError("written next")
