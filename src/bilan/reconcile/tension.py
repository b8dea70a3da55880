"""What comes back from the search for tensions: claims that pull against each other, and what would resolve it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bilan.model.ids import ClaimId, TensionId
from bilan.model.sentence import Sentence
from bilan.model.vocab import TensionKind
from bilan.reconcile import say
from bilan.reconcile.say import Part
from bilan.reconcile.statement import Statement


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

    @classmethod
    def ask(cls, key: str, claims: Iterable[str] = (), **parts: Part) -> Relaxation:
        """What a person can ask or check: nothing to solve."""
        return cls("ask", say.sentence(key, claims, **parts))

    @classmethod
    def of_claim(cls, change: str, key: str, s: Statement, **parts: Part) -> Relaxation:
        """A change of one claim after which nothing is left of the tension."""
        q, who = say.quantity(s.record.quantity), say.who(s.claim)
        return cls(change, say.sentence(key, (s.id,), n=q, who=who, **parts), is_solved=True)

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

    @classmethod
    def of(
        cls,
        kind: TensionKind,
        claims: Iterable[ClaimId],
        sentence: Sentence,
        relaxations: Iterable[Relaxation] = (),
        people: int = 0,
        more: str = "",
    ) -> Tension:
        """A tension not yet ranked. `more`: what tells it from another of the same kind and claims."""
        ids = tuple(dict.fromkeys(claims))
        code = hashlib.sha256(f"bilan tension 1 {kind.value} {' '.join(sorted(ids))} {more}".encode()).hexdigest()[:12]
        return cls(TensionId(code), kind, ids, sentence, tuple(relaxations), people)

    def ways_of(self, claim: ClaimId) -> list[Relaxation]:
        """The changes of this one claim that resolve it, short of leaving it out."""
        return [
            r for r in self.relaxations if r.is_solved and r.sentence.claims[:1] == (claim,) and r.change != "left out"
        ]

    def other_ways(self, told: Iterable[ClaimId]) -> list[Relaxation]:
        """The changes that resolve it and are not told beside one of these claims."""
        beside = [r for claim in told for r in self.ways_of(claim)]
        return [r for r in self.relaxations if r.is_solved and r not in beside]

    @property
    def least(self) -> Relaxation | None:
        """The smallest change that resolves it."""
        return next((r for r in self.relaxations if r.is_solved), None)

    @property
    def to_ask(self) -> list[Relaxation]:
        """What a person can ask or check."""
        return [r for r in self.relaxations if not r.is_solved]

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
