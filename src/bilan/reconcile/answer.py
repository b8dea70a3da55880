"""What comes back from a question: bounds, what they rest on, and what was left apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bilan.model.ids import ClaimId, VoiceId
from bilan.model.sentence import Sentence
from bilan.reconcile.policy import Policy
from bilan.reconcile.question import Question
from bilan.reconcile.totals import Step


@dataclass(frozen=True, slots=True)
class Subset:
    """A maximal set of claims that can all hold, and its range. `high=None`: no ceiling."""

    claims: tuple[ClaimId, ...]
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The defensible bounds of one question.

    low, high    `high=None`: nobody sets a ceiling
    feasible     False: the claims cannot all hold; low and high are then the envelope of `subsets`
    binding      the claims that hold the bounds in place (non-zero multipliers)
    considered   every claim that speaks of the question's scope in this view
    voices       the voices heard among `considered`
    reserves     what may lie inside the question and was not added, and why
    trace        how the figure came about, step by step (worked out when somebody looks)
    certificate  primal witness and dual multipliers of each bound, as exact fractions (likewise)
    conflicts    minimal sets of claims that cannot all hold
    best         the best estimate; None: the policy gives none
    rule         the policy, in the version that was asked under
    provisional  claims that fewer voices support than the policy asks for: they count in the high only
    lowered      totals over a wide place or period: their claims, and each step that lowered them
    """

    question: Question
    low: int
    high: int | None
    feasible: bool
    basis: Literal["machine", "reviewed"]
    unreviewed: int
    binding: tuple[ClaimId, ...]
    considered: tuple[ClaimId, ...]
    voices: tuple[VoiceId, ...]
    reserves: tuple[Sentence, ...]
    trace: Sequence[Sentence]
    certificate: Mapping[str, Any]
    subsets: tuple[Subset, ...] = ()
    conflicts: tuple[tuple[ClaimId, ...], ...] = ()
    best: int | None = None
    rule: Policy | None = None
    provisional: tuple[ClaimId, ...] = ()
    lowered: tuple[tuple[tuple[str, ...], tuple[Step, ...]], ...] = ()

    def as_json(self, lang: str = "en") -> dict[str, Any]:
        """The document of `bilan bounds --json`."""
        return {
            "low": self.low,
            "high": self.high,
            "feasible": self.feasible,
            "basis": self.basis,
            "unreviewed": self.unreviewed,
            "view": self.question.view.value,
            "policy": self.rule.id if self.rule else self.question.policy,
            "codebook": self.rule.stamp() if self.rule else None,
            "best": self.best,
            "scope": self.question.scope_json(),
            "stated_only": self.question.stated_only,
            "claims": list(self.binding),
            "considered": list(self.considered),
            "voices": list(self.voices),
            "reserves": [s.text(lang) for s in self.reserves],
            "trace": [s.text(lang) for s in self.trace],
            "sentences": {
                "reserves": [s.as_json() for s in self.reserves],
                "trace": [s.as_json() for s in self.trace],
            },
            "subsets": [{"claims": list(s.claims), "low": s.low, "high": s.high} for s in self.subsets],
            "conflicts": [list(c) for c in self.conflicts],
            "provisional": list(self.provisional),
            "adjustments": [
                {"claims": list(claims), "steps": [s.as_json(lang) for s in steps]} for claims, steps in self.lowered
            ],
            "certificate": dict(self.certificate),
        }
