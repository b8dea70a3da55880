"""What comes back from the search for tensions: claims that pull against each other, and what would resolve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bilan.model.ids import ClaimId, TensionId
from bilan.model.sentence import Sentence
from bilan.model.vocab import TensionKind


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change that would resolve a tension.

    change     what would be otherwise: "number", "place", "period", "hedge" …, "left out"; or "ask": whom to ask what
    sentence   in the reader's words; its claims are those that would change
    is_solved  the claims were solved again with this change, and then they hold
    """

    change: str
    sentence: Sentence
    is_solved: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "change": self.change,
            "claims": list(self.sentence.claims),
            "solved": self.is_solved,
            **self.sentence.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Tension:
    """Claims that pull against each other, and what would resolve it.

    relaxations  least change first
    people       by how many people they contradict each other, or about how many they disagree
    quotes       the claims' own sentences, in the order of `claims`
    rank         its place among the tensions of the dossier, from 1 (see `bilan.reconcile.ranking`)
    voices, reviewed  independent voices behind the claims; claims that a person has decided on
    why          the reasons for its rank
    """

    id: TensionId
    kind: TensionKind
    claims: tuple[ClaimId, ...]
    sentence: Sentence
    relaxations: tuple[Relaxation, ...] = ()
    people: int = 0
    quotes: tuple[str, ...] = ()
    rank: int = 0
    voices: int = 0
    reviewed: int = 0
    why: Sentence | None = None

    def ways_of(self, claim: ClaimId) -> list[Relaxation]:
        """The changes of this one claim that resolve it, short of leaving it out."""
        return [
            r for r in self.relaxations if r.is_solved and r.sentence.claims[:1] == (claim,) and r.change != "left out"
        ]

    def as_json(self) -> dict[str, Any]:
        """One entry of `bilan tensions --json`."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "rank": self.rank,
            "why": self.why.as_json() if self.why else None,
            "score": {"people": self.people, "voices": self.voices, "reviewed": self.reviewed},
            "claims": list(self.claims),
            "quotes": list(self.quotes),
            "sentence": self.sentence.as_json(),
            "relaxations": [r.as_json() for r in self.relaxations],
        }
