"""The world of a dossier: its claims, ready to be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.model.claim import FiledClaim
from bilan.reconcile.answer import Answer, Tension
from bilan.reconcile.question import Question


@dataclass(frozen=True)
class World:
    claims: Sequence[FiledClaim]

    def answer(self, question: Question) -> Answer:
        raise AssertionError("written next")

    def tensions(self) -> list[Tension]:
        raise AssertionError("written next")
