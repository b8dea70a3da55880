"""What people decided on grades, found again on the incidents as they stand now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bilan.assess.claimed import Graded
from bilan.evidence import GradeDecision


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision beside an incident. `again`: its claims have changed since, and a person should look again."""

    decision: GradeDecision
    again: bool

    def as_json(self) -> dict[str, Any]:
        d = self.decision
        return {
            "codebook": d.codebook,
            "version": d.version,
            "grade": d.grade,
            "proposed": d.proposed.get("grade"),
            "by": d.by,
            "time": d.time,
            "reason": d.reason,
            "entry": d.seq,
            "again": self.again,
        }


def decided_on(incidents: Sequence[Graded], decisions: Iterable[GradeDecision]) -> dict[str, list[Decided]]:
    """By incident: the latest decision under each codebook.

    An incident keeps its decision when claims join or leave it: it is the one that holds most of the claims judged.
    """
    found: dict[str, dict[str, Decided]] = {}
    for decision in sorted(decisions, key=lambda d: d.seq):
        judged = set(decision.claims)
        nearest = max(incidents, key=lambda g: len(judged & set(g.claims)), default=None)
        if nearest is None or not judged & set(nearest.claims):
            continue
        again = set(nearest.claims) != judged
        found.setdefault(nearest.facts.incident, {})[decision.codebook] = Decided(decision, again)
    return {incident: list(by_codebook.values()) for incident, by_codebook in found.items()}
