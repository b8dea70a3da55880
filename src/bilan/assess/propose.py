"""Facts under a codebook → a grade, with the rule that leads to it and every reason in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bilan.assess.codebook import Codebook
from bilan.assess.facts import Facts
from bilan.model.sentence import Sentence
from bilan.model.vocab import Lang


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a codebook's rules come to. A person decides.

    rule     the first rule that holds: it leads to the grade
    also     rules behind it that hold as well, and would lead to another grade
    reasons  the deciding rule's reason first, then what else is worth knowing
    """

    codebook: str
    version: str
    grade: str
    labels: dict[Lang, str]
    rule: str
    also: tuple[str, ...]
    reasons: tuple[Sentence, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "codebook": self.codebook,
            "version": self.version,
            "grade": self.grade,
            "labels": self.labels,
            "rule": self.rule,
            "also": list(self.also),
            "reasons": [r.as_json() for r in self.reasons],
        }


def propose(facts: Facts, codebook: Codebook) -> Proposal | None:
    """The first rule that holds decides; the last one of a codebook always does.

    None: no source is on file and nobody admits, so there is nothing to grade.
    """
    if not facts.sources and not facts.admitted_by:
        return None
    facts = _together(facts, codebook)
    holding = [rule for rule in codebook.rules if rule.holds(facts, codebook.thresholds)]
    first = holding[0]
    grade = codebook.grade(str(first.grade))
    return Proposal(
        codebook=codebook.id,
        version=codebook.version,
        grade=grade.id,
        labels={**grade.label},
        rule=first.id,
        also=tuple(r.id for r in holding[1:] if r.grade != first.grade and r.conditions),
        reasons=(
            first.reason(facts),
            *(n.reason(facts) for n in codebook.notes if n.holds(facts, codebook.thresholds)),
        ),
    )


def _together(facts: Facts, codebook: Codebook) -> Facts:
    """Parties that the codebook takes together do not compete: they stand under the first of their names."""
    kept: list[str] = []
    for name in facts.blamed:
        group = next((g for g in codebook.together if name in g), frozenset({name}))
        if not group & set(kept):
            kept.append(name)
    return facts if len(kept) == len(facts.blamed) else replace(facts, blamed=tuple(kept))
